//! A send: an approved edition, the roster as it is now, every packet checked, and only then
//! the first mail.
//!
//! Everything that can be wrong is looked for before anything leaves: the approval and the
//! checksums of the edition, the addresses, and on the bytes of every packet that they are the
//! recipient's. Without `yes` mails are written to a folder and nobody is connected to; then
//! a draft will do, so that HR can look before they approve.

mod check;
mod doubt;
mod evidence;
mod memory;
mod protection;
mod ready;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use self::check::{check_all, parcel};
use self::doubt::unknown;
pub(super) use self::memory::Memory;
use self::memory::read_before;
use self::protection::Safe;
pub use self::protection::readers;
use self::ready::{Ready, get_ready};
pub(super) use self::ready::{latest_edition, read_roster, read_rules};
use super::{Options, archive_folder, prepare};
use crate::deliver::{
    self, Ending, Entry, Parcel, Protection, Receipt, Recipient, Secret, Secretary, Sender,
};
use crate::diagnostic::Diagnostic;
use crate::load::Roster;
use crate::locale::Text;
use crate::period::Period;
use crate::render::mail::Stationery;
use crate::workspace::{Mail, Workspace};

/// What a send is asked for.
pub struct Asking<'a> {
    /// Workspace, archive, the people it is for, environment.
    pub options: Options<'a>,
    /// The edition's period.
    pub period: Period,
    /// Send; otherwise only write down what would be sent.
    pub yes: bool,
    /// Mails to send at most.
    pub limit: Option<usize>,
    /// Whether mails may travel in the open to another machine.
    pub allow_plain: bool,
    /// Whether only mails that may have arrived are asked about.
    pub list_doubts: bool,
    /// What a person says about mails that may have arrived.
    pub answers: Vec<Answered>,
    /// Who says so.
    pub by: String,
    /// Random bytes for documents that open with a password only, if there were any.
    pub seed: Option<[u8; 32]>,
    /// The clock.
    pub now: &'a (dyn Fn() -> DateTime<Utc> + Sync),
    /// Hears that a mail is done with.
    pub step: &'a (dyn Fn() + Sync),
}

/// A person's word on a mail that may have arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What the ledger knows it by, or the identifier alone.
    pub recipient: String,
    /// Whether it did.
    pub arrived: bool,
}

/// What came of a send.
#[derive(Debug)]
pub struct Sending {
    /// Name of the edition.
    pub edition: String,
    /// Where ledger, `delivery.csv` and `outbox` are.
    pub folder: PathBuf,
    /// Of everybody whom it was for.
    pub receipts: Vec<Receipt>,
    /// How it ended; absent where nothing was to be sent.
    pub ending: Option<Ending>,
    /// Mails that may have arrived, for a person to find out.
    pub unknown: Vec<Entry>,
    /// Warnings.
    pub diagnostics: Vec<Diagnostic>,
}

impl Asking<'_> {
    /// Whether nothing is to leave, or to be rehearsed: mails in doubt are asked about.
    fn only_asks(&self) -> bool {
        self.list_doubts && !self.yes
    }
}

/// Sends the packets of an edition, or rehearses it.
///
/// # Errors
/// Everything that stopped it. Where it had begun, the ledger says how far it came.
pub fn send(asking: &Asking<'_>) -> Result<Sending, Vec<Diagnostic>> {
    let mut ready = get_ready(asking)?;
    if asking.only_asks() {
        return ask(asking, &ready);
    }
    let (roster, found) = read_roster(&ready.workspace, &asking.options)?;
    ready.diagnostics.extend(found);
    let everybody = ready.parcels();
    let memory = remember(asking, &ready, &everybody)?;
    let read = |path: &str| ready.edition.read(path);
    let parcels = check_all(&ready, &roster, &read)?;
    let locales = prepare::read_locales(&ready.workspace, None)?;
    let safe = open_safe(asking, &ready, &roster)?;
    let protect = |recipient: &Recipient, path: &str, bytes: Vec<u8>| match &safe {
        Some(safe) => safe.protect(recipient, path, bytes),
        None => Ok(bytes),
    };
    let words = |recipient: &Recipient| {
        let locale = locales.get(&recipient.language)?;
        Some(locale.text("mail-text-protected"))
    };
    let sender = Sender {
        rules: &ready.rules,
        secretary: Secretary {
            locales: &locales,
            period: asking.period,
            sender: sender_name(&ready.workspace, &ready.rules),
        },
        stationery: &Stationery::new(&ready.workspace.templates).map_err(one)?,
        edition: &ready.edition.name,
        read: &read,
        protection: safe.is_some().then_some(Protection {
            protect: &protect,
            words: &words,
        }),
        now: asking.now,
    };
    let sending = begin(&ready);
    carry_out(asking, &sender, &parcels, &everybody, &memory, sending)
}

