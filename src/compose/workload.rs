//! What a team carries, for its lead: the records and open work of each member, the open
//! projects with their forecast, and the grades against the reference distribution.
//!
//! Figures say how much there is, not how hard it was; the captions say so. Forecasts are
//! those that alerts rest on, here for projects in time as well.

use super::Composer;
use super::file_name::page_of_person;
use super::packet::{Cell, Table};
use super::wording::{DASH, Wording, cell};
use crate::measure::Project;
use crate::quantity::Unit;
use crate::score::distribution::{CLASSES, class};
use crate::score::{circumstances, expected};

/// Projects in the table; the others are counted.
const MOST_PROJECTS: usize = 20;

/// Fewer graded people than this cannot show every part of a reference distribution.
const FEASIBLE: usize = 10;

impl Composer<'_> {
    /// Records behind each member's scored items, their open projects and actions.
    pub(super) fn workload(&self, words: &Wording<'_>, members: &[usize]) -> Table {
        let records: Vec<u32> = members.iter().map(|one| self.carried_by(*one)).collect();
        let all: u32 = records.iter().sum();
        let whole = |count: usize| cell(words.locale.number(count as f64, 0));
        let rows = members.iter().zip(&records).map(|(member, records)| {
            let person = &self.roster.people[*member];
            let share = f64::from(*records) / f64::from(all.max(1));
            vec![
                Cell {
                    text: words.pick(&person.name).to_owned(),
                    link: Some(page_of_person(&person.id)),
                    heat: 0,
                },
                cell(words.locale.number(f64::from(*records), 0)),
                cell(words.percent(share)),
                whole(self.watch.projects_of_person(*member).count()),
                whole(self.dialogue.plans.open(*member).count()),
            ]
        });
        Table {
            id: "workload".to_owned(),
            title: words.locale.text("pages-workload-title"),
            caption: words.locale.text("pages-workload-caption"),
            columns: vec![
                words.column("packet-column-name", false, 2.0),
                words.column("pages-column-records", true, 1.0),
                words.column("packet-column-share", true, 1.0),
                words.column("pages-column-projects", true, 1.0),
                words.column("pages-column-actions", true, 1.0),
            ],
            rows: rows.collect(),
        }
    }

    /// Rows that counted for a member's scored items, as the fairness page counts them.
    fn carried_by(&self, member: usize) -> u32 {
        let subject = self.measures.subjects.person(member);
        let stint = self.roster.people[member].stint_in(self.period);
        let own = stint.and_then(|stint| {
            let when = circumstances(stint);
            self.assessor
                .assess(subject, &stint.role, &when, self.period, 1)
        });
        own.map_or(0, |own| {
            let scored = own.items.iter().filter(|item| item.gap.is_none());
            scored.filter_map(|item| Some(item.measure?.n)).sum()
        })
    }

    /// A team's open projects, those planned first first; `None` without any.
    pub(super) fn open_projects(&self, words: &Wording<'_>, team: usize) -> Option<Table> {
        let mut own: Vec<&Project> = self.watch.projects_of_team(team).collect();
        own.sort_by(|x, y| x.planned.cmp(&y.planned).then_with(|| x.id.cmp(&y.id)));
        let shown = own.len().min(MOST_PROJECTS);
        let arguments = [("count", own.len().into()), ("shown", shown.into())];
        let rows = own[..shown].iter().map(|one| self.project_row(words, one));
        (!own.is_empty()).then(|| Table {
            id: "projects".to_owned(),
            title: words.locale.text("pages-projects-title"),
            caption: words.locale.format("pages-projects-caption", &arguments),
            columns: vec![
                words.column("pages-column-project", false, 2.4),
                words.column("pages-column-owner", false, 1.1),
                words.column("pages-column-planned", false, 1.0),
                words.column("pages-column-milestones", true, 0.9),
                words.column("pages-column-forecast", false, 2.6),
                words.column("pages-column-spent", true, 1.0),
            ],
            rows: rows.collect(),
        })
    }

    fn project_row(&self, words: &Wording<'_>, project: &Project) -> Vec<Cell> {
        let dash = || DASH.to_owned();
        let owner = project.person.map(|person| {
            let person = &self.roster.people[person];
            words.pick(&person.name).to_owned()
        });
        let (done, all) = project.milestones;
        let spending = project.spending.as_ref();
        let spent = spending.and_then(|money| Some((*money.spent.last()?, money.budget)));
        let spent = spent.filter(|(_, budget)| *budget > 0.0);
        vec![
            cell(project.name.clone().unwrap_or_else(|| project.id.clone())),
            cell(owner.unwrap_or_else(dash)),
            // Written as in the data, as days of records are.
            cell(project.planned.map_or_else(dash, |day| day.to_string())),
            cell(match all {
                0 => dash(),
                _ => format!("{done}/{all}"),
            }),
            cell(forecast(words, project)),
            cell(spent.map_or_else(dash, |(spent, budget)| {
                let share = 100.0 * spent / budget;
                words.locale.quantity(share, Unit::Percent, 0)
            })),
        ]
    }

    /// Grades of the members against the reference, with what that can say of so few.
    pub(super) fn team_distribution(&self, words: &Wording<'_>, members: &[usize]) -> Table {
        let mut given = [0_usize; CLASSES];
        let totals = members
            .iter()
            .filter_map(|one| self.scores.people[*one].as_ref());
        for grade in totals.filter_map(|total| total.grade) {
            given[class(grade)] += 1;
        }
        let graded: usize = given.iter().sum();
        let quota = self.workspace.scoring.distribution.quota;
        let names = ["S", "A", "B", "C + D"].into_iter();
        let row = |((name, given), quota): ((&str, usize), u32)| {
            let reference = f64::from(quota) / 10_000.0;
            let share = given as f64 / graded.max(1) as f64;
            vec![
                cell(name.to_owned()),
                cell(words.locale.number(given as f64, 0)),
                cell(words.percent(share)),
                cell(words.percent(reference)),
                cell(words.locale.number(reference * graded as f64, 1)),
            ]
        };
        let key = match graded {
            0 => "pages-distribution-none",
            n if n < FEASIBLE => "pages-distribution-small",
            _ => "pages-distribution-large",
        };
        let arguments = [("count", graded.into())];
        Table {
            id: "distribution".to_owned(),
            title: words.locale.text("pages-distribution-title"),
            caption: words.locale.format(key, &arguments),
            columns: vec![
                words.column("packet-column-grade", false, 1.0),
                words.column("packet-column-people", true, 1.0),
                words.column("packet-column-share", true, 1.0),
                words.column("pages-column-reference", true, 1.0),
                words.column("pages-column-places", true, 1.4),
            ],
            rows: names.zip(given).zip(quota).map(row).collect(),
        }
    }
}

/// When it will be done with the 95 % interval, or why that cannot be said.
fn forecast(words: &Wording<'_>, project: &Project) -> String {
    let Some(planned) = project.planned else {
        return DASH.to_owned();
    };
    if planned <= project.cut {
        let days = usize::try_from((project.cut - planned).num_days()).unwrap_or_default();
        let arguments = [("days", days.into())];
        return words.locale.format("pages-forecast-overdue", &arguments);
    }
    let Some(found) = expected(project) else {
        return words.locale.text("pages-forecast-none");
    };
    let [finish, first, last] =
        [found.finish, found.earliest, found.latest].map(|day| day.to_string());
    let arguments = [
        ("finish", (&finish).into()),
        ("first", (&first).into()),
        ("last", (&last).into()),
    ];
    words.locale.format("pages-forecast", &arguments)
}
