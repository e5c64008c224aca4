//! Names of sheets that Excel accepts, each once.

use std::collections::BTreeSet;

/// Characters of a name, as UTF-16 counts them.
const MOST: usize = 31;

/// What a name may not hold.
const FORBIDDEN: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

/// The names that are taken.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// `wish` made fit, with a number where another sheet has that name already. Capitals do
    /// not tell sheets apart.
    pub(super) fn next(&mut self, wish: &str) -> String {
        let base = fit(wish);
        let mut name = base.clone();
        let mut number = 1;
        while !self.taken.insert(name.to_lowercase()) {
            number += 1;
            let suffix = format!(" ({number})");
            let room = MOST - suffix.len();
            name = format!("{}{suffix}", cut(&base, room).trim_end());
        }
        name
    }
}

/// The name without what Excel refuses.
fn fit(wish: &str) -> String {
    let spaced: String = wish
        .chars()
        .map(|c| {
            if FORBIDDEN.contains(&c) || c.is_control() || c == '\u{fffe}' || c == '\u{ffff}' {
                ' '
            } else {
                c
            }
        })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    // An apostrophe may stand within a name only.
    let edge = |c: char| c == '\'' || c == ' ';
    let joined = words.join(" ");
    let name = cut(joined.trim_matches(edge), MOST).trim_matches(edge);
    match name {
        "" => "Sheet".to_owned(),
        // Excel keeps this name for itself.
        reserved if reserved.eq_ignore_ascii_case("history") => format!("{reserved}_"),
        name => name.to_owned(),
    }
}

/// As much of a text as fits into so many UTF-16 units.
fn cut(text: &str, most: usize) -> &str {
    let mut length = 0;
    let end = text.char_indices().find(|(_, character)| {
        length += character.len_utf16();
        length > most
    });
    end.map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_excel_refuses_are_made_fit_and_told_apart() {
        let mut names = Names::default();
        let mut next = |wish: &str| names.next(wish);
        assert_eq!(next("实施/高级"), "实施 高级");
        assert_eq!(next("实施:高级"), "实施 高级 (2)");
        assert_eq!(next("'=cmd|' /C calc'!A0"), "=cmd|' C calc'!A0");
        assert_eq!(next("[*?]"), "Sheet");
        assert_eq!(next(""), "Sheet (2)");
        assert_eq!(next("People"), "People");
        assert_eq!(next("PEOPLE"), "PEOPLE (2)");
        assert_eq!(next("a\u{0}b\nc"), "a b c");
        assert_eq!(next("History"), "History_");
        let long = "x".repeat(40);
        assert_eq!(next(&long), "x".repeat(31));
        assert_eq!(next(&long), format!("{} (2)", "x".repeat(27)));
        // Outside the basic plane a character counts as two.
        assert_eq!(next(&"𠮷".repeat(20)), "𠮷".repeat(15));
    }
}
