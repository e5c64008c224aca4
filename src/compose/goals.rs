//! Goals in packets: a person's own with what they serve, a team's with those below, the
//! organisation's tree.
//!
//! A person sees titles of the goals above theirs and nobody's name; a team's lead sees the
//! names of the team's own members only; the organisation's packet counts goals of people.

use std::collections::BTreeMap;

use super::Composer;
use super::packet::{Cell, Table};
use super::wording::{DASH, Wording, cell};
use crate::load::{Cascade, Goals, Node, Roster, Scope, find_holder};
use crate::period::{Grain, Period};
use crate::quantity::Unit;
use crate::statistics::ExactSum;

/// More rows than this do not help whoever reads the organisation's packet.
const LONGEST: usize = 200;

/// The goals at the end of a period, by whose they are.
#[derive(Default)]
pub struct GoalIndex<'a> {
    cascade: Cascade<'a>,
    /// Positions of goals by the roster's position of their person.
    people: BTreeMap<usize, Vec<usize>>,
    /// Positions of goals by the roster's position of their team.
    teams: BTreeMap<usize, Vec<usize>>,
    company: Vec<usize>,
    /// By the position of a team's or department's goal, whose it is.
    holders: BTreeMap<usize, usize>,
}

impl<'a> GoalIndex<'a> {
    /// For packets of `period`: goals as they stand at the end of its last month.
    pub fn of(goals: &'a Goals, roster: &Roster, period: Period) -> Self {
        let month = Period::containing(Grain::Month, period.end());
        let cascade = goals.at(month);
        let mut index = Self::default();
        let team_at = |id: &str| {
            let found = roster
                .teams
                .binary_search_by(|team| team.id.as_str().cmp(id));
            found.ok()
        };
        for (position, node) in cascade.in_force() {
            let Some(holder) = find_holder(node, roster, month) else {
                continue;
            };
            let person = holder.person.and_then(|id| roster.person(id));
            let team = holder.team.and_then(team_at);
            match (node.assessment.scope, person, team) {
                (Scope::Company, ..) => index.company.push(position),
                (Scope::Person, Some(person), _) => {
                    index.people.entry(person).or_default().push(position);
                }
                (Scope::Team, _, Some(team)) => {
                    index.teams.entry(team).or_default().push(position);
                    index.holders.insert(position, team);
                }
                (Scope::Department, _, Some(team)) => {
                    index
                        .holders
                        .insert(position, roster.teams[team].department);
                }
                _ => {}
            }
        }
        index.cascade = cascade;
        index
    }

    /// Weighted progress, as the KPI `goal_progress` has it.
    fn progress(&self, positions: &[usize]) -> Option<f64> {
        let (mut sum, mut weights) = (ExactSum::default(), ExactSum::default());
        for node in positions.iter().filter_map(|at| self.cascade.node(*at)) {
            let weight = node.assessment.counted_weight();
            sum.add(weight * node.progress);
            weights.add(weight);
        }
        (weights.value() > 0.0).then(|| sum.value() / weights.value())
    }
}

