//! The answer to "why, and from which records": a score taken apart down to its rows.
//!
//! Values come from records once more ([`recount`](crate::measure::recount)), points from
//! those values by the rule of each item, and the total is added up here. Nothing of it
//! reads what is explained; what then differs is listed, and the explanation says so.

mod item;
mod model;
mod total;

use std::collections::BTreeSet;

pub use self::model::{
    Applied, Difference, Evidence, Explained, Explanation, Outcome, Published, Source, Sum,
};
use super::Composer;
use super::effective::label;
use super::packet::PacketKind;
use super::wording::Wording;
use crate::measure::{Holder, Measures};
use crate::score::{Assessment, Assessor, Gap, ItemScore, Total, circumstances, team_role};
use crate::workspace::{Circumstances, Kpi};

/// Whom an assessment is about.
struct Case {
    holder: Holder,
    role: String,
    circumstances: Circumstances,
    people: usize,
}

impl Composer<'_> {
    /// Explains a person or team; `None` if they were not there. `recounted` holds their
    /// values from records; `only` asks for one KPI.
    pub fn explain(
        &self,
        holder: Holder,
        recounted: &Measures,
        only: Option<&Kpi>,
    ) -> Option<Explanation> {
        let case = self.case(holder)?;
        let (kind, id, name, language) = match holder {
            Holder::Person(index) => {
                let person = &self.roster.people[index];
                let language = self.language_of(index);
                (PacketKind::Person, &person.id, &person.name, language)
            }
            Holder::Team(index) => {
                let team = &self.roster.teams[index];
                (
                    PacketKind::Team,
                    &team.id,
                    &team.name,
                    self.common_language(),
                )
            }
        };
        let words = self.wording(language)?;
        let again = Assessor::new(recounted, self.workspace);
        let assessment = assess(&again, self, &case);
        let items = match (only, &assessment) {
            (Some(kpi), _) => {
                let item = assessment
                    .as_ref()
                    .and_then(|a| a.items.iter().find(|item| item.kpi.id == kpi.id).cloned());
                let item = item.unwrap_or_else(|| self.unscored(&case, recounted, kpi));
                vec![self.explained(&words, &case, &item, assessment.as_ref())]
            }
            (None, Some(assessment)) => assessment
                .items
                .iter()
                .map(|item| self.explained(&words, &case, item, Some(assessment)))
                .collect(),
            (None, None) => Vec::new(),
        };
        Some(Explanation {
            kind,
            id: id.clone(),
            name: words.pick(name).to_owned(),
            language,
            period: self.period.to_string(),
            period_label: words.locale.period(self.period),
            scorecard: self.applied(&words, &case),
            total: assessment.as_ref().map(|a| self.sum(&words, a)),
            published: self.in_packet(&words, holder),
            items,
            raise: assessment.as_ref().map(|a| self.raise(&words, a)),
            milestones: match holder {
                Holder::Person(index) => self.milestones(&words, index),
                Holder::Team(_) => None,
            },
            differences: self.differences(holder, recounted),
        })
    }

    fn case(&self, holder: Holder) -> Option<Case> {
        let (role, circumstances, people) = match holder {
            Holder::Person(index) => {
                let stint = self.roster.people[index].stint_in(self.period)?;
                (stint.role.clone(), circumstances(stint), 1)
            }
            Holder::Team(index) => {
                let members = self.references.members(index);
                let role = team_role(self.roster, members, self.period)?;
                (role, Circumstances::default(), members.len())
            }
        };
        Some(Case {
            holder,
            role,
            circumstances,
            people,
        })
    }

    /// A KPI that the scorecard does not have, as an item without weight.
    fn unscored<'k>(&self, case: &Case, recounted: &Measures, kpi: &'k Kpi) -> ItemScore<'k> {
        let months = self.period.grain().months();
        let factor = kpi
            .quota
            .map_or(1.0, |quota| quota.scale(months, case.people));
        ItemScore {
            kpi,
            group: usize::MAX,
            weight: 0.0,
            target: kpi.target.map(|target| target * factor),
            factor,
            measure: recounted.get(self.subject(case.holder), &kpi.id, self.period),
            points: None,
            gap: Some(Gap::NotThisEdition),
            core: false,
            changes: Vec::new(),
        }
    }

    fn in_packet(&self, words: &Wording<'_>, holder: Holder) -> Option<Published> {
        let total = self.total_of(holder)?;
        Some(Published {
            score: total.score,
            grade: total.grade.map(|grade| grade.letter().to_owned()),
            basis: self.basis(words, total),
        })
    }

    /// Score and grade as packets have them.
    fn total_of(&self, holder: Holder) -> Option<&Total> {
        match holder {
            Holder::Person(index) => self.scores.people[index].as_ref(),
            Holder::Team(index) => self.scores.teams[index].as_ref(),
        }
    }

    fn applied(&self, words: &Wording<'_>, case: &Case) -> Option<Applied> {
        let card = self.workspace.scorecards.get(&case.role)?;
        let items = self.assessor.explain(&case.role, &case.circumstances)?;
        let changed: BTreeSet<usize> = items
            .iter()
            .flat_map(|item| item.changed_by.iter().copied())
            .collect();
        Some(Applied {
            name: words.pick(&card.name).to_owned(),
            file: card.file.clone(),
            refined: changed
                .into_iter()
                .map(|index| label(words, &card.refinements[index]))
                .collect(),
        })
    }
}

fn assess<'a>(
    assessor: &Assessor<'a>,
    composer: &Composer<'_>,
    case: &Case,
) -> Option<Assessment<'a>> {
    assessor.assess(
        composer.subject(case.holder),
        &case.role,
        &case.circumstances,
        composer.period,
        case.people,
    )
}
