//! An edition without names, for retrospectives: everybody under a pseudonym.
//!
//! All figures are computed from the data as it is. The roster, though, stands in the order
//! of pseudonyms from the beginning, so that no table or chart tells the order of identifiers,
//! and what composes packets gets a roster without names. Then everything goes that people
//! have written or that leads to records: comments, plans, reasons, records, projects, alerts.
//! A guard looks through every text for whatever is left of the roster.
//!
//! A pseudonym comes from the identifier and the archive's key, so it is the same in every
//! edition of an archive and cannot be worked out without the key.
//!
//! Limits: figures stay exact, so somebody who knows one may find its owner; levels,
//! industries and the like are left out for that reason, and so are groups of fewer than
//! [`SMALLEST`] people.

mod guard;
mod packets;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use self::guard::Guard;
use crate::compose::Composer;
use crate::load::{Decisions, Roster};
use crate::locale::{Language, Locale, Text};
use crate::period::Period;

/// Smaller groups are left out or merged.
pub(super) const SMALLEST: usize = 3;

/// Characters of a pseudonym.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Everybody's pseudonym by identifier.
pub(super) struct Pseudonyms(BTreeMap<String, String>);

impl Pseudonyms {
    /// Pseudonyms under a key, each unlike all others.
    pub(super) fn of(roster: &Roster, key: &[u8; 32]) -> Self {
        let mut taken = BTreeSet::new();
        let mut pseudonyms = BTreeMap::new();
        for person in &roster.people {
            // Two people under one name would be one person to a reader.
            let mut attempt = 0;
            let mut name = pseudonym(&person.id, key, attempt);
            while !taken.insert(name.clone()) {
                attempt += 1;
                name = pseudonym(&person.id, key, attempt);
            }
            pseudonyms.insert(person.id.clone(), name);
        }
        Self(pseudonyms)
    }

    /// Somebody's pseudonym.
    pub(super) fn name(&self, id: &str) -> &str {
        self.0.get(id).map_or("P", String::as_str)
    }
}

/// 50 bits of a keyed hash, as `P-7K3Q2-M9TXA`.
fn pseudonym(id: &str, key: &[u8; 32], attempt: u32) -> String {
    let inner = Sha256::new()
        .chain_update(key)
        .chain_update(attempt.to_be_bytes())
        .chain_update(id.as_bytes())
        .finalize();
    let hash = Sha256::new()
        .chain_update(key)
        .chain_update(inner)
        .finalize();
    let letters = hash
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
    let mut name = String::from("P-");
    for (place, letter) in letters.take(10).enumerate() {
        if place == 5 {
            name.push('-');
        }
        name.push(letter);
    }
    name
}

/// How an edition without names is made.
pub(super) struct Redaction {
    /// The roster as it may be shown.
    pub(super) roster: Roster,
    /// Teams that are too small to be shown, by position.
    small_teams: BTreeSet<usize>,
    /// Whether somebody is in one of them.
    merges: bool,
    /// What groups that are too small are called, in each language.
    others: Text,
    /// Roles that too few people have to be named.
    rare_roles: BTreeSet<String>,
    /// How many people of a team, by position, have a role.
    alike: BTreeMap<(usize, String), usize>,
    guard: Guard,
}

impl Redaction {
    /// Prepares the edition of a period; `roster` stands in the order of pseudonyms.
    pub(super) fn new(
        roster: &Roster,
        pseudonyms: &Pseudonyms,
        decisions: &Decisions,
        locales: &BTreeMap<Language, Locale>,
        period: Period,
    ) -> Self {
        let others = others(locales);
        let members = roster.members(period);
        let sizes = members.iter().map(Vec::len).enumerate();
        let small_teams: BTreeSet<usize> = sizes
            .filter(|(_, size)| *size < SMALLEST)
            .map(|(team, _)| team)
            .collect();
        let merges = small_teams.iter().any(|team| !members[*team].is_empty());
        let mut shown = without_names(roster, pseudonyms);
        let mut departments = vec![0; roster.departments.len()];
        for (team, members) in members.iter().enumerate() {
            departments[roster.teams[team].department] += members.len();
        }
        for (at, team) in shown.teams.iter_mut().enumerate() {
            team.lead = None;
            if small_teams.contains(&at) {
                team.name = others.clone();
                "-".clone_into(&mut team.id);
            }
        }
        for (department, people) in shown.departments.iter_mut().zip(departments) {
            if people < SMALLEST {
                department.name = others.clone();
            }
        }
        Self {
            roster: shown,
            small_teams,
            merges,
            others,
            rare_roles: rare_roles(roster, period),
            alike: alike(roster, period),
            guard: Guard::new(roster, decisions),
        }
    }

