//! The files of a workspace as texts.

use std::collections::BTreeMap;
use std::path::Path;

use super::{CONFIGURATION, catalogue};
use crate::diagnostic::{Diagnostic, Place};

/// The configuration files of a workspace, by path relative to it.
pub(super) fn read_files(root: &Path, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let mut paths = vec![CONFIGURATION.to_owned()];
    for folder in ["kpis", "scorecards", "alerts"] {
        for extension in ["yaml", "yml"] {
            let names = list(&root.join(folder), extension);
            paths.extend(names.into_iter().map(|name| format!("{folder}/{name}")));
        }
    }
    let mut files = BTreeMap::new();
    for path in paths {
        match std::fs::read_to_string(root.join(&path)) {
            Ok(text) => {
                files.insert(path, text);
            }
            Err(error) => {
                let message = format!("the file cannot be read: {error}");
                let place = Place::file(root.join(&path).display().to_string());
                let hint =
                    "a workspace is a folder with `scorepack.yaml`; name it on the command line";
                problems
                    .push(Diagnostic::error("missing-configuration", place, message).hint(hint));
            }
        }
    }
    files
}

/// The catalogue that an edition kept below its configuration, by path; empty where none.
pub(super) fn read_catalogue(
    root: &Path,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for below in ["", "/kpis", "/scorecards"] {
        let folder = format!("{}{below}", catalogue::FOLDER);
        for name in list(&root.join(&folder), "yaml") {
            let path = format!("{folder}/{name}");
            match std::fs::read_to_string(root.join(&path)) {
                Ok(text) => {
                    files.insert(path, text);
                }
                Err(error) => {
                    let place = Place::file(root.join(&path).display().to_string());
                    let message = format!("the file cannot be read: {error}");
                    problems.push(Diagnostic::error("unreadable-file", place, message));
                }
            }
        }
    }
    files
}

/// Names of the files with this extension in a folder, sorted; none if there is no folder.
fn list(folder: &Path, extension: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == extension))
        .collect();
    names.sort();
    names
}

/// Names of the folders in a folder, sorted; none if there is no folder.
fn subfolders(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// Templates, styles and messages of a workspace, by path below `templates/`.
pub(super) fn template_files(
    root: &Path,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let mut templates = BTreeMap::new();
    let locales = subfolders(&root.join("templates/locales"))
        .into_iter()
        .map(|code| (format!("templates/locales/{code}"), "ftl"));
    let folders = ["html", "css", "yaml"].map(|kind| ("templates".to_owned(), kind));
    let mails = ["html", "txt"].map(|kind| ("templates/mail".to_owned(), kind));
    for (folder, extension) in folders.into_iter().chain(mails).chain(locales) {
        for name in list(&root.join(&folder), extension) {
            let path = format!("{folder}/{name}");
            match std::fs::read_to_string(root.join(&path)) {
                Ok(text) => {
                    let below = path.trim_start_matches("templates/").to_owned();
                    templates.insert(below, text);
                }
                Err(error) => {
                    let message = format!("the template cannot be read: {error}");
                    problems.push(Diagnostic::error(
                        "unreadable-file",
                        Place::file(path),
                        message,
                    ));
                }
            }
        }
    }
    templates
}
