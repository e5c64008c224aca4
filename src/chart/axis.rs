//! Where a vertical axis begins and ends, where it is labelled, and how labels
//! that want the same place make room for one another.

/// A vertical axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    /// Lower end.
    pub(super) low: f64,
    /// Upper end; always above `low`.
    pub(super) high: f64,
    /// Labelled values, from below.
    pub(super) ticks: Vec<f64>,
}

/// What an axis has to show.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Range {
    limits: Option<(f64, f64)>,
}

impl Range {
    /// The range of all finite numbers among `values`.
    pub(super) fn of<'a>(values: impl IntoIterator<Item = &'a Option<f64>>) -> Self {
        let mut range = Self::default();
        for value in values.into_iter().flatten().filter(|v| v.is_finite()) {
            range.limits = Some(range.limits.map_or((*value, *value), |(low, high)| {
                (low.min(*value), high.max(*value))
            }));
        }
        range
    }

    /// The smallest and the largest of them.
    pub(super) fn limits(self) -> Option<(f64, f64)> {
        self.limits
    }
}

/// How far a band may stretch the axis beyond the lines, in spans of the lines.
/// A few answers can have an interval that would press every line flat.
const BAND_REACH: f64 = 4.0;

impl Axis {
    /// An axis for `lines` and the `band` around them, within `bounds`,
    /// labelled with `decimals`.
    pub(super) fn new(
        lines: Range,
        band: Range,
        bounds: (Option<f64>, Option<f64>),
        decimals: u8,
    ) -> Self {
        let unit = 10_f64.powi(-i32::from(decimals));
        let Some((low, high)) = joined(lines, band) else {
            let low = bounds.0.unwrap_or(0.0);
            let high = bounds.1.filter(|high| *high > low).unwrap_or(low + 1.0);
            return Self {
                low,
                high,
                ticks: Vec::new(),
            };
        };
        // A value beyond its bounds is an error elsewhere; it is still drawn here.
        let floor = bounds.0.map_or(f64::NEG_INFINITY, |bound| bound.min(low));
        let ceiling = bounds.1.map_or(f64::INFINITY, |bound| bound.max(high));
        let span = match high - low {
            0.0 => (high.abs() * 0.1).max(2.0 * unit),
            span => (span * 1.12).max(2.0 * unit),
        };
        let middle = f64::midpoint(low, high);
        let (mut low, mut high) = (middle - span / 2.0, middle + span / 2.0);
        if low < floor {
            (low, high) = (floor, high.max(floor + span).min(ceiling));
        } else if high > ceiling {
            (low, high) = (low.min(ceiling - span).max(floor), ceiling);
        }
        Self::labelled(low, high, unit, (floor, ceiling))
    }

    fn labelled(low: f64, high: f64, unit: f64, (floor, ceiling): (f64, f64)) -> Self {
        let step = step(high - low, unit);
        let ticks = multiples(low, high, step);
        if ticks.len() > 1 {
            return Self { low, high, ticks };
        }
        // Too short for two labels: reach for the next ones.
        let low = ((low / step).floor() * step).max(floor);
        let high = ((high / step).ceil() * step).min(ceiling);
        Self {
            low,
            high: if high > low { high } else { low + step },
            ticks: multiples(low, high, step),
        }
    }
}

fn joined(lines: Range, band: Range) -> Option<(f64, f64)> {
    let (low, high) = lines.limits.or(band.limits)?;
    let (band_low, band_high) = band.limits.unwrap_or((low, high));
    let reach = match high - low {
        0.0 => f64::INFINITY,
        span => span * BAND_REACH,
    };
    Some((
        low.min(band_low.max(low - reach)),
        high.max(band_high.min(high + reach)),
    ))
}

/// The smallest round step of which at most four fit into `span`; a multiple of `unit`.
fn step(span: f64, unit: f64) -> f64 {
    let mut power = unit.max(10_f64.powf((span / 10.0).log10().floor()));
    loop {
        for factor in [1.0, 2.0, 2.5, 5.0] {
            let step = factor * power;
            let whole = (step / unit - (step / unit).round()).abs() < 1e-6;
            if whole && span / step < 4.0 {
                return step;
            }
        }
        power *= 10.0;
    }
}

fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|count| count as f64 * step).collect()
}

