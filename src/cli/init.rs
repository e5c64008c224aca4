//! `scorepack init`: a new workspace that runs at once, or all templates to change.
//!
//! The starter's files are embedded as they lie in `starter/`. Nothing that is there is
//! overwritten, unless `--force` says so for templates.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;

use crate::diagnostic::{Diagnostic, Place};
use crate::locale::{self, Language};
use crate::render::{mail, template};
use crate::workspace;

macro_rules! starter {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../starter/", $path)))),*]
    };
}

const STARTER: &[(&str, &str)] = starter![
    "scorepack.yaml",
    "kpis/own.yaml",
    "scorecards/service.yaml",
    "data/roster.csv",
    "data/teams.csv",
    "data/surveys.csv",
    "data/work_orders.csv",
];

#[derive(Debug, Parser)]
pub(super) struct InitArguments {
    /// The folder of the workspace; a new one has to be empty or not there yet
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Write pages, style sheet, theme and messages to DIR/templates, to change them
    #[arg(long)]
    templates: bool,
    /// With --templates: overwrite what is there
    #[arg(long, requires = "templates")]
    force: bool,
}

/// Writes the files and gives what to say.
pub(super) fn init(arguments: &InitArguments) -> Result<String, Vec<Diagnostic>> {
    let made = if arguments.templates {
        write_templates(&arguments.dir, arguments.force)
    } else {
        write_starter(&arguments.dir)
    };
    made.map_err(|problem| vec![problem])
}

fn write_starter(dir: &Path) -> Result<String, Diagnostic> {
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        let message = "the folder is not empty".to_owned();
        return Err(Diagnostic::error("folder-not-empty", place(dir), message)
            .hint("name a folder that is empty or not there yet: `scorepack init demo`"));
    }
    for (path, text) in STARTER {
        write(&dir.join(path), text)?;
    }
    let shown = dir.display();
    Ok(format!(
        "A workspace with invented data of three months is in {shown}. Next:\n\n  \
         scorepack check {shown}\n  scorepack run {shown}\n\n\
         Then open {shown}/archive/2026-10/index.html, put your own exports into {shown}/data\n\
         and say in {shown}/scorepack.yaml what they are.\n"
    ))
}

fn write_templates(dir: &Path, force: bool) -> Result<String, Diagnostic> {
    let mut files: Vec<(String, &str)> = template::BUILT_IN
        .iter()
        .chain(&mail::BUILT_IN)
        .map(|(name, text)| ((*name).to_owned(), *text))
        .collect();
    files.push((workspace::THEME_FILE.to_owned(), workspace::BUILT_IN_THEME));
    for language in Language::built_in() {
        for (name, text) in locale::built_in(language) {
            files.push((format!("locales/{name}"), text));
        }
    }
    let folder = dir.join("templates");
    let (mut written, mut kept) = (0, Vec::new());
    for (name, text) in files {
        let path = folder.join(&name);
        match fs::read_to_string(&path) {
            Ok(there) if there == text => {}
            Ok(_) if !force => kept.push(name),
            _ => {
                write(&path, text)?;
                written += 1;
            }
        }
    }
    let mut said = format!("{written} files were written to {}.\n", folder.display());
    if !kept.is_empty() {
        let _ = writeln!(
            said,
            "Kept, because they differ (--force overwrites them): {}.",
            kept.join(", ")
        );
    }
    said.push_str(
        "Keep what you change and delete the rest: a file that is here takes the place of the\n\
         built-in one, also when a later version improves that one.\n",
    );
    Ok(said)
}

fn write(path: &Path, text: &str) -> Result<(), Diagnostic> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| {
            let message = format!("the file cannot be written: {error}");
            Diagnostic::error("unwritable-file", place(path), message)
                .hint("name a folder that you may write to")
        })
}

fn place(path: &Path) -> Place {
    Place::file(path.display().to_string())
}
