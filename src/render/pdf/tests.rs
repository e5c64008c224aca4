//! What a reader of a printed packet would notice.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod look;
mod printed;
mod random;

use super::*;
use crate::chart::canvas::{Canvas, Stroke, TextStyle};
use crate::compose::chart_spec::{GroupBars, Sparkline};
use crate::theme::Rgb;

const LONG: &str = "用于验证超长名称在任何位置都不会被截断或与相邻内容重叠的一个非常长的指标名称";
const WORD: &str = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten";

/// A text where it was drawn, from the top left of its page.
#[derive(Clone, Debug)]
struct Drawn {
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
    text: String,
}

/// A canvas that notes texts.
struct Recorder<'t> {
    typefaces: &'t Typefaces,
    texts: Vec<Drawn>,
}

impl Canvas for Recorder<'_> {
    fn fill_rectangle(&mut self, _: f32, _: f32, _: f32, _: f32, _: Rgb) {}
    fn polyline(&mut self, _: &[(f32, f32)], _: Stroke) {}
    fn polygon(&mut self, _: &[(f32, f32)], _: Rgb) {}
    fn circle(&mut self, _: (f32, f32), _: f32, _: Rgb) {}
    fn text(&mut self, x: f32, y: f32, style: TextStyle, text: &str) {
        self.texts.push(Drawn {
            left: x,
            right: x + self
                .typefaces
                .width(style.weight, style.size, text.trim_end()),
            top: y - self.typefaces.cap_height(style.weight, style.size),
            bottom: y + 0.12 * style.size,
            text: text.trim_end().to_owned(),
        });
    }
}

fn press() -> Press {
    let typefaces = Arc::new(Typefaces::embedded().unwrap());
    Press::new(typefaces, Theme::default(), "评分卡 Scorecard").unwrap()
}

fn charts() -> BTreeMap<String, ChartSpec> {
    let spark = Sparkline {
        alternative: "近 13 期走势 <上升>".to_owned(),
        values: vec![Some(1.0), None, Some(3.0)],
        target: Some(2.0),
    };
    let bars = ChartSpec::GroupBars(GroupBars::default());
    [("spark", ChartSpec::Sparkline(spark)), ("bars", bars)]
        .map(|(name, chart)| (name.to_owned(), chart))
        .into()
}

fn meta() -> DocumentMeta {
    DocumentMeta {
        title: "Ada 的评审包".to_owned(),
        author: "Example & Co".to_owned(),
        language: "zh-CN".to_owned(),
        subject: String::new(),
        identifier: "person/E001".to_owned(),
    }
}

/// The texts of each page, running lines and page number included.
fn pages(body: &str) -> Vec<Vec<Drawn>> {
    let press = press();
    let markup = format!(
        "<article lang='zh'><header class='running'><span>head</span><span>right</span></header>\
         <footer class='running'><span>foot</span><span>right</span></footer>{body}</article>"
    );
    let article = markup::read(&markup).unwrap();
    let charts = charts();
    let Layout {
        setter,
        margins,
        slices,
    } = press.lay_out(&article, &charts).unwrap();
    let pages = paginate::paginate(&slices, &setter.heads, margins.top, margins.bottom);
    let draw = Draw {
        typefaces: &press.typefaces,
        theme: &press.theme,
    };
    let mut drawn = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let mut recorder = Recorder {
            typefaces: &press.typefaces,
            texts: Vec::new(),
        };
        let folio = running::page_number(&setter, number + 1, pages.len());
        for (y, slice) in [
            (margins.head_top, &margins.head),
            (margins.foot_top, &margins.foot),
            (margins.foot_top, &folio),
        ] {
            draw.slice(&mut recorder, slice, y).unwrap();
        }
        for strip in &page.strips {
            draw.slice(&mut recorder, strip.slice, strip.y).unwrap();
        }
        drawn.push(recorder.texts);
    }
    drawn
}

fn words(page: &[Drawn]) -> Vec<&str> {
    page.iter().map(|drawn| drawn.text.as_str()).collect()
}

