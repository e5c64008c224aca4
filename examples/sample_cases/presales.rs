//! Case 5, a presales department: win rate and contribution (0.3 of an amount for who
//! leads, 0.2 for who supports), graded S to D in a pool of 30, by quarters and in the
//! year. The grades are 3 S, 6 A, 18 B and 3 C or D.
//!
//! Both items weigh the same. Of the points that a person is to have, the win rate gives
//! what its whole numbers allow, and the amounts give the rest.

use super::rows::{Table, Tables, working_day};
use super::staff::Staff;

/// Decided opportunities of a person in a quarter.
const DECIDED: i64 = 7;

/// Contribution in a quarter that earns 100 points, as the workspace has it.
const TARGET: i64 = 900_000;

/// Score of each person in the fourth quarter, in tenths.
const SCORES: [i64; 30] = [
    965, 942, 928, 878, 866, 857, 849, 838, 829, 776, 772, 769, 766, 763, 759, 756, 753, 750, 747,
    744, 741, 738, 735, 733, 731, 729, 727, 672, 655, 556,
];

/// Tenths of a point by which the score of a quarter is above the year's.
const SEASONS: [i64; 4] = [-10, -4, 4, 10];

/// All tables.
pub(crate) fn tables() -> Tables {
    let mut staff = Staff::new("presales", 105, SCORES.len());
    for member in &mut staff.all {
        member.level = "intermediate";
    }
    vec![
        ("roster", staff.roster()),
        ("teams", staff.teams("明川数科售前部", "Mingchuan Presales")),
        ("opportunities", opportunities(&staff)),
    ]
}

fn opportunities(staff: &Staff) -> Table {
    let mut table =
        Table::new("opportunity_id,engineer_id,amount,participation,status,created_on,decided_on");
    for (quarter, season) in (0_u32..).zip(SEASONS) {
        for (at, (member, score)) in staff.all.iter().zip(SCORES).enumerate() {
            let score = score + season - 10;
            let won = wins(score);
            for (turn, (amount, leads)) in amounts(score, won).into_iter().enumerate() {
                let decided = working_day(2026, 3 * quarter + 1 + turn as u32 % 3, at + turn);
                let created = working_day(2026, 1 + 3 * quarter, 0);
                table.add(&[
                    &format!("B{:02}-{}{turn}", at + 1, quarter + 1),
                    &member.id,
                    &amount,
                    &if leads { "lead" } else { "support" },
                    &if (turn as i64) < won { "won" } else { "lost" },
                    &created.min(decided),
                    &decided,
                ]);
            }
        }
    }
    table
}

/// Opportunities won, so that the win rate (target 60 %) gives about the score.
fn wins(score: i64) -> i64 {
    (score * 6 * DECIDED + 5_000) / 10_000
}

/// Amounts of all opportunities, and whether the person led: those won come first, and
/// their contributions sum to what the score lacks.
fn amounts(score: i64, won: i64) -> Vec<(i64, bool)> {
    // Points of the win rate in tenths are 10,000 · won ÷ decided ÷ 6; what is left of twice
    // the score, as a share of the target, is the contribution.
    let wanted = (2 * score * 6 * DECIDED - 10_000 * won) * (TARGET / 1000) / (6 * DECIDED);
    let each = wanted / won;
    (0..DECIDED)
        .map(|turn| {
            let leads = turn % 3 != 1;
            let share = if leads { 3 } else { 2 };
            let contribution = if turn < won { each } else { each * 9 / 10 };
            // To hundreds; the last thousandths of a point do not matter to a grade.
            (contribution * 10 / share / 100 * 100, leads)
        })
        .collect()
}
