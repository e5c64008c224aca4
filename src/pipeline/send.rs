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
mod protection;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use self::check::check_all;
use self::doubt::{resolve, unknown};
use self::protection::Safe;
pub use self::protection::readers;
use super::{Options, archive_folder, prepare};
use crate::archive::{self, StoredEdition};
use crate::deliver::{
    self, Ending, Entry, Ledger, Parcel, Protection, RECIPIENTS, Receipt, Recipient, Secret,
    Secretary, Sender, State,
};
use crate::diagnostic::{Diagnostic, Place, has_errors};
use crate::load::{self, Roster};
use crate::locale::Text;
use crate::period::Period;
use crate::render::mail::Stationery;
use crate::workspace::source::{LoadContext, Origin};
use crate::workspace::{self, CONFIGURATION, Mail, Workspace};

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

/// Everything that has been read and found good.
struct Ready {
    workspace: Workspace,
    rules: Mail,
    edition: StoredEdition,
    roster: Roster,
    recipients: Vec<Recipient>,
    folder: PathBuf,
    diagnostics: Vec<Diagnostic>,
}

/// Sends the packets of an edition, or rehearses it.
///
/// # Errors
/// Everything that stopped it. Where it had begun, the ledger says how far it came.
pub fn send(asking: &Asking<'_>) -> Result<Sending, Vec<Diagnostic>> {
    let ready = get_ready(asking)?;
    let ledger = open_ledger(asking, &ready.folder)?;
    if let Some(ledger) = &ledger {
        resolve(asking, ledger)?;
    }
    let read = |path: &str| ready.edition.read(path);
    let parcels = check_all(&ready, &read)?;
    let locales = prepare::read_locales(&ready.workspace, None)?;
    let safe = open_safe(asking, &ready)?;
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
    let sending = Sending {
        edition: ready.edition.name.clone(),
        folder: ready.folder,
        receipts: Vec::new(),
        ending: None,
        unknown: Vec::new(),
        diagnostics: ready.diagnostics,
    };
    carry_out(asking, &sender, &parcels, ledger.as_ref(), sending)
}

/// Who mails are from, in words.
pub(super) fn sender_name<'a>(workspace: &'a Workspace, rules: &'a Mail) -> &'a Text {
    rules
        .sender
        .as_ref()
        .unwrap_or(&workspace.organisation.name)
}

/// The ledger in the folder of an edition's mails. A rehearsal leaves no trace in it, not even
/// a lock.
pub(super) fn open_ledger(
    asking: &Asking<'_>,
    folder: &Path,
) -> Result<Option<Ledger>, Vec<Diagnostic>> {
    let needed = asking.yes || asking.list_doubts;
    let open = || Ledger::open(&folder.join("ledger.jsonl"), (asking.now)());
    needed.then(open).transpose().map_err(one)
}

/// Sends parcels or rehearses it, and writes down what became of them.
///
/// # Errors
/// What stopped it; `delivery.csv` says how far it came.
pub(super) fn carry_out(
    asking: &Asking<'_>,
    sender: &Sender<'_>,
    parcels: &[Parcel],
    ledger: Option<&Ledger>,
    sending: Sending,
) -> Result<Sending, Vec<Diagnostic>> {
    let mut ending = None;
    let mut stopped = None;
    match ledger {
        Some(ledger) if asking.yes => {
            let chosen = choose(parcels, asking.limit, |parcel| is_open(parcel, ledger));
            let file = sender.rules.server.credentials.as_deref();
            let secret = Secret::find(&asking.options.environment, file).map_err(one)?;
            match sender.send(&chosen, ledger, secret, asking.allow_plain, asking.step) {
                Ok(ended) => ending = Some(ended),
                Err(problem) => stopped = Some(problem),
            }
        }
        Some(_) => {}
        None => {
            let chosen = choose(parcels, asking.limit, |_| true);
            let outbox = sending.folder.join("outbox");
            sender.rehearse(&chosen, &outbox).map_err(one)?;
        }
    }
    let receipts = write_down(&sending.folder, parcels, ledger);
    match stopped {
        Some(problem) => Err(vec![problem]),
        None => Ok(Sending {
            receipts: receipts.map_err(one)?,
            unknown: unknown(ledger),
            ending,
            ..sending
        }),
    }
}

/// The passwords, where documents are to be protected.
fn open_safe(asking: &Asking<'_>, ready: &Ready) -> Result<Option<Safe>, Vec<Diagnostic>> {
    let open = |protection| {
        let archive = archive_folder(&asking.options, &ready.workspace);
        Safe::open(
            protection,
            &archive,
            &ready.roster,
            &ready.recipients,
            asking.seed,
        )
    };
    ready.workspace.protect.as_ref().map(open).transpose()
}

pub(super) fn one(problem: Diagnostic) -> Vec<Diagnostic> {
    vec![problem]
}

