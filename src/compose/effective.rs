//! Section 7: the scorecard as it applied, so that nobody has to guess where a weight or a
//! point comes from.
//!
//! One row an item: its weight before and after refinement and among the items scored in
//! this edition, its rule of points with the limits that applied, and which refinements
//! changed it. The definition of each item says its rule and its weight as well, so that a
//! page needs no table of its own for them.

use super::Composer;
use super::packet::{Cell, Definition, Notes, Table};
use super::records::plain;
use super::wording::{DASH, Wording, cell};
use crate::score::{Assessment, Gap, ItemScore};
use crate::workspace::{
    Band, Circumstances, Direction, EffectiveItem, Item, Kpi, Refinement, Rule, Scorecard,
};

/// The cap of items that name none; the sentence on usual rules says it.
const USUAL_CAP: f64 = 120.0;

impl Composer<'_> {
    /// `notes` with the scorecard as it applied; as they are without one.
    pub(super) fn with_rules(
        &self,
        words: &Wording<'_>,
        role: &str,
        when: &Circumstances,
        assessment: Option<&Assessment<'_>>,
        mut notes: Notes,
    ) -> Notes {
        let card = self.workspace.scorecards.get(role);
        let explained = self.assessor.explain(role, when);
        let (Some(card), Some(explained), Some(assessment)) = (card, explained, assessment) else {
            return notes;
        };
        let mut applied: Vec<usize> = explained
            .iter()
            .flat_map(|item| item.changed_by.iter().copied())
            .collect();
        applied.sort_unstable();
        applied.dedup();
        let mut rows = Vec::with_capacity(explained.len());
        for explained in explained {
            if explained.base_weight <= 0.0 && explained.item.weight <= 0.0 {
                continue;
            }
            let Some(row) = self.rules_row(words, explained, &applied, assessment) else {
                continue;
            };
            let scored = assessment.items.iter();
            let mut scored = scored.filter(|scored| scored.kpi.id == explained.item.kpi);
            let usual = scored.any(|scored| is_usual(&explained.item, scored));
            annotate(&mut notes.definitions, words, explained, usual, &row);
            rows.push(row);
        }
        notes.rules = Table {
            id: "rules".to_owned(),
            title: words.locale.text("tracks-rules-title"),
            caption: caption(words, card, &applied),
            columns: vec![
                words.column("packet-column-kpi", false, 1.7),
                words.column("tracks-column-base", true, 0.8),
                words.column("tracks-column-refined", true, 0.8),
                words.column("tracks-column-scored", true, 0.8),
                words.column("tracks-column-rule", false, 2.6),
                words.column("tracks-column-changed", false, 0.7),
            ],
            rows,
        };
        notes
    }

    fn rules_row(
        &self,
        words: &Wording<'_>,
        explained: &EffectiveItem,
        applied: &[usize],
        assessment: &Assessment<'_>,
    ) -> Option<Vec<Cell>> {
        let kpi = self.workspace.kpis.get(&explained.item.kpi)?;
        let mut items = assessment.items.iter();
        let scored = items.find(|item| item.kpi.id == kpi.id);
        let weight = |weight: f64| cell(words.locale.number(weight, 2));
        let changed: Vec<String> = explained
            .changed_by
            .iter()
            .filter_map(|index| applied.iter().position(|other| other == index))
            .map(|position| (position + 1).to_string())
            .collect();
        Some(vec![
            cell(words.pick(&kpi.name).to_owned()),
            weight(explained.base_weight),
            weight(explained.item.weight),
            match scored {
                Some(item) if item.gap == Some(Gap::NotThisEdition) => {
                    cell(words.locale.text("packet-points-soft"))
                }
                Some(item) => weight(item.weight),
                None => cell(DASH.to_owned()),
            },
            cell(scored.map_or_else(
                || DASH.to_owned(),
                |scored| rule(words, kpi, &explained.item, scored),
            )),
            cell(if changed.is_empty() {
                DASH.to_owned()
            } else {
                changed.join(", ")
            }),
        ])
    }
}

/// Says in the definition of an item how it is scored; `row` is its row of the table.
fn annotate(
    definitions: &mut [Definition],
    words: &Wording<'_>,
    explained: &EffectiveItem,
    usual: bool,
    row: &[Cell],
) {
    let item = &explained.item;
    let own = definitions.iter_mut().find(|own| own.kpi == item.kpi);
    let (Some(own), [.., rule, changed]) = (own, row) else {
        return;
    };
    // What holds for most is said once, above all of them.
    if !usual {
        own.rule = rule.text.clone();
    }
    let weight = plain(words, item.weight);
    own.weight = if explained.changed_by.is_empty() {
        weight
    } else {
        let base = plain(words, explained.base_weight);
        let arguments = [
            ("base", (&base).into()),
            ("weight", (&weight).into()),
            ("changed", (&changed.text).into()),
        ];
        words.locale.format("pages-weight-changed", &arguments)
    };
}

