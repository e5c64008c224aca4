//! `report.json` and `scores.csv`: what a run did, for programs and auditors.

use std::path::PathBuf;

use serde::Serialize;

use super::alerts::AlertCounts;
use super::grading::{GradingReport, moved_by};
use super::history::HistoryReport;
use super::prepare::Prepared;
use super::production::Made;
use super::replaced::ReplacedText;
use super::{Options, archive_folder};
use crate::archive::private;
use crate::cell;
use crate::compose::packet::{Packet, PacketKind};
use crate::diagnostic::{Diagnostic, Place};
use crate::load::{Loaded, Roster, TableReport};
use crate::period::Period;
use crate::score::{Scores, Total};
use crate::workspace::Workspace;

/// What a run did.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Program and version.
    pub program: String,
    /// The period.
    pub period: String,
    /// The day of the data.
    pub as_of: String,
    /// What became of the rows of each table.
    pub tables: Vec<TableReport>,
    /// Packets made: people, teams, organisation.
    pub made: Counts,
    /// Alerts by rule, and people by list.
    pub alerts: AlertCounts,
    /// What changed since earlier editions.
    pub history: HistoryReport,
    /// Packets that could not be made; their files are absent.
    pub failed: Vec<Failure>,
    /// Texts of PDFs with characters that no font has.
    pub replaced: Vec<ReplacedText>,
    /// Quotas against grades, and every grade that was moved.
    pub grading: GradingReport,
    /// Everything found on the way.
    pub diagnostics: Vec<Diagnostic>,
}

/// Packets by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Of people.
    pub people: usize,
    /// Of teams.
    pub teams: usize,
    /// Of the organisation.
    pub organisation: usize,
}

/// A packet that could not be made.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// Whom it is about.
    pub kind: PacketKind,
    /// Identifier of the subject.
    pub id: String,
    /// Why.
    pub diagnostic: Diagnostic,
}

impl Failure {
    pub(super) fn new(packet: &Packet, diagnostic: Diagnostic) -> Self {
        Self {
            kind: packet.kind,
            id: packet.id.clone(),
            diagnostic,
        }
    }
}

impl Report {
    pub(super) fn new(
        prepared: &Prepared,
        program: &str,
        made: &[Made],
        failed: Vec<Failure>,
        diagnostics: Vec<Diagnostic>,
        grading: GradingReport,
    ) -> Self {
        let count = |kind| made.iter().filter(|packet| packet.kind == kind).count();
        Self {
            program: program.to_owned(),
            period: prepared.period.to_string(),
            as_of: prepared.as_of.to_string(),
            tables: prepared.reports.clone(),
            made: Counts {
                people: count(PacketKind::Person),
                teams: count(PacketKind::Team),
                organisation: count(PacketKind::Organisation),
            },
            alerts: AlertCounts::default(),
            history: HistoryReport::default(),
            failed,
            replaced: Vec::new(),
            grading,
            diagnostics,
        }
    }

    /// The same with what changed since earlier editions.
    #[must_use]
    pub(super) fn with_history(self, history: HistoryReport) -> Self {
        Self { history, ..self }
    }

    /// The same with what the PDFs show replaced.
    #[must_use]
    pub(super) fn with_replaced(self, replaced: Vec<ReplacedText>) -> Self {
        Self { replaced, ..self }
    }

    /// The same with the number of alerts.
    #[must_use]
    pub(super) fn with_alerts(self, alerts: AlertCounts) -> Self {
        Self { alerts, ..self }
    }

    /// The report as a file.
    ///
    /// # Errors
    /// None in practice: every part is plain.
    pub fn to_json(&self) -> Result<Vec<u8>, Diagnostic> {
        to_json(self)
    }
}

fn to_json<T: Serialize>(value: &T) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|error| {
        let message = format!("the report is no JSON: {error}");
        Diagnostic::error("internal", Place::file("report.json"), message)
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Leaves refused rows and a report of a run that stopped in `stopped/` of the archive, so
/// that HR can see what to mend; the folder, if there is anything.
pub(super) fn left_behind(
    options: &Options<'_>,
    workspace: &Workspace,
    loaded: &Loaded,
    diagnostics: &[Diagnostic],
) -> Option<PathBuf> {
    #[derive(Serialize)]
    struct Remains<'a> {
        tables: &'a [TableReport],
        diagnostics: &'a [Diagnostic],
    }
    if loaded.refused.is_empty() {
        return None;
    }
    let folder = archive_folder(options, workspace).join("stopped");
    private::create_folders(&folder.join("refused")).ok()?;
    for refused in &loaded.refused {
        let path = folder.join(format!("refused/{}.csv", refused.table));
        private::write_file(&path, &refused.to_csv()).ok()?;
    }
    let remains = Remains {
        tables: &loaded.reports,
        diagnostics,
    };
    private::write_file(&folder.join("report.json"), &to_json(&remains).ok()?).ok()?;
    Some(folder)
}

/// One row a person and team: score, grade, share of evidence, place.
pub(super) fn scores_csv(prepared: &Prepared, scores: &Scores) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "subject_kind",
        "subject_id",
        "role",
        "level",
        "team_id",
        "period",
        "score",
        "grade",
        "evidence",
        "previous_score",
        "rank",
        "pool_size",
        "quartile",
        "absolute_grade",
        "moved_by",
    ];
    // Writing into memory does not fail.
    let _ = cell::write_record(&mut writer, header);
    let Prepared { roster, period, .. } = prepared;
    for (index, total) in scores.people.iter().enumerate() {
        if let Some(total) = total {
            let _ = cell::write_record(&mut writer, person_row(roster, index, *period, total));
        }
    }
    for (team, total) in roster.teams.iter().zip(&scores.teams) {
        if let Some(total) = total {
            let mut row = vec![
                "team".to_owned(),
                team.id.clone(),
                String::new(),
                String::new(),
                team.id.clone(),
            ];
            row.extend(figures(*period, total));
            let _ = cell::write_record(&mut writer, row);
        }
    }
    writer.into_inner().unwrap_or_default()
}

fn person_row(roster: &Roster, index: usize, period: Period, total: &Total) -> Vec<String> {
    let person = &roster.people[index];
    let stint = person.stint_in(period);
    let mut row = vec!["person".to_owned(), person.id.clone()];
    row.push(stint.map_or_else(String::new, |stint| stint.role.clone()));
    row.push(stint.map_or_else(String::new, |stint| stint.level.clone()));
    row.push(stint.map_or_else(String::new, |stint| roster.teams[stint.team].id.clone()));
    row.extend(figures(period, total));
    row
}

fn figures(period: Period, total: &Total) -> Vec<String> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.1}"));
    let place = |part: fn(&crate::score::Rank) -> usize| {
        total
            .rank
            .as_ref()
            .map_or_else(String::new, |rank| part(rank).to_string())
    };
    vec![
        period.to_string(),
        number(total.score),
        total
            .grade
            .map_or_else(String::new, |grade| grade.letter().to_owned()),
        format!("{:.4}", total.evidence),
        number(total.previous),
        place(|rank| rank.position),
        place(|rank| rank.size),
        place(|rank| rank.quartile),
        total
            .absolute
            .map_or_else(String::new, |grade| grade.letter().to_owned()),
        moved_by(total).to_owned(),
    ]
}
