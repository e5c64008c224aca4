//! What a workspace names and nobody has: sources of KPIs and alerts, languages, options.

use std::collections::BTreeMap;

use super::check::Problems;
use super::{AlertRule, CONFIGURATION, Checked, Condition, Kpi, Scorecard, Workspace};
use crate::diagnostic::Diagnostic;
use crate::locale::Language;

/// Rules of the workspace itself whose records are nowhere to be found.
pub(super) fn check_alert_sources(
    alerts: &Checked<AlertRule>,
    workspace: &Workspace,
    files: &BTreeMap<String, String>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for rule in alerts.values() {
        let Condition::Rows(rows) = &rule.condition else {
            continue;
        };
        let text = files.get(&rule.file).map_or("", String::as_str);
        let mut found = Problems::new(&rule.file, text);
        if !is_known_source(workspace, &rows.source) {
            let prefix = if rule.file == CONFIGURATION {
                "alerts."
            } else {
                ""
            };
            found
                .add(
                    "unknown-source",
                    &format!("{prefix}{}.rows.source", rule.id),
                    format!("`{}` is no table and no view", rows.source),
                )
                .help("correct the name, or add the table under `data:`");
        }
        problems.extend(found.into_diagnostics());
    }
    problems
}

fn is_known_source(workspace: &Workspace, source: &str) -> bool {
    workspace.sources.iter().any(|table| table.name == source)
        || workspace.views.contains_key(source)
        || workspace.tables.contains_key(source)
}

/// KPIs of the workspace itself whose source is nowhere to be found.
pub(super) fn check_sources(
    kpis: &Checked<Kpi>,
    workspace: &Workspace,
    files: &BTreeMap<String, String>,
) -> Vec<Diagnostic> {
    let is_known = |source: &str| is_known_source(workspace, source);
    let mut problems = Vec::new();
    for kpi in kpis.values() {
        let Some(rows) = kpi.rows.as_ref().filter(|rows| !is_known(&rows.source)) else {
            continue;
        };
        let text = files.get(&kpi.file).map_or("", String::as_str);
        let mut found = Problems::new(&kpi.file, text);
        let known: Vec<&str> = workspace
            .sources
            .iter()
            .map(|table| table.name.as_str())
            .collect();
        found
            .add(
                "unknown-source",
                &format!("{}.source", kpi.id),
                format!("`{}` is no table and no view", rows.source),
            )
            .help(&format!(
                "correct the name; the workspace has {}",
                known.join(", ")
            ));
        problems.extend(found.into_diagnostics());
    }
    problems
}

/// A language that neither the program nor the workspace has messages in.
pub(super) fn check_language(
    language: Language,
    templates: &BTreeMap<String, String>,
    problems: &mut Problems,
) {
    let folder = format!("locales/{language}/");
    let own = templates.keys().any(|name| name.starts_with(&folder));
    if !own && !Language::built_in().contains(&language) {
        let message = format!("there are no messages in the language `{language}`");
        problems
            .wrong_value("organisation.language", message)
            .help(&format!(
                "write en or zh, or bring templates/locales/{language}/*.ftl"
            ));
    }
}

/// Options that are switched on and that no scorecard has.
pub(super) fn check_options(
    options: &[String],
    scorecards: &Checked<Scorecard>,
    problems: &mut Problems,
) {
    let mut known: Vec<&str> = scorecards
        .values()
        .flat_map(|scorecard| scorecard.options.iter().map(String::as_str))
        .collect();
    known.sort_unstable();
    known.dedup();
    for option in options.iter().filter(|o| !known.contains(&o.as_str())) {
        problems
            .add(
                "unknown-option",
                "scoring.options",
                format!("no scorecard has an option `{option}`"),
            )
            .help(&format!("there are: {}", known.join(", ")));
    }
}
