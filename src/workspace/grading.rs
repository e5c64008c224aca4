//! Settings of what follows from scores: distribution, team share, bonus, points board.
//!
//! Raw structs, resolved types and their checks. What contradicts itself is an error
//! here; what a pool of real people makes impossible is told by `score`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::catalogue::BuiltIn;
use super::check::{Checked, Problems};
use super::forms::{OneOrMany, RawPercent, RawText};
use super::kpi::{Kind, Kpi};
use super::pool::{PoolPart, resolve_pool};
use super::{catalogue, yaml};
use crate::locale::Text;
use crate::quantity::Money;

/// The highest points that an item can earn unless it says otherwise; no score is higher.
const HIGHEST_SCORE: f64 = 120.0;

/// `scoring.distribution`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDistribution {
    pub(super) mode: Option<RawMode>,
    pub(super) quota: Option<RawQuota>,
    pub(super) pool: Option<OneOrMany>,
    pub(super) caps_from: Option<u32>,
    pub(super) full_from: Option<u32>,
    pub(super) keep_from: Option<f64>,
    pub(super) lift_from: Option<f64>,
    pub(super) near: Option<f64>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawMode {
    Off,
    Advise,
    Enforce,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuota {
    #[serde(rename = "S")]
    pub(super) s: RawPercent,
    #[serde(rename = "A")]
    pub(super) a: RawPercent,
    #[serde(rename = "B")]
    pub(super) b: RawPercent,
    #[serde(rename = "C+D")]
    pub(super) below: RawPercent,
}

/// `scoring.bonus`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBonus {
    pub(super) team_share: Option<RawPercent>,
    pub(super) points: Option<RawBonusPoints>,
    pub(super) performance_share: Option<RawPercent>,
    #[serde(default)]
    pub(super) show: bool,
    #[serde(default)]
    pub(super) rewards: Vec<RawReward>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawBonusPoints {
    Score,
    Board,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReward {
    pub(super) kpi: String,
    pub(super) amount: f64,
}

/// `scoring.points_board`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBoard {
    pub(super) show: Option<bool>,
    pub(super) components: Option<Vec<RawComponent>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawComponent {
    pub(super) id: String,
    pub(super) name: RawText,
    pub(super) kpis: Vec<String>,
}

/// What the reference distribution does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Nothing.
    Off,
    /// It is compared with the grades and moves none.
    Advise,
    /// It moves grades.
    Enforce,
}

/// The reference distribution of a pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// What it does.
    pub mode: Mode,
    /// Shares of S, A, B, and C with D, in hundredths of a percent; they sum to 10,000.
    pub quota: [u32; 4],
    /// What people of a pool have in common; nothing where everybody is in one.
    pub pool: Vec<PoolPart>,
    /// Smaller pools get advice only.
    pub caps_from: usize,
    /// Pools of this size and larger get the full quota.
    pub full_from: usize,
    /// Nobody with this score or a higher one is pushed to C or D.
    pub keep_from: f64,
    /// Nobody with a lower score is lifted.
    pub lift_from: f64,
    /// Points from the bound of a grade within which somebody is near it.
    pub near: f64,
}

/// Rules of the bonus.
#[derive(Clone, Debug, PartialEq)]
pub struct BonusRules {
    /// Share of a pool that all members get equally, in hundredths of a percent.
    pub team_share: u32,
    /// What the rest is shared by.
    pub points: BonusPoints,
    /// Share of an amount that is performance pay, in hundredths of a percent.
    pub performance_share: u32,
    /// Whether a person's packet shows their amounts.
    pub show: bool,
    /// Fixed sums for each row of a counting KPI.
    pub rewards: Vec<Reward>,
}

/// What the individual part of a bonus pool is shared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BonusPoints {
    /// The person's own score.
    Score,
    /// Their points on the board.
    Board,
}

/// A fixed sum for each row of a counting KPI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reward {
    /// The KPI, of kind `count`.
    pub kpi: String,
    /// The sum for one.
    pub amount: Money,
}

