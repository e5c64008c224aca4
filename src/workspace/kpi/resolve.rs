//! KPIs from their files: raw structs into resolved types.

use std::collections::BTreeMap;

use super::{Against, Direction, Kind, Kpi, Lag, Quota, RowSpan, Rows, Track};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Text;
use crate::quantity::Unit;
use crate::workspace::check::{Checked, Problems};
use crate::workspace::duty::resolve_deadline;
use crate::workspace::forms::{RawText, Short};
use crate::workspace::raw::{
    RawAgainst, RawDirection, RawEach, RawHorizon, RawKind, RawKpi, RawSlice, RawSpan, RawTrack,
};
use crate::workspace::rule;

pub(in crate::workspace) fn resolve_against(
    raw: &RawAgainst,
    problems: &mut Problems,
    key: &str,
) -> Against {
    match raw {
        Short::Long(fixed) => Against::Fixed(fixed.fixed),
        Short::Text(word) => match word.as_str() {
            "previous" => Against::Previous,
            "last_year" => Against::LastYear,
            "trailing_12" => Against::Trailing12,
            other => {
                problems
                    .wrong_value(key, format!("`{other}` is nothing to compare with"))
                    .help("write previous, last_year, trailing_12 or {fixed: NUMBER}");
                Against::Previous
            }
        },
    }
}

/// Resolves the KPIs of one file.
pub(in crate::workspace) fn resolve(
    kpis: BTreeMap<String, RawKpi>,
    problems: &mut Problems,
) -> Vec<Kpi> {
    let mut resolved = Vec::new();
    for (id, mut raw) in kpis {
        let slices = std::mem::take(&mut raw.slices);
        let kpi = resolve_one(id, raw, problems);
        for (name, slice) in slices {
            resolved.extend(cut_slice(&kpi, &name, slice, problems));
        }
        resolved.push(kpi);
    }
    resolved
}

/// The KPI over a part of another's rows.
fn cut_slice(whole: &Kpi, name: &str, slice: RawSlice, problems: &mut Problems) -> Option<Kpi> {
    let Some(rows) = &whole.rows else {
        problems
            .wrong_value(
                &format!("{}.slices", whole.id),
                "a change has no rows to take a part of".to_owned(),
            )
            .help("cut the KPI that it compares, and compare its parts");
        return None;
    };
    let part = slice.name.resolve();
    let filter = rows.filter.as_ref().map_or_else(
        || slice.filter.clone(),
        |filter| format!("({filter}) AND ({})", slice.filter),
    );
    Some(Kpi {
        id: format!("{}_{name}", whole.id),
        name: Text {
            en: format!("{} ({})", whole.name.en, part.en),
            zh: format!("{}（{}）", whole.name.zh, part.zh),
        },
        formula: Text {
            en: format!("{}; {} only", whole.formula.en, part.en),
            zh: format!("{}；仅计{}", whole.formula.zh, part.zh),
        },
        rows: Some(Rows {
            filter: Some(filter),
            ..rows.clone()
        }),
        target: slice.target.or(whole.target),
        floor: slice.floor.or(whole.floor),
        slice_of: Some(whole.id.clone()),
        ..whole.clone()
    })
}

