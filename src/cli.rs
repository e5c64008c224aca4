//! The command line: options in, texts and an exit code out.
//!
//! 0: done. 1: done, but some packets failed, or there were warnings with `--strict`.
//! 2: usage, configuration or data that stops the run.

mod approve;
mod archive;
mod bar;
mod diff;
mod editions;
mod explain;
mod init;
mod kpi_page;
mod kpis;
mod listing;
mod log;
mod render;
mod run;
mod secrets;
mod send;
mod verify;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate};
use clap::{Parser, Subcommand, ValueEnum};
use tracing::{info, info_span};

use crate::diagnostic::{Diagnostic, Severity, has_errors};
use crate::locale::Language;
use crate::period::Period;
use crate::pipeline::{self, Asked, Options, Question};
use crate::render::Format;

/// Turns a month of work records into a review packet for every engineer and team.
#[derive(Debug, Parser)]
#[command(name = "scorepack", version, max_term_width = 100)]
struct Arguments {
    /// Write a log to standard error: stages, counts, codes of findings, no names
    #[arg(long, global = true, value_name = "FORM")]
    log: Option<log::Form>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Begin a workspace, with invented data to try; or write out all templates
    Init(init::InitArguments),
    /// Make the packets of a period: DIR/archive/PERIOD
    Run(run::RunArguments),
    /// Report all problems of configuration and data; make nothing
    Check(Common),
    /// Explain a score down to the records behind it
    Explain(ExplainArguments),
    /// Make the page and the document of packets again from their JSON files
    Render(render::RenderArguments),
    /// Send the packets of an approved edition by mail; without --yes, only rehearse it
    Send(send::SendArguments),
    /// Send the alerts of a week to those who answer for the people concerned
    Alerts(send::AlertArguments),
    /// Remove old periods
    Archive(archive::ArchiveArguments),
    /// Passwords of the documents that are sent
    Secrets(secrets::SecretsArguments),
    /// Show what an edition holds and record who approved it; it is never changed again
    Approve(approve::ApproveArguments),
    /// Say what changed between two editions, and how much because definitions changed
    Diff(diff::DiffArguments),
    /// Check every file of editions, their approvals and the chain from one to the next
    Verify(verify::VerifyArguments),
    /// List the KPIs of a workspace, built-in ones included
    Kpis(kpis::KpiArguments),
    /// List the canonical tables and their columns
    Tables(ListArguments),
}

impl Command {
    /// As it is typed.
    fn name(&self) -> &'static str {
        match self {
            Self::Init(_) => "init",
            Self::Run(_) => "run",
            Self::Check(_) => "check",
            Self::Approve(_) => "approve",
            Self::Diff(_) => "diff",
            Self::Verify(_) => "verify",
            Self::Explain(_) => "explain",
            Self::Render(_) => "render",
            Self::Archive(_) => "archive",
            Self::Secrets(_) => "secrets",
            Self::Kpis(_) => "kpis",
            Self::Tables(_) => "tables",
            Self::Send(_) => "send",
            Self::Alerts(_) => "alerts",
        }
    }
}

#[derive(Debug, Parser)]
struct Common {
    /// The workspace: a folder with scorepack.yaml
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// 2025-10, 2025-Q3 or 2025; default: the last complete month of the data
    #[arg(long, short, value_parser = parse_period)]
    period: Option<Period>,
    /// The day of the data, in place of the workspace's
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// Count warnings as failures (exit code 1)
    #[arg(long)]
    strict: bool,
    /// Print a report as JSON on standard output
    #[arg(long)]
    json: bool,
    /// Print errors only
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Parser)]
#[group(id = "whom", required = true, multiple = false, args = ["person", "team"])]
struct ExplainArguments {
    #[command(flatten)]
    common: Common,
    /// Whose score: identifier of a person
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// Or of a team
    #[arg(long, value_name = "ID")]
    team: Option<String>,
    /// One KPI only, with all its records
    #[arg(long, value_name = "KPI")]
    kpi: Option<String>,
    /// Language [default: the one of the packet]
    #[arg(long, value_parser = parse_language)]
    locale: Option<Language>,
}

#[derive(Debug, Parser)]
struct ListArguments {
    /// The workspace: a folder with scorepack.yaml
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Language of names and texts
    #[arg(long, value_enum, default_value = "en")]
    locale: LanguageName,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Html,
    Pdf,
    Json,
    Ics,
}

impl FormatName {
    const ALL: [Self; 4] = [Self::Html, Self::Pdf, Self::Json, Self::Ics];

