//! Which encoding a text file is in.
//!
//! [`survey`] reads a file once and gathers what tells encodings apart;
//! [`Evidence::choose`] decides. Order of evidence: a byte order mark; zero bytes
//! (UTF-16 without a mark); valid UTF-8; else a guess between GB18030 and
//! Windows-1252 from the first mebibyte that is not plain ASCII.
//!
//! Limits: a file in another encoding is taken for one of the last two, and a
//! file with only a few Chinese characters in GB18030 may happen to be valid
//! UTF-8 (`元` alone is); then `encoding` must be stated.

use std::fmt;
use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

use crate::workspace::source::EncodingName;

pub(super) const CHUNK: usize = 1 << 16;

/// The detector learns little more from more text.
const ENOUGH: usize = 1 << 20;

/// One zero byte in this many is too few for UTF-16.
const STRAY: usize = 64;

impl EncodingName {
    pub(super) fn codec(self) -> &'static Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Gb18030 => encoding_rs::GB18030,
            Self::Windows1252 => encoding_rs::WINDOWS_1252,
        }
    }
}

impl fmt::Display for EncodingName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Gb18030 => "GB18030",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

/// What the bytes of a file say about its encoding.
#[derive(Debug)]
pub(super) struct Evidence {
    mark: Option<EncodingName>,
    /// Line of the first bytes that are not UTF-8.
    not_utf8_at: Option<u32>,
    /// What it looks like.
    likely: EncodingName,
    /// How many lines and bytes it has, the lines as far as it is UTF-8.
    lines: u32,
    bytes: u64,
}

/// An encoding that a file cannot have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WrongEncoding {
    pub(super) line: Option<u32>,
    pub(super) message: String,
}

impl Evidence {
    /// Rows of so many cells that it may have: each takes a line, and a byte a cell.
    pub(super) fn rows(&self, cells: usize) -> usize {
        (self.lines as usize).min(self.bytes as usize / cells.max(1))
    }

    /// The stated encoding, if the bytes allow it, or the likely one.
    pub(super) fn choose(
        &self,
        stated: Option<EncodingName>,
    ) -> Result<EncodingName, WrongEncoding> {
        let Some(stated) = stated else {
            return Ok(self.likely);
        };
        if let Some(mark) = self.mark.filter(|mark| *mark != stated) {
            return Err(WrongEncoding {
                line: Some(1),
                message: format!("begins with the mark of {mark}, so it is not {stated}"),
            });
        }
        if stated == EncodingName::Utf8 && self.not_utf8_at.is_some() {
            return Err(WrongEncoding {
                line: self.not_utf8_at,
                message: format!("is not UTF-8; it looks like {}", self.likely),
            });
        }
        Ok(stated)
    }
}

/// Reads everything and gathers evidence; memory does not grow with the file.
pub(super) fn survey(reader: &mut dyn Read) -> io::Result<Evidence> {
    let mut utf8 = Utf8Check::default();
    let mut sample = Vec::new();
    let (mut zeros, mut first) = ([0_usize; 2], true);
    let (mut mark, mut looked_at, mut bytes) = (None, 0, 0);
    let mut chunk = vec![0; CHUNK];
    loop {
        let filled = fill(reader, &mut chunk)?;
        let chunk = &chunk[..filled];
        bytes += filled as u64;
        if first {
            mark = find_mark(chunk);
            for (index, _) in chunk.iter().enumerate().filter(|(_, byte)| **byte == 0) {
                zeros[index % 2] += 1;
            }
            looked_at = filled;
            first = false;
        }
        utf8.feed(chunk);
        if sample.len() < ENOUGH && !chunk.is_ascii() {
            sample.extend_from_slice(chunk);
        }
        if filled < CHUNK {
            break;
        }
    }
    utf8.finish();
    // Every delimiter and digit in UTF-16 has a zero byte; a stray one is damage.
    let is_wide = (zeros[0] + zeros[1]) * STRAY > looked_at;
    let likely = mark.unwrap_or_else(|| match (zeros, utf8.wrong_at) {
        ([even, odd], _) if is_wide && odd > even => EncodingName::Utf16Le,
        ([even, _], _) if is_wide && even > 0 => EncodingName::Utf16Be,
        (_, None) => EncodingName::Utf8,
        _ => guess(&sample),
    });
    Ok(Evidence {
        mark,
        not_utf8_at: utf8.wrong_at,
        likely,
        lines: utf8.lines,
        bytes,
    })
}

