//! What has to hold before the first mail: of every recipient the address, of every packet the
//! bytes.

use rayon::prelude::*;

use super::{Ready, evidence, one};
use crate::archive::StoredEdition;
use crate::compose::packet::PacketKind;
use crate::deliver::{self, Parcel, Proof, RECIPIENTS, Recipient, Sender};
use crate::diagnostic::{Diagnostic, Place};
use crate::load::Roster;
use crate::pipeline::recipients::{Addressed, Directory};
use crate::workspace::Mail;

/// Mismatches that are told; one is enough to stop.
const TOLD: usize = 20;

/// Checks every packet that was asked for and has an address; nothing has left before all
/// are good.
pub(super) fn check_all(
    ready: &Ready,
    roster: &Roster,
    read: &(dyn Fn(&str) -> Result<Vec<u8>, Diagnostic> + Sync),
) -> Result<Vec<Parcel>, Vec<Diagnostic>> {
    let Ready {
        workspace,
        rules,
        recipients,
        edition,
        ..
    } = ready;
    let period = edition.manifest.provenance.period;
    let directory = Directory::new(roster, Some(rules), period);
    let common = evidence::common_texts(workspace);
    let common: Vec<&str> = common.iter().map(String::as_str).collect();
    let proof = Proof::new(roster, &common).map_err(one)?;
    let checked: Vec<Result<Parcel, Vec<Diagnostic>>> = recipients
        .par_iter()
        .filter(|recipient| ready.is_asked(recipient))
        .map(|recipient| {
            check_address(recipient, &directory, rules)?;
            if !recipient.address.is_empty() {
                evidence::check(recipient, &proof, roster, &rules.mentions, read)?;
            }
            Ok(parcel(edition, recipient))
        })
        .collect();
    let (mut parcels, mut problems) = (Vec::new(), Vec::new());
    for outcome in checked {
        match outcome {
            Ok(parcel) => parcels.push(parcel),
            Err(found) => problems.extend(found),
        }
    }
    problems.truncate(TOLD);
    match problems.is_empty() {
        true => Ok(parcels),
        false => Err(problems),
    }
}

/// What a mail carries, by the manifest and unchecked.
pub(super) fn parcel(edition: &StoredEdition, recipient: &Recipient) -> Parcel {
    let files = &edition.manifest.files;
    let sha256 = |path: &str| Some(files.get(path)?.sha256.clone());
    let content = match recipient.address.is_empty() {
        true => String::new(),
        false => Sender::content(recipient, &sha256),
    };
    Parcel::Packet {
        recipient: recipient.clone(),
        content,
    }
}

/// The edition and the roster agree on where a packet goes.
fn check_address(
    recipient: &Recipient,
    directory: &Directory<'_>,
    rules: &Mail,
) -> Result<(), Vec<Diagnostic>> {
    let mut found = Vec::new();
    let mut compare = |what: &str, edition: &str, now: &str| {
        if edition != now {
            let message = format!(
                "{what} of {recipient} is `{edition}` in the edition and `{now}` in the roster"
            );
            found.push(Diagnostic::error("wrong-recipient", Place::file(RECIPIENTS), message).hint(
                "correct the roster, or run the period again and approve that; nothing was sent",
            ));
        }
    };
    if recipient.kind == PacketKind::Organisation {
        let known = rules.hr.contains(&recipient.address) || recipient.address.is_empty();
        compare(
            "the address",
            &recipient.address,
            if known { &recipient.address } else { "" },
        );
    } else {
        let now: Addressed = directory.find(recipient.kind, &recipient.id, recipient.language);
        compare("the address", &recipient.address, &now.address);
        if rules.copy_manager {
            let edition = &recipient.manager_address;
            compare("the manager's address", edition, &now.manager_address);
            found.extend(misspelt("the manager's address", edition, recipient));
        }
    }
    found.extend(misspelt("the address", &recipient.address, recipient));
    match found.is_empty() {
        true => Ok(()),
        false => Err(found),
    }
}

/// An address that is none, where there is one.
fn misspelt(whose: &str, address: &str, recipient: &Recipient) -> Option<Diagnostic> {
    let what = deliver::check_address(address).err()?;
    let message = format!("{whose} of {recipient} `{address}` {what}");
    let found = Diagnostic::error("wrong-address", Place::file(RECIPIENTS), message)
        .hint("correct it in the roster and run the period again; nothing was sent");
    (!address.is_empty()).then_some(found)
}
