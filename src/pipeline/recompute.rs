//! An edition made again from what the archive keeps, to see that it comes out the same.
//!
//! The run reads the archived inputs, the configuration in the edition and what was kept of the
//! editions that it was compared with, and writes into a folder of its own beside the editions,
//! which is removed at the end. Where its manifest is the same, so is every byte.
//!
//! Limits: the version of the program must be the one that made the edition. Variables in paths
//! have to be set as they were.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::fonts::fallback_font;
use super::{KeptInputs, Options, PROGRAM, Progress, Stopped, run_from};
use crate::archive::{
    CONFIGURATION, Lock, Manifest, RECOMPUTE, Request, StoredEdition, check_input, lay_out,
};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::render::Format;

/// Files that are named one by one; of the others their number is told.
const NAMED: usize = 10;

/// Nobody watches.
struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &'static str, _: Option<u64>) {}
    fn step(&self) {}
}

/// Makes an edition again and compares it; what is not the same, or what keeps it from being made.
pub(super) fn recompute(
    edition: &StoredEdition,
    archive: &Path,
    environment: &(dyn Fn(&str) -> Option<String> + Sync),
) -> Vec<Diagnostic> {
    match again(edition, archive, environment) {
        Ok(made) => differences(edition, &made),
        Err(problems) => problems,
    }
}

/// The edition made again; its folder is gone by then, as whoever is next may have one there.
fn again(
    edition: &StoredEdition,
    archive: &Path,
    environment: &(dyn Fn(&str) -> Option<String> + Sync),
) -> Result<StoredEdition, Vec<Diagnostic>> {
    let one = |found| vec![found];
    let asked = check_program(edition).map_err(one)?;
    let kept = kept_inputs(edition, archive)?;
    let name = format!("{RECOMPUTE}{}", edition.name);
    let _lock = Lock::take(archive, &name).map_err(one)?;
    let folder = archive.join(format!(".{name}"));
    // What is left over, here or below, is cleared by the next one.
    let _ = fs::remove_dir_all(&folder);
    let options = options_of(edition, asked, &folder, environment);
    let made = make_in(&folder, edition, archive, &kept, &options);
    let _ = fs::remove_dir_all(&folder);
    made
}

fn make_in(
    folder: &Path,
    edition: &StoredEdition,
    archive: &Path,
    kept: &KeptInputs,
    options: &Options<'_>,
) -> Result<StoredEdition, Vec<Diagnostic>> {
    let one = |found| vec![found];
    let Manifest {
        provenance, before, ..
    } = &edition.manifest;
    lay_out(archive, &provenance.compared, before.as_ref(), folder).map_err(one)?;
    let finished = run_from(options, Some(kept), &Silent);
    let finished = finished.map_err(|Stopped { diagnostics, .. }| {
        let errors = diagnostics.into_iter();
        errors
            .filter(|found| found.severity == Severity::Error)
            .collect::<Vec<_>>()
    })?;
    StoredEdition::open(&finished.edition).map_err(one)
}

/// The options of the run that made an edition, with editions going to the folder `out`.
pub(super) fn options_of<'a>(
    edition: &StoredEdition,
    asked: &Request,
    out: &Path,
    environment: &'a (dyn Fn(&str) -> Option<String> + Sync),
) -> Options<'a> {
    let made = &edition.manifest.provenance;
    let is_asked = |format: &Format| asked.formats.iter().any(|name| name == format.extension());
    Options {
        root: edition.folder.join(CONFIGURATION),
        period: Some(made.period),
        out: Some(out.to_owned()),
        formats: Format::ALL.into_iter().filter(is_asked).collect(),
        only: asked.only.clone(),
        language: asked.language,
        redact: None,
        today: asked.last_day.unwrap_or(made.as_of),
        as_of: asked.last_day.is_none().then_some(made.as_of),
        environment,
    }
}

/// What the run was asked for, where this program can do the same.
pub(super) fn check_program(edition: &StoredEdition) -> Result<&Request, Diagnostic> {
    let made = &edition.manifest.provenance;
    let place = Place::file(edition.folder.display().to_string());
    match &made.asked {
        Some(asked) if made.program == PROGRAM => Ok(asked),
        _ => {
            let message = format!(
                "{} was made by {}, and this is {PROGRAM}: it cannot be made again for comparison",
                edition.name, made.program
            );
            Err(Diagnostic::error("other-program", place, message)
                .hint("verify it with the version that made it"))
        }
    }
}

/// All archived inputs, each with its right checksum.
pub(super) fn kept_inputs(
    edition: &StoredEdition,
    archive: &Path,
) -> Result<KeptInputs, Vec<Diagnostic>> {
    let (mut files, mut problems) = (BTreeMap::<String, PathBuf>::new(), Vec::new());
    for (label, sha256) in &edition.manifest.provenance.inputs {
        match check_input(archive, label, sha256) {
            Ok(path) => {
                files.insert(label.clone(), path);
            }
            Err(problem) => problems.push(problem),
        }
    }
    let font = fallback_font(edition).and_then(|font| {
        font.map(|sha256| check_input(archive, "theme.fallback_font", &sha256))
            .transpose()
    });
    let font = font
        .map_err(|problem| problems.push(problem))
        .ok()
        .flatten();
    match problems.is_empty() {
        true => Ok(KeptInputs { files, font }),
        false => Err(problems),
    }
}

/// Files that are not the same in both, the first ones by name.
fn differences(edition: &StoredEdition, made: &StoredEdition) -> Vec<Diagnostic> {
    let (old, new) = (&edition.manifest.files, &made.manifest.files);
    let names = old
        .keys()
        .chain(new.keys().filter(|name| !old.contains_key(*name)));
    let different: Vec<(&String, &str)> = names
        .filter_map(|name| match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) if old == new => None,
            (Some(_), Some(_)) => Some((name, "made again, it is another")),
            (Some(_), None) => Some((name, "made again, the edition does not have it")),
            _ => Some((name, "made again, the edition has it too")),
        })
        .collect();
    let differs = |path: &Path, message: String| {
        let place = Place::file(path.display().to_string());
        Diagnostic::error("recompute-differs", place, message)
            .hint("do not rely on the edition before you know why: compare `report.json` and `manifest.json` of both")
    };
    let mut found: Vec<Diagnostic> = (different.iter().take(NAMED))
        .map(|(name, message)| differs(&edition.folder.join(name), (*message).to_owned()))
        .collect();
    if different.len() > NAMED {
        let message = format!("{} more files are others too", different.len() - NAMED);
        found.push(differs(&edition.folder, message));
    }
    if found.is_empty() && edition.manifest_sha256 != made.manifest_sha256 {
        let message = "all files are the same, but the manifest would be another".to_owned();
        found.push(differs(&edition.folder.join("manifest.json"), message));
    }
    found
}
