//! The interview as a calendar file (RFC 5545).
//!
//! Written by hand: what is needed of the format is one event in UTC, and the maintained
//! crate for it reads the clock and draws random identifiers where a field is left out, and
//! folds lines by characters where the format counts bytes. Tests read the files back with
//! an independent parser.

use chrono::{DateTime, FixedOffset, Utc};

use crate::compose::conversation::Interview;
use crate::locale::Language;

/// Bytes in a line, its end not counted.
const LINE: usize = 75;

/// The file. Equal interviews give equal bytes: its stamp is the day of the data.
pub fn write(interview: &Interview, language: Language) -> Vec<u8> {
    let mut file = String::new();
    let tag = language.tag();
    for (name, value) in [
        ("BEGIN", "VCALENDAR".to_owned()),
        ("VERSION", "2.0".to_owned()),
        (
            "PRODID",
            format!("-//Scorepack//{}//EN", env!("CARGO_PKG_VERSION")),
        ),
        ("METHOD", "PUBLISH".to_owned()),
        ("BEGIN", "VEVENT".to_owned()),
        ("UID", escape(&interview.uid)),
        (
            "DTSTAMP",
            format!("{}T000000Z", interview.as_of.format("%Y%m%d")),
        ),
        ("DTSTART", instant(interview.starts_at)),
        ("DTEND", instant(interview.ends_at)),
        (
            &format!("SUMMARY;LANGUAGE={tag}"),
            escape(&interview.summary),
        ),
        (
            &format!("DESCRIPTION;LANGUAGE={tag}"),
            escape(&interview.description),
        ),
        (
            &format!("LOCATION;LANGUAGE={tag}"),
            interview.place.as_deref().map_or_else(String::new, escape),
        ),
        ("CLASS", "PRIVATE".to_owned()),
        ("END", "VEVENT".to_owned()),
        ("END", "VCALENDAR".to_owned()),
    ] {
        if !value.is_empty() {
            fold(&mut file, &format!("{name}:{value}"));
        }
    }
    file.into_bytes()
}

/// An instant in UTC, which every calendar reads without a table of time zones.
fn instant(time: DateTime<FixedOffset>) -> String {
    time.with_timezone(&Utc)
        .format("%Y%m%dT%H%M%SZ")
        .to_string()
}

/// A text as a value: what separates values gets a backslash, line ends become `\n`, and
/// other control characters, which the format does not allow, are left out.
fn escape(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => {
                value.push('\\');
                value.push(character);
            }
            '\n' => value.push_str("\\n"),
            '\t' => value.push(' '),
            character if character.is_control() => {}
            character => value.push(character),
        }
    }
    value
}

/// Adds a line, folded so that no part has more than 75 bytes and no character is cut; not
/// beside a blank, if it can be helped, which some readers would lose.
fn fold(file: &mut String, line: &str) {
    let (mut rest, mut room) = (line, LINE);
    while rest.len() > room {
        let whole = |at: &usize| rest.is_char_boundary(*at);
        let solid = |at: &usize| {
            let (before, after) = rest.split_at(*at);
            !before.ends_with(char::is_whitespace) && !after.starts_with(char::is_whitespace)
        };
        let mut cuts = (1..=room).rev().filter(whole);
        let last = cuts.clone().next().unwrap_or(rest.len());
        let (part, after) = rest.split_at(cuts.find(solid).unwrap_or(last));
        file.push_str(part);
        file.push_str("\r\n ");
        // The blank that begins the next part counts.
        (rest, room) = (after, LINE - 1);
    }
    file.push_str(rest);
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test that cannot prepare has failed"
    )]

    use chrono::NaiveDate;
    use ical::IcalParser;
    use proptest::prelude::*;

    use super::*;

    fn interview(summary: &str, place: Option<&str>) -> Interview {
        Interview {
            starts_at: "2026-11-11T14:00:00+08:00".parse().unwrap(),
            ends_at: "2026-11-11T14:45:00+08:00".parse().unwrap(),
            when: String::new(),
            place: place.map(str::to_owned),
            summary: summary.to_owned(),
            description: "Bring the packet; read it, please.\nRoom plan: C:\\rooms".to_owned(),
            uid: "2026-10.E001.review@scorepack".to_owned(),
            as_of: NaiveDate::from_ymd_opt(2026, 11, 5).unwrap(),
        }
    }

    fn text(interview: &Interview) -> String {
        String::from_utf8(write(interview, Language::Zh)).unwrap()
    }

    /// The value of a property of the one event, as an independent parser reads it.
    fn read_back(file: &str, property: &str) -> Option<String> {
        let calendar = IcalParser::new(file.as_bytes()).next().unwrap().unwrap();
        let [event] = calendar.events.as_slice() else {
            panic!("{} events", calendar.events.len());
        };
        let found = event.properties.iter().find(|found| found.name == property);
        found.and_then(|found| found.value.as_deref()).map(plain)
    }

    /// A text value without its backslashes, by the rule of RFC 5545, 3.3.11.
    fn plain(value: &str) -> String {
        let mut characters = value.chars();
        let mut text = String::new();
        while let Some(character) = characters.next() {
            match character {
                '\\' => match characters.next().unwrap() {
                    'n' | 'N' => text.push('\n'),
                    escaped => text.push(escaped),
                },
                ',' | ';' => panic!("a bare separator in {value}"),
                plain => text.push(plain),
            }
        }
        text
    }

    #[test]
    fn a_calendar_reads_back_what_was_written() {
        let written = interview(
            "绩效面谈：杨国鹏（2026 年 10 月）",
            Some("三楼; 会议室 3,A"),
        );
        let file = text(&written);
        assert_eq!(read_back(&file, "SUMMARY"), Some(written.summary));
        assert_eq!(read_back(&file, "LOCATION"), written.place);
        assert_eq!(read_back(&file, "DESCRIPTION"), Some(written.description));
    }

    #[test]
    fn the_file_is_what_rfc_5545_asks_for() {
        // 14:00 in Shanghai is 06:00 in UTC.
        let expected = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n";
        let file = text(&interview("Review", None));
        assert!(file.starts_with(expected), "{file}");
        for line in [
            "DTSTAMP:20261105T000000Z",
            "DTSTART:20261111T060000Z",
            "DTEND:20261111T064500Z",
            "UID:2026-10.E001.review@scorepack",
            "SUMMARY;LANGUAGE=zh-CN:Review",
            "CLASS:PRIVATE",
        ] {
            assert!(file.contains(&format!("\r\n{line}\r\n")), "{line}: {file}");
        }
        assert!(!file.contains("LOCATION") && file.ends_with("END:VCALENDAR\r\n"));
    }

    proptest! {
        #[test]
        fn any_text_folds_into_short_lines_and_comes_back(summary in "\\PC{0,200}") {
            let summary = format!("x{}", summary.trim_end());
            let file = text(&interview(&summary, None));
            for line in file.split("\r\n") {
                prop_assert!(line.len() <= LINE, "{}", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let kept: String = summary.chars().filter(|c| !c.is_control()).collect();
            prop_assert_eq!(read_back(&file, "SUMMARY"), Some(kept));
        }
    }
}
