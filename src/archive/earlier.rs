//! Editions that are there already: what later ones compare themselves with.
//!
//! Only small, stable files are read: the manifest, marks (`scores.csv`), values that
//! could still change (`provisional.csv`), definitions and configuration; each against its
//! checksum in the manifest. Nothing is written. An edition that is not there is no
//! finding; one that is damaged, or was made before these files existed, is a note.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::editions::published;
use super::stored::incomplete;
use super::{Link, MANIFEST, StoredEdition, shelf};
use crate::cell;
use crate::diagnostic::Diagnostic;
use crate::measure::SubjectKind;
use crate::period::Period;
use crate::score::Grade;
use crate::score::history::{Earlier, Mark, OpenKey, Shown};
use crate::workspace::Definitions;

/// The values of an edition that could still change.
pub const PROVISIONAL: &str = "provisional.csv";

/// The definitions of an edition.
pub const DEFINITIONS: &str = "definitions.json";

/// The folder with the configuration of an edition.
pub const CONFIGURATION: &str = "configuration";

/// Marks of people and teams.
pub(super) const SCORES: &str = "scores.csv";

/// An edition that is there already.
#[derive(Clone, Debug)]
pub struct EarlierEdition {
    /// What it said.
    pub said: Earlier,
    /// Name and version of the program that made it, where its definitions tell.
    pub program: Option<String>,
    /// What it rested on, where it tells.
    pub definitions: Option<Definitions>,
    /// The folder of its configuration, if all of it is as it was written.
    pub configuration: Option<PathBuf>,
}

impl EarlierEdition {
    /// What an edition says, whatever its period.
    ///
    /// # Errors
    /// `damaged-edition`, a note.
    pub fn of(stored: &StoredEdition) -> Result<Self, Diagnostic> {
        read(stored).map(|(edition, _)| edition)
    }
}

#[derive(Deserialize)]
struct ScoreRow {
    subject_kind: String,
    subject_id: String,
    score: Option<f64>,
    grade: String,
}

/// `definitions.json`.
#[derive(Deserialize)]
pub struct KeptDefinitions {
    /// Name and version of the program that made it, where it tells.
    pub program: Option<String>,
    /// What the edition rested on.
    #[serde(flatten)]
    pub definitions: Definitions,
}

/// A row of `provisional.csv`.
#[derive(Deserialize)]
struct OpenRow {
    subject_kind: String,
    subject_id: String,
    kpi: String,
    period: Period,
    value: Option<f64>,
    n: u32,
}

/// The editions in an archive that a run compares itself with; it remembers which were read.
#[derive(Debug)]
pub struct EarlierEditions<'a> {
    archive: &'a Path,
    read: RefCell<BTreeMap<String, String>>,
}

impl<'a> EarlierEditions<'a> {
    /// Those in the folder `archive`.
    pub fn new(archive: &'a Path) -> Self {
        let read = RefCell::default();
        Self { archive, read }
    }

    /// Periods before `last`, of its grain, that have a folder; newest first.
    pub fn periods(&self, last: Period) -> Vec<Period> {
        let mut periods: Vec<Period> = shelf(self.archive)
            .into_keys()
            .map(|name| name.period)
            .filter(|period| period.grain() == last.grain() && *period < last)
            .collect();
        periods.dedup();
        periods.reverse();
        periods
    }

    /// The edition of `period`, if there is one, and what is wrong with it: the latest approved
    /// revision, which is what people were told, or else the draft.
    pub fn read(&self, period: Period) -> (Option<EarlierEdition>, Vec<Diagnostic>) {
        let Some(folder) = published(self.archive, period) else {
            return (None, Vec::new());
        };
        match self.read_in(&folder, period) {
            Ok((edition, notes)) => (Some(edition), notes),
            Err(note) => (None, vec![note]),
        }
    }

    /// The edition of `period` in a folder, and notes; it is remembered.
    fn read_in(
        &self,
        folder: &Path,
        period: Period,
    ) -> Result<(EarlierEdition, Vec<Diagnostic>), Diagnostic> {
        let stored = StoredEdition::open(folder).map_err(damaged)?;
        let of = stored.manifest.provenance.period;
        if of != period {
            let message = format!("it is the manifest of {of}");
            return Err(damaged(incomplete(&folder.join(MANIFEST), &message)));
        }
        let read = read(&stored)?;
        let Link {
            name,
            manifest_sha256,
        } = stored.compared_link()?;
        self.read.borrow_mut().insert(name, manifest_sha256);
        Ok(read)
    }

    /// The editions that were read: SHA-256 of [`super::Manifest::compared_part`] by name.
    pub fn read_so_far(&self) -> BTreeMap<String, String> {
        self.read.borrow().clone()
    }
}

