//! From tables to the rows of each KPI: one plan a source, each row read once.
//!
//! A source is a table or a view. Its plan selects person, team, dates and the SQL
//! expressions of all KPIs that rest on it; the answer is taken apart into one list
//! of rows a KPI, with person and team as positions in the roster.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};
use polars::prelude::*;
use polars::sql::{SQLContext, sql_expr};
use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Place};
use crate::load::{Roster, Tables};
use crate::period::{Grain, Period};
use crate::workspace::{CONFIGURATION, Kpi, Rows, Workspace};

/// No person, no team.
pub(super) const NOBODY: u32 = u32::MAX;

/// One row of a KPI.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fact {
    /// Position in the roster, or [`NOBODY`].
    pub(super) person: u32,
    /// Position in the roster, or [`NOBODY`].
    pub(super) team: u32,
    /// The month of its day.
    pub(super) month: Period,
    /// First expression.
    pub(super) a: f64,
    /// Second expression, or weight; 1 where there is none.
    pub(super) b: f64,
    /// A number for the rater; 0 where none is asked for.
    pub(super) rater: u32,
}

/// A source with the KPIs that rest on it.
pub(super) struct Source<'a> {
    pub(super) name: &'a str,
    pub(super) kpis: Vec<(&'a Kpi, &'a Rows)>,
    person: Option<String>,
    team: Option<String>,
    frame: LazyFrame,
}

