//! What customers say later on: after a complaint, at the stages of a project, and
//! three months after its go-live. In a file of its own beside `surveys`.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::Company;
use super::calendar::{awake, later, next_working, office_time, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose};
use super::people::{Person, Trait};
use super::projects::{Project, projects};
use super::surveys::complaints;

/// Share of surveys that are answered.
const ANSWERED: f64 = 0.78;

/// Share of projects that are asked three months on.
const FOLLOWED: f64 = 0.13;

/// Share of stages of custom projects at which the customer is asked.
const STAGED: f64 = 0.3;

/// A survey sent.
struct FollowUp {
    kind: &'static str,
    customer: String,
    stage: &'static str,
    sent: NaiveDate,
}

/// Writes `surveys_more`.
pub(crate) fn write_follow_ups(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"survey_id,kind,engineer_id,customer,stage,sent_at,responded_at,score\n")?;
    let mut row = Row::default();
    let since = company.recent().next().map(|month| month.day(1));
    for person in &company.people {
        let mut draw = company.draw(Purpose::FollowUps, person);
        let mut sent: Vec<FollowUp> = complaints(company, person)
            .into_iter()
            .map(|complaint| FollowUp {
                kind: "complaint",
                sent: next_working(shift(complaint.settled.date(), draw.whole(1, 4))),
                customer: complaint.customer,
                stage: "",
            })
            .collect();
        for project in projects(company, person) {
            sent.extend(of_project(&project, &mut draw));
        }
        sent.retain(|survey| {
            person.is_there(survey.sent)
                && survey.sent < company.today()
                && Some(survey.sent) >= since
        });
        sent.sort_by_key(|survey| survey.sent);
        for (count, survey) in sent.iter().enumerate() {
            row.show(format_args!("F{:03}-{:02}", person.number + 1, count + 1))
                .text(survey.kind)
                .text(&person.id)
                .text(&survey.customer)
                .text(survey.stage);
            write_answer(company, person, &mut draw, survey, &mut row);
            row.end(out)?;
        }
    }
    Ok(())
}

/// What the customer of a project is asked.
fn of_project(project: &Project, draw: &mut Draw) -> Vec<FollowUp> {
    let middle = (project.delivered - project.kickoff).num_days() / 2;
    let stages = [
        ("start", shift(project.kickoff, draw.whole(7, 14))),
        ("middle", shift(project.kickoff, middle)),
        ("close", shift(project.accepted, draw.whole(1, 5))),
    ];
    let mut asked = Vec::new();
    let mut ask = |kind, stage, day| {
        asked.push(FollowUp {
            kind,
            customer: project.customer.name.clone(),
            stage,
            sent: next_working(day),
        });
    };
    for (stage, day) in stages {
        if draw.chance(STAGED) && project.kind == "custom" {
            ask("stage", stage, day);
        }
    }
    let later = shift(project.go_live, 91 + draw.whole(0, 6));
    if draw.chance(FOLLOWED) {
        ask("follow_up", "", later);
    }
    asked
}

/// The fields from the day of sending on.
fn write_answer(
    company: &Company,
    person: &Person,
    draw: &mut Draw,
    survey: &FollowUp,
    row: &mut Row,
) {
    let rapport = company.form(person, Trait::Rapport, survey.sent);
    let mean = match survey.kind {
        "complaint" => 3.9 + 0.35 * rapport,
        "stage" => 4.3 + 0.28 * rapport,
        _ => 4.35 + 0.3 * rapport,
    };
    let score = draw.rating(mean, 0.75, 1, 5);
    let at = office_time(survey.sent, draw);
    let replied = later(at, draw.lognormal(30.0, 1.1).min(24.0 * 20.0));
    let replied = awake(replied, draw);
    let replied = (draw.chance(ANSWERED) && person.is_there(replied.date()))
        .then(|| company.known(replied))
        .flatten();
    row.instant(Some(at))
        .instant(replied)
        .maybe(replied.map(|_| score));
}