fn resolve_one(id: String, raw: RawKpi, problems: &mut Problems) -> Kpi {
    let kind = resolve_kind(&id, &raw, problems);
    let rows = resolve_rows(&id, &raw, &kind, problems);
    let least = match kind {
        // No complaint is evidence that all was well; no certificate tells of nothing.
        Kind::Count if matches!(raw.direction, Some(RawDirection::Up)) => 1,
        Kind::Count | Kind::Sum { .. } => 0,
        Kind::Ratio { .. } | Kind::Change { .. } => 1,
        _ => 3,
    };
    let quota = resolve_quota(&id, &raw, &kind, problems);
    let raters = match (raw.rater, raw.min_raters) {
        (Some(rater), least) => Some((rater, least.unwrap_or(3))),
        (None, None) => None,
        (None, Some(_)) => {
            problems
                .missing_key(
                    &format!("{id}.rater"),
                    "`min_raters` needs the column of the raters",
                )
                .help("add `rater: rater_id`");
            None
        }
    };
    for (key, value) in [
        ("target", raw.target),
        ("floor", raw.floor),
        ("stretch", raw.stretch),
    ] {
        if value.is_some_and(|value| !value.is_finite()) {
            problems.wrong_value(
                &format!("{id}.{key}"),
                "it must be a finite number".to_owned(),
            );
        }
    }
    Kpi {
        name: raw.name.resolve(),
        about: raw.about.resolve(),
        formula: raw.formula.resolve(),
        advice: raw.advice.map(RawText::resolve),
        kind,
        rows,
        unit: raw.unit,
        direction: raw.direction.map(|direction| match direction {
            RawDirection::Up => Direction::Up,
            RawDirection::Down => Direction::Down,
        }),
        target: raw.target,
        quota,
        floor: raw.floor,
        stretch: raw.stretch,
        lag: Lag {
            months: raw.lag.months,
            days: raw.lag.days,
        },
        min_n: raw.min_n.unwrap_or(least),
        raters,
        noise: raw.noise.unwrap_or(0.0).abs(),
        decimals: raw.decimals.unwrap_or_else(|| raw.unit.default_decimals()),
        bounds: raw.bounds.unwrap_or((None, None)),
        track: match raw.track {
            RawTrack::Hard => Track::Hard,
            RawTrack::Soft => Track::Soft,
        },
        evidence: raw.evidence,
        volume: raw.volume,
        paired_with: raw.paired_with,
        long_term: raw.horizon == RawHorizon::Long,
        rule: rule::resolve(raw.rule, &format!("{id}.rule"), problems).unwrap_or_default(),
        owner: raw.owner.map(RawText::resolve),
        deadline: resolve_deadline(raw.deadline.as_deref(), &format!("{id}.deadline"), problems),
        slice_of: None,
        file: problems.file().to_owned(),
        id,
    }
}

fn resolve_kind(id: &str, raw: &RawKpi, problems: &mut Problems) -> Kind {
    let mut need = |key: &str, value: &Option<String>| {
        value.clone().unwrap_or_else(|| {
            problems
                .missing_key(&format!("{id}.{key}"), "this kind of KPI needs it")
                .help(&format!("add `{key}: SQL expression`"));
            "NULL".to_owned()
        })
    };
    match raw.kind {
        RawKind::Rate => Kind::Rate {
            of: need("of", &raw.of),
            weight: raw.weight.clone(),
        },
        RawKind::Nps => Kind::Nps {
            value: need("value", &raw.value),
        },
        RawKind::Mean => Kind::Mean {
            value: need("value", &raw.value),
            weight: raw.weight.clone(),
        },
        RawKind::Median | RawKind::Percentile => Kind::Percentile {
            value: need("value", &raw.value),
            percentile: percentile(id, raw, problems),
        },
        RawKind::Count => Kind::Count,
        RawKind::Sum => Kind::Sum {
            value: need("value", &raw.value),
        },
        RawKind::Ratio => Kind::Ratio {
            value: need("value", &raw.value),
            per: need("per", &raw.per),
        },
        RawKind::Change => match &raw.base {
            Some(base) => Kind::Change {
                base: base.kpi.clone(),
                against: resolve_against(&base.against, problems, &format!("{id}.base.against")),
            },
            None => {
                problems
                    .missing_key(&format!("{id}.base"), "a change needs the KPI that changes")
                    .help("add `base: {kpi: ID, against: last_year}`");
                Kind::Count
            }
        },
    }
}

fn resolve_quota(id: &str, raw: &RawKpi, kind: &Kind, problems: &mut Problems) -> Option<Quota> {
    let additive = matches!(kind, Kind::Count | Kind::Sum { .. });
    if !additive && raw.target_per.is_some() {
        problems
            .wrong_value(
                &format!("{id}.target_per"),
                "only counts and sums grow with time".to_owned(),
            )
            .help("take the key out");
    }
    let months = match raw.target_per.unwrap_or(RawSpan::Month) {
        RawSpan::Month => 1,
        RawSpan::Quarter => 3,
        RawSpan::HalfYear => 6,
        RawSpan::Year => 12,
    };
    if !additive && raw.trailing_months.is_some() {
        problems
            .wrong_value(
                &format!("{id}.trailing_months"),
                "only counts and sums are taken over other months than the period's".to_owned(),
            )
            .help("take the key out");
    }
    additive.then_some(Quota {
        months,
        per_person: raw.target_each == RawEach::Person,
        over: raw.trailing_months,
    })
}

