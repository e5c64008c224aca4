//! A workspace made of the sample in which every text is replaced: by hostile texts or, in the
//! same places, by harmless ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{SAMPLE, scorepack};

/// What every replaced text ends with, before its number.
pub(crate) const MARK: &str = "zq";

/// People of each role that are kept.
const PEOPLE: usize = 3;

/// Texts by which something is looked up, or that stand for a language.
const KEPT: [&str; 8] = [
    "kpi",
    "period",
    "competency",
    "industry",
    "kind",
    "project_type",
    "email",
    "metric",
];

/// The hostile texts.
pub(crate) fn payloads() -> Vec<String> {
    let lines = include_str!("payloads.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(unescaped)
        .collect()
}

fn unescaped(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c != '\\' {
            text.push(c);
            continue;
        }
        let braced = |rest: &str| {
            let (inside, after) = rest[1..].strip_prefix('{')?.split_once('}')?;
            Some((inside.to_owned(), after.len()))
        };
        let code = rest.chars().next();
        let (taken, added) = match (code, code.and_then(|_| braced(rest))) {
            (Some('u'), Some((hex, after))) => {
                let code = u32::from_str_radix(&hex, 16).unwrap();
                let character = char::from_u32(code).unwrap();
                (rest.len() - after, character.to_string())
            }
            (Some('*'), Some((count, after))) => {
                let last = text.pop().unwrap().to_string();
                (rest.len() - after, last.repeat(count.parse().unwrap()))
            }
            (Some('n'), _) => (1, "\n".to_owned()),
            (Some('r'), _) => (1, "\r".to_owned()),
            (Some('t'), _) => (1, "\t".to_owned()),
            (Some('0'), _) => (1, "\0".to_owned()),
            (Some('\\'), _) => (1, "\\".to_owned()),
            _ => (0, "\\".to_owned()),
        };
        text.push_str(&added);
        rest = &rest[taken..];
    }
    text
}

