//! Parcels: what one mail of an edition carries; rehearsed into a folder, or sent.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::address;
use super::dispatch::{Dispatch, Ending, Item, entry};
use super::ledger::{Ledger, State};
use super::letter::{Secretary, is_attached};
use super::message::{self, Attachment, Mail, Parts, Party};
use super::receipt::unwritable;
use super::recipient::Recipient;
use super::secret::Secret;
use super::session::Post;
use crate::archive::{checksum, private};
use crate::compose::file_name;
use crate::diagnostic::{Diagnostic, Place};
use crate::render::mail::{Letter, Stationery};
use crate::workspace::{self, Mail as MailRules};

/// What a mail carries.
#[derive(Clone, Debug)]
pub enum Parcel {
    /// A packet's files.
    Packet {
        /// Who gets it.
        recipient: Recipient,
        /// SHA-256 of its files as the edition has them.
        content: String,
    },
    /// A letter alone.
    Letter {
        /// What the ledger knows it by: `manager/…`.
        key: String,
        /// The name of who gets it.
        name: String,
        /// Where it goes.
        address: String,
        /// What it says.
        letter: Letter,
    },
}

/// From a recipient, a file's path and its bytes: the bytes that leave.
pub type Protect<'a> = dyn Fn(&Recipient, &str, Vec<u8>) -> Result<Vec<u8>, Diagnostic> + Sync + 'a;

/// Makes what is attached unreadable to others: from a file's recipient, path and bytes, the
/// bytes that leave. What the ledger and the checks know are the bytes before.
pub struct Protection<'a> {
    /// Makes the bytes.
    pub protect: &'a Protect<'a>,
    /// What the mail says about opening them, in its language; never how to find the secret.
    pub words: &'a (dyn Fn(&Recipient) -> Option<String> + Sync),
}

/// Makes mails of parcels.
pub struct Sender<'a> {
    /// How mails are sent.
    pub rules: &'a MailRules,
    /// Writes letters.
    pub secretary: Secretary<'a>,
    /// Lays them out.
    pub stationery: &'a Stationery,
    /// Name of the edition, or of what else is sent.
    pub edition: &'a str,
    /// A file of the edition, checked against its manifest.
    pub read: &'a (dyn Fn(&str) -> Result<Vec<u8>, Diagnostic> + Sync),
    /// What is done with files before they leave; nothing where absent.
    pub protection: Option<Protection<'a>>,
    /// The clock.
    pub now: &'a (dyn Fn() -> DateTime<Utc> + Sync),
}

impl Parcel {
    /// What the ledger knows it by.
    pub fn key(&self) -> String {
        match self {
            Self::Packet { recipient, .. } => recipient.key(),
            Self::Letter { key, .. } => key.clone(),
        }
    }

    /// Name and address of who gets it.
    pub fn to(&self) -> (&str, &str) {
        match self {
            Self::Packet { recipient, .. } => (&recipient.name, &recipient.address),
            Self::Letter { name, address, .. } => (name, address),
        }
    }

    /// SHA-256 of what it carries.
    pub fn content(&self) -> String {
        match self {
            Self::Packet { content, .. } => content.clone(),
            Self::Letter { letter, .. } => {
                let mut text = letter.subject.clone();
                for part in &letter.paragraphs {
                    text = text + "\0" + part;
                }
                for item in &letter.items {
                    text = text + "\0" + &item.title + "\0" + &item.text;
                }
                checksum(text.as_bytes())
            }
        }
    }
}

/// What is wrong with an address, in words.
///
/// # Errors
/// `is no address`.
pub fn check_address(text: &str) -> Result<(), &'static str> {
    address::parse(text).map(|_| ())
}

