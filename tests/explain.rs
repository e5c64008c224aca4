//! A score can be asked why, and from which records; the answer is computed from the
//! records anew and must be what packets say.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::common::{SAMPLE, SMALL, Small, WORK_ORDERS, complaints, json, scorepack};
use chrono::NaiveDate;
use scorepack::compose::{Composer, GoalIndex, References, Sources};
use scorepack::measure::{self, Basis, Holder, Measures, Records, Watch, recount};
use scorepack::period::{Grain, Period};
use scorepack::pipeline::{Options, Prepared, prepare};
use scorepack::score::{self, Assessor};
use serde_json::Value;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The sample company, its values measured to the end of 2026.
struct Sample {
    prepared: Prepared,
    measures: Measures,
    last_day: NaiveDate,
}

impl Sample {
    fn new() -> Self {
        let options = Options {
            root: SAMPLE.into(),
            period: Some("2026-10".parse().unwrap()),
            out: None,
            formats: Vec::new(),
            only: None,
            language: None,
            redact: None,
            today: day(2026, 11, 5),
            as_of: None,
            environment: &|_| None,
        };
        let prepared = prepare(&options).ok().unwrap();
        let (tables, roster) = (&prepared.tables, &prepared.roster);
        let whole: Period = "2026".parse().unwrap();
        let (measures, _) =
            measure::measure(tables, roster, &prepared.workspace, whole, prepared.as_of).unwrap();
        Self {
            prepared,
            measures,
            last_day: whole.end(),
        }
    }

    /// Every record since the data begins.
    fn records(&self) -> Records<'_> {
        let Prepared {
            workspace,
            roster,
            tables,
            ..
        } = &self.prepared;
        let all: BTreeSet<String> = workspace.kpis.keys().cloned().collect();
        let days = (NaiveDate::MIN, self.last_day);
        Records::read(tables, roster, workspace, &all, days).unwrap()
    }

    /// Everybody and every team.
    fn holders(&self) -> Vec<Holder> {
        let people = (0..self.prepared.roster.people.len()).map(Holder::Person);
        let teams = (0..self.prepared.roster.teams.len()).map(Holder::Team);
        people.chain(teams).collect()
    }

    fn recount(&self, records: &Records<'_>, periods: &[Period]) -> Measures {
        let basis = Basis {
            roster: &self.prepared.roster,
            workspace: &self.prepared.workspace,
            last_day: self.last_day,
            as_of: self.prepared.as_of,
        };
        recount(records, basis, &self.holders(), periods)
    }

    /// Compares every value of every KPI, on a scorecard or not; how many there are.
    fn compare_values(&self, recounted: &Measures, periods: &[Period]) -> usize {
        let subjects = &self.measures.subjects;
        let mut compared = 0;
        for holder in self.holders() {
            let subject = match holder {
                Holder::Person(index) => subjects.person(index),
                Holder::Team(index) => subjects.team(index),
            };
            for kpi in self.prepared.workspace.kpis.keys() {
                for period in periods {
                    let facts = |measures: &Measures| {
                        let measure = measures.get(subject, kpi, *period)?;
                        // Sums in another order may differ in the last bit.
                        let value = format!("{:.10e}", measure.value);
                        Some((value, measure.n, measure.state))
                    };
                    let (measured, again) = (facts(&self.measures), facts(recounted));
                    assert_eq!(measured, again, "{kpi} of {holder:?} in {period}");
                    compared += usize::from(measured.is_some());
                }
            }
        }
        compared
    }

    /// What the records do not confirm, as `holder of what: shown, recomputed`.
    fn contradictions(
        &self,
        records: &Records<'_>,
        recounted: &Measures,
        period: Period,
    ) -> (usize, Vec<String>) {
        let Prepared {
            workspace, roster, ..
        } = &self.prepared;
        let scores = score::score(
            &self.measures,
            roster,
            &self.prepared.decisions,
            workspace,
            period,
        );
        let composer = Composer {
            workspace,
            roster,
            measures: &self.measures,
            scores: &scores,
            assessor: &Assessor::new(&self.measures, workspace),
            reports: &self.prepared.reports,
            sources: &Sources::of(workspace, &self.prepared.reports),
            locales: &self.prepared.locales,
            period,
            as_of: self.prepared.as_of,
            definitions: "",
            language: None,
            references: &References::of(workspace, roster, &self.measures, period),
            records,
            goals: &GoalIndex::of(&self.prepared.goals, roster, period),
            dialogue: &self.prepared.dialogue,
            watch: &Watch::default(),
            alerts: &score::Alerts::default(),
            history: &score::History::default(),
            fairness: &score::Fairness::default(),
        };
        let mut found = Vec::new();
        for holder in self.holders() {
            for difference in composer.differences(holder, recounted) {
                found.push(format!("{period} {holder:?} {difference:?}"));
            }
        }
        let totals = scores.people.iter().chain(&scores.teams);
        (
            totals.flatten().filter(|t| t.score.is_some()).count(),
            found,
        )
    }
}

