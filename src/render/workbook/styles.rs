//! Formats of cells: how numbers are shown, and tints that words or marks stand beside.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatAlign, FormatBorder,
};

use crate::compose::sheet::Style;
use crate::locale::Language;
use crate::score::Grade;
use crate::theme::{Rgb, Theme};

/// Whether a value reached its target, where it is scored.
type Reached = Option<bool>;

/// Every format that cells may have, made once.
pub(super) struct Styles {
    head: BTreeMap<bool, Format>,
    text: BTreeMap<bool, Format>,
    plain: BTreeMap<Style, Format>,
    measured: BTreeMap<(Style, Reached, bool), Format>,
    grades: Vec<ConditionalFormatCell>,
    /// Where a style has no format of its own.
    base: Format,
}

/// Decimals that a number may show.
const DECIMALS: std::ops::RangeInclusive<u8> = 0..=6;

impl Styles {
    pub(super) fn new(theme: &Theme, language: Language) -> Self {
        let base = base(language);
        let colours = &theme.light;
        let head = base
            .clone()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter)
            .set_font_color(colour(colours.text))
            .set_background_color(colour(colours.band))
            .set_border_bottom(FormatBorder::Medium)
            .set_border_bottom_color(colour(colours.accent));
        let right = head.clone().set_align(FormatAlign::Right);
        let head = head.set_align(FormatAlign::Left).set_indent(1);
        // A text stands off from the number before it.
        let text = base.clone().set_align(FormatAlign::Left).set_indent(1);
        let prose = text.clone().set_text_wrap();
        let mut styles = Self {
            head: BTreeMap::from([(false, head), (true, right)]),
            text: BTreeMap::from([(false, text), (true, prose)]),
            plain: BTreeMap::new(),
            measured: BTreeMap::new(),
            grades: grades(theme),
            base: base.clone(),
        };
        let date = base.clone().set_num_format("yyyy-mm-dd");
        let date = date.set_align(FormatAlign::Left).set_indent(1);
        styles.plain.insert(Style::Date, date);
        let numbers: [fn(u8) -> Style; 3] = [Style::Number, Style::Signed, Style::Percent];
        let all = numbers.iter().flat_map(|style| DECIMALS.map(*style));
        for style in all {
            let format = base.clone().set_num_format(number_format(style, ""));
            styles.plain.insert(style, format);
            for (reached, mark, tint) in [
                (None, "_ _W", None),
                (Some(true), "\" ✓\"", Some(colours.heat[2])),
                (Some(false), "\" ✗\"", Some(colours.heat[0])),
            ] {
                let format = base.clone().set_num_format(number_format(style, mark));
                let format = match tint {
                    Some(tint) => format.set_background_color(colour(tint)),
                    None => format,
                };
                let provisional = format.clone().set_italic();
                styles.measured.insert((style, reached, false), format);
                styles.measured.insert((style, reached, true), provisional);
            }
        }
        styles
    }

    /// Of a heading; above numbers it stands at the right as they do.
    pub(super) fn head(&self, style: Style) -> &Format {
        let number = matches!(
            style,
            Style::Number(_) | Style::Signed(_) | Style::Percent(_)
        );
        self.head.get(&number).unwrap_or(&self.base)
    }

    /// Of a text.
    pub(super) fn text(&self, style: Style) -> &Format {
        let prose = style == Style::Prose;
        self.text.get(&prose).unwrap_or(&self.base)
    }

    /// Of a number or a day.
    pub(super) fn plain(&self, style: Style) -> &Format {
        self.plain.get(&within(style)).unwrap_or(&self.base)
    }

    /// Of a value of a KPI.
    pub(super) fn measured(&self, style: Style, reached: Reached, provisional: bool) -> &Format {
        let key = (within(style), reached, provisional);
        self.measured.get(&key).unwrap_or(&self.base)
    }

    /// The tints of grades, by their letters.
    pub(super) fn grades(&self) -> &[ConditionalFormatCell] {
        &self.grades
    }
}

/// The style with as many decimals as there are formats for.
fn within(style: Style) -> Style {
    let most = *DECIMALS.end();
    match style {
        Style::Number(decimals) => Style::Number(decimals.min(most)),
        Style::Signed(decimals) => Style::Signed(decimals.min(most)),
        Style::Percent(decimals) => Style::Percent(decimals.min(most)),
        other => other,
    }
}

fn base(language: Language) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    match language {
        // The default of spreadsheets outside China falls back to a serif for Chinese.
        Language::Zh => format.set_font_name("Microsoft YaHei").set_font_size(10),
        _ => format,
    }
}

/// `#,##0.0`, with a mark after every number.
fn number_format(style: Style, mark: &str) -> String {
    let digits = |decimals: u8| match decimals {
        0 => String::new(),
        _ => format!(".{}", "0".repeat(usize::from(decimals))),
    };
    match style {
        Style::Signed(decimals) => {
            let number = format!("#,##0{}", digits(decimals));
            format!("+{number}{mark};-{number}{mark};{number}{mark}")
        }
        Style::Percent(decimals) => format!("0{}%{mark}", digits(decimals)),
        Style::Number(decimals) => format!("#,##0{}{mark}", digits(decimals)),
        _ => "General".to_owned(),
    }
}

/// S and A blue, C and D orange: colours that nobody confuses, and the letter says it anyway.
fn grades(theme: &Theme) -> Vec<ConditionalFormatCell> {
    let [worst, bad, good, best] = theme.light.heat;
    let tints = [
        (Grade::S, best),
        (Grade::A, good),
        (Grade::C, bad),
        (Grade::D, worst),
    ];
    let rule = |(grade, tint): (Grade, Rgb)| {
        let format = Format::new().set_background_color(colour(tint));
        ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(grade.letter()))
            .set_format(format)
    };
    tints.map(rule).to_vec()
}

fn colour([red, green, blue]: Rgb) -> Color {
    Color::RGB(u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue))
}
