//! Every kind of chart as its reader sees it: drawings that are compared with those in
//! `tests/charts`, byte by byte, and that read without colour.
//!
//! `SCOREPACK_BLESS=1 cargo test charts::` writes them anew; look at each before you
//! commit it.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use scorepack::chart::svg::to_svg;
use scorepack::compose::chart_spec::*;
use scorepack::theme::{Rgb, Theme};
use scorepack::typeface::Typefaces;

fn text(text: &str) -> String {
    text.to_owned()
}

fn trend() -> ChartSpec {
    let values = [
        88.0,
        91.0,
        87.5,
        90.0,
        f64::NAN,
        92.0,
        89.0,
        93.5,
        95.0,
        91.0,
        94.0,
        96.0,
        71.0,
    ];
    let values: Vec<Option<f64>> = (values.iter())
        .map(|value| Some(*value).filter(|value| value.is_finite()))
        .collect();
    let near = |by: f64| values.iter().map(|value| value.map(|v| v + by)).collect();
    ChartSpec::Trend(TrendChart {
        alternative: text("On-time delivery, 13 months, 71.0% in October 2026, target 90%"),
        periods: (0..13)
            .map(|at| format!("{}-{:02}", 2025 + (at + 9) / 12, (at + 9) % 12 + 1))
            .collect(),
        low: near(-7.0),
        high: near(4.0),
        reference: vec![Some(86.0); 13],
        reference_label: text("team"),
        target: Some(90.0),
        target_label: text("target 90%"),
        value_label: text("71.0%"),
        decimals: 0,
        bounds: (Some(0.0), Some(100.0)),
        limits: Some(RoutineLimits {
            low: Some(80.2),
            high: None,
            low_label: text("routine from"),
            high_label: text("routine to"),
        }),
        signals: (0..13).map(|at| at == 12).collect(),
        values,
    })
}

fn group_bars() -> ChartSpec {
    let bar = |label: &str, value: f64, remark: &str| Bar {
        label: text(label),
        value: Some(value),
        value_label: format!("{value:.1}"),
        remark: text(remark),
    };
    ChartSpec::GroupBars(GroupBars {
        alternative: text("Points by group: delivery 112.4, satisfaction 91.0, quality 64.2"),
        bars: vec![
            bar("Delivery", 112.4, "weight 40"),
            bar("Satisfaction", 91.0, "weight 35"),
            bar("Quality", 64.2, "weight 25"),
        ],
        target: 100.0,
        maximum: 120.0,
    })
}

fn sparkline() -> ChartSpec {
    ChartSpec::Sparkline(Sparkline {
        alternative: text("NPS: 20, 35, —, 41, 52"),
        values: vec![Some(20.0), Some(35.0), None, Some(41.0), Some(52.0)],
        target: Some(45.0),
    })
}

fn funnel() -> ChartSpec {
    let limit = |step: u32| {
        let n = f64::from(1 + step * 5);
        let reach = 80.0 / n.sqrt();
        FunnelLimit {
            n,
            inner_low: (80.0 - reach).max(0.0),
            inner_high: (80.0 + reach).min(100.0),
            outer_low: (80.0 - 1.6 * reach).max(0.0),
            outer_high: (80.0 + 1.6 * reach).min(100.0),
        }
    };
    let point = |n: f64, value: f64, label: &str| FunnelPoint {
        n,
        value,
        beyond: !label.is_empty(),
        label: text(label),
    };
    ChartSpec::Funnel(FunnelChart {
        alternative: text("One of six members lies beyond the limits of chance: 李晓"),
        points: vec![
            point(118.0, 84.0, ""),
            point(96.0, 62.0, "李晓"),
            point(80.0, 79.0, ""),
            point(64.0, 88.0, ""),
            point(40.0, 70.0, ""),
            point(22.0, 91.0, ""),
        ],
        least: 22.0,
        limits: (0..26).map(limit).collect(),
        centre: 80.0,
        centre_label: text("全体 80.0%"),
        inner_label: text("95% 界限"),
        outer_label: text("99.8% 界限"),
        abscissa: text("记录条数"),
        decimals: 0,
        bounds: (Some(0.0), Some(100.0)),
    })
}

fn dots() -> ChartSpec {
    let row = |label: &str, values: &[(&str, f64)], median: f64| DotRow {
        label: text(label),
        dots: values
            .iter()
            .map(|(label, value)| Dot {
                value: *value,
                label: text(label),
            })
            .collect(),
        median: Some(median),
        median_label: format!("中位数 {median:.1}"),
    };
    let names = ["陈静", "李晓", "王磊", "赵敏", "孙强", "周婷"];
    let with = |values: [f64; 6]| names.into_iter().zip(values).collect::<Vec<_>>();
    ChartSpec::Dots(DotPlot {
        alternative: text("成员得分：中位数 91.0，最低 72.4（孙强），最高 104.2（陈静）"),
        rows: vec![
            row("得分", &with([104.2, 92.0, 91.0, 91.0, 72.4, 88.1]), 91.0),
            row(
                "按时交付率",
                &with([111.0, 108.0, 100.0, 97.5, 40.0, 88.0]),
                98.8,
            ),
            row(
                "NPS",
                &with([120.0, 61.0, 118.0, 100.0, 99.0, 101.0]),
                100.5,
            ),
        ],
        target: Some(100.0),
        target_label: text("目标 100"),
        decimals: 0,
        bounds: (Some(0.0), None),
    })
}

