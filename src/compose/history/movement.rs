//! Movement between grades, for HR.

use super::super::Composer;
use super::super::packet::Table;
use super::super::wording::{DASH, Wording, cell, column};
use crate::score::Grade;
use crate::score::history::Station;

impl Composer<'_> {
    /// From the grades of the period before to those of this one.
    pub(in crate::compose) fn movement(&self, words: &Wording<'_>) -> Option<Table> {
        let movement = self.history.movement.as_ref()?;
        let stations = |last: Station| {
            let grades = Grade::ALL.into_iter().map(Station::Graded);
            grades.chain([Station::Ungraded, last])
        };
        let name = |station: Station, away: &str| match station {
            Station::Graded(grade) => grade.letter().to_owned(),
            Station::Ungraded => words.locale.text("history-ungraded"),
            Station::Away => words.locale.text(away),
        };
        let mut columns = vec![words.column("history-column-from", false, 1.4)];
        columns
            .extend(stations(Station::Away).map(|to| column(name(to, "history-left"), true, 0.8)));
        let rows = stations(Station::Away).map(|from| {
            let mut row = vec![cell(name(from, "history-joined"))];
            row.extend(stations(Station::Away).map(|to| {
                let count = movement.counts.get(&(from, to)).copied().unwrap_or(0);
                cell(match count {
                    0 => DASH.to_owned(),
                    count => words.locale.number(count as f64, 0),
                })
            }));
            row
        });
        let key = if movement.published {
            "history-movement-published"
        } else {
            "history-movement-today"
        };
        Some(Table {
            id: "movement".to_owned(),
            title: words.locale.text("history-movement-title"),
            caption: words.with(key, "period", &words.locale.period(movement.since)),
            columns,
            rows: rows.collect(),
        })
    }
}
