//! What readers notice about the drawings.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::sync::LazyLock;

use super::canvas::{Rgb, Stroke, TextStyle};
use super::svg::to_svg;
use super::*;
use crate::compose::chart_spec::{
    Bar, FunnelChart, FunnelLimit, FunnelPoint, GroupBars, RoutineLimits, Sparkline, TrendChart,
};

/// Reading the faces takes longer than any drawing.
static TYPEFACES: LazyLock<Typefaces> = LazyLock::new(|| Typefaces::embedded().unwrap());

/// What a figure drew, for questions about it.
#[derive(Default)]
struct Record {
    lines: Vec<(Vec<(f32, f32)>, Stroke)>,
    texts: Vec<(f32, f32, TextStyle, String)>,
    dots: usize,
    polygons: usize,
}

impl Canvas for Record {
    fn fill_rectangle(&mut self, _: f32, _: f32, _: f32, _: f32, _: Rgb) {}
    fn polyline(&mut self, points: &[(f32, f32)], stroke: Stroke) {
        self.lines.push((points.to_vec(), stroke));
    }
    fn polygon(&mut self, _: &[(f32, f32)], _: Rgb) {
        self.polygons += 1;
    }
    fn circle(&mut self, _: (f32, f32), _: f32, _: Rgb) {
        self.dots += 1;
    }
    fn text(&mut self, x: f32, y: f32, style: TextStyle, text: &str) {
        self.texts.push((x, y, style, text.to_owned()));
    }
}

const FRAME: Frame = Frame {
    x: 30.0,
    y: 40.0,
    width: 240.0,
    height: 112.0,
};

fn record(spec: &ChartSpec) -> Record {
    let mut record = Record::default();
    draw(spec, &mut record, &TYPEFACES, &Theme::default(), FRAME).unwrap();
    record
}

fn periods(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("2026-{:02}", at + 1)).collect()
}

fn trend(values: &[Option<f64>], target: f64, reference: f64) -> TrendChart {
    let near = |by: f64| values.iter().map(|value| value.map(|v| v + by)).collect();
    TrendChart {
        alternative: "NPS from 25 to 52 <\"25 & more\">".to_owned(),
        periods: periods(values.len()),
        values: values.to_vec(),
        low: near(-3.0),
        high: near(3.0),
        reference: vec![Some(reference); values.len()],
        reference_label: "团队中位数".to_owned(),
        target: Some(target),
        target_label: "目标".to_owned(),
        value_label: "1,234,567 元".to_owned(),
        decimals: 0,
        bounds: (None, None),
        ..TrendChart::default()
    }
}

#[test]
fn limits_of_routine_variation_are_dotted_lines_with_their_names_and_signals_have_rings() {
    let values: Vec<_> = (0..13).map(|at| Some(40.0 + f64::from(at % 3))).collect();
    let mut chart = trend(&values, 41.0, 40.5);
    let plain = record(&ChartSpec::Trend(chart.clone()));
    chart.limits = Some(RoutineLimits {
        low: Some(36.5),
        high: Some(45.5),
        low_label: "控制下限".to_owned(),
        high_label: "控制上限".to_owned(),
    });
    chart.signals = (0..13).map(|at| at == 4).collect();
    let drawn = record(&ChartSpec::Trend(chart.clone()));
    assert_labels_are_clear(&drawn);
    assert_eq!(drawn.texts.len(), plain.texts.len() + 2);
    let dotted = |record: &Record| record.lines.iter().filter(|l| l.1.dash.is_some()).count();
    assert_eq!(dotted(&drawn), dotted(&plain) + 2);
    assert_eq!(drawn.dots, plain.dots + 2, "a ring is two discs");
    // A limit that would press the values flat is left out with its name.
    chart.limits = Some(RoutineLimits {
        high: Some(9e9),
        ..chart.limits.unwrap_or_default()
    });
    let drawn = record(&ChartSpec::Trend(chart));
    let texts: Vec<&str> = drawn.texts.iter().map(|text| text.3.as_str()).collect();
    assert!(
        texts.contains(&"控制下限") && !texts.contains(&"控制上限"),
        "{texts:?}"
    );
}

/// Left, top, right and bottom of each text.
fn boxes(record: &Record) -> Vec<[f32; 4]> {
    let measured = |(x, y, style, text): &(f32, f32, TextStyle, String)| {
        let width = TYPEFACES.width(style.weight, style.size, text);
        // The height of digits and capitals; that is what may not touch.
        [*x, y - style.size * 0.74, x + width, *y]
    };
    record.texts.iter().map(measured).collect()
}