/// The points board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRules {
    /// Whether there is one.
    pub show: bool,
    /// Its parts, in order.
    pub components: Vec<Component>,
}

/// A part of the points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its name in files.
    pub id: String,
    /// Its name to readers.
    pub name: Text,
    /// KPIs whose points count.
    pub kpis: Vec<String>,
}

/// Hundredths of a percent.
pub(super) fn hundredths(share: RawPercent) -> u32 {
    (share.0 * 10_000.0).round() as u32
}

/// Resolves the distribution; `bounds` are the lower ones of S to C.
pub(super) fn resolve_distribution(
    raw: Option<&RawDistribution>,
    bounds: [f64; 4],
    problems: &mut Problems,
) -> Distribution {
    let default = RawDistribution::default();
    let raw = raw.unwrap_or(&default);
    let quota = raw.quota.map_or([1_000, 2_000, 6_000, 1_000], |quota| {
        [quota.s, quota.a, quota.b, quota.below].map(hundredths)
    });
    let distribution = Distribution {
        mode: match raw.mode.unwrap_or(RawMode::Advise) {
            RawMode::Off => Mode::Off,
            RawMode::Advise => Mode::Advise,
            RawMode::Enforce => Mode::Enforce,
        },
        quota,
        pool: resolve_pool(raw.pool.clone(), problems),
        caps_from: raw.caps_from.unwrap_or(10) as usize,
        full_from: raw.full_from.unwrap_or(30) as usize,
        keep_from: raw.keep_from.unwrap_or(bounds[2]),
        lift_from: raw.lift_from.unwrap_or(bounds[3]),
        near: raw.near.unwrap_or(1.0),
    };
    check_quota(&distribution, problems);
    check_limits(&distribution, bounds, problems);
    distribution
}

fn check_quota(distribution: &Distribution, problems: &mut Problems) {
    let sum: u32 = distribution.quota.iter().sum();
    if sum != 10_000 {
        let message = format!(
            "the quotas sum to {} %, not to 100 %",
            f64::from(sum) / 100.0
        );
        problems
            .add("quota-sum", "scoring.distribution.quota", message)
            .help("write for example `{S: 10 %, A: 20 %, B: 60 %, \"C+D\": 10 %}`");
    }
    if distribution.caps_from > distribution.full_from {
        let message = format!(
            "caps begin at {} people, after the full quota at {}",
            distribution.caps_from, distribution.full_from
        );
        problems
            .wrong_value("scoring.distribution.caps_from", message)
            .help("let `caps_from` be at most `full_from`; the defaults are 10 and 30");
    }
    if !(distribution.near.is_finite() && distribution.near >= 0.0) {
        problems.wrong_value(
            "scoring.distribution.near",
            "it must be 0 or more points".to_owned(),
        );
    }
}

/// Quotas and limits that the bounds of grades rule out, whoever is in a pool.
fn check_limits(distribution: &Distribution, bounds: [f64; 4], problems: &mut Problems) {
    if distribution.mode == Mode::Off {
        return;
    }
    let [s, _, b, _] = bounds;
    let [quota_s, .., quota_below] = distribution.quota;
    let Distribution {
        keep_from,
        lift_from,
        ..
    } = *distribution;
    let mut conflict = |key: &str, message: String, advice: &str| {
        let key = format!("scoring.distribution.{key}");
        problems.add("quota-conflict", &key, message).help(advice);
    };
    if !(keep_from.is_finite() && keep_from >= b) {
        conflict(
            "keep_from",
            format!("nobody at {keep_from} may get C or D, but a score below {b} is one"),
            "let `keep_from` be at least the bound of B, or lower that bound",
        );
    }
    if !(lift_from.is_finite() && lift_from <= s) {
        conflict(
            "lift_from",
            format!("nobody below {lift_from} may be lifted, so nobody ever is: S begins at {s}"),
            "let `lift_from` be at most the bound of S",
        );
    }
    if quota_s > 0 && s > HIGHEST_SCORE {
        conflict(
            "quota",
            format!("S has a quota, but begins at {s}, above the highest score {HIGHEST_SCORE}"),
            "lower the bound of S in `scoring.grades`, or give S a quota of 0 %",
        );
    }
    if quota_below > 0 && keep_from <= 0.0 {
        conflict(
            "quota",
            format!("C and D have a quota, but nobody from {keep_from} on may get one"),
            "raise `keep_from`, or give C+D a quota of 0 %",
        );
    }
}

