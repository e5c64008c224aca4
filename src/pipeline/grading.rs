//! `grading.csv`, `bonus.csv` and `board.csv`, and the grading section of `report.json`.
//!
//! Every grade is logged with what it was by score, by distribution and in the end, and
//! why. These files are for HR; they name everybody.

use std::cmp::Reverse;

use serde::Serialize;

use super::prepare::Prepared;
use crate::cell;
use crate::diagnostic::{Diagnostic, Place};
use crate::score::{Grade, Grading, PaymentSource, Scores, Total, pool_key};

/// The section `grading` of `report.json`.
#[derive(Clone, Debug, Serialize)]
pub struct GradingReport {
    /// Mode and pools.
    #[serde(flatten)]
    pub grading: Grading,
    /// Everybody whose grade was moved or decided.
    pub moves: Vec<Move>,
    /// Everybody whose score is near the bound of a grade.
    pub near: Vec<NearBound>,
}

/// A grade that was moved or decided.
#[derive(Clone, Debug, Serialize)]
pub struct Move {
    /// Identifier.
    pub person: String,
    /// What the people of their pool have in common: `implementation/senior`.
    pub pool: String,
    /// Score; absent where not gradable.
    pub score: Option<f64>,
    /// Position in the pool; absent in small pools and where not gradable.
    pub rank: Option<usize>,
    /// Grade by score.
    pub absolute: Option<Grade>,
    /// Grade before anybody decided another.
    pub distributed: Option<Grade>,
    /// The grade in the end.
    pub grade: Option<Grade>,
    /// `distribution` or `override`.
    pub moved_by: &'static str,
    /// `lifted`, `lowered` or `capped`, or the reason of who decided.
    pub reason: String,
    /// Who decided; empty where nobody did.
    pub by: String,
    /// Day of the decision; empty where nobody decided or it is not told.
    pub on: String,
}

/// A score near the bound of a grade.
#[derive(Clone, Debug, Serialize)]
pub struct NearBound {
    /// Identifier.
    pub person: String,
    /// The grade whose lower bound it is.
    pub grade: Grade,
    /// Points above (or, negative, below) it.
    pub distance: f64,
}

impl GradingReport {
    pub(super) fn new(prepared: &Prepared, scores: &Scores) -> Self {
        let moves = logged(prepared, scores).filter(|entry| !entry.moved_by.is_empty());
        let near = scores.grading.pools.iter().flat_map(|pool| &pool.near);
        Self {
            grading: scores.grading.clone(),
            moves: moves.collect(),
            near: near
                .map(|near| NearBound {
                    person: prepared.roster.people[near.person].id.clone(),
                    grade: near.grade,
                    distance: near.distance,
                })
                .collect(),
        }
    }
}

/// Decisions about people who have no scorecard, and so no grade to decide.
pub(super) fn check_decisions(prepared: &Prepared, scores: &Scores) -> Vec<Diagnostic> {
    let decided = prepared.decisions.overrides.keys();
    decided
        .filter(|person| scores.people.get(**person).is_none_or(Option::is_none))
        .map(|person| {
            let id = &prepared.roster.people[*person].id;
            let message =
                format!("the grade of `{id}` is not decided: no scorecard applies to them");
            let place = Place::default().in_column("overrides");
            Diagnostic::warning("idle-decision", place, message)
                .hint("correct the row in `overrides` and run again")
        })
        .collect()
}

/// What moved a grade: `distribution`, `override` or nothing.
pub(super) fn moved_by(total: &Total) -> &'static str {
    match (&total.decided, &total.placement) {
        (Some(_), _) => "override",
        (None, Some(_)) => "distribution",
        (None, None) => "",
    }
}

/// An entry for everybody with a total, in the order of the roster.
fn logged<'a>(prepared: &'a Prepared, scores: &'a Scores) -> impl Iterator<Item = Move> + 'a {
    let people = prepared.roster.people.iter().zip(&scores.people);
    let parts = &prepared.workspace.scoring.distribution.pool;
    people.filter_map(move |(person, total)| {
        let total = total.as_ref()?;
        let stint = person.stint_in(prepared.period)?;
        let shift = total.placement.map(|placement| shift_name(placement.shift));
        let decided = total.decided.as_ref();
        Some(Move {
            person: person.id.clone(),
            pool: pool_key(stint, &prepared.roster, parts).to_string(),
            score: total.score,
            rank: total.rank.map(|rank| rank.position),
            absolute: total.absolute,
            distributed: total.distributed(),
            grade: total.grade,
            moved_by: moved_by(total),
            reason: decided.map_or_else(
                || shift.unwrap_or_default().to_owned(),
                |decided| decided.reason.clone(),
            ),
            by: decided.map_or_else(String::new, |decided| decided.by.clone()),
            on: decided
                .and_then(|decided| decided.on)
                .map_or_else(String::new, |on| on.to_string()),
        })
    })
}

