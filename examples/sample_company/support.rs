//! What breaks and is put right: issues that customers report, and the work
//! orders of the service teams.

use std::io::{self, Write};

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use super::Company;
use super::calendar::{at_hour, awake, hours, later, office_time, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose, logistic};
use super::people::{Person, Role, Trait};
use super::texts;

/// Issues of a person in an ordinary month.
const ISSUES: f64 = 7.5;

/// Work orders of a person in an ordinary month.
const ORDERS: f64 = 14.5;

/// Hours in which an issue is promised to be closed.
const CLOSURE: f64 = 72.0;

/// Priorities: name, share, hours of a first answer, hours in which a work order
/// is promised to be resolved.
const PRIORITIES: [(&str, f64, f64, f64); 4] = [
    ("P0", 0.04, 0.5, 8.0),
    ("P1", 0.16, 1.3, 24.0),
    ("P2", 0.52, 2.6, 72.0),
    ("P3", 0.28, 4.0, 120.0),
];

fn priority(draw: &mut Draw) -> (&'static str, f64, f64, f64) {
    let shares = PRIORITIES.map(|priority| priority.1);
    PRIORITIES
        .get(draw.weighted(&shares))
        .copied()
        .unwrap_or_default()
}

/// In the last days somebody who leaves takes on nothing new.
fn is_leaving(person: &Person, day: NaiveDate, last_days: i64) -> bool {
    person.left.is_some_and(|left| shift(day, last_days) > left)
}

/// Writes `issues`.
pub(crate) fn write_issues(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"issue_id,engineer_id,customer,priority,kind,opened_at,first_response_at,promised_at,closed_at,recurred_on\n",
    )?;
    let mut row = Row::default();
    for person in &company.people {
        let mut draw = company.draw(Purpose::Issues, person);
        let mut count = 0;
        for month in company.months() {
            let mean = match person.role {
                Role::Presales => 0.0,
                role => ISSUES * person.load * company.season(month, role),
            };
            let wanted = draw.poisson(mean);
            for day in company.days(person, &mut draw, company.working_days(month), wanted) {
                if is_leaving(person, day, 4) {
                    continue;
                }
                count += 1;
                row.show(format_args!("I{:03}-{count:03}", person.number + 1));
                write_issue(company, person, &mut draw, day, &mut row);
                row.end(out)?;
            }
        }
    }
    Ok(())
}

/// The fields of an issue after its identifier.
fn write_issue(company: &Company, person: &Person, draw: &mut Draw, day: NaiveDate, row: &mut Row) {
    let pace = company.form(person, Trait::Pace, day);
    let care = company.form(person, Trait::Care, day);
    let customer = company.customer(person, draw).name;
    let (priority, _, answer, _) = priority(draw);
    let opened = office_time(day, draw);
    let answered = awake(
        later(opened, draw.lognormal(answer * (-0.25 * pace).exp(), 0.7)),
        draw,
    );
    let effort = draw.lognormal(32.0 * (-0.32 * pace).exp(), 0.7);
    let closed = awake(later(answered, effort), draw);
    let recurs = draw.chance(0.055 * (-0.4 * care).exp());
    let recurred = shift(closed.date(), draw.whole(5, 85));
    // A leaver's open issues are closed on the last day at the latest.
    let closed = person
        .left
        .map_or(closed, |left| closed.min(at_hour(left, 17.5)).max(answered));
    row.text(&person.id)
        .text(&customer)
        .text(priority)
        .text(draw.pick(&texts::ISSUES))
        .instant(Some(opened))
        .instant(company.known(answered))
        .instant(Some(later(opened, CLOSURE)))
        .instant(company.known(closed))
        .day((recurs && recurred <= company.today()).then_some(recurred));
}

/// A work order as it went.
struct Order {
    opened: NaiveDateTime,
    accepted: NaiveDateTime,
    contacted: NaiveDateTime,
    /// Dispatched, asked for, arrived: for visits only.
    visit: Option<[NaiveDateTime; 3]>,
    started: NaiveDateTime,
    finished: NaiveDateTime,
    resolved: NaiveDateTime,
    fixed: bool,
}

/// Writes `work_orders`.
pub(crate) fn write_work_orders(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"order_id,engineer_id,customer,fault,priority,mode,opened_at,accepted_at,first_contact_at,dispatched_at,requested_at,arrived_at,started_at,finished_at,resolved_at,promised_at,fixed_first_visit,repeat_on\n",
    )?;
    let mut row = Row::default();
    for person in company
        .people
        .iter()
        .filter(|person| person.role == Role::Service)
    {
        let mut draw = company.draw(Purpose::WorkOrders, person);
        let mut count = 0;
        for month in company.months() {
            let wanted = draw.around(ORDERS * person.load * company.season(month, Role::Service));
            for day in company.days(person, &mut draw, company.service_days(month), wanted) {
                if is_leaving(person, day, 10) {
                    continue;
                }
                count += 1;
                row.show(format_args!("W{:03}-{count:04}", person.number + 1));
                write_order(company, person, &mut draw, day, &mut row);
                row.end(out)?;
            }
        }
    }
    Ok(())
}

