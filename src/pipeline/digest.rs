//! Alerts of a week to the people who answer for those whom they concern: one letter each.
//!
//! They are read from the latest edition of the period, approved or not: an alert opens a
//! conversation while the month still runs, and holds no score. Whoever manages the person, or
//! leads the team, is told as the rule says; nobody is told about themselves. Who has no address
//! is listed all the same, so that somebody can tell them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::alerts::ALERTS;
use super::recipients::Directory;
use super::send::{
    Asking, Memory, Sending, carry_out, latest_edition, one, read_roster, read_rules, sender_name,
};
use super::{archive_folder, prepare};
use crate::archive::{self, StoredEdition};
use crate::cell;
use crate::compose::packet::PacketKind;
use crate::deliver::{self, Parcel, Secretary, Sender};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::{Language, Locale};
use crate::render::mail::{Letter, LetterItem, Stationery};
use crate::workspace;

/// A row of the file.
#[derive(Debug, Deserialize)]
struct Row {
    name: String,
    subject_kind: String,
    subject_id: String,
    subject: String,
    team_id: String,
    last_period: String,
    tells: String,
    text: String,
    evidence: String,
}

/// Sends the alerts of `week` (`2026-W45`; the latest in the edition where absent), or
/// rehearses it.
///
/// # Errors
/// Everything that stopped it.
pub fn send_alerts(asking: &Asking<'_>, week: Option<&str>) -> Result<Sending, Vec<Diagnostic>> {
    let options = &asking.options;
    let (workspace, mut diagnostics) = workspace::read(&options.root, options.environment)?;
    let rules = read_rules(&workspace)?;
    let archive = archive_folder(options, &workspace);
    let edition = latest_edition(&archive, asking.period).map_err(one)?;
    let (week, rows) = of_week(read_rows(&edition).map_err(one)?, week);
    let (roster, found) = read_roster(&workspace, options)?;
    diagnostics.extend(found);
    let locales = prepare::read_locales(&workspace, None)?;
    let name = format!("{}{week}", archive::ALERTS);
    let sending = Sending {
        folder: archive::delivery(&archive, &name),
        edition: name.clone(),
        receipts: Vec::new(),
        ending: None,
        unknown: Vec::new(),
        diagnostics,
    };
    let sender = Sender {
        rules: &rules,
        secretary: Secretary {
            locales: &locales,
            period: asking.period,
            sender: sender_name(&workspace, &rules),
        },
        stationery: &Stationery::new(&workspace.templates).map_err(one)?,
        edition: &name,
        read: &|path| edition.read(path),
        protection: None,
        now: asking.now,
    };
    let directory = Directory::new(&roster, Some(&rules), asking.period);
    let language = workspace.organisation.language;
    let parcels = letters(&sender.secretary, language, &directory, &week, &rows).map_err(one)?;
    let memory = Memory::open(asking, &sending.folder, BTreeMap::new(), &parcels)?;
    carry_out(asking, &sender, &parcels, &parcels, &memory, sending)
}

/// Somebody who is told of alerts.
struct Told {
    name: String,
    /// Empty where nobody knows one that can be written to.
    address: String,
}

/// One letter for everybody who is told anything, by address; without one, by name.
fn letters(
    secretary: &Secretary<'_>,
    language: Language,
    directory: &Directory<'_>,
    week: &str,
    rows: &[Row],
) -> Result<Vec<Parcel>, Diagnostic> {
    let locale = secretary.locale(language)?;
    let mut letters: BTreeMap<String, (Told, Vec<LetterItem>)> = BTreeMap::new();
    for row in rows {
        for (key, told) in directory.told(row, locale) {
            let (_, items) = letters.entry(key).or_insert((told, Vec::new()));
            items.push(item(row));
        }
    }
    let parcel = |(key, (told, items)): (String, (Told, Vec<LetterItem>))| Parcel::Letter {
        key: format!("manager/{key}"),
        letter: letter(secretary, locale, week, &told.name, items),
        name: told.name,
        address: told.address,
    };
    Ok(letters.into_iter().map(parcel).collect())
}

fn read_rows(edition: &StoredEdition) -> Result<Vec<Row>, Diagnostic> {
    let bytes = edition.read(ALERTS)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    reader
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| {
            let place = Place::file(ALERTS);
            let message = format!("a row is no alert: {error}");
            Diagnostic::error("wrong-recipients", place, message)
                .hint("run the period again with this version of the program")
        })
}

/// The rows of a week, by default the latest that any row is of.
fn of_week(rows: Vec<Row>, week: Option<&str>) -> (String, Vec<Row>) {
    let weeks = rows.iter().map(|row| row.last_period.as_str());
    let latest = weeks.filter(|period| period.contains("-W")).max();
    let week = week.or(latest).unwrap_or("none").to_owned();
    let rows = rows.into_iter().filter(|row| row.last_period == week);
    let rows = rows.collect();
    (week, rows)
}

impl Directory<'_> {
    /// Those who are told about a row, by address; without one that can be written to, by name.
    fn told(&self, row: &Row, locale: &Locale) -> BTreeMap<String, Told> {
        let tells = |audience: &str| row.tells.split(';').any(|told| told == audience);
        let of_person = row.subject_kind == "person";
        let manager = (tells("manager") && of_person).then(|| self.manager(row, locale));
        let of_lead = tells("lead") || (tells("manager") && !of_person);
        let lead = of_lead.then(|| self.lead_told(row, locale));
        let mut told = BTreeMap::new();
        for mut one in manager.flatten().into_iter().chain(lead.flatten()) {
            if deliver::check_address(&one.address).is_err() {
                one.address.clear();
            }
            let key = match one.address.as_str() {
                "" => &one.name,
                address => address,
            };
            told.entry(key.to_owned()).or_insert(one);
        }
        told
    }

    /// Whoever manages the person, unless that is the person.
    fn manager(&self, row: &Row, locale: &Locale) -> Option<Told> {
        let subject = cell::bare(&row.subject_id);
        let found = self.find(PacketKind::Person, subject, locale.language());
        let is_other = found.manager_address.is_empty() || found.manager_address != found.address;
        (is_other && !found.manager.is_empty()).then_some(Told {
            name: found.manager,
            address: found.manager_address,
        })
    }

    /// Whoever leads the team, unless that is the person; by identifier who is not on the roster.
    fn lead_told(&self, row: &Row, locale: &Locale) -> Option<Told> {
        let team = cell::bare(&row.team_id);
        let id = self.lead_id(team)?;
        let known = self.lead(team).map(|lead| Told {
            name: lead.name.in_language(locale.language()).to_owned(),
            address: lead.email.clone().unwrap_or_default(),
        });
        let lead = known.unwrap_or_else(|| Told {
            name: id.to_owned(),
            address: String::new(),
        });
        (id != cell::bare(&row.subject_id)).then_some(lead)
    }
}

fn item(row: &Row) -> LetterItem {
    LetterItem {
        title: format!("{} · {}", cell::bare(&row.subject), cell::bare(&row.name)),
        text: format!("{} {}", cell::bare(&row.text), cell::bare(&row.evidence)),
    }
}

fn letter(
    secretary: &Secretary<'_>,
    locale: &Locale,
    week: &str,
    name: &str,
    items: Vec<LetterItem>,
) -> Letter {
    Letter {
        kind: "alerts".to_owned(),
        subject: locale.format("mail-subject-alerts", &[("period", week.into())]),
        greeting: locale.format("mail-greeting", &[("name", name.into())]),
        paragraphs: vec![locale.format("mail-text-alerts", &[("count", items.len().into())])],
        items,
        ..secretary.frame(locale)
    }
}
