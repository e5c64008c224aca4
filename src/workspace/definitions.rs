//! What scores rest on, as plain fields: to be archived, and compared field by field later.
//!
//! Only what can change a value, its points, a total or a grade is here: names, advice,
//! decimals and owners are not. Of KPIs there are those that a scorecard counts and those
//! that these are changes of. A field that has nothing to say is absent.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::grading::Mode;
use super::kpi::{Against, Kind, Kpi, Quota, RowSpan, Track};
use super::scorecard::{Item, Missing, Refinement, Scorecard};
use super::{Direction, Workspace};

/// Values by the name of their field; a part of a part is separated by a dot.
pub type Fields = BTreeMap<String, String>;

/// Everything that scores rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definitions {
    /// KPIs by id.
    pub kpis: BTreeMap<String, Fields>,
    /// Scorecards by role.
    pub scorecards: BTreeMap<String, Fields>,
    /// Rules of scoring.
    pub rules: Fields,
}

/// What a change is a change of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Defined {
    /// A KPI.
    Kpi,
    /// A scorecard.
    Scorecard,
    /// The rules of scoring.
    Rules,
}

/// One field that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DefinitionChange {
    /// What it belongs to.
    pub part: Defined,
    /// The KPI or the role of the scorecard; empty for rules.
    pub id: String,
    /// The field; empty where all of it is new or gone.
    pub field: String,
    /// What it was; absent where there was nothing.
    pub old: Option<String>,
    /// What it is; absent where there is nothing.
    pub new: Option<String>,
}

impl Definitions {
    /// Those of a workspace.
    pub fn of(workspace: &Workspace) -> Self {
        let counted = counted(workspace);
        let kpis = workspace.kpis.iter();
        let kpis = kpis.filter(|(id, _)| counted.contains(id.as_str()));
        let cards = workspace.scorecards.iter();
        Self {
            kpis: kpis
                .map(|(id, kpi)| (id.clone(), kpi_fields(kpi, workspace)))
                .collect(),
            scorecards: cards
                .map(|(role, card)| (role.clone(), scorecard_fields(card)))
                .collect(),
            rules: rule_fields(workspace),
        }
    }

    /// What is different in `newer`, sorted.
    pub fn changes(&self, newer: &Self) -> Vec<DefinitionChange> {
        let mut changes = Vec::new();
        for (part, old, new) in [
            (Defined::Kpi, &self.kpis, &newer.kpis),
            (Defined::Scorecard, &self.scorecards, &newer.scorecards),
        ] {
            let ids: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for id in ids {
                match (old.get(id), new.get(id)) {
                    (Some(old), Some(new)) => compare(part, id, old, new, &mut changes),
                    (old, new) => changes.push(DefinitionChange {
                        part,
                        id: id.clone(),
                        field: String::new(),
                        old: old.map(|_| id.clone()),
                        new: new.map(|_| id.clone()),
                    }),
                }
            }
        }
        compare(Defined::Rules, "", &self.rules, &newer.rules, &mut changes);
        changes
    }
}

fn compare(
    part: Defined,
    id: &str,
    old: &Fields,
    new: &Fields,
    changes: &mut Vec<DefinitionChange>,
) {
    let fields: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for field in fields {
        let (old, new) = (old.get(field), new.get(field));
        if old != new {
            changes.push(DefinitionChange {
                part,
                id: id.to_owned(),
                field: field.clone(),
                old: old.cloned(),
                new: new.cloned(),
            });
        }
    }
}

/// KPIs on scorecards, and those that they are changes of.
fn counted(workspace: &Workspace) -> BTreeSet<&str> {
    let cards = workspace.scorecards.values();
    let items = cards.flat_map(|card| &card.items);
    let mut counted: BTreeSet<&str> = items.map(|item| item.kpi.as_str()).collect();
    let kpis = workspace.kpis.values();
    let bases = kpis.filter(|kpi| counted.contains(kpi.id.as_str()));
    let bases: Vec<&str> = bases
        .filter_map(|kpi| match &kpi.kind {
            Kind::Change { base, .. } => Some(base.as_str()),
            _ => None,
        })
        .collect();
    counted.extend(bases);
    counted
}

/// Gathers fields, leaving out what says nothing.
#[derive(Default)]
struct Gathered(Fields);

impl Gathered {
    fn put(&mut self, field: impl Into<String>, value: impl Into<Option<String>>) {
        if let Some(value) = value.into() {
            self.0.insert(field.into(), value);
        }
    }

    fn number(&mut self, field: impl Into<String>, value: Option<f64>) {
        self.put(field, value.map(|value| value.to_string()));
    }
}