fn percentile(id: &str, raw: &RawKpi, problems: &mut Problems) -> f64 {
    match (raw.kind, raw.percentile) {
        (RawKind::Median, _) => 50.0,
        (_, Some(percentile)) if percentile > 0.0 && percentile < 100.0 => percentile,
        _ => {
            problems
                .wrong_value(
                    &format!("{id}.percentile"),
                    "a percentile lies between 0 and 100".to_owned(),
                )
                .help("write for example `percentile: 90`");
            50.0
        }
    }
}

fn resolve_rows(id: &str, raw: &RawKpi, kind: &Kind, problems: &mut Problems) -> Option<Rows> {
    if matches!(kind, Kind::Change { .. }) {
        return None;
    }
    let mut need = |key: &str, value: &Option<String>| {
        if value.is_none() {
            problems
                .missing_key(&format!("{id}.{key}"), "every KPI but a change needs it")
                .help(&format!("add `{key}: …`"));
        }
        value.clone()
    };
    let (source, date) = (need("source", &raw.source), need("date", &raw.date));
    let (source, date) = (source?, date?);
    Some(Rows {
        source,
        date,
        filter: raw.filter.clone(),
        span: resolve_span(id, raw, problems),
        level: raw.level.clone(),
        needs: raw.needs.clone(),
    })
}

fn resolve_span(id: &str, raw: &RawKpi, problems: &mut Problems) -> RowSpan {
    match (raw.trailing_months, raw.snapshot) {
        (None, false) => RowSpan::Period,
        (None, true) => RowSpan::LastMonth,
        (Some(months @ 1..=60), false) => RowSpan::Trailing(months),
        (Some(_), true) => {
            problems
                .wrong_value(
                    &format!("{id}.snapshot"),
                    "a period has either its last month or several months up to its end".to_owned(),
                )
                .help("take out `snapshot` or `trailing_months`");
            RowSpan::LastMonth
        }
        (Some(_), false) => {
            problems
                .wrong_value(
                    &format!("{id}.trailing_months"),
                    "the months are 1 to 60".to_owned(),
                )
                .help("write for example `trailing_months: 12`");
            RowSpan::Period
        }
    }
}

/// Finds changes whose base is unknown, is itself a change, or has no zero to take percent of.
pub(in crate::workspace) fn check_bases(kpis: &Checked<Kpi>, problems: &mut Vec<Diagnostic>) {
    for kpi in kpis.values() {
        let Kind::Change { base, .. } = &kpi.kind else {
            continue;
        };
        let (code, key, message, hint) = match kpis.get(base) {
            None => (
                "unknown-kpi",
                "base.kpi",
                format!("`{}` compares `{base}`, which is no KPI", kpi.id),
                "name a KPI that is made from rows",
            ),
            Some(other) if matches!(other.kind, Kind::Change { .. }) => (
                "unknown-kpi",
                "base.kpi",
                format!("`{}` compares `{base}`, which is a change itself", kpi.id),
                "name a KPI that is made from rows",
            ),
            Some(other) if is_on_a_scale(other) && !kpi.is_difference() => (
                "wrong-value",
                "unit",
                format!("`{base}` is on a scale without a zero, so it does not change in percent"),
                "write `unit: points`: the change is then a difference",
            ),
            Some(_) => continue,
        };
        let place = Place::file(&kpi.file).in_column(format!("{}.{key}", kpi.id));
        problems.push(Diagnostic::error(code, place, message).hint(hint));
    }
}

/// Net promoter scores and ratings, of which half as much again means nothing.
fn is_on_a_scale(kpi: &Kpi) -> bool {
    matches!(kpi.kind, Kind::Nps { .. })
        || matches!(
            (&kpi.kind, kpi.unit),
            (Kind::Mean { .. }, Unit::Score5 | Unit::Score100)
        )
}
