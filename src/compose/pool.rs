//! Pools in words: their names, and what the people of one have in common.

use super::Composer;
use super::wording::{DASH, Wording};
use crate::load::Stint;
use crate::score::{PoolKey, pool_key};
use crate::workspace::PoolPart;

impl Composer<'_> {
    /// The pool of somebody in this stint.
    pub(super) fn pool_of(&self, stint: &Stint) -> PoolKey {
        let parts = &self.workspace.scoring.distribution.pool;
        pool_key(stint, self.roster, parts)
    }

    /// `Implementation engineer, Senior · East`: role and level are one phrase.
    pub(super) fn pool_name(&self, words: &Wording<'_>, pool: &PoolKey) -> String {
        let value = |wanted: PoolPart| {
            let mut parts = pool.0.iter();
            parts
                .find(|(part, _)| *part == wanted)
                .map(|(_, value)| value)
        };
        let (role, level) = (value(PoolPart::Role), value(PoolPart::Level));
        let mut names = Vec::new();
        if let (Some(role), Some(level)) = (role, level) {
            let (role, level) = (words.role(role), words.level(level));
            let arguments = [("role", (&role).into()), ("level", (&level).into())];
            names.push(words.locale.format("packet-pool", &arguments));
        }
        let paired = !names.is_empty();
        for (part, value) in &pool.0 {
            if !(paired && matches!(part, PoolPart::Role | PoolPart::Level)) {
                names.push(self.pool_part(words, *part, value));
            }
        }
        if names.is_empty() {
            return words.locale.text("pools-everybody");
        }
        names.join(" · ")
    }

    fn pool_part(&self, words: &Wording<'_>, part: PoolPart, value: &str) -> String {
        if value.is_empty() {
            return DASH.to_owned();
        }
        let named = match part {
            PoolPart::Role => return words.role(value),
            PoolPart::Level => return words.level(value),
            PoolPart::Industry => return words.industry(value),
            PoolPart::Mode => return words.mode(value),
            PoolPart::Region => None,
            PoolPart::Team => {
                let teams = &self.roster.teams;
                let found = teams.binary_search_by(|team| team.id.as_str().cmp(value));
                found.ok().map(|index| &teams[index].name)
            }
            PoolPart::Department => {
                let departments = &self.roster.departments;
                let found = departments.binary_search_by(|one| one.id.as_str().cmp(value));
                found.ok().map(|index| &departments[index].name)
            }
        };
        named.map_or(value, |name| words.pick(name)).to_owned()
    }

    /// What the people of a pool have in common, to go after "the same": `role and level`.
    pub(super) fn pool_parts(&self, words: &Wording<'_>) -> String {
        let parts = &self.workspace.scoring.distribution.pool;
        let name = |part: &PoolPart| words.locale.text(&format!("pools-{}", part.name()));
        let joined = parts.iter().map(name).reduce(|first, second| {
            let arguments = [("first", (&first).into()), ("second", (&second).into())];
            words.locale.format("pools-and", &arguments)
        });
        joined.unwrap_or_else(|| words.locale.text("pools-organisation"))
    }
}
