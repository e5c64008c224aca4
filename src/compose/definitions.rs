//! Section 7: definitions, sources, remarks.

use super::Composer;
use super::packet::{Definition, Notes, PacketKind, Table};
use super::wording::{DASH, Wording, cell};
use crate::measure::{State, final_on};
use crate::score::{Assessment, Gap, ItemScore};
use crate::workspace::Kpi;

/// Working days to question a result, where the organisation does not say otherwise.
const APPEAL_DAYS: u32 = 5;

impl Composer<'_> {
    pub(super) fn notes(
        &self,
        words: &Wording<'_>,
        kind: PacketKind,
        role: &str,
        assessment: Option<&Assessment<'_>>,
    ) -> Notes {
        let kpis: Vec<&Kpi> = assessment.map_or_else(Vec::new, |assessment| {
            assessment.items.iter().map(|item| item.kpi).collect()
        });
        let mut remarks = vec![words.locale.text("packet-remark-proposal")];
        remarks.extend(assessment.map_or_else(Vec::new, |a| self.item_remarks(words, a)));
        remarks.extend(assessment.and_then(|a| self.early_data(words, a, role)));
        if kind == PacketKind::Person {
            let parts = self.pool_parts(words);
            remarks.push(words.with("packet-remark-rank", "parts", &parts));
        } else {
            remarks.push(words.locale.text("packet-remark-team"));
        }
        remarks.push(words.locale.text("packet-remark-rounding"));
        if kind != PacketKind::Person {
            // A person reads it where they sign.
            remarks.push(self.appeal(words));
        }
        let sources = self.sources_table(words, &kpis);
        Notes {
            definitions: kpis.iter().map(|kpi| definition(words, kpi)).collect(),
            sources_brief: brief(words, &sources),
            sources,
            remarks,
            rules: Table::default(),
        }
    }

    pub(super) fn appeal(&self, words: &Wording<'_>) -> String {
        match &self.workspace.organisation.appeal {
            Some(appeal) => words.pick(appeal).to_owned(),
            None => words
                .locale
                .format("packet-appeal", &[("days", APPEAL_DAYS.into())]),
        }
    }

    fn item_remarks(&self, words: &Wording<'_>, assessment: &Assessment<'_>) -> Vec<String> {
        let named = |key: &str, wanted: &dyn Fn(&ItemScore<'_>) -> bool| {
            let names: Vec<&str> = assessment
                .items
                .iter()
                .filter(|item| wanted(item))
                .map(|item| words.pick(&item.kpi.name))
                .collect();
            (!names.is_empty()).then(|| words.with(key, "kpis", &words.locale.list(&names)))
        };
        let minimum = words.percent(self.workspace.scoring.evidence);
        let mut remarks = vec![words.with("packet-remark-minimum", "minimum", &minimum)];
        remarks.extend(named("packet-remark-spread", &|item| {
            item.gap == Some(Gap::Insufficient) && item.points.is_none()
        }));
        remarks.extend(self.provisional(words, assessment));
        remarks.extend(named("packet-remark-soft", &|item| {
            item.gap == Some(Gap::NotThisEdition)
        }));
        let least = assessment
            .items
            .iter()
            .filter_map(|item| item.kpi.raters.as_ref())
            .map(|r| r.1)
            .max();
        remarks.extend(least.map(|least| {
            words
                .locale
                .format("packet-remark-peers", &[("min_raters", least.into())])
        }));
        remarks
    }

    /// Which values are provisional, and until when; `None` without any.
    fn provisional(&self, words: &Wording<'_>, assessment: &Assessment<'_>) -> Option<String> {
        let provisional = |item: &&ItemScore<'_>| {
            let state = item.measure.map(|measure| measure.state);
            item.gap != Some(Gap::NotThisEdition) && state == Some(State::Provisional)
        };
        let items = assessment.items.iter().filter(provisional);
        let named: Vec<String> = items
            .map(|item| {
                let date = words.locale.date(final_on(item.kpi.lag, self.period));
                let kpi = words.pick(&item.kpi.name);
                let arguments = [("kpi", kpi.into()), ("date", (&date).into())];
                words.locale.format("pages-provisional-item", &arguments)
            })
            .collect();
        let listed: Vec<&str> = named.iter().map(String::as_str).collect();
        let listed = words.locale.list(&listed);
        (!named.is_empty()).then(|| words.with("packet-remark-provisional", "kpis", &listed))
    }

    /// The tables behind these KPIs, a view's tables included, with their rows and freshness.
    pub(super) fn sources_table(&self, words: &Wording<'_>, kpis: &[&Kpi]) -> Table {
        let count = |rows: u64| cell(words.locale.number(rows as f64, 0));
        let used = match kpis {
            [] => (0..self.reports.len()).collect(),
            kpis => self.sources.behind(self.workspace, kpis.iter().copied()),
        };
        let rows = used
            .into_iter()
            .map(|position| &self.reports[position])
            .map(|report| {
                let latest = report
                    .spans
                    .values()
                    .map(|span| span.latest)
                    .filter(|day| *day <= self.as_of)
                    .max();
                let latest = latest.map_or_else(|| DASH.to_owned(), |day| words.locale.date(day));
                vec![
                    cell(self.table_name(words, &report.table)),
                    count(report.rows_read),
                    count(report.rows_used),
                    count(report.rows_superseded),
                    count(report.rows_refused),
                    cell(latest),
                ]
            });
        Table {
            id: "sources".to_owned(),
            title: words.locale.text("packet-table-sources-title"),
            caption: words.locale.text("packet-table-sources-caption"),
            columns: vec![
                words.column("packet-column-table", false, 1.6),
                words.column("packet-column-rows", true, 1.0),
                words.column("packet-column-rows-used", true, 1.0),
                words.column("packet-column-rows-superseded", true, 1.0),
                words.column("packet-column-rows-rejected", true, 1.0),
                words.column("packet-column-latest", true, 1.3),
            ],
            rows: rows.collect(),
        }
    }

    pub(super) fn table_name(&self, words: &Wording<'_>, table: &str) -> String {
        let schema = self.workspace.tables.get(table);
        schema.map_or_else(
            || table.to_owned(),
            |schema| words.pick(&schema.name).to_owned(),
        )
    }
}

/// Name and rows used of each source, by the day of the last record, in one line.
fn brief(words: &Wording<'_>, sources: &Table) -> String {
    let mut by_day: Vec<(&str, Vec<String>)> = Vec::new();
    for row in &sources.rows {
        let text = |index: usize| row.get(index).map_or("", |cell| cell.text.as_str());
        let arguments = [("name", text(0).into()), ("rows", text(2).into())];
        let source = words.locale.format("pages-source", &arguments);
        match by_day.iter_mut().find(|(day, _)| *day == text(5)) {
            Some((_, named)) => named.push(source),
            None => by_day.push((text(5), vec![source])),
        }
    }
    let separator = words.locale.text("pages-source-separator");
    let day = |(day, named): (&str, Vec<String>)| {
        let named = named.join(&separator);
        let arguments = [("latest", day.into()), ("sources", (&named).into())];
        words.locale.format("pages-sources-of-day", &arguments)
    };
    let lines: Vec<String> = by_day.into_iter().map(day).collect();
    lines.join(" ")
}

pub(super) fn definition(words: &Wording<'_>, kpi: &Kpi) -> Definition {
    Definition {
        kpi: kpi.id.clone(),
        name: words.pick(&kpi.name).to_owned(),
        about: words.pick(&kpi.about).to_owned(),
        formula: words.pick(&kpi.formula).to_owned(),
        rule: String::new(),
        weight: String::new(),
    }
}
