//! Addresses, and lines of text that are safe in a header.

use lettre::Address;

use crate::load::is_address;

/// Longest name in a header, in characters: more tells a reader nothing.
const NAME: usize = 60;

/// Longest subject.
const SUBJECT: usize = 150;

/// An address that can be written to.
///
/// # Errors
/// What is wrong with it, for a message: `is no address`.
pub(super) fn parse(text: &str) -> Result<Address, &'static str> {
    if !text.is_ascii() {
        return Err("has characters that are not ASCII, which many servers refuse");
    }
    let address = text.parse().ok().filter(|_| is_address(text));
    address.ok_or("is no address")
}

/// The text as one short line that a header may hold: no line ends and other control
/// characters, none that turn the direction of writing, nothing that a mail program would
/// decode.
pub(super) fn line(text: &str) -> String {
    short(text, NAME)
}

/// The same for a subject, which may be longer.
pub(super) fn subject(text: &str) -> String {
    short(text, SUBJECT)
}

fn short(text: &str, longest: usize) -> String {
    let harmless = |c: char| match c {
        c if c.is_control() || c.is_whitespace() => ' ',
        // Directional marks, and separators of lines and paragraphs.
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => ' ',
        '\u{061C}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => ' ',
        c => c,
    };
    let replaced: String = text.chars().map(harmless).collect();
    let words: Vec<&str> = replaced.split_whitespace().collect();
    // `=?utf-8?B?…?=` is an encoded word.
    let joined = words.join(" ").replace("=?", "= ?").replace("?=", "? =");
    if joined.chars().count() <= longest {
        return joined;
    }
    let short: String = joined.chars().take(longest - 1).collect();
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_bring_headers_of_their_own() {
        assert_eq!(
            line("Ada\r\nBcc: all@example.com"),
            "Ada Bcc: all@example.com"
        );
        assert_eq!(line("Ada\u{202E}gnp.exe\u{0}"), "Ada gnp.exe");
        assert_eq!(line("=?utf-8?B?QmNj?="), "= ?utf-8?B?QmNj? =");
        assert_eq!(line("  张  伟 "), "张 伟");
        assert_eq!(line(&"长".repeat(500)).chars().count(), 60);
    }

    #[test]
    fn only_addresses_that_every_server_takes_are_taken() {
        for good in [
            "e001@bluebank.example",
            "a.b+c@x-y.example.com",
            "me@localhost",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "ada",
            "ada@",
            "@x.example",
            "a b@x.example",
            "a@x.example\r\nBcc: b@x.example",
            "a@x.example, b@x.example",
            "张伟@x.example",
            "a@intranet",
            "<a@x.example>",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
