//! Columns that several sheets have: standing in score and grade, and the values of KPIs.

use std::borrow::Cow;

use super::Measured;
use crate::compose::Composer;
use crate::compose::sheet::{Column, Style, Value};
use crate::compose::wording::Wording;
use crate::measure::{State, Subject};
use crate::quantity::{Unit, round_half_away};
use crate::score::{Assessment, Change, Comparison, Grade, Total, Verdict};
use crate::workspace::Kpi;

impl<'a> Composer<'a> {
    /// Two columns for each KPI: its value, and the verdict on its change.
    pub(super) fn headings(&self, words: Wording<'_>, kpis: &[Measured<'_>]) -> Vec<Column> {
        let against = words.against(Comparison::Previous, self.period, true);
        let both = |(kpi, _): &Measured<'_>| {
            let name = words.pick(&kpi.name);
            let arguments = [("name", name.into()), ("against", (&against).into())];
            let title = words.locale.format("workbook-with-verdict", &arguments);
            let style = Style::Text;
            [heading(words, kpi), Column { title, style }]
        };
        kpis.iter().flat_map(both).collect()
    }

    /// The values of a subject that are evidence, marked by what their scorecard asks for, each
    /// with the verdict on its change where there is one.
    pub(super) fn values(
        &self,
        words: Wording<'_>,
        subject: Subject,
        kpis: &[Measured<'a>],
        assessment: Option<&Assessment<'_>>,
    ) -> Vec<Value<'a>> {
        let value = |(kpi, position): &Measured<'a>| {
            let measure = self.measures.at(subject, *position, self.period)?;
            let is_evidence = measure.state != State::Insufficient && measure.value.is_finite();
            let items = assessment.map_or(&[][..], |assessment| &assessment.items);
            let item = items.iter().find(|item| item.kpi.id == kpi.id);
            let change = |_| (self.assessor).change_since_previous(subject, kpi, self.period);
            let verdict = item
                .map(change)
                .map_or(Value::Empty, |change| verdict(words, change));
            let points = item.and_then(|item| item.points.filter(|_| item.gap.is_none()));
            let value = Value::Measured {
                value: if kpi.unit == Unit::Percent {
                    measure.value / 100.0
                } else {
                    measure.value
                },
                // As packets decide who missed a target.
                reached: points.map(|points| round_half_away(points, 1) >= 100.0),
                provisional: measure.state == State::Provisional,
            };
            is_evidence.then_some([value, verdict])
        };
        let values = kpis.iter().map(value);
        values.flat_map(Option::unwrap_or_default).collect()
    }
}

/// Columns of what [`standing`] gives.
pub(super) const STANDING: [(&str, Style); 10] = [
    ("packet-column-score", Style::Number(1)),
    ("packet-column-grade", Style::Grade),
    ("workbook-column-previous", Style::Number(1)),
    ("packet-column-change", Style::Signed(1)),
    ("packet-column-evidence", Style::Percent(0)),
    ("workbook-column-rank", Style::Number(0)),
    ("workbook-column-pool-size", Style::Number(0)),
    ("workbook-column-quartile", Style::Number(0)),
    ("workbook-column-grade-by-score", Style::Grade),
    ("workbook-column-moved-by", Style::Text),
];

/// Score, grade, score before, change, evidence, place in the pool, and what moved the grade.
pub(super) fn standing<'a>(words: Wording<'_>, total: Option<&Total>) -> Vec<Value<'a>> {
    let of = |part: fn(&Total) -> Option<f64>| Value::number(total.and_then(part));
    let grade = |part: fn(&Total) -> Option<Grade>| {
        let grade = total.and_then(part);
        grade.map_or(Value::Empty, |grade| Value::text(grade.letter()))
    };
    let rank = total.and_then(|total| total.rank);
    let moved = total.and_then(|total| {
        let key = match (&total.decided, &total.placement) {
            (Some(_), _) => "workbook-moved-override",
            (None, Some(_)) => "workbook-moved-distribution",
            (None, None) => return None,
        };
        Some(words.locale.text(key))
    });
    vec![
        of(|total| total.score),
        grade(|total| total.grade),
        of(|total| total.previous),
        // Both have one decimal; so has their difference.
        of(|total| Some(round_half_away(total.score? - total.previous?, 1))),
        of(|total| Some(total.evidence)),
        Value::count(rank.map(|rank| rank.position)),
        Value::count(rank.map(|rank| rank.size)),
        Value::count(rank.map(|rank| rank.quartile)),
        grade(|total| total.absolute),
        moved.map_or(Value::Empty, |moved| Value::Text(Cow::Owned(moved))),
    ]
}

/// What became of a KPI since the period before: mark and word, so that it can be filtered.
fn verdict<'a>(words: Wording<'_>, change: Change) -> Value<'a> {
    match change.verdict {
        Verdict::Insufficient => Value::Empty,
        verdict => {
            let key = format!("packet-verdict-{}", verdict.name());
            Value::text(format!("{} {}", verdict.mark(), words.locale.text(&key)))
        }
    }
}

/// The column of a KPI, headed by its name and unit.
fn heading(words: Wording<'_>, kpi: &Kpi) -> Column {
    let name = words.pick(&kpi.name);
    let unit = words.locale.unit(kpi.unit);
    let style = match kpi.unit {
        Unit::Percent => Style::Percent(kpi.decimals),
        Unit::Points => Style::Signed(kpi.decimals),
        _ => Style::Number(kpi.decimals),
    };
    // The cells of percent say so themselves.
    let title = if unit.is_empty() || kpi.unit == Unit::Percent {
        name.to_owned()
    } else {
        let arguments = [("name", name.into()), ("unit", (&unit).into())];
        words.locale.format("workbook-with-unit", &arguments)
    };
    Column { title, style }
}
