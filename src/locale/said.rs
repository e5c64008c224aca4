//! Which messages were formatted, and what was wrong with them; for tests only.
//!
//! Only threads that listen take notes, so that tests beside each other do not mix.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use super::Language;

thread_local! {
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// The problems of each message that was formatted; none where all went well.
static NOTES: Mutex<BTreeMap<(Language, String), BTreeSet<String>>> = Mutex::new(BTreeMap::new());

/// Has this thread take notes from now on.
pub(crate) fn listen() {
    LISTENS.set(true);
}

/// What was noted: language and key, with problems.
pub(crate) fn notes() -> BTreeMap<(Language, String), BTreeSet<String>> {
    NOTES.lock().map(|notes| notes.clone()).unwrap_or_default()
}

pub(super) fn note(language: Language, key: &str, problems: impl Iterator<Item = String>) {
    if !LISTENS.get() {
        return;
    }
    if let Ok(mut notes) = NOTES.lock() {
        let found = notes.entry((language, key.to_owned())).or_default();
        found.extend(problems);
    }
}