fn distribution() -> ChartSpec {
    let bar = |label: &str, count: u32, share: f64, reference: f64| ShareBar {
        label: text(label),
        share,
        share_label: format!("{count} · {share:.0}%"),
        reference: Some(reference),
        reference_label: format!("reference {reference:.0}%"),
    };
    ChartSpec::Distribution(DistributionChart {
        alternative: text("Grades of 30 people: S 4, A 6, B 17, C and D 3"),
        bars: vec![
            bar("S", 4, 13.3, 10.0),
            bar("A", 6, 20.0, 20.0),
            bar("B", 17, 56.7, 60.0),
            bar("C + D", 3, 10.0, 10.0),
        ],
    })
}

fn waterfall() -> ChartSpec {
    let end = |label: &str, value: f64| WaterfallEnd {
        label: text(label),
        value,
        value_label: format!("{value:.1}"),
    };
    let step = |label: &str, amount: f64, amount_label: &str| WaterfallStep {
        label: text(label),
        amount,
        amount_label: text(amount_label),
    };
    ChartSpec::Waterfall(Waterfall {
        alternative: text("From 78.2 in September to 84.6 in October 2026"),
        from: end("September 2026", 78.2),
        steps: vec![
            step("On-time delivery", 5.1, "+5.1"),
            step("NPS", 3.0, "+3.0"),
            step("Newly counted: training", -1.1, "−1.1"),
            step("Changed definitions", -0.9, "−0.9"),
            step("4 other items", 0.3, "+0.3"),
        ],
        to: end("October 2026", 84.6),
    })
}

fn slope() -> ChartSpec {
    let line = |label: &str, from: f64, to: f64| SlopeLine {
        label: text(label),
        from,
        from_label: format!("{from:.1}"),
        to,
        to_label: format!("{to:.1}"),
    };
    ChartSpec::Slope(SlopeChart {
        alternative: text("Scores of five teams, September and October 2026"),
        from_label: text("September 2026"),
        to_label: text("October 2026"),
        lines: vec![
            line("Implementation East", 81.0, 88.2),
            line("Implementation North", 80.6, 79.9),
            line("Service", 92.4, 88.5),
            line("Presales", 74.0, 81.3),
            line("售前二组", 74.1, 74.1),
        ],
    })
}

/// Name, chart, width and height as packets show it.
fn charts() -> Vec<(&'static str, ChartSpec, f32, f32)> {
    vec![
        ("trend", trend(), 244.0, 112.0),
        ("group-bars", group_bars(), 264.0, 48.0),
        ("sparkline", sparkline(), 66.0, 16.0),
        ("funnel", funnel(), 244.0, 132.0),
        ("dots", dots(), 300.0, 94.0),
        ("distribution", distribution(), 244.0, 56.0),
        ("waterfall", waterfall(), 264.0, 84.0),
        ("slope", slope(), 300.0, 120.0),
    ]
}

#[test]
fn every_chart_looks_as_it_did() {
    let typefaces = Typefaces::embedded().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/charts");
    let mut names = Vec::new();
    for (name, spec, width, height) in charts() {
        let made = to_svg(&spec, &typefaces, &Theme::default(), width, height).unwrap() + "\n";
        let golden = folder.join(format!("{name}.svg"));
        if std::env::var_os("SCOREPACK_BLESS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&golden, &made).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        assert!(
            made == expected,
            "{name} is drawn otherwise; see the head of this file"
        );
        names.push(format!("{name}.svg"));
    }
    let there = fs::read_dir(&folder).unwrap();
    let mut there: Vec<String> = there
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    there.sort();
    assert_eq!(there, names, "a drawing without a chart");
}

/// Luminance as the eye weighs colours, 0 to 255.
fn grey([red, green, blue]: Rgb) -> f32 {
    0.2126 * f32::from(red) + 0.7152 * f32::from(green) + 0.0722 * f32::from(blue)
}

#[test]
fn the_colours_of_data_stay_apart_from_paper_in_greyscale() {
    let colours = Theme::default().light;
    // Marks that carry data, each against what it lies on.
    let pairs = BTreeMap::from([
        ("a line of values on paper", (colours.accent, colours.paper)),
        (
            "a line of values on its band",
            (colours.accent, colours.band),
        ),
        ("a bar on paper", (colours.accent_soft, colours.paper)),
        (
            "the mark of a reference on a bar",
            (colours.text, colours.accent_soft),
        ),
        ("a gain on paper", (colours.improved, colours.paper)),
        ("a loss on paper", (colours.worsened, colours.paper)),
        ("a label on paper", (colours.muted, colours.paper)),
    ]);
    for (what, (ink, ground)) in pairs {
        let apart = (grey(ink) - grey(ground)).abs();
        assert!(apart > 55.0, "{what}: {apart} of 255");
    }
}

#[test]
fn every_chart_has_a_text_alternative_and_type_that_can_be_read_in_print() {
    let typefaces = Typefaces::embedded().unwrap();
    for (name, spec, width, height) in charts() {
        let svg = to_svg(&spec, &typefaces, &Theme::default(), width, height).unwrap();
        let document = roxmltree::Document::parse(&svg).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"), "{name}");
        assert_eq!(
            root.attribute("aria-label"),
            Some(spec.alternative()),
            "{name}"
        );
        let texts = root.descendants().filter(|node| node.has_tag_name("text"));
        for node in texts {
            let size: f32 = node.attribute("font-size").unwrap().parse().unwrap();
            assert!(size >= 6.5, "{name}: {size} pt");
        }
    }
}
