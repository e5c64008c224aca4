//! Weekly values, for the KPIs and subjects that a weekly rule looks at and no others.
//!
//! They are kept with all other values, from a quarter before the edition's period on.

use std::collections::{BTreeMap, BTreeSet};

use super::aggregate::{Frame, evaluate_rows};
use super::extract::Fact;
use super::selection::NOBODY;
use super::table::{Row, Subject, SubjectKind};
use crate::period::{Grain, Period};
use crate::workspace::{AlertSubject, Condition, Kind, Kpi, Series, Workspace};

/// Weeks before the period in which a streak may have begun.
const BEFORE: i32 = 13;

/// What has weekly values, and since when.
pub(super) struct Weeks<'a> {
    kinds: BTreeMap<&'a str, BTreeSet<SubjectKind>>,
    first: Period,
}

impl<'a> Weeks<'a> {
    /// What the rules of a workspace ask for in an edition of `period`.
    pub(super) fn of(workspace: &'a Workspace, period: Period) -> Self {
        let mut kinds: BTreeMap<&str, BTreeSet<SubjectKind>> = BTreeMap::new();
        let active = workspace.alerts.values().filter(|rule| rule.active);
        for rule in active.filter(|rule| rule.series == Series::Weekly) {
            let Condition::Streak(streak) = &rule.condition else {
                continue;
            };
            let kind = match rule.subject {
                AlertSubject::Person => SubjectKind::Person,
                AlertSubject::Team => SubjectKind::Team,
                AlertSubject::Organisation => SubjectKind::Organisation,
                AlertSubject::Project => continue,
            };
            if let Some(kpi) = &streak.kpi {
                kinds.entry(kpi).or_default().insert(kind);
            }
        }
        let first = Period::containing(Grain::Week, period.start()).offset(-BEFORE);
        Self { kinds, first }
    }

    /// Rows of a KPI in the weeks that may have values; none for KPIs without weekly values.
    pub(super) fn recent(&self, kpi: &Kpi, facts: &[Fact]) -> Vec<Fact> {
        let wanted = self.kinds.contains_key(kpi.id.as_str());
        let recent = |fact: &&Fact| wanted && fact.week >= self.first.index();
        facts.iter().filter(recent).copied().collect()
    }

    /// The weekly values of a KPI from its rows; `monthly` are its values of months.
    pub(super) fn values(
        &self,
        frame: &Frame<'_>,
        kpi: &Kpi,
        facts: &[Fact],
        monthly: &[Row],
    ) -> Vec<Row> {
        let kinds = self.kinds.get(kpi.id.as_str()).into_iter().flatten();
        kinds
            .flat_map(|kind| self.of_kind(frame, kpi, facts, *kind, monthly))
            .collect()
    }

    /// The same for subjects of one kind. A count or sum is 0 in a week without rows in a
    /// month that has a value.
    fn of_kind(
        &self,
        frame: &Frame<'_>,
        kpi: &Kpi,
        facts: &[Fact],
        kind: SubjectKind,
        monthly: &[Row],
    ) -> Vec<Row> {
        // A week that is not over by the last day says too little.
        let counts = |week: &Period| *week >= self.first && week.end() <= frame.last_day;
        let mut groups: BTreeMap<(Subject, Period), Vec<&Fact>> = BTreeMap::new();
        for fact in facts {
            let week = Period::from_index(Grain::Week, fact.week);
            if let Some(subject) = subject(frame, kind, fact).filter(|_| counts(&week)) {
                groups.entry((subject, week)).or_default().push(fact);
            }
        }
        if matches!(kpi.kind, Kind::Count | Kind::Sum { .. }) {
            let months = monthly
                .iter()
                .filter(|row| row.period.grain() == Grain::Month)
                .filter(|row| frame.subjects.describe(row.subject).0 == kind);
            for row in months {
                for week in row.period.weeks().filter(counts) {
                    groups.entry((row.subject, week)).or_default();
                }
            }
        }
        let evaluate = |((subject, period), mut rows): ((Subject, Period), Vec<&Fact>)| {
            rows.sort_by(|x, y| x.a.total_cmp(&y.a).then(x.b.total_cmp(&y.b)));
            Row {
                subject,
                period,
                measure: evaluate_rows(frame, kpi, &rows, period),
            }
        };
        groups.into_iter().map(evaluate).collect()
    }
}

/// Whose row it is among subjects of this kind.
fn subject(frame: &Frame<'_>, kind: SubjectKind, fact: &Fact) -> Option<Subject> {
    let team = Some(fact.team).filter(|team| *team != NOBODY);
    match kind {
        SubjectKind::Person if fact.person == NOBODY => None,
        SubjectKind::Person => Some(frame.subjects.person(fact.person as usize)),
        SubjectKind::Team => Some(frame.subjects.team(team? as usize)),
        SubjectKind::Department => {
            let department = frame.roster.teams[team? as usize].department;
            Some(frame.subjects.department(department))
        }
        SubjectKind::Organisation => Some(frame.subjects.organisation()),
    }
}
