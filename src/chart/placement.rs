//! Where a label finds room: boxes of what is drawn, and places that touch none of them.
//!
//! A box is left, top, right and bottom in points. A label that finds no room is left out;
//! the table beside a figure has all names.

use super::backend::SCALE;

/// Left, top, right and bottom.
pub(super) type Extent = [f32; 4];

/// The box of one line of text that begins at `x` and is centred on `y`.
pub(super) fn extent((x, y): (f32, f32), width: f32, size: f32) -> Extent {
    [x, y - size * 0.6, x + width, y + size * 0.6]
}

/// The box of a dot.
pub(super) fn around((x, y): (f32, f32), radius: f32) -> Extent {
    [x - radius, y - radius, x + radius, y + radius]
}

/// Whether two boxes share some area.
pub(super) fn overlap(one: &Extent, other: &Extent) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

/// What the grid of the backend may move a text and its neighbour towards one another.
const ROUNDING: f32 = 1.0 / SCALE;

/// The first of `places` at which a text of `width` lies within `bounds` and on nothing
/// that is `taken`, also when it is drawn on the grid of the backend.
pub(super) fn room(
    places: impl IntoIterator<Item = (f32, f32)>,
    width: f32,
    size: f32,
    bounds: Extent,
    taken: &[Extent],
) -> Option<(f32, f32)> {
    places.into_iter().find(|place| {
        let [left, top, right, bottom] = extent(*place, width, size);
        let own = [
            left - ROUNDING,
            top - ROUNDING,
            right + ROUNDING,
            bottom + ROUNDING,
        ];
        let inside = own[0] >= bounds[0]
            && own[1] >= bounds[1]
            && own[2] <= bounds[2]
            && own[3] <= bounds[3];
        inside && !taken.iter().any(|other| overlap(&own, other))
    })
}
