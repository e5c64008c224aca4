//! Random packets: names, comments, tables and lists of any length and script, laid out and
//! drawn on a canvas that knows where each text and figure stands.
//!
//! Each packet is one of the golden ones with its texts and its lists changed at random, so
//! that it has every section that packets have. Figures count as boxes here; what is inside
//! one is the business of `chart`.

mod chance;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tera::Context;

use self::chance::{Chance, chart, shake, stretch_to_the_utmost};

use super::super::super::template::{Templates, labels, value};
use super::*;
use crate::locale::{Language, Locale};
use crate::theme::Sheet;
use crate::typeface::is_invisible;

/// Packets that are made of each golden one: the first as long as it may get, the others at
/// random.
const FEW: u64 = 2;
const MANY: u64 = 30;

/// What a page shows: texts with the block that they are read in, and figures.
struct Sheetful {
    texts: Vec<(Option<usize>, Drawn)>,
    figures: Vec<Drawn>,
    /// Whether nothing but headings stands last on it.
    ends_with_heading: bool,
}

fn sheets(press: &Press, markup: &str, charts: &BTreeMap<String, ChartSpec>) -> Vec<Sheetful> {
    let article = markup::read(markup).unwrap();
    let Layout {
        setter,
        margins,
        slices,
    } = press.lay_out(&article, charts).unwrap();
    let pages = paginate::paginate(&slices, &setter.heads, margins.top, margins.bottom);
    let draw = Draw {
        typefaces: &press.typefaces,
        theme: &press.theme,
    };
    let role = |element: usize| setter.structure.elements[element].role;
    let mut sheets = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let mut sheet = Sheetful {
            texts: Vec::new(),
            figures: Vec::new(),
            ends_with_heading: false,
        };
        let folio = running::page_number(&setter, number + 1, pages.len());
        let strips = [
            (margins.head_top, &margins.head),
            (margins.foot_top, &margins.foot),
            (margins.foot_top, &folio),
        ];
        let strips = strips
            .into_iter()
            .chain(page.strips.iter().map(|s| (s.y, s.slice)));
        for (y, slice) in strips {
            for mark in &slice.marks {
                if let slice::Ink::Chart {
                    x,
                    y: below,
                    width,
                    height,
                    ..
                } = mark.ink
                {
                    let top = y + below;
                    let text = "a figure".to_owned();
                    let (right, bottom) = (x + width, top + height);
                    sheet.figures.push(Drawn {
                        left: x,
                        right,
                        top,
                        bottom,
                        text,
                    });
                    continue;
                }
                let mut recorder = Recorder {
                    typefaces: &press.typefaces,
                    texts: Vec::new(),
                };
                let alone = slice::Slice {
                    marks: vec![mark.clone()],
                    ..slice::Slice::default()
                };
                draw.slice(&mut recorder, &alone, y).unwrap();
                let texts = recorder.texts.into_iter();
                // A web address in a comment is an element of its own, read where it stands.
                let block = mark.element.map(|element| setter.structure.block(element));
                sheet.texts.extend(texts.map(|text| (block, text)));
            }
        }
        // What ends the document has nothing to go along with.
        let last = page.strips.last().filter(|_| number + 1 < pages.len());
        if let Some(last) = last {
            let mut roles = last
                .slice
                .marks
                .iter()
                .filter_map(|mark| mark.element)
                .map(role);
            sheet.ends_with_heading =
                !last.slice.bookmarks.is_empty() && roles.all(|role| role.starts_with('H'));
        }
        sheets.push(sheet);
    }
    sheets
}

fn assert_sheet(sheet: &Sheetful, page: &crate::theme::Page, whose: &str) {
    let mut all: Vec<&Drawn> = sheet
        .texts
        .iter()
        .map(|(_, text)| text)
        .chain(&sheet.figures)
        .collect();
    all.sort_by(|a, b| a.top.total_cmp(&b.top));
    for (index, one) in all.iter().enumerate() {
        let inside = one.left >= page.side - 0.1
            && one.right <= page.width - page.side + 0.1
            && one.top > 0.0
            && one.bottom < page.height;
        assert!(inside, "{whose}: {one:?} leaves the page");
        // From the first that begins below it on, nothing can overlap it.
        for other in &all[index + 1..] {
            if other.top >= one.bottom {
                break;
            }
            let beside = one.right <= other.left + 0.1 || other.right <= one.left + 0.1;
            let above = one.bottom <= other.top + 0.01 || other.bottom <= one.top + 0.01;
            // A chart of a word's height may reach into the leading around its line.
            let leading = |a: &Drawn, b: &Drawn| a.bottom <= b.top + 2.1;
            let figure = one.text == "a figure" || other.text == "a figure";
            let near = figure && (leading(one, other) || leading(other, one));
            assert!(
                beside || above || near,
                "{whose}: {one:?} overlaps {other:?}"
            );
        }
    }
    let last = sheet.texts.last().map(|(_, text)| text);
    assert!(
        !sheet.ends_with_heading,
        "{whose}: a heading ends a page: {last:?}"
    );
}

/// Text without blanks and what is not drawn.
fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .collect()
}

/// What of the markup is for paper: all texts that do not stand in a part for the screen.
fn on_paper(markup: &str) -> String {
    let document = roxmltree::Document::parse(markup).unwrap();
    let for_screen = |node: roxmltree::Node<'_, '_>| {
        let class = node.attribute("class").unwrap_or_default();
        class.split(' ').any(|class| class == "screen-only")
    };
    let texts = document.descendants().filter(roxmltree::Node::is_text);
    let texts = texts.filter(|text| !text.ancestors().any(for_screen));
    texts
        .map(|text| squeezed(text.text().unwrap_or_default()))
        .collect()
}