fn assert_labels_are_clear(record: &Record) {
    let boxes = boxes(record);
    for (at, one) in boxes.iter().enumerate() {
        assert!(one[0] >= FRAME.x - 0.1, "{:?}", record.texts[at]);
        assert!(one[1] >= FRAME.y - 0.1, "{:?}", record.texts[at]);
        assert!(
            one[2] <= FRAME.x + FRAME.width + 0.1,
            "{:?}",
            record.texts[at]
        );
        assert!(
            one[3] <= FRAME.y + FRAME.height + 0.1,
            "{:?}",
            record.texts[at]
        );
        for (other_at, other) in boxes.iter().enumerate().skip(at + 1) {
            let apart = one[2] <= other[0]
                || other[2] <= one[0]
                || one[3] <= other[1]
                || other[3] <= one[1];
            assert!(apart, "{:?} {:?}", record.texts[at], record.texts[other_at]);
        }
    }
}

#[test]
fn labels_keep_clear_of_one_another_wherever_the_lines_end() {
    for target in [-60.0, 0.0, 49.0, 50.0, 52.0, 1e6] {
        for reference in [-500.0, 50.0, 51.0] {
            let values: Vec<_> = (0..13).map(|at| Some(40.0 + f64::from(at))).collect();
            let chart = trend(&values, target, reference);
            assert_labels_are_clear(&record(&ChartSpec::Trend(chart)));
        }
    }
}

#[test]
fn unusual_series_are_drawn_without_a_fuss() {
    let huge = [Some(1_234_567.0), Some(9_876_543.0)];
    let broken = [Some(f64::NAN), Some(f64::INFINITY), Some(1.0)];
    for values in [
        &[Some(3.0)][..],
        &[None; 13],
        &[Some(7.0); 13],
        &huge,
        &broken,
        &[],
    ] {
        let mut chart = trend(values, 7.0, 7.0);
        assert_labels_are_clear(&record(&ChartSpec::Trend(chart.clone())));
        chart.target = None;
        chart.reference = vec![None; values.len()];
        chart.bounds = (Some(0.0), Some(100.0));
        assert_labels_are_clear(&record(&ChartSpec::Trend(chart.clone())));
    }
}

#[test]
fn a_gap_in_the_values_stays_a_gap() {
    let values = [
        Some(1.0),
        Some(2.0),
        None,
        Some(4.0),
        Some(5.0),
        None,
        Some(3.0),
    ];
    let record = record(&ChartSpec::Trend(trend(&values, 3.0, 2.0)));
    let accent = Theme::default().light.accent;
    let value_lines: Vec<_> = record
        .lines
        .iter()
        .filter(|(_, stroke)| stroke.colour == accent)
        .map(|(points, _)| points.len())
        .collect();
    assert_eq!(
        value_lines,
        [2, 2],
        "two stretches; the last period stands alone"
    );
    assert_eq!(record.dots, 5);
    assert_eq!(record.polygons, 3, "the band has the same gaps");
}

#[test]
fn only_the_target_is_dashed() {
    let values = [Some(1.0), Some(2.0)];
    let record = record(&ChartSpec::Trend(trend(&values, 3.0, 2.0)));
    let dashed = record
        .lines
        .iter()
        .filter(|(_, stroke)| stroke.dash.is_some());
    assert_eq!(dashed.count(), 1);
}

#[test]
fn a_value_of_an_earlier_period_does_not_pass_for_the_last_one() {
    let record = record(&ChartSpec::Trend(trend(&[Some(1.0), None], 3.0, 2.0)));
    assert!(
        record
            .texts
            .iter()
            .all(|(.., text)| !text.contains("1,234,567"))
    );
}

#[test]
fn long_group_names_are_shortened_not_run_over() {
    let bar = |label: &str, value| Bar {
        label: label.to_owned(),
        value,
        value_label: value.map_or("—".to_owned(), |value: f64| format!("{value:.1}")),
        remark: "weight 30".to_owned(),
    };
    let record = record(&ChartSpec::GroupBars(GroupBars {
        alternative: String::new(),
        bars: vec![
            bar(
                "Teamwork, learning and everything else that matters",
                Some(131.0),
            ),
            bar("Delivery", Some(-4.0)),
            bar("Quality", None),
        ],
        target: 100.0,
        maximum: 125.0,
    }));
    assert_labels_are_clear(&record);
    assert!(record.texts[0].3.ends_with('…'), "{:?}", record.texts[0]);
}

