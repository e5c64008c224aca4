//! What makes a scorecard a poor one though it can be used: advice for whoever writes it.
//!
//! A finding about a file of the workspace is a warning. One about a built-in scorecard is
//! a note, since nobody here wrote it. What decides stands in the KPIs' own data
//! (`horizon`, `volume`, `paired_with`, `track`, `owner`, `deadline`); only how many items
//! are too few or too many is fixed here. Errors are found while the files are read.

use super::check::Checked;
use super::scorecard::{Circumstances, EffectiveItem, Scorecard};
use super::{CONFIGURATION, Kpi, Track, Workspace, catalogue, yaml};
use crate::diagnostic::{Code, Diagnostic, Place, Severity};

/// More scored items than these blur what matters.
const MOST_ITEMS: usize = 12;

/// Fewer scored items than these hang a month on one figure.
const LEAST_ITEMS: usize = 3;

/// Lints the scorecards of the workspace and the built-in ones of these roles.
pub fn lint(workspace: &Workspace, roles: &[&str]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for scorecard in workspace.scorecards.values() {
        let own = workspace.files.contains_key(&scorecard.file);
        if own || roles.contains(&scorecard.role.as_str()) {
            found.extend(lint_scorecard(workspace, scorecard, own));
        }
    }
    found.extend(lint_bounds(workspace));
    found
}

/// A remark on a scorecard: code, key path, message, advice.
struct Remark {
    code: Code,
    key: String,
    message: String,
    hint: &'static str,
}

fn lint_scorecard(workspace: &Workspace, scorecard: &Scorecard, own: bool) -> Vec<Diagnostic> {
    let kpis = &workspace.kpis;
    let mut remarks = Vec::new();
    for look in [count, horizon, track, pairs] {
        // One finding of a kind is enough: the first combination that has it.
        let combinations = scorecard.combinations();
        remarks.extend(combinations.iter().find_map(|circumstances| {
            let items = scored(scorecard, circumstances, kpis);
            look(scorecard, &items, &circumstances.describe())
        }));
    }
    remarks.extend(duties(scorecard, kpis));
    let text = workspace.files.get(&scorecard.file).map(String::as_str);
    let text = text.or_else(|| built_in(&scorecard.file)).unwrap_or("");
    let finding = |remark: Remark| {
        let path: Vec<String> = remark.key.split('.').map(str::to_owned).collect();
        let mut place = Place::file(&scorecard.file).in_column(&remark.key);
        place.line = yaml::line_of(text, &path);
        let mut finding = Diagnostic::warning(remark.code, place, remark.message).hint(remark.hint);
        if !own {
            finding.severity = Severity::Note;
        }
        finding
    };
    remarks.into_iter().map(finding).collect()
}

fn built_in(file: &str) -> Option<&'static str> {
    let mut files = catalogue::SCORECARDS.iter();
    files.find(|(name, _)| *name == file).map(|(_, text)| *text)
}

/// An item that counts, with its position and KPI.
struct Scored<'a> {
    position: usize,
    kpi: &'a Kpi,
}

fn scored<'a>(
    scorecard: &Scorecard,
    circumstances: &Circumstances,
    kpis: &'a Checked<Kpi>,
) -> Vec<Scored<'a>> {
    let counts = |explained: &EffectiveItem| explained.item.weight > 0.0;
    let items = scorecard.explain(circumstances).into_iter().enumerate();
    items
        .filter(|(_, explained)| counts(explained))
        .filter_map(|(position, explained)| {
            let kpi = kpis.get(&explained.item.kpi)?;
            Some(Scored { position, kpi })
        })
        .collect()
}

