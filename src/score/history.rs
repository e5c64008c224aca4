//! What changed since an earlier edition: values restated, grades moved.
//!
//! A value whose lag was not over when an edition was made may still change. Every edition
//! leaves these open values behind; later ones compare them with what the data says now.
//! Past values and scores are always worked out by the definitions of the edition that
//! showed them, so that a restatement is a change of data and nothing else.
//!
//! Limits: only values that some scorecard counted are followed, for at most a year.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::{Assessor, Grade, Scores, Total, circumstances, team_role};
use crate::load::Roster;
use crate::measure::{Measure, Measures, State, Subject, SubjectKind, final_on};
use crate::period::{Grain, Period};
use crate::workspace::{Circumstances, DefinitionChange, Workspace};

/// Score and grade as an edition gives them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Mark {
    /// Rounded to one decimal; absent where not gradable.
    pub score: Option<f64>,
    /// Absent where there is none.
    pub grade: Option<Grade>,
}

impl Mark {
    /// That of a total.
    pub fn of(total: &Total) -> Self {
        Self {
            score: total.score,
            grade: total.grade,
        }
    }
}

/// Marks by position in the roster; absent where no scorecard applies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Of people.
    pub people: Vec<Option<Mark>>,
    /// Of teams.
    pub teams: Vec<Option<Mark>>,
}

impl Marks {
    /// Those of scores.
    pub fn of(scores: &Scores) -> Self {
        let of = |totals: &[Option<Total>]| {
            let marks = totals.iter().map(|total| total.as_ref().map(Mark::of));
            marks.collect()
        };
        Self {
            people: of(&scores.people),
            teams: of(&scores.teams),
        }
    }
}

impl Marks {
    /// Those of an edition; absent for whom it does not have.
    pub fn said(earlier: &Earlier, roster: &Roster) -> Self {
        let of = |kind, id: &str| earlier.marks.get(&(kind, id.to_owned())).copied();
        let people = roster.people.iter();
        let teams = roster.teams.iter();
        Self {
            people: people.map(|one| of(SubjectKind::Person, &one.id)).collect(),
            teams: teams.map(|one| of(SubjectKind::Team, &one.id)).collect(),
        }
    }
}

/// A value as a packet shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Shown {
    /// In the KPI's unit; absent where there was no evidence.
    pub value: Option<f64>,
    /// Rows behind it.
    pub n: u32,
}

/// A value that may still change, by kind and identifier of the subject, KPI and period.
pub type OpenKey = (SubjectKind, String, String, Period);

/// What an earlier edition said.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// Its period.
    pub period: Period,
    /// The day of its data.
    pub as_of: NaiveDate,
    /// Marks of people and teams.
    pub marks: BTreeMap<(SubjectKind, String), Mark>,
    /// Values that could still change; absent where the edition does not tell them.
    pub open: Option<BTreeMap<OpenKey, Shown>>,
}

/// An open value, as it was shown and as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Restatement {
    /// Whose.
    pub subject: Subject,
    /// Which KPI.
    pub kpi: String,
    /// Of which period.
    pub period: Period,
    /// As an earlier edition showed it.
    pub old: Shown,
    /// As the data says now.
    pub new: Shown,
    /// Whether it is final now.
    pub settled: bool,
}

impl Restatement {
    /// Whether it became another value, or rests on other rows.
    pub fn is_changed(&self) -> bool {
        self.old != self.new
    }
}

/// A score or grade of a past period that today's data would make another.
#[derive(Clone, Debug, PartialEq)]
pub struct Regraded {
    /// Whose.
    pub subject: Subject,
    /// Of which period.
    pub period: Period,
    /// As the edition of that period said.
    pub old: Mark,
    /// As today's data would have it.
    pub new: Mark,
}

/// Where somebody is found in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Station {
    /// With this grade.
    Graded(Grade),
    /// There, but without a grade.
    Ungraded,
    /// Not there.
    Away,
}

/// How many moved from which grade to which.
#[derive(Clone, Debug, PartialEq)]
pub struct Movement {
    /// The period moved from.
    pub since: Period,
    /// Whether its grades are those of its edition; else they are worked out from today's data.
    pub published: bool,
    /// People by where they were and where they are.
    pub counts: BTreeMap<(Station, Station), usize>,
}

/// What other definitions did to scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Redefined {
    /// The edition whose definitions are compared with.
    pub since: Period,
    /// What is defined otherwise now, field by field.
    pub changes: Vec<DefinitionChange>,
    /// Marks of this period by the earlier definitions; absent where these cannot be
    /// applied any more.
    pub marks: Option<Marks>,
}

