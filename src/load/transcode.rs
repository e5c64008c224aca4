//! Text files as UTF-8, whatever they were written in, as a stream.
//!
//! Every line end becomes `\n` and one stands at the very end, so that lines can be
//! counted. Bytes that the encoding does not know end the stream with an error.

use std::fmt;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult};

use super::encoding::{CHUNK, count_lines, fill};
use crate::workspace::source::EncodingName;

/// Bytes that the chosen encoding does not know; found inside an [`io::Error`].
#[derive(Debug)]
pub(super) struct Undecodable {
    /// Line, from 1.
    pub(super) line: u32,
    /// The encoding that was tried.
    pub(super) encoding: EncodingName,
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is not {}", self.line, self.encoding)
    }
}

impl std::error::Error for Undecodable {}

/// Decodes a stream into UTF-8 without mark, every line ended by `\n`.
pub(super) struct Utf8Reader<R> {
    inner: R,
    encoding: EncodingName,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: usize,
    ended: bool,
    decoded: Vec<u8>,
    text: Vec<u8>,
    text_at: usize,
    lines: u32,
    /// The last sign was `\r`, already passed on as `\n`.
    after_return: bool,
    last: Option<u8>,
    finished: bool,
}

impl<R: Read> Utf8Reader<R> {
    pub(super) fn new(inner: R, encoding: EncodingName) -> Self {
        Self {
            inner,
            encoding,
            decoder: encoding.codec().new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK],
            raw_at: 0,
            raw_end: 0,
            ended: false,
            decoded: vec![0; CHUNK * 3],
            text: Vec::with_capacity(CHUNK * 3),
            text_at: 0,
            lines: 0,
            after_return: false,
            last: None,
            finished: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.text_at = 0;
        while self.text.is_empty() && !self.finished {
            if self.raw_at == self.raw_end && !self.ended {
                self.raw_at = 0;
                self.raw_end = fill(&mut self.inner, &mut self.raw)?;
                self.ended = self.raw_end < CHUNK;
            }
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.raw[self.raw_at..self.raw_end],
                &mut self.decoded,
                self.ended,
            );
            self.raw_at += read;
            self.take_decoded(written);
            match result {
                DecoderResult::Malformed(..) => {
                    let line = self.lines + 1;
                    let encoding = self.encoding;
                    let fault = Undecodable { line, encoding };
                    return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
                }
                DecoderResult::InputEmpty if self.ended => self.finish(),
                DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
            }
        }
        Ok(())
    }

    fn take_decoded(&mut self, written: usize) {
        let decoded = &self.decoded[..written];
        let from = self.text.len();
        if decoded.contains(&b'\r') || self.after_return {
            for byte in decoded {
                let completes = self.after_return && *byte == b'\n';
                self.after_return = *byte == b'\r';
                if !completes {
                    self.text
                        .push(if self.after_return { b'\n' } else { *byte });
                }
            }
        } else {
            self.text.extend_from_slice(decoded);
        }
        self.last = self.text.last().copied().or(self.last);
        self.lines += count_lines(&self.text[from..]);
    }

    fn finish(&mut self) {
        self.finished = true;
        if self.last.is_some_and(|last| last != b'\n') {
            self.text.push(b'\n');
        }
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.text_at == self.text.len() {
            self.refill()?;
        }
        let left = &self.text[self.text_at..];
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        self.text_at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use super::*;

    fn decoded(bytes: &[u8], encoding: EncodingName) -> io::Result<String> {
        let mut text = String::new();
        Utf8Reader::new(bytes, encoding).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn a_broken_character_is_an_error_that_names_the_line() {
        let error = decoded(b"a\nb\n\xff\xff\n", EncodingName::Gb18030).unwrap_err();
        let fault = error
            .get_ref()
            .and_then(|e| e.downcast_ref::<Undecodable>());
        assert_eq!(fault.unwrap().line, 3);
    }

    #[test]
    fn every_kind_of_line_end_becomes_one() {
        let text = decoded(b"a\r\nb\rc\n\r\nd", EncodingName::Utf8).unwrap();
        assert_eq!(text, "a\nb\nc\n\nd\n");
    }
}
