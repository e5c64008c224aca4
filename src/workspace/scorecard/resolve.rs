//! Scorecards from their files: raw structs into resolved types.

use std::collections::BTreeSet;

use super::verify::check_sums;
use super::{Circumstances, Item, ItemChange, Missing, Refinement, Scorecard};
use crate::locale::Text;
use crate::workspace::check::Problems;
use crate::workspace::duty::resolve_deadline;
use crate::workspace::forms::{RawText, Short};
use crate::workspace::raw::{
    RawGroup, RawItem, RawItemChange, RawMissing, RawRefinement, RawScorecard, RawTake, RawWeight,
};
use crate::workspace::rule;

/// Resolves one file, which holds one scorecard; `options` are switched on.
pub(in crate::workspace) fn resolve(
    raw: RawScorecard,
    options: &[String],
    problems: &mut Problems,
) -> Scorecard {
    let (groups, items) = resolve_groups(raw.groups, problems);
    let known: BTreeSet<String> = raw
        .refine
        .iter()
        .filter_map(|refinement| refinement.when.option.clone())
        .collect();
    let mut refinements = Vec::new();
    for (index, refinement) in raw.refine.into_iter().enumerate() {
        let refinement = resolve_refinement(index, refinement, &items, problems);
        let is_on = |option: &String| options.contains(option);
        if refinement.option.as_ref().is_none_or(is_on) {
            refinements.push(refinement);
        }
    }
    let scorecard = Scorecard {
        name: raw.name.resolve(),
        role: raw.role,
        groups,
        items,
        refinements,
        options: known,
        normalise: raw.normalise,
        owner: raw.owner.map(RawText::resolve),
        deadline: resolve_deadline(raw.deadline.as_deref(), "deadline", problems),
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
            items.push(resolve_item(item, number, &key, problems));
        }
        groups.push((group.id, group.name.resolve()));
    }
    (groups, items)
}

fn resolve_item(raw: RawItem, group: usize, key: &str, problems: &mut Problems) -> Item {
    let (weight, range) = resolve_weight(&raw.weight, &raw.kpi, key, problems);
    Item {
        group,
        weight,
        range,
        target: raw.target,
        floor: raw.floor,
        stretch: raw.stretch,
        cap: raw.cap.unwrap_or(120.0),
        rule: rule::resolve(raw.rule, &format!("{key}.rule"), problems),
        missing: match raw.missing {
            RawMissing::Reweight => Missing::Reweight,
            RawMissing::Zero => Missing::Zero,
            RawMissing::Neutral => Missing::Neutral,
        },
        core: raw.core,
        kpi: raw.kpi,
    }
}

/// The chosen weight and the range that it was chosen from.
fn resolve_weight(
    raw: &RawWeight,
    kpi: &str,
    key: &str,
    problems: &mut Problems,
) -> (f64, Option<(f64, f64)>) {
    let key = format!("{key}.weight");
    let is_weight = |weight: f64| weight.is_finite() && weight >= 0.0;
    match raw {
        Short::Text(text) => {
            let weight = text.parse().ok().filter(|weight| is_weight(*weight));
            if weight.is_none() {
                problems
                    .wrong_value(&key, format!("`{text}` is no weight"))
                    .help("write a number from 0 on, or {range: [15, 25], chosen: 20}");
            }
            (weight.unwrap_or(0.0), None)
        }
        Short::Long(raw) => {
            let (low, high) = raw.range;
            if !(is_weight(low) && is_weight(high) && low <= high) {
                problems
                    .wrong_value(&key, format!("{low} to {high} is no range of weights"))
                    .help("write the lower limit first: {range: [15, 25], chosen: 20}");
            } else if !(low..=high).contains(&raw.chosen) {
                let message = format!(
                    "the weight {} of `{kpi}` lies outside its range, {low} to {high}",
                    raw.chosen
                );
                problems
                    .add("weight-range", &key, message)
                    .help("choose a weight inside the range");
            }
            (raw.chosen, Some(raw.range))
        }
    }
}

fn resolve_refinement(
    index: usize,
    raw: RawRefinement,
    items: &[Item],
    problems: &mut Problems,
) -> Refinement {
    for (kpi, change) in &raw.items {
        let key = format!("refine.{index}.items.{kpi}");
        let Some(item) = items.iter().find(|item| &item.kpi == kpi) else {
            problems
                .add(
                    "unknown-item",
                    &key,
                    format!("`{kpi}` is no item of this scorecard"),
                )
                .help("add it to a group with weight 0, then refine it");
            continue;
        };
        check_change(item, change, &key, problems);
    }
    let change = |raw: RawItemChange| ItemChange {
        weight: raw.weight,
        target: raw.target,
        floor: raw.floor,
        stretch: raw.stretch,
    };
    Refinement {
        name: raw.name.map(RawText::resolve),
        when: Circumstances {
            level: raw.when.level,
            industry: raw.when.industry,
            mode: raw.when.mode,
        },
        option: raw.when.option,
        proportional: raw.take == RawTake::Proportionally,
        changes: raw
            .items
            .into_iter()
            .map(|(kpi, raw)| (kpi, change(raw)))
            .collect(),
    }
}

/// A weight that a refinement sets is a choice too, so it keeps to the item's range.
fn check_change(item: &Item, change: &RawItemChange, key: &str, problems: &mut Problems) {
    let Some(weight) = change.weight else {
        return;
    };
    if !(weight.is_finite() && weight >= 0.0) {
        problems.wrong_value(&format!("{key}.weight"), format!("`{weight}` is no weight"));
    } else if let Some((low, high)) = item.range
        && !(low..=high).contains(&weight)
    {
        let message = format!(
            "the weight {weight} of `{}` lies outside its range, {low} to {high}",
            item.kpi
        );
        problems
            .add("weight-range", key, message)
            .help("choose a weight inside the range, or widen it at the item");
    }
}
