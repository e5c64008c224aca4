//! The words of a whole run: every message is filled in with what it asks for, and none is
//! there that nothing would ever say.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(
    clippy::print_stdout,
    reason = "what is never said is for whoever asks for it"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

use chrono::NaiveDate;

use super::*;
use crate::locale::{Language, built_in, said};
use crate::quantity::Unit;

struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &'static str, _: Option<u64>) {}
    fn step(&self) {}
}

/// Packets, index, workbook and lists of periods of the sample company.
fn say_everything(language: Language, periods: [&str; 2]) {
    let pool = rayon::ThreadPoolBuilder::new()
        .start_handler(|_| said::listen())
        .build()
        .unwrap();
    let out = tempfile::tempdir().unwrap();
    for period in periods {
        let options = Options {
            root: Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data"),
            period: Some(period.parse().unwrap()),
            out: Some(out.path().to_owned()),
            formats: vec![Format::Json],
            only: None,
            language: Some(language),
            today: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
            as_of: None,
            redact: None,
            environment: &|_| None,
        };
        let done = pool.install(|| run(&options, &Silent));
        assert!(done.is_ok(), "{period}");
    }
}

/// All source files and templates, to see what names a message.
fn sources() -> String {
    let mut text = String::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let extension = path.extension().unwrap_or_default().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if extension == "rs" || extension == "html" {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    text
}

/// Whether the program can ask for a message: by its key, by `prefix-{…}`, as `{…}-suffix`, or
/// from a template.
fn is_named(key: &str, sources: &str) -> bool {
    let label = key.strip_prefix("page-").map(|name| name.replace('-', "_"));
    let of_page = label.is_some_and(|name| sources.contains(&format!("text.{name}")));
    let dashes = || key.match_indices('-').map(|(at, _)| at);
    let begun = dashes().any(|at| sources.contains(&format!("\"{}{{", &key[..=at])));
    let ended = dashes()
        .any(|at| sources.contains(&format!("}}{}\"", &key[at..])) && sources.contains(&key[..at]));
    // What is said with a unit has the unit's name in its key.
    let of_unit = Unit::ALL.into_iter().any(|unit| {
        let name = unit.name().replace('_', "-");
        [format!("unit-{name}"), format!("change-{name}")].contains(&key.to_owned())
    });
    of_page || begun || ended || of_unit || sources.contains(key)
}

#[test]
fn every_message_of_a_run_is_filled_in_and_none_is_there_for_nothing() {
    // That languages have the same messages with the same arguments is tested elsewhere.
    let chinese = thread::spawn(|| say_everything(Language::Zh, ["2026-10", "2026-Q3"]));
    say_everything(Language::En, ["2026-10", "2025"]);
    chinese.join().unwrap();
    let notes = said::notes();
    let wrong: Vec<_> = notes
        .iter()
        .filter(|(_, found)| !found.is_empty())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");

    let sources = sources();
    for language in Language::ALL {
        let said = |key: &String| notes.contains_key(&(language, key.clone()));
        let keys: BTreeSet<String> = built_in(language)
            .iter()
            .flat_map(|(_, text)| text.lines())
            .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
            .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
            .collect();
        let unsaid: Vec<&String> = keys.iter().filter(|key| !said(key)).collect();
        println!(
            "{language}: {} of {} messages were said; not: {unsaid:?}",
            keys.len() - unsaid.len(),
            keys.len()
        );
        assert!(unsaid.len() * 2 < keys.len(), "{unsaid:?}");
        let dead: Vec<_> = unsaid
            .iter()
            .filter(|key| !is_named(key, &sources))
            .collect();
        assert!(dead.is_empty(), "nothing would ever say {dead:?}");
    }
}
