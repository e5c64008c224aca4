//! Self, manager and peers side by side.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Composer;
use super::wording::{DASH, Wording};
use crate::score::{Competency, Distance, Mean, Peers, feedback};

/// What is said of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Opinions {
    /// When the ratings were given and how to read them, or that there are none.
    pub caption: String,
    /// One row for each competency.
    pub competencies: Vec<CompetencyRow>,
    /// Whether anybody wrote a comment.
    pub has_comments: bool,
}

/// The ratings of one competency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompetencyRow {
    /// Its identifier in the table of reviews.
    pub id: String,
    /// Its name.
    pub name: String,
    /// By themselves.
    pub own: Given,
    /// By the manager.
    pub manager: Given,
    /// By peers; without figures where too few rated.
    pub peers: Given,
    /// Self-rating minus the others, in points; absent where one of the two is.
    pub distance: Option<f64>,
    /// That in words, or a dash.
    pub distance_label: String,
    /// Comments with who wrote them, by their relation only; peers in the order of the texts.
    pub comments: Vec<Comment>,
}

/// The ratings of one relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Given {
    /// Mean with the number of ratings, a dash, or why they are not shown.
    pub text: String,
    /// Whether there are ratings that are not shown.
    pub hidden: bool,
    /// Mean, 1 to 5; absent where there is none or it is not shown.
    pub mean: Option<f64>,
    /// Ratings; absent likewise.
    pub n: Option<usize>,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comment {
    /// `self`, `manager` or `peer`.
    pub relation: String,
    /// That in words.
    pub relation_label: String,
    /// What was written.
    pub text: String,
}

impl Composer<'_> {
    /// What is said of the person at this position; `None` where the organisation has no
    /// ratings for this packet's time at all.
    pub(super) fn opinions(&self, words: &Wording<'_>, person: usize) -> Option<Opinions> {
        let ratings = &self.dialogue.ratings;
        if ratings.competencies.is_empty() {
            return None;
        }
        let review = &self.workspace.review;
        let Some(found) = feedback(ratings, person, self.period, review) else {
            let period = words.locale.period(self.period);
            return Some(Opinions {
                caption: words.with("packet-review-no-ratings", "period", &period),
                competencies: Vec::new(),
                has_comments: false,
            });
        };
        let period = words.locale.period(found.period);
        let arguments = [("period", (&period).into()), ("peers", review.peers.into())];
        let competencies: Vec<CompetencyRow> = found
            .competencies
            .iter()
            .map(|competency| self.competency_row(words, competency))
            .collect();
        Some(Opinions {
            caption: words.locale.format("packet-review-ratings", &arguments),
            has_comments: competencies.iter().any(|row| !row.comments.is_empty()),
            competencies,
        })
    }

    fn competency_row(&self, words: &Wording<'_>, competency: &Competency<'_>) -> CompetencyRow {
        let relations = ["self", "manager", "peer"];
        let comments = relations.iter().zip(&competency.comments);
        let comments = comments.flat_map(|(relation, texts)| {
            let label = words.locale.text(&format!("packet-review-by-{relation}"));
            texts.iter().map(move |text| Comment {
                relation: (*relation).to_owned(),
                relation_label: label.clone(),
                text: (*text).to_owned(),
            })
        });
        CompetencyRow {
            id: competency.id.to_owned(),
            name: self.competency_name(words, competency.id),
            own: given(words, competency.own),
            manager: given(words, competency.manager),
            peers: match competency.peers {
                Peers::Absent => given(words, None),
                Peers::Shown(mean) => given(words, Some(mean)),
                Peers::TooFew => hidden(words, self.workspace.review.peers),
            },
            distance: competency.distance.map(|distance| distance.amount),
            distance_label: competency
                .distance
                .map_or_else(|| DASH.to_owned(), |distance| describe(words, distance)),
            comments: comments.collect(),
        }
    }

    /// The organisation's name of a competency, the built-in one, or its identifier.
    fn competency_name(&self, words: &Wording<'_>, id: &str) -> String {
        let known = &self.workspace.review.competencies;
        let own = known.iter().find(|competency| competency.id == id);
        let key = format!("packet-review-competency-{id}");
        match own.and_then(|competency| competency.name.as_ref()) {
            Some(name) => words.pick(name).to_owned(),
            None if words.locale.has(&key) => words.locale.text(&key),
            None => id.to_owned(),
        }
    }
}

fn given(words: &Wording<'_>, mean: Option<Mean>) -> Given {
    let text = mean.map_or_else(
        || DASH.to_owned(),
        |mean| {
            let value = words.locale.number(mean.value, 1);
            let arguments = [("mean", (&value).into()), ("n", mean.n.into())];
            words.locale.format("packet-review-mean", &arguments)
        },
    );
    Given {
        text,
        hidden: false,
        mean: mean.map(|mean| mean.value),
        n: mean.map(|mean| mean.n),
    }
}

fn hidden(words: &Wording<'_>, least: u32) -> Given {
    let arguments = [("peers", least.into())];
    Given {
        text: words.locale.format("packet-review-hidden", &arguments),
        hidden: true,
        mean: None,
        n: None,
    }
}

fn describe(words: &Wording<'_>, distance: Distance) -> String {
    let others = if distance.with_peers {
        "others"
    } else {
        "manager"
    };
    if distance.is_small() {
        return words.locale.text(&format!("packet-review-level-{others}"));
    }
    let side = if distance.amount > 0.0 {
        "above"
    } else {
        "below"
    };
    let amount = words.locale.number(distance.amount.abs(), 1);
    words.with(&format!("packet-review-{side}-{others}"), "points", &amount)
}