/// Chinese comes in pairs of high bytes; accented letters mostly stand alone, and
/// where two meet they look like a rare character, because small letters come last.
#[derive(Default)]
struct HighBytes {
    chinese: usize,
    western: usize,
}

impl HighBytes {
    fn count(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        loop {
            rest = match rest {
                [] => return,
                [first, rest @ ..] if first.is_ascii() => rest,
                [0x81..0xd8, second, rest @ ..] if !second.is_ascii() => {
                    self.chinese += 2;
                    rest
                }
                [_, second, rest @ ..] if !second.is_ascii() => {
                    self.western += 2;
                    rest
                }
                [_, rest @ ..] => {
                    self.western += 1;
                    rest
                }
            };
        }
    }
}

/// What text that is not UTF-8 most likely is.
fn guess(sample: &[u8]) -> EncodingName {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, false);
    let mut high = HighBytes::default();
    high.count(sample);
    let is_chinese = |domain| detector.guess(domain, Utf8Detection::Deny) == encoding_rs::GBK;
    // The domain lowers the bar; a single word of either language would fall below it.
    if is_chinese(None) || is_chinese(Some(b"cn")) && high.chinese > high.western {
        EncodingName::Gb18030
    } else {
        EncodingName::Windows1252
    }
}

fn find_mark(bytes: &[u8]) -> Option<EncodingName> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some(EncodingName::Utf8),
        [0xff, 0xfe, ..] => Some(EncodingName::Utf16Le),
        [0xfe, 0xff, ..] => Some(EncodingName::Utf16Be),
        _ => None,
    }
}

