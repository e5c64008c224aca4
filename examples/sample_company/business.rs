//! Money: contracts, revenues, the cost of winning customers, and the budgets of
//! large projects.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::Company;
use super::calendar::{Month, next_working, shift};
use super::csv::Row;
use super::delivery::recent_projects;
use super::draw::{Draw, Purpose, logistic};
use super::names;
use super::people::{Person, Role, Trait};
use super::projects::Project;
use super::rollouts::rollout;
use super::teams::Team;

/// Further contracts a month with the customers of an implementer's team.
const REPEATS: f64 = 0.56;

/// First contracts a month of a presales engineer.
const FIRSTS: f64 = 0.95;

/// Months before the younger tables from which further contracts are known, as for incidents.
const BEFORE: i32 = -4;

/// What a module of a large project is budgeted at.
const MODULE: f64 = 24_000.0;

/// A contract signed.
struct Contract {
    customer: String,
    kind: &'static str,
    amount: f64,
    won: NaiveDate,
}

/// An amount in whole thousands.
fn thousands(amount: f64) -> f64 {
    (amount / 1000.0).round() * 1000.0
}

/// Writes `contracts`.
pub(crate) fn write_contracts(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"contract_id,engineer_id,customer,kind,amount,won_on\n")?;
    let mut row = Row::default();
    for person in &company.people {
        let mut draw = company.draw(Purpose::Contracts, person);
        let mut signed = match person.role {
            Role::Implementation => further_contracts(company, person, &mut draw),
            Role::Presales => first_contracts(company, person, &mut draw),
            Role::Service => Vec::new(),
        };
        signed.retain(|one| one.won <= company.today() && person.is_there(one.won));
        signed.sort_by_key(|one| one.won);
        for (count, one) in signed.iter().enumerate() {
            row.show(format_args!("H{:03}-{:02}", person.number + 1, count + 1))
                .text(&person.id)
                .text(&one.customer)
                .text(one.kind)
                .show(one.amount)
                .day(Some(one.won))
                .end(out)?;
        }
    }
    Ok(())
}

/// What the customers of a team buy again from those who served them.
fn further_contracts(company: &Company, person: &Person, draw: &mut Draw) -> Vec<Contract> {
    let mut signed = Vec::new();
    let since = company.recent().next().map(|month| month.plus(BEFORE));
    for month in company.months().filter(|month| Some(*month) >= since) {
        let rapport = company.form(person, Trait::Rapport, month.day(15));
        let wanted = draw.poisson(REPEATS * (0.35 * rapport).exp());
        for won in company.days(person, draw, company.working_days(month), wanted) {
            signed.push(Contract {
                customer: company.customer(person, draw).name,
                kind: if draw.chance(0.55) {
                    "renewal"
                } else {
                    "repeat"
                },
                amount: thousands(draw.lognormal(150_000.0, 0.5)),
                won,
            });
        }
    }
    signed
}

/// New customers, and what they buy again within a year.
fn first_contracts(company: &Company, person: &Person, draw: &mut Draw) -> Vec<Contract> {
    let mut signed = Vec::new();
    for month in company.months() {
        let form = company.form(person, Trait::Persuasion, month.day(15));
        let wanted = draw.poisson(FIRSTS * (0.2 * form).exp());
        for won in company.days(person, draw, company.working_days(month), wanted) {
            let industry = Team::new(person.team(won)).industry();
            let customer = names::customer(draw, industry).name;
            let amount = thousands(draw.lognormal(260_000.0, 0.5));
            let rapport = company.form(person, Trait::Rapport, won);
            let again = next_working(shift(won, draw.whole(45, 350)));
            if draw.chance(logistic(0.45 + 0.4 * rapport)) {
                signed.push(Contract {
                    customer: customer.clone(),
                    kind: "repeat",
                    amount: thousands(amount * draw.between(0.2, 0.8)),
                    won: again,
                });
            }
            signed.push(Contract {
                customer,
                kind: "new",
                amount,
                won,
            });
        }
    }
    signed
}

