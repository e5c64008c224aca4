//! Tracks of columns and grids, computed by taffy's CSS grid.

use taffy::prelude::{
    Display, Size, Style, TaffyAuto, TaffyMaxContent, TaffyTree, TaffyZero, fr, length,
};
use taffy::style::GridTemplateComponent;

use super::typesetter::Area;
use crate::diagnostic::{Diagnostic, Place};

/// Divides `area` by `shares`, with `gutter` between the tracks.
pub(super) fn tracks(area: Area, shares: &[f32], gutter: f32) -> Result<Vec<Area>, Diagnostic> {
    solve(area, shares, gutter).map_err(|error| {
        let message = format!("the columns cannot be laid out: {error}");
        Diagnostic::error("layout-error", Place::default(), message)
    })
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
        let tracks = tracks(area, &[30.0, 70.0], 24.0).unwrap();
        assert_eq!(
            tracks,
            [
                Area {
                    x: 40.0,
                    width: 30.0
                },
                Area {
                    x: 94.0,
                    width: 70.0
                }
            ]
        );
    }
}
