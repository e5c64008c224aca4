//! The answer to "why, and from which records": a score taken apart down to its rows.
//!
//! Values come from records once more ([`recount`](crate::measure::recount)), points from
//! those values by the rule of each item, and the total is added up here. Nothing of it
//! reads what is explained; what then differs is listed, and the explanation says so.

mod model;

use std::collections::BTreeSet;

pub use self::model::{
    Applied, Difference, Evidence, Explained, Explanation, Outcome, Source, Sum,
};
use super::Composer;
use super::definitions::definition;
use super::effective::{label, rule};
use super::packet::PacketKind;
use super::records::{costly, own_value, plain};
use super::why::{anonymous, not_counted, rooted};
use super::wording::{DASH, Wording};
use crate::measure::{Holder, Measure, Measures, Record, Standing, State};
use crate::period::{Grain, Period};
use crate::quantity::round_half_away;
use crate::score::{Assessment, Assessor, Gap, Grade, ItemScore, circumstances, team_role};
use crate::workspace::{Against, Circumstances, Kind, Kpi, Track};

/// Whom an assessment is about.
struct Case {
    holder: Holder,
    role: String,
    circumstances: Circumstances,
    people: usize,
}

impl Composer<'_> {
    /// Explains a person or team; `None` if they were not there. `recounted` holds their
    /// values from records; `only` asks for one KPI.
    pub fn explain(
        &self,
        holder: Holder,
        recounted: &Measures,
        only: Option<&Kpi>,
    ) -> Option<Explanation> {
        let case = self.case(holder)?;
        let (kind, id, name, language) = match holder {
            Holder::Person(index) => {
                let person = &self.roster.people[index];
                let language = self.language_of(index);
                (PacketKind::Person, &person.id, &person.name, language)
            }
            Holder::Team(index) => {
                let team = &self.roster.teams[index];
                (
                    PacketKind::Team,
                    &team.id,
                    &team.name,
                    self.common_language(),
                )
            }
        };
        let words = self.wording(language)?;
        let again = Assessor::new(recounted, self.workspace);
        let assessment = assess(&again, self, &case);
        let items = match (only, &assessment) {
            (Some(kpi), _) => {
                let item = assessment
                    .as_ref()
                    .and_then(|a| a.items.iter().find(|item| item.kpi.id == kpi.id).cloned());
                let item = item.unwrap_or_else(|| self.unscored(&case, recounted, kpi));
                vec![self.explained(&words, &case, &item, assessment.as_ref())]
            }
            (None, Some(assessment)) => assessment
                .items
                .iter()
                .map(|item| self.explained(&words, &case, item, Some(assessment)))
                .collect(),
            (None, None) => Vec::new(),
        };
        Some(Explanation {
            kind,
            id: id.clone(),
            name: words.pick(name).to_owned(),
            language,
            period: self.period.to_string(),
            period_label: words.locale.period(self.period),
            scorecard: self.applied(&words, &case),
            total: assessment.as_ref().map(|a| self.sum(&words, a)),
            items,
            raise: assessment.as_ref().map(|a| self.raise(&words, a)),
            differences: self.differences(holder, recounted),
        })
    }

    /// What the records do not confirm of a person's or team's values, points and total.
    /// `recounted` holds their values from records.
    pub fn differences(&self, holder: Holder, recounted: &Measures) -> Vec<Difference> {
        let Some((case, words)) = self.case(holder).zip(self.wording(self.common_language()))
        else {
            return Vec::new();
        };
        let again = Assessor::new(recounted, self.workspace);
        let shown = assess(self.assessor, self, &case);
        let (Some(shown), Some(found)) = (shown, assess(&again, self, &case)) else {
            return Vec::new();
        };
        let mut differences = Vec::new();
        let mut compare = |of: &str, what: &str, shown: String, recomputed: String| {
            if shown != recomputed {
                differences.push(Difference {
                    of: of.to_owned(),
                    what: what.to_owned(),
                    shown,
                    recomputed,
                });
            }
        };
        let weights = self.weights(&again, &case);
        for (index, (item, again)) in shown.items.iter().zip(&found.items).enumerate() {
            let of = &item.kpi.id;
            let (ours, theirs) = (facts(&words, item), facts(&words, again));
            for ((what, shown), (_, recomputed)) in ours.into_iter().zip(theirs) {
                compare(of, what, shown, recomputed);
            }
            let weight = weights.get(index).copied().unwrap_or(f64::NAN);
            let figure = |weight| words.locale.number(weight, 6);
            compare(of, "weight", figure(item.weight), figure(weight));
        }
        let total = self.total_of(holder);
        let sum = self.sum(&words, &found);
        let figure = |score: Option<f64>| {
            score.map_or_else(|| DASH.to_owned(), |score| words.locale.number(score, 1))
        };
        let letter = |grade: Option<Grade>| grade.map_or(DASH, Grade::letter).to_owned();
        compare("total", "score", figure(total.0), figure(sum.score));
        let grade = sum.grade.unwrap_or_else(|| DASH.to_owned());
        compare("total", "grade", letter(total.1), grade);
        differences
    }

    /// Score and grade as packets have them, before a team's share and anybody's decision.
    fn total_of(&self, holder: Holder) -> (Option<f64>, Option<Grade>) {
        let total = match holder {
            Holder::Person(index) => self.scores.people[index].as_ref(),
            Holder::Team(index) => self.scores.teams[index].as_ref(),
        };
        total.map_or((None, None), |total| (total.own_score(), total.absolute))
    }

    fn case(&self, holder: Holder) -> Option<Case> {
        let (role, circumstances, people) = match holder {
            Holder::Person(index) => {
                let stint = self.roster.people[index].stint_in(self.period)?;
                (stint.role.clone(), circumstances(stint), 1)
            }
            Holder::Team(index) => {
                let members = self.references.members(index);
                let role = team_role(self.roster, members, self.period)?;
                (role, Circumstances::default(), members.len())
            }
        };
        Some(Case {
            holder,
            role,
            circumstances,
            people,
        })
    }

    /// The weights of a case's items: those scored in this edition sum to 100.
    fn weights(&self, assessor: &Assessor<'_>, case: &Case) -> Vec<f64> {
        let items = assessor.items(&case.role, &case.circumstances);
        let items: Vec<(f64, bool)> = items
            .unwrap_or_default()
            .iter()
            .filter_map(|item| Some((item.weight, self.workspace.kpis.get(&item.kpi)?.track)))
            .map(|(weight, track)| {
                let due = track == Track::Hard || self.period.grain() != Grain::Month;
                (weight, due)
            })
            .collect();
        let sum: f64 = items.iter().filter(|(_, due)| *due).map(|(w, _)| w).sum();
        let weight = |(weight, due): &(f64, bool)| match due {
            true => weight * 100.0 / sum,
            false => *weight,
        };
        items.iter().map(weight).collect()
    }

    /// A KPI that the scorecard does not have, as an item without weight.
    fn unscored<'k>(&self, case: &Case, recounted: &Measures, kpi: &'k Kpi) -> ItemScore<'k> {
        let months = self.period.grain().months();
        let factor = kpi
            .quota
            .map_or(1.0, |quota| quota.scale(months, case.people));
        ItemScore {
            kpi,
            group: usize::MAX,
            weight: 0.0,
            target: kpi.target.map(|target| target * factor),
            factor,
            measure: recounted.get(self.subject(case.holder), &kpi.id, self.period),
            points: None,
            gap: Some(Gap::NotThisEdition),
            core: false,
            changes: Vec::new(),
        }
    }

    fn applied(&self, words: &Wording<'_>, case: &Case) -> Option<Applied> {
        let card = self.workspace.scorecards.get(&case.role)?;
        let items = self.assessor.explain(&case.role, &case.circumstances)?;
        let changed: BTreeSet<usize> = items
            .iter()
            .flat_map(|item| item.changed_by.iter().copied())
            .collect();
        Some(Applied {
            name: words.pick(&card.name).to_owned(),
            file: card.file.clone(),
            refined: changed
                .into_iter()
                .map(|index| label(words, &card.refinements[index]))
                .collect(),
        })
    }

    /// How a value of an item becomes points; empty outside the scorecard.
    fn rule_of(&self, words: &Wording<'_>, case: &Case, scored: &ItemScore<'_>) -> String {
        let items = self.assessor.items(&case.role, &case.circumstances);
        let mut items = items.unwrap_or_default().iter();
        items
            .find(|item| item.kpi == scored.kpi.id)
            .map_or_else(String::new, |item| rule(words, scored.kpi, item, scored))
    }

    /// The total, added up from the items' weights and points.
    fn sum(&self, words: &Wording<'_>, assessment: &Assessment<'_>) -> Sum {
        let (mut weighted, mut weight, mut due, mut with_evidence) = (0.0, 0.0, 0.0, 0.0);
        for item in &assessment.items {
            if item.gap == Some(Gap::NotThisEdition) {
                continue;
            }
            due += item.weight;
            with_evidence += if item.gap.is_none() { item.weight } else { 0.0 };
            if let Some(points) = item.points {
                weighted += item.weight * points;
                weight += item.weight;
            }
        }
        let evidence = if due > 0.0 { with_evidence / due } else { 0.0 };
        let enough = weight > 0.0 && evidence >= self.workspace.scoring.evidence - 1e-9;
        let score = enough.then(|| round_half_away(weighted / weight, 1));
        let grade = score.map(|score| Grade::of(score, self.workspace.scoring.bounds));
        let figures = [weighted, weight].map(|figure| words.locale.number(figure, 1));
        let text = match score {
            Some(score) => {
                let score = words.locale.number(score, 1);
                let [sum, weight] = &figures;
                let arguments = [
                    ("score", (&score).into()),
                    ("sum", sum.into()),
                    ("weight", weight.into()),
                ];
                words.locale.format("packet-total", &arguments)
            }
            None => words.locale.text("packet-total-none"),
        };
        Sum {
            text,
            score,
            grade: grade.map(|grade| grade.letter().to_owned()),
            weighted,
            weight,
            evidence,
        }
    }

    fn explained(
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
            arithmetic: self.arithmetic(words, kpi, item.measure),
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
                (None, Some(Gap::NotThisEdition)) => Some("packet-points-soft"),
                (None, _) => Some("explain-spread"),
            }
            .map(|key| words.locale.text(key)),
            records: self.records_of(words, case.holder, item),
        }
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
        let sql = view.map_or(rows.source.as_str(), |view| view.sql.as_str());
        let named = |table: &str| {
            sql.split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|word| word == table)
        };
        let reports = self.reports.iter().filter(|report| named(&report.table));
        Source {
            table: rows.source.clone(),
            view: view.map(|view| view.sql.clone()),
            date: rows.date.clone(),
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
    fn arithmetic(&self, words: &Wording<'_>, kpi: &Kpi, measure: Option<Measure>) -> String {
        let Some(m) = measure else {
            return words.locale.text("why-no-records");
        };
        let result = words.value(kpi, m.value);
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
        let mut cost: Vec<&Record> = Vec::new();
        if let Kind::Change { base, against } = &item.kpi.kind {
            remarks.insert(0, self.change_caption(words, holder, item, base, *against));
            records.extend(self.compared(&root.id, holder, *against));
        } else if item.points.is_some_and(|p| round_half_away(p, 1) < 100.0) {
            cost = costly(item, &records).1;
        }
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
            (Standing::Counted, Kind::Rate { .. }) if record.a != 0.0 => "explain-hit",
            (Standing::Counted, Kind::Rate { .. }) => "explain-no-hit",
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

fn assess<'a>(
    assessor: &Assessor<'a>,
    composer: &Composer<'_>,
    case: &Case,
) -> Option<Assessment<'a>> {
    assessor.assess(
        composer.subject(case.holder),
        &case.role,
        &case.circumstances,
        composer.period,
        case.people,
    )
}

/// What is shown of an item, by name.
fn facts(words: &Wording<'_>, item: &ItemScore<'_>) -> [(&'static str, String); 5] {
    let points = |points: f64| words.locale.number(points, 1);
    let state = item.measure.map_or("", |measure| measure.state.name());
    [
        ("value", words.measure(item.kpi, item.measure)),
        ("records", words.sample(item.kpi, item.measure)),
        ("target", words.target(item.kpi, item.target)),
        ("state", state.to_owned()),
        (
            "points",
            item.points.map_or_else(|| DASH.to_owned(), points),
        ),
    ]
}
