//! Sending: to the right person, exactly as often as meant.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;
use std::path::Path;

use crate::common::company::{Company, ROSTER, attachments, code, leaves, mail_to, once_each};
use crate::common::post::Post;
use crate::common::{self, Small, complaints, scorepack};
use mailparse::{MailHeaderMap, parse_mail};
use scorepack::render::pdf::Reader;

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
