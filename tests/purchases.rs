//! Customers who buy again: which contract follows which project or contract, and that a
//! customer with thousands of both costs no more than its rows.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fmt::Write;
use std::fs;

use crate::common::{SMALL, Small};

const PROJECTS: &str = "project_id,name,engineer_id,customer,kickoff_on,go_live_on\n";
const CONTRACTS: &str = "contract_id,engineer_id,customer,kind,amount,won_on\n";
const INCIDENTS: &str = "incident_id,project_id,engineer_id,severity,occurred_at\n";

/// Hits and rows of Ada's KPI in a month, as August 2026 knows them.
fn measured(projects: &str, contracts: &str, incidents: &str, kpi: &str, month: &str) -> String {
    let small = Small::new();
    let own = SMALL.replace("2026-02-03", "2026-08-10");
    let tables = ["projects", "contracts", "incidents"];
    let tables = tables.map(|name| format!("  {name}: {{file: data/{name}.csv}}\n"));
    small.put("scorepack.yaml", &(own + &tables.concat()));
    small.put("data/projects.csv", &format!("{PROJECTS}{projects}"));
    small.put("data/contracts.csv", &format!("{CONTRACTS}{contracts}"));
    small.put("data/incidents.csv", &format!("{INCIDENTS}{incidents}"));
    small.make(&["--period", "2026-07", "--format", "json"]);
    let edition = small.folder.path().join("archive/2026-07");
    let measures = fs::read_to_string(edition.join("measures.csv")).unwrap();
    let begin = format!("person,A1,{kpi},month,{month},");
    let line = measures.lines().find_map(|line| line.strip_prefix(&begin));
    let fields: Vec<&str> = line.unwrap().split(',').collect();
    format!("{} of {}", fields[2], fields[1])
}

#[test]
fn a_project_succeeds_with_the_next_contract_after_its_day_and_within_six_months() {
    let project = |(id, customer): (&str, &str)| {
        format!("{id},Rollout,A1,{customer},2025-10-01,2026-01-15\n")
    };
    let projects = [
        ("last-day", "C1"),
        ("too-late", "C2"),
        ("same-day", "C3"),
        ("next-day", "C4"),
        ("nobodys", ""),
        ("first-contract", "C6"),
        ("before-and-after", "C7"),
        ("broken", "C8"),
    ];
    let contracts = "\
H1,A1,C1,repeat,1,2026-07-15
H2,A1,C2,repeat,1,2026-07-16
H3,A1,C3,repeat,1,2026-01-15
H4,A1,C4,renewal,1,2026-01-16
H5,A1,,repeat,1,2026-02-01
H6,A1,C6,new,1,2026-03-01
H7,A1,C7,repeat,1,2025-12-01
H8,A1,C7,renewal,1,2026-03-01
H9,A1,C8,repeat,1,2026-03-01
";
    let incidents = "J1,broken,A1,major,2026-04-15 23:00\nJ2,last-day,A1,major,2026-04-16 09:00\n";
    let projects = projects.map(project).concat();
    let found = measured(
        &projects,
        contracts,
        incidents,
        "customer_success_rate",
        "2026-04",
    );
    assert_eq!(found, "3 of 8");
}

#[test]
fn a_first_contract_is_followed_by_one_of_the_same_customer_within_a_year() {
    let contracts = "\
H1,A1,C1,new,1,2025-07-10
H2,A1,C1,repeat,1,2026-07-10
H3,A1,C2,new,1,2025-07-10
H4,A1,C2,repeat,1,2025-07-10
H5,A1,C3,new,1,2025-07-10
H6,A1,C3,renewal,1,2026-07-11
H7,A1,C4,new,1,2025-07-10
H8,A1,C5,repeat,1,2025-08-10
";
    let found = measured("", contracts, "", "repurchase_rate", "2026-07");
    assert_eq!(found, "1 of 4");
}

#[test]
fn a_customer_called_other_with_thousands_of_projects_and_contracts_is_measured() {
    let (mut projects, mut contracts) = (String::new(), String::new());
    for number in 0..4000 {
        let _ = writeln!(projects, "P{number},Rollout,A1,Other,2025-10-01,2026-01-15");
        let _ = writeln!(contracts, "H{number},A1,Other,repeat,1,2026-02-15");
    }
    // Each with each would be sixteen million rows.
    let found = measured(
        &projects,
        &contracts,
        "",
        "customer_success_rate",
        "2026-04",
    );
    assert_eq!(found, "4000 of 4000");
}
