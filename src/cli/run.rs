//! `scorepack run`: the packets of a period.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Parser;

use super::bar::Bar;
use super::{Common, FormatName, Outside, least, options, parse_language, print};
use crate::diagnostic::Severity;
use crate::locale::Language;
use crate::pipeline::{self, Finished, Options, Stopped};
use crate::render::Format;

#[derive(Debug, Parser)]
pub(super) struct RunArguments {
    #[command(flatten)]
    common: Common,
    /// Where editions go [default: DIR/archive]
    #[arg(long, short, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Packets of these people and teams only, as an edition of its own: PERIOD.only
    #[arg(long, value_delimiter = ',', value_name = "ID")]
    only: Vec<String>,
    /// Without names, under pseudonyms, as an edition of its own: PERIOD.redacted
    #[arg(long, conflicts_with = "only")]
    redact: bool,
    /// Formats of packets
    #[arg(long, value_delimiter = ',', default_values_t = FormatName::ALL, value_enum)]
    format: Vec<FormatName>,
    /// Language of all packets, in place of everybody's own: en, zh or one of the workspace
    #[arg(long, value_parser = parse_language)]
    locale: Option<Language>,
    /// Threads [default: one a core]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

/// Makes the edition and gives the exit code: 0, 1 where some packets were not made or, with
/// `--strict`, there were warnings, 2 where it stopped.
pub(super) fn run(arguments: RunArguments, outside: &mut Outside<'_>) -> u8 {
    let common = &arguments.common;
    let mut formats: Vec<Format> = arguments.format.iter().map(|name| name.format()).collect();
    formats.sort_unstable();
    formats.dedup();
    let redact = match arguments.redact.then(|| super::secrets::seed(outside)) {
        None => None,
        Some(Ok(seed)) => Some(seed),
        Some(Err(problem)) => {
            print(&[problem], Severity::Error, outside.err);
            return 2;
        }
    };
    let options = Options {
        redact,
        out: arguments.out,
        formats,
        only: (!arguments.only.is_empty())
            .then(|| arguments.only.into_iter().collect::<BTreeSet<_>>()),
        language: arguments.locale,
        ..options(common, outside)
    };
    let bar = Bar::new(!common.quiet && std::io::stderr().is_terminal());
    let result = in_pool(arguments.jobs, || pipeline::run(&options, &bar));
    bar.clear();
    match result {
        Ok(finished) => report_finished(&finished, common, outside),
        Err(stopped) => report_stopped(&stopped, common, outside),
    }
}

/// On as many threads as asked for.
fn in_pool<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    match jobs.and_then(|jobs| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(jobs)
            .build()
            .ok()
    }) {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

fn report_finished(finished: &Finished, common: &Common, outside: &mut Outside<'_>) -> u8 {
    let Finished { edition, report } = finished;
    if common.json {
        let _ = outside.out.write_all(&report.to_json().unwrap_or_default());
    }
    print(&report.diagnostics, least(common.quiet), outside.err);
    for failure in &report.failed {
        let _ = writeln!(
            outside.err,
            "packet {} was not made: {}\n",
            failure.id, failure.diagnostic
        );
    }
    if !common.quiet && !common.json {
        let _ = outside
            .out
            .write_all(super::listing::summary(report, edition).as_bytes());
    }
    let warned = report
        .diagnostics
        .iter()
        .any(|found| found.severity == Severity::Warning);
    u8::from(!report.failed.is_empty() || (common.strict && warned))
}

fn report_stopped(stopped: &Stopped, common: &Common, outside: &mut Outside<'_>) -> u8 {
    if common.json {
        let text = serde_json::to_string_pretty(&stopped.diagnostics).unwrap_or_default();
        let _ = writeln!(
            outside.out,
            "{{\"stopped\": true, \"diagnostics\": {text}}}"
        );
    }
    print(&stopped.diagnostics, least(common.quiet), outside.err);
    let _ = writeln!(outside.err, "The run stopped; no packet was made.");
    if let Some(folder) = &stopped.left {
        let _ = writeln!(
            outside.err,
            "Refused rows and the report are in {}.",
            folder.display()
        );
    }
    2
}
