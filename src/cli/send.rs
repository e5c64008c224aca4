//! `scorepack send`: the packets of an approved edition, by mail.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Parser, Subcommand};

use super::bar::Bar;
use super::{Outside, least, parse_period, print, print_json};
use crate::deliver::{self, Ending, Entry, Receipt};
use crate::diagnostic::{Diagnostic, Severity};
use crate::period::{Grain, Period};
use crate::pipeline::{self, Answered, Asking, Options, Progress, Sending};
use crate::render::Format;

/// Rows of a table on a terminal; `delivery.csv` has all.
const SHOWN: usize = 40;

/// What every send is asked for.
#[derive(Args, Debug)]
struct Common {
    /// The workspace: a folder with scorepack.yaml
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The edition's period: 2025-10, 2025-Q3 or 2025
    #[arg(long, short, value_parser = parse_period)]
    period: Period,
    /// Where editions are [default: DIR/archive]
    #[arg(long, value_name = "FOLDER")]
    archive: Option<PathBuf>,
    /// Write the mails to DIR/archive/delivery/…/outbox and send nothing: the default
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Send
    #[arg(long)]
    yes: bool,
    /// At most so many mails
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Let mails travel in the open to a server that is not this machine
    #[arg(long)]
    allow_plain: bool,
    /// Say what became of mails that may have arrived: ID=arrived or ID=missing; without a
    /// value they are listed
    #[arg(long, value_delimiter = ',', value_name = "ID=ANSWER", num_args = 0.., conflicts_with = "yes")]
    resolve: Option<Vec<String>>,
    /// Who says so
    #[arg(long, value_name = "NAME", requires = "resolve")]
    by: Option<String>,
    /// Print a report as JSON on standard output
    #[arg(long)]
    json: bool,
    /// Print errors only
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Parser)]
pub(super) struct SendArguments {
    #[command(flatten)]
    common: Common,
    /// Packets of these people and teams only
    #[arg(long, value_delimiter = ',', value_name = "ID")]
    only: Vec<String>,
}

#[derive(Debug, Parser)]
pub(super) struct AlertArguments {
    #[command(subcommand)]
    command: AlertCommand,
}

#[derive(Debug, Subcommand)]
enum AlertCommand {
    /// Send the alerts of a week to managers and leads; without --yes, only rehearse it
    Send(DigestArguments),
}

#[derive(Debug, Parser)]
struct DigestArguments {
    #[command(flatten)]
    common: Common,
    /// The week, as 2026-W45 [default: the latest with an alert]
    #[arg(long, value_name = "WEEK", value_parser = parse_week)]
    week: Option<String>,
}

/// A week as ledgers and alerts are named by it, and nothing else.
fn parse_week(text: &str) -> Result<String, String> {
    let monday = NaiveDate::parse_from_str(&format!("{text}-1"), "%G-W%V-%u").ok();
    let week = monday.map(|day| Period::containing(Grain::Week, day).to_string());
    week.filter(|week| week == text)
        .ok_or_else(|| format!("`{text}` is no week; write 2026-W45"))
}

/// Sends packets and gives the exit code: 0, 1 where somebody has not got their mail, 2 where
/// something stopped it.
pub(super) fn send(arguments: SendArguments, outside: &mut Outside<'_>) -> u8 {
    let only: BTreeSet<String> = arguments.only.into_iter().collect();
    let seed = super::secrets::seed(outside).ok();
    carry_out(&arguments.common, outside, |mut asking| {
        asking.options.only = (!only.is_empty()).then_some(only);
        asking.seed = seed;
        pipeline::send(&asking)
    })
}

/// Sends alerts; exit codes as above.
pub(super) fn alerts(arguments: AlertArguments, outside: &mut Outside<'_>) -> u8 {
    let AlertCommand::Send(DigestArguments { common, week }) = arguments.command;
    carry_out(&common, outside, |asking| {
        pipeline::send_alerts(&asking, week.as_deref())
    })
}

/// What is asked for, done by `work` and reported.
fn carry_out(
    common: &Common,
    outside: &mut Outside<'_>,
    work: impl FnOnce(Asking<'_>) -> Result<Sending, Vec<Diagnostic>>,
) -> u8 {
    let answers = match answers(common) {
        Ok(answers) => answers,
        Err(message) => {
            let _ = writeln!(outside.err, "error: {message}");
            return 2;
        }
    };
    let bar = start(common);
    let (step, clock) = (|| bar.step(), outside.clock);
    let now = || clock().to_utc();
    let today = outside.now.date_naive();
    let asking = asking(common, today, outside.environment, &now, &step);
    let sent = work(Asking { answers, ..asking });
    bar.clear();
    finish(sent, common, outside)
}

fn start(common: &Common) -> Bar {
    let bar = Bar::new(common.yes && !common.quiet && std::io::stderr().is_terminal());
    bar.stage("mails", None);
    bar
}

fn asking<'a>(
    common: &Common,
    today: NaiveDate,
    environment: &'a (dyn Fn(&str) -> Option<String> + Sync),
    now: &'a (dyn Fn() -> DateTime<Utc> + Sync),
    step: &'a (dyn Fn() + Sync),
) -> Asking<'a> {
    Asking {
        options: Options {
            root: common.dir.clone(),
            period: Some(common.period),
            out: common.archive.clone(),
            formats: Format::ALL.to_vec(),
            only: None,
            language: None,
            today,
            as_of: None,
            environment,
            redact: None,
        },
        period: common.period,
        yes: common.yes,
        limit: common.limit,
        allow_plain: common.allow_plain,
        list_doubts: common.resolve.is_some(),
        answers: Vec::new(),
        by: common.by.clone().unwrap_or_default(),
        seed: None,
        now,
        step,
    }
}

