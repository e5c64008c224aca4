//! How grades came about: a person's sentences, a team's moves, the organisation's quotas.
//!
//! A person's sentences hold their own position and the sizes of the pool, and of other
//! people only the name of who decided their grade.

use super::Composer;
use super::file_name::page_of_person;
use super::packet::{Cell, Table};
use super::wording::{DASH, Wording, cell, column};
use crate::load::Override;
use crate::score::distribution::{Shift, class};
use crate::score::{ClassReport, Grade, Near, Obstacle, Placement, PoolReport, Total};
use crate::workspace::Mode;

/// Rows of a table of the organisation's packet; grading.csv has them all.
const MOST_ROWS: usize = 40;

impl Composer<'_> {
    /// What a person's score and grade rest on besides the scorecard; empty if on nothing.
    pub(super) fn basis(&self, words: &Wording<'_>, total: &Total) -> Vec<String> {
        let mut sentences = Vec::new();
        if let (Some(blend), Some(score)) = (total.blend, total.score) {
            let share = f64::from(self.workspace.scoring.team_share) / 10_000.0;
            let number = |score| words.locale.number(score, 1);
            let texts = [
                ("score", number(score)),
                ("team", number(blend.team)),
                ("own", number(blend.own)),
                ("team_share", words.percent(share)),
                ("own_share", words.percent(1.0 - share)),
            ];
            sentences.push(with_texts(words, "grading-blend", &texts));
        }
        if let (Some(placement), Some(absolute)) = (&total.placement, total.absolute) {
            sentences.push(placed(words, placement, absolute));
        }
        if let (Some(decided), Some(grade)) = (&total.decided, total.grade) {
            sentences.push(decided_sentence(words, decided, grade, total.distributed()));
        }
        sentences
    }

    /// The final grade, with the one by score before it where that is another.
    pub(super) fn grades(&self, total: Option<&Total>) -> String {
        let letter = |grade: Option<Grade>| grade.map_or(DASH, Grade::letter);
        let (by_score, grade) = (total.and_then(|t| t.absolute), total.and_then(|t| t.grade));
        if by_score == grade {
            letter(grade).to_owned()
        } else {
            format!("{} → {}", letter(by_score), letter(grade))
        }
    }

    /// Members of a team whose grade is not the one by score; `None` without any.
    pub(super) fn moved_members(&self, words: &Wording<'_>, members: &[usize]) -> Option<Table> {
        let caption = words.locale.text("grading-moves-caption-team");
        let moved: Vec<usize> = self.moved(members.iter().copied());
        (!moved.is_empty()).then(|| self.moves(words, &moved, caption))
    }

    /// Quotas against grades, who is near a bound, who was moved; for the organisation.
    pub(super) fn distribution(&self, words: &Wording<'_>) -> Vec<Table> {
        let mut tables = Vec::new();
        let grading = &self.scores.grading;
        if !grading.pools.is_empty() {
            tables.push(self.quotas(words));
            tables.extend(self.near(words));
        }
        let moved = self.moved(0..self.scores.people.len());
        if !moved.is_empty() {
            let shown = moved.len().min(MOST_ROWS);
            let arguments = [("count", moved.len().into()), ("shown", shown.into())];
            let caption = words.locale.format("grading-moves-caption", &arguments);
            tables.push(self.moves(words, &moved[..shown], caption));
        }
        tables
    }

    /// What the distribution does, as a remark.
    pub(super) fn distribution_remark(&self, words: &Wording<'_>) -> String {
        words
            .locale
            .text(match self.workspace.scoring.distribution.mode {
                Mode::Off => "grading-remark-off",
                Mode::Advise => "grading-remark-advise",
                Mode::Enforce => "grading-remark-enforce",
            })
    }

    fn quotas(&self, words: &Wording<'_>) -> Table {
        let rules = &self.workspace.scoring.distribution;
        let mut columns = vec![
            words.column("packet-column-pool", false, 1.9),
            words.column("packet-column-people", true, 0.7),
            words.column("packet-column-graded", true, 0.7),
        ];
        columns.extend(["S", "A", "B", "C + D"].map(|grade| column(grade.to_owned(), true, 0.9)));
        columns.push(words.column("packet-column-advice", false, 2.4));
        let shares: Vec<String> = ["S", "A", "B", "C + D"]
            .into_iter()
            .zip(rules.quota)
            .map(|(grade, share)| {
                let share = f64::from(share) / 10_000.0;
                format!("{grade} {}", words.percent(share))
            })
            .collect();
        let quotas = shares.join(" · ");
        let parts = self.pool_parts(words);
        let caption = match rules.mode {
            Mode::Enforce => words.locale.format(
                "grading-distribution-caption-enforce",
                &[
                    ("quotas", (&quotas).into()),
                    ("caps", rules.caps_from.into()),
                    ("full", rules.full_from.into()),
                    ("parts", (&parts).into()),
                ],
            ),
            _ => words.locale.format(
                "grading-distribution-caption-advise",
                &[("quotas", (&quotas).into()), ("parts", (&parts).into())],
            ),
        };
        let pools = self.scores.grading.pools.iter();
        Table {
            id: "distribution".to_owned(),
            title: words.locale.text("grading-distribution-title"),
            caption,
            columns,
            rows: pools.map(|pool| self.quota_row(words, pool)).collect(),
        }
    }

    fn quota_row(&self, words: &Wording<'_>, pool: &PoolReport) -> Vec<Cell> {
        let mut cells = vec![
            cell(self.pool_name(words, &pool.pool)),
            cell(words.locale.number(pool.people as f64, 0)),
            cell(words.locale.number(pool.gradable as f64, 0)),
        ];
        cells.extend(
            pool.classes
                .iter()
                .map(|class| cell(quota_cell(words, class))),
        );
        let reasons = pool
            .obstacles
            .iter()
            .map(|found| self.obstacle(words, *found));
        let remark = reasons.reduce(|first, second| {
            let texts = [("first", first), ("second", second)];
            with_texts(words, "grading-join", &texts)
        });
        cells.push(cell(
            remark.unwrap_or_else(|| words.locale.text("grading-fits")),
        ));
        cells
    }

    fn obstacle(&self, words: &Wording<'_>, obstacle: Obstacle) -> String {
        let rules = &self.workspace.scoring.distribution;
        let limit = |score: f64| words.locale.number(score, u8::from(score.fract() != 0.0));
        let (keep, lift) = (limit(rules.keep_from), limit(rules.lift_from));
        let (key, people) = match obstacle {
            Obstacle::AdviceOnly => ("grading-advice_only", 0),
            Obstacle::SmallPool => ("grading-small_pool", 0),
            Obstacle::CapsOnly => ("grading-caps_only", 0),
            Obstacle::Tied(people) => ("grading-tied", people),
            Obstacle::Kept(people) => ("grading-kept", people),
            Obstacle::NotLifted(people) => ("grading-not_lifted", people),
            Obstacle::Decided(people) => ("grading-decided-count", people),
        };
        let arguments = [
            ("people", people.into()),
            ("keep", (&keep).into()),
            ("lift", (&lift).into()),
        ];
        words.locale.format(key, &arguments)
    }

    /// People near the bound of a grade, closest first.
    fn near(&self, words: &Wording<'_>) -> Option<Table> {
        let pools = self.scores.grading.pools.iter();
        let mut near: Vec<&Near> = pools.flat_map(|pool| &pool.near).collect();
        near.sort_by(|a, b| {
            let distance = a.distance.abs().total_cmp(&b.distance.abs());
            distance.then(a.person.cmp(&b.person))
        });
        let (count, shown) = (near.len(), near.len().min(MOST_ROWS));
        let rows = near.into_iter().take(MOST_ROWS).map(|near| {
            let mut cells = self.who(words, near.person);
            let points = words.locale.number(near.distance.abs(), 1);
            let key = if near.distance < 0.0 {
                "grading-near-below"
            } else {
                "grading-near-above"
            };
            let texts = [
                ("points", points),
                ("grade", near.grade.letter().to_owned()),
            ];
            cells.push(cell(self.grades(self.scores.people[near.person].as_ref())));
            cells.push(cell(with_texts(words, key, &texts)));
            cells
        });
        let points = words
            .locale
            .number(self.workspace.scoring.distribution.near, 1);
        let arguments = [
            ("points", (&points).into()),
            ("count", count.into()),
            ("shown", shown.into()),
        ];
        (count > 0).then(|| Table {
            id: "near".to_owned(),
            title: words.locale.text("grading-near-title"),
            caption: words.locale.format("grading-near-caption", &arguments),
            columns: vec![
                words.column("packet-column-name", false, 1.2),
                words.column("packet-column-pool", false, 2.0),
                words.column("packet-column-score", true, 0.7),
                words.column("packet-column-grade", false, 0.8),
                words.column("grading-column-bound", false, 2.0),
            ],
            rows: rows.collect(),
        })
    }

    /// Of these people, those whose grade is not the one by score or was decided.
    fn moved(&self, people: impl Iterator<Item = usize>) -> Vec<usize> {
        people
            .filter(|index| {
                let total = self.scores.people[*index].as_ref();
                total.is_some_and(|total| total.grade != total.absolute || total.decided.is_some())
            })
            .collect()
    }

    fn moves(&self, words: &Wording<'_>, people: &[usize], caption: String) -> Table {
        let rows = people.iter().map(|index| {
            let total = self.scores.people[*index].as_ref();
            let letter = |grade: Option<Grade>| grade.map_or(DASH, Grade::letter).to_owned();
            let mut cells = self.who(words, *index);
            cells.push(cell(letter(total.and_then(|total| total.absolute))));
            cells.push(cell(letter(total.and_then(|total| total.grade))));
            cells.push(cell(
                total.map_or_else(String::new, |total| reasons(words, total)),
            ));
            cells
        });
        Table {
            id: "moves".to_owned(),
            title: words.locale.text("grading-moves-title"),
            caption,
            rows: rows.collect(),
            columns: vec![
                words.column("packet-column-name", false, 1.2),
                words.column("packet-column-pool", false, 1.8),
                words.column("packet-column-score", true, 0.7),
                words.column("grading-column-absolute", false, 0.8),
                words.column("grading-column-final", false, 0.8),
                words.column("grading-column-reason", false, 3.2),
            ],
        }
    }

    /// Name with link, pool and score.
    fn who(&self, words: &Wording<'_>, index: usize) -> Vec<Cell> {
        let person = &self.roster.people[index];
        let stint = person.stint_in(self.period);
        let pool = stint.map(|stint| self.pool_name(words, &self.pool_of(stint)));
        let score = self.scores.people[index]
            .as_ref()
            .and_then(|total| total.score);
        vec![
            Cell {
                text: words.pick(&person.name).to_owned(),
                link: Some(page_of_person(&person.id)),
                heat: 0,
            },
            cell(pool.unwrap_or_default()),
            cell(score.map_or_else(|| DASH.to_owned(), |score| words.locale.number(score, 1))),
        ]
    }
}

