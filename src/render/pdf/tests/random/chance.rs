//! Chance: packets with their texts, lists and tables changed at random, or to the utmost.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::compose::chart_spec::{
    Bar, ChartSpec, FunnelChart, FunnelLimit, FunnelPoint, GroupBars, Sparkline, TrendChart,
};

/// Characters of a long comment, rows of a long table, KPIs of a long scorecard.
pub(super) const COMMENT: usize = 2_000;
pub(super) const MEMBERS: usize = 60;
pub(super) const KPIS: usize = 40;

/// What is no text of a packet: names of classes, charts and files, and its kind.
const WORDS_OF_TEMPLATES: [&str; 11] = [
    "tone",
    "verdict",
    "class",
    "link",
    "id",
    "language",
    "kind",
    "kpi",
    "chart",
    "sparkline",
    "groups_chart",
];

/// Texts by their script, to be put together.
const SCRIPTS: [&str; 12] = [
    "交付周期明显缩短，客户反馈良好。",
    "on time delivery and a steady hand ",
    "欧阳娜娜·阿卜杜热合曼",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
    "Łukasz Šimon Đặng Thị Ngọc Иванов Ελένη ",
    "赟珺堃旻玥喆翀𬭼 陳國強 𠮷野家 ",
    "\u{1F469}\u{200D}\u{1F680}\u{1F44D}\u{1F3FD} great \u{2764}\u{FE0F} ",
    "مرحبا بالعالم ",
    "e\u{301}tude nai\u{308}ve ",
    "1,234,567.89 % −12.5 ",
    "https://example.org/a/very/long/path?with=a&query=1 ",
    "“引号”（括号）——破折号……《书名》",
];

/// Where changes come from: the same seed makes the same ones.
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0.random_range(0..limit)
    }

    /// Whether something happens that does so once in `times`.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// A text of about this many characters.
    pub(super) fn text(&mut self, length: usize) -> String {
        if length <= 1 {
            let single = ["丁", "A", "Ł", "\u{1F980}", "7", "𬭼"];
            return single[self.below(single.len())].to_owned();
        }
        let mut text = String::new();
        let mut left = length;
        while left > 0 {
            let script = SCRIPTS[self.below(SCRIPTS.len())];
            let part: String = script.chars().take(left).collect();
            left -= part.chars().count();
            text.push_str(&part);
        }
        text
    }

    /// How long a text is to be: mostly short, now and then very long.
    fn length(&mut self, longest: usize) -> usize {
        let most = match self.below(12) {
            0 => 1,
            1..=6 => 12,
            7..=10 => MEMBERS,
            _ => longest,
        };
        1 + self.below(most)
    }
}

/// Makes a packet as long as one may get: tables of 60 rows, a scorecard of 40 KPIs, comments
/// of 2,000 characters, and a name of one letter.
pub(super) fn stretch_to_the_utmost(
    packet: &mut Value,
    chance: &mut Chance,
    comments: &mut Vec<String>,
) {
    packet["head"]["title"] = chance.text(1).into();
    for table in packet["tables"].as_array_mut().into_iter().flatten() {
        let rows = table["rows"].as_array_mut().unwrap();
        if let Some(last) = rows.last().cloned() {
            rows.resize(MEMBERS, last);
        }
    }
    let items = packet.pointer_mut("/scorecard/groups/0/items");
    if let Some(items) = items.and_then(Value::as_array_mut)
        && let Some(last) = items.last().cloned()
    {
        items.resize(KPIS, last);
    }
    lengthen(packet, "", chance, comments);
}

/// Makes every comment a long one.
fn lengthen(node: &mut Value, key: &str, chance: &mut Chance, comments: &mut Vec<String>) {
    match node {
        Value::String(text) if matches!(key, "comment" | "comments" | "result") => {
            *text = chance.text(COMMENT);
            comments.push(text.clone());
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| lengthen(item, key, chance, comments)),
        Value::Object(fields) => fields
            .iter_mut()
            .for_each(|(key, field)| lengthen(field, key, chance, comments)),
        _ => {}
    }
}