#[test]
fn a_sparkline_marks_its_last_point_only_if_the_last_period_has_a_value() {
    let dots = |values: &[Option<f64>]| {
        record(&ChartSpec::Sparkline(Sparkline {
            alternative: String::new(),
            values: values.to_vec(),
            target: Some(2.0),
        }))
        .dots
    };
    assert_eq!(dots(&[Some(1.0), Some(2.0), Some(3.0)]), 1);
    assert_eq!(dots(&[Some(1.0), Some(2.0), None]), 0);
    assert_eq!(dots(&[None, None]), 0);
}

fn svg(spec: &ChartSpec) -> String {
    to_svg(spec, &TYPEFACES, &Theme::default(), 240.0, 112.0).unwrap()
}

#[test]
fn an_svg_is_well_formed_and_says_what_it_shows() {
    let mut chart = trend(&[Some(1.0), Some(2.0), None], 3.0, 2.0);
    chart.target_label = "a < b & \"c\"".to_owned();
    chart.alternative.push('\u{1}');
    let markup = svg(&ChartSpec::Trend(chart));
    let document = roxmltree::Document::parse(&markup).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    assert_eq!(
        root.attribute("aria-label"),
        Some("NPS from 25 to 52 <\"25 & more\">")
    );
    let mut texts = root.descendants().filter_map(|node| node.text());
    assert!(texts.any(|text| text == "a < b & \"c\""));
}

#[test]
fn colours_follow_the_theme_so_that_a_dark_screen_needs_no_other_drawing() {
    let markup = svg(&ChartSpec::Trend(trend(&[Some(1.0), Some(2.0)], 3.0, 2.0)));
    assert!(markup.contains("class=\"line-accent\""));
    assert!(markup.contains("class=\"fill-band\""));
    assert!(!markup.contains('#'), "no literal colours: {markup}");
}

#[test]
fn the_same_chart_gives_the_same_bytes() {
    let spec = ChartSpec::Trend(trend(&[Some(1.0), Some(2.5), Some(2.0)], 3.0, 2.0));
    assert_eq!(svg(&spec), svg(&spec));
}

#[test]
fn a_frame_without_room_is_refused() {
    let spec = ChartSpec::Trend(trend(&[Some(1.0)], 3.0, 2.0));
    for (width, height) in [(0.0, 112.0), (240.0, -1.0), (f32::NAN, 112.0)] {
        let error = to_svg(&spec, &TYPEFACES, &Theme::default(), width, height).unwrap_err();
        assert_eq!(error.code, "chart-error");
    }
}

#[test]
fn a_funnel_names_only_points_beyond_its_limits_and_its_labels_keep_clear() {
    let limits = (1..=20_u32).map(|step| {
        let n = f64::from(step * 10);
        let half = 100.0 / n.sqrt();
        FunnelLimit {
            n,
            inner_low: 80.0 - half,
            inner_high: (80.0 + half).min(100.0),
            outer_low: 80.0 - 1.6 * half,
            outer_high: (80.0 + 1.6 * half).min(100.0),
        }
    });
    let point = |n: f64, value: f64, label: &str| FunnelPoint {
        n,
        value,
        beyond: !label.is_empty(),
        label: label.to_owned(),
    };
    let mut chart = FunnelChart {
        alternative: "Funnel".to_owned(),
        limits: limits.collect(),
        least: 20.0,
        centre: 80.0,
        centre_label: "80.0%".to_owned(),
        inner_label: "95% limits".to_owned(),
        outer_label: "99.8% limits".to_owned(),
        abscissa: "records".to_owned(),
        bounds: (Some(0.0), Some(100.0)),
        ..FunnelChart::default()
    };
    let plain = record(&ChartSpec::Funnel(chart.clone()));
    chart.points = vec![
        point(150.0, 60.0, "Zhang Wenhan"),
        point(150.0, 61.0, "欧阳文涵"),
        point(
            190.0,
            99.0,
            "Somebody whose name is longer than the chart is wide",
        ),
        point(60.0, 82.0, ""),
    ];
    let drawn = record(&ChartSpec::Funnel(chart.clone()));
    assert_labels_are_clear(&drawn);
    assert_eq!(drawn.dots, 4);
    assert_eq!(drawn.texts.len(), plain.texts.len() + 3);
    // Where there is no room for all names, some are left out rather than squeezed.
    chart.points = (0..60_u32)
        .map(|at| {
            point(
                150.0 + f64::from(at % 7),
                40.0 + f64::from(at % 5),
                "Li Ming",
            )
        })
        .collect();
    assert_labels_are_clear(&record(&ChartSpec::Funnel(chart)));
}