/// Addresses of `mail` that are none.
pub fn check_mail(rules: &MailRules) -> Vec<Diagnostic> {
    let own = [
        ("mail.from", Some(&rules.from)),
        ("mail.reply_to", rules.reply_to.as_ref()),
    ];
    let own = own.into_iter().filter_map(|(key, text)| Some((key, text?)));
    let hr = rules.hr.iter().map(|text| ("mail.hr", text));
    let managers = rules.managers.values().map(|text| ("mail.managers", text));
    let all = own.chain(hr).chain(managers);
    all.filter_map(|(key, text)| {
        let what = address::parse(text).err()?;
        let place = Place::file(workspace::CONFIGURATION).in_column(key);
        let message = format!("`{text}` {what}");
        Some(Diagnostic::error("wrong-address", place, message).hint("write name@example.com"))
    })
    .collect()
}

impl Sender<'_> {
    /// Writes the mails to `folder`, in place of what was rehearsed before.
    ///
    /// # Errors
    /// The first mail that cannot be made or written.
    pub fn rehearse(&self, parcels: &[Parcel], folder: &Path) -> Result<(), Diagnostic> {
        let old = fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in old {
            if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "eml")
            {
                // What cannot be removed is overwritten or reported below.
                let _ = fs::remove_file(entry.path());
            }
        }
        private::create_folders(folder).map_err(|error| unwritable(folder, &error))?;
        for parcel in parcels {
            let mail = self.mail(parcel, &self.message_id(parcel)?)?;
            let key = parcel.key();
            let (kind, id) = key.split_once('/').unwrap_or(("mail", &key));
            let name = format!("{kind}-{}.eml", file_name(id));
            // A rehearsal is looked at and made again; it need not outlive a power cut.
            let path = folder.join(name);
            private::write_file(&path, &mail.bytes).map_err(|error| unwritable(&path, &error))?;
        }
        Ok(())
    }

    /// Sends what the ledger does not know as sent or unknown.
    ///
    /// # Errors
    /// What keeps anything from being sent, or stopped it.
    pub fn send(
        &self,
        parcels: &[Parcel],
        ledger: &Ledger,
        secret: Option<Secret>,
        allow_plain: bool,
        step: &(dyn Fn() + Sync),
    ) -> Result<Ending, Diagnostic> {
        let from = self.party("", &self.rules.from)?;
        let timeout = self.rules.pace.timeout;
        let server = &self.rules.server;
        let post = Post::new(server, timeout, &from.address, secret, allow_plain)?;
        let (open, items) = self.open(parcels, ledger)?;
        let now = (self.now)();
        ledger.append(
            items
                .iter()
                .map(|item| entry(item, now, State::Queued))
                .collect(),
        )?;
        let make = |item: usize| self.mail(open[item], &items[item].message_id);
        let dispatch = Dispatch {
            post: &post,
            pace: &self.rules.pace,
            ledger,
            items: &items,
            make: &make,
            now: self.now,
            step,
        };
        dispatch.run()
    }

    /// The parcels that the ledger does not know as sent or unknown, each once, and what it
    /// will know them by.
    fn open<'p>(
        &self,
        parcels: &'p [Parcel],
        ledger: &Ledger,
    ) -> Result<(Vec<&'p Parcel>, Vec<Item>), Diagnostic> {
        let (mut open, mut items) = (Vec::new(), Vec::new());
        let mut taken = BTreeSet::new();
        for parcel in parcels {
            let (recipient, content) = (parcel.key(), parcel.content());
            let known = ledger.find(&recipient, &content);
            let state = known.as_ref().map(|entry| entry.state);
            let is_open = !state.is_some_and(State::may_have_left);
            if is_open && taken.insert((recipient.clone(), content.clone())) {
                open.push(parcel);
                // What was tried before keeps its own, also that of an earlier revision.
                let given = known.map(|entry| entry.message_id);
                items.push(Item {
                    message_id: given.map_or_else(|| self.message_id(parcel), Ok)?,
                    address: parcel.to().1.to_owned(),
                    recipient,
                    content,
                });
            }
        }
        Ok((open, items))
    }

    fn message_id(&self, parcel: &Parcel) -> Result<String, Diagnostic> {
        let from = self.party("", &self.rules.from)?;
        let (key, content) = (parcel.key(), parcel.content());
        Ok(message::message_id(
            self.edition,
            &key,
            &content,
            &from.address,
        ))
    }

    fn mail(&self, parcel: &Parcel, message_id: &str) -> Result<Mail, Diagnostic> {
        let (name, address) = parcel.to();
        let to = self.party(name, address)?;
        match parcel {
            Parcel::Letter { letter, .. } => self.write(message_id, &to, None, letter, Vec::new()),
            Parcel::Packet { recipient, content } => {
                let copy = self.copy(recipient)?;
                let attachments = self.attachments(recipient, content)?;
                let words = self.protection.as_ref().map(|protection| protection.words);
                let words = words.and_then(|words| words(recipient));
                let letter = self.secretary.letter(recipient, copy.is_some(), words)?;
                self.write(message_id, &to, copy.as_ref(), &letter, attachments)
            }
        }
    }

    fn write(
        &self,
        message_id: &str,
        to: &Party,
        copy: Option<&Party>,
        letter: &Letter,
        attachments: Vec<Attachment>,
    ) -> Result<Mail, Diagnostic> {
        let reply_to = self.rules.reply_to.as_deref();
        let reply_to = reply_to.map(|text| self.party("", text)).transpose()?;
        let from = self.party(&letter.sender, &self.rules.from)?;
        message::write(Parts {
            from: &from,
            reply_to: reply_to.as_ref().map(|party| &party.address),
            to,
            copy,
            written: &self.stationery.write(letter)?,
            attachments,
            message_id,
            at: (self.now)(),
        })
    }

    /// The manager, where they get a copy.
    fn copy(&self, recipient: &Recipient) -> Result<Option<Party>, Diagnostic> {
        let address = &recipient.manager_address;
        if !self.rules.copy_manager || address.is_empty() || *address == recipient.address {
            return Ok(None);
        }
        self.party(&recipient.manager, address).map(Some)
    }

    /// The files of a packet as they leave; they are still those that were checked.
    fn attachments(
        &self,
        recipient: &Recipient,
        content: &str,
    ) -> Result<Vec<Attachment>, Diagnostic> {
        let mut files = Vec::new();
        for path in recipient.files.iter().filter(|path| is_attached(path)) {
            files.push((path.as_str(), (self.read)(path)?));
        }
        let found = contents(files.iter().map(|(path, bytes)| (*path, checksum(bytes))));
        if found != content {
            let message = format!("the files of {recipient} are not those that were checked");
            return Err(
                Diagnostic::error("wrong-recipient", Place::default(), message)
                    .hint("something changes the edition; nothing more was sent"),
            );
        }
        let protect = |path: &str, bytes| match &self.protection {
            Some(protection) => (protection.protect)(recipient, path, bytes),
            None => Ok(bytes),
        };
        let attach = |(path, bytes)| {
            Ok(Attachment {
                name: self.secretary.attachment_name(recipient, path)?,
                bytes: protect(path, bytes)?,
            })
        };
        files.into_iter().map(attach).collect()
    }

    fn party(&self, name: &str, address: &str) -> Result<Party, Diagnostic> {
        let parsed = address::parse(address).map_err(|what| {
            let message = format!("`{address}` {what}");
            Diagnostic::error("wrong-address", Place::default(), message)
                .hint("correct it in the roster or under `mail`")
        })?;
        Ok(Party {
            name: name.to_owned(),
            address: parsed,
        })
    }
}

/// SHA-256 over the names and checksums of files, in their order.
pub(super) fn contents<'f>(files: impl Iterator<Item = (&'f str, String)>) -> String {
    let mut text = String::new();
    for (path, sha256) in files {
        text.push_str(path);
        text.push('\0');
        text.push_str(&sha256);
        text.push('\0');
    }
    checksum(text.as_bytes())
}

impl Sender<'_> {
    /// The checksum of what a recipient's mail carries, from those of its files; a file that
    /// the edition does not have counts as one without a checksum.
    pub fn content(recipient: &Recipient, sha256: &dyn Fn(&str) -> Option<String>) -> String {
        let attached = recipient.files.iter().filter(|path| is_attached(path));
        contents(attached.map(|path| (path.as_str(), sha256(path).unwrap_or_default())))
    }
}
