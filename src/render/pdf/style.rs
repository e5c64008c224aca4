//! From what a block is to how it looks: type, colour and spacing out of the theme.

use super::tree::{Look, Scale, Tone};
use crate::chart::canvas::TextStyle;
use crate::theme::{Colours, Rgb, Theme};
use crate::typeface::Weight;

/// Where the middle of a line of text lies above its baseline, in ems: half-way up a
/// capital letter, and half-way up a Chinese character as well.
pub(super) const MIDDLE: f32 = 0.37;

/// The style of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style<'t> {
    pub(super) theme: &'t Theme,
}

/// Space above and below a block, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spacing {
    pub(super) above: f32,
    pub(super) below: f32,
}

impl Style<'_> {
    pub(super) fn colours(&self) -> &Colours {
        &self.theme.light
    }

    /// `units` of the grid, in points.
    pub(super) fn units(&self, units: f32) -> f32 {
        self.theme.page.unit * units
    }

    pub(super) fn text(&self, look: Look) -> TextStyle {
        TextStyle {
            colour: self.tone(look.tone.unwrap_or(Tone::Plain)),
            size: self.size(look.scale.unwrap_or(Scale::Body)),
            weight: if look.strong {
                Weight::Bold
            } else {
                Weight::Regular
            },
        }
    }

    /// Height of a line of text of `look`.
    pub(super) fn line_height(&self, look: Look) -> f32 {
        let scale = look.scale.unwrap_or(Scale::Body);
        let leading = match scale {
            // Large type needs less air than its size would give it.
            Scale::Display => 1.08,
            Scale::Title => 1.3,
            Scale::Lead => self.theme.type_scale.leading * 1.16,
            // Notes are read by looking something up.
            Scale::Small => self.theme.type_scale.leading * 0.92,
            _ => self.theme.type_scale.leading,
        };
        self.size(scale) * leading
    }

    fn size(&self, scale: Scale) -> f32 {
        let sizes = &self.theme.type_scale;
        match scale {
            Scale::Display => sizes.display,
            Scale::Title => sizes.title,
            Scale::Heading => sizes.heading,
            Scale::Subheading => sizes.subheading,
            Scale::Lead => sizes.lead,
            Scale::Body => sizes.body,
            Scale::Small => sizes.small,
        }
    }

    fn tone(&self, tone: Tone) -> Rgb {
        let colours = self.colours();
        match tone {
            Tone::Plain => colours.text,
            Tone::Muted => colours.muted,
            Tone::Improved => colours.improved,
            Tone::Worsened => colours.worsened,
        }
    }

    /// Look and spacing of a heading of `level` 1 to 3.
    pub(super) fn heading(&self, level: u8) -> (Look, Spacing) {
        let (scale, above, below) = match level {
            1 => (Scale::Title, 3.0, 0.5),
            2 => (Scale::Heading, 3.5, 1.0),
            _ => (Scale::Subheading, 2.0, 0.5),
        };
        let look = Look {
            scale: Some(scale),
            tone: None,
            strong: true,
        };
        (look, self.spacing(above, below))
    }

    /// Spacing of a paragraph of `look`.
    pub(super) fn paragraph(&self, look: Look) -> Spacing {
        match look.scale {
            Some(Scale::Display) => self.spacing(0.0, 0.5),
            Some(Scale::Small) => self.spacing(1.0, 1.0),
            Some(Scale::Lead) => self.spacing(2.0, 2.0),
            _ => self.spacing(1.0, 1.0),
        }
    }

    /// Space above and below in units of the grid.
    pub(super) fn spacing(&self, above: f32, below: f32) -> Spacing {
        Spacing {
            above: self.units(above),
            below: self.units(below),
        }
    }
}

/// Small type in the quiet colour: captions, table headings, running lines.
pub(super) const CAPTION: Look = Look {
    scale: Some(Scale::Small),
    tone: Some(Tone::Muted),
    strong: false,
};