#[test]
fn the_records_confirm_every_value_and_score_of_everybody_in_every_period() {
    let sample = Sample::new();
    let records = sample.records();
    let last: Period = "2026-10".parse().unwrap();
    let months: Vec<Period> = last.trailing(26).collect();
    let mut periods: BTreeSet<Period> = months.iter().copied().collect();
    for grain in [Grain::Quarter, Grain::Year] {
        periods.extend(months.iter().map(|month| month.within(grain)));
    }
    let periods: Vec<Period> = periods.into_iter().collect();
    assert_eq!(periods.len(), 26 + 10 + 3);
    let recounted = sample.recount(&records, &periods);
    assert!(sample.compare_values(&recounted, &periods) > 20_000);
    let (mut scored, mut found) = (0, Vec::new());
    for period in periods {
        let (totals, contradictions) = sample.contradictions(&records, &recounted, period);
        scored += totals;
        found.extend(contradictions);
    }
    assert!(
        found.is_empty(),
        "{} differ: {:#?}",
        found.len(),
        &found[..found.len().min(5)]
    );
    assert!(scored > 1500, "only {scored} scores were compared");
}

#[test]
fn a_value_that_the_records_do_not_confirm_is_noticed() {
    let sample = Sample::new();
    let period: Period = "2026-10".parse().unwrap();
    // Without the last week of the month, some values must come out differently.
    let all: BTreeSet<String> = sample.prepared.workspace.kpis.keys().cloned().collect();
    let few = Records::read(
        &sample.prepared.tables,
        &sample.prepared.roster,
        &sample.prepared.workspace,
        &all,
        (NaiveDate::MIN, day(2026, 10, 24)),
    )
    .unwrap();
    let recounted = sample.recount(&few, &[period]);
    let (_, found) = sample.contradictions(&few, &recounted, period);
    assert!(
        found.iter().any(|line| line.contains("\"total\"")),
        "{found:#?}"
    );
    assert!(
        found.iter().any(|line| line.contains("\"value\"")),
        "{found:#?}"
    );
}

fn explain(folder: &str, more: &[&str]) -> std::process::Output {
    let mut arguments = vec!["explain", folder];
    arguments.extend(more);
    scorepack(&arguments)
}

fn explained(folder: &str, more: &[&str]) -> Value {
    let mut arguments = more.to_vec();
    arguments.push("--json");
    let output = explain(folder, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn texts(rows: &Value) -> Vec<Vec<String>> {
    let row = |row: &Value| {
        let cells = row.as_array().unwrap().iter();
        cells
            .map(|cell| cell["text"].as_str().unwrap().to_owned())
            .collect()
    };
    rows.as_array().unwrap().iter().map(row).collect()
}

#[test]
fn an_explanation_names_the_records_behind_a_value_by_hand() {
    // Ada has three orders in January; W2 was not fixed at once.
    let small = Small::new();
    // The export tells of repeats, and there were none.
    let orders = WORK_ORDERS.replace("visit\n", "visit,repeat_on\n");
    let orders = orders
        .replace("true\n", "true,\n")
        .replace("false\n", "false,\n");
    small.put("data/work_orders.csv", &orders);
    let answer = explained(
        small.path(),
        &[
            "--person",
            "A1",
            "--period",
            "2026-01",
            "--kpi",
            "first_time_fix",
        ],
    );
    let item = &answer["items"][0];
    assert_eq!(item["value"], "66.7%");
    assert_eq!(item["arithmetic"], "2 of 3 records = 66.7%");
    assert_eq!(item["n"], 3);
    assert_eq!(item["source"]["table"], "work_orders");
    assert_eq!(item["source"]["files"][0], "data/work_orders.csv");
    let rows = texts(&item["records"]["table"]["rows"]);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0][0], "W2", "what cost points comes first: {rows:?}");
    assert!(rows[0].contains(&"2026-01-07 09:00".to_owned()), "{rows:?}");
    let outcomes = &item["records"]["outcomes"];
    assert_eq!(outcomes[0]["cost"], true);
    assert_eq!(outcomes[1]["cost"], false);
    assert_eq!(answer["differences"].as_array().unwrap().len(), 0);
}

