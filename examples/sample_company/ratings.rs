//! Ratings of further competencies, appended to the reviews of collaboration: by
//! oneself and the manager on expertise and delivery, by colleagues on expertise.
//! The company has asked for them since the start of the year.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::Company;
use super::calendar::{Month, next_working, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose};
use super::people::{Person, Trait};
use super::phrases;
use super::soft::peer;
use super::teams::Team;

/// How many of the latest quarters are covered, and in how many of them colleagues are
/// asked about expertise too.
const QUARTERS: (i32, i32) = (3, 1);

/// A rating to be written.
struct Rating {
    by: String,
    rater: &'static str,
    competency: &'static str,
    score: i64,
    on: NaiveDate,
    comment: &'static str,
}

/// Appends the ratings of everybody.
pub(crate) fn write_ratings(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let mut row = Row::default();
    let ends: Vec<Month> = company
        .recent()
        .filter(|month| month.number() % 3 == 0 && month.day(25) <= company.today())
        .filter(|month| month.plus(3 * QUARTERS.0) > company.last)
        .collect();
    for person in &company.people {
        let mut draw = company.draw(Purpose::Ratings, person);
        let mut count = 0;
        for month in &ends {
            let mut all = of_manager_and_oneself(company, person, &mut draw, *month);
            let colleagues = of_colleagues(company, person, &mut draw, *month);
            if month.plus(3 * QUARTERS.1) > company.last {
                all.extend(colleagues);
            }
            for rating in all {
                if !person.is_there(rating.on) || rating.on > company.today() {
                    continue;
                }
                count += 1;
                row.show(format_args!("X{:03}-{count:02}", person.number + 1))
                    .text(&person.id)
                    .text(&rating.by)
                    .text(rating.rater)
                    .text(rating.competency)
                    .show(rating.score)
                    .day(Some(rating.on))
                    .text(rating.comment)
                    .end(out)?;
            }
        }
    }
    Ok(())
}

/// A day in the second half of a quarter's last month.
fn day(draw: &mut Draw, month: Month) -> NaiveDate {
    next_working(shift(month.day(15), draw.whole(0, 9)))
}

/// Both competencies, seen by oneself and by the manager, who gives reasons once.
fn of_manager_and_oneself(
    company: &Company,
    person: &Person,
    draw: &mut Draw,
    month: Month,
) -> Vec<Rating> {
    let lead = company
        .people
        .get(Team::new(person.team(month.last())).lead());
    let manager = lead
        .filter(|lead| lead.number != person.number)
        .map_or_else(String::new, |lead| lead.id.clone());
    let mut all = Vec::new();
    for (competency, side) in [("expertise", Trait::Care), ("delivery", Trait::Pace)] {
        let form = company.form(person, side, month.last());
        let own = draw.rating(4.2 + 0.12 * form, 0.55, 1, 5);
        let managers = draw.rating(3.95 + 0.33 * form, 0.6, 1, 5);
        let (own_words, reasons) = (draw.pick(&phrases::OWN_WORDS), comment(draw, managers));
        let is_first = competency == "expertise";
        let speaks = draw.chance(0.75);
        all.push(Rating {
            by: person.id.clone(),
            rater: "self",
            competency,
            score: own,
            on: day(draw, month),
            comment: if is_first && speaks { own_words } else { "" },
        });
        all.push(Rating {
            by: manager.clone(),
            rater: "manager",
            competency,
            score: managers,
            on: day(draw, month),
            comment: if is_first { "" } else { reasons },
        });
    }
    all
}

/// What a manager says with a score.
fn comment(draw: &mut Draw, score: i64) -> &'static str {
    if score >= 4 {
        draw.pick(&phrases::MANAGER_PRAISE)
    } else {
        draw.pick(&phrases::MANAGER_DOUBTS)
    }
}

/// Expertise, seen by three or four colleagues.
fn of_colleagues(company: &Company, person: &Person, draw: &mut Draw, month: Month) -> Vec<Rating> {
    let form = company.form(person, Trait::Care, month.last());
    let asked = 3 + usize::from(draw.chance(0.5));
    let first = draw.whole(0, 5) as usize;
    let mut all = Vec::new();
    for next in 0..asked {
        let number = peer(person, person.team(month.last()), first + next);
        let score = draw.rating(4.0 + 0.3 * form, 0.6, 1, 5);
        let comment = if score >= 4 {
            draw.pick(&phrases::PEER_PRAISE)
        } else {
            draw.pick(&phrases::PEER_DOUBTS)
        };
        let (answers, speaks) = (draw.chance(0.9), draw.chance(0.6));
        let on = day(draw, month);
        let colleague = company.people.get(number).filter(|one| one.is_there(on));
        if let (Some(colleague), true) = (colleague, answers) {
            all.push(Rating {
                by: colleague.id.clone(),
                rater: "peer",
                competency: "expertise",
                score,
                on,
                comment: if speaks { comment } else { "" },
            });
        }
    }
    all
}
