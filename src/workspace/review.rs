//! How reviews are held: who is shown in what others say, and when people meet.
//!
//! Times are local to the organisation. An interview lies within `within` working days
//! after the end of the period's close, which is `close_days` working days after the
//! period itself; the days are found when the calendar has been read.

use chrono::{NaiveTime, TimeDelta};

use super::check::{Checked, Problems};
use super::forms::{RawText, Short};
use super::kpi::Kpi;
use super::raw::{RawCompetency, RawReview};
use crate::locale::Text;

/// Fewer peers than this would let a reader tell who said what.
const FEWEST_PEERS: u32 = 3;

/// How reviews are held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Fewest different peers whose ratings and comments are shown.
    pub peers: u32,
    /// Competencies shown, in their order; all that are rated where empty.
    pub competencies: Vec<Competency>,
    /// When and where people meet; absent where nobody has decided that.
    pub interview: Option<InterviewRule>,
}

/// A competency with a name of the organisation's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Competency {
    /// As the table of reviews writes it.
    pub id: String,
    /// Its name, where the built-in one or the identifier will not do.
    pub name: Option<Text>,
}

/// When and where interviews are held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterviewRule {
    /// Working days from the end of a period to the end of its close.
    pub close_days: u32,
    /// Working days from there within which interviews are held; at least 1.
    pub within: u32,
    /// When the first interview of a day begins.
    pub from: NaiveTime,
    /// When the last one is over.
    pub until: NaiveTime,
    /// How long one takes.
    pub length: TimeDelta,
    /// Where.
    pub place: Option<Text>,
    /// What the invitation says besides.
    pub text: Option<Text>,
}

impl InterviewRule {
    /// Interviews one after the other that a day has room for; at least 1.
    pub fn slots(&self) -> usize {
        let room = (self.until - self.from).num_minutes();
        usize::try_from(room / self.length.num_minutes().max(1)).map_or(1, |slots| slots.max(1))
    }
}

impl Default for Review {
    fn default() -> Self {
        Self {
            peers: FEWEST_PEERS,
            competencies: Vec::new(),
            interview: None,
        }
    }
}

/// KPIs on the table of reviews and the ratings in a packet ask for as many raters, the most
/// that any of them asks for: what one hides the other must not show.
pub(super) fn agree_on_raters(review: &mut Review, kpis: &mut Checked<Kpi>) {
    let on_reviews = |kpi: &&mut Kpi| {
        kpi.rows
            .as_ref()
            .is_some_and(|rows| rows.source == "reviews")
    };
    for kpi in kpis.values_mut().filter(on_reviews) {
        review.peers = kpi
            .raters
            .as_ref()
            .map_or(0, |raters| raters.1)
            .max(review.peers);
    }
    for kpi in kpis.values_mut().filter(on_reviews) {
        if let Some((_, least)) = &mut kpi.raters {
            *least = review.peers;
        }
    }
}

/// Checks what is written under `review`; without it there are no interviews.
pub(super) fn resolve(raw: Option<RawReview>, problems: &mut Problems) -> Review {
    let Some(raw) = raw else {
        return Review::default();
    };
    if raw.peers < FEWEST_PEERS {
        let message = format!("{} peers are too few to stay anonymous", raw.peers);
        problems
            .wrong_value("review.peers", message)
            .help("write 3 or more");
    }
    if !(1..=60).contains(&raw.within) || raw.close_days > 60 {
        problems
            .wrong_value(
                "review",
                "`within` is from 1 to 60 and `close_days` from 0 to 60 working days".to_owned(),
            )
            .help("leave them out for the usual 5");
    }
    let rule = InterviewRule {
        close_days: raw.close_days,
        within: raw.within,
        from: time(&raw.time, "review.time", problems),
        until: time(&raw.until, "review.until", problems),
        length: TimeDelta::minutes(i64::from(raw.minutes)),
        place: raw.place.map(RawText::resolve),
        text: raw.text.map(RawText::resolve),
    };
    if raw.minutes == 0 || rule.until - rule.from < rule.length {
        problems
            .wrong_value(
                "review.minutes",
                format!(
                    "no interview of {} minutes fits between {} and {}",
                    raw.minutes, raw.time, raw.until
                ),
            )
            .help("widen `time` and `until`, or shorten `minutes`");
    }
    Review {
        peers: raw.peers,
        competencies: raw.competencies.into_iter().map(competency).collect(),
        interview: Some(rule),
    }
}

fn competency(raw: Short<RawCompetency>) -> Competency {
    match raw {
        Short::Text(id) => Competency { id, name: None },
        Short::Long(raw) => Competency {
            id: raw.id,
            name: Some(raw.name.resolve()),
        },
    }
}

fn time(text: &str, key: &str, problems: &mut Problems) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap_or_else(|_| {
        problems
            .wrong_value(key, format!("`{text}` is no time of day"))
            .help("write it as \"14:00\"");
        NaiveTime::MIN
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::yaml;

    fn read(text: &str) -> (Review, Vec<String>) {
        let document = yaml::read::<RawReview>("scorepack.yaml", text);
        let mut problems = Problems::new("scorepack.yaml", text);
        let review = resolve(document.value, &mut problems);
        let found = problems.into_diagnostics();
        (
            review,
            found.into_iter().map(|problem| problem.message).collect(),
        )
    }

    #[test]
    fn an_empty_block_gives_five_working_days_and_three_peers() {
        let (review, problems) = read("");
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(review.peers, 3);
        let rule = review.interview.unwrap_or_else(|| unreachable!());
        assert_eq!((rule.close_days, rule.within), (5, 5));
        // 14:00 to 18:00 in steps of 45 minutes: 14:00, 14:45, 15:30, 16:15 and 17:00.
        assert_eq!(rule.slots(), 5);
    }

    #[test]
    fn two_peers_and_times_that_do_not_fit_are_refused() {
        let (_, problems) = read("peers: 2\ntime: \"17:30\"\nwithin: 0\nuntil: late\n");
        assert_eq!(problems.len(), 4, "{problems:?}");
        assert!(problems[0].contains("2 peers"), "{problems:?}");
        assert!(problems[2].contains("`late`"), "{problems:?}");
    }

    #[test]
    fn a_competency_may_have_a_name_of_its_own() {
        let (review, _) =
            read("competencies:\n  - collaboration\n  - {id: care, name: {en: Care, zh: 细心}}\n");
        assert_eq!(review.competencies[0].name, None);
        assert_eq!(review.competencies[1].id, "care");
    }
}
