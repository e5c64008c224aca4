//! Section 6: the paper for a conversation.
//!
//! What became of the last plan, what the person, their manager and their peers say, the
//! next plan, when people meet, and where they sign. Nothing in it tells who a peer is:
//! ratings and comments of peers come from `score::feedback`, which leaves out what too few
//! of them gave.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::opinion::Opinions;
use super::plan::{LastPlan, NextPlan};
use super::wording::Wording;
use super::{Composer, file_name};
use crate::locale::Text;
use crate::score::Assessment;
use crate::workspace::InterviewRule;

/// The paper for a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conversation {
    /// What was agreed before, and what became of it.
    pub last_plan: LastPlan,
    /// Self, manager and peers side by side; absent where the organisation has no ratings.
    pub opinions: Option<Opinions>,
    /// What is to be done next.
    pub next_plan: NextPlan,
    /// When and where; absent where no interview is held.
    pub interview: Option<Interview>,
    /// Who signs.
    pub signatures: Vec<Signature>,
    /// How to question the result.
    pub appeal: String,
}

/// When and where people meet; also what the calendar file says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interview {
    /// Begin, with the offset of the organisation's time zone.
    pub starts_at: DateTime<FixedOffset>,
    /// End.
    pub ends_at: DateTime<FixedOffset>,
    /// Both in words.
    pub when: String,
    /// Where; may be absent.
    pub place: Option<String>,
    /// Title of the calendar entry; it says nothing of the result.
    pub summary: String,
    /// What else the calendar entry says.
    pub description: String,
    /// Identifier of the calendar entry, the same in every edition of the period.
    pub uid: String,
    /// The day of the data, by which calendars tell a newer entry from an older one.
    pub as_of: NaiveDate,
}

/// A line to sign on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Signature {
    /// Who signs, by their part in the conversation.
    pub role: String,
    /// Their name; empty where it is not known.
    pub name: String,
}

impl Composer<'_> {
    /// The conversation with the person at this position of the roster.
    pub(super) fn conversation(
        &self,
        words: &Wording<'_>,
        person: usize,
        manager: Option<&Text>,
        assessment: Option<&Assessment<'_>>,
    ) -> Conversation {
        let name = words.pick(&self.roster.people[person].name);
        let signature = |key: &str, name: &str| Signature {
            role: words.locale.text(key),
            name: name.to_owned(),
        };
        let manager = manager.map_or("", |manager| words.pick(manager));
        Conversation {
            last_plan: self.last_plan(words, person),
            opinions: self.opinions(words, person),
            next_plan: self.next_plan(words, person, assessment),
            interview: self.interview(words, person),
            signatures: vec![
                signature("packet-review-sign-person", name),
                signature("packet-review-sign-manager", manager),
            ],
            appeal: self.appeal(words),
        }
    }

    fn interview(&self, words: &Wording<'_>, person: usize) -> Option<Interview> {
        let begins = self.dialogue.interviews.get(person).copied().flatten()?;
        let rule = self.workspace.review.interview.as_ref()?;
        let ends = begins + rule.length;
        let period = words.locale.period(self.period);
        let person = &self.roster.people[person];
        let summary = [
            ("name", words.pick(&person.name).into()),
            ("period", (&period).into()),
        ];
        let pick = |text: &Option<Text>| text.as_ref().map(|text| words.pick(text).to_owned());
        Some(Interview {
            starts_at: self.local(begins)?,
            ends_at: self.local(ends)?,
            when: when(words, rule, begins),
            place: pick(&rule.place),
            summary: words.locale.format("packet-review-summary", &summary),
            description: pick(&rule.text)
                .unwrap_or_else(|| words.with("packet-review-description", "period", &period)),
            uid: format!("{}.{}.review@scorepack", self.period, file_name(&person.id)),
            as_of: self.as_of,
        })
    }

    /// A time of the organisation's clocks; an hour later where they skip it.
    fn local(&self, time: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
        let zone = self.workspace.organisation.time_zone;
        let skipped = || zone.from_local_datetime(&(time + TimeDelta::hours(1)));
        let found = zone.from_local_datetime(&time).earliest();
        Some(found.or_else(|| skipped().earliest())?.fixed_offset())
    }
}

fn when(words: &Wording<'_>, rule: &InterviewRule, begins: NaiveDateTime) -> String {
    let weekday = begins.format("%u").to_string();
    let weekday = words
        .locale
        .text(&format!("packet-review-weekday-{weekday}"));
    let clock = |time: NaiveDateTime| time.format("%H:%M").to_string();
    let arguments = [
        ("date", words.locale.date(begins.date())),
        ("weekday", weekday),
        ("begin", clock(begins)),
        ("end", clock(begins + rule.length)),
    ];
    let arguments: Vec<_> = arguments.iter().map(|(k, v)| (*k, v.into())).collect();
    words.locale.format("packet-review-when", &arguments)
}
