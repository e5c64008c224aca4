//! Opportunities of the presales teams.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::Company;
use super::calendar::{is_working_day, next_working, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose, logistic};
use super::people::{Level, Person, Role, Trait};
use super::texts;

/// Decided opportunities of a person in an ordinary month.
const DECIDED: f64 = 5.3;

/// Smallest and largest amount.
const AMOUNTS: (f64, f64) = (80_000.0, 3_000_000.0);

/// Writes `opportunities`; those decided after the day of the data are open.
pub(crate) fn write_opportunities(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"opportunity_id,name,engineer_id,customer,industry,amount,strategic,participation,status,created_on,decided_on\n",
    )?;
    let mut row = Row::default();
    for person in company
        .people
        .iter()
        .filter(|person| person.role == Role::Presales)
    {
        let mut draw = company.draw(Purpose::Opportunities, person);
        let mut count = 0;
        for month in company.months() {
            let wanted = draw.around(DECIDED * person.load * month.season(person.role));
            let days = month.days(is_working_day);
            for _ in 0..wanted {
                let at = (draw.unit() * days.len() as f64) as usize;
                let Some(day) = days.get(at).copied() else {
                    continue;
                };
                count += 1;
                row.show(format_args!("B{:03}-{count:03}", person.number + 1));
                if write_opportunity(company, person, &mut draw, day, &mut row) {
                    row.end(out)?;
                } else {
                    row.discard();
                }
            }
        }
    }
    Ok(())
}

/// The fields after the identifier; whether the row is to be kept.
fn write_opportunity(
    company: &Company,
    person: &Person,
    draw: &mut Draw,
    decided: NaiveDate,
    row: &mut Row,
) -> bool {
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
    let known = decided <= company.today();
    let status = match (known, won) {
        (false, _) => "open",
        (true, true) => "won",
        (true, false) => "lost",
    };
    row.text(&format!("{}{}", customer.name, draw.pick(&texts::DEALS)))
        .text(&person.id)
        .text(&customer.name)
        .text(customer.industry)
        .show((amount / 1000.0).round() * 1000.0)
        .show(strategic)
        .text(if leads { "lead" } else { "support" })
        .text(status)
        .day(Some(created))
        .day(known.then_some(decided));
    created <= company.today()
        && person.is_there(created)
        && (person.left.is_none() || person.is_there(decided))
}
