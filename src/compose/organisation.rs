//! The organisation's packet, for HR: coverage, grades by pool, teams, departments, data quality.

use super::definitions::definition;
use super::file_name;
use super::packet::{Cell, Glance, Notes, Packet, PacketKind, Table};
use super::reference::in_order;
use super::team::core_items;
use super::wording::{DASH, Wording, cell, column};
use super::{Charts, Composer, FORMAT};
use crate::score::{Grade, ItemScore};
use crate::statistics;
use crate::workspace::{Circumstances, Kpi};

impl Composer<'_> {
    /// The organisation's packet.
    pub fn organisation(&self) -> Option<Packet> {
        let words = self.wording(self.common_language())?;
        let title = words.pick(&self.workspace.organisation.name).to_owned();
        let here = self
            .roster
            .people
            .iter()
            .filter(|p| p.stint_in(self.period).is_some())
            .count();
        let facts = vec![
            words
                .locale
                .format("packet-headcount", &[("count", here.into())]),
        ];
        let kpis = self.core_kpis();
        let measured: Vec<&Kpi> = kpis.iter().map(|(kpi, _)| *kpi).collect();
        let mut charts = Charts::new();
        let funnels = self.funnels_of_organisation(&words, &measured, &mut charts);
        let spread = self.spread_of_organisation(&words, &mut charts);
        Some(Packet {
            format: FORMAT,
            kind: PacketKind::Organisation,
            id: "organisation".to_owned(),
            language: words.language(),
            period: self.period.to_string(),
            head: self.head(&words, PacketKind::Organisation, &title, facts),
            glance: self.overview(&words, here),
            scorecard: None,
            trends: Vec::new(),
            tables: [
                vec![self.departments(&words, &kpis)],
                self.distribution(&words),
                self.movement(&words).into_iter().collect(),
                vec![self.teams(&words)],
                self.goals_of_organisation(&words).into_iter().collect(),
                vec![self.quality(&words)],
            ]
            .concat(),
            conversation: None,
            alerts: Some(self.organisation_alerts(&words)),
            why: None,
            raise: None,
            funnels,
            fairness: self.fairness_section(&words),
            spread,
            score_change: None,
            notes: Notes {
                definitions: measured.iter().map(|kpi| definition(&words, kpi)).collect(),
                rules: Table::default(),
                sources: self.sources_table(&words, &[]),
                sources_brief: String::new(),
                remarks: vec![
                    words.locale.text("packet-remark-proposal"),
                    words.locale.text("packet-remark-team"),
                    self.distribution_remark(&words),
                    words.locale.text("packet-remark-rounding"),
                ],
            },
            history: self.history_of_organisation(&words),
            charts,
        })
    }

    /// Core KPIs of all scorecards in use, each once, with its target where all agree.
    fn core_kpis(&self) -> Vec<(&Kpi, Option<f64>)> {
        let mut kpis: Vec<(&Kpi, Option<f64>)> = Vec::new();
        for role in self.roles() {
            let subject = self.measures.subjects.organisation();
            let everybody = Circumstances::default();
            let Some(assessment) = self
                .assessor
                .assess(subject, &role, &everybody, self.period, 1)
            else {
                continue;
            };
            for item in core_items(&assessment) {
                add_once(&mut kpis, item);
            }
        }
        kpis
    }

    /// Roles of the people who are here, sorted.
    fn roles(&self) -> Vec<String> {
        let here = self
            .roster
            .people
            .iter()
            .filter_map(|person| person.stint_in(self.period));
        let mut roles: Vec<String> = here.map(|stint| stint.role.clone()).collect();
        roles.sort();
        roles.dedup();
        roles
    }

    fn overview(&self, words: &Wording<'_>, here: usize) -> Glance {
        let mut scores: Vec<f64> = self
            .scores
            .people
            .iter()
            .flatten()
            .filter_map(|total| total.score)
            .collect();
        scores.sort_by(f64::total_cmp);
        let percent = words.percent(if here > 0 {
            scores.len() as f64 / here as f64
        } else {
            0.0
        });
        let mut facts = vec![words.locale.format(
            "packet-graded",
            &[
                ("count", scores.len().into()),
                ("people", here.into()),
                ("percent", (&percent).into()),
            ],
        )];
        let grades: Vec<String> = Grade::ALL
            .iter()
            .map(|grade| {
                let graded = self.scores.people.iter().flatten();
                let count = graded.filter(|total| total.grade == Some(*grade)).count();
                format!("{} {count}", grade.letter())
            })
            .collect();
        facts.push(words.with("packet-grades", "grades", &grades.join(" · ")));
        let median = statistics::median(&scores);
        let mut findings = Vec::new();
        if scores.len() < here {
            let arguments = [("count", scores.len().into()), ("people", here.into())];
            findings.push(words.locale.format("packet-finding-coverage", &arguments));
        }
        let (refused, read) = self.reports.iter().fold((0, 0), |(refused, read), report| {
            (refused + report.rows_refused, read + report.rows_read)
        });
        if refused > 0 {
            let (rows, total) = (
                words.locale.number(refused as f64, 0),
                words.locale.number(read as f64, 0),
            );
            let arguments = [("rows", (&rows).into()), ("total", (&total).into())];
            findings.push(words.locale.format("packet-finding-quality", &arguments));
        }
        let score = median.map(|median| words.locale.number(median, 1));
        facts.extend(
            score
                .as_ref()
                .map(|score| words.with("packet-median-score", "score", score)),
        );
        Glance {
            score: score.unwrap_or_else(|| DASH.to_owned()),
            score_value: median,
            grade: None,
            not_gradable: None,
            basis: Vec::new(),
            facts,
            groups: Vec::new(),
            groups_chart: None,
            groups_caption: String::new(),
            findings,
        }
    }

    fn departments(&self, words: &Wording<'_>, kpis: &[(&Kpi, Option<f64>)]) -> Table {
        // One row a KPI: departments are few, KPIs are many.
        let mut columns = vec![
            words.column("packet-column-kpi", false, 2.0),
            words.column("packet-column-target", true, 1.0),
        ];
        let departments = &self.roster.departments;
        let order = in_order(departments.iter().map(|department| department.id.as_str()));
        columns.extend(
            order
                .iter()
                .map(|d| column(words.pick(&departments[*d].name).to_owned(), true, 1.3)),
        );
        columns.push(column(
            words.pick(&self.workspace.organisation.name).to_owned(),
            true,
            1.3,
        ));
        let subjects: Vec<_> = order
            .into_iter()
            .chain([departments.len()])
            .map(|d| self.measures.subjects.department(d))
            .collect();
        let rows = kpis.iter().map(|(kpi, target)| {
            let mut cells = vec![
                cell(words.pick(&kpi.name).to_owned()),
                cell(words.target(kpi, *target)),
            ];
            cells.extend(subjects.iter().map(|subject| {
                self.heat_cell(
                    words,
                    kpi,
                    *target,
                    self.measures.get(*subject, &kpi.id, self.period),
                )
            }));
            cells
        });
        Table {
            id: "departments".to_owned(),
            title: words.locale.text("packet-table-departments-title"),
            caption: words.locale.text("packet-table-departments-caption"),
            rows: rows.collect(),
            columns,
        }
    }

    fn teams(&self, words: &Wording<'_>) -> Table {
        let rows = self.references.teams().iter().filter_map(|index| {
            let (index, team) = (*index, &self.roster.teams[*index]);
            let members = self.references.members(index).len();
            if members == 0 {
                return None;
            }
            let total = self.scores.teams[index].as_ref();
            let score = total.and_then(|total| total.score);
            let change = total.and_then(|total| Some(total.score? - total.previous?));
            let dash = || DASH.to_owned();
            Some(vec![
                Cell {
                    text: words.pick(&team.name).to_owned(),
                    link: Some(format!("teams/{}.html", file_name(&team.id))),
                    heat: 0,
                },
                cell(
                    words
                        .pick(&self.roster.departments[team.department].name)
                        .to_owned(),
                ),
                cell(words.locale.number(members as f64, 0)),
                cell(score.map_or_else(dash, |score| words.locale.number(score, 1))),
                cell(change.map_or_else(dash, |change| words.locale.signed(change, 1))),
                cell(total.map_or_else(dash, |total| words.percent(total.evidence))),
            ])
        });
        Table {
            id: "teams".to_owned(),
            title: words.locale.text("packet-table-teams-title"),
            caption: words.locale.text("packet-table-teams-caption"),
            columns: vec![
                words.column("packet-column-team", false, 2.0),
                words.column("packet-column-department", false, 2.0),
                words.column("packet-column-people", true, 0.8),
                words.column("packet-column-score", true, 0.8),
                words.column("packet-column-change", true, 0.8),
                words.column("packet-column-evidence", true, 0.8),
            ],
            rows: rows.collect(),
        }
    }

    /// Refused rows by table and reason, with the place of the first.
    pub(crate) fn quality(&self, words: &Wording<'_>) -> Table {
        let mut rows = Vec::new();
        for report in self.reports {
            for (code, count) in &report.refusals {
                let first = report.examples.iter().find(|example| example.code == code);
                let place = first.map_or_else(String::new, |example| {
                    format!("{}:{}", example.file, example.line.unwrap_or(example.row))
                });
                let key = format!("packet-refusal-{code}");
                let problem = if words.locale.has(&key) {
                    words.locale.text(&key)
                } else {
                    code.clone()
                };
                rows.push(vec![
                    cell(report.table.clone()),
                    cell(problem),
                    cell(words.locale.number(*count as f64, 0)),
                    cell(place),
                ]);
            }
        }
        Table {
            id: "quality".to_owned(),
            title: words.locale.text("packet-table-quality-title"),
            caption: words.locale.text(if rows.is_empty() {
                "packet-table-quality-none"
            } else {
                "packet-table-quality-caption"
            }),
            columns: vec![
                words.column("packet-column-table", false, 1.0),
                words.column("packet-column-problem", false, 2.0),
                words.column("packet-column-count", true, 0.6),
                words.column("packet-column-place", false, 2.0),
            ],
            rows,
        }
    }
}

fn add_once<'a>(kpis: &mut Vec<(&'a Kpi, Option<f64>)>, item: &ItemScore<'a>) {
    // A target of a count grows with the people, so departments have no common one.
    let own = item.target.filter(|_| item.kpi.quota.is_none());
    match kpis.iter_mut().find(|(kpi, _)| kpi.id == item.kpi.id) {
        Some((_, target)) if *target != own => *target = None,
        Some(_) => {}
        None => kpis.push((item.kpi, own)),
    }
}