#[test]
fn a_teams_explanation_has_the_rows_of_its_members_and_whose_they_are() {
    let small = Small::new();
    let answer = explained(
        small.path(),
        &[
            "--team",
            "T1",
            "--period",
            "2026-01",
            "--kpi",
            "sla_attainment",
        ],
    );
    let rows = texts(&answer["items"][0]["records"]["table"]["rows"]);
    assert_eq!(answer["items"][0]["arithmetic"], "3 of 4 records = 75.0%");
    let whose: BTreeSet<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(whose, BTreeSet::from(["Ada", "Ben"]));
}

#[test]
fn rows_that_do_not_count_are_named_with_the_reason() {
    let small = Small::new();
    // Nobody noted whether W6 was fixed at once; Ada left on the 10th, before W3.
    small.put(
        "data/roster.csv",
        "engineer_id,name,role,level,team_id,joined_on,valid_from,valid_to
A1,Ada,service,senior,T1,2025-01-01,2025-01-01,2026-01-10
B2,Ben,service,junior,T1,2025-01-01,2025-01-01,
",
    );
    small.put(
        "kpis/own.yaml",
        "one_visit:
  name: One visit
  about: Share fixed at once.
  formula: fixed ÷ orders
  kind: rate
  source: work_orders
  date: opened_at
  of: fixed_first_visit
  min_n: 1
  unit: percent
  direction: up
  target: 100
  evidence: [order_id]
",
    );
    let orders = format!("{}W6,A1,2026-01-08 09:00,,,\n", common::WORK_ORDERS);
    small.put("data/work_orders.csv", &orders);
    let asked = [
        "--person",
        "A1",
        "--period",
        "2026-01",
        "--kpi",
        "one_visit",
    ];
    let answer = explained(small.path(), &asked);
    let records = &answer["items"][0]["records"];
    assert_eq!(answer["items"][0]["arithmetic"], "1 of 2 records = 50.0%");
    let rows = texts(&records["table"]["rows"]);
    let outcome = |id: &str| {
        let at = rows.iter().position(|row| row[0] == id).unwrap();
        let outcome = &records["outcomes"][at];
        (outcome["label"].clone(), outcome["counted"].clone())
    };
    assert_eq!(outcome("W1"), ("holds".into(), true.into()));
    assert_eq!(
        outcome("W6"),
        ("not counted: no value".into(), false.into())
    );
    assert_eq!(
        outcome("W3"),
        (
            "not counted: not on the roster that day".into(),
            false.into()
        )
    );
    assert_eq!(
        records["remarks"],
        serde_json::json!([
            "1 record has no value yet and did not count.",
            "1 record is dated outside the time on the roster and did not count.",
        ])
    );
}

