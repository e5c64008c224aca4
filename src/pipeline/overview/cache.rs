//! What the page over all periods has read of each edition, kept for the next time.
//!
//! `overview.json` lies beside the page. An edition is known by the checksum of its manifest, so
//! one that has not changed is not read again: a run takes time for what is new. The file begins
//! with a checksum of its own; a lost or damaged one is made anew from the editions.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::MOST_PEOPLE;
use super::marks::{MARKS, Marks, SUMMARY, Summary};
use crate::archive::{EditionName, OVERVIEW, checksum, editions, identity, read_beside, read_part};
use crate::period::Period;
use crate::render::Artifact;
use crate::score::Grade;

/// The latest revision of a period, as far as the page tells of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shelved {
    /// Its name, which is that of its folder.
    pub(super) name: EditionName,
    /// What it left.
    pub(super) left: Left,
}

impl Shelved {
    /// Its period.
    pub(super) fn period(&self) -> Period {
        self.name.period
    }
}

/// What an edition left for the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Left {
    /// The checksum of its manifest.
    manifest_sha256: String,
    /// Absent where it left none.
    pub(super) summary: Option<Summary>,
    /// Absent where it left none, or for more people than the page lists.
    pub(super) marks: Option<Marks>,
}

/// The latest edition of each period in the folder `archive`, the latest period last, and what to
/// keep of them.
pub(super) fn shelf(archive: &Path) -> serde_json::Result<(Vec<Shelved>, Artifact)> {
    let mut known = read(archive).unwrap_or_default();
    let mut shelf = Vec::new();
    for name in editions(archive) {
        let Some(manifest_sha256) = identity(archive, name) else {
            let left = Left::default();
            shelf.push(Shelved { name, left });
            continue;
        };
        let kept = known.remove(&name.to_string());
        let kept = kept.filter(|left| left.manifest_sha256 == manifest_sha256);
        let left = kept.unwrap_or_else(|| look(archive, name, manifest_sha256));
        shelf.push(Shelved { name, left });
    }
    let keep = shelf
        .iter()
        .filter(|one| !one.left.manifest_sha256.is_empty());
    let keep: BTreeMap<String, &Left> = keep.map(|one| (one.name.to_string(), &one.left)).collect();
    let json = serde_json::to_string(&keep)?;
    let bytes = format!("{}\n{json}\n", checksum(json.as_bytes())).into_bytes();
    let path = OVERVIEW.to_owned();
    Ok((shelf, Artifact { path, bytes }))
}

/// What was kept; `None` where it is lost or is not as it was written.
fn read(archive: &Path) -> Option<BTreeMap<String, Left>> {
    let text = String::from_utf8(read_beside(archive, OVERVIEW)?).ok()?;
    let (sum, json) = text.strip_suffix('\n')?.split_once('\n')?;
    (checksum(json.as_bytes()) == sum).then_some(())?;
    serde_json::from_str(json).ok()
}

/// Reads what an edition left.
fn look(archive: &Path, name: EditionName, manifest_sha256: String) -> Left {
    let bytes = read_part(archive, name, SUMMARY);
    let summary = bytes.and_then(|bytes| serde_json::from_slice::<Summary>(&bytes).ok());
    let summary = summary.filter(|summary| summary.grades.len() == Grade::ALL.len());
    let people = summary.as_ref().map(|summary| summary.people);
    let listed = people.is_some_and(|people| people <= MOST_PEOPLE);
    let marks = listed.then(|| read_part(archive, name, MARKS)).flatten();
    Left {
        manifest_sha256,
        marks: marks.and_then(|bytes| Marks::from_script(&bytes)),
        summary,
    }
}
