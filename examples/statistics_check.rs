//! Inputs and outputs of every function of `statistics`, for an independent check.
//!
//! Prints one JSON object a line, `{function, input, output}`, for 1,000 random inputs of
//! each function, edge cases among them. The same seed gives the same lines.
//! `tests/statistics/check.py` computes the outputs again with scipy and statsmodels.

use std::io::{self, BufWriter, Write};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use scorepack::statistics::{self as s, Interval, Test};
use serde_json::{Value, json};

const INPUTS: usize = 1_000;

fn main() -> io::Result<()> {
    let argument = std::env::args().nth(1);
    let seed = argument.and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut out = BufWriter::new(io::stdout().lock());
    for (function, example) in FUNCTIONS {
        let mut inputs = Inputs(ChaCha8Rng::seed_from_u64(seed));
        for index in 0..INPUTS {
            let (input, output) = example(&mut inputs, index);
            let line = json!({"function": function, "input": input, "output": output});
            writeln!(out, "{line}")?;
        }
    }
    out.flush()
}

type Example = fn(&mut Inputs, usize) -> (Value, Value);

const FUNCTIONS: [(&str, Example); 24] = [
    ("rate_interval", |i, _| {
        let (k, n) = i.hits();
        (json!([k, n]), interval(s::rate_interval(k, n)))
    }),
    ("nps_interval", |i, _| {
        let (p, d, n) = i.answers();
        (json!([p, d, n]), interval(s::nps_interval(p, d, n)))
    }),
    ("mean_interval", |i, _| {
        let values = i.values(0, 30);
        let (mean, variance, n) = moments(&values);
        (json!(values), interval(s::mean_interval(mean, variance, n)))
    }),
    ("weighted_mean_interval", |i, index| {
        let values = i.values(0, 30);
        let equal = index % 3 == 0;
        let weights: Vec<f64> = values
            .iter()
            .map(|_| {
                if equal {
                    2.0
                } else {
                    i.0.random_range(0.1..5.0)
                }
            })
            .collect();
        let sum = |term: fn(f64, f64) -> f64| -> f64 {
            weights.iter().zip(&values).map(|(w, x)| term(*w, *x)).sum()
        };
        let sums = [
            sum(|w, _| w),
            sum(|w, x| w * x),
            sum(|w, x| w * x * x),
            sum(|w, _| w * w),
        ];
        (
            json!([values, weights]),
            interval(s::weighted_mean_interval(sums)),
        )
    }),
    ("percentile_interval", |i, index| {
        let many = if index % 10 == 0 { 3_000 } else { 80 };
        let values = sorted(i.values(0, many));
        let percentile = [50.0, 50.0, 90.0, 25.0, 10.0, 75.0][i.0.random_range(0..6)];
        let found = interval(s::percentile_interval(&values, percentile));
        (json!([values, percentile]), found)
    }),
    ("count_interval", |i, index| {
        let most = [5, 300, 100_000][index % 3];
        let count = f64::from(i.0.random_range(0..=most));
        (json!(count), interval(s::count_interval(count)))
    }),
    ("ratio_interval", |i, _| {
        let rows = i.rows();
        (json!(rows), interval(s::ratio_interval(&rows)))
    }),
    ("rate_test", |i, _| {
        let (now, before) = (i.hits(), i.hits());
        (json!([now, before]), test(s::rate_test(now, before)))
    }),
    ("nps_test", |i, _| {
        let (now, before) = (i.answers(), i.answers());
        let mut found = test(s::nps_test(now, before));
        found["z"] = json!(s::nps_z(now, before));
        (json!([now, before]), found)
    }),
    ("mean_test", |i, _| {
        let (now, before) = (i.values(0, 30), i.values(0, 30));
        let found = s::mean_test(moments(&now), moments(&before));
        (json!([now, before]), test(found))
    }),
    ("median_test", |i, index| {
        // Up to 8 against 8 there are at most 12,870 arrangements.
        let most = match index {
            0..4 => 4_000,
            _ if index % 5 == 0 => 40,
            _ => 8,
        };
        let least = if most > 1_000 { 2_600 } else { 0 };
        let (now, before) = (sorted(i.values(least, most)), sorted(i.values(least, most)));
        let found = test(s::median_test(&now, &before));
        (json!([now, before]), found)
    }),
    ("count_test", |i, index| {
        let most = [3, 40, 2_000, 90_000][index % 4];
        let mut side = |times: [f64; 3]| {
            let time = times[i.0.random_range(0..3)];
            (f64::from(i.0.random_range(0..=most)), time)
        };
        let (now, before) = (side([1.0, 1.0, 3.0]), side([1.0, 12.0, 2.5]));
        let found = s::count_test(now, before);
        let mut out = test(found.map(|found| found.test));
        out["rise"] = json!(found.map(|found| found.rise));
        (json!([now, before]), out)
    }),
    ("relative_change", |i, index| {
        // Means of normal samples with a known change, and values with any limits.
        let (now, before) = if index % 2 == 0 {
            (i.mean_of(40.0, 8.0), i.mean_of(50.0, 10.0))
        } else {
            (i.limited(-9.0), i.limited(0.0))
        };
        let found = interval(s::relative_change(now, before));
        let side = |side: (f64, Interval)| json!([side.0, side.1.low, side.1.high]);
        let known = index % 2 == 0;
        (
            json!({"sides": [side(now), side(before)], "known": known}),
            found,
        )
    }),
    ("change_at_most", |i, _| {
        let (now, before) = (i.limited(-9.0), i.limited(-9.0));
        let side = |side: (f64, Interval)| json!([side.0, side.1.low, side.1.high]);
        let found = s::change_at_most(now, before);
        (json!([side(now), side(before)]), interval(Some(found)))
    }),
    ("mean_of_values", |i, _| {
        let count = i.0.random_range(0..13);
        let parts: Vec<(f64, f64, Interval)> = (0..count)
            .map(|_| {
                let (value, limits) = i.limited(-9.0);
                (f64::from(i.0.random_range(1..20)), value, limits)
            })
            .collect();
        let told: Vec<_> = parts
            .iter()
            .map(|(weight, value, limits)| json!([weight, value, limits.low, limits.high]))
            .collect();
        let found = s::mean_of_values(&parts);
        let found = found.map(|(value, limits)| [value, limits.low, limits.high]);
        (json!(told), json!(found))
    }),
    ("percentile_change", |i, index| {
        let now = sorted(i.values(3, 40));
        let spans = if index % 3 == 0 { 4 } else { 1 };
        let before: Vec<s::Weighted> = (0..spans)
            .map(|_| {
                let rows = sorted(i.values(2, 30));
                (rows.len() as f64, rows)
            })
            .collect();
        let (percentile, relative) = ([50.0, 50.0, 75.0][index % 3], index % 4 > 0);
        let found = s::percentile_change(&now, &before, percentile, relative, index as u64);
        (json!([now, before, percentile, relative]), interval(found))
    }),
    ("ratio_test", |i, _| {
        let (now, before) = (i.rows(), i.rows());
        let found = test(s::ratio_test(&now, &before));
        (json!([now, before]), found)
    }),
    ("discoveries", |i, _| {
        let count = i.0.random_range(0..40);
        let p: Vec<f64> = (0..count)
            .map(|_| i.0.random_range(0.0..1.0_f64).powi(4))
            .collect();
        let found = json!({"adjusted": s::adjusted(&p), "found": s::discoveries(&p, 0.1)});
        (json!(p), found)
    }),
    ("control_limits", |i, _| {
        let values = i.values(0, 30);
        let found = s::control_limits(&values)
            .map(|l| json!({"limits": [l.mean, l.low, l.high], "signals": l.signals(&values)}));
        (json!(values), json!(found))
    }),
    ("rate_funnel", |i, _| {
        let rate = [0.0, 1.0, 0.5, i.0.random_range(0.0..1.0)][i.0.random_range(0..4)];
        let n = i.0.random_range(0..2_000);
        (json!([rate, n]), funnel(s::rate_funnel(rate, n)))
    }),
    ("mean_funnel", |i, _| {
        let (mean, deviation) = (i.0.random_range(-9.0..9.0), i.0.random_range(0.0..9.0));
        let n = i.0.random_range(0..500);
        (
            json!([mean, deviation, n]),
            funnel(s::mean_funnel(mean, deviation, n)),
        )
    }),
    ("correlation", |i, index| {
        let pairs = if index % 2 == 0 {
            i.pairs(7)
        } else {
            i.pairs(60)
        };
        let found = s::correlation(&pairs);
        let found =
            found.map(|c| json!({"rho": c.rho, "interval": interval(c.interval), "p": c.p}));
        (json!(pairs), json!(found))
    }),
    ("forecast", |i, index| {
        // A line with normal noise, and in the end what came next.
        let n = i.0.random_range(3..30);
        let (slope, noise) = (i.0.random_range(-3.0..3.0), [1.0, 5.0, 0.0][index % 3]);
        let mut series: Vec<f64> = (0..n + 3)
            .map(|x| 50.0 + slope * f64::from(x) + noise * i.normal())
            .collect();
        let next = series.split_off(n as usize);
        let found = s::forecast(&series, 3).map(|f| {
            json!({"slope": f.slope, "steps": f.steps.iter().map(|(value, limits)| {
                json!([value, limits.low, limits.high])
            }).collect::<Vec<_>>()})
        });
        (
            json!({"series": series, "next": next, "noise": noise}),
            json!(found),
        )
    }),
    ("stability", |i, index| {
        let values = i.values(1, 20);
        let bound = values[0] * 0.9 + 1.0;
        let share = s::stability(&[values.len()], index as u64, |rows| {
            let sum: f64 = rows[0].iter().map(|row| values[*row]).sum();
            Some(sum / values.len() as f64 >= bound)
        });
        (json!([values, bound]), json!(share))
    }),
];

