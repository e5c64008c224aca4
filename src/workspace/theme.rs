//! The look: built-in tokens, a workspace's own tokens, and the organisation's accent with
//! the shades that follow from it, each over the ones before; and the logo.
//!
//! `templates/theme.yaml` is the one source of tokens. A workspace's file of that name needs
//! only what differs. Text that would be hard to read is an error with the nearest colour
//! that passes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use super::check::Problems;
use super::raw::RawTheme;
use super::yaml;
use crate::diagnostic::Diagnostic;
use crate::theme::contrast::{LEAST, faint};
use crate::theme::logo::Logo;
use crate::theme::{Colours, Sheet, Theme, parse_colour};

/// The name of a workspace's own tokens below `templates/`.
pub const FILE: &str = "theme.yaml";

/// Its path in a workspace.
const PATH: &str = "templates/theme.yaml";

/// The built-in tokens, as written.
pub const BUILT_IN: &str = include_str!("../../templates/theme.yaml");

static DEFAULT: LazyLock<Theme> = LazyLock::new(|| {
    // A test proves that the built-in file fits.
    let blank = Theme {
        light: Colours::default(),
        dark: Colours::default(),
        type_scale: Default::default(),
        page: Default::default(),
    };
    yaml::read(PATH, BUILT_IN).value.unwrap_or(blank)
});

impl Default for Theme {
    /// The built-in tokens.
    fn default() -> Self {
        DEFAULT.clone()
    }
}

/// The theme and the logo of a workspace. Problems of `scorepack.yaml` go to `problems`,
/// those of other files to `found`.
pub(super) fn resolve(
    root: &Path,
    raw: &RawTheme,
    templates: &BTreeMap<String, String>,
    problems: &mut Problems<'_>,
    found: &mut Vec<Diagnostic>,
) -> (Theme, Option<Logo>) {
    let own = templates.get(FILE).map_or("", String::as_str);
    let document = yaml::read_over(PATH, own, &Theme::default());
    found.extend(document.problems);
    let mut theme = document.value.unwrap_or_default();
    if let Some(accent) = &raw.accent {
        match parse_colour(accent) {
            Some(colour) => theme = theme.with_accent(colour),
            None => problems
                .wrong_value("theme.accent", format!("`{accent}` is no colour"))
                .help("write it as \"#0b5c8a\""),
        }
    }
    match raw.page.as_deref() {
        None => {}
        Some("A4") => theme = theme.on(Sheet::A4),
        Some("Letter") => theme = theme.on(Sheet::Letter),
        Some(other) => problems
            .wrong_value("theme.page", format!("`{other}` is no size of paper"))
            .help("write `A4` or `Letter`"),
    }
    let mut checked = Problems::new(PATH, own);
    check_sizes(&theme, &mut checked);
    for (side, colours) in [("light", &theme.light), ("dark", &theme.dark)] {
        for pair in faint(colours) {
            let message = format!(
                "`{}` on `{}` of the {side} screen has a contrast of {:.2}:1; text needs {LEAST}:1",
                pair.text, pair.ground, pair.ratio
            );
            // Who wrote the accent in `scorepack.yaml` looks for it there.
            let given = raw.accent.is_some() && pair.text == "accent";
            let added = if given {
                problems.add("low-contrast", "theme.accent", message)
            } else {
                checked.add("low-contrast", &format!("{side}.{}", pair.text), message)
            };
            added.help(&format!(
                "the nearest colour that can be read is \"{}\"",
                pair.nearest
            ));
        }
    }
    found.extend(checked.into_diagnostics());
    let logo = raw
        .logo
        .as_deref()
        .and_then(|path| read_logo(root, path, problems));
    (theme, logo)
}

/// Sizes with which a page can still be laid out and read.
fn check_sizes(theme: &Theme, problems: &mut Problems<'_>) {
    let (sizes, page) = (&theme.type_scale, &theme.page);
    for (key, value, least, most) in [
        ("type_scale.display", sizes.display, 12.0, 96.0),
        ("type_scale.title", sizes.title, 8.0, 48.0),
        ("type_scale.heading", sizes.heading, 6.0, 36.0),
        ("type_scale.subheading", sizes.subheading, 6.0, 24.0),
        ("type_scale.lead", sizes.lead, 6.0, 24.0),
        ("type_scale.body", sizes.body, 6.0, 14.0),
        ("type_scale.small", sizes.small, 5.0, 12.0),
        ("type_scale.leading", sizes.leading, 1.0, 2.5),
        (
            "type_scale.leading_letters",
            sizes.leading_letters,
            1.0,
            2.5,
        ),
        ("type_scale.screen", sizes.screen, 0.06, 0.3),
        ("page.width", page.width, 400.0, 2000.0),
        ("page.height", page.height, 400.0, 3000.0),
        ("page.side", page.side, 10.0, 120.0),
        ("page.top", page.top, 40.0, 160.0),
        ("page.bottom", page.bottom, 40.0, 160.0),
        ("page.unit", page.unit, 2.0, 8.0),
    ] {
        if !(least..=most).contains(&value) {
            let message = format!("{value} is out of bounds");
            let hint = format!("write a number from {least} to {most}");
            problems.wrong_value(key, message).help(&hint);
        }
    }
}

