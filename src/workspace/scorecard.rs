//! Scorecards: which KPIs count for whom, and how much.
//!
//! A scorecard belongs to a role and is refined by level, industry, mode and by options
//! that the workspace switches on. A refinement names only what it changes;
//! [`Scorecard::explain`] gives every item as it counts for one person, with what changed
//! it, and [`Scorecard::effective`] those that have a weight. Weights sum to 100 for every
//! combination of refinements.

mod resolve;
mod verify;

use std::collections::{BTreeMap, BTreeSet};

use super::Kpi;
use super::duty::Deadline;
use super::rule::Rule;
use crate::locale::Text;

pub(super) use self::resolve::resolve;
pub(super) use self::verify::verify;

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
    /// Refinements in force, in order; later ones win.
    pub refinements: Vec<Refinement>,
    /// Options that it knows, switched on or not.
    pub options: BTreeSet<String>,
    /// Whether weights are scaled to 100 instead of having to sum to it.
    pub normalise: bool,
    /// Who answers for its KPIs, where they do not say.
    pub owner: Option<Text>,
    /// By when their data is in, where they do not say.
    pub deadline: Option<Deadline>,
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
    /// Limits within which its weight may be chosen.
    pub range: Option<(f64, f64)>,
    /// Target in place of the KPI's own.
    pub target: Option<f64>,
    /// Floor in place of the KPI's own.
    pub floor: Option<f64>,
    /// Stretch in place of the KPI's own.
    pub stretch: Option<f64>,
    /// Most points that it can earn.
    pub cap: f64,
    /// Rule in place of the KPI's own.
    pub rule: Option<Rule>,
    /// What happens without evidence.
    pub missing: Missing,
    /// Whether it gets a trend chart.
    pub core: bool,
}

impl Item {
    /// The rule that turns its values into points.
    pub fn rule<'a>(&'a self, kpi: &'a Kpi) -> &'a Rule {
        self.rule.as_ref().unwrap_or(&kpi.rule)
    }
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
    /// Why, in a few words.
    pub name: Option<Text>,
    /// Whom it is for; an absent part matches everybody.
    pub when: Circumstances,
    /// The option that switched it on.
    pub option: Option<String>,
    /// Whether the weight that it gives is taken from all other items in proportion.
    pub proportional: bool,
    changes: BTreeMap<String, ItemChange>,
}

#[derive(Clone, Debug, PartialEq)]
struct ItemChange {
    weight: Option<f64>,
    target: Option<f64>,
    floor: Option<f64>,
    stretch: Option<f64>,
}

/// An item as it counts for somebody, with how that came about.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectiveItem {
    /// The item after refinement; weight 0 where it does not count.
    pub item: Item,
    /// Its weight before refinement.
    pub base_weight: f64,
    /// Its own target before refinement; `None` where the KPI's applied.
    pub base_target: Option<f64>,
    /// Positions of the refinements that changed it, in [`Scorecard::refinements`].
    pub changed_by: Vec<usize>,
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

    /// Its parts in words of the roster; `everybody` where there are none.
    pub(super) fn describe(&self) -> String {
        let parts = [&self.level, &self.industry, &self.mode];
        let parts: Vec<&str> = parts.into_iter().filter_map(Option::as_deref).collect();
        if parts.is_empty() {
            "everybody".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

impl Scorecard {
    /// The items that count in these circumstances, their weights summing to 100.
    pub fn effective(&self, circumstances: &Circumstances) -> Vec<Item> {
        self.explain(circumstances)
            .into_iter()
            .map(|explained| explained.item)
            .filter(|item| item.weight > 0.0)
            .collect()
    }

    /// Every item in these circumstances, with its weight before refinement and the
    /// refinements that changed it; items that do not count have the weight 0.
    pub fn explain(&self, circumstances: &Circumstances) -> Vec<EffectiveItem> {
        let mut items: Vec<EffectiveItem> = self
            .items
            .iter()
            .map(|item| EffectiveItem {
                base_weight: item.weight,
                base_target: item.target,
                changed_by: Vec::new(),
                item: item.clone(),
            })
            .collect();
        for (index, refinement) in self.refinements.iter().enumerate() {
            if refinement.when.matches(circumstances) {
                refinement.apply(index, &mut items);
            }
        }
        let sum: f64 = items.iter().map(|explained| explained.item.weight).sum();
        if self.normalise && sum > 0.0 {
            for explained in &mut items {
                explained.item.weight *= 100.0 / sum;
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

    /// The key path of an item in its file.
    pub(super) fn key_of(&self, position: usize) -> String {
        let group = self.items[position].group;
        let earlier = self.items[..position].iter();
        let within = earlier.filter(|item| item.group == group).count();
        format!("groups.{group}.items.{within}")
    }
}

impl Refinement {
    /// What it sets of each KPI that it names: weight, target, floor and stretch.
    pub(super) fn changed(&self) -> impl Iterator<Item = (&str, [Option<f64>; 4])> {
        self.changes.iter().map(|(kpi, change)| {
            let set = [change.weight, change.target, change.floor, change.stretch];
            (kpi.as_str(), set)
        })
    }

    /// Changes the items that it names, and takes their weight from the others if it says so.
    fn apply(&self, index: usize, items: &mut [EffectiveItem]) {
        let sum = |items: &[EffectiveItem]| items.iter().map(|i| i.item.weight).sum::<f64>();
        let before = sum(items);
        for explained in items.iter_mut() {
            let EffectiveItem {
                item, changed_by, ..
            } = explained;
            if let Some(change) = self.changes.get(&item.kpi) {
                item.weight = change.weight.unwrap_or(item.weight);
                item.target = change.target.or(item.target);
                item.floor = change.floor.or(item.floor);
                item.stretch = change.stretch.or(item.stretch);
                changed_by.push(index);
            }
        }
        let excess = sum(items) - before;
        if self.proportional && excess != 0.0 {
            self.take(index, excess, items);
        }
    }

    /// Takes `excess` from the items whose weights it does not set, in proportion. Where
    /// they have less than that, the sum shows it.
    fn take(&self, index: usize, excess: f64, items: &mut [EffectiveItem]) {
        let is_set = |item: &Item| {
            self.changes
                .get(&item.kpi)
                .is_some_and(|c| c.weight.is_some())
        };
        let others = || |explained: &&mut EffectiveItem| !is_set(&explained.item);
        let available: f64 = items
            .iter()
            .filter(|explained| !is_set(&explained.item))
            .map(|explained| explained.item.weight)
            .sum();
        if available <= 0.0 {
            return;
        }
        let factor = (1.0 - excess / available).max(0.0);
        for explained in items.iter_mut().filter(others()) {
            if explained.item.weight > 0.0 {
                explained.item.weight *= factor;
                if !explained.changed_by.contains(&index) {
                    explained.changed_by.push(index);
                }
            }
        }
    }
}
