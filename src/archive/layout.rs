//! What stands in an archive beside its editions, by name. Whoever makes it and the pruning that
//! removes it have to agree.

use std::path::{Path, PathBuf};

/// Begin the names of folders that a run has at work.
pub(super) const STAGING: &str = ".staging-";
pub(super) const OLD: &str = ".old-";

/// Begins the names of locks.
pub(super) const LOCK: &str = ".lock-";

/// Ends the names of editions of a few people.
pub(super) const PARTIAL: &str = ".only";
/// Ends the names of editions without names.
pub const REDACTED: &str = ".redacted";

/// Begins the names of locks under which editions are made again, and, hidden, of the folders.
pub const RECOMPUTE: &str = "recompute-";

/// What was sent, by edition or week of alerts: mails, and what became of them.
pub(super) const DELIVERY: &str = "delivery";

/// Begins the names of mails of a week's alerts.
pub const ALERTS: &str = "alerts-";

/// What the page over all periods keeps of them.
pub const OVERVIEW: &str = "overview.json";

/// The folder of the mails of an edition, or of a week's alerts.
pub fn delivery(archive: &Path, name: &str) -> PathBuf {
    archive.join(DELIVERY).join(name)
}