/// Where `comment` is not in `written` any more: the last it has in common, what is lost, and
/// what stands in its place.
fn cut(comment: &str, written: &str) -> Option<[String; 3]> {
    if written.contains(comment) {
        return None;
    }
    let ends: Vec<usize> = comment.char_indices().map(|(at, _)| at).collect();
    let kept = ends.partition_point(|end| written.contains(&comment[..*end]));
    let (before, after) = comment.split_at(ends[kept.saturating_sub(1)]);
    let instead = written
        .find(before)
        .map_or("", |at| &written[at + before.len()..]);
    let mut tail: Vec<char> = before.chars().rev().take(20).collect();
    tail.reverse();
    let begin = |text: &str| text.chars().take(20).collect();
    Some([tail.into_iter().collect(), begin(after), begin(instead)])
}

pub(super) fn golden() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/2026-10");
    let mut packets: Vec<(String, Value)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (
                name,
                serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap(),
            )
        })
        .collect();
    packets.sort_by(|a, b| a.0.cmp(&b.0));
    packets
}

/// Makes packets out of a golden one, lays each out and looks at every page.
fn try_packets_like(
    name: &str,
    packet: &Value,
    each: u64,
    templates: &Templates,
    presses: &[Press],
) {
    for seed in 0..each {
        let press = &presses[(seed % 2) as usize];
        let whose = format!("{name}, seed {seed}");
        let mut chance = Chance::new(seed);
        let mut packet = packet.clone();
        let charts = packet["charts"].take();
        let mut comments = Vec::new();
        if seed == 0 {
            stretch_to_the_utmost(&mut packet, &mut chance, &mut comments);
        } else {
            shake(&mut packet, "", &mut chance, &mut comments);
        }
        let bars = packet["glance"]["groups"].as_array().map_or(0, Vec::len);
        let charts: BTreeMap<String, ChartSpec> = charts
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, spec)| {
                let figure = spec["figure"].as_str().unwrap();
                (name.clone(), chart(figure, bars, &mut chance))
            })
            .collect();
        let markup = markup_of(&packet, templates);
        let sheets = sheets(press, &markup, &charts);
        for (number, sheet) in sheets.iter().enumerate() {
            let whose = format!("{whose}, page {}", number + 1);
            assert_sheet(sheet, &press.theme.page, &whose);
        }
        assert_whole(&sheets, &markup, &comments, &whose);
        press.print(&markup, &charts, &meta()).unwrap();
    }
}

pub(super) fn markup_of(packet: &Value, templates: &Templates) -> String {
    let language = match packet["language"].as_str() {
        Some("en") => Language::En,
        _ => Language::Zh,
    };
    let template = format!("{}.html", packet["kind"].as_str().unwrap());
    let mut context = Context::new();
    context.insert_value("packet", value("packet", packet).unwrap());
    context.insert_value("text", labels(&Locale::new(language).unwrap()).0);
    templates.render(&template, &context).unwrap()
}

/// Whatever is on paper is there whole.
fn assert_whole(sheets: &[Sheetful], markup: &str, comments: &[String], whose: &str) {
    let mut written: BTreeMap<usize, String> = BTreeMap::new();
    for (block, text) in sheets.iter().flat_map(|sheet| &sheet.texts) {
        if let Some(block) = block {
            written.entry(*block).or_default().push_str(&text.text);
        }
    }
    let written: String = written.values().map(|text| squeezed(text)).collect();
    let paper = on_paper(markup);
    for comment in comments.iter().map(|comment| squeezed(comment)) {
        if paper.contains(&comment) {
            let cut = cut(&comment, &written);
            assert_eq!(cut, None, "{whose}: the comment is cut there");
        }
    }
    let there = tally(
        sheets
            .iter()
            .flat_map(|sheet| &sheet.texts)
            .map(|(_, text)| &text.text),
    );
    for (character, count) in tally([&paper].into_iter()) {
        let found = there.get(&character).copied().unwrap_or_default();
        assert!(
            found >= count,
            "{whose}: {character:?} stands {found} times on paper instead of {count}"
        );
    }
}

/// How often each character stands in the texts.
fn tally<'t>(texts: impl Iterator<Item = &'t String>) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for character in texts.flat_map(|text| squeezed(text).chars().collect::<Vec<_>>()) {
        *counts.entry(character).or_default() += 1;
    }
    counts
}

fn try_packets(each: u64) {
    let templates = Templates::new(&BTreeMap::new(), &Theme::default()).unwrap();
    let typefaces = Arc::new(Typefaces::embedded().unwrap());
    let presses = [Sheet::A4, Sheet::Letter]
        .map(|sheet| Press::new(Arc::clone(&typefaces), Theme::default().on(sheet), "").unwrap());
    let packets = golden();
    let kinds: BTreeSet<&str> = packets
        .iter()
        .filter_map(|(_, p)| p["kind"].as_str())
        .collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["organisation", "person", "team"]
    );
    let (templates, presses) = (&templates, &presses);
    std::thread::scope(|scope| {
        for half in packets.chunks(packets.len().div_ceil(2)) {
            scope.spawn(move || {
                for (name, packet) in half {
                    try_packets_like(name, packet, each, templates, presses);
                }
            });
        }
    });
}

#[test]
fn packets_of_any_length_and_script_neither_overlap_nor_leave_their_page() {
    try_packets(FEW);
}

#[test]
#[ignore = "minutes: cargo test --lib random:: -- --ignored"]
fn many_packets_of_any_length_and_script_neither_overlap_nor_leave_their_page() {
    try_packets(MANY);
}
