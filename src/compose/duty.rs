//! Who answers for the data of a KPI, by when it is in, and whether it can be complete.
//!
//! Owner and deadline stand at the KPI or, for all of its items, at the scorecard. Days are
//! counted from the end of the period; working days by the organisation's calendar.

use chrono::{Days, NaiveDate};

use super::Composer;
use super::wording::Wording;
use crate::score::Assessment;
use crate::workspace::Kpi;

impl Composer<'_> {
    /// A sentence on who answers for the data and by when it is in; empty where nobody says.
    pub(super) fn duty(&self, words: &Wording<'_>, kpi: &Kpi, role: &str) -> String {
        let card = self.workspace.scorecards.get(role);
        let card = card.filter(|card| card.items.iter().any(|item| item.kpi == kpi.id));
        let owner = kpi.owner.as_ref().or_else(|| card?.owner.as_ref());
        let due = self.data_due(kpi, role);
        let key = match (owner, due) {
            (Some(_), Some(due)) if self.as_of < due => "duty-early",
            (Some(_), Some(_)) => "duty-both",
            (Some(_), None) => "duty-owner",
            (None, Some(_)) => "duty-due",
            (None, None) => return String::new(),
        };
        let owner = owner.map_or("", |owner| words.pick(owner));
        let due = due.map_or_else(String::new, |due| words.locale.date(due));
        let as_of = words.locale.date(self.as_of);
        let arguments = [
            ("owner", owner.into()),
            ("due", (&due).into()),
            ("as_of", (&as_of).into()),
        ];
        words.locale.format(key, &arguments)
    }

    /// That data of scored KPIs may not be complete yet; `None` where all of it is due.
    pub(super) fn early_data(
        &self,
        words: &Wording<'_>,
        assessment: &Assessment<'_>,
        role: &str,
    ) -> Option<String> {
        let items = assessment.items.iter();
        let due = items.filter_map(|item| self.data_due(item.kpi, role));
        let late: Vec<NaiveDate> = due.filter(|due| self.as_of < *due).collect();
        let last = words.locale.date(*late.iter().max()?);
        let as_of = words.locale.date(self.as_of);
        let arguments = [
            ("count", late.len().into()),
            ("due", (&last).into()),
            ("as_of", (&as_of).into()),
        ];
        Some(words.locale.format("duty-remark", &arguments))
    }

    /// The last day on which data of the period comes in.
    fn data_due(&self, kpi: &Kpi, role: &str) -> Option<NaiveDate> {
        let card = self.workspace.scorecards.get(role);
        let deadline = kpi.deadline.or_else(|| card?.deadline)?;
        let end = self.period.end();
        if deadline.working {
            self.dialogue.calendar.after(end, deadline.days)
        } else {
            end.checked_add_days(Days::new(u64::from(deadline.days)))
        }
    }
}
