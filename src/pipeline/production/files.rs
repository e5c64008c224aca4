//! The files of an edition that are no packets: tables, reports, lists.

use super::{Bench, Made, Production};
use crate::archive::Edition;
use crate::compose::Composer;
use crate::deliver::{self, RECIPIENTS};
use crate::diagnostic::Diagnostic;
use crate::measure;
use crate::pipeline::alerts::{self, ALERTS};
use crate::pipeline::redact::Redaction;
use crate::pipeline::report::{self, Report};
use crate::pipeline::{grading, history, index, overview, plans, recipients};
use crate::render::{Artifact, workbook};

impl Production<'_> {
    /// The files of an edition that are no packets.
    pub(super) fn write_beside(
        &self,
        bench: &Bench<'_>,
        made: &[Made],
        report: &Report,
    ) -> Result<(), Diagnostic> {
        let (pages, tables) = rayon::join(
            || self.write_index(bench, made),
            || self.write_lists(bench, made, report),
        );
        pages.and(tables)
    }

    /// The page of the edition, and what the page over all periods needs of it.
    fn write_index(&self, bench: &Bench<'_>, made: &[Made]) -> Result<(), Diagnostic> {
        let (edition, composer) = (bench.edition, bench.composer);
        let index = index::compose(composer, bench.organisation, made, self.is_whole());
        edition.write(&bench.studio.index(&index)?)?;
        for artifact in overview::leave(composer, made)? {
            edition.write(&artifact)?;
        }
        history::write(
            edition,
            self.prepared,
            self.measures,
            self.scores,
            self.history,
        )
    }

    /// Tables and lists of everybody, and who gets which packet.
    fn write_lists(
        &self,
        bench: &Bench<'_>,
        made: &[Made],
        report: &Report,
    ) -> Result<(), Diagnostic> {
        let (edition, composer) = (bench.edition, bench.composer);
        self.write_tables(edition, report)?;
        if self.prepared.workspace.review.interview.is_some() {
            edition.write_with("plans.csv", |out| plans::write(composer, out))?;
        }
        self.write_alerts(edition, composer)?;
        let recipients = deliver::write_recipients(&recipients::list(composer, made));
        edition.write(&Artifact {
            path: RECIPIENTS.to_owned(),
            bytes: recipients,
        })
    }

    /// All values, for other programs.
    pub(super) fn write_measures(&self, edition: &Edition) -> Result<(), Diagnostic> {
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
    pub(super) fn write_workbook(&self, bench: &Bench<'_>) -> Result<(), Diagnostic> {
        let book = match self.redaction {
            Some(redaction) => redaction.workbook(bench.composer),
            None => bench.composer.workbook(),
        };
        let Some(book) = book else {
            return Ok(());
        };
        let theme = &self.prepared.workspace.theme;
        bench
            .edition
            .write(&workbook::write(book, theme, self.archive)?)
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
        write(ALERTS, alerts::alerts_csv(&lines))?;
        write("lists.csv", alerts::lists_csv(&lists))?;
        write(
            "alerts.json",
            alerts::alerts_json(self.prepared, &lines, &lists)?,
        )
    }
}

/// The files of an edition without names that are no packets.
pub(super) fn write_unnamed(
    redaction: &Redaction,
    bench: &Bench<'_>,
    made: &[Made],
) -> Result<(), Diagnostic> {
    let (edition, composer) = (bench.edition, bench.composer);
    let index = index::compose(composer, bench.organisation, made, false);
    edition.write(
        &bench
            .studio
            .index(&redaction.strip_index(index, composer))?,
    )?;
    let (path, bytes) = ("scores.csv".to_owned(), redaction.scores_csv(composer));
    edition.write(&Artifact { path, bytes })
}