/// No text leaves the type area or touches another.
fn assert_tidy(pages: &[Vec<Drawn>]) {
    let page = Theme::default().page;
    for texts in pages {
        for (index, one) in texts.iter().enumerate() {
            assert!(one.left >= page.side - 0.1, "{one:?}");
            assert!(one.right <= page.width - page.side + 0.1, "{one:?}");
            assert!(one.top > 0.0 && one.bottom < page.height, "{one:?}");
            for other in &texts[index + 1..] {
                let beside = one.right <= other.left + 0.1 || other.right <= one.left + 0.1;
                let above = one.bottom <= other.top || other.bottom <= one.top;
                assert!(beside || above, "{one:?} overlaps {other:?}");
            }
        }
    }
}

fn rows(count: usize) -> String {
    (0..count)
        .map(|row| format!("<tr><td>row {row}</td><td class='number'>{row}.5</td></tr>"))
        .collect()
}

#[test]
fn the_head_of_a_long_table_stands_on_every_page() {
    let pages = pages(&format!(
        "<table><thead><tr><th>Name</th><th class='number'>Value</th></tr></thead>\
         <tbody>{}</tbody></table>",
        rows(120)
    ));
    assert!(pages.len() >= 3);
    for page in &pages {
        let words = words(page);
        assert!(
            words.contains(&"Name") && words.contains(&"Value"),
            "{words:?}"
        );
    }
    let all: Vec<&str> = pages.iter().flat_map(|page| words(page)).collect();
    for row in 0..120 {
        let name = format!("row {row}");
        assert_eq!(all.iter().filter(|word| **word == name).count(), 1);
    }
    assert_tidy(&pages);
}

#[test]
fn pages_are_numbered_out_of_their_total() {
    let pages = pages(&format!("<table><tbody>{}</tbody></table>", rows(80)));
    let total = pages.len();
    for (index, page) in pages.iter().enumerate() {
        let number = format!("{} / {total}", index + 1);
        assert!(words(page).contains(&number.as_str()));
    }
}

#[test]
fn a_heading_never_ends_a_page() {
    for lines in 20..60 {
        let filler = "<p>text</p>".repeat(lines);
        let pages = pages(&format!(
            "{filler}<h2>Heading</h2><table><thead><tr><th>Name</th></tr></thead>\
             <tbody><tr class='group'><td>Group</td></tr>{}</tbody></table>",
            rows(3)
        ));
        let at = |word: &str| pages.iter().position(|page| words(page).contains(&word));
        assert_eq!(at("Heading"), at("row 0"), "{lines} paragraphs");
        assert_eq!(at("Group"), at("row 0"), "{lines} paragraphs");
    }
}

#[test]
fn lists_and_tables_of_nothing_leave_the_rest_as_it_is() {
    for nothing in [
        "<ul><li></li><li></li></ul>",
        "<ol><li><p></p></li><li><p></p></li></ol>",
        "<dl><dt></dt><dd></dd><dt></dt><dd></dd></dl>",
        "<table><tbody></tbody></table>",
        "<table><tbody><tr><td></td></tr><tr><td></td></tr></tbody></table>",
        "<div class='grid-2'><p></p><p></p></div>",
    ] {
        let pages = pages(&format!("<p>before</p>{nothing}<p>behind</p>"));
        let words = words(&pages[0]);
        assert!(
            words.contains(&"before") && words.contains(&"behind"),
            "{nothing}"
        );
    }
}

#[test]
fn a_section_to_be_kept_is_not_divided() {
    for lines in 20..50 {
        let filler = "<p>text</p>".repeat(lines);
        let pages = pages(&format!(
            "{filler}<section class='keep'><h2>Kept</h2>{}</section>",
            "<p>inside</p>".repeat(10)
        ));
        let with = |word| {
            pages
                .iter()
                .filter(|page| words(page).contains(&word))
                .count()
        };
        assert_eq!((with("Kept"), with("inside")), (1, 1), "{lines} paragraphs");
    }
}

