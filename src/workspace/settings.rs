//! `scorepack.yaml` from its raw structs, defaults included.
//!
//! KPIs, scorecards, alerts, templates and the look are empty here; `overlay` puts them in.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::catalogue::BuiltIn;
use super::check::Problems;
use super::forms::RawText;
use super::raw::{RawScoring, RawView, RawWorkspace};
use super::source::{self, TableSource};
use super::tables::{self, Common};
use super::{
    Against, Checked, Organisation, Scoring, TableSchema, View, Workspace, grading, kpi, mail,
    protect, review,
};
use crate::theme::Theme;

/// Views by name.
pub(super) fn resolve_views(raw: BTreeMap<String, RawView>, built_in: bool) -> Checked<View> {
    raw.into_iter()
        .map(|(name, raw)| {
            let view = View {
                sql: raw.sql,
                person: raw.person,
                team: raw.team,
                built_in,
            };
            (name, view)
        })
        .collect()
}

/// The workspace as its configuration has it.
pub(super) fn resolve(
    root: &Path,
    raw: RawWorkspace,
    built_in: &BuiltIn<'_>,
    environment: &dyn Fn(&str) -> Option<String>,
    schema: &Checked<TableSchema>,
    problems: &mut Problems,
) -> Workspace {
    let zone = raw.organisation.time_zone.as_str();
    let time_zone =
        tables::resolve_zone(zone, "organisation.time_zone", problems).unwrap_or(Tz::UTC);
    let common = Common {
        root,
        time_zone,
        environment,
        schema,
    };
    if !raw.data.contains_key("roster") {
        problems
            .missing_key("data.roster", "nobody is known without a roster")
            .help("add `roster: {file: data/roster.csv}` under `data:`");
    }
    let mut sources: Vec<TableSource> = raw
        .data
        .into_iter()
        .map(|(name, source)| tables::resolve_source(&name, source, &common, problems))
        .collect();
    sources.sort_by_key(|source| matches!(source.origin, source::Origin::Query { .. }));
    let as_of = raw.as_of.and_then(|text| {
        let date = text.parse::<NaiveDate>().ok();
        if date.is_none() {
            problems
                .wrong_value("as_of", format!("`{text}` is no date"))
                .help("write 2026-11-05");
        }
        date
    });
    Workspace {
        root: root.to_owned(),
        organisation: Organisation {
            name: raw.organisation.name.resolve(),
            language: raw.organisation.language,
            time_zone,
            currency: raw.organisation.currency,
            appeal: raw.organisation.appeal.map(RawText::resolve),
        },
        as_of,
        sources,
        tables: schema.clone(),
        views: resolve_views(raw.views, false),
        kpis: Checked::new(),
        scorecards: Checked::new(),
        scoring: resolve_scoring(raw.scoring, built_in, problems),
        alerts: Checked::new(),
        refused_limit: raw.limits.refused.map(|share| share.0),
        keep_inputs: raw.archive.inputs.unwrap_or(true),
        review: review::resolve(raw.review, problems),
        mail: mail::resolve(raw.mail, root, problems),
        protect: protect::resolve(raw.protect, root),
        theme: Theme::default(),
        logo: None,
        logo_path: raw.theme.logo,
        fallback_font: raw.theme.fallback_font.map(|path| root.join(path)),
        templates: BTreeMap::new(),
        files: BTreeMap::new(),
    }
}

fn resolve_scoring(raw: RawScoring, built_in: &BuiltIn<'_>, problems: &mut Problems) -> Scoring {
    let bounds = raw
        .grades
        .as_ref()
        .map_or([90.0, 80.0, 70.0, 60.0], |g| [g.s, g.a, g.b, g.c]);
    if bounds.windows(2).any(|pair| pair[0] <= pair[1]) {
        problems
            .wrong_value(
                "scoring.grades",
                "the bounds must fall from S to C".to_owned(),
            )
            .help("write for example `{S: 90, A: 80, B: 70, C: 60}`");
    }
    let baseline = raw.baseline.as_ref();
    Scoring {
        evidence: raw.evidence.map_or(0.6, |share| share.0),
        bounds,
        baseline: baseline.map_or(Against::Trailing12, |against| {
            kpi::resolve_against(against, problems, "scoring.baseline")
        }),
        smallest_pool: raw.smallest_pool.unwrap_or(5),
        distribution: grading::resolve_distribution(raw.distribution.as_ref(), bounds, problems),
        team_share: raw.team_share.map_or(0, grading::hundredths),
        bonus: grading::resolve_bonus(raw.bonus.as_ref(), problems),
        board: grading::resolve_board(raw.points_board, built_in, problems),
    }
}
