//! What readers notice about the pages.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod sample;

use std::sync::LazyLock;

use self::sample::{packet, table};
use super::super::given::Given;
use super::super::template::labels;
use super::weave::{attribute, name, tag_length};
use super::*;
use crate::compose::packet::*;
use crate::locale::Locale;

static TYPEFACES: LazyLock<Typefaces> = LazyLock::new(|| Typefaces::embedded().unwrap());

fn words() -> Words {
    Language::ALL
        .into_iter()
        .map(|language| (language, labels(&Locale::new(language).unwrap())))
        .collect()
}

const KINDS: [PacketKind; 3] = [
    PacketKind::Person,
    PacketKind::Team,
    PacketKind::Organisation,
];

fn built_in() -> Templates {
    Templates::new(&BTreeMap::new(), &Theme::default()).unwrap()
}

/// The markup of a packet under templates of which some are overridden.
fn markup(kind: PacketKind, overrides: &[(&str, &str)]) -> Result<String, Diagnostic> {
    let overrides = overrides
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    let templates = Templates::new(&overrides, &Theme::default())?;
    templates.markup(&packet(kind), &words()[&Language::Zh])
}

#[test]
fn templates_are_given_all_of_a_packet_but_its_charts() {
    for kind in KINDS {
        let packet = packet(kind);
        let given = serde_json::to_value(Given(&packet)).unwrap();
        let mut whole = serde_json::to_value(&packet).unwrap();
        let whole = whole.as_object_mut().unwrap();
        assert!(whole.remove("charts").is_some());
        for (name, value) in given.as_object().unwrap() {
            assert_eq!(whole.remove(name).unwrap_or_default(), *value, "{name}");
        }
        assert!(whole.is_empty(), "{whole:?}");
    }
}

fn page(kind: PacketKind) -> String {
    page_by(&built_in(), kind)
}

fn page_by(templates: &Templates, kind: PacketKind) -> String {
    let theme = Theme::default();
    let screen = Screen::new(templates, &theme, &TYPEFACES, words());
    let markup = markup(kind, &[]).unwrap();
    String::from_utf8(screen.page(&packet(kind), &markup).unwrap()).unwrap()
}

/// The elements of `docs/templates.md` with their classes; the screen's own are skipped.
const DOCUMENTED: &[(&str, &str)] = &[
    ("article", ""),
    ("header", "running"),
    ("footer", "running"),
    ("section", "keep break"),
    ("h1", ""),
    ("h2", ""),
    ("h3", ""),
    ("p", "facts muted small score lead warning"),
    ("ul", "findings"),
    ("ol", ""),
    ("li", ""),
    ("dl", ""),
    ("dt", ""),
    ("dd", ""),
    ("div", "columns grid-2 grid-3 rule"),
    ("table", "heat compact"),
    ("colgroup", ""),
    ("col", ""),
    ("thead", ""),
    ("tbody", ""),
    ("tfoot", ""),
    ("tr", "group total open line"),
    ("th", "number muted strong"),
    ("td", "number muted strong heat-m2 heat-m1 heat-p1 heat-p2"),
    ("figure", ""),
    ("figcaption", ""),
    ("chart", ""),
    ("b", ""),
    ("strong", ""),
    ("br", ""),
    ("a", ""),
    (
        "span",
        "muted small improved worsened unchanged insufficient grade",
    ),
];

#[test]
fn every_kind_of_packet_is_xml_of_the_documented_elements_and_classes() {
    for kind in KINDS {
        let markup = markup(kind, &[]).unwrap();
        let document = roxmltree::Document::parse(&markup).unwrap();
        let for_screen = |node: &roxmltree::Node<'_, '_>| {
            node.ancestors().any(|node| {
                node.attribute("class")
                    .is_some_and(|class| class.contains("screen-only"))
            })
        };
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            if for_screen(&node) {
                continue;
            }
            let name = node.tag_name().name();
            let known = DOCUMENTED.iter().find(|(element, _)| *element == name);
            let (_, classes) = known.unwrap_or_else(|| unreachable!("<{name}> is not documented"));
            for class in node.attribute("class").unwrap_or_default().split(' ') {
                assert!(
                    class.is_empty() || classes.split(' ').any(|known| known == class),
                    "<{name} class=\"{class}\">"
                );
            }
        }
    }
}

#[test]
fn what_people_are_called_is_never_taken_for_markup() {
    let markup = markup(PacketKind::Person, &[]).unwrap();
    let document = roxmltree::Document::parse(&markup).unwrap();
    let title = document.descendants().find(|node| node.has_tag_name("h1"));
    assert_eq!(title.unwrap().text(), Some("林知远 <b>\"A&B\"</b>"));
}

#[test]
fn a_workspace_overrides_one_template_and_keeps_the_others() {
    let note = "<section><h2>{{ text.notes }} {{ packet.id }}</h2></section>";
    let markup = markup(PacketKind::Person, &[("notes.html", note)]).unwrap();
    assert!(markup.contains("E001</h2>"));
    assert!(!markup.contains("推荐者减贬损者"));
    assert!(markup.contains("class=\"score\""));
}

