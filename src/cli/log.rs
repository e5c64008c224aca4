//! The log: what a run did, for whoever looks after a schedule; off unless `--log` asks for it.
//!
//! Stages are spans, whose ends tell how long they took; counts and the codes of findings are
//! events. Messages of findings stay out, because they may quote a cell; so do names. Of a
//! person there is the identifier at most.

use clap::ValueEnum;
use tracing::{error, info, warn};
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::diagnostic::{Diagnostic, Severity};

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// A line for people
    Text,
    /// A JSON object a line
    Json,
}

/// Has the log written to standard error from now on. Whoever calls the library and listens
/// already is not disturbed.
pub(super) fn listen(form: Form) {
    let log = fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_target(false)
        .with_span_events(FmtSpan::CLOSE);
    let _ = match form {
        Form::Text => log.try_init(),
        Form::Json => log
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .try_init(),
    };
}

/// Tells the log of findings: their codes and places, not what they say.
pub(super) fn tell(diagnostics: &[Diagnostic]) {
    for Diagnostic {
        severity,
        code,
        place,
        ..
    } in diagnostics
    {
        let (file, line, row) = (place.file.as_deref(), place.line, place.row);
        match severity {
            Severity::Error => error!(code, file, line, row, "finding"),
            Severity::Warning => warn!(code, file, line, row, "finding"),
            Severity::Note => info!(code, file, line, row, "finding"),
        }
    }
}
