//! One subject's items, points and total in one period.

use std::collections::BTreeMap;

use super::Grade;
use super::points::points;
use super::verdict::{Change, change_since_previous, changes};
use crate::measure::{Measure, Measures, State, Subject};
use crate::period::{Grain, Period};
use crate::quantity::round_half_away;
use crate::workspace::{
    Circumstances, EffectiveItem, Item, Kpi, Missing, Scorecard, Track, Workspace,
};

/// Assesses subjects; scorecards are refined once for all circumstances that occur.
pub struct Assessor<'a> {
    pub(super) measures: &'a Measures,
    pub(super) workspace: &'a Workspace,
    cards: BTreeMap<&'a str, Card>,
}

/// A scorecard refined for every combination of circumstances that it tells apart.
struct Card {
    known: Vec<Circumstances>,
    refined: BTreeMap<Circumstances, Refined>,
}

/// Items of one combination: those that count, and all with what changed them.
struct Refined {
    items: Vec<Item>,
    explained: Vec<EffectiveItem>,
}

/// A subject's items with their points, and what they come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment<'a> {
    /// Items in the order of the scorecard.
    pub items: Vec<ItemScore<'a>>,
    /// Groups in the order of the scorecard.
    pub groups: Vec<GroupScore>,
    /// Σ weight × points of the scored items.
    pub weighted: f64,
    /// Σ weight of the items that have points.
    pub weight: f64,
    /// Share of weight with evidence, 0 to 1.
    pub evidence: f64,
    /// Rounded half up to one decimal; absent where not gradable.
    pub score: Option<f64>,
    /// Absent where not gradable.
    pub grade: Option<Grade>,
}

/// One item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemScore<'a> {
    /// What is measured.
    pub kpi: &'a Kpi,
    /// Index of its group.
    pub group: usize,
    /// Its weight among the items scored in this edition (they sum to 100); for an
    /// item that is not scored, its weight in the scorecard.
    pub weight: f64,
    /// The target that applied.
    pub target: Option<f64>,
    /// What target, floor and stretch were multiplied by: counts and sums grow with the
    /// length of the period and the people of the subject.
    pub factor: f64,
    /// The value; absent where there are no rows.
    pub measure: Option<Measure>,
    /// Points; absent where there is no evidence or the item is not scored.
    pub points: Option<f64>,
    /// Why there are no points from evidence.
    pub gap: Option<Gap>,
    /// Whether it gets a trend chart.
    pub core: bool,
    /// How it changed; see [`Assessor::compare`].
    pub changes: Vec<Change>,
}

/// Why an item has no points from evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No rows, or fewer than count as evidence.
    Insufficient,
    /// Quarterly items are shown, not scored, in a month.
    NotThisEdition,
}

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupScore {
    /// Index in the scorecard.
    pub group: usize,
    /// Sum of the weights of its scored items.
    pub weight: f64,
    /// Weighted mean of points; absent without evidence.
    pub points: Option<f64>,
}

