//! What the roster tells about people: who exists, and that nobody is in two places at once.

use polars::prelude::{Column, DataFrame};

use super::Table;
use super::date::date_from_days;
use super::intake::People;
use super::places::Places;
use crate::diagnostic::{Diagnostic, Place};

/// The first day of a row.
const FROM: &str = "valid_from";
/// The last day of a row; empty while it lasts.
const TO: &str = "valid_to";

/// More overlaps than this are counted, not told.
const TOLD: usize = 20;

/// Everybody in the roster, at any time; nothing without a person column.
pub(super) fn list_people(roster: &Table) -> Option<People> {
    let column = roster.frame.column(roster.person.as_ref()?).ok()?;
    let texts = column.str().ok()?;
    Some(texts.iter().flatten().map(str::to_owned).collect())
}

/// Finds people with two rows for one day.
pub(super) fn find_overlaps(roster: &Table, places: Option<&Places>) -> Vec<Diagnostic> {
    let Some(mut stays) = list_stays(roster) else {
        return Vec::new();
    };
    stays.sort();
    let overlapping = stays.windows(2).filter_map(|pair| {
        let [before, after] = pair else { return None };
        let overlap = before.person == after.person && after.from <= before.to;
        overlap.then_some((before, after))
    });
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut untold = 0;
    for (before, after) in overlapping {
        if diagnostics.len() == TOLD {
            untold += 1;
        } else {
            diagnostics.push(describe(roster, places, before, after));
        }
    }
    if untold > 0 {
        let message = format!("{untold} more rows of the roster overlap.");
        let place = Place::file(&roster.name);
        diagnostics.push(Diagnostic::error("roster-overlap", place, message));
    }
    diagnostics
}

/// One row of the roster, in days since 1970.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Stay<'a> {
    person: &'a str,
    from: i32,
    to: i32,
    index: usize,
}

fn list_stays(roster: &Table) -> Option<Vec<Stay<'_>>> {
    let people = roster.frame.column(roster.person.as_ref()?).ok()?;
    let from = days(&roster.frame, FROM)?;
    let to = days(&roster.frame, TO)?;
    let rows = people.str().ok()?.iter().zip(from.zip(to)).enumerate();
    Some(
        rows.filter_map(|(index, (person, (from, to)))| {
            Some(Stay {
                person: person?,
                from: from.unwrap_or(i32::MIN),
                to: to.unwrap_or(i32::MAX),
                index,
            })
        })
        .collect(),
    )
}

fn days<'a>(frame: &'a DataFrame, name: &str) -> Option<impl Iterator<Item = Option<i32>> + 'a> {
    let column: &Column = frame.column(name).ok()?;
    Some(column.date().ok()?.physical().iter())
}

fn describe(
    roster: &Table,
    places: Option<&Places>,
    before: &Stay<'_>,
    after: &Stay<'_>,
) -> Diagnostic {
    let show = |days: i32| date_from_days(days).map_or_else(String::new, |day| day.to_string());
    let until = if before.to == i32::MAX {
        "without end".to_owned()
    } else {
        format!("until {}", show(before.to))
    };
    let (place, where_before) = match places {
        Some(places) => {
            let (file, row) = places.find(after.index);
            let (other, other_row) = places.find(before.index);
            let place = Place::file(file).at_row(row).in_column(FROM);
            (place, format!("row {other_row} of {other}"))
        }
        None => (
            Place::file(&roster.name).in_column(FROM),
            "another row".to_owned(),
        ),
    };
    let (person, from) = (before.person, show(after.from));
    let message = format!(
        "`{person}` has two rows for {from}: one begins on that day, and {where_before} holds {until}."
    );
    Diagnostic::error("roster-overlap", place, message)
        .hint("End the earlier row (`valid_to`) on the day before the later one begins.")
}
