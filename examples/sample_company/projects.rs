//! Projects, the defects found after their go-live, and the changes asked for on
//! the way.
//!
//! A project is drawn from the month of its acceptance backwards: in an export
//! it is the accepted ones that a month is made of. Those accepted after the day
//! of the data show what was known on that day.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::Company;
use super::calendar::{Month, awake, later, next_working, office_time, previous_working, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose, logistic};
use super::names::Customer;
use super::people::{Person, Role, Trait};
use super::rollouts::{self, rollout};
use super::texts;

/// Accepted projects of a person in an ordinary month.
const VOLUME: f64 = 5.2;

/// Change requests of a person in an ordinary month.
const CHANGES: f64 = 7.5;

/// Days in which a defect counts as one of the go-live.
const AFTER_LIVE: f64 = 30.0;

/// Modules from which a custom project is a large one.
const LARGE: i64 = 11;

/// A kind of project: its name, its share, days from kick-off to acceptance,
/// complexity, and modules at least and at most.
type Kind = (&'static str, f64, f64, f64, i64, i64);

const KINDS: [Kind; 3] = [
    ("standard", 0.62, 54.0, 1.0, 6, 10),
    ("upgrade", 0.24, 39.0, 0.8, 3, 6),
    ("custom", 0.14, 77.0, 1.3, 8, 14),
];

/// A project as it will have been in the end; what is known is a matter of the day.
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) customer: Customer,
    pub(crate) kind: &'static str,
    complexity: f64,
    pub(crate) modules: i64,
    pub(crate) kickoff: NaiveDate,
    pub(crate) planned: NaiveDate,
    pub(crate) delivered: NaiveDate,
    pub(crate) go_live: NaiveDate,
    pub(crate) accepted: NaiveDate,
    planned_changes: u32,
    actual_changes: u32,
    pub(crate) stable: bool,
    pub(crate) product: &'static str,
}

impl Project {
    /// Whether it has milestones and a budget of its own.
    pub(crate) fn is_large(&self) -> bool {
        self.kind == "custom" && self.modules >= LARGE
    }
}

/// The projects of a person, in order of acceptance; none for other roles.
pub(crate) fn projects(company: &Company, person: &Person) -> Vec<Project> {
    if person.role != Role::Implementation {
        return Vec::new();
    }
    let mut draw = company.draw(Purpose::Projects, person);
    let mut all = Vec::new();
    for month in company.months() {
        let count = draw.around(VOLUME * person.load * company.season(month, person.role));
        let mut days: Vec<NaiveDate> = {
            let working = company.working_days(month);
            let last = working.len() as i64 - 1;
            // Towards the end of the month, when invoices are due.
            (0..count)
                .filter_map(|_| working.get((last as f64 * draw.unit().powf(0.75)) as usize))
                .copied()
                .collect()
        };
        days.sort();
        for accepted in days {
            let project = project(company, person, &mut draw, accepted, all.len());
            all.push(project);
        }
    }
    // A newcomer begins with projects of their own, a leaver hands the open ones over.
    all.retain(|project| {
        project.kickoff <= company.today()
            && person.is_there(project.kickoff)
            && (person.left.is_none() || person.is_there(project.accepted))
    });
    all
}

fn project(
    company: &Company,
    person: &Person,
    draw: &mut Draw,
    accepted: NaiveDate,
    count: usize,
) -> Project {
    let form = company.form(person, Trait::Pace, accepted);
    let care = company.form(person, Trait::Care, accepted);
    let shares = KINDS.map(|kind| kind.1);
    let (kind, _, days, complexity, least, most) = KINDS
        .get(draw.weighted(&shares))
        .copied()
        .unwrap_or_default();
    let strength = person.strength(Trait::Pace, 0.0, accepted);
    let trend = (1.0 - person.shrink).powf(company.years(accepted));
    let cycle = draw
        .lognormal(days * trend * (-0.08 * strength).exp(), 0.2)
        .max(16.0) as i64;
    let kickoff = next_working(shift(accepted, -cycle));
    let go_live = previous_working(shift(accepted, -draw.whole(4, 9)));
    let delivered = previous_working(shift(go_live, -draw.whole(0, 3))).max(kickoff);
    let late = !draw.chance(logistic(2.2 + 0.9 * form));
    let planned = if late {
        previous_working(shift(delivered, -(draw.lognormal(4.0, 0.7).ceil() as i64)))
    } else {
        next_working(shift(delivered, draw.whole(0, 5)))
    };
    let modules = draw.whole(least, most);
    let planned_changes = 2 + draw.poisson(2.0);
    let changes = f64::from(planned_changes) * 0.95 * (-0.15 * care).exp();
    Project {
        id: format!("P{:03}-{:03}", person.number + 1, count + 1),
        customer: company.customer(person, draw),
        kind,
        complexity,
        modules,
        kickoff,
        planned: planned.max(next_working(shift(kickoff, 5))),
        delivered,
        go_live,
        accepted,
        planned_changes,
        actual_changes: draw.poisson(changes),
        stable: draw.chance(logistic(2.3 + 0.6 * care)),
        product: draw.pick(&texts::PRODUCTS),
    }
}

