//! The tables of an edition without names: scores as CSV and, with values, as a workbook.

use std::borrow::Cow;

use super::{Redaction, keep_places};
use crate::cell;
use crate::compose::Composer;
use crate::compose::sheet::{Sheet, Value, Workbook};

/// Sheets of the workbook that stay: people, KPIs × people, teams.
const SHEETS: usize = 3;

/// Columns of people that go, by their message.
const LEFT_OUT: [&str; 3] = [
    "packet-column-level",
    "workbook-column-manager",
    "workbook-column-joined",
];

impl Redaction {
    /// One row a person and team.
    pub(in crate::pipeline) fn scores_csv(&self, composer: &Composer<'_>) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = [
            "subject_kind",
            "subject_id",
            "role",
            "team_id",
            "period",
            "score",
            "grade",
            "previous_score",
        ];
        // Writing into memory does not fail.
        let _ = cell::write_record(&mut writer, header);
        let number =
            |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.1}"));
        let mut write = |who: [&str; 4], total: &crate::score::Total| {
            let [kind, id, role, team] = who.map(str::to_owned);
            let grade = total.grade.map_or("", |grade| grade.letter()).to_owned();
            let period = composer.period.to_string();
            let record = [
                kind,
                id,
                role,
                team,
                period,
                number(total.score),
                grade,
                number(total.previous),
            ];
            let _ = cell::write_record(&mut writer, record);
        };
        for (person, total) in self.roster.people.iter().zip(&composer.scores.people) {
            let (Some(stint), Some(total)) = (person.stint_in(composer.period), total) else {
                continue;
            };
            let role = if self.rare_roles.contains(&stint.role) {
                ""
            } else {
                &stint.role
            };
            write(
                [
                    "person",
                    &person.id,
                    role,
                    &self.roster.teams[stint.team].id,
                ],
                total,
            );
        }
        for (at, total) in composer.scores.teams.iter().enumerate() {
            let team = &self.roster.teams[at].id;
            if let Some(total) = total.as_ref().filter(|_| self.shows_team(at)) {
                write(["team", team, "", team], total);
            }
        }
        writer.into_inner().unwrap_or_default()
    }

    /// The workbook without lists, levels and small teams, and with every text looked through.
    pub(in crate::pipeline) fn workbook<'a>(
        &'a self,
        composer: &'a Composer<'a>,
    ) -> Option<Workbook<'a>> {
        let book = composer.workbook()?;
        let locale = composer.locales.get(&book.language)?;
        let left_out = LEFT_OUT.map(|message| locale.text(message));
        let role_title = locale.text("packet-column-role");
        let rare = self.rare_role_names(composer, book.language);
        let others = self.others.in_language(book.language).to_owned();
        let sheets = book.sheets.into_iter().take(SHEETS).enumerate();
        let sheets = sheets.map(|(nth, sheet)| {
            let mut columns = sheet.columns;
            let stays: Vec<bool> = columns
                .iter()
                .map(|column| !left_out.contains(&column.title))
                .collect();
            keep_places(&mut columns, &stays);
            let role = columns.iter().position(|column| column.title == role_title);
            let (rare, others, of_teams) = (rare.clone(), others.clone(), nth + 1 == SHEETS);
            let small = move |row: &Vec<Value<'a>>| {
                of_teams
                    && row
                        .iter()
                        .any(|value| matches!(value, Value::Text(text) if *text == others))
            };
            let rows = sheet.rows.filter(move |row| !small(row)).map(move |mut row| {
                keep_places(&mut row, &stays);
                if let Some(value) = role.and_then(|at| row.get_mut(at))
                    && matches!(value, Value::Text(text) if rare.iter().any(|rare| rare == text))
                {
                    *value = Value::Empty;
                }
                row.into_iter().map(|value| self.black_out_cell(value)).collect()
            });
            Sheet {
                columns,
                rows: Box::new(rows),
                ..sheet
            }
        });
        let sheets = sheets.collect();
        Some(Workbook { sheets, ..book })
    }

    fn black_out_cell<'a>(&self, value: Value<'a>) -> Value<'a> {
        match value {
            Value::Text(text) => match self.guard.black_out(&text) {
                Some(clean) => Value::Text(Cow::Owned(clean)),
                None => Value::Text(text),
            },
            other => other,
        }
    }
}
