//! What is fuzzed: everything that reads what others wrote. Each function takes any bytes and
//! must come back; what must hold besides is asserted.
//!
//! `fuzz_targets/` runs them under libFuzzer, `tests/fuzzed.rs` with mutations of the corpus.

#![allow(dead_code, reason = "each target uses its part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a finding")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use scorepack::compose::packet::Packet;
use scorepack::diagnostic::has_errors;
use scorepack::load::load;
use scorepack::locale::{Language, Locale};
use scorepack::render::pdf::{DocumentMeta, Press};
use scorepack::render::template::{Labels, Templates, labels};
use scorepack::theme::Theme;
use scorepack::typeface::Typefaces;
use scorepack::workspace::source::{ColumnKind, ColumnSource, LoadContext, Origin, TableSource};
use serde_json::Value;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The configuration of a workspace and its own KPIs, between them a NUL.
pub(crate) fn configuration(data: &[u8]) {
    let folder = TempDir::new().unwrap();
    let mut parts = data.splitn(2, |byte| *byte == 0);
    fs::write(
        folder.path().join("scorepack.yaml"),
        parts.next().unwrap_or_default(),
    )
    .unwrap();
    fs::create_dir(folder.path().join("kpis")).unwrap();
    fs::write(
        folder.path().join("kpis/own.yaml"),
        parts.next().unwrap_or_default(),
    )
    .unwrap();
    let found = scorepack::workspace::read(folder.path(), &|_| None);
    if let Err(problems) = found {
        assert!(has_errors(&problems), "what stops a run is an error");
    }
}

/// A text table in any encoding.
pub(crate) fn csv(data: &[u8]) {
    table("t.csv", data);
}

/// A workbook; or, since one with a wrong checksum is not looked into, its sheet and its
/// shared texts, between them a NUL.
pub(crate) fn xlsx(data: &[u8]) {
    if data.starts_with(b"PK") {
        return table("t.xlsx", data);
    }
    let mut archive = ZipArchive::new(Cursor::new(WORKBOOK)).unwrap();
    let mut workbook = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if name.ends_with("sheet1.xml") {
            content = data
                .split(|byte| *byte == 0)
                .next()
                .unwrap_or_default()
                .to_vec();
        } else if name.ends_with("sharedStrings.xml") {
            content = data
                .splitn(2, |byte| *byte == 0)
                .nth(1)
                .unwrap_or_default()
                .to_vec();
        }
        workbook.start_file(&name, stored).unwrap();
        workbook.write_all(&content).unwrap();
    }
    table("t.xlsx", &workbook.finish().unwrap().into_inner());
}

/// What lies around them.
const WORKBOOK: &[u8] = include_bytes!("corpus/xlsx/small");

fn table(name: &str, data: &[u8]) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), data).unwrap();
    let loaded = load(&[source(folder.path(), name)], &context());
    let report = &loaded.reports[0];
    let accounted = report.rows_used + report.rows_refused + report.rows_superseded;
    assert_eq!(report.rows_read, accounted, "every row is used or refused");
}

fn source(root: &Path, name: &str) -> TableSource {
    let origin = Origin::Files {
        pattern: name.to_owned(),
        root: root.to_owned(),
    };
    let mut source = TableSource::new("t", origin);
    let kinds = [
        ("id", ColumnKind::Text),
        ("count", ColumnKind::Integer),
        ("value", ColumnKind::Number),
        ("price", ColumnKind::Money),
        ("done", ColumnKind::Boolean),
        ("on", ColumnKind::Date),
        ("at", ColumnKind::Instant),
    ];
    source.columns = kinds
        .map(|(name, kind)| ColumnSource::new(name, kind))
        .into();
    for column in &mut source.columns {
        column.optional_header = true;
    }
    source
}

fn context() -> LoadContext {
    LoadContext {
        today: NaiveDate::from_ymd_opt(2026, 11, 5).unwrap(),
        roster_table: "roster".to_owned(),
        kept: None,
    }
}

/// What pages are made with.
struct Shop {
    templates: Templates,
    words: Labels,
    press: Press,
    packet: Value,
}

static SHOP: LazyLock<Shop> = LazyLock::new(|| {
    let theme = Theme::default();
    let typefaces = Arc::new(Typefaces::embedded().unwrap());
    Shop {
        templates: Templates::new(&BTreeMap::new(), &theme).unwrap(),
        words: labels(&Locale::new(Language::En).unwrap()),
        press: Press::new(typefaces, theme, "abc").unwrap(),
        packet: serde_json::from_str(PACKET).unwrap(),
    }
});

/// A packet with all sections.
const PACKET: &str = include_str!("../tests/golden/2026-10/E003.en.json");

/// Texts of a packet, a line each, in place of as many of its own: whatever they are, there is
/// a page and a document.
pub(crate) fn template_input(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split('\n').cycle();
    let mut packet = SHOP.packet.clone();
    for part in [
        "head",
        "glance",
        "notes",
        "why",
        "raise",
        "conversation",
        "tables",
    ] {
        replace(&mut packet[part], &mut lines);
    }
    let Ok(packet) = serde_json::from_value::<Packet>(packet) else {
        return;
    };
    let markup = SHOP.templates.markup(&packet, &SHOP.words).unwrap();
    let meta = DocumentMeta {
        title: packet.head.title.clone(),
        ..DocumentMeta::default()
    };
    let printed = SHOP.press.print(&markup, &packet.charts, &meta);
    printed.expect("any text can be printed");
}

/// Puts texts in place of those that have a space, which are sentences and not names of things.
fn replace<'a>(value: &mut Value, lines: &mut impl Iterator<Item = &'a str>) {
    match value {
        Value::String(text) if text.contains(' ') => *text = lines.next().unwrap_or("").to_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, lines)),
        Value::Object(entries) => entries.values_mut().for_each(|entry| replace(entry, lines)),
        _ => {}
    }
}

/// The markup of a page, which a workspace's template may make of anything.
pub(crate) fn markup(data: &[u8]) {
    let markup = String::from_utf8_lossy(data);
    if let Err(problem) = SHOP
        .press
        .print(&markup, &BTreeMap::new(), &DocumentMeta::default())
    {
        assert!(!problem.message.is_empty());
    }
}
