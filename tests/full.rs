//! A full disk leaves no half of a file behind that what comes later stumbles over.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;

use crate::common::disk::Disk;
use chrono::DateTime;
use scorepack::archive::pseudonym_key;
use scorepack::deliver::{Entry, Ledger, State};

fn entry(recipient: &str, reply: String) -> Entry {
    Entry {
        at: DateTime::UNIX_EPOCH,
        recipient: recipient.to_owned(),
        address: "a@x.example".to_owned(),
        content: "c0ffee".to_owned(),
        state: State::Sent,
        message_id: "<1@x.example>".to_owned(),
        attempts: 1,
        reply,
        by: String::new(),
        revision: String::new(),
    }
}

#[test]
fn a_ledger_that_had_no_room_for_a_line_takes_the_next_one() {
    let Some(disk) = Disk::new(256) else { return };
    let (path, filler) = (disk.0.path().join("ledger"), disk.0.path().join("filler"));
    let ledger = Ledger::open(&path, DateTime::UNIX_EPOCH).unwrap();
    ledger.append(vec![entry("a", String::new())]).unwrap();
    disk.fill(&filler, 0);
    let long = entry("b", "250 ".repeat(4000));
    let refused = ledger.append(vec![long]).unwrap_err();
    assert_eq!(refused.code, "unwritable-ledger");
    fs::remove_file(&filler).unwrap();
    ledger.append(vec![entry("c", String::new())]).unwrap();
    drop(ledger);
    // A program that another test starts holds the lock as well until it is itself.
    let again = || {
        std::thread::sleep(std::time::Duration::from_millis(20));
        Ledger::open(&path, DateTime::UNIX_EPOCH).ok()
    };
    let entries = std::iter::repeat_with(again).take(100).flatten().next();
    let entries = entries.unwrap().entries();
    let known: Vec<&str> = entries.iter().map(|one| one.recipient.as_str()).collect();
    assert_eq!(known, ["a", "c"]);
}

#[test]
fn an_archive_without_room_for_its_key_makes_it_when_there_is_room() {
    let Some(disk) = Disk::new(256) else { return };
    let filler = disk.0.path().join("filler");
    disk.fill(&filler, 0);
    let refused = pseudonym_key(disk.0.path(), &[7; 32]).unwrap_err();
    assert_eq!(refused.code, "unwritable-archive");
    fs::remove_file(&filler).unwrap();
    assert_eq!(pseudonym_key(disk.0.path(), &[8; 32]).unwrap(), [8; 32]);
}
