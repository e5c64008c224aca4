//! Design tokens: colours, type scale and spacing, shared by screen, page and charts.
//!
//! One accent belongs to the organisation; the others keep a packet readable in
//! greyscale. Sizes are in points on a 4 pt grid. A workspace changes tokens in
//! `scorepack.yaml` under `theme`.

use serde::Serialize;

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// All tokens.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Colours {
    /// Background.
    pub paper: Rgb,
    /// Main text, strong rules.
    pub text: Rgb,
    /// Secondary text.
    pub muted: Rgb,
    /// Thin rules, grid lines.
    pub rule: Rgb,
    /// The organisation's colour: lines, bars, the grade.
    pub accent: Rgb,
    /// The accent, paler: bars below target.
    pub accent_soft: Rgb,
    /// Interval bands.
    pub band: Rgb,
    /// Reference lines: the team.
    pub reference: Rgb,
    /// An improvement with evidence.
    pub improved: Rgb,
    /// A worsening with evidence.
    pub worsened: Rgb,
    /// Tints of a heat table from far below target to far above.
    pub heat: [Rgb; 4],
}

/// Type sizes in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
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
}

/// Page size and margins in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
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

impl Default for Theme {
    fn default() -> Self {
        Self {
            light: Colours {
                paper: [255, 255, 255],
                text: [27, 39, 51],
                muted: [89, 103, 117],
                rule: [217, 223, 228],
                accent: [11, 92, 138],
                accent_soft: [143, 179, 199],
                band: [232, 241, 246],
                reference: [159, 176, 189],
                improved: [22, 112, 79],
                worsened: [176, 66, 31],
                heat: [
                    [246, 214, 202],
                    [251, 236, 229],
                    [228, 240, 246],
                    [198, 222, 235],
                ],
            },
            dark: Colours {
                paper: [19, 26, 33],
                text: [227, 233, 238],
                muted: [154, 167, 179],
                rule: [51, 63, 74],
                accent: [104, 178, 220],
                accent_soft: [58, 104, 132],
                band: [28, 48, 61],
                reference: [98, 114, 128],
                improved: [92, 190, 148],
                worsened: [232, 138, 104],
                heat: [[92, 46, 30], [62, 41, 34], [30, 50, 62], [32, 70, 92]],
            },
            type_scale: TypeScale {
                display: 43.0,
                title: 19.0,
                heading: 11.0,
                subheading: 8.5,
                lead: 9.2,
                body: 8.0,
                small: 7.5,
                leading: 1.5,
            },
            page: Page {
                width: 595.28,
                height: 841.89,
                side: 40.0,
                top: 48.0,
                bottom: 48.0,
                unit: 4.0,
            },
        }
    }
}

impl Theme {
    /// The theme with another accent; its paler shades follow from it.
    #[must_use]
    pub fn with_accent(mut self, accent: Rgb) -> Self {
        self.light.accent = accent;
        self.light.accent_soft = blend(accent, self.light.paper, 0.46);
        self.light.band = blend(accent, self.light.paper, 0.10);
        self.dark.accent = blend(accent, [255, 255, 255], 0.55);
        self.dark.accent_soft = blend(accent, self.dark.paper, 0.60);
        self.dark.band = blend(accent, self.dark.paper, 0.25);
        self
    }
}

/// `share` of `colour` over `ground`.
pub fn blend(colour: Rgb, ground: Rgb, share: f32) -> Rgb {
    std::array::from_fn(|part| {
        let mixed = f32::from(colour[part]) * share + f32::from(ground[part]) * (1.0 - share);
        mixed.round() as u8
    })
}
