//! Case 1, an ERP implementer: satisfaction from 39 of 50 (78 %) to 46 of 50 (92 %) in
//! half a year, mean delivery cycle from 60 to 48 days (−20 %).
//!
//! Customers are asked twice a year, in March and in September, so that the twelve
//! months before the third quarter hold the wave of March and nothing else.

use super::rows::{Table, Tables, about, before, mixed, working_day};
use super::staff::{Staff, customers};

/// People, and projects of each in a quarter.
const SIZE: (usize, usize) = (6, 4);

/// The waves: month, answers of 4 or 5, and all answers.
const WAVES: [(u32, usize, usize); 2] = [(3, 39, 50), (9, 46, 50)];

/// Last months of the quarters, and the mean cycle in days.
const CYCLES: [(u32, i64); 3] = [(3, 60), (6, 54), (9, 48)];

/// All tables.
pub(crate) fn tables() -> Tables {
    let staff = Staff::new("implementation", 101, SIZE.0);
    let customers = customers(101, "manufacturing", 24);
    let projects = projects(&staff, &customers);
    let (incidents, contracts) = success(&staff, &customers);
    vec![
        ("roster", staff.roster()),
        (
            "teams",
            staff.teams("青禾软件实施部", "Qinghe Implementation"),
        ),
        ("projects", projects),
        ("surveys", surveys(&staff, &customers)),
        ("incidents", incidents),
        ("contracts", contracts),
        ("knowledge_items", documents(&staff)),
        ("reviews", reviews(&staff)),
    ]
}

fn projects(staff: &Staff, customers: &[String]) -> Table {
    let mut table = Table::new(
        "project_id,name,engineer_id,customer,kickoff_on,planned_delivery_on,delivered_on,go_live_on,accepted_on",
    );
    let count = SIZE.0 * SIZE.1;
    for (month, mean) in CYCLES {
        for (at, days) in about(mean, count, 1).into_iter().enumerate() {
            let Some(member) = staff.all.get(at % SIZE.0) else {
                continue;
            };
            let accepted = working_day(2026, month - (at % 3) as u32, at);
            let live = before(accepted, 6);
            // One project of each quarter is delivered a day late, by another person each time.
            let late = at == month as usize;
            let customer = customers.get(at).map_or("", String::as_str);
            table.add(&[
                &format!("P{month:02}{:02}", at + 1),
                &format!("{customer}ERP实施"),
                &member.id,
                &customer,
                &before(accepted, days.unsigned_abs()),
                &before(live, if late { 2 } else { 0 }),
                &before(live, 1),
                &live,
                &accepted,
            ]);
        }
    }
    table
}

fn surveys(staff: &Staff, customers: &[String]) -> Table {
    let mut table = Table::new("survey_id,kind,engineer_id,customer,sent_at,responded_at,score");
    let mut ask = |kind: &str, at: usize, person: usize, month: u32, score: i64| {
        let Some(member) = staff.all.get(person) else {
            return;
        };
        let answered = working_day(2026, month, 10 + at % 8);
        table.add(&[
            &format!("S{:03}", table.next()),
            &kind,
            &member.id,
            &customers
                .get(at % customers.len())
                .map_or("", String::as_str),
            &format!("{} 09:30", before(answered, 1)),
            &format!("{answered} 14:05"),
            &score,
        ]);
    };
    for (month, good, count) in WAVES {
        for (at, is_good) in mixed(good, count).into_iter().enumerate() {
            let score = if is_good { 4 + (at % 2) as i64 } else { 3 };
            ask("csat", at, at % SIZE.0, month, score);
        }
        // Trainings were rated 4 and 5 in turn; person 6 has held none.
        for at in 0..20 {
            ask(
                "training",
                at,
                at % (SIZE.0 - 1),
                month,
                4 + (at / 5 % 2) as i64,
            );
        }
    }
    table
}

/// Of the 24 projects that went live in the second quarter, 21 succeeded: one had a major
/// incident, the customers of two did not buy again.
fn success(staff: &Staff, customers: &[String]) -> (Table, Table) {
    let mut incidents =
        Table::new("incident_id,project_id,engineer_id,severity,occurred_at,resolved_at");
    let mut contracts = Table::new("contract_id,engineer_id,customer,kind,amount,won_on");
    incidents.add(&[
        &"J1",
        &"P0605",
        &"E05",
        &"major",
        &"2026-07-08 10:20",
        &"2026-07-08 13:45",
    ]);
    for (at, customer) in customers.iter().enumerate().filter(|(at, _)| at % 12 != 7) {
        let Some(member) = staff.all.get(at % SIZE.0) else {
            continue;
        };
        // Three customers wait for August, too late for their projects of the first quarter.
        for month in if at % 8 == 2 { 8..=8 } else { 5..=8 } {
            if month == 5 || month == 8 {
                contracts.add(&[
                    &format!("H{month}-{:02}", at + 1),
                    &member.id,
                    customer,
                    &if month == 5 { "repeat" } else { "renewal" },
                    &(120_000 + 5_000 * at),
                    &working_day(2026, month, at),
                ]);
            }
        }
    }
    (incidents, contracts)
}

/// In the third quarter everybody wrote two documents; the second is a good one for five of six.
fn documents(staff: &Staff) -> Table {
    let mut table = Table::new("item_id,title,engineer_id,kind,accepted,quality,published_on");
    for (at, member) in staff.all.iter().enumerate() {
        for (title, turn) in [("上线切换检查清单", 0), ("期初数据迁移指南", 1)] {
            let quality = if turn == 1 && at == 3 {
                3
            } else {
                4 + (at % 2)
            };
            table.add(&[
                &format!("N{:02}", table.next()),
                &title,
                &member.id,
                &"guide",
                &true,
                &quality,
                &working_day(2026, 8, 3 + at + 6 * turn),
            ]);
        }
    }
    table
}

fn reviews(staff: &Staff) -> Table {
    let mut table = Table::new("review_id,engineer_id,rater_id,rater,competency,score,given_on");
    for (at, member) in staff.all.iter().enumerate() {
        for next in 1..=3 {
            let Some(rater) = staff.all.get((at + next) % SIZE.0) else {
                continue;
            };
            table.add(&[
                &format!("V{:02}", table.next()),
                &member.id,
                &rater.id,
                &"peer",
                &"collaboration",
                &if (at + next) % 4 == 0 { 5 } else { 4 },
                &working_day(2026, 9, 14 + next),
            ]);
        }
    }
    table
}
