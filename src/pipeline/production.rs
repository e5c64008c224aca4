//! Scores and data in, an edition out: who gets a packet, how each is made, and what
//! stands beside them in the edition.
//!
//! Packets are made many at a time, and none is held longer than it takes to write its
//! files. One that fails has no files; a disk that cannot be written ends the run.

mod files;
mod jobs;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use tracing::{error, info, info_span};

use self::files::write_unnamed;
use self::jobs::Job;
use super::fonts::Fonts;
use super::prepare::Prepared;
use super::redact::Redaction;
use super::report::{Failure, Report};
use super::{
    AlertCounts, Finished, HistoryReport, Options, PROGRAM, Progress, configuration, grading,
    html_templates, inputs, overview, replaced,
};
use crate::archive::{Edition, Provenance, Request, publish};
use crate::compose::packet::{Packet, PacketKind};
use crate::compose::{Composer, GoalIndex, References, Sources};
use crate::diagnostic::Diagnostic;
use crate::load::Roster;
use crate::measure::{Measures, Records, Watch};
use crate::render::pdf::Replaced;
use crate::render::template::Templates;
use crate::render::{Rendered, Studio};
use crate::score::{Alerts, Assessor, Fairness, History, Scores};

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

/// What packets are made with, and where they go.
struct Bench<'a> {
    composer: &'a Composer<'a>,
    studio: &'a Studio<'a>,
    edition: &'a Edition,
    /// The organisation's packet, composed once: it is laid out, indexed and a sample of what
    /// documents share.
    organisation: Option<&'a Packet>,
}

