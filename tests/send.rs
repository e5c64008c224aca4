//! Sending: to the right person, exactly as often as meant.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::common::post::{Do, Moment, Post};
use crate::common::{Small, complaints, json, scorepack};
use mailparse::{
    DispositionType, MailHeaderMap, ParsedMail, parse_content_disposition, parse_mail,
};
use scorepack::archive::{StoredEdition, approve, latest};
use scorepack::render::pdf::Reader;

const ROSTER: &str = "\
engineer_id,name,name_en,role,level,team_id,manager,email,language,joined_on,valid_from
A1,Ada Lovell,Ada Lovell,service,senior,T1,,ada@small.example,en,2025-01-01,2025-01-01
B2,陈小明,Chen Xiaoming,service,junior,T1,Ada Lovell,ming@small.example,zh,2025-01-01,2025-01-01
C3,Cleo Marsh,Cleo Marsh,service,junior,T1,Ada Lovell,cleo@small.example,en,2025-01-01,2025-01-01
D4,王伟,Wang Wei,service,junior,T1,Ada Lovell,wei@small.example,zh,2025-01-01,2025-01-01
";

const TEAMS: &str = "\
team_id,name,department_id,department,lead_id
T1,First,D1,Service,A1
";

const PEOPLE: [&str; 4] = [
    "ada@small.example",
    "cleo@small.example",
    "ming@small.example",
    "wei@small.example",
];

/// A company whose January is made and approved.
struct Company {
    small: Small,
}

impl Company {
    /// Its mail server listens on this port; `more` are further lines of `mail`.
    fn draft(port: u16, more: &str) -> Self {
        Self::with_roster(port, more, ROSTER)
    }

    fn with_roster(port: u16, more: &str, roster: &str) -> Self {
        let small = Small::new();
        small.put("data/roster.csv", roster);
        small.put("data/teams.csv", TEAMS);
        let company = Self { small };
        company.configure(port, more);
        let output = company.small.run(&["--quiet"]);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
        company
    }

    fn approved(port: u16, more: &str) -> Self {
        let company = Self::draft(port, more);
        company.approve();
        company
    }

    fn configure(&self, port: u16, more: &str) {
        let mail = format!(
            "mail:\n  from: hr@small.example\n  host: 127.0.0.1\n  port: {port}\n  security: plain\n  \
             rate: 60000\n  connections: 1\n  attempts: 3\n  pause: 0.05\n  timeout: 2\n{more}"
        );
        let text = common::SMALL.replace("data:\n", "data:\n  teams: {file: data/teams.csv}\n");
        self.small.put("scorepack.yaml", &(text + &mail));
    }

    fn approve(&self) {
        let edition = StoredEdition::open(&self.small.edition()).unwrap();
        approve(&edition, "Hannah Reed", "2026-02-05T09:00:00+08:00", "test").unwrap();
    }

    /// Makes a revision of January and approves it.
    fn revise(&self) {
        let output = self.small.run(&["--quiet"]);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
        let archive = self.small.folder.path().join("archive");
        let january = "2026-01".parse().unwrap();
        let edition = latest(&archive, january).unwrap().unwrap();
        approve(&edition, "Hannah Reed", "2026-02-06T09:00:00+08:00", "test").unwrap();
    }

    fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let mut arguments = vec!["send", self.small.path(), "--period", "2026-01"];
        arguments.extend(more);
        arguments
    }

    fn send(&self, more: &[&str]) -> Output {
        scorepack(&self.arguments(more))
    }

    fn send_alerts(&self, more: &[&str]) -> Output {
        let arguments = ["alerts", "send", self.small.path(), "--period", "2026-01"];
        scorepack(&[&arguments, more].concat())
    }

    /// Sends as a process that can be killed.
    fn begin(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_scorepack"))
            .args(self.arguments(&["--yes"]))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn folder(&self) -> PathBuf {
        self.small.folder.path().join("archive/delivery/2026-01")
    }

    /// State by recipient, as `delivery.csv` has it.
    fn states(&self) -> BTreeMap<String, String> {
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
    fn forge(&self, path: &str, bytes: &[u8]) {
        let edition = self.small.edition();
        fs::write(edition.join(path), bytes).unwrap();
        let mut manifest = json(&edition.join("manifest.json"));
        manifest["files"][path]["sha256"] = scorepack::archive::checksum(bytes).into();
        manifest["files"][path]["size"] = bytes.len().into();
        fs::write(edition.join("manifest.json"), manifest.to_string()).unwrap();
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn once_each() -> BTreeMap<String, usize> {
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
fn leaves<'a, 'm>(mail: &'a ParsedMail<'m>) -> Vec<&'a ParsedMail<'m>> {
    match mail.subparts.is_empty() {
        true => vec![mail],
        false => mail.subparts.iter().flat_map(leaves).collect(),
    }
}

/// Names of attachments as a mail program shows them, and their bytes.
fn attachments(mail: &ParsedMail<'_>) -> BTreeMap<String, Vec<u8>> {
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

fn mail_to(post: &Post, address: &str) -> Vec<u8> {
    let mails = post.mails();
    mails
        .into_iter()
        .find(|mail| mail.to[0] == address)
        .unwrap()
        .bytes
}

#[test]
fn without_yes_nothing_is_sent_and_every_mail_can_be_looked_at() {
    let post = Post::open();
    let company = Company::draft(post.port, "");
    let output = company.send(&[]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("Nothing was sent") && said.contains("ming@small.example"),
        "{said}"
    );
    assert_eq!(post.connections(), 0);
    let outbox = common::files(&company.folder().join("outbox"));
    assert_eq!(outbox.len(), 5, "{:?}", outbox.keys());
    let mail = parse_mail(&outbox["person-B2.eml"]).unwrap();
    assert_eq!(
        mail.headers.get_first_value("To").unwrap(),
        "陈小明 <ming@small.example>"
    );
    assert!(!company.folder().join("ledger.jsonl").exists());
    assert!(
        complaints(&company.send(&[])).contains("not-approved"),
        "it is a draft"
    );
}

#[test]
fn everybody_gets_their_own_packet_once() {
    let post = Post::open();
    let company = Company::approved(post.port, "");
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 1, "the organisation's packet has no address");
    assert_eq!(post.boxes(), once_each());
    let reader = Reader::default();
    for (id, address) in [("B2", "ming@small.example"), ("C3", "cleo@small.example")] {
        let bytes = mail_to(&post, address);
        let mail = parse_mail(&bytes).unwrap();
        let files = attachments(&mail);
        let (_, pdf) = files
            .iter()
            .find(|(name, _)| name.ends_with(".pdf"))
            .unwrap();
        let read = reader.read(pdf).unwrap();
        assert_eq!(read.identifier, Some(format!("person/{id}")));
        let edition = fs::read(company.small.edition().join(format!("people/{id}.pdf"))).unwrap();
        assert!(*pdf == edition);
    }
    let states = company.states();
    assert_eq!(states["person/B2"], "sent");
    assert_eq!(states["organisation/"], "none");
    // A second send finds nothing to do.
    company.send(&["--yes"]);
    assert_eq!(post.boxes(), once_each());
}

#[test]
fn protected_documents_open_with_their_readers_password_only() {
    let post = Post::open();
    let company = Company::draft(
        post.port,
        "  hr: hr@small.example\nprotect: {secrets: s.csv}\n",
    );
    company.approve();
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 2, "there are no passwords yet");
    assert_eq!(post.connections(), 0);
    let new = [
        "secrets",
        "new",
        company.small.path(),
        "--period",
        "2026-01",
    ];
    assert_eq!(code(&scorepack(&new)), 0);
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    for address in ["ming@small.example", "hr@small.example"] {
        let bytes = mail_to(&post, address);
        let files = attachments(&parse_mail(&bytes).unwrap());
        let (_, pdf) = files
            .iter()
            .find(|(name, _)| name.ends_with(".pdf"))
            .unwrap();
        assert!(pdf.starts_with(b"%PDF") && Reader::default().read(pdf).is_err());
        let text = String::from_utf8_lossy(&bytes);
        let passwords = fs::read_to_string(company.small.folder.path().join("s.csv")).unwrap();
        for line in passwords.lines().skip(1) {
            let (_, password) = line.split_once(',').unwrap();
            assert!(!text.contains(password), "a mail says a password");
        }
    }
}

#[test]
fn the_organisations_packet_goes_to_hr_with_the_workbook() {
    let post = Post::open();
    let company = Company::approved(post.port, "  hr: [hr@small.example, head@small.example]\n");
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    let bytes = mail_to(&post, "head@small.example");
    let files = attachments(&parse_mail(&bytes).unwrap());
    assert!(
        files.keys().any(|name| name.ends_with(".xlsx")),
        "{:?}",
        files.keys()
    );
    assert_eq!(post.boxes()["hr@small.example"], 1);
}

#[test]
fn an_address_that_is_written_twice_gets_one_mail() {
    let post = Post::open();
    let company = Company::approved(post.port, "  hr: [hr@small.example, hr@small.example]\n");
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    assert_eq!(post.boxes()["hr@small.example"], 1);
}

#[test]
fn managers_get_a_copy_where_that_is_wished() {
    let post = Post::open();
    let company = Company::approved(post.port, "  copy_manager: true\n");
    company.send(&["--yes", "--only", "B2"]);
    let mails = post.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["ming@small.example", "ada@small.example"]);
    let mail = parse_mail(&mails[0].bytes).unwrap();
    assert_eq!(
        mail.headers.get_first_value("Cc").unwrap(),
        "\"Ada Lovell\" <ada@small.example>"
    );
}

#[test]
fn mails_are_written_in_the_language_of_who_gets_them() {
    let post = Post::open();
    let company = Company::approved(post.port, "");
    company.send(&["--yes"]);
    for (address, subject, words, name) in [
        (
            "ming@small.example",
            "您的绩效评审包（2026 年 1 月）",
            "陈小明，您好：",
            "陈小明 绩效评审包 2026 年 1 月.pdf",
        ),
        (
            "cleo@small.example",
            "Your review packet for January 2026",
            "Dear Cleo Marsh,",
            "Cleo Marsh – review packet January 2026.pdf",
        ),
    ] {
        let bytes = mail_to(&post, address);
        assert!(bytes.is_ascii(), "every server takes ASCII");
        let mail = parse_mail(&bytes).unwrap();
        assert_eq!(mail.headers.get_first_value("Subject").unwrap(), subject);
        let parts = leaves(&mail);
        let kinds: Vec<&str> = parts
            .iter()
            .map(|part| part.ctype.mimetype.as_str())
            .collect();
        assert_eq!(kinds, ["text/plain", "text/html", "application/pdf"]);
        for part in &parts[..2] {
            let text = part.get_body().unwrap();
            assert!(text.contains(words), "{text}");
            assert!(!text.contains("http"), "nothing to follow or fetch: {text}");
        }
        assert!(
            attachments(&mail).contains_key(name),
            "{:?}",
            attachments(&mail).keys()
        );
        let plain = String::from_utf8_lossy(&bytes).into_owned();
        assert!(
            plain.contains("filename=\"review-2026-01-"),
            "a name that every program shows"
        );
    }
}

#[test]
fn a_name_cannot_bring_headers_of_its_own() {
    let post = Post::open();
    let evil = "\"=?utf-8?B?QmNj?= Eve\u{202E}\nBcc: all@small.example\"";
    let roster = ROSTER.replace("C3,Cleo Marsh,Cleo Marsh", &format!("C3,{evil},{evil}"));
    let company = Company::with_roster(post.port, "", &roster);
    company.approve();
    let output = company.send(&["--yes", "--only", "C3"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    let bytes = mail_to(&post, "cleo@small.example");
    let mail = parse_mail(&bytes).unwrap();
    assert!(mail.headers.get_first_value("Bcc").is_none());
    let to = mail.headers.get_first_value("To").unwrap();
    assert!(
        to.ends_with("<cleo@small.example>") && !to.contains(['\n', '\u{202E}']),
        "{to}"
    );
    assert_eq!(post.mails()[0].to, ["cleo@small.example"]);
}

#[test]
fn a_draft_is_not_sent() {
    let post = Post::open();
    let company = Company::draft(post.port, "");
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 2);
    assert!(
        complaints(&output).contains("not-approved"),
        "{}",
        complaints(&output)
    );
    assert_eq!(post.connections(), 0);
}

#[test]
fn an_edition_that_changed_since_it_was_approved_is_not_sent() {
    let post = Post::open();
    let company = Company::approved(post.port, "");
    let path = company.small.edition().join("people/C3.pdf");
    let mut bytes = fs::read(&path).unwrap();
    bytes.push(b'\n');
    fs::write(&path, bytes).unwrap();
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 2);
    assert!(
        complaints(&output).contains("incomplete-edition"),
        "{}",
        complaints(&output)
    );
    // Nor one whose manifest was made to fit.
    company.forge("people/C3.pdf", &fs::read(&path).unwrap());
    let output = company.send(&["--yes"]);
    assert!(
        complaints(&output).contains("changed-since-approval"),
        "{}",
        complaints(&output)
    );
    assert_eq!(post.connections(), 0);
}

#[test]
fn one_packet_of_somebody_else_stops_the_whole_send() {
    let post = Post::open();
    let company = Company::draft(post.port, "");
    let other = fs::read(company.small.edition().join("people/B2.pdf")).unwrap();
    company.forge("people/C3.pdf", &other);
    company.approve();
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 2);
    let said = complaints(&output);
    assert!(
        said.contains("wrong-recipient") && said.contains("person/B2"),
        "{said}"
    );
    assert!(
        said.contains("other-person") && said.contains("陈小明"),
        "{said}"
    );
    assert_eq!(post.connections(), 0);
}

#[test]
fn a_document_that_names_somebody_else_stops_the_whole_send() {
    let post = Post::open();
    let company = Company::draft(post.port, "");
    let edition = company.small.edition();
    let mut packet = json(&edition.join("people/B2.json"));
    packet["head"]["facts"][0] = "王伟 · Cleo Marsh".into();
    let changed = company.small.folder.path().join("changed/people/B2.json");
    fs::create_dir_all(changed.parent().unwrap()).unwrap();
    for kept in ["manifest.json", "fonts.json"] {
        fs::copy(
            edition.join(kept),
            company.small.folder.path().join("changed").join(kept),
        )
        .unwrap();
    }
    fs::write(&changed, packet.to_string()).unwrap();
    let out = company.small.folder.path().join("again");
    let arguments = [
        "render",
        "--from",
        changed.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--format",
        "pdf",
        "--workspace",
        company.small.path(),
    ];
    let output = scorepack(&arguments);
    let found = common::files(&out);
    assert!(!found.is_empty(), "{}", complaints(&output));
    let pdf = found.values().next().unwrap();
    company.forge("people/B2.pdf", pdf);
    company.approve();
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 2);
    let said = complaints(&output);
    assert!(
        said.contains("names 王伟") && said.contains("names Cleo Marsh"),
        "{said}"
    );
    assert_eq!(post.connections(), 0);
}

