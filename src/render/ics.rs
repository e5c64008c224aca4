//! The interview as a calendar file (RFC 5545).
//!
//! Written by hand: what is needed of the format is one event in UTC, and the maintained
//! crate for it reads the clock and draws random identifiers where a field is left out, and
//! folds lines by characters where the format counts bytes. Tests read the files back with
//! that crate.

use std::fmt::Write;

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

/// Adds a line, folded so that no part has more than 75 bytes and no character is cut.
fn fold(file: &mut String, line: &str) {
    let mut room = LINE;
    for character in line.chars() {
        let length = character.len_utf8();
        if length > room {
            file.push_str("\r\n ");
            // The space counts.
            room = LINE - 1;
        }
        room -= length;
        file.push(character);
    }
    let _ = write!(file, "\r\n");
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

    use chrono::NaiveDate;
    use icalendar::{Calendar, Component, EventLike};
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

    /// Summary, place and description as a calendar reads them.
    fn read_back(file: &str) -> [Option<String>; 3] {
        let calendar: Calendar = file.parse().unwrap();
        let event = calendar.components[0].as_event().unwrap().clone();
        let own = |text: Option<&str>| text.map(str::to_owned);
        [
            own(event.get_summary()),
            own(event.get_location()),
            own(event.get_description()),
        ]
    }

    #[test]
    fn a_calendar_reads_back_what_was_written() {
        let written = interview(
            "绩效面谈：杨国鹏（2026 年 10 月）",
            Some("三楼; 会议室 3,A"),
        );
        let file = text(&written);
        let [summary, place, description] = read_back(&file);
        assert_eq!(summary, Some(written.summary));
        assert_eq!(place, written.place);
        assert_eq!(description, Some(written.description));
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
            let summary = format!("x{}", summary.replace('\r', ""));
            let file = text(&interview(&summary, None));
            for line in file.split("\r\n") {
                prop_assert!(line.len() <= LINE, "{}", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let unfolded = file.replace("\r\n ", "");
            let value = unfolded.split("LANGUAGE=zh-CN:").nth(1).unwrap();
            let value = value.split("\r\n").next().unwrap();
            // Undone by hand, by the rule of RFC 5545, 3.3.11.
            let (mut plain, mut escaped) = (String::new(), false);
            for character in value.chars() {
                match (escaped, character) {
                    (false, '\\') => escaped = true,
                    (true, 'n') => { plain.push('\n'); escaped = false; }
                    (_, character) => { plain.push(character); escaped = false; }
                }
            }
            let kept: String = summary.chars().filter(|c| !c.is_control()).collect();
            prop_assert_eq!(plain, kept);
        }
    }
}
