//! Whole runs on real exports that nobody of this project wrote.
//!
//! The workspaces are in `tests/real`; its README says what the sets are and where anybody
//! gets them. The data is not part of the project: where it is absent the tests say so and
//! pass. What must come out was computed independently, with pandas.

#![allow(clippy::unwrap_used, reason = "a test may stop")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The variable that the workspaces take the folder of the sets from.
const VARIABLE: &str = "SCOREPACK_REAL_DATA";

/// The folder of a set; where it is absent, `None` and a word about it.
fn data_with(set: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = root.join(std::env::var(VARIABLE).unwrap_or_else(|_| "../shared/data".to_owned()));
    let found = data.join(set).is_dir();
    if !found {
        eprintln!(
            "skipped: {} is absent (set {VARIABLE})",
            data.join(set).display()
        );
    }
    found.then_some(data)
}

/// Runs the program on a workspace of `tests/real`.
fn scorepack(workspace: &str, data: &Path, out: &Path, options: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scorepack"))
        .arg("run")
        .arg(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/real")
                .join(workspace),
        )
        .arg("--out")
        .arg(out)
        .args(options)
        .env(VARIABLE, data)
        .output()
        .unwrap()
}

/// One row of `measures.csv`.
#[derive(Clone, Copy, Debug)]
struct Measure {
    value: f64,
    n: u64,
    numerator: f64,
}

/// A finished edition; its files go when it is dropped.
struct Edition {
    _out: TempDir,
    folder: PathBuf,
    report: Value,
    /// By kind of subject, subject, KPI and period; `whole` is a period.
    measures: BTreeMap<[String; 4], Measure>,
}

impl Edition {
    /// Runs a workspace for a period; the program must be content.
    fn of(workspace: &str, data: &Path, period: &str, options: &[&str]) -> Self {
        let out = TempDir::new().unwrap();
        let options = [&["--quiet", "--period", period], options].concat();
        let output = scorepack(workspace, data, out.path(), &options);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{workspace}: {errors}");
        let partial = options.contains(&"--only");
        let folder = out.path().join(if partial {
            format!("{period}.only")
        } else {
            period.to_owned()
        });
        let report = serde_json::from_slice(&fs::read(folder.join("report.json")).unwrap());
        Self {
            measures: read_measures(&folder.join("measures.csv")),
            report: report.unwrap(),
            folder,
            _out: out,
        }
    }

    fn get(&self, kind: &str, subject: &str, kpi: &str, period: &str) -> Measure {
        let key = [kind, subject, kpi, period].map(str::to_owned);
        let found = self.measures.get(&key).copied();
        assert!(found.is_some(), "no value of {key:?}");
        found.unwrap()
    }

    /// A value of everybody together.
    fn total(&self, kpi: &str, period: &str) -> Measure {
        self.get("organisation", "organisation", kpi, period)
    }

    /// People with at least one row of a KPI in a period.
    fn people_with(&self, kpi: &str, period: &str) -> BTreeSet<String> {
        let fits = |key: &[String; 4], measure: &Measure| {
            key[0] == "person" && key[2] == kpi && key[3] == period && measure.n > 0
        };
        self.measures
            .iter()
            .filter(|(key, m)| fits(key, m))
            .map(|(key, _)| key[1].clone())
            .collect()
    }

    /// A count in the report of a table: `rows_used`, `rows_refused`.
    fn rows(&self, table: &str, count: &str) -> u64 {
        let tables = self.report["tables"].as_array().unwrap();
        let report = tables.iter().find(|report| report["table"] == table);
        report.and_then(|report| report[count].as_u64()).unwrap()
    }

    /// People who have a packet in every one of these formats.
    fn packets(&self, formats: &[&str]) -> BTreeSet<String> {
        let mut people = BTreeSet::new();
        for entry in fs::read_dir(self.folder.join("people")).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                let packet: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
                for format in formats {
                    let size =
                        fs::metadata(path.with_extension(format)).map_or(0, |file| file.len());
                    assert!(size > 1000, "{} has no {format}", path.display());
                }
                people.insert(packet["id"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(self.report["failed"].as_array().unwrap().len(), 0);
        people
    }
}

fn read_measures(path: &Path) -> BTreeMap<[String; 4], Measure> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let key = ["subject_kind", "subject_id", "kpi", "period"].map(column);
    let [value, n, numerator] = ["value", "n", "numerator"].map(column);
    let mut measures = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        let number = |index: usize| record[index].parse().unwrap_or(f64::NAN);
        let measure = Measure {
            value: number(value),
            n: record[n].parse().unwrap(),
            numerator: number(numerator),
        };
        measures.insert(key.map(|index| record[index].to_owned()), measure);
    }
    measures
}

