//! `measures.csv`: the tidy table for other tools.
//!
//! Columns: subject_kind, subject_id, kpi, grain, period, value, n, numerator,
//! denominator, low, high, state. Rows are sorted; the same measures give the same
//! bytes. Written as it is made, so that no second copy of the table is held.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::table::{Measures, Series};
use crate::cell::guarded;
use crate::period::Period;

/// Writes the table as CSV; a value that is absent is an empty field.
///
/// # Errors
/// What the writer refuses.
pub fn write_csv(measures: &Measures, out: &mut dyn Write) -> io::Result<()> {
    let header =
        "subject_kind,subject_id,kpi,grain,period,value,n,numerator,denominator,low,high,state";
    writeln!(out, "{header}")?;
    let mut periods = Periods::default();
    // The lines of a subject's KPI, and what each of them begins with.
    let (mut lines, mut begin) = (String::new(), String::new());
    for Series { subject, kpi, rows } in measures.series() {
        let (kind, id) = measures.subjects.describe(subject);
        begin.clear();
        begin.push_str(kind.name());
        begin.push(',');
        push_quoted(&mut begin, id);
        begin.push(',');
        begin.push_str(kpi);
        lines.clear();
        for row in rows {
            lines.push_str(&begin);
            lines.push_str(&periods.of(measures.period[row]).fields);
            push_number(&mut lines, measures.value[row]);
            lines.push(',');
            lines.push_str(itoa::Buffer::new().format(measures.n[row]));
            for column in [
                &measures.numerator,
                &measures.denominator,
                &measures.low,
                &measures.high,
            ] {
                lines.push(',');
                push_number(&mut lines, column[row]);
            }
            lines.push(',');
            lines.push_str(measures.state[row].name());
            lines.push('\n');
        }
        out.write_all(lines.as_bytes())?;
    }
    Ok(())
}

/// What is written of a period, made once.
struct Described {
    period: Period,
    /// Grain and name between commas.
    fields: String,
}

/// The periods met so far, in order.
#[derive(Default)]
struct Periods(Vec<Described>);

impl Periods {
    fn of(&mut self, period: Period) -> &Described {
        let found = self.0.binary_search_by(|known| known.period.cmp(&period));
        let place = found.unwrap_or_else(|place| {
            let fields = format!(",{},{period},", period.grain().name());
            self.0.insert(place, Described { period, fields });
            place
        });
        &self.0[place]
    }
}

/// The shortest text that reads back as the same number, without an exponent.
fn push_number(line: &mut String, value: f64) {
    let whole = value as i64;
    // −0 is not a whole number.
    if whole as f64 == value && whole.abs() < 1 << 53 && (whole != 0 || value.is_sign_positive()) {
        line.push_str(itoa::Buffer::new().format(whole));
    } else if value.is_finite() {
        let mut buffer = zmij::Buffer::new();
        let text = buffer.format_finite(value);
        // Only far from 1 there may be an exponent, or a fraction that is none.
        if (1e-4..1e15).contains(&value.abs()) {
            line.push_str(text);
        } else if text.bytes().any(|byte| byte == b'e') {
            // Writing to text cannot fail.
            let _ = write!(line, "{value}");
        } else {
            line.push_str(text.strip_suffix(".0").unwrap_or(text));
        }
    }
}

fn push_quoted(line: &mut String, text: &str) {
    let text = &*guarded(text);
    if text.contains([',', '"', '\n', '\r']) {
        let _ = write!(line, "\"{}\"", text.replace('"', "\"\""));
    } else {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(value: f64) -> String {
        let mut line = String::new();
        push_number(&mut line, value);
        line
    }

    #[test]
    fn numbers_are_written_as_display_writes_them() {
        for value in [
            0.0,
            -0.0,
            1.0,
            -17.0,
            0.1,
            1e-7,
            1.5e300,
            9_007_199_254_740_993.0,
        ] {
            assert_eq!(text(value), value.to_string());
        }
        assert_eq!(text(f64::NAN), "");
    }

    proptest! {
        #[test]
        fn any_number_reads_back_from_the_shortest_text(value in any::<f64>()) {
            prop_assume!(value.is_finite());
            let text = text(value);
            prop_assert_eq!(text.parse::<f64>().map(f64::to_bits), Ok(value.to_bits()));
            // Of two texts of one length that are as near, `Display` may take the other one.
            prop_assert_eq!(text.len(), value.to_string().len());
        }
    }
}
