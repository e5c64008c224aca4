//! Design tokens: colours, type scale and spacing, shared by screen, page and charts.
//!
//! Their values are data: `templates/theme.yaml`, read by `workspace`, which lays a
//! workspace's own over it; here are their names, types and bounds. Colours are written
//! `#0b5c8a`, sizes are in points.

pub mod contrast;
mod hex;
pub mod logo;

use serde::{Deserialize, Serialize};

use self::contrast::legible;

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// All tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Colours on paper and on the light screen.
    pub light: Colours,
    /// Colours on the dark screen.
    pub dark: Colours,
    /// Sizes of type.
    pub type_scale: TypeScale,
    /// The page.
    pub page: Page,
}

/// Colours by what they are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Background.
    #[serde(with = "hex::one")]
    pub paper: Rgb,
    /// Main text, strong rules.
    #[serde(with = "hex::one")]
    pub text: Rgb,
    /// Secondary text.
    #[serde(with = "hex::one")]
    pub muted: Rgb,
    /// Thin rules, grid lines.
    #[serde(with = "hex::one")]
    pub rule: Rgb,
    /// The organisation's colour: lines, bars, the grade.
    #[serde(with = "hex::one")]
    pub accent: Rgb,
    /// The accent, paler: bars below target.
    #[serde(with = "hex::one")]
    pub accent_soft: Rgb,
    /// Interval bands.
    #[serde(with = "hex::one")]
    pub band: Rgb,
    /// Reference lines: the team.
    #[serde(with = "hex::one")]
    pub reference: Rgb,
    /// An improvement with evidence.
    #[serde(with = "hex::one")]
    pub improved: Rgb,
    /// A worsening with evidence.
    #[serde(with = "hex::one")]
    pub worsened: Rgb,
    /// Tints of a heat table from far below target to far above.
    #[serde(with = "hex::four")]
    pub heat: [Rgb; 4],
}

/// Type sizes in points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeScale {
    /// The score.
    pub display: f32,
    /// The name.
    pub title: f32,
    /// Section headings.
    pub heading: f32,
    /// Figure titles.
    pub subheading: f32,
    /// Findings.
    pub lead: f32,
    /// Text and table cells.
    pub body: f32,
    /// Captions, table headings, running lines.
    pub small: f32,
    /// Line height as a multiple of the size.
    pub leading: f32,
    /// The same in languages written in letters: they leave more white than characters that
    /// fill a square.
    pub leading_letters: f32,
    /// How large a point is on the screen, in rem.
    pub screen: f32,
}

/// Size of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// 210 × 297 mm.
    A4,
    /// 8½ × 11 in.
    Letter,
}

impl Sheet {
    /// Width and height in points.
    pub fn size(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.28, 841.89),
            Self::Letter => (612.0, 792.0),
        }
    }
}

/// Page size and margins in points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Width of the sheet.
    pub width: f32,
    /// Height of the sheet.
    pub height: f32,
    /// Left and right margin.
    pub side: f32,
    /// Top margin, with the running head in it.
    pub top: f32,
    /// Bottom margin, with the running foot in it.
    pub bottom: f32,
    /// The grid that spacing keeps to.
    pub unit: f32,
}

impl Theme {
    /// The theme with another accent; its paler shades follow from it, and so does a
    /// counterpart that is legible on the dark screen.
    #[must_use]
    pub fn with_accent(mut self, accent: Rgb) -> Self {
        self.light.accent = accent;
        self.light.accent_soft = blend(accent, self.light.paper, 0.46);
        self.light.band = blend(accent, self.light.paper, 0.10);
        let lighter = blend(accent, [255, 255, 255], 0.55);
        self.dark.accent = legible(lighter, self.dark.paper);
        self.dark.accent_soft = blend(accent, self.dark.paper, 0.60);
        self.dark.band = blend(accent, self.dark.paper, 0.25);
        self
    }

    /// The theme for texts in letters.
    #[must_use]
    pub fn for_letters(mut self) -> Self {
        self.type_scale.leading = self.type_scale.leading_letters;
        self
    }

    /// The theme on another size of paper, with the same margins.
    #[must_use]
    pub fn on(mut self, sheet: Sheet) -> Self {
        (self.page.width, self.page.height) = sheet.size();
        self
    }
}

/// A colour as `#0b5c8a`.
pub fn parse_colour(text: &str) -> Option<Rgb> {
    hex::parse(text)
}

/// `share` of `colour` over `ground`.
pub fn blend(colour: Rgb, ground: Rgb, share: f32) -> Rgb {
    std::array::from_fn(|part| {
        let mixed = f32::from(colour[part]) * share + f32::from(ground[part]) * (1.0 - share);
        mixed.round() as u8
    })
}