#[test]
fn a_page_of_the_workspace_sees_all_of_its_body() {
    let text = "<main>{{ body | safe }}</main>{{ body | length }}";
    let overrides = [("page.html".to_owned(), text.to_owned())];
    let templates = Templates::new(&overrides.into(), &Theme::default()).unwrap();
    let own = page_by(&templates, PacketKind::Person);
    let body = own.split_once("<main>").unwrap().1;
    let (body, length) = body.rsplit_once("</main>").unwrap();
    assert_eq!(length, body.chars().count().to_string());
    // What is built in has the same body in another frame.
    assert!(page(PacketKind::Person).contains(body));
}

#[test]
fn a_template_sees_the_theme() {
    let text = "<article>{{ theme.type_scale.body }}</article>";
    let markup = markup(PacketKind::Team, &[("team.html", text)]).unwrap();
    assert_eq!(markup, "<article>8.0</article>");
}

#[test]
fn a_template_error_names_file_and_line() {
    for (name, text, line) in [
        ("person.html", "<article>\n{% if %}\n</article>", 2),
        (
            "notes.html",
            "<section>\n\n{{ packet.nothing }}</section>",
            3,
        ),
    ] {
        let error = markup(PacketKind::Person, &[(name, text)]).unwrap_err();
        assert_eq!(error.code, "template-error");
        assert_eq!(
            error.place.file,
            Some(format!("templates/{name}")),
            "{error}"
        );
        assert_eq!(error.place.line, Some(line), "{error}");
    }
}

#[test]
fn a_chart_that_the_packet_does_not_have_is_an_error_with_the_ones_it_has() {
    let (templates, theme) = (built_in(), Theme::default());
    let screen = Screen::new(&templates, &theme, &TYPEFACES, words());
    let error = screen
        .page(
            &packet(PacketKind::Person),
            "<article><chart ref=\"x\"/></article>",
        )
        .unwrap_err();
    assert_eq!(error.code, "template-error");
    assert!(error.message.contains("`x`") && error.hint.contains("trend-nps"));
}

#[test]
fn a_page_stands_alone_and_leads_back_to_its_index() {
    for (kind, index) in KINDS
        .into_iter()
        .zip(["../index.html", "../index.html", "index.html"])
    {
        let page = page(kind);
        assert!(page.contains(&format!("href=\"{index}\"")));
        assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("//cdn"));
        assert!(!page.contains("<chart") && page.contains("<svg role=\"img\""));
        assert!(page.starts_with("<!doctype html>\n<html lang=\"zh-CN\">"));
    }
}

#[test]
fn members_of_a_team_lead_to_their_pages() {
    assert!(page(PacketKind::Team).contains("href=\"../people/E001.html\""));
    assert!(page(PacketKind::Organisation).contains("href=\"people/E001.html\""));
}

#[test]
fn every_table_is_a_region_of_its_own_name_that_the_keyboard_reaches() {
    let page = page(PacketKind::Person);
    let mut names: Vec<_> = page
        .split("class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(names.len(), page.matches("<table").count());
    assert!(names.contains(&"评分卡 · 实施工程师"));
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
}

#[test]
fn an_index_lists_everybody_and_escapes_their_names() {
    let (templates, theme) = (built_in(), Theme::default());
    let screen = Screen::new(&templates, &theme, &TYPEFACES, words());
    let person = |at: usize| PersonRow {
        name: format!("人<{at}>"),
        files: Files {
            html: Some(format!("people/E{at}.html")),
            ..Files::default()
        },
        ..PersonRow::default()
    };
    let index = EditionIndex {
        language: Language::En,
        title: "October 2026".to_owned(),
        organisation: "Blueshore".to_owned(),
        period_label: "October 2026".to_owned(),
        confidentiality: String::new(),
        facts: Vec::new(),
        provenance: String::new(),
        files: Files::default(),
        overview: None,
        periods: Vec::new(),
        people: (0..600).map(person).collect(),
        teams: vec![TeamRow::default()],
        quality: table("quality"),
    };
    let page = String::from_utf8(screen.index(&index).unwrap()).unwrap();
    let names = "<th scope=\"row\" class=\"strong\"><a href=\"";
    let (first, others) = page.split_once("<noscript id=\"others\">").unwrap();
    assert_eq!(first.matches(names).count(), 500);
    assert_eq!(others.matches(names).count(), 100);
    assert!(page.contains("人&lt;599&gt;") && !page.contains("人<"));
    assert!(page.contains("Find by name, ID or team"));
}

#[test]
fn both_languages_have_the_same_words() {
    let words = |language| Locale::new(language).unwrap().keys("page-");
    let (english, chinese) = (words(Language::En), words(Language::Zh));
    assert!(english.keys().eq(chinese.keys()));
    assert!(chinese.values().all(|text| !text.contains('⟨')));
}

#[test]
fn a_style_sheet_loses_its_comments_and_cannot_end_its_element() {
    assert_eq!(
        condensed("/* a\n b */\n a { b: c; }\n/* open"),
        "a { b: c; }"
    );
    assert!(!condensed("a { content: '</style>'; }").contains("</style"));
}

#[test]
fn attributes_are_read_whatever_their_quotes() {
    let tag = "<chart data-ref=\"no\" ref='a > b' width = \"66\"/>";
    assert_eq!(attribute(tag, "ref"), Some("a > b"));
    assert_eq!(attribute(tag, "width"), Some("66"));
    assert_eq!(attribute(tag, "height"), None);
    assert_eq!(tag_length(&format!("{tag}<p>")), tag.len());
    assert_eq!(name("</table>"), "/table");
    assert_eq!(name("<br/>"), "br");
}
