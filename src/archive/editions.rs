//! The editions that an archive has, and the page over all of them.
//!
//! The page is one file beside the editions' folders. It is written to a temporary file and
//! renamed, so that it is whole at any moment; runs of different periods take turns by a
//! lock that dies with its process. A run that was killed before it came here leaves the page
//! of before; the next one mends it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{
    APPROVAL, Approval, EditionName, Link, Lock, MANIFEST, StoredEdition, checksum, put_in_place,
    unwritable,
};
use crate::diagnostic::Diagnostic;
use crate::period::Period;
use crate::render::Artifact;

/// Folders of the editions of everybody in the folder `archive`, in order of period and revision.
/// Editions of a few people and folders that are no edition are left out.
pub fn shelf(archive: &Path) -> BTreeMap<EditionName, PathBuf> {
    let entries = fs::read_dir(archive).into_iter().flatten().flatten();
    let named = entries.filter_map(|entry| {
        let name: EditionName = entry.file_name().to_str()?.parse().ok()?;
        Some((name, entry.path()))
    });
    named.filter(|(_, folder)| folder.is_dir()).collect()
}

/// The latest revision of a period, draft or not; `None` where the period has no edition.
///
/// # Errors
/// `incomplete-edition` where it has no manifest that can be read, `damaged-approval`.
pub fn latest(archive: &Path, period: Period) -> Result<Option<StoredEdition>, Diagnostic> {
    let last = revisions(archive, period).pop_last();
    last.map(|(_, folder)| StoredEdition::open(&folder))
        .transpose()
}

/// The latest approved revision of a period; `None` where none is approved.
///
/// # Errors
/// `incomplete-edition` where it has no manifest that can be read, `damaged-approval`,
/// `changed-since-approval` where it is not the one that was approved.
pub fn latest_approved(
    archive: &Path,
    period: Period,
) -> Result<Option<StoredEdition>, Diagnostic> {
    let mut folders = revisions(archive, period).into_values().rev();
    let Some(folder) = folders.find(|folder| is_fixed(folder)) else {
        return Ok(None);
    };
    let edition = StoredEdition::open(&folder)?;
    edition.approved()?;
    Ok(Some(edition))
}

/// What others of a period should be compared with: the latest approved revision, for it is what
/// people were told, or else the latest draft.
pub fn published(archive: &Path, period: Period) -> Option<PathBuf> {
    let folders = revisions(archive, period);
    let mut latest_first = folders.values().rev();
    let approved = latest_first.clone().find(|folder| is_fixed(folder));
    approved.or(latest_first.next()).cloned()
}

/// The latest revision of a period that has a file of just these bytes.
pub fn edition_with(archive: &Path, period: Period, bytes: &[u8]) -> Option<PathBuf> {
    let wanted = checksum(bytes);
    let has = |folder: &PathBuf| {
        let edition = StoredEdition::open(folder);
        edition.is_ok_and(|one| {
            one.manifest
                .files
                .values()
                .any(|file| file.sha256 == wanted)
        })
    };
    revisions(archive, period).into_values().rev().find(has)
}

/// Whether an edition is no draft any more, whatever its approval says.
pub(super) fn is_fixed(folder: &Path) -> bool {
    folder.join(APPROVAL).exists()
}

/// The name that the next run of a period writes to: the latest edition where that is a draft,
/// else the revision after it.
pub(super) fn next_name(archive: &Path, period: Period) -> EditionName {
    match revisions(archive, period).pop_last() {
        Some((name, folder)) if is_fixed(&folder) => name.next(),
        Some((name, _)) => name,
        None => EditionName::first(period),
    }
}

/// The approved edition that one of this name follows: the revision before it or, for the first
/// of a period, the latest approved one of the nearest period before it, of the same length.
///
/// # Errors
/// `damaged-approval` where its approval cannot be read: the chain cannot go on from it.
pub(super) fn before(archive: &Path, name: EditionName) -> Result<Option<Link>, Diagnostic> {
    let all = shelf(archive);
    let mut earlier = all.range(..name).rev();
    let found = earlier
        .find(|(other, folder)| other.period.grain() == name.period.grain() && is_fixed(folder));
    let Some((name, folder)) = found else {
        return Ok(None);
    };
    let link = |approval: Approval| Link {
        name: name.to_string(),
        manifest_sha256: approval.manifest_sha256,
    };
    Ok(Approval::read(folder)?.map(link))
}

