//! Keeps what an edition is made from, so that it can be made again.

use std::path::Path;

use super::prepare::{Prepared, read_font};
use crate::archive::{EarlierEditions, checksum, keep_input, keep_part};
use crate::diagnostic::Diagnostic;

/// Keeps the files of all tables, the workspace's font, and what was compared of earlier drafts.
///
/// # Errors
/// `input-changed` where a file is not what was read any more; `unwritable-archive`.
pub(super) fn keep(
    prepared: &Prepared,
    archive: &Path,
    earlier: &EarlierEditions<'_>,
) -> Result<(), Diagnostic> {
    let root = &prepared.workspace.root;
    for file in prepared.reports.iter().flat_map(|report| &report.files) {
        keep_input(archive, &root.join(&file.path), &file.sha256)?;
    }
    if let Some(font) = &prepared.workspace.fallback_font {
        keep_input(archive, font, &checksum(&read_font(font)?))?;
    }
    for name in earlier.read_so_far().keys() {
        keep_part(archive, name)?;
    }
    Ok(())
}