/// What an edition says, and notes.
fn read(stored: &StoredEdition) -> Result<(EarlierEdition, Vec<Diagnostic>), Diagnostic> {
    let made = &stored.manifest.provenance;
    let marks = marks_of(stored).map_err(damaged)?;
    let mut notes = Vec::new();
    let open = open_values(stored).map_err(|found| notes.push(damaged(found)));
    let definitions = definitions_of(stored).map_err(|found| notes.push(damaged(found)));
    let definitions = definitions.ok().flatten();
    let configuration = configuration(stored).map_err(|found| notes.push(damaged(found)));
    let edition = EarlierEdition {
        said: Earlier {
            period: made.period,
            as_of: made.as_of,
            marks,
            open: open.ok().flatten(),
        },
        program: definitions.as_ref().and_then(|one| one.program.clone()),
        definitions: definitions.map(|one| one.definitions),
        configuration: configuration.ok().flatten(),
    };
    Ok((edition, notes))
}

/// Score and grade of everybody in an edition, by kind and identifier.
///
/// # Errors
/// `incomplete-edition` where they cannot be read.
pub fn marks_of(
    edition: &StoredEdition,
) -> Result<BTreeMap<(SubjectKind, String), Mark>, Diagnostic> {
    let mut marks = BTreeMap::new();
    for row in rows::<ScoreRow>(edition, SCORES)?.unwrap_or_default() {
        if let Some(kind) = kind(&row.subject_kind) {
            let mark = Mark {
                score: row.score,
                grade: Grade::from_letter(&row.grade),
            };
            marks.insert((kind, cell::bare(&row.subject_id).to_owned()), mark);
        }
    }
    Ok(marks)
}

/// The bytes of a file as it was written; `None` where the edition has none of this name.
fn bytes(edition: &StoredEdition, name: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
    let known = edition.manifest.files.contains_key(name);
    known.then(|| edition.read(name)).transpose()
}

/// The rows of a table of an edition; `None` where it has none of this name.
///
/// # Errors
/// `incomplete-edition` where it cannot be read.
pub fn rows<T: DeserializeOwned>(
    edition: &StoredEdition,
    name: &str,
) -> Result<Option<Vec<T>>, Diagnostic> {
    let Some(bytes) = bytes(edition, name)? else {
        return Ok(None);
    };
    let rows: Result<Vec<T>, _> = csv::Reader::from_reader(bytes.as_slice())
        .deserialize()
        .collect();
    rows.map(Some)
        .map_err(|error| incomplete(&edition.folder.join(name), &error.to_string()))
}

/// The values of an edition that could still change.
///
/// # Errors
/// `incomplete-edition` where they cannot be read.
pub fn open_values(
    edition: &StoredEdition,
) -> Result<Option<BTreeMap<OpenKey, Shown>>, Diagnostic> {
    let Some(rows) = rows::<OpenRow>(edition, PROVISIONAL)? else {
        return Ok(None);
    };
    let open = rows.into_iter().filter_map(|row| {
        let key = (
            kind(&row.subject_kind)?,
            cell::bare(&row.subject_id).to_owned(),
            row.kpi,
            row.period,
        );
        let (value, n) = (row.value, row.n);
        Some((key, Shown { value, n }))
    });
    Ok(Some(open.collect()))
}

/// What an edition rested on; `None` where it does not tell.
///
/// # Errors
/// `incomplete-edition` where it cannot be read.
pub fn definitions_of(edition: &StoredEdition) -> Result<Option<KeptDefinitions>, Diagnostic> {
    let Some(bytes) = bytes(edition, DEFINITIONS)? else {
        return Ok(None);
    };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| incomplete(&edition.folder.join(DEFINITIONS), &error.to_string()))
}

/// The folder of the configuration, after every file of it was checked.
fn configuration(edition: &StoredEdition) -> Result<Option<PathBuf>, Diagnostic> {
    let prefix = format!("{CONFIGURATION}/");
    let names = edition.manifest.files.keys();
    let names: Vec<&String> = names.filter(|name| name.starts_with(&prefix)).collect();
    for name in &names {
        edition.read(name)?;
    }
    Ok((!names.is_empty()).then(|| edition.folder.join(CONFIGURATION)))
}

/// The kind of a subject by its name in files.
pub fn kind(name: &str) -> Option<SubjectKind> {
    [
        SubjectKind::Person,
        SubjectKind::Team,
        SubjectKind::Organisation,
    ]
    .into_iter()
    .find(|kind| kind.name() == name)
}

/// What is wrong with an edition, to whom it is only something to compare with.
fn damaged(found: Diagnostic) -> Diagnostic {
    let message = format!(
        "this earlier edition cannot be compared with: {}",
        found.message
    );
    Diagnostic::note("damaged-edition", found.place, message)
        .hint("restore it from a backup and run again, if what changed since then matters")
}
