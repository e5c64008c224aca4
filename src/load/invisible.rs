//! Characters of a text that nobody sees, but that change what others show.
//!
//! Marks of direction turn the letters after them around, so that `E1` may look like another
//! or a score like a better one; control characters end strings in other programs; texts
//! with and without characters of no width look the same and are not. They are left out of
//! every text, and told. Joiners stay: some scripts and pictures are written with them.

use std::borrow::Cow;

/// The text as everybody sees it. A tab or a separator of lines that is not `\n` is a space.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    // Most texts are plain; of Chinese ones each character is looked at.
    let plain = |byte: u8| (0x20..0x7F).contains(&byte) || byte == b'\n';
    if text.bytes().all(plain) || !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().filter_map(|c| match c {
        '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if is_invisible(c) => None,
        c => Some(c),
    });
    Cow::Owned(shown.collect::<String>().trim().to_owned())
}

fn is_invisible(c: char) -> bool {
    c != '\n'
        && (c.is_control()
            || matches!(c,
                '\u{AD}' // A hyphen that is shown at the end of a line only.
                | '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' // Direction.
                | '\u{2066}'..='\u{2069}' // Direction too.
                | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' // No width.
                | '\u{2028}' | '\u{2029}' // Separators of lines.
                | '\u{FFF9}'..='\u{FFFB}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}' // No text.
            ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_left_out() {
        let cases = [
            ("E\u{202e}100", "E100"),
            ("\u{feff}Ada\u{200b}", "Ada"),
            ("a\u{0}b\u{7f}c\u{85}", "abc"),
            ("a\tb\u{2028}c", "a b c"),
            ("\u{2067}\u{200e}", ""),
        ];
        for (text, shown) in cases {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn what_is_seen_stays_as_it_is() {
        for text in [
            "张伟 O'Neil",
            "two\nlines",
            "नमस्\u{200d}ते",
            "می\u{200c}خواهم",
            "👩\u{200d}💻",
        ] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
    }
}
