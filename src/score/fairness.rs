//! Whether scores go with what they should not depend on: for HR only.
//!
//! Workload, complexity and tenure are ranked, as scores are, among people of the same
//! role, because roles count different rows; Spearman's coefficient of all these ranks
//! says whether they go together. Groups (by role, level, region, industry, mode) are
//! compared with everybody else whose group is known, by the permutation test on the
//! difference of medians. All tests of a run are corrected together.
//!
//! A finding is a reason to look, not a proof of unfairness: nothing is held constant but
//! the role, and that only for the three quantities.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rayon::prelude::*;

use super::{Assessor, Grade, Scores, circumstances};
use crate::load::{Roster, Stint};
use crate::measure::Measures;
use crate::period::Period;
use crate::statistics::{
    Correlation, Interval, change_from_intervals, correlation, discoveries, median,
    median_interval, median_test,
};

/// Groups of fewer people are not shown, nor compared with.
pub const SMALLEST_GROUP: usize = 5;

/// Share of false findings that is accepted among all.
const FALSE_FINDINGS: f64 = 0.10;

/// What is known of one scored person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// The score.
    pub score: f64,
    /// The grade in the end.
    pub grade: Option<Grade>,
    /// Role, level, region, industry and mode, in the order of [`Attribute::ALL`].
    pub groups: [Option<String>; 5],
    /// Workload, complexity and tenure, in the order of [`Quantity::ALL`].
    pub quantities: [Option<f64>; 3],
}

/// What scores are correlated with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Rows behind the values of a person's scored KPIs.
    Workload,
    /// Mean complexity of their projects.
    Complexity,
    /// Months since they joined, up to the end of the period.
    Tenure,
}

impl Quantity {
    /// All, in the order shown.
    pub const ALL: [Self; 3] = [Self::Workload, Self::Complexity, Self::Tenure];
}

/// What people are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// Role.
    Role,
    /// Level.
    Level,
    /// Region.
    Region,
    /// Industry served.
    Industry,
    /// On-site or remote.
    Mode,
}

impl Attribute {
    /// All, in the order shown.
    pub const ALL: [Self; 5] = [
        Self::Role,
        Self::Level,
        Self::Region,
        Self::Industry,
        Self::Mode,
    ];
}

/// How scores go with a quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relation {
    /// With what.
    pub quantity: Quantity,
    /// People of whom both are known.
    pub people: usize,
    /// The correlation; none where there are too few or nothing varies.
    pub correlation: Option<Correlation>,
    /// Whether it is one after correction.
    pub found: bool,
}

/// The groups by one attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouping {
    /// By what.
    pub attribute: Attribute,
    /// Groups of enough people, by name.
    pub groups: Vec<Group>,
    /// How many groups are too small to be shown.
    pub small: usize,
}

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its value in the roster.
    pub name: String,
    /// People with a score.
    pub people: usize,
    /// Their median score.
    pub median: f64,
    /// How many have each grade, from S to D.
    pub grades: [usize; 5],
    /// Against everybody else; none where these are too few.
    pub difference: Option<Difference>,
    /// Whether there is a difference after correction.
    pub found: bool,
}

/// The median of a group less the median of the rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// In points of the score.
    pub points: f64,
    /// 95 % limits; none where one side has fewer than six people.
    pub interval: Option<Interval>,
    /// Two-sided p of the permutation test.
    pub p: f64,
}

/// All comparisons of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fairness {
    /// With workload, complexity, tenure.
    pub relations: Vec<Relation>,
    /// By attributes with at least two values.
    pub groupings: Vec<Grouping>,
    /// How many tests were corrected together.
    pub tests: usize,
}

/// Compares everybody who has a score. `complexities` is by position in the roster.
pub fn fairness(
    assessor: &Assessor<'_>,
    measures: &Measures,
    scores: &Scores,
    roster: &Roster,
    complexities: &[Option<f64>],
    period: Period,
) -> Fairness {
    let profiles: Vec<Profile> = (0..roster.people.len())
        .into_par_iter()
        .filter_map(|index| {
            let person = &roster.people[index];
            let total = scores.people.get(index)?.as_ref()?;
            let (score, stint) = (total.score?, person.stint_in(period)?);
            let subject = measures.subjects.person(index);
            let own = assessor.assess(subject, &stint.role, &circumstances(stint), period, 1)?;
            let scored = own.items.iter().filter(|item| item.gap.is_none());
            let rows = scored.filter_map(|item| Some(f64::from(item.measure?.n)));
            let complexity = complexities.get(index).copied().flatten();
            let tenure = person.joined.map(|day| months(day, period.end()));
            Some(Profile {
                score,
                grade: total.grade,
                groups: groups_of(stint),
                quantities: [Some(rows.sum()), complexity, tenure],
            })
        })
        .collect();
    compare(&profiles)
}