/// Whether points are the ratio of value and target up to the usual cap, and nothing else.
fn is_usual(item: &Item, scored: &ItemScore<'_>) -> bool {
    let kpi = scored.kpi;
    let ratio = scored.target.is_some_and(|target| target > 0.0);
    let limits = [item.floor, kpi.floor, item.stretch, kpi.stretch];
    let free = limits.iter().all(Option::is_none) && item.cap == USUAL_CAP;
    ratio && free && matches!(item.rule(kpi), Rule::Linear)
}

/// `Implementation. Refined for: 1 Senior (why); 2 Healthcare (why).`
fn caption(words: &Wording<'_>, card: &Scorecard, applied: &[usize]) -> String {
    let name = words.pick(&card.name);
    if applied.is_empty() {
        return words.with("tracks-rules-caption", "name", name);
    }
    let listed: Vec<String> = applied
        .iter()
        .enumerate()
        .map(|(number, index)| {
            let label = label(words, &card.refinements[*index]);
            format!("{} {label}", number + 1)
        })
        .collect();
    let separator = words.locale.text("tracks-separator");
    let listed = listed.join(&separator);
    let arguments = [("name", name.into()), ("refinements", (&listed).into())];
    words
        .locale
        .format("tracks-rules-caption-refined", &arguments)
}

/// Whom a refinement is for and, in brackets, why.
pub(super) fn label(words: &Wording<'_>, refinement: &Refinement) -> String {
    let when = &refinement.when;
    let mut parts = Vec::new();
    parts.extend(when.level.as_deref().map(|level| words.level(level)));
    parts.extend(
        when.industry
            .as_deref()
            .map(|industry| words.industry(industry)),
    );
    parts.extend(when.mode.as_deref().map(|mode| words.mode(mode)));
    let option = refinement.option.as_deref();
    parts.extend(option.map(|option| words.with("tracks-option", "option", option)));
    let whom = if parts.is_empty() {
        words.locale.text("tracks-everybody")
    } else {
        parts.join(" · ")
    };
    match &refinement.name {
        None => whom,
        Some(name) => {
            let arguments = [("whom", (&whom).into()), ("why", words.pick(name).into())];
            words.locale.format("tracks-refinement", &arguments)
        }
    }
}

/// How a value of this item becomes points, with the limits that applied.
pub(super) fn rule(words: &Wording<'_>, kpi: &Kpi, item: &Item, scored: &ItemScore<'_>) -> String {
    let limit = |limit: f64| words.limit(kpi, limit * scored.factor);
    let target = words.target(kpi, scored.target);
    match item.rule(kpi) {
        Rule::Linear => linear(words, kpi, item, scored),
        Rule::Pass => words.with("tracks-rule-pass", "target", &target),
        Rule::Deduct(each) => {
            let each = words.locale.number(each / scored.factor, 1);
            let arguments = [("each", (&each).into()), ("target", (&target).into())];
            words.locale.format("tracks-rule-deduct", &arguments)
        }
        Rule::Bands(bands) => {
            let key = match kpi.direction {
                Some(Direction::Down) => "tracks-band-down",
                _ => "tracks-band-up",
            };
            let band = |band: &Band| {
                let (limit, points) = (limit(band.limit), words.locale.number(band.points, 0));
                let arguments = [("limit", (&limit).into()), ("points", (&points).into())];
                words.locale.format(key, &arguments)
            };
            let bands: Vec<String> = bands.iter().map(band).collect();
            let listed = bands.join(&words.locale.text("tracks-separator"));
            words.with("tracks-rule-bands", "bands", &listed)
        }
    }
}

fn linear(words: &Wording<'_>, kpi: &Kpi, item: &Item, scored: &ItemScore<'_>) -> String {
    let limit = |limit: f64| words.limit(kpi, limit * scored.factor);
    let target = words.target(kpi, scored.target);
    let cap = words.locale.number(item.cap, 0);
    let (floor, stretch) = (item.floor.or(kpi.floor), item.stretch.or(kpi.stretch));
    let is_ratio = scored.target.is_some_and(|target| target > 0.0);
    let key = match (floor, kpi.direction) {
        (Some(_), _) => "tracks-rule-floor",
        (None, _) if !is_ratio => return words.with("tracks-rule-pass", "target", &target),
        (None, Some(Direction::Down)) => "tracks-rule-ratio-down",
        (None, _) => "tracks-rule-ratio-up",
    };
    let floor = floor.map_or_else(String::new, limit);
    let arguments = [
        ("floor", (&floor).into()),
        ("target", (&target).into()),
        ("cap", (&cap).into()),
    ];
    let rule = words.locale.format(key, &arguments);
    match stretch {
        None => rule,
        Some(stretch) => {
            let stretch = limit(stretch);
            let arguments = [("rule", (&rule).into()), ("stretch", (&stretch).into())];
            words.locale.format("tracks-rule-stretch", &arguments)
        }
    }
}