/// Random inputs with edge cases among them.
struct Inputs(ChaCha8Rng);

impl Inputs {
    /// Hits of rows: none, all, a single one; tiny, usual and large numbers of rows.
    fn hits(&mut self) -> (f64, f64) {
        let n = [0, 1, 2, 5, 20, 100, 5_000][self.0.random_range(0..7)];
        let n = if n > 5 { self.0.random_range(1..=n) } else { n };
        let hits = match self.0.random_range(0..5) {
            0 => 0,
            1 => n,
            _ => self.0.random_range(0..=n),
        };
        (f64::from(hits), f64::from(n))
    }

    /// Promoters, detractors, answers.
    fn answers(&mut self) -> (f64, f64, f64) {
        let (promoters, n) = self.hits();
        let rest = n - promoters;
        let detractors = match self.0.random_range(0..3) {
            0 => 0.0,
            1 => rest,
            _ => (rest * self.0.random_range(0.0..1.0)).floor(),
        };
        (promoters, detractors, n)
    }

    /// Skewed values, whole numbers with ties, or all equal.
    fn values(&mut self, least: usize, most: usize) -> Vec<f64> {
        let n = self.0.random_range(least..=most);
        let style = self.0.random_range(0..8);
        let shift = self.0.random_range(0.0..20.0_f64).floor();
        let value = |_| {
            let skewed = -self.0.random_range(1e-9..1.0_f64).ln() * 10.0 + shift;
            match style {
                0 => shift,
                1..4 => skewed.round(),
                _ => skewed,
            }
        };
        (0..n).map(value).collect()
    }