#[test]
fn an_address_that_the_roster_no_longer_has_stops_the_whole_send() {
    let post = Post::open();
    let company = Company::approved(post.port, "");
    let roster = ROSTER.replace("cleo@small.example", "marsh@small.example");
    company.small.put("data/roster.csv", &roster);
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 2);
    let said = complaints(&output);
    assert!(
        said.contains("cleo@small.example") && said.contains("marsh@small.example"),
        "{said}"
    );
    assert_eq!(post.connections(), 0);
}

#[test]
fn an_address_that_is_none_is_told_of_with_file_and_row() {
    let roster = ROSTER.replace("cleo@small.example", "cleo at small.example");
    let company = Company::with_roster(1, "", &roster);
    let said = company.small.check();
    assert!(said.contains("warning[wrong-address]"), "{said}");
    assert!(said.contains("roster.csv row 3 `email`"), "{said}");
    let output = company.send(&[]);
    assert_eq!(code(&output), 2);
    assert!(
        complaints(&output).contains("wrong-address"),
        "{}",
        complaints(&output)
    );
}

#[test]
fn a_server_that_is_busy_is_asked_again() {
    let post = Post::with(|moment, address, before| match (moment, before) {
        (Moment::Recipient, 0) if address.starts_with("cleo") => Do::Say(451),
        (Moment::Content, 0) if address.starts_with("ming") => Do::Say(452),
        _ => Do::Accept,
    });
    let company = Company::approved(post.port, "  hr: hr@small.example\n");
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    let mut boxes = once_each();
    boxes.insert("hr@small.example".to_owned(), 1);
    assert_eq!(post.boxes(), boxes);
}

