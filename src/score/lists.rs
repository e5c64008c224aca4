//! Lists of suggestions: who is on one, and by which rules.

use std::collections::BTreeMap;

use super::alert::{About, Alert};
use crate::workspace::{List, Workspace};

/// Somebody on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// By position in the roster.
    pub person: usize,
    /// The rules that fired, by position among the alerts.
    pub alerts: Vec<usize>,
}

/// The people on each list, in the order of the roster.
pub(super) fn lists(workspace: &Workspace, alerts: &[Alert]) -> BTreeMap<List, Vec<Listing>> {
    let mut people: BTreeMap<(List, usize), Vec<usize>> = BTreeMap::new();
    for (index, alert) in alerts.iter().enumerate() {
        let list = workspace.alerts.get(&alert.rule).and_then(|rule| rule.list);
        if let (Some(list), About::Person(person)) = (list, &alert.about) {
            people.entry((list, *person)).or_default().push(index);
        }
    }
    let mut lists: BTreeMap<List, Vec<Listing>> = BTreeMap::new();
    for ((list, person), alerts) in people {
        let listing = Listing { person, alerts };
        lists.entry(list).or_default().push(listing);
    }
    lists
}

/// Which people have at least `least` of these rules, each with the rules that fired.
pub(super) fn combine(alerts: &[Alert], of: &[String], least: usize) -> Vec<(usize, Vec<String>)> {
    let mut fired: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for alert in alerts.iter().filter(|alert| of.contains(&alert.rule)) {
        if let About::Person(person) = alert.about {
            fired.entry(person).or_default().push(alert.rule.clone());
        }
    }
    fired.retain(|_, rules| rules.len() >= least.max(1));
    fired.into_iter().collect()
}
