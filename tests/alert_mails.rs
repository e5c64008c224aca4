//! Managers are told of the alerts of a week: once, and of their own people only.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::BTreeMap;

use crate::common::company::{Company, ROSTER, TEAMS, code, leaves, mail_to};
use crate::common::complaints;
use crate::common::post::{Do, Moment, Post};
use mailparse::parse_mail;

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