/// Reads workspace, edition and roster, and finds the recipients.
fn get_ready(asking: &Asking<'_>) -> Result<Ready, Vec<Diagnostic>> {
    let options = &asking.options;
    let (workspace, mut diagnostics) = workspace::read(&options.root, options.environment)?;
    let rules = read_rules(&workspace)?;
    let archive = archive_folder(options, &workspace);
    let edition = find_edition(&archive, asking, &mut diagnostics)?;
    let recipients = edition.read(RECIPIENTS).map_err(one)?;
    let recipients = deliver::read_recipients(&recipients)?;
    let recipients = select(recipients, options.only.as_ref())?;
    let (roster, found) = read_roster(&workspace, options)?;
    diagnostics.extend(found);
    Ok(Ready {
        folder: archive.join("delivery").join(&edition.name),
        workspace,
        rules,
        edition,
        roster,
        recipients,
        diagnostics,
    })
}

/// The rules of mail, where there are any and their addresses are some.
pub(super) fn read_rules(workspace: &Workspace) -> Result<Mail, Vec<Diagnostic>> {
    let Some(rules) = workspace.mail.clone() else {
        let place = Place::file(CONFIGURATION).in_column("mail");
        let message = "the workspace does not say how mails are sent";
        return Err(vec![Diagnostic::error("no-mail", place, message).hint(
            "add `mail: {from: hr@example.com, host: smtp.example.com}`",
        )]);
    };
    let wrong = deliver::check_mail(&rules);
    match wrong.is_empty() {
        true => Ok(rules),
        false => Err(wrong),
    }
}

/// The latest edition of the period, which has to be approved before anything leaves.
fn find_edition(
    archive: &Path,
    asking: &Asking<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<StoredEdition, Vec<Diagnostic>> {
    let edition = archive::latest(archive, asking.period).map_err(one)?;
    let edition = edition.ok_or_else(|| one(missing_edition(archive, asking.period)))?;
    match edition.approved() {
        Ok(_) => {}
        Err(problem) if asking.yes || edition.approval.is_some() => return Err(vec![problem]),
        Err(problem) => diagnostics.push(Diagnostic {
            severity: crate::diagnostic::Severity::Warning,
            ..problem
        }),
    }
    Ok(edition)
}

pub(super) fn missing_edition(archive: &Path, period: Period) -> Diagnostic {
    let place = Place::file(archive.display().to_string());
    let message = format!("there is no edition of {period}");
    Diagnostic::error("missing-edition", place, message)
        .hint("make it with `scorepack run`, and have it approved")
}

/// Those who were asked for.
fn select(
    recipients: Vec<Recipient>,
    only: Option<&BTreeSet<String>>,
) -> Result<Vec<Recipient>, Vec<Diagnostic>> {
    let Some(only) = only else {
        return Ok(recipients);
    };
    let unknown = only
        .iter()
        .filter(|id| !recipients.iter().any(|recipient| recipient.id == **id));
    let unknown: Vec<Diagnostic> = unknown
        .map(|id| {
            let message = format!("the edition has no packet of `{id}`");
            Diagnostic::error("unknown-id", Place::default().in_column("--only"), message)
                .hint("identifiers are those of the roster, capitals and all")
        })
        .collect();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let wanted = |recipient: &Recipient| only.contains(&recipient.id);
    Ok(recipients.into_iter().filter(wanted).collect())
}

/// The roster as it is now; other tables only where it is made of them.
pub(super) fn read_roster(
    workspace: &Workspace,
    options: &Options<'_>,
) -> Result<(Roster, Vec<Diagnostic>), Vec<Diagnostic>> {
    let needed = |name: &str| ["roster", "teams"].contains(&name);
    let mut sources = workspace.sources.clone();
    let made_of_others = sources
        .iter()
        .any(|source| needed(&source.name) && matches!(source.origin, Origin::Query { .. }));
    if !made_of_others {
        sources.retain(|source| needed(&source.name));
    }
    let context = LoadContext {
        today: options.as_of.or(workspace.as_of).unwrap_or(options.today),
        roster_table: "roster".to_owned(),
        kept: None,
    };
    let loaded = load::load(&sources, &context);
    if has_errors(&loaded.diagnostics) {
        return Err(loaded.diagnostics);
    }
    let (roster, _) = Roster::of(&loaded.tables)?;
    Ok((roster, loaded.diagnostics))
}

/// What has an address and is `wanted`, up to a limit.
fn choose(
    parcels: &[Parcel],
    limit: Option<usize>,
    wanted: impl Fn(&Parcel) -> bool,
) -> Vec<Parcel> {
    parcels
        .iter()
        .filter(|parcel| !parcel.to().1.is_empty() && wanted(parcel))
        .take(limit.unwrap_or(usize::MAX))
        .cloned()
        .collect()
}

/// Whether a mail may be sent: not where it has been, or may have been.
fn is_open(parcel: &Parcel, ledger: &Ledger) -> bool {
    let known = ledger.find(&parcel.key(), &parcel.content());
    !known.is_some_and(|entry| matches!(entry.state, State::Sent | State::Unknown))
}

/// Writes `delivery.csv`; a rehearsal does not.
fn write_down(
    folder: &Path,
    parcels: &[Parcel],
    ledger: Option<&Ledger>,
) -> Result<Vec<Receipt>, Diagnostic> {
    let receipt = |parcel: &Parcel| {
        let (name, address) = parcel.to();
        Receipt::of(&parcel.key(), name, address, &parcel.content(), ledger)
    };
    let receipts: Vec<Receipt> = parcels.iter().map(receipt).collect();
    if ledger.is_some() {
        deliver::write_receipts(&folder.join("delivery.csv"), &receipts)?;
    }
    Ok(receipts)
}
