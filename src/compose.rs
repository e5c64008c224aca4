//! The compose stage: what a packet says, in its language.
//!
//! Everything was computed before: composing chooses, orders and words. The texts are
//! messages of the locale; verdicts are taken from `score` as they are.

mod alerts;
mod awards;
mod bridge;
pub mod chart_spec;
pub mod conversation;
mod definitions;
mod dialogue;
mod duty;
mod effective;
pub mod explanation;
mod fairness;
mod file_name;
mod funnel;
mod glance;
mod goals;
mod grading;
mod grounds;
pub mod history;
mod milestones;
pub mod opinion;
mod organisation;
pub mod packet;
#[cfg(test)]
mod phrases;
pub mod plan;
mod pool;
mod quarters;
mod raise;
mod records;
mod reference;
pub mod schema;
mod scorecard;
pub mod sheet;
mod sources;
mod spread;
mod stability;
mod team;
mod trends;
mod why;
mod wording;
mod workbook;
mod workload;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use self::alerts::{AlertLine, ListLine};
use self::chart_spec::ChartSpec;
pub use self::dialogue::Dialogue;
pub use self::file_name::file_name;
pub use self::goals::GoalIndex;
use self::packet::{Head, Packet, PacketKind};
pub use self::reference::References;
pub use self::sources::Sources;
pub(crate) use self::wording::DASH;
use self::wording::Wording;
use crate::load::{Roster, TableReport};
use crate::locale::{Language, Locale};
use crate::measure::{Holder, Measures, Records, Subject, Watch};
use crate::period::Period;
use crate::score::{
    Alerts, Assessment, Assessor, Fairness, History, Scores, circumstances, team_role,
};
use crate::workspace::{Circumstances, Workspace};

/// Version of the packet model.
pub const FORMAT: u32 = 1;

/// Periods in a trend.
pub const HISTORY: u32 = 13;

/// What all packets of a run are made from.
pub struct Composer<'a> {
    /// What HR decided.
    pub workspace: &'a Workspace,
    /// Who belongs where.
    pub roster: &'a Roster,
    /// All values.
    pub measures: &'a Measures,
    /// All totals.
    pub scores: &'a Scores,
    /// All alerts and lists.
    pub alerts: &'a Alerts,
    /// What scores go with; for HR only.
    pub fairness: &'a Fairness,
    /// The records and projects that alerts are about.
    pub watch: &'a Watch,
    /// Assesses one subject again, with its items.
    pub assessor: &'a Assessor<'a>,
    /// What became of the rows of each table.
    pub reports: &'a [TableReport],
    /// Which of them stand behind a KPI.
    pub sources: &'a Sources,
    /// Words by language.
    pub locales: &'a BTreeMap<Language, Locale>,
    /// The period of the packets.
    pub period: Period,
    /// The day of the data.
    pub as_of: NaiveDate,
    /// Name of the definitions in force, for provenance.
    pub definitions: &'a str,
    /// Language of everything, in place of what organisation and people prefer.
    pub language: Option<Language>,
    /// What people and teams are seen against.
    pub references: &'a References,
    /// What is to be reached.
    pub goals: &'a GoalIndex<'a>,
    /// What conversations rest on.
    pub dialogue: &'a Dialogue,
    /// The records of the period.
    pub records: &'a Records<'a>,
    /// What changed since earlier editions.
    pub history: &'a History,
}

/// Charts gathered while the sections of a packet are written.
pub(crate) type Charts = BTreeMap<String, ChartSpec>;