fn groups_of(stint: &Stint) -> [Option<String>; 5] {
    [
        Some(stint.role.clone()),
        Some(stint.level.clone()),
        stint.region.clone(),
        stint.industry.clone(),
        stint.mode.clone(),
    ]
}

/// Whole months and the days beyond them, a day as a 31st.
fn months(from: NaiveDate, to: NaiveDate) -> f64 {
    let count = |day: NaiveDate| f64::from(12 * day.year() + day.month0() as i32);
    count(to) - count(from) + (f64::from(to.day()) - f64::from(from.day())) / 31.0
}

/// All comparisons of these people.
pub fn compare(profiles: &[Profile]) -> Fairness {
    let mut relations: Vec<Relation> = (Quantity::ALL.into_par_iter().enumerate())
        .map(|(at, quantity)| relate(profiles, quantity, at))
        .collect();
    let mut groupings: Vec<Grouping> = (Attribute::ALL.into_par_iter().enumerate())
        .filter_map(|(at, attribute)| group(profiles, attribute, at))
        .collect();
    let mut p: Vec<f64> = Vec::new();
    let known = |p: Option<f64>| p.unwrap_or(f64::NAN);
    p.extend((relations.iter()).map(|relation| known(relation.correlation.map(|c| c.p))));
    for grouping in &groupings {
        let tested = |group: &Group| known(group.difference.map(|difference| difference.p));
        let mut own: Vec<f64> = grouping.groups.iter().map(tested).collect();
        if own.len() == 2 && grouping.small == 0 {
            // Each of two is the rest of the other: that is one test.
            own[1] = f64::NAN;
        }
        p.extend(own);
    }
    let mut found = discoveries(&p, FALSE_FINDINGS).into_iter();
    for relation in &mut relations {
        relation.found = found.next().unwrap_or(false);
    }
    for grouping in &mut groupings {
        for group in &mut grouping.groups {
            group.found = found.next().unwrap_or(false);
        }
        if let ([first, second], 0) = (grouping.groups.as_mut_slice(), grouping.small) {
            second.found = first.found;
        }
    }
    Fairness {
        relations,
        groupings,
        tests: p.iter().filter(|p| !p.is_nan()).count(),
    }
}

fn relate(profiles: &[Profile], quantity: Quantity, at: usize) -> Relation {
    let mut roles: BTreeMap<Option<&str>, Vec<(f64, f64)>> = BTreeMap::new();
    for profile in profiles {
        if let Some(value) = profile.quantities[at].filter(|value| value.is_finite()) {
            let role = profile.groups[0].as_deref();
            roles.entry(role).or_default().push((value, profile.score));
        }
    }
    // Somebody alone in a role has no place among others.
    roles.retain(|_, pairs| pairs.len() > 1);
    let mut ranked = Vec::new();
    for pairs in roles.values() {
        let first = places(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
        let second = places(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
        ranked.extend(first.into_iter().zip(second));
    }
    Relation {
        quantity,
        people: ranked.len(),
        correlation: correlation(&ranked).filter(|_| ranked.len() >= SMALLEST_GROUP),
        found: false,
    }
}

/// The place of each value among all, from 0 to 1; equal values share theirs.
fn places(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut places = vec![0.0; values.len()];
    let mut below = 0;
    for equal in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let place = (below as f64 + equal.len() as f64 / 2.0) / values.len() as f64;
        equal.iter().for_each(|index| places[*index] = place);
        below += equal.len();
    }
    places
}

fn group(profiles: &[Profile], attribute: Attribute, at: usize) -> Option<Grouping> {
    let mut known: Vec<(&str, &Profile)> = (profiles.iter())
        .filter_map(|profile| Some((profile.groups[at].as_deref()?, profile)))
        .collect();
    known.sort_by(|a, b| a.1.score.total_cmp(&b.1.score));
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, _) in &known {
        *sizes.entry(name).or_default() += 1;
    }
    if sizes.len() < 2 {
        return None;
    }
    let large = sizes
        .iter()
        .filter(|(_, people)| **people >= SMALLEST_GROUP);
    let large: Vec<&str> = large.map(|(name, _)| *name).collect();
    let groups: Vec<Group> = (large.par_iter())
        .map(|name| against_rest(&known, name))
        .collect();
    let small = sizes.len() - groups.len();
    (!groups.is_empty()).then_some(Grouping {
        attribute,
        groups,
        small,
    })
}

