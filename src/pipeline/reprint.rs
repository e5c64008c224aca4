//! Packets rendered again from their JSON files, byte for byte as the run wrote them.
//!
//! What rendering needs beyond the packet is in the edition that it lies in: configuration
//! and templates (or those of a workspace that is named), and the characters that documents
//! share. The edition itself is never written to. A packet that cannot be made is reported;
//! the others are made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;

use super::fonts::{FALLBACK_FONT, FONTS, Fonts};
use super::{PROGRAM, configuration, html_templates, prepare};
use crate::archive::{CONFIGURATION, StoredEdition, edition_with, private, published};
use crate::compose::FORMAT;
use crate::compose::packet::Packet;
use crate::diagnostic::{Diagnostic, Place};
use crate::render::template::Templates;
use crate::render::{Format, Studio};
use crate::workspace::{self, Workspace};

/// What is to be rendered again.
pub struct Reprint {
    /// JSON files of packets, folders of them, or patterns.
    pub from: Vec<String>,
    /// The workspace whose theme, templates and font to take, in place of the edition's; also
    /// where editions are looked for when a packet lies in none.
    pub workspace: Option<PathBuf>,
    /// Where files go.
    pub out: PathBuf,
    /// Formats to make.
    pub formats: Vec<Format>,
}

/// What was rendered again.
#[derive(Clone, Debug, Default)]
pub struct Reprinted {
    /// Paths of the files that were written, sorted.
    pub files: Vec<PathBuf>,
    /// What could not be made, and what to know of the rest.
    pub diagnostics: Vec<Diagnostic>,
}

/// Renders packets again.
///
/// # Errors
/// What leaves nothing to render: no such files, a folder that is an edition to write into.
pub fn reprint(asked: &Reprint) -> Result<Reprinted, Vec<Diagnostic>> {
    if StoredEdition::is_one(&asked.out) {
        return Err(vec![into_edition(&asked.out)]);
    }
    let mut done = Reprinted::default();
    let mut editions: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for file in find(&asked.from, &mut done.diagnostics) {
        match edition_of(&file, asked) {
            Ok(edition) => editions.entry(edition).or_default().push(file),
            Err(problem) => done.diagnostics.push(problem),
        }
    }
    let several = editions.len() > 1;
    for (folder, files) in editions {
        // Packets of several periods have the same names.
        let name = folder.file_name().filter(|_| several);
        let out = name.map_or_else(|| asked.out.clone(), |name| asked.out.join(name));
        match reprint_edition(&folder, &files, &out, asked) {
            Ok(reprinted) => {
                done.files.extend(reprinted.files);
                done.diagnostics.extend(reprinted.diagnostics);
            }
            Err(problems) => done.diagnostics.extend(problems),
        }
    }
    if done.files.is_empty() {
        return Err(done.diagnostics);
    }
    done.files.sort();
    Ok(done)
}

/// Packets of one edition.
fn reprint_edition(
    folder: &Path,
    files: &[PathBuf],
    out: &Path,
    asked: &Reprint,
) -> Result<Reprinted, Vec<Diagnostic>> {
    let one = |problem| vec![problem];
    let stored = StoredEdition::open(folder).map_err(one)?;
    let workspace = read_workspace(&stored, asked.workspace.as_deref())?;
    let locales = prepare::read_locales(&workspace, None)?;
    // An edition keeps the font as it keeps the rest of the configuration.
    let kept = folder.join(CONFIGURATION).join(FALLBACK_FONT);
    let kept = Some(kept).filter(|path| asked.workspace.is_none() && path.is_file());
    let font = workspace
        .fallback_font
        .clone()
        .map(|own| kept.unwrap_or(own));
    let fonts = Fonts::load(font.as_deref())
        .map_err(|problem| one(problem.hint("or name the workspace: `--workspace DIR`")))?;
    let shared = stored.read(FONTS).map_err(one)?;
    let shared = fonts.recall(&folder.join(FONTS), &shared).map_err(one)?;
    let templates = Templates::new(&html_templates(&workspace), &workspace.theme).map_err(one)?;
    let (theme, typefaces) = (&workspace.theme, &fonts.typefaces);
    let studio = Studio::again(&templates, theme, typefaces, &locales, &shared)
        .map_err(one)?
        .with_logo(workspace.logo.as_ref());
    let made: Vec<Result<Reprinted, Diagnostic>> = files
        .par_iter()
        .with_max_len(1)
        .map(|file| reprint_packet(file, &stored, &studio, out, &asked.formats))
        .collect();
    let mut done = Reprinted::default();
    done.diagnostics
        .extend(check_configuration(&stored, &workspace));
    for made in made {
        match made {
            Ok(packet) => {
                done.files.extend(packet.files);
                done.diagnostics.extend(packet.diagnostics);
            }
            Err(problem) => done.diagnostics.push(problem),
        }
    }
    Ok(done)
}