/// All revisions of a period with their folders, the first one first.
fn revisions(archive: &Path, period: Period) -> BTreeMap<EditionName, PathBuf> {
    let mut all = shelf(archive);
    all.retain(|name, _| name.period == period);
    all
}

/// Names of the revisions before an edition, the first one first; none of one of a few people.
pub fn revisions_before(archive: &Path, edition: &str) -> Vec<String> {
    let Ok(name) = edition.parse::<EditionName>() else {
        return Vec::new();
    };
    let all = revisions(archive, name.period).into_keys();
    all.take_while(|other| other.revision < name.revision)
        .map(|other| other.to_string())
        .collect()
}

/// The latest revision of each period with an edition of everybody in the folder `archive`, the
/// latest period last. Editions of a few people and folders that are no edition are left out.
pub fn editions(archive: &Path) -> Vec<EditionName> {
    let all = shelf(archive).into_iter();
    let whole = all.filter(|(_, folder)| folder.join("index.html").is_file());
    // Of a period the last one stays.
    let latest: BTreeMap<Period, EditionName> =
        whole.map(|(name, _)| (name.period, name)).collect();
    let mut names: Vec<EditionName> = latest.into_values().collect();
    names.sort_by_key(|name| (name.period.end(), name.period.start()));
    names
}

/// The SHA-256 of an edition's manifest, which says whether it is still the same: of an approved
/// one as its approval has it, so that a large manifest need not be read. `None` where neither
/// can be read.
pub fn identity(archive: &Path, name: EditionName) -> Option<String> {
    let folder = archive.join(name.to_string());
    if let Ok(Some(approval)) = Approval::read(&folder) {
        return Some(approval.manifest_sha256);
    }
    fs::read(folder.join(MANIFEST))
        .ok()
        .map(|bytes| checksum(&bytes))
}

/// A file of an edition; `None` where it cannot be read.
pub fn read_part(archive: &Path, name: EditionName, file: &str) -> Option<Vec<u8>> {
    fs::read(archive.join(name.to_string()).join(file)).ok()
}

/// A file beside the editions; `None` where it cannot be read.
pub fn read_beside(archive: &Path, file: &str) -> Option<Vec<u8>> {
    fs::read(archive.join(file)).ok()
}

