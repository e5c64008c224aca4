//! Goals from the company down to people, and how far each is at the end of a day.
//!
//! A goal that has goals below it is as far as they are: the mean of their progress by
//! weight. Any other is as far as its latest assessment says. A goal serves one whose
//! scope is wider (company, department, team, person, in that order), so no chain can
//! close; links that say otherwise, and weights that are not above 0, do not count.
//! Reading and complaints are in `goals`.

use std::ops::Range;

use chrono::NaiveDate;

use crate::period::Period;
use crate::statistics::ExactSum;

/// Whose goal it is, from the widest to the narrowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Of the company.
    Company,
    /// Of a department.
    Department,
    /// Of a team.
    Team,
    /// Of a person.
    Person,
}

impl Scope {
    /// All scopes, the widest first.
    pub const ALL: [Self; 4] = [Self::Company, Self::Department, Self::Team, Self::Person];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Department => "department",
            Self::Team => "team",
            Self::Person => "person",
        }
    }
}

/// A goal as it was assessed on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// Identifier of the goal.
    pub goal: String,
    /// The goal that it serves.
    pub parent: Option<String>,
    /// Whose goal it is.
    pub scope: Scope,
    /// What is to be reached.
    pub title: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Identifier of the team, where the owner's is not meant.
    pub team: Option<String>,
    /// Identifier of the department, where the owner's is not meant.
    pub department: Option<String>,
    /// Weight among the goals that serve the same one; 1 where absent.
    pub weight: Option<f64>,
    /// Progress in percent.
    pub progress: f64,
    /// The day.
    pub on: NaiveDate,
    /// When it is due; always in force where absent.
    pub due: Option<NaiveDate>,
}

impl Assessment {
    /// The weight that counts: 0 where it is none.
    pub fn counted_weight(&self) -> f64 {
        let weight = self.weight.unwrap_or(1.0);
        if weight.is_finite() {
            weight.max(0.0)
        } else {
            0.0
        }
    }

    /// Whether the goal still matters in a month: not after it was due, unless it is still assessed.
    fn is_in_force(&self, month: Period) -> bool {
        self.due.is_none_or(|due| due >= month.start()) || self.on >= month.start()
    }
}

/// All assessments of all goals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Goals {
    /// Sorted by goal, then day.
    assessments: Vec<Assessment>,
    /// The assessments of each goal.
    goals: Vec<Range<usize>>,
    /// For each assessment the position of the goal that it says it serves.
    parents: Vec<Option<usize>>,
}

impl Goals {
    /// Orders assessments, in any order.
    pub fn new(mut assessments: Vec<Assessment>) -> Self {
        assessments.sort_by(|a, b| (&a.goal, a.on).cmp(&(&b.goal, b.on)));
        let mut goals: Vec<Range<usize>> = Vec::new();
        for (index, assessment) in assessments.iter().enumerate() {
            match goals.last_mut() {
                Some(last) if assessments[last.start].goal == assessment.goal => last.end += 1,
                _ => goals.push(index..index + 1),
            }
        }
        let find = |id: &String| {
            let place = goals.binary_search_by(|goal| assessments[goal.start].goal.cmp(id));
            place.ok()
        };
        let parents = assessments
            .iter()
            .map(|assessment| assessment.parent.as_ref().and_then(find))
            .collect();
        Self {
            assessments,
            goals,
            parents,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.goals.is_empty()
    }

    /// How all goals stand at the end of a month.
    pub fn at(&self, month: Period) -> Cascade<'_> {
        let day = month.end();
        let latest: Vec<Option<usize>> = self
            .goals
            .iter()
            .map(|goal| {
                let until = self.assessments[goal.clone()].partition_point(|a| a.on <= day);
                until.checked_sub(1).map(|before| goal.start + before)
            })
            .collect();
        let serves = |index: usize| {
            let parent = self.parents[index]?;
            let above = &self.assessments[latest[parent]?];
            (above.scope < self.assessments[index].scope).then_some(parent)
        };
        let mut nodes: Vec<Option<Node<'_>>> = latest
            .iter()
            .map(|index| {
                let index = (*index)?;
                let assessment = &self.assessments[index];
                Some(Node {
                    assessment,
                    parent: serves(index),
                    children: Vec::new(),
                    progress: assessment.progress,
                    in_force: assessment.is_in_force(month),
                })
            })
            .collect();
        roll_up(&mut nodes);
        Cascade { nodes }
    }
}

/// A goal as it stands on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'a> {
    /// The latest assessment.
    pub assessment: &'a Assessment,
    /// Position of the goal that it serves.
    pub parent: Option<usize>,
    /// Positions of the goals that serve it.
    pub children: Vec<usize>,
    /// Progress in percent: that of its children, else the assessed one.
    pub progress: f64,
    /// Whether it counts as somebody's goal; one that is over counts for its parent only.
    pub in_force: bool,
}

/// All goals as they stand on a day, by position; those not yet assessed are absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cascade<'a> {
    /// The goals in the order of their identifiers.
    pub nodes: Vec<Option<Node<'a>>>,
}

impl<'a> Cascade<'a> {
    /// The goal at a position.
    pub fn node(&self, position: usize) -> Option<&Node<'a>> {
        self.nodes.get(position)?.as_ref()
    }

    /// The goals that count as somebody's, with their positions.
    pub fn in_force(&self) -> impl Iterator<Item = (usize, &Node<'a>)> {
        let present = self.nodes.iter().enumerate();
        present.filter_map(|(position, node)| {
            let node = node.as_ref().filter(|node| node.in_force)?;
            Some((position, node))
        })
    }

    /// The goals that one serves, from the nearest to the top.
    pub fn chain(&self, position: usize) -> Vec<&Node<'a>> {
        let above = |position: usize| self.node(position)?.parent;
        std::iter::successors(above(position), |position| above(*position))
            .filter_map(|position| self.node(position))
            .collect()
    }
}

