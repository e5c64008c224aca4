//! `scores.xlsx` as data: what HR opens in a spreadsheet, in the organisation's language.
//!
//! Everybody with their score, KPIs × people, teams, lists of suggestions, what became of
//! the data, how to read it, and one sheet a pool. It says what `scores.csv`, `lists.csv` and
//! `measures.csv` say of the edition's period, with names instead of identifiers only.
//!
//! Limits: values without enough evidence are empty, as in packets. Of very many pools the
//! largest have sheets; everybody is on the first sheet all the same.

mod columns;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use self::columns::{STANDING, standing};
use super::Composer;
use super::sheet::{Column, Sheet, Style, Value, Workbook};
use super::wording::Wording;
use crate::load::{Stint, TableReport};
use crate::score::{PoolKey, circumstances};
use crate::workspace::{Circumstances, Kpi};

/// Pools with a sheet of their own, at most.
const MOST_POOLS: usize = 60;

/// A KPI that has a column, with its position among the measures.
type Measured<'a> = (&'a Kpi, u16);

impl<'a> Composer<'a> {
    /// The workbook; `None` where the organisation's language has no words.
    pub fn workbook(&'a self) -> Option<Workbook<'a>> {
        let words = self.wording(self.common_language())?;
        let organisation = words.pick(&self.workspace.organisation.name);
        let kind = super::packet::PacketKind::Organisation;
        let head = self.head(&words, kind, organisation, Vec::new());
        let kpis = self.measured_kpis();
        let mut sheets = vec![
            self.people_sheet(words),
            self.kpi_sheet(words, kpis.clone()),
            self.team_sheet(words, kpis),
            self.list_sheet(words),
            self.quality_sheet(words),
            self.refusal_sheet(words),
        ];
        let about = self.about_sheet(words, &head.provenance, &sheets);
        sheets.push(about);
        sheets.extend(self.pool_sheets(words));
        Some(Workbook {
            language: words.language(),
            title: head.document_title,
            author: head.organisation,
            confidentiality: head.confidentiality,
            as_of: self.as_of,
            sheets,
        })
    }

    /// Everybody who was there.
    fn people_sheet(&'a self, words: Wording<'a>) -> Sheet<'a> {
        let who = [
            ("packet-column-id", Style::Text),
            ("packet-column-name", Style::Text),
            ("packet-column-role", Style::Text),
            ("packet-column-level", Style::Text),
            ("workbook-column-team-id", Style::Text),
            ("packet-column-team", Style::Text),
            ("packet-column-department", Style::Text),
            ("workbook-column-manager", Style::Text),
            ("workbook-column-joined", Style::Date),
        ];
        let columns = [&who[..], &STANDING].concat();
        let rows = self.present().map(move |(index, stint)| {
            let person = &self.roster.people[index];
            let team = &self.roster.teams[stint.team];
            let department = &self.roster.departments[team.department];
            let manager = stint.manager.as_ref();
            let total = self.scores.people[index].as_ref();
            let mut row = vec![
                Value::text(&person.id),
                Value::text(words.pick(&person.name)),
                Value::text(words.role(&stint.role)),
                Value::text(words.level(&stint.level)),
                Value::text(&team.id),
                Value::text(words.pick(&team.name)),
                Value::text(words.pick(&department.name)),
                manager.map_or(Value::Empty, |manager| Value::text(words.pick(manager))),
                person.joined.map_or(Value::Empty, Value::Date),
            ];
            row.extend(standing(words, total));
            row
        });
        sheet(words, "workbook-people", &columns, 2, rows)
    }

