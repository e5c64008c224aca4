//! What a reader would call careless: lost letters, charts in a row at different heights, rows
//! that nothing heads.

use super::random::{golden, markup_of};
use super::*;
use crate::render::template::Templates;

const TEXT: &str = "交付周期明显缩短客户反馈良好";

/// How many lines paragraphs of `lengths` Chinese characters and a full stop have, and the last.
fn last_lines(lengths: std::ops::Range<usize>) -> Vec<(usize, String)> {
    let paragraph = |length: usize| {
        let text: String = TEXT.chars().cycle().take(length).collect();
        format!("<p>§{text}。</p>")
    };
    let drawn = pages(&lengths.map(paragraph).collect::<String>()).concat();
    let mut lines: Vec<(usize, String)> = Vec::new();
    for Drawn { text, .. } in drawn {
        if text.starts_with('§') {
            lines.push((1, text));
        } else if let Some((count, last)) = lines.last_mut()
            && text.starts_with(|first| TEXT.contains(first))
        {
            *count += 1;
            *last = text;
        }
    }
    lines
}

#[test]
fn no_letter_is_left_alone_on_the_last_line_of_a_paragraph() {
    let lines = last_lines(55..140);
    assert_eq!(lines.len(), 140 - 55);
    assert_eq!(lines[0].0, 1, "{lines:?}");
    assert_eq!(lines.last().unwrap().0, 3, "{lines:?}");
    for (count, last) in lines.iter().filter(|(count, _)| *count > 1) {
        assert!(last.chars().count() > 2, "{count} lines end with {last}");
    }
}

#[test]
fn charts_beside_each_other_begin_at_one_height() {
    let figure = |title: &str| {
        format!(
            "<figure><figcaption><b>{title}</b><span>%</span></figcaption><chart ref='bars' width='100%' height='60'/></figure>"
        )
    };
    let markup = format!(
        "<article lang='zh'><div class='grid-2'>{}{}</div></article>",
        figure("净推荐值"),
        figure(&LONG.repeat(2))
    );
    let press = press();
    let article = markup::read(&markup).unwrap();
    let charts = charts();
    let layout = press.lay_out(&article, &charts).unwrap();
    let mut tops = Vec::new();
    let mut y = 0.0;
    for slice in &layout.slices {
        for mark in &slice.marks {
            if let slice::Ink::Chart { y: below, .. } = mark.ink {
                tops.push(y + below);
            }
        }
        y += slice.height;
    }
    assert_eq!(tops.len(), 2);
    assert!((tops[0] - tops[1]).abs() < 0.01, "{tops:?}");
}

#[test]
fn the_first_cell_of_a_row_heads_it() {
    let press = press();
    let article = markup::read(
        "<article lang='en'><table><thead><tr><th>KPI</th><th>Value</th></tr></thead>\
         <tbody><tr><th scope='row'>On-time delivery</th><td>95%</td></tr></tbody></table></article>",
    )
    .unwrap();
    let charts = BTreeMap::new();
    let layout = press.lay_out(&article, &charts).unwrap();
    let cells: Vec<_> = layout
        .setter
        .structure
        .elements
        .iter()
        .filter(|element| matches!(element.role, "TH" | "TD"))
        .map(|element| (element.role, element.scope))
        .collect();
    assert_eq!(
        cells,
        [
            ("TH", Some("Column")),
            ("TH", Some("Column")),
            ("TH", Some("Row")),
            ("TD", None)
        ]
    );
}

#[test]
fn every_row_of_every_packet_has_a_heading() {
    let templates = Templates::new(&BTreeMap::new(), &Theme::default()).unwrap();
    let mut rows = 0;
    for (name, packet) in golden() {
        let markup = markup_of(&packet, &templates);
        let document = roxmltree::Document::parse(&markup).unwrap();
        let body = document
            .descendants()
            .filter(|node| node.has_tag_name("tbody"));
        for row in body
            .flat_map(|body| body.children())
            .filter(|node| node.has_tag_name("tr"))
        {
            let cells: Vec<_> = row.children().filter(roxmltree::Node::is_element).collect();
            // Lines to write on have nothing to say yet; a remark runs across all columns.
            let blank = row.attribute("class") == Some("line");
            if blank || cells.len() < 2 {
                continue;
            }
            rows += 1;
            let head = cells[0];
            let heads = head.has_tag_name("th") && head.attribute("scope") == Some("row");
            let text: String = row.descendants().filter_map(|node| node.text()).collect();
            assert!(heads, "{name}: nothing heads the row {text}");
        }
    }
    assert!(rows > 500, "{rows} rows were looked at");
}
