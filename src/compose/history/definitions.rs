//! Definitions that changed, field by field, and what that did to scores.

use super::super::Composer;
use super::super::packet::Table;
use super::super::wording::{DASH, Wording, cell};
use super::{MOST_NAMED, capped, mark, say};
use crate::score::Assessment;
use crate::score::history::{Mark, Redefined};
use crate::statistics::ExactSum;
use crate::workspace::{Defined, DefinitionChange};

impl Composer<'_> {
    /// People whose grade is another than by the earlier definitions.
    pub(super) fn changed_marks(&self, words: &Wording<'_>, redefined: &Redefined) -> Table {
        let pairs = self.pairs(redefined);
        let differ = pairs.iter().filter(|(_, old, new)| old.grade != new.grade);
        let differ: Vec<_> = differ.collect();
        let rows = differ.iter().take(MOST_NAMED).map(|(index, old, new)| {
            vec![
                self.person_cell(words, self.measures.subjects.person(*index)),
                cell(mark(words, *old)),
                cell(mark(words, *new)),
            ]
        });
        Table {
            id: "redefined".to_owned(),
            title: words.locale.text("history-effect-title"),
            caption: capped(words, "history-effect-caption", differ.len()),
            columns: vec![
                words.column("packet-column-name", false, 2.0),
                words.column("history-column-earlier-definitions", true, 1.5),
                words.column("history-column-now", true, 1.5),
            ],
            rows: rows.collect(),
        }
    }

    /// Everybody's marks by the earlier definitions and by those in force.
    fn pairs(&self, redefined: &Redefined) -> Vec<(usize, Mark, Mark)> {
        let old = redefined.marks.iter().flat_map(|marks| &marks.people);
        let pairs = old.zip(&self.scores.people).enumerate();
        pairs
            .filter_map(|(index, (old, total))| {
                let total = total.as_ref()?;
                Some((index, old.unwrap_or_default(), Mark::of(total)))
            })
            .collect()
    }

    pub(super) fn mean_effect(&self, words: &Wording<'_>, redefined: &Redefined) -> Option<String> {
        redefined.marks.as_ref()?;
        let pairs = self.pairs(redefined);
        let changes: Vec<f64> = pairs
            .iter()
            .filter_map(|(_, old, new)| Some(new.score? - old.score?))
            .collect();
        let grades = pairs.iter().filter(|(_, old, new)| old.grade != new.grade);
        let mut sum = ExactSum::default();
        changes.iter().for_each(|change| sum.add(*change));
        let mean = words
            .locale
            .signed(sum.value() / changes.len().max(1) as f64, 1);
        let period = words.locale.period(redefined.since);
        let arguments = [
            ("period", (&period).into()),
            ("mean", (&mean).into()),
            ("people", changes.len().into()),
            ("grades", grades.count().into()),
        ];
        Some(
            words
                .locale
                .format("history-effect-organisation", &arguments),
        )
    }

    /// Changes of the definitions that count for one scorecard.
    pub(super) fn definitions_of(
        &self,
        words: &Wording<'_>,
        redefined: &Redefined,
        role: &str,
        assessment: Option<&Assessment<'_>>,
    ) -> Table {
        let counts = |kpi: &str| {
            let items = assessment.iter().flat_map(|assessment| &assessment.items);
            items.clone().any(|item| item.kpi.id == kpi)
        };
        let concerns = |change: &&DefinitionChange| match change.part {
            Defined::Kpi => counts(&change.id),
            Defined::Scorecard => change.id == role,
            Defined::Rules => true,
        };
        let changes: Vec<&DefinitionChange> = redefined.changes.iter().filter(concerns).collect();
        self.definition_table(words, redefined, &changes)
    }

    pub(super) fn definition_table(
        &self,
        words: &Wording<'_>,
        redefined: &Redefined,
        changes: &[&DefinitionChange],
    ) -> Table {
        let rows = changes.iter().map(|change| {
            let what = match change.part {
                Defined::Kpi => self.kpi_name(words, &change.id).to_owned(),
                Defined::Scorecard => {
                    words.with("history-scorecard", "role", &words.role(&change.id))
                }
                Defined::Rules => words.locale.text("history-rules"),
            };
            vec![
                cell(what),
                cell(self.field_name(words, &change.field)),
                cell(self.field_value(words, change, change.old.as_deref())),
                cell(self.field_value(words, change, change.new.as_deref())),
            ]
        });
        let since = words.locale.period(redefined.since);
        Table {
            id: "definition-changes".to_owned(),
            title: words.locale.text("history-definitions-title"),
            caption: words.with("history-definitions-caption", "period", &since),
            columns: vec![
                words.column("history-column-what", false, 1.6),
                words.column("history-column-field", false, 1.6),
                words.column("history-column-before", false, 1.6),
                words.column("history-column-after", false, 1.6),
            ],
            rows: rows.collect(),
        }
    }

    /// `NPS · weight` for `nps.weight`: each part in words, where there are any.
    fn field_name(&self, words: &Wording<'_>, field: &str) -> String {
        if field.is_empty() {
            return words.locale.text("history-field-whole");
        }
        let parts: Vec<String> = field
            .split('.')
            .map(|part| {
                let key = format!("history-field-{}", part.replace('_', "-"));
                match self.workspace.kpis.get(part) {
                    Some(kpi) => words.pick(&kpi.name).to_owned(),
                    None if words.locale.has(&key) => words.locale.text(&key),
                    None => part.to_owned(),
                }
            })
            .collect();
        parts.join(" · ")
    }

    /// A limit with its unit; anything else as it is written.
    fn field_value(
        &self,
        words: &Wording<'_>,
        change: &DefinitionChange,
        value: Option<&str>,
    ) -> String {
        let Some(value) = value else {
            return DASH.to_owned();
        };
        if change.field.is_empty() {
            return words.locale.text("history-there");
        }
        let mut parts = change.field.rsplit('.');
        let last = parts.next().unwrap_or_default();
        let id = parts.next().unwrap_or(change.id.as_str());
        let limit = matches!(last, "target" | "floor" | "stretch");
        match (value.parse::<f64>(), self.workspace.kpis.get(id)) {
            (Ok(number), Some(kpi)) if limit => words.limit(kpi, number),
            _ => value.to_owned(),
        }
    }
}

/// What the score would be by the earlier definitions.
pub(super) fn effect(
    words: &Wording<'_>,
    redefined: &Redefined,
    old: Option<Mark>,
    new: Option<Mark>,
) -> Option<String> {
    redefined.marks.as_ref()?;
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let key = if old == new {
        "history-effect-none"
    } else {
        "history-effect"
    };
    let period = words.locale.period(redefined.since);
    let (old, new) = (mark(words, old), mark(words, new));
    let arguments = [("period", period), ("old", old), ("new", new)];
    Some(say(words, key, &arguments))
}
