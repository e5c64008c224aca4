//! The deliver stage: packets of an approved edition to the people whom they are about, each
//! exactly as often as meant.
//!
//! A send has three parts, in this order. `proof` checks on the final bytes of every packet
//! that they are the recipient's; one mismatch stops everything. [`Sender::rehearse`] writes
//! the mails to a folder, [`Sender::send`] gives them to a server: `dispatch` keeps the pace,
//! `session` speaks SMTP and knows where a connection broke, and `ledger` remembers, before
//! anything can happen that cannot be taken back. `letter` and `message` make the mails.
//!
//! lettre stays in here. Nothing here reads the clock; whoever calls brings it.

pub mod secrets;

mod address;
mod dispatch;
mod ledger;
mod letter;
mod message;
mod proof;
mod receipt;
mod recipient;
mod secret;
mod sender;
mod session;

pub use self::dispatch::Ending;
pub use self::ledger::{Entry, LEDGER, Ledger, State};
pub use self::letter::{AttachmentName, Secretary};
pub use self::proof::{Evidence, Proof};
pub use self::receipt::{Receipt, counts, is_complete, write_receipts};
pub use self::recipient::{RECIPIENTS, Recipient, read_recipients, write_recipients};
pub use self::secret::{Secret, VARIABLES};
pub use self::sender::{Parcel, Protect, Protection, Sender, check_address, check_mail};
