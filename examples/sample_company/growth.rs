//! Learning and innovation: trainings, sharings, certificates, mentoring, proposals,
//! scripts, cases and suggestions.

use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};

use super::Company;
use super::calendar::{next_working, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose, logistic};
use super::monthly::{Monthly, write_monthly};
use super::people::{Level, Role, Trait};
use super::phrases;
use super::teams::TEAM_SIZE;

/// Seats of a team's juniors.
const JUNIOR_SEATS: [usize; 2] = [2, 6];

/// A session to which everybody is invited.
struct Session {
    id: String,
    title: &'static str,
    on: NaiveDate,
}

/// Two sessions a month, three where a quarter ends.
fn sessions(company: &Company) -> Vec<Session> {
    let mut all = Vec::new();
    for month in company.recent() {
        let mut draw = Draw::new(company.seed, Purpose::Sessions, month.0 as usize);
        let wanted = if month.number() % 3 == 0 { 3 } else { 2 };
        let days = company.working_days(month);
        for at in 0..wanted {
            let place = (draw.unit() * days.len() as f64) as usize;
            let on = days.get(place).copied().unwrap_or(month.last());
            let title = draw.pick(&phrases::TRAININGS);
            let (year, number) = (month.0.div_euclid(12) % 100, month.number());
            if on <= company.today() {
                let id = format!("{year:02}{number:02}-{}", at + 1);
                all.push(Session { id, title, on });
            }
        }
    }
    all
}

/// Writes `trainings`.
pub(crate) fn write_trainings(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"training_id,engineer_id,title,attended_on\n")?;
    let mut row = Row::default();
    let sessions = sessions(company);
    for person in &company.people {
        let mut draw = company.draw(Purpose::Trainings, person);
        for session in &sessions {
            let sharing = company.form(person, Trait::Sharing, session.on);
            let attends = draw.chance(logistic(-0.2 + 0.4 * sharing));
            if attends && person.is_there(session.on) {
                row.text(&session.id)
                    .text(&person.id)
                    .text(session.title)
                    .day(Some(session.on))
                    .end(out)?;
            }
        }
    }
    Ok(())
}

/// Writes `sharings`.
pub(crate) fn write_sharings(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "sharing_id,engineer_id,title,listeners,given_on",
        letter: 'S',
        purpose: Purpose::Sharings,
        count: |share| {
            let mean = if share.level() == Level::Junior {
                0.1
            } else {
                0.26
            };
            share.effort(mean, Trait::Sharing)
        },
        fields: |event, row| {
            row.text(event.draw.pick(&phrases::TRAININGS))
                .show(event.draw.whole(5, 24))
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `certificates`.
pub(crate) fn write_certificates(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "certificate_id,engineer_id,name,earned_on",
        letter: 'Q',
        purpose: Purpose::Certificates,
        count: |share| share.effort(0.085, Trait::Sharing),
        fields: |event, row| {
            row.text(event.draw.pick(&phrases::CERTIFICATES))
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `mentorings`: seniors look after juniors of their team.
pub(crate) fn write_mentorings(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "mentoring_id,engineer_id,mentee_id,started_on,plan_finished_on",
        letter: 'M',
        purpose: Purpose::Mentorings,
        count: |share| match share.level() {
            Level::Senior => share.effort(0.09, Trait::Sharing).min(1),
            _ => 0,
        },
        fields: |event, row| {
            // From month to month in turn, so that nobody is taken on twice at once.
            let turn = event.day.month() as usize % JUNIOR_SEATS.len();
            let seat = JUNIOR_SEATS.get(turn).copied().unwrap_or_default();
            let number = event.person.team(event.day) * TEAM_SIZE + seat;
            let mentee = event.company.people.get(number);
            let mentee = mentee.filter(|junior| junior.is_there(event.day));
            let days = event.draw.whole(75, 110);
            row.maybe(mentee.map(|junior| &junior.id))
                .day(Some(event.day))
                .day(event.after(days));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `improvements`.
pub(crate) fn write_improvements(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "improvement_id,engineer_id,title,proposed_on,adopted_on",
        letter: 'E',
        purpose: Purpose::Improvements,
        count: |share| match share.person.role {
            Role::Implementation => share.effort(0.42, Trait::Sharing),
            _ => share.effort(0.16, Trait::Sharing),
        },
        fields: |event, row| {
            let is_adopted = event.draw.chance(0.76);
            let days = event.draw.whole(6, 35);
            row.text(event.draw.pick(&phrases::IMPROVEMENTS))
                .day(Some(event.day))
                .day(event.after(days).filter(|_| is_adopted));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `scripts`.
pub(crate) fn write_scripts(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "script_id,engineer_id,title,accepted,accepted_on",
        letter: 'J',
        purpose: Purpose::Scripts,
        count: |share| match share.person.role {
            Role::Implementation => share.effort(0.33, Trait::Care),
            Role::Service => share.effort(0.15, Trait::Care),
            Role::Presales => 0,
        },
        fields: |event, row| {
            let accepted = event.draw.chance(0.86);
            row.text(event.draw.pick(&phrases::SCRIPTS))
                .show(accepted)
                .day(accepted.then_some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `success_cases`.
pub(crate) fn write_success_cases(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "case_id,engineer_id,customer,title,published_on",
        letter: 'K',
        purpose: Purpose::SuccessCases,
        count: |share| match share.person.role {
            Role::Implementation => share.effort(0.19, Trait::Rapport),
            _ => share.effort(0.08, Trait::Rapport),
        },
        fields: |event, row| {
            row.text(&event.customer())
                .text(event.draw.pick(&phrases::CASES))
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `suggestions`.
pub(crate) fn write_suggestions(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "suggestion_id,engineer_id,title,suggested_on,adopted_on",
        letter: 'U',
        purpose: Purpose::Suggestions,
        count: |share| match share.person.role {
            Role::Presales => share.effort(0.45, Trait::Sharing),
            _ => share.effort(0.06, Trait::Sharing),
        },
        fields: |event, row| {
            let is_adopted = event.draw.chance(0.72);
            let adopted = next_working(shift(event.day, event.draw.whole(10, 40)));
            let is_known = adopted <= event.company.today() && event.person.is_there(adopted);
            row.text(event.draw.pick(&phrases::SUGGESTIONS))
                .day(Some(event.day))
                .day((is_adopted && is_known).then_some(adopted));
        },
    };
    write_monthly(company, out, &table)
}
