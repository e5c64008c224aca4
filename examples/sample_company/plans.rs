//! What was agreed and decided: action plans, grades that somebody changed, and sums
//! of bonus to share.

use std::io::{self, Write};

use super::Company;
use super::calendar::{Month, previous_working, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose};
use super::people::{Person, Role, Trait};
use super::teams::Team;

/// An action: whom it suits, the side that it strengthens, the KPI, what to do, what
/// to reach, and what came of it when it was done and when it was done in part.
type Action = (
    Role,
    Trait,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const ACTIONS: [Action; 14] = [
    (
        Role::Implementation,
        Trait::Pace,
        "on_time_delivery",
        "每周五核对里程碑，偏差超过两天当天上报",
        "按时交付率达到95%",
        "连续四周核对，两处偏差提前处理",
        "坚持了三周，月底赶工时中断",
    ),
    (
        Role::Implementation,
        Trait::Pace,
        "change_response_time",
        "变更请求当天给出首次答复",
        "响应时长不超过4小时",
        "值守表已执行，当天答复率明显提高",
        "周一集中提出的变更仍有积压",
    ),
    (
        Role::Implementation,
        Trait::Care,
        "launch_defect_rate",
        "上线前按检查清单走查，由同事复核",
        "每模块缺陷不超过0.05个",
        "三个项目均完成复核，拦截重大缺陷两个",
        "完成走查，复核只覆盖了核心模块",
    ),
    (
        Role::Implementation,
        Trait::Rapport,
        "csat_mean",
        "每周主动回访一家重点客户",
        "满意度均分达到4.3",
        "回访四家，意见均已回复",
        "回访两家，其余改到下月",
    ),
    (
        Role::Implementation,
        Trait::Sharing,
        "knowledge_contribution",
        "每月整理一篇排查手册并提交评审",
        "每季度被采纳2篇",
        "两篇通过评审",
        "提交一篇，另一篇待补充案例",
    ),
    (
        Role::Service,
        Trait::Pace,
        "first_contact_time",
        "受理后20分钟内电话联系客户",
        "首次联系中位数不超过30分钟",
        "提醒已设置，中位数降到目标以内",
        "白班达到目标，周六仍偏慢",
    ),
    (
        Role::Service,
        Trait::Care,
        "first_time_fix",
        "出发前远程诊断并备齐备件",
        "首次修复率达到85%",
        "备件清单已固化，二次上门减少",
        "诊断已执行，个别备件缺货",
    ),
    (
        Role::Service,
        Trait::Rapport,
        "callback_rating",
        "完工后当面确认结果并讲解注意事项",
        "回访评价达到4.5",
        "每单均有确认签字",
        "大部分工单已确认，远程工单遗漏",
    ),
    (
        Role::Service,
        Trait::Sharing,
        "knowledge_contribution",
        "把高频故障写成一页处理卡",
        "每季度被采纳2篇",
        "处理卡两张已入库",
        "完成一张，另一张待复核",
    ),
    (
        Role::Presales,
        Trait::Pace,
        "solution_timeliness",
        "接到需求当天拆分任务，次日出初稿",
        "方案交付及时率达到90%",
        "初稿均按时提交",
        "大项目初稿晚了一天",
    ),
    (
        Role::Presales,
        Trait::Care,
        "first_pass_review",
        "送审前请同事预审一次",
        "一次通过率达到85%",
        "四份方案均预审，全部通过",
        "预审两份，其余时间不够",
    ),
    (
        Role::Presales,
        Trait::Rapport,
        "sales_satisfaction",
        "每周与销售对齐商机优先级",
        "销售满意度达到4.5",
        "周会已固定，优先级清单双方确认",
        "开了两次，后因投标冲突暂停",
    ),
    (
        Role::Presales,
        Trait::Persuasion,
        "win_rate",
        "投标前开一次竞品对比会",
        "中标率达到60%",
        "重点标均已开会，报价策略有调整",
        "只覆盖了金额最大的两个标",
    ),
    (
        Role::Presales,
        Trait::Sharing,
        "product_suggestions",
        "每月整理两条客户共性需求提交产品部",
        "每季度被采纳1条",
        "四条已提交，一条进入排期",
        "提交一条，另一条待核实",
    ),
];

/// A period in whose review actions were agreed: its name, its last month, and the
/// last month of the next one, by the end of which they are due.
struct Review {
    period: String,
    end: Month,
    due: Month,
}

/// The reviews of the last three months and the last two quarters.
fn reviews(company: &Company) -> Vec<Review> {
    let months = (-2..=0).map(|back| company.last.plus(back));
    let mut all: Vec<Review> = months
        .map(|end| Review {
            period: month_name(end),
            end,
            due: end.plus(1),
        })
        .collect();
    let last = company.last.plus(-(company.last.number() % 3));
    all.extend([last.plus(-3), last].map(|end| Review {
        period: quarter_name(end),
        end,
        due: end.plus(3),
    }));
    all.sort_by_key(|review| (review.end, review.period.len()));
    all
}

/// A month as `2026-09`.
fn month_name(month: Month) -> String {
    format!("{:04}-{:02}", month.0.div_euclid(12), month.number())
}

/// The quarter that a month lies in, as `2026-Q3`.
fn quarter_name(month: Month) -> String {
    let quarter = (month.number() - 1) / 3 + 1;
    format!("{:04}-Q{quarter}", month.0.div_euclid(12))
}

/// Writes `action_plans`.
pub(crate) fn write_action_plans(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"plan_id,engineer_id,period,kpi,action,target,owner,due_on,status,result,done_on\n",
    )?;
    let mut row = Row::default();
    let reviews = reviews(company);
    for person in &company.people {
        let mut draw = company.draw(Purpose::Plans, person);
        let mut count = 0;
        for review in &reviews {
            let is_planned = draw.chance(0.6);
            let wanted = 1 + usize::from(draw.chance(0.3));
            let day = review.end.last();
            if !is_planned || !person.is_there(day) || review.end < company.first {
                continue;
            }
            // Mostly what is weakest, but not the same for ever.
            let first = draw.weighted(&[0.5, 0.3, 0.2]);
            let all = actions(company, person, review.end);
            for action in all.iter().skip(first).take(wanted) {
                count += 1;
                row.show(format_args!("A{:03}-{count:02}", person.number + 1))
                    .text(&person.id)
                    .text(&review.period)
                    .text(action.2)
                    .text(action.3)
                    .text(action.4);
                write_state(company, person, &mut draw, review, action, &mut row);
                row.end(out)?;
            }
        }
    }
    Ok(())
}