/// Fills the buffer as far as the reader goes.
pub(super) fn fill(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Finds the first line that is not UTF-8, chunk by chunk.
#[derive(Default)]
struct Utf8Check {
    /// The begin of a character that the last chunk cut off.
    tail: Vec<u8>,
    lines: u32,
    wrong_at: Option<u32>,
}

impl Utf8Check {
    fn feed(&mut self, chunk: &[u8]) {
        let mut rest = chunk;
        while !self.tail.is_empty() && !rest.is_empty() && self.wrong_at.is_none() {
            self.tail.push(rest[0]);
            rest = &rest[1..];
            let tail = std::mem::take(&mut self.tail);
            self.check(&tail);
        }
        if self.wrong_at.is_none() {
            self.check(rest);
        }
    }

    fn check(&mut self, bytes: &[u8]) {
        let (valid, error) = match simdutf8::compat::from_utf8(bytes) {
            Ok(_) => (bytes.len(), None),
            Err(error) => (error.valid_up_to(), Some(error)),
        };
        self.lines += count_lines(&bytes[..valid]);
        match error.map(|error| error.error_len()) {
            Some(Some(_)) => self.wrong_at = Some(self.lines + 1),
            Some(None) => self.tail = bytes[valid..].to_vec(),
            None => {}
        }
    }

    fn finish(&mut self) {
        if !self.tail.is_empty() && self.wrong_at.is_none() {
            self.wrong_at = Some(self.lines + 1);
        }
    }
}

pub(super) fn count_lines(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use super::super::transcode::Utf8Reader;
    use super::*;

    const CHINESE: &str = "工号,姓名,满意度评分\r\nE001,张伟,九分\r\nE002,王芳,十分\r\n";
    const FRENCH: &str = "matricule,prénom,société\nE001,René,Société Générale\n";

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let order = |unit: u16| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        };
        text.encode_utf16().flat_map(order).collect()
    }

    fn detected(bytes: &[u8]) -> EncodingName {
        let evidence = survey(&mut &*bytes).unwrap();
        evidence.choose(None).unwrap()
    }

    fn check(bytes: &[u8], encoding: EncodingName, text: &str) {
        assert_eq!(detected(bytes), encoding);
        let mut decoded = String::new();
        let mut reader = Utf8Reader::new(bytes, encoding);
        reader.read_to_string(&mut decoded).unwrap();
        assert_eq!(decoded, text.replace("\r\n", "\n"));
    }

    #[test]
    fn utf8_is_known_with_and_without_its_mark() {
        check(CHINESE.as_bytes(), EncodingName::Utf8, CHINESE);
        let marked = format!("\u{feff}{CHINESE}");
        check(marked.as_bytes(), EncodingName::Utf8, CHINESE);
        check(b"", EncodingName::Utf8, "");
    }

    #[test]
    fn utf16_is_known_with_and_without_its_mark_in_both_orders() {
        for (big, encoding) in [
            (false, EncodingName::Utf16Le),
            (true, EncodingName::Utf16Be),
        ] {
            check(&utf16(CHINESE, big), encoding, CHINESE);
            check(
                &utf16(&format!("\u{feff}{CHINESE}"), big),
                encoding,
                CHINESE,
            );
        }
    }

    #[test]
    fn a_stray_zero_byte_makes_no_utf16() {
        let damaged = format!("{}E003,\0,八分\r\n", CHINESE.repeat(3));
        assert_eq!(detected(damaged.as_bytes()), EncodingName::Utf8);
    }

    #[test]
    fn gb18030_and_windows_1252_are_told_apart() {
        let (chinese, ..) = encoding_rs::GB18030.encode(CHINESE);
        check(&chinese, EncodingName::Gb18030, CHINESE);
        let (french, ..) = encoding_rs::WINDOWS_1252.encode(FRENCH);
        check(&french, EncodingName::Windows1252, FRENCH);
    }

    #[test]
    fn one_chinese_word_is_enough() {
        for word in [
            "张伟",
            "员工",
            "在职",
            "离职",
            "满意",
            "项目经理",
            "陈",
            "喆",
        ] {
            let text = format!("id,name\n1,{word}\n");
            let (bytes, ..) = encoding_rs::GB18030.encode(&text);
            assert_eq!(detected(&bytes), EncodingName::Gb18030, "{word}");
        }
        for word in [
            "Müller",
            "René",
            "Société",
            "£5",
            "naïve café",
            "Größe",
            "Zoë",
            "Año",
            "Åse Øye",
        ] {
            let text = format!("id,name\n1,{word}\n");
            let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&text);
            assert_eq!(detected(&bytes), EncodingName::Windows1252, "{word}");
        }
    }

    #[test]
    fn an_encoding_that_was_stated_wrongly_is_refused_with_the_line() {
        let (bytes, ..) = encoding_rs::GB18030.encode("id,name\n1,Wang\n2,张伟\n");
        let evidence = survey(&mut &*bytes).unwrap();
        let wrong = evidence.choose(Some(EncodingName::Utf8)).unwrap_err();
        assert_eq!(wrong.line, Some(3));
        assert!(wrong.message.contains("GB18030"), "{}", wrong.message);
        let evidence = survey(&mut "\u{feff}a\n".as_bytes()).unwrap();
        assert!(evidence.choose(Some(EncodingName::Gb18030)).is_err());
    }

    #[test]
    fn a_character_across_two_chunks_stays_whole() {
        let long = format!("a{}", "汉".repeat(CHUNK));
        check(long.as_bytes(), EncodingName::Utf8, &format!("{long}\n"));
        let mut cut = long.into_bytes();
        cut.pop();
        assert_ne!(detected(&cut), EncodingName::Utf8);
    }
}
