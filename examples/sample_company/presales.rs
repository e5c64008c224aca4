//! What presales engineers do for sales and customers besides their opportunities.

use std::io::{self, Write};

use super::Company;
use super::calendar::{awake, later, next_working, shift};
use super::csv::Row;
use super::draw::{Purpose, logistic};
use super::monthly::{Monthly, write_monthly};
use super::opportunities::opportunities;
use super::people::{Role, Trait};
use super::phrases;
use super::teams::Team;
use super::texts;

/// Share of demonstrations that belong to no opportunity and lead to none.
const EARLY: f64 = 0.45;

/// Writes `recommendations`.
pub(crate) fn write_recommendations(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "recommendation_id,engineer_id,title,adopted,decided_on",
        letter: 'R',
        purpose: Purpose::Recommendations,
        count: |share| share.work(Role::Presales, 3.9),
        fields: |event, row| {
            let adopted = event
                .draw
                .chance(logistic(0.75 + 0.5 * event.form(Trait::Persuasion)));
            // Some customers never say.
            let decided = event.draw.chance(0.95);
            row.text(event.draw.pick(&phrases::RECOMMENDATIONS))
                .maybe(decided.then_some(adopted))
                .day(decided.then_some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `needs_reports`.
pub(crate) fn write_needs_reports(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "report_id,engineer_id,customer,completeness,delivered_at",
        letter: 'N',
        purpose: Purpose::NeedsReports,
        count: |share| share.work(Role::Presales, 1.4),
        fields: |event, row| {
            let score = event.score(83.0 + 4.0 * event.form(Trait::Persuasion), 6.0);
            let at = event.office();
            row.text(&event.customer())
                .show(score)
                .instant(event.company.known(at));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `solutions`.
pub(crate) fn write_solutions(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "solution_id,engineer_id,title,requested_at,delivered_at,reviewed_on,passed_first",
        letter: 'L',
        purpose: Purpose::Solutions,
        count: |share| share.work(Role::Presales, 3.4),
        fields: |event, row| {
            let (pace, care) = (event.form(Trait::Pace), event.form(Trait::Care));
            let asked = event.office();
            let hours = event.draw.lognormal(25.0 * (-0.2 * pace).exp(), 0.48);
            let delivered = awake(later(asked, hours), event.draw);
            let delivered = event
                .company
                .known(delivered)
                .filter(|at| event.person.is_there(at.date()));
            let wait = event.draw.whole(0, 2);
            let passed = event.draw.chance(logistic(1.7 + 0.6 * care));
            let reviewed = delivered
                .map(|at| next_working(shift(at.date(), wait)))
                .filter(|day| *day <= event.company.today());
            row.text(event.draw.pick(&texts::DEALS))
                .instant(Some(asked))
                .instant(delivered)
                .day(reviewed)
                .maybe(reviewed.map(|_| passed));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `support_requests`.
pub(crate) fn write_support_requests(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "request_id,engineer_id,topic,requested_at,answered_at",
        letter: 'Q',
        purpose: Purpose::SupportRequests,
        count: |share| share.work(Role::Presales, 3.8),
        fields: |event, row| {
            let pace = event.form(Trait::Pace);
            let asked = event.office();
            let hours = event.draw.lognormal(6.5 * (-0.3 * pace).exp(), 0.75);
            let answered = awake(later(asked, hours), event.draw);
            let forgotten = event.draw.chance(0.012);
            row.text(event.draw.pick(&phrases::REQUESTS))
                .instant(Some(asked))
                .instant(event.company.known(answered).filter(|_| !forgotten));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `bids`.
pub(crate) fn write_bids(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "bid_id,engineer_id,technical_score,rated_on",
        letter: 'D',
        purpose: Purpose::Bids,
        count: |share| share.work(Role::Presales, 3.6),
        fields: |event, row| {
            let score = event.score(83.5 + 3.5 * event.form(Trait::Care), 6.0);
            row.show(score).day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `meetings`.
pub(crate) fn write_meetings(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "meeting_id,engineer_id,customer,held_on",
        letter: 'M',
        purpose: Purpose::Meetings,
        count: |share| share.work(Role::Presales, 4.2),
        fields: |event, row| {
            row.text(&event.customer()).day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `insight_reports`.
pub(crate) fn write_insight_reports(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "report_id,engineer_id,industry,title,published_on",
        letter: 'H',
        purpose: Purpose::Insights,
        count: |share| match share.is(Role::Presales) {
            true => share.effort(0.62, Trait::Sharing),
            false => 0,
        },
        fields: |event, row| {
            row.text(event.draw.pick(&phrases::INDUSTRIES))
                .text(event.draw.pick(&phrases::INSIGHTS))
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `needs_updates`.
pub(crate) fn write_needs_updates(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "update_id,engineer_id,summary,given_on",
        letter: 'U',
        purpose: Purpose::NeedsUpdates,
        count: |share| share.work(Role::Presales, 4.6),
        fields: |event, row| {
            row.text(event.draw.pick(&phrases::NEEDS))
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `sales_ratings`.
pub(crate) fn write_sales_ratings(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "rating_id,engineer_id,score,rated_on",
        letter: 'G',
        purpose: Purpose::SalesRatings,
        count: |share| share.work(Role::Presales, 3.6),
        fields: |event, row| {
            let mean = 4.3 + 0.3 * event.form(Trait::Rapport);
            row.show(event.draw.rating(mean, 0.65, 1, 5))
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `skill_assessments`: a simulated project in the last month of each quarter.
pub(crate) fn write_skill_assessments(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "assessment_id,engineer_id,subject,score,assessed_on",
        letter: 'A',
        purpose: Purpose::Skills,
        count: |share| u32::from(share.is(Role::Presales) && share.month.number() % 3 == 0),
        fields: |event, row| {
            let score = event.score(78.5 + 5.0 * event.form(Trait::Persuasion), 4.0);
            row.text(event.draw.pick(&texts::DEALS))
                .show(score)
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `industry_tests`.
pub(crate) fn write_industry_tests(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    let table = Monthly {
        header: "test_id,engineer_id,industry,score,passed,taken_on",
        letter: 'Y',
        purpose: Purpose::IndustryTests,
        count: |share| {
            let is_due = share.is(Role::Presales) && share.draw.chance(0.4);
            u32::from(is_due)
        },
        fields: |event, row| {
            let score = event.score(80.0 + 4.0 * event.form(Trait::Sharing), 7.0);
            let industry = Team::new(event.person.team(event.day)).industry();
            row.text(industry)
                .show(score)
                .show(score >= 70)
                .day(Some(event.day));
        },
    };
    write_monthly(company, out, &table)
}

/// Writes `demos`: in the course of an opportunity, or before there is one.
pub(crate) fn write_demos(company: &Company, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"demo_id,opportunity_id,engineer_id,product,shown_on\n")?;
    let mut row = Row::default();
    let Some(since) = company.recent().next() else {
        return Ok(());
    };
    for person in &company.people {
        let mut draw = company.draw(Purpose::Demos, person);
        let mut count = 0;
        for opportunity in opportunities(company, person) {
            let shown = draw.chance(0.5);
            let span = (opportunity.decided - opportunity.created).num_days();
            let on = next_working(shift(opportunity.created, draw.whole(0, span.max(1) / 2)));
            let early = draw.chance(EARLY);
            let product = draw.pick(&texts::PRODUCTS);
            if !shown || on < since.day(1) || on > company.today() || !person.is_there(on) {
                continue;
            }
            count += 1;
            row.show(format_args!("O{:03}-{count:02}", person.number + 1))
                .text(if early { "" } else { &opportunity.id })
                .text(&person.id)
                .text(product)
                .day(Some(on))
                .end(out)?;
        }
    }
    Ok(())
}