    fn format(self) -> Format {
        match self {
            Self::Html => Format::Html,
            Self::Pdf => Format::Pdf,
            Self::Json => Format::Json,
            Self::Ics => Format::Ics,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LanguageName {
    En,
    Zh,
}

impl LanguageName {
    fn language(self) -> Language {
        match self {
            Self::En => Language::En,
            Self::Zh => Language::Zh,
        }
    }
}

fn parse_language(text: &str) -> Result<Language, String> {
    text.parse()
}

fn parse_period(text: &str) -> Result<Period, String> {
    text.parse()
}

/// What the outside gives.
struct Outside<'a> {
    now: DateTime<FixedOffset>,
    clock: &'a (dyn Fn() -> DateTime<FixedOffset> + Sync),
    /// Fills with random bytes; whether there were any.
    random: &'a dyn Fn(&mut [u8]) -> bool,
    environment: &'a (dyn Fn(&str) -> Option<String> + Sync),
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
}

/// Runs the program and gives its exit code. A console that cannot be written to is ignored.
pub fn main(
    arguments: impl IntoIterator<Item = OsString>,
    clock: &(dyn Fn() -> DateTime<FixedOffset> + Sync),
    random: &dyn Fn(&mut [u8]) -> bool,
    environment: &(dyn Fn(&str) -> Option<String> + Sync),
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not errors.
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            let text = error.render();
            let _ = if code == 0 {
                write!(out, "{text}")
            } else {
                write!(err, "{text}")
            };
            return code;
        }
    };
    if let Some(form) = arguments.log {
        log::listen(form);
    }
    let mut outside = Outside {
        now: clock(),
        clock,
        random,
        environment,
        out,
        err,
    };
    let _command = info_span!("command", name = arguments.command.name()).entered();
    let code = match arguments.command {
        Command::Init(arguments) => finish_listing(init::init(&arguments), &mut outside),
        Command::Run(arguments) => run::run(arguments, &mut outside),
        Command::Check(common) => check(&common, &mut outside),
        Command::Kpis(arguments) => {
            finish_listing(kpis::list(&arguments, environment), &mut outside)
        }
        Command::Alerts(arguments) => send::alerts(arguments, &mut outside),
        Command::Send(arguments) => send::send(arguments, &mut outside),
        Command::Render(arguments) => render::render(arguments, &mut outside),
        Command::Archive(arguments) => archive::archive(&arguments, &mut outside),
        Command::Secrets(arguments) => secrets::secrets(&arguments, &mut outside),
        Command::Approve(arguments) => approve::approve(arguments, &mut outside),
        Command::Diff(arguments) => diff::diff(arguments, &mut outside),
        Command::Verify(arguments) => verify::verify(arguments, &mut outside),
        Command::Explain(arguments) => explain(arguments, &mut outside),
        Command::Tables(list) => finish_listing(
            listing::tables(list.locale.language(), list.json),
            &mut outside,
        ),
    };
    info!(code, "done");
    code
}

fn finish_listing(listed: Result<String, Vec<Diagnostic>>, outside: &mut Outside<'_>) -> u8 {
    match listed {
        Ok(text) => {
            let _ = outside.out.write_all(text.as_bytes());
            0
        }
        Err(diagnostics) => {
            print(&diagnostics, Severity::Error, outside.err);
            2
        }
    }
}

fn options<'a>(common: &Common, outside: &Outside<'a>) -> Options<'a> {
    Options {
        root: common.dir.clone(),
        period: common.period,
        out: None,
        formats: Format::ALL.to_vec(),
        only: None,
        language: None,
        redact: None,
        today: outside.now.date_naive(),
        as_of: common.as_of,
        environment: outside.environment,
    }
}

fn explain(arguments: ExplainArguments, outside: &mut Outside<'_>) -> u8 {
    let common = &arguments.common;
    let options = Options {
        language: arguments.locale,
        ..options(common, outside)
    };
    let of = match (arguments.person, arguments.team) {
        (Some(id), _) => Asked::Person(id),
        (None, id) => Asked::Team(id.unwrap_or_default()),
    };
    let all = arguments.kpi.is_some();
    let kpi = arguments.kpi;
    let (answer, contradictions) = match pipeline::explain(&options, &Question { of, kpi }) {
        Ok(answered) => answered,
        Err(stopped) => {
            if common.json {
                print_json(&stopped.diagnostics, outside.out);
            }
            print(&stopped.diagnostics, Severity::Error, outside.err);
            return 2;
        }
    };
    if common.json {
        print_json(&answer.explanation, outside.out);
    } else {
        let text = explain::text(&answer.explanation, &answer.locale, all);
        let _ = outside.out.write_all(text.as_bytes());
    }
    print(&contradictions, Severity::Error, outside.err);
    if has_errors(&contradictions) { 2 } else { 0 }
}

fn print_json<T: serde::Serialize + ?Sized>(value: &T, out: &mut dyn Write) {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let _ = writeln!(out, "{text}");
}

fn check(common: &Common, outside: &mut Outside<'_>) -> u8 {
    let diagnostics = pipeline::check(&options(common, outside));
    if common.json {
        print_json(&diagnostics, outside.out);
    }
    let least = if common.quiet {
        Severity::Error
    } else {
        Severity::Note
    };
    print(&diagnostics, least, outside.err);
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|found| found.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if !common.quiet && !common.json {
        let _ = writeln!(outside.out, "{errors} errors, {warnings} warnings");
    }
    if has_errors(&diagnostics) {
        2
    } else {
        u8::from(common.strict && warnings > 0)
    }
}

/// The least that is printed by commands that tell warnings.
fn least(quiet: bool) -> Severity {
    match quiet {
        true => Severity::Error,
        false => Severity::Warning,
    }
}

/// Prints findings from the worst that matter on, in the order in which they were found.
fn print(diagnostics: &[Diagnostic], least: Severity, err: &mut dyn Write) {
    log::tell(diagnostics);
    for diagnostic in diagnostics.iter().filter(|found| found.severity >= least) {
        let _ = writeln!(err, "{diagnostic}\n");
    }
}