#[test]
fn what_a_server_refuses_has_failed_and_only_that_is_offered_again() {
    let refusing = Post::with(|moment, address, _| match moment {
        Moment::Recipient if address.starts_with("cleo") => Do::Say(550),
        Moment::Content if address.starts_with("wei") => Do::Say(554),
        _ => Do::Accept,
    });
    let company = Company::approved(refusing.port, "");
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 1);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("2 failed") && said.contains("550"), "{said}");
    let states = company.states();
    assert_eq!(
        (&*states["person/C3"], &*states["person/D4"]),
        ("failed", "failed")
    );
    // They were asked once: 5xx is final.
    let post = Post::open();
    company.configure(post.port, "");
    company.send(&["--yes"]);
    let boxes = ["cleo@small.example", "wei@small.example"].map(|a| (a.to_owned(), 1));
    assert_eq!(post.boxes(), boxes.into());
}

#[test]
fn a_mail_that_may_have_arrived_is_never_sent_again_unless_a_person_says_so() {
    let post = Post::with(|moment, address, before| match moment {
        Moment::Content if address.starts_with("cleo") && before == 0 => Do::HangUp,
        Moment::Content if address.starts_with("wei") && before == 0 => Do::StaySilent,
        _ => Do::Accept,
    });
    let company = Company::approved(post.port, "");
    for _ in 0..3 {
        let output = company.send(&["--yes"]);
        assert_eq!(code(&output), 1);
        let states = company.states();
        assert_eq!(
            (&*states["person/C3"], &*states["person/D4"]),
            ("unknown", "unknown")
        );
        assert_eq!(post.boxes(), once_each());
    }
    let asked = String::from_utf8(company.send(&["--resolve"]).stdout).unwrap();
    assert!(
        asked.contains("person/C3") && asked.contains("Did it arrive?"),
        "{asked}"
    );
    let nobody = company.send(&["--resolve", "C3=missing"]);
    assert_eq!(code(&nobody), 2, "somebody has to say so");
    company.send(&["--resolve", "C3=missing,D4=arrived", "--by", "Hannah Reed"]);
    company.send(&["--yes"]);
    let states = company.states();
    assert_eq!(
        (&*states["person/C3"], &*states["person/D4"]),
        ("sent", "sent")
    );
    let mails = post.mails();
    let to_cleo: Vec<_> = mails
        .iter()
        .filter(|mail| mail.to[0].starts_with("cleo"))
        .collect();
    assert_eq!(to_cleo.len(), 2, "once more, because a person said so");
    let ids: Vec<String> = to_cleo
        .iter()
        .map(|mail| {
            parse_mail(&mail.bytes)
                .unwrap()
                .headers
                .get_first_value("Message-ID")
                .unwrap()
        })
        .collect();
    assert_eq!(
        ids[0], ids[1],
        "whoever has both can tell that they are one"
    );
    let ledger = fs::read_to_string(company.folder().join("ledger.jsonl")).unwrap();
    assert!(ledger.contains("Hannah Reed"), "{ledger}");
}

