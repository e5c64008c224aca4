//! Keeps what an edition is made from, so that it can be made again.

use std::collections::BTreeMap;
use std::path::Path;

use super::prepare::{Prepared, read_font};
use crate::archive::{checksum, keep_input, keep_part};
use crate::diagnostic::Diagnostic;

/// Keeps the files of all tables, the workspace's font, and what was `compared` of earlier
/// drafts, by their names. Whoever calls this is writing an edition, so that no pruning removes
/// what no manifest names yet.
///
/// # Errors
/// `input-changed` where a file is not what was read any more; `unwritable-archive`.
pub(super) fn keep(
    prepared: &Prepared,
    archive: &Path,
    compared: &BTreeMap<String, String>,
) -> Result<(), Diagnostic> {
    let root = &prepared.workspace.root;
    for file in prepared.reports.iter().flat_map(|report| &report.files) {
        keep_input(archive, &root.join(&file.path), &file.sha256)?;
    }
    if let Some(font) = &prepared.workspace.fallback_font {
        keep_input(archive, font, &checksum(&read_font(font)?))?;
    }
    for name in compared.keys() {
        keep_part(archive, name)?;
    }
    Ok(())
}