/// Resolves the bonus.
pub(super) fn resolve_bonus(raw: Option<&RawBonus>, problems: &mut Problems) -> BonusRules {
    let default = RawBonus::default();
    let raw = raw.unwrap_or(&default);
    let performance_share = raw.performance_share.map_or(2_500, hundredths);
    if !(2_000..=3_000).contains(&performance_share) {
        let message = format!(
            "performance pay is {} % of the bonus; 20 % to 30 % is usual",
            f64::from(performance_share) / 100.0
        );
        problems
            .add("unusual-share", "scoring.bonus.performance_share", message)
            .warning()
            .help("leave it if it is what you mean");
    }
    let mut rewards = Vec::new();
    for reward in &raw.rewards {
        match Money::from_amount(reward.amount).filter(|amount| amount.cents() > 0) {
            Some(amount) => rewards.push(Reward {
                kpi: reward.kpi.clone(),
                amount,
            }),
            None => {
                let message = format!("`{}` is no amount of money", reward.amount);
                problems
                    .wrong_value("scoring.bonus.rewards", message)
                    .help("write a positive amount with at most two decimals");
            }
        }
    }
    BonusRules {
        team_share: raw.team_share.map_or(6_000, hundredths),
        points: match raw.points.unwrap_or(RawBonusPoints::Score) {
            RawBonusPoints::Score => BonusPoints::Score,
            RawBonusPoints::Board => BonusPoints::Board,
        },
        performance_share,
        show: raw.show,
        rewards,
    }
}

/// Resolves the points board; its parts are the built-in ones unless there are others.
pub(super) fn resolve_board(
    raw: Option<RawBoard>,
    built_in: &BuiltIn<'_>,
    problems: &mut Problems,
) -> BoardRules {
    let raw = raw.unwrap_or_default();
    let (file, text) = built_in.file(catalogue::POINTS_BOARD);
    let components = raw.components.unwrap_or_else(|| {
        let board = yaml::read::<RawBoard>(file, text).value;
        board.and_then(|board| board.components).unwrap_or_default()
    });
    let mut ids = BTreeSet::new();
    for component in &components {
        if !ids.insert(&component.id) {
            let message = format!("two parts are called `{}`", component.id);
            problems
                .wrong_value("scoring.points_board.components", message)
                .help("give each part an id of its own");
        }
    }
    BoardRules {
        show: raw.show.unwrap_or(true),
        components: components
            .into_iter()
            .map(|component| Component {
                id: component.id,
                name: component.name.resolve(),
                kpis: component.kpis,
            })
            .collect(),
    }
}

/// KPIs that rewards and the board name and that do not exist or do not fit.
pub(super) fn check_kpis(
    bonus: &BonusRules,
    board: &BoardRules,
    kpis: &Checked<Kpi>,
    problems: &mut Problems,
) {
    let rewards = bonus.rewards.iter().map(|reward| &reward.kpi);
    let components = board.components.iter().flat_map(|part| &part.kpis);
    let named = (rewards.map(|kpi| ("scoring.bonus.rewards", kpi)))
        .chain(components.map(|kpi| ("scoring.points_board.components", kpi)));
    for (key, id) in named {
        match kpis.get(id) {
            None => problems
                .add("unknown-kpi", key, format!("`{id}` is no KPI"))
                .help("`scorepack kpis` lists them; your own stand in kpis/"),
            Some(kpi) if key.ends_with("rewards") && kpi.kind != Kind::Count => problems
                .wrong_value(
                    key,
                    format!("`{id}` does not count rows, so nothing can be paid for each"),
                )
                .help("name a KPI of the kind `count`"),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