fn finish(
    sent: Result<Sending, Vec<Diagnostic>>,
    common: &Common,
    outside: &mut Outside<'_>,
) -> u8 {
    match sent {
        Ok(sending) => report(&sending, common, outside),
        Err(problems) => {
            if common.json {
                print_json(&problems, outside.out);
            }
            stop(&problems, outside)
        }
    }
}

fn stop(problems: &[Diagnostic], outside: &mut Outside<'_>) -> u8 {
    print(problems, Severity::Error, outside.err);
    2
}

/// `E001=arrived` and the like.
fn answers(arguments: &Common) -> Result<Vec<Answered>, String> {
    let given = arguments.resolve.iter().flatten();
    let answers: Result<Vec<Answered>, String> = given
        .map(|text| {
            let (recipient, answer) = text.rsplit_once('=').unwrap_or((text, ""));
            let arrived = match answer {
                "arrived" => true,
                "missing" => false,
                _ => {
                    return Err(format!(
                        "`{text}`: write {recipient}=arrived or {recipient}=missing"
                    ));
                }
            };
            Ok(Answered {
                recipient: recipient.to_owned(),
                arrived,
            })
        })
        .collect();
    let answers = answers?;
    if !answers.is_empty()
        && arguments
            .by
            .as_deref()
            .is_none_or(|by| by.trim().is_empty())
    {
        return Err("say who answers: --by NAME".to_owned());
    }
    Ok(answers)
}

fn report(sending: &Sending, arguments: &Common, outside: &mut Outside<'_>) -> u8 {
    if arguments.json {
        print_json(&sending.receipts, outside.out);
    }
    print(&sending.diagnostics, least(arguments.quiet), outside.err);
    let mut text = String::new();
    if arguments.resolve.is_some() {
        text.push_str(&doubts(&sending.unknown));
    } else if arguments.yes {
        text.push_str(&summary(sending));
    } else {
        text.push_str(&table(&sending.receipts, arguments.limit));
        text.push_str(&format!(
            "\nNothing was sent. The mails are in {}; `--yes` sends them.\n",
            sending.folder.join("outbox").display()
        ));
    }
    if !arguments.quiet && !arguments.json {
        let _ = outside.out.write_all(text.as_bytes());
    }
    let stopped = matches!(
        &sending.ending,
        Some(Ending::Deadline | Ending::Unreachable(_))
    );
    if let Some(Ending::Unreachable(why)) = &sending.ending {
        let _ = writeln!(
            outside.err,
            "The send stopped; the mail server cannot be used: {why}"
        );
    }
    let complete = !arguments.yes || deliver::is_complete(&sending.receipts);
    u8::from(stopped || !complete || !sending.unknown.is_empty())
}

/// Who would get what.
fn table(receipts: &[Receipt], limit: Option<usize>) -> String {
    let mut text = String::new();
    let shown = limit.unwrap_or(SHOWN).min(SHOWN);
    for receipt in receipts.iter().take(shown) {
        let address = match receipt.address.as_str() {
            "" => "no address",
            address => address,
        };
        let has = match receipt.revision.as_str() {
            "" => String::new(),
            revision => format!("  (has the same by {revision}: nothing is sent)"),
        };
        text.push_str(&format!(
            "{:<24} {:<36} {}{has}\n",
            receipt.recipient, address, receipt.name
        ));
    }
    if receipts.len() > shown {
        text.push_str(&format!("… and {} more\n", receipts.len() - shown));
    }
    text
}

/// How many are in which state, and what failed.
fn summary(sending: &Sending) -> String {
    let mut text = format!("{}:\n", sending.edition);
    let words = [
        ("sent", "sent"),
        ("failed", "failed; the next send offers them again"),
        (
            "unknown",
            "may have arrived; the same with `--resolve` in place of `--yes` asks about them",
        ),
        ("queued", "still to be sent"),
        ("new", "not asked for yet"),
        ("none", "without an address"),
    ];
    let counts = deliver::counts(&sending.receipts);
    for (state, words) in words {
        if let Some(count) = counts.get(state) {
            text.push_str(&format!("{count:>7} {words}\n"));
        }
    }
    let earlier = sending
        .receipts
        .iter()
        .filter(|receipt| !receipt.revision.is_empty());
    match earlier.count() {
        0 => {}
        count => text.push_str(&format!(
            "        {count} of these with an earlier revision, whose documents are the same\n"
        )),
    }
    if sending.ending == Some(Ending::Deadline) {
        text.push_str("Time was up; the same command goes on where it ended.\n");
    }
    let failed = sending
        .receipts
        .iter()
        .filter(|receipt| receipt.state == "failed");
    for receipt in failed.take(SHOWN) {
        text.push_str(&format!(
            "{} <{}>: {}\n",
            receipt.recipient, receipt.address, receipt.reply
        ));
    }
    text.push_str(&format!(
        "Everything is in {}.\n",
        sending.folder.join("delivery.csv").display()
    ));
    text
}

/// The questions that only a person can answer.
fn doubts(unknown: &[Entry]) -> String {
    if unknown.is_empty() {
        return "No mail is in doubt.\n".to_owned();
    }
    let mut text =
        "These mails may have arrived: the server was given them and has not answered.\n\
                    Ask the recipient, or look for the Message-ID in the server's log.\n\n"
            .to_owned();
    for entry in unknown {
        text.push_str(&format!(
            "{} <{}>\n  {}  {}\n  Did it arrive?  --resolve {r}=arrived --by NAME, or {r}=missing\n",
            entry.recipient,
            entry.address,
            entry.at.format("%Y-%m-%d %H:%M:%S UTC"),
            entry.message_id,
            r = entry.recipient,
        ));
    }
    text
}
