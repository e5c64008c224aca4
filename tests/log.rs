//! What the log of a run tells whoever looks after a schedule, and what it keeps to itself.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::process::Output;

use crate::common::{SMALL, Small, complaints, scorepack};
use serde_json::Value;

/// The lines of a log in JSON.
fn lines(output: &Output) -> Vec<Value> {
    let text = complaints(output);
    let logged = text.lines().filter(|line| line.starts_with('{'));
    logged
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn span(line: &Value) -> Option<&str> {
    line["span"]["name"].as_str()
}

#[test]
fn a_log_in_json_has_every_stage_with_its_duration_and_counts() {
    let small = Small::new();
    let output = small.run(&["--log", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let lines = lines(&output);
    for stage in ["load", "measure", "score", "packets", "archive"] {
        let end = lines
            .iter()
            .find(|line| span(line) == Some(stage) && line["message"] == "close");
        let end = end.unwrap_or_else(|| unreachable!("{stage}: {lines:#?}"));
        assert!(
            end["time.busy"].is_string() && end["timestamp"].is_string(),
            "{end}"
        );
    }
    let said = |message: &str| {
        lines
            .iter()
            .find(|line| line["message"] == message)
            .unwrap()
    };
    let loaded = said("loaded");
    assert_eq!(
        (&loaded["period"], &loaded["people"]),
        (&"2026-01".into(), &2.into())
    );
    let orders = lines
        .iter()
        .find(|line| line["table"] == "work_orders")
        .unwrap();
    assert_eq!(
        (&orders["read"], &orders["used"], &orders["refused"]),
        (&4.into(), &4.into(), &0.into())
    );
    // Two people, their team and the organisation.
    assert_eq!(said("packets")["made"], 4);
    assert_eq!(said("done")["code"], 0);
}

#[test]
fn a_log_names_nobody_and_quotes_no_cell() {
    let small = Small::new();
    let orders = "order_id,engineer_id,opened_at,promised_at,resolved_at,fixed_first_visit\n\
                  W1,A1,2026-01-05 09:00,2026-01-06 09:00,Ada was ill,true\n\
                  W2,Ghost,2026-01-05 09:00,2026-01-06 09:00,2026-01-05 15:00,true\n";
    small.put("data/work_orders.csv", orders);
    for form in ["json", "text"] {
        let output = small.run(&["--quiet", "--log", form]);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
        let log = complaints(&output);
        assert!(
            log.contains("unknown-engineer") && log.contains("wrong-date"),
            "{log}"
        );
        for word in ["Ada", "Ben", "ill", "Ghost", "A1"] {
            assert!(!log.contains(word), "{word}: {log}");
        }
    }
}

#[test]
fn without_the_option_there_is_no_log() {
    let small = Small::new();
    let output = small.run(&["--quiet"]);
    assert_eq!(complaints(&output), "");
}

#[test]
fn every_command_has_a_log() {
    let small = Small::new();
    assert_eq!(small.run(&[]).status.code(), Some(0));
    let path = small.path();
    let packet = small.edition().join("people/A1.json");
    let (packet, out) = (
        packet.to_str().unwrap(),
        small.folder.path().join("rendered"),
    );
    for (name, arguments) in [
        ("check", vec!["check", path]),
        (
            "explain",
            vec!["explain", path, "--period", "2026-01", "--person", "A1"],
        ),
        (
            "render",
            vec!["render", "--from", packet, "--out", out.to_str().unwrap()],
        ),
        ("kpis", vec!["kpis", path]),
        ("tables", vec!["tables"]),
        ("archive", vec!["archive", "prune", path, "--keep", "9"]),
    ] {
        let output = scorepack(&[&["--log", "json"], arguments.as_slice()].concat());
        let lines = lines(&output);
        let end = lines
            .iter()
            .find(|line| line["span"]["name"] == "command" && line["message"] == "close");
        assert_eq!(end.unwrap()["span"]["name"], "command", "{name}");
        assert!(
            lines
                .iter()
                .any(|line| line["message"] == "done" && line["code"].is_number()),
            "{name}"
        );
    }
}

#[test]
fn a_run_that_stops_says_so_in_the_log() {
    let small = Small::new();
    small.put("scorepack.yaml", &(SMALL.to_owned() + "colour: red\n"));
    let output = small.run(&["--quiet", "--log", "json"]);
    let lines = lines(&output);
    let found = lines
        .iter()
        .find(|line| line["code"] == "unknown-key")
        .unwrap();
    assert_eq!(
        (&found["level"], &found["file"]),
        (&"ERROR".into(), &"scorepack.yaml".into())
    );
    assert!(
        lines
            .iter()
            .any(|line| line["message"] == "done" && line["code"] == 2)
    );
}
