//! Case 3, the service of an appliance maker: four groups and twelve KPIs, satisfaction
//! from 34 of 50 (68 %) to 46 of 50 (92 %) in half a year, attrition from 4 of 26 to 3 of
//! 30 people in a quarter (−35 %).

use super::rows::{Table, Tables, before, mixed, working_day};
use super::staff::{Staff, customers, day};

/// The waves: month, answers of 4 or 5, and all answers.
const WAVES: [(u32, usize, usize); 2] = [(3, 34, 50), (9, 46, 50)];

/// Faults of appliances.
const FAULTS: [&str; 6] = ["不制冷", "漏水", "异响", "不启动", "面板失灵", "排风不畅"];

/// All tables.
pub(crate) fn tables() -> Tables {
    let mut staff = Staff::new("service", 103, 26);
    for (at, (month, on)) in [(1, 23), (2, 13), (3, 6), (3, 20)].into_iter().enumerate() {
        staff.replace(5 + at, day(2026, month, on));
    }
    for _ in 0..4 {
        staff.join(day(2026, 4, 1));
    }
    for (at, (month, on)) in [(4, 24), (5, 15), (6, 5), (6, 19)].into_iter().enumerate() {
        staff.replace(10 + at, day(2026, month, on));
    }
    for (at, (month, on)) in [(7, 10), (8, 7), (9, 4)].into_iter().enumerate() {
        staff.replace(15 + at, day(2026, month, on));
    }
    let customers = customers(103, "retail", 40);
    vec![
        ("roster", staff.roster()),
        (
            "teams",
            staff.teams("澜庭电器服务部", "Lanting Appliance Service"),
        ),
        ("surveys", surveys(&staff, &customers)),
        ("complaints", complaints(&staff)),
        ("work_orders", work_orders(&staff, &customers)),
        ("knowledge_items", knowledge(&staff)),
        ("trainings", trainings(&staff)),
        ("safety_incidents", safety()),
    ]
}

fn surveys(staff: &Staff, customers: &[String]) -> Table {
    let mut table = Table::new("survey_id,kind,engineer_id,customer,sent_at,responded_at,score");
    let mut ask = |kind: &str, person: usize, month: u32, score: usize| {
        let people = staff.on(day(2026, month, 30));
        let Some(member) = people.get(person % people.len()) else {
            return;
        };
        let number = table.next();
        let answered = working_day(2026, month, 17 + number % 4);
        table.add(&[
            &format!("S{number:03}"),
            &kind,
            &member.id,
            &customers
                .get(number % customers.len())
                .map_or("", String::as_str),
            &format!("{} 18:00", before(answered, 1)),
            &format!("{answered} 09:40"),
            &score,
        ]);
    };
    for (month, good, count) in WAVES {
        for (at, is_good) in mixed(good, count).into_iter().enumerate() {
            let score = if is_good { 4 + at % 2 } else { 2 + at % 2 };
            ask("csat", at, month, score);
        }
    }
    // Three callbacks a person in the third quarter: 4.5 on average, by two answers in three.
    for at in 0..90 {
        let score = match at % 6 {
            0..=3 => 5,
            4 => 4,
            _ => 3,
        };
        ask("callback", at, 9, score);
    }
    table
}

fn complaints(staff: &Staff) -> Table {
    let mut table = Table::new("complaint_id,engineer_id,topic,raised_at,resolved_at");
    let people = staff.on(day(2026, 9, 30));
    for (at, topic) in ["上门迟到", "收费不清", "同一故障再次发生"]
        .iter()
        .enumerate()
    {
        let raised = working_day(2026, 9, 15 + at);
        table.add(&[
            &format!("K{}", at + 1),
            &people.get(7 * at + 2).map_or("", |member| &member.id),
            topic,
            &format!("{raised} 11:15"),
            &format!("{} 15:30", working_day(2026, 9, 17 + at)),
        ]);
    }
    table
}

/// Three orders a person in September, all visits.
fn work_orders(staff: &Staff, customers: &[String]) -> Table {
    let mut table = Table::new(
        "order_id,engineer_id,customer,fault,opened_at,accepted_at,first_contact_at,dispatched_at,requested_at,arrived_at,started_at,finished_at,resolved_at,promised_at,fixed_first_visit,repeat_on",
    );
    for (person, member) in staff.on(day(2026, 9, 30)).into_iter().enumerate() {
        for turn in 0..3 {
            let at = 3 * person + turn;
            // Whoever came in September has orders after the first day only.
            let on = working_day(2026, 9, 6 + turn + person % 10);
            let hours = 1 + at % 2;
            let (fixed, repeat) = (at % 8 != 5, at % 24 == 10);
            table.add(&[
                &format!("W{:03}", at + 1),
                &member.id,
                &customers
                    .get(at % customers.len())
                    .map_or("", String::as_str),
                &FAULTS.get(at % FAULTS.len()).copied().unwrap_or_default(),
                &format!("{on} 08:30"),
                &format!("{on} 08:40"),
                &format!("{on} 08:{}", 52 + at % 7),
                &format!("{on} 09:{:02}", at % 20),
                &format!("{on} 09:30"),
                &format!("{on} 13:{:02}", 5 * (at % 10)),
                &format!("{on} 14:00"),
                &format!("{on} {}:30", 14 + hours),
                &format!("{on} {}:30", 14 + hours),
                &format!("{on} 20:00"),
                &fixed,
                &if repeat {
                    working_day(2026, 9, 20).to_string()
                } else {
                    String::new()
                },
            ]);
        }
    }
    table
}

fn knowledge(staff: &Staff) -> Table {
    let mut table = Table::new("item_id,title,engineer_id,kind,accepted,quality,published_on");
    for (at, member) in staff.on(day(2026, 9, 30)).into_iter().enumerate() {
        for turn in 0..2 + at % 2 {
            table.add(&[
                &format!("N{:02}", table.next()),
                &format!(
                    "{}处理卡",
                    FAULTS.get((at + turn) % 6).copied().unwrap_or_default()
                ),
                &member.id,
                &"guide",
                &true,
                &(4 + at % 2),
                &working_day(2026, 9, 8 + turn),
            ]);
        }
    }
    table
}

fn trainings(staff: &Staff) -> Table {
    let mut table = Table::new("training_id,engineer_id,title,attended_on");
    let sessions = [(7, "新机型拆装"), (8, "安全用电"), (9, "服务礼仪")];
    for (month, title) in sessions {
        let on = working_day(2026, month, 12);
        for (at, member) in staff.on(on).into_iter().enumerate() {
            if !(at + month as usize).is_multiple_of(10) {
                table.add(&[&format!("L{month:02}"), &member.id, &title, &on]);
            }
        }
    }
    table
}

fn safety() -> Table {
    let mut table = Table::new("incident_id,engineer_id,severity,summary,occurred_on");
    table.add(&[
        &"V1",
        &"E24",
        &"minor",
        &"登高作业未系安全带",
        &"2026-08-19",
    ]);
    table
}
