//! Addresses in the roster: one that is none is told of with file and row, before anybody
//! waits for a packet that cannot be sent.

use super::Table;
use super::places::Places;
use crate::diagnostic::{Diagnostic, Place};

/// The column of addresses.
const EMAIL: &str = "email";

/// More than this are counted, not told.
const TOLD: usize = 20;

/// Whether `text` is an address that every mail server takes: ASCII, one `@`, a domain of
/// several parts or `localhost`, nothing quoted.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let name = |part: &str| {
        let inner = part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        inner
            && !part.is_empty()
            && part.len() < 64
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let local_is_good = local.len() <= 64
        && local
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(atom));
    let domain_is_good = domain == "localhost" || (domain.contains('.') && domain.len() < 254);
    local_is_good && domain_is_good && domain.split('.').all(name)
}

/// Cells of the roster that should be addresses and are none.
pub(super) fn find_wrong(roster: &Table, places: Option<&Places>) -> Vec<Diagnostic> {
    let column = roster.frame.column(EMAIL).ok();
    let Some(cells) = column.and_then(|column| column.str().ok()) else {
        return Vec::new();
    };
    let wrong = cells.iter().enumerate().filter_map(|(row, cell)| {
        let cell = cell.filter(|cell| !is_address(cell))?;
        Some((row, cell))
    });
    let mut diagnostics = Vec::new();
    let mut untold = 0;
    for (row, cell) in wrong {
        if diagnostics.len() == TOLD {
            untold += 1;
            continue;
        }
        let place = places.map_or_else(
            || Place::file(&roster.name),
            |places| {
                let (file, row) = places.find(row);
                Place::file(file).at_row(row)
            },
        );
        // Whatever stands there may reach a terminal.
        let shown: String = cell.escape_debug().take(80).collect();
        let message = format!("`{shown}` is no address, so nothing can be sent to it");
        diagnostics.push(
            Diagnostic::warning("wrong-address", place.in_column(EMAIL), message)
                .hint("write name@example.com, one address in a cell"),
        );
    }
    if untold > 0 {
        let message = format!("{untold} more cells of the roster are no addresses");
        let place = Place::file(&roster.name).in_column(EMAIL);
        diagnostics.push(Diagnostic::warning("wrong-address", place, message));
    }
    diagnostics
}
