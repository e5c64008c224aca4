//! The ledger: what became of every mail of an edition, in a file that only grows.
//!
//! A line of JSON is added and flushed to the disk before what it says may have an effect
//! that cannot be taken back: `sending` before a server is given a message, `sent` with its
//! answer afterwards. So a process that is killed at any moment leaves the truth behind: a
//! mail that is `sending` may have arrived, and nothing but a person can know; it becomes
//! `unknown` and is not sent again until somebody says so. RFC 1047 tells why no program can
//! do better.
//!
//! A file, not a database: there is one writer, states only ever follow one another, all of
//! them fit into memory (100,000 recipients are 60 MB), a half-written last line is all that
//! a crash can leave, and a person can read it without a tool when there is a dispute. What a
//! database would bring is a C library and a second place where a lock can linger. The file
//! is locked while a send has it open; the lock ends with its process.
//!
//! Mails are known by edition (there is one ledger for each), recipient and the checksum of
//! what they carry. Limit: whoever deletes the ledger deletes the memory; it lies beside the
//! editions and is backed up with them.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::archive::private;
use crate::diagnostic::{Diagnostic, Place};

/// The file's name in the folder of an edition's mails.
pub const LEDGER: &str = "ledger.jsonl";

/// What is known of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is to be sent, for the first time or again.
    Queued,
    /// A server is being given it.
    Sending,
    /// A server has taken it.
    Sent,
    /// No server took it.
    Failed,
    /// A server may have taken it.
    Unknown,
}

impl State {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether a server has the mail or may have it, so that it must not be sent again.
    pub fn may_have_left(self) -> bool {
        matches!(self, Self::Sending | Self::Sent | Self::Unknown)
    }
}

/// A line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who gets the mail: `person/E001`.
    pub recipient: String,
    /// The address.
    pub address: String,
    /// SHA-256 of what the mail carries, before any encryption.
    pub content: String,
    /// What is known from here on.
    pub state: State,
    /// The mail's `Message-ID`, by which a server's log knows it.
    pub message_id: String,
    /// How often it has been tried.
    #[serde(default)]
    pub attempts: u32,
    /// What the server answered, or why there is no answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reply: String,
    /// Who said so, where a person did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// The earlier revision whose mail it was, where what it carries has not changed since.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub revision: String,
}

/// An open ledger; nobody else has it open.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: File,
    /// The last line of each mail, by recipient and content.
    entries: BTreeMap<(String, String), Entry>,
}

impl Ledger {
    /// Opens the ledger at `path`, or begins one. What was `sending` when its process ended
    /// is `unknown` from here on.
    ///
    /// # Errors
    /// `send-in-progress` where another send has it open, `broken-ledger` where it cannot be
    /// understood, `unwritable-ledger`.
    pub fn open(path: &Path, now: DateTime<Utc>) -> Result<Self, Diagnostic> {
        let unwritable = |error: io::Error| unwritable(path, &error);
        if let Some(folder) = path.parent() {
            private::create_folders(folder).map_err(unwritable)?;
        }
        let mut file = private::append_file(path).map_err(unwritable)?;
        lock(path, &file)?;
        let mut lines = Vec::new();
        file.read_to_end(&mut lines).map_err(unwritable)?;
        let whole = whole(&lines);
        if whole < lines.len() {
            file.set_len(whole as u64).map_err(unwritable)?;
            file.seek(SeekFrom::End(0)).map_err(unwritable)?;
        }
        let ledger = Self {
            path: path.to_owned(),
            inner: Mutex::new(Inner {
                file,
                entries: read_lines(path, &lines[..whole])?,
            }),
        };
        ledger.end_what_was_sending(now)?;
        Ok(ledger)
    }

    /// The last line of every mail in the ledger at `path`, which stays as it is and may be in
    /// use; nothing where there is none. What is `sending` may arrive: `unknown`.
    ///
    /// # Errors
    /// `broken-ledger`.
    pub fn read(path: &Path) -> Result<Vec<Entry>, Diagnostic> {
        let lines = match fs::read(path) {
            Ok(lines) => lines,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => {
                let place = Place::file(path.display().to_string());
                let message = format!("the ledger cannot be read: {error}");
                return Err(Diagnostic::error("broken-ledger", place, message)
                    .hint("check the file's permissions"));
            }
        };
        let mut entries: Vec<Entry> = read_lines(path, &lines[..whole(&lines)])?
            .into_values()
            .collect();
        let sending = entries
            .iter_mut()
            .filter(|entry| entry.state == State::Sending);
        sending.for_each(|entry| entry.state = State::Unknown);
        Ok(entries)
    }

    fn end_what_was_sending(&self, now: DateTime<Utc>) -> Result<(), Diagnostic> {
        let entries = self.entries().into_iter();
        let lost: Vec<Entry> = entries
            .filter(|entry| entry.state == State::Sending)
            .map(|entry| Entry {
                at: now,
                state: State::Unknown,
                reply: "the program ended before the server answered".to_owned(),
                ..entry
            })
            .collect();
        self.append(lost)
    }

    /// The last line of every mail, sorted by recipient.
    pub fn entries(&self) -> Vec<Entry> {
        self.lock().entries.values().cloned().collect()
    }

    /// What is known of a mail.
    pub fn find(&self, recipient: &str, content: &str) -> Option<Entry> {
        let key = (recipient.to_owned(), content.to_owned());
        self.lock().entries.get(&key).cloned()
    }

