//! The Content-Security-Policy of a page: it may use its own style sheet and scripts, each
//! known by its hash, and pictures that it holds itself; nothing is loaded, nothing sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Where scripts lie that a page loads from beside it, on a server or on disk.
pub(super) const BESIDE: &str = "'self' file:";

/// The policy of a page whose style sheet has this hash, with these scripts: hashes, or
/// [`BESIDE`].
pub(super) fn policy(style: &str, scripts: &[String]) -> String {
    let scripts = match scripts.len() {
        0 => String::new(),
        _ => format!(" script-src {};", scripts.join(" ")),
    };
    format!(
        "default-src 'none'; style-src {style};{scripts} img-src data:; base-uri 'none'; form-action 'none'"
    )
}

/// The hash of a style sheet or a script, as policies name it.
pub(super) fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}