#[test]
fn doubts_are_asked_about_whatever_was_corrected_since() {
    let post = Post::with(|moment, address, _| match moment {
        Moment::Content if address.starts_with("cleo") => Do::HangUp,
        _ => Do::Accept,
    });
    let company = Company::approved(post.port, "");
    assert_eq!(code(&company.send(&["--yes"])), 1);
    // The roster is corrected, there is a later draft, and nobody has a password.
    let roster = ROSTER.replace("cleo@small.example", "marsh@small.example");
    company.small.put("data/roster.csv", &roster);
    company.configure(post.port, "protect: {secrets: s.csv}\n");
    assert_eq!(code(&company.small.run(&["--quiet"])), 0);
    let archive = company.small.folder.path().join("archive");
    assert!(archive.join("2026-01.r2").is_dir());
    let output = company.send(&["--resolve"]);
    let asked = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        asked.contains("person/C3 <cleo@small.example>"),
        "{asked}{}",
        complaints(&output)
    );
    let output = company.send(&["--resolve", "C3=arrived", "--by", "Hannah Reed"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    assert_eq!(company.states()["person/C3"], "sent");
    assert!(!archive.join("delivery/2026-01.r2").exists());
}

#[test]
fn a_revision_goes_to_those_only_whose_documents_or_addresses_changed() {
    let post = Post::with(|moment, address, before| match moment {
        Moment::Content if address.starts_with("cleo") && before == 0 => Do::HangUp,
        _ => Do::Accept,
    });
    let company = Company::approved(post.port, "");
    company.send(&["--yes"]);
    let before = post.boxes();
    assert_eq!(before, once_each());
    let roster = ROSTER.replace("wei@small.example", "wang@small.example");
    let renamed = roster.replace("陈小明", "陈晓明");
    company.small.put("data/roster.csv", &renamed);
    company.revise();

    let rehearsed = String::from_utf8(company.send(&[]).stdout).unwrap();
    let has = "(has the same by 2026-01: nothing is sent)";
    let told: Vec<bool> = [
        "person/A1",
        "person/B2",
        "person/C3",
        "person/D4",
        "team/T1",
    ]
    .iter()
    .map(|recipient| {
        let mut lines = rehearsed.lines();
        lines
            .find(|line| line.starts_with(recipient))
            .unwrap()
            .ends_with(has)
    })
    .collect();
    assert_eq!(told, [true, false, true, false, true], "{rehearsed}");

    let delivery = company
        .small
        .folder
        .path()
        .join("archive/delivery/2026-01.r2");
    assert_eq!(fs::read_dir(delivery.join("outbox")).unwrap().count(), 2);
    let output = company.send(&["--yes"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("3 of these with an earlier revision"),
        "{said}"
    );
    let mails = post.boxes();
    let new = |address: &str| mails[address] - before.get(address).unwrap_or(&0);
    let people = ["ada", "ming", "cleo", "wang"].map(|one| format!("{one}@small.example"));
    assert_eq!(people.map(|address| new(&address)), [0, 1, 0, 1]);
    let receipts = fs::read_to_string(delivery.join("delivery.csv")).unwrap();
    let line = |recipient: &str| receipts.lines().find(|line| line.starts_with(recipient));
    assert!(
        line("person/A1").unwrap().ends_with(",2026-01"),
        "{receipts}"
    );
    assert!(
        line("person/C3").unwrap().contains(",unknown,"),
        "{receipts}"
    );

    // Who may have the mail of the first edition is asked about, as ever.
    let output = company.send(&["--resolve", "C3=missing", "--by", "Hannah Reed"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    company.send(&["--yes"]);
    assert_eq!(
        post.boxes()["cleo@small.example"],
        mails["cleo@small.example"] + 1
    );

    let mut to_cleo = Vec::new();
    for mail in post.mails() {
        if mail.to[0].starts_with("cleo") {
            let mail = parse_mail(&mail.bytes).unwrap();
            to_cleo.extend(mail.headers.get_first_value("Message-ID"));
        }
    }
    assert_eq!((to_cleo.len(), &to_cleo[0]), (2, &to_cleo[1]));

    // What is changed back is sent again: the last that they have is another.
    company.small.put("data/roster.csv", &roster);
    company.revise();
    company.send(&["--yes"]);
    let last = post.boxes();
    assert_eq!(last["ming@small.example"], mails["ming@small.example"] + 1);
}

#[test]
fn a_send_to_a_few_still_tells_what_became_of_everybody() {
    let post = Post::open();
    let company = Company::approved(post.port, "");
    company.send(&["--yes"]);
    let everybody = company.states();
    assert_eq!(everybody.len(), 6);
    let output = company.send(&["--yes", "--only", "B2", "--json"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    assert_eq!(company.states(), everybody);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told.as_array().unwrap().len(), 1, "who was asked for");
}

#[test]
fn every_attached_file_is_read_before_the_first_mail() {
    let post = Post::open();
    let company = Company::approved(post.port, "  hr: hr@small.example\n");
    let path = company.small.edition().join("scores.xlsx");
    let mut bytes = fs::read(&path).unwrap();
    bytes.push(0);
    fs::write(&path, bytes).unwrap();
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 2);
    let said = complaints(&output);
    assert!(
        said.contains("incomplete-edition") && said.contains("scores.xlsx"),
        "{said}"
    );
    assert_eq!(post.connections(), 0);
}

#[test]
fn a_manager_who_cannot_be_written_to_is_found_before_the_first_mail() {
    let post = Post::open();
    let roster = ROSTER.replace("ada@small.example", "adä@small.example");
    let company = Company::with_roster(post.port, "  copy_manager: true\n", &roster);
    company.approve();
    let output = company.send(&["--yes", "--only", "B2"]);
    assert_eq!(code(&output), 2);
    let said = complaints(&output);
    assert!(
        said.contains("wrong-address") && said.contains("the manager's address of person/B2"),
        "{said}"
    );
    assert!(!company.folder().join("delivery.csv").exists());
}

#[test]
fn a_send_that_is_killed_goes_on_where_it_was() {
    // Killed while the server thinks about the third recipient, and about the third content.
    for moment in [Moment::Recipient, Moment::Content] {
        let slow = Post::with(move |now, address, _| match now == moment {
            true if address.starts_with("cleo") => Do::StaySilent,
            _ => Do::Accept,
        });
        let company = Company::approved(slow.port, "");
        company.configure(slow.port, "  hr: []\n");
        let mut sending = company.begin();
        let start = std::time::Instant::now();
        while !ledger_has(&company, "person/C3", moment) {
            assert!(start.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(5));
        }
        slow.wait_for(moment);
        std::thread::sleep(Duration::from_millis(100));
        sending.kill().unwrap();
        sending.wait().unwrap();
        let post = Post::open();
        company.configure(post.port, "");
        company.send(&["--yes"]);
        let mut boxes = slow.boxes();
        for (address, count) in post.boxes() {
            *boxes.entry(address).or_default() += count;
        }
        // The server that was killed beside may have had the content; it is asked about.
        assert_eq!(boxes, once_each(), "{moment:?}");
        let state = company.states()["person/C3"].clone();
        let expected = if moment == Moment::Content {
            "unknown"
        } else {
            "sent"
        };
        assert_eq!(state, expected, "{moment:?}");
    }
}

/// Whether the ledger knows of a recipient's mail; after the content has begun, as sending.
fn ledger_has(company: &Company, recipient: &str, moment: Moment) -> bool {
    let ledger = fs::read_to_string(company.folder().join("ledger.jsonl")).unwrap_or_default();
    ledger.lines().any(|line| {
        let state = match moment {
            Moment::Recipient => "queued",
            Moment::Content => "sending",
        };
        line.contains(recipient) && line.contains(&format!("\"state\":\"{state}\""))
    })
}

#[test]
fn two_sends_exclude_each_other() {
    let post = Post::with(|moment, _, _| match moment {
        Moment::Recipient => Do::StaySilent,
        Moment::Content => Do::Accept,
    });
    let company = Company::approved(post.port, "");
    let mut first = company.begin();
    post.wait_for(Moment::Recipient);
    let second = company.send(&["--yes"]);
    assert_eq!(code(&second), 2);
    assert!(
        complaints(&second).contains("send-in-progress"),
        "{}",
        complaints(&second)
    );
    first.kill().unwrap();
    first.wait().unwrap();
}

#[test]
fn a_server_that_is_down_ends_the_send_and_fails_nobody() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let company = Company::approved(port, "");
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 1);
    assert!(
        complaints(&output).contains("cannot be used"),
        "{}",
        complaints(&output)
    );
    let states = company.states();
    assert!(PEOPLE.len() < states.len() && !states.values().any(|state| state == "failed"));
    let post = Post::open();
    company.configure(post.port, "");
    company.send(&["--yes"]);
    assert_eq!(post.boxes(), once_each());
}

#[test]
fn a_send_ends_when_its_time_is_up_and_goes_on_later() {
    let post = Post::with(|_, _, _| Do::AcceptLate(Duration::from_millis(700)));
    let company = Company::approved(post.port, "  deadline_minutes: 0.02\n");
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 1);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("Time was up"), "{said}");
    company.configure(post.port, "");
    company.send(&["--yes"]);
    assert_eq!(post.boxes(), once_each());
}

