//! Funnel plots: members of a team, or teams of the organisation, within what chance allows.
//!
//! In place of a league table: a value of few rows strays far by chance alone, and only
//! what lies beyond the limits is named. For leads and HR, never in a person's packet.

use super::chart_spec::{ChartSpec, FunnelChart, FunnelLimit, FunnelPoint};
use super::packet::{FunnelSection, Table, Trend};
use super::wording::{DASH, Wording, cell};
use super::{Charts, Composer};
use crate::measure::{Measure, Subject};
use crate::score::ItemScore;
use crate::statistics::{Funnel, Interval, rate_funnel};
use crate::workspace::{Kind, Kpi};

/// Charts of a packet, at most.
const MOST_CHARTS: usize = 4;

/// Fewer subjects with a value than this are no comparison.
const FEWEST: usize = 3;

/// Rows of the data table, at most; those beyond the limits come first.
const MOST_ROWS: usize = 60;

/// Places on the axis at which limits are worked out.
const STEPS: u32 = 48;

/// One point before it is worded.
struct Compared {
    name: String,
    measure: Measure,
    /// Rows that it rests on: effective ones where rows have weights.
    n: u32,
    funnel: Funnel,
}

impl Compared {
    fn share(&self) -> f64 {
        self.measure.value / 100.0
    }

    /// Beyond 19 of 20.
    fn beyond(&self) -> bool {
        outside(self.funnel.inner, self.share())
    }

    /// Beyond 998 of 1,000.
    fn far(&self) -> bool {
        outside(self.funnel.outer, self.share())
    }
}

/// Limits are whole hits; a rate of as many must not miss them by its last digit.
fn outside(limits: Interval, share: f64) -> bool {
    share < limits.low - 1e-9 || share > limits.high + 1e-9
}

impl Composer<'_> {
    /// A team's members around its own rates; `None` without any to compare.
    pub(super) fn funnels_of_team(
        &self,
        words: &Wording<'_>,
        team: Subject,
        members: &[usize],
        items: &[&ItemScore<'_>],
        charts: &mut Charts,
    ) -> Option<FunnelSection> {
        let subjects: Vec<(Subject, &str)> = (members.iter())
            .map(|index| {
                let name = words.pick(&self.roster.people[*index].name);
                (self.measures.subjects.person(*index), name)
            })
            .collect();
        let kpis: Vec<&Kpi> = items.iter().map(|item| item.kpi).collect();
        let key = "fairness-funnel-caption-team";
        self.funnels(words, key, team, &subjects, &kpis, charts)
    }

    /// Teams around the organisation's rates.
    pub(super) fn funnels_of_organisation(
        &self,
        words: &Wording<'_>,
        kpis: &[&Kpi],
        charts: &mut Charts,
    ) -> Option<FunnelSection> {
        let teams = self.roster.teams.iter().enumerate();
        let here = teams.filter(|(index, _)| !self.references.members(*index).is_empty());
        let subjects: Vec<(Subject, &str)> = here
            .map(|(index, team)| (self.measures.subjects.team(index), words.pick(&team.name)))
            .collect();
        let whole = self.measures.subjects.organisation();
        let key = "fairness-funnel-caption-organisation";
        self.funnels(words, key, whole, &subjects, kpis, charts)
    }

    fn funnels(
        &self,
        words: &Wording<'_>,
        caption: &str,
        whole: Subject,
        subjects: &[(Subject, &str)],
        kpis: &[&Kpi],
        charts: &mut Charts,
    ) -> Option<FunnelSection> {
        let rates = kpis
            .iter()
            .filter(|kpi| matches!(kpi.kind, Kind::Rate { .. }));
        let figures: Vec<Trend> = rates
            .filter_map(|kpi| self.funnel(words, whole, subjects, kpi, charts))
            .take(MOST_CHARTS)
            .collect();
        (!figures.is_empty()).then(|| FunnelSection {
            title: words.locale.text("fairness-funnel-title"),
            caption: words.locale.text(caption),
            figures,
        })
    }

    fn funnel(
        &self,
        words: &Wording<'_>,
        whole: Subject,
        subjects: &[(Subject, &str)],
        kpi: &Kpi,
        charts: &mut Charts,
    ) -> Option<Trend> {
        let common = self.measures.get(whole, &kpi.id, self.period)?;
        let rate = (common.value / 100.0).clamp(0.0, 1.0);
        let compared: Vec<Compared> = (subjects.iter())
            .filter_map(|(subject, name)| {
                let measure = self.measures.get(*subject, &kpi.id, self.period)?;
                let n = rows(kpi, &measure);
                Some(Compared {
                    name: (*name).to_owned(),
                    measure,
                    n,
                    funnel: rate_funnel(rate, n)?,
                })
            })
            .filter(|it| it.measure.value.is_finite())
            .collect();
        if compared.len() < FEWEST {
            return None;
        }
        let beyond = compared.iter().filter(|it| it.beyond()).count();
        let title = [
            ("kpi", words.pick(&kpi.name).into()),
            ("count", beyond.into()),
            ("all", compared.len().into()),
        ];
        let key = match beyond {
            0 => "fairness-funnel-none",
            _ => "fairness-funnel-some",
        };
        let title = words.locale.format(key, &title);
        let common = words.value(kpi, common.value);
        let name = format!("funnel-{}", kpi.id);
        let chart = chart(words, kpi, rate, &common, &title, &compared);
        charts.insert(name.clone(), ChartSpec::Funnel(chart));
        Some(Trend {
            kpi: kpi.id.clone(),
            subtitle: words.with(
                "fairness-funnel-subtitle",
                "unit",
                &words.locale.unit(kpi.unit),
            ),
            data: data(words, kpi, title.clone(), compared),
            title,
            chart: name,
        })
    }
}

