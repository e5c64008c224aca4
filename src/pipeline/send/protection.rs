//! Documents that open with their reader's own password: whose password it is, and the
//! bytes that leave.
//!
//! A person's packet opens with the person's password, a team's with that of its lead, or
//! with the team's own where nobody on the roster leads it, and the organisation's with
//! that of `organisation`. Only PDFs can be protected; calendar files and the workbook go as
//! they are.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::one;
use crate::compose::packet::PacketKind;
use crate::deliver::Recipient;
use crate::deliver::secrets::Secrets;
use crate::diagnostic::{Diagnostic, Place};
use crate::load::{Roster, Team};
use crate::period::Period;
use crate::render::pdf;
use crate::workspace::Protection;

/// Whose password opens the organisation's packet.
const ORGANISATION: &str = "organisation";

/// The passwords of a send.
pub(super) struct Safe {
    secrets: Secrets,
    /// The identifier of each team's password.
    teams: BTreeMap<String, String>,
    seed: [u8; 32],
}

impl Safe {
    /// Reads the passwords, of which everybody of `recipients` has to have one. `seed` is
    /// random and serves one send.
    ///
    /// # Errors
    /// Those of [`Secrets::read`], `missing-secret`, `no-randomness`.
    pub(super) fn open<'r>(
        protection: &Protection,
        archive: &Path,
        roster: &Roster,
        recipients: impl Iterator<Item = &'r Recipient>,
        seed: Option<[u8; 32]>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let seed = seed.ok_or_else(|| {
            let message = "the system gives no random numbers, so nothing can be protected";
            vec![
                Diagnostic::error("no-randomness", Place::default(), message)
                    .hint("try again; see that the machine has a source of randomness"),
            ]
        })?;
        let safe = Self {
            secrets: Secrets::read(&protection.secrets, archive)?,
            teams: team_passwords(roster),
            seed,
        };
        let reached = recipients.filter(|r| !r.address.is_empty());
        match safe.secrets.check(reached.map(|r| safe.reader(r))) {
            Some(missing) => Err(one(missing)),
            None => Ok(safe),
        }
    }

    /// A file as it leaves.
    ///
    /// # Errors
    /// `missing-secret`; `unprotected` where the bytes are no document of this program.
    pub(super) fn protect(
        &self,
        recipient: &Recipient,
        path: &str,
        bytes: Vec<u8>,
    ) -> Result<Vec<u8>, Diagnostic> {
        if !path.ends_with(".pdf") {
            return Ok(bytes);
        }
        let reader = self.reader(recipient);
        match (self.secrets.of(reader), self.secrets.check([reader])) {
            (Some(password), _) => pdf::protect(&bytes, password, &self.seed_of(recipient, path)),
            (None, Some(missing)) => Err(missing),
            (None, None) => Err(Diagnostic::error(
                "missing-secret",
                Place::default(),
                format!("{recipient} has no password"),
            )),
        }
    }

    /// Whose password it is.
    fn reader<'a>(&'a self, recipient: &'a Recipient) -> &'a str {
        match recipient.kind {
            PacketKind::Person => &recipient.id,
            PacketKind::Team => self.teams.get(&recipient.id).unwrap_or(&recipient.id),
            PacketKind::Organisation => ORGANISATION,
        }
    }

    /// No two documents of a send share what they are encrypted with.
    fn seed_of(&self, recipient: &Recipient, path: &str) -> [u8; 32] {
        let seed = Sha256::new()
            .chain_update(self.seed)
            .chain_update(recipient.key())
            .chain_update([0])
            .chain_update(path);
        seed.finalize().into()
    }
}

/// Identifiers of everybody who needs a password in a period: people, teams that nobody on
/// the roster leads, and the organisation.
pub fn readers(roster: &Roster, period: Period) -> Vec<String> {
    let people = roster.people.iter();
    let people = people.filter(|person| person.stint_in(period).is_some());
    let people = people.map(|person| person.id.clone());
    let teams = team_passwords(roster).into_iter();
    let teams = teams.filter_map(|(team, reader)| (team == reader).then_some(team));
    people
        .chain(teams)
        .chain([ORGANISATION.to_owned()])
        .collect()
}

fn team_passwords(roster: &Roster) -> BTreeMap<String, String> {
    let reader = |team: &Team| {
        let lead = team.lead.clone().filter(|id| roster.person(id).is_some());
        (team.id.clone(), lead.unwrap_or_else(|| team.id.clone()))
    };
    roster.teams.iter().map(reader).collect()
}
