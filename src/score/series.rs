//! The series of one subject that a streak looks at: of a KPI, or of the score.

use std::collections::BTreeMap;

use super::alert::{About, Alert, Evidence, Inputs, MOST_SHOWN};
use super::streak::{Observation, find_run, holds};
use super::{circumstances, team_role};
use crate::measure::State;
use crate::period::Period;
use crate::statistics;
use crate::workspace::{AlertRule, Bar, Circumstances, Direction, Kpi, Streak, StreakState};

/// Points at which all targets are met on balance.
const ON_TARGET: f64 = 100.0;

/// The series of one subject that a streak looks at.
pub(super) struct Line<'a> {
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) about: About,
    pub(super) streak: &'a Streak,
    /// The KPI; the score where absent.
    pub(super) kpi: Option<&'a Kpi>,
    /// Members of teams by period, for scores of teams.
    pub(super) members: &'a BTreeMap<Period, Vec<Vec<usize>>>,
}

impl Line<'_> {
    /// The latest streak, with its p-value (1 where the rule is not tested); `None` where there
    /// is nothing to test.
    pub(super) fn evaluate(
        &self,
        rule: &AlertRule,
        due: &[Period],
    ) -> Option<(f64, Option<Alert>)> {
        let streak = self.streak;
        let run = find_run(due, streak.periods, |period| self.flag(period));
        let last = run.map_or(*due.last()?, |(_, last)| last);
        let least = i32::try_from(streak.periods).ok()?;
        let first = run.map_or(last.offset(1 - least), |(first, _)| first);
        let p = if streak.tested {
            self.test(first.offset(-1), last)?
        } else {
            1.0
        };
        let alert = run.map(|_| Alert {
            first,
            last,
            evidence: self.evidence(first, last),
            p: streak.tested.then_some(p),
            ..self
                .inputs
                .alert(rule, self.about, Evidence::Rules { rules: Vec::new() })
        });
        Some((p, alert))
    }

    fn flag(&self, period: Period) -> bool {
        let state = self.streak.state;
        let compared = matches!(state, StreakState::Worse | StreakState::Better);
        let Some(now) = self.observe(period) else {
            return false;
        };
        let before = if compared {
            self.observe(period.offset(-1))
        } else {
            None
        };
        holds(state, self.direction(), &now, before.as_ref())
    }

    fn direction(&self) -> Direction {
        let own = self.kpi.map_or(Some(Direction::Up), |kpi| kpi.direction);
        own.unwrap_or(Direction::Up)
    }

    /// The value of a period; `None` without evidence.
    fn observe(&self, period: Period) -> Option<Observation> {
        let Some(kpi) = self.kpi else {
            let value = self.score(period)?;
            return Some(Observation {
                period,
                value,
                n: None,
                misses: None,
                target: self.target(period),
            });
        };
        let subject = self.inputs.subject(self.about)?;
        let measure = self.inputs.measures.get(subject, &kpi.id, period)?;
        // A miss is a fact, however few rows there are.
        let of_misses = self.streak.state == StreakState::Misses;
        let enough = measure.state != State::Insufficient || (of_misses && measure.n > 0);
        enough.then(|| Observation {
            period,
            value: measure.value,
            n: Some(measure.n),
            misses: of_misses.then_some((measure.denominator - measure.numerator) as u32),
            target: self.target(period),
        })
    }

    /// The score in any period, under today's definitions.
    fn score(&self, period: Period) -> Option<f64> {
        let inputs = self.inputs;
        let total = match self.about {
            About::Person(person) => inputs.scores.people.get(person),
            About::Team(team) => inputs.scores.teams.get(team),
            About::Project(_) | About::Organisation => None,
        };
        if let Some(total) = total? {
            if period == inputs.period {
                return total.score;
            }
            if period == inputs.period.offset(-1) {
                return total.previous;
            }
        }
        let subject = inputs.subject(self.about)?;
        let assess = |role: &str, when: &Circumstances, people: usize| {
            let found = inputs.assessor.assess(subject, role, when, period, people);
            found?.score
        };
        match self.about {
            About::Person(person) => {
                let stint = inputs.roster.people[person].stint_in(period)?;
                assess(&stint.role, &circumstances(stint), 1)
            }
            About::Team(team) => {
                let members = self.members.get(&period)?.get(team)?;
                let role = team_role(inputs.roster, members, period)?;
                assess(&role, &Circumstances::default(), members.len())
            }
            About::Project(_) | About::Organisation => None,
        }
    }

    /// What a value is compared with, if the state compares it with a target.
    fn target(&self, period: Period) -> Option<f64> {
        use StreakState::{AboveTarget, BelowTarget, OnTarget};
        if !matches!(self.streak.state, OnTarget | AboveTarget | BelowTarget) {
            return None;
        }
        match (self.streak.target, self.kpi) {
            (Some(Bar::Value(value)), _) => Some(value),
            (Some(Bar::Grade(grade)), _) => {
                self.inputs.workspace.scoring.bounds.get(grade).copied()
            }
            (None, None) => Some(ON_TARGET),
            (None, Some(kpi)) => self.kpi_target(kpi, period),
        }
    }

    /// The target of a person's scorecard, scaled to the period, or else the KPI's own.
    fn kpi_target(&self, kpi: &Kpi, period: Period) -> Option<f64> {
        let scale = kpi
            .quota
            .map_or(1.0, |quota| quota.scale(period.grain().months(), 1));
        let own = match self.about {
            About::Person(person) => {
                let stint = self.inputs.roster.people[person].stint_in(period);
                stint.and_then(|stint| {
                    let items = self
                        .inputs
                        .assessor
                        .items(&stint.role, &circumstances(stint))?;
                    items.iter().find(|item| item.kpi == kpi.id)?.target
                })
            }
            _ => None,
        };
        own.or(kpi.target).map(|target| target * scale)
    }

    /// The exact p-value of the change from one period to another, in the state's direction.
    fn test(&self, before: Period, now: Period) -> Option<f64> {
        let (before, now) = (self.observe(before)?, self.observe(now)?);
        let worse = self.streak.state == StreakState::Worse;
        let rises = worse == (self.direction() == Direction::Down);
        let (more, less) = if rises { (now, before) } else { (before, now) };
        // Two periods of one grain are equally long.
        let side = |observation: &Observation| (observation.value.max(0.0).floor(), 1.0);
        let test = statistics::count_test(side(&more), side(&less))?;
        Some(test.rise)
    }

    fn evidence(&self, first: Period, last: Period) -> Evidence {
        let compared = matches!(self.streak.state, StreakState::Worse | StreakState::Better);
        let length = last.index() - first.index() + 1;
        let from = if compared { first.offset(-1) } else { first };
        let periods = (from.index()..=last.index())
            .map(|index| Period::from_index(last.grain(), index))
            .rev()
            .take(MOST_SHOWN);
        let mut observations: Vec<Observation> =
            periods.filter_map(|period| self.observe(period)).collect();
        observations.reverse();
        Evidence::Series {
            kpi: self.kpi.map(|kpi| kpi.id.clone()),
            observations,
            length: usize::try_from(length).unwrap_or(0),
        }
    }
}
