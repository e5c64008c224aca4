//! Approving an edition: what somebody should know who puts their name to it, and the record.
//!
//! The summary is made from the edition's own files and from those of the edition before it, so it
//! tells what was made and not what a run today would make. Every file is checked against the
//! manifest first.
//!
//! Limits: the texts of alerts are in the language that the edition was made in.

mod summary;

use std::path::PathBuf;

pub use self::summary::{EditionSummary, Moves, RefusedRows, Since};
use super::{PROGRAM, prepare};
use crate::archive::{
    self, Approval, CONFIGURATION, Lock, StoredEdition, check_approval, check_chain, check_files,
};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::{Language, Locale};
use crate::period::Period;
use crate::workspace;

/// Which edition is to be approved, and by whom.
pub struct Approving {
    /// The folder of editions.
    pub archive: PathBuf,
    /// The period; its latest revision is meant.
    pub period: Period,
    /// Name of who approves; nothing is recorded where absent.
    pub by: Option<String>,
    /// The instant, by RFC 3339.
    pub at: String,
    /// Language of the summary; the organisation's where absent.
    pub language: Option<Language>,
}

/// An edition that was looked through and, if asked for, approved.
pub struct Approved {
    /// What it holds.
    pub summary: EditionSummary,
    /// What was recorded, now or before.
    pub approval: Option<Approval>,
    /// Words for the summary.
    pub locale: Locale,
}

/// Sums the latest edition of a period up and records its approval.
///
/// # Errors
/// `missing-edition`, `already-approved`; what is wrong with its files or with the chain that it is
/// in; `nameless-approval`. Nothing is recorded then.
pub fn approve(asked: &Approving) -> Result<Approved, Vec<Diagnostic>> {
    let one = |found| vec![found];
    if !asked.archive.is_dir() {
        return Err(one(missing_edition(asked)));
    }
    let _lock = Lock::take(&asked.archive, &asked.period.to_string()).map_err(one)?;
    let latest = archive::latest(&asked.archive, asked.period).map_err(one)?;
    let edition = latest.ok_or_else(|| one(missing_edition(asked)))?;
    let name = check_name(asked)?;
    let mut found = check_files(&edition);
    found.extend(check_approval(&edition));
    found.extend(check_chain(&asked.archive, &edition));
    if !found.is_empty() {
        return Err(found);
    }
    let locale = locale_of(&edition, asked.language)?;
    let summary = EditionSummary::of(&edition, &asked.archive).map_err(one)?;
    let record = |by: &str| archive::approve(&edition, by, &asked.at, PROGRAM);
    let approval = name.map(record).transpose().map_err(one)?;
    Ok(Approved {
        summary,
        approval: approval.or(edition.approval),
        locale,
    })
}

/// The name in one line, without blanks around it.
fn check_name(asked: &Approving) -> Result<Option<&str>, Vec<Diagnostic>> {
    let Some(name) = asked.by.as_deref().map(str::trim) else {
        return Ok(None);
    };
    if name.is_empty() || name.chars().any(char::is_control) {
        let message = "an approval needs the name of a person, in one line";
        let place = Place::default().in_column("--by");
        return Err(vec![
            Diagnostic::error("nameless-approval", place, message)
                .hint("write `--by \"Ada Chen\"`"),
        ]);
    }
    Ok(Some(name))
}

fn missing_edition(asked: &Approving) -> Diagnostic {
    let place = Place::file(asked.archive.display().to_string());
    let message = format!("there is no edition of {}", asked.period);
    Diagnostic::error("missing-edition", place, message).hint(format!(
        "make it with `scorepack run --period {}`, or name the folder of editions with `--archive`",
        asked.period
    ))
}

/// Words in the language that is asked for, or in the organisation's, with its own messages.
pub(super) fn locale_of(
    edition: &StoredEdition,
    asked: Option<Language>,
) -> Result<Locale, Vec<Diagnostic>> {
    // No data is read, so what its paths name does not matter.
    let anything = |_: &str| Some("unset".to_owned());
    let Ok((kept, _)) = workspace::read(&edition.folder.join(CONFIGURATION), &anything) else {
        // The configuration of another version of the program.
        return Locale::new(asked.unwrap_or(Language::En));
    };
    let language = asked.unwrap_or(kept.organisation.language);
    let mut locales = prepare::read_locales(&kept, Some(language))?;
    locales
        .remove(&language)
        .map_or_else(|| Locale::new(Language::En), Ok)
}
