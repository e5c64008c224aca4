//! How stable a grade is: how often the same grade comes out when rows are drawn anew.
//!
//! Each item is drawn from what is kept of its rows, 500 times, seeded by person and
//! period; its points follow from the value by its own rule, the total from all points:
//!
//! - a rate's hits are binomial, a net promoter score multinomial, a count Poisson;
//! - a mean is normal with the variance s² · (n − 1) / n², which is that of rows drawn with
//!   replacement; a weighted one has the width of its interval;
//! - of a percentile or a ratio the rows are kept, and up to 64 of them are drawn
//!   themselves; above that, and for changes, the value is normal in its interval's width.
//!
//! A sum stays as observed: of its rows neither the spread nor the values are kept, and one
//! large contract would decide any guess. So do values without an interval. Whether an item
//! has evidence does not change, nor does the team's share in a blended score.

use super::grading::blended;
use super::points::points;
use super::{Assessment, Assessor, Blend, Gap, Grade, ItemScore};
use crate::measure::{Measure, Subject, interpolate};
use crate::period::{Grain, Period};
use crate::quantity::round_half_away;
use crate::statistics::{self, Chance, Counts};
use crate::workspace::{Circumstances, Item, Kind};

/// Draws of a grade: a share of 80 % then has a standard error of 1.8 %.
const DRAWS: u32 = 500;

/// Draws after which a grade that was always the same is taken to be stable: were the
/// share below 80 %, that would happen once in a million and a half times.
const ENOUGH: u32 = 64;

/// Rows of a percentile or ratio that are drawn themselves, at most.
const FEW: usize = 64;

/// How often draws gave the grade that was given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stability {
    /// The grade by score.
    pub grade: Grade,
    /// Share of the draws that gave it.
    pub share: f64,
    /// The grade that most of the other draws gave; none where there was no other.
    pub other: Option<Grade>,
}

/// What a value is drawn from.
enum Source {
    /// It stays.
    Fixed(f64),
    /// A whole number times a factor.
    Counted(Counts, f64),
    /// Mean, standard error and the limits that it cannot cross.
    Normal(f64, f64, (Option<f64>, Option<f64>)),
    /// Rows, for the percentile, or else for the ratio.
    Rows(Vec<(f64, f64)>, Option<f64>),
}

/// One item that has points.
struct Part<P> {
    source: Source,
    weight: f64,
    points: P,
}

impl Assessor<'_> {
    /// How stable the grade of this assessment is; `None` without a grade. `id` and the
    /// period are the seed.
    pub fn stability(
        &self,
        (subject, id): (Subject, &str),
        (role, circumstances): (&str, &Circumstances),
        period: Period,
        assessment: &Assessment<'_>,
        blend: Option<Blend>,
    ) -> Option<Stability> {
        let items = self.items(role, circumstances)?;
        let own = assessment.score?;
        let scoring = &self.workspace.scoring;
        let parts: Vec<_> = (assessment.items.iter())
            .filter_map(|score| {
                let fixed = score.points?;
                let item = items.iter().find(|item| item.kpi == score.kpi.id)?;
                let source = match (score.gap, score.measure) {
                    (None, Some(measure)) => self.source(subject, score, &measure, period),
                    _ => Source::Fixed(f64::NAN),
                };
                Some(Part {
                    weight: score.weight,
                    points: points_of(score, item, fixed),
                    source,
                })
            })
            .collect();
        let grade = |own: f64| {
            let score = match blend {
                Some(blend) => blended(blend.team, own, scoring.team_share),
                None => own,
            };
            Grade::of(score, scoring.bounds)
        };
        let seed = statistics::seed(&[id, &period.to_string()]);
        Some(replay(&parts, own, seed, grade))
    }

    fn source(
        &self,
        subject: Subject,
        score: &ItemScore<'_>,
        measure: &Measure,
        period: Period,
    ) -> Source {
        let kpi = score.kpi;
        let Measure { value, n, .. } = *measure;
        let in_interval = || {
            let error = (measure.high - measure.low) / (2.0 * statistics::Z);
            normal(value, error, kpi.bounds)
        };
        match &kpi.kind {
            Kind::Rate { weight: None, .. } => rate(value, n),
            Kind::Rate { .. } => rate(value, measure.detail.round().max(1.0) as u32),
            Kind::Nps { .. } => net_score(measure),
            Kind::Mean { weight: None, .. } => {
                let rows = f64::from(n);
                let error = (measure.detail * (rows - 1.0)).sqrt() / rows;
                normal(value, error, kpi.bounds)
            }
            Kind::Count => Source::Counted(Counts::poisson(value), 1.0),
            Kind::Percentile { .. } | Kind::Ratio { .. } if n as usize <= FEW => {
                let month = |day| Period::containing(Grain::Month, day);
                let span = (month(period.start()), month(period.end()));
                let rows = self.measures.sample(subject, &kpi.id, span.0, span.1);
                let percentile = match kpi.kind {
                    Kind::Percentile { percentile, .. } => Some(percentile),
                    _ => None,
                };
                match rows {
                    Some(rows) if rows.len() == n as usize => Source::Rows(rows, percentile),
                    _ => in_interval(),
                }
            }
            Kind::Mean { .. }
            | Kind::Percentile { .. }
            | Kind::Ratio { .. }
            | Kind::Change { .. } => in_interval(),
            Kind::Sum { .. } => Source::Fixed(value),
        }
    }
}

