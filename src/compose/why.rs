//! Section 4: for each item under target, the records that cost points.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Composer;
use super::packet::Table;
use super::records::costly;
use super::wording::Wording;
use crate::measure::{Holder, Record, Standing, Subject};
use crate::quantity::round_half_away;
use crate::score::{Assessment, ItemScore};
use crate::workspace::{Against, Kind, Kpi, Workspace};

/// Shares of width up to which a table fits into half a page: five columns of identifiers
/// and days, none of comments.
const NARROW: f32 = 6.0;

/// Records shown for the item that cost most and for each other one; the rest are counted.
const SHOWN: [usize; 2] = [10, 5];

/// What cost points, and by which records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Why {
    /// How to read it, or that every scored item reached its target.
    pub lead: String,
    /// Items under target, those that cost most first.
    pub items: Vec<WhyItem>,
    /// Whether the tables of records are narrow enough for two beside each other on paper.
    pub narrow: bool,
}

/// An item under target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WhyItem {
    /// Identifier of the KPI.
    pub kpi: String,
    /// Name of the KPI.
    pub name: String,
    /// Value, target and what the difference cost.
    pub statement: String,
    /// Points of the total that it cost.
    pub lost_number: f64,
    /// Which records are shown.
    pub caption: String,
    /// At most ten records of the item that cost most, five of others; without rows where there are none or they are anonymous.
    pub records: Table,
    /// How many more there are, and which did not count; may be empty.
    pub remarks: Vec<String>,
}

impl WhyItem {
    fn is_narrow(&self) -> bool {
        let columns = self.records.columns.iter();
        columns.map(|column| column.share).sum::<f32>() <= NARROW
    }
}

/// Scored items that show fewer than 100 points, with the points of the total that each
/// cost, most first.
pub(super) fn missed<'i, 'a>(assessment: &'i Assessment<'a>) -> Vec<(&'i ItemScore<'a>, f64)> {
    let scored = assessment.items.iter().filter(|item| item.gap.is_none());
    let mut missed: Vec<(&ItemScore, f64)> = scored
        .filter_map(|item| Some((item, item.points?)))
        .filter(|(_, points)| round_half_away(*points, 1) < 100.0)
        .map(|(item, points)| (item, item.weight * (100.0 - points) / assessment.weight))
        .filter(|(_, lost)| *lost > 0.0)
        .collect();
    missed
        .sort_by(|(x, lost_x), (y, lost_y)| lost_y.total_cmp(lost_x).then(x.kpi.id.cmp(&y.kpi.id)));
    missed
}