/// Progress from the bottom up. Links lead to wider scopes only, so that one pass a scope
/// is enough.
fn roll_up(nodes: &mut [Option<Node<'_>>]) {
    let mut sums: Vec<(ExactSum, ExactSum)> = vec![Default::default(); nodes.len()];
    for scope in Scope::ALL.into_iter().rev() {
        for position in 0..nodes.len() {
            let Some(node) = nodes[position]
                .as_mut()
                .filter(|node| node.assessment.scope == scope)
            else {
                continue;
            };
            let weights = sums[position].1.value();
            if weights > 0.0 {
                node.progress = sums[position].0.value() / weights;
            }
            let (progress, weight) = (node.progress, node.assessment.counted_weight());
            if let Some(parent) = node.parent {
                sums[parent].0.add(weight * progress);
                sums[parent].1.add(weight);
                if let Some(above) = nodes[parent].as_mut() {
                    above.children.push(position);
                }
            }
        }
    }
    for node in nodes.iter_mut().flatten() {
        node.children.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Grain;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    fn month(text: &str) -> Period {
        Period::containing(Grain::Month, day(text))
    }

    /// `goal > parent scope weight progress on`
    fn goals(lines: &[(&str, &str, Scope, f64, f64, &str)]) -> Goals {
        let assessments = lines
            .iter()
            .map(|(goal, parent, scope, weight, progress, on)| Assessment {
                goal: (*goal).to_owned(),
                parent: (!parent.is_empty()).then(|| (*parent).to_owned()),
                scope: *scope,
                title: None,
                owner: None,
                team: None,
                department: None,
                weight: Some(*weight),
                progress: *progress,
                on: day(on),
                due: None,
            });
        Goals::new(assessments.collect())
    }

    fn progress(goals: &Goals, on: &str) -> Vec<Option<f64>> {
        let cascade = goals.at(month(on));
        let of = |node: &Option<Node<'_>>| node.as_ref().map(|node| node.progress);
        cascade.nodes.iter().map(of).collect()
    }

    #[test]
    fn a_goal_is_as_far_as_the_goals_below_it() {
        // P1 80 × 3, P2 40 × 1: T is (240 + 40) / 4 = 70, and C, with T alone below it, 70.
        let goals = goals(&[
            ("C", "", Scope::Company, 1.0, 10.0, "2026-01-31"),
            ("P1", "T", Scope::Person, 3.0, 80.0, "2026-01-31"),
            ("P2", "T", Scope::Person, 1.0, 40.0, "2026-01-31"),
            ("T", "C", Scope::Team, 5.0, 99.0, "2026-01-31"),
        ]);
        let expected = [Some(70.0), Some(80.0), Some(40.0), Some(70.0)];
        assert_eq!(progress(&goals, "2026-01-01"), expected);
    }

    #[test]
    fn the_latest_assessment_up_to_the_end_counts() {
        let goals = goals(&[
            ("P", "", Scope::Person, 1.0, 20.0, "2026-01-31"),
            ("P", "", Scope::Person, 1.0, 50.0, "2026-02-28"),
            ("P", "", Scope::Person, 1.0, 90.0, "2026-03-01"),
        ]);
        assert_eq!(progress(&goals, "2025-12-01"), [None]);
        assert_eq!(progress(&goals, "2026-01-01"), [Some(20.0)]);
        assert_eq!(progress(&goals, "2026-02-01"), [Some(50.0)]);
        assert_eq!(progress(&goals, "2026-04-01"), [Some(90.0)]);
    }

    #[test]
    fn circles_wrong_scopes_and_weights_do_not_count() {
        // A and B serve each other; D serves a goal of its own scope; E weighs nothing.
        let goals = goals(&[
            ("A", "B", Scope::Team, 1.0, 30.0, "2026-01-31"),
            ("B", "A", Scope::Person, 1.0, 60.0, "2026-01-31"),
            ("D", "B", Scope::Person, 1.0, 0.0, "2026-01-31"),
            ("E", "A", Scope::Person, -1.0, 0.0, "2026-01-31"),
            ("F", "nobody", Scope::Person, 1.0, 5.0, "2026-01-31"),
        ]);
        let expected = [Some(60.0), Some(60.0), Some(0.0), Some(0.0), Some(5.0)];
        assert_eq!(progress(&goals, "2026-01-01"), expected);
        assert!(goals.at(month("2026-01-01")).chain(1).len() == 1);
    }

    #[test]
    fn a_goal_that_is_over_counts_for_its_parent_only() {
        let mut list = goals(&[
            ("P", "T", Scope::Person, 1.0, 100.0, "2026-03-31"),
            ("Q", "T", Scope::Person, 1.0, 50.0, "2026-03-31"),
            ("T", "", Scope::Team, 1.0, 0.0, "2026-03-31"),
        ])
        .assessments;
        list[0].due = Some(day("2026-03-31"));
        let goals = Goals::new(list);
        let cascade = goals.at(month("2026-05-01"));
        let counted: Vec<&str> = cascade
            .in_force()
            .map(|(_, node)| node.assessment.goal.as_str())
            .collect();
        assert_eq!(counted, ["Q", "T"]);
        assert_eq!(cascade.node(2).map(|node| node.progress), Some(75.0));
    }
}
