//! Protection of documents that are sent: where the passwords are.
//!
//! The passwords themselves never stand in the configuration, of which every edition keeps
//! a copy; `deliver::secrets` reads them when something is sent.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// How documents are protected when they leave the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    /// The file of passwords.
    pub secrets: PathBuf,
}

/// `protect` of `scorepack.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProtection {
    /// Relative to the workspace.
    pub(super) secrets: String,
}

/// Finds the file from the workspace's folder.
pub(super) fn resolve(raw: Option<RawProtection>, root: &Path) -> Option<Protection> {
    let secrets = root.join(raw?.secrets);
    Some(Protection { secrets })
}
