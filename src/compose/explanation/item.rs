//! One item of an explanation: how its value comes out of its records, and its points out of
//! that.

use super::super::Composer;
use super::super::definitions::definition;
use super::super::effective::rule;
use super::super::records::{Choice, costly, own_value, plain};
use super::super::why::{anonymous, not_counted, rooted};
use super::super::wording::{DASH, Wording};
use super::Case;
use super::model::{Evidence, Explained, Outcome, Source};
use crate::measure::{Holder, Record, Standing, State};
use crate::period::Period;
use crate::quantity::round_half_away;
use crate::score::{Assessment, Gap, ItemScore};
use crate::workspace::{Against, Direction, Kind, Kpi, RowSpan};

impl Composer<'_> {
    pub(super) fn explained(
        &self,
        words: &Wording<'_>,
        case: &Case,
        item: &ItemScore<'_>,
        assessment: Option<&Assessment<'_>>,
    ) -> Explained {
        let kpi = item.kpi;
        let card = self.workspace.scorecards.get(&case.role);
        let group = card.and_then(|card| card.groups.get(item.group));
        let enough = item.measure.filter(|m| m.state != State::Insufficient);
        let scored = group.is_some();
        let weight = assessment.map_or(f64::NAN, |assessment| assessment.weight);
        Explained {
            group: group.map_or_else(String::new, |(_, name)| words.pick(name).to_owned()),
            definition: definition(words, kpi),
            source: self.source(kpi),
            value: words.measure(kpi, item.measure),
            value_number: enough.map(|measure| measure.value),
            arithmetic: self.arithmetic(words, kpi, item),
            state: enough
                .map_or(State::Insufficient, |measure| measure.state)
                .name()
                .to_owned(),
            state_label: self.state_label(words, item),
            n: item.measure.map_or(0, |measure| measure.n),
            duty: self.duty(words, kpi, &case.role),
            target: words.target(kpi, item.target),
            rule: self.rule_of(words, case, item),
            weight: if scored {
                words.locale.number(item.weight, 1)
            } else {
                DASH.to_owned()
            },
            weight_number: scored.then_some(item.weight),
            points: item
                .points
                .map_or_else(|| DASH.to_owned(), |points| words.locale.number(points, 1)),
            points_number: item.points,
            contribution: item.points.map(|points| item.weight * points / weight),
            unscored: match (item.points, item.gap) {
                (Some(_), _) => None,
                _ if !scored => Some("explain-outside"),
                (None, Some(Gap::NotThisEdition)) => Some("explain-soft"),
                (None, _) => Some("explain-spread"),
            }
            .map(|key| words.locale.text(key)),
            records: self.records_of(words, case.holder, item),
        }
    }

    /// How a value of an item becomes points; empty outside the scorecard.
    fn rule_of(&self, words: &Wording<'_>, case: &Case, scored: &ItemScore<'_>) -> String {
        let items = self.assessor.items(&case.role, &case.circumstances);
        let mut items = items.unwrap_or_default().iter();
        items
            .find(|item| item.kpi == scored.kpi.id)
            .map_or_else(String::new, |item| rule(words, scored.kpi, item, scored))
    }

    fn source(&self, kpi: &Kpi) -> Source {
        let root = rooted(self.workspace, kpi);
        let Some(rows) = &root.rows else {
            return Source::default();
        };
        let view = self.workspace.views.get(&rows.source);
        let texts = root.kind.expressions();
        let filter = rows.filter.as_deref().map(|text| ("where", text));
        let expressions = filter.into_iter().chain(texts);
        let used = self.sources.behind(self.workspace, [kpi]);
        let reports = used.into_iter().map(|position| &self.reports[position]);
        Source {
            table: rows.source.clone(),
            view: view.map(|view| view.sql.clone()),
            date: rows.date.clone(),
            trailing_months: match rows.span {
                RowSpan::Trailing(months) => Some(months),
                RowSpan::Period | RowSpan::LastMonth => None,
            },
            expressions: expressions
                .map(|(key, text)| (key.to_owned(), text.to_owned()))
                .collect(),
            files: reports
                .flat_map(|report| report.files.iter().map(|file| file.path.clone()))
                .collect(),
            defined_in: kpi.file.clone(),
        }
    }

    /// How a value comes out of its records.
    fn arithmetic(&self, words: &Wording<'_>, kpi: &Kpi, item: &ItemScore<'_>) -> String {
        let Some(m) = item.measure else {
            return words.locale.text("why-no-records");
        };
        let mut result = words.value(kpi, m.value);
        // 4.45 is no 4.5, and who misses a target by so little has to see it.
        if item.target.is_some_and(|target| target != m.value)
            && result == words.target(kpi, item.target)
        {
            result = words.limit(kpi, m.value);
        }
        let count = |number: f64| words.locale.number(number, 0);
        let figure = |number: f64| plain(words, number);
        let (key, top, bottom) = match &kpi.kind {
            Kind::Rate { weight: None, .. } => {
                ("explain-rate", count(m.numerator), count(m.denominator))
            }
            Kind::Rate { .. } => (
                "explain-weighted-rate",
                figure(m.numerator),
                figure(m.denominator),
            ),
            Kind::Nps { .. } => (
                "explain-nps",
                words.locale.signed(m.numerator, 0),
                count(m.denominator),
            ),
            Kind::Mean { weight: None, .. } => {
                ("explain-mean", figure(m.numerator), count(m.denominator))
            }
            Kind::Mean { .. } => (
                "explain-weighted-mean",
                figure(m.numerator),
                figure(m.denominator),
            ),
            Kind::Ratio { .. } => ("explain-ratio", figure(m.numerator), figure(m.denominator)),
            Kind::Percentile { percentile, .. } if *percentile == 50.0 => {
                ("explain-median", String::new(), count(m.denominator))
            }
            Kind::Percentile { percentile, .. } => (
                "explain-percentile",
                words.locale.number(*percentile, 0),
                count(m.denominator),
            ),
            Kind::Sum { .. } => ("explain-sum", String::new(), count(f64::from(m.n))),
            Kind::Count => ("explain-count", String::new(), count(f64::from(m.n))),
            Kind::Change { base, .. } => {
                let base = self.workspace.kpis.get(base).unwrap_or(kpi);
                (
                    "explain-change",
                    words.value(base, m.numerator),
                    words.value(base, m.denominator),
                )
            }
        };
        let arguments = [
            ("top", (&top).into()),
            ("bottom", (&bottom).into()),
            ("value", (&result).into()),
            ("n", m.n.into()),
        ];
        words.locale.format(key, &arguments)
    }

    fn records_of(&self, words: &Wording<'_>, holder: Holder, item: &ItemScore<'_>) -> Evidence {
        let root = rooted(self.workspace, item.kpi);
        let mut records = self.records.of(&root.id, holder, self.period);
        if root.raters.is_some() {
            return Evidence {
                remarks: vec![anonymous(words, &records)],
                ..Evidence::default()
            };
        }
        let mut remarks = not_counted(words, &records);
        let (mut choice, mut cost) = (None, Vec::new());
        if let Kind::Change { base, against } = &item.kpi.kind {
            remarks.insert(0, self.change_caption(words, holder, item, base, *against));
            records.extend(self.compared(&root.id, holder, *against));
        } else if item.points.is_some_and(|p| round_half_away(p, 1) < 100.0) {
            let (chosen, found) = costly(item, &records);
            // What is short of a number of records is none of them.
            if chosen != Choice::Contributing {
                cost = found;
            }
            choice = Some(chosen);
        }
        let key = match choice {
            Some(Choice::Contributing) => "explain-records-towards",
            Some(_) if !cost.is_empty() => "explain-records-cost",
            None if item.points.is_some() && item.target.is_some() => "explain-records-reached",
            _ => "explain-records",
        };
        let counts = [("count", records.len().into()), ("cost", cost.len().into())];
        let title = words.locale.format(key, &counts);
        let costs = |record: &&Record| cost.iter().any(|other| std::ptr::eq(*other, *record));
        let others = records.iter().copied().filter(|record| !costs(record));
        let ordered: Vec<(&Record, bool)> = cost
            .iter()
            .map(|record| (*record, true))
            .chain(others.map(|record| (record, false)))
            .collect();
        let shown: Vec<&Record> = ordered.iter().map(|(record, _)| *record).collect();
        let outcome = |(record, cost): &(&Record, bool)| self.outcome(words, root, record, *cost);
        Evidence {
            title,
            table: self.record_table(words, root, holder, &shown),
            outcomes: ordered.iter().map(outcome).collect(),
            remarks,
        }
    }

    /// The records of the single period that a change is against.
    fn compared(&self, base: &str, holder: Holder, against: Against) -> Vec<&Record> {
        let earlier: Option<Period> = match against {
            Against::Previous => Some(self.period.offset(-1)),
            Against::LastYear => Some(self.period.year_before()),
            Against::Trailing12 | Against::Fixed(_) => None,
        };
        earlier.map_or_else(Vec::new, |period| self.records.of(base, holder, period))
    }

    fn outcome(&self, words: &Wording<'_>, kpi: &Kpi, record: &Record, cost: bool) -> Outcome {
        let value = own_value(kpi, record);
        let key = match (record.standing, &kpi.kind) {
            (Standing::WithoutValue, _) => "explain-without-value",
            (Standing::WithoutWeight, _) => "explain-without-weight",
            (Standing::OffRoster, _) => "explain-off-roster",
            (Standing::Counted, Kind::Rate { .. }) => {
                match (record.a != 0.0, kpi.direction == Some(Direction::Down)) {
                    (true, false) => "explain-hit",
                    (false, false) => "explain-no-hit",
                    (true, true) => "explain-happened",
                    (false, true) => "explain-not-happened",
                }
            }
            (Standing::Counted, Kind::Nps { .. }) if record.a >= 9.0 => "explain-promoter",
            (Standing::Counted, Kind::Nps { .. }) if record.a <= 6.0 => "explain-detractor",
            (Standing::Counted, Kind::Nps { .. }) => "explain-passive",
            (Standing::Counted, _) => "explain-counted",
        };
        Outcome {
            label: words.locale.text(key),
            counted: record.counts(),
            cost,
            value: value.is_finite().then_some(value),
        }
    }
}
