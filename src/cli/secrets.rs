//! `scorepack secrets new`: passwords of documents that are sent, for everybody without one.
//!
//! No password is printed: the file is handed over, or its rows, apart from the mail.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::{Common, Outside, options, print};
use crate::deliver::secrets;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::pipeline;

#[derive(Debug, Parser)]
pub(super) struct SecretsArguments {
    #[command(subcommand)]
    command: SecretsCommand,
}

#[derive(Debug, Subcommand)]
enum SecretsCommand {
    /// Give everybody a password who has none, in the file that `protect.secrets` names
    New(NewArguments),
}

#[derive(Debug, Parser)]
struct NewArguments {
    #[command(flatten)]
    common: Common,
    /// Where editions are [default: DIR/archive]
    #[arg(long, short, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Makes passwords and gives the exit code: 0 or 2.
pub(super) fn secrets(arguments: &SecretsArguments, outside: &mut Outside<'_>) -> u8 {
    let SecretsCommand::New(arguments) = &arguments.command;
    match new(arguments, outside) {
        Ok(said) => {
            if !arguments.common.quiet {
                let _ = writeln!(outside.out, "{said}");
            }
            0
        }
        Err(problems) => {
            print(&problems, Severity::Error, outside.err);
            2
        }
    }
}

fn new(arguments: &NewArguments, outside: &Outside<'_>) -> Result<String, Vec<Diagnostic>> {
    let mut options = options(&arguments.common, outside);
    options.out.clone_from(&arguments.out);
    let prepared = pipeline::prepare(&options).map_err(|stopped| stopped.diagnostics)?;
    let Some(protection) = &prepared.workspace.protect else {
        let place = Place::file("scorepack.yaml").in_column("protect");
        let message = "the workspace does not say where passwords are";
        return Err(vec![Diagnostic::error("unprotected", place, message).hint(
            "write `protect: {secrets: ../secrets.csv}` into scorepack.yaml",
        )]);
    };
    let archive = pipeline::archive_folder(&options, &prepared.workspace);
    let ids = pipeline::readers(&prepared.roster, prepared.period);
    let mut random = |bytes: &mut [u8]| (outside.random)(bytes);
    let count = secrets::extend(
        &protection.secrets,
        &archive,
        ids.iter().map(String::as_str),
        &mut random,
    )?;
    let file = protection.secrets.display();
    Ok(match count {
        0 => format!("Everybody has a password in {file} already."),
        _ => format!(
            "{count} new passwords are in {file}. Hand them over apart from the mail; whoever had one keeps it."
        ),
    })
}

/// Random bytes for one purpose.
pub(super) fn seed(outside: &Outside<'_>) -> Result<[u8; 32], Diagnostic> {
    let mut seed = [0; 32];
    match (outside.random)(&mut seed) {
        true => Ok(seed),
        false => Err(secrets::no_randomness()),
    }
}
