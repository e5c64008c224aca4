//! The tables of people and teams.

use std::io::{self, Write};

use super::Company;
use super::calendar::shift;
use super::csv::Row;
use super::people::Person;
use super::teams::{TEAM_SIZE, Team};

/// Writes `roster`: one row for each stretch with the same team, level and manager.
pub(crate) fn write_roster(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"engineer_id,name,name_en,role,level,team_id,manager,manager_en,industry,mode,region,email,language,joined_on,left_on,valid_from,valid_to\n",
    )?;
    let mut row = Row::default();
    for person in &company.people {
        let turns = person.turns();
        for (at, from) in turns.iter().enumerate() {
            let to = turns
                .get(at + 1)
                .map(|next| shift(*next, -1))
                .or(person.left);
            let team = Team::new(person.team(*from));
            let (manager, manager_en) = manager(company, person, team);
            row.text(&person.id)
                .text(&person.name)
                .text(&person.name_en)
                .text(person.role.name())
                .text(person.level(*from).name())
                .text(&team.id())
                .text(manager)
                .text(manager_en)
                .text(team.industry())
                .text(team.mode(person.on_site))
                .text(&team.area(person.number))
                .text(&format!("{}@bluebank.example", person.id.to_lowercase()))
                .text(person.language)
                .day(Some(person.joined))
                .day(person.left)
                .day(Some(*from))
                .day(to)
                .end(out)?;
        }
    }
    Ok(())
}

/// The lead of the team; for the lead, the head of the department.
fn manager<'a>(company: &'a Company, person: &Person, team: Team) -> (&'a str, &'a str) {
    match company.people.get(team.lead()) {
        Some(lead) if lead.number != person.number => (&lead.name, &lead.name_en),
        _ => team.head(),
    }
}

/// Writes `teams`.
pub(crate) fn write_teams(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"team_id,name,name_en,department_id,department,department_en,lead_id\n")?;
    let mut row = Row::default();
    let reached = company
        .people
        .iter()
        .map(|person| person.team(company.today()))
        .max();
    let full = company.people.len().div_ceil(TEAM_SIZE);
    for number in 0..full.max(reached.map_or(0, |team| team + 1)) {
        let team = Team::new(number);
        let ((name, name_en), (department, department_en)) = (team.name(), team.department_name());
        row.text(&team.id())
            .text(&name)
            .text(&name_en)
            .text(&team.department_id())
            .text(&department)
            .text(&department_en)
            .maybe(company.people.get(team.lead()).map(|lead| &lead.id))
            .end(out)?;
    }
    Ok(())
}