impl<'a> Assessor<'a> {
    /// For these measures and definitions.
    pub fn new(measures: &'a Measures, workspace: &'a Workspace) -> Self {
        let refine = |scorecard: &'a Scorecard| {
            let known = scorecard.combinations();
            let refine = |when: &Circumstances| {
                let items = scorecard.effective(when);
                let explained = scorecard.explain(when);
                (when.clone(), Refined { items, explained })
            };
            let refined = known.iter().map(refine).collect();
            (scorecard.role.as_str(), Card { known, refined })
        };
        Self {
            measures,
            workspace,
            cards: workspace.scorecards.values().map(refine).collect(),
        }
    }

    /// The items that count for a role in these circumstances; `None` without a scorecard.
    pub fn items(&self, role: &str, circumstances: &Circumstances) -> Option<&[Item]> {
        Some(&self.refined(role, circumstances)?.items)
    }

    /// All items of a role's scorecard in these circumstances, with their weights before
    /// refinement and the refinements that changed them; `None` without a scorecard.
    pub fn explain(&self, role: &str, circumstances: &Circumstances) -> Option<&[EffectiveItem]> {
        Some(&self.refined(role, circumstances)?.explained)
    }

    fn refined(&self, role: &str, circumstances: &Circumstances) -> Option<&Refined> {
        let card = self.cards.get(role)?;
        // Only what the refinements tell apart matters.
        let part = |value: &Option<String>, part: fn(&Circumstances) -> &Option<String>| {
            value.clone().filter(|_| {
                card.known
                    .iter()
                    .any(|combination| part(combination) == value)
            })
        };
        let key = Circumstances {
            level: part(&circumstances.level, |c| &c.level),
            industry: part(&circumstances.industry, |c| &c.industry),
            mode: part(&circumstances.mode, |c| &c.mode),
        };
        card.refined.get(&key)
    }

    /// Assesses one subject of `people` people; `None` where its role has no scorecard.
    pub fn assess(
        &self,
        subject: Subject,
        role: &str,
        circumstances: &Circumstances,
        period: Period,
        people: usize,
    ) -> Option<Assessment<'a>> {
        let items = self.items(role, circumstances)?;
        let mut scored: Vec<ItemScore> = items
            .iter()
            .filter_map(|item| self.assess_item(subject, item, period, people))
            .collect();
        let due = |item: &ItemScore| item.gap != Some(Gap::NotThisEdition);
        let sum: f64 = scored
            .iter()
            .filter(|item| due(item))
            .map(|item| item.weight)
            .sum();
        for item in scored.iter_mut().filter(|item| due(item)) {
            item.weight *= 100.0 / sum;
        }
        Some(self.total(scored))
    }

    fn assess_item(
        &self,
        subject: Subject,
        item: &Item,
        period: Period,
        people: usize,
    ) -> Option<ItemScore<'a>> {
        let kpi = self.workspace.kpis.get(&item.kpi)?;
        let measure = self.measures.get(subject, &item.kpi, period);
        let scale = kpi
            .quota
            .map_or(1.0, |quota| quota.scale(period.grain().months(), people));
        let target = item.target.or(kpi.target).map(|target| target * scale);
        let evidence = measure.filter(|measure| measure.state != State::Insufficient);
        let soft = kpi.track == Track::Soft && period.grain() == Grain::Month;
        let (points, gap) = match (soft, evidence) {
            (true, _) => (None, Some(Gap::NotThisEdition)),
            (false, Some(measure)) => (points(kpi, item, scale, measure.value), None),
            (false, None) => {
                let points = match item.missing {
                    Missing::Reweight => None,
                    Missing::Zero => Some(0.0),
                    Missing::Neutral => Some(100.0),
                };
                (points, Some(Gap::Insufficient))
            }
        };
        Some(ItemScore {
            kpi,
            group: item.group,
            weight: item.weight,
            target,
            factor: scale,
            measure,
            points,
            gap,
            core: item.core,
            changes: Vec::new(),
        })
    }

    /// Fills in how each item changed, which only packets need.
    pub fn compare(&self, subject: Subject, period: Period, assessment: &mut Assessment<'_>) {
        let baseline = self.workspace.scoring.baseline;
        for item in &mut assessment.items {
            item.changes = changes(self.measures, subject, item.kpi, period, baseline);
        }
    }

    /// How a KPI changed against the previous period alone, as [`Assessor::compare`] has it.
    pub fn change_since_previous(&self, subject: Subject, kpi: &Kpi, period: Period) -> Change {
        change_since_previous(self.measures, subject, kpi, period)
    }

    fn total(&self, items: Vec<ItemScore<'a>>) -> Assessment<'a> {
        let (weighted, weight) = weigh(items.iter());
        let due = items
            .iter()
            .filter(|item| item.gap != Some(Gap::NotThisEdition));
        let (mut all, mut with_evidence) = (0.0, 0.0);
        for item in due {
            all += item.weight;
            with_evidence += if item.gap.is_none() { item.weight } else { 0.0 };
        }
        let evidence = if all > 0.0 { with_evidence / all } else { 0.0 };
        let enough = weight > 0.0 && evidence >= self.workspace.scoring.evidence - 1e-9;
        let score = enough.then(|| round_half_away(weighted / weight, 1));
        let last = items.iter().map(|item| item.group + 1).max().unwrap_or(0);
        let groups = (0..last)
            .map(|group| {
                let of_group = || items.iter().filter(move |item| item.group == group);
                let (weighted, weight) = weigh(of_group());
                let due = of_group().filter(|item| item.gap != Some(Gap::NotThisEdition));
                GroupScore {
                    group,
                    weight: due.map(|item| item.weight).sum(),
                    points: (weight > 0.0).then(|| weighted / weight),
                }
            })
            .collect();
        Assessment {
            groups,
            weighted,
            weight,
            evidence,
            score,
            grade: score.map(|score| Grade::of(score, self.workspace.scoring.bounds)),
            items,
        }
    }
}

/// Σ weight × points and Σ weight of the items that have points.
fn weigh<'b, 'a: 'b>(items: impl Iterator<Item = &'b ItemScore<'a>>) -> (f64, f64) {
    items
        .filter_map(|item| Some((item.weight, item.points?)))
        .fold((0.0, 0.0), |(weighted, weight), (w, points)| {
            (weighted + w * points, weight + w)
        })
}
