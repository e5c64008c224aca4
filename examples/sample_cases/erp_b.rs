//! Case 2, another ERP implementer: net promoter score from +25 (20 answers) to +52 (25
//! answers) in six months, mean delivery cycle from 50 to 39 days (−22 %), attrition
//! from 5 of 40 people in a quarter by way of 4 to 3 (−40 %).

use super::rows::{Table, Tables, about, before, working_day};
use super::staff::{Staff, customers, day};

/// Headcount.
const PEOPLE: usize = 40;

/// The waves: month, promoters, detractors and all answers.
const WAVES: [(u32, usize, usize, usize); 2] = [(3, 9, 4, 20), (9, 15, 2, 25)];

/// Items of the checklists by industry.
const CHECKLISTS: [(&str, [&str; 3]); 3] = [
    (
        "manufacturing",
        ["物料主数据核对", "产线停机窗口确认", "条码打印测试"],
    ),
    ("finance", ["操作日志留存", "权限双人复核", "数据脱敏验证"]),
    (
        "retail",
        ["门店收银联调", "促销规则校验", "会员数据迁移核对"],
    ),
];

/// All tables.
pub(crate) fn tables() -> Tables {
    let mut staff = Staff::new("implementation", 102, PEOPLE);
    for (at, (month, on)) in [(1, 16), (2, 6), (2, 27), (3, 13), (3, 27)]
        .into_iter()
        .enumerate()
    {
        staff.replace(8 + at, day(2026, month, on));
    }
    for (at, (month, on)) in [(4, 17), (5, 8), (5, 29), (6, 12)].into_iter().enumerate() {
        staff.replace(14 + at, day(2026, month, on));
    }
    for (at, (month, on)) in [(7, 17), (8, 14), (9, 11)].into_iter().enumerate() {
        staff.replace(20 + at, day(2026, month, on));
    }
    let customers = customers(102, "retail", 30);
    vec![
        ("roster", staff.roster()),
        (
            "teams",
            staff.teams("云岭软件实施部", "Yunling Implementation"),
        ),
        ("projects", projects(&staff, &customers)),
        ("surveys", surveys(&staff, &customers)),
        ("compliance_checks", checklists(&staff)),
    ]
}

/// Three projects a person in the first and in the third quarter.
fn projects(staff: &Staff, customers: &[String]) -> Table {
    let mut table = Table::new(
        "project_id,engineer_id,customer,kickoff_on,planned_delivery_on,delivered_on,accepted_on",
    );
    for (month, mean) in [(3_u32, 50), (9, 39)] {
        // Those who have been there for longer than a project takes.
        let mut people = staff.on(day(2026, month, 30));
        people.retain(|member| member.joined < day(2026, month - 2, 1));
        let count = 3 * PEOPLE;
        // Spread over twenty days; a hundred and twenty in all, each length six times.
        let lengths = about(mean, 20, 1);
        for at in 0..count {
            let (Some(member), Some(days)) = (people.get(at % people.len()), lengths.get(at / 6))
            else {
                continue;
            };
            let accepted = working_day(2026, month, 19 + at % 2);
            let is_late = at % 15 == 4;
            table.add(&[
                &format!("P{month:02}{:03}", at + 1),
                &member.id,
                &customers
                    .get(at % customers.len())
                    .map_or("", String::as_str),
                &before(accepted, days.unsigned_abs()),
                &before(accepted, if is_late { 9 } else { 5 }),
                &before(accepted, 6),
                &accepted,
            ]);
        }
    }
    table
}

fn surveys(staff: &Staff, customers: &[String]) -> Table {
    let mut table = Table::new("survey_id,kind,engineer_id,customer,sent_at,responded_at,score");
    for (month, promoters, detractors, count) in WAVES {
        let people = staff.on(day(2026, month, 28));
        for at in 0..count {
            let score = match at {
                at if at < promoters => 9 + at % 2,
                at if at < promoters + detractors => 4 + at % 3,
                at => 7 + at % 2,
            };
            let answered = working_day(2026, month, 16 + at % 4);
            table.add(&[
                &format!("S{month:02}{:02}", at + 1),
                &"nps",
                &people.get(at).map_or("", |member| &member.id),
                &customers.get(at).map_or("", String::as_str),
                &format!("{} 10:00", before(answered, 1)),
                &format!("{answered} 16:20"),
                &score,
            ]);
        }
    }
    table
}

/// Everybody's checklist in September: three items of their industry. One item in twenty fails.
fn checklists(staff: &Staff) -> Table {
    let mut table = Table::new("check_id,engineer_id,industry,item,passed,audited_on");
    for member in staff.on(day(2026, 9, 28)) {
        let list = CHECKLISTS.iter().find(|(name, _)| *name == member.industry);
        for item in list.map_or(&[][..], |(_, items)| items) {
            let number = table.next();
            table.add(&[
                &format!("C{number:03}"),
                &member.id,
                &member.industry,
                item,
                &(number % 20 != 11),
                &working_day(2026, 9, 17 + number % 4),
            ]);
        }
    }
    table
}
