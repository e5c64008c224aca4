//! How stable a grade is: how often the same grade comes out when rows are drawn anew.
//!
//! Each item is drawn from what is kept of its rows, 500 times, seeded by person, period
//! and KPI, so that an item has the same draws whatever stands beside it; its points follow
//! from the value by its own rule, the total from all points. Where the table says so, draws
//! have exactly the distribution of n rows drawn from n with replacement:
//!
//! | kind | drawn | as rows are |
//! |---|---|---|
//! | rate | Binomial(n, k ÷ n) hits; effective rows where they have weights | exactly, without weights |
//! | nps | promoters and detractors multinomial; normal above 100 answers | exactly, up to 100 |
//! | percentile | order statistics of n drawn rows | exactly |
//! | ratio | its rows, up to 32; above, normal in the width of its interval | exactly, up to 32 |
//! | mean | normal with the variance s² · (n − 1) ÷ n² of drawn rows; weighted ones in the width of their interval | in mean and spread |
//! | sum | normal with the variance Σx² − (Σx)² ÷ n of drawn rows | in mean and spread |
//! | change | normal in the width of its interval | in width |
//! | count | Poisson, since a count of drawn rows would never change | no: as events happen |
//!
//! A value without an interval stays as observed. Whether an item has evidence does not
//! change, nor does the team's share in a blended score.

use super::grading::blended;
use super::points::Ruling;
use super::{Assessment, Assessor, Blend, Gap, Grade, ItemScore};
use crate::measure::{Measure, Subject};
use crate::period::{Grain, Period};
use crate::quantity::round_half_away;
use crate::statistics::{self, Chance, Counts};
use crate::workspace::{Circumstances, Item, Kind};

/// Draws of a grade: a share of 80 % then has a standard error of 1.8 %.
const DRAWS: u32 = 500;

/// Draws after which a grade that was always the same is taken to be stable: were the
/// share below 80 %, that would happen once in a million and a half times.
const ENOUGH: u32 = 64;

/// Rows of a ratio that are drawn themselves, at most.
const FEW: usize = 32;

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
    /// Rows in ascending order, and their percentile.
    Percentile(Vec<f64>, f64),
    /// Rows of a ratio.
    Ratio(Vec<(f64, f64)>),
}

/// One item that has points.
struct Part<P> {
    source: Source,
    /// Its own stream of draws.
    seed: u64,
    weight: f64,
    points: P,
}

impl Assessor<'_> {
    /// How stable the grade of this assessment is; `None` without a grade. `id`, the
    /// period and the KPI are the seed.
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
        let month = period.to_string();
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
                    seed: statistics::seed(&[id, &month, &score.kpi.id]),
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
        Some(replay(&parts, own, grade))
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
            Kind::Percentile { percentile, .. } => match self.rows(subject, score, measure, period)
            {
                Some(rows) => {
                    let values = rows.into_iter().map(|row| row.0).collect();
                    Source::Percentile(values, *percentile)
                }
                None => in_interval(),
            },
            Kind::Ratio { .. } if n as usize <= FEW => {
                match self.rows(subject, score, measure, period) {
                    Some(rows) => Source::Ratio(rows),
                    None => in_interval(),
                }
            }
            Kind::Sum { .. } => sum(measure, kpi.bounds),
            Kind::Mean { .. } | Kind::Ratio { .. } | Kind::Change { .. } => in_interval(),
        }
    }

    /// The rows of a value; `None` where they are not kept.
    fn rows(
        &self,
        subject: Subject,
        score: &ItemScore<'_>,
        measure: &Measure,
        period: Period,
    ) -> Option<Vec<(f64, f64)>> {
        let month = |day| Period::containing(Grain::Month, day);
        let span = (month(period.start()), month(period.end()));
        let rows = self
            .measures
            .sample(subject, &score.kpi.id, span.0, span.1)?;
        (rows.len() == measure.n as usize).then_some(rows)
    }
}

/// The points of a drawn value; `fixed` where nothing is drawn or a draw has no value.
fn points_of<'a>(score: &ItemScore<'a>, item: &'a Item, fixed: f64) -> impl Fn(f64) -> f64 + 'a {
    let ruling = Ruling::of(score.kpi, item, score.factor);
    let ruling = ruling.filter(|_| score.gap != Some(Gap::Insufficient));
    move |value: f64| match &ruling {
        Some(ruling) if value.is_finite() => ruling.points(value),
        _ => fixed,
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

/// A sum of its rows, from Σ value and Σ value².
fn sum(measure: &Measure, bounds: (Option<f64>, Option<f64>)) -> Source {
    let (value, squares) = (measure.value, measure.detail);
    let variance = squares - value * value / f64::from(measure.n);
    // Of equal values rounding leaves a trace, which is no variance.
    let spread = Some(variance).filter(|variance| *variance > 1e-12 * squares);
    normal(value, spread.unwrap_or(0.0).sqrt(), bounds)
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
    /// One value.
    fn draw(&self, chance: &mut Chance) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Counted(counts, factor) => counts.draw(chance) * factor,
            Self::Normal(mean, error, (low, high)) => {
                let value = mean + error * chance.normal();
                let value = low.map_or(value, |low| value.max(low));
                high.map_or(value, |high| value.min(high))
            }
            Self::Percentile(rows, percentile) => chance.percentile(rows, *percentile),
            Self::Ratio(rows) => {
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
    grade: impl Fn(f64) -> Grade,
) -> Stability {
    let given = grade(own);
    let weight: f64 = parts.iter().map(|part| part.weight).sum();
    let chances = parts.iter().map(|part| Chance::new(part.seed));
    let mut chances: Vec<Chance> = chances.collect();
    let mut found = [0_u32; Grade::ALL.len()];
    let mut draws = 0;
    while draws < DRAWS && (draws != ENOUGH || found[given as usize] != ENOUGH) {
        let mut weighted = 0.0;
        for (part, chance) in parts.iter().zip(&mut chances) {
            let value = part.source.draw(chance);
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
