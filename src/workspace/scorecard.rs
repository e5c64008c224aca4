//! Scorecards: which KPIs count for whom, and how much.
//!
//! A scorecard belongs to a role and is refined by level, industry and mode. A
//! refinement names only what it changes; [`Scorecard::effective`] gives the items
//! that count for one person. Weights sum to 100 for every combination.

use std::collections::BTreeMap;

use super::check::Problems;
use super::raw::{RawGroup, RawItemChange, RawMissing, RawRefinement, RawScorecard};
use crate::locale::Text;

/// One scorecard.
#[derive(Clone, Debug, PartialEq)]
pub struct Scorecard {
    /// Its name for readers.
    pub name: Text,
    /// The role that it applies to.
    pub role: String,
    /// Groups in order: identifier and name.
    pub groups: Vec<(String, Text)>,
    /// Items in order, before refinement.
    pub items: Vec<Item>,
    /// Refinements in order; later ones win.
    pub refinements: Vec<Refinement>,
    /// Whether weights are scaled to 100 instead of having to sum to it.
    pub normalise: bool,
    /// File that defines it.
    pub file: String,
}

/// One scored KPI.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The KPI.
    pub kpi: String,
    /// Index of its group.
    pub group: usize,
    /// Its weight.
    pub weight: f64,
    /// Target in place of the KPI's own.
    pub target: Option<f64>,
    /// Floor in place of the KPI's own.
    pub floor: Option<f64>,
    /// Stretch in place of the KPI's own.
    pub stretch: Option<f64>,
    /// Most points that it can earn.
    pub cap: f64,
    /// What happens without evidence.
    pub missing: Missing,
    /// Whether it gets a trend chart.
    pub core: bool,
}

/// What happens to an item without evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Its weight is spread over the others.
    Reweight,
    /// It earns 0 points.
    Zero,
    /// It earns 100 points.
    Neutral,
}

/// What changes for some people.
#[derive(Clone, Debug, PartialEq)]
pub struct Refinement {
    /// Whom it is for; an absent part matches everybody.
    pub when: Circumstances,
    changes: BTreeMap<String, ItemChange>,
}

#[derive(Clone, Debug, PartialEq)]
struct ItemChange {
    weight: Option<f64>,
    target: Option<f64>,
    floor: Option<f64>,
    stretch: Option<f64>,
}

/// What refines a scorecard; `None` is unknown or does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Circumstances {
    /// Level.
    pub level: Option<String>,
    /// Industry.
    pub industry: Option<String>,
    /// On-site or remote.
    pub mode: Option<String>,
}

impl Circumstances {
    fn matches(&self, person: &Self) -> bool {
        let fits =
            |wanted: &Option<String>, have: &Option<String>| wanted.is_none() || wanted == have;
        fits(&self.level, &person.level)
            && fits(&self.industry, &person.industry)
            && fits(&self.mode, &person.mode)
    }
}

impl Scorecard {
    /// The items that count in these circumstances, their weights summing to 100.
    pub fn effective(&self, circumstances: &Circumstances) -> Vec<Item> {
        let mut items = self.items.clone();
        for refinement in &self.refinements {
            if !refinement.when.matches(circumstances) {
                continue;
            }
            for item in &mut items {
                if let Some(change) = refinement.changes.get(&item.kpi) {
                    item.weight = change.weight.unwrap_or(item.weight);
                    item.target = change.target.or(item.target);
                    item.floor = change.floor.or(item.floor);
                    item.stretch = change.stretch.or(item.stretch);
                }
            }
        }
        items.retain(|item| item.weight > 0.0);
        let sum: f64 = items.iter().map(|item| item.weight).sum();
        if self.normalise && sum > 0.0 {
            for item in &mut items {
                item.weight *= 100.0 / sum;
            }
        }
        items
    }

    /// Every combination of circumstances that its refinements tell apart.
    pub fn combinations(&self) -> Vec<Circumstances> {
        let parts = |part: fn(&Circumstances) -> &Option<String>| {
            let mut values = vec![None];
            values.extend(self.refinements.iter().map(|r| part(&r.when).clone()));
            values.sort();
            values.dedup();
            values
        };
        let mut all = Vec::new();
        for level in parts(|when| &when.level) {
            for industry in parts(|when| &when.industry) {
                for mode in parts(|when| &when.mode) {
                    all.push(Circumstances {
                        level: level.clone(),
                        industry: industry.clone(),
                        mode,
                    });
                }
            }
        }
        all
    }
}