#[test]
fn time_is_not_up_where_the_last_mail_is_with_the_server() {
    let post = Post::with(|moment, to, _| match (moment, to) {
        (Moment::Content, "ming@small.example") => Do::AcceptLate(Duration::from_millis(1600)),
        _ => Do::Accept,
    });
    let company = Company::approved(post.port, "  deadline_minutes: 0.02\n");
    let file = company.small.folder.path().join("scorepack.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let text = text.replace("connections: 1", "connections: 2");
    fs::write(&file, text).unwrap();
    let output = company.send(&["--yes", "--only", "B2,C3"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!said.contains("Time was up"), "{said}");
    assert_eq!(post.mails().len(), 2);
}

#[test]
fn only_so_many_leave_as_were_asked_for() {
    let post = Post::open();
    let company = Company::approved(post.port, "");
    company.send(&["--yes", "--limit", "1"]);
    assert_eq!(post.mails().len(), 1);
    company.send(&["--yes", "--limit", "1"]);
    assert_eq!(post.mails().len(), 2, "the next one, not the same");
    let unknown = company.send(&["--yes", "--only", "Z9"]);
    assert!(complaints(&unknown).contains("unknown-id"));
}

#[test]
fn mails_do_not_travel_in_the_open_to_another_machine() {
    let company = Company::approved(25, "");
    let path = company.small.folder.path().join("scorepack.yaml");
    let text = fs::read_to_string(&path)
        .unwrap()
        .replace("127.0.0.1", "smtp.small.example");
    fs::write(&path, text).unwrap();
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 2);
    assert!(
        complaints(&output).contains("plain-mail"),
        "{}",
        complaints(&output)
    );
}

#[test]
fn a_server_without_starttls_is_given_nothing() {
    let post = Post::open();
    let company = Company::approved(post.port, "");
    let path = company.small.folder.path().join("scorepack.yaml");
    let text = fs::read_to_string(&path)
        .unwrap()
        .replace("  security: plain\n", "");
    fs::write(&path, text).unwrap();
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 1);
    assert!(
        complaints(&output).contains("no STARTTLS"),
        "{}",
        complaints(&output)
    );
    assert!(post.mails().is_empty());
}

