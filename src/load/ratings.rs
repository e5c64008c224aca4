//! Ratings of people by themselves, their managers and their peers, as plain values.
//!
//! Only what a run needs is read: the days from `from` to `to`, when the person was on the
//! roster. Raters become numbers here, and no later stage can tell who they are. Comments
//! stay in their column and are looked up by row.

use std::collections::HashMap;

use chrono::NaiveDate;
use polars::prelude::StringChunked;

use super::Tables;
use super::roster::{Columns, Roster};
use crate::diagnostic::{Diagnostic, Place};

/// Who rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The person themselves.
    Own,
    /// The manager.
    Manager,
    /// A peer.
    Peer,
}

/// One rating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rating {
    /// Position of the rated person in the roster.
    pub person: u32,
    /// Position of the competency in [`Ratings::competencies`].
    pub competency: u16,
    /// Who rates.
    pub relation: Relation,
    /// Tells raters apart; 0 where the table does not say who it was.
    pub rater: u32,
    /// 1 to 5.
    pub score: f64,
    /// The day on which it was given.
    pub given_on: NaiveDate,
    /// Row of the comment.
    row: u32,
}

/// All ratings of a span of days, found by person.
#[derive(Clone, Debug, Default)]
pub struct Ratings {
    /// Sorted by person, competency, relation and score.
    all: Vec<Rating>,
    comments: Option<StringChunked>,
    /// What is rated, by name in order of the alphabet.
    pub competencies: Vec<String>,
}

impl Ratings {
    /// Reads the ratings given from `from` to `to`; none where there is no table.
    ///
    /// The second part warns of people who are called their own peers: such rows do not
    /// count, because they would make a pair of real peers look like three.
    pub fn read(
        tables: &Tables,
        roster: &Roster,
        from: NaiveDate,
        to: NaiveDate,
    ) -> (Self, Vec<Diagnostic>) {
        let Some(table) = tables.get("reviews") else {
            return (Self::default(), Vec::new());
        };
        let columns = Columns::of(table);
        let scores = table.frame.column("score").and_then(|c| c.f64());
        let (Ok(scores), rows) = (scores, columns.rows) else {
            return (Self::default(), Vec::new());
        };
        let mut intake = Intake::default();
        for row in 0..rows {
            let day = columns.date("given_on", row);
            let Some(given_on) = day.filter(|day| (from..=to).contains(day)) else {
                continue;
            };
            if let Some(score) = scores.get(row).filter(|score| score.is_finite()) {
                intake.take(&columns, roster, row, given_on, score);
            }
        }
        let comments = table.frame.column("comment").and_then(|c| c.str()).ok();
        intake.finish(comments.map(|column| column.rechunk().into_owned()))
    }

    /// The ratings of the person at this position, by competency, relation and score.
    pub fn of(&self, person: usize) -> &[Rating] {
        let begin = self.all.partition_point(|r| (r.person as usize) < person);
        let end = self.all.partition_point(|r| (r.person as usize) <= person);
        &self.all[begin..end]
    }

    /// The comment that was written with a rating.
    pub fn comment(&self, rating: &Rating) -> Option<&str> {
        let text = self.comments.as_ref()?.get(rating.row as usize)?.trim();
        (!text.is_empty()).then_some(text)
    }
}

/// Gathers rows; competencies and raters are numbered as they come.
#[derive(Default)]
struct Intake {
    all: Vec<Rating>,
    competencies: HashMap<String, u16>,
    raters: HashMap<String, u32>,
    own_peers: usize,
}

impl Intake {
    fn take(
        &mut self,
        columns: &Columns,
        roster: &Roster,
        row: usize,
        given_on: NaiveDate,
        score: f64,
    ) -> Option<()> {
        let id = columns.text("engineer_id", row)?;
        let person = roster.person(&id)?;
        roster.people[person].stint_on(given_on)?;
        let relation = match columns.text("rater", row)?.as_str() {
            "self" => Relation::Own,
            "manager" => Relation::Manager,
            _ => Relation::Peer,
        };
        let rater = columns.text("rater_id", row);
        if relation == Relation::Peer && rater.as_deref() == Some(&id) {
            self.own_peers += 1;
            return None;
        }
        let next = self.raters.len() as u32 + 1;
        let rater = rater.map_or(0, |rater| *self.raters.entry(rater).or_insert(next));
        let next = u16::try_from(self.competencies.len()).ok()?;
        let competency = columns.text("competency", row)?;
        self.all.push(Rating {
            person: person as u32,
            competency: *self.competencies.entry(competency).or_insert(next),
            relation,
            rater,
            score,
            given_on,
            row: row as u32,
        });
        Some(())
    }

    fn finish(mut self, comments: Option<StringChunked>) -> (Ratings, Vec<Diagnostic>) {
        let mut names: Vec<(String, u16)> = self.competencies.into_iter().collect();
        names.sort();
        let mut position = vec![0; names.len()];
        for (index, (_, number)) in names.iter().enumerate() {
            position[usize::from(*number)] = index as u16;
        }
        for rating in &mut self.all {
            rating.competency = position[usize::from(rating.competency)];
        }
        // By everything that reaches a sum, so that the order of the file cannot change one.
        self.all.sort_by(|x, y| {
            (x.person, x.competency, x.relation)
                .cmp(&(y.person, y.competency, y.relation))
                .then(x.score.total_cmp(&y.score))
        });
        let warning = (self.own_peers > 0).then(|| {
            let message = format!(
                "{} rows of `reviews` call somebody their own peer; they do not count",
                self.own_peers
            );
            let place = Place::default().in_column("reviews");
            Diagnostic::warning("own-peer", place, message)
                .hint("write `self` in `rater`, or correct `rater_id`")
        });
        let ratings = Ratings {
            all: self.all,
            comments,
            competencies: names.into_iter().map(|(name, _)| name).collect(),
        };
        (ratings, warning.into_iter().collect())
    }
}