/// What a reader sees of a text, with one space for each stretch of white space.
pub(crate) fn seen(text: &str) -> String {
    let hidden = |c: &char| {
        (c.is_control() && !c.is_whitespace())
            || matches!(*c, '\u{85}' | '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
                | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
                | '\u{FDD0}' | '\u{FFFE}' | '\u{FFFF}')
    };
    let shown: String = text.chars().filter(|c| !hidden(c)).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Texts in place of those of the sample; the same for the same original.
pub(crate) struct Texts {
    hostile: Option<Vec<String>>,
    numbers: BTreeMap<String, usize>,
}

impl Texts {
    pub(crate) fn new(hostile: bool) -> Self {
        Self {
            hostile: hostile.then(payloads),
            numbers: BTreeMap::new(),
        }
    }

    /// The text in place of `original`.
    pub(crate) fn of(&mut self, original: &str) -> String {
        let next = self.numbers.len();
        let number = *self.numbers.entry(original.to_owned()).or_insert(next);
        match &self.hostile {
            None => format!("Plain {MARK}{number}."),
            Some(payloads) => {
                format!("{} {MARK}{number}.", payloads[number % payloads.len()])
            }
        }
    }

    /// All texts that were given out, by number.
    pub(crate) fn all(&mut self) -> BTreeMap<usize, String> {
        let originals: Vec<(String, usize)> = self.numbers.clone().into_iter().collect();
        let texts = originals.into_iter();
        texts
            .map(|(original, number)| (number, self.of(&original)))
            .collect()
    }
}

/// The text columns of every canonical table that are not of a closed vocabulary.
fn text_columns() -> BTreeMap<String, BTreeSet<String>> {
    let output = scorepack(&["tables", SAMPLE, "--json"]);
    let tables: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let is_free = |column: &&Value| {
        column["type"] == "text"
            && column["values"] == json!([])
            && !KEPT.contains(&column["name"].as_str().unwrap())
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let columns = |table: &Value| -> BTreeSet<String> {
        let columns = table["columns"].as_array().unwrap().iter();
        columns
            .filter(is_free)
            .map(|column| text(&column["name"]))
            .collect()
    };
    tables
        .iter()
        .map(|table| (text(&table["name"]), columns(table)))
        .collect()
}

/// Writes the workspace.
pub(crate) fn write(texts: &mut Texts) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("data")).unwrap();
    let columns = text_columns();
    let people = chosen_people();
    let mut names: Vec<_> = fs::read_dir(format!("{SAMPLE}/data"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in names {
        let table = name.trim_end_matches(".csv").trim_end_matches("_more");
        let free = &columns[table];
        copy_table(root, &name, free, &people, texts);
    }
    configure(root, texts);
    folder
}

fn chosen_people() -> BTreeSet<String> {
    let mut by_role: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(format!("{SAMPLE}/data/roster.csv")).unwrap();
    for row in reader.records().map(Result::unwrap) {
        let people = by_role.entry(row[3].to_owned()).or_default();
        if people.len() < PEOPLE {
            people.insert(row[0].trim_start_matches('\u{feff}').to_owned());
        }
    }
    by_role.into_values().flatten().collect()
}

fn copy_table(
    root: &Path,
    name: &str,
    free: &BTreeSet<String>,
    people: &BTreeSet<String>,
    texts: &mut Texts,
) {
    let mut reader = csv::Reader::from_path(format!("{SAMPLE}/data/{name}")).unwrap();
    let headers = reader.headers().unwrap().clone();
    let headers: Vec<&str> = headers
        .iter()
        .map(|h| h.trim_start_matches('\u{feff}'))
        .collect();
    let person = headers.iter().position(|header| *header == "engineer_id");
    let mut writer = csv::Writer::from_path(root.join("data").join(name)).unwrap();
    writer.write_record(&headers).unwrap();
    for row in reader.records().map(Result::unwrap) {
        if person.is_some_and(|at| !people.contains(&row[at])) {
            continue;
        }
        let cells = row.iter().zip(&headers).map(|(cell, header)| {
            if cell.is_empty() || !free.contains(*header) {
                cell.to_owned()
            } else {
                texts.of(cell)
            }
        });
        writer.write_record(cells).unwrap();
    }
    writer.flush().unwrap();
}

/// Configuration whose every text is replaced. JSON is YAML.
fn configure(root: &Path, texts: &mut Texts) {
    let sample = fs::read_to_string(format!("{SAMPLE}/scorepack.yaml")).unwrap();
    let data = &sample[sample.find("\ndata:").unwrap()..];
    let mut text = |name: &str| {
        // What configuration may hold: the others are refused as it is read.
        let plain = |c: &char| {
            let is_mark = matches!(*c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
            let is_text = !matches!(*c, '\u{FDD0}' | '\u{FFFE}' | '\u{FFFF}');
            !is_mark && is_text && (!c.is_control() || matches!(*c, '\n' | '\r' | '\t'))
        };
        let mut one = |at: u32| -> String {
            let text = texts.of(&format!("{name} {at}"));
            text.chars().filter(plain).collect()
        };
        let both = [one(1), one(2)];
        json!({"en": both[0], "zh": both[1]})
    };
    let organisation = json!({
        "name": text("organisation"), "language": "zh", "time_zone": "Asia/Shanghai",
        "currency": "CNY", "appeal": text("appeal"),
    });
    let review = json!({"place": text("place")});
    let mail = json!({
        "from": "hr@mail.example", "host": "smtp.mail.example", "sender": text("sender"),
        "copy_manager": true, "hr": ["hr@mail.example"],
    });
    let head = format!(
        "organisation: {organisation}\nas_of: 2026-11-05\nreview: {review}\nmail: {mail}\n{data}"
    );
    fs::write(root.join("scorepack.yaml"), escaped(&head)).unwrap();
    let kpi = json!({"own_wait": {
        "name": text("kpi"), "about": text("about"), "formula": text("formula"),
        "kind": "median", "source": "work_orders", "date": "opened_at",
        "where": "first_contact_at IS NOT NULL",
        "value": "(first_contact_at - opened_at) / INTERVAL '1 minute'",
        "unit": "minutes", "direction": "down", "target": 30,
        "evidence": ["order_id", "customer", "fault", "opened_at"],
        "owner": text("owner"), "advice": text("advice"),
    }});
    let card = json!({
        "name": text("scorecard"), "role": "service", "owner": text("card owner"),
        "deadline": "3 working days",
        "groups": [
            {"id": "own", "name": text("group"), "items": [
                {"kpi": "own_wait", "weight": 40, "core": true},
                {"kpi": "nps", "weight": 20, "core": true},
                {"kpi": "complaint_count", "weight": 20, "rule": {"deduct": 20}, "missing": "neutral"},
                {"kpi": "sla_attainment", "weight": 20},
            ]},
        ],
        "refine": [{"name": text("refinement"), "when": {"level": "junior"},
            "items": {"own_wait": {"target": 45}}}],
    });
    for (path, value) in [("kpis/own.yaml", kpi), ("scorecards/service.yaml", card)] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, escaped(&value.to_string())).unwrap();
    }
}

/// With escapes for what YAML takes only so.
fn escaped(text: &str) -> String {
    let refused = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
    };
    let mut escaped = String::new();
    for c in text.chars() {
        match refused(c) {
            true => escaped.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => escaped.push(c),
        }
    }
    escaped
}
