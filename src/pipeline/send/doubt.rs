//! Mails that may have arrived: which they are, and what a person finds out about them.

use super::{Asking, one};
use crate::deliver::{Entry, Ledger, State};
use crate::diagnostic::{Diagnostic, Place};

/// Mails that may have arrived.
pub(super) fn unknown(ledger: Option<&Ledger>) -> Vec<Entry> {
    let entries = ledger.map(Ledger::entries).unwrap_or_default();
    entries
        .into_iter()
        .filter(|entry| entry.state == State::Unknown)
        .collect()
}

/// Writes a person's answers into the ledger.
pub(super) fn resolve(asking: &Asking<'_>, ledger: &Ledger) -> Result<(), Vec<Diagnostic>> {
    let open = unknown(Some(ledger));
    let (mut entries, mut problems) = (Vec::new(), Vec::new());
    for answer in &asking.answers {
        let meant = |entry: &&Entry| {
            let id = entry.recipient.split_once('/').map_or("", |(_, id)| id);
            entry.recipient == answer.recipient || id == answer.recipient
        };
        let Some(entry) = open.iter().find(meant) else {
            let message = format!("no mail to `{}` is in doubt", answer.recipient);
            let place = Place::default().in_column("--resolve");
            problems.push(
                Diagnostic::error("unknown-id", place, message)
                    .hint("`scorepack send --resolve` lists those that are"),
            );
            continue;
        };
        let (state, reply) = match answer.arrived {
            true => (State::Sent, "it has arrived, as a person says"),
            false => (State::Queued, "it has not arrived, as a person says"),
        };
        entries.push(Entry {
            at: (asking.now)(),
            state,
            reply: reply.to_owned(),
            by: asking.by.clone(),
            ..entry.clone()
        });
    }
    if problems.is_empty() {
        return ledger.append(entries).map_err(one);
    }
    Err(problems)
}
