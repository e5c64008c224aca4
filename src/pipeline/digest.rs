//! Alerts of a week to the people who answer for those whom they concern: one letter each.
//!
//! They are read from the latest edition of the period, approved or not: an alert opens a
//! conversation while the month still runs, and holds no score. Whoever manages the person, or
//! leads the team, is told as the rule says; nobody is told about themselves.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::recipients::Directory;
use super::send::{
    Asking, Sending, carry_out, latest_edition, one, open_ledger, read_roster, read_rules,
    sender_name,
};
use super::{archive_folder, prepare};
use crate::archive::StoredEdition;
use crate::cell;
use crate::compose::packet::PacketKind;
use crate::deliver::{self, Parcel, Secretary, Sender};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::{Language, Locale};
use crate::render::mail::{Letter, LetterItem, Stationery};
use crate::workspace;

/// The alerts of an edition.
const ALERTS: &str = "alerts.csv";

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
    let name = format!("alerts-{week}");
    let sending = Sending {
        folder: archive.join("delivery").join(&name),
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
    let ledger = open_ledger(asking, &sending.folder)?;
    carry_out(
        asking,
        &sender,
        &parcels,
        &parcels,
        ledger.as_ref(),
        sending,
    )
}

/// One letter for everybody who is told anything, by address.
fn letters(
    secretary: &Secretary<'_>,
    language: Language,
    directory: &Directory<'_>,
    week: &str,
    rows: &[Row],
) -> Result<Vec<Parcel>, Diagnostic> {
    let locale = secretary.locale(language)?;
    let mut told: BTreeMap<String, (String, Vec<LetterItem>)> = BTreeMap::new();
    for row in rows {
        for (name, address) in directory.told(row, locale) {
            let (_, items) = told.entry(address).or_insert((name, Vec::new()));
            items.push(item(row));
        }
    }
    let parcel = |(address, (name, items)): (String, (String, Vec<LetterItem>))| Parcel::Letter {
        key: format!("manager/{address}"),
        letter: letter(secretary, locale, week, &name, items),
        name,
        address,
    };
    Ok(told.into_iter().map(parcel).collect())
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
    /// Names and addresses of those who are told about a row.
    fn told(&self, row: &Row, locale: &Locale) -> Vec<(String, String)> {
        let tells = |audience: &str| row.tells.split(';').any(|told| told == audience);
        let language = locale.language();
        let subject = cell::bare(&row.subject_id);
        let mut told = Vec::new();
        if tells("manager") && row.subject_kind == "person" {
            let found = self.find(PacketKind::Person, subject, language);
            if found.manager_address != found.address {
                told.push((found.manager, found.manager_address));
            }
        }
        if tells("lead") || (tells("manager") && row.subject_kind != "person") {
            let lead = self.lead(cell::bare(&row.team_id));
            let other = lead.filter(|lead| lead.id != subject);
            told.extend(other.map(|lead| {
                let name = lead.name.in_language(language).to_owned();
                (name, lead.email.clone().unwrap_or_default())
            }));
        }
        told.retain(|(_, address)| deliver::check_address(address).is_ok());
        told.sort_by(|a, b| a.1.cmp(&b.1));
        told.dedup_by(|a, b| a.1 == b.1);
        told
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
