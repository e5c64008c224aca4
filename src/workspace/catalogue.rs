//! The built-in catalogue: YAML files embedded in the program.
//!
//! A new file is one line here; a new KPI is one block in a file. Editions keep these files,
//! so that a later program can read what an earlier one was built with ([`BuiltIn`]).

use std::collections::BTreeMap;

macro_rules! built_in {
    ($path:literal) => {
        (
            concat!("catalogue/", $path),
            include_str!(concat!("../../catalogue/", $path)),
        )
    };
}

/// The canonical tables.
pub(super) const TABLES: (&str, &str) = built_in!("tables.yaml");

/// The built-in views.
pub(super) const VIEWS: (&str, &str) = built_in!("views.yaml");

/// The built-in rules of alerts and suggestions.
pub(super) const ALERTS: (&str, &str) = built_in!("alerts.yaml");

/// The built-in KPIs.
pub(super) const KPIS: &[(&str, &str)] = &[
    built_in!("kpis/delivery.yaml"),
    built_in!("kpis/satisfaction.yaml"),
    built_in!("kpis/quality.yaml"),
    built_in!("kpis/service.yaml"),
    built_in!("kpis/presales.yaml"),
    built_in!("kpis/growth.yaml"),
    built_in!("kpis/teams.yaml"),
];

/// The parts of the points board.
pub(super) const POINTS_BOARD: (&str, &str) = built_in!("points_board.yaml");

/// The built-in scorecards.
pub(super) const SCORECARDS: &[(&str, &str)] = &[
    built_in!("scorecards/implementation.yaml"),
    built_in!("scorecards/service.yaml"),
    built_in!("scorecards/presales.yaml"),
    built_in!("scorecards/project.yaml"),
];

/// Where an edition keeps the catalogue that it was made with, below its configuration.
pub(super) const FOLDER: &str = "catalogue";

/// Built-in files by path: those of this program, or those that an edition kept.
#[derive(Clone, Debug)]
pub(super) struct BuiltIn<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> BuiltIn<'a> {
    /// Those of this program that scores rest on.
    pub(super) fn embedded() -> Self {
        let single = [VIEWS, ALERTS, POINTS_BOARD];
        let files = single.iter().chain(KPIS).chain(SCORECARDS);
        Self(files.copied().collect())
    }

    /// Those among the files of an edition; `None` where it kept none.
    pub(super) fn kept(files: &'a BTreeMap<String, String>) -> Option<Self> {
        let below = files.iter().filter(|(path, _)| path.starts_with(FOLDER));
        let kept: BTreeMap<&str, &str> = below
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        (!kept.is_empty()).then_some(Self(kept))
    }

    /// Path and text of one file; no text where it is not there.
    pub(super) fn file(&self, (path, _): (&'static str, &str)) -> (&'static str, &'a str) {
        (path, self.0.get(path).copied().unwrap_or_default())
    }

    /// Paths and texts of the files in a folder of the catalogue, sorted.
    pub(super) fn folder(&self, name: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let prefix = format!("{FOLDER}/{name}/");
        let files = self.0.iter().map(|(path, text)| (*path, *text));
        files.filter(move |(path, _)| path.starts_with(&prefix))
    }
}

/// The built-in files that scores rest on, by path: to be kept with an edition.
pub fn built_in_files() -> BTreeMap<&'static str, &'static str> {
    BuiltIn::embedded().0
}
