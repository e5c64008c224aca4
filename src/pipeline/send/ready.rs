//! What a send begins with: the workspace and its rules of mail, the edition and whom it is
//! for, the roster as it is now.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::check::parcel;
use super::{Asking, one};
use crate::archive::{self, StoredEdition};
use crate::deliver::{self, Parcel, RECIPIENTS, Recipient};
use crate::diagnostic::{Diagnostic, Place, Severity, has_errors};
use crate::load::{self, Roster};
use crate::period::Period;
use crate::pipeline::{Options, archive_folder};
use crate::workspace::source::{LoadContext, Origin};
use crate::workspace::{self, CONFIGURATION, Mail, Workspace};

/// Everything that has been read and found good.
pub(super) struct Ready {
    pub(super) workspace: Workspace,
    pub(super) rules: Mail,
    pub(super) edition: StoredEdition,
    /// Of everybody.
    pub(super) recipients: Vec<Recipient>,
    /// Those whom the send is for; everybody where absent.
    pub(super) only: Option<BTreeSet<String>>,
    pub(super) folder: PathBuf,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Ready {
    pub(super) fn is_asked(&self, recipient: &Recipient) -> bool {
        let only = self.only.as_ref();
        only.is_none_or(|only| only.contains(&recipient.id))
    }

    /// What the mails of everybody carry, unchecked: for what is told of them, never to be sent.
    pub(super) fn parcels(&self) -> Vec<Parcel> {
        let everybody = self.recipients.iter();
        everybody.map(|one| parcel(&self.edition, one)).collect()
    }
}

/// Reads workspace and edition, and finds the recipients.
pub(super) fn get_ready(asking: &Asking<'_>) -> Result<Ready, Vec<Diagnostic>> {
    let options = &asking.options;
    let (workspace, mut diagnostics) = workspace::read(&options.root, options.environment)?;
    let rules = read_rules(&workspace)?;
    let archive = archive_folder(options, &workspace);
    let edition = find_edition(&archive, asking, &mut diagnostics)?;
    let recipients = edition.read(RECIPIENTS).map_err(one)?;
    let recipients = deliver::read_recipients(&recipients)?;
    check_only(&recipients, options.only.as_ref())?;
    Ok(Ready {
        folder: archive::delivery(&archive, &edition.name),
        workspace,
        rules,
        edition,
        recipients,
        only: options.only.clone(),
        diagnostics,
    })
}

/// The rules of mail, where there are any and their addresses are some.
pub(in crate::pipeline) fn read_rules(workspace: &Workspace) -> Result<Mail, Vec<Diagnostic>> {
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

/// The latest edition of the period, which has to be approved before anything leaves. Who only
/// asks about mails in doubt means the one that was sent, whatever draft came after it.
fn find_edition(
    archive: &Path,
    asking: &Asking<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<StoredEdition, Vec<Diagnostic>> {
    let sent = match asking.only_asks() {
        true => archive::latest_approved(archive, asking.period).map_err(one)?,
        false => None,
    };
    let edition = match sent {
        Some(edition) => edition,
        None => latest_edition(archive, asking.period).map_err(one)?,
    };
    match edition.approved() {
        Ok(_) => {}
        Err(problem) if asking.yes || edition.approval.is_some() => return Err(vec![problem]),
        Err(problem) => diagnostics.push(Diagnostic {
            severity: Severity::Warning,
            ..problem
        }),
    }
    Ok(edition)
}

/// The latest edition of a period, approved or not.
///
/// # Errors
/// `missing-edition`; that it cannot be read.
pub(in crate::pipeline) fn latest_edition(
    archive: &Path,
    period: Period,
) -> Result<StoredEdition, Diagnostic> {
    archive::latest(archive, period)?.ok_or_else(|| missing_edition(archive, period))
}

fn missing_edition(archive: &Path, period: Period) -> Diagnostic {
    let place = Place::file(archive.display().to_string());
    let message = format!("there is no edition of {period}");
    Diagnostic::error("missing-edition", place, message)
        .hint("make it with `scorepack run`, and have it approved")
}

/// Everybody who was asked for has a packet.
fn check_only(
    recipients: &[Recipient],
    only: Option<&BTreeSet<String>>,
) -> Result<(), Vec<Diagnostic>> {
    let known: BTreeSet<&str> = recipients.iter().map(|one| one.id.as_str()).collect();
    let asked = only.into_iter().flatten();
    let unknown: Vec<Diagnostic> = asked
        .filter(|id| !known.contains(id.as_str()))
        .map(|id| {
            let message = format!("the edition has no packet of `{id}`");
            Diagnostic::error("unknown-id", Place::default().in_column("--only"), message)
                .hint("identifiers are those of the roster, capitals and all")
        })
        .collect();
    match unknown.is_empty() {
        true => Ok(()),
        false => Err(unknown),
    }
}

/// The roster as it is now; other tables only where it is made of them.
pub(in crate::pipeline) fn read_roster(
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
