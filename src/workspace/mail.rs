//! How packets are sent: the mail server, the pace, and who gets copies.
//!
//! No secret stands here: user and password come from the environment or from a file that
//! only its owner can read, which `deliver` opens when it sends.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::check::Problems;
use super::forms::{RawText, Short};
use crate::locale::Text;

/// How packets are sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Mail {
    /// Address of the sender.
    pub from: String,
    /// Name of the sender; the organisation's where absent.
    pub sender: Option<Text>,
    /// Where answers go; to the sender where absent.
    pub reply_to: Option<String>,
    /// The mail server.
    pub server: Server,
    /// How fast.
    pub pace: Pace,
    /// Whether a person's manager gets a copy of the mail.
    pub copy_manager: bool,
    /// Addresses of managers whom the roster does not have, by their name.
    pub managers: BTreeMap<String, String>,
    /// Who gets the organisation's packet.
    pub hr: Vec<String>,
    /// Names of people that a packet of somebody else may show, such as a customer's.
    pub mentions: Vec<String>,
}

/// A mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// A file with certificates in PEM that are trusted besides the system's.
    pub authority: Option<PathBuf>,
    /// A file with user and password.
    pub credentials: Option<PathBuf>,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Begins in the open and has to turn to TLS before anything is said.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None at all.
    Plain,
}

/// How fast mails leave, and when to give up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Mails a minute, over all connections; at least 1.
    pub rate: u32,
    /// Connections at a time; 1 to 16.
    pub connections: usize,
    /// How often one mail is tried; at least 1.
    pub attempts: u32,
    /// The wait before the second attempt; it doubles from attempt to attempt.
    pub pause: Duration,
    /// How long the server may take for an answer.
    pub timeout: Duration,
    /// How long a whole send may take.
    pub deadline: Duration,
}

/// `mail` of `scorepack.yaml`; times are in seconds, or minutes where the name says so.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMail {
    pub(super) from: String,
    pub(super) sender: Option<RawText>,
    pub(super) reply_to: Option<String>,
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) security: Option<Security>,
    pub(super) authority: Option<String>,
    pub(super) credentials: Option<String>,
    pub(super) rate: Option<u32>,
    pub(super) connections: Option<usize>,
    pub(super) attempts: Option<u32>,
    pub(super) pause: Option<f64>,
    pub(super) timeout: Option<f64>,
    pub(super) deadline_minutes: Option<f64>,
    #[serde(default)]
    pub(super) copy_manager: bool,
    #[serde(default)]
    pub(super) managers: BTreeMap<String, String>,
    pub(super) hr: Option<Short<Vec<String>>>,
    #[serde(default)]
    pub(super) mentions: Vec<String>,
}

/// Checks what is written under `mail`; whether addresses are any is checked by `deliver`.
pub(super) fn resolve(raw: Option<RawMail>, root: &Path, problems: &mut Problems) -> Option<Mail> {
    let raw = raw?;
    let security = raw.security.unwrap_or(Security::Starttls);
    let usual = match security {
        Security::Starttls => 587,
        Security::Tls => 465,
        Security::Plain => 25,
    };
    if raw.host.trim().is_empty() || raw.host.contains(|c: char| c.is_whitespace() || c == '/') {
        let message = format!("`{}` is no name of a server", raw.host);
        problems
            .wrong_value("mail.host", message)
            .help("write its name alone: smtp.example.com");
    }
    let mut within = |key: &str, value: f64, least: f64, most: f64| {
        if !(least..=most).contains(&value) {
            let message = format!("{value} is not from {least} to {most}");
            problems
                .wrong_value(&format!("mail.{key}"), message)
                .help("leave it out for the usual value");
        }
        value.clamp(least, most)
    };
    let rate = within("rate", f64::from(raw.rate.unwrap_or(120)), 1.0, 60_000.0);
    let connections = within(
        "connections",
        raw.connections.unwrap_or(2) as f64,
        1.0,
        16.0,
    );
    let attempts = within("attempts", f64::from(raw.attempts.unwrap_or(4)), 1.0, 20.0);
    let pause = within("pause", raw.pause.unwrap_or(15.0), 0.01, 3600.0);
    let timeout = within("timeout", raw.timeout.unwrap_or(60.0), 0.1, 600.0);
    let deadline = raw.deadline_minutes.unwrap_or(240.0);
    let deadline = within("deadline_minutes", deadline, 0.01, 2880.0);
    Some(Mail {
        from: raw.from,
        sender: raw.sender.map(RawText::resolve),
        reply_to: raw.reply_to,
        server: Server {
            host: raw.host,
            port: raw.port.unwrap_or(usual),
            security,
            authority: raw.authority.map(|path| root.join(path)),
            credentials: raw.credentials.map(|path| root.join(path)),
        },
        pace: Pace {
            rate: rate as u32,
            connections: connections as usize,
            attempts: attempts as u32,
            pause: Duration::from_secs_f64(pause),
            timeout: Duration::from_secs_f64(timeout),
            deadline: Duration::from_secs_f64(deadline * 60.0),
        },
        copy_manager: raw.copy_manager,
        managers: raw.managers,
        hr: match raw.hr {
            None => Vec::new(),
            Some(Short::Text(one)) => vec![one],
            Some(Short::Long(many)) => many,
        },
        mentions: raw.mentions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::yaml;

    fn read(text: &str) -> (Option<Mail>, Vec<String>) {
        let document = yaml::read::<RawMail>("scorepack.yaml", text);
        let mut problems = Problems::new("scorepack.yaml", text);
        let mail = resolve(document.value, Path::new("."), &mut problems);
        let found = document
            .problems
            .into_iter()
            .chain(problems.into_diagnostics());
        (mail, found.map(|problem| problem.message).collect())
    }

    #[test]
    fn the_shortest_block_asks_for_starttls() {
        let (mail, problems) = read("from: hr@example.com\nhost: smtp.example.com\n");
        assert!(problems.is_empty(), "{problems:?}");
        let mail = mail.unwrap_or_else(|| unreachable!());
        assert_eq!(
            (mail.server.security, mail.server.port),
            (Security::Starttls, 587)
        );
        assert!(!mail.copy_manager && mail.hr.is_empty());
    }

    #[test]
    fn a_password_in_the_configuration_is_an_error() {
        let (_, problems) = read("from: a@b.example\nhost: h\npassword: hunter2\n");
        assert!(
            problems.iter().any(|problem| problem.contains("password")),
            "{problems:?}"
        );
        assert!(
            !problems.iter().any(|problem| problem.contains("hunter2")),
            "{problems:?}"
        );
    }

    #[test]
    fn a_pace_out_of_bounds_is_an_error() {
        let (_, problems) = read("from: a@b.example\nhost: smtp/x\nrate: 0\nconnections: 99\n");
        assert_eq!(problems.len(), 3, "{problems:?}");
    }
}