/// Changes texts and lists below `node`, the value of `key`.
pub(super) fn shake(node: &mut Value, key: &str, chance: &mut Chance, comments: &mut Vec<String>) {
    match node {
        Value::String(text) if !WORDS_OF_TEMPLATES.contains(&key) && chance.once_in(2) => {
            let longest = match key {
                "comment" | "comments" | "result" | "text" if chance.once_in(12) => COMMENT,
                "title" | "name" => 120,
                _ => 200,
            };
            let length = if longest == COMMENT {
                longest
            } else {
                chance.length(longest)
            };
            *text = chance.text(length);
            if longest == COMMENT {
                comments.push(text.clone());
            }
        }
        Value::Array(items) => {
            stretch(items, key, chance);
            for item in items {
                shake(item, key, chance, comments);
            }
        }
        Value::Object(fields) if fields.contains_key("columns") && fields.contains_key("rows") => {
            resize_table(fields, chance);
            for (key, field) in fields.iter_mut().filter(|(key, _)| *key != "columns") {
                if key == "rows" {
                    for cell in field.as_array_mut().into_iter().flatten() {
                        for cell in cell.as_array_mut().into_iter().flatten() {
                            shake(cell, "cell", chance, comments);
                        }
                    }
                } else {
                    shake(field, key, chance, comments);
                }
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields.iter_mut() {
                shake(field, key, chance, comments);
            }
        }
        _ => {}
    }
}

/// Makes a list empty, shorter or longer; scorecards up to 40 KPIs.
fn stretch(items: &mut Vec<Value>, key: &str, chance: &mut Chance) {
    let length = match chance.below(10) {
        0 => 0,
        1 => 1,
        2 => items.len() * 2,
        3 if key == "items" => KPIS / (1 + chance.below(3)),
        _ => items.len(),
    };
    // A group has a bar of its own, and the template plans for those of a scorecard.
    let length = if key == "groups" {
        length.min(12)
    } else {
        length
    };
    if let Some(pattern) = items.last().cloned() {
        items.resize(length, pattern);
    }
}

/// Gives a table more columns or up to 60 rows.
fn resize_table(fields: &mut serde_json::Map<String, Value>, chance: &mut Chance) {
    if chance.once_in(6)
        && let Some(columns) = fields["columns"].as_array_mut()
        && let Some(last) = columns.last().cloned()
    {
        let more = 1 + chance.below(8);
        columns.extend(std::iter::repeat_n(last, more));
        for row in fields["rows"].as_array_mut().into_iter().flatten() {
            let row = row.as_array_mut().unwrap();
            let last = row.last().cloned().unwrap_or_default();
            row.extend(std::iter::repeat_n(last, more));
        }
    }
    let rows = fields["rows"].as_array_mut().unwrap();
    let count = match chance.below(6) {
        0 => MEMBERS,
        1 => 1,
        _ => rows.len(),
    };
    if let Some(pattern) = rows.last().cloned() {
        rows.resize(count, pattern);
    }
}

/// A chart like the one that the packet names, with labels at random.
pub(super) fn chart(figure: &str, bars: usize, chance: &mut Chance) -> ChartSpec {
    let mut word = || {
        let length = chance.length(40);
        chance.text(length)
    };
    let ramp = |from: f64| (0..13).map(|n| Some(from + f64::from(n))).collect();
    match figure {
        "group-bars" => ChartSpec::GroupBars(GroupBars {
            alternative: word(),
            bars: (0..bars)
                .map(|n| Bar {
                    label: word(),
                    value: Some(n as f64 * 9.0),
                    value_label: word(),
                    remark: word(),
                })
                .collect(),
            target: 100.0,
            maximum: 120.0,
        }),
        "trend" => ChartSpec::Trend(TrendChart {
            alternative: word(),
            periods: (0..13).map(|_| word()).collect(),
            values: ramp(10.0),
            low: ramp(8.0),
            high: ramp(12.0),
            reference: ramp(9.0),
            reference_label: word(),
            target: Some(15.0),
            target_label: word(),
            value_label: word(),
            ..TrendChart::default()
        }),
        "funnel" => ChartSpec::Funnel(FunnelChart {
            alternative: word(),
            points: vec![
                FunnelPoint {
                    n: 20.0,
                    value: 0.5,
                    ..FunnelPoint::default()
                };
                8
            ],
            least: 5.0,
            limits: [5.0, 20.0, 40.0]
                .map(|n| FunnelLimit {
                    n,
                    ..FunnelLimit::default()
                })
                .into(),
            ..FunnelChart::default()
        }),
        _ => ChartSpec::Sparkline(Sparkline {
            alternative: word(),
            values: ramp(1.0),
            target: Some(3.0),
        }),
    }
}
