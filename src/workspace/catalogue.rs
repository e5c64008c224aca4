//! The built-in catalogue: YAML files embedded in the program.
//!
//! A new file is one line here; a new KPI is one block in a file.

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