fn shift_name(shift: crate::score::distribution::Shift) -> &'static str {
    use crate::score::distribution::Shift;
    match shift {
        Shift::Lifted => "lifted",
        Shift::Lowered => "lowered",
        Shift::Capped => "capped",
    }
}

/// One row a person with a grade, by pool, best score first.
pub(super) fn grading_csv(prepared: &Prepared, scores: &Scores) -> Vec<u8> {
    let mut entries: Vec<Move> = logged(prepared, scores)
        .filter(|entry| entry.grade.is_some())
        .collect();
    let tenths = |score: Option<f64>| score.map(|score| (score * 10.0).round() as i64);
    // The sort is stable: equal scores stay in the order of the roster.
    entries.sort_by(|a, b| {
        let pools = a.pool.cmp(&b.pool);
        pools.then(Reverse(tenths(a.score)).cmp(&Reverse(tenths(b.score))))
    });
    let letter = |grade: Option<Grade>| grade.map_or_else(String::new, |g| g.letter().to_owned());
    let header = [
        "engineer_id",
        "period",
        "pool",
        "score",
        "rank",
        "absolute_grade",
        "distributed_grade",
        "grade",
        "moved_by",
        "reason",
        "decided_by",
        "decided_on",
    ];
    table(
        &header,
        entries.into_iter().map(|entry| {
            vec![
                entry.person,
                prepared.period.to_string(),
                entry.pool,
                entry.score.map_or_else(String::new, |s| format!("{s:.1}")),
                entry.rank.map_or_else(String::new, |rank| rank.to_string()),
                letter(entry.absolute),
                letter(entry.distributed),
                letter(entry.grade),
                entry.moved_by.to_owned(),
                entry.reason,
                entry.by,
                entry.on,
            ]
        }),
    )
}

/// One row a payment, in the order of the roster; `None` where nobody gets anything.
pub(super) fn bonus_csv(prepared: &Prepared, scores: &Scores) -> Option<Vec<u8>> {
    let header = [
        "engineer_id",
        "team_id",
        "period",
        "kind",
        "source",
        "points",
        "team_part",
        "points_part",
        "count",
        "amount",
        "performance_pay",
    ];
    let Prepared { roster, period, .. } = prepared;
    let people = &scores.bonus.people;
    let rows = people.iter().flat_map(|(index, payments)| {
        let person = &roster.people[*index];
        let team = person
            .stint_in(*period)
            .map(|stint| &roster.teams[stint.team].id);
        let team = team.cloned().unwrap_or_default();
        payments.iter().map(move |payment| {
            let mut row = vec![person.id.clone(), team.clone(), period.to_string()];
            row.extend(match &payment.source {
                PaymentSource::Pool {
                    id,
                    team_part,
                    points_part,
                    points,
                    ..
                } => [
                    "pool".to_owned(),
                    id.clone(),
                    format!("{}.{}", points / 10, points % 10),
                    team_part.to_string(),
                    points_part.to_string(),
                    String::new(),
                ],
                PaymentSource::Reward { kpi, count } => [
                    "reward".to_owned(),
                    kpi.clone(),
                    String::new(),
                    String::new(),
                    String::new(),
                    count.to_string(),
                ],
            });
            row.extend([payment.amount, payment.performance].map(|money| money.to_string()));
            row
        })
    });
    (!people.is_empty()).then(|| table(&header, rows))
}

/// One row a person with points, in the order of the roster; `None` without a board.
pub(super) fn board_csv(prepared: &Prepared, scores: &Scores) -> Option<Vec<u8>> {
    let Prepared {
        roster,
        period,
        workspace,
        ..
    } = prepared;
    let board = &workspace.scoring.board;
    let parts = board
        .components
        .iter()
        .map(|component| component.id.as_str());
    let mut header = vec!["engineer_id", "team_id", "period"];
    header.extend(parts);
    header.extend(["points", "rank", "pool_size", "quartile"]);
    let tenths = |points: u32| format!("{}.{}", points / 10, points % 10);
    let rows = roster
        .people
        .iter()
        .enumerate()
        .filter_map(|(index, person)| {
            let points = scores.board.of(index)?;
            let stint = person.stint_in(*period)?;
            let team = roster.teams[stint.team].id.clone();
            let mut row = vec![person.id.clone(), team, period.to_string()];
            let parts = points.components.iter();
            row.extend(parts.map(|points| points.map_or_else(String::new, tenths)));
            row.push(tenths(points.total));
            let rank = points
                .rank
                .map(|rank| [rank.position, rank.size, rank.quartile]);
            row.extend(rank.map_or_else(
                || [String::new(), String::new(), String::new()],
                |rank| rank.map(|part| part.to_string()),
            ));
            Some(row)
        });
    board.show.then(|| table(&header, rows))
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail.
    let _ = cell::write_record(&mut writer, header);
    for row in rows {
        let _ = cell::write_record(&mut writer, row);
    }
    writer.into_inner().unwrap_or_default()
}
