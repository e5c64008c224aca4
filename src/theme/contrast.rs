//! Contrast of text to what is behind it, by WCAG 2.2.
//!
//! Formulae: relative luminance and contrast ratio of
//! <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>. Only opaque colours.

use super::{Colours, Rgb, blend, hex};

/// The least contrast of text by WCAG AA.
pub const LEAST: f64 = 4.5;

/// Contrast of two colours, from 1 to 21.
pub fn ratio(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Rgb) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let share = f64::from(part) / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// `colour`, or the nearest shade or tint of it that can be read on `ground`.
pub fn legible(colour: Rgb, ground: Rgb) -> Rgb {
    const STEPS: u8 = 200;
    for step in 0..=STEPS {
        let kept = 1.0 - f32::from(step) / f32::from(STEPS);
        for end in [[0, 0, 0], [255, 255, 255]] {
            let mixed = blend(colour, end, kept);
            if ratio(mixed, ground) >= LEAST {
                return mixed;
            }
        }
    }
    // Black or white can be read on every ground; the loop ends with both.
    [0, 0, 0]
}

/// Text that is hard to read.
#[derive(Clone, Debug, PartialEq)]
pub struct Faint {
    /// Token of the text: `muted`.
    pub text: &'static str,
    /// Token of what is behind it: `paper`, `heat`.
    pub ground: &'static str,
    /// Their contrast.
    pub ratio: f64,
    /// The nearest colour for the text that passes, as `#0b5c8a`.
    pub nearest: String,
}

/// Every pair of text and ground below [`LEAST`].
pub fn faint(colours: &Colours) -> Vec<Faint> {
    let paper = ("paper", colours.paper);
    let on_paper = [
        ("text", colours.text),
        ("muted", colours.muted),
        ("accent", colours.accent),
        ("improved", colours.improved),
        ("worsened", colours.worsened),
    ];
    let on_tints = colours
        .heat
        .map(|tint| (("text", colours.text), ("heat", tint)));
    let pairs = on_paper.map(|text| (text, paper));
    pairs
        .into_iter()
        .chain(on_tints)
        .map(|((text, colour), (ground, behind))| Faint {
            text,
            ground,
            ratio: ratio(colour, behind),
            nearest: hex::write(legible(colour, behind)),
        })
        .filter(|pair| pair.ratio < LEAST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Theme;

    #[test]
    fn contrast_is_the_one_of_the_guidelines() {
        assert!((ratio([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 1e-9);
        assert!((ratio([9, 9, 9], [9, 9, 9]) - 1.0).abs() < 1e-9);
        // #767676 is the lightest grey that passes on white, #777777 the first that does not.
        assert!((ratio([0x76; 3], [255; 3]) - 4.54).abs() < 0.005);
        assert!((ratio([0x77; 3], [255; 3]) - 4.48).abs() < 0.005);
        assert!((ratio([255, 0, 0], [255; 3]) - 4.0).abs() < 0.005);
    }

    #[test]
    fn the_nearest_legible_colour_keeps_what_passes_and_changes_the_rest_little() {
        assert_eq!(legible([0x76; 3], [255; 3]), [0x76; 3]);
        let orange = legible([255, 128, 0], [255; 3]);
        let found = ratio(orange, [255; 3]);
        assert!((LEAST..LEAST + 0.1).contains(&found), "{orange:?} {found}");
        assert!(orange[0] > orange[1] && orange[1] > orange[2], "{orange:?}");
        for ground in [[255; 3], [0; 3], [128; 3], [19, 26, 33]] {
            for colour in [[200, 30, 90], [0; 3], [255; 3], [128; 3]] {
                assert!(ratio(legible(colour, ground), ground) >= LEAST);
            }
        }
    }

    #[test]
    fn every_accent_gets_a_dark_counterpart_that_can_be_read() {
        for accent in [[0, 0, 128], [0, 0, 0], [120, 0, 0], [11, 92, 138]] {
            let theme = Theme::default().with_accent(accent);
            assert!(
                ratio(theme.dark.accent, theme.dark.paper) >= LEAST,
                "{accent:?}"
            );
        }
    }
}