fn with_texts(words: &Wording<'_>, key: &str, texts: &[(&str, String)]) -> String {
    let arguments: Vec<_> = texts
        .iter()
        .map(|(name, text)| (*name, text.into()))
        .collect();
    words.locale.format(key, &arguments)
}

fn quota_cell(words: &Wording<'_>, class: &ClassReport) -> String {
    let number = |count: usize| words.locale.number(count as f64, 0);
    let texts = [
        ("given", number(class.given)),
        ("places", number(class.places)),
        ("score", number(class.by_score)),
    ];
    if class.given == class.by_score {
        with_texts(words, "grading-cell", &texts[..2])
    } else {
        with_texts(words, "grading-cell-moved", &texts)
    }
}

/// The grade just better than this one.
fn better(grade: Grade) -> Grade {
    Grade::ALL[(grade as usize).saturating_sub(1)]
}

/// How many of a pool get `grade` or a better one.
fn limit(placement: &Placement, grade: Grade) -> usize {
    placement.places[..=class(grade)].iter().sum()
}

fn placed(words: &Wording<'_>, placement: &Placement, absolute: Grade) -> String {
    let above = better(placement.grade);
    let (key, bound) = match placement.shift {
        Shift::Lifted => ("grading-lifted", placement.grade),
        Shift::Lowered => ("grading-lowered", above),
        Shift::Capped => ("grading-capped", absolute),
    };
    let arguments = [
        ("absolute", absolute.letter().into()),
        ("grade", placement.grade.letter().into()),
        ("better", above.letter().into()),
        ("position", placement.position.into()),
        ("size", placement.size.into()),
        ("limit", limit(placement, bound).into()),
        ("s", placement.places[0].into()),
        ("a", placement.places[1].into()),
    ];
    words.locale.format(key, &arguments)
}