fn count(scorecard: &Scorecard, items: &[Scored<'_>], whom: &str) -> Option<Remark> {
    let role = &scorecard.role;
    let number = items.len();
    let (code, hint): (Code, _) = if number > MOST_ITEMS {
        (
            "many-items",
            "3 to 5 core KPIs and a few supporting ones steer better; give the rest the weight 0",
        )
    } else if number < LEAST_ITEMS {
        (
            "few-items",
            "add items, so that one figure does not decide alone",
        )
    } else {
        return None;
    };
    Some(Remark {
        code,
        key: "groups".to_owned(),
        message: format!(
            "the scorecard of `{role}` scores {number} items for {whom}; {LEAST_ITEMS} to {MOST_ITEMS} are recommended"
        ),
        hint,
    })
}

fn horizon(scorecard: &Scorecard, items: &[Scored<'_>], whom: &str) -> Option<Remark> {
    (!items.iter().any(|item| item.kpi.long_term)).then(|| Remark {
        code: "no-long-term",
        key: "groups".to_owned(),
        message: format!(
            "the scorecard of `{}` has no long-term KPI for {whom}",
            scorecard.role
        ),
        hint: "add one that shows what lasts, as customer_success_rate, follow_up_satisfaction, repurchase_rate or issue_recurrence; a KPI of yours says `horizon: long`",
    })
}

fn track(scorecard: &Scorecard, items: &[Scored<'_>], whom: &str) -> Option<Remark> {
    let soft = |item: &Scored| item.kpi.track == Track::Soft;
    (!items.is_empty() && items.iter().all(soft)).then(|| Remark {
        code: "soft-only",
        key: "groups".to_owned(),
        message: format!(
            "the scorecard of `{}` has only soft items for {whom}, so no month has a score",
            scorecard.role
        ),
        hint: "add an item with `track: hard`, or make packets for quarters only",
    })
}

fn pairs(scorecard: &Scorecard, items: &[Scored<'_>], whom: &str) -> Option<Remark> {
    let is_there = |id: &String| items.iter().any(|item| &item.kpi.id == id);
    let lonely = items
        .iter()
        .find(|item| item.kpi.volume && !item.kpi.paired_with.iter().any(is_there))?;
    let pairs = &lonely.kpi.paired_with;
    let wanted = if pairs.is_empty() {
        "it names none in `paired_with`".to_owned()
    } else {
        format!("it goes with {}", pairs.join(" or "))
    };
    Some(Remark {
        code: "unpaired-volume",
        key: scorecard.key_of(lonely.position),
        message: format!(
            "`{}` counts volume without a KPI of quality beside it for {whom}; {wanted}",
            lonely.kpi.id
        ),
        hint: "volume alone invites gaming: score a KPI of quality with it",
    })
}

/// Scored KPIs that nobody answers for, or whose data has no date to be in by.
fn duties(scorecard: &Scorecard, kpis: &Checked<Kpi>) -> Vec<Remark> {
    let without = |has: &dyn Fn(&Kpi) -> bool| -> Vec<&str> {
        let items = scorecard.items.iter();
        items
            .filter_map(|item| kpis.get(&item.kpi))
            .filter(|kpi| !has(kpi))
            .map(|kpi| kpi.id.as_str())
            .collect()
    };
    let remark = |code, what: &str, names: &[&str], hint| Remark {
        code,
        key: "name".to_owned(),
        message: format!(
            "KPIs on the scorecard of `{}` have no {what}: {}",
            scorecard.role,
            names.join(", ")
        ),
        hint,
    };
    let mut remarks = Vec::new();
    let names = without(&|kpi| kpi.owner.is_some() || scorecard.owner.is_some());
    if !names.is_empty() {
        let hint = "say who answers for them: `owner` at the KPI, or once for the scorecard";
        remarks.push(remark("no-owner", "owner", &names, hint));
    }
    let names = without(&|kpi| kpi.deadline.is_some() || scorecard.deadline.is_some());
    if !names.is_empty() {
        let hint = "say when their data is in: `deadline: 5 working days` at the KPI, or once for the scorecard";
        remarks.push(remark("no-deadline", "deadline", &names, hint));
    }
    remarks
}

/// Grades whose lower bound nobody can reach.
fn lint_bounds(workspace: &Workspace) -> Option<Diagnostic> {
    let caps = workspace.scorecards.values().flat_map(|card| &card.items);
    let most = caps.map(|item| item.cap).fold(100.0, f64::max);
    let best = workspace.scoring.bounds[0];
    (best > most).then(|| {
        let text = workspace.files.get(CONFIGURATION).map_or("", String::as_str);
        let path = ["scoring", "grades"].map(str::to_owned);
        let mut place = Place::file(CONFIGURATION).in_column("scoring.grades");
        place.line = yaml::line_of(text, &path);
        let message = format!("nobody can reach grade S: it begins at {best}, and no item earns more than {most} points");
        Diagnostic::warning("unreachable-grade", place, message)
            .hint("lower the bound of S, or raise the `cap` of items")
    })
}
