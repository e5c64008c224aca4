//! What has to hold before the first mail: of every recipient the address, of every packet the
//! bytes.

use rayon::prelude::*;

use super::{Ready, evidence, one};
use crate::compose::packet::PacketKind;
use crate::deliver::{self, Parcel, Proof, RECIPIENTS, Recipient, Sender};
use crate::diagnostic::{Diagnostic, Place};
use crate::pipeline::recipients::{Addressed, Directory};
use crate::workspace::Mail;

/// Mismatches that are told; one is enough to stop.
const TOLD: usize = 20;

/// Checks every packet that has an address; nothing has left before all are good.
pub(super) fn check_all(
    ready: &Ready,
    read: &(dyn Fn(&str) -> Result<Vec<u8>, Diagnostic> + Sync),
) -> Result<Vec<Parcel>, Vec<Diagnostic>> {
    let Ready {
        workspace,
        rules,
        roster,
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
        .map(|recipient| {
            check_address(recipient, &directory, rules)?;
            if recipient.address.is_empty() {
                let (recipient, content) = (recipient.clone(), String::new());
                return Ok(Parcel::Packet { recipient, content });
            }
            evidence::check(recipient, &proof, roster, &rules.mentions, read)?;
            Ok(Parcel::Packet {
                content: Sender::content(recipient, read).map_err(one)?,
                recipient: recipient.clone(),
            })
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
        }
    }
    found.extend(misspelt(recipient));
    match found.is_empty() {
        true => Ok(()),
        false => Err(found),
    }
}

/// An address that is none, where there is one.
fn misspelt(recipient: &Recipient) -> Option<Diagnostic> {
    let address = &recipient.address;
    let what = deliver::check_address(address).err()?;
    let message = format!("the address of {recipient} `{address}` {what}");
    let found = Diagnostic::error("wrong-address", Place::file(RECIPIENTS), message)
        .hint("correct it in the roster and run the period again; nothing was sent");
    (!address.is_empty()).then_some(found)
}
