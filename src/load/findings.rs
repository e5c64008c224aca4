//! What is said of a table's rows and columns that could not be taken as they came.

use super::intake::Intake;
use super::report::Refusal;
use crate::diagnostic::{Diagnostic, Place};
use crate::workspace::source::TableSource;

/// A note on texts that had characters which nobody sees.
pub(super) fn describe_invisible(source: &TableSource, intake: &Intake<'_>) -> Option<Diagnostic> {
    let (count, first) = &intake.invisible;
    let name = &source.name;
    let message = match count {
        1 => format!("1 text of `{name}` has characters that nobody sees; they are left out."),
        _ => {
            format!(
                "{count} texts of `{name}` have characters that nobody sees; they are left out."
            )
        }
    };
    let found = Diagnostic::note("invisible-characters", first.clone()?, message);
    Some(found.hint("marks of direction and control characters change how other text is shown"))
}

/// One warning for each code, at the first row that it befell.
pub(super) fn describe_refusals(source: &TableSource, intake: &Intake<'_>) -> Vec<Diagnostic> {
    let describe = |(code, first): (&&'static str, &Refusal)| {
        let count = intake
            .refusals
            .counts
            .get(code)
            .copied()
            .unwrap_or_default();
        describe_refusal(source, code, first, count)
    };
    intake.refusals.firsts.iter().map(describe).collect()
}

/// What is said of `count` rows with one code, the first of which is known.
pub(super) fn describe_refusal(
    source: &TableSource,
    code: &'static str,
    first: &Refusal,
    count: u64,
) -> Diagnostic {
    let (name, reason) = (&source.name, &first.reason);
    let rows = if count == 1 { "row is" } else { "rows are" };
    let message = format!("{count} {rows} refused in `{name}`; the first: {reason}.");
    let found = Diagnostic::warning(code, first.place(), message);
    match advise(code) {
        Some(hint) => found.hint(hint),
        None => found,
    }
}

/// What to do about refused rows.
fn advise(code: &str) -> Option<&'static str> {
    Some(match code {
        "duplicate-key" => {
            "mend the export; for a log, say with `keep` which row counts; if rows differ by more columns, state `key`"
        }
        "finish-before-start" => {
            "mend the rows at their source, or change `order` if both orders are right"
        }
        "future-date" => "mend the rows, or correct `as_of` if the data is younger than it says",
        "long-text" => "shorten the cell at its source, or leave out what is no text",
        "missing-value" => "fill the cell in at its source",
        "unknown-engineer" => "add the person to the roster, or correct the identifier",
        "unknown-value" => "translate it with `map`, or widen the vocabulary with `values`",
        "wrong-boolean" => "translate it with `map: {…: \"true\", …: \"false\"}`",
        "wrong-date" => "correct the cell, or state the form with `dates`, as `%d/%m/%Y`",
        "wrong-field-count" => {
            "look for separators without quotes or a quote left open, or state `delimiter`"
        }
        "wrong-number" => {
            "correct the cell, state the signs with `numbers`, or name the cell under `nulls`"
        }
        _ => return None,
    })
}

pub(super) fn describe_absences(source: &TableSource, intake: &Intake<'_>) -> Option<Diagnostic> {
    let absent: Vec<&str> = intake.absent.iter().map(String::as_str).collect();
    (!absent.is_empty()).then(|| {
        let (name, columns) = (&source.name, absent.join(", "));
        let message = format!("`{name}` comes without: {columns}.");
        Diagnostic::note("absent-column", Place::file(name), message)
    })
}
