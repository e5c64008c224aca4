//! Goals, from the company down to the person, set for a quarter and assessed at its
//! end. What a team has reached is made from its members' goals, and so on upwards.
//!
//! The company's goal and a department's stand with the lead of its first team: the
//! heads of departments are not on the roster.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::NaiveDate;

use super::Company;
use super::calendar::{Month, previous_working};
use super::csv::Row;
use super::draw::{Draw, Purpose};
use super::people::{Level, Person, Role, Trait};
use super::teams::Team;

/// Quarters after which the streams of a person would meet those of the next one.
const QUARTERS: usize = 64;

/// Goals of people by role: title, and the side that it takes most.
const TITLES: [(Role, &str, Trait); 9] = [
    (Role::Implementation, "重点项目按期上线", Trait::Pace),
    (Role::Implementation, "上线零重大缺陷", Trait::Care),
    (Role::Implementation, "客户满意度提升", Trait::Rapport),
    (Role::Service, "一次修复率提升", Trait::Care),
    (Role::Service, "响应时长缩短", Trait::Pace),
    (Role::Service, "回访评价提升", Trait::Rapport),
    (Role::Presales, "重点商机中标", Trait::Persuasion),
    (Role::Presales, "方案一次通过", Trait::Care),
    (Role::Presales, "销售满意度提升", Trait::Rapport),
];

/// A goal and how far it came.
struct Goal<'a> {
    id: String,
    owner: &'a str,
    parent: String,
    scope: &'static str,
    title: String,
    weight: u32,
    progress: f64,
}

/// Writes `goals`.
pub(crate) fn write_goals(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"goal_id,engineer_id,parent_id,scope,title,weight,progress,assessed_on,due_on\n",
    )?;
    let mut row = Row::default();
    let ends = company.recent().filter(|month| month.number() % 3 == 0);
    for (at, end) in ends.enumerate() {
        let assessed = previous_working(end.last());
        if assessed > company.today() {
            continue;
        }
        for goal in cascade(company, end, assessed, at) {
            row.text(&goal.id)
                .text(goal.owner)
                .text(&goal.parent)
                .text(goal.scope)
                .text(&goal.title)
                .show(goal.weight)
                .show(goal.progress.round())
                .day(Some(assessed))
                .day(Some(end.last()))
                .end(out)?;
        }
    }
    Ok(())
}

/// All goals of a quarter, those of the company first.
fn cascade(company: &Company, end: Month, day: NaiveDate, quarter: usize) -> Vec<Goal<'_>> {
    let label = format!(
        "{:02}Q{}",
        end.0.div_euclid(12) % 100,
        (end.number() - 1) / 3 + 1
    );
    let mut members: BTreeMap<usize, Vec<&Person>> = BTreeMap::new();
    for person in company.people.iter().filter(|person| person.is_there(day)) {
        members.entry(person.team(day)).or_default().push(person);
    }
    let mut people = Vec::new();
    let mut teams: Vec<(Team, Goal)> = Vec::new();
    for (number, members) in &members {
        let team = Team::new(*number);
        let id = format!("{label}-{}", team.id());
        let own: Vec<Goal> = members
            .iter()
            .flat_map(|person| of_person(company, person, day, quarter, &label, &id))
            .collect();
        let (name, _) = team.name();
        let goal = parent(&own, id, "team", format!("{name}季度目标"));
        // In a team that somebody was moved to, the mover may be the only one.
        let lead = company.people.get(team.lead()).or(members.first().copied());
        teams.push((team, owned(goal, lead, &label, &team.department_id())));
        people.extend(own);
    }
    let mut departments: BTreeMap<String, Vec<(Team, Goal)>> = BTreeMap::new();
    for (team, goal) in teams {
        departments
            .entry(team.department_id())
            .or_default()
            .push((team, goal));
    }
    let mut middle = Vec::new();
    let mut lower = Vec::new();
    for (department, teams) in departments {
        let lead = teams
            .first()
            .and_then(|(team, _)| company.people.get(team.lead()));
        let name = teams.first().map(|(team, _)| team.department_name().0);
        let goals: Vec<Goal> = teams.into_iter().map(|(_, goal)| goal).collect();
        let title = format!("{}季度目标", name.unwrap_or_default());
        let goal = parent(&goals, format!("{label}-{department}"), "department", title);
        middle.push(owned(goal, lead, &label, "C"));
        lower.extend(goals);
    }
    let top = parent(
        &middle,
        format!("{label}-C"),
        "company",
        "稳健增长、客户满意".to_owned(),
    );
    let mut all = vec![owned(top, company.people.first(), "", "")];
    all.extend(middle);
    all.extend(lower);
    all.extend(people);
    all
}

/// The goals of a person: two for seniors, else one.
fn of_person<'a>(
    company: &'a Company,
    person: &'a Person,
    day: NaiveDate,
    quarter: usize,
    label: &str,
    parent: &str,
) -> Vec<Goal<'a>> {
    let mut draw = Draw::new(
        company.seed,
        Purpose::Goals,
        person.number * QUARTERS + quarter,
    );
    let choice: Vec<_> = TITLES.iter().filter(|one| one.0 == person.role).collect();
    let first = draw.whole(0, choice.len() as i64 - 1) as usize;
    let is_senior = person.level(day) == Level::Senior;
    let count = if is_senior { 2 } else { 1 };
    choice
        .iter()
        .cycle()
        .skip(first)
        .take(count)
        .enumerate()
        .map(|(at, (_, title, side))| {
            let form = company.form(person, *side, day);
            let letter = if at == 0 { "a" } else { "b" };
            Goal {
                id: format!("{label}-{}{letter}", person.id),
                owner: &person.id,
                parent: parent.to_owned(),
                scope: "person",
                title: (*title).to_owned(),
                weight: if count == 1 { 100 } else { 60 - 20 * at as u32 },
                progress: draw.normal(95.0 + 7.0 * form, 8.0).clamp(40.0, 125.0),
            }
        })
        .collect()
}

/// A goal that its children make up.
fn parent<'a>(children: &[Goal], id: String, scope: &'static str, title: String) -> Goal<'a> {
    let weight: f64 = children.iter().map(|goal| f64::from(goal.weight)).sum();
    let sum: f64 = children
        .iter()
        .map(|goal| f64::from(goal.weight) * goal.progress)
        .sum();
    Goal {
        id,
        owner: "",
        parent: String::new(),
        scope,
        title,
        weight: 100,
        progress: if weight > 0.0 { sum / weight } else { 0.0 },
    }
}

/// The goal with its owner, and the goal that it serves.
fn owned<'a>(goal: Goal<'a>, owner: Option<&'a Person>, label: &str, above: &str) -> Goal<'a> {
    let parent = if above.is_empty() {
        String::new()
    } else {
        format!("{label}-{above}")
    };
    Goal {
        owner: owner.map_or("", |person| &person.id),
        parent,
        ..goal
    }
}
