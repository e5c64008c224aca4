//! What HR, leads and people see of fairness, funnels and the stability of grades.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::fmt::Write;

use crate::common::{Small, complaints, json};

/// Twelve service engineers whose orders of a month are their points, in three regions, and
/// whose orders are on time as `late` (how many are not) says.
fn company(late: [u32; 12]) -> Small {
    let small = Small::new();
    let mut roster =
        String::from("engineer_id,name,role,level,team_id,region,joined_on,valid_from\n");
    let mut orders = String::from("order_id,engineer_id,opened_at,priority\n");
    for (index, late) in late.iter().enumerate() {
        let (id, region) = (index + 1, ["North", "South", "West"][index.min(11) / 5]);
        writeln!(
            roster,
            "E{id:02},Person {id:02},service,senior,T1,{region},2025-01-01,2025-01-01"
        )
        .unwrap();
        for order in 0..80 + index as u32 {
            let priority = if order < *late { "P1" } else { "P3" };
            writeln!(orders, "W{id}-{order},E{id:02},2026-01-05 09:00,{priority}").unwrap();
        }
    }
    small.put("data/roster.csv", &roster);
    small.put("data/work_orders.csv", &orders);
    small.put("kpis/orders.yaml", "orders: {name: Orders, about: Orders, formula: orders, kind: count, source: work_orders, date: opened_at, unit: count, direction: up, target: 100, target_each: person}\ncalm: {name: Calm, about: Not urgent, formula: calm / orders, kind: rate, source: work_orders, date: opened_at, of: \"priority = 'P3'\", unit: percent, direction: up, target: 90}\n");
    small.put("scorecards/service.yaml", "name: Service\nrole: service\ngroups:\n  - {id: all, name: All, items: [{kpi: orders, weight: 99, core: true}, {kpi: calm, weight: 1, core: true}]}\n");
    small.put("scorepack.yaml", common::SMALL);
    small
}

#[test]
fn hr_sees_what_scores_go_with_and_nobody_else_does() {
    let small = company([0; 12]);
    let output = small.run(&["--format", "json,html"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let edition = small.edition();
    let packet = json(&edition.join("organisation.json"));
    let fairness = &packet["fairness"];
    let relations = fairness["tables"][0]["rows"].as_array().unwrap();
    // Who has more orders has more points: the ranks are the same.
    assert_eq!(relations[0][1]["text"], "12");
    assert_eq!(relations[0][2]["text"], "1.00");
    // Everybody joined on the same day, and there are no projects.
    assert_eq!(relations[1][2]["text"], "—");
    assert_eq!(relations[2][2]["text"], "—");
    // Two of three regions have five people; the third, of two, is not shown.
    let tables = fairness["tables"].as_array().unwrap();
    let regions = tables
        .iter()
        .find(|table| table["id"] == "fairness-by-region");
    let regions = regions.unwrap()["rows"].as_array().unwrap();
    let names: Vec<_> = regions
        .iter()
        .map(|row| row[0]["text"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["North", "South"]);
    assert!(!fairness.to_string().contains("West"));
    // North: 80 to 84 orders; all others have more, so it is below them, beyond chance.
    assert!(
        fairness["findings"].to_string().contains("North"),
        "{fairness}"
    );
    for path in ["people/E01.json", "teams/T1.json"] {
        let packet = json(&edition.join(path));
        assert!(packet.get("fairness").is_none(), "{path}");
    }
    assert!(
        json(&edition.join("people/E01.json"))
            .get("funnels")
            .is_none()
    );
    let page = std::fs::read_to_string(edition.join("people/E01.html")).unwrap();
    assert!(
        !page.contains("North"),
        "a person's page does not tell the region"
    );
}

#[test]
fn a_grade_on_its_boundary_says_so_in_the_first_section() {
    let small = company([0; 12]);
    let output = small.run(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let basis = |id: &str| {
        let packet = json(&small.edition().join(format!("people/{id}.json")));
        packet["glance"]["basis"].to_string()
    };
    // 80 orders are 80 points, on the bound of A and B. A count of 80 is Poisson, so that
    // half of the draws are below it.
    assert!(
        basis("E01").contains("of draws give it, the others most often B"),
        "{}",
        basis("E01")
    );
}

#[test]
fn a_lead_sees_who_strays_beyond_chance_and_nobody_else_is_named() {
    let mut late = [8; 12];
    late[11] = 40;
    let small = company(late);
    let output = small.run(&["--format", "json,html,pdf"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let packet = json(&small.edition().join("teams/T1.json"));
    let figures = packet["funnels"]["figures"].as_array().unwrap();
    assert_eq!(figures.len(), 1, "counts have no funnel");
    let chart = &packet["charts"][figures[0]["chart"].as_str().unwrap()];
    // 80 + … + 91 orders, of which 11 · 8 + 40 were urgent.
    let common = 100.0 * (1.0 - 128.0 / 1026.0);
    assert!((chart["centre"].as_f64().unwrap() - common).abs() < 1e-9);
    let points = chart["points"].as_array().unwrap();
    let named = points.iter().filter(|point| point["label"] != "");
    let named: Vec<_> = named
        .map(|point| point["label"].as_str().unwrap())
        .collect();
    assert_eq!((points.len(), named), (12, vec!["Person 12"]));
    assert!(chart["alternative"].as_str().unwrap().contains("Person 12"));
    assert_eq!(figures[0]["data"]["rows"][0][5]["text"], "outside 99.8%");
    // One team is no comparison.
    assert!(
        json(&small.edition().join("organisation.json"))
            .get("funnels")
            .is_none()
    );
}