fn kpi_fields(kpi: &Kpi, workspace: &Workspace) -> Fields {
    let mut fields = Gathered::default();
    fields.put("kind", kind_name(&kpi.kind).to_owned());
    for (key, expression) in kpi.kind.expressions() {
        fields.put(key, expression.to_owned());
    }
    match &kpi.kind {
        Kind::Percentile { percentile, .. } => fields.number("percentile", Some(*percentile)),
        Kind::Change { base, against } => {
            fields.put("base", base.clone());
            fields.put("against", describe_against(*against));
        }
        _ => {}
    }
    if let Some(rows) = &kpi.rows {
        fields.put("source", rows.source.clone());
        fields.put("date", rows.date.clone());
        fields.put("where", rows.filter.clone());
        fields.put("level", rows.level.clone());
        fields.put(
            "span",
            match rows.span {
                RowSpan::Period => None,
                RowSpan::Trailing(months) => Some(format!("trailing {months}")),
                RowSpan::LastMonth => Some("last month".to_owned()),
            },
        );
        let view = workspace.views.get(&rows.source);
        fields.put("view", view.map(|view| view.sql.trim().to_owned()));
    }
    fields.put(
        "direction",
        kpi.direction.map(|direction| match direction {
            Direction::Up => "up".to_owned(),
            Direction::Down => "down".to_owned(),
        }),
    );
    fields.number("target", kpi.target);
    fields.number("floor", kpi.floor);
    fields.number("stretch", kpi.stretch);
    fields.put("quota", kpi.quota.map(describe_quota));
    fields.put("rule", kpi.rule.to_string());
    fields.put("min_n", kpi.min_n.to_string());
    let raters = kpi.raters.as_ref();
    fields.put(
        "raters",
        raters.map(|(by, least)| format!("{by} ≥ {least}")),
    );
    fields.number("lowest", kpi.bounds.0);
    fields.number("highest", kpi.bounds.1);
    fields.put(
        "lag",
        format!("{} months {} days", kpi.lag.months, kpi.lag.days),
    );
    fields.put(
        "track",
        match kpi.track {
            Track::Hard => "hard".to_owned(),
            Track::Soft => "soft".to_owned(),
        },
    );
    fields.0
}

fn describe_quota(quota: Quota) -> String {
    let whom = if quota.per_person {
        ", each person"
    } else {
        ""
    };
    let over = quota
        .over
        .map_or_else(String::new, |months| format!(", over {months}"));
    format!("{} months{whom}{over}", quota.months)
}

fn describe_against(against: Against) -> String {
    match against {
        Against::Previous => "previous".to_owned(),
        Against::LastYear => "last_year".to_owned(),
        Against::Trailing12 => "trailing_12".to_owned(),
        Against::Fixed(value) => value.to_string(),
    }
}

fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Rate { .. } => "rate",
        Kind::Nps { .. } => "nps",
        Kind::Mean { .. } => "mean",
        Kind::Percentile { .. } => "percentile",
        Kind::Count => "count",
        Kind::Sum { .. } => "sum",
        Kind::Ratio { .. } => "ratio",
        Kind::Change { .. } => "change",
    }
}

fn scorecard_fields(card: &Scorecard) -> Fields {
    let mut fields = Gathered::default();
    for item in &card.items {
        item_fields(card, item, &mut fields);
    }
    for refinement in &card.refinements {
        refinement_fields(refinement, &mut fields);
    }
    if card.normalise {
        fields.put("normalise", "true".to_owned());
    }
    fields.0
}

fn item_fields(card: &Scorecard, item: &Item, fields: &mut Gathered) {
    let key = |field: &str| format!("{}.{field}", item.kpi);
    fields.number(key("weight"), Some(item.weight));
    fields.number(key("target"), item.target);
    fields.number(key("floor"), item.floor);
    fields.number(key("stretch"), item.stretch);
    fields.number(key("cap"), Some(item.cap));
    fields.put(key("rule"), item.rule.as_ref().map(ToString::to_string));
    fields.put(
        key("missing"),
        match item.missing {
            Missing::Reweight => "reweight".to_owned(),
            Missing::Zero => "zero".to_owned(),
            Missing::Neutral => "neutral".to_owned(),
        },
    );
    let group = card.groups.get(item.group);
    fields.put(key("group"), group.map(|(id, _)| id.clone()));
}

/// Refinements are told apart by whom they are for.
fn refinement_fields(refinement: &Refinement, fields: &mut Gathered) {
    let whom = match &refinement.option {
        Some(option) => format!("{} ({option})", refinement.when.describe()),
        None => refinement.when.describe(),
    };
    if refinement.proportional {
        fields.put(format!("{whom}.proportional"), "true".to_owned());
    }
    for (kpi, [weight, target, floor, stretch]) in refinement.changed() {
        fields.number(format!("{whom}.{kpi}.weight"), weight);
        fields.number(format!("{whom}.{kpi}.target"), target);
        fields.number(format!("{whom}.{kpi}.floor"), floor);
        fields.number(format!("{whom}.{kpi}.stretch"), stretch);
    }
}

fn rule_fields(workspace: &Workspace) -> Fields {
    let scoring = &workspace.scoring;
    let mut fields = Gathered::default();
    fields.put("evidence", percent(scoring.evidence));
    for (letter, bound) in ["S", "A", "B", "C"].into_iter().zip(scoring.bounds) {
        fields.number(format!("grades.{letter}"), Some(bound));
    }
    fields.put(
        "team_share",
        percent(f64::from(scoring.team_share) / 10_000.0),
    );
    let distribution = &scoring.distribution;
    // Only where it is enforced does it move grades.
    if distribution.mode == Mode::Enforce {
        let quota = distribution
            .quota
            .map(|share| percent(f64::from(share) / 10_000.0));
        fields.put("distribution.quota", quota.join(", "));
        let parts = distribution.pool.iter().map(|part| part.name());
        let parts: Vec<&str> = parts.collect();
        fields.put("distribution.pool", parts.join(", "));
        fields.put("distribution.caps_from", distribution.caps_from.to_string());
        fields.put("distribution.full_from", distribution.full_from.to_string());
        fields.number("distribution.keep_from", Some(distribution.keep_from));
        fields.number("distribution.lift_from", Some(distribution.lift_from));
    }
    fields.0
}

fn percent(share: f64) -> String {
    format!("{} %", (share * 1e6).round() / 1e4)
}
