//! Tracks of columns and grids, computed by taffy's CSS grid.

use std::sync::{Mutex, MutexGuard, PoisonError};

use taffy::prelude::{
    Display, Size, Style, TaffyAuto, TaffyMaxContent, TaffyTree, TaffyZero, fr, length,
};
use taffy::style::GridTemplateComponent;

use super::typesetter::Area;
use crate::diagnostic::{Diagnostic, Place};

/// Kinds of columns that are remembered: a batch has a few dozen, and many of each. Further ones
/// are solved each time.
const KINDS: usize = 200;

/// The tracks of a batch's documents so far.
#[derive(Debug, Default)]
pub(super) struct Tracks(Mutex<Vec<(Asked, Vec<Area>)>>);

/// What is divided, by which shares and with which gutter.
type Asked = (Area, Vec<f32>, f32);

impl Tracks {
    /// Divides `area` by `shares`, with `gutter` between the tracks.
    pub(super) fn divide(
        &self,
        area: Area,
        shares: Vec<f32>,
        gutter: f32,
    ) -> Result<Vec<Area>, Diagnostic> {
        let asked = (area, shares, gutter);
        let known = self
            .lock()
            .iter()
            .find(|(known, _)| *known == asked)
            .cloned();
        if let Some((_, tracks)) = known {
            return Ok(tracks);
        }
        let tracks = solve(area, &asked.1, gutter).map_err(|error| {
            let message = format!("the columns cannot be laid out: {error}");
            Diagnostic::error("layout-error", Place::default(), message)
        })?;
        let mut all = self.lock();
        if all.len() < KINDS {
            all.push((asked, tracks.clone()));
        }
        Ok(tracks)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Asked, Vec<Area>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn solve(area: Area, shares: &[f32], gutter: f32) -> taffy::TaffyResult<Vec<Area>> {
    let mut tree: TaffyTree<()> = TaffyTree::with_capacity(shares.len() + 1);
    // Places are wanted to the hundredth of a point, not to the pixel.
    tree.disable_rounding();
    let leaves = shares
        .iter()
        .map(|_| tree.new_leaf(Style::default()))
        .collect::<taffy::TaffyResult<Vec<_>>>()?;
    let container = Style {
        display: Display::Grid,
        size: Size {
            width: length(area.width),
            height: TaffyAuto::AUTO,
        },
        gap: Size {
            width: length(gutter),
            height: TaffyZero::ZERO,
        },
        grid_template_columns: shares
            .iter()
            .map(|share| -> GridTemplateComponent<String> { fr(*share) })
            .collect(),
        ..Style::default()
    };
    let root = tree.new_with_children(container, &leaves)?;
    tree.compute_layout(root, Size::MAX_CONTENT)?;
    leaves
        .iter()
        .map(|leaf| {
            let layout = tree.layout(*leaf)?;
            Ok(Area {
                x: area.x + layout.location.x,
                width: layout.size.width,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    #[test]
    fn columns_share_what_the_gutter_leaves() {
        let area = Area {
            x: 40.0,
            width: 124.0,
        };
        let expected = [
            Area {
                x: 40.0,
                width: 30.0,
            },
            Area {
                x: 94.0,
                width: 70.0,
            },
        ];
        let tracks = Tracks::default();
        for _ in ["worked out", "known"] {
            let divided = tracks.divide(area, vec![30.0, 70.0], 24.0).unwrap();
            assert_eq!(divided, expected);
        }
    }
}