/// The sources that any KPI rests on and that the workspace has, in order of name.
pub(super) fn sources<'a>(
    tables: &Tables,
    workspace: &'a Workspace,
    kpis: &[&'a Kpi],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Source<'a>> {
    let mut by_name: BTreeMap<&str, Vec<(&Kpi, &Rows)>> = BTreeMap::new();
    for kpi in kpis {
        if let Some(rows) = &kpi.rows {
            by_name
                .entry(rows.source.as_str())
                .or_default()
                .push((kpi, rows));
        }
    }
    let mut sources = Vec::new();
    for (name, kpis) in by_name {
        let found = if let Some(table) = tables.get(name) {
            Some((
                table.frame.clone().lazy(),
                table.person.clone(),
                table.team.clone(),
            ))
        } else if let Some(view) = workspace.views.get(name) {
            match run_view(tables, &view.sql) {
                Ok(frame) => Some((frame, Some(view.person.clone()), view.team.clone())),
                // A built-in view over tables that this workspace does not have is not there.
                Err(None) if view.built_in => None,
                Err(None) => {
                    let place = Place::file(CONFIGURATION).in_column(format!("views.{name}.sql"));
                    let known: Vec<&str> = tables.iter().map(|(name, _)| name).collect();
                    problems.push(
                        Diagnostic::error(
                            "wrong-query",
                            place,
                            format!("the view `{name}` names a table that is not there"),
                        )
                        .hint(format!("correct the name; there are: {}", known.join(", "))),
                    );
                    None
                }
                Err(Some(message)) => {
                    let place = Place::file(CONFIGURATION).in_column(format!("views.{name}.sql"));
                    problems.push(
                        Diagnostic::error(
                            "wrong-query",
                            place,
                            format!("the view `{name}` cannot be made: {message}"),
                        )
                        .hint("correct its SQL; `scorepack check` tries it without making packets"),
                    );
                    None
                }
            }
        } else {
            None
        };
        if let Some((frame, person, team)) = found {
            sources.push(Source {
                name,
                kpis,
                person,
                team,
                frame,
            });
        }
    }
    sources
}

/// The plan of a view; `Err(None)` where one of its tables is not in the workspace.
fn run_view(tables: &Tables, sql: &str) -> Result<LazyFrame, Option<String>> {
    let mut context = SQLContext::new();
    for (name, table) in tables.iter() {
        context.register(name, table.frame.clone().lazy());
    }
    context.execute(sql).map_err(|error| {
        let message = first_line(&error);
        (!message.contains("relation") || !message.contains("was not found")).then_some(message)
    })
}

fn first_line(error: &PolarsError) -> String {
    error
        .to_string()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The parsed expressions of a KPI: condition, first, second.
fn expressions(kpi: &Kpi, rows: &Rows) -> Result<(Expr, Expr, Expr), Diagnostic> {
    let parse = |key: &str, text: &str| {
        let wrong = |message: String| wrong_expression(kpi, key, text, &message);
        let expression = sql_expr(text).map_err(|error| wrong(first_line(&error)))?;
        // A list of constants, as of IN, is an implode to polars.
        let sums_up =
            |part: &Expr| matches!(part, Expr::Agg(agg) if !matches!(agg, AggExpr::Implode { .. }));
        if expression.into_iter().any(sums_up) {
            return Err(wrong(
                "it sums up several rows; an expression is about one row".to_owned(),
            ));
        }
        Ok(expression)
    };
    let filter = match &rows.filter {
        Some(filter) => parse("where", filter)?,
        None => lit(true),
    };
    let mut parsed = kpi
        .kind
        .expressions()
        .into_iter()
        .map(|(key, text)| parse(key, text));
    let first = parsed.next().transpose()?.unwrap_or_else(|| lit(1.0));
    let second = parsed.next().transpose()?.unwrap_or_else(|| lit(1.0));
    Ok((filter, first, second))
}

fn wrong_expression(kpi: &Kpi, key: &str, text: &str, message: &str) -> Diagnostic {
    let place = Place::file(&kpi.file).in_column(format!("{}.{key}", kpi.id));
    Diagnostic::error(
        "wrong-expression",
        place,
        format!("`{text}` cannot be computed: {message}"),
    )
    .hint("correct the column or the function; `scorepack tables` lists the columns of each table")
}

/// Tries every expression of every KPI of a source against its columns.
pub(super) fn check(source: &mut Source<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let Ok(schema) = source.frame.collect_schema() else {
        return problems;
    };
    let empty = DataFrame::empty_with_schema(&schema).lazy();
    for (kpi, rows) in &source.kpis {
        let (filter, first, second) = match expressions(kpi, rows) {
            Ok(expressions) => expressions,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        let date = col(rows.date.as_str());
        let mut parts = vec![
            ("where", rows.filter.as_deref().unwrap_or("true"), filter),
            ("date", rows.date.as_str(), date),
        ];
        let texts = kpi.kind.expressions();
        for ((key, text), expression) in texts.iter().zip([first, second]) {
            parts.push((key, text, expression));
        }
        let mut seen = Vec::new();
        for (key, text, expression) in parts {
            let tried = empty.clone().select([expression.alias("it")]).collect();
            let message = match tried {
                Err(error) => first_line(&error),
                Ok(frame) => match wrong_type(key, frame.columns()[0].dtype()) {
                    Some(message) => message,
                    None => continue,
                },
            };
            if !seen.contains(&message) {
                problems.push(wrong_expression(kpi, key, text, &message));
                seen.push(message);
            }
        }
    }
    problems
}

fn wrong_type(key: &str, found: &DataType) -> Option<String> {
    let (fits, wanted) = match key {
        "where" | "of" => (
            matches!(found, DataType::Boolean | DataType::Null),
            "true or false",
        ),
        "date" => (
            matches!(found, DataType::Date | DataType::Datetime(..)),
            "a date or an instant",
        ),
        _ => (
            found.is_primitive_numeric() || matches!(found, DataType::Boolean | DataType::Null),
            "a number",
        ),
    };
    let advice = if matches!(found, DataType::Duration(_)) {
        "; divide the difference by INTERVAL '1 day' or '1 hour'"
    } else {
        ""
    };
    (!fits).then(|| format!("it gives {found}, not {wanted}{advice}"))
}

/// Rows that could not be placed: persons known, but not employed on that day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Unplaced {
    pub(super) rows: usize,
}

/// Positions of people and teams by identifier.
pub(super) struct Directory<'a> {
    roster: &'a Roster,
    people: HashMap<&'a str, u32>,
    teams: HashMap<&'a str, u32>,
}

impl<'a> Directory<'a> {
    pub(super) fn of(roster: &'a Roster) -> Self {
        let people = roster.people.iter().enumerate();
        let teams = roster.teams.iter().enumerate();
        Self {
            roster,
            people: people
                .map(|(index, person)| (person.id.as_str(), index as u32))
                .collect(),
            teams: teams
                .map(|(index, team)| (team.id.as_str(), index as u32))
                .collect(),
        }
    }

    /// The team a person's row belongs to on a day; `None` if they were not there.
    fn team_on(&self, person: u32, day: NaiveDate) -> Option<u32> {
        let stint = self.roster.people[person as usize].stint_on(day)?;
        Some(stint.team as u32)
    }
}

/// Reads a source once and gives the rows of each of its KPIs, in order.
pub(super) fn extract(
    source: &Source<'_>,
    directory: &Directory<'_>,
    last_day: NaiveDate,
) -> Result<(Vec<Vec<Fact>>, Unplaced), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut selection = vec![
        text_column(source.person.as_deref()).alias("person"),
        text_column(source.team.as_deref()).alias("team"),
    ];
    for (index, (kpi, rows)) in source.kpis.iter().enumerate() {
        match expressions(kpi, rows) {
            Ok((filter, first, second)) => selection.extend([
                col(rows.date.as_str())
                    .cast(DataType::Date)
                    .cast(DataType::Int32)
                    .alias(format!("day{index}")),
                filter
                    .cast(DataType::Boolean)
                    .alias(format!("where{index}")),
                first.cast(DataType::Float64).alias(format!("a{index}")),
                second.cast(DataType::Float64).alias(format!("b{index}")),
                text_column(kpi.raters.as_ref().map(|raters| raters.0.as_str()))
                    .alias(format!("rater{index}")),
            ]),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let frame = source.frame.clone().select(selection).collect();
    let frame = frame.map_err(|error| {
        let message = format!(
            "the KPIs of `{}` cannot be computed: {}",
            source.name,
            first_line(&error)
        );
        vec![
            Diagnostic::error(
                "wrong-expression",
                Place::default().in_column(source.name),
                message,
            )
            .hint("run `scorepack check`; it names the KPI and the expression"),
        ]
    })?;
    take_apart(&frame, source, directory, last_day).map_err(|error| {
        let message = format!(
            "the rows of `{}` cannot be read: {}",
            source.name,
            first_line(&error)
        );
        vec![Diagnostic::error(
            "wrong-expression",
            Place::default().in_column(source.name),
            message,
        )]
    })
}

fn text_column(name: Option<&str>) -> Expr {
    match name {
        Some(name) => col(name).cast(DataType::String),
        None => lit(NULL).cast(DataType::String),
    }
}

fn take_apart(
    frame: &DataFrame,
    source: &Source<'_>,
    directory: &Directory<'_>,
    last_day: NaiveDate,
) -> PolarsResult<(Vec<Vec<Fact>>, Unplaced)> {
    let find = |column: &str, index: &HashMap<&str, u32>| -> PolarsResult<Vec<u32>> {
        let texts = frame.column(column)?.str()?.clone();
        let position =
            |text: Option<&str>| text.and_then(|t| index.get(t).copied()).unwrap_or(NOBODY);
        Ok(texts.iter().map(position).collect())
    };
    let people = find("person", &directory.people)?;
    let teams = find("team", &directory.teams)?;
    let placed = Placed {
        frame,
        people: &people,
        teams: &teams,
        own_team: source.team.is_none(),
        directory,
        last_day,
    };
    let taken: Vec<(Vec<Fact>, usize)> = (0..source.kpis.len())
        .into_par_iter()
        .map(|index| placed.take(index, source.kpis[index].0))
        .collect::<PolarsResult<_>>()?;
    let rows = taken.first().map_or(0, |(_, unplaced)| *unplaced);
    let facts = taken.into_iter().map(|(facts, _)| facts).collect();
    Ok((facts, Unplaced { rows }))
}

/// The answer of a source, its people and teams looked up.
struct Placed<'a> {
    frame: &'a DataFrame,
    people: &'a [u32],
    teams: &'a [u32],
    /// Whether a row belongs to the team that its person had.
    own_team: bool,
    directory: &'a Directory<'a>,
    last_day: NaiveDate,
}

impl Placed<'_> {
    /// The rows of one KPI, and how many were dated outside their person's stints.
    fn take(&self, index: usize, kpi: &Kpi) -> PolarsResult<(Vec<Fact>, usize)> {
        let column = |name: &str| self.frame.column(&format!("{name}{index}"));
        let (days, filters) = (column("day")?.i32()?, column("where")?.bool()?);
        let (firsts, seconds) = (column("a")?.f64()?, column("b")?.f64()?);
        let raters = column("rater")?.str()?;
        let values = firsts.iter().zip(seconds.iter());
        let dated = days.iter().zip(filters.iter());
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let (mut rows, mut unplaced) = (Vec::new(), 0);
        for (row, ((day, filter), value)) in dated.zip(values).enumerate() {
            let (Some(day), Some(true)) = (day.and_then(to_date), filter) else {
                continue;
            };
            let (Some(a), Some(b)) = value else {
                continue;
            };
            if day > self.last_day || !a.is_finite() || !b.is_finite() {
                continue;
            }
            let (person, mut team) = (self.people[row], self.teams[row]);
            if person != NOBODY {
                match self.directory.team_on(person, day) {
                    Some(own) if self.own_team => team = own,
                    Some(_) => {}
                    None => {
                        unplaced += 1;
                        continue;
                    }
                }
            }
            let rater = match (&kpi.raters, raters.get(row)) {
                (Some(_), Some(rater)) => {
                    let next = numbers.len() as u32 + 1;
                    *numbers.entry(rater.to_owned()).or_insert(next)
                }
                _ => 0,
            };
            rows.push(Fact {
                person,
                team,
                month: Period::containing(Grain::Month, day),
                a,
                b,
                rater,
            });
        }
        // Sorted by everything that reaches a sum, so that file order cannot change one.
        rows.sort_by(|x, y| {
            (x.person, x.team, x.month, x.rater)
                .cmp(&(y.person, y.team, y.month, y.rater))
                .then(x.a.total_cmp(&y.a))
                .then(x.b.total_cmp(&y.b))
        });
        Ok((rows, unplaced))
    }
}

fn to_date(days: i32) -> Option<NaiveDate> {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    if days >= 0 {
        epoch.checked_add_days(Days::new(days as u64))
    } else {
        epoch.checked_sub_days(Days::new(u64::from(days.unsigned_abs())))
    }
}
