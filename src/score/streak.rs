//! Streaks: consecutive periods in the same state.
//!
//! A period without evidence ends a streak. A streak counts in the edition in whose period
//! it reaches its length or goes on.

use serde::Serialize;

use crate::period::{Grain, Period};
use crate::workspace::{Direction, Series, StreakState};

/// A streak is followed back no farther than this.
pub(super) const LONGEST: usize = 13;

/// One value of a series.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Observation {
    /// Its period.
    pub period: Period,
    /// In the unit of the KPI; points for the score.
    pub value: f64,
    /// Rows behind it; absent for the score.
    pub n: Option<u32>,
    /// Of a rate: the rows that missed.
    pub misses: Option<u32>,
    /// What it is compared with, if anything.
    pub target: Option<f64>,
}

/// Whether an observation is in a state; `before` is the one of the period before.
pub(super) fn holds(
    state: StreakState,
    direction: Direction,
    now: &Observation,
    before: Option<&Observation>,
) -> bool {
    let better = |than: f64| direction.sign() * (now.value - than);
    let by_target = |test: fn(f64) -> bool| now.target.is_some_and(|target| test(better(target)));
    let by_before = |test: fn(f64) -> bool| before.is_some_and(|before| test(better(before.value)));
    match state {
        StreakState::OnTarget => by_target(|by| by >= 0.0),
        StreakState::AboveTarget => by_target(|by| by > 0.0),
        StreakState::BelowTarget => by_target(|by| by < 0.0),
        StreakState::Worse => by_before(|by| by < 0.0),
        StreakState::Better => by_before(|by| by > 0.0),
        StreakState::Positive => now.value > 0.0,
        StreakState::Misses => now.misses.is_some_and(|misses| misses > 0),
    }
}

/// The periods of a series that end in the edition's period and are over, oldest first.
pub(super) fn due(series: Series, edition: Period, as_of: chrono::NaiveDate) -> Vec<Period> {
    let grain = match series {
        Series::Weekly => Grain::Week,
        Series::Monthly => Grain::Month,
        Series::Quarterly => Grain::Quarter,
        Series::Edition => return vec![edition],
    };
    let first = Period::containing(grain, edition.start());
    let last = Period::containing(grain, edition.end());
    let over = edition.end().min(as_of.max(edition.start()));
    (first.index()..=last.index())
        .map(|index| Period::from_index(grain, index))
        .filter(|period| period.end() <= over)
        .collect()
}

/// First and last period of the latest run of at least `least` periods that ends in `due`.
///
/// `flag` says whether a period is in the state; it is asked from the latest backwards, and
/// no farther than needed.
pub(super) fn find_run(
    due: &[Period],
    least: usize,
    flag: impl Fn(Period) -> bool,
) -> Option<(Period, Period)> {
    let mut candidates = due;
    while let Some((last, earlier)) = candidates.split_last() {
        candidates = earlier;
        if !flag(*last) {
            continue;
        }
        let (mut first, mut length) = (*last, 1);
        while length < LONGEST && flag(first.offset(-1)) {
            first = first.offset(-1);
            length += 1;
        }
        if length >= least {
            return Some((first, *last));
        }
        let outside = candidates.partition_point(|period| *period < first);
        candidates = &candidates[..outside];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Period {
        text.parse()
            .unwrap_or_else(|_| Period::from_index(Grain::Month, 0))
    }

    fn run(due: &[&str], least: usize, flagged: &[&str]) -> Option<(String, String)> {
        let due: Vec<Period> = due.iter().map(|text| month(text)).collect();
        let found = find_run(&due, least, |period| {
            flagged.contains(&period.to_string().as_str())
        });
        found.map(|(first, last)| (first.to_string(), last.to_string()))
    }

    #[test]
    fn three_in_a_row_make_a_streak_and_a_gap_does_not() {
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(
            run(&["2026-10"], 3, &["2026-08", "2026-09", "2026-10"]),
            pair("2026-08", "2026-10")
        );
        assert_eq!(
            run(&["2026-10"], 3, &["2026-07", "2026-09", "2026-10"]),
            None
        );
        // It is over: not of this edition any more.
        assert_eq!(run(&["2026-10"], 2, &["2026-08", "2026-09"]), None);
    }

    #[test]
    fn the_latest_streak_of_an_edition_counts_with_all_of_its_periods() {
        let due = ["2026-07", "2026-08", "2026-09"];
        let flagged = ["2026-05", "2026-06", "2026-07", "2026-09"];
        assert_eq!(
            run(&due, 2, &flagged),
            Some(("2026-05".to_owned(), "2026-07".to_owned()))
        );
    }

    #[test]
    fn weeks_belong_to_the_month_in_which_they_end() {
        let october = month("2026-10");
        let weeks = due(Series::Weekly, october, october.end());
        let names: Vec<String> = weeks.iter().map(Period::to_string).collect();
        assert_eq!(names, ["2026-W40", "2026-W41", "2026-W42", "2026-W43"]);
        // A quarter is due in the month that ends it only.
        assert_eq!(due(Series::Quarterly, october, october.end()), []);
        let september = month("2026-09");
        assert_eq!(due(Series::Quarterly, september, september.end()).len(), 1);
    }

    #[test]
    fn a_state_is_read_in_the_direction_of_the_kpi() {
        let at = |value: f64| Observation {
            period: month("2026-10"),
            value,
            n: Some(3),
            misses: None,
            target: Some(4.0),
        };
        let is = |state, direction, value| holds(state, direction, &at(value), Some(&at(3.0)));
        assert!(is(StreakState::OnTarget, Direction::Up, 4.0));
        assert!(!is(StreakState::AboveTarget, Direction::Up, 4.0));
        assert!(is(StreakState::AboveTarget, Direction::Down, 3.5));
        assert!(is(StreakState::Worse, Direction::Down, 3.5));
        assert!(!is(StreakState::Worse, Direction::Down, 3.0));
        assert!(is(StreakState::BelowTarget, Direction::Down, 4.5));
    }
}
