//! Rules: how a value becomes points.
//!
//! A rule stands on a KPI and may be replaced by the item of a scorecard. What it needs of
//! target, floor and direction is checked for every item as it counts, in
//! `scorecard::verify`; the points themselves are worked out by `score`.

use std::fmt;

use super::check::Problems;
use super::forms::Short;
use super::raw::RawRule;
use super::{Direction, Kpi};

/// How a value becomes points.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Rule {
    /// 100 at the target, in proportion elsewhere.
    #[default]
    Linear,
    /// The points of the best band whose limit is reached; 0 where none is.
    Bands(Vec<Band>),
    /// 100, less these points for each event beyond the target.
    Deduct(f64),
    /// 100 where the target is reached, else 0.
    Pass,
}

/// A step of the rule `bands`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The value from which it applies, in the KPI's direction.
    pub limit: f64,
    /// Its points.
    pub points: f64,
}

impl Rule {
    /// Why the rule cannot score values of `kpi`; `None` where it can.
    pub(super) fn misfit(&self, kpi: &Kpi) -> Option<String> {
        let direction = kpi.direction?;
        match self {
            Self::Bands(bands) => {
                let falls = |pair: &[Band]| {
                    direction.sign() * (pair[0].limit - pair[1].limit) <= 0.0
                        || pair[0].points <= pair[1].points
                };
                bands.windows(2).any(falls).then(|| {
                    let way = match direction {
                        Direction::Up => "fall",
                        Direction::Down => "rise",
                    };
                    format!("bands go from best to worst: limits {way} and points fall")
                })
            }
            Self::Deduct(_) if direction == Direction::Up => Some(
                "`deduct` is for events that should be few, but more is better here".to_owned(),
            ),
            Self::Linear | Self::Deduct(_) | Self::Pass => None,
        }
    }
}

/// As it is written in YAML.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Linear => f.write_str("linear"),
            Self::Pass => f.write_str("pass"),
            Self::Deduct(points) => write!(f, "{{deduct: {points}}}"),
            Self::Bands(bands) => {
                let pairs: Vec<String> = bands
                    .iter()
                    .map(|band| format!("[{}, {}]", band.limit, band.points))
                    .collect();
                write!(f, "{{bands: [{}]}}", pairs.join(", "))
            }
        }
    }
}

/// The rule as written under `key`; `None` where there is none.
pub(super) fn resolve(raw: Option<RawRule>, key: &str, problems: &mut Problems) -> Option<Rule> {
    let mut wrong = |message: &str| {
        problems
            .wrong_value(key, message.to_owned())
            .help("write linear, pass, {bands: [[4, 100], [3, 60]]} or {deduct: 25}");
        None
    };
    match raw? {
        Short::Text(word) => match word.as_str() {
            "linear" => Some(Rule::Linear),
            "pass" => Some(Rule::Pass),
            other => wrong(&format!("`{other}` is no rule")),
        },
        Short::Long(details) => match (details.bands, details.deduct) {
            (Some(bands), None) => {
                let fits = |(limit, points): &(f64, f64)| {
                    limit.is_finite() && points.is_finite() && *points >= 0.0
                };
                if bands.is_empty() || !bands.iter().all(fits) {
                    return wrong("bands are pairs of a limit and of points from 0 on");
                }
                let band = |(limit, points)| Band { limit, points };
                Some(Rule::Bands(bands.into_iter().map(band).collect()))
            }
            (None, Some(points)) if points > 0.0 && points.is_finite() => {
                Some(Rule::Deduct(points))
            }
            (None, Some(_)) => wrong("`deduct` is the points that each event costs, above 0"),
            _ => wrong("a rule is either `bands` or `deduct`"),
        },
    }
}