#[test]
fn mails_and_the_password_travel_protected_by_default() {
    let (post, certificate) = Post::with_tls();
    let company = Company::approved(post.port, "  authority: ca.pem\n");
    let path = company.small.folder.path().join("scorepack.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let text = text
        .replace("  security: plain\n", "")
        .replace("127.0.0.1", "localhost");
    fs::write(&path, &text).unwrap();
    company.small.put("ca.pem", &certificate);
    let send = || {
        Command::new(env!("CARGO_BIN_EXE_scorepack"))
            .args(company.arguments(&["--yes"]))
            .env("SCOREPACK_SMTP_USER", "postman")
            .env("SCOREPACK_SMTP_PASSWORD", "secret-word")
            .output()
            .unwrap()
    };
    let output = send();
    assert_eq!(post.boxes(), once_each(), "{}", complaints(&output));
    assert_eq!(post.logins()[0].0, "postman");
    // A server that shows a certificate of nobody who is trusted is told nothing.
    let (stranger, _) = Post::with_tls();
    let old = format!("port: {}", post.port);
    fs::write(
        &path,
        text.replace(&old, &format!("port: {}", stranger.port)),
    )
    .unwrap();
    fs::remove_dir_all(company.folder()).unwrap();
    let output = send();
    assert_eq!(code(&output), 1);
    assert!(
        complaints(&output).contains("cannot be used"),
        "{}",
        complaints(&output)
    );
    assert!(stranger.logins().is_empty() && stranger.mails().is_empty());
}

#[test]
fn the_password_is_used_and_never_shown() {
    for (password, expected) in [("right-password", 1), ("wrong-password", 1)] {
        let post = Post::with_login();
        let company = Company::approved(post.port, "");
        let output = Command::new(env!("CARGO_BIN_EXE_scorepack"))
            .args(company.arguments(&["--yes", "--json"]))
            .env("SCOREPACK_SMTP_USER", "postman")
            .env("SCOREPACK_SMTP_PASSWORD", password)
            .output()
            .unwrap();
        assert_eq!(code(&output), expected);
        assert_eq!(
            post.logins()[0],
            ("postman".to_owned(), password.to_owned())
        );
        assert_eq!(post.mails().is_empty(), password == "wrong-password");
        let mut everything = output.stdout.clone();
        everything.extend(&output.stderr);
        for bytes in common::files(company.small.folder.path()).values() {
            everything.extend(bytes);
        }
        let shown = String::from_utf8_lossy(&everything).contains(password);
        assert!(!shown, "{}", complaints(&output));
    }
}

#[test]
fn a_server_that_takes_nothing_from_us_ends_the_send_and_fails_nobody() {
    let post = Post::with_login();
    let company = Company::approved(post.port, "");
    let output = company.send(&["--yes"]);
    assert_eq!(code(&output), 1);
    assert!(
        complaints(&output).contains("503"),
        "{}",
        complaints(&output)
    );
    assert!(!company.states().values().any(|state| state == "failed"));
}

/// Alerts of three people, two of them in the latest week.
const ALERTS: &str = "\
rule,name,subject_kind,subject_id,subject,team_id,first_period,last_period,tells,list,text,evidence,p_value
slow,Slow visits,person,B2,陈小明,T1,2026-W02,2026-W03,manager;lead,,Talk about it.,3 of 4 visits.,
slow,Slow visits,person,A1,Ada Lovell,T1,2026-W02,2026-W03,lead,,Talk about it.,5 of 9 visits.,
slow,Slow visits,person,C3,Cleo Marsh,T1,2026-W01,2026-W02,manager,,Talk about it.,2 of 3 visits.,
";

#[test]
fn managers_are_told_of_the_alerts_of_a_week_once() {
    let post = Post::open();
    let company = Company::draft(post.port, "");
    company.forge("alerts.csv", ALERTS.as_bytes());
    let send = |more: &[&str]| company.send_alerts(more);
    let rehearsed = send(&[]);
    assert_eq!(code(&rehearsed), 0, "{}", complaints(&rehearsed));
    assert_eq!(post.connections(), 0);
    for _ in 0..2 {
        let output = send(&["--yes"]);
        assert_eq!(code(&output), 0, "{}", complaints(&output));
    }
    assert_eq!(post.boxes(), [("ada@small.example".to_owned(), 1)].into());
    let bytes = mail_to(&post, "ada@small.example");
    let text = leaves(&parse_mail(&bytes).unwrap())[0].get_body().unwrap();
    assert!(
        text.contains("陈小明 · Slow visits") && text.contains("3 of 4 visits."),
        "{text}"
    );
    assert!(
        !text.contains("5 of 9"),
        "nobody is told about themselves: {text}"
    );
    assert!(!text.contains("Cleo"), "that was another week: {text}");
}

/// State by recipient of the alerts of a week.
fn alert_states(company: &Company) -> BTreeMap<String, String> {
    let delivery = company.folder().with_file_name("alerts-2026-W03");
    let mut reader = csv::Reader::from_path(delivery.join("delivery.csv")).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| (row[0].to_owned(), row[3].to_owned()))
        .collect()
}

