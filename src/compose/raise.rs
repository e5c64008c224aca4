//! Section 5: what would raise the grade, and which evidence is wanting.
//!
//! A missed item is worth weight × (100 − points) ÷ Σ weight points of the total. Items
//! above target keep what they earn. What a score would be is rounded and graded as the
//! score itself is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Composer;
use super::why::missed;
use super::wording::Wording;
use crate::quantity::round_half_away;
use crate::score::{Assessment, Gap, Grade, ItemScore};

/// What reaching targets would add.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Raise {
    /// Missed items, those that would add most first.
    pub items: Vec<RaiseItem>,
    /// To which score and grade they would lead.
    pub outlook: Vec<String>,
    /// Items without enough evidence, and what they need.
    pub evidence: Vec<RaiseEvidence>,
}

/// A missed item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RaiseItem {
    /// Identifier of the KPI.
    pub kpi: String,
    /// Name of the KPI.
    pub name: String,
    /// The value with its unit.
    pub value: String,
    /// The target with its unit.
    pub target: String,
    /// Points of the total that reaching the target would add, with a sign.
    pub gain: String,
    /// The same as a number.
    pub gain_number: f64,
    /// What to do; empty where the catalogue has no advice.
    pub advice: String,
}

/// An item without enough evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RaiseEvidence {
    /// Identifier of the KPI.
    pub kpi: String,
    /// Name of the KPI.
    pub name: String,
    /// What there is and what is needed.
    pub need: String,
}

impl Composer<'_> {
    pub(super) fn raise(&self, words: &Wording<'_>, assessment: &Assessment<'_>) -> Raise {
        let missed = missed(assessment);
        let item = |(item, gain): &(&ItemScore<'_>, f64)| RaiseItem {
            kpi: item.kpi.id.clone(),
            name: words.pick(&item.kpi.name).to_owned(),
            value: words.measure(item.kpi, item.measure),
            target: words.target(item.kpi, item.target),
            gain: words.gain(*gain),
            gain_number: *gain,
            advice: item
                .kpi
                .advice
                .as_ref()
                .map_or_else(String::new, |advice| words.pick(advice).to_owned()),
        };
        let wanting = assessment
            .items
            .iter()
            .filter(|item| item.gap == Some(Gap::Insufficient));
        Raise {
            items: missed.iter().map(item).collect(),
            outlook: self.outlook(words, assessment, &missed),
            evidence: wanting.map(|item| self.wanting(words, item)).collect(),
        }
    }

    /// The fewest items, from the top, that lead to each better grade.
    fn outlook(
        &self,
        words: &Wording<'_>,
        assessment: &Assessment<'_>,
        missed: &[(&ItemScore<'_>, f64)],
    ) -> Vec<String> {
        let (Some(score), Some(mut grade)) = (assessment.score, assessment.grade) else {
            return vec![words.locale.text("raise-no-grade")];
        };
        let (mut sentences, mut reached) = (Vec::new(), score);
        for (index, (item, _)) in missed.iter().enumerate() {
            let gained: f64 = missed[..=index].iter().map(|(_, gain)| gain).sum();
            // From the exact total, not from the rounded score.
            reached = round_half_away(assessment.weighted / assessment.weight + gained, 1);
            let better = Grade::of(reached, self.workspace.scoring.bounds);
            if better < grade {
                grade = better;
                let key = match index {
                    0 => "raise-one",
                    _ if index + 1 == missed.len() => "raise-all",
                    _ => "raise-first",
                };
                let figure = words.locale.number(reached, 1);
                let arguments = [
                    ("count", (index + 1).into()),
                    ("kpi", words.pick(&item.kpi.name).into()),
                    ("score", (&figure).into()),
                    ("grade", better.letter().into()),
                ];
                sentences.push(words.locale.format(key, &arguments));
            }
        }
        if sentences.is_empty() && !missed.is_empty() {
            let figure = words.locale.number(reached, 1);
            let arguments = [
                ("count", missed.len().into()),
                ("score", (&figure).into()),
                ("grade", grade.letter().into()),
            ];
            sentences.push(words.locale.format("raise-same", &arguments));
        }
        sentences
    }

    fn wanting(&self, words: &Wording<'_>, item: &ItemScore<'_>) -> RaiseEvidence {
        let kpi = item.kpi;
        let n = item.measure.map_or(0, |measure| measure.n);
        let least = kpi.min_n.max(1);
        let need = match &kpi.raters {
            Some((_, raters)) => words
                .locale
                .format("raise-need-raters", &[("raters", (*raters).into())]),
            None if n == 0 => words
                .locale
                .format("raise-need-none", &[("least", least.into())]),
            None => {
                let arguments = [("n", n.into()), ("least", least.into())];
                words.locale.format("raise-need", &arguments)
            }
        };
        RaiseEvidence {
            kpi: kpi.id.clone(),
            name: words.pick(&kpi.name).to_owned(),
            need,
        }
    }
}