impl Composer<'_> {
    pub(super) fn why(
        &self,
        words: &Wording<'_>,
        holder: Holder,
        assessment: &Assessment<'_>,
    ) -> Why {
        let items: Vec<WhyItem> = missed(assessment)
            .into_iter()
            .enumerate()
            .map(|(place, missed)| self.why_item(words, holder, missed, SHOWN[place.min(1)]))
            .collect();
        let lead = match (assessment.weight > 0.0, items.is_empty()) {
            (false, _) => "packet-finding-nothing-scored",
            (true, true) => "packet-finding-all-on-target",
            (true, false) => "why-lead",
        };
        Why {
            lead: words.locale.text(lead),
            narrow: items.iter().all(WhyItem::is_narrow),
            items,
        }
    }

    fn why_item(
        &self,
        words: &Wording<'_>,
        holder: Holder,
        (item, lost): (&ItemScore<'_>, f64),
        most: usize,
    ) -> WhyItem {
        let kpi = item.kpi;
        let arguments = [
            ("value", &words.measure(kpi, item.measure)),
            ("target", &words.target(kpi, item.target)),
            ("lost", &words.points(lost)),
        ];
        let mut made = WhyItem {
            kpi: kpi.id.clone(),
            name: words.pick(&kpi.name).to_owned(),
            statement: words.locale.format(
                "why-statement",
                &arguments.map(|(key, text)| (key, text.into())),
            ),
            lost_number: lost,
            caption: String::new(),
            records: Table::default(),
            remarks: Vec::new(),
        };
        let records = self.records.of(&kpi.id, holder, self.period);
        if let Kind::Change { base, against } = &kpi.kind {
            made.caption = self.change_caption(words, holder, item, base, *against);
        } else if kpi.raters.is_some() {
            made.caption = anonymous(words, &records);
        } else {
            let (choice, chosen) = costly(item, &records);
            let key = if chosen.is_empty() {
                "why-no-records".to_owned()
            } else {
                format!("why-{}", choice.name())
            };
            let counted = records.iter().filter(|record| record.counts()).count();
            let arguments = [("count", chosen.len().into()), ("all", counted.into())];
            made.caption = words.locale.format(&key, &arguments);
            let shown = &chosen[..chosen.len().min(most)];
            made.records = self.record_table(words, kpi, holder, shown);
            let others = chosen.len() - shown.len();
            if others > 0 {
                let arguments = [("count", others.into())];
                made.remarks
                    .push(words.locale.format("why-others", &arguments));
            }
            made.remarks.extend(not_counted(words, &records));
        }
        made
    }

    /// The two values that a change compares.
    pub(super) fn change_caption(
        &self,
        words: &Wording<'_>,
        holder: Holder,
        item: &ItemScore<'_>,
        base: &str,
        against: Against,
    ) -> String {
        let (Some(base), Some(measure)) = (self.workspace.kpis.get(base), item.measure) else {
            return String::new();
        };
        let rows = self.records.of(&base.id, holder, self.period);
        let counted = rows.iter().filter(|record| record.counts()).count();
        let texts = [
            ("kpi", words.pick(&base.name).to_owned()),
            ("now", words.value(base, measure.numerator)),
            ("before", words.value(base, measure.denominator)),
            ("against", self.against_words(words, against)),
        ];
        let mut arguments: Vec<_> = texts
            .iter()
            .map(|(key, text)| (*key, text.into()))
            .collect();
        arguments.push(("count", counted.into()));
        words.locale.format("why-change", &arguments)
    }

    /// What a change is against, in words: a period, the twelve months before, a fixed value.
    pub(super) fn against_words(&self, words: &Wording<'_>, against: Against) -> String {
        match against {
            Against::Previous => words.locale.period(self.period.offset(-1)),
            Against::LastYear => words.locale.period(self.period.year_before()),
            Against::Trailing12 => words.locale.text("why-against-trailing"),
            Against::Fixed(_) => words.locale.text("why-against-fixed"),
        }
    }

    /// The same position of the roster as a holder of records.
    pub(super) fn subject(&self, holder: Holder) -> Subject {
        match holder {
            Holder::Person(person) => self.measures.subjects.person(person),
            Holder::Team(team) => self.measures.subjects.team(team),
        }
    }
}

/// How many ratings there are, and nothing else.
pub(super) fn anonymous(words: &Wording<'_>, records: &[&Record]) -> String {
    let counted = records.iter().filter(|record| record.counts()).count();
    words
        .locale
        .format("why-anonymous", &[("count", counted.into())])
}

/// How many rows did not count, and why.
pub(super) fn not_counted(words: &Wording<'_>, records: &[&Record]) -> Vec<String> {
    let remark = |standing: Standing, key: &str| {
        let count = records.iter().filter(|r| r.standing == standing).count();
        (count > 0).then(|| words.locale.format(key, &[("count", count.into())]))
    };
    [
        remark(Standing::WithoutValue, "why-without-value"),
        remark(Standing::WithoutWeight, "why-without-weight"),
        remark(Standing::OffRoster, "why-off-roster"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The words of an SQL text, among them the names of its tables.
pub(super) fn words_of(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// The KPI whose rows stand behind a KPI: a change rests on those of its base.
pub(super) fn rooted<'w>(workspace: &'w Workspace, kpi: &'w Kpi) -> &'w Kpi {
    match &kpi.kind {
        Kind::Change { base, .. } => workspace.kpis.get(base).unwrap_or(kpi),
        _ => kpi,
    }
}
