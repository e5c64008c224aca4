//! Case 4, the product team of a technology company: at least two releases a month, bugs
//! fixed in 46 hours on average, a new customer for 3,900 after 5,000 a year before
//! (−22 %), one of 25 people left in the quarter (4 %) after two, and 0.70 points an hour after
//! 0.50 in the quarter before (+40 %).

use super::rows::{Table, Tables, about, working_day};
use super::staff::{Staff, day};

/// All tables.
pub(crate) fn tables() -> Tables {
    let mut staff = Staff::new("project", 104, 25);
    staff.replace(16, day(2026, 4, 30));
    staff.replace(19, day(2026, 6, 12));
    staff.replace(22, day(2026, 8, 14));
    vec![
        ("roster", staff.roster()),
        (
            "teams",
            staff.teams("衡星科技产品部", "Hengxing Product Team"),
        ),
        ("releases", releases()),
        ("bugs", bugs(&staff)),
        ("costs", costs()),
        ("contracts", contracts()),
        ("iterations", iterations(&staff)),
    ]
}

/// Two releases in July and in August, three in September; four in the quarter before.
fn releases() -> Table {
    let mut table = Table::new("release_id,engineer_id,product,version,released_on");
    for (month, count) in [(4, 1), (5, 2), (6, 1), (7, 2), (8, 2), (9, 3)] {
        for turn in 0..count {
            table.add(&[
                &format!("R{month:02}-{}", turn + 1),
                &"E01",
                &"星图平台",
                &format!("5.{month}.{turn}"),
                &working_day(2026, month, 6 + 6 * turn),
            ]);
        }
    }
    table
}

/// Twenty bugs fixed in each of two quarters: 60 hours on average, then 46.
fn bugs(staff: &Staff) -> Table {
    let mut table = Table::new("bug_id,engineer_id,product,severity,title,found_at,fixed_at");
    let titles = [
        "导出超时",
        "筛选条件失效",
        "图表错位",
        "通知重复",
        "权限缓存未刷新",
    ];
    for (month, mean) in [(5, 60), (8, 46)] {
        for (at, hours) in about(mean, 20, 2).into_iter().enumerate() {
            let found = working_day(2026, month, at)
                .and_hms_opt(9, 0, 0)
                .unwrap_or_default();
            let fixed = found + chrono::TimeDelta::hours(hours);
            table.add(&[
                &format!("G{month:02}{:02}", at + 1),
                &staff.all.get(at % 5).map_or("", |member| &member.id),
                &"星图平台",
                &if at % 6 == 0 { "major" } else { "minor" },
                &titles.get(at % 5).copied().unwrap_or_default(),
                &found.format("%Y-%m-%d %H:%M"),
                &fixed.format("%Y-%m-%d %H:%M"),
            ]);
        }
    }
    table
}

/// 100,000 in the third quarter of 2025, 97,500 in that of 2026.
fn costs() -> Table {
    let mut table = Table::new("cost_id,engineer_id,kind,amount,spent_on");
    for (year, amounts) in [
        (2025, [32_000, 35_000, 33_000]),
        (2026, [31_500, 33_000, 33_000]),
    ] {
        for (month, amount) in (7..).zip(amounts) {
            table.add(&[
                &format!("A{year}-{month}"),
                &"E07",
                &"acquisition",
                &amount,
                &working_day(year, month, 8),
            ]);
        }
    }
    table
}

/// 20 new customers in the third quarter of 2025, 25 in that of 2026.
fn contracts() -> Table {
    let mut table = Table::new("contract_id,engineer_id,customer,kind,amount,won_on");
    for (year, count) in [(2025, 20), (2026, 25)] {
        for at in 0..count {
            table.add(&[
                &format!("H{year}-{:02}", at + 1),
                &"E07",
                &format!("订阅客户{year}{:02}", at + 1),
                &"new",
                &(18_000 + 400 * (at % 7)),
                &working_day(year, 7 + at as u32 % 3, at),
            ]);
        }
    }
    table
}

/// Ten people, two iterations a quarter of 80 hours each: 40 points, then 56.
fn iterations(staff: &Staff) -> Table {
    let mut table = Table::new(
        "iteration_id,engineer_id,name,planned_points,done_points,hours,started_on,ended_on",
    );
    for (month, mean) in [(5, 40), (8, 56)] {
        for turn in 0..2_u32 {
            let start = working_day(2026, month + turn, 1);
            let end = working_day(2026, month + turn, 14);
            for (at, points) in about(mean, 10, 1).into_iter().enumerate() {
                let number = 2 * (month / 3) + turn;
                table.add(&[
                    &format!("I{number:02}-{:02}", at + 1),
                    &staff.all.get(at).map_or("", |member| &member.id),
                    &format!("迭代{number}"),
                    &(mean + 4),
                    &points,
                    &80,
                    &start,
                    &end,
                ]);
            }
        }
    }
    table
}
