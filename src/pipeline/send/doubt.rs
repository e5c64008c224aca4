//! Mails that may have arrived: which they are, and what a person finds out about them.

use std::collections::BTreeSet;

use super::{Answered, Asking, one};
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
        match meant(answer, &open) {
            Ok(meant) => entries.extend(meant.map(|entry| answered(entry, answer, asking))),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        return ledger.append(entries).map_err(one);
    }
    Err(problems)
}

/// All mails in doubt to whom an answer is about: who is known by just this, or else the only
/// one with this identifier.
fn meant<'e>(
    answer: &Answered,
    open: &'e [Entry],
) -> Result<impl Iterator<Item = &'e Entry> + use<'e>, Diagnostic> {
    let is_whole = open.iter().any(|entry| entry.recipient == answer.recipient);
    let is_meant = |recipient: &str| match is_whole {
        true => recipient == answer.recipient,
        false => (recipient.split_once('/')).is_some_and(|(_, id)| id == answer.recipient),
    };
    let recipients = open.iter().map(|entry| entry.recipient.as_str());
    let recipients: BTreeSet<&'e str> = recipients.filter(|one| is_meant(one)).collect();
    let problem = |message: String| {
        let place = Place::default().in_column("--resolve");
        Diagnostic::error("unknown-id", place, message)
    };
    if recipients.len() > 1 {
        let candidates: Vec<&str> = recipients.into_iter().collect();
        let message = format!(
            "mails to several by the name of `{}` are in doubt: {}",
            answer.recipient,
            candidates.join(", ")
        );
        return Err(problem(message).hint("write it whole, as it stands in this list"));
    }
    let recipient = recipients.into_iter().next().ok_or_else(|| {
        problem(format!("no mail to `{}` is in doubt", answer.recipient))
            .hint("`--resolve` without an answer lists those that are")
    })?;
    Ok(open
        .iter()
        .filter(move |entry| entry.recipient == recipient))
}

/// What the ledger says of a mail from here on.
fn answered(entry: &Entry, answer: &Answered, asking: &Asking<'_>) -> Entry {
    let (state, reply) = match answer.arrived {
        true => (State::Sent, "it has arrived, as a person says"),
        false => (State::Queued, "it has not arrived, as a person says"),
    };
    Entry {
        at: (asking.now)(),
        state,
        reply: reply.to_owned(),
        by: asking.by.clone(),
        ..entry.clone()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

    use chrono::DateTime;

    use super::*;

    fn in_doubt(recipient: &str, content: &str) -> Entry {
        Entry {
            at: DateTime::UNIX_EPOCH,
            recipient: recipient.to_owned(),
            address: String::new(),
            content: content.to_owned(),
            state: State::Unknown,
            message_id: String::new(),
            attempts: 1,
            reply: String::new(),
            by: String::new(),
            revision: String::new(),
        }
    }

    /// Contents of the mails that an answer is about, or what is wrong with it.
    fn meant_by(recipient: &str, open: &[Entry]) -> Result<Vec<String>, String> {
        let answer = Answered {
            recipient: recipient.to_owned(),
            arrived: true,
        };
        let meant = meant(&answer, open).map_err(|problem| problem.message)?;
        Ok(meant.map(|entry| entry.content.clone()).collect())
    }

    #[test]
    fn an_answer_is_about_one_recipient_and_all_their_mails_in_doubt() {
        let open = [
            in_doubt("manager/a@x.example", "first"),
            in_doubt("manager/a@x.example", "second"),
            in_doubt("person/7", "person"),
            in_doubt("person/8", "other"),
            in_doubt("team/7", "team"),
        ];
        let said = |contents: &[&str]| Ok(contents.iter().map(|&one| one.to_owned()).collect());
        assert_eq!(meant_by("a@x.example", &open), said(&["first", "second"]));
        assert_eq!(meant_by("8", &open), said(&["other"]));
        assert_eq!(meant_by("team/7", &open), said(&["team"]));
        let both = meant_by("7", &open).unwrap_err();
        assert!(both.ends_with("in doubt: person/7, team/7"), "{both}");
        assert!(meant_by("9", &open).is_err());
    }
}
