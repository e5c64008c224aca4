//! What is known of mails when a send begins: by the ledger of the edition and, of what no line
//! of it speaks yet, by the ledgers of earlier revisions of the period. Whose documents did not
//! change from the last revision that they were sent has them, and gets no second mail.
//!
//! A mail to an address that is no longer the recipient's went to somebody else, and counts for
//! nothing. Limit: who was to get a copy is not remembered, so a manager who is to get one only
//! since gets it with the next documents that change.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Asking, doubt, one};
use crate::archive;
use crate::deliver::{Entry, LEDGER, Ledger, Parcel};
use crate::diagnostic::Diagnostic;

/// The ledger of what is sent, and what was sent before it.
pub(in crate::pipeline) struct Memory {
    /// Absent in a rehearsal, which leaves no trace in it, not even a lock.
    pub(super) ledger: Option<Ledger>,
    /// The last mail of earlier revisions to each recipient.
    before: BTreeMap<String, Entry>,
}

impl Memory {
    /// Opens the ledger in the folder of an edition's mails and puts a person's answers into it.
    pub(in crate::pipeline) fn open(
        asking: &Asking<'_>,
        folder: &Path,
        before: BTreeMap<String, Entry>,
        everybody: &[Parcel],
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut memory = Self {
            ledger: None,
            before,
        };
        if asking.yes || asking.list_doubts {
            let ledger = Ledger::open(&folder.join(LEDGER), (asking.now)()).map_err(one)?;
            let entries = memory.missing(&ledger, everybody);
            ledger.append(entries).map_err(one)?;
            doubt::resolve(asking, &ledger)?;
            memory.ledger = Some(ledger);
        }
        Ok(memory)
    }

    /// What earlier revisions know and the ledger does not.
    fn missing(&self, ledger: &Ledger, everybody: &[Parcel]) -> Vec<Entry> {
        let unknown = everybody
            .iter()
            .filter(|parcel| ledger.find(&parcel.key(), &parcel.content()).is_none());
        unknown
            .filter_map(|parcel| self.sent_before(parcel))
            .collect()
    }

    /// What is known of a mail.
    pub(super) fn find(&self, parcel: &Parcel) -> Option<Entry> {
        match &self.ledger {
            Some(ledger) => ledger.find(&parcel.key(), &parcel.content()),
            None => self.sent_before(parcel),
        }
    }

    /// Whether a mail may be sent: not where it has been, or may have been.
    pub(super) fn is_open(&self, parcel: &Parcel) -> bool {
        !self
            .find(parcel)
            .is_some_and(|entry| entry.state.may_have_left())
    }

    /// The last mail of an earlier revision, where it carried the same to the same address.
    fn sent_before(&self, parcel: &Parcel) -> Option<Entry> {
        let entry = self.before.get(&parcel.key())?;
        let same = entry.content == parcel.content() && entry.address == parcel.to().1;
        same.then(|| entry.clone())
    }
}

/// The last mail to each recipient of the revisions before `edition`.
///
/// # Errors
/// `broken-ledger` where one of theirs cannot be understood.
pub(super) fn read_before(
    archive: &Path,
    edition: &str,
) -> Result<BTreeMap<String, Entry>, Diagnostic> {
    let mut last = BTreeMap::new();
    for name in archive::revisions_before(archive, edition) {
        let path = archive::delivery(archive, &name).join(LEDGER);
        let mut entries = Ledger::read(&path)?;
        entries.retain(|entry| entry.state.may_have_left());
        entries.sort_by_key(|entry| entry.at);
        for mut entry in entries {
            if entry.revision.is_empty() {
                entry.revision.clone_from(&name);
            }
            last.insert(entry.recipient.clone(), entry);
        }
    }
    Ok(last)
}
