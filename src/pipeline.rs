//! The whole batch: the only module that knows all stages.
//!
//! [`run`] reads as the flow of data. Scores of everybody come first; then people
//! stream through compose, render and archive, many at a time, and none is held longer
//! than it takes to write its files. A packet that fails is reported and has no files;
//! the others are made all the same.

mod alerts;
mod explain;
mod fonts;
mod grading;
mod history;
mod index;
mod overview;
mod plans;
mod prepare;
mod replaced;
mod report;
mod reprint;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rayon::prelude::*;

pub use self::alerts::AlertCounts;
pub use self::explain::{Answer, Asked, Question, explain};
use self::fonts::Fonts;
pub use self::grading::{GradingReport, Move, NearBound};
pub use self::history::{HistoryReport, RegradedMark, RestatedValue};
pub use self::prepare::{Prepared, check, prepare};
pub use self::replaced::ReplacedText;
pub use self::report::{Failure, Report};
pub use self::reprint::{Reprint, Reprinted, reprint};
use crate::archive::{Edition, Provenance, checksum, publish};
use crate::compose::packet::Packet;
use crate::compose::{Composer, GoalIndex, References};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Language;
use crate::measure::{self, Measures, Records, Watch};
use crate::period::Period;
use crate::render::pdf::Replaced;
use crate::render::template::Templates;
use crate::render::{Artifact, Format, Rendered, Studio, workbook};
use crate::score::{self, Alerts, Assessor, Fairness, History, Scores};
use crate::workspace::Workspace;

/// The program's name and version, for manifests.
pub const PROGRAM: &str = concat!("scorepack ", env!("CARGO_PKG_VERSION"));

/// People whose packets decide which characters all documents of a language share.
const SAMPLES: usize = 32;

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
    progress.stage("load", None);
    let prepared = prepare(options)?;
    let Prepared {
        workspace,
        roster,
        decisions,
        period,
        as_of,
        ..
    } = &prepared;
    progress.stage("measure", None);
    let measured = measure::measure(&prepared.tables, roster, workspace, *period, *as_of);
    let (measures, warnings) = measured.map_err(|found| stopped(&prepared, found))?;
    let watched = measure::watch(&prepared.tables, roster, workspace, *period, *as_of);
    let watch = watched.map_err(|found| stopped(&prepared, found))?;
    progress.stage("score", None);
    let scores = score::score(&measures, roster, decisions, workspace, *period);
    let alerts = score::alerts(&score::Inputs {
        measures: &measures,
        watch: &watch,
        scores: &scores,
        roster,
        workspace,
        assessor: &Assessor::new(&measures, workspace),
        period: *period,
        as_of: *as_of,
    });
    let days = (period.start(), period.end());
    let scored = explain::scored_kpis(workspace);
    let records = Records::read(&prepared.tables, roster, workspace, &scored, days)
        .map_err(|found| stopped(&prepared, found))?;
    let archive = archive_folder(options, workspace);
    let (history, notes) =
        history::compare(&prepared, &measures, &scores, &archive, options.environment);
    let complexities = measure::complexities(&prepared.tables, roster, *period);
    let fairness = score::fairness(
        &Assessor::new(&measures, workspace),
        &measures,
        &scores,
        roster,
        &complexities,
        *period,
    );
    let production = Production {
        options,
        history: &history,
        archive: &archive,
        prepared: &prepared,
        measures: &measures,
        scores: &scores,
        watch: &watch,
        alerts: &alerts,
        records: &records,
        fairness: &fairness,
    };
    let mut diagnostics = prepared.diagnostics.clone();
    diagnostics.extend(warnings);
    diagnostics.extend(notes);
    diagnostics.extend(production.check_scorecards());
    diagnostics.extend(grading::check_decisions(&prepared, &scores));
    let unknown = production.check_only();
    if unknown.len() == options.only.as_ref().map_or(usize::MAX, BTreeSet::len) {
        return Err(stopped(&prepared, unknown));
    }
    diagnostics.extend(unknown);
    production
        .produce(diagnostics, progress)
        .map_err(|found| stopped(&prepared, vec![found]))
}

