//! A content stream being written: operands and operators as the bytes of a page.
//!
//! Lengths are in points and rounded to hundredths, colours to thousandths: what a page
//! can show, in as few digits as it takes.

use super::file::{write_escaped, write_integer};
use crate::theme::Rgb;

/// The content of one page.
#[derive(Debug, Default)]
pub(super) struct Content {
    bytes: Vec<u8>,
}

impl Content {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(capacity),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Text that is PDF already.
    pub(super) fn raw(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(super) fn integer(&mut self, value: i64) {
        write_integer(&mut self.bytes, value);
    }

    /// A length and a blank.
    pub(super) fn length(&mut self, points: f32) {
        let hundredths = points * 100.0;
        // To the nearest, as `round` does, which is a call on processors of every age.
        self.decimal::<100>((hundredths + 0.5_f32.copysign(hundredths)) as i32);
        self.bytes.push(b' ');
    }

    /// Red, green and blue from 0 to 1, each with a blank.
    pub(super) fn colour(&mut self, colour: Rgb) {
        for part in colour {
            self.decimal::<1000>((i32::from(part) * 2000 + 255) / 510);
            self.bytes.push(b' ');
        }
    }

    /// Shows glyphs by their codes of two bytes.
    pub(super) fn glyphs(&mut self, codes: &[u16]) {
        self.bytes.push(b'(');
        for code in codes {
            for byte in code.to_be_bytes() {
                write_escaped(&mut self.bytes, byte);
            }
        }
        self.bytes.extend_from_slice(b")Tj\n");
    }

    /// `value` ÷ `SCALE`, a power of ten, without zeros at the end.
    fn decimal<const SCALE: u32>(&mut self, value: i32) {
        if value < 0 {
            self.bytes.push(b'-');
        }
        let value = value.unsigned_abs();
        let (whole, mut rest, mut place) = (value / SCALE, value % SCALE, SCALE / 10);
        if whole > 0 || rest == 0 {
            self.integer(whole.into());
        }
        if rest > 0 {
            self.bytes.push(b'.');
        }
        while rest > 0 {
            self.bytes.push(b'0' + (rest / place) as u8);
            rest %= place;
            place /= 10;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl Fn(&mut Content)) -> String {
        let mut content = Content::default();
        write(&mut content);
        String::from_utf8_lossy(&content.into_bytes()).into_owned()
    }

    #[test]
    fn numbers_take_as_few_digits_as_they_need() {
        let length = |value: f32| written(|content| content.length(value));
        assert_eq!(length(12.3456), "12.35 ");
        assert_eq!(length(12.0), "12 ");
        assert_eq!(length(-0.5), "-.5 ");
        assert_eq!(length(0.05), ".05 ");
        assert_eq!(length(0.001), "0 ");
        assert_eq!(length(-0.001), "0 ");
        assert_eq!(length(595.28), "595.28 ");
        let colour = written(|content| content.colour([0, 128, 255]));
        assert_eq!(colour, "0 .502 1 ");
    }

    #[test]
    fn glyph_codes_that_would_end_a_string_are_escaped() {
        let mut content = Content::default();
        content.glyphs(&[0x0028, 0x5c0d]);
        assert_eq!(content.into_bytes(), b"(\0\\(\\\\\\r)Tj\n");
    }
}