    /// KPIs × people: the values of the period.
    fn kpi_sheet(&'a self, words: Wording<'a>, kpis: Vec<Measured<'a>>) -> Sheet<'a> {
        let columns = [
            ("packet-column-id", Style::Text),
            ("packet-column-name", Style::Text),
            ("packet-column-team", Style::Text),
            ("packet-column-role", Style::Text),
            ("packet-column-level", Style::Text),
        ];
        let headings = self.headings(words, &kpis);
        let rows = self.present().map(move |(index, stint)| {
            let person = &self.roster.people[index];
            let subject = self.measures.subjects.person(index);
            let when = circumstances(stint);
            let own = self
                .assessor
                .assess(subject, &stint.role, &when, self.period, 1);
            let mut row = vec![
                Value::text(&person.id),
                Value::text(words.pick(&person.name)),
                Value::text(words.pick(&self.roster.teams[stint.team].name)),
                Value::text(words.role(&stint.role)),
                Value::text(words.level(&stint.level)),
            ];
            row.extend(self.values(words, subject, &kpis, own.as_ref()));
            row
        });
        let mut sheet = sheet(words, "workbook-kpis", &columns, 2, rows);
        sheet.columns.extend(headings);
        sheet
    }

    /// Teams with their scores and the values of KPIs.
    fn team_sheet(&'a self, words: Wording<'a>, kpis: Vec<Measured<'a>>) -> Sheet<'a> {
        let columns = [
            ("packet-column-id", Style::Text),
            ("packet-column-team", Style::Text),
            ("packet-column-department", Style::Text),
            ("packet-column-people", Style::Number(0)),
            ("packet-column-score", Style::Number(1)),
            ("packet-column-grade", Style::Grade),
            ("workbook-column-previous", Style::Number(1)),
            ("packet-column-change", Style::Signed(1)),
            ("packet-column-evidence", Style::Percent(0)),
        ];
        let headings = self.headings(words, &kpis);
        let teams = self.references.teams().iter();
        let rows = teams.filter_map(move |index| {
            let (index, team) = (*index, &self.roster.teams[*index]);
            let members = self.references.members(index);
            let role = super::team_role(self.roster, members, self.period)?;
            let subject = self.measures.subjects.team(index);
            let (everybody, people) = (Circumstances::default(), members.len());
            let own = self
                .assessor
                .assess(subject, &role, &everybody, self.period, people);
            let total = self.scores.teams[index].as_ref();
            let department = &self.roster.departments[team.department];
            let mut row = vec![
                Value::text(&team.id),
                Value::text(words.pick(&team.name)),
                Value::text(words.pick(&department.name)),
                Value::count(Some(people)),
            ];
            row.extend(standing(words, total).into_iter().take(5));
            row.extend(self.values(words, subject, &kpis, own.as_ref()));
            Some(row)
        });
        let mut sheet = sheet(words, "workbook-teams", &columns, 2, rows);
        sheet.columns.extend(headings);
        sheet
    }

    /// Who is on which list of suggestions.
    fn list_sheet(&'a self, words: Wording<'a>) -> Sheet<'a> {
        let columns = [
            ("workbook-column-list", Style::Text),
            ("packet-column-id", Style::Text),
            ("packet-column-name", Style::Text),
            ("workbook-column-team-id", Style::Text),
            ("packet-column-role", Style::Text),
            ("packet-column-level", Style::Text),
            ("packet-column-score", Style::Number(1)),
            ("packet-column-grade", Style::Grade),
            ("workbook-column-rank", Style::Number(0)),
            ("workbook-column-pool-size", Style::Number(0)),
            ("workbook-column-rules", Style::Text),
            ("workbook-column-grounds", Style::Prose),
        ];
        let rows = self.list_lines().into_iter().map(move |line| {
            let list = line.list.name().replace('_', "-");
            vec![
                Value::text(words.locale.text(&format!("alerts-list-{list}"))),
                Value::text(line.person_id),
                Value::text(line.name),
                Value::text(line.team_id),
                Value::text(words.role(&line.role)),
                Value::text(words.level(&line.level)),
                Value::number(line.score),
                line.grade.map_or(Value::Empty, Value::text),
                Value::count(line.rank),
                Value::count(line.pool_size),
                Value::text(self.rule_names(&words, &line.rules)),
                Value::text(line.evidence),
            ]
        });
        sheet(words, "workbook-lists", &columns, 3, rows)
    }

    /// What became of the rows of each table.
    fn quality_sheet(&'a self, words: Wording<'a>) -> Sheet<'a> {
        let columns = [
            ("packet-column-table", Style::Text),
            ("packet-column-rows", Style::Number(0)),
            ("packet-column-rows-used", Style::Number(0)),
            ("packet-column-rows-superseded", Style::Number(0)),
            ("packet-column-rows-rejected", Style::Number(0)),
            ("workbook-column-share-rejected", Style::Percent(2)),
            ("packet-column-rows-unassigned", Style::Number(0)),
            ("workbook-column-earliest", Style::Date),
            ("packet-column-latest", Style::Date),
            ("workbook-column-files", Style::Prose),
        ];
        let rows = self.reports.iter().map(move |report| {
            let count = |rows: u64| Value::Number(rows as f64);
            let share = report.rows_refused as f64 / report.rows_read.max(1) as f64;
            let spans = || report.spans.values();
            let earliest = spans().map(|span| span.earliest).min();
            let latest = spans().map(|span| span.latest);
            let latest = latest.filter(|day| *day <= self.as_of).max();
            let files: Vec<&str> = report.files.iter().map(|file| file.path.as_str()).collect();
            vec![
                Value::text(self.table_name(&words, &report.table)),
                count(report.rows_read),
                count(report.rows_used),
                count(report.rows_superseded),
                count(report.rows_refused),
                Value::Number(share),
                count(report.rows_unassigned),
                earliest.map_or(Value::Empty, Value::Date),
                latest.map_or(Value::Empty, Value::Date),
                Value::text(files.join("\n")),
            ]
        });
        sheet(words, "workbook-quality", &columns, 1, rows)
    }

