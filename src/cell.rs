//! Texts in cells of the CSV files that an edition has: never a formula.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, whatever
//! the file says of quotes, and names and comments come from anywhere. Such a text gets an
//! apostrophe in front, which spreadsheets read as "this is text"; numbers stay as they are.
//! What is read back ([`bare`]) is what was written.

use std::borrow::Cow;
use std::io::Write;

/// What begins a formula, or hides that one begins; wide forms count in Chinese spreadsheets.
const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The text as a cell that no spreadsheet takes for a formula.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_dangerous(text) && !is_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a cell that was [`guarded`].
pub fn bare(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_dangerous(text) => text,
        _ => cell,
    }
}

/// Writes one record of a CSV file, its cells guarded.
///
/// # Errors
/// What the writer refuses.
pub fn write_record<W: Write, S: AsRef<str>>(
    writer: &mut csv::Writer<W>,
    cells: impl IntoIterator<Item = S>,
) -> csv::Result<()> {
    for cell in cells {
        writer.write_field(guarded(cell.as_ref()).as_bytes())?;
    }
    writer.write_record(None::<&[u8]>)
}

/// Apostrophes before it are looked through, so that each text has a cell of its own. A sign
/// alone, as for "nothing", is no formula.
fn is_dangerous(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    text.starts_with(BEGINNINGS) && text.chars().nth(1).is_some()
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_begins_a_formula_gets_an_apostrophe_and_numbers_do_not() {
        for text in [
            "=1+1", "+cmd", "-2+3", "@SUM", "\t=1", "\r=1", "＝1", "-inf", "'=1",
        ] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in [
            "", "E001", "-5", "-0.25", "+3", "1e-7", "-1e300", "-", "'quoted'", "a=b", "—",
        ] {
            assert_eq!(guarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+@\t-]{0,3}\\PC{0,6}") {
            let cell = guarded(&text).into_owned();
            prop_assert_eq!(bare(&cell), text.as_str());
        }
    }
}