/// A value as it was computed independently, to as many decimals as were written down.
#[track_caller]
fn assert_is(measure: Measure, expected: f64, decimals: i32) {
    let off = (measure.value - expected).abs();
    assert!(
        off <= 0.5 * 10_f64.powi(-decimals) + 1e-9,
        "{measure:?} is not {expected}"
    );
}

/// A rate by its two counts.
#[track_caller]
fn assert_rate(measure: Measure, numerator: u32, n: u64) {
    assert_eq!((measure.numerator, measure.n), (f64::from(numerator), n));
    assert_is(measure, 100.0 * f64::from(numerator) / n as f64, 9);
}

#[test]
fn the_last_event_of_each_incident_counts() {
    let Some(data) = data_with("servicenow-incidents") else {
        return;
    };
    let edition = Edition::of("servicenow", &data, "2017-02", &["--format", "json"]);

    assert_eq!(edition.rows("incident_log", "rows_read"), 141_712);
    assert_eq!(
        edition.rows("incident_log", "rows_superseded"),
        141_712 - 24_918
    );
    assert_eq!(edition.rows("incident_log", "rows_refused"), 0);

    // Over all events it would be 93.50 %.
    assert_rate(edition.total("sla_made", "whole"), 15_803, 24_918);
    assert_rate(edition.total("reopened", "whole"), 275, 24_918);
    assert_rate(edition.total("solved_at_once", "whole"), 13_487, 24_918);
    let mean = edition.total("mean_time_to_resolve", "whole");
    assert_eq!(mean.n, 23_362);
    assert_is(mean, 178.1716, 4);
    assert_is(edition.total("median_time_to_resolve", "whole"), 22.1, 9);

    // Months are those of the resolution.
    for (month, resolved) in [("2016-03", 6_878), ("2016-04", 7_794), ("2016-05", 7_150)] {
        assert_eq!(
            edition.total("mean_time_to_resolve", month).n,
            resolved,
            "{month}"
        );
    }
    // Every incident has one engineer but the 99 that have none, and one team.
    let engineers = edition.people_with("incidents_handled", "whole");
    let handled = |kind: &str| -> u64 {
        let of_kind = |key: &[String; 4]| {
            key[0] == kind && key[2] == "incidents_handled" && key[3] == "whole"
        };
        edition
            .measures
            .iter()
            .filter(|(key, _)| of_kind(key))
            .map(|(_, m)| m.n)
            .sum()
    };
    assert_eq!(handled("person"), 24_918 - 99);
    assert_eq!(handled("team"), 24_918);
    assert_eq!(engineers.len(), 216);
    assert_eq!(edition.packets(&["json"]), engineers);
}

#[test]
fn every_engineer_with_incidents_gets_a_packet() {
    let Some(data) = data_with("servicenow-incidents") else {
        return;
    };
    let edition = Edition::of("servicenow", &data, "2016-05", &[]);

    let engineers = edition.people_with("incidents_handled", "2016-05");
    assert!(engineers.len() > 100, "{} engineers", engineers.len());
    let packets = edition.packets(&["html", "pdf", "json"]);
    assert!(engineers.is_subset(&packets));
    assert!(packets.len() > 190, "{} packets", packets.len());
}

#[test]
fn deals_count_for_agents_managers_and_offices() {
    let Some(data) = data_with("crm-opportunities") else {
        return;
    };
    let edition = Edition::of("crm", &data, "2017-Q4", &[]);

    assert_eq!(edition.rows("opportunities", "rows_used"), 8_800);
    assert_rate(edition.total("win_rate", "whole"), 4_238, 4_238 + 2_473);
    assert_is(edition.total("won_revenue", "whole"), 10_005_534.0, 9);
    assert_is(edition.total("won_cycle", "whole"), 51.782, 3);
    // A deal whose product were not in the price list would be missing here.
    assert_eq!(edition.total("price_realisation", "whole").n, 4_238);

    let quarters = [
        ("2017-Q1", 531, 647, 1_134_672.0),
        ("2017-Q2", 1_254, 2_032, 3_086_111.0),
        ("2017-Q3", 1_257, 2_047, 2_982_255.0),
        ("2017-Q4", 1_196, 1_985, 2_802_496.0),
    ];
    for (quarter, won, decided, revenue) in quarters {
        assert_rate(edition.total("win_rate", quarter), won, decided);
        assert_is(edition.total("won_revenue", quarter), revenue, 9);
    }
    for (kind, count) in [("team", 6), ("department", 3)] {
        let of_kind =
            |key: &[String; 4]| key[0] == kind && key[2] == "won_revenue" && key[3] == "whole";
        let values: Vec<f64> = edition
            .measures
            .iter()
            .filter(|(key, _)| of_kind(key))
            .map(|(_, m)| m.value)
            .collect();
        assert_eq!((values.len(), values.iter().sum()), (count, 10_005_534.0));
    }
    // Five of the 35 agents have no deals; they get a packet that says so.
    let agents = edition.people_with("win_rate", "whole");
    let packets = edition.packets(&["html", "pdf", "json"]);
    assert_eq!((agents.len(), packets.len()), (30, 35));
    assert!(agents.is_subset(&packets));
}

