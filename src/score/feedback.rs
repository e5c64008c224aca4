//! What a person, their manager and their peers say of them, side by side.
//!
//! A mean is over ratings, as the KPIs on the table of reviews compute it, so that both say
//! the same. Peers stay anonymous: their ratings and comments of a competency are left out
//! here, before anything is worded, unless enough different peers gave them; a rater whom
//! the table does not name counts for no one, and comments are in the order of their texts.
//!
//! Limits: ratings are few, so a distance is described and not tested. Whoever compares
//! editions of overlapping periods may work out a late rating; review in whole quarters.

use std::collections::BTreeSet;

use crate::load::{Rating, Ratings, Relation};
use crate::period::{Grain, Period};
use crate::quantity::round_half_away;
use crate::statistics::ExactSum;
use crate::workspace::Review;

/// Half a step of the scale: nearer than this, self and others agree.
const AGREEMENT: f64 = 0.5;

/// The ratings of one person in one period.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback<'a> {
    /// The period in which they were given.
    pub period: Period,
    /// What was rated, in the organisation's order.
    pub competencies: Vec<Competency<'a>>,
}

/// The ratings of one competency.
#[derive(Clone, Debug, PartialEq)]
pub struct Competency<'a> {
    /// As the table of reviews writes it.
    pub id: &'a str,
    /// By themselves.
    pub own: Option<Mean>,
    /// By the manager.
    pub manager: Option<Mean>,
    /// By peers.
    pub peers: Peers,
    /// How the self-rating lies to the others that are shown.
    pub distance: Option<Distance>,
    /// Comments by themselves, their manager and, where shown, their peers.
    pub comments: [Vec<&'a str>; 3],
}

/// A mean of ratings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// 1 to 5.
    pub value: f64,
    /// Ratings behind it.
    pub n: usize,
}

/// What may be said of the peers' ratings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Peers {
    /// There are none.
    Absent,
    /// Too few raters to stay anonymous; not even their number is told.
    TooFew,
    /// Enough.
    Shown(Mean),
}

/// Self-rating minus the mean of manager and peers, each counted once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distance {
    /// In points of the scale, rounded to one decimal.
    pub amount: f64,
    /// Whether peers are among the others; else it is the manager alone.
    pub with_peers: bool,
}

impl Distance {
    /// Whether self and others agree.
    pub fn is_small(self) -> bool {
        self.amount.abs() < AGREEMENT
    }
}

/// The periods whose ratings a packet of `period` may show, the preferred one first: its own
/// and, in a month, the last quarter that is complete by its end.
pub fn feedback_periods(period: Period) -> Vec<Period> {
    let mut periods = vec![period];
    if period.grain() == Grain::Month {
        let quarter = period.within(Grain::Quarter);
        let complete = quarter.end() == period.end();
        periods.push(if complete {
            quarter
        } else {
            quarter.offset(-1)
        });
    }
    periods
}

/// The ratings of the person at this position that a packet of `period` shows; `None`
/// where they have none.
pub fn feedback<'a>(
    ratings: &'a Ratings,
    person: usize,
    period: Period,
    review: &Review,
) -> Option<Feedback<'a>> {
    let all = ratings.of(person);
    let given = |period: &Period| all.iter().any(|rating| falls_in(rating, *period));
    let period = feedback_periods(period).into_iter().find(given)?;
    let mut competencies: Vec<Competency> = all
        .chunk_by(|x, y| x.competency == y.competency)
        .filter_map(|group| competency(ratings, group, period, review))
        .collect();
    if !review.competencies.is_empty() {
        let place = |id: &str| review.competencies.iter().position(|known| known.id == id);
        competencies.retain(|competency| place(competency.id).is_some());
        competencies.sort_by_key(|competency| place(competency.id));
    }
    (!competencies.is_empty()).then_some(Feedback {
        period,
        competencies,
    })
}

fn falls_in(rating: &Rating, period: Period) -> bool {
    (period.start()..=period.end()).contains(&rating.given_on)
}

fn competency<'a>(
    ratings: &'a Ratings,
    group: &[Rating],
    period: Period,
    review: &Review,
) -> Option<Competency<'a>> {
    let of = |relation: Relation| -> Vec<Rating> {
        let wanted = |rating: &&Rating| rating.relation == relation && falls_in(rating, period);
        group.iter().filter(wanted).copied().collect()
    };
    let (own, manager, mut peers) = (of(Relation::Own), of(Relation::Manager), of(Relation::Peer));
    if own.is_empty() && manager.is_empty() && peers.is_empty() {
        return None;
    }
    let raters: BTreeSet<u32> = peers.iter().map(|rating| rating.rater).collect();
    let named = raters.iter().filter(|rater| **rater != 0).count();
    let by_peers = if peers.is_empty() {
        Peers::Absent
    } else if named < review.peers as usize {
        peers.clear();
        Peers::TooFew
    } else {
        mean(&peers).map_or(Peers::Absent, Peers::Shown)
    };
    let comments = [&own, &manager, &peers].map(|given| {
        let mut texts: Vec<&str> = given.iter().filter_map(|r| ratings.comment(r)).collect();
        texts.sort_unstable();
        texts
    });
    let (own, manager) = (mean(&own), mean(&manager));
    Some(Competency {
        id: &ratings.competencies[usize::from(group.first()?.competency)],
        distance: distance(own, manager, by_peers),
        own,
        manager,
        peers: by_peers,
        comments,
    })
}

fn mean(given: &[Rating]) -> Option<Mean> {
    let mut sum = ExactSum::default();
    for rating in given {
        sum.add(rating.score);
    }
    let n = given.len();
    (n > 0).then(|| Mean {
        value: sum.value() / n as f64,
        n,
    })
}

fn distance(own: Option<Mean>, manager: Option<Mean>, peers: Peers) -> Option<Distance> {
    let own = own?.value;
    let (others, with_peers) = match (manager, peers) {
        (Some(manager), Peers::Shown(peers)) => (f64::midpoint(manager.value, peers.value), true),
        (None, Peers::Shown(peers)) => (peers.value, true),
        (Some(manager), _) => (manager.value, false),
        (None, _) => return None,
    };
    Some(Distance {
        amount: round_half_away(own - others, 1),
        with_peers,
    })
}
