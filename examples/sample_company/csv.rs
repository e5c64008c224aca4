//! Rows as CSV: UTF-8, line feeds, quotes only where a field needs them.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

/// A row under construction; one buffer serves a whole table.
#[derive(Default)]
pub(crate) struct Row {
    line: String,
    fields: usize,
}

impl Row {
    /// Begins a field.
    fn next(&mut self) {
        if self.fields > 0 {
            self.line.push(',');
        }
        self.fields += 1;
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.next();
        if text.contains([',', '"', '\n', '\r']) {
            self.line.push('"');
            self.line.push_str(&text.replace('"', "\"\""));
            self.line.push('"');
        } else {
            self.line.push_str(text);
        }
        self
    }

    /// Adds what prints as a number, a flag or an identifier and so needs no quotes.
    pub(crate) fn show(&mut self, value: impl Display) -> &mut Self {
        self.next();
        // Writing to a string does not fail.
        let _ = write!(self.line, "{value}");
        self
    }

    /// Adds a value or an empty field.
    pub(crate) fn maybe(&mut self, value: Option<impl Display>) -> &mut Self {
        match value {
            Some(value) => self.show(value),
            None => self.text(""),
        }
    }

    /// Adds a day or an empty field.
    pub(crate) fn day(&mut self, day: Option<NaiveDate>) -> &mut Self {
        match day {
            Some(day) => {
                let (year, month, day) = (day.year(), day.month(), day.day());
                self.show(format_args!("{year:04}-{month:02}-{day:02}"))
            }
            None => self.text(""),
        }
    }

    /// Adds an instant, to the minute, or an empty field.
    pub(crate) fn instant(&mut self, at: Option<NaiveDateTime>) -> &mut Self {
        match at {
            Some(at) => {
                let (year, month, day) = (at.year(), at.month(), at.day());
                let (hour, minute) = (at.hour(), at.minute());
                self.show(format_args!(
                    "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"
                ))
            }
            None => self.text(""),
        }
    }

    /// Forgets the row.
    fn discard(&mut self) {
        self.line.clear();
        self.fields = 0;
    }

    /// Writes the row and starts the next one.
    pub(crate) fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.line.push('\n');
        out.write_all(self.line.as_bytes())?;
        self.discard();
        Ok(())
    }
}
