//! What changed since the last editions: reads them, compares, and leaves the same behind
//! for the next.
//!
//! Compared are the edition of the period before, where this one takes the place of an
//! earlier one that, and older ones as long as they hold values that could still change
//! ([`lookback`]). Where definitions changed, the same tables are measured and scored
//! once more by the earlier configuration, which its edition keeps; that takes the time and
//! memory of one more measuring, and only then.
//!
//! The built-in catalogue is kept with each edition too, so that scores by earlier definitions
//! are told by a later program as well. Limits: what an earlier program kept is read as this
//! one reads it, and an edition without its catalogue is laid over that of this program.
//! Where that gives other definitions than the edition had, scores by them are not told.

mod files;
mod lookback;

use std::path::Path;

pub(super) use self::files::write;
pub use self::files::{HistoryReport, RegradedMark, RestatedValue};
use self::lookback::Lookback;
use super::{PROGRAM, Prepared};
use crate::archive::{EarlierEdition, EarlierEditions};
use crate::diagnostic::{Diagnostic, Place};
use crate::load::Decisions;
use crate::measure::{self, Measures};
use crate::period::{Grain, Period};
use crate::score::history::{self, History, Marks, Quarter, Redefined};
use crate::score::{self, Scores};
use crate::workspace::{self, Definitions, Workspace};

/// Reads paths of the environment, as [`super::Options::environment`].
type Environment<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// Definitions with the values that they give of today's tables.
struct Lens<'a> {
    definitions: &'a Definitions,
    workspace: &'a Workspace,
    measures: &'a Measures,
}

/// Compares with earlier editions. The second part holds notes.
pub(super) fn compare(
    prepared: &Prepared,
    measures: &Measures,
    scores: &Scores,
    earlier: &EarlierEditions<'_>,
    environment: Environment<'_>,
) -> (History, Vec<Diagnostic>) {
    let Prepared {
        workspace, period, ..
    } = prepared;
    let (mut before, mut notes) = earlier.read(period.offset(-1));
    let (mut replaced, found) = earlier.read(*period);
    notes.extend(found);
    let definitions = Definitions::of(workspace);
    for edition in [&mut before, &mut replaced].into_iter().flatten() {
        reread(edition, &definitions, environment);
    }
    let today = Lens {
        definitions: &definitions,
        workspace,
        measures,
    };
    let baseline = before.as_ref().or(replaced.as_ref());
    let old = baseline.and_then(|edition| {
        let old = recall(edition, prepared, &definitions, environment);
        old.map_err(|note| notes.push(note)).ok().flatten()
    });
    let past = old.as_ref().map(|(workspace, measures, definitions)| Lens {
        definitions,
        workspace,
        measures,
    });
    let lenses: Vec<&Lens<'_>> = [Some(&today), past.as_ref()]
        .into_iter()
        .flatten()
        .collect();
    let mut history = History::default();
    let lookback = Lookback {
        prepared,
        scores,
        lenses: &lenses,
        earlier,
        environment,
    };
    lookback.look(before.as_ref(), replaced.as_ref(), &mut history, &mut notes);
    history
        .restatements
        .sort_by(|a, b| (a.subject, &a.kpi, a.period).cmp(&(b.subject, &b.kpi, b.period)));
    history
        .regraded
        .sort_by_key(|regraded| (regraded.subject, regraded.period));
    history.published = before
        .as_ref()
        .map(|edition| Marks::said(&edition.said, &prepared.roster));
    history.movement = movement(before.as_ref(), prepared, scores, &today);
    history.redefined = baseline.and_then(|edition| {
        let changes = edition.definitions.as_ref()?.changes(&definitions);
        (!changes.is_empty()).then(|| Redefined {
            since: edition.said.period,
            changes,
            marks: past
                .as_ref()
                .map(|past| Marks::of(&score_by(past, prepared, *period))),
        })
    });
    history.quarters = quarters(earlier, prepared, &today, &mut notes);
    (history, notes)
}

