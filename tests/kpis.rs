//! Every KPI of the catalogue on a few rows whose value is worked out by hand.
//!
//! The cases are in `tests/kpis/*.txt`:
//!
//! ```text
//! == KPI = value (n rows[, STATE][, in PERIOD][, for team])
//! # how the value comes about
//! table: columns
//! rows
//! ```
//!
//! Each case has a person and a team of its own, named like the case (`KPI/more` where a KPI
//! has several), whose rows they are unless there is a column for it. `*` at the beginning of
//! a cell stands for that name, so that no case meets the rows of another.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use scorepack::locale::Text;
use scorepack::measure::{self, Measures, State, SubjectKind};
use scorepack::period::Period;
use scorepack::pipeline::{Options, Prepared, prepare};
use scorepack::workspace::Kind;

struct Case {
    name: String,
    value: f64,
    n: u32,
    state: Option<State>,
    period: Period,
    of_team: bool,
    tables: Vec<Table>,
}

impl Case {
    fn kpi(&self) -> &str {
        self.name.split('/').next().unwrap()
    }
}

struct Table {
    name: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn read_cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kpis");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    for line in files.iter().flat_map(|file| {
        let text = fs::read_to_string(file).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    }) {
        if let Some(head) = line.strip_prefix("== ") {
            cases.push(read_head(head));
        } else if line.is_empty() || line.starts_with('#') {
            continue;
        } else if let Some((name, columns)) = line.split_once(": ") {
            cases.last_mut().unwrap().tables.push(Table {
                name: name.to_owned(),
                columns: columns.split(',').map(str::to_owned).collect(),
                rows: Vec::new(),
            });
        } else {
            let case = cases.last_mut().unwrap();
            let cell = |cell: &str| match cell.strip_prefix('*') {
                Some("") => case.name.clone(),
                Some(rest) => format!("{}-{rest}", case.name),
                None => cell.to_owned(),
            };
            let row: Vec<String> = line.split(',').map(cell).collect();
            let table = case.tables.last_mut().unwrap();
            assert_eq!(row.len(), table.columns.len(), "{}: {line}", case.name);
            table.rows.push(row);
        }
    }
    cases
}

fn read_head(head: &str) -> Case {
    let (name, rest) = head.split_once(" = ").unwrap();
    let (value, rest) = rest.split_once(" (").unwrap();
    let mut case = Case {
        name: name.to_owned(),
        value: value.parse().unwrap(),
        n: 0,
        state: None,
        period: "2026-03".parse().unwrap(),
        of_team: false,
        tables: Vec::new(),
    };
    for remark in rest.trim_end_matches(')').split(", ") {
        match remark.split_once(' ') {
            Some(("n", n)) => case.n = n.parse().unwrap(),
            Some(("in", period)) => case.period = period.parse().unwrap(),
            Some(("for", "team")) => case.of_team = true,
            None if remark == "insufficient" => case.state = Some(State::Insufficient),
            None if remark == "provisional" => case.state = Some(State::Provisional),
            _ => unreachable!("{head}: {remark}"),
        }
    }
    case
}

/// The tables of all cases put together: columns of any case, cells of its own.
fn merge(cases: &[Case]) -> BTreeMap<String, String> {
    let mut tables: BTreeMap<&str, Vec<BTreeMap<&str, &str>>> = BTreeMap::new();
    for case in cases {
        let own = ["engineer_id", "name", "team_id"].map(|column| (column, case.name.as_str()));
        let fixed = [
            ("role", "service"),
            ("level", "senior"),
            ("joined_on", "2020-01-01"),
            ("valid_from", "2020-01-01"),
        ];
        let person = own.into_iter().chain(fixed).collect();
        tables.entry("roster").or_default().push(person);
        for table in &case.tables {
            for cells in &table.rows {
                let mut row = BTreeMap::from([("engineer_id", case.name.as_str())]);
                if table.name == "roster" {
                    row.extend([("name", "N"), ("role", "service"), ("level", "senior")]);
                }
                row.extend(
                    table
                        .columns
                        .iter()
                        .map(String::as_str)
                        .zip(cells.iter().map(String::as_str)),
                );
                tables.entry(&table.name).or_default().push(row);
            }
        }
    }
    // A defect belongs to its project's engineer.
    if let Some(rows) = tables.get_mut("defects") {
        rows.iter_mut()
            .for_each(|row| row.retain(|column, _| *column != "engineer_id"));
    }
    let text = |rows: Vec<BTreeMap<&str, &str>>| {
        let columns: BTreeSet<&str> = rows.iter().flat_map(|row| row.keys().copied()).collect();
        let mut text = columns.iter().copied().collect::<Vec<_>>().join(",") + "\n";
        for row in rows {
            let cells: Vec<&str> = columns
                .iter()
                .map(|column| row.get(column).copied().unwrap_or(""))
                .collect();
            writeln!(text, "{}", cells.join(",")).unwrap();
        }
        text
    };
    tables
        .into_iter()
        .map(|(name, rows)| (name.to_owned(), text(rows)))
        .collect()
}

static CASES: LazyLock<Vec<Case>> = LazyLock::new(read_cases);

