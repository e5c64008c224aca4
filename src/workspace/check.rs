//! Collects the problems of one file, each with the line of the key it is about.

use std::collections::BTreeMap;

use super::yaml;
use crate::diagnostic::{Code, Diagnostic, Place, Severity};

/// Resolved things by their stable names.
pub type Checked<T> = BTreeMap<String, T>;

/// The problems of one file.
pub(super) struct Problems<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<Diagnostic>,
}

/// The problem just added, which may yet get advice.
pub(super) struct Added<'a>(Option<&'a mut Diagnostic>);

impl Added<'_> {
    /// Makes it a warning.
    pub(super) fn warning(mut self) -> Self {
        if let Some(diagnostic) = &mut self.0 {
            diagnostic.severity = Severity::Warning;
        }
        self
    }

    /// Adds advice.
    pub(super) fn help(self, hint: &str) {
        if let Some(diagnostic) = self.0 {
            hint.clone_into(&mut diagnostic.hint);
        }
    }
}

impl<'a> Problems<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            found: Vec::new(),
        }
    }

    pub(super) fn file(&self) -> &str {
        self.file
    }

    /// An error at the key path `key`, its parts separated by dots.
    pub(super) fn add(&mut self, code: Code, key: &str, message: String) -> Added<'_> {
        let path: Vec<String> = key.split('.').map(str::to_owned).collect();
        let mut place = Place::file(self.file).in_column(key);
        place.line = yaml::line_of(self.text, &path);
        self.found.push(Diagnostic::error(code, place, message));
        Added(self.found.last_mut())
    }

    pub(super) fn wrong_value(&mut self, key: &str, message: String) -> Added<'_> {
        self.add("wrong-value", key, message)
    }

    pub(super) fn missing_key(&mut self, key: &str, message: &str) -> Added<'_> {
        let message = format!("the key `{key}` is missing: {message}");
        self.add("missing-key", key, message)
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found
    }
}
