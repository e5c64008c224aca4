//! Section 3: the core KPIs over time, each titled with its finding.
//!
//! From eight periods on a chart has the limits of routine variation (XmR), and says
//! which periods are beyond it.

use super::chart_spec::{ChartSpec, RoutineLimits, TrendChart};
use super::packet::{Table, Trend};
use super::wording::{DASH, Wording, cell};
use super::{Charts, Composer, HISTORY};
use crate::measure::{Measure, Subject, SubjectKind};
use crate::period::Period;
use crate::score::{Assessment, ItemScore, Verdict};
use crate::statistics::control_limits;
use crate::workspace::Kpi;

/// Periods that a chart shows at least.
const SHORTEST: usize = 6;

impl Composer<'_> {
    /// Charts of the core items; of the heaviest ones where a scorecard names none.
    pub(super) fn trends(
        &self,
        words: &Wording<'_>,
        subject: Subject,
        assessment: &Assessment<'_>,
        team: Option<usize>,
        charts: &mut Charts,
    ) -> Vec<Trend> {
        let mut chosen: Vec<&ItemScore> =
            assessment.items.iter().filter(|item| item.core).collect();
        if chosen.is_empty() {
            chosen = assessment.items.iter().collect();
            chosen.sort_by(|a, b| b.weight.total_cmp(&a.weight));
            chosen.truncate(4);
        }
        chosen
            .into_iter()
            .filter_map(|item| self.trend(words, subject, item, team, charts))
            .collect()
    }

    fn trend(
        &self,
        words: &Wording<'_>,
        subject: Subject,
        item: &ItemScore<'_>,
        team: Option<usize>,
        charts: &mut Charts,
    ) -> Option<Trend> {
        let kpi = item.kpi;
        let whole = self.history(subject, kpi);
        let first = whole.iter().position(Option::is_some)?;
        // Somebody who is new has no empty year before them.
        let from = first.min(whole.len().saturating_sub(SHORTEST));
        let history = &whole[from..];
        let periods: Vec<Period> = self.period.trailing(HISTORY).skip(from).collect();
        let reference = match team {
            // The sum of a team stands no comparison with one member's.
            Some(_) if kpi.quota.is_some() && !self.is_person(subject) => vec![None; periods.len()],
            Some(team) => self.references.medians(team, &kpi.id).split_off(from),
            None => vec![None; periods.len()],
        };
        let part = |part: fn(&Measure) -> f64| -> Vec<Option<f64>> {
            let value =
                |measure: &Option<Measure>| measure.as_ref().map(part).filter(|v| v.is_finite());
            history.iter().map(value).collect()
        };
        let routine = Routine::of(history);
        let chart = TrendChart {
            alternative: self.alternative(words, item, &periods, routine.as_ref()),
            periods: periods.iter().map(Period::to_string).collect(),
            values: part(|measure| measure.value),
            low: part(|measure| measure.low),
            high: part(|measure| measure.high),
            reference,
            reference_label: words.locale.text("packet-trend-reference-label"),
            target: item.target,
            target_label: words.with(
                "packet-trend-target-label",
                "target",
                &words.target_on_axis(kpi, item.target),
            ),
            value_label: words.measure(kpi, item.measure),
            decimals: kpi.decimals,
            bounds: kpi.bounds,
            limits: routine.as_ref().map(|routine| routine.lines(words, kpi)),
            signals: routine
                .as_ref()
                .map_or_else(Vec::new, |r| r.signals.clone()),
        };
        let data = self.trend_table(words, item, &periods, history, routine.as_ref());
        let name = format!("trend-{}", kpi.id);
        charts.insert(name.clone(), ChartSpec::Trend(chart));
        Some(Trend {
            kpi: kpi.id.clone(),
            title: self.trend_title(words, item),
            subtitle: words.locale.unit(kpi.unit),
            chart: name,
            data,
        })
    }

    fn is_person(&self, subject: Subject) -> bool {
        self.measures.subjects.describe(subject).0 == SubjectKind::Person
    }

    fn alternative(
        &self,
        words: &Wording<'_>,
        item: &ItemScore<'_>,
        periods: &[Period],
        routine: Option<&Routine>,
    ) -> String {
        let label =
            |period: Option<&Period>| period.map_or_else(String::new, |p| words.locale.period(*p));
        let (first, last) = (label(periods.first()), label(periods.last()));
        let value = words.measure(item.kpi, item.measure);
        let target = words.target(item.kpi, item.target);
        let arguments = [
            ("kpi", words.pick(&item.kpi.name).into()),
            ("first", (&first).into()),
            ("last", (&last).into()),
            ("value", (&value).into()),
            ("target", (&target).into()),
        ];
        let line = words.locale.format("packet-chart-trend-alt", &arguments);
        let Some(routine) = routine else { return line };
        let limits = routine.sentence(words, item.kpi, periods);
        let arguments = [("first", (&line).into()), ("second", (&limits).into())];
        words.locale.format("fairness-join", &arguments)
    }

    /// The finding: a change with evidence before one without, last year before last month.
    fn trend_title(&self, words: &Wording<'_>, item: &ItemScore<'_>) -> String {
        let (first, later) = item.changes.split_at(1.min(item.changes.len()));
        let order = |verdict| match verdict {
            Verdict::Improved | Verdict::Worsened => 0,
            Verdict::Unchanged => 1,
            Verdict::Untested => 2,
            Verdict::Insufficient => 3,
        };
        let chosen = later
            .iter()
            .chain(first)
            .filter(|change| change.amount.is_some())
            .min_by_key(|change| order(change.verdict));
        let key = chosen.map_or("packet-trend-insufficient", |change| {
            title_key(change.verdict, words.rounded(item.kpi, change))
        });
        let amount = chosen.map_or_else(String::new, |change| words.change(item.kpi, change));
        let against = chosen.map_or_else(String::new, |change| {
            words.against(change.comparison, self.period, false)
        });
        let arguments = [
            ("kpi", words.pick(&item.kpi.name).into()),
            ("change", (&amount).into()),
            ("against", (&against).into()),
        ];
        words.locale.format(key, &arguments)
    }

    fn trend_table(
        &self,
        words: &Wording<'_>,
        item: &ItemScore<'_>,
        periods: &[Period],
        history: &[Option<Measure>],
        routine: Option<&Routine>,
    ) -> Table {
        let limits = |measure: &Measure| {
            if measure.low.is_finite() {
                format!(
                    "{} – {}",
                    words.value(item.kpi, measure.low),
                    words.value(item.kpi, measure.high)
                )
            } else {
                DASH.to_owned()
            }
        };
        let rows = (periods.iter().zip(history).enumerate()).map(|(at, (period, measure))| {
            let signal = routine.is_some_and(|routine| routine.signals[at]);
            let mark = if signal { " *" } else { "" };
            vec![
                cell(format!("{period}{mark}")),
                cell(words.measure(item.kpi, *measure)),
                cell(measure.as_ref().map_or_else(|| DASH.to_owned(), limits)),
                cell(words.sample(item.kpi, *measure)),
            ]
        });
        Table {
            id: "trend".to_owned(),
            title: words.with(
                "packet-table-trend-title",
                "kpi",
                words.pick(&item.kpi.name),
            ),
            caption: match routine {
                Some(routine) => routine.sentence(words, item.kpi, periods),
                None => words.locale.text("packet-table-trend-caption"),
            },
            columns: vec![
                words.column("packet-column-period", false, 1.0),
                words.column("packet-column-value", true, 1.0),
                words.column("packet-column-interval", true, 1.6),
                words.column("packet-column-n", true, 0.8),
            ],
            rows: rows.collect(),
        }
    }
}

