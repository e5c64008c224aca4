//! What a send looks at before anybody gets anything, and how it keeps mails and its password
//! from strangers.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;
use std::process::Command;

use crate::common::company::{Company, ROSTER, code, once_each};
use crate::common::post::{Do, Moment, Post};
use crate::common::{self, complaints, json, scorepack};

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
