//! The whole batch: the only module that knows all stages.
//!
//! [`run`] reads as the flow of data. Scores of everybody come first; then people
//! stream through compose, render and archive, many at a time, and none is held longer
//! than it takes to write its files. A packet that fails is reported and has no files;
//! the others are made all the same.

mod alerts;
mod approval;
mod comparison;
mod digest;
mod explain;
mod fonts;
mod grading;
mod history;
mod index;
mod inputs;
mod overview;
mod plans;
mod prepare;
mod production;
mod recipients;
mod recompute;
mod redact;
mod replaced;
mod report;
mod reprint;
mod send;
mod verification;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::path::PathBuf;

use chrono::NaiveDate;
use tracing::{info, info_span};

pub use self::alerts::AlertCounts;
pub use self::approval::{Approved, Approving, EditionSummary, Moves, RefusedRows, Since, approve};
pub use self::comparison::{Change, Comparing, Comparison, Value, ValueChange, diff};
pub use self::digest::send_alerts;
pub use self::explain::{Answer, Asked, Question, explain};
pub use self::grading::{GradingReport, Move, NearBound};
pub use self::history::{HistoryReport, RegradedMark, RestatedValue};
use self::prepare::{KeptInputs, prepare_from};
pub use self::prepare::{Prepared, check, prepare};
use self::production::Production;
use self::redact::Redaction;
pub use self::replaced::ReplacedText;
pub use self::report::{Failure, Report};
pub use self::reprint::{Reprint, Reprinted, reprint};
pub use self::send::{Answered, Asking, Sending, readers, send};
pub use self::verification::{Verified, Verifying, verify};
use crate::archive::{EarlierEditions, checksum};
use crate::diagnostic::Diagnostic;
use crate::locale::Language;
use crate::measure::{self, Measures, Records, Watch};
use crate::period::Period;
use crate::render::Format;
use crate::score::{self, Assessor};
use crate::workspace::Workspace;

/// The program's name and version, for manifests.
pub const PROGRAM: &str = concat!("scorepack ", env!("CARGO_PKG_VERSION"));

/// What a run is asked for.
pub struct Options<'a> {
    /// The workspace's folder.
    pub root: PathBuf,
    /// The period; the last complete month of the data where absent.
    pub period: Option<Period>,
    /// Where editions go; `archive` in the workspace where absent.
    pub out: Option<PathBuf>,
    /// Formats of packets.
    pub formats: Vec<Format>,
    /// Identifiers of the people and teams to make packets for; all where absent.
    pub only: Option<BTreeSet<String>>,
    /// Make an edition without names; these random bytes become the key of the archive's
    /// pseudonyms where it has none.
    pub redact: Option<[u8; 32]>,
    /// Language of all packets, in place of everybody's own.
    pub language: Option<Language>,
    /// Today, for telling past from future.
    pub today: NaiveDate,
    /// The day of the data, in place of the workspace's.
    pub as_of: Option<NaiveDate>,
    /// Variables that paths in the workspace may name.
    pub environment: &'a (dyn Fn(&str) -> Option<String> + Sync),
}

/// Hears how far a run is.
pub trait Progress: Sync {
    /// A stage begins; `total` steps are ahead, if they can be counted.
    fn stage(&self, name: &'static str, total: Option<u64>);
    /// One step is done.
    fn step(&self);
}

/// A finished run.
pub struct Finished {
    /// The edition's folder.
    pub edition: PathBuf,
    /// What was done, also in the edition as `report.json`.
    pub report: Report,
}

/// A run that stopped before anything was rendered.
pub struct Stopped {
    /// Why, and what else was found.
    pub diagnostics: Vec<Diagnostic>,
    /// Where refused rows and the report were written, if there are any.
    pub left: Option<PathBuf>,
}

/// The monthly batch.
///
/// # Errors
/// Configuration or data that stops the run; nothing was rendered then.
pub fn run(options: &Options<'_>, progress: &dyn Progress) -> Result<Finished, Stopped> {
    run_from(options, None, progress)
}

/// The same, from files that the archive keeps in place of those of the workspace.
fn run_from(
    options: &Options<'_>,
    kept: Option<&KeptInputs>,
    progress: &dyn Progress,
) -> Result<Finished, Stopped> {
    progress.stage("load", None);
    let stage = info_span!("load").entered();
    let prepared = prepare_from(options, kept)?;
    let Prepared {
        workspace,
        roster,
        decisions,
        period,
        as_of,
        ..
    } = &prepared;
    tell_loaded(&prepared);
    drop(stage);
    progress.stage("measure", None);
    let stage = info_span!("measure").entered();
    let Measured {
        measures,
        warnings,
        watch,
        records,
    } = measure_all(&prepared)?;
    drop(stage);
    progress.stage("score", None);
    let stage = info_span!("score").entered();
    let scores = score::score(&measures, roster, decisions, workspace, *period);
    let assessor = Assessor::new(&measures, workspace);
    let alerts = score::alerts(&score::Inputs {
        measures: &measures,
        watch: &watch,
        scores: &scores,
        roster,
        workspace,
        assessor: &assessor,
        period: *period,
        as_of: *as_of,
    });
    let archive = archive_folder(options, workspace);
    let earlier = EarlierEditions::new(&archive);
    let (history, notes) =
        history::compare(&prepared, &measures, &scores, &earlier, options.environment);
    let complexities = measure::complexities(&prepared.tables, roster, *period);
    let fairness = score::fairness(
        &assessor,
        &measures,
        &scores,
        roster,
        &complexities,
        *period,
    );
    let redaction = prepared.pseudonyms.as_ref().map(|pseudonyms| {
        Redaction::new(roster, pseudonyms, decisions, &prepared.locales, *period)
    });
    let production = Production {
        redaction: redaction.as_ref(),
        options,
        history: &history,
        archive: &archive,
        compared: earlier.read_so_far(),
        keep_inputs: kept.is_none() && workspace.keep_inputs,
        prepared: &prepared,
        measures: &measures,
        assessor: &assessor,
        scores: &scores,
        watch: &watch,
        alerts: &alerts,
        records: &records,
        fairness: &fairness,
    };
    let mut diagnostics = prepared.diagnostics.clone();
    diagnostics.extend(warnings);
    diagnostics.extend(notes);
    diagnostics.extend(prepare::check_scorecards(&prepared));
    diagnostics.extend(grading::check_decisions(&prepared, &scores));
    let unknown = production.check_only();
    if unknown.len() == options.only.as_ref().map_or(usize::MAX, BTreeSet::len) {
        return Err(stopped(&prepared, unknown));
    }
    diagnostics.extend(unknown);
    drop(stage);
    production
        .produce(diagnostics, progress)
        .map_err(|found| stopped(&prepared, vec![found]))
}

/// What is read out of the tables.
struct Measured<'a> {
    measures: Measures,
    warnings: Vec<Diagnostic>,
    watch: Watch,
    records: Records<'a>,
}