/// A quarter beside its year.
#[derive(Clone, Debug, PartialEq)]
pub struct Quarter {
    /// The quarter.
    pub period: Period,
    /// Whether its marks are those of its edition; else they are worked out from today's
    /// data and definitions, with its distribution and what was decided about it.
    pub published: bool,
    /// Marks of people and teams.
    pub marks: Marks,
}

/// Everything that changed since the last editions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Periods of the editions that were compared with.
    pub editions: Vec<Period>,
    /// Marks in the edition of the period before, if there is one.
    pub published: Option<Marks>,
    /// Open values, changed or settled, by subject, KPI and period.
    pub restatements: Vec<Restatement>,
    /// Past marks that would be others, by subject and period.
    pub regraded: Vec<Regraded>,
    /// Periods whose marks were worked out again.
    pub reviewed: BTreeSet<Period>,
    /// Movement between grades.
    pub movement: Option<Movement>,
    /// Changes of definitions.
    pub redefined: Option<Redefined>,
    /// The quarters of a year, in order; none but for a year.
    pub quarters: Vec<Quarter>,
}

impl History {
    /// The restatements of a subject.
    pub fn restatements_of(&self, subject: Subject) -> &[Restatement] {
        part(&self.restatements, subject, |restated| restated.subject)
    }

    /// The marks of a subject that would be others.
    pub fn regraded_of(&self, subject: Subject) -> &[Regraded] {
        part(&self.regraded, subject, |regraded| regraded.subject)
    }
}

/// The part of a list sorted by subject that is one's.
fn part<T>(all: &[T], subject: Subject, of: impl Fn(&T) -> Subject) -> &[T] {
    let from = all.partition_point(|one| of(one) < subject);
    let to = all.partition_point(|one| of(one) <= subject);
    &all[from..to]
}

/// Every value up to `period` that some scorecard counts for its subject and that could
/// still change on the day `as_of`, sorted by subject, KPI and period; absent values too.
pub fn open_values<'a>(
    measures: &Measures,
    workspace: &'a Workspace,
    roster: &Roster,
    period: Period,
    as_of: NaiveDate,
) -> Vec<(Subject, &'a str, Period, Option<Measure>)> {
    let assessor = Assessor::new(measures, workspace);
    let mut found = Vec::new();
    for past in open_periods(period) {
        let open: BTreeSet<&str> = workspace
            .kpis
            .values()
            .filter(|kpi| as_of < final_on(kpi.lag, past))
            .map(|kpi| kpi.id.as_str())
            .collect();
        if open.is_empty() {
            continue;
        }
        let mut add = |subject: Subject, role: &str, when: &Circumstances| {
            for item in assessor.items(role, when).into_iter().flatten() {
                if let Some(kpi) = open.get(item.kpi.as_str()) {
                    found.push((subject, *kpi, past, measures.get(subject, kpi, past)));
                }
            }
        };
        let mut roles = BTreeSet::new();
        for (index, person) in roster.people.iter().enumerate() {
            if let Some(stint) = person.stint_in(past) {
                let subject = measures.subjects.person(index);
                add(subject, &stint.role, &circumstances(stint));
                roles.insert(stint.role.as_str());
            }
        }
        let everybody = Circumstances::default();
        for (index, members) in roster.members(past).iter().enumerate() {
            if let Some(role) = team_role(roster, members, past) {
                add(measures.subjects.team(index), &role, &everybody);
            }
        }
        for role in roles {
            add(measures.subjects.organisation(), role, &everybody);
        }
    }
    found.sort_unstable_by_key(|(subject, kpi, period, _)| (*subject, *kpi, *period));
    found.dedup_by_key(|(subject, kpi, period, _)| (*subject, *kpi, *period));
    found
}

/// The periods of a year up to `period`.
fn open_periods(period: Period) -> impl Iterator<Item = Period> {
    let count = match period.grain() {
        Grain::Month => 13,
        Grain::Quarter => 5,
        Grain::Year => 2,
        Grain::Week | Grain::Whole => 1,
    };
    period.trailing(count)
}

/// What a packet shows of a value.
pub fn shown(measure: Option<Measure>) -> Shown {
    let Some(measure) = measure else {
        return Shown::default();
    };
    let evidence = measure.state != State::Insufficient && measure.value.is_finite();
    Shown {
        value: evidence.then_some(measure.value),
        n: measure.n,
    }
}

/// Which open values newer editions have dealt with.
#[derive(Clone, Debug, Default)]
pub struct Followed {
    keys: BTreeSet<OpenKey>,
    seen: Option<NaiveDate>,
    only: Option<Period>,
}

impl Followed {
    /// Nothing yet, and values of one period are all that matters.
    pub fn only(period: Period) -> Self {
        Self {
            only: Some(period),
            ..Self::default()
        }
    }

    /// An edition of this day has been dealt with.
    pub fn see(&mut self, as_of: NaiveDate) {
        self.seen = self.seen.max(Some(as_of));
    }

