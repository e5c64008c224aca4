//! Names of editions: `2026-10` is the first of its period, `2026-10.r2` the second revision.

use std::fmt;
use std::str::FromStr;

use crate::period::Period;

/// What an edition is called; in order of period, then revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionName {
    /// The period.
    pub period: Period,
    /// 1 for the first edition of the period.
    pub revision: u32,
}

impl EditionName {
    /// The first edition of a period.
    pub fn first(period: Period) -> Self {
        let revision = 1;
        Self { period, revision }
    }

    /// The revision after this one.
    #[must_use]
    pub fn next(self) -> Self {
        let revision = self.revision.saturating_add(1);
        Self { revision, ..self }
    }
}

impl fmt::Display for EditionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.revision {
            1 => write!(f, "{}", self.period),
            revision => write!(f, "{}.r{revision}", self.period),
        }
    }
}

impl FromStr for EditionName {
    type Err = String;

    /// Reads `2026-10`, `2026-Q3`, `2026`, each with `.r2` and so on behind it.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is no edition; write a period, or 2025-10.r2 for a revision");
        let (period, revision) = match text.split_once(".r") {
            None => (text, 1),
            Some((period, number)) => {
                let plain = number.bytes().all(|byte| byte.is_ascii_digit());
                let number = number.parse().ok().filter(|number| plain && *number > 1);
                (period, number.ok_or_else(wrong)?)
            }
        };
        let name = Self {
            period: period.parse().map_err(|_| wrong())?,
            revision,
        };
        // `.r02` would be a second name of the same.
        if name.to_string() == text {
            Ok(name)
        } else {
            Err(wrong())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_as_it_is_written_and_nothing_else_is_one() {
        for text in ["2026-10", "2026-10.r2", "2026-Q3.r12", "2026"] {
            let name: Result<EditionName, _> = text.parse();
            assert_eq!(name.map(|name| name.to_string()), Ok(text.to_owned()));
        }
        for text in [
            "2026-10.only",
            "2026-10.r1",
            "2026-10.r0",
            "2026-10.r02",
            "2026-10.r",
            "2026-10.r+2",
            "stopped",
            ".staging-2026-10",
            "2026-13",
            "2026-10.r2.only",
        ] {
            assert!(text.parse::<EditionName>().is_err(), "{text}");
        }
    }

    #[test]
    fn revisions_follow_their_period_in_order() {
        let name = |text: &str| text.parse::<EditionName>();
        assert!(name("2026-10.r2") < name("2026-10.r10"));
        assert!(name("2026-09.r9") < name("2026-10"));
    }
}