/// What is routine in a history.
struct Routine {
    low: f64,
    high: f64,
    /// As long as the history.
    signals: Vec<bool>,
}

impl Routine {
    /// `None` for fewer than eight values.
    fn of(history: &[Option<Measure>]) -> Option<Self> {
        let known: Vec<(usize, f64)> = (history.iter().enumerate())
            .filter_map(|(at, measure)| Some((at, (*measure)?.value)))
            .collect();
        let values: Vec<f64> = known.iter().map(|(_, value)| *value).collect();
        let limits = control_limits(&values)?;
        let mut signals = vec![false; history.len()];
        for ((at, _), signal) in known.iter().zip(limits.signals(&values)) {
            signals[*at] = signal;
        }
        Some(Self {
            low: limits.low,
            high: limits.high,
            signals,
        })
    }

    /// The limits that lie within the bounds of the KPI.
    fn lines(&self, words: &Wording<'_>, kpi: &Kpi) -> RoutineLimits {
        let (least, most) = kpi.bounds;
        RoutineLimits {
            low: Some(self.low).filter(|low| least.is_none_or(|least| *low > least)),
            high: Some(self.high).filter(|high| most.is_none_or(|most| *high < most)),
            low_label: words.locale.text("fairness-routine-low"),
            high_label: words.locale.text("fairness-routine-high"),
        }
    }

    /// The limits and the periods beyond them, in words.
    fn sentence(&self, words: &Wording<'_>, kpi: &Kpi, periods: &[Period]) -> String {
        let lines = self.lines(words, kpi);
        let bound = |line: Option<f64>, bound: Option<f64>| line.or(bound);
        let value = |value: Option<f64>| {
            value.map_or_else(|| DASH.to_owned(), |value| words.value(kpi, value))
        };
        let low = value(bound(lines.low, kpi.bounds.0));
        let high = value(bound(lines.high, kpi.bounds.1));
        let beyond: Vec<String> = (periods.iter().zip(&self.signals))
            .filter(|(_, signal)| **signal)
            .map(|(period, _)| words.locale.period(*period))
            .collect();
        let listed: Vec<&str> = beyond.iter().map(String::as_str).collect();
        let key = match beyond.is_empty() {
            true => "fairness-routine-none",
            false => "fairness-routine-signals",
        };
        let listed = words.locale.list(&listed);
        let arguments = [
            ("low", (&low).into()),
            ("high", (&high).into()),
            ("periods", (&listed).into()),
        ];
        words.locale.format(key, &arguments)
    }
}

/// The finding by its verdict and by the amount as it is shown: what shows as nothing is
/// no rise, no fall and no change.
pub(super) fn title_key(verdict: Verdict, amount: f64) -> &'static str {
    match verdict {
        Verdict::Improved => "packet-trend-improved",
        Verdict::Worsened => "packet-trend-worsened",
        Verdict::Insufficient => "packet-trend-insufficient",
        _ if amount == 0.0 => "packet-trend-untested-level",
        Verdict::Unchanged => "packet-trend-steady",
        Verdict::Untested if amount > 0.0 => "packet-trend-untested-up",
        Verdict::Untested => "packet-trend-untested-down",
    }
}