/// Makes files beside the editions by `make`, while no other run does, and puts each in place of
/// the one before.
///
/// # Errors
/// Those of `make`; `unwritable-archive` with the path. The old file stays then.
pub fn publish(
    archive: &Path,
    make: impl FnOnce() -> Result<Vec<Artifact>, Diagnostic>,
) -> Result<(), Diagnostic> {
    let _turn = Lock::wait(archive, "overview")?;
    for artifact in make()? {
        let target = archive.join(&artifact.path);
        put_in_place(&target, &artifact.bytes).map_err(|error| unwritable(&target, &error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

    use super::super::{Edition, Provenance, approve};
    use super::*;
    use crate::render::Artifact;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    /// Makes an edition of one page; its name.
    fn make(archive: &Path, of: &str, page: &str) -> String {
        let edition = Edition::begin(archive, period(of)).unwrap();
        let (path, bytes) = ("index.html".to_owned(), page.as_bytes().to_vec());
        edition.write(&Artifact { path, bytes }).unwrap();
        let folder = edition.finish(&Provenance {
            program: "scorepack 0".to_owned(),
            period: period(of),
            as_of: "2026-11-05".parse().unwrap(),
            configuration: String::new(),
            inputs: BTreeMap::new(),
            asked: None,
            compared: BTreeMap::new(),
        });
        let folder = folder.unwrap();
        folder.file_name().unwrap().to_str().unwrap().to_owned()
    }

    fn say_yes(archive: &Path, of: &str) -> Approval {
        let edition = latest(archive, period(of)).unwrap().unwrap();
        approve(&edition, "Ada", "2026-11-06T09:00:00+08:00", "scorepack 0").unwrap()
    }

    #[test]
    fn a_draft_is_replaced_and_an_approved_edition_is_followed_by_revisions() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path();
        assert_eq!(make(archive, "2026-10", "first"), "2026-10");
        assert_eq!(make(archive, "2026-10", "second"), "2026-10");
        let approval = say_yes(archive, "2026-10");
        assert_eq!(make(archive, "2026-10", "third"), "2026-10.r2");
        assert_eq!(make(archive, "2026-10", "fourth"), "2026-10.r2");
        say_yes(archive, "2026-10");
        assert_eq!(make(archive, "2026-10", "fifth"), "2026-10.r3");

        let read = |name: &str| fs::read_to_string(archive.join(name).join("index.html")).unwrap();
        assert_eq!(read("2026-10"), "second");
        assert_eq!(read("2026-10.r2"), "fourth");
        let last = latest(archive, period("2026-10")).unwrap().unwrap();
        assert_eq!((last.name.as_str(), last.revision), ("2026-10.r3", 3));
        assert_eq!(last.read("index.html").unwrap(), b"fifth");
        assert_eq!(last.approved().unwrap_err().code, "not-approved");

        let approved = latest_approved(archive, period("2026-10"))
            .unwrap()
            .unwrap();
        assert_eq!(approved.name, "2026-10.r2");
        assert_eq!(approved.approved().unwrap().by, "Ada");
        let manifest = fs::read(archive.join("2026-10/manifest.json")).unwrap();
        assert_eq!(approval.manifest_sha256, checksum(&manifest));
        assert_eq!(
            published(archive, period("2026-10")),
            Some(archive.join("2026-10.r2"))
        );
    }

    #[test]
    fn what_is_read_is_what_was_written_or_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path();
        assert!(latest(archive, period("2026-10")).unwrap().is_none());
        make(archive, "2026-10", "page");
        let edition = latest(archive, period("2026-10")).unwrap().unwrap();
        fs::write(archive.join("2026-10/index.html"), "eggs").unwrap();
        assert_eq!(
            edition.read("index.html").unwrap_err().code,
            "incomplete-edition"
        );
        assert_eq!(
            edition.read("../2026-10/index.html").unwrap_err().code,
            "incomplete-edition"
        );
    }

    #[test]
    fn an_approval_is_given_once_and_of_one_manifest_only() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path();
        make(archive, "2026-10", "page");
        say_yes(archive, "2026-10");
        let edition = latest(archive, period("2026-10")).unwrap().unwrap();
        let again = approve(&edition, "Ben", "2026-11-07T09:00:00+08:00", "scorepack 0");
        assert_eq!(again.unwrap_err().code, "already-approved");

        let manifest = archive.join("2026-10/manifest.json");
        let other = fs::read_to_string(&manifest).unwrap() + " ";
        fs::write(&manifest, other).unwrap();
        let edition = latest(archive, period("2026-10")).unwrap().unwrap();
        assert_eq!(
            edition.approved().unwrap_err().code,
            "changed-since-approval"
        );
        let refused = latest_approved(archive, period("2026-10")).unwrap_err();
        assert_eq!(refused.code, "changed-since-approval");

        // An approval that cannot be read is not taken for none.
        fs::write(archive.join("2026-10/approval.json"), "{").unwrap();
        assert_eq!(
            latest(archive, period("2026-10")).unwrap_err().code,
            "damaged-approval"
        );
        assert_eq!(
            next_name(archive, period("2026-10")).to_string(),
            "2026-10.r2"
        );
    }

    #[test]
    fn each_edition_names_the_approved_one_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path();
        let before = |name: &str| {
            let edition = StoredEdition::open(&archive.join(name)).unwrap();
            edition.manifest.before.map(|link| link.name)
        };
        let named = |name: &str| Some(name.to_owned());
        make(archive, "2026-08", "page");
        make(archive, "2026-09", "page");
        assert_eq!(before("2026-09"), None, "nothing is approved");
        say_yes(archive, "2026-08");
        make(archive, "2026-Q3", "page");
        make(archive, "2026-10", "page");
        assert_eq!(before("2026-Q3"), None, "the first of its length");
        assert_eq!(before("2026-10"), named("2026-08"), "2026-09 is a draft");
        say_yes(archive, "2026-10");
        make(archive, "2026-10", "page");
        assert_eq!(before("2026-10.r2"), named("2026-10"));
        say_yes(archive, "2026-10");
        make(archive, "2026-11", "page");
        assert_eq!(before("2026-11"), named("2026-10.r2"));
        let manifest = fs::read(archive.join("2026-10.r2/manifest.json")).unwrap();
        let november = StoredEdition::open(&archive.join("2026-11")).unwrap();
        let link = november.manifest.before.unwrap();
        assert_eq!(link.manifest_sha256, checksum(&manifest));
    }
}