/// Where editions are.
fn archive_folder(options: &Options<'_>, workspace: &Workspace) -> PathBuf {
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

/// Everything that packets are produced from.
struct Production<'a> {
    options: &'a Options<'a>,
    prepared: &'a Prepared,
    measures: &'a Measures,
    scores: &'a Scores,
    watch: &'a Watch,
    alerts: &'a Alerts,
    records: &'a Records<'a>,
    history: &'a History,
    archive: &'a Path,
    fairness: &'a Fairness,
}

/// A packet to be made.
#[derive(Clone, Copy, Debug)]
enum Job {
    Person(usize),
    Team(usize),
    Organisation,
}

impl Production<'_> {
    fn produce(
        &self,
        diagnostics: Vec<Diagnostic>,
        progress: &dyn Progress,
    ) -> Result<Finished, Diagnostic> {
        let Prepared {
            workspace,
            roster,
            period,
            as_of,
            ..
        } = self.prepared;
        let locales = &self.prepared.locales;
        let assessor = Assessor::new(self.measures, workspace);
        let definitions = configuration(workspace);
        let composer = Composer {
            workspace,
            roster,
            measures: self.measures,
            scores: self.scores,
            alerts: self.alerts,
            fairness: self.fairness,
            watch: self.watch,
            assessor: &assessor,
            reports: &self.prepared.reports,
            locales,
            period: *period,
            as_of: *as_of,
            definitions: &definitions[..8],
            language: self.options.language,
            references: &References::of(workspace, roster, self.measures, *period),
            goals: &GoalIndex::of(&self.prepared.goals, roster, *period),
            dialogue: &self.prepared.dialogue,
            records: self.records,
            history: self.history,
        };
        let fonts = Fonts::load(workspace.fallback_font.as_deref())?;
        let templates = Templates::new(&html_templates(workspace), &workspace.theme)?;
        let samples = self.samples(&composer);
        let studio = Studio::new(
            &templates,
            &workspace.theme,
            &fonts.typefaces,
            locales,
            &samples,
        )?
        .with_logo(workspace.logo.as_ref());
        let edition = Edition::begin(self.archive, &self.edition_name())?;
        let jobs = self.jobs();
        progress.stage("packets", Some(jobs.len() as u64));
        let make = |job: &Job| {
            let made = self.make(*job, &composer, &studio, &edition);
            progress.step();
            made
        };
        // The tables are written by one thread, which need not keep the others waiting.
        let (outcomes, tables) = edition.flush_during(|| {
            rayon::join(
                || jobs.par_iter().map(make).collect::<Vec<Outcome>>(),
                || {
                    self.write_measures(&edition)
                        .and_then(|()| self.write_workbook(&edition, &composer))
                },
            )
        });
        tables?;
        progress.stage("archive", None);
        let (made, failed) = separate(outcomes)?;
        let grading = grading::GradingReport::new(self.prepared, self.scores);
        let replaced = replaced::collect(&made);
        let mut diagnostics = diagnostics;
        diagnostics.extend(replaced::warnings(&replaced));
        let report = Report::new(self.prepared, PROGRAM, &made, failed, diagnostics, grading)
            .with_replaced(replaced)
            .with_alerts(AlertCounts::of(self.alerts))
            .with_history(HistoryReport::new(self.history, self.measures));
        let whole = self.options.only.is_none();
        edition.write(&studio.index(&index::compose(&composer, &made, whole))?)?;
        for artifact in overview::leave(&composer, &made)? {
            edition.write(&artifact)?;
        }
        edition.write(&fonts.record(studio.shared())?)?;
        self.write_tables(&edition, &report)?;
        if workspace.review.interview.is_some() {
            edition.write_with("plans.csv", |out| plans::write(&composer, out))?;
        }
        self.write_alerts(&edition, &composer)?;
        history::write(
            &edition,
            self.prepared,
            self.measures,
            self.scores,
            self.history,
        )?;
        let folder = edition.finish(&self.provenance(&definitions))?;
        if whole {
            publish(self.archive, || {
                studio.overview(&overview::compose(&composer, self.archive)?)
            })?;
        }
        Ok(Finished {
            edition: folder,
            report,
        })
    }

    /// A run for a few people never takes the place of the edition of all.
    fn edition_name(&self) -> String {
        let partial = if self.options.only.is_some() {
            ".only"
        } else {
            ""
        };
        format!("{}{partial}", self.prepared.period)
    }

    fn jobs(&self) -> Vec<Job> {
        let Prepared { roster, period, .. } = self.prepared;
        let wanted = |id: &str| {
            self.options
                .only
                .as_ref()
                .is_none_or(|only| only.contains(id))
        };
        let mut jobs = Vec::new();
        for (index, person) in roster.people.iter().enumerate() {
            if wanted(&person.id) && person.stint_in(*period).is_some() {
                jobs.push(Job::Person(index));
            }
        }
        let members = roster.members(*period);
        for (index, team) in roster.teams.iter().enumerate() {
            if wanted(&team.id) && !members[index].is_empty() {
                jobs.push(Job::Team(index));
            }
        }
        if self.options.only.is_none() {
            jobs.push(Job::Organisation);
        }
        jobs
    }

    /// Identifiers that were asked for and are nobody's in this period.
    fn check_only(&self) -> Vec<Diagnostic> {
        let Prepared { roster, period, .. } = self.prepared;
        let found: BTreeSet<&str> = self
            .jobs()
            .iter()
            .filter_map(|job| match job {
                Job::Person(index) => Some(roster.people[*index].id.as_str()),
                Job::Team(index) => Some(roster.teams[*index].id.as_str()),
                Job::Organisation => None,
            })
            .collect();
        let asked = self.options.only.iter().flatten();
        asked
            .filter(|id| !found.contains(id.as_str()))
            .map(|id| {
                let message = format!("`{id}` is no person or team on the roster in {period}");
                Diagnostic::error("unknown-id", Place::default().in_column("--only"), message)
                    .hint("identifiers are those of the roster, capitals and all")
            })
            .collect()
    }

    /// Packets by which the shared fonts are cut: people from all over the roster, whoever
    /// the packets are for, and what is made in the organisation's language.
    fn samples(&self, composer: &Composer<'_>) -> BTreeMap<Language, Vec<Packet>> {
        let Prepared { roster, period, .. } = self.prepared;
        let mut people: BTreeMap<Language, Vec<usize>> = BTreeMap::new();
        for (index, person) in roster.people.iter().enumerate() {
            if person.stint_in(*period).is_some() {
                people
                    .entry(composer.language_of(index))
                    .or_default()
                    .push(index);
            }
        }
        let mut samples: BTreeMap<Language, Vec<Packet>> = BTreeMap::new();
        samples
            .entry(composer.common_language())
            .or_default()
            .extend(composer.organisation());
        for (language, people) in people {
            let step = people.len().div_ceil(SAMPLES);
            let chosen = people
                .iter()
                .step_by(step)
                .filter_map(|index| composer.person(*index));
            samples.entry(language).or_default().extend(chosen);
        }
        samples
    }

    /// Makes one packet and writes its files.
    fn make(
        &self,
        job: Job,
        composer: &Composer<'_>,
        studio: &Studio<'_>,
        edition: &Edition,
    ) -> Outcome {
        let packet = match job {
            Job::Person(index) => composer.person(index),
            Job::Team(index) => composer.team(index),
            Job::Organisation => composer.organisation(),
        };
        let Some(packet) = packet else {
            return Outcome::Nothing;
        };
        match studio.render(&packet, &self.options.formats) {
            Ok(rendered) => {
                for artifact in &rendered.artifacts {
                    if let Err(problem) = edition.write(artifact) {
                        return Outcome::Unwritable(problem);
                    }
                }
                let index = match job {
                    Job::Person(index) | Job::Team(index) => index,
                    Job::Organisation => 0,
                };
                Outcome::Made(Made::new(&packet, index, rendered))
            }
            Err(diagnostic) => Outcome::Failed(Failure::new(&packet, diagnostic)),
        }
    }

    /// All values, for other programs.
    fn write_measures(&self, edition: &Edition) -> Result<(), Diagnostic> {
        let (text, parquet) = rayon::join(
            || edition.write_with("measures.csv", |out| measure::write_csv(self.measures, out)),
            || {
                edition.write_with("measures.parquet", |out| {
                    measure::write_parquet(self.measures, out)
                })
            },
        );
        text.and(parquet)
    }

    /// Everybody's scores and values, for people with a spreadsheet.
    fn write_workbook(&self, edition: &Edition, composer: &Composer<'_>) -> Result<(), Diagnostic> {
        let Some(book) = composer.workbook() else {
            return Ok(());
        };
        let theme = &self.prepared.workspace.theme;
        edition.write(&workbook::write(book, theme, self.archive)?)
    }

    /// The scores and what became of the data, for other programs.
    fn write_tables(&self, edition: &Edition, report: &Report) -> Result<(), Diagnostic> {
        let write = |path: &str, bytes: Vec<u8>| {
            let path = path.to_owned();
            edition.write(&Artifact { path, bytes })
        };
        write("scores.csv", report::scores_csv(self.prepared, self.scores))?;
        write(
            "grading.csv",
            grading::grading_csv(self.prepared, self.scores),
        )?;
        if let Some(bonus) = grading::bonus_csv(self.prepared, self.scores) {
            write("bonus.csv", bonus)?;
        }
        if let Some(board) = grading::board_csv(self.prepared, self.scores) {
            write("board.csv", board)?;
        }
        write("report.json", report.to_json()?)?;
        for refused in &self.prepared.refused {
            write(&format!("refused/{}.csv", refused.table), refused.to_csv())?;
        }
        Ok(())
    }

    /// Alerts and lists for other programs.
    fn write_alerts(&self, edition: &Edition, composer: &Composer<'_>) -> Result<(), Diagnostic> {
        let (lines, lists) = (composer.alert_lines(), composer.list_lines());
        let write = |path: &str, bytes: Vec<u8>| {
            let path = path.to_owned();
            edition.write(&Artifact { path, bytes })
        };
        write("alerts.csv", alerts::alerts_csv(&lines))?;
        write("lists.csv", alerts::lists_csv(&lists))?;
        write(
            "alerts.json",
            alerts::alerts_json(self.prepared, &lines, &lists)?,
        )
    }

    fn provenance(&self, configuration: &str) -> Provenance {
        let files = self
            .prepared
            .reports
            .iter()
            .flat_map(|report| &report.files);
        Provenance {
            program: PROGRAM.to_owned(),
            period: self.prepared.period.to_string(),
            as_of: self.prepared.as_of.to_string(),
            configuration: configuration.to_owned(),
            inputs: files
                .map(|file| (file.path.clone(), file.sha256.clone()))
                .collect(),
        }
    }

    /// Roles without a scorecard, and items whose table the workspace does not have.
    fn check_scorecards(&self) -> Vec<Diagnostic> {
        prepare::check_scorecards(self.prepared)
    }
}

