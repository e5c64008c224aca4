//! Characters that no font has: which texts they stand in, in which packets, and the
//! warnings about them.
//!
//! One text often stands in several packets, a name in those of its team and of the
//! organisation too; it is told of once, with the packet that it belongs to first.

use std::collections::BTreeMap;

use serde::Serialize;

use super::production::Made;
use crate::diagnostic::{Diagnostic, Place};

/// Warnings of a run; the report lists every text.
const WARNINGS: usize = 20;

/// A text of which a PDF shows characters replaced.
#[derive(Clone, Debug, Serialize)]
pub struct ReplacedText {
    /// The text, at most 60 characters of it.
    pub text: String,
    /// The characters, as `U+1F980`.
    pub characters: Vec<String>,
    /// The files that it stands in: people, teams, the organisation.
    pub files: Vec<String>,
}

/// All such texts, in the order of the packets.
pub(super) fn collect(made: &[Made]) -> Vec<ReplacedText> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut texts: Vec<ReplacedText> = Vec::new();
    for packet in made {
        let file = packet.paths.iter().find(|path| path.ends_with(".pdf"));
        let Some(file) = file else { continue };
        for replaced in &packet.replaced {
            let place = *places.entry(&replaced.text).or_insert(texts.len());
            if place == texts.len() {
                let characters = replaced.characters.iter();
                texts.push(ReplacedText {
                    text: replaced.text.clone(),
                    characters: characters
                        .map(|&character| format!("U+{:04X}", u32::from(character)))
                        .collect(),
                    files: Vec::new(),
                });
            }
            texts[place].files.push(file.clone());
        }
    }
    texts
}

/// A warning for each text, and one for those beyond the first few.
pub(super) fn warnings(texts: &[ReplacedText]) -> Vec<Diagnostic> {
    let hint = "the page on the screen shows them; name a .ttf file that has them as \
                `theme.fallback_font`";
    let warning = |text: &ReplacedText| {
        let place = Place::file(text.files.first().cloned().unwrap_or_default());
        let others = match text.files.len() {
            0 | 1 => String::new(),
            2 => ", here and in another file".to_owned(),
            count => format!(", here and in {} other files", count - 1),
        };
        let message = format!(
            "no font can write {} in `{}`: the PDF shows □ instead{others}",
            text.characters.join(", "),
            text.text
        );
        Diagnostic::warning("missing-glyph", place, message).hint(hint)
    };
    let mut warnings: Vec<Diagnostic> = texts.iter().take(WARNINGS).map(warning).collect();
    if let Some(more) = texts.len().checked_sub(WARNINGS).filter(|more| *more > 0) {
        let message = format!("{more} more texts have characters that no font can write");
        let place = Place::file("report.json").in_column("replaced");
        warnings.push(Diagnostic::warning("missing-glyph", place, message).hint(hint));
    }
    warnings
}