/// The points of a drawn value; `fixed` where nothing is drawn or a draw has no value.
fn points_of(score: &ItemScore<'_>, item: &Item, fixed: f64) -> impl Fn(f64) -> f64 {
    move |value: f64| {
        let drawn = score.gap != Some(Gap::Insufficient) && value.is_finite();
        let points = drawn.then(|| points(score.kpi, item, score.factor, value));
        points.flatten().unwrap_or(fixed)
    }
}

fn rate(percent: f64, n: u32) -> Source {
    Source::Counted(Counts::binomial(n, percent / 100.0), 100.0 / f64::from(n))
}

fn normal(value: f64, error: f64, bounds: (Option<f64>, Option<f64>)) -> Source {
    match error.is_finite() && error > 0.0 {
        true => Source::Normal(value, error, bounds),
        false => Source::Fixed(value),
    }
}

/// A net promoter score from its numbers of promoters and detractors.
fn net_score(measure: &Measure) -> Source {
    let n = f64::from(measure.n);
    let down = measure.detail / n;
    let up = measure.numerator / n + down;
    if let Some(counts) = Counts::net(measure.n, up, down) {
        return Source::Counted(counts, 100.0 / n);
    }
    let variance = up + down - (up - down).powi(2);
    let bounds = (Some(-100.0), Some(100.0));
    normal(measure.value, 100.0 * (variance / n).sqrt(), bounds)
}

impl Source {
    /// One value; `held` is room for rows, kept from draw to draw.
    fn draw(&self, chance: &mut Chance, held: &mut Vec<f64>) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Counted(counts, factor) => counts.draw(chance) * factor,
            Self::Normal(mean, error, (low, high)) => {
                let value = mean + error * chance.normal();
                let value = low.map_or(value, |low| value.max(low));
                high.map_or(value, |high| value.min(high))
            }
            Self::Rows(rows, Some(percentile)) => {
                held.clear();
                held.extend((0..rows.len()).map(|_| rows[chance.position(rows.len())].0));
                held.sort_unstable_by(f64::total_cmp);
                interpolate(held, *percentile)
            }
            Self::Rows(rows, None) => {
                let (mut above, mut below) = (0.0, 0.0);
                for _ in 0..rows.len() {
                    let row = rows[chance.position(rows.len())];
                    above += row.0;
                    below += row.1;
                }
                above / below
            }
        }
    }
}

/// Draws all parts until it is clear how often `grade` gives that of the score `own`.
fn replay<P: Fn(f64) -> f64>(
    parts: &[Part<P>],
    own: f64,
    seed: u64,
    grade: impl Fn(f64) -> Grade,
) -> Stability {
    let given = grade(own);
    let weight: f64 = parts.iter().map(|part| part.weight).sum();
    let mut chance = Chance::new(seed);
    let mut held = Vec::new();
    let mut found = [0_u32; Grade::ALL.len()];
    let mut draws = 0;
    while draws < DRAWS && (draws != ENOUGH || found[given as usize] != ENOUGH) {
        let mut weighted = 0.0;
        for part in parts {
            let value = part.source.draw(&mut chance, &mut held);
            weighted += part.weight * (part.points)(value);
        }
        found[grade(round_half_away(weighted / weight, 1)) as usize] += 1;
        draws += 1;
    }
    let others = Grade::ALL.into_iter().filter(|grade| *grade != given);
    let other = others.max_by_key(|grade| found[*grade as usize]);
    Stability {
        grade: given,
        share: f64::from(found[given as usize]) / f64::from(draws),
        other: other.filter(|grade| found[*grade as usize] > 0),
    }
}

#[cfg(test)]
mod tests;
