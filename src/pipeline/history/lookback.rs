//! What became of the values of earlier editions that could still change.
//!
//! A run looks back over all editions of its grain before it, newest first, until one in
//! which everything was final when a newer one was made. A value is told by the newest
//! edition that held it open, and once: in the first edition that sees it final. Where a
//! value of a past period became another, the marks of that period's edition are worked
//! out again.
//!
//! Limits: values are compared by the definitions of the edition that showed them; where
//! these cannot be applied any more, they are not told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Environment, Lens, Prepared, recall, score_by};
use crate::archive::{EarlierEdition, EarlierEditions};
use crate::diagnostic::Diagnostic;
use crate::measure::{Measures, Subject, final_on};
use crate::period::Period;
use crate::score::Scores;
use crate::score::history::{self, Earlier, Followed, History};
use crate::workspace::{Definitions, Kpi, Workspace};

/// What looking back needs.
pub(super) struct Lookback<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) scores: &'a Scores,
    pub(super) lenses: &'a [&'a Lens<'a>],
    pub(super) earlier: &'a EarlierEditions<'a>,
    pub(super) environment: Environment<'a>,
}

impl Lookback<'_> {
    /// Adds what became of the edition of the period before, of the one that is replaced,
    /// and of all older ones.
    pub(super) fn look(
        &self,
        before: Option<&EarlierEdition>,
        replaced: Option<&EarlierEdition>,
        history: &mut History,
        notes: &mut Vec<Diagnostic>,
    ) {
        let mut followed = Followed::default();
        if let Some(edition) = before {
            self.compare(edition, &mut followed, history, notes);
        }
        if let Some(edition) = replaced {
            // Of the replaced edition only its own period: what it said of others was about
            // editions that have been compared with already.
            let mut own = Followed::only(edition.said.period);
            self.compare(edition, &mut own, history, notes);
        }
        let newest = before.map(|edition| edition.said.period);
        let older: Vec<EarlierEdition> = self.older(newest, &mut followed, history, notes);
        self.review(&older, history, notes);
    }

    /// Compares with all editions before `newest` that may still have something to tell.
    fn older(
        &self,
        newest: Option<Period>,
        followed: &mut Followed,
        history: &mut History,
        notes: &mut Vec<Diagnostic>,
    ) -> Vec<EarlierEdition> {
        let mut read = Vec::new();
        let last = newest.unwrap_or(self.prepared.period);
        for period in self.earlier.periods(last) {
            if followed
                .seen()
                .is_some_and(|seen| self.all_final(period) <= seen)
            {
                break;
            }
            let (edition, found) = self.earlier.read(period);
            // A damaged edition of the period before has its note already.
            notes.extend(
                found
                    .into_iter()
                    .filter(|_| Some(period) != self.damaged(newest)),
            );
            let Some(edition) = edition else { continue };
            if self.is_news(&edition.said, followed) {
                self.restate(&edition, followed, history, notes);
            }
            followed.see(edition.said.as_of);
            read.push(edition);
        }
        read
    }

    /// The period before, if its edition could not be read.
    fn damaged(&self, newest: Option<Period>) -> Option<Period> {
        newest.is_none().then(|| self.prepared.period.offset(-1))
    }

    /// The day from which no value of a period changes any more.
    fn all_final(&self, period: Period) -> NaiveDate {
        let workspaces = self.lenses.iter().map(|lens| lens.workspace);
        let kpis = workspaces.flat_map(|workspace| workspace.kpis.values());
        let days = kpis.map(|kpi: &Kpi| final_on(kpi.lag, period));
        days.max().unwrap_or(NaiveDate::MIN)
    }

    /// Whether an edition holds a value that no newer one has dealt with.
    fn is_news(&self, said: &Earlier, followed: &Followed) -> bool {
        let keys = said.open.iter().flat_map(|open| open.keys());
        keys.clone().any(|key| {
            let kpi = self.prepared.workspace.kpis.get(&key.2);
            let day = kpi.map_or(NaiveDate::MAX, |kpi| final_on(kpi.lag, key.3));
            !followed.has(key) && followed.seen().is_none_or(|seen| day > seen)
        })
    }

    /// Adds values and marks of one edition.
    fn compare(
        &self,
        edition: &EarlierEdition,
        followed: &mut Followed,
        history: &mut History,
        notes: &mut Vec<Diagnostic>,
    ) {
        self.restate(edition, followed, history, notes);
        followed.see(edition.said.as_of);
        let said = &edition.said;
        let found = self.with_lens(edition, notes, |lens| {
            let own = said.period == self.prepared.period
                && std::ptr::eq(lens.workspace, &self.prepared.workspace);
            if own {
                return history::regraded(said, self.scores, lens.measures);
            }
            let again = score_by(lens, self.prepared, said.period);
            history::regraded(said, &again, lens.measures)
        });
        if let Some(found) = found {
            history.regraded.extend(found);
            history.reviewed.insert(said.period);
        }
    }

    fn restate(
        &self,
        edition: &EarlierEdition,
        followed: &mut Followed,
        history: &mut History,
        notes: &mut Vec<Diagnostic>,
    ) {
        let Prepared { roster, as_of, .. } = self.prepared;
        history.editions.push(edition.said.period);
        let found = self.with_lens(edition, notes, |lens| {
            let (measures, workspace) = (lens.measures, lens.workspace);
            history::restatements(
                &edition.said,
                measures,
                workspace,
                roster,
                *as_of,
                &mut *followed,
            )
        });
        history.restatements.extend(found.into_iter().flatten());
    }

    /// Works the marks of older editions out again where a value of their period became
    /// another for good, for those whose value it is.
    fn review(&self, older: &[EarlierEdition], history: &mut History, notes: &mut Vec<Diagnostic>) {
        let mut touched: BTreeMap<Period, BTreeSet<Subject>> = BTreeMap::new();
        for restated in &history.restatements {
            if restated.settled && restated.is_changed() {
                let subjects = touched.entry(restated.period).or_default();
                subjects.insert(restated.subject);
            }
        }
        for edition in older {
            let said = &edition.said;
            let Some(subjects) = touched.get(&said.period) else {
                continue;
            };
            let found = self.with_lens(edition, notes, |lens| {
                let again = score_by(lens, self.prepared, said.period);
                history::regraded(said, &again, lens.measures)
            });
            if let Some(mut found) = found {
                found.retain(|regraded| subjects.contains(&regraded.subject));
                history.regraded.extend(found);
                history.reviewed.insert(said.period);
            }
        }
    }

    /// Gives `work` the values of today's data by the definitions of an edition. Under other
    /// definitions a value or score is another thing, not a restatement.
    fn with_lens<T>(
        &self,
        edition: &EarlierEdition,
        notes: &mut Vec<Diagnostic>,
        work: impl FnOnce(&Lens<'_>) -> T,
    ) -> Option<T> {
        let wanted = edition.definitions.as_ref();
        let known = |lens: &&&Lens<'_>| wanted == Some(lens.definitions);
        if let Some(lens) = self.lenses.iter().find(known) {
            return Some(work(lens));
        }
        let today = self.lenses.first()?.definitions;
        let recalled: (Workspace, Measures, Definitions) =
            match recall(edition, self.prepared, today, self.environment) {
                Ok(recalled) => recalled?,
                Err(note) => {
                    if !notes.contains(&note) {
                        notes.push(note);
                    }
                    return None;
                }
            };
        let (workspace, measures, definitions) = &recalled;
        Some(work(&Lens {
            definitions,
            workspace,
            measures,
        }))
    }
}
