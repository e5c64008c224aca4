//! Points and bonus: a person's own, and the points of a team's members for its lead.

use super::Composer;
use super::file_name::page_of_person;
use super::packet::{Cell, Table};
use super::wording::{DASH, Wording, cell};
use crate::quantity::{Money, Unit};
use crate::score::{Payment, PaymentSource, Points};

impl Composer<'_> {
    /// A person's own points by part, with their place; `None` without any.
    pub(super) fn points(&self, words: &Wording<'_>, person: usize) -> Option<Table> {
        let points = self.scores.board.of(person)?;
        let components = &self.workspace.scoring.board.components;
        let rows = components
            .iter()
            .zip(&points.components)
            .filter(|(_, points)| points.is_some())
            .map(|(component, points)| {
                vec![
                    cell(words.pick(&component.name).to_owned()),
                    cell(tenths(words, *points)),
                ]
            });
        let mut rows: Vec<Vec<Cell>> = rows.collect();
        rows.push(vec![
            cell(words.locale.text("grading-total")),
            cell(tenths(words, Some(points.total))),
        ]);
        let mut caption = words.locale.text("grading-points-caption");
        if let Some(rank) = points.rank {
            let key = format!("packet-quartile-{}", rank.quartile);
            let quartile = words.locale.text(&key);
            let arguments = [
                ("position", rank.position.into()),
                ("size", rank.size.into()),
                ("quartile", (&quartile).into()),
            ];
            let place = words.locale.format("grading-points-place", &arguments);
            caption = format!("{place} {caption}");
        }
        Some(Table {
            id: "points".to_owned(),
            title: words.locale.text("grading-points-title"),
            caption,
            columns: vec![
                words.column("grading-column-part", false, 4.0),
                words.column("grading-column-points", true, 1.0),
            ],
            rows,
        })
    }

    /// The points of a team's members, most first; `None` without any.
    pub(super) fn board(&self, words: &Wording<'_>, members: &[usize]) -> Option<Table> {
        let mut ranked: Vec<(usize, &Points)> = members
            .iter()
            .filter_map(|person| Some((*person, self.scores.board.of(*person)?)))
            .collect();
        ranked.sort_by_key(|(person, points)| (std::cmp::Reverse(points.total), *person));
        let components = &self.workspace.scoring.board.components;
        let used: Vec<usize> = (0..components.len())
            .filter(|part| {
                ranked
                    .iter()
                    .any(|(_, points)| points.components[*part].is_some())
            })
            .collect();
        let mut columns = vec![
            words.column("packet-column-name", false, 1.5),
            words.column("packet-column-level", false, 1.0),
        ];
        columns.extend(used.iter().map(|part| {
            let name = words.pick(&components[*part].name).to_owned();
            super::wording::column(name, true, 1.0)
        }));
        columns.push(words.column("grading-total", true, 0.9));
        columns.push(words.column("grading-column-place", true, 1.0));
        let rows = ranked.iter().map(|(person, points)| {
            let parts = used.iter().map(|part| points.components[*part]);
            self.board_row(words, *person, points, parts)
        });
        (!ranked.is_empty()).then(|| Table {
            id: "board".to_owned(),
            title: words.locale.text("grading-board-title"),
            caption: words.with("grading-board-caption", "parts", &self.pool_parts(words)),
            columns,
            rows: rows.collect(),
        })
    }

    fn board_row(
        &self,
        words: &Wording<'_>,
        index: usize,
        points: &Points,
        parts: impl Iterator<Item = Option<u32>>,
    ) -> Vec<Cell> {
        let person = &self.roster.people[index];
        let level = person
            .stint_in(self.period)
            .map(|stint| words.level(&stint.level));
        let mut cells = vec![
            Cell {
                text: words.pick(&person.name).to_owned(),
                link: Some(page_of_person(&person.id)),
                heat: 0,
            },
            cell(level.unwrap_or_default()),
        ];
        cells.extend(parts.map(|points| cell(tenths(words, points))));
        cells.push(cell(tenths(words, Some(points.total))));
        let place = points.rank.map(|rank| {
            let arguments = [
                ("position", rank.position.into()),
                ("size", rank.size.into()),
            ];
            words.locale.format("grading-place", &arguments)
        });
        cells.push(cell(place.unwrap_or_else(|| DASH.to_owned())));
        cells
    }

    /// A person's own bonus, where the workspace shows it; `None` without any.
    pub(super) fn bonus(&self, words: &Wording<'_>, person: usize) -> Option<Table> {
        let rules = &self.workspace.scoring.bonus;
        let payments = self.scores.bonus.people.get(&person)?;
        if !rules.show || payments.is_empty() {
            return None;
        }
        let mut rows: Vec<Vec<Cell>> = payments
            .iter()
            .map(|payment| self.payment_row(words, payment))
            .collect();
        if payments.len() > 1 {
            let sum = payments.iter().map(|payment| payment.amount).sum();
            let texts = [
                words.locale.text("grading-total"),
                String::new(),
                String::new(),
            ];
            let mut total: Vec<Cell> = texts.into_iter().map(cell).collect();
            total.push(cell(money(words, sum)));
            rows.push(total);
        }
        let from_pools = |payment: &Payment| matches!(payment.source, PaymentSource::Pool { .. });
        let caption = if payments.iter().any(from_pools) {
            let share = f64::from(rules.team_share) / 10_000.0;
            let performance = payments.iter().map(|payment| payment.performance).sum();
            let texts = [
                words.percent(share),
                words.percent(1.0 - share),
                money(words, performance),
            ];
            let [team, own, performance] = &texts;
            let arguments = [
                ("team", team.into()),
                ("own", own.into()),
                ("performance", performance.into()),
            ];
            words.locale.format("grading-bonus-caption", &arguments)
        } else {
            words.locale.text("grading-bonus-caption-rewards")
        };
        Some(Table {
            id: "bonus".to_owned(),
            title: words.locale.text("grading-bonus-title"),
            caption,
            columns: vec![
                words.column("grading-column-source", false, 3.0),
                words.column("grading-column-team-part", true, 1.2),
                words.column("grading-column-points-part", true, 1.2),
                words.column("grading-column-amount", true, 1.2),
            ],
            rows,
        })
    }

    fn payment_row(&self, words: &Wording<'_>, payment: &Payment) -> Vec<Cell> {
        let (source, team_part, points_part) = match &payment.source {
            PaymentSource::Pool {
                id,
                about,
                team_part,
                points_part,
                ..
            } => (
                about.clone().unwrap_or_else(|| id.clone()),
                money(words, *team_part),
                money(words, *points_part),
            ),
            PaymentSource::Reward { kpi, count } => {
                let found = self.workspace.kpis.get(kpi);
                let name = found.map_or(kpi.as_str(), |kpi| words.pick(&kpi.name));
                let each = Money::from_cents(payment.amount.cents() / (*count).max(1));
                let each = money(words, each);
                let arguments = [
                    ("kpi", name.into()),
                    ("count", (*count).into()),
                    ("amount", (&each).into()),
                ];
                let dash = || DASH.to_owned();
                (
                    words.locale.format("grading-reward", &arguments),
                    dash(),
                    dash(),
                )
            }
        };
        [source, team_part, points_part, money(words, payment.amount)]
            .into_iter()
            .map(cell)
            .collect()
    }
}

/// Points in tenths as text, or a dash.
fn tenths(words: &Wording<'_>, points: Option<u32>) -> String {
    points.map_or_else(
        || DASH.to_owned(),
        |points| words.locale.number(f64::from(points) / 10.0, 1),
    )
}

fn money(words: &Wording<'_>, amount: Money) -> String {
    words.locale.quantity(amount.amount(), Unit::Money, 2)
}