/// A send of which nothing is known yet.
fn begin(ready: &Ready) -> Sending {
    Sending {
        edition: ready.edition.name.clone(),
        folder: ready.folder.clone(),
        receipts: Vec::new(),
        ending: None,
        unknown: Vec::new(),
        diagnostics: ready.diagnostics.clone(),
    }
}

/// Asks about mails in doubt, or takes the answers. What was sent is what counts: whether it
/// could be sent today is no matter.
fn ask(asking: &Asking<'_>, ready: &Ready) -> Result<Sending, Vec<Diagnostic>> {
    let everybody = ready.parcels();
    let memory = remember(asking, ready, &everybody)?;
    let asked = ready.recipients.iter().filter(|one| ready.is_asked(one));
    let asked: Vec<Parcel> = asked.map(|one| parcel(&ready.edition, one)).collect();
    let receipts = write_down(&ready.folder, &asked, &everybody, &memory);
    Ok(Sending {
        receipts: receipts.map_err(one)?,
        unknown: unknown(memory.ledger.as_ref()),
        ..begin(ready)
    })
}

/// Who mails are from, in words.
pub(super) fn sender_name<'a>(workspace: &'a Workspace, rules: &'a Mail) -> &'a Text {
    rules
        .sender
        .as_ref()
        .unwrap_or(&workspace.organisation.name)
}

/// What is known of the mails of an edition.
fn remember(
    asking: &Asking<'_>,
    ready: &Ready,
    everybody: &[Parcel],
) -> Result<Memory, Vec<Diagnostic>> {
    let archive = archive_folder(&asking.options, &ready.workspace);
    let before = read_before(&archive, &ready.edition.name).map_err(one)?;
    Memory::open(asking, &ready.folder, before, everybody)
}

/// Sends parcels or rehearses it, and writes down what became of `everybody`.
///
/// # Errors
/// What stopped it; `delivery.csv` says how far it came.
pub(super) fn carry_out(
    asking: &Asking<'_>,
    sender: &Sender<'_>,
    parcels: &[Parcel],
    everybody: &[Parcel],
    memory: &Memory,
    sending: Sending,
) -> Result<Sending, Vec<Diagnostic>> {
    let mut ending = None;
    let mut stopped = None;
    match &memory.ledger {
        Some(ledger) if asking.yes => {
            let chosen = choose(parcels, asking.limit, memory);
            let file = sender.rules.server.credentials.as_deref();
            let secret = Secret::find(&asking.options.environment, file).map_err(one)?;
            match sender.send(&chosen, ledger, secret, asking.allow_plain, asking.step) {
                Ok(ended) => ending = Some(ended),
                Err(problem) => stopped = Some(problem),
            }
        }
        Some(_) => {}
        None => {
            let chosen = choose(parcels, asking.limit, memory);
            let outbox = sending.folder.join("outbox");
            sender.rehearse(&chosen, &outbox).map_err(one)?;
        }
    }
    let receipts = write_down(&sending.folder, parcels, everybody, memory);
    match stopped {
        Some(problem) => Err(vec![problem]),
        None => Ok(Sending {
            receipts: receipts.map_err(one)?,
            unknown: unknown(memory.ledger.as_ref()),
            ending,
            ..sending
        }),
    }
}

/// The passwords, where documents are to be protected.
fn open_safe(
    asking: &Asking<'_>,
    ready: &Ready,
    roster: &Roster,
) -> Result<Option<Safe>, Vec<Diagnostic>> {
    let open = |protection| {
        let archive = archive_folder(&asking.options, &ready.workspace);
        let asked = ready.recipients.iter().filter(|one| ready.is_asked(one));
        Safe::open(protection, &archive, roster, asked, asking.seed)
    };
    ready.workspace.protect.as_ref().map(open).transpose()
}

pub(super) fn one(problem: Diagnostic) -> Vec<Diagnostic> {
    vec![problem]
}

/// What has an address and is still to be sent, up to a limit.
fn choose(parcels: &[Parcel], limit: Option<usize>, memory: &Memory) -> Vec<Parcel> {
    parcels
        .iter()
        .filter(|parcel| !parcel.to().1.is_empty() && memory.is_open(parcel))
        .take(limit.unwrap_or(usize::MAX))
        .cloned()
        .collect()
}

/// Writes down in `delivery.csv` what became of `everybody`, which a rehearsal does not, and
/// gives the receipts of `parcels`.
fn write_down(
    folder: &Path,
    parcels: &[Parcel],
    everybody: &[Parcel],
    memory: &Memory,
) -> Result<Vec<Receipt>, Diagnostic> {
    let receipt = |parcel: &Parcel| {
        let (name, address) = parcel.to();
        Receipt::of(
            &parcel.key(),
            name,
            address,
            &parcel.content(),
            memory.find(parcel),
        )
    };
    if memory.ledger.is_some() {
        let receipts: Vec<Receipt> = everybody.iter().map(receipt).collect();
        deliver::write_receipts(&folder.join("delivery.csv"), &receipts)?;
    }
    Ok(parcels.iter().map(receipt).collect())
}