fn reprint_packet(
    file: &Path,
    stored: &StoredEdition,
    studio: &Studio<'_>,
    out: &Path,
    formats: &[Format],
) -> Result<Reprinted, Diagnostic> {
    let bytes = read(file)?;
    let packet = parse(file, &bytes)?;
    let mut done = Reprinted::default();
    if stored.wrote(file, &bytes) == Some(false) {
        let message = "it is not as the edition has it, so what is made of it is not either";
        done.diagnostics.push(
            Diagnostic::warning("changed-packet", place(file), message)
                .hint("restore the edition from a backup, unless you changed it on purpose"),
        );
    }
    for artifact in studio.render(&packet, formats)?.artifacts {
        let path = out.join(&artifact.path);
        write(&path, &artifact.bytes)?;
        done.files.push(path);
    }
    Ok(done)
}

/// The workspace that is named, or the one that the edition keeps.
fn read_workspace(
    stored: &StoredEdition,
    named: Option<&Path>,
) -> Result<Workspace, Vec<Diagnostic>> {
    let kept = stored.folder.join(CONFIGURATION);
    if named.is_none() {
        stored.check(CONFIGURATION)?;
    }
    // No data is read, so what its paths name does not matter.
    let anything = |_: &str| Some("unset".to_owned());
    let (workspace, _) = workspace::read(named.unwrap_or(&kept), &anything)?;
    Ok(workspace)
}

/// A workspace or program other than the one of the edition may give other bytes.
fn check_configuration(stored: &StoredEdition, workspace: &Workspace) -> Option<Diagnostic> {
    if configuration(workspace) == stored.manifest.provenance.configuration {
        return None;
    }
    let message = if stored.manifest.provenance.program == PROGRAM {
        "its configuration is not the one that is rendered with, so files may differ from the \
         edition's"
            .to_owned()
    } else {
        format!(
            "it was made by {}, and this is {PROGRAM}: files may differ from the edition's",
            stored.manifest.provenance.program
        )
    };
    let place = Place::file(stored.folder.display().to_string());
    Some(
        Diagnostic::warning("other-configuration", place, message)
            .hint("for the same bytes, use the same version, and leave out `--workspace`"),
    )
}

/// The files that are meant, each once, sorted.
fn find(from: &[String], problems: &mut Vec<Diagnostic>) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for name in from {
        let path = Path::new(name);
        let found = if path.is_dir() {
            packets_in(path)
        } else if path.exists() {
            vec![path.to_owned()]
        } else {
            matching(name)
        };
        if found.is_empty() {
            let message = format!("there are no packets at `{name}`");
            problems.push(
                Diagnostic::error("missing-file", place(path), message)
                    .hint("name JSON files of an edition, a folder of them, or the edition itself"),
            );
        }
        files.extend(found);
    }
    files
}