/// What became of a job.
enum Outcome {
    Made(Made),
    Failed(Failure),
    Unwritable(Diagnostic),
    Nothing,
}

/// A packet whose files are written.
struct Made {
    kind: crate::compose::packet::PacketKind,
    /// Position in the roster.
    index: usize,
    paths: Vec<String>,
    /// What its PDF shows replaced.
    replaced: Vec<Replaced>,
}

impl Made {
    fn new(packet: &Packet, index: usize, rendered: Rendered) -> Self {
        let artifacts = rendered.artifacts.into_iter();
        Self {
            kind: packet.kind,
            index,
            paths: artifacts.map(|artifact| artifact.path).collect(),
            replaced: rendered.replaced,
        }
    }
}

/// Made and failed packets; a disk that cannot be written ends the run.
fn separate(outcomes: Vec<Outcome>) -> Result<(Vec<Made>, Vec<Failure>), Diagnostic> {
    let (mut made, mut failed) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        match outcome {
            Outcome::Made(packet) => made.push(packet),
            Outcome::Failed(failure) => failed.push(failure),
            Outcome::Unwritable(problem) => return Err(problem),
            Outcome::Nothing => {}
        }
    }
    Ok((made, failed))
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
    let named = |name: &String| name.ends_with(".html") || name.ends_with(".css");
    workspace
        .templates
        .iter()
        .filter(|(name, _)| named(name))
        .map(|(n, t)| (n.clone(), t.clone()))
        .collect()
}
