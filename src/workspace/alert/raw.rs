//! Rules of alerts as they are written, one layer over the other.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::resolve::{check_fired, resolve_rule};
use super::{AlertRule, AlertSubject, Audience, List, Plan, Series, StreakState};
use crate::diagnostic::Diagnostic;
use crate::workspace::CONFIGURATION;
use crate::workspace::check::{Checked, Problems};
use crate::workspace::forms::{RawPercent, RawText, Short};
use crate::workspace::kpi::Kpi;

/// A rule as it is written (`alerts/*.yaml`, `alerts:`).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawAlert {
    pub(in crate::workspace) active: Option<bool>,
    pub(in crate::workspace) name: Option<RawText>,
    pub(in crate::workspace) text: Option<RawText>,
    pub(in crate::workspace) subject: Option<AlertSubject>,
    pub(in crate::workspace) series: Option<Series>,
    pub(in crate::workspace) roles: Option<Vec<String>>,
    pub(in crate::workspace) tells: Option<Vec<Audience>>,
    pub(in crate::workspace) list: Option<List>,
    pub(in crate::workspace) streak: Option<RawStreak>,
    pub(in crate::workspace) rows: Option<RawAlertRows>,
    pub(in crate::workspace) forecast: Option<Plan>,
    pub(in crate::workspace) top: Option<RawPercent>,
    pub(in crate::workspace) grade: Option<RawGrade>,
    pub(in crate::workspace) best: Option<RawBest>,
    pub(in crate::workspace) fired: Option<RawFired>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawStreak {
    /// A KPI, or `score`.
    pub(in crate::workspace) of: String,
    pub(in crate::workspace) periods: usize,
    pub(in crate::workspace) state: StreakState,
    /// A number, or a grade, whose lower bound is meant.
    pub(in crate::workspace) target: Option<Short<()>>,
    #[serde(default)]
    pub(in crate::workspace) tested: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawAlertRows {
    pub(in crate::workspace) source: String,
    pub(in crate::workspace) date: String,
    #[serde(rename = "where")]
    pub(in crate::workspace) filter: String,
    pub(in crate::workspace) id: String,
    #[serde(default)]
    pub(in crate::workspace) needs: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawGrade {
    pub(in crate::workspace) at_least: Option<String>,
    pub(in crate::workspace) at_most: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawBest {
    pub(in crate::workspace) of: String,
    #[serde(default = "one")]
    pub(in crate::workspace) places: usize,
    #[serde(default)]
    pub(in crate::workspace) min_n: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::workspace) struct RawFired {
    #[serde(default = "one")]
    pub(in crate::workspace) at_least: usize,
    pub(in crate::workspace) of: Vec<String>,
}

fn one() -> usize {
    1
}

/// Rules by id, each with the last file that speaks of it.
#[derive(Default)]
pub(in crate::workspace) struct Layers {
    rules: BTreeMap<String, (RawAlert, String)>,
}

impl Layers {
    /// Puts the rules of a file over those of the layers below.
    pub(in crate::workspace) fn add(&mut self, file: &str, rules: BTreeMap<String, RawAlert>) {
        for (id, rule) in rules {
            let below = self.rules.remove(&id).map(|(below, _)| below);
            let rule = match below {
                Some(below) => rule.over(below),
                None => rule,
            };
            self.rules.insert(id, (rule, file.to_owned()));
        }
    }

    /// Resolved rules; `files` are the texts in which problems are located.
    pub(in crate::workspace) fn resolve(
        self,
        files: &BTreeMap<String, String>,
        kpis: &Checked<Kpi>,
        problems: &mut Vec<Diagnostic>,
    ) -> Checked<AlertRule> {
        let mut rules = Checked::new();
        let mut keys: Vec<(String, String, String)> = Vec::new();
        for (id, (raw, file)) in self.rules {
            let text = files.get(&file).map_or("", String::as_str);
            let mut found = Problems::new(&file, text);
            let key = if file == CONFIGURATION {
                format!("alerts.{id}")
            } else {
                id.clone()
            };
            if let Some(rule) = resolve_rule(&id, &key, raw, kpis, &mut found) {
                rules.insert(id.clone(), rule);
                keys.push((id, key, file.clone()));
            }
            problems.extend(found.into_diagnostics());
        }
        for (id, key, file) in keys {
            let text = files.get(&file).map_or("", String::as_str);
            let mut found = Problems::new(&file, text);
            check_fired(&rules, &id, &key, &mut found);
            problems.extend(found.into_diagnostics());
        }
        rules
    }
}

impl RawAlert {
    /// This rule with what it leaves out taken from `below`; its condition goes as a whole.
    fn over(self, below: Self) -> Self {
        let below = if self.conditions() > 0 {
            below.without_condition()
        } else {
            below
        };
        Self {
            active: self.active.or(below.active),
            name: self.name.or(below.name),
            text: self.text.or(below.text),
            subject: self.subject.or(below.subject),
            series: self.series.or(below.series),
            roles: self.roles.or(below.roles),
            tells: self.tells.or(below.tells),
            list: self.list.or(below.list),
            streak: self.streak.or(below.streak),
            rows: self.rows.or(below.rows),
            forecast: self.forecast.or(below.forecast),
            top: self.top.or(below.top),
            grade: self.grade.or(below.grade),
            best: self.best.or(below.best),
            fired: self.fired.or(below.fired),
        }
    }

    fn without_condition(self) -> Self {
        Self {
            streak: None,
            rows: None,
            forecast: None,
            top: None,
            grade: None,
            best: None,
            fired: None,
            ..self
        }
    }

    /// How many conditions it has.
    pub(super) fn conditions(&self) -> usize {
        [
            self.streak.is_some(),
            self.rows.is_some(),
            self.forecast.is_some(),
            self.top.is_some(),
            self.grade.is_some(),
            self.best.is_some(),
            self.fired.is_some(),
        ]
        .into_iter()
        .filter(|present| *present)
        .count()
    }
}
