//! What a source is asked for: whose each row is, and for each of its KPIs four columns to six,
//! named by the KPI's position; and the way back from the answer to them.

use polars::prelude::*;

use super::extract::Level;
use super::rows::{Source, expressions};
use crate::diagnostic::Diagnostic;
use crate::workspace::{Kpi, Rows};

/// No person, no team.
pub(super) const NOBODY: u32 = u32::MAX;

/// The column of whose a row is; no column of a source has a name with a space like this.
pub(super) const PERSON: &str = "whose person";

/// The column of the team that a row names.
pub(super) const TEAM: &str = "whose team";

/// Whose a row is: [`PERSON`] and [`TEAM`].
pub(super) fn subject_columns(source: &Source<'_>) -> [Expr; 2] {
    [
        text_column(source.person.as_deref()).alias(PERSON),
        text_column(source.team.as_deref()).alias(TEAM),
    ]
}

/// The columns of one KPI.
pub(super) struct Selection {
    /// The day that dates a row, in days of the epoch.
    pub(super) day: Expr,
    /// Whether a row is of the KPI.
    pub(super) filter: Expr,
    /// All other columns under their names; raters and levels only where the KPI has them.
    pub(super) values: Vec<Expr>,
}

impl Selection {
    /// Columns of the KPI at `index` of its source.
    ///
    /// # Errors
    /// `wrong-expression`.
    pub(super) fn of(index: usize, kpi: &Kpi, rows: &Rows) -> Result<Self, Diagnostic> {
        let (filter, first, second) = expressions(kpi, rows)?;
        let day = col(rows.date.as_str())
            .cast(DataType::Date)
            .cast(DataType::Int32);
        let filter = filter.cast(DataType::Boolean);
        let rater = kpi.raters.as_ref().map(|(column, _)| column.as_str());
        let mut values = vec![
            filter.clone().alias(format!("where{index}")),
            first.cast(DataType::Float64).alias(format!("a{index}")),
            second.cast(DataType::Float64).alias(format!("b{index}")),
        ];
        for (name, column) in [("rater", rater), ("level", rows.level.as_deref())] {
            if column.is_some() {
                values.push(text_column(column).alias(format!("{name}{index}")));
            }
        }
        Ok(Self {
            day,
            filter,
            values,
        })
    }
}

/// The column of the day of the KPI at `index`.
pub(super) fn day_column(index: usize) -> String {
    format!("day{index}")
}

/// The answer for one KPI.
pub(super) struct Answer<'a> {
    pub(super) days: &'a Int32Chunked,
    pub(super) filters: &'a BooleanChunked,
    pub(super) firsts: &'a Float64Chunked,
    pub(super) seconds: &'a Float64Chunked,
    raters: Option<&'a StringChunked>,
    levels: Option<&'a StringChunked>,
}

impl<'a> Answer<'a> {
    /// Columns of the KPI at `index` of the source that `frame` answers for.
    ///
    /// # Errors
    /// Those of polars, where the frame is not such an answer.
    pub(super) fn of(frame: &'a DataFrame, index: usize) -> PolarsResult<Self> {
        let column = |name: &str| frame.column(&format!("{name}{index}"));
        let texts = |name: &str| column(name).ok().map(|found| found.str()).transpose();
        Ok(Self {
            days: column("day")?.i32()?,
            filters: column("where")?.bool()?,
            firsts: column("a")?.f64()?,
            seconds: column("b")?.f64()?,
            raters: texts("rater")?,
            levels: texts("level")?,
        })
    }

    /// Who rated in a row.
    pub(super) fn rater(&self, row: usize) -> Option<&'a str> {
        self.raters?.get(row)
    }

    /// The one level that a row counts at.
    pub(super) fn level(&self, row: usize) -> Option<Level> {
        self.levels?.get(row).and_then(Level::named)
    }
}

/// A column as text; nothing in every row where there is none.
pub(super) fn text_column(name: Option<&str>) -> Expr {
    match name {
        Some(name) => col(name).cast(DataType::String),
        None => lit(NULL).cast(DataType::String),
    }
}