    /// Refused rows by table and reason.
    fn refusal_sheet(&'a self, words: Wording<'a>) -> Sheet<'a> {
        let columns = [
            ("packet-column-table", Style::Text),
            ("packet-column-problem", Style::Text),
            ("packet-column-count", Style::Number(0)),
            ("packet-column-place", Style::Text),
        ];
        let reasons = |report: &'a TableReport| report.refusals.iter().map(move |it| (report, it));
        let rows = self.reports.iter().flat_map(reasons);
        let rows = rows.map(move |(report, (code, count))| {
            let first = report.examples.iter().find(|example| example.code == code);
            let place = first.map_or_else(String::new, |example| {
                format!("{}:{}", example.file, example.line.unwrap_or(example.row))
            });
            let key = format!("packet-refusal-{code}");
            let known = words.locale.has(&key);
            vec![
                Value::text(self.table_name(&words, &report.table)),
                Value::text(if known {
                    words.locale.text(&key)
                } else {
                    code.clone()
                }),
                Value::Number(*count as f64),
                Value::text(place),
            ]
        });
        sheet(words, "workbook-refusals", &columns, 1, rows)
    }

    /// What the workbook is, and how to read it.
    fn about_sheet(
        &'a self,
        words: Wording<'a>,
        provenance: &str,
        sheets: &[Sheet<'a>],
    ) -> Sheet<'a> {
        let columns = [
            ("workbook-about-what", Style::Text),
            ("workbook-about-text", Style::Prose),
        ];
        let organisation = words.pick(&self.workspace.organisation.name);
        let line = |key: &str, value: Value<'a>| vec![Value::text(words.locale.text(key)), value];
        let mut rows = vec![
            line("workbook-about-organisation", Value::text(organisation)),
            line(
                "packet-column-period",
                Value::text(words.locale.period(self.period)),
            ),
            line("workbook-about-as-of", Value::Date(self.as_of)),
            line(
                "workbook-about-provenance",
                Value::text(provenance.to_owned()),
            ),
        ];
        let keys = ["people", "kpis", "teams", "lists", "quality", "refusals"];
        rows.extend(sheets.iter().zip(keys).map(|(sheet, key)| {
            let text = words.locale.text(&format!("workbook-{key}-about"));
            vec![Value::text(sheet.name.clone()), Value::text(text)]
        }));
        for key in [
            "pools",
            "marks",
            "verdicts",
            "provisional",
            "empty",
            "grades",
        ] {
            let text = words.locale.text(&format!("workbook-{key}-about"));
            rows.push(line(&format!("workbook-{key}"), Value::text(text)));
        }
        Sheet {
            filtered: false,
            ..sheet(words, "workbook-about", &columns, 0, rows.into_iter())
        }
    }

    /// A sheet for each pool, the best score first.
    fn pool_sheets(&'a self, words: Wording<'a>) -> Vec<Sheet<'a>> {
        let mut pools: BTreeMap<PoolKey, Vec<usize>> = BTreeMap::new();
        for (index, stint) in self.present() {
            if self.scores.people[index].is_some() {
                pools.entry(self.pool_of(stint)).or_default().push(index);
            }
        }
        let mut largest: Vec<_> = pools.into_iter().collect();
        largest.sort_by_key(|(_, pool)| Reverse(pool.len()));
        largest.truncate(MOST_POOLS);
        largest.sort();
        let sheet = |(key, pool)| self.pool_sheet(words, &key, pool);
        largest.into_iter().map(sheet).collect()
    }

    fn pool_sheet(&'a self, words: Wording<'a>, key: &PoolKey, mut pool: Vec<usize>) -> Sheet<'a> {
        let who = [
            ("packet-column-id", Style::Text),
            ("packet-column-name", Style::Text),
            ("packet-column-team", Style::Text),
        ];
        let columns = [&who[..], &STANDING].concat();
        let score = |index: &usize| self.scores.people[*index].as_ref()?.score;
        // Scores have one decimal. The sort is stable: equals stay in the order of lists.
        pool.sort_by_key(|index| {
            Reverse(score(index).map_or(i64::MIN, |s| (s * 10.0).round() as i64))
        });
        let rows = pool.into_iter().map(move |index| {
            let person = &self.roster.people[index];
            let team = person.stint_in(self.period).map(|stint| stint.team);
            let team = team.map_or("", |team| words.pick(&self.roster.teams[team].name));
            let mut row = vec![
                Value::text(&person.id),
                Value::text(words.pick(&person.name)),
                Value::text(team),
            ];
            row.extend(standing(words, self.scores.people[index].as_ref()));
            row
        });
        let mut sheet = sheet(words, "workbook-pools", &columns, 2, rows);
        sheet.name = self.pool_name(&words, key);
        sheet
    }

    /// Everybody who was there in the period.
    fn present(&'a self) -> impl Iterator<Item = (usize, &'a Stint)> {
        let people = self.references.people().iter();
        people.filter_map(|index| Some((*index, self.roster.people[*index].stint_in(self.period)?)))
    }

    /// KPIs of the scorecards in use that have a value in the period, sorted by id.
    fn measured_kpis(&'a self) -> Vec<Measured<'a>> {
        let roles: BTreeSet<&str> = self.present().map(|(_, it)| it.role.as_str()).collect();
        let cards = roles
            .iter()
            .filter_map(|role| self.workspace.scorecards.get(*role));
        let ids: BTreeSet<&str> = cards
            .flat_map(|card| card.items.iter().map(|item| item.kpi.as_str()))
            .collect();
        let everybody = self.measures.subjects.organisation();
        let kpis = ids.into_iter().filter_map(|id| {
            let position = self.measures.kpi(id)?;
            self.measures.at(everybody, position, self.period)?;
            Some((self.workspace.kpis.get(id)?, position))
        });
        kpis.collect()
    }
}

fn sheet<'a>(
    words: Wording<'_>,
    name: &str,
    columns: &[(&str, Style)],
    frozen: u16,
    rows: impl Iterator<Item = Vec<Value<'a>>> + 'a,
) -> Sheet<'a> {
    let columns = columns.iter().map(|(key, style)| Column {
        title: words.locale.text(key),
        style: *style,
    });
    Sheet {
        name: words.locale.text(name),
        columns: columns.collect(),
        frozen,
        filtered: true,
        rows: Box::new(rows),
    }
}
