//! The files of a workspace laid over the built-in catalogue, with the problems of all of them.
//!
//! What is of one kind, KPIs or scorecards, is replaced whole; rules of alerts key by key.

use std::collections::BTreeMap;
use std::path::Path;

use super::alert::{Layers, RawAlert};
use super::catalogue::{self, BuiltIn};
use super::check::Problems;
use super::raw::{RawKpi, RawScorecard, RawView, RawWorkspace};
use super::references::{check_alert_sources, check_language, check_options, check_sources};
use super::settings::{resolve, resolve_views};
use super::{
    AlertRule, CONFIGURATION, Checked, Kpi, Scorecard, Scoring, View, Workspace, canonical_tables,
    files, grading, kpi, review, scorecard, theme, yaml,
};
use crate::diagnostic::{Diagnostic, has_errors};

/// The files of a workspace over the built-in ones.
pub(super) fn lay_over(
    root: &Path,
    built_in: &BuiltIn<'_>,
    files: BTreeMap<String, String>,
    mut problems: Vec<Diagnostic>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<(Workspace, Vec<Diagnostic>), Vec<Diagnostic>> {
    let schema = canonical_tables()?;
    let raw = files.get(CONFIGURATION).and_then(|text| {
        let document = yaml::read::<RawWorkspace>(CONFIGURATION, text);
        problems.extend(document.problems);
        document.value
    });
    let mut kpis = read_kpis(built_in, &files, &mut problems);
    let options = raw
        .as_ref()
        .map_or_else(Vec::new, |raw| raw.scoring.options.clone());
    let scorecards = read_scorecards(built_in, &files, &kpis, &options, &mut problems);
    let views = catalogue_views(built_in, &mut problems);
    let Some(mut raw) = raw else {
        return Err(problems);
    };
    let alerts = read_alerts(
        built_in,
        &files,
        std::mem::take(&mut raw.alerts),
        &kpis,
        &mut problems,
    );
    let text = files.get(CONFIGURATION).map_or("", String::as_str);
    let mut checked = Problems::new(CONFIGURATION, text);
    check_options(&options, &scorecards, &mut checked);
    let templates = files::template_files(root, &mut problems);
    check_language(raw.organisation.language, &templates, &mut checked);
    let look = theme::resolve(root, &raw.theme, &templates, &mut checked, &mut problems);
    let mut workspace = resolve(root, raw, built_in, environment, &schema, &mut checked);
    (workspace.theme, workspace.logo) = look;
    let Scoring { bonus, board, .. } = &workspace.scoring;
    grading::check_kpis(bonus, board, &kpis, &mut checked);
    problems.extend(checked.into_diagnostics());
    for (name, view) in views {
        workspace.views.entry(name).or_insert(view);
    }
    problems.extend(check_sources(&kpis, &workspace, &files));
    review::agree_on_raters(&mut workspace.review, &mut kpis);
    problems.extend(check_alert_sources(&alerts, &workspace, &files));
    workspace.alerts = alerts;
    workspace.kpis = kpis;
    workspace.scorecards = scorecards;
    workspace.templates = templates;
    workspace.files = files;
    if has_errors(&problems) {
        return Err(problems);
    }
    Ok((workspace, problems))
}

/// KPIs of the catalogue and of `kpis/`, one over the other.
pub(super) fn read_kpis(
    built_in: &BuiltIn<'_>,
    files: &BTreeMap<String, String>,
    problems: &mut Vec<Diagnostic>,
) -> Checked<Kpi> {
    let mut kpis = Checked::new();
    let own = files.iter().filter(|(file, _)| file.starts_with("kpis/"));
    let built_in = built_in.folder("kpis");
    for (file, text) in built_in.chain(own.map(|(file, text)| (file.as_str(), text.as_str()))) {
        let document = yaml::read::<BTreeMap<String, RawKpi>>(file, text);
        problems.extend(document.problems);
        let mut checked = Problems::new(file, text);
        for kpi in kpi::resolve(document.value.unwrap_or_default(), &mut checked) {
            kpis.insert(kpi.id.clone(), kpi);
        }
        problems.extend(checked.into_diagnostics());
    }
    kpi::check_bases(&kpis, problems);
    kpis
}

/// Rules of the catalogue, of `alerts/` and of the configuration, one over the other.
fn read_alerts(
    built_in: &BuiltIn<'_>,
    files: &BTreeMap<String, String>,
    own: BTreeMap<String, RawAlert>,
    kpis: &Checked<Kpi>,
    problems: &mut Vec<Diagnostic>,
) -> Checked<AlertRule> {
    let mut layers = Layers::default();
    let further = files.iter().filter(|(file, _)| file.starts_with("alerts/"));
    let further = further.map(|(file, text)| (file.as_str(), text.as_str()));
    for (file, text) in [built_in.file(catalogue::ALERTS)]
        .into_iter()
        .chain(further)
    {
        let document = yaml::read::<BTreeMap<String, RawAlert>>(file, text);
        problems.extend(document.problems);
        layers.add(file, document.value.unwrap_or_default());
    }
    layers.add(CONFIGURATION, own);
    let (file, text) = built_in.file(catalogue::ALERTS);
    let mut texts = files.clone();
    texts.insert(file.to_owned(), text.to_owned());
    layers.resolve(&texts, kpis, problems)
}

/// Scorecards of the catalogue and of `scorecards/`, one over the other.
pub(super) fn read_scorecards(
    built_in: &BuiltIn<'_>,
    files: &BTreeMap<String, String>,
    kpis: &Checked<Kpi>,
    options: &[String],
    problems: &mut Vec<Diagnostic>,
) -> Checked<Scorecard> {
    let mut scorecards = Checked::new();
    let own = files
        .iter()
        .filter(|(file, _)| file.starts_with("scorecards/"));
    let built_in = built_in.folder("scorecards");
    for (file, text) in built_in.chain(own.map(|(file, text)| (file.as_str(), text.as_str()))) {
        let document = yaml::read::<RawScorecard>(file, text);
        problems.extend(document.problems);
        let Some(raw) = document.value else {
            continue;
        };
        let mut checked = Problems::new(file, text);
        let scorecard = scorecard::resolve(raw, options, &mut checked);
        scorecard::verify(&scorecard, kpis, &mut checked);
        problems.extend(checked.into_diagnostics());
        scorecards.insert(scorecard.role.clone(), scorecard);
    }
    scorecards
}

fn catalogue_views(built_in: &BuiltIn<'_>, problems: &mut Vec<Diagnostic>) -> Checked<View> {
    let (file, text) = built_in.file(catalogue::VIEWS);
    let document = yaml::read::<BTreeMap<String, RawView>>(file, text);
    problems.extend(document.problems);
    resolve_views(document.value.unwrap_or_default(), true)
}
