//! Weekly values, for the KPIs and subjects that a weekly rule looks at and no others.
//!
//! They are kept with all other values, from a quarter before the edition's period on.

use std::collections::{BTreeMap, BTreeSet};

use super::aggregate::{Frame, weekly};
use super::extract::Fact;
use super::table::{Row, SubjectKind};
use crate::period::{Grain, Period};
use crate::workspace::{AlertSubject, Condition, Kpi, Series, Workspace};

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

    /// The weekly values of a KPI, whose other values are known.
    pub(super) fn values(
        &self,
        frame: &Frame<'_>,
        index: u16,
        kpi: &Kpi,
        facts: &[Fact],
        others: &[Row],
    ) -> Vec<Row> {
        let kinds = self.kinds.get(kpi.id.as_str()).into_iter().flatten();
        kinds
            .flat_map(|kind| weekly(frame, index, kpi, facts, (*kind, self.first), others))
            .collect()
    }
}
