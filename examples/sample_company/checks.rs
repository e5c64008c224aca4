//! What goes wrong with customers' systems and what is learnt from it, and what is
//! checked: shifts, procedures, compliance, safety.

use std::io::{self, Write};

use super::Company;
use super::calendar::{at_hour, awake, later, office_time, shift};
use super::csv::Row;
use super::draw::{Purpose, logistic};
use super::monthly::{Monthly, write_monthly};
use super::people::{Level, Role, Trait};
use super::phrases;
use super::projects::projects;
use super::teams::Team;
use super::texts;

/// Months before the younger tables from which incidents are known, so that the
/// success of the first projects in them can be told.
const BEFORE: i32 = -4;

/// Writes `incidents`: those in the three months after a go-live.
pub(crate) fn write_incidents(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"incident_id,project_id,engineer_id,severity,occurred_at,resolved_at\n")?;
    let mut row = Row::default();
    let since = company
        .recent()
        .next()
        .map(|month| month.plus(BEFORE).day(1));
    for person in &company.people {
        let mut draw = company.draw(Purpose::Incidents, person);
        let mut count = 0;
        for project in projects(company, person) {
            let care = company.form(person, Trait::Care, project.go_live);
            let restless = if project.stable { 1.0 } else { 2.2 };
            let major = draw.chance((0.055 * restless * (-0.5 * care).exp()).min(0.6));
            let minor = draw.chance(0.07);
            let day = shift(project.go_live, (85.0 * draw.unit().powf(1.4)) as i64);
            let at = office_time(day, &mut draw);
            let mended = awake(later(at, draw.lognormal(7.0, 0.8)), &mut draw);
            let is_there = Some(day) >= since && person.is_there(day);
            if !(major || minor) || !is_there || at > company.now {
                continue;
            }
            count += 1;
            row.show(format_args!("J{:03}-{count:02}", person.number + 1))
                .text(&project.id)
                .text(&person.id)
                .text(if major { "major" } else { "minor" })
                .instant(Some(at))
                .instant(company.known(mended))
                .end(out)?;
        }
    }
    Ok(())
}

/// Writes `root_cause_reports`.
pub(crate) fn write_root_cause_reports(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "report_id,engineer_id,title,completeness,resolved_at",
        letter: 'R',
        purpose: Purpose::RootCauses,
        count: |share| match share.person.role {
            Role::Service => share.work(Role::Service, 1.2),
            _ => share.work(Role::Implementation, 0.6),
        },
        fields: |event, row| {
            let what = match event.person.role {
                Role::Service => event.draw.pick(&texts::FAULTS),
                _ => event.draw.pick(&texts::ISSUES),
            };
            let score = event.score(79.0 + 5.0 * event.form(Trait::Care), 8.0);
            let is_reviewed = event.draw.chance(0.95);
            let at = event.office();
            row.text(what)
                .maybe(is_reviewed.then_some(score))
                .instant(Some(at.min(event.company.now)));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `shifts`: spot checks of the juniors in service.
pub(crate) fn write_shifts(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "shift_id,engineer_id,worked_on,due_at,begun_at",
        letter: 'X',
        purpose: Purpose::Shifts,
        count: |share| match share.level() {
            Level::Junior => share.work(Role::Service, 4.2),
            _ => 0,
        },
        fields: |event, row| {
            let pace = event.form(Trait::Pace);
            let due = at_hour(event.day, 8.5);
            let early = event.draw.between(-0.4, 0.0);
            let late = event.draw.lognormal(0.2, 0.6);
            let is_late = event.draw.chance(logistic(-3.4 - 0.5 * pace));
            let is_absent = event.draw.chance(0.004);
            let begun = later(due, if is_late { late.max(0.02) } else { early });
            row.day(Some(event.day))
                .instant(Some(due))
                .instant((!is_absent).then_some(begun));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `audits` of the procedure of service visits.
pub(crate) fn write_audits(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "audit_id,engineer_id,steps,steps_followed,audited_on",
        letter: 'P',
        purpose: Purpose::Audits,
        count: |share| share.work(Role::Service, 1.6),
        fields: |event, row| {
            let steps = event.draw.whole(8, 12);
            let is_complete = event
                .draw
                .chance(logistic(3.1 + 0.7 * event.form(Trait::Care)));
            let missed = event.draw.whole(1, 2);
            row.show(steps)
                .show(if is_complete { steps } else { steps - missed })
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `compliance_checks`, which are made in projects for banks and insurers.
pub(crate) fn write_compliance_checks(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "check_id,engineer_id,item,passed,audited_on",
        letter: 'C',
        purpose: Purpose::Compliance,
        count: |share| {
            let team = Team::new(share.person.team(share.month.day(15)));
            match team.industry() {
                "finance" => share.work(Role::Implementation, 3.5),
                _ => 0,
            }
        },
        fields: |event, row| {
            let passed = event
                .draw
                .chance(logistic(3.8 + 0.8 * event.form(Trait::Care)));
            row.text(event.draw.pick(&phrases::COMPLIANCE))
                .show(passed)
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `safety_incidents`.
pub(crate) fn write_safety_incidents(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "incident_id,engineer_id,severity,summary,occurred_on",
        letter: 'V',
        purpose: Purpose::Safety,
        count: |share| {
            let mean = match share.person.role {
                Role::Service => 0.028,
                Role::Implementation => 0.006,
                Role::Presales => 0.0,
            };
            share.draw.poisson(mean)
        },
        fields: |event, row| {
            let severity = if event.draw.chance(0.12) {
                "major"
            } else {
                "minor"
            };
            row.text(severity)
                .text(event.draw.pick(&phrases::SAFETY))
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}
