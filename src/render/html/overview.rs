//! The page over all periods of an archive.
//!
//! It stands alone but for the files of marks that its script loads from the editions beside
//! it. Scripts are allowed by the hash of the one that it holds, and from its own place; there
//! is nothing else that it could load.

use serde::Serialize;

use super::super::template::value;
use super::Screen;
use super::policy::{BESIDE, hash, policy};
use crate::chart::natural_width;
use crate::chart::svg::to_svg;
use crate::compose::chart_spec::{ChartSpec, SlopeChart, Sparkline};
use crate::diagnostic::Diagnostic;
use crate::locale::Language;

/// The page's script.
const SCRIPT: &str = include_str!("overview.js");

/// Height of a line in the chart of two periods, in points.
const SLOPE_LINE: f32 = 11.0;

/// All editions as the page shows them; every text is final.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overview {
    /// Language of the page.
    pub language: Language,
    /// The page's title.
    pub title: String,
    /// Name of the organisation.
    pub organisation: String,
    /// Who may read it.
    pub confidentiality: String,
    /// Facts under the heading.
    pub facts: Vec<String>,
    /// Editions, the latest first.
    pub editions: Vec<EditionRow>,
    /// Periods that the lists have a column for, the latest last.
    pub columns: Vec<String>,
    /// People with their history; empty where they are too many.
    pub people: Vec<HistoryRow>,
    /// Teams with their history.
    pub teams: Vec<HistoryRow>,
    /// Whether the lists are on the page itself.
    pub listed: bool,
    /// The last two periods.
    pub side_by_side: Option<SideBySide>,
    /// What the script begins with: JSON without `<`.
    pub archive: String,
}

/// An edition in the list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct EditionRow {
    /// The period in words.
    pub label: String,
    /// Address of its index.
    pub href: String,
    /// Number of people.
    pub people: String,
    /// Number of people with a grade.
    pub graded: String,
    /// People with each grade, S first.
    pub grades: Vec<String>,
    /// Median score.
    pub median: String,
    /// Addresses of the organisation's packet.
    pub files: Vec<String>,
}

/// Somebody's history.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HistoryRow {
    /// Name.
    pub name: String,
    /// Identifier.
    pub id: String,
    /// Name of the team; empty for a team.
    pub team: String,
    /// Scores as a line, from two on.
    #[serde(skip)]
    pub line: Option<Sparkline>,
    /// A cell for each period; `None` for one without them.
    pub cells: Vec<Option<HistoryCell>>,
}

/// One period of somebody's history.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HistoryCell {
    /// Grade, or a dash.
    pub grade: String,
    /// Score, or a dash.
    pub score: String,
    /// Whose packet of when, for those who hear the link alone.
    pub label: String,
    /// Address of the packet.
    pub href: Option<String>,
}

/// Two periods.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SideBySide {
    /// The earlier one in words.
    pub from_label: String,
    /// The later one in words.
    pub to_label: String,
    /// The chart, where two or more have a score in both.
    #[serde(skip)]
    pub slope: Option<SlopeChart>,
    /// Teams.
    pub rows: Vec<SideRow>,
}

/// Somebody in two periods.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SideRow {
    /// Name.
    pub name: String,
    /// Identifier.
    pub id: String,
    /// Name of the team; empty for a team.
    pub team: String,
    /// Score and grade in the earlier one.
    pub from: [String; 2],
    /// Score and grade in the later one.
    pub to: [String; 2],
    /// Change of the score.
    pub change: String,
}

impl Screen<'_> {
    /// The page over all periods.
    ///
    /// # Errors
    /// `template-error` with file and line.
    pub fn overview(&self, overview: &Overview) -> Result<Vec<u8>, Diagnostic> {
        let name = "overview.html";
        let mut context = self.frame(
            overview.language,
            &overview.title,
            &overview.organisation,
            name,
        )?;
        context.insert_value("archive", value(name, overview)?);
        let lines = |rows: &[HistoryRow]| -> Result<Vec<String>, Diagnostic> {
            rows.iter().map(|row| self.line(row)).collect()
        };
        context.insert("people_lines", &lines(&overview.people)?);
        context.insert("team_lines", &lines(&overview.teams)?);
        let slope = overview
            .side_by_side
            .as_ref()
            .and_then(|two| two.slope.as_ref());
        let drawing = slope.map(|slope| {
            let height = 34.0 + SLOPE_LINE * slope.lines.len().max(6) as f32;
            let spec = ChartSpec::Slope(slope.clone());
            to_svg(
                &spec,
                self.typefaces,
                self.theme,
                natural_width(&spec),
                height,
            )
        });
        context.insert("slope", &drawing.transpose()?.unwrap_or_default());
        context.insert("script", &format!("<script>{SCRIPT}</script>"));
        let scripts = [hash(SCRIPT), BESIDE.to_owned()];
        context.insert("policy", &policy(&self.style, &scripts));
        self.templates
            .render(name, &context)
            .map(String::into_bytes)
    }

    fn line(&self, row: &HistoryRow) -> Result<String, Diagnostic> {
        let Some(line) = &row.line else {
            return Ok(String::new());
        };
        let spec = ChartSpec::Sparkline(line.clone());
        to_svg(&spec, self.typefaces, self.theme, 66.0, 16.0)
    }
}
