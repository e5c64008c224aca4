//! What the commands that read editions share: their options, and how they say a movement of
//! marks.

use std::path::{Path, PathBuf};

use clap::Args;

use super::parse_language;
use crate::locale::{Language, Locale};
use crate::pipeline::Moves;

/// Options of a list about editions.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// Where editions are [default: DIR/archive]
    #[arg(long, value_name = "FOLDER")]
    pub(super) archive: Option<PathBuf>,
    /// Language of the list: en, zh
    #[arg(long, value_parser = parse_language, default_value = "en")]
    pub(super) locale: Language,
}

/// The folder of editions: the one that is named, or that of the workspace.
pub(super) fn archive_in(dir: &Path, named: Option<PathBuf>) -> PathBuf {
    named.unwrap_or_else(|| dir.join("archive"))
}

/// How many rose, fell, stayed, came and went.
pub(super) fn moved(moves: Moves, locale: &Locale) -> String {
    let arguments = [
        ("up", moves.up.into()),
        ("down", moves.down.into()),
        ("same", moves.same.into()),
        ("gained", moves.gained.into()),
        ("lost", moves.lost.into()),
    ];
    locale.format("edition-moves", &arguments)
}