    /// Adds lines; they are on the disk when this returns.
    ///
    /// # Errors
    /// `unwritable-ledger`: then nothing may be sent any more.
    pub fn append(&self, entries: Vec<Entry>) -> Result<(), Diagnostic> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut lines = Vec::new();
        for entry in &entries {
            serde_json::to_writer(&mut lines, entry)
                .map_err(|error| unwritable(&self.path, &error.into()))?;
            lines.push(b'\n');
        }
        let mut inner = self.lock();
        put(&mut inner.file, &lines).map_err(|error| unwritable(&self.path, &error))?;
        for entry in entries {
            let key = (entry.recipient.clone(), entry.content.clone());
            inner.entries.insert(key, entry);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds lines to the file, to the disk, or leaves it as it was: half a line would spoil the
/// next one.
fn put(file: &mut File, lines: &[u8]) -> io::Result<()> {
    let before = file.metadata()?.len();
    let done = file.write_all(lines).and_then(|()| file.sync_data());
    if done.is_err() {
        // Where this fails too, nothing more can be done about it.
        let _ = file.set_len(before);
    }
    done
}

/// How many bytes are whole lines: one that a crash cut off says nothing that has taken effect.
fn whole(lines: &[u8]) -> usize {
    let end = lines.iter().rposition(|byte| *byte == b'\n');
    end.map_or(0, |end| end + 1)
}

fn read_lines(path: &Path, lines: &[u8]) -> Result<BTreeMap<(String, String), Entry>, Diagnostic> {
    let mut entries = BTreeMap::new();
    let lines = lines.split_inclusive(|byte| *byte == b'\n');
    for (number, line) in (1..).zip(lines) {
        let entry: Entry = serde_json::from_slice(line).map_err(|error| {
            let place = Place::file(path.display().to_string()).at_line(number);
            let message = format!("the ledger has a line that says nothing: {error}");
            Diagnostic::error("broken-ledger", place, message)
                .hint("restore it from a backup; without it nobody knows who has got what")
        })?;
        entries.insert((entry.recipient.clone(), entry.content.clone()), entry);
    }
    Ok(entries)
}

fn lock(path: &Path, file: &File) -> Result<(), Diagnostic> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            let place = Place::file(path.display().to_string());
            let message = "another send of this edition is under way";
            Err(Diagnostic::error("send-in-progress", place, message)
                .hint("wait for it to end, or end it; it can be continued"))
        }
        Err(TryLockError::Error(error)) => Err(unwritable(path, &error)),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    let message = format!("the ledger cannot be written: {error}");
    Diagnostic::error("unwritable-ledger", place, message)
        .hint("nothing is sent that cannot be remembered; check permissions and free space")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

    use super::*;

    fn entry(recipient: &str, state: State) -> Entry {
        Entry {
            at: DateTime::UNIX_EPOCH,
            recipient: recipient.to_owned(),
            address: "a@x.example".to_owned(),
            content: "c0ffee".to_owned(),
            state,
            message_id: "<1@x.example>".to_owned(),
            attempts: 1,
            reply: String::new(),
            by: String::new(),
            revision: String::new(),
        }
    }

    fn states(ledger: &Ledger) -> Vec<State> {
        ledger.entries().iter().map(|entry| entry.state).collect()
    }

    #[test]
    fn what_was_sending_when_the_program_ended_is_unknown_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("delivery/ledger.jsonl");
        let ledger = Ledger::open(&path, DateTime::UNIX_EPOCH).unwrap();
        let said = [State::Queued, State::Sending, State::Sent, State::Failed];
        for (name, state) in ["a", "b", "c", "d"].into_iter().zip(said) {
            ledger.append(vec![entry(name, state)]).unwrap();
        }
        drop(ledger);
        for _ in 0..2 {
            let ledger = Ledger::open(&path, DateTime::UNIX_EPOCH).unwrap();
            let said = [State::Queued, State::Unknown, State::Sent, State::Failed];
            assert_eq!(states(&ledger), said);
        }
    }

    #[test]
    fn a_line_that_was_cut_off_is_dropped_and_a_broken_one_stops_everything() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        let ledger = Ledger::open(&path, DateTime::UNIX_EPOCH).unwrap();
        let said = Entry {
            reply: "250 已收到".to_owned(),
            by: "陈小明".to_owned(),
            ..entry("a", State::Sent)
        };
        ledger.append(vec![said]).unwrap();
        drop(ledger);
        let whole = fs::read(&path).unwrap();
        for cut in 1..whole.len() {
            fs::write(&path, [&whole, &whole[..cut]].concat()).unwrap();
            let ledger = Ledger::open(&path, DateTime::UNIX_EPOCH).unwrap();
            assert_eq!(states(&ledger), [State::Sent]);
            ledger.append(vec![entry("b", State::Failed)]).unwrap();
            drop(ledger);
            let again = Ledger::open(&path, DateTime::UNIX_EPOCH).unwrap();
            assert_eq!(states(&again), [State::Sent, State::Failed]);
        }
        fs::write(&path, [&whole[..20], b"\n", &whole].concat()).unwrap();
        let broken = Ledger::open(&path, DateTime::UNIX_EPOCH).unwrap_err();
        assert_eq!((broken.code, broken.place.line), ("broken-ledger", Some(1)));
    }

    #[test]
    fn two_sends_exclude_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        let first = Ledger::open(&path, DateTime::UNIX_EPOCH).unwrap();
        let second = Ledger::open(&path, DateTime::UNIX_EPOCH).unwrap_err();
        assert_eq!(second.code, "send-in-progress");
        drop(first);
        assert!(Ledger::open(&path, DateTime::UNIX_EPOCH).is_ok());
    }
}