#[test]
fn answers_from_three_files_are_one_score() {
    let Some(data) = data_with("nps-2020q4") else {
        return;
    };
    let edition = Edition::of("nps", &data, "2020-Q4", &["--format", "json"]);

    assert_eq!(edition.total("nps", "whole").n, 6_043);
    assert_is(edition.total("nps", "2020-Q4"), 9.995_036, 6);
    for (channel, score) in [
        ("email", 18.596_311),
        ("mobile", -14.714_048),
        ("web", 22.096_070),
    ] {
        assert_is(edition.get("person", channel, "nps", "2020-Q4"), score, 6);
    }
    let months = [
        ("2020-10", 10.597_958),
        ("2020-11", 10.435_664),
        ("2020-12", 8.946_322),
    ];
    for (month, score) in months {
        assert_is(edition.total("nps", month), score, 6);
    }
}

#[test]
fn a_file_with_another_header_stops_the_run_and_is_named() {
    let Some(data) = data_with("nps-2020q4") else {
        return;
    };
    let out = TempDir::new().unwrap();
    let output = scorepack("nps-corrupted", &data, out.path(), &["--period", "2020-Q4"]);

    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    for part in [
        "wrong-header",
        "corrupted.csv:1",
        "`user_id`",
        "`nps_rating`",
        "no packet was made",
    ] {
        assert!(errors.contains(part), "{part} is not in: {errors}");
    }
    assert_eq!(
        fs::read_dir(out.path()).unwrap().count(),
        0,
        "something was written"
    );
}

#[test]
fn a_utf16_export_with_dates_of_three_kinds_is_read() {
    let Some(data) = data_with("projects-utf16") else {
        return;
    };
    let edition = Edition::of("projects-utf16", &data, "2020-12", &["--format", "json"]);

    assert_rate(edition.total("on_time_delivery", "whole"), 85, 97);
    assert_rate(edition.total("over_budget", "whole"), 11, 97);
    assert_is(edition.total("budget_total", "whole"), 1_054_760.0, 9);
    assert_is(edition.total("expense_total", "whole"), 636_980.0, 9);
    assert_eq!(
        edition.report["tables"][0]["files"][0]["encoding"],
        "UTF-16LE"
    );
}

#[test]
fn ten_thousand_people_with_chinese_headers_keep_apart_from_their_namesakes() {
    let Some(data) = data_with("roster-zh") else {
        return;
    };
    let edition = Edition::of("roster-zh", &data, "2020-Q4", &["--only", "3"]);

    for table in ["roster", "employees"] {
        assert_eq!(edition.rows(table, "rows_used"), 10_000);
    }
    assert_eq!(edition.people_with("in_service", "whole").len(), 10_000);
    assert_rate(edition.total("in_service", "whole"), 7_998, 10_000);
    assert_eq!(edition.total("service_of_leavers", "whole").n, 2_002);
    assert_eq!(edition.total("service_of_leavers", "2020-Q4").n, 242);
    let packets = edition.packets(&["html", "pdf", "json"]);
    assert_eq!(packets.into_iter().collect::<Vec<_>>(), ["3"]);
}

#[test]
fn tasks_that_finish_before_they_start_are_refused() {
    let Some(data) = data_with("jira-cycle-times") else {
        return;
    };
    let edition = Edition::of("jira", &data, "2019", &["--format", "json"]);

    assert_eq!(edition.rows("tasks_done", "rows_refused"), 1_662);
    assert_eq!(edition.rows("tasks_as_they_are", "rows_used"), 4_123);
    assert_is(edition.total("cycle_time_as_it_is", "whole"), 9.6777, 4);
    assert_is(edition.total("cycle_time", "whole"), 16.8887, 4);
    assert_is(edition.total("cycle_time_median", "whole"), 5.0, 9);
    for (project, mean) in [("P0", 3.7059), ("P1", 6.3276)] {
        assert_is(
            edition.get("person", project, "cycle_time", "2018"),
            mean,
            4,
        );
    }
    let mut refused =
        csv::Reader::from_path(edition.folder.join("refused/tasks_done.csv")).unwrap();
    assert_eq!(refused.records().count(), 1_662);
}
