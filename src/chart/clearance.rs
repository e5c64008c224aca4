//! What no label may do, for any data: lie on another label, on a dot, on a bar or on a line
//! of values, or leave its frame. Checked on random charts in random frames, the smallest
//! that a figure accepts included.
//!
//! Grid lines, bands, limits and the target are background; names within a funnel may cross
//! them. Sparklines have no labels.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::sync::LazyLock;

use proptest::prelude::*;

use super::canvas::{Rgb, Stroke, TextStyle};
use super::placement::{Extent, overlap};
use super::*;
use crate::compose::chart_spec::*;

/// Reading the faces takes longer than any drawing.
static TYPEFACES: LazyLock<Typefaces> = LazyLock::new(|| Typefaces::embedded().unwrap());

/// Everything that a figure drew.
#[derive(Default)]
struct Drawing {
    texts: Vec<(Extent, String)>,
    dots: Vec<Extent>,
    bars: Vec<Extent>,
    lines: Vec<(Vec<(f32, f32)>, Stroke)>,
    areas: Vec<Vec<(f32, f32)>>,
}

impl Canvas for Drawing {
    fn fill_rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, _: Rgb) {
        self.bars.push([x, y, x + width, y + height]);
    }
    fn polyline(&mut self, points: &[(f32, f32)], stroke: Stroke) {
        self.lines.push((points.to_vec(), stroke));
    }
    fn polygon(&mut self, points: &[(f32, f32)], _: Rgb) {
        self.areas.push(points.to_vec());
    }
    fn circle(&mut self, (x, y): (f32, f32), radius: f32, _: Rgb) {
        self.dots
            .push([x - radius, y - radius, x + radius, y + radius]);
    }
    fn text(&mut self, x: f32, y: f32, style: TextStyle, text: &str) {
        if text.is_empty() {
            return;
        }
        let width = TYPEFACES.width(style.weight, style.size, text);
        // The height of digits and capitals; that is what may not touch.
        let own = [x, y - style.size * 0.74, x + width, y];
        self.texts.push((own, text.to_owned()));
    }
}

/// Draws in a frame that is larger than the least by so much.
fn drawing(spec: &ChartSpec, (wider, higher): (f32, f32)) -> (Drawing, Frame) {
    let (width, height) = figure(spec).least_size();
    let frame = Frame {
        x: 30.0,
        y: 40.0,
        width: width + wider,
        height: height + higher,
    };
    let mut drawing = Drawing::default();
    draw(spec, &mut drawing, &TYPEFACES, &Theme::default(), frame).unwrap();
    (drawing, frame)
}

fn inside(own: &Extent, frame: Frame) -> bool {
    let slack = 0.15;
    own[0] >= frame.x - slack
        && own[1] >= frame.y - slack
        && own[2] <= frame.x + frame.width + slack
        && own[3] <= frame.y + frame.height + slack
}

/// The boxes of short pieces of a line, so that a slanted one is no large box.
fn pieces(points: &[(f32, f32)], width: f32) -> Vec<Extent> {
    let pair = |pair: &[(f32, f32)]| {
        let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
        let count = ((to_x - x).hypot(to_y - y) / 2.0).ceil().max(1.0) as usize;
        let at = move |step: usize| {
            let share = step as f32 / count as f32;
            (x + share * (to_x - x), y + share * (to_y - y))
        };
        (0..count)
            .map(move |step| {
                let (a, b) = (at(step), at(step + 1));
                // A line is wide across its direction only.
                let across = if a.1 == b.1 { 0.0 } else { width / 2.0 };
                let along = if a.0 == b.0 { 0.0 } else { width / 2.0 };
                [
                    a.0.min(b.0) - across,
                    a.1.min(b.1) - along,
                    a.0.max(b.0) + across,
                    a.1.max(b.1) + along,
                ]
            })
            .collect::<Vec<_>>()
    };
    points.windows(2).flat_map(pair).collect()
}

