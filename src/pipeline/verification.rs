//! Whether the editions of an archive are still what they were when they were made and approved.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::recompute::recompute;
use crate::archive::{
    Approval, REDACTED, StoredEdition, check_approval, check_chain, check_files, every_edition,
};
use crate::diagnostic::{Diagnostic, Place};
use crate::period::Period;

/// What is to be verified.
pub struct Verifying<'a> {
    /// The folder of editions.
    pub archive: PathBuf,
    /// All revisions of this period; every edition where absent.
    pub period: Option<Period>,
    /// Whether editions are made again from what the archive keeps, and compared.
    pub recompute: bool,
    /// Variables that paths in the workspace may name.
    pub environment: &'a (dyn Fn(&str) -> Option<String> + Sync),
}

/// What was found of an edition.
#[derive(Clone, Debug, Serialize)]
pub struct Verified {
    /// Its name.
    pub edition: String,
    /// Files that its manifest lists.
    pub files: usize,
    /// Who approved it and when; absent for a draft.
    pub approval: Option<Approval>,
    /// What is wrong with it; nothing where it holds.
    pub problems: Vec<Diagnostic>,
}

/// Checks files, approvals and the chain of editions, the earliest first.
///
/// # Errors
/// `missing-edition` where there is nothing to verify.
pub fn verify(asked: &Verifying<'_>) -> Result<Vec<Verified>, Diagnostic> {
    let folders = every_edition(&asked.archive).into_iter();
    let verified: Vec<Verified> = folders
        .filter(|folder| asked.period.is_none_or(|period| is_of(folder, period)))
        .map(|folder| verify_one(&folder, asked))
        .collect();
    if !verified.is_empty() {
        return Ok(verified);
    }
    let place = Place::file(asked.archive.display().to_string());
    let message = match asked.period {
        Some(period) => format!("there is no edition of {period}"),
        None => "there are no editions".to_owned(),
    };
    Err(Diagnostic::error("missing-edition", place, message)
        .hint("make one with `scorepack run`, or name the folder of editions with `--archive`"))
}

/// Whether a folder is an edition of a period, in any revision or of a few people.
fn is_of(folder: &Path, period: Period) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next() == Some(period.to_string().as_str())
}

/// Whether an edition keeps what it was made from; one without names does not, by design.
fn keeps_configuration(edition: &StoredEdition) -> bool {
    !edition.name.ends_with(REDACTED)
}

fn verify_one(folder: &Path, asked: &Verifying<'_>) -> Verified {
    let edition = match StoredEdition::open(folder) {
        Ok(edition) => edition,
        Err(problem) => {
            let name = folder.file_name().unwrap_or_default();
            return Verified {
                edition: name.to_string_lossy().into_owned(),
                files: 0,
                approval: None,
                problems: vec![problem],
            };
        }
    };
    let mut problems = check_files(&edition);
    problems.extend(check_approval(&edition));
    problems.extend(check_chain(&asked.archive, &edition));
    // The configuration of a changed edition would not say what it was made from.
    if asked.recompute && problems.is_empty() && keeps_configuration(&edition) {
        problems = recompute(&edition, &asked.archive, asked.environment);
    }
    Verified {
        files: edition.manifest.files.len(),
        edition: edition.name,
        approval: edition.approval,
        problems,
    }
}
