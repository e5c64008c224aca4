//! `scorepack render`: files of packets again, from their JSON.

use std::path::PathBuf;

use clap::Parser;

use super::{FormatName, Outside, least, print, print_json};
use crate::diagnostic::has_errors;
use crate::pipeline::{self, Reprint};

#[derive(Debug, Parser)]
pub(super) struct RenderArguments {
    /// JSON files of packets, folders of them, whole editions, or patterns
    #[arg(long, value_name = "PATH", required = true, num_args = 1..)]
    from: Vec<String>,
    /// Where the files go
    #[arg(long, short, value_name = "FOLDER", default_value = "rendered")]
    out: PathBuf,
    /// Formats to make
    #[arg(
        long,
        value_delimiter = ',',
        default_values_t = [FormatName::Html, FormatName::Pdf],
        value_enum
    )]
    format: Vec<FormatName>,
    /// Take theme, templates and font of this workspace, in place of what the edition keeps
    #[arg(long, value_name = "DIR")]
    workspace: Option<PathBuf>,
    /// Print what was found as JSON on standard output
    #[arg(long)]
    json: bool,
    /// Print errors only
    #[arg(long, short)]
    quiet: bool,
}

/// Renders and gives the exit code: 0, 1 where some packets were not made, 2 where none was.
pub(super) fn render(arguments: RenderArguments, outside: &mut Outside<'_>) -> u8 {
    let (json, quiet) = (arguments.json, arguments.quiet);
    let mut formats: Vec<_> = arguments.format.iter().map(|name| name.format()).collect();
    formats.sort_unstable();
    formats.dedup();
    let result = pipeline::reprint(&Reprint {
        from: arguments.from,
        workspace: arguments.workspace,
        out: arguments.out,
        formats,
    });
    let (files, diagnostics) = match &result {
        Ok(done) => (done.files.as_slice(), &done.diagnostics),
        Err(problems) => (Default::default(), problems),
    };
    if json {
        print_json(diagnostics, outside.out);
    } else if !quiet {
        for file in files {
            let _ = writeln!(outside.out, "{}", file.display());
        }
    }
    print(diagnostics, least(quiet), outside.err);
    match (result.is_ok(), has_errors(diagnostics)) {
        (false, _) => 2,
        (true, true) => 1,
        (true, false) => 0,
    }
}
