//! `alerts.csv`, `alerts.json` and `lists.csv`: every alert with its evidence, and who is on
//! which list of suggestions.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Prepared;
use crate::cell;
use crate::compose::{AlertLine, ListLine};
use crate::diagnostic::{Diagnostic, Place};
use crate::score::Alerts;

/// The file of alerts.
pub(super) const ALERTS: &str = "alerts.csv";

/// How many alerts each rule gave, and how many people are on each list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AlertCounts {
    /// By rule.
    pub rules: BTreeMap<String, usize>,
    /// By list.
    pub lists: BTreeMap<String, usize>,
}

impl AlertCounts {
    pub(super) fn of(alerts: &Alerts) -> Self {
        let mut rules = BTreeMap::new();
        for alert in &alerts.alerts {
            *rules.entry(alert.rule.clone()).or_default() += 1;
        }
        let lists = alerts.lists.iter();
        Self {
            rules,
            lists: lists
                .map(|(list, people)| (list.name().to_owned(), people.len()))
                .collect(),
        }
    }
}

/// One row an alert.
pub(super) fn alerts_csv(lines: &[AlertLine]) -> Vec<u8> {
    let header = [
        "rule",
        "name",
        "subject_kind",
        "subject_id",
        "subject",
        "team_id",
        "first_period",
        "last_period",
        "tells",
        "list",
        "text",
        "evidence",
        "p_value",
    ];
    let rows = lines.iter().map(|line| {
        let tells: Vec<&str> = line.tells.iter().map(|audience| audience.name()).collect();
        vec![
            line.rule.clone(),
            line.name.clone(),
            line.subject_kind.to_owned(),
            line.subject_id.clone(),
            line.subject.clone(),
            line.team_id.clone().unwrap_or_default(),
            line.first.to_string(),
            line.last.to_string(),
            tells.join(";"),
            line.list.map_or("", |list| list.name()).to_owned(),
            line.text.clone(),
            line.evidence.clone(),
            line.p.map_or_else(String::new, |p| p.to_string()),
        ]
    });
    csv(&header, rows)
}

/// One row a person and list.
pub(super) fn lists_csv(lines: &[ListLine]) -> Vec<u8> {
    let header = [
        "list",
        "person_id",
        "name",
        "team_id",
        "role",
        "level",
        "rules",
        "score",
        "grade",
        "rank",
        "pool_size",
        "evidence",
    ];
    let number = |number: Option<usize>| number.map_or_else(String::new, |n| n.to_string());
    let rows = lines.iter().map(|line| {
        vec![
            line.list.name().to_owned(),
            line.person_id.clone(),
            line.name.clone(),
            line.team_id.clone(),
            line.role.clone(),
            line.level.clone(),
            line.rules.join(";"),
            line.score
                .map_or_else(String::new, |score| format!("{score:.1}")),
            line.grade.unwrap_or_default().to_owned(),
            number(line.rank),
            number(line.pool_size),
            line.evidence.clone(),
        ]
    });
    csv(&header, rows)
}

fn csv(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail.
    let _ = cell::write_record(&mut writer, header);
    for row in rows {
        let _ = cell::write_record(&mut writer, row);
    }
    writer.into_inner().unwrap_or_default()
}

/// Both as JSON, with the figures behind the words.
///
/// # Errors
/// None in practice: every part is plain.
pub(super) fn alerts_json(
    prepared: &Prepared,
    alerts: &[AlertLine],
    lists: &[ListLine],
) -> Result<Vec<u8>, Diagnostic> {
    #[derive(Serialize)]
    struct File<'a> {
        period: String,
        as_of: String,
        alerts: &'a [AlertLine],
        lists: &'a [ListLine],
    }
    let file = File {
        period: prepared.period.to_string(),
        as_of: prepared.as_of.to_string(),
        alerts,
        lists,
    };
    let mut bytes = serde_json::to_vec_pretty(&file).map_err(|error| {
        let message = format!("the alerts are no JSON: {error}");
        Diagnostic::error("internal", Place::file("alerts.json"), message)
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}
