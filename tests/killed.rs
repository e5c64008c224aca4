//! Sends that are killed at any moment: nothing is lost, nothing goes twice, and where nobody
//! can know, a person is asked.
//!
//! `SCOREPACK_KILLS` is how many sends are killed (12).

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use crate::common::company::Company;
use crate::common::post::{Do, Post};
use crate::common::{SMALL, Small, complaints};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::Value;

/// The server thinks so long about every recipient and every content.
const THOUGHT: Duration = Duration::from_millis(8);

const PEOPLE: usize = 8;

/// An approved January of a few people, whose mail goes to a server on `port`.
fn approved(port: u16) -> Company {
    let small = Small::new();
    let mut roster = String::from(
        "engineer_id,name,role,level,team_id,email,language,joined_on,valid_from\n\
         A1,Ada Lovell,service,senior,T1,p0@small.example,en,2025-01-01,2025-01-01\n",
    );
    for n in 1..PEOPLE {
        roster += &format!(
            "C{n},Clerk Number{n},service,junior,T1,p{n}@small.example,en,2025-01-01,2025-01-01\n"
        );
    }
    small.put("data/roster.csv", &roster);
    let mail = format!(
        "mail:\n  from: hr@small.example\n  host: 127.0.0.1\n  port: {port}\n  security: plain\n  \
         rate: 60000\n  connections: 2\n  attempts: 3\n  pause: 0.05\n  timeout: 5\n"
    );
    small.put("scorepack.yaml", &(SMALL.to_owned() + &mail));
    let output = small.run(&["--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let company = Company { small };
    company.approve();
    company
}

/// The last state of every recipient in the ledger; a line that was cut off says nothing.
fn states(company: &Company) -> BTreeMap<String, String> {
    let ledger = fs::read_to_string(company.folder().join("ledger.jsonl")).unwrap_or_default();
    let entries = ledger
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    entries
        .map(|entry: Value| {
            let text = |key: &str| entry[key].as_str().unwrap().to_owned();
            (text("recipient"), text("state"))
        })
        .collect()
}

fn address(recipient: &str) -> String {
    let number = recipient.strip_prefix("person/C").unwrap_or("0");
    format!("p{number}@small.example")
}

/// What the ledger says and what the mailboxes hold fit together, whatever was interrupted.
fn assert_true(states: &BTreeMap<String, String>, boxes: &BTreeMap<String, usize>, kill: usize) {
    for (recipient, state) in states {
        let arrived = boxes.get(&address(recipient)).copied().unwrap_or_default();
        match state.as_str() {
            "sent" => assert_eq!(arrived, 1, "{recipient} after kill {kill}"),
            // It would be sent again.
            "queued" | "failed" => assert_eq!(arrived, 0, "{recipient} after kill {kill}"),
            // Nobody can know; it is not sent again before a person has said so.
            _ => assert!(arrived <= 1, "{recipient} after kill {kill}"),
        }
    }
}

/// A person finds out about every mail in doubt, and says so; how many there were.
fn resolve(company: &Company, boxes: &BTreeMap<String, usize>) -> usize {
    // The next send notes what was under way when the one before ended.
    company.send(&["--resolve"]);
    let states = states(company);
    let open: Vec<String> = (states.iter().filter(|(_, state)| *state == "unknown"))
        .map(|(recipient, _)| {
            let arrived = boxes.contains_key(&address(recipient));
            format!(
                "{recipient}={}",
                if arrived { "arrived" } else { "missing" }
            )
        })
        .collect();
    if !open.is_empty() {
        let answers = open.join(",");
        let output = company.send(&["--by", "Hannah Reed", "--resolve", &answers]);
        assert!(
            !complaints(&output).contains("error["),
            "{}",
            complaints(&output)
        );
    }
    open.len()
}

#[test]
fn sends_that_are_killed_again_and_again_lose_nothing_and_send_nothing_twice() {
    let kills = std::env::var("SCOREPACK_KILLS").map_or(12, |count| count.parse().unwrap());
    let late = |_, _: &str, _| Do::AcceptLate(THOUGHT);
    let mut post = Post::with(late);
    let mut company = approved(post.port);
    let mut random = ChaCha8Rng::seed_from_u64(2026);
    let (mut doubts, mut finished) = (0, 0);
    let mut usual = Duration::from_millis(900);
    for kill in 0..kills {
        let begun = Instant::now();
        let mut child = company.begin();
        let share = f64::from(random.next_u32()) / f64::from(u32::MAX);
        thread::sleep(usual.mul_f64(share.sqrt()));
        child.kill().unwrap();
        let ended = child.wait().unwrap().code().is_some();
        if ended {
            usual = begun.elapsed().min(usual);
        }
        // What the server has begun it ends.
        thread::sleep(THOUGHT * 4);
        assert_true(&states(&company), &post.boxes(), kill);
        doubts += resolve(&company, &post.boxes());
        let done = states(&company);
        if done.len() == PEOPLE && done.values().all(|state| state == "sent") {
            assert_eq!(post.boxes().len(), PEOPLE);
            finished += 1;
            post = Post::with(late);
            company = approved(post.port);
        }
    }
    let output = company.send(&["--yes"]);
    assert!(
        !complaints(&output).contains("error["),
        "{}",
        complaints(&output)
    );
    let each_once = (0..PEOPLE).map(|n| (format!("p{n}@small.example"), 1));
    assert_eq!(post.boxes(), each_once.collect());
    assert!(states(&company).values().all(|state| state == "sent"));
    assert!(
        kills < 100 || doubts > 0 && finished > 0,
        "all kills were too early or too late: {doubts} doubts, {finished} sends at their ends"
    );
}