/// The quarters of a year: as their editions say or, where there is none, as they would.
fn quarters(
    earlier: &EarlierEditions<'_>,
    prepared: &Prepared,
    today: &Lens<'_>,
    notes: &mut Vec<Diagnostic>,
) -> Vec<Quarter> {
    let year = prepared.period;
    if year.grain() != Grain::Year {
        return Vec::new();
    }
    let quarters = Period::containing(Grain::Quarter, year.end()).trailing(4);
    let of = |period: Period| {
        let (edition, found) = earlier.read(period);
        notes.extend(found);
        Quarter {
            period,
            published: edition.is_some(),
            marks: match edition {
                Some(edition) => Marks::said(&edition.said, &prepared.roster),
                None => Marks::of(&score_by(today, prepared, period)),
            },
        }
    };
    quarters.map(of).collect()
}

/// Scores of a period by these definitions, today's data, and what was decided about it.
fn score_by(lens: &Lens<'_>, prepared: &Prepared, period: Period) -> Scores {
    let (decisions, _) = Decisions::of(&prepared.tables, &prepared.roster, period);
    score::score(
        lens.measures,
        &prepared.roster,
        &decisions,
        lens.workspace,
        period,
    )
}

fn movement(
    before: Option<&EarlierEdition>,
    prepared: &Prepared,
    scores: &Scores,
    today: &Lens<'_>,
) -> Option<history::Movement> {
    let published = before.map(|edition| &edition.said);
    let past = match published {
        Some(_) => Scores::default(),
        None => score_by(today, prepared, prepared.period.offset(-1)),
    };
    history::movement(published, &past, scores, &prepared.roster, prepared.period)
}

/// Puts the definitions of an edition that another program made into the terms of this one,
/// so that only what was decided otherwise counts as a change, not how it is written down.
fn reread(edition: &mut EarlierEdition, today: &Definitions, environment: Environment<'_>) {
    let foreign = edition.program.as_deref() != Some(PROGRAM);
    let Some(folder) = edition.configuration.as_ref().filter(|_| foreign) else {
        return;
    };
    if edition
        .definitions
        .as_ref()
        .is_none_or(|said| said == today)
    {
        return;
    }
    if let Ok(workspace) = workspace::recall(folder, environment) {
        edition.definitions = Some(Definitions::of(&workspace));
    }
}

/// The workspace of an edition whose definitions are not today's, with what they make of
/// today's tables; `None` where they are the same or not told.
fn recall(
    edition: &EarlierEdition,
    prepared: &Prepared,
    definitions: &Definitions,
    environment: Environment<'_>,
) -> Result<Option<(Workspace, Measures, Definitions)>, Diagnostic> {
    let (Some(folder), Some(wanted)) = (&edition.configuration, &edition.definitions) else {
        return Ok(None);
    };
    if wanted == definitions {
        return Ok(None);
    }
    let period = edition.said.period;
    let workspace = workspace::recall(folder, environment)
        .map_err(|found| unusable(folder, period, found.first()))?;
    if Definitions::of(&workspace) != *wanted {
        return Err(unusable(folder, period, None));
    }
    let Prepared { tables, roster, .. } = prepared;
    let (measures, _) =
        measure::measure(tables, roster, &workspace, prepared.period, prepared.as_of)
            .map_err(|found| unusable(folder, period, found.first()))?;
    Ok(Some((workspace, measures, wanted.clone())))
}

/// What the data of a run gives by the definitions of an earlier edition.
///
/// # Errors
/// `definitions-not-comparable` where these cannot be applied any more.
pub(super) fn rescore(
    edition: &EarlierEdition,
    prepared: &Prepared,
    environment: Environment<'_>,
) -> Result<(Measures, Scores), Diagnostic> {
    let definitions = Definitions::of(&prepared.workspace);
    let recalled = recall(edition, prepared, &definitions, environment)?;
    let (workspace, measures, definitions) = recalled.ok_or_else(|| {
        let place = Place::default();
        let message = "the earlier edition does not keep its definitions";
        Diagnostic::note("definitions-not-comparable", place, message)
    })?;
    let lens = Lens {
        definitions: &definitions,
        workspace: &workspace,
        measures: &measures,
    };
    let scores = score_by(&lens, prepared, prepared.period);
    Ok((measures, scores))
}

fn unusable(folder: &Path, period: Period, why: Option<&Diagnostic>) -> Diagnostic {
    let why = why.map_or_else(
        || "the built-in catalogue of this program is another".to_owned(),
        |why| why.message.clone(),
    );
    let place = Place::file(folder.display().to_string());
    let message = format!("scores by the definitions of {period} cannot be worked out: {why}");
    Diagnostic::note("definitions-not-comparable", place, message)
        .hint("the changes themselves are told all the same")
}