fn rows(kpi: &Kpi, measure: &Measure) -> u32 {
    match kpi.kind {
        Kind::Rate { weight: None, .. } => measure.n,
        _ => measure.detail.round().max(1.0) as u32,
    }
}

fn chart(
    words: &Wording<'_>,
    kpi: &Kpi,
    rate: f64,
    common: &str,
    title: &str,
    compared: &[Compared],
) -> FunnelChart {
    let numbers = || compared.iter().map(|it| it.n);
    let (least, most) = (numbers().min().unwrap_or(1), numbers().max().unwrap_or(1));
    let end = most + most.div_ceil(12);
    let step = end.div_ceil(STEPS);
    let ends = (0..).map(|at| 1 + at * step).take_while(|n| *n < end);
    let limits = ends.chain([end]).filter_map(|n| {
        let funnel = rate_funnel(rate, n)?;
        Some(FunnelLimit {
            n: f64::from(n),
            inner_low: 100.0 * funnel.inner.low,
            inner_high: 100.0 * funnel.inner.high,
            outer_low: 100.0 * funnel.outer.low,
            outer_high: 100.0 * funnel.outer.high,
        })
    });
    let beyond: Vec<String> = (compared.iter().filter(|it| it.beyond()))
        .map(|it| format!("{} {}", it.name, words.value(kpi, it.measure.value)))
        .collect();
    let listed: Vec<&str> = beyond.iter().map(String::as_str).collect();
    let listed = words.locale.list(&listed);
    let arguments = [
        ("title", title.into()),
        ("common", common.into()),
        ("names", (&listed).into()),
    ];
    let key = match beyond.is_empty() {
        true => "fairness-funnel-alt",
        false => "fairness-funnel-alt-named",
    };
    let mut points: Vec<FunnelPoint> = (compared.iter())
        .map(|it| FunnelPoint {
            n: f64::from(it.n),
            value: it.measure.value,
            beyond: it.beyond(),
            label: if it.beyond() {
                it.name.clone()
            } else {
                String::new()
            },
        })
        .collect();
    // Points upon one another are one; names are given to the far ones of many rows first.
    points.sort_by(|a, b| b.n.total_cmp(&a.n).then(a.value.total_cmp(&b.value)));
    points.dedup_by(|a, b| !a.beyond && !b.beyond && (a.n, a.value) == (b.n, b.value));
    FunnelChart {
        alternative: words.locale.format(key, &arguments),
        points,
        least: f64::from(least),
        limits: limits.collect(),
        centre: 100.0 * rate,
        centre_label: words.with("fairness-funnel-centre", "value", common),
        inner_label: words.locale.text("fairness-funnel-inner"),
        outer_label: words.locale.text("fairness-funnel-outer"),
        abscissa: words.locale.text("fairness-funnel-abscissa"),
        decimals: 0,
        bounds: (Some(0.0), Some(100.0)),
    }
}

/// The figures behind a chart: who is beyond the limits first, then the others by rows.
fn data(words: &Wording<'_>, kpi: &Kpi, title: String, mut compared: Vec<Compared>) -> Table {
    let rank = |it: &Compared| (!it.far(), !it.beyond(), std::cmp::Reverse(it.n));
    compared.sort_by_key(rank);
    let limits = |low: f64, high: f64| {
        let value = |share: f64| words.value(kpi, 100.0 * share);
        format!("{} – {}", value(low), value(high))
    };
    let rows = compared.iter().take(MOST_ROWS).map(|it| {
        let mark = match (it.far(), it.beyond()) {
            (true, _) => words.locale.text("fairness-funnel-far"),
            (_, true) => words.locale.text("fairness-funnel-beyond"),
            _ => DASH.to_owned(),
        };
        vec![
            cell(it.name.clone()),
            cell(words.value(kpi, it.measure.value)),
            cell(words.locale.number(f64::from(it.n), 0)),
            cell(limits(it.funnel.inner.low, it.funnel.inner.high)),
            cell(limits(it.funnel.outer.low, it.funnel.outer.high)),
            cell(mark),
        ]
    });
    Table {
        id: "funnel".to_owned(),
        title,
        caption: String::new(),
        rows: rows.collect(),
        columns: vec![
            words.column("fairness-column-group", false, 1.4),
            words.column("packet-column-value", true, 0.8),
            words.column("packet-column-n", true, 0.6),
            words.column("fairness-funnel-inner", true, 1.4),
            words.column("fairness-funnel-outer", true, 1.4),
            words.column("fairness-column-words", false, 1.2),
        ],
    }
}