impl Composer<'_> {
    /// A person's goals, with the chain of titles above each.
    pub(super) fn goals_of_person(&self, words: &Wording<'_>, person: usize) -> Option<Table> {
        let positions = self.goals.people.get(&person)?;
        let rows = positions.iter().filter_map(|position| {
            let node = self.goals.cascade.node(*position)?;
            let chain = self.goals.cascade.chain(*position);
            let titles: Vec<&str> = chain.into_iter().map(title).collect();
            let serves = if titles.is_empty() {
                DASH.to_owned()
            } else {
                titles.join(" → ")
            };
            let mut cells = vec![cell(title(node).to_owned())];
            cells.extend(figures(words, node));
            cells.push(cell(serves));
            Some(cells)
        });
        Some(Table {
            id: "goals".to_owned(),
            title: words.locale.text("packet-goals-title"),
            caption: self.caption(words, "packet-goals-caption-person", positions),
            columns: vec![
                words.column("packet-goals-column-goal", false, 2.4),
                words.column("packet-goals-column-weight", true, 0.7),
                words.column("packet-goals-column-progress", true, 0.8),
                words.column("packet-goals-column-due", true, 1.1),
                words.column("packet-goals-column-serves", false, 3.0),
            ],
            rows: rows.collect(),
        })
    }

    /// A team's goals with all goals below them.
    pub(super) fn goals_of_team(&self, words: &Wording<'_>, team: usize) -> Option<Table> {
        let positions = self.goals.teams.get(&team)?;
        let members = self.references.members(team);
        let whose = |_: usize, node: &Node<'_>| match node.assessment.scope {
            Scope::Person => {
                let owner = node.assessment.owner.as_deref();
                let person = owner.and_then(|id| self.roster.person(id));
                match person.filter(|person| members.contains(person)) {
                    Some(person) => words.pick(&self.roster.people[person].name).to_owned(),
                    None => words.locale.text("packet-goals-elsewhere"),
                }
            }
            _ => words.pick(&self.roster.teams[team].name).to_owned(),
        };
        let mut rows = Vec::new();
        for (number, node, position) in self.outline(positions, &|_| true) {
            let mut cells = vec![
                cell(number),
                cell(title(node).to_owned()),
                cell(whose(position, node)),
            ];
            cells.extend(figures(words, node));
            rows.push(cells);
        }
        Some(Table {
            id: "goals".to_owned(),
            title: words.locale.text("packet-goals-title"),
            caption: self.caption(words, "packet-goals-caption-team", positions),
            columns: vec![
                words.column("packet-goals-column-number", false, 0.6),
                words.column("packet-goals-column-goal", false, 3.0),
                words.column("packet-goals-column-whose", false, 1.6),
                words.column("packet-goals-column-weight", true, 0.7),
                words.column("packet-goals-column-progress", true, 0.8),
                words.column("packet-goals-column-due", true, 1.1),
            ],
            rows,
        })
    }

    /// The tree of goals from the company down to teams.
    pub(super) fn goals_of_organisation(&self, words: &Wording<'_>) -> Option<Table> {
        let mut roots: Vec<(Scope, usize)> = self
            .goals
            .cascade
            .in_force()
            .filter(|(_, node)| node.parent.is_none() && node.assessment.scope != Scope::Person)
            .map(|(position, node)| (node.assessment.scope, position))
            .collect();
        if roots.is_empty() {
            return None;
        }
        roots.sort();
        let roots: Vec<usize> = roots.into_iter().map(|(_, position)| position).collect();
        let shared = |node: &Node<'_>| node.assessment.scope != Scope::Person;
        let mut outline = self.outline(&roots, &shared);
        let is_long = outline.len() > LONGEST;
        if is_long {
            outline.retain(|(_, node, _)| node.assessment.scope < Scope::Team);
        }
        let rows = outline.into_iter().map(|(number, node, position)| {
            let of_people = node.children.iter().filter(|child| {
                let child = self.goals.cascade.node(**child);
                child.is_some_and(|child| child.assessment.scope == Scope::Person)
            });
            let mut cells = vec![
                cell(number),
                cell(title(node).to_owned()),
                cell(self.holder(words, node, position)),
            ];
            cells.extend(figures(words, node));
            cells.push(cell(words.locale.number(of_people.count() as f64, 0)));
            cells
        });
        let caption = if is_long {
            "packet-goals-caption-short"
        } else {
            "packet-goals-caption-organisation"
        };
        Some(Table {
            id: "goals".to_owned(),
            title: words.locale.text("packet-goals-title"),
            caption: self.caption(words, caption, &self.goals.company),
            columns: vec![
                words.column("packet-goals-column-number", false, 0.6),
                words.column("packet-goals-column-goal", false, 3.0),
                words.column("packet-goals-column-whose", false, 1.6),
                words.column("packet-goals-column-weight", true, 0.7),
                words.column("packet-goals-column-progress", true, 0.8),
                words.column("packet-goals-column-due", true, 1.1),
                words.column("packet-goals-column-people", true, 0.9),
            ],
            rows: rows.collect(),
        })
    }

    /// Company, department or team by name.
    fn holder(&self, words: &Wording<'_>, node: &Node<'_>, position: usize) -> String {
        let holder = self.goals.holders.get(&position).copied();
        let name = match (node.assessment.scope, holder) {
            (Scope::Company, _) => Some(&self.workspace.organisation.name),
            (Scope::Department, Some(department)) => {
                Some(&self.roster.departments[department].name)
            }
            (Scope::Team, Some(team)) => Some(&self.roster.teams[team].name),
            _ => None,
        };
        name.map_or_else(|| DASH.to_owned(), |name| words.pick(name).to_owned())
    }

    fn caption(&self, words: &Wording<'_>, key: &str, positions: &[usize]) -> String {
        let progress = self.goals.progress(positions);
        let progress = progress.map_or_else(
            || DASH.to_owned(),
            |progress| words.locale.quantity(progress, Unit::Percent, 1),
        );
        words.with(key, "progress", &progress)
    }

    /// Goals and those below them that are `shown`, numbered 1, 1.1, 1.2, 2, …
    fn outline(
        &self,
        roots: &[usize],
        shown: &dyn Fn(&Node<'_>) -> bool,
    ) -> Vec<(String, &Node<'_>, usize)> {
        let mut lines = Vec::new();
        let mut open: Vec<(String, usize)> = number("", roots.iter().copied());
        while let Some((number_of, position)) = open.pop() {
            let Some(node) = self.goals.cascade.node(position) else {
                continue;
            };
            let below = node.children.iter().copied().filter(|child| {
                let child = self.goals.cascade.node(*child);
                child.is_some_and(shown)
            });
            open.extend(number(&format!("{number_of}."), below));
            lines.push((number_of, node, position));
        }
        lines
    }
}

/// Positions with their numbers, the last one first.
fn number(prefix: &str, positions: impl Iterator<Item = usize>) -> Vec<(String, usize)> {
    let numbered = (1..).zip(positions);
    let mut numbered: Vec<(String, usize)> = numbered
        .map(|(number, position)| (format!("{prefix}{number}"), position))
        .collect();
    numbered.reverse();
    numbered
}

fn title<'a>(node: &Node<'a>) -> &'a str {
    let goal = node.assessment;
    goal.title.as_deref().unwrap_or(&goal.goal)
}

/// Weight, progress and due date.
fn figures(words: &Wording<'_>, node: &Node<'_>) -> [Cell; 3] {
    let weight = node.assessment.counted_weight();
    let decimals = if weight.fract() == 0.0 { 0 } else { 2 };
    let due = node.assessment.due;
    [
        cell(words.locale.number(weight, decimals)),
        cell(words.locale.quantity(node.progress, Unit::Percent, 1)),
        cell(due.map_or_else(|| DASH.to_owned(), |due| words.locale.date(due))),
    ]
}
