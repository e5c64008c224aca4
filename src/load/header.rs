//! Which column of a source is which of ours.

use super::limits::MOST_COLUMNS;
use super::report::nearest;
use crate::diagnostic::{Diagnostic, Place};
use crate::workspace::source::ColumnSource;

/// More headers than this are not listed in a message.
const LISTED: usize = 40;

/// A header is told up to this many characters: what is longer is no header but the file.
const TOLD: usize = 60;

/// Where each of our columns comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// The column of the source at this index.
    Cell(usize),
    /// One value for every row.
    Constant,
    /// The source does not have it, and may.
    Absent,
}

/// Matches headers exactly, but for spaces around them, against the columns.
pub(super) fn bind(
    headers: &[String],
    columns: &[ColumnSource],
    place: &Place,
) -> Result<Vec<Slot>, Vec<Diagnostic>> {
    if headers.len() > MOST_COLUMNS {
        let count = headers.len();
        let message = format!("The file has {count} columns, more than {MOST_COLUMNS}.");
        let found = Diagnostic::error("over-limit", place.clone(), message);
        return Err(vec![
            found.hint("if these are no columns, state `delimiter`"),
        ]);
    }
    let mut slots = Vec::with_capacity(columns.len());
    let (mut diagnostics, mut missing) = (Vec::new(), Vec::new());
    for column in columns {
        match find(headers, column) {
            Ok(slot) => slots.push(slot),
            Err(0) => missing.push(column.wanted_header()),
            Err(count) => diagnostics.push(describe_duplicate(column, count, place)),
        }
    }
    if !missing.is_empty() {
        let is_free = |header: &&String| !columns.iter().any(|column| column.takes(header));
        let free: Vec<&str> = headers.iter().filter(is_free).map(String::as_str).collect();
        diagnostics.push(describe_missing(&missing, headers, &free, place));
    }
    if diagnostics.is_empty() {
        Ok(slots)
    } else {
        Err(diagnostics)
    }
}

/// The slot of a column, or how many headers fit where not one does.
fn find(headers: &[String], column: &ColumnSource) -> Result<Slot, usize> {
    if column.constant.is_some() {
        return Ok(Slot::Constant);
    }
    let mut fitting = headers
        .iter()
        .enumerate()
        .filter(|(_, header)| column.takes(header));
    match (fitting.next(), fitting.count()) {
        (Some((index, _)), 0) => Ok(Slot::Cell(index)),
        (Some(_), more) => Err(more + 1),
        (None, _) if column.optional_header && !column.required => Ok(Slot::Absent),
        (None, _) => Err(0),
    }
}

fn describe_duplicate(column: &ColumnSource, count: usize, place: &Place) -> Diagnostic {
    let wanted = column.wanted_header();
    let message = format!("The header `{wanted}` occurs {count} times; which one is meant?");
    let place = place.clone().in_column(wanted);
    Diagnostic::error("duplicate-header", place, message).hint("Rename the others in the export.")
}

/// One finding a file; `free` are the headers that no column takes.
fn describe_missing(
    missing: &[&str],
    headers: &[String],
    free: &[&str],
    place: &Place,
) -> Diagnostic {
    let quote = |name: &str| match name.char_indices().nth(TOLD) {
        Some((end, _)) => format!("`{}…`", &name[..end]),
        None => format!("`{name}`"),
    };
    let mut found: Vec<String> = headers
        .iter()
        .take(LISTED)
        .map(|name| quote(name))
        .collect();
    if headers.len() > LISTED {
        found.push(format!("and {} more", headers.len() - LISTED));
    }
    let wanted: Vec<String> = missing.iter().map(|name| quote(name)).collect();
    let message = format!(
        "There is no header {}; the file has {}.",
        wanted.join(", "),
        found.join(", ")
    );
    let guesses = missing.iter().filter_map(|wanted| {
        let near = nearest(wanted, free.iter().copied())?;
        Some(format!("Is `{near}` meant for `{wanted}`?"))
    });
    let mut hints: Vec<String> = guesses.collect();
    hints.push("If lines come before the header, set `skip_rows`.".to_owned());
    let place = place
        .clone()
        .in_column(missing.first().copied().unwrap_or_default());
    Diagnostic::error("wrong-header", place, message).hint(hints.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::source::ColumnKind;

    fn headers(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    fn column(name: &str) -> ColumnSource {
        ColumnSource::new(name, ColumnKind::Text)
    }

    #[test]
    fn a_missing_header_is_named_with_those_found_and_the_nearest() {
        let found = headers(&["response_date", "rating"]);
        let Err(diagnostics) = bind(&found, &[column("ratings")], &Place::file("a.csv")) else {
            unreachable!("the header is missing");
        };
        assert_eq!(diagnostics[0].code, "wrong-header");
        assert!(diagnostics[0].message.contains("`response_date`, `rating`"));
        assert!(diagnostics[0].hint.contains("`rating`"));
    }

    #[test]
    fn a_doubled_header_is_refused_only_if_it_is_used() {
        let found = headers(&["note", "id", "note"]);
        assert_eq!(
            bind(&found, &[column("id")], &Place::default()),
            Ok(vec![Slot::Cell(1)])
        );
        let doubled = bind(&found, &[column("note")], &Place::default());
        assert!(doubled.is_err_and(|all| all[0].code == "duplicate-header"));
    }

    #[test]
    fn a_header_as_long_as_a_file_is_cut_short() {
        let place = Place::file("a.csv");
        let found = bind(
            &headers(&["文".repeat(9000).as_str()]),
            &[column("kind")],
            &place,
        );
        let short = |message: &str| message.contains('…') && message.len() < 400;
        assert!(found.is_err_and(|all| short(&all[0].message)));
    }

    #[test]
    fn an_optional_header_may_be_absent() {
        let mut optional = column("budget");
        optional.optional_header = true;
        assert_eq!(
            bind(&[], &[optional], &Place::default()),
            Ok(vec![Slot::Absent])
        );
    }
}
