//! Who gets a packet, and whose packets decide which characters all documents share.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Production;
use crate::compose::Composer;
use crate::compose::packet::Packet;
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Language;
use crate::pipeline::prepare::Prepared;

/// People whose packets decide which characters all documents of a language share.
const SAMPLES: usize = 16;

/// A packet to be made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Job {
    Person(usize),
    Team(usize),
    Organisation,
}

impl Production<'_> {
    /// Packets that were asked for, people first.
    pub(super) fn jobs(&self) -> Vec<Job> {
        let Prepared { roster, period, .. } = self.prepared;
        let wanted = |id: &str| {
            self.options
                .only
                .as_ref()
                .is_none_or(|only| only.contains(id))
        };
        let mut jobs = Vec::new();
        for (index, person) in roster.people.iter().enumerate() {
            if wanted(&person.id) && person.stint_in(*period).is_some() {
                jobs.push(Job::Person(index));
            }
        }
        let members = roster.members(*period);
        for (index, team) in roster.teams.iter().enumerate() {
            let shown = self
                .redaction
                .is_none_or(|redaction| redaction.shows_team(index));
            if wanted(&team.id) && !members[index].is_empty() && shown {
                jobs.push(Job::Team(index));
            }
        }
        if self.options.only.is_none() {
            jobs.push(Job::Organisation);
        }
        jobs
    }

    /// Identifiers that were asked for and are nobody's in this period.
    pub(in crate::pipeline) fn check_only(&self) -> Vec<Diagnostic> {
        let Prepared { roster, period, .. } = self.prepared;
        let found: BTreeSet<&str> = self
            .jobs()
            .iter()
            .filter_map(|job| match job {
                Job::Person(index) => Some(roster.people[*index].id.as_str()),
                Job::Team(index) => Some(roster.teams[*index].id.as_str()),
                Job::Organisation => None,
            })
            .collect();
        let asked = self.options.only.iter().flatten();
        asked
            .filter(|id| !found.contains(id.as_str()))
            .map(|id| {
                let message = format!("`{id}` is no person or team on the roster in {period}");
                Diagnostic::error("unknown-id", Place::default().in_column("--only"), message)
                    .hint("identifiers are those of the roster, capitals and all")
            })
            .collect()
    }

    /// Packets by which the shared fonts are cut: people from all over the roster, whoever
    /// the packets are for, and what is made in the organisation's language.
    pub(super) fn samples(
        &self,
        composer: &Composer<'_>,
        organisation: Option<&Packet>,
    ) -> BTreeMap<Language, Vec<Packet>> {
        let Prepared { roster, period, .. } = self.prepared;
        let mut people: BTreeMap<Language, Vec<usize>> = BTreeMap::new();
        for (index, person) in roster.people.iter().enumerate() {
            if person.stint_in(*period).is_some() {
                people
                    .entry(composer.language_of(index))
                    .or_default()
                    .push(index);
            }
        }
        let mut samples: BTreeMap<Language, Vec<Packet>> = BTreeMap::new();
        samples
            .entry(composer.common_language())
            .or_default()
            .extend(organisation.and_then(|packet| self.strip(packet.clone(), composer).ok()));
        for (language, people) in people {
            let step = people.len().div_ceil(SAMPLES);
            let chosen = people
                .par_iter()
                .step_by(step)
                .with_max_len(1)
                .filter_map(|index| self.strip(composer.person(*index)?, composer).ok());
            samples.entry(language).or_default().par_extend(chosen);
        }
        samples
    }
}
