//! The deliver stage: what leaves the archive, and to whom.

pub mod secrets;