#[test]
fn unknown_people_and_kpis_are_answered_with_what_is_near() {
    let small = Small::new();
    for (arguments, code, hint) in [
        (
            ["--person", "A2", "--period", "2026-01"],
            "unknown-id",
            "did you mean `A1`?",
        ),
        (
            ["--team", "T2", "--period", "2026-01"],
            "unknown-id",
            "did you mean `T1`?",
        ),
        (
            ["--person", "A1", "--kpi", "sla_atainment"],
            "unknown-kpi",
            "did you mean `sla_attainment`?",
        ),
        (
            ["--person", "A1", "--period", "2019-01"],
            "empty-period",
            "",
        ),
    ] {
        let output = explain(small.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let complaint = complaints(&output);
        assert!(
            complaint.contains(code) && complaint.contains(hint),
            "{complaint}"
        );
    }
    small.put(
        "data/roster.csv",
        &format!(
            "{}C3,Cleo,service,junior,T1,2025-01-01,2025-01-01\n",
            common::ROSTER
        )
        .replace("valid_from\n", "valid_from,valid_to\n")
        .replace(
            "C3,Cleo,service,junior,T1,2025-01-01,2025-01-01",
            "C3,Cleo,service,junior,T1,2025-01-01,2025-01-01,2025-06-30",
        )
        .replace(
            "senior,T1,2025-01-01,2025-01-01\n",
            "senior,T1,2025-01-01,2025-01-01,\n",
        )
        .replace(
            "junior,T1,2025-01-01,2025-01-01\n",
            "junior,T1,2025-01-01,2025-01-01,\n",
        ),
    );
    let gone = complaints(&explain(
        small.path(),
        &["--person", "C3", "--period", "2026-01"],
    ));
    assert!(gone.contains("`C3` was not there in 2026-01"), "{gone}");
    assert!(gone.contains("2025-01-01 to 2025-06-30"), "{gone}");
}

#[test]
fn records_tell_of_nobody_else() {
    let small = Small::new();
    let configuration = SMALL.replace(
        "data:\n",
        "data:\n  mentorings: {file: data/mentorings.csv}\n  reviews: {file: data/reviews.csv}\n",
    );
    small.put("scorepack.yaml", &configuration);
    small.put(
        "data/mentorings.csv",
        "mentoring_id,engineer_id,mentee_id,started_on,plan_finished_on\nM1,A1,B2,2025-11-01,2026-01-15\n",
    );
    small.put(
        "data/reviews.csv",
        "review_id,engineer_id,rater_id,rater,competency,score,given_on\n\
         R1,A1,B2,peer,collaboration,2,2026-01-10\nR2,A1,C3,peer,collaboration,5,2026-01-11\n",
    );
    // A view of the workspace's own names the newcomer under another name.
    small.put(
        "kpis/own.yaml",
        "newcomers:
  name: Newcomers
  about: People mentored.
  formula: number of people
  kind: count
  source: mentorings
  date: plan_finished_on
  unit: count
  direction: up
  target: 5
  evidence: [mentoring_id, mentee_id, engineer_id]
rated:
  name: Rated by peers
  about: Rating.
  formula: mean rating
  kind: mean
  source: reviews
  date: given_on
  value: score
  unit: score5
  direction: up
  target: 4
  rater: rater_id
  evidence: [review_id, rater_id, score]
",
    );
    for kpi in ["newcomers", "rated"] {
        let answer = explained(
            small.path(),
            &["--person", "A1", "--period", "2026-01", "--kpi", kpi],
        );
        let text = answer["items"].to_string();
        for secret in ["B2", "Ben", "C3", "\"R1\"", "\"R2\""] {
            assert!(!text.contains(secret), "{kpi} tells {secret}: {text}");
        }
    }
    let answer = explained(
        small.path(),
        &[
            "--person",
            "A1",
            "--period",
            "2026-01",
            "--kpi",
            "newcomers",
        ],
    );
    assert_eq!(
        texts(&answer["items"][0]["records"]["table"]["rows"])[0][0],
        "M1"
    );
}

#[test]
fn a_packet_lists_what_cost_points_and_what_reaching_target_would_add() {
    let out = common::run_sample(&["--period", "2026-10", "--format", "json"]);
    let (mut listed, mut checked) = (0, 0);
    for file in std::fs::read_dir(out.path().join("2026-10/people")).unwrap() {
        let packet = json(&file.unwrap().path());
        let points: BTreeMap<String, (f64, f64)> = items(&packet);
        let weight: f64 = points.values().map(|(weight, _)| weight).sum();
        for item in packet["raise"]["items"].as_array().unwrap() {
            let (own, points) = points[item["kpi"].as_str().unwrap()];
            let gain = own * (100.0 - points) / weight;
            assert!(
                (gain - item["gain_number"].as_f64().unwrap()).abs() < 1e-9,
                "{item}"
            );
            checked += 1;
        }
        let why = packet["why"]["items"].as_array().unwrap();
        let gains = packet["raise"]["items"].as_array().unwrap();
        let ids =
            |list: &[Value]| -> Vec<Value> { list.iter().map(|i| i["kpi"].clone()).collect() };
        assert_eq!(ids(why), ids(gains), "{}", packet["id"]);
        for item in why {
            let rows = item["records"]["rows"].as_array().unwrap();
            assert!(rows.len() <= 10);
            listed += rows.len();
        }
    }
    assert!(
        listed > 100 && checked > 50,
        "{listed} records, {checked} gains"
    );
}

/// Weight and points of the items that have points.
fn items(packet: &Value) -> BTreeMap<String, (f64, f64)> {
    let groups = packet["scorecard"]["groups"].as_array().unwrap().iter();
    let items = groups.flat_map(|group| group["items"].as_array().unwrap());
    let scored = items.filter(|item| item["scored"] == true);
    scored
        .map(|item| {
            let number = |key: &str| item[key].as_f64().unwrap();
            let key = item["kpi"].as_str().unwrap().to_owned();
            (key, (number("weight_number"), number("points_number")))
        })
        .collect()
}

#[test]
fn the_text_of_an_explanation_is_complete_in_both_languages() {
    for locale in ["en", "zh"] {
        let output = explain(
            SAMPLE,
            &[
                "--person", "E001", "--period", "2026-10", "--locale", locale,
            ],
        );
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains('⟨') && !text.contains("{$"), "{text}");
        let confirmed = if locale == "en" {
            "every value"
        } else {
            "均一致"
        };
        assert!(
            text.trim_end().lines().last().unwrap().contains(confirmed),
            "{text}"
        );
    }
    assert!(Path::new(SAMPLE).is_dir());
}
