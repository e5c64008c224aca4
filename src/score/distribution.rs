//! Absolute grades against a reference distribution, for one pool.
//!
//! Pure: scores, grades and rules in, grades out; the order of people does not matter.
//! How many people a pool has decides how far the rules go ([`Regime`]):
//!
//! - *Advice*: the pool is too small, and every grade stays.
//! - *Caps*: S and A have at most their places. Who is beyond them gets the next grade, B
//!   at worst. Nobody is forced down to fill places at the bottom, and nobody is lifted.
//! - *Full*: the position in the pool decides. Nobody at or above `keep_from` gets C or D, and
//!   nobody below `lift_from` gets a better grade than their score gives. Within "C and D" the
//!   score decides between the two.
//!
//! Equal scores share the better grade, so a grade may have more people than places.

use serde::Serialize;

use super::Grade;
use crate::quantity::apportion;

/// Grades that have a quota together: S, A, B, and C with D.
pub const CLASSES: usize = 4;

/// How a pool is graded.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Shares of S, A, B, and C with D, in hundredths of a percent; they sum to 10,000.
    pub quota: [u32; CLASSES],
    /// Nobody with this score or a higher one gets C or D.
    pub keep_from: f64,
    /// Nobody with a lower score gets a better grade than by score.
    pub lift_from: f64,
    /// Pools of fewer people get advice only, of so many and more caps.
    pub caps_from: usize,
    /// Pools of so many people and more get the full quota.
    pub full_from: usize,
}

/// One person of a pool.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Graded {
    /// Rounded as it is graded.
    pub score: f64,
    /// The grade that the score gives.
    pub grade: Grade,
}

/// How far the rules go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Regime {
    /// Too few people: nothing is moved.
    Advice,
    /// S and A are capped.
    Caps,
    /// Every grade has its quota.
    Full,
}

/// Why somebody's grade is not the one that their score gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shift {
    /// Their position lies within the places of a better grade.
    Lifted,
    /// Their position lies beyond the places of the grade.
    Lowered,
    /// The grade is capped, and others with it are ahead.
    Capped,
}

/// What became of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How far the rules went.
    pub regime: Regime,
    /// Places of each class by largest remainder; they sum to the people.
    pub places: [usize; CLASSES],
    /// Everybody's grade, in the order in which they came.
    pub grades: Vec<Grade>,
    /// People beyond the places of their grade who share it with an equal score.
    pub tied: usize,
    /// People behind the places of B who keep it, for their score is at least `keep_from`.
    pub kept: usize,
    /// People within places of a better grade who are not lifted, for their score is below `lift_from`.
    pub not_lifted: usize,
}

/// The class of a grade.
pub fn class(grade: Grade) -> usize {
    match grade {
        Grade::S => 0,
        Grade::A => 1,
        Grade::B => 2,
        Grade::C | Grade::D => 3,
    }
}

/// Grades one pool; the people may come in any order.
pub fn distribute(people: &[Graded], rules: &Rules) -> Outcome {
    let quota = rules.quota.map(u64::from);
    let mut places = [0; CLASSES];
    for (place, share) in places
        .iter_mut()
        .zip(apportion(people.len() as u64, &quota))
    {
        *place = share as usize;
    }
    let regime = if people.len() < rules.caps_from {
        Regime::Advice
    } else if people.len() < rules.full_from {
        Regime::Caps
    } else {
        Regime::Full
    };
    let mut outcome = Outcome {
        regime,
        places,
        grades: people.iter().map(|person| person.grade).collect(),
        tied: 0,
        kept: 0,
        not_lifted: 0,
    };
    match regime {
        Regime::Advice => {}
        Regime::Caps => {
            cap(people, Grade::S, Grade::A, &mut outcome);
            cap(people, Grade::A, Grade::B, &mut outcome);
        }
        Regime::Full => fill(people, rules, &mut outcome),
    }
    outcome
}

/// Gives `next` to those who have `grade` and lie beyond its places.
fn cap(people: &[Graded], grade: Grade, next: Grade, outcome: &mut Outcome) {
    let places = outcome.places[class(grade)];
    let having = |index: &usize| outcome.grades[*index] == grade;
    let holders: Vec<usize> = (0..people.len()).filter(having).collect();
    let falling = falling(holders.iter().map(|index| people[*index].score));
    for index in &holders {
        if position(&falling, people[*index].score) > places {
            outcome.grades[*index] = next;
        }
    }
    let left = holders
        .iter()
        .filter(|index| outcome.grades[**index] == grade);
    outcome.tied += left.count().saturating_sub(places);
}

/// Gives everybody the grade of their position, as far as `keep_from` and `lift_from` let it.
fn fill(people: &[Graded], rules: &Rules, outcome: &mut Outcome) {
    let mut limits = outcome.places;
    for class in 1..CLASSES {
        limits[class] += limits[class - 1];
    }
    let falling = falling(people.iter().map(|person| person.score));
    for (person, grade) in people.iter().zip(&mut outcome.grades) {
        let position = position(&falling, person.score);
        let reached = limits.iter().position(|limit| position <= *limit);
        let mut due = match reached {
            Some(0) => Grade::S,
            Some(1) => Grade::A,
            Some(2) => Grade::B,
            _ => person.grade.max(Grade::C),
        };
        if due > Grade::B && person.score >= rules.keep_from {
            due = Grade::B;
            outcome.kept += 1;
        }
        if due < person.grade && person.score < rules.lift_from {
            due = person.grade;
            outcome.not_lifted += 1;
        }
        *grade = due;
    }
    outcome.tied = limits[..CLASSES - 1]
        .iter()
        .filter(|limit| (1..falling.len()).contains(*limit))
        .map(|limit| {
            let last = falling[limit - 1];
            falling[*limit..]
                .iter()
                .take_while(|score| **score == last)
                .count()
        })
        .sum();
}

fn falling(scores: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut scores: Vec<f64> = scores.collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    scores
}

/// The place of `score` among scores that fall; 1 is the best, equal scores share the better.
pub(super) fn position(falling: &[f64], score: f64) -> usize {
    falling.partition_point(|other| *other > score) + 1
}

#[cfg(test)]
mod tests;
