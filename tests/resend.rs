//! Sends that are interrupted, refused, in doubt or revised, and what the next one does.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;
use std::time::Duration;

use crate::common::company::{Company, PEOPLE, ROSTER, code, once_each};
use crate::common::complaints;
use crate::common::post::{Do, Moment, Post};
use mailparse::{MailHeaderMap, parse_mail};

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
