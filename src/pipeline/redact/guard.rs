//! The guard of an edition without names: blacks out whatever a text still says of the roster.
//!
//! It knows every identifier, name and address of the roster, of managers and of those who
//! decided grades. Latin ones count as whole words. Identifiers that are mere numbers are not
//! looked for, because any figure would be one, nor are names of one character.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::load::{Decisions, Roster};

/// What stands in place of a name.
const BLACK: &str = "■■■";

/// Everything that must not be said.
pub(super) struct Guard(Option<AhoCorasick>);

impl Guard {
    pub(super) fn new(roster: &Roster, decisions: &Decisions) -> Self {
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for person in &roster.people {
            known.extend([person.id.as_str(), &person.name.en, &person.name.zh]);
            known.extend(person.email.as_deref());
            let managers = person
                .stints
                .iter()
                .filter_map(|stint| stint.manager.as_ref());
            known.extend(managers.flat_map(|name| [name.en.as_str(), name.zh.as_str()]));
        }
        known.extend(roster.teams.iter().filter_map(|team| team.lead.as_deref()));
        known.extend(
            decisions
                .overrides
                .values()
                .map(|decision| decision.by.as_str()),
        );
        let telling = |text: &&str| {
            text.chars().count() > 1 && !text.chars().all(|letter| letter.is_ascii_digit())
        };
        // A search for so many texts fails only beyond four thousand million of them.
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(known.into_iter().filter(telling));
        Self(search.ok())
    }

    /// The text with everything blacked out that must not be said; `None` where there is nothing.
    pub(super) fn black_out(&self, text: &str) -> Option<String> {
        let Some(search) = &self.0 else {
            return Some(BLACK.to_owned());
        };
        let mut clean = String::new();
        let mut from = 0;
        for found in search.find_iter(text) {
            if is_whole(text, found.start(), found.end()) {
                clean.push_str(&text[from..found.start()]);
                clean.push_str(BLACK);
                from = found.end();
            }
        }
        (from > 0).then(|| {
            clean.push_str(&text[from..]);
            clean
        })
    }
}

/// Whether a find is no part of a longer Latin word or number.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let (before, found, after) = (&text[..start], &text[start..end], &text[end..]);
    let goes_on = |outside: Option<char>, edge: Option<char>| part(outside) && part(edge);
    !goes_on(before.chars().next_back(), found.chars().next())
        && !goes_on(after.chars().next(), found.chars().next_back())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_blacked_out_and_words_that_hold_them_are_not() {
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(["Ada", "Ada Lovelace", "杨国鹏", "E1", "a@b.example"]);
        let guard = Guard(search.ok());
        for (text, clean) in [
            ("by Ada Lovelace, E1", Some("by ■■■, ■■■")),
            ("Adaptation E12 XE1", None),
            ("由杨国鹏决定", Some("由■■■决定")),
            ("<a@b.example>", Some("<■■■>")),
            ("", None),
        ] {
            assert_eq!(guard.black_out(text).as_deref(), clean, "{text}");
        }
    }
}
