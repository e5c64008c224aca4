//! A company whose January is sent by mail, and what became of the mails.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use mailparse::{DispositionType, ParsedMail, parse_content_disposition};
use scorepack::archive::{StoredEdition, approve, latest};

use super::post::Post;
use super::{SMALL, Small, complaints, json, scorepack};

pub(crate) const ROSTER: &str = "\
engineer_id,name,name_en,role,level,team_id,manager,email,language,joined_on,valid_from
A1,Ada Lovell,Ada Lovell,service,senior,T1,,ada@small.example,en,2025-01-01,2025-01-01
B2,陈小明,Chen Xiaoming,service,junior,T1,Ada Lovell,ming@small.example,zh,2025-01-01,2025-01-01
C3,Cleo Marsh,Cleo Marsh,service,junior,T1,Ada Lovell,cleo@small.example,en,2025-01-01,2025-01-01
D4,王伟,Wang Wei,service,junior,T1,Ada Lovell,wei@small.example,zh,2025-01-01,2025-01-01
";

pub(crate) const TEAMS: &str = "\
team_id,name,department_id,department,lead_id
T1,First,D1,Service,A1
";

pub(crate) const PEOPLE: [&str; 4] = [
    "ada@small.example",
    "cleo@small.example",
    "ming@small.example",
    "wei@small.example",
];

/// A company whose January is made.
pub(crate) struct Company {
    pub(crate) small: Small,
}

impl Company {
    /// Its mail server listens on this port; `more` are further lines of `mail`.
    pub(crate) fn draft(port: u16, more: &str) -> Self {
        Self::with_roster(port, more, ROSTER)
    }

    pub(crate) fn with_roster(port: u16, more: &str, roster: &str) -> Self {
        let small = Small::new();
        small.put("data/roster.csv", roster);
        small.put("data/teams.csv", TEAMS);
        let company = Self { small };
        company.configure(port, more);
        let output = company.small.run(&["--quiet"]);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
        company
    }

    /// The same, and its January is approved.
    pub(crate) fn approved(port: u16, more: &str) -> Self {
        let company = Self::draft(port, more);
        company.approve();
        company
    }

    pub(crate) fn configure(&self, port: u16, more: &str) {
        let mail = format!(
            "mail:\n  from: hr@small.example\n  host: 127.0.0.1\n  port: {port}\n  security: plain\n  \
             rate: 60000\n  connections: 1\n  attempts: 3\n  pause: 0.05\n  timeout: 2\n{more}"
        );
        let text = SMALL.replace("data:\n", "data:\n  teams: {file: data/teams.csv}\n");
        self.small.put("scorepack.yaml", &(text + &mail));
    }

    pub(crate) fn approve(&self) {
        let edition = StoredEdition::open(&self.small.edition()).unwrap();
        approve(&edition, "Hannah Reed", "2026-02-05T09:00:00+08:00", "test").unwrap();
    }

    /// Makes a revision of January and approves it.
    pub(crate) fn revise(&self) {
        let output = self.small.run(&["--quiet"]);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
        let archive = self.small.folder.path().join("archive");
        let january = "2026-01".parse().unwrap();
        let edition = latest(&archive, january).unwrap().unwrap();
        approve(&edition, "Hannah Reed", "2026-02-06T09:00:00+08:00", "test").unwrap();
    }

    pub(crate) fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let mut arguments = vec!["send", self.small.path(), "--period", "2026-01"];
        arguments.extend(more);
        arguments
    }

    pub(crate) fn send(&self, more: &[&str]) -> Output {
        scorepack(&self.arguments(more))
    }

    pub(crate) fn send_alerts(&self, more: &[&str]) -> Output {
        let arguments = ["alerts", "send", self.small.path(), "--period", "2026-01"];
        scorepack(&[&arguments, more].concat())
    }

    /// Sends as a process that can be killed.
    pub(crate) fn begin(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_scorepack"))
            .args(self.arguments(&["--yes"]))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.small.folder.path().join("archive/delivery/2026-01")
    }

    /// State by recipient, as `delivery.csv` has it.
    pub(crate) fn states(&self) -> BTreeMap<String, String> {
        let mut reader = csv::Reader::from_path(self.folder().join("delivery.csv")).unwrap();
        reader
            .records()
            .map(|row| {
                let row = row.unwrap();
                (row[0].to_owned(), row[3].to_owned())
            })
            .collect()
    }

    /// Puts other bytes into the edition, and an approval of the whole over them.
    pub(crate) fn forge(&self, path: &str, bytes: &[u8]) {
        let edition = self.small.edition();
        fs::write(edition.join(path), bytes).unwrap();
        let mut manifest = json(&edition.join("manifest.json"));
        manifest["files"][path]["sha256"] = scorepack::archive::checksum(bytes).into();
        manifest["files"][path]["size"] = bytes.len().into();
        fs::write(edition.join("manifest.json"), manifest.to_string()).unwrap();
    }
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub(crate) fn once_each() -> BTreeMap<String, usize> {
    // Ada gets her own packet and, as lead, her team's.
    PEOPLE
        .map(|address| {
            (
                address.to_owned(),
                1 + usize::from(address.starts_with("ada")),
            )
        })
        .into()
}

/// The parts of a mail, flattened.
pub(crate) fn leaves<'a, 'm>(mail: &'a ParsedMail<'m>) -> Vec<&'a ParsedMail<'m>> {
    match mail.subparts.is_empty() {
        true => vec![mail],
        false => mail.subparts.iter().flat_map(leaves).collect(),
    }
}

/// Names of attachments as a mail program shows them, and their bytes.
pub(crate) fn attachments(mail: &ParsedMail<'_>) -> BTreeMap<String, Vec<u8>> {
    leaves(mail)
        .into_iter()
        .filter_map(|part| {
            let disposition = part.get_content_disposition();
            let attached = disposition.disposition == DispositionType::Attachment;
            // Beside a plain name mailparse leaves the one by RFC 2231 as it is written.
            let long = disposition.params.get("filename*").cloned();
            attached.then(|| {
                let alone = format!("attachment; filename*={}", long.unwrap());
                let name = parse_content_disposition(&alone).params["filename"].clone();
                (name, part.get_body_raw().unwrap())
            })
        })
        .collect()
}

pub(crate) fn mail_to(post: &Post, address: &str) -> Vec<u8> {
    let mails = post.mails();
    mails
        .into_iter()
        .find(|mail| mail.to[0] == address)
        .unwrap()
        .bytes
}