fn decided_sentence(
    words: &Wording<'_>,
    decided: &Override,
    grade: Grade,
    before: Option<Grade>,
) -> String {
    let date = decided.on.map(|on| words.locale.date(on));
    let key = match (before, &date) {
        (None, _) => "grading-decided-alone",
        (Some(before), _) if before == grade => "grading-confirmed",
        (Some(_), Some(_)) => "grading-decided-on",
        (Some(_), None) => "grading-decided",
    };
    let texts = [
        ("by", decided.by.clone()),
        ("grade", grade.letter().to_owned()),
        ("before", before.map_or(DASH, Grade::letter).to_owned()),
        ("date", date.unwrap_or_default()),
        ("reason", decided.reason.clone()),
    ];
    with_texts(words, key, &texts)
}

/// Why a grade is not the one by score, in short.
fn reasons(words: &Wording<'_>, total: &Total) -> String {
    let mut found = Vec::new();
    if let (Some(placement), Some(absolute)) = (&total.placement, total.absolute) {
        let (key, bound) = match placement.shift {
            Shift::Lifted => ("grading-reason-lifted", placement.grade),
            Shift::Lowered => ("grading-reason-lowered", better(placement.grade)),
            Shift::Capped => ("grading-reason-capped", better(placement.grade)),
        };
        let grade = if placement.shift == Shift::Capped {
            bound
        } else {
            absolute
        };
        let arguments = [
            ("position", placement.position.into()),
            ("size", placement.size.into()),
            ("limit", limit(placement, bound).into()),
            ("places", placement.places[class(grade)].into()),
            ("grade", grade.letter().into()),
        ];
        found.push(words.locale.format(key, &arguments));
    }
    if let Some(decided) = &total.decided {
        let texts = [
            ("by", decided.by.clone()),
            ("reason", decided.reason.clone()),
        ];
        found.push(with_texts(words, "grading-reason-decided", &texts));
    }
    let joined = found.into_iter().reduce(|first, second| {
        with_texts(
            words,
            "grading-join",
            &[("first", first), ("second", second)],
        )
    });
    joined.unwrap_or_default()
}
