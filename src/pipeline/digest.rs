//! Alerts of a week to the people who answer for those whom they concern: one letter each.
//!
//! They are read from the latest edition of the period, approved or not: an alert opens a
//! conversation while the month still runs, and holds no score. Whoever manages the person, or
//! leads the team, is told as the rule says; nobody is told about themselves.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::recipients::Directory;
use super::send::{Asking, Sending, one, read_roster, read_rules, unknown};
use super::{archive_folder, prepare};
use crate::archive::{self, StoredEdition};
use crate::cell;
use crate::compose::packet::PacketKind;
use crate::deliver::{self, Ledger, Parcel, Receipt, Secret, Secretary, Sender};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Locale;
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
    let (workspace, diagnostics) = workspace::read(&options.root, options.environment)?;
    let rules = read_rules(&workspace)?;
    let archive = archive_folder(options, &workspace);
    let edition = archive::latest(&archive, asking.period).map_err(one)?;
    let Some(edition) = edition else {
        let message = format!("there is no edition of {}", asking.period);
        let place = Place::file(archive.display().to_string());
        return Err(vec![
            Diagnostic::error("missing-edition", place, message)
                .hint("make it with `scorepack run`"),
        ]);
    };
    let (roster, _) = read_roster(&workspace, options)?;
    let (week, rows) = of_week(read_rows(&edition).map_err(one)?, week);
    let directory = Directory::new(&roster, Some(&rules), asking.period);
    let locales = prepare::read_locales(&workspace, None)?;
    let name = rules.sender.clone();
    let sender_name = name.unwrap_or_else(|| workspace.organisation.name.clone());
    let secretary = Secretary {
        locales: &locales,
        period: asking.period,
        sender: &sender_name,
    };
    let Some(locale) = locales.get(&workspace.organisation.language) else {
        return Ok(nothing(format!("alerts-{week}"), diagnostics));
    };
    let mut told: BTreeMap<String, (String, Vec<LetterItem>)> = BTreeMap::new();
    for row in &rows {
        for (name, address) in directory.told(row, locale) {
            let (_, items) = told.entry(address).or_insert((name, Vec::new()));
            items.push(item(row));
        }
    }
    let parcels: Vec<Parcel> = told
        .into_iter()
        .map(|(address, (name, items))| Parcel::Letter {
            key: format!("manager/{address}"),
            letter: letter(&secretary, locale, &week, &name, items),
            name,
            address,
        })
        .collect();
    let edition_name = format!("alerts-{week}");
    let folder = archive.join("delivery").join(&edition_name);
    let sender = Sender {
        rules: &rules,
        secretary,
        stationery: &Stationery::new(&workspace.templates).map_err(one)?,
        edition: &edition_name,
        read: &|path| edition.read(path),
        protection: None,
        now: asking.now,
    };
    let wanted = asking.limit.unwrap_or(usize::MAX).min(parcels.len());
    let (mut ending, mut ledger) = (None, None);
    if asking.yes {
        let opened = Ledger::open(&folder.join("ledger.jsonl"), (asking.now)()).map_err(one)?;
        let file = rules.server.credentials.as_deref();
        let secret = Secret::find(&options.environment, file).map_err(one)?;
        let sent = sender.send(
            &parcels[..wanted],
            &opened,
            secret,
            asking.allow_plain,
            asking.step,
        );
        ending = Some(sent.map_err(one)?);
        ledger = Some(opened);
    } else {
        sender
            .rehearse(&parcels[..wanted], &folder.join("outbox"))
            .map_err(one)?;
    }
    let receipt = |parcel: &Parcel| {
        let (name, address) = parcel.to();
        Receipt::of(
            &parcel.key(),
            name,
            address,
            &parcel.content(),
            ledger.as_ref(),
        )
    };
    let receipts: Vec<Receipt> = parcels.iter().map(receipt).collect();
    if ledger.is_some() {
        deliver::write_receipts(&folder.join("delivery.csv"), &receipts).map_err(one)?;
    }
    Ok(Sending {
        unknown: unknown(ledger.as_ref()),
        receipts,
        ending,
        folder,
        ..nothing(edition_name, diagnostics)
    })
}

fn nothing(edition: String, diagnostics: Vec<Diagnostic>) -> Sending {
    Sending {
        edition,
        folder: std::path::PathBuf::new(),
        receipts: Vec::new(),
        ending: None,
        unknown: Vec::new(),
        diagnostics,
    }
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
