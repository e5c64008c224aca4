//! The passwords of protected documents: one a person, in a file that stays apart from the
//! archive and is open to its owner only.
//!
//! The file is a CSV table with the columns `id` and `password`. New passwords are drawn
//! from randomness that is handed in; those that are there are never changed. No password
//! gets into a message, a log or a manifest: [`Secrets`] does not even show them in its
//! debug form.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::archive::private;
use crate::cell;
use crate::diagnostic::{Diagnostic, Place};
use crate::render::pdf::check_password;

/// What the columns are called.
const HEADER: [&str; 2] = ["id", "password"];

/// Characters of new passwords: none that is easily taken for another (0 and o, 1, l and i).
const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Characters of a new password in groups of [`GROUP`]: 18 times 4.95 bits are 89 bits.
const LENGTH: usize = 18;
const GROUP: usize = 6;

/// Identifiers that a message names before it only counts.
const NAMED: usize = 20;

/// Everybody's password.
#[derive(Clone, Default)]
pub struct Secrets {
    path: PathBuf,
    passwords: BTreeMap<String, String>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Secrets({}: {})",
            self.path.display(),
            self.passwords.len()
        )
    }
}

impl Secrets {
    /// Reads a file of passwords.
    ///
    /// # Errors
    /// `exposed-secrets` where others may read the file, or it lies in the folder `archive`,
    /// which is copied about; `unreadable-file`; `wrong-secret` once for each row that cannot
    /// be used. All of them at once, where the file can be read at all.
    pub fn read(path: &Path, archive: &Path) -> Result<Self, Vec<Diagnostic>> {
        let mut problems: Vec<Diagnostic> = [exposed(path), within(path, archive)]
            .into_iter()
            .flatten()
            .collect();
        let bytes = fs::read(path).map_err(|error| vec![unreadable(path, &error)])?;
        let mut secrets = Self {
            path: path.to_owned(),
            ..Self::default()
        };
        secrets.take(&bytes, &mut problems);
        if problems.is_empty() {
            Ok(secrets)
        } else {
            Err(problems)
        }
    }

    fn take(&mut self, bytes: &[u8], problems: &mut Vec<Diagnostic>) {
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::Reader::from_reader(text);
        let headers = reader.headers().cloned().unwrap_or_default();
        let at = HEADER.map(|name| headers.iter().position(|header| header.trim() == name));
        let [Some(id), Some(password)] = at else {
            let place = Place::file(self.path.display().to_string()).at_line(1);
            let message = "the columns `id` and `password` are not both there";
            problems.push(wrong(place, message));
            return;
        };
        for (row, record) in reader.records().enumerate() {
            let place = Place::file(self.path.display().to_string()).at_row(row as u32 + 1);
            match record {
                Ok(record) => {
                    let cell = |at: usize| record.get(at).unwrap_or_default();
                    let (id, password) = (cell::bare(cell(id)).trim(), cell(password));
                    if let Err(what) = self.keep(id, password) {
                        problems.push(wrong(place, &what));
                    }
                }
                // What the reader says may quote the row.
                Err(_) => problems.push(wrong(place, "the row is no CSV in UTF-8")),
            }
        }
    }

    fn keep(&mut self, id: &str, password: &str) -> Result<(), String> {
        if id.is_empty() {
            return Err("the row names nobody".to_owned());
        }
        check_password(password).map_err(|what| format!("the password of `{id}`: {what}"))?;
        match self.passwords.insert(id.to_owned(), password.to_owned()) {
            None => Ok(()),
            Some(_) => Err(format!("`{id}` has two passwords")),
        }
    }

    /// Somebody's password.
    pub fn of(&self, id: &str) -> Option<&str> {
        self.passwords.get(id).map(String::as_str)
    }

    /// How many people have one.
    pub fn len(&self) -> usize {
        self.passwords.len()
    }

    /// Whether nobody has one.
    pub fn is_empty(&self) -> bool {
        self.passwords.is_empty()
    }

    /// `missing-secret`, once for all of `ids` that have no password.
    pub fn check<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Option<Diagnostic> {
        let missing = self.missing(ids);
        let named = missing
            .iter()
            .take(NAMED)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        let more = match missing.len().checked_sub(NAMED) {
            None | Some(0) => String::new(),
            Some(more) => format!(" and {more} more"),
        };
        (!missing.is_empty()).then(|| {
            let place = Place::file(self.path.display().to_string());
            let message = format!("{} people have no password: {named}{more}", missing.len());
            Diagnostic::error("missing-secret", place, message)
                .hint("`scorepack secrets new` makes those that are missing")
        })
    }

    fn missing<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        ids.into_iter()
            .filter(|id| !self.passwords.contains_key(*id))
            .collect()
    }
}

