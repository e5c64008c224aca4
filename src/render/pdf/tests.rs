//! What a reader of a printed packet would notice.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod look;
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
fn the_same_document_gives_the_same_bytes() {
    let press = press();
    let markup = "<article><h1>林知远 Ada</h1><p>𬭼 rare <b>粗体</b></p></article>";
    let print = |markup| press.print(markup, &charts(), &meta()).unwrap().bytes;
    let (one, two) = (print(markup), print(markup));
    assert!(one == two);
    assert!(one.starts_with(b"%PDF-1.7"));
    assert!(one != print("<article><h1>Eve</h1></article>"));
}

#[test]
fn a_document_is_tagged_titled_and_in_its_language() {
    let markup = "<article><h1>林知远</h1><h2>One</h2><h3>Deep</h3><h2>Two</h2>\
                  <p>text <chart ref='spark' width='60' height='14'/></p></article>";
    let bytes = press().print(markup, &charts(), &meta()).unwrap().bytes;
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"zh-CN");
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Metadata"));
    let mut roles = Vec::new();
    let mut alternatives = Vec::new();
    for object in document.objects.values() {
        let Ok(element) = object.as_dict() else {
            continue;
        };
        if let Ok(role) = element.get(b"S").and_then(lopdf::Object::as_name) {
            roles.push(String::from_utf8_lossy(role).into_owned());
        }
        if let Ok(text) = element.get(b"Alt") {
            alternatives.push(lopdf::decode_text_string(text).unwrap());
        }
    }
    for role in ["Document", "H1", "H2", "H3", "P", "Figure"] {
        assert!(
            roles.iter().any(|found| found == role),
            "{role} in {roles:?}"
        );
    }
    assert_eq!(alternatives, ["近 13 期走势 <上升>"]);
    let titles = document.get_toc().unwrap().toc;
    let nested: Vec<(usize, &str)> = titles.iter().map(|t| (t.level, t.title.as_str())).collect();
    assert_eq!(nested, [(1, "林知远"), (2, "One"), (3, "Deep"), (2, "Two")]);
}

#[test]
fn a_link_leads_to_its_address_and_is_read_where_it_stands() {
    let markup = "<article><p>Ask <a href='https://example.org/评'>the <b>office</b></a> soon, \
                  <chart ref='spark' width='60' height='14'/> or \
                  <a href='../teams/T1.html'>your team</a>.</p></article>";
    let bytes = press().print(markup, &charts(), &meta()).unwrap().bytes;
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let page = document.page_iter().next().unwrap();
    let links = document.get_page_annotations(page).unwrap();
    // One for each style of the linked words; a path within the edition leads nowhere.
    assert_eq!(links.len(), 2);
    for link in &links {
        let action = link.get(b"A").unwrap().as_dict().unwrap();
        let address = action.get(b"URI").unwrap().as_str().unwrap();
        assert_eq!(address, b"https://example.org/%E8%AF%84");
        assert!(link.has(b"Contents") && link.has(b"StructParent"));
    }
    let named = |role: &[u8]| {
        let elements = document.objects.values().filter_map(|o| o.as_dict().ok());
        let mut elements = elements.filter(|e| {
            e.get(b"S")
                .is_ok_and(|s| s.as_name().is_ok_and(|name| name == role))
        });
        elements.next().unwrap()
    };
    let kids = |element: &lopdf::Dictionary| element.get(b"K").unwrap().as_array().unwrap().clone();
    // Text, link, text, figure, text.
    let order: Vec<bool> = kids(named(b"P"))
        .iter()
        .map(|kid| kid.as_reference().is_ok())
        .collect();
    assert_eq!(order[..4], [false, true, false, true]);
    let parts = kids(named(b"Link"));
    assert_eq!(parts.iter().filter(|kid| kid.as_dict().is_ok()).count(), 2);
}

#[test]
fn a_character_that_no_font_has_is_replaced_visibly_and_named() {
    let markup = "<article><h1>陳先生</h1><p>good \u{1F980}\u{FE0F}\u{202E} work</p>\
                  <p>陳先生</p></article>";
    let printed = press().print(markup, &charts(), &meta()).unwrap();
    let named: Vec<(&str, &[char])> = printed
        .replaced
        .iter()
        .map(|replaced| (replaced.text.as_str(), replaced.characters.as_slice()))
        .collect();
    // Selectors and marks of direction are left out, not replaced.
    let crab = (
        "good \u{1F980}\u{FE0F}\u{202E} work",
        ['\u{1F980}'].as_slice(),
    );
    assert_eq!(named, [crab, ("陳先生", &['陳'])]);
    let document = lopdf::Document::load_mem(&printed.bytes).unwrap();
    let page = document.page_iter().next().unwrap();
    let content = document.get_page_content(page);
    let content = String::from_utf8_lossy(&content);
    // Whoever copies the text gets the characters themselves.
    assert_eq!(content.matches("/ActualText<FEFF9673>").count(), 2);
    assert_eq!(content.matches("/ActualText<FEFFD83EDD80>").count(), 1);
}

#[test]
fn names_of_many_countries_are_written_by_the_built_in_fonts() {
    let markup = "<article><p>Łukasz ✗ \u{1F980}</p></article>";
    let printed = press().print(markup, &charts(), &meta()).unwrap();
    assert_eq!(printed.replaced.len(), 1);
    assert_eq!(printed.replaced[0].characters, ['\u{1F980}']);
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

#[test]
fn samples_decide_what_is_shared() {
    let typefaces = Arc::new(Typefaces::embedded().unwrap());
    let charts = charts();
    let sample = |n| (format!("<article><p>共同的文字 {n}</p></article>"), &charts);
    let samples: Vec<_> = (0..10).map(sample).collect();
    let press = Press::from_samples(typefaces, Theme::default(), &samples).unwrap();
    assert!(press.common.code(0, '共').is_some());
    // Nobody wrote it in bold.
    assert_eq!(press.common.code(1, '共'), None);
}

#[test]
fn a_document_can_be_read_back_from_its_bytes() {
    let body = "<p>张伟 met Ada O'Neill (twice) \\ once</p>\
                <table><thead><tr><th>Name</th><th>分数</th></tr></thead>\
                <tbody><tr><td>李四</td><td>92.5</td></tr></tbody></table>";
    let printed = press()
        .print(
            &format!("<article lang='zh'><h1>标题</h1>{body}</article>"),
            &charts(),
            &meta(),
        )
        .unwrap();
    let reader = Reader::default();
    for _ in 0..2 {
        let read = reader.read(&printed.bytes).unwrap();
        assert_eq!(read.identifier.as_deref(), Some("person/E001"));
        let text = read.texts.join("\n");
        for said in [
            "标题",
            "张伟 met Ada O'Neill (twice) \\ once",
            "Name",
            "分数",
            "李四",
            "92.5",
        ] {
            assert!(text.contains(said), "{said} in {text}");
        }
    }
    assert!(reader.read(b"%PDF-1.7 cut off").is_err());
}
