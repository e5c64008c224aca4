//! What colleagues see: knowledge written down, and the quarterly reviews of collaboration.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::calendar::{Month, next_working, shift};
use super::csv::Row;
use super::draw::{Draw, Purpose};
use super::people::{Person, Trait};
use super::ratings::write_ratings;
use super::teams::{TEAM_SIZE, Team};
use super::{Company, texts};

/// Writes `knowledge_items`.
pub(crate) fn write_knowledge_items(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"item_id,title,engineer_id,kind,accepted,quality,published_on\n")?;
    let mut row = Row::default();
    for person in &company.people {
        let mut draw = company.draw(Purpose::Knowledge, person);
        let mut count = 0;
        for month in company.months() {
            let sharing = company.form(person, Trait::Sharing, month.day(15));
            let wanted = draw
                .poisson((1.05 * (0.35 * sharing).exp()).min(2.2))
                .min(4);
            for day in company.days(person, &mut draw, company.working_days(month), wanted) {
                count += 1;
                let title = format!("{}{}", draw.pick(&texts::TOPICS), draw.pick(&texts::PAPERS));
                row.show(format_args!("N{:03}-{count:03}", person.number + 1))
                    .text(&title)
                    .text(&person.id)
                    .text(draw.pick(&texts::ITEMS))
                    .show(draw.chance(0.87))
                    .show(draw.rating(3.9 + 0.3 * sharing, 0.8, 1, 5))
                    .day(Some(day))
                    .end(out)?;
            }
        }
    }
    Ok(())
}

/// Who rates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rater {
    Oneself,
    Manager,
    Peer,
}

/// A rating to be written.
struct Review {
    rater: Rater,
    by: String,
    score: i64,
    on: NaiveDate,
    comment: &'static str,
}

/// Writes `reviews`: in the last month of each quarter everybody is rated by
/// themselves, by their manager and by colleagues of their team.
pub(crate) fn write_reviews(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"review_id,engineer_id,rater_id,rater,competency,score,given_on,comment\n")?;
    let mut row = Row::default();
    for person in &company.people {
        let mut draw = company.draw(Purpose::Reviews, person);
        let mut count = 0;
        for month in company.months().filter(|month| month.number() % 3 == 0) {
            for review in reviews(company, person, &mut draw, month) {
                count += 1;
                let rater = match review.rater {
                    Rater::Oneself => "self",
                    Rater::Manager => "manager",
                    Rater::Peer => "peer",
                };
                row.show(format_args!("V{:03}-{count:03}", person.number + 1))
                    .text(&person.id)
                    .text(&review.by)
                    .text(rater)
                    .text("collaboration")
                    .show(review.score)
                    .day(Some(review.on))
                    .text(review.comment)
                    .end(out)?;
            }
        }
    }
    write_ratings(company, out)
}

/// The ratings of one person in one quarter.
fn reviews(company: &Company, person: &Person, draw: &mut Draw, month: Month) -> Vec<Review> {
    let mut all = vec![review(
        company,
        person,
        draw,
        month,
        Rater::Oneself,
        person.id.clone(),
    )];
    let lead = company
        .people
        .get(Team::new(person.team(month.last())).lead());
    let manager = match lead {
        Some(lead) if lead.number != person.number => lead.id.clone(),
        // The heads of departments are not on the roster.
        _ => String::new(),
    };
    all.push(review(
        company,
        person,
        draw,
        month,
        Rater::Manager,
        manager,
    ));
    // Four colleagues are asked as a rule; the seats are drawn whether or not
    // somebody sits there, so that a new colleague changes nobody else's draws.
    let asked = 3 + draw.weighted(&[0.25, 0.5, 0.25]);
    let first = draw.whole(0, 5) as usize;
    for next in 0..asked {
        let number = peer(person, person.team(month.last()), first + next);
        let answers = draw.chance(0.94);
        let peer = company.people.get(number);
        let by = peer.map(|peer| peer.id.clone()).unwrap_or_default();
        let review = review(company, person, draw, month, Rater::Peer, by);
        if answers && peer.is_some_and(|peer| peer.is_there(review.on)) {
            all.push(review);
        }
    }
    all.retain(|review| person.is_there(review.on) && review.on <= company.today());
    all
}

/// Number of a colleague on the same team: never oneself, and never the lead, who
/// rates as a manager.
pub(crate) fn peer(person: &Person, team: usize, turn: usize) -> usize {
    let own = person.number % TEAM_SIZE;
    let seat = match own {
        0 => turn % (TEAM_SIZE - 1) + 1,
        own => (own - 1 + turn % (TEAM_SIZE - 2) + 1) % (TEAM_SIZE - 1) + 1,
    };
    team * TEAM_SIZE + seat
}

fn review(
    company: &Company,
    person: &Person,
    draw: &mut Draw,
    month: Month,
    rater: Rater,
    by: String,
) -> Review {
    let sharing = company.form(person, Trait::Sharing, month.last());
    // Colleagues are kind, managers stricter, and oneself one sees in a soft light.
    let mean = match rater {
        Rater::Oneself => 4.25 + 0.1 * sharing,
        Rater::Manager => 3.85 + 0.3 * sharing,
        Rater::Peer => 4.0 + 0.28 * sharing,
    };
    let score = draw.rating(mean, 0.6, 1, 5);
    let on = next_working(shift(month.day(15), draw.whole(0, 9)));
    let comments: &[&'static str] = match score {
        5 => &texts::PRAISE,
        4 => &texts::CONTENT,
        _ => &texts::DOUBTS,
    };
    let comment = draw.pick(comments);
    let speaks = draw.chance(match rater {
        Rater::Oneself => 0.4,
        Rater::Manager => 0.7,
        Rater::Peer => 0.25,
    });
    Review {
        rater,
        by,
        score,
        on,
        comment: if speaks { comment } else { "" },
    }
}
