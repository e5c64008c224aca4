//! Editions that are there already: what later ones compare themselves with.
//!
//! Only small, stable files are read: the manifest, marks (`scores.csv`), values that
//! could still change (`provisional.csv`), definitions and configuration; each against its
//! checksum in the manifest. Nothing is written. An edition that is not there is no
//! finding; one that is damaged, or was made before these files existed, is a note.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::editions::published;
use super::{MANIFEST, Manifest, checksum, shelf};
use crate::cell;
use crate::diagnostic::{Diagnostic, Place};
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
const SCORES: &str = "scores.csv";

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

#[derive(Deserialize)]
struct ScoreRow {
    subject_kind: String,
    subject_id: String,
    score: Option<f64>,
    grade: String,
}

/// `definitions.json`.
#[derive(Deserialize)]
struct KeptDefinitions {
    program: Option<String>,
    #[serde(flatten)]
    definitions: Definitions,
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

/// Periods before `last`, of its grain, that have a folder in `archive`; newest first.
pub fn earlier_periods(archive: &Path, last: Period) -> Vec<Period> {
    let mut periods: Vec<Period> = shelf(archive)
        .into_keys()
        .map(|name| name.period)
        .filter(|period| period.grain() == last.grain() && *period < last)
        .collect();
    periods.dedup();
    periods.reverse();
    periods
}

/// The edition of `period` in the folder `archive`, if there is one, and what is wrong with it:
/// the latest approved revision, which is what people were told, or else the draft.
pub fn read_earlier(archive: &Path, period: Period) -> (Option<EarlierEdition>, Vec<Diagnostic>) {
    let Some(folder) = published(archive, period) else {
        return (None, Vec::new());
    };
    match read(&folder, period) {
        Ok(found) => found,
        Err(note) => (None, vec![note]),
    }
}

fn read(
    folder: &Path,
    period: Period,
) -> Result<(Option<EarlierEdition>, Vec<Diagnostic>), Diagnostic> {
    let path = folder.join(MANIFEST);
    let bytes = fs::read(&path).map_err(|error| damaged(&path, &error.to_string()))?;
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|error| damaged(&path, &error.to_string()))?;
    if manifest.provenance.period != period {
        let message = format!("it is the manifest of {}", manifest.provenance.period);
        return Err(damaged(&path, &message));
    }
    let files = Files { folder, manifest };
    let mut marks = BTreeMap::new();
    for row in files.rows::<ScoreRow>(SCORES)?.unwrap_or_default() {
        if let Some(kind) = kind(&row.subject_kind) {
            let mark = Mark {
                score: row.score,
                grade: Grade::from_letter(&row.grade),
            };
            marks.insert((kind, cell::bare(&row.subject_id).to_owned()), mark);
        }
    }
    let mut notes = Vec::new();

    let open = files.open().map_err(|note| notes.push(note));
    let definitions = files.definitions().map_err(|note| notes.push(note));
    let definitions = definitions.ok().flatten();
    let configuration = files.configuration().map_err(|note| notes.push(note));
    let edition = EarlierEdition {
        said: Earlier {
            period,
            as_of: files.manifest.provenance.as_of,
            marks,
            open: open.ok().flatten(),
        },
        program: definitions.as_ref().and_then(|one| one.program.clone()),
        definitions: definitions.map(|one| one.definitions),
        configuration: configuration.ok().flatten(),
    };
    Ok((Some(edition), notes))
}

/// The files of one edition.
struct Files<'a> {
    folder: &'a Path,
    manifest: Manifest,
}

impl Files<'_> {
    /// The bytes of a file as it was written; `None` where the edition has none of this name.
    fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        let Some(entry) = self.manifest.files.get(name) else {
            return Ok(None);
        };
        let path = self.folder.join(name);
        let bytes = fs::read(&path).map_err(|error| damaged(&path, &error.to_string()))?;
        if checksum(&bytes) == entry.sha256 {
            Ok(Some(bytes))
        } else {
            Err(damaged(&path, "it is not as it was written"))
        }
    }

    fn rows<T: DeserializeOwned>(&self, name: &str) -> Result<Option<Vec<T>>, Diagnostic> {
        let Some(bytes) = self.bytes(name)? else {
            return Ok(None);
        };
        let rows: Result<Vec<T>, _> = csv::Reader::from_reader(bytes.as_slice())
            .deserialize()
            .collect();
        rows.map(Some)
            .map_err(|error| damaged(&self.folder.join(name), &error.to_string()))
    }

    fn open(&self) -> Result<Option<BTreeMap<OpenKey, Shown>>, Diagnostic> {
        let Some(rows) = self.rows::<OpenRow>(PROVISIONAL)? else {
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

    fn definitions(&self) -> Result<Option<KeptDefinitions>, Diagnostic> {
        let Some(bytes) = self.bytes(DEFINITIONS)? else {
            return Ok(None);
        };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| damaged(&self.folder.join(DEFINITIONS), &error.to_string()))
    }

    /// The folder of the configuration, after every file of it was checked.
    fn configuration(&self) -> Result<Option<PathBuf>, Diagnostic> {
        let prefix = format!("{CONFIGURATION}/");
        let names = self.manifest.files.keys();
        let names: Vec<&String> = names.filter(|name| name.starts_with(&prefix)).collect();
        for name in &names {
            self.bytes(name)?;
        }
        Ok((!names.is_empty()).then(|| self.folder.join(CONFIGURATION)))
    }
}

fn kind(name: &str) -> Option<SubjectKind> {
    [
        SubjectKind::Person,
        SubjectKind::Team,
        SubjectKind::Organisation,
    ]
    .into_iter()
    .find(|kind| kind.name() == name)
}

fn damaged(path: &Path, what: &str) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    let message = format!("this earlier edition cannot be compared with: {what}");
    Diagnostic::note("damaged-edition", place, message)
        .hint("restore it from a backup and run again, if what changed since then matters")
}