/// Writes `revenues`: what the projects of an implementer earn in a month, booked at its end.
pub(crate) fn write_revenues(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"revenue_id,engineer_id,customer,amount,booked_on\n")?;
    let mut row = Row::default();
    for person in &company.people {
        if person.role != Role::Implementation {
            continue;
        }
        let mut draw = company.draw(Purpose::Revenues, person);
        for (count, month) in company.months().enumerate() {
            let season = company.season(month, person.role);
            let booked = company
                .working_days(month)
                .last()
                .copied()
                .unwrap_or(month.last());
            let rapport = company.form(person, Trait::Rapport, booked);
            let growth = (1.17 + 0.04 * rapport).powf(company.years(booked));
            let amount = draw.lognormal(118_000.0 * growth * season, 0.22);
            let customer = company.customer(person, &mut draw).name;
            if !person.is_there(booked) || booked > company.today() {
                continue;
            }
            row.show(format_args!("Y{:03}-{:02}", person.number + 1, count + 1))
                .text(&person.id)
                .text(&customer)
                .show((amount / 100.0).round() * 100.0)
                .day(Some(booked))
                .end(out)?;
        }
    }
    Ok(())
}

/// Writes `costs`: what presales engineers spend on winning customers, less from year to year.
pub(crate) fn write_costs(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"cost_id,engineer_id,kind,amount,spent_on\n")?;
    let mut row = Row::default();
    for person in &company.people {
        if person.role != Role::Presales {
            continue;
        }
        let mut draw = company.draw(Purpose::Costs, person);
        for (count, month) in company.months().enumerate() {
            let day = next_working(month.day(draw.whole(8, 20) as u32));
            let thrift = 0.84_f64.powf(company.years(day));
            let amount = draw.lognormal(36_000.0 * thrift, 0.25);
            if !person.is_there(day) || day > company.today() {
                continue;
            }
            row.show(format_args!("A{:03}-{:02}", person.number + 1, count + 1))
                .text(&person.id)
                .text("acquisition")
                .show((amount / 100.0).round() * 100.0)
                .day(Some(day))
                .end(out)?;
        }
    }
    Ok(())
}

/// Writes `budgets`: month by month for large projects, some of which pass them.
pub(crate) fn write_budgets(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"budget_id,project_id,engineer_id,budget,actual,month_on\n")?;
    let mut row = Row::default();
    for person in &company.people {
        let mut draw = company.draw(Purpose::Budgets, person);
        let mut count = 0;
        for project in recent_projects(company, person) {
            // Most come out a little under, one in six far over.
            let excess = match draw.chance(0.16) {
                true => draw.normal(1.45, 0.12),
                false => draw.normal(0.96, 0.06),
            };
            let scatter = [(); 8].map(|()| draw.between(0.85, 1.15));
            if !project.is_large() {
                continue;
            }
            let care = company.form(person, Trait::Care, project.kickoff);
            let spent = excess - 0.03 * care;
            for (month, budget, actual) in months_of(company, &project, spent, &scatter) {
                count += 1;
                row.show(format_args!("G{:03}-{count:02}", person.number + 1))
                    .text(&project.id)
                    .text(&person.id)
                    .show(budget)
                    .maybe(actual)
                    .day(Some(month.day(1)))
                    .end(out)?;
            }
        }
        if let Some(rollout) = rollout(company, person) {
            for (month, budget, actual) in rollout.months {
                count += 1;
                row.show(format_args!("G{:03}-{count:02}", person.number + 1))
                    .text(&rollout.id)
                    .text(&person.id)
                    .show(budget)
                    .maybe(actual)
                    .day(Some(month.day(1)))
                    .end(out)?;
            }
        }
    }
    Ok(())
}

/// The months of a project: what was budgeted, and what was spent where that is known.
fn months_of(
    company: &Company,
    project: &Project,
    spent: f64,
    scatter: &[f64],
) -> Vec<(Month, f64, Option<f64>)> {
    let (first, due) = (Month::of(project.kickoff), Month::of(project.planned));
    let last = due.max(Month::of(project.accepted));
    let worked = Month::of(project.accepted);
    let total = project.modules as f64 * MODULE;
    let share = |from: Month, to: Month| total / f64::from(to.0 - from.0 + 1);
    (first.0..=last.0)
        .map(Month)
        .zip(scatter.iter().cycle())
        .map(|(month, scatter)| {
            let budget = if month <= due { share(first, due) } else { 0.0 };
            let actual = if month <= worked {
                share(first, worked) * spent * scatter
            } else {
                0.0
            };
            let is_known = month.last() <= company.today();
            (
                month,
                thousands(budget),
                is_known.then(|| thousands(actual)),
            )
        })
        .collect()
}