/// What is wrong with a drawing, if anything.
fn faults(drawing: &Drawing, frame: Frame) -> Vec<String> {
    let colours = Theme::default().light;
    let mut faults = Vec::new();
    let data = |stroke: &Stroke| [colours.accent, colours.text].contains(&stroke.colour);
    let strokes = drawing.lines.iter().filter(|(_, stroke)| data(stroke));
    let strokes: Vec<Extent> = strokes
        .flat_map(|(points, stroke)| pieces(points, stroke.width))
        .collect();
    let marks: [(&str, &[Extent]); 3] = [
        ("a dot", &drawing.dots),
        ("a bar", &drawing.bars),
        ("a line of values", &strokes),
    ];
    for (at, (own, text)) in drawing.texts.iter().enumerate() {
        if !inside(own, frame) {
            faults.push(format!("`{text}` leaves the frame: {own:?}"));
        }
        for (other, second) in &drawing.texts[at + 1..] {
            if overlap(own, other) {
                faults.push(format!("`{text}` and `{second}`: {own:?} {other:?}"));
            }
        }
        for (name, extents) in marks {
            if let Some(mark) = extents.iter().find(|mark| overlap(own, mark)) {
                faults.push(format!("`{text}` lies on {name}: {own:?} {mark:?}"));
            }
        }
    }
    for (name, extents) in marks {
        for mark in extents.iter().filter(|mark| !inside(mark, frame)) {
            faults.push(format!("{name} leaves the frame: {mark:?}"));
        }
    }
    let points = drawing.areas.iter().flatten();
    for (x, y) in points.chain(drawing.lines.iter().flat_map(|(points, _)| points)) {
        if !inside(&[*x, *y, *x, *y], frame) {
            faults.push(format!("a line or an area leaves the frame: {x} {y}"));
        }
    }
    faults
}

fn clear(spec: &ChartSpec, larger: (f32, f32)) -> Result<(), TestCaseError> {
    let (drawing, frame) = drawing(spec, larger);
    let faults = faults(&drawing, frame);
    prop_assert!(faults.is_empty(), "{faults:#?}\n{frame:?}");
    Ok(())
}

fn larger() -> impl Strategy<Value = (f32, f32)> {
    prop_oneof![Just((0.0, 0.0)), (0.0..180.0_f32, 0.0..120.0_f32)]
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "S",
        "NPS",
        "欧阳文涵",
        "按时交付率",
        "Zhang Wenhan",
        "Customer satisfaction after training",
        "A name that is longer than the chart is wide, whatever the chart, and then some more of it",
        "−12,345.6",
        "1,234,567 元",
    ])
    .prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => 0.0..100.0_f64,
        2 => Just(50.0),
        1 => -1e6..1e6_f64,
        1 => Just(0.0),
    ]
}

fn maybe() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        6 => value().prop_map(Some),
        2 => Just(None),
        1 => prop::sample::select(vec![Some(f64::NAN), Some(f64::INFINITY)]),
    ]
}

prop_compose! {
    fn trend()(
        count in 0..14_usize,
    )(
        values in prop::collection::vec(maybe(), count),
        low in prop::collection::vec(maybe(), count),
        high in prop::collection::vec(maybe(), count),
        reference in prop::collection::vec(maybe(), count),
        signals in prop::collection::vec(any::<bool>(), count),
        target in maybe(),
        limits in prop::option::of((maybe(), maybe())),
        labels in prop::array::uniform5(name()),
        decimals in 0..3_u8,
    ) -> TrendChart {
        let [reference_label, target_label, value_label, low_label, high_label] = labels;
        TrendChart {
            alternative: String::new(),
            periods: (0..values.len()).map(|at| format!("2026-{:02}", at + 1)).collect(),
            values,
            low,
            high,
            reference,
            reference_label,
            target,
            target_label,
            value_label,
            decimals,
            bounds: (None, None),
            limits: limits.map(|(low, high)| RoutineLimits { low, high, low_label, high_label }),
            signals,
        }
    }
}

fn funnel() -> impl Strategy<Value = FunnelChart> {
    let point = (1..400_u32, 0.0..=100.0_f64, any::<bool>(), name());
    let point = point.prop_map(|(n, value, beyond, label)| FunnelPoint {
        n: f64::from(n),
        value,
        beyond,
        label: if beyond { label } else { String::new() },
    });
    let points = prop::collection::vec(point, 1..40);
    let labels = prop::array::uniform4(name());
    (points, 0.0..=100.0_f64, labels).prop_map(|(points, centre, labels)| {
        let most = points
            .iter()
            .fold(1.0, |most: f64, point| most.max(point.n));
        let limit = |step: u32| {
            let n = 1.0 + f64::from(step) / 40.0 * (most * 1.1 - 1.0);
            let reach = 100.0 / n.sqrt();
            let within = |value: f64| value.clamp(0.0, 100.0);
            FunnelLimit {
                n,
                inner_low: within(centre - reach),
                inner_high: within(centre + reach),
                outer_low: within(centre - 1.6 * reach),
                outer_high: within(centre + 1.6 * reach),
            }
        };
        let [centre_label, inner_label, outer_label, abscissa] = labels;
        FunnelChart {
            alternative: String::new(),
            least: points.iter().fold(most, |least, point| least.min(point.n)),
            points,
            limits: (0..=40).map(limit).collect(),
            centre,
            centre_label,
            inner_label,
            outer_label,
            abscissa,
            decimals: 0,
            bounds: (Some(0.0), Some(100.0)),
        }
    })
}

