//! An edition as whoever reads the archive finds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use super::*;

fn october() -> Period {
    "2026-10".parse().unwrap()
}

fn provenance() -> Provenance {
    Provenance {
        program: "scorepack 0".to_owned(),
        period: october(),
        as_of: "2026-11-05".parse().unwrap(),
        configuration: String::new(),
        inputs: BTreeMap::new(),
        asked: None,
        compared: BTreeMap::new(),
    }
}

fn page(bytes: &str) -> Artifact {
    Artifact {
        path: "people/E001.html".to_owned(),
        bytes: bytes.as_bytes().to_vec(),
    }
}

fn content(archive: &Path) -> String {
    fs::read_to_string(archive.join("2026-10/people/E001.html")).unwrap()
}

#[test]
fn an_edition_appears_whole_and_replaces_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path();
    for text in ["first", "second"] {
        let edition = Edition::begin(archive, october()).unwrap();
        edition.write(&page(text)).unwrap();
        assert!(!archive.join("2026-10").exists() || content(archive) == "first");
        edition.finish(&provenance()).unwrap();
        assert_eq!(content(archive), text);
    }
    let manifest = fs::read_to_string(archive.join("2026-10/manifest.json")).unwrap();
    assert!(manifest.contains(&checksum(b"second")), "{manifest}");
    assert!(!archive.join(".staging-2026-10").exists());
    assert!(!archive.join(".old-2026-10").exists());
}

#[test]
fn what_a_killed_run_left_is_mended_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path();
    let edition = Edition::begin(archive, october()).unwrap();
    edition.write(&page("first")).unwrap();
    edition.finish(&provenance()).unwrap();
    // Killed between the two renames, with a half-written staging folder.
    fs::rename(archive.join("2026-10"), archive.join(".old-2026-10")).unwrap();
    fs::create_dir_all(archive.join(".staging-2026-10/people")).unwrap();
    fs::write(archive.join(".staging-2026-10/people/E001.html"), "ha").unwrap();
    let edition = Edition::begin(archive, october()).unwrap();
    assert_eq!(content(archive), "first");
    drop(edition);
    assert_eq!(content(archive), "first");
}

#[test]
fn no_file_is_written_outside_the_edition() {
    let folder = tempfile::tempdir().unwrap();
    let edition = Edition::begin(folder.path(), october()).unwrap();
    for path in [
        "../out",
        "a/../../out",
        "/out",
        "a//b",
        "",
        "a\\..\\out",
        "C:out",
        "a./b",
        "a\0b",
    ] {
        let artifact = Artifact {
            path: path.to_owned(),
            bytes: Vec::new(),
        };
        assert_eq!(edition.write(&artifact).unwrap_err().code, "internal");
    }
}

#[test]
fn two_runs_of_one_edition_exclude_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let first = Edition::begin(folder.path(), october()).unwrap();
    let second = Edition::begin(folder.path(), october()).unwrap_err();
    assert_eq!(second.code, "run-in-progress");
    drop(first);
    assert!(Edition::begin(folder.path(), october()).is_ok());
}
