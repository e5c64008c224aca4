//! What implementers do in the course of projects: tasks, milestones, documents,
//! trainings of customers, and what customers gain.

use std::collections::BTreeSet;
use std::io::{self, Write};

use chrono::NaiveDate;

use super::Company;
use super::calendar::{next_working, previous_working, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose, logistic};
use super::monthly::{Monthly, write_monthly};
use super::people::{Level, Person, Role, Trait};
use super::phrases;
use super::projects::{Project, projects};
use super::rollouts::rollout;
use super::surveys::trained_projects;

/// Score at which a trainee has passed.
const PASS_MARK: i64 = 70;

/// Writes `tasks`, which are listed one by one for juniors.
pub(crate) fn write_tasks(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "task_id,engineer_id,title,due_on,done_on",
        letter: 'T',
        purpose: Purpose::Tasks,
        count: |share| match share.level() {
            Level::Junior => share.work(Role::Implementation, 6.5),
            _ => 0,
        },
        fields: |event, row| {
            let pace = event.form(Trait::Pace);
            let is_done = event.draw.chance(logistic(3.5 + 0.8 * pace));
            let is_late = event.draw.chance(logistic(-2.0 - 0.8 * pace));
            let done = match is_late {
                true => next_working(shift(event.day, event.draw.whole(1, 6))),
                false => previous_working(shift(event.day, -event.draw.whole(0, 3))),
            };
            let is_known = done <= event.company.today() && event.person.is_there(done);
            row.text(event.draw.pick(&phrases::TASKS))
                .day(Some(event.day))
                .day((is_done && is_known).then_some(done));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `deliverables`.
pub(crate) fn write_deliverables(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "deliverable_id,engineer_id,name,rating,reviewed_on",
        letter: 'F',
        purpose: Purpose::Deliverables,
        count: |share| share.work(Role::Implementation, 1.4),
        fields: |event, row| {
            let mean = 4.0 + 0.3 * event.form(Trait::Care);
            let rated = event.draw.chance(0.96);
            let rating = event.draw.rating(mean, 0.7, 1, 5);
            row.text(event.draw.pick(&phrases::DELIVERABLES))
                .maybe(rated.then_some(rating))
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// The projects of a person that were accepted in the younger tables' months, or are still open.
pub(crate) fn recent_projects(company: &Company, person: &Person) -> Vec<Project> {
    let since = company.recent().next().map(|month| month.day(1));
    let mut all = projects(company, person);
    all.retain(|project| Some(project.accepted) >= since);
    all
}

/// Writes `milestones`: large projects have two.
pub(crate) fn write_milestones(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"milestone_id,project_id,engineer_id,name,due_on,done_on\n")?;
    let mut row = Row::default();
    for person in &company.people {
        let mut draw = company.draw(Purpose::Milestones, person);
        let mut count = 0;
        for project in recent_projects(company, person) {
            if !project.is_large() {
                continue;
            }
            for (name, share) in phrases::MILESTONES {
                let (due, done) = milestone(company, person, &project, share, &mut draw);
                count += 1;
                row.show(format_args!("M{:03}-{count:02}", person.number + 1))
                    .text(&project.id)
                    .text(&person.id)
                    .text(name)
                    .day(Some(due))
                    .day((done <= company.today()).then_some(done))
                    .end(out)?;
            }
        }
        if let Some(rollout) = rollout(company, person) {
            for (name, due, done) in rollout.milestones {
                count += 1;
                row.show(format_args!("M{:03}-{count:02}", person.number + 1))
                    .text(&rollout.id)
                    .text(&person.id)
                    .text(name)
                    .day(Some(due))
                    .day(done)
                    .end(out)?;
            }
        }
    }
    Ok(())
}

/// When a milestone is due, and when it was or will be reached.
fn milestone(
    company: &Company,
    person: &Person,
    project: &Project,
    share: f64,
    draw: &mut Draw,
) -> (NaiveDate, NaiveDate) {
    let planned = (project.planned - project.kickoff).num_days() as f64;
    let due = next_working(shift(project.kickoff, (planned * share) as i64));
    let pace = company.form(person, Trait::Pace, due);
    // A project that is late in the end is mostly late on the way.
    let late = project.delivered > project.planned;
    let odds = if late { -0.4 } else { 2.7 };
    let done = if draw.chance(logistic(odds + 0.6 * pace)) {
        previous_working(shift(due, -draw.whole(0, 4))).max(project.kickoff)
    } else {
        next_working(shift(due, draw.whole(1, 8)))
    };
    (due, done.min(project.accepted))
}

/// Writes `trainees`: a few people of a customer are tested before and after.
pub(crate) fn write_trainees(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"trainee_id,project_id,engineer_id,held_on,pre_score,post_score,pass_mark\n")?;
    let mut row = Row::default();
    for person in &company.people {
        let trained: BTreeSet<String> = trained_projects(company, person);
        let mut draw = company.draw(Purpose::Trainees, person);
        let mut count = 0;
        for project in recent_projects(company, person) {
            let held = previous_working(shift(project.go_live, -draw.whole(0, 3)));
            let rapport = company.form(person, Trait::Rapport, held);
            for _ in 0..draw.poisson(0.62) {
                let before = draw.rating(56.0, 10.0, 20, 90);
                let after = draw.rating(79.0 + 4.0 * rapport, 9.0, 30, 100);
                let is_tested = draw.chance(0.96);
                if !trained.contains(&project.id) || held > company.today() {
                    continue;
                }
                count += 1;
                row.show(format_args!("A{:03}-{count:02}", person.number + 1))
                    .text(&project.id)
                    .text(&person.id)
                    .day(Some(held))
                    .show(before)
                    .maybe(is_tested.then_some(after.max(before)))
                    .show(PASS_MARK)
                    .end(out)?;
            }
        }
    }
    Ok(())
}

/// Writes `outcomes`: some customers of larger projects measure what they gained.
pub(crate) fn write_outcomes(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"outcome_id,project_id,engineer_id,customer,metric,before,after,lower_is_better,measured_on\n",
    )?;
    let mut row = Row::default();
    for person in &company.people {
        let mut draw = company.draw(Purpose::Outcomes, person);
        let mut count = 0;
        for project in recent_projects(company, person) {
            let measured = next_working(shift(project.accepted, draw.whole(40, 75)));
            let care = company.form(person, Trait::Care, project.accepted);
            let gain = draw.normal(0.16 + 0.04 * care, 0.08);
            let at = draw.whole(0, phrases::OUTCOMES.len() as i64 - 1) as usize;
            let scatter = draw.lognormal(1.0, 0.2);
            let is_measured = draw.chance(0.55);
            let (metric, usual, lower) = phrases::OUTCOMES.get(at).copied().unwrap_or_default();
            let is_known = measured <= company.today() && person.is_there(measured);
            if project.kind != "custom" || !is_measured || !is_known {
                continue;
            }
            let before = usual * scatter.min(1.2);
            let after = before * if lower { 1.0 - gain } else { 1.0 + gain };
            count += 1;
            row.show(format_args!("Z{:03}-{count:02}", person.number + 1))
                .text(&project.id)
                .text(&person.id)
                .text(&project.customer.name)
                .text(metric)
                .show(format_args!("{before:.1}"))
                .show(format_args!("{after:.1}"))
                .show(lower)
                .day(Some(measured))
                .end(out)?;
        }
    }
    Ok(())
}