impl Composer<'_> {
    /// The language of a person's packet.
    pub fn language_of(&self, person: usize) -> Language {
        let own = self.roster.people[person].language;
        self.language
            .or(own)
            .unwrap_or(self.workspace.organisation.language)
    }

    /// The language of packets that are not about one person.
    pub fn common_language(&self) -> Language {
        self.language
            .unwrap_or(self.workspace.organisation.language)
    }

    /// The name of a role.
    pub fn role_name(&self, language: Language, role: &str) -> String {
        self.wording(language)
            .map_or_else(String::new, |words| words.role(role))
    }

    /// The name of a level.
    pub fn level_name(&self, language: Language, level: &str) -> String {
        self.wording(language)
            .map_or_else(String::new, |words| words.level(level))
    }

    pub(crate) fn wording(&self, language: Language) -> Option<Wording<'_>> {
        let locale = self.locales.get(&language)?;
        Some(Wording { locale })
    }

    /// The packet of the person at this position of the roster; `None` if they were not there.
    pub fn person(&self, index: usize) -> Option<Packet> {
        let person = &self.roster.people[index];
        let stint = person.stint_in(self.period)?;
        let words = self.wording(self.language_of(index))?;
        let subject = self.measures.subjects.person(index);
        let assessment = self.assess(subject, &stint.role, &circumstances(stint), 1);
        let total = self.scores.people[index].as_ref();
        let mut charts = Charts::new();
        let mut facts = vec![words.role(&stint.role), words.level(&stint.level)];
        let team = &self.roster.teams[stint.team].name;
        facts.push(words.with("packet-team", "team", words.pick(team)));
        if let Some(manager) = &stint.manager {
            facts.push(words.with("packet-manager", "manager", words.pick(manager)));
        }
        if let Some(industry) = &stint.industry {
            facts.push(words.with("packet-industry", "industry", &words.industry(industry)));
        }
        facts.extend(stint.mode.as_ref().map(|mode| words.mode(mode)));
        let head = self.head(&words, PacketKind::Person, words.pick(&person.name), facts);
        let mut glance = self.glance(
            &words,
            &stint.role,
            assessment.as_ref(),
            total,
            Some(stint),
            &mut charts,
        );
        glance
            .basis
            .extend(self.stability(&words, index, stint, assessment.as_ref()));
        let reference = Some(stint.team);
        Some(Packet {
            format: FORMAT,
            kind: PacketKind::Person,
            id: person.id.clone(),
            language: words.language(),
            period: self.period.to_string(),
            head,
            glance,
            scorecard: assessment.as_ref().map(|assessment| {
                self.scorecard(&words, subject, &stint.role, assessment, &mut charts)
            }),
            trends: assessment.as_ref().map_or_else(Vec::new, |assessment| {
                self.trends(&words, subject, assessment, reference, &mut charts)
            }),
            conversation: Some(self.conversation(
                &words,
                index,
                stint.manager.as_ref(),
                assessment.as_ref(),
            )),
            tables: self
                .person_quarters(&words, index, assessment.as_ref())
                .into_iter()
                .chain(self.goals_of_person(&words, index))
                .chain(self.milestones(&words, index))
                .chain(self.points(&words, index))
                .chain(self.bonus(&words, index))
                .collect(),
            alerts: None,
            funnels: None,
            fairness: None,
            spread: None,
            score_change: self.score_change(&words, index, assessment.as_ref(), &mut charts),
            notes: self.with_rules(
                &words,
                &stint.role,
                &circumstances(stint),
                assessment.as_ref(),
                self.notes(&words, PacketKind::Person, &stint.role, assessment.as_ref()),
            ),
            why: assessment
                .as_ref()
                .map(|assessment| self.why(&words, Holder::Person(index), assessment)),
            raise: assessment
                .as_ref()
                .map(|assessment| self.raise(&words, assessment)),
            history: self.history_of_person(&words, index, assessment.as_ref()),
            charts,
        })
    }

    /// The packet of the team at this position; `None` if it has no members in the period.
    pub fn team(&self, index: usize) -> Option<Packet> {
        let words = self.wording(self.common_language())?;
        let team = &self.roster.teams[index];
        let subject = self.measures.subjects.team(index);
        let members = self.references.members(index);
        let role = team_role(self.roster, members, self.period)?;
        let everybody = Circumstances::default();
        let assessment = self.assess(subject, &role, &everybody, members.len());
        let total = self.scores.teams[index].as_ref();
        let mut charts = Charts::new();
        let department = &self.roster.departments[team.department].name;
        let facts = vec![
            words.with("packet-department", "department", words.pick(department)),
            words.role(&role),
            words
                .locale
                .format("packet-headcount", &[("count", members.len().into())]),
        ];
        let head = self.head(&words, PacketKind::Team, words.pick(&team.name), facts);
        let glance = self.glance(&words, &role, assessment.as_ref(), total, None, &mut charts);
        let funnels = assessment.as_ref().and_then(|assessment| {
            let items = team::core_items(assessment);
            self.funnels_of_team(&words, subject, members, &items, &mut charts)
        });
        let spread = assessment.as_ref().and_then(|assessment| {
            let items = team::core_items(assessment);
            self.spread_of_team(&words, members, &items, &mut charts)
        });
        Some(Packet {
            format: FORMAT,
            kind: PacketKind::Team,
            id: team.id.clone(),
            language: words.language(),
            period: self.period.to_string(),
            head,
            glance,
            scorecard: assessment
                .as_ref()
                .map(|assessment| self.scorecard(&words, subject, &role, assessment, &mut charts)),
            trends: assessment.as_ref().map_or_else(Vec::new, |assessment| {
                self.trends(&words, subject, assessment, Some(index), &mut charts)
            }),
            tables: std::iter::once(self.members(&words, members, assessment.as_ref()))
                .chain([
                    self.team_distribution(&words, members),
                    self.workload(&words, members),
                ])
                .chain(self.open_projects(&words, index))
                .chain(self.team_quarters(&words, index, assessment.as_ref()))
                .chain(self.goals_of_team(&words, index))
                .chain(self.team_plan(&words, members))
                .chain(self.moved_members(&words, members))
                .chain(self.board(&words, members))
                .collect(),
            conversation: None,
            alerts: Some(self.team_alerts(&words, index)),
            funnels,
            fairness: None,
            spread,
            score_change: None,
            notes: self.with_rules(
                &words,
                &role,
                &everybody,
                assessment.as_ref(),
                self.notes(&words, PacketKind::Team, &role, assessment.as_ref()),
            ),
            why: assessment
                .as_ref()
                .map(|assessment| self.why(&words, Holder::Team(index), assessment)),
            raise: assessment
                .as_ref()
                .map(|assessment| self.raise(&words, assessment)),
            history: self.history_of_team(&words, index, &role, members, assessment.as_ref()),
            charts,
        })
    }

    /// The items of a subject of `people` people with their points and changes.
    fn assess(
        &self,
        subject: Subject,
        role: &str,
        when: &Circumstances,
        people: usize,
    ) -> Option<Assessment<'_>> {
        let mut assessment = self
            .assessor
            .assess(subject, role, when, self.period, people)?;
        self.assessor.compare(subject, self.period, &mut assessment);
        Some(assessment)
    }

    pub(crate) fn head(
        &self,
        words: &Wording<'_>,
        kind: PacketKind,
        title: &str,
        facts: Vec<String>,
    ) -> Head {
        let period_label = words.locale.period(self.period);
        let confidentiality = match kind {
            PacketKind::Person => "packet-confidential-person",
            PacketKind::Team => "packet-confidential-team",
            PacketKind::Organisation => "packet-confidential-organisation",
        };
        let date = words.locale.date(self.as_of);
        let provenance = [
            ("date", date.as_str().into()),
            ("version", self.definitions.into()),
        ];
        let document_title = [
            ("title", title.into()),
            ("period", period_label.as_str().into()),
        ];
        Head {
            organisation: words.pick(&self.workspace.organisation.name).to_owned(),
            document_title: words
                .locale
                .format("packet-document-title", &document_title),
            title: title.to_owned(),
            facts,
            confidentiality: words.locale.text(confidentiality),
            provenance: words.locale.format("packet-provenance", &provenance),
            period_label,
        }
    }
}