/// Resolves one file, which holds one scorecard.
pub(super) fn resolve(raw: RawScorecard, problems: &mut Problems) -> Scorecard {
    let (groups, items) = resolve_groups(raw.groups, problems);
    let mut refinements = Vec::new();
    for (index, refinement) in raw.refine.into_iter().enumerate() {
        refinements.push(resolve_refinement(index, refinement, &items, problems));
    }
    let scorecard = Scorecard {
        name: raw.name.resolve(),
        role: raw.role,
        groups,
        items,
        refinements,
        normalise: raw.normalise,
        file: problems.file().to_owned(),
    };
    check_sums(&scorecard, problems);
    scorecard
}

fn resolve_groups(raw: Vec<RawGroup>, problems: &mut Problems) -> (Vec<(String, Text)>, Vec<Item>) {
    let mut groups = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for (number, group) in raw.into_iter().enumerate() {
        for (position, item) in group.items.into_iter().enumerate() {
            let key = format!("groups.{number}.items.{position}");
            if items.iter().any(|other| other.kpi == item.kpi) {
                problems
                    .add(
                        "duplicate-item",
                        &key,
                        format!("`{}` stands twice in the scorecard", item.kpi),
                    )
                    .help("keep one of the two");
            }
            if !(item.weight.is_finite() && item.weight >= 0.0) {
                problems.wrong_value(
                    &format!("{key}.weight"),
                    format!("`{}` is no weight", item.weight),
                );
            }
            items.push(Item {
                kpi: item.kpi,
                group: number,
                weight: item.weight,
                target: item.target,
                floor: item.floor,
                stretch: item.stretch,
                cap: item.cap.unwrap_or(120.0),
                missing: match item.missing {
                    RawMissing::Reweight => Missing::Reweight,
                    RawMissing::Zero => Missing::Zero,
                    RawMissing::Neutral => Missing::Neutral,
                },
                core: item.core,
            });
        }
        groups.push((group.id, group.name.resolve()));
    }
    (groups, items)
}

fn resolve_refinement(
    index: usize,
    raw: RawRefinement,
    items: &[Item],
    problems: &mut Problems,
) -> Refinement {
    for kpi in raw.items.keys() {
        if !items.iter().any(|item| &item.kpi == kpi) {
            problems
                .add(
                    "unknown-item",
                    &format!("refine.{index}.items.{kpi}"),
                    format!("`{kpi}` is no item of this scorecard"),
                )
                .help("add it to a group with weight 0, then refine it");
        }
    }
    let change = |raw: RawItemChange| ItemChange {
        weight: raw.weight,
        target: raw.target,
        floor: raw.floor,
        stretch: raw.stretch,
    };
    Refinement {
        when: Circumstances {
            level: raw.when.level,
            industry: raw.when.industry,
            mode: raw.when.mode,
        },
        changes: raw
            .items
            .into_iter()
            .map(|(kpi, raw)| (kpi, change(raw)))
            .collect(),
    }
}

fn check_sums(scorecard: &Scorecard, problems: &mut Problems) {
    if scorecard.normalise {
        return;
    }
    for circumstances in scorecard.combinations() {
        let items = scorecard.effective(&circumstances);
        let sum: f64 = items.iter().map(|item| item.weight).sum();
        if (sum - 100.0).abs() < 1e-6 {
            continue;
        }
        let listed: Vec<String> = items
            .iter()
            .map(|item| format!("{} {}", item.kpi, item.weight))
            .collect();
        let whom: Vec<&str> = [
            &circumstances.level,
            &circumstances.industry,
            &circumstances.mode,
        ]
        .into_iter()
        .filter_map(Option::as_deref)
        .collect();
        let whom = if whom.is_empty() {
            "everybody".to_owned()
        } else {
            whom.join(", ")
        };
        problems
            .add(
                "weight-sum",
                "groups",
                format!(
                    "the weights for {whom} sum to {sum}, not 100: {}",
                    listed.join(", ")
                ),
            )
            .help("change the weights, or set `normalise: true`");
    }
}
