//! Lists name 2 before 10.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use crate::common::{Small, complaints, json};
use calamine::{Reader, Xlsx, open_workbook};
use scorepack::compose::file_name;
use serde_json::Value;

/// Twelve engineers E1 to E12 in the teams Group 1, Group 2 and Group 10, of two departments.
fn many() -> Small {
    let small = Small::new();
    let configuration = common::SMALL.to_owned() + "  teams: {file: data/teams.csv}\n";
    small.put("scorepack.yaml", &configuration);
    let mut roster = String::from("engineer_id,name,role,level,team_id,joined_on,valid_from\n");
    let mut orders =
        String::from("order_id,engineer_id,opened_at,promised_at,resolved_at,fixed_first_visit\n");
    for number in 1..=12 {
        let team = ["Group 1", "Group 2", "Group 10"][number % 3];
        roster += &format!("E{number},P{number},service,senior,{team},2025-01-01,2025-01-01\n");
        orders += &format!(
            "W{number},E{number},2026-01-05 09:00,2026-01-06 09:00,2026-01-05 15:00,true\n"
        );
    }
    small.put("data/roster.csv", &roster);
    small.put("data/work_orders.csv", &orders);
    small.put(
        "data/teams.csv",
        "team_id,name,department_id,department\n\
         Group 1,One,D10,Ten\nGroup 2,Two,D2,Zwei\nGroup 10,Ten,D2,Zwei\n",
    );
    small
}

fn column(packet: &Value, table: &str) -> Vec<String> {
    let tables = packet["tables"].as_array().unwrap().iter();
    let table = tables.clone().find(|one| one["id"] == table).unwrap();
    let rows = table["rows"].as_array().unwrap().iter();
    rows.map(|row| row[0]["text"].as_str().unwrap().to_owned())
        .collect()
}

/// Where each text first stands, as an order of the texts.
fn in_text<'a>(text: &str, wanted: &[&'a str]) -> Vec<&'a str> {
    let mut found: Vec<(usize, &str)> = wanted
        .iter()
        .map(|one| (text.find(&format!(">{one}<")).unwrap(), *one))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, one)| one).collect()
}

#[test]
fn index_packets_and_workbook_count_as_people_do() {
    let small = many();
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let edition = small.edition();

    let index = std::fs::read_to_string(edition.join("index.html")).unwrap();
    let people: Vec<String> = (1..=12).map(|number| format!("E{number}")).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let mut shuffled = people.clone();
    shuffled.sort_unstable();
    assert_ne!(shuffled, people, "bytes have another order");
    assert_eq!(in_text(&index, &shuffled), people);

    // Group 1 has those whose number is a multiple of three.
    let team: Value = json(&edition.join(format!("teams/{}.json", file_name("Group 1"))));
    assert_eq!(column(&team, "members"), ["P3", "P6", "P9", "P12"]);

    let organisation: Value = json(&edition.join("organisation.json"));
    assert_eq!(column(&organisation, "teams"), ["One", "Two", "Ten"]);
    let tables = organisation["tables"].as_array().unwrap().iter();
    let departments = tables.clone().find(|one| one["id"] == "departments");
    let columns = departments.unwrap()["columns"].as_array().unwrap();
    let titles: Vec<&str> = columns
        .iter()
        .map(|column| column["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles[2..4], ["Zwei", "Ten"], "D2 before D10: {titles:?}");

    let mut book: Xlsx<_> = open_workbook(edition.join("scores.xlsx")).unwrap();
    let sheet = book.sheet_names()[0].clone();
    let rows = book.worksheet_range(&sheet).unwrap();
    let ids: Vec<String> = rows
        .rows()
        .flat_map(|row| row.iter().take(2))
        .map(ToString::to_string)
        .filter(|cell| people.contains(&cell.as_str()))
        .collect();
    assert_eq!(ids, people);
}