static MEASURED: LazyLock<(Prepared, Measures)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let mut configuration = "organisation: {name: Cases}\nas_of: 2026-12-31\ndata:\n".to_owned();
    for (name, text) in merge(&CASES) {
        fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
        writeln!(configuration, "  {name}: {{file: {name}.csv}}").unwrap();
    }
    fs::write(folder.path().join("scorepack.yaml"), configuration).unwrap();
    let options = Options {
        root: folder.path().to_owned(),
        period: Some("2026-12".parse().unwrap()),
        out: None,
        formats: Vec::new(),
        only: None,
        language: None,
        redact: None,
        today: "2026-12-31".parse().unwrap(),
        as_of: None,
        environment: &|_| None,
    };
    let prepared = match prepare(&options) {
        Ok(prepared) => prepared,
        Err(stopped) => unreachable!("{:#?}", stopped.diagnostics),
    };
    let refused: Vec<_> = prepared
        .reports
        .iter()
        .flat_map(|report| &report.examples)
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
    let (measures, warnings) = measure::measure(
        &prepared.tables,
        &prepared.roster,
        &prepared.workspace,
        prepared.period,
        prepared.as_of,
    )
    .unwrap_or_else(|problems| unreachable!("{problems:#?}"));
    assert!(warnings.is_empty(), "{warnings:#?}");
    (prepared, measures)
});

#[test]
fn every_kpi_has_the_value_that_a_hand_computes() {
    let (_, measures) = &*MEASURED;
    let mut wrong = Vec::new();
    for case in CASES.iter() {
        let kind = if case.of_team {
            SubjectKind::Team
        } else {
            SubjectKind::Person
        };
        let subject = (0..measures.subjects.len() as u32)
            .map(measure::Subject)
            .find(|subject| measures.subjects.describe(*subject) == (kind, case.name.as_str()));
        let Some(found) = measures.get(subject.unwrap(), case.kpi(), case.period) else {
            wrong.push(format!(
                "{} in {}: nothing, not {}",
                case.name, case.period, case.value
            ));
            continue;
        };
        let enough = case.state.is_none_or(|state| state == found.state)
            && (case.state.is_some() || found.state != State::Insufficient);
        if (found.value - case.value).abs() > 1e-6 * case.value.abs().max(1.0)
            || found.n != case.n
            || !enough
        {
            wrong.push(format!(
                "{} in {}: {} of {} ({:?}), not {} of {}",
                case.name, case.period, found.value, found.n, found.state, case.value, case.n
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_kpi_of_the_catalogue_has_a_case() {
    let (prepared, _) = &*MEASURED;
    let known: BTreeSet<&str> = CASES.iter().map(Case::kpi).collect();
    let without: Vec<&String> = prepared
        .workspace
        .kpis
        .keys()
        .filter(|kpi| !known.contains(kpi.as_str()))
        .collect();
    assert!(without.is_empty(), "tests/kpis/*.txt lack {without:?}");
}

#[test]
fn every_built_in_kpi_says_what_a_reader_needs() {
    let kpis = &MEASURED.0.workspace.kpis;
    let is_change_of = |id: &str| {
        let change = |kpi: &scorepack::workspace::Kpi| matches!(&kpi.kind, Kind::Change { base, .. } if base == id);
        kpis.values().any(change)
    };
    let mut lacks = Vec::new();
    for kpi in kpis.values() {
        let mut need = |what: &str, has: bool| {
            if !has {
                lacks.push(format!("{}: {what}", kpi.id));
            }
        };
        for (what, text) in [
            ("name", Some(&kpi.name)),
            ("about", Some(&kpi.about)),
            ("formula", Some(&kpi.formula)),
            ("owner", kpi.owner.as_ref()),
        ] {
            need(what, text.is_some_and(in_two_languages));
        }
        // A change has the records of what it compares; a rating by peers is anonymous.
        let shows_records = kpi.rows.is_some() && kpi.raters.is_none();
        need("evidence", !shows_records || !kpi.evidence.is_empty());
        need("fewest rows", kpi.min_n > 0 || kpi.quota.is_some());
        if kpi.direction.is_some() {
            need("advice", kpi.advice.as_ref().is_some_and(in_two_languages));
            // A level that differs from one organisation to the next is judged by its change.
            need("target", kpi.target.is_some() || is_change_of(&kpi.id));
        } else {
            need("direction", kpi.id == "self_rating");
        }
    }
    assert!(lacks.is_empty(), "{lacks:#?}");
}

/// A Chinese text has Chinese, or is a word that both languages write alike.
fn in_two_languages(text: &Text) -> bool {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    !text.en.is_empty() && !text.en.contains(is_chinese) && text.zh.contains(is_chinese)
}

#[test]
fn evidence_columns_are_columns_of_the_rows() {
    let (prepared, _) = &*MEASURED;
    let mut wrong = Vec::new();
    for kpi in prepared.workspace.kpis.values() {
        let Some(rows) = &kpi.rows else { continue };
        let names: Vec<String> = match prepared.tables.get(&rows.source) {
            Some(table) => {
                let names = table.frame.get_column_names();
                names.iter().map(ToString::to_string).collect()
            }
            None => {
                let sql = &prepared.workspace.views[&rows.source].sql;
                let word = |c: char| !c.is_alphanumeric() && c != '_';
                sql.split(word).map(str::to_owned).collect()
            }
        };
        wrong.extend(
            kpi.evidence
                .iter()
                .filter(|column| !names.contains(column))
                .map(|column| format!("{}: {} has no column {column}", kpi.id, rows.source)),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
