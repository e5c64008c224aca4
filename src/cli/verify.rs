//! `scorepack verify`: whether editions are what they were.

use std::path::PathBuf;

use clap::Parser;

use super::editions::{Reading, archive_in};
use super::{Outside, parse_period, print, print_json};
use crate::diagnostic::Severity;
use crate::locale::Locale;
use crate::period::Period;
use crate::pipeline::{self, Verified, Verifying};

#[derive(Debug, Parser)]
pub(super) struct VerifyArguments {
    /// The workspace: a folder with `archive`
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Editions of this period only, all its revisions
    #[arg(long, short, value_parser = parse_period)]
    period: Option<Period>,
    /// Make the editions again from archived inputs and configuration, and compare every byte
    #[arg(long)]
    recompute: bool,
    #[command(flatten)]
    reading: Reading,
    /// Print what was found as JSON on standard output
    #[arg(long)]
    json: bool,
    /// Print problems only
    #[arg(long, short)]
    quiet: bool,
}

/// Verifies and gives the exit code: 0 where all holds, 1 where something does not, 2 where
/// there is nothing to verify.
pub(super) fn verify(arguments: VerifyArguments, outside: &mut Outside<'_>) -> u8 {
    let asked = Verifying {
        archive: archive_in(&arguments.dir, arguments.reading.archive),
        period: arguments.period,
        recompute: arguments.recompute,
        environment: outside.environment,
    };
    let locale = match Locale::new(arguments.reading.locale) {
        Ok(locale) => locale,
        Err(problems) => {
            print(&problems, Severity::Error, outside.err);
            return 2;
        }
    };
    let verified = match pipeline::verify(&asked) {
        Ok(verified) => verified,
        Err(problem) => {
            print(&[problem], Severity::Error, outside.err);
            return 2;
        }
    };
    if arguments.json {
        print_json(&verified, outside.out);
    }
    for edition in &verified {
        if !arguments.json && !arguments.quiet {
            let _ = writeln!(outside.out, "{}", line(edition, &locale));
        }
        print(&edition.problems, Severity::Error, outside.err);
    }
    u8::from(verified.iter().any(|edition| !edition.problems.is_empty()))
}

fn line(edition: &Verified, locale: &Locale) -> String {
    let state = match &edition.approval {
        None => locale.text("verify-state-draft"),
        Some(approval) => locale.format(
            "verify-state-approved",
            &[
                ("name", (&approval.by).into()),
                ("at", (&approval.at).into()),
            ],
        ),
    };
    let outcome = match edition.problems.len() {
        0 => locale.format("verify-holds", &[("count", edition.files.into())]),
        count => locale.format("verify-problems", &[("count", count.into())]),
    };
    format!("{:14}{state} · {outcome}", edition.edition)
}
