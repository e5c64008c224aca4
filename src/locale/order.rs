//! The order in which a reader looks for a name or an identifier: 2 before 10.

use std::cmp::Ordering;

/// Compares runs of ASCII digits as numbers of any length and all else character by
/// character. Equal only for equal texts: `A01` comes before `A1`.
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) {
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let (own, other) = (digits(left), digits(right));
            (left, right) = (&left[own.len()..], &right[other.len()..]);
            by_number(own, other)
        } else {
            (left, right) = (&left[x.len_utf8()..], &right[y.len_utf8()..]);
            x.cmp(&y)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// The digits that a text begins with.
fn digits(text: &str) -> &str {
    let end = text.find(|character: char| !character.is_ascii_digit());
    &text[..end.unwrap_or(text.len())]
}

/// Without leading zeros, the longer number is the larger.
fn by_number(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(texts: &[&'a str]) -> Vec<&'a str> {
        let mut texts = texts.to_vec();
        texts.sort_by(|a, b| natural_order(a, b));
        texts
    }

    #[test]
    fn two_comes_before_ten() {
        assert_eq!(
            sorted(&["Group 10", "Group 2", "Group 1", "Group"]),
            ["Group", "Group 1", "Group 2", "Group 10"]
        );
        assert_eq!(
            sorted(&["组10长", "组9长", "组9"]),
            ["组9", "组9长", "组10长"]
        );
        assert_eq!(
            sorted(&["A2-10", "A2-9", "A10-1"]),
            ["A2-9", "A2-10", "A10-1"]
        );
    }

    #[test]
    fn numbers_too_long_for_a_machine_are_compared_too() {
        let (small, large) = ("E99999999999999999999998", "E99999999999999999999999");
        assert_eq!(natural_order(small, large), Ordering::Less);
        assert_eq!(
            natural_order("E100000000000000000000000", large),
            Ordering::Greater
        );
    }

    #[test]
    fn only_the_same_text_is_equal() {
        assert_eq!(sorted(&["A1", "A001", "A01"]), ["A001", "A01", "A1"]);
        assert_eq!(natural_order("A1", "A1"), Ordering::Equal);
        assert_eq!(natural_order("a1", "A1"), Ordering::Greater);
    }
}