fn group_bars() -> impl Strategy<Value = GroupBars> {
    let bar =
        (name(), maybe(), name(), name()).prop_map(|(label, value, value_label, remark)| Bar {
            label,
            value,
            value_label,
            remark,
        });
    prop::collection::vec(bar, 0..10).prop_map(|bars| GroupBars {
        alternative: String::new(),
        bars,
        target: 100.0,
        maximum: 125.0,
    })
}

fn dots() -> impl Strategy<Value = DotPlot> {
    let dot = (
        prop_oneof![value(), (0..4).prop_map(|at| 90.0 + f64::from(at))],
        name(),
    );
    let dot = dot.prop_map(|(value, label)| Dot { value, label });
    let row = (name(), prop::collection::vec(dot, 0..40), maybe(), name());
    let row = row.prop_map(|(label, dots, median, median_label)| DotRow {
        label,
        dots,
        median,
        median_label,
    });
    let rows = prop::collection::vec(row, 0..8);
    (rows, maybe(), name(), 0..2_u8).prop_map(|(rows, target, target_label, decimals)| DotPlot {
        alternative: String::new(),
        rows,
        target,
        target_label,
        decimals,
        bounds: (None, None),
    })
}

fn distribution() -> impl Strategy<Value = DistributionChart> {
    let share = || prop_oneof![0.0..=100.0_f64, Just(0.0), Just(100.0), Just(f64::NAN)];
    let bar = (name(), share(), name(), prop::option::of(share()), name());
    let bar = bar.prop_map(
        |(label, share, share_label, reference, reference_label)| ShareBar {
            label,
            share,
            share_label,
            reference,
            reference_label,
        },
    );
    prop::collection::vec(bar, 0..6).prop_map(|bars| DistributionChart {
        alternative: String::new(),
        bars,
    })
}

fn waterfall() -> impl Strategy<Value = Waterfall> {
    let step =
        (name(), -300..300_i32, name()).prop_map(|(label, tenths, amount_label)| WaterfallStep {
            label,
            amount: f64::from(tenths) / 10.0,
            amount_label,
        });
    let steps = prop::collection::vec(step, 0..10);
    (steps, 0.0..120.0_f64, prop::array::uniform4(name())).prop_map(|(steps, from, labels)| {
        let [first, first_value, last, last_value] = labels;
        let end = |label, value, value_label| WaterfallEnd {
            label,
            value,
            value_label,
        };
        let to = from + steps.iter().map(|step| step.amount).sum::<f64>();
        Waterfall {
            alternative: String::new(),
            from: end(first, from, first_value),
            steps,
            to: end(last, to, last_value),
        }
    })
}

fn slope() -> impl Strategy<Value = SlopeChart> {
    let line = (name(), value(), name(), value(), name());
    let line = line.prop_map(|(label, from, from_label, to, to_label)| SlopeLine {
        label,
        from,
        from_label,
        to,
        to_label,
    });
    let lines = prop::collection::vec(line, 0..24);
    (lines, name(), name()).prop_map(|(lines, from_label, to_label)| SlopeChart {
        alternative: String::new(),
        from_label,
        to_label,
        lines,
    })
}

fn sparkline() -> impl Strategy<Value = Sparkline> {
    (prop::collection::vec(maybe(), 0..14), maybe()).prop_map(|(values, target)| Sparkline {
        alternative: String::new(),
        values,
        target,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn labels_of_trends_lie_on_nothing(chart in trend(), larger in larger()) {
        clear(&ChartSpec::Trend(chart), larger)?;
    }

    #[test]
    fn labels_of_funnels_lie_on_nothing(chart in funnel(), larger in larger()) {
        clear(&ChartSpec::Funnel(chart), larger)?;
    }

    #[test]
    fn labels_of_group_bars_lie_on_nothing(chart in group_bars(), larger in larger()) {
        clear(&ChartSpec::GroupBars(chart), larger)?;
    }

    #[test]
    fn labels_of_dot_plots_lie_on_nothing(chart in dots(), larger in larger()) {
        clear(&ChartSpec::Dots(chart), larger)?;
    }

    #[test]
    fn labels_of_distributions_lie_on_nothing(chart in distribution(), larger in larger()) {
        clear(&ChartSpec::Distribution(chart), larger)?;
    }

    #[test]
    fn labels_of_waterfalls_lie_on_nothing(chart in waterfall(), larger in larger()) {
        clear(&ChartSpec::Waterfall(chart), larger)?;
    }

    #[test]
    fn labels_of_slopes_lie_on_nothing(chart in slope(), larger in larger()) {
        clear(&ChartSpec::Slope(chart), larger)?;
    }

    #[test]
    fn sparklines_stay_in_their_frames(chart in sparkline(), larger in larger()) {
        clear(&ChartSpec::Sparkline(chart), larger)?;
    }
}
