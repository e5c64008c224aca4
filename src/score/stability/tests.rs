//! Draws from what is kept of the rows against draws of the rows themselves.

use super::*;
use crate::measure::State;

const BOUNDS: [f64; 4] = [90.0, 80.0, 70.0, 60.0];

type Rule = Box<dyn Fn(f64) -> f64>;

/// 9 of 12 on time, answers of 14 customers, eight ratings, seven durations.
const ON_TIME: [f64; 12] = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0];
const ANSWERS: [f64; 14] = [
    10.0, 9.0, 9.0, 10.0, 9.0, 10.0, 9.0, 8.0, 7.0, 8.0, 6.0, 5.0, 7.0, 8.0,
];
const RATINGS: [f64; 8] = [5.0, 4.0, 4.0, 3.0, 5.0, 4.0, 5.0, 2.0];
const DAYS: [f64; 7] = [30.0, 42.0, 25.0, 61.0, 38.0, 45.0, 33.0];

fn share(rows: impl Iterator<Item = f64>) -> f64 {
    let rows: Vec<f64> = rows.collect();
    rows.iter().sum::<f64>() / rows.len() as f64
}

fn net(rows: impl Iterator<Item = f64>) -> f64 {
    let vote = |row: f64| f64::from(u8::from(row >= 9.0)) - f64::from(u8::from(row <= 6.0));
    100.0 * share(rows.map(vote))
}

fn median(rows: impl Iterator<Item = f64>) -> f64 {
    let mut rows: Vec<f64> = rows.collect();
    rows.sort_by(f64::total_cmp);
    rows[rows.len() / 2]
}

/// Points of the four values, with weights 30, 30, 20 and 20.
fn total([on_time, answers, ratings, days]: [f64; 4]) -> f64 {
    let points = [
        (30.0, 100.0 * on_time / 90.0),
        (30.0, 100.0 * answers / 40.0),
        (20.0, 100.0 * ratings / 4.5),
        (20.0, 100.0 * 40.0 / days),
    ];
    let weigh = |(weight, points): (f64, f64)| weight * points.clamp(0.0, 120.0);
    round_half_away(points.into_iter().map(weigh).sum::<f64>() / 100.0, 1)
}

fn sorted(rows: [f64; 7]) -> Vec<f64> {
    let mut rows = rows.to_vec();
    rows.sort_by(f64::total_cmp);
    rows
}

fn parts(seed: u64) -> Vec<Part<Rule>> {
    let mut item = 0;
    let mut part = |source, weight, points: fn(f64) -> f64| {
        item += 1;
        Part {
            source,
            seed: 10 * seed + item,
            weight,
            points: Box::new(move |value| points(value).clamp(0.0, 120.0)) as Rule,
        }
    };
    // Mean 4, sample variance 8/7, n 8: the standard error of drawn rows is √(8/8)/√8.
    let error = (8.0 / 7.0 * 7.0_f64).sqrt() / 8.0;
    let counted = |counts: Option<Counts>| {
        counts.map_or(Source::Fixed(f64::NAN), |c| {
            Source::Counted(c, 100.0 / 14.0)
        })
    };
    vec![
        part(rate(75.0, 12), 30.0, |value| 100.0 * value / 90.0),
        part(counted(Counts::net(14, 0.5, 2.0 / 14.0)), 30.0, |value| {
            100.0 * value / 40.0
        }),
        part(normal(4.0, error, (Some(1.0), Some(5.0))), 20.0, |value| {
            100.0 * value / 4.5
        }),
        part(Source::Percentile(sorted(DAYS), 50.0), 20.0, |value| {
            100.0 * 40.0 / value
        }),
    ]
}

#[test]
fn draws_from_statistics_agree_with_draws_of_rows() {
    let grade = |score: f64| Grade::of(score, BOUNDS);
    let own = total([
        100.0 * share(ON_TIME.into_iter()),
        net(ANSWERS.into_iter()),
        share(RATINGS.into_iter()),
        median(DAYS.into_iter()),
    ]);
    let strata = [ON_TIME.len(), ANSWERS.len(), RATINGS.len(), DAYS.len()];
    // Each share has a standard error of at most 2.2 %; of ten, 0.7 %.
    let (mut ours, mut theirs) = (0.0, 0.0);
    for seed in 0..10 {
        ours += replay(&parts(seed), own, grade).share / 10.0;
        let by_rows = statistics::stability(&strata, seed, |rows| {
            let pick = |at: usize, from: &'static [f64]| rows[at].iter().map(|row| from[*row]);
            Some(grade(total([
                100.0 * share(pick(0, &ON_TIME)),
                net(pick(1, &ANSWERS)),
                share(pick(2, &RATINGS)),
                median(pick(3, &DAYS)),
            ])))
        });
        theirs += by_rows.unwrap_or(f64::NAN) / 10.0;
    }
    assert!((0.2..0.9).contains(&theirs), "{theirs} tells nothing");
    assert!(
        (ours - theirs).abs() < 0.03,
        "{ours} by statistics, {theirs} by rows"
    );
}

#[test]
fn a_total_far_from_every_bound_is_stable_and_one_on_a_bound_names_its_neighbour() {
    let grade = |score: f64| Grade::of(score, BOUNDS);
    let one = |percent: f64, n| {
        vec![Part {
            source: rate(percent, n),
            seed: 1,
            weight: 100.0,
            points: |value: f64| value,
        }]
    };
    let far = replay(&one(75.0, 5_000), 75.0, grade);
    assert_eq!((far.share, far.other), (1.0, None));
    let near = replay(&one(80.0, 500), 80.0, grade);
    assert!((0.4..0.6).contains(&near.share), "{near:?}");
    assert_eq!((near.grade, near.other), (Grade::A, Some(Grade::B)));
    assert_eq!(near, replay(&one(80.0, 500), 80.0, grade));
}

#[test]
fn a_sum_varies_as_the_sum_of_drawn_rows_and_equal_rows_leave_it_as_it_is() {
    let of = |rows: [f64; 3]| Measure {
        value: rows.iter().sum(),
        n: 3,
        numerator: rows.iter().sum(),
        denominator: 1.0,
        low: f64::NAN,
        high: f64::NAN,
        detail: rows.iter().map(|row| row * row).sum(),
        state: State::Final,
    };
    let rows = [10.0, 20.0, 60.0];
    let moments = |sums: Vec<f64>| {
        let mean = sums.iter().sum::<f64>() / 40_000.0;
        let square = |sum: &f64| (sum - mean).powi(2);
        let variance = sums.iter().map(square).sum::<f64>() / 40_000.0;
        (mean, variance)
    };
    let source = sum(&of(rows), (None, None));
    let mut chance = Chance::new(3);
    let ours = moments((0..40_000).map(|_| source.draw(&mut chance)).collect());
    let drawn = |_| (0..3).map(|_| rows[chance.position(3)]).sum::<f64>();
    let theirs = moments((0..40_000).map(drawn).collect());
    assert!((ours.0 - theirs.0).abs() < 1.0, "{ours:?}, {theirs:?}");
    assert!(
        (ours.1 / theirs.1 - 1.0).abs() < 0.05,
        "{ours:?}, {theirs:?}"
    );
    let equal = sum(&of([0.1; 3]), (None, None)).draw(&mut chance);
    assert!((equal - 0.3).abs() < 1e-12);
}
