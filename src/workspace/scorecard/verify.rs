//! What makes a scorecard unusable: weights that do not sum, items that cannot be scored.

use super::{Circumstances, Item, Scorecard};
use crate::workspace::check::{Checked, Problems};
use crate::workspace::{Kpi, Rule};

/// Reports combinations of circumstances whose weights do not sum to 100.
pub(super) fn check_sums(scorecard: &Scorecard, problems: &mut Problems) {
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
            .map(|item| format!("{} {}", item.kpi, short(item.weight)))
            .collect();
        let message = format!(
            "the weights of `{}` for {} sum to {}, not 100: {}",
            scorecard.role,
            circumstances.describe(),
            short(sum),
            listed.join(", ")
        );
        problems.add("weight-sum", "groups", message).help(
            "change the weights, let the refinement `take: proportionally`, or set `normalise: true`",
        );
    }
}

/// A weight without the digits that binary fractions leave behind.
fn short(weight: f64) -> f64 {
    (weight * 1e6).round() / 1e6
}

/// The KPIs whose names begin alike; nobody reads a list of all.
fn advise(unknown: &str, kpis: &Checked<Kpi>) -> String {
    let beginning: String = unknown.chars().take(3).collect();
    let alike = kpis.keys().map(String::as_str);
    let alike: Vec<&str> = alike.filter(|id| id.starts_with(&beginning)).collect();
    if alike.is_empty() {
        return "define it in kpis/, or take one of those that `scorepack kpis` lists".to_owned();
    }
    format!(
        "define it in kpis/, or is one of these meant: {}?",
        alike.join(", ")
    )
}

/// Reports items that cannot be scored by their KPI's definition.
pub(in crate::workspace) fn verify(
    scorecard: &Scorecard,
    kpis: &Checked<Kpi>,
    problems: &mut Problems,
) {
    let combinations = scorecard.combinations();
    for (position, item) in scorecard.items.iter().enumerate() {
        let key = scorecard.key_of(position);
        let Some(kpi) = kpis.get(&item.kpi) else {
            problems
                .add("unknown-kpi", &key, format!("`{}` is no KPI", item.kpi))
                .help(&advise(&item.kpi, kpis));
            continue;
        };
        for circumstances in &combinations {
            if check_item(scorecard, position, kpi, circumstances, problems) {
                break;
            }
        }
    }
}

/// Reports what keeps an item from being scored in these circumstances; whether anything.
fn check_item(
    scorecard: &Scorecard,
    position: usize,
    kpi: &Kpi,
    circumstances: &Circumstances,
    problems: &mut Problems,
) -> bool {
    let item = &scorecard.explain(circumstances)[position].item;
    let whom = circumstances.describe();
    let key = scorecard.key_of(position);
    if item.weight <= 0.0 {
        return false;
    }
    let (Some(target), Some(_)) = (item.target.or(kpi.target), kpi.direction) else {
        let message = format!(
            "`{}` has no direction or no target, so it cannot be scored for {whom}",
            item.kpi
        );
        problems
            .add("unscorable-item", &key, message)
            .help("give the KPI a `direction` and a `target`, or the item weight 0");
        return true;
    };
    let misfit = item.rule(kpi).misfit(kpi);
    let misfit = misfit.or_else(|| misplaced_limit(item, kpi, target));
    let Some(message) = misfit else {
        return false;
    };
    problems
        .add("rule-conflict", &key, format!("`{}`: {message}", item.kpi))
        .help(&format!(
            "correct the rule, the target or the limits of the item or its KPI; it was found for {whom}"
        ));
    true
}

/// A floor has to be worse than the target, a stretch better, and a cap worth reaching.
fn misplaced_limit(item: &Item, kpi: &Kpi, target: f64) -> Option<String> {
    let sign = kpi.direction?.sign();
    let better = |a: f64, b: f64| sign * (a - b) > 0.0;
    if !(item.cap.is_finite() && item.cap >= 100.0) {
        return Some(format!(
            "the cap of {} keeps the target from earning its 100 points",
            item.cap
        ));
    }
    if *item.rule(kpi) != Rule::Linear {
        let own = item.floor.is_some() || item.stretch.is_some();
        return own.then(|| "`floor` and `stretch` belong to the rule `linear`".to_owned());
    }
    let floor = item.floor.or(kpi.floor);
    if let Some(floor) = floor.filter(|floor| !better(target, *floor)) {
        return Some(format!(
            "the floor {floor} is not worse than the target {target}"
        ));
    }
    let stretch = item.stretch.or(kpi.stretch);
    if let Some(stretch) = stretch.filter(|stretch| better(target, *stretch)) {
        return Some(format!(
            "the stretch {stretch} is not better than the target {target}"
        ));
    }
    None
}
