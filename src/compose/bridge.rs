//! What changed a person's score since last period, as a waterfall with its figures.

use super::chart_spec::{ChartSpec, Waterfall, WaterfallEnd, WaterfallStep};
use super::packet::{Figure, Table};
use super::wording::{DASH, Wording, cell};
use super::{Charts, Composer};
use crate::score::bridge::{Bridge, Cause, Published, Step, bridge};
use crate::score::{Assessment, circumstances};

/// Changes of items in the chart, at most; smaller ones are one step. The table has all.
const MOST_STEPS: usize = 6;

/// Name of the chart.
const CHART: &str = "score-change";

impl Composer<'_> {
    /// What led from the last score to this one; `None` where one of them is absent or
    /// nothing changed.
    pub(super) fn score_change(
        &self,
        words: &Wording<'_>,
        index: usize,
        now: Option<&Assessment<'_>>,
        charts: &mut Charts,
    ) -> Option<Figure> {
        let total = self.scores.people[index].as_ref()?;
        let before = self.period.offset(-1);
        let stint = self.roster.people[index].stint_in(before)?;
        let subject = self.measures.subjects.person(index);
        let when = circumstances(stint);
        let earlier = self
            .assessor
            .assess(subject, &stint.role, &when, before, 1)?;
        let share = f64::from(self.workspace.scoring.team_share) / 10_000.0;
        let bridge = bridge(&earlier, now?, total, share, self.published(index))?;
        if bridge.steps.is_empty() {
            return None;
        }
        let chart = self.waterfall(words, &bridge);
        charts.insert(CHART.to_owned(), ChartSpec::Waterfall(chart));
        let title = self.change_title(words, &bridge);
        Some(Figure {
            data: self.change_table(words, title.clone(), &bridge),
            title,
            subtitle: words.locale.text("charts-bridge-subtitle"),
            chart: CHART.to_owned(),
        })
    }

    /// What the last edition said of somebody.
    fn published(&self, index: usize) -> Option<Published> {
        let mark = self.history.published.as_ref()?.people[index]?;
        let before = self.period.offset(-1);
        let subject = self.measures.subjects.person(index);
        let mut regraded = self.history.regraded_of(subject).iter();
        let restated = regraded.rfind(|one| one.period == before);
        Some(Published {
            mark,
            restated: restated.and_then(|one| one.new.score),
            redefined: self.history.redefined.is_some(),
        })
    }

    /// `Up 6.4 points since September 2026, most of it from NPS (+5.1)`.
    fn change_title(&self, words: &Wording<'_>, bridge: &Bridge<'_>) -> String {
        let tenths: i64 = bridge.steps.iter().map(|step| step.tenths).sum();
        let (points, period) = (
            words.locale.number(tenths.abs() as f64 / 10.0, 1),
            words.locale.period(self.period.offset(-1)),
        );
        let key = match tenths.signum() {
            1 => "charts-bridge-up",
            -1 => "charts-bridge-down",
            _ => "charts-bridge-level",
        };
        let arguments = [("points", (&points).into()), ("period", (&period).into())];
        let used = usize::from(tenths == 0);
        let change = words.locale.format(key, &arguments[used..]);
        let size = tenths.abs();
        let largest = bridge.steps.iter().max_by_key(|step| step.tenths.abs());
        match largest.filter(|step| tenths != 0 && 2 * step.tenths.abs() > size) {
            None => change,
            Some(step) => {
                // More than the whole, or the other way, is no part of it.
                let is_part = step.tenths.signum() == tenths.signum() && step.tenths.abs() <= size;
                let key = match is_part {
                    true => "charts-bridge-most",
                    false => "charts-bridge-largest",
                };
                let (cause, amount) = (self.cause(words, step.cause), amount(words, step.tenths));
                let arguments = [
                    ("change", (&change).into()),
                    ("cause", (&cause).into()),
                    ("amount", (&amount).into()),
                ];
                words.locale.format(key, &arguments)
            }
        }
    }

    fn waterfall(&self, words: &Wording<'_>, bridge: &Bridge<'_>) -> Waterfall {
        let (shown, others): (Vec<_>, Vec<_>) = split(&bridge.steps);
        let mut steps: Vec<(String, i64)> = (shown.iter())
            .map(|step| (self.cause(words, step.cause), step.tenths))
            .collect();
        let rest: i64 = others.iter().map(|step| step.tenths).sum();
        if others.iter().any(|step| step.tenths != 0) {
            let count = [("count", others.len().into())];
            steps.push((words.locale.format("charts-bridge-others", &count), rest));
        }
        let end = |label: String, value: f64| WaterfallEnd {
            label,
            value,
            value_label: words.locale.number(value, 1),
        };
        let from = end(words.locale.period(self.period.offset(-1)), bridge.from);
        let to = end(words.locale.period(self.period), bridge.to);
        let listed: Vec<String> = (steps.iter())
            .map(|(cause, tenths)| {
                let amount = amount(words, *tenths);
                let arguments = [("cause", cause.into()), ("amount", (&amount).into())];
                words.locale.format("charts-bridge-step", &arguments)
            })
            .collect();
        let listed: Vec<&str> = listed.iter().map(String::as_str).collect();
        let listed = words.locale.list(&listed);
        let arguments = [
            ("from", (&from.value_label).into()),
            ("before", (&from.label).into()),
            ("to", (&to.value_label).into()),
            ("now", (&to.label).into()),
            ("steps", (&listed).into()),
        ];
        Waterfall {
            alternative: words.locale.format("charts-bridge-alt", &arguments),
            steps: (steps.into_iter())
                .map(|(label, tenths)| WaterfallStep {
                    label,
                    amount: tenths as f64 / 10.0,
                    amount_label: amount(words, tenths),
                })
                .collect(),
            from,
            to,
        }
    }

    fn cause(&self, words: &Wording<'_>, cause: Cause<'_>) -> String {
        let named = |key: &str, name: &str, text: &str| words.with(key, name, text);
        match cause {
            Cause::LaterData => {
                let period = words.locale.period(self.period.offset(-1));
                named("charts-bridge-later-data", "period", &period)
            }
            Cause::Definitions => words.locale.text("charts-bridge-definitions"),
            Cause::Points(kpi, ..) => words.pick(&kpi.name).to_owned(),
            Cause::Added(kpi, _) => named("charts-bridge-added", "kpi", words.pick(&kpi.name)),
            Cause::Dropped(kpi, _) => named("charts-bridge-dropped", "kpi", words.pick(&kpi.name)),
            Cause::Weights => words.locale.text("charts-bridge-weights"),
            Cause::Team => words.locale.text("charts-bridge-team"),
        }
    }

    /// All steps, the largest first.
    fn change_table(&self, words: &Wording<'_>, title: String, bridge: &Bridge<'_>) -> Table {
        let mut steps: Vec<&Step<'_>> = bridge.steps.iter().collect();
        steps.sort_by_key(|step| std::cmp::Reverse(step.tenths.abs()));
        let points = |points: Option<f64>| {
            cell(points.map_or_else(|| DASH.to_owned(), |points| words.locale.number(points, 1)))
        };
        let rows = steps.into_iter().map(|step| {
            let (before, now) = match step.cause {
                Cause::Points(_, before, now) => (Some(before), Some(now)),
                Cause::Added(_, now) => (None, Some(now)),
                Cause::Dropped(_, before) => (Some(before), None),
                _ => (None, None),
            };
            vec![
                cell(self.cause(words, step.cause)),
                points(before),
                points(now),
                cell(amount(words, step.tenths)),
            ]
        });
        Table {
            id: "score-change".to_owned(),
            title,
            caption: String::new(),
            rows: rows.collect(),
            columns: vec![
                words.column("charts-column-cause", false, 2.4),
                words.column("charts-column-points-before", true, 1.0),
                words.column("charts-column-points-now", true, 1.0),
                words.column("charts-column-contribution", true, 1.0),
            ],
        }
    }
}

fn amount(words: &Wording<'_>, tenths: i64) -> String {
    words.locale.signed(tenths as f64 / 10.0, 1)
}

/// The steps that the chart shows, in their order, and the small ones that it sums up.
fn split<'b, 'a>(steps: &'b [Step<'a>]) -> (Vec<&'b Step<'a>>, Vec<&'b Step<'a>>) {
    let always = |step: &Step<'_>| matches!(step.cause, Cause::LaterData | Cause::Definitions);
    let mut order: Vec<usize> = (0..steps.len()).filter(|at| !always(&steps[*at])).collect();
    order.sort_by_key(|at| std::cmp::Reverse(steps[*at].tenths.abs()));
    let large = order
        .iter()
        .take(MOST_STEPS)
        .filter(|at| steps[**at].tenths != 0);
    let large: Vec<usize> = large.copied().collect();
    let (shown, others): (Vec<_>, Vec<_>) = steps
        .iter()
        .enumerate()
        .partition(|(at, step)| always(step) || large.contains(at));
    let bare =
        |steps: Vec<(usize, &'b Step<'a>)>| steps.into_iter().map(|(_, step)| step).collect();
    (bare(shown), bare(others))
}
