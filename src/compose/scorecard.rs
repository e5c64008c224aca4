//! Section 2: one row an item, and how the total came about.

use super::chart_spec::{ChartSpec, Sparkline};
use super::packet::{Change as ChangeText, Scorecard, ScorecardGroup, ScorecardItem};
use super::wording::{DASH, Wording};
use super::{Charts, Composer, HISTORY};
use crate::measure::{State, Subject, final_on};
use crate::score::{Assessment, Change, Gap, ItemScore, Verdict};
use crate::workspace::Kpi;

impl Composer<'_> {
    pub(super) fn scorecard(
        &self,
        words: &Wording<'_>,
        subject: Subject,
        role: &str,
        assessment: &Assessment<'_>,
        charts: &mut Charts,
    ) -> Scorecard {
        let scorecard = self.workspace.scorecards.get(role);
        let (mut groups, mut unscored) = (Vec::<(usize, ScorecardGroup)>::new(), Vec::new());
        for item in &assessment.items {
            let row = self.item(words, subject, item, charts);
            if item.gap == Some(Gap::NotThisEdition) {
                unscored.push(row);
                continue;
            }
            if groups.last().is_none_or(|(index, _)| *index != item.group) {
                let name = scorecard.map(|card| words.pick(&card.groups[item.group].1).to_owned());
                let weight = assessment
                    .groups
                    .iter()
                    .find(|group| group.group == item.group);
                let group = ScorecardGroup {
                    name: name.unwrap_or_default(),
                    weight: words
                        .locale
                        .number(weight.map_or(0.0, |group| group.weight), 1),
                    items: Vec::new(),
                };
                groups.push((item.group, group));
            }
            if let Some((_, group)) = groups.last_mut() {
                group.items.push(row);
            }
        }
        let first = groups
            .iter()
            .flat_map(|(_, group)| &group.items)
            .chain(&unscored)
            .next();
        let comparisons = first.map_or_else(Vec::new, |item| {
            item.changes
                .iter()
                .map(|change| change.against_label.clone())
                .collect()
        });
        Scorecard {
            name: scorecard
                .map(|card| words.pick(&card.name).to_owned())
                .unwrap_or_default(),
            comparisons,
            groups: groups.into_iter().map(|(_, group)| group).collect(),
            total: total_line(words, assessment),
            sum_weight: sum(words, assessment, assessment.weight),
            sum_points: sum(words, assessment, assessment.score.unwrap_or_default()),
            legend: legend(words, assessment),
            unscored,
        }
    }

    fn item(
        &self,
        words: &Wording<'_>,
        subject: Subject,
        item: &ItemScore<'_>,
        charts: &mut Charts,
    ) -> ScorecardItem {
        let kpi = item.kpi;
        let enough = item
            .measure
            .filter(|measure| measure.state != State::Insufficient);
        ScorecardItem {
            kpi: kpi.id.clone(),
            name: words.pick(&kpi.name).to_owned(),
            value: words.measure(kpi, item.measure),
            value_number: enough.map(|measure| measure.value),
            sample: words.sample(kpi, item.measure),
            target: words.target(kpi, item.target),
            weight: words.locale.number(item.weight, 1),
            weight_number: item.weight,
            points: match (item.points, item.gap) {
                (Some(points), _) => words.locale.number(points, 1),
                (None, Some(Gap::NotThisEdition)) => words.locale.text("packet-points-soft"),
                (None, _) => words.locale.text("packet-points-insufficient"),
            },
            points_number: item.points,
            scored: item.points.is_some(),
            state: enough
                .map_or(State::Insufficient, |measure| measure.state)
                .name()
                .to_owned(),
            state_label: self.state_label(words, item),
            sparkline: self.sparkline(words, subject, kpi, item.target, charts),
            changes: item
                .changes
                .iter()
                .map(|change| self.change(words, kpi, change))
                .collect(),
        }
    }

    pub(super) fn state_label(&self, words: &Wording<'_>, item: &ItemScore<'_>) -> String {
        match item.measure {
            None => words.locale.text("packet-state-missing"),
            Some(measure) => match measure.state {
                State::Final => String::new(),
                State::Provisional => {
                    let date = words.locale.date(final_on(item.kpi.lag, self.period));
                    words.with("packet-state-provisional", "date", &date)
                }
                State::Insufficient => {
                    let arguments = [("n", measure.n.into()), ("min_n", item.kpi.min_n.into())];
                    words.locale.format("packet-state-insufficient", &arguments)
                }
            },
        }
    }

    pub(super) fn change(&self, words: &Wording<'_>, kpi: &Kpi, change: &Change) -> ChangeText {
        ChangeText {
            against: change.comparison.name().to_owned(),
            against_label: words.against(change.comparison, self.period, true),
            text: words.change(kpi, change),
            brief: words.brief_change(kpi, change),
            number: change.amount,
            verdict: change.verdict.name().to_owned(),
            mark: change.verdict.mark().to_owned(),
            verdict_label: words
                .locale
                .text(&format!("packet-verdict-{}", change.verdict.name())),
        }
    }

    fn sparkline(
        &self,
        words: &Wording<'_>,
        subject: Subject,
        kpi: &Kpi,
        target: Option<f64>,
        charts: &mut Charts,
    ) -> Option<String> {
        let values: Vec<Option<f64>> = self
            .history(subject, kpi)
            .into_iter()
            .map(|measure| Some(measure?.value).filter(|value| value.is_finite()))
            .collect();
        if values.iter().flatten().count() < 2 {
            return None;
        }
        let texts: Vec<String> = values
            .iter()
            .map(|value| value.map_or_else(|| DASH.to_owned(), |value| words.value(kpi, value)))
            .collect();
        let listed = texts.join(", ");
        let arguments = [
            ("kpi", words.pick(&kpi.name).into()),
            ("values", (&listed).into()),
        ];
        let chart = Sparkline {
            alternative: words.locale.format("packet-sparkline-alt", &arguments),
            values,
            target,
        };
        let name = format!("spark-{}", kpi.id);
        charts.insert(name.clone(), ChartSpec::Sparkline(chart));
        Some(name)
    }

    /// The values of the last periods, oldest first; values without enough rows are gaps.
    pub(super) fn history(
        &self,
        subject: Subject,
        kpi: &Kpi,
    ) -> Vec<Option<crate::measure::Measure>> {
        let position = self.measures.kpi(&kpi.id);
        self.period
            .trailing(HISTORY)
            .map(|period| {
                let measure = self.measures.at(subject, position?, period)?;
                (measure.state != State::Insufficient).then_some(measure)
            })
            .collect()
    }
}

/// A figure of the row of sums; empty where there is no total.
fn sum(words: &Wording<'_>, assessment: &Assessment<'_>, figure: f64) -> String {
    let total = assessment.score;
    total.map_or_else(String::new, |_| words.locale.number(figure, 1))
}

/// What the verdict marks mean and, where something was not tested, why not.
fn legend(words: &Wording<'_>, assessment: &Assessment<'_>) -> String {
    let changes = assessment.items.iter().flat_map(|item| &item.changes);
    let mut untested = changes.filter(|change| change.verdict == Verdict::Untested);
    let key = match untested.any(|change| change.amount.is_some()) {
        true => "packet-verdict-legend-untested",
        false => "packet-verdict-legend",
    };
    words.locale.text(key)
}

fn total_line(words: &Wording<'_>, assessment: &Assessment<'_>) -> String {
    let Some(score) = assessment.score else {
        return words.locale.text("packet-total-none");
    };
    let score = words.locale.number(score, 1);
    let sum = words.locale.number(assessment.weighted, 1);
    let weight = words.locale.number(assessment.weight, 1);
    let arguments = [
        ("score", (&score).into()),
        ("sum", (&sum).into()),
        ("weight", (&weight).into()),
    ];
    words.locale.format("packet-total", &arguments)
}
