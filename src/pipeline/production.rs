//! Scores and data in, an edition out: who gets a packet, how each is made, and what
//! stands beside them in the edition.
//!
//! Packets are made many at a time, and none is held longer than it takes to write its
//! files. One that fails has no files; a disk that cannot be written ends the run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use tracing::{error, info, info_span};

use super::fonts::Fonts;
use super::prepare::Prepared;
use super::redact::Redaction;
use super::report::{Failure, Report};
use super::{
    AlertCounts, Finished, HistoryReport, Options, PROGRAM, Progress, alerts, configuration,
    grading, history, html_templates, index, inputs, overview, plans, recipients, replaced, report,
};
use crate::archive::{Edition, Provenance, Request, publish};
use crate::compose::packet::{Packet, PacketKind};
use crate::compose::{Composer, GoalIndex, References};
use crate::deliver::{self, RECIPIENTS};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Language;
use crate::measure::{self, Measures, Records, Watch};
use crate::render::pdf::Replaced;
use crate::render::template::Templates;
use crate::render::{Artifact, Rendered, Studio, workbook};
use crate::score::{Alerts, Assessor, Fairness, History, Scores};

/// People whose packets decide which characters all documents of a language share.
const SAMPLES: usize = 32;

/// Everything that packets are produced from.
pub(super) struct Production<'a> {
    pub(super) options: &'a Options<'a>,
    pub(super) prepared: &'a Prepared,
    pub(super) measures: &'a Measures,
    pub(super) assessor: &'a Assessor<'a>,
    pub(super) scores: &'a Scores,
    pub(super) watch: &'a Watch,
    pub(super) alerts: &'a Alerts,
    pub(super) records: &'a Records<'a>,
    pub(super) history: &'a History,
    pub(super) archive: &'a Path,
    /// Earlier editions that were compared with, see [`Provenance::compared`].
    pub(super) compared: BTreeMap<String, String>,
    /// Whether what it is made from is kept.
    pub(super) keep_inputs: bool,
    pub(super) fairness: &'a Fairness,
    /// How names are kept out, where they are.
    pub(super) redaction: Option<&'a Redaction>,
}

/// A packet to be made.
#[derive(Clone, Copy, Debug)]
enum Job {
    Person(usize),
    Team(usize),
    Organisation,
}

