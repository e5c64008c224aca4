//! `scorepack archive prune`: old periods leave the archive, after a question.

use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::editions::archive_in;
use super::{Outside, print};
use crate::archive::Pruning;
use crate::diagnostic::Severity;

#[derive(Debug, Parser)]
pub(super) struct ArchiveArguments {
    #[command(subcommand)]
    command: ArchiveCommand,
}

#[derive(Debug, Subcommand)]
enum ArchiveCommand {
    /// Remove old periods; what they were stays on record in pruned.jsonl
    Prune(PruneArguments),
}

#[derive(Debug, Parser)]
struct PruneArguments {
    /// The workspace
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// How many of the latest periods stay (months, where there are any)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    keep: u32,
    /// Where editions are [default: DIR/archive]
    #[arg(long, short, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Who wants it, for the record; without a name nothing is removed
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Remove without asking
    #[arg(long, requires = "by")]
    yes: bool,
}

/// Prunes and gives the exit code: 0 done or nothing to do, 1 only listed, 2 stopped.
pub(super) fn archive(arguments: &ArchiveArguments, outside: &mut Outside<'_>) -> u8 {
    let ArchiveCommand::Prune(arguments) = &arguments.command;
    let archive = archive_in(&arguments.dir, arguments.out.clone());
    let plan = match Pruning::plan(&archive, arguments.keep as usize) {
        Ok(plan) => plan,
        Err(problem) => {
            print(&[problem], Severity::Error, outside.err);
            return 2;
        }
    };
    let _ = outside.out.write_all(listing(&plan).as_bytes());
    print(&plan.unreadable, Severity::Warning, outside.err);
    if plan.is_empty() {
        return 0;
    }
    let by = arguments
        .by
        .as_deref()
        .map(str::trim)
        .filter(|by| !by.is_empty());
    let Some(by) = by.filter(|_| arguments.yes || asked(outside)) else {
        let _ = writeln!(
            outside.out,
            "Nothing was removed. To remove it: --by NAME at a terminal, or --by NAME --yes."
        );
        return 1;
    };
    match plan.carry_out(&archive, by, &outside.now.to_rfc3339()) {
        Ok(count) => {
            let _ = outside.out.write_all(removed(count).as_bytes());
            0
        }
        Err(problem) => {
            print(&[problem], Severity::Error, outside.err);
            2
        }
    }
}

fn listing(plan: &Pruning) -> String {
    let mut text = String::new();
    let mut line = |words: String| {
        text.push_str(&words);
        text.push('\n');
    };
    let mut periods: Vec<_> = plan.periods.iter().collect();
    periods.sort_by_key(|(period, _)| (period.end(), period.start()));
    for edition in periods.into_iter().flat_map(|(_, editions)| editions) {
        let state = match &edition.approval {
            Some(approval) => format!("approved by {} on {}", approval.by, approval.at),
            None => "not approved".to_owned(),
        };
        line(format!("would go: {} ({state})", edition.name));
    }
    for left in plan
        .deliveries
        .iter()
        .chain(&plan.stopped)
        .chain(&plan.aside)
    {
        line(format!("would go: {}", left.display()));
    }
    if plan.is_empty() {
        line("Nothing to remove.".to_owned());
    }
    line(format!(
        "{} periods stay.",
        plan.kept.len() + plan.unreadable.len()
    ));
    text
}

/// What was done, in editions; what a stopped run or pruning had left behind is none.
fn removed(editions: usize) -> String {
    let what = match editions {
        0 => return "What was left over is removed; no edition is.\n".to_owned(),
        1 => "1 edition was removed".to_owned(),
        count => format!("{count} editions were removed"),
    };
    format!(
        "{what}; pruned.jsonl says which.\n\
         The page over all periods named what is gone, so it is gone too; the next run makes it anew.\n"
    )
}

/// Asks at a terminal; elsewhere the answer is no.
fn asked(outside: &mut Outside<'_>) -> bool {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return false;
    }
    let _ = write!(outside.out, "Remove all of it for good? Type yes: ");
    let _ = outside.out.flush();
    let mut answer = String::new();
    let _ = input.lock().read_line(&mut answer);
    answer.trim() == "yes"
}