#[test]
fn names_and_labels_of_any_length_neither_overlap_nor_leave_the_page() {
    let row = format!(
        "<tr><td>{LONG}</td><td class='number strong'>123,456,789.01 小时</td>\
         <td class='number'>{WORD}</td><td><chart ref='spark' width='66' height='14'/></td>\
         <td><span class='worsened'>▼</span> {LONG} <b>{WORD}</b> \
         <span class='grade'>样本不足</span></td></tr>"
    );
    let pages = pages(&format!(
        "<h1>{LONG}{WORD}</h1><p class='facts'>{WORD} · {LONG} · {WORD}</p>\
         <div class='columns'><div data-share='30'><p class='score'>1,234,567.8 \
         <span class='grade'>{WORD}</span></p></div><div data-share='70'><p>{LONG}</p></div></div>\
         <ul class='findings'><li>{LONG}<b>{WORD}</b>{LONG}</li></ul><ol><li>{WORD}</li></ol>\
         <table><colgroup><col data-share='1'/><col data-share='1'/><col data-share='9'/></colgroup>\
         <thead><tr><th>{LONG}</th><th class='number'>{WORD}</th><th>{LONG}</th><th>{WORD}</th>\
         <th>{LONG}</th></tr></thead><tbody><tr class='group'><td colspan='3'>{LONG}{WORD}</td>\
         <td class='number'>{WORD}</td><td/></tr>{row}{row}{row}</tbody>\
         <tfoot><tr><td>{LONG}</td><td class='number'>1</td></tr></tfoot></table>\
         <div class='grid-3'><p>{WORD}</p><p>{LONG}</p><figure><figcaption><b>{LONG}</b>\
         <span>{WORD}</span></figcaption></figure></div>\
         <dl><dt>{WORD}</dt><dd>{LONG}</dd></dl>"
    ));
    assert_tidy(&pages);
}

#[test]
fn long_running_lines_wrap_and_take_room_from_the_page() {
    let markup = format!(
        "<article><header class='running'><span>{LONG}{LONG}</span><span>{WORD}</span></header>\
         <p>content</p></article>"
    );
    let article = markup::read(&markup).unwrap();
    let press = press();
    let charts = BTreeMap::new();
    let layout = press.lay_out(&article, &charts).unwrap();
    assert!(layout.margins.top > press.theme.page.top + 8.0);
}

#[test]
fn a_row_higher_than_a_page_goes_on_to_the_next() {
    let pages = pages(&format!(
        "<table><tbody><tr><td>{}</td><td>x</td></tr></tbody></table>",
        LONG.repeat(80)
    ));
    assert!(pages.len() >= 2);
    let written: usize = pages.iter().flatten().map(|drawn| drawn.text.len()).sum();
    assert!(written > LONG.len() * 80);
    assert_tidy(&pages);
}

#[test]
fn numbers_end_at_one_line() {
    let pages = pages(
        "<table><tbody><tr><td>a</td><td class='number'>1.5</td><td>b</td></tr>\
         <tr><td>a</td><td class='number'>1,234.5</td><td>b</td></tr></tbody></table>",
    );
    let right = |word| pages[0].iter().find(|d| d.text == word).unwrap().right;
    assert!((right("1.5") - right("1,234.5")).abs() < 0.01);
}

#[test]
fn what_is_for_the_screen_only_stays_there() {
    let pages = pages("<p>both</p><details class='screen-only'><video/></details>");
    assert!(words(&pages[0]).contains(&"both"));
}

#[test]
fn what_templates_may_not_hold_is_refused_with_its_line() {
    for (body, name) in [
        ("<video/>", "<video>"),
        ("<p class='huge'>x</p>", "<p>"),
        ("<p style='color:red'>x</p>", "<p>"),
        ("<p><table/></p>", "<table>"),
        ("<table><tr/></table>", "<tr>"),
        ("<chart ref='spark'/>", "<chart>"),
        ("<chart ref='none' height='9'/>", "<chart>"),
        ("<ul><p>x</p></ul>", "<p>"),
    ] {
        let markup = format!("<article>\n{body}</article>");
        let error = press().print(&markup, &charts(), &meta()).unwrap_err();
        assert_eq!(error.code, "template-markup", "{body}");
        assert!(error.message.contains(name), "{error}");
        let unknown_chart = body.contains("none");
        assert_eq!(error.place.line, (!unknown_chart).then_some(2), "{error}");
    }
    let error = press().print("<article><p></article>", &charts(), &meta());
    assert_eq!(error.unwrap_err().code, "template-markup");
}