impl Production<'_> {
    /// Makes the edition; `diagnostics` are what was found so far.
    ///
    /// # Errors
    /// What keeps the whole edition from being made; the one before stays then.
    pub(super) fn produce(
        &self,
        mut diagnostics: Vec<Diagnostic>,
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
        let definitions = configuration(workspace);
        let shown = self.redaction.map_or(roster, |redaction| &redaction.roster);
        let composer = Composer {
            workspace,
            roster: shown,
            measures: self.measures,
            scores: self.scores,
            alerts: self.alerts,
            fairness: self.fairness,
            watch: self.watch,
            assessor: self.assessor,
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
        let edition = match self.options.only {
            _ if self.redaction.is_some() => Edition::begin_redacted(self.archive, *period)?,
            Some(_) => Edition::begin_partial(self.archive, *period)?,
            None => Edition::begin(self.archive, *period)?,
        };
        if self.keep_inputs {
            inputs::keep(self.prepared, self.archive, &self.compared)?;
        }
        let stage = info_span!("packets").entered();
        let outcomes = self.make_all(&composer, &studio, &edition, progress)?;
        drop(stage);
        progress.stage("archive", None);
        let _stage = info_span!("archive").entered();
        let (made, failed) = separate(outcomes)?;
        info!(made = made.len(), failed = failed.len(), "packets");
        let replaced = replaced::collect(&made);
        diagnostics.extend(replaced::warnings(&replaced));
        let grading = grading::GradingReport::new(self.prepared, self.scores);
        let report = Report::new(self.prepared, PROGRAM, &made, failed, diagnostics, grading)
            .with_replaced(replaced)
            .with_alerts(AlertCounts::of(self.alerts))
            .with_history(HistoryReport::new(self.history, self.measures));
        if let Some(redaction) = self.redaction {
            let index = index::compose(&composer, &made, false);
            edition.write(&studio.index(&redaction.strip_index(index, &composer))?)?;
            let (path, bytes) = ("scores.csv".to_owned(), redaction.scores_csv(&composer));
            edition.write(&Artifact { path, bytes })?;
            edition.write(&fonts.record(studio.shared())?)?;
            let edition = edition.finish(&self.provenance(&definitions))?;
            return Ok(Finished { edition, report });
        }
        let whole = self.options.only.is_none();
        edition.write(&studio.index(&index::compose(&composer, &made, whole))?)?;
        for artifact in overview::leave(&composer, &made)? {
            edition.write(&artifact)?;
        }
        edition.write(&fonts.record(studio.shared())?)?;
        self.write_beside(&edition, &composer, &made, &report)?;
        let folder = edition.finish(&self.provenance(&definitions))?;
        if whole {
            publish(self.archive, || {
                let (page, kept) = overview::compose(&composer, self.archive)?;
                Ok(vec![studio.overview(&page)?, kept])
            })?;
        }
        Ok(Finished {
            edition: folder,
            report,
        })
    }

    /// Makes all packets, and beside them the large tables, which one thread writes and
    /// which need not keep the others waiting.
    fn make_all(
        &self,
        composer: &Composer<'_>,
        studio: &Studio<'_>,
        edition: &Edition,
        progress: &dyn Progress,
    ) -> Result<Vec<Outcome>, Diagnostic> {
        let jobs = self.jobs();
        progress.stage("packets", Some(jobs.len() as u64));
        let make = |job: &Job| {
            let made = self.make(*job, composer, studio, edition);
            progress.step();
            made
        };
        let (outcomes, tables) = edition.flush_during(|| {
            rayon::join(
                || jobs.par_iter().map(make).collect::<Vec<Outcome>>(),
                || {
                    // Values for other programs stand under identifiers.
                    match self.redaction {
                        Some(_) => Ok(()),
                        None => self.write_measures(edition),
                    }
                    .and_then(|()| self.write_workbook(edition, composer))
                },
            )
        });
        tables?;
        Ok(outcomes)
    }

    /// The files of an edition that are no packets.
    fn write_beside(
        &self,
        edition: &Edition,
        composer: &Composer<'_>,
        made: &[Made],
        report: &Report,
    ) -> Result<(), Diagnostic> {
        self.write_tables(edition, report)?;
        if self.prepared.workspace.review.interview.is_some() {
            edition.write_with("plans.csv", |out| plans::write(composer, out))?;
        }
        self.write_alerts(edition, composer)?;
        let recipients = deliver::write_recipients(&recipients::list(composer, made));
        edition.write(&Artifact {
            path: RECIPIENTS.to_owned(),
            bytes: recipients,
        })?;
        history::write(
            edition,
            self.prepared,
            self.measures,
            self.scores,
            self.history,
        )
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
            let shown = self
                .redaction
                .is_none_or(|redaction| redaction.shows_team(index));
            if wanted(&team.id) && !members[index].is_empty() && shown {
                jobs.push(Job::Team(index));
            }
        }
        if self.options.only.is_none() {
            jobs.push(Job::Organisation);
        }
        jobs
    }

    /// Identifiers that were asked for and are nobody's in this period.
    pub(super) fn check_only(&self) -> Vec<Diagnostic> {
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
            .extend(
                composer
                    .organisation()
                    .and_then(|packet| self.strip(packet, composer).ok()),
            );
        for (language, people) in people {
            let step = people.len().div_ceil(SAMPLES);
            let chosen = people
                .iter()
                .step_by(step)
                .filter_map(|index| self.strip(composer.person(*index)?, composer).ok());
            samples.entry(language).or_default().extend(chosen);
        }
        samples
    }

    /// The packet as it may be shown.
    fn strip(&self, packet: Packet, composer: &Composer<'_>) -> Result<Packet, Diagnostic> {
        match self.redaction {
            Some(redaction) => redaction.strip(packet, composer),
            None => Ok(packet),
        }
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
        let packet = match self.strip(packet, composer) {
            Ok(packet) => packet,
            Err(diagnostic) => return Outcome::Unwritable(diagnostic),
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
            Err(diagnostic) => {
                // In an edition without names the identifier is a pseudonym.
                error!(code = diagnostic.code, id = packet.id, "packet not made");
                Outcome::Failed(Failure::new(&packet, diagnostic))
            }
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
        let book = match self.redaction {
            Some(redaction) => redaction.workbook(composer),
            None => composer.workbook(),
        };
        let Some(book) = book else {
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
            period: self.prepared.period,
            as_of: self.prepared.as_of,
            configuration: configuration.to_owned(),
            inputs: files
                .map(|file| (file.path.clone(), file.sha256.clone()))
                .collect(),
            asked: Some(Request {
                formats: (self.options.formats.iter())
                    .map(|format| format.extension().to_owned())
                    .collect(),
                language: self.options.language,
                only: self.options.only.clone(),
                last_day: self.prepared.last_day,
            }),
            compared: self.compared.clone(),
        }
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
pub(super) struct Made {
    pub(super) kind: PacketKind,
    /// As the packet says it.
    pub(super) id: String,
    /// Position in the roster.
    pub(super) index: usize,
    pub(super) paths: Vec<String>,
    /// What its PDF shows replaced.
    pub(super) replaced: Vec<Replaced>,
}

impl Made {
    fn new(packet: &Packet, index: usize, rendered: Rendered) -> Self {
        let artifacts = rendered.artifacts.into_iter();
        Self {
            kind: packet.kind,
            id: packet.id.clone(),
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
