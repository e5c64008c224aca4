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
use std::io;
use std::path::{Path, PathBuf};

use crate::archive::{private, put_in_place};
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
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(HEADER)?;
        for (id, password) in &self.passwords {
            // A password stays as somebody chose it; what reads it takes no apostrophe away.
            writer.write_record([cell::guarded(id).as_ref(), password])?;
        }
        let bytes = writer.into_inner();
        let bytes = bytes.map_err(|error| io::Error::other(error.to_string()))?;
        put_in_place(&self.path, &bytes)
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

fn exposed(path: &Path) -> Option<Diagnostic> {
    let mode = private::open_to_others(path)?;
    let place = Place::file(path.display().to_string());
    let message = format!("others than its owner may read the passwords (mode {mode:04o})");
    Some(
        Diagnostic::error("exposed-secrets", place, message)
            .hint(format!("chmod 600 {}", path.display())),
    )
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
mod tests;