/// What suits a person, the weakest side first.
fn actions(company: &Company, person: &Person, month: Month) -> Vec<&'static Action> {
    let day = month.last();
    let years = company.years(day);
    let mut all: Vec<&Action> = ACTIONS
        .iter()
        .filter(|action| action.0 == person.role)
        .collect();
    all.sort_by(|a, b| {
        let strength = |action: &Action| person.strength(action.1, years, day);
        strength(a).total_cmp(&strength(b))
    });
    all
}

/// The fields from the owner on.
fn write_state(
    company: &Company,
    person: &Person,
    draw: &mut Draw,
    review: &Review,
    action: &Action,
    row: &mut Row,
) {
    let due = previous_working(review.due.last());
    let lead = company.people.get(Team::new(person.team(due)).lead());
    let is_shared = draw.chance(0.15);
    let owner = lead.filter(|lead| is_shared && lead.number != person.number);
    let state = draw.weighted(&[0.55, 0.25, 0.14, 0.06]);
    let done = previous_working(shift(due, -draw.whole(0, 9)));
    let is_over = due <= company.today();
    let is_gone = !person.is_there(due);
    let (status, result, done) = match state {
        _ if is_gone => ("dropped", "离职，工作已交接", None),
        _ if !is_over => ("open", "", None),
        0 => ("done", action.5, Some(done)),
        1 => ("partly", action.6, None),
        2 => ("open", "", None),
        _ => ("dropped", "项目调整，改列下期计划", None),
    };
    row.maybe(owner.map(|lead| match person.language {
        "en" => &lead.name_en,
        _ => &lead.name,
    }))
    .day(Some(due))
    .text(status)
    .text(result)
    .day(done);
}

/// Grades changed, of every 48 people: seat, months before the last, grade, reason.
const OVERRIDES: [(usize, i32, &str, &str); 3] = [
    (
        10,
        -2,
        "B",
        "八月客户机房停电，两个项目验收顺延，非本人原因",
    ),
    (
        35,
        -1,
        "B",
        "九月支援其他小组重大保障，工单改派造成时长偏长",
    ),
    (
        42,
        0,
        "B",
        "牵头战略客户投标，签约在十一月初，贡献未计入当月",
    ),
];

/// Writes `overrides`.
pub(crate) fn write_overrides(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"engineer_id,period,grade,reason,decided_by,decided_on\n")?;
    let mut row = Row::default();
    for person in &company.people {
        for (seat, back, grade, reason) in OVERRIDES {
            let month = company.last.plus(back);
            let decided = previous_working(shift(month.last(), 9).min(company.today()));
            if person.number % 48 != seat || month < company.first || !person.is_there(decided) {
                continue;
            }
            let (head, _) = Team::new(person.team(decided)).head();
            row.text(&person.id)
                .text(&month_name(month))
                .text(grade)
                .text(reason)
                .text(head)
                .day(Some(decided))
                .end(out)?;
        }
    }
    Ok(())
}

/// Sums to share, by the number of the team among six: amount, for the last quarter
/// rather than the last month, and what for.
const POOLS: [(usize, f64, bool, &str); 4] = [
    (0, 48_000.0, true, "季度项目奖金"),
    (3, 30_000.0, true, "季度服务奖金"),
    (2, 12_500.5, false, "合规专项保障奖金"),
    (5, 36_000.0, false, "重点商机签约奖金"),
];

/// Writes `bonus_pools`.
pub(crate) fn write_bonus_pools(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"pool_id,team_id,period,amount,about\n")?;
    let mut row = Row::default();
    let quarter = company.last.plus(-(company.last.number() % 3));
    for lead in company.people.iter().step_by(super::TEAM_SIZE) {
        let number = lead.number / super::TEAM_SIZE;
        for (place, amount, is_quarterly, about) in POOLS {
            if number % 6 != place {
                continue;
            }
            let team = Team::new(number).id();
            let period = match is_quarterly {
                true => quarter_name(quarter),
                false => month_name(company.last),
            };
            row.show(format_args!("BP-{team}"))
                .text(&team)
                .text(&period)
                .show(format_args!("{amount:.2}"))
                .text(about)
                .end(out)?;
        }
    }
    Ok(())
}