    /// The latest day of the editions that have been dealt with.
    pub fn seen(&self) -> Option<NaiveDate> {
        self.seen
    }

    /// Whether a newer edition held this value open.
    pub fn has(&self, key: &OpenKey) -> bool {
        self.keys.contains(key)
    }

    /// Whether a value that is final from a day on is news here; it is not twice.
    fn is_news(&mut self, key: &OpenKey, day: NaiveDate) -> bool {
        let wanted = self.only.is_none_or(|only| key.3 == only);
        let told = self.seen.is_some_and(|seen| day <= seen);
        wanted && !told && self.keys.insert(key.clone())
    }
}

/// The open values of an earlier edition that changed or became final, in the order of
/// [`open_values`], but those that newer editions have dealt with. `measures` and
/// `workspace` follow the definitions of that edition.
pub fn restatements(
    earlier: &Earlier,
    measures: &Measures,
    workspace: &Workspace,
    roster: &Roster,
    as_of: NaiveDate,
    followed: &mut Followed,
) -> Vec<Restatement> {
    let Some(open) = &earlier.open else {
        return Vec::new();
    };
    let now = open_values(measures, workspace, roster, earlier.period, earlier.as_of);
    let restated = now
        .into_iter()
        .filter_map(|(subject, kpi, period, measure)| {
            let (kind, id) = measures.subjects.describe(subject);
            let key = (kind, id.to_owned(), kpi.to_owned(), period);
            let day = final_on(workspace.kpis.get(kpi)?.lag, period);
            let (old, new) = (open.get(&key).copied().unwrap_or_default(), shown(measure));
            if !followed.is_news(&key, day) || (old.value.is_none() && new.value.is_none()) {
                return None;
            }
            let restatement = Restatement {
                subject,
                kpi: kpi.to_owned(),
                period,
                old,
                new,
                settled: as_of >= day,
            };
            (restatement.settled || restatement.is_changed()).then_some(restatement)
        });
    restated.collect()
}

/// Marks of an earlier edition that `scores` of the same period would make others, by subject.
pub fn regraded(earlier: &Earlier, scores: &Scores, measures: &Measures) -> Vec<Regraded> {
    let people = (0..scores.people.len()).map(|index| measures.subjects.person(index));
    let teams = (0..scores.teams.len()).map(|index| measures.subjects.team(index));
    let marks = Marks::of(scores);
    let marks = marks.people.into_iter().chain(marks.teams);
    let found = people
        .chain(teams)
        .zip(marks)
        .filter_map(|(subject, mark)| {
            let (kind, id) = measures.subjects.describe(subject);
            let old = *earlier.marks.get(&(kind, id.to_owned()))?;
            let new = mark.unwrap_or_default();
            (old != new).then_some(Regraded {
                subject,
                period: earlier.period,
                old,
                new,
            })
        });
    found.collect()
}

/// Movement from the grades of an earlier edition, or of `before` where there is none, to
/// those of `now`. `None` where nobody was there before.
pub fn movement(
    published: Option<&Earlier>,
    before: &Scores,
    now: &Scores,
    roster: &Roster,
    period: Period,
) -> Option<Movement> {
    let since = period.offset(-1);
    let station = |there: bool, grade: Option<Grade>| match (grade, there) {
        (Some(grade), _) => Station::Graded(grade),
        (None, true) => Station::Ungraded,
        (None, false) => Station::Away,
    };
    let grade = |scores: &Scores, index: usize| scores.people.get(index)?.as_ref()?.grade;
    let mut counts = BTreeMap::new();
    for (index, person) in roster.people.iter().enumerate() {
        let was_there = person.stint_in(since).is_some();
        let from = match published {
            Some(earlier) => {
                let mark = earlier.marks.get(&(SubjectKind::Person, person.id.clone()));
                station(
                    was_there || mark.is_some(),
                    mark.and_then(|mark| mark.grade),
                )
            }
            None => station(was_there, grade(before, index)),
        };
        let is_here = person.stint_in(period).is_some();
        let to = station(is_here, grade(now, index));
        if (from, to) != (Station::Away, Station::Away) {
            *counts.entry((from, to)).or_default() += 1;
        }
    }
    // People of the earlier edition whom the roster does not know any more.
    let known: BTreeSet<&str> = roster.people.iter().map(|p| p.id.as_str()).collect();
    for ((kind, id), mark) in published.iter().flat_map(|earlier| &earlier.marks) {
        if *kind == SubjectKind::Person && !known.contains(id.as_str()) {
            let from = station(true, mark.grade);
            *counts.entry((from, Station::Away)).or_default() += 1;
        }
    }
    let anybody = counts.keys().any(|(from, _)| *from != Station::Away);
    anybody.then_some(Movement {
        since,
        published: published.is_some(),
        counts,
    })
}
