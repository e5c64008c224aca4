//! The total of an explanation, added up anew, and what of it packets say otherwise.

use super::super::Composer;
use super::super::wording::{DASH, Wording};
use super::model::{Difference, Sum};
use super::{Case, assess};
use crate::measure::{Holder, Measures};
use crate::period::Grain;
use crate::quantity::round_half_away;
use crate::score::{Assessment, Assessor, Gap, Grade, ItemScore};
use crate::workspace::Track;

impl Composer<'_> {
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
        // Before a team's share and anybody's decision, which no record says.
        let total = self.total_of(holder);
        let (own, absolute) = total.map_or((None, None), |t| (t.own_score(), t.absolute));
        let sum = self.sum(&words, &found);
        let figure = |score: Option<f64>| {
            score.map_or_else(|| DASH.to_owned(), |score| words.locale.number(score, 1))
        };
        let letter = |grade: Option<Grade>| grade.map_or(DASH, Grade::letter).to_owned();
        compare("total", "score", figure(own), figure(sum.score));
        let grade = sum.grade.unwrap_or_else(|| DASH.to_owned());
        compare("total", "grade", letter(absolute), grade);
        differences
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

    /// The total, added up from the items' weights and points.
    pub(super) fn sum(&self, words: &Wording<'_>, assessment: &Assessment<'_>) -> Sum {
        let (mut weighted, mut weight, mut due, mut with_evidence) = (0.0, 0.0, 0.0, 0.0);
        let mut later = false;
        for item in &assessment.items {
            if item.gap == Some(Gap::NotThisEdition) {
                later = true;
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
            reweighted: later.then(|| words.locale.text("explain-reweighted")),
        }
    }
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