impl Production<'_> {
    /// Makes the edition; `diagnostics` are what was found so far.
    ///
    /// # Errors
    /// What keeps the whole edition from being made; the one before stays then.
    pub(super) fn produce(
        &self,
        diagnostics: Vec<Diagnostic>,
        progress: &dyn Progress,
    ) -> Result<Finished, Diagnostic> {
        let Prepared {
            workspace,
            roster,
            period,
            ..
        } = self.prepared;
        let definitions = configuration(workspace);
        let references = References::of(workspace, self.shown(), self.measures, *period);
        let goals = GoalIndex::of(&self.prepared.goals, roster, *period);
        let sources = Sources::of(workspace, &self.prepared.reports);
        let composer = self.composer(&definitions[..8], &references, &goals, &sources);
        let ((fonts, templates), organisation) = rayon::join(
            || {
                let fonts = Fonts::load(workspace.fallback_font.as_deref());
                let templates = Templates::new(&html_templates(workspace), &workspace.theme);
                (fonts, templates)
            },
            || composer.organisation(),
        );
        let (fonts, templates) = (fonts?, templates?);
        let samples = self.samples(&composer, organisation.as_ref());
        let studio = Studio::new(
            &templates,
            &workspace.theme,
            &fonts.typefaces,
            &self.prepared.locales,
            &samples,
        )?
        .with_logo(workspace.logo.as_ref());
        let edition = self.begin()?.with_openings(studio.openings());
        let stage = info_span!("packets").entered();
        let bench = Bench {
            composer: &composer,
            studio: &studio,
            edition: &edition,
            organisation: organisation.as_ref(),
        };
        let outcomes = self.make_all(&bench, progress)?;
        drop(stage);
        progress.stage("archive", None);
        let _stage = info_span!("archive").entered();
        let (made, failed) = separate(outcomes)?;
        info!(made = made.len(), failed = failed.len(), "packets");
        let report = self.report(&made, failed, diagnostics);
        edition.write(&fonts.record(studio.shared())?)?;
        match self.redaction {
            Some(redaction) => write_unnamed(redaction, &bench, &made)?,
            None => self.write_beside(&bench, &made, &report)?,
        }
        let edition = edition.finish(&self.provenance(&definitions))?;
        if self.is_whole() {
            publish(self.archive, || {
                let (page, kept) = overview::compose(&composer, self.archive)?;
                Ok(vec![studio.overview(&page)?, kept])
            })?;
        }
        Ok(Finished { edition, report })
    }

    /// The roster as readers may know it.
    fn shown(&self) -> &Roster {
        let all = &self.prepared.roster;
        self.redaction.map_or(all, |redaction| &redaction.roster)
    }

    /// Whether it is the edition of everybody, that the page over all periods shows.
    fn is_whole(&self) -> bool {
        self.options.only.is_none() && self.redaction.is_none()
    }

    fn composer<'c>(
        &'c self,
        definitions: &'c str,
        references: &'c References,
        goals: &'c GoalIndex,
        sources: &'c Sources,
    ) -> Composer<'c> {
        let prepared = self.prepared;
        Composer {
            workspace: &prepared.workspace,
            roster: self.shown(),
            measures: self.measures,
            scores: self.scores,
            alerts: self.alerts,
            fairness: self.fairness,
            watch: self.watch,
            assessor: self.assessor,
            reports: &prepared.reports,
            sources,
            locales: &prepared.locales,
            period: prepared.period,
            as_of: prepared.as_of,
            definitions,
            language: self.options.language,
            references,
            goals,
            dialogue: &prepared.dialogue,
            records: self.records,
            history: self.history,
        }
    }

    fn begin(&self) -> Result<Edition, Diagnostic> {
        let period = self.prepared.period;
        match self.options.only {
            _ if self.redaction.is_some() => Edition::begin_redacted(self.archive, period),
            Some(_) => Edition::begin_partial(self.archive, period),
            None => Edition::begin(self.archive, period),
        }
    }

    fn report(
        &self,
        made: &[Made],
        failed: Vec<Failure>,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Report {
        let replaced = replaced::collect(made);
        diagnostics.extend(replaced::warnings(&replaced));
        let grading = grading::GradingReport::new(self.prepared, self.scores);
        Report::new(self.prepared, PROGRAM, made, failed, diagnostics, grading)
            .with_replaced(replaced)
            .with_alerts(AlertCounts::of(self.alerts))
            .with_history(HistoryReport::new(self.history, self.measures))
    }

    /// Makes all packets, and beside them what one thread does and what need not keep the
    /// others waiting: the large tables, and copies of what the edition is made from.
    fn make_all(
        &self,
        bench: &Bench<'_>,
        progress: &dyn Progress,
    ) -> Result<Vec<Outcome>, Diagnostic> {
        let jobs = self.jobs();
        progress.stage("packets", Some(jobs.len() as u64));
        let make = |job: &Job| {
            let made = self.make(*job, bench);
            progress.step();
            made
        };
        let (mut outcomes, tables) = bench.edition.flush_during(|| {
            rayon::join(
                // The last ones first: they are the largest, and nobody should wait for them. One
                // by one, or a thread may be left with many of them when the others are done.
                || {
                    let jobs = jobs.par_iter().with_max_len(1);
                    jobs.rev().map(make).collect::<Vec<Outcome>>()
                },
                || {
                    if self.keep_inputs {
                        inputs::keep(self.prepared, self.archive, &self.compared)?;
                    }
                    // Values for other programs stand under identifiers.
                    if self.redaction.is_none() {
                        self.write_measures(bench.edition)?;
                    }
                    self.write_workbook(bench)
                },
            )
        });
        tables?;
        outcomes.reverse();
        Ok(outcomes)
    }

    /// The packet as it may be shown.
    fn strip(&self, packet: Packet, composer: &Composer<'_>) -> Result<Packet, Diagnostic> {
        match self.redaction {
            Some(redaction) => redaction.strip(packet, composer),
            None => Ok(packet),
        }
    }

    /// Makes one packet and writes its files.
    fn make(&self, job: Job, bench: &Bench<'_>) -> Outcome {
        let packet = match job {
            Job::Person(index) => bench.composer.person(index),
            Job::Team(index) => bench.composer.team(index),
            Job::Organisation => bench.organisation.cloned(),
        };
        let Some(packet) = packet else {
            return Outcome::Nothing;
        };
        let packet = match self.strip(packet, bench.composer) {
            Ok(packet) => packet,
            Err(diagnostic) => return Outcome::Unwritable(diagnostic),
        };
        match bench.studio.render(&packet, &self.options.formats) {
            Ok(rendered) => {
                for artifact in &rendered.artifacts {
                    if let Err(problem) = bench.edition.write(artifact) {
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
            inputs: match self.redaction {
                Some(_) => unnamed(files.map(|file| file.sha256.clone())),
                None => files
                    .map(|file| (file.path.clone(), file.sha256.clone()))
                    .collect(),
            },
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

/// Checksums of inputs under numbers, in their own order: a path may name somebody.
fn unnamed(checksums: impl Iterator<Item = String>) -> BTreeMap<String, String> {
    let checksums: BTreeSet<String> = checksums.collect();
    let label = |number: usize| format!("input {number}");
    (1..).map(label).zip(checksums).collect()
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