/// Reads the tables for values, for rules and for the rows behind scores, at the same time.
fn measure_all(prepared: &Prepared) -> Result<Measured<'_>, Stopped> {
    let Prepared {
        workspace,
        roster,
        tables,
        period,
        as_of,
        ..
    } = prepared;
    let scored = explain::scored_kpis(workspace);
    let days = (period.start(), period.end());
    let (measured, (watched, read)) = std::thread::scope(|scope| {
        // A thread of the pool that waits for a query takes up other work, and comes back late.
        let beside = scope.spawn(|| {
            let watched = measure::watch(tables, roster, workspace, *period, *as_of);
            (
                watched,
                Records::read(tables, roster, workspace, &scored, days),
            )
        });
        let measured = measure::measure(tables, roster, workspace, *period, *as_of);
        (
            measured,
            beside.join().unwrap_or_else(|panic| resume_unwind(panic)),
        )
    });
    let stop = |found| stopped(prepared, found);
    let (measures, warnings) = measured.map_err(stop)?;
    Ok(Measured {
        measures,
        warnings,
        watch: watched.map_err(stop)?,
        records: read.map_err(stop)?,
    })
}

/// Tells the log what was loaded, in counts.
fn tell_loaded(prepared: &Prepared) {
    let Prepared {
        period,
        as_of,
        roster,
        ..
    } = prepared;
    let people = roster
        .people
        .iter()
        .filter(|person| person.stint_in(*period).is_some());
    info!(%period, %as_of, people = people.count(), tables = prepared.reports.len(), "loaded");
    for report in &prepared.reports {
        let (read, used, refused) = (report.rows_read, report.rows_used, report.rows_refused);
        info!(table = report.table, read, used, refused, "table");
    }
}

/// Where editions are.
pub fn archive_folder(options: &Options<'_>, workspace: &Workspace) -> PathBuf {
    options
        .out
        .clone()
        .unwrap_or_else(|| workspace.root.join("archive"))
}

fn stopped(prepared: &Prepared, found: Vec<Diagnostic>) -> Stopped {
    let mut diagnostics = prepared.diagnostics.clone();
    diagnostics.extend(found);
    Stopped {
        diagnostics,
        left: None,
    }
}

/// Checksum of everything that HR decided and of the program that carries it out.
fn configuration(workspace: &Workspace) -> String {
    let mut text = PROGRAM.to_owned();
    for (path, content) in workspace.files.iter().chain(&workspace.templates) {
        text.push('\0');
        text.push_str(path);
        text.push('\0');
        text.push_str(content);
    }
    // The logo is no text; its address has all its bytes.
    text.extend(workspace.logo.iter().map(|logo| logo.address.as_str()));
    checksum(text.as_bytes())
}

fn html_templates(workspace: &Workspace) -> BTreeMap<String, String> {
    let page = |name: &str| name.ends_with(".html") && !name.starts_with("mail/");
    let named = |name: &String| page(name) || name.ends_with(".css");
    workspace
        .templates
        .iter()
        .filter(|(name, _)| named(name))
        .map(|(n, t)| (n.clone(), t.clone()))
        .collect()
}

#[cfg(test)]
mod tests;