/// One group against the rest; `known` is in ascending order of scores.
fn against_rest(known: &[(&str, &Profile)], name: &str) -> Group {
    let (mut own, mut rest, mut grades) = (Vec::new(), Vec::new(), [0; 5]);
    for (group, profile) in known {
        if *group != name {
            rest.push(profile.score);
            continue;
        }
        own.push(profile.score);
        if let Some(grade) = profile.grade {
            grades[grade as usize] += 1;
        }
    }
    let middle = |scores: &[f64]| Some((median(scores)?, median_interval(scores)?));
    let test = median_test(&own, &rest).filter(|_| rest.len() >= SMALLEST_GROUP);
    let intervals = middle(&own).zip(middle(&rest));
    Group {
        name: name.to_owned(),
        people: own.len(),
        median: median(&own).unwrap_or(f64::NAN),
        grades,
        difference: test.map(|test| Difference {
            points: test.change,
            interval: intervals.map(|(own, rest)| change_from_intervals(own, rest)),
            p: test.p,
        }),
        found: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(score: f64, role: &str, region: &str, workload: f64) -> Profile {
        Profile {
            score,
            grade: Some(Grade::of(score, [90.0, 80.0, 70.0, 60.0])),
            groups: [
                Some(role.to_owned()),
                None,
                Some(region.to_owned()),
                None,
                None,
            ],
            quantities: [Some(workload), None, None],
        }
    }

    #[test]
    fn more_work_and_lower_scores_are_found_within_roles_though_roles_differ() {
        // In each role, who has more rows scores less; the role with more rows scores more.
        let people: Vec<Profile> = (0..24)
            .map(|at| {
                let by = f64::from(at % 12);
                let (role, rows, score) = if at < 12 {
                    ("service", 100.0, 90.0)
                } else {
                    ("presales", 10.0, 70.0)
                };
                profile(score - by, role, "north", rows + by)
            })
            .collect();
        let found = compare(&people);
        let workload = found.relations[0];
        assert_eq!((workload.people, workload.found), (24, true));
        assert!(
            workload
                .correlation
                .is_some_and(|c| (c.rho + 1.0).abs() < 1e-9)
        );
        assert_eq!(
            found.relations[1].correlation, None,
            "no complexity is known"
        );
        // The roles differ too; the only region is compared with nothing.
        assert_eq!(found.groupings.len(), 1);
        assert!(found.groupings[0].groups.iter().all(|group| group.found));
        assert_eq!(found.tests, 2, "two groups are one test");
    }

    #[test]
    fn a_group_is_compared_with_the_rest_and_fewer_than_five_are_not_shown() {
        let north = [60.0, 61.0, 62.0, 63.0, 64.0, 65.0, 66.0, 67.0];
        let south = [80.0, 81.0, 82.0, 83.0, 84.0, 85.0, 86.0, 87.0];
        let mut people: Vec<Profile> = Vec::new();
        for (region, scores) in [
            ("north", &north[..]),
            ("south", &south),
            ("west", &north[..4]),
        ] {
            people.extend(
                scores
                    .iter()
                    .map(|score| profile(*score, "service", region, 1.0)),
            );
        }
        let found = compare(&people);
        let regions = &found.groupings[0];
        assert_eq!((regions.attribute, regions.small), (Attribute::Region, 1));
        let names: Vec<&str> = regions.groups.iter().map(|g| g.name.as_str()).collect();
        assert_eq!(names, ["north", "south"]);
        let south = &regions.groups[1];
        assert_eq!((south.people, south.median, south.found), (8, 83.5, true));
        assert_eq!(south.grades, [0, 8, 0, 0, 0]);
        // The rest: 60, 60, 61, 61, 62, 62, 63, 63, 64, 65, 66, 67, whose median is 62.5.
        assert!(south.difference.is_some_and(|d| d.points == 21.0
            && d.p < 0.01
            && d.interval.is_some_and(|i| i.low > 0.0 && i.high > 21.0)));
    }

    #[test]
    fn scores_that_go_with_nothing_are_no_finding() {
        let people: Vec<Profile> = (0_u32..60)
            .map(|at| {
                let region = ["north", "south", "west"][at as usize % 3];
                profile(
                    f64::from(60 + at * 37 % 31),
                    "service",
                    region,
                    f64::from(at * 53 % 59),
                )
            })
            .collect();
        let found = compare(&people);
        assert!(
            !found.relations.iter().any(|relation| relation.found),
            "{found:?}"
        );
        assert!(
            !found.groupings[0].groups.iter().any(|group| group.found),
            "{found:?}"
        );
        assert_eq!(found.tests, 4);
    }

    #[test]
    fn tenure_counts_months() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        assert_eq!(months(day(2024, 10, 31), day(2026, 10, 31)), 24.0);
        assert!(months(day(2026, 9, 1), day(2026, 10, 31)) > 1.9);
    }
}
