//! The committed sample company is what its generator makes.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

#[path = "../examples/sample_company/company.rs"]
mod company;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::{Datelike, NaiveDate, Weekday};
use company::{Company, Options, TABLES};

/// A table that a company of this many people has, as text.
fn made(people: usize, table: &str) -> String {
    let company = Company::new(Options {
        people,
        ..Options::default()
    });
    let (_, write) = TABLES.iter().find(|(name, _)| *name == table).unwrap();
    let mut bytes = Vec::new();
    write(&company, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The rows of a committed table, by column.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/data");
    csv::Reader::from_path(folder.join(table))
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()
}

#[test]
fn the_committed_tables_are_what_the_generator_makes() {
    let company = Company::new(Options::default());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/data");
    let mut names = BTreeSet::new();
    for (name, write) in TABLES {
        let mut made = Vec::new();
        write(&company, &mut made).unwrap();
        let committed = fs::read(folder.join(name)).unwrap();
        assert!(
            made == committed,
            "{name} differs; run `cargo run --example sample_company sample-data/data`"
        );
        names.insert((*name).to_owned());
    }
    let there: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(there, names, "a file that nothing makes, or the reverse");
}

#[test]
fn the_sample_stays_small_enough_to_commit() {
    fn size(folder: &Path) -> u64 {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_name() != "archive")
            .map(|entry| match entry.metadata().unwrap() {
                about if about.is_dir() => size(&entry.path()),
                about => about.len(),
            })
            .sum()
    }
    let total = size(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data"));
    assert!(total < 6_000_000, "{total} bytes are too many to commit");
}

#[test]
fn more_people_change_nothing_about_those_who_were_there() {
    for (table, person) in [
        ("work_orders.csv", "E025"),
        ("tasks.csv", "E003"),
        ("budgets.csv", "E005"),
        ("surveys_more.csv", "E010"),
        ("solutions.csv", "E042"),
        ("trainings.csv", "E030"),
        ("reviews.csv", "E017"),
    ] {
        let (few, many) = (made(48, table), made(56, table));
        let many: BTreeSet<&str> = many.lines().collect();
        let theirs: Vec<&str> = few.lines().filter(|line| line.contains(person)).collect();
        assert!(theirs.len() > 10, "{table} has {} rows", theirs.len());
        assert!(theirs.iter().all(|line| many.contains(line)), "{table}");
    }
}

#[test]
fn nobody_has_a_row_before_the_first_day_or_after_the_last() {
    let mut employed = BTreeMap::new();
    for row in rows("roster.csv") {
        let left = date(&row["left_on"]).unwrap_or(NaiveDate::MAX);
        employed.insert(
            row["engineer_id"].clone(),
            date(&row["joined_on"]).unwrap()..=left,
        );
    }
    // The joiner and the leaver, without whom this would say little.
    assert!(employed["E023"].start() > &date("2026-01-01").unwrap());
    assert!(employed["E029"].end() < &date("2026-10-01").unwrap());
    // When it happened; what is due, promised or said of others may lie outside.
    let dated = |column: &str| {
        (column.ends_with("_on") || column.ends_with("_at"))
            && !["due_on", "planned_delivery_on", "created_on", "kickoff_on"].contains(&column)
            && !["promised_at", "recurred_on", "repeat_on", "month_on"].contains(&column)
            && !["resolved_at", "expires_on", "decided_on"].contains(&column)
    };
    let mut checked = 0;
    for (table, _) in TABLES.iter().filter(|(name, _)| *name != "roster.csv") {
        for row in rows(table) {
            let Some(days) = row.get("engineer_id").and_then(|id| employed.get(id)) else {
                continue;
            };
            for (column, text) in row.iter().filter(|(column, _)| dated(column)) {
                if let Some(day) = date(text) {
                    assert!(days.contains(&day), "{table}, {column}: {row:?}");
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 50_000, "{checked} dates");
}

#[test]
fn every_identifier_names_one_row() {
    for (table, _) in TABLES {
        let mut lines = BTreeSet::new();
        let text = made(48, table);
        let keys = match *table {
            "roster.csv" => 0,
            "trainings.csv" | "overrides.csv" => 2,
            _ => 1,
        };
        for line in text.lines().skip(1) {
            let key: Vec<&str> = line.split(',').take(keys).collect();
            assert!(keys == 0 || lines.insert(key), "{table}: {line}");
        }
    }
}

#[test]
fn who_is_good_at_a_thing_is_good_at_its_kin() {
    // Ranks of people by the mean of a column, in two tables that draw on the same strength.
    let means = |table: &str, only: &str, column: &str| {
        let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        for row in rows(table) {
            let kind = row.get("kind").map_or("", String::as_str);
            if let (true, Ok(value)) = (kind == only, row[column].parse::<f64>()) {
                let sum = sums.entry(row["engineer_id"].clone()).or_default();
                *sum = (sum.0 + value, sum.1 + 1.0);
            }
        }
        sums.into_iter()
            .filter(|(_, (_, count))| *count > 7.0)
            .map(|(id, (sum, count))| (id, sum / count))
            .collect::<BTreeMap<_, _>>()
    };
    let (old, new) = (
        means("surveys.csv", "csat", "score"),
        means("trainees.csv", "", "post_score"),
    );
    let both: Vec<(f64, f64)> = new
        .iter()
        .filter_map(|(id, value)| Some((*old.get(id)?, *value)))
        .collect();
    let n = both.len() as f64;
    assert!(n > 15.0, "{n} people");
    let mean = |pick: fn(&(f64, f64)) -> f64| both.iter().map(pick).sum::<f64>() / n;
    let (x, y) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| both.iter().map(of).sum::<f64>();
    let together = sum(&|pair| (pair.0 - x) * (pair.1 - y));
    let apart = sum(&|pair| (pair.0 - x).powi(2)) * sum(&|pair| (pair.1 - y).powi(2));
    let correlation = together / apart.sqrt();
    assert!(correlation > 0.3, "{correlation}");
}

#[test]
fn the_holidays_are_those_that_were_published() {
    let rows = rows("holidays.csv");
    let days = |year: i32, kind: &str| {
        rows.iter()
            .filter(|row| row["kind"] == kind && date(&row["on"]).unwrap().year() == year)
            .count()
    };
    // 1 + 8 + 3 + 5 + 1 + 3 + 7, 1 + 8 + 3 + 5 + 3 + 8, and 3 + 9 + 3 + 5 + 3 + 3 + 7 days.
    assert_eq!(
        [2024, 2025, 2026].map(|year| days(year, "holiday")),
        [28, 28, 33]
    );
    assert_eq!(
        [2024, 2025, 2026].map(|year| days(year, "workday")),
        [8, 5, 6]
    );
    for row in rows.iter().filter(|row| row["kind"] == "workday") {
        let weekday = date(&row["on"]).unwrap().weekday();
        assert!(matches!(weekday, Weekday::Sat | Weekday::Sun), "{row:?}");
    }
}

#[test]
fn a_team_has_reached_what_its_members_have() {
    let goals = rows("goals.csv");
    let progress = |row: &BTreeMap<String, String>| row["progress"].parse::<f64>().unwrap();
    let mut parents = 0;
    for parent in goals.iter().filter(|row| row["scope"] != "person") {
        let children: Vec<_> = goals
            .iter()
            .filter(|row| row["parent_id"] == parent["goal_id"])
            .collect();
        assert!(!children.is_empty(), "{parent:?}");
        let weight = |row: &BTreeMap<String, String>| row["weight"].parse::<f64>().unwrap();
        let sum: f64 = children.iter().map(|row| weight(row) * progress(row)).sum();
        let mean = sum / children.iter().map(|row| weight(row)).sum::<f64>();
        // Children are rounded before they are written.
        assert!((progress(parent) - mean).abs() <= 1.0, "{parent:?}: {mean}");
        parents += 1;
    }
    assert!(parents >= 40, "{parents} goals of teams and above");
}