/// Packets in a folder; of an edition, all of its packets and nothing else.
fn packets_in(folder: &Path) -> Vec<PathBuf> {
    if !StoredEdition::is_one(folder) {
        return json_files(folder);
    }
    let mut files = json_files(&folder.join("people"));
    files.extend(json_files(&folder.join("teams")));
    files.extend(Some(folder.join("organisation.json")).filter(|path| path.is_file()));
    files
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect()
}

fn matching(pattern: &str) -> Vec<PathBuf> {
    let paths = glob::glob(pattern).into_iter().flatten().flatten();
    paths.filter(|path| path.is_file()).collect()
}

/// The folder of the edition that a packet is of.
fn edition_of(file: &Path, asked: &Reprint) -> Result<PathBuf, Diagnostic> {
    if let Some(folder) = StoredEdition::around(file) {
        return Ok(folder);
    }
    let bytes = read(file)?;
    let packet = parse(file, &bytes)?;
    let archive = asked.workspace.as_ref().map(|root| root.join("archive"));
    let folder = archive.and_then(|archive| {
        let period = packet.period.parse().ok()?;
        edition_with(&archive, period, &bytes).or_else(|| published(&archive, period))
    });
    folder.filter(|folder| StoredEdition::is_one(folder)).ok_or_else(|| {
        let message = format!(
            "the edition that it is of ({}) is not around it, so what documents share is unknown",
            packet.period
        );
        Diagnostic::error("missing-edition", place(file), message).hint(
            "leave the file in its edition, or name the workspace whose `archive` has the \
             edition: `--workspace DIR`",
        )
    })
}

/// The packet in a file.
fn parse(file: &Path, bytes: &[u8]) -> Result<Packet, Diagnostic> {
    #[derive(Deserialize)]
    struct Envelope {
        format: Option<u32>,
        kind: Option<String>,
    }
    let line = |error: &serde_json::Error| place(file).at_line(error.line() as u32);
    let envelope: Envelope = serde_json::from_slice(bytes).map_err(|error| {
        let message = format!("it is no packet: {error}");
        Diagnostic::error("not-a-packet", line(&error), message)
            .hint("name the JSON file of a packet, as `archive/PERIOD/people/ID.json`")
    })?;
    let (Some(format), Some(_)) = (envelope.format, envelope.kind) else {
        let message = "it is no packet: `format` and `kind` are not there";
        return Err(Diagnostic::error("not-a-packet", place(file), message)
            .hint("name the JSON file of a packet, as `archive/PERIOD/people/ID.json`"));
    };
    if format != FORMAT {
        let message =
            format!("it is a packet of format {format}; this program renders format {FORMAT}");
        return Err(
            Diagnostic::error("other-packet-format", place(file), message)
                .hint("use the version of the program that `manifest.json` of its edition names"),
        );
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let at = line(error.inner()).in_column(error.path().to_string());
        let message = format!("it does not fit the packet model: {}", error.inner());
        Diagnostic::error("not-a-packet", at, message)
            .hint("docs/packet.schema.json says what a packet is")
    })
}

fn read(file: &Path) -> Result<Vec<u8>, Diagnostic> {
    fs::read(file).map_err(|error| {
        let message = format!("the file cannot be read: {error}");
        Diagnostic::error("unreadable-file", place(file), message)
            .hint("check its name and its permissions")
    })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = private::create_folders(folder).and_then(|()| private::write_file(path, bytes));
    written.map_err(|error| {
        let message = format!("it cannot be written: {error}");
        Diagnostic::error("unwritable-output", place(path), message)
            .hint("check the folder's permissions and the free space, or name another with `--out`")
    })
}

fn into_edition(folder: &Path) -> Diagnostic {
    let message = "this folder is an edition, and editions are not written to";
    Diagnostic::error("output-is-edition", place(folder), message)
        .hint("name another folder with `--out`")
}

fn place(path: &Path) -> Place {
    Place::file(path.display().to_string())
}
