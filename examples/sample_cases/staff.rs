//! People of a case: names, levels, and who comes when somebody goes.

use chrono::NaiveDate;

use super::draw::{Draw, Purpose};
use super::names;
use super::rows::Table;

/// A person.
pub(crate) struct Member {
    pub(crate) id: String,
    name: String,
    name_en: String,
    pub(crate) level: &'static str,
    pub(crate) industry: &'static str,
    pub(crate) joined: NaiveDate,
    pub(crate) left: Option<NaiveDate>,
}

/// The people of a case.
pub(crate) struct Staff {
    role: &'static str,
    pub(crate) all: Vec<Member>,
    seed: u64,
}

/// A day.
pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

impl Staff {
    /// `count` people of a role, all of whom have been there for some years.
    pub(crate) fn new(role: &'static str, seed: u64, count: usize) -> Self {
        let mut staff = Self {
            role,
            all: Vec::new(),
            seed,
        };
        for at in 0..count {
            staff.join(day(2019 + (at % 5) as i32, 1 + (at % 12) as u32, 6));
        }
        staff
    }

    /// Adds somebody from this day on.
    pub(crate) fn join(&mut self, joined: NaiveDate) {
        let number = self.all.len();
        let mut draw = Draw::new(self.seed, Purpose::Person, number);
        let (name, name_en) = names::person(&mut draw);
        self.all.push(Member {
            id: format!("E{:02}", number + 1),
            name,
            name_en,
            level: ["intermediate", "senior", "intermediate", "junior"]
                .get(number % 4)
                .copied()
                .unwrap_or_default(),
            industry: ["manufacturing", "finance", "retail"]
                .get(number % 3)
                .copied()
                .unwrap_or_default(),
            joined,
            left: None,
        });
    }

    /// Lets person number `at` go after `left`, and somebody else begin on the next day,
    /// so that the headcount stays.
    pub(crate) fn replace(&mut self, at: usize, left: NaiveDate) {
        if let Some(member) = self.all.get_mut(at) {
            member.left = Some(left);
        }
        self.join(left.succ_opt().unwrap_or(left));
    }

    /// Those employed on a day.
    pub(crate) fn on(&self, day: NaiveDate) -> Vec<&Member> {
        self.all
            .iter()
            .filter(|member| member.joined <= day && member.left.is_none_or(|left| day <= left))
            .collect()
    }

    /// The roster: everybody in one team.
    pub(crate) fn roster(&self) -> Table {
        let mut table = Table::new(
            "engineer_id,name,name_en,role,level,team_id,industry,joined_on,left_on,valid_from",
        );
        for member in &self.all {
            let left = member.left.map_or_else(String::new, |day| day.to_string());
            table.add(&[
                &member.id,
                &member.name,
                &member.name_en,
                &self.role,
                &member.level,
                &"T1",
                &member.industry,
                &member.joined,
                &left,
                &member.joined,
            ]);
        }
        table
    }

    /// The one team.
    pub(crate) fn teams(&self, name: &str, name_en: &str) -> Table {
        let mut table =
            Table::new("team_id,name,name_en,department_id,department,department_en,lead_id");
        table.add(&[&"T1", &name, &name_en, &"D1", &name, &name_en, &"E01"]);
        table
    }
}

/// Names of customers, in turn.
pub(crate) fn customers(seed: u64, industry: &str, count: usize) -> Vec<String> {
    let mut draw = Draw::new(seed, Purpose::TeamCustomers, 0);
    (0..count)
        .map(|_| names::customer(&mut draw, industry).name)
        .collect()
}
