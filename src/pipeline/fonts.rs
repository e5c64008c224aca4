//! The typefaces of a run, and `fonts.json`: what the documents of an edition share.
//!
//! Characters that many documents of a batch write are in a font that is made once for all
//! of them. Which characters those are is all that a document's bytes take from the batch;
//! with them on record, one packet alone gives the same document again.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::prepare::read_font;
use crate::archive::{StoredEdition, checksum};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Language;
use crate::render::Artifact;
use crate::render::pdf::ByFace;
use crate::typeface::Typefaces;

/// The workspace's own font among the configuration that an edition keeps, wherever it came from.
pub(super) const FALLBACK_FONT: &str = "fallback-font";

/// The file's name in an edition.
pub(super) const FONTS: &str = "fonts.json";

/// The faces that documents are set in.
pub(super) struct Fonts {
    /// The embedded faces, and the workspace's.
    pub(super) typefaces: Arc<Typefaces>,
    /// SHA-256 of the workspace's.
    fallback: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct File {
    format: u32,
    /// SHA-256 of `theme.fallback_font`.
    fallback_font: Option<String>,
    /// The shared characters, by the number of the face.
    shared: BTreeMap<Language, BTreeMap<u16, String>>,
}

/// SHA-256 of the workspace's font that an edition was made with; `None` where it had none.
///
/// # Errors
/// `incomplete-edition` where the edition does not tell.
pub(super) fn fallback_font(edition: &StoredEdition) -> Result<Option<String>, Diagnostic> {
    let file: Result<File, _> = serde_json::from_slice(&edition.read(FONTS)?);
    file.map(|file| file.fallback_font).map_err(|error| {
        let place = Place::file(edition.folder.join(FONTS).display().to_string());
        Diagnostic::error("incomplete-edition", place, error.to_string())
    })
}

impl Fonts {
    /// The embedded faces with the one in `fallback`.
    ///
    /// # Errors
    /// A file that cannot be read or is no font.
    pub(super) fn load(fallback: Option<&Path>) -> Result<Self, Diagnostic> {
        let mut typefaces = Typefaces::embedded()?;
        let mut sum = None;
        if let Some(path) = fallback {
            let bytes = read_font(path)?;
            sum = Some(checksum(&bytes));
            typefaces = typefaces.with_fallback(bytes)?;
        }
        Ok(Self {
            typefaces: Arc::new(typefaces),
            fallback: sum,
        })
    }

    /// What documents share, for the edition.
    ///
    /// # Errors
    /// None in practice: every part is plain.
    pub(super) fn record(
        &self,
        shared: BTreeMap<Language, &ByFace>,
    ) -> Result<Artifact, Diagnostic> {
        let text = |faces: &ByFace| {
            let faces = faces.iter();
            faces
                .map(|(face, characters)| (*face, characters.iter().collect()))
                .collect()
        };
        let file = File {
            format: 1,
            fallback_font: self.fallback.clone(),
            shared: shared
                .into_iter()
                .map(|(language, faces)| (language, text(faces)))
                .collect(),
        };
        let mut bytes = serde_json::to_vec_pretty(&file)
            .map_err(|error| wrong(Path::new(FONTS), &error.to_string()))?;
        bytes.push(b'\n');
        Ok(Artifact {
            path: FONTS.to_owned(),
            bytes,
        })
    }

    /// What the documents of an edition share, from the file at `path`.
    ///
    /// # Errors
    /// `incomplete-edition` where it is no such file, `other-fonts` where the faces are not
    /// those that the edition was made with.
    pub(super) fn recall(
        &self,
        path: &Path,
        bytes: &[u8],
    ) -> Result<BTreeMap<Language, ByFace>, Diagnostic> {
        let file: File =
            serde_json::from_slice(bytes).map_err(|error| wrong(path, &error.to_string()))?;
        if file.fallback_font != self.fallback {
            let message = "the edition was made with another `theme.fallback_font`";
            let place = Place::file(path.display().to_string());
            return Err(Diagnostic::error("other-fonts", place, message)
                .hint("name the workspace that has the font: `--workspace DIR`"));
        }
        let faces = |faces: BTreeMap<u16, String>| {
            let faces = faces.into_iter();
            faces
                .map(|(face, text)| (face, text.chars().collect()))
                .collect()
        };
        let shared = file.shared.into_iter();
        Ok(shared
            .map(|(language, shared)| (language, faces(shared)))
            .collect())
    }
}

fn wrong(path: &Path, what: &str) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    let message = format!("it does not tell what documents share: {what}");
    Diagnostic::error("incomplete-edition", place, message)
        .hint("restore the edition from a backup, or run the period again")
}
