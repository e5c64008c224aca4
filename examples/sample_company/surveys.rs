//! What customers say: surveys, answered or not, and complaints.

use std::collections::BTreeSet;
use std::io::{self, Write};

use chrono::{NaiveDate, NaiveDateTime};

use super::Company;
use super::calendar::{awake, later, next_working, office_time, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose};
use super::people::{Person, Role, Trait};
use super::projects::projects;
use super::texts;

/// Share of surveys that are answered.
const ANSWERED: f64 = 0.8;

/// The kinds of survey that the company sends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nps,
    Csat,
    Callback,
    Training,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Callback => "callback",
            Self::Training => "training",
        }
    }

    /// Surveys a month that no project occasions.
    fn steady(self, role: Role) -> f64 {
        match (role, self) {
            (Role::Implementation, Self::Nps) => 4.0,
            (Role::Implementation, Self::Csat) => 6.0,
            (Role::Service, Self::Nps) => 7.5,
            (Role::Service, Self::Csat) => 5.5,
            (Role::Service, Self::Callback) => 7.5,
            (Role::Presales, Self::Nps) => 4.5,
            (Role::Presales, Self::Csat) => 4.0,
            _ => 0.0,
        }
    }

    /// An answer, given how the customer feels about the person.
    fn answer(self, draw: &mut Draw, rapport: f64) -> i64 {
        // Some customers had a bad day, and say so.
        let angry = draw.chance(0.015);
        match self {
            Self::Nps if angry => draw.whole(0, 3),
            Self::Nps => draw.rating(8.5 + 0.7 * rapport, 1.7, 0, 10),
            Self::Csat if angry => 1,
            Self::Csat => draw.rating(4.2 + 0.28 * rapport, 0.78, 1, 5),
            Self::Callback | Self::Training => draw.rating(4.25 + 0.28 * rapport, 0.75, 1, 5),
        }
    }
}

/// A survey sent.
struct Survey {
    kind: Kind,
    project: String,
    customer: String,
    sent: NaiveDate,
}

/// Writes `surveys`.
pub(crate) fn write_surveys(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"survey_id,kind,engineer_id,project_id,customer,sent_at,responded_at,score\n")?;
    let mut row = Row::default();
    for person in &company.people {
        let mut draw = company.draw(Purpose::Surveys, person);
        let mut sent = after_acceptance(company, person, &mut draw);
        sent.extend(steady(company, person, &mut draw));
        sent.sort_by_key(|survey| survey.sent);
        for (count, survey) in sent.iter().enumerate() {
            let at = office_time(survey.sent, &mut draw);
            let rapport = company.form(person, Trait::Rapport, survey.sent);
            let score = survey.kind.answer(&mut draw, rapport);
            let replied = later(at, draw.lognormal(30.0, 1.1).min(24.0 * 20.0));
            let replied = awake(replied, &mut draw);
            let replied = (draw.chance(ANSWERED) && person.is_there(replied.date()))
                .then(|| company.known(replied))
                .flatten();
            row.show(format_args!("S{:03}-{:04}", person.number + 1, count + 1))
                .text(survey.kind.name())
                .text(&person.id)
                .text(&survey.project)
                .text(&survey.customer)
                .instant(Some(at))
                .instant(replied)
                .maybe(replied.map(|_| score))
                .end(out)?;
        }
    }
    Ok(())
}

/// After each acceptance the customer is asked twice, or thrice if there was training.
fn after_acceptance(company: &Company, person: &Person, draw: &mut Draw) -> Vec<Survey> {
    let mut surveys = Vec::new();
    for project in projects(company, person) {
        let trained = draw.chance(0.45);
        for kind in [Kind::Nps, Kind::Csat, Kind::Training] {
            let sent = next_working(shift(project.accepted, draw.whole(1, 5)));
            if (kind == Kind::Training && !trained) || !is_sent(company, person, sent) {
                continue;
            }
            surveys.push(Survey {
                kind,
                project: project.id.clone(),
                customer: project.customer.name.clone(),
                sent,
            });
        }
    }
    surveys
}

/// The surveys of every month.
fn steady(company: &Company, person: &Person, draw: &mut Draw) -> Vec<Survey> {
    let mut surveys = Vec::new();
    for month in company.months() {
        for kind in [Kind::Nps, Kind::Csat, Kind::Callback] {
            let mean = kind.steady(person.role) * company.season(month, person.role);
            let count = if mean > 0.0 { draw.around(mean) } else { 0 };
            for sent in company.days(person, draw, company.working_days(month), count) {
                let customer = company.customer(person, draw).name;
                surveys.push(Survey {
                    kind,
                    project: String::new(),
                    customer,
                    sent,
                });
            }
        }
    }
    surveys
}

fn is_sent(company: &Company, person: &Person, day: NaiveDate) -> bool {
    person.is_there(day) && day < company.today()
}

/// The projects whose customers were trained, and asked about it.
pub(crate) fn trained_projects(company: &Company, person: &Person) -> BTreeSet<String> {
    let mut draw = company.draw(Purpose::Surveys, person);
    after_acceptance(company, person, &mut draw)
        .into_iter()
        .filter(|survey| survey.kind == Kind::Training)
        .map(|survey| survey.project)
        .collect()
}

/// A complaint, and when it was or will be settled.
pub(crate) struct Complaint {
    project: String,
    pub(crate) customer: String,
    topic: &'static str,
    raised: NaiveDateTime,
    pub(crate) settled: NaiveDateTime,
}

/// The complaints about a person: rare, and rarer for those whom customers like.
pub(crate) fn complaints(company: &Company, person: &Person) -> Vec<Complaint> {
    let projects = projects(company, person);
    let mut draw = company.draw(Purpose::Complaints, person);
    let mut all = Vec::new();
    for month in company.months() {
        let rapport = company.form(person, Trait::Rapport, month.day(15));
        let wanted = draw.poisson(0.14 * (-0.6 * rapport).exp());
        for day in company.days(person, &mut draw, company.working_days(month), wanted) {
            let raised = office_time(day, &mut draw);
            let settled = awake(later(raised, draw.lognormal(70.0, 0.6)), &mut draw);
            let customer = company.customer(person, &mut draw).name;
            let project = projects
                .iter()
                .find(|project| project.kickoff <= day && day <= shift(project.accepted, 30));
            all.push(Complaint {
                project: project.map_or_else(String::new, |project| project.id.clone()),
                customer: project.map_or(customer, |project| project.customer.name.clone()),
                topic: draw.pick(&texts::COMPLAINTS),
                raised,
                settled,
            });
        }
    }
    all
}

/// Writes `complaints`.
pub(crate) fn write_complaints(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"complaint_id,engineer_id,project_id,customer,topic,raised_at,resolved_at\n")?;
    let mut row = Row::default();
    for person in &company.people {
        for (count, complaint) in complaints(company, person).iter().enumerate() {
            row.show(format_args!("K{:03}-{:02}", person.number + 1, count + 1))
                .text(&person.id)
                .text(&complaint.project)
                .text(&complaint.customer)
                .text(complaint.topic)
                .instant(Some(complaint.raised))
                .instant(company.known(complaint.settled))
                .end(out)?;
        }
    }
    Ok(())
}