#[test]
fn who_cannot_be_told_of_alerts_is_named() {
    let post = Post::open();
    // Nobody on the roster is called Grace Hop, and the team is led by somebody who has left.
    let roster = ROSTER.replace("junior,T1,Ada Lovell,ming", "junior,T1,Grace Hop,ming");
    let company = Company::with_roster(post.port, "", &roster);
    company
        .small
        .put("data/teams.csv", &TEAMS.replace("A1", "Z9"));
    company.forge("alerts.csv", ALERTS.as_bytes());
    let rehearsed = company.send_alerts(&[]);
    let said = String::from_utf8_lossy(&rehearsed.stdout).into_owned();
    assert!(
        said.contains("Grace Hop") && said.contains("no address"),
        "{said}"
    );
    let output = company.send_alerts(&["--yes"]);
    assert_eq!(code(&output), 1, "somebody has not been told");
    let none = ["manager/Grace Hop", "manager/Z9"].map(|who| (who.to_owned(), "none".to_owned()));
    assert_eq!(alert_states(&company), none.into());
    assert_eq!(post.connections(), 0);
}

#[test]
fn alerts_that_may_have_arrived_are_asked_about_too() {
    let post = Post::with(|moment, _, before| match moment {
        Moment::Content if before == 0 => Do::HangUp,
        _ => Do::Accept,
    });
    let company = Company::draft(post.port, "");
    company.forge("alerts.csv", ALERTS.as_bytes());
    for _ in 0..2 {
        assert_eq!(code(&company.send_alerts(&["--yes"])), 1);
    }
    assert_eq!(post.mails().len(), 1);
    let asked = company.send_alerts(&["--resolve"]);
    let asked = String::from_utf8_lossy(&asked.stdout).into_owned();
    assert!(asked.contains("manager/ada@small.example"), "{asked}");
    let answer = [
        "--resolve",
        "ada@small.example=missing",
        "--by",
        "Hannah Reed",
    ];
    let output = company.send_alerts(&answer);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    let output = company.send_alerts(&["--yes"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    assert_eq!(post.mails().len(), 2, "once more, because a person said so");
    assert_eq!(alert_states(&company)["manager/ada@small.example"], "sent");
}

#[test]
fn a_week_that_is_none_is_not_sent() {
    let post = Post::open();
    let company = Company::draft(post.port, "");
    company.forge("alerts.csv", ALERTS.as_bytes());
    for week in ["2026-45", "2026-W5", "2026-W54", "a/../..", "2026-w03"] {
        let output = company.send_alerts(&["--yes", "--week", week]);
        assert_eq!(code(&output), 2, "{week}");
        assert!(complaints(&output).contains("is no week"), "{week}");
    }
    assert!(!company.folder().parent().unwrap().exists());
    let output = company.send_alerts(&["--yes", "--week", "2026-W02"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    assert_eq!(post.mails().len(), 1);
}

#[test]
fn a_workspace_may_word_its_mails_itself() {
    let post = Post::open();
    let company = Company::draft(post.port, "");
    company.small.put(
        "templates/mail/message.txt",
        "Hello {{ letter.greeting }}\n",
    );
    company.small.put(
        "templates/locales/en/mail.ftl",
        "mail-subject-person = Packet!\n",
    );
    assert_eq!(code(&company.small.run(&["--quiet"])), 0);
    company.approve();
    let output = company.send(&["--yes", "--only", "C3"]);
    assert_eq!(code(&output), 0, "{}", complaints(&output));
    let bytes = mail_to(&post, "cleo@small.example");
    let mail = parse_mail(&bytes).unwrap();
    assert_eq!(mail.headers.get_first_value("Subject").unwrap(), "Packet!");
    assert!(
        leaves(&mail)[0]
            .get_body()
            .unwrap()
            .starts_with("Hello Dear Cleo Marsh,")
    );
}

#[test]
fn nobody_needs_a_mail_server_to_make_packets() {
    let small = Small::new();
    assert_eq!(code(&small.run(&["--quiet"])), 0);
    assert!(Path::new(&small.edition()).join("recipients.csv").exists());
    let output = scorepack(&["send", small.path(), "--period", "2026-01"]);
    assert_eq!(code(&output), 2);
    assert!(
        complaints(&output).contains("no-mail"),
        "{}",
        complaints(&output)
    );
}
