//! Opportunities of the presales teams.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::Company;
use super::calendar::{next_working, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose, logistic};
use super::people::{Level, Person, Role, Trait};
use super::texts;

/// Decided opportunities of a person in an ordinary month.
const DECIDED: f64 = 5.3;

/// Smallest and largest amount.
const AMOUNTS: (f64, f64) = (80_000.0, 3_000_000.0);

/// An opportunity as it will have been in the end.
pub(crate) struct Opportunity {
    pub(crate) id: String,
    name: String,
    customer: String,
    industry: &'static str,
    /// In whole currency units.
    amount: f64,
    strategic: bool,
    leads: bool,
    won: bool,
    pub(crate) created: NaiveDate,
    pub(crate) decided: NaiveDate,
}

/// The opportunities of a person, by the month of the decision; none for other roles.
pub(crate) fn opportunities(company: &Company, person: &Person) -> Vec<Opportunity> {
    let mut all = Vec::new();
    if person.role != Role::Presales {
        return all;
    }
    let mut draw = company.draw(Purpose::Opportunities, person);
    for month in company.months() {
        let wanted = draw.around(DECIDED * person.load * company.season(month, person.role));
        let days = company.working_days(month);
        for _ in 0..wanted {
            let at = (draw.unit() * days.len() as f64) as usize;
            if let Some(day) = days.get(at).copied() {
                let found = opportunity(company, person, &mut draw, day, all.len());
                all.push(found);
            }
        }
    }
    all.retain(|one| {
        one.created <= company.today()
            && person.is_there(one.created)
            && (person.left.is_none() || person.is_there(one.decided))
    });
    all
}

fn opportunity(
    company: &Company,
    person: &Person,
    draw: &mut Draw,
    decided: NaiveDate,
    count: usize,
) -> Opportunity {
    let customer = company.customer(person, draw);
    let form = company.form(person, Trait::Persuasion, decided);
    let median = match person.level(decided) {
        Level::Junior => 420_000.0,
        Level::Intermediate => 590_000.0,
        Level::Senior => 870_000.0,
    };
    let amount = draw.lognormal(median, 0.6).clamp(AMOUNTS.0, AMOUNTS.1);
    let strategic = draw.chance(if amount > 900_000.0 { 0.35 } else { 0.06 });
    let leads = draw.chance(0.62);
    // Large deals are harder.
    let won = draw.chance(logistic(0.4 + 0.45 * form - 0.25 * (amount / median).ln()));
    let created = next_working(shift(decided, -(draw.lognormal(62.0, 0.5) as i64))).min(decided);
    Opportunity {
        id: format!("B{:03}-{:03}", person.number + 1, count + 1),
        name: format!("{}{}", customer.name, draw.pick(&texts::DEALS)),
        customer: customer.name,
        industry: customer.industry,
        amount: (amount / 1000.0).round() * 1000.0,
        strategic,
        leads,
        won,
        created,
        decided,
    }
}

/// Writes `opportunities`; those decided after the day of the data are open.
pub(crate) fn write_opportunities(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"opportunity_id,name,engineer_id,customer,industry,amount,strategic,participation,status,created_on,decided_on\n",
    )?;
    let mut row = Row::default();
    for person in &company.people {
        for one in opportunities(company, person) {
            let known = one.decided <= company.today();
            let status = match (known, one.won) {
                (false, _) => "open",
                (true, true) => "won",
                (true, false) => "lost",
            };
            row.text(&one.id)
                .text(&one.name)
                .text(&person.id)
                .text(&one.customer)
                .text(one.industry)
                .show(one.amount)
                .show(one.strategic)
                .text(if one.leads { "lead" } else { "support" })
                .text(status)
                .day(Some(one.created))
                .day(known.then_some(one.decided))
                .end(out)?;
        }
    }
    Ok(())
}
