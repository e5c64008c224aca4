//! Tables of which each row is one event of one person on one working day: how many
//! a month has, and what a row says. Most of the younger tables are of this kind.

use std::io::{self, Write};

use chrono::{NaiveDate, NaiveDateTime};

use super::Company;
use super::calendar::{Month, next_working, office_time, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose};
use super::people::{Level, Person, Role, Trait};

/// How such a table is made.
pub(crate) struct Monthly {
    /// The names of the columns; the first two are the row's and the person's identifiers.
    pub(crate) header: &'static str,
    /// What identifiers of rows begin with.
    pub(crate) letter: char,
    pub(crate) purpose: Purpose,
    /// How many events a person has in a month.
    pub(crate) count: fn(&mut Share) -> u32,
    /// Writes the columns after the first two.
    pub(crate) fields: fn(&mut Event, &mut Row),
}

/// A person's month, before it is known what happens in it.
pub(crate) struct Share<'a> {
    pub(crate) company: &'a Company,
    pub(crate) person: &'a Person,
    pub(crate) draw: &'a mut Draw,
    pub(crate) month: Month,
}

impl Share<'_> {
    /// Whether the person has this role.
    pub(crate) fn is(&self, role: Role) -> bool {
        self.person.role == role
    }

    /// The person's level in this month.
    pub(crate) fn level(&self) -> Level {
        self.person.level(self.month.day(15))
    }

    /// Work that comes with the role: about `mean` in an ordinary month, by season and load.
    pub(crate) fn work(&mut self, role: Role, mean: f64) -> u32 {
        if !self.is(role) {
            return 0;
        }
        let season = self.company.season(self.month, role);
        self.draw.around(mean * self.person.load * season)
    }

    /// What somebody may or may not do: `mean` for the ordinary, more for those strong on `side`.
    pub(crate) fn effort(&mut self, mean: f64, side: Trait) -> u32 {
        let form = self
            .company
            .form(self.person, side, self.month.day(15))
            .clamp(-2.0, 2.0);
        self.draw.poisson(mean * (0.35 * form).exp())
    }
}

/// An event, before it is written.
pub(crate) struct Event<'a> {
    pub(crate) company: &'a Company,
    pub(crate) person: &'a Person,
    pub(crate) draw: &'a mut Draw,
    pub(crate) day: NaiveDate,
}

impl Event<'_> {
    /// How strong the person is on one side on that day.
    pub(crate) fn form(&self, side: Trait) -> f64 {
        self.company.form(self.person, side, self.day)
    }

    /// A moment of the day.
    pub(crate) fn office(&mut self) -> NaiveDateTime {
        office_time(self.day, self.draw)
    }

    /// One of the person's customers.
    pub(crate) fn customer(&mut self) -> String {
        self.company.customer(self.person, self.draw).name
    }

    /// The working day about `days` later, unless it is still to come.
    pub(crate) fn after(&self, days: i64) -> Option<NaiveDate> {
        let day = next_working(shift(self.day, days));
        (day <= self.company.today() && self.person.is_there(day)).then_some(day)
    }

    /// A score out of 100, in whole points.
    pub(crate) fn score(&mut self, mean: f64, deviation: f64) -> i64 {
        self.draw.rating(mean, deviation, 0, 100)
    }
}

/// Writes such a table.
pub(crate) fn write_monthly(
    company: &Company,
    out: &mut dyn Write,
    table: &Monthly,
) -> io::Result<()> {
    writeln!(out, "{}", table.header)?;
    let mut row = Row::default();
    for person in &company.people {
        let mut draw = company.draw(table.purpose, person);
        let mut count = 0;
        for month in company.recent() {
            let wanted = (table.count)(&mut Share {
                company,
                person,
                draw: &mut draw,
                month,
            });
            for day in company.days(person, &mut draw, company.working_days(month), wanted) {
                count += 1;
                row.show(format_args!(
                    "{}{:03}-{count:02}",
                    table.letter,
                    person.number + 1
                ))
                .text(&person.id);
                let mut event = Event {
                    company,
                    person,
                    draw: &mut draw,
                    day,
                };
                (table.fields)(&mut event, &mut row);
                row.end(out)?;
            }
        }
    }
    Ok(())
}
