//! Pools: what people must have in common to be compared with each other.

use serde::Serialize;

use super::check::Problems;
use super::forms::OneOrMany;

/// The key of pools in the configuration.
const KEY: &str = "scoring.distribution.pool";

/// The pool of everybody; nothing else can stand beside it.
const EVERYBODY: &str = "organisation";

/// Something that all people of a pool have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PoolPart {
    /// Role.
    Role,
    /// Level.
    Level,
    /// Team.
    Team,
    /// Department.
    Department,
    /// Industry served.
    Industry,
    /// On-site or remote.
    Mode,
    /// Where they work.
    Region,
}

impl PoolPart {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Role,
        Self::Level,
        Self::Team,
        Self::Department,
        Self::Industry,
        Self::Mode,
        Self::Region,
    ];

    /// Its name in files and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Level => "level",
            Self::Team => "team",
            Self::Department => "department",
            Self::Industry => "industry",
            Self::Mode => "mode",
            Self::Region => "region",
        }
    }
}

/// Resolves `pool`; none of the parts is one pool of everybody.
pub(super) fn resolve_pool(raw: Option<OneOrMany>, problems: &mut Problems) -> Vec<PoolPart> {
    let Some(raw) = raw else {
        return vec![PoolPart::Role, PoolPart::Level];
    };
    let names = raw.into_vec();
    if names == [EVERYBODY] {
        return Vec::new();
    }
    let known: Vec<&str> = PoolPart::ALL.into_iter().map(PoolPart::name).collect();
    let known = known.join(", ");
    let mut wrong = |message: String, advice: &str| {
        problems.wrong_value(KEY, message).help(advice);
    };
    if names.is_empty() {
        wrong(
            "a pool needs something that its people have in common".to_owned(),
            "write for example `[role, level]`, or `organisation` for one pool of everybody",
        );
    }
    let mut parts: Vec<PoolPart> = Vec::new();
    for name in &names {
        let part = PoolPart::ALL.into_iter().find(|part| part.name() == name);
        match part {
            Some(part) if parts.contains(&part) => {
                wrong(format!("`{name}` stands twice"), "keep one of the two");
            }
            Some(part) => parts.push(part),
            None if name == EVERYBODY => wrong(
                format!("`{EVERYBODY}` is everybody, so nothing can stand beside it"),
                "write it alone, or leave it out",
            ),
            None => wrong(
                format!("`{name}` is nothing that people of a pool have in common"),
                &format!("use some of: {known}; or `{EVERYBODY}` alone"),
            ),
        }
    }
    if parts.contains(&PoolPart::Team) && parts.contains(&PoolPart::Department) {
        wrong(
            "`department` says nothing beside `team`: a team is in one department".to_owned(),
            "leave one of the two out",
        );
    }
    parts
}
