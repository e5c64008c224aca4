//! Who answers for a KPI, and by when its data of a period is in.

use super::check::Problems;

/// How long after the end of a period its data is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Days.
    pub days: u32,
    /// Whether weekends and holidays do not count.
    pub working: bool,
}

/// A deadline as written under `key`: `5 working days`, `1 working day`, `10 days`.
pub(super) fn resolve_deadline(
    text: Option<&str>,
    key: &str,
    problems: &mut Problems,
) -> Option<Deadline> {
    let text = text?;
    let found = read_deadline(text);
    if found.is_none() {
        problems
            .wrong_value(key, format!("`{text}` is no deadline"))
            .help("write for example `5 working days` or `10 days`");
    }
    found
}

fn read_deadline(text: &str) -> Option<Deadline> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (number, working) = match words[..] {
        [number, "working", "day" | "days"] => (number, true),
        [number, "day" | "days"] => (number, false),
        _ => return None,
    };
    Some(Deadline {
        days: number.parse().ok()?,
        working,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_a_number_of_days_or_working_days() {
        let deadline = |days, working| Some(Deadline { days, working });
        assert_eq!(read_deadline("5 working days"), deadline(5, true));
        assert_eq!(read_deadline("1 working day"), deadline(1, true));
        assert_eq!(read_deadline("10 days"), deadline(10, false));
        assert_eq!(read_deadline("soon"), None);
        assert_eq!(read_deadline("-1 days"), None);
    }
}
