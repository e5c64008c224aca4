//! Passwords as somebody who makes and reads them would notice.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::BTreeSet;

use super::*;

/// Bytes that look drawn, the same in every run.
fn draws() -> impl FnMut(&mut [u8]) -> bool {
    let mut state: u64 = 7;
    move |bytes: &mut [u8]| {
        for byte in bytes {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *byte = (state >> 40) as u8;
        }
        true
    }
}

fn put(path: &Path, text: &str) {
    private::write_file(path, text.as_bytes()).unwrap();
}

#[test]
fn everybody_without_a_password_gets_one_and_nobody_gets_another() {
    let folder = tempfile::tempdir().unwrap();
    let (path, archive) = (
        folder.path().join("secrets.csv"),
        folder.path().join("archive"),
    );
    put(&path, "\u{feff}id,password\nB2,长安一片月\n");
    let random = &mut draws();
    assert_eq!(
        extend(&path, &archive, ["A1", "B2", "C3"], random).unwrap(),
        2
    );
    let first = Secrets::read(&path, &archive).unwrap();
    assert_eq!(first.of("B2"), Some("长安一片月"));
    assert_eq!(
        extend(&path, &archive, ["A1", "B2", "C3", "D4"], random).unwrap(),
        1
    );
    let second = Secrets::read(&path, &archive).unwrap();
    assert_eq!(second.len(), 4);
    for id in ["A1", "B2", "C3"] {
        assert_eq!(first.of(id), second.of(id));
    }
    assert_eq!(extend(&path, &archive, ["A1"], random).unwrap(), 0);
}

#[test]
fn where_randomness_ends_half_way_nobody_gets_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secrets.csv");
    let archive = folder.path().join("archive");
    let (mut draw, mut left) = (draws(), 40);
    let mut random = |bytes: &mut [u8]| {
        left -= 1;
        left > 0 && draw(bytes)
    };
    let problems = extend(&path, &archive, ["A1", "B2", "C3"], &mut random).unwrap_err();
    assert_eq!(problems[0].code, "no-randomness");
    assert!(!path.exists());
    assert_eq!(extend(&path, &archive, ["A1"], &mut draws()).unwrap(), 1);
}

#[test]
fn an_identifier_that_looks_like_a_formula_is_none_to_a_spreadsheet_and_reads_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secrets.csv");
    let archive = folder.path().join("archive");
    extend(&path, &archive, ["=A1", "B2"], &mut draws()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\n'=A1,") && text.contains("\nB2,"));
    assert!(Secrets::read(&path, &archive).unwrap().of("=A1").is_some());
}

#[test]
fn new_passwords_differ_and_have_no_characters_that_are_mixed_up() {
    let random = &mut draws();
    let passwords: BTreeSet<String> = (0..1000).map(|_| new_password(random).unwrap()).collect();
    assert_eq!(passwords.len(), 1000);
    let mut counts: BTreeMap<char, u32> = BTreeMap::new();
    for password in &passwords {
        assert!(check_password(password).is_ok());
        let characters: Vec<char> = password.chars().filter(|c| *c != '-').collect();
        // log2(31) = 4.954 bits each.
        assert!(characters.len() as f64 * 4.954 >= 80.0, "{password}");
        characters
            .into_iter()
            .for_each(|c| *counts.entry(c).or_default() += 1);
    }
    assert_eq!(counts.len(), 31);
    assert!(!counts.keys().any(|c| "01loiILO".contains(*c)));
    // 18,000 characters, 580 of each expected; a standard deviation is 24.
    assert!(
        counts.values().all(|n| (460..700).contains(n)),
        "{counts:?}"
    );
}

#[test]
fn every_row_that_cannot_be_used_is_reported_at_once_and_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secrets.csv");
    put(
        &path,
        "id,password\nA1,hunter-2-hunter\nA1,hunter-3-hunter\n,hunter-4\nB2,\nC3,hunter\u{7}\n",
    );
    let problems = Secrets::read(&path, folder.path().join("archive").as_path()).unwrap_err();
    let rows: Vec<_> = problems.iter().map(|p| (p.code, p.place.row)).collect();
    let wrong = |row| ("wrong-secret", Some(row));
    assert_eq!(rows, [wrong(2), wrong(3), wrong(4), wrong(5)]);
    assert!(!format!("{problems:?}").contains("hunter"), "{problems:?}");
}

#[test]
fn missing_people_are_named_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secrets.csv");
    put(&path, "id,password\nA1,hunter-2-hunter\n");
    let secrets = Secrets::read(&path, &folder.path().join("archive")).unwrap();
    assert!(secrets.check(["A1"]).is_none());
    let missing = secrets.check(["A1", "B2", "C3"]).unwrap();
    assert_eq!(missing.code, "missing-secret");
    assert!(missing.message.contains("2 people") && missing.message.contains("B2, C3"));
    assert!(!format!("{secrets:?}").contains("hunter"));
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_read_or_that_lies_in_the_archive_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    fs::create_dir(&archive).unwrap();
    let path = folder.path().join("secrets.csv");
    put(&path, "id,password\nA1,hunter-2-hunter\n");
    for (mode, refused) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let found = Secrets::read(&path, &archive);
        assert_eq!(found.is_err(), refused, "{mode:o}");
        if let Err(problems) = found {
            assert_eq!(problems[0].code, "exposed-secrets");
        }
    }
    let inside = archive.join("secrets.csv");
    let problems = extend(&inside, &archive, ["A1"], &mut draws()).unwrap_err();
    assert_eq!(problems[0].code, "exposed-secrets");
    assert!(!inside.exists());
}