    /// The mean of a normal sample with its interval.
    fn mean_of(&mut self, mean: f64, deviation: f64) -> (f64, Interval) {
        let n = self.0.random_range(4..30);
        let values: Vec<f64> = (0..n).map(|_| mean + deviation * self.normal()).collect();
        let (mean, variance, n) = moments(&values);
        let none = Interval {
            low: f64::NAN,
            high: f64::NAN,
        };
        (mean, s::mean_interval(mean, variance, n).unwrap_or(none))
    }

    /// A value of at least `least` with limits at unlike distances, some at the value itself.
    fn limited(&mut self, least: f64) -> (f64, Interval) {
        let value = self.0.random_range(least..30.0);
        let mut distance =
            || [0.0, 0.1, 1.0, 4.0][self.0.random_range(0..4)] * self.0.random_range(0.1..1.0);
        let (low, high) = (value - distance(), value + distance());
        (value, Interval { low, high })
    }

    /// Rows of a ratio, some without a denominator, or all without a numerator.
    fn rows(&mut self) -> Vec<(f64, f64)> {
        let n = [0, 1, 2, 3, 5, 12, 30][self.0.random_range(0..7)];
        let gaps = self.0.random_range(0..4) == 0;
        let most = if self.0.random_range(0..6) == 0 {
            0.0
        } else {
            9.0
        };
        let row = |_| {
            let gap = gaps && self.0.random_range(0..3) == 0;
            let (a, b) = (
                self.0.random_range(0.0..=most),
                self.0.random_range(0.5..9.0),
            );
            (a, if gap { 0.0 } else { b })
        };
        (0..n).map(row).collect()
    }

    /// Pairs that go together more or less, half of them with ties.
    fn pairs(&mut self, most: usize) -> Vec<(f64, f64)> {
        let n = self.0.random_range(0..=most);
        let pull = [-5.0, 0.0, 0.5, 20.0][self.0.random_range(0..4)];
        let ties = self.0.random_range(0..2) == 0;
        let pair = |_| {
            let x: f64 = self.0.random_range(0.0..4.0);
            let y = pull * x + self.0.random_range(0.0..4.0);
            if ties { (x.round(), y.round()) } else { (x, y) }
        };
        (0..n).map(pair).collect()
    }

    /// A standard normal value (Box and Muller).
    fn normal(&mut self) -> f64 {
        let (u, v) = (
            self.0.random_range(1e-12..1.0_f64),
            self.0.random_range(0.0..1.0_f64),
        );
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// Mean, sample variance and number of values.
fn moments(values: &[f64]) -> (f64, f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
    (mean, squares / (n - 1.0), n)
}

/// What is not there or not finite is null.
fn interval(interval: Option<Interval>) -> Value {
    json!(interval.map(|i| [i.low, i.high]))
}

fn test(test: Option<Test>) -> Value {
    test.map_or_else(
        || json!({}),
        |t| json!({"change": t.change, "interval": interval(t.interval), "p": t.p}),
    )
}

fn funnel(funnel: Option<s::Funnel>) -> Value {
    json!(funnel.map(|f| [f.inner.low, f.inner.high, f.outer.low, f.outer.high]))
}