/// An axis label: a true minus sign, thousands in threes.
pub(super) fn label(value: f64, decimals: u8) -> String {
    let digits = format!("{:.*}", usize::from(decimals), value.abs());
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let zero = digits.chars().all(|digit| matches!(digit, '0' | '.'));
    let mut text = String::with_capacity(digits.len() + 4);
    if value < 0.0 && !zero {
        text.push('−');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

/// Moves ascending positions as little as possible until they are `gap` apart and
/// within `low` to `high`; if they do not all fit, they overrun `high`.
pub(super) fn spread(wanted: &[f32], gap: f32, low: f32, high: f32) -> Vec<f32> {
    // Without the gaps that must lie between them, positions only have to be in order;
    // the nearest ordered ones are the means of the blocks that are out of order.
    let mut blocks: Vec<(f32, usize)> = Vec::with_capacity(wanted.len());
    for (at, position) in wanted.iter().enumerate() {
        let mut block = (position - at as f32 * gap, 1);
        while let Some(&(mean, count)) = blocks.last().filter(|(mean, _)| *mean > block.0) {
            let total = count + block.1;
            block = (
                (mean * count as f32 + block.0 * block.1 as f32) / total as f32,
                total,
            );
            blocks.pop();
        }
        blocks.push(block);
    }
    let last = high - gap * wanted.len().saturating_sub(1) as f32;
    blocks
        .into_iter()
        .flat_map(|(mean, count)| std::iter::repeat_n(mean, count))
        .enumerate()
        .map(|(at, mean)| mean.min(last).max(low) + at as f32 * gap)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(values: &[f64], bounds: (Option<f64>, Option<f64>), decimals: u8) -> Axis {
        let values: Vec<_> = values.iter().map(|value| Some(*value)).collect();
        Axis::new(Range::of(&values), Range::default(), bounds, decimals)
    }

    #[test]
    fn ordinary_values_get_two_to_four_round_labels_that_differ() {
        for (values, decimals) in [
            (vec![41.2, 58.0, 45.0], 0),
            (vec![0.04, 0.09, 0.05], 2),
            (vec![1_234_567.0, 1_240_000.0], 0),
            (vec![92.3, 92.4], 0),
            (vec![-20.0, 52.0, 50.0], 0),
            (vec![4.0, 4.6], 1),
        ] {
            let axis = axis(&values, (None, None), decimals);
            let labels: Vec<_> = axis.ticks.iter().map(|v| label(*v, decimals)).collect();
            assert!((2..=4).contains(&labels.len()), "{values:?}: {labels:?}");
            assert!(
                labels.windows(2).all(|pair| pair[0] != pair[1]),
                "{labels:?}"
            );
        }
    }

    #[test]
    fn the_axis_stops_at_the_bounds() {
        let rate = axis(&[88.0, 100.0], (Some(0.0), Some(100.0)), 0);
        assert_eq!(rate.high, 100.0);
        let count = axis(&[0.0, 0.0], (Some(0.0), None), 0);
        assert_eq!((count.low, count.high), (0.0, 2.0));
    }

    #[test]
    fn a_constant_series_lies_in_the_middle() {
        let constant = axis(&[4.4, 4.4], (None, None), 1);
        assert!(constant.low < 4.4 && constant.high > 4.4);
        assert!(!constant.ticks.is_empty());
    }

    #[test]
    fn a_hopeless_interval_does_not_press_the_line_flat() {
        let band = Range::of(&[Some(-900.0), Some(900.0)]);
        let lines = Range::of(&[Some(4.0), Some(5.0)]);
        let axis = Axis::new(lines, band, (None, None), 1);
        assert!(axis.high - axis.low < 12.0, "{axis:?}");
    }

    #[test]
    fn numbers_read_like_numbers() {
        assert_eq!(label(1_234_567.0, 0), "1,234,567");
        assert_eq!(label(-20.0, 0), "−20");
        assert_eq!(label(-0.001, 2), "0.00");
        assert_eq!(label(0.05, 2), "0.05");
    }

    #[test]
    fn labels_make_room_and_stay_inside() {
        let placed = spread(&[10.0, 11.0, 12.0], 8.0, 5.0, 100.0);
        assert_eq!(placed, [5.0, 13.0, 21.0]);
        let placed = spread(&[95.0, 99.0], 8.0, 5.0, 100.0);
        assert_eq!(placed, [92.0, 100.0]);
        assert_eq!(spread(&[10.0, 50.0], 8.0, 5.0, 100.0), [10.0, 50.0]);
    }
}