/// The fields of a work order after its identifier.
fn write_order(company: &Company, person: &Person, draw: &mut Draw, day: NaiveDate, row: &mut Row) {
    let customer = company.customer(person, draw).name;
    let fault = draw.pick(&texts::FAULTS);
    let (priority, _, _, promise) = priority(draw);
    let home = super::Team::new(person.team(day)).mode(person.on_site);
    // Who works on site settles some orders from afar.
    let on_site = home == "onsite" && draw.chance(0.9);
    let care = company.form(person, Trait::Care, day);
    let order = order(company, person, draw, day, promise, on_site);
    let repeats = draw.chance(0.075 * (-0.55 * care).exp());
    let repeated = shift(order.resolved.date(), draw.whole(2, 29));
    let visit = |at: usize| {
        order
            .visit
            .and_then(|visit| visit.get(at).copied())
            .and_then(|at| company.known(at))
    };
    row.text(&person.id)
        .text(&customer)
        .text(fault)
        .text(priority)
        .text(if on_site { "onsite" } else { "remote" })
        .instant(Some(order.opened))
        .instant(company.known(order.accepted))
        .instant(company.known(order.contacted))
        .instant(visit(0))
        .instant(visit(1))
        .instant(visit(2))
        .instant(company.known(order.started))
        .instant(company.known(order.finished))
        .instant(company.known(order.resolved))
        .instant(Some(later(order.opened, promise)))
        .maybe(company.known(order.finished).map(|_| order.fixed))
        .day((repeats && repeated <= company.today()).then_some(repeated));
}

/// Draws how an order went: first how long it took, then the steps within.
fn order(
    company: &Company,
    person: &Person,
    draw: &mut Draw,
    day: NaiveDate,
    promise: f64,
    on_site: bool,
) -> Order {
    let pace = company.form(person, Trait::Pace, day);
    let care = company.form(person, Trait::Care, day);
    let trend = (1.0 - person.shrink).powf(company.years(day));
    let swift = (-0.2 * pace).exp();
    let opened = office_time(day, draw);
    let accepted = later(opened, draw.lognormal(9.0 / 60.0, 0.5));
    let contacted = later(accepted, draw.lognormal(22.0 / 60.0 * swift, 0.7));
    let work = draw.lognormal(2.3 * trend * (-0.15 * care).exp(), 0.45);
    let whole = draw.lognormal(0.55 * promise * trend * (-0.3 * pace).exp(), 0.55);
    let fixed = draw.chance(logistic(2.0 + 0.7 * care));
    // A first visit that does not do it lies about half-way.
    let until = if fixed {
        whole
    } else {
        whole * draw.between(0.45, 0.7)
    };
    let begin = later(opened, (until - work).max(hours(opened, contacted) + 0.1));
    let (visit, started) = if on_site {
        let visit = visit(draw, accepted, begin, swift);
        (Some(visit), later(visit[2], draw.between(0.05, 0.3)))
    } else {
        (None, awake(begin, draw))
    };
    let finished = later(started, work);
    let again = if fixed {
        finished
    } else {
        later(finished, draw.lognormal(16.0, 0.7))
    };
    let resolved = if fixed {
        finished
    } else {
        awake(again.max(later(opened, whole)), draw)
    };
    Order {
        opened,
        accepted,
        contacted,
        visit,
        started,
        finished,
        resolved,
        fixed,
    }
}

/// A visit that begins about `begin`: dispatched, asked for, arrived.
fn visit(
    draw: &mut Draw,
    accepted: NaiveDateTime,
    begin: NaiveDateTime,
    swift: f64,
) -> [NaiveDateTime; 3] {
    let dispatched = later(accepted, draw.lognormal(31.0 / 60.0 * swift, 0.6));
    let earliest = later(dispatched, draw.between(0.5, 1.5));
    // Nobody rings a customer's bell in the evening: the visit moves to the same afternoon.
    let hour = f64::from(begin.hour()) + f64::from(begin.minute()) / 60.0;
    let wish = match begin.hour() {
        18.. => at_hour(begin.date(), draw.between(12.5, 17.5)),
        0..10 => at_hour(begin.date(), draw.between(10.0, 13.0).max(hour)),
        _ => begin,
    };
    let arrived = awake(wish.max(earliest), draw);
    let wait = draw.lognormal(4.5 * swift, 0.55);
    let open = at_hour(arrived.date(), 8.0).max(accepted).min(arrived);
    [dispatched, later(arrived, -wait).max(open), arrived]
}