/// Gives everybody of `ids` a password who has none, in the file at `path`, which is made
/// where it is not there; how many are new. Those that are there stay as they are. `random`
/// fills bytes, and says whether it could.
///
/// # Errors
/// Those of [`Secrets::read`]; `no-randomness`, `unwritable-file`. The file is as it was then.
pub fn extend<'a>(
    path: &Path,
    archive: &Path,
    ids: impl IntoIterator<Item = &'a str>,
    random: &mut dyn FnMut(&mut [u8]) -> bool,
) -> Result<usize, Vec<Diagnostic>> {
    if let Some(problem) = within(path, archive) {
        return Err(vec![problem]);
    }
    let mut secrets = match path.try_exists() {
        Ok(false) => Secrets {
            path: path.to_owned(),
            ..Secrets::default()
        },
        _ => Secrets::read(path, archive)?,
    };
    let missing: Vec<String> = secrets
        .missing(ids)
        .into_iter()
        .map(str::to_owned)
        .collect();
    let count = missing.len();
    for id in missing {
        let password = new_password(random).ok_or_else(|| vec![no_randomness()])?;
        secrets.passwords.insert(id, password);
    }
    if count > 0 {
        secrets.write().map_err(|error| {
            let place = Place::file(path.display().to_string());
            let message = format!("it cannot be written: {error}");
            vec![
                Diagnostic::error("unwritable-file", place, message)
                    .hint("name a folder that you may write to"),
            ]
        })?;
    }
    Ok(count)
}

impl Secrets {
    /// Puts the file in place of the old one, whole.
    fn write(&self) -> io::Result<()> {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let temporary = self.path.with_file_name(name);
        let mut file = private::create_file(&temporary)?;
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(HEADER)?;
        for (id, password) in &self.passwords {
            // A password stays as somebody chose it; what reads it takes no apostrophe away.
            writer.write_record([cell::guarded(id).as_ref(), password])?;
        }
        file.write_all(
            &writer
                .into_inner()
                .map_err(|error| io::Error::other(error.to_string()))?,
        )?;
        file.sync_all()?;
        fs::rename(&temporary, &self.path)
    }
}

/// What is to be said where the system has no random numbers.
pub fn no_randomness() -> Diagnostic {
    let message = "the system gives no random numbers, so there can be no passwords and keys";
    Diagnostic::error("no-randomness", Place::default(), message)
        .hint("try again; on a virtual machine, see that it has a source of randomness")
}

/// A password of [`LENGTH`] characters, each as likely as any other; `None` where there is no
/// randomness for all of them.
fn new_password(random: &mut dyn FnMut(&mut [u8]) -> bool) -> Option<String> {
    let mut password = String::with_capacity(LENGTH + LENGTH / GROUP);
    let mut count = 0;
    while count < LENGTH {
        let mut byte = [0];
        if !random(&mut byte) {
            return None;
        }
        // Of 32 numbers one stands for no character and is drawn again.
        let Some(character) = ALPHABET.get(usize::from(byte[0] & 31)) else {
            continue;
        };
        if count > 0 && count % GROUP == 0 {
            password.push('-');
        }
        password.push(char::from(*character));
        count += 1;
    }
    Some(password)
}

#[cfg(unix)]
fn exposed(path: &Path) -> Option<Diagnostic> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then(|| {
        let place = Place::file(path.display().to_string());
        let message = format!("others than its owner may read the passwords (mode {mode:04o})");
        Diagnostic::error("exposed-secrets", place, message)
            .hint(format!("chmod 600 {}", path.display()))
    })
}

#[cfg(not(unix))]
fn exposed(_: &Path) -> Option<Diagnostic> {
    None
}

/// A file in the archive would be handed on with it.
fn within(path: &Path, archive: &Path) -> Option<Diagnostic> {
    let folder = path.parent()?;
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let (folder, archive) = (folder.canonicalize().ok()?, archive.canonicalize().ok()?);
    folder.starts_with(&archive).then(|| {
        let place = Place::file(path.display().to_string());
        let message = "the passwords lie in the archive that they protect";
        Diagnostic::error("exposed-secrets", place, message)
            .hint("move the file out of the archive and name its place as `protect.secrets`")
    })
}

fn wrong(place: Place, what: &str) -> Diagnostic {
    Diagnostic::error("wrong-secret", place, what)
        .hint("each row has the identifier of a person and a password of their own")
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    Diagnostic::error(
        "unreadable-file",
        place,
        format!("it cannot be read: {error}"),
    )
    .hint("make it with `scorepack secrets new`, or correct `protect.secrets`")
}

#[cfg(test)]
mod tests {
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
        let passwords: BTreeSet<String> =
            (0..1000).map(|_| new_password(random).unwrap()).collect();
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
}