fn read_logo(root: &Path, path: &str, problems: &mut Problems<'_>) -> Option<Logo> {
    let bytes = match std::fs::read(root.join(path)) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("`{path}` cannot be read: {error}");
            problems
                .add("missing-file", "theme.logo", message)
                .help("write the path of a PNG or SVG file, relative to the workspace");
            return None;
        }
    };
    match Logo::read(&bytes) {
        Ok(logo) => Some(logo),
        Err(unfit) => {
            let message = format!("`{path}` is no logo: {}", unfit.message);
            problems
                .add("wrong-logo", "theme.logo", message)
                .help(unfit.hint);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said about a workspace with this accent and these tokens.
    fn said(accent: Option<&str>, tokens: &str) -> (Theme, Vec<String>) {
        let raw = RawTheme {
            accent: accent.map(str::to_owned),
            ..RawTheme::default()
        };
        let templates = BTreeMap::from([(FILE.to_owned(), tokens.to_owned())]);
        let configuration = "theme:\n  accent: x\n";
        let mut problems = Problems::new("scorepack.yaml", configuration);
        let mut found = Vec::new();
        let (theme, _) = resolve(Path::new("."), &raw, &templates, &mut problems, &mut found);
        found.extend(problems.into_diagnostics());
        let line = |found: &Diagnostic| {
            format!(
                "{} {} {} {}",
                found.code, found.place, found.message, found.hint
            )
        };
        (theme, found.iter().map(line).collect())
    }

    #[test]
    fn the_built_in_tokens_are_complete_and_legible() {
        assert!(yaml::read::<Theme>(PATH, BUILT_IN).problems.is_empty());
        let (theme, problems) = said(None, "");
        assert_eq!(problems, [""; 0]);
        assert_eq!(theme, Theme::default());
        assert_eq!(theme.light.accent, [0x0b, 0x5c, 0x8a]);
    }

    #[test]
    fn a_workspace_writes_only_what_differs() {
        let (theme, problems) = said(
            Some("#7a1f5c"),
            "dark:\n  paper: \"#000000\"\ntype_scale: {body: 9}\n",
        );
        assert_eq!(problems, [""; 0]);
        assert_eq!(theme.dark.paper, [0, 0, 0]);
        assert!((theme.type_scale.body - 9.0).abs() < 1e-6);
        assert_eq!(theme.light.accent, [0x7a, 0x1f, 0x5c]);
        assert_eq!(theme.light.text, Theme::default().light.text);
    }

    #[test]
    fn unknown_tokens_and_wrong_values_are_all_told_with_their_line() {
        let (_, problems) = said(
            None,
            "light:\n  papr: \"#ffffff\"\n  text: black\ntype_scale:\n  body: 30\n  tiny: 4\n",
        );
        let wanted = [
            ("unknown-key templates/theme.yaml:2", "papr"),
            ("wrong-value templates/theme.yaml:3", "`black` is no colour"),
            ("unknown-key templates/theme.yaml:6", "tiny"),
            ("wrong-value templates/theme.yaml:5", "from 6 to 14"),
        ];
        assert_eq!(problems.len(), wanted.len(), "{problems:#?}");
        for ((place, words), problem) in wanted.into_iter().zip(&problems) {
            assert!(
                problem.starts_with(place) && problem.contains(words),
                "{problem}"
            );
        }
    }

    #[test]
    fn text_that_is_hard_to_read_is_told_with_its_ratio_and_the_nearest_colour() {
        // Contrast of #999999 on white is 2.85:1.
        let (_, problems) = said(None, "light:\n  muted: \"#999999\"\n");
        let [problem] = problems.as_slice() else {
            unreachable!("{problems:#?}");
        };
        assert!(
            problem.starts_with("low-contrast templates/theme.yaml:2"),
            "{problem}"
        );
        assert!(
            problem.contains("2.85:1") && problem.contains("\"#767676\""),
            "{problem}"
        );
    }

    #[test]
    fn a_pale_accent_is_told_where_it_stands() {
        let (_, problems) = said(Some("#ff8000"), "");
        let [problem] = problems.as_slice() else {
            unreachable!("{problems:#?}");
        };
        assert!(
            problem.starts_with("low-contrast scorepack.yaml:2"),
            "{problem}"
        );
        let nearest = problem.rsplit('"').nth(1).and_then(parse_colour);
        let (_, problems) = said(
            nearest
                .map(|[r, g, b]| format!("#{r:02x}{g:02x}{b:02x}"))
                .as_deref(),
            "",
        );
        assert_eq!(problems, [""; 0], "the colour proposed passes");
    }
}