/// Writes `projects`.
pub(crate) fn write_projects(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"project_id,name,engineer_id,customer,project_type,industry,complexity,modules,kickoff_on,planned_delivery_on,delivered_on,go_live_on,accepted_on,planned_changes,actual_changes,stable_go_live\n",
    )?;
    let mut row = Row::default();
    let known = |day: NaiveDate| (day <= company.today()).then_some(day);
    for person in &company.people {
        for project in projects(company, person) {
            let work = if project.kind == "upgrade" {
                "升级"
            } else {
                "实施"
            };
            row.text(&project.id)
                .text(&format!(
                    "{}{}{work}",
                    project.customer.name, project.product
                ))
                .text(&person.id)
                .text(&project.customer.name)
                .text(project.kind)
                .text(project.customer.industry)
                .show(project.complexity)
                .show(project.modules)
                .day(Some(project.kickoff))
                .day(Some(project.planned))
                .day(known(project.delivered))
                .day(known(project.go_live))
                .day(known(project.accepted))
                .show(project.planned_changes)
                .maybe(known(project.delivered).map(|_| project.actual_changes))
                .maybe(known(project.go_live).map(|_| project.stable))
                .end(out)?;
        }
        if let Some(rollout) = rollout(company, person) {
            let (modules, complexity) = rollouts::SIZE;
            row.text(&rollout.id)
                .text(&rollout.name)
                .text(&person.id)
                .text(&rollout.customer)
                .text("custom")
                .text(rollout.industry)
                .show(complexity)
                .show(modules)
                .day(Some(rollout.kickoff))
                .day(Some(rollout.planned))
                .day(None)
                .day(None)
                .day(None)
                .text("")
                .text("")
                .text("")
                .end(out)?;
        }
    }
    Ok(())
}

/// Writes `defects`: those found within a month of go-live.
pub(crate) fn write_defects(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"defect_id,project_id,severity,found_on\n")?;
    let mut row = Row::default();
    for person in &company.people {
        let mut draw = company.draw(Purpose::Defects, person);
        let mut count = 0;
        for project in projects(company, person) {
            let care = company.form(person, Trait::Care, project.go_live);
            let modules = project.modules as f64;
            let restless = if project.stable { 1.0 } else { 2.0 };
            let major = draw.poisson(modules * 0.054 * restless * (-0.5 * care).exp());
            let minor = draw.poisson(modules * 0.08 * (-0.3 * care).exp());
            for at in 0..major + minor {
                let severity = if at < major { "major" } else { "minor" };
                // Most are found in the first days, when everybody looks.
                let found = shift(project.go_live, (AFTER_LIVE * draw.unit().powi(2)) as i64);
                if found <= company.today() {
                    count += 1;
                    row.show(format_args!("D{:03}-{count:03}", person.number + 1))
                        .text(&project.id)
                        .text(severity)
                        .day(Some(found))
                        .end(out)?;
                }
            }
        }
    }
    Ok(())
}

/// Writes `change_requests`: those to projects under way.
pub(crate) fn write_change_requests(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"change_id,project_id,engineer_id,raised_at,first_response_at\n")?;
    let mut row = Row::default();
    for person in &company.people {
        let projects = projects(company, person);
        let mut draw = company.draw(Purpose::ChangeRequests, person);
        let mut count = 0;
        for month in company.months() {
            let wanted = requests(company, person, month, &mut draw);
            for day in company.days(person, &mut draw, company.working_days(month), wanted) {
                let raised = office_time(day, &mut draw);
                let pace = company.form(person, Trait::Pace, day);
                let answered = later(raised, draw.lognormal(3.7 * (-0.35 * pace).exp(), 0.9));
                let answered = awake(answered, &mut draw);
                let chosen = draw.unit();
                let under_way: Vec<&Project> = projects
                    .iter()
                    .filter(|project| project.kickoff <= day && day < project.accepted)
                    .collect();
                let Some(project) = under_way.get((chosen * under_way.len() as f64) as usize)
                else {
                    continue;
                };
                count += 1;
                row.show(format_args!("C{:03}-{count:03}", person.number + 1))
                    .text(&project.id)
                    .text(&person.id)
                    .instant(Some(raised))
                    .instant(company.known(answered))
                    .end(out)?;
            }
        }
    }
    Ok(())
}

fn requests(company: &Company, person: &Person, month: Month, draw: &mut Draw) -> u32 {
    match person.role {
        Role::Implementation => {
            draw.around(CHANGES * person.load * company.season(month, person.role))
        }
        _ => 0,
    }
}