    /// What roles that are not to be named are called.
    fn rare_role_names(&self, composer: &Composer<'_>, language: Language) -> Vec<String> {
        let rare = self.rare_roles.iter();
        rare.map(|role| composer.role_name(language, role))
            .collect()
    }

    /// Whether a team is large enough to be shown.
    pub(super) fn shows_team(&self, team: usize) -> bool {
        !self.small_teams.contains(&team)
    }
}

/// The roster with everybody under a pseudonym, by which they are found in it.
fn without_names(roster: &Roster, pseudonyms: &Pseudonyms) -> Roster {
    let mut shown = roster.clone();
    for person in &mut shown.people {
        let name = pseudonyms.name(&person.id).to_owned();
        person.name = Text {
            en: name.clone(),
            zh: name.clone(),
        };
        person.id = name;
        (person.email, person.language, person.joined) = (None, None, None);
        person
            .stints
            .iter_mut()
            .for_each(|stint| stint.manager = None);
    }
    // They stand in this order already; what finds them goes by the identifiers before.
    shown.reorder(|person| person.id.clone());
    shown
}

/// Keeps what stands at the places that stay; what is beyond them stays too.
fn keep_places<T>(items: &mut Vec<T>, stays: &[bool]) {
    let mut at = stays.iter();
    items.retain(|_| at.next() != Some(&false));
}

fn others(locales: &BTreeMap<Language, Locale>) -> Text {
    let said = |language| {
        locales
            .get(&language)
            .map_or_else(String::new, |l| l.text("redact-others"))
    };
    Text {
        en: said(Language::En),
        zh: said(Language::Zh),
    }
}

fn rare_roles(roster: &Roster, period: Period) -> BTreeSet<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for person in &roster.people {
        if let Some(stint) = person.stint_in(period) {
            *counts.entry(&stint.role).or_default() += 1;
        }
    }
    let rare = counts.into_iter().filter(|(_, count)| *count < SMALLEST);
    rare.map(|(role, _)| role.to_owned()).collect()
}

fn alike(roster: &Roster, period: Period) -> BTreeMap<(usize, String), usize> {
    let mut counts = BTreeMap::new();
    for stint in roster.people.iter().filter_map(|one| one.stint_in(period)) {
        *counts.entry((stint.team, stint.role.clone())).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Person;

    #[test]
    fn a_pseudonym_depends_on_the_key_and_on_nothing_else_that_is_known() {
        let name = pseudonym("E001", &[1; 32], 0);
        assert_eq!(name, pseudonym("E001", &[1; 32], 0));
        assert_ne!(name, pseudonym("E001", &[2; 32], 0));
        assert_ne!(name, pseudonym("E002", &[1; 32], 0));
        assert_ne!(name, pseudonym("E001", &[1; 32], 1));
        let characters: Vec<char> = name.chars().collect();
        assert_eq!(characters.len(), 13, "{name}");
        assert!(name.starts_with("P-") && characters[7] == '-', "{name}");
    }

    #[test]
    fn everybody_is_found_under_their_pseudonym_and_nobody_under_their_identifier() {
        let person = |id: &String| Person {
            id: id.clone(),
            name: Text::default(),
            email: None,
            language: None,
            joined: None,
            stints: Vec::new(),
        };
        let ids: Vec<String> = (100..200).map(|number| format!("E{number}")).collect();
        let mut roster = Roster::default();
        roster.people = ids.iter().map(person).collect();
        let pseudonyms = Pseudonyms::of(&roster, &[7; 32]);
        roster.reorder(|person| pseudonyms.name(&person.id).to_owned());
        let shown = without_names(&roster, &pseudonyms);
        for id in &ids {
            let name = pseudonyms.name(id);
            assert_eq!(shown.person(name), roster.person(id), "{id} is {name}");
            assert_eq!(shown.person(id), None, "{id}");
        }
    }
}
