//! How people are spread: members of a team as dots, grades against their reference.
//!
//! For leads and HR, never in a person's packet.

use super::chart_spec::{ChartSpec, DistributionChart, Dot, DotPlot, DotRow, ShareBar};
use super::packet::{Figure, FigureSection, Table};
use super::wording::{DASH, Wording, cell};
use super::{Charts, Composer};
use crate::score::distribution::{CLASSES, class};
use crate::score::{ItemScore, PoolReport, circumstances};
use crate::statistics::median;
use crate::workspace::Mode;

/// Fewer members with a score than this are no comparison.
const FEWEST: usize = 3;

/// Distributions of pools, at most.
const MOST_POOLS: usize = 11;

/// Names of the classes of grades that have a quota together.
const CLASS_NAMES: [&str; CLASSES] = ["S", "A", "B", "C + D"];

/// A member with a score: name, score, and points of each core item.
struct Member<'a> {
    name: &'a str,
    score: f64,
    points: Vec<Option<f64>>,
}

/// People of a team, a pool or the organisation by class of grade.
struct Graded {
    people: usize,
    counts: [usize; CLASSES],
    /// Shares that the classes should have, 0 to 1.
    quota: Option<[f64; CLASSES]>,
}

impl Composer<'_> {
    /// A team's members on one scale, and their grades; `None` for too few.
    pub(super) fn spread_of_team(
        &self,
        words: &Wording<'_>,
        members: &[usize],
        items: &[&ItemScore<'_>],
        charts: &mut Charts,
    ) -> Option<FigureSection> {
        let found: Vec<Member<'_>> = (members.iter())
            .filter_map(|index| self.member_points(words, *index, items))
            .collect();
        if found.len() < FEWEST {
            return None;
        }
        let mut figures = vec![dot_plot(words, items, &found, charts)];
        let graded = self.graded(members.iter().copied());
        let subtitle = match graded.quota {
            Some(_) => "charts-distribution-subtitle-team",
            None => "charts-distribution-subtitle-plain",
        };
        let name = "grades";
        figures.extend(distribution(words, name, None, subtitle, &graded, charts));
        Some(FigureSection {
            title: words.locale.text("charts-spread-title"),
            caption: words.locale.text("charts-spread-caption"),
            figures,
        })
    }

    /// Grades of everybody and of each pool; `None` where nobody has one.
    pub(super) fn spread_of_organisation(
        &self,
        words: &Wording<'_>,
        charts: &mut Charts,
    ) -> Option<FigureSection> {
        let everybody = self.graded(0..self.scores.people.len());
        let subtitle = match everybody.quota {
            Some(_) => "charts-distribution-subtitle",
            None => "charts-distribution-subtitle-plain",
        };
        let all = Some(("charts-distribution-all", String::new()));
        let first = distribution(words, "grades", all, subtitle, &everybody, charts)?;
        let mut pools: Vec<&PoolReport> = self.scores.grading.pools.iter().collect();
        pools.sort_by_key(|pool| std::cmp::Reverse(pool.people));
        let pools = pools.into_iter().take(MOST_POOLS).enumerate();
        let pools = pools.filter_map(|(at, pool)| {
            let graded = Graded {
                people: pool.people,
                counts: std::array::from_fn(|at| pool.classes.get(at).map_or(0, |c| c.given)),
                quota: everybody.quota,
            };
            let title = Some((
                "charts-distribution-pool",
                self.pool_name(words, &pool.pool),
            ));
            let name = format!("grades-{}", at + 1);
            distribution(words, &name, title, subtitle, &graded, charts)
        });
        Some(FigureSection {
            title: words.locale.text("charts-grades-title"),
            caption: words.locale.text("charts-grades-caption"),
            figures: std::iter::once(first).chain(pools).collect(),
        })
    }

    /// A member's score and points by their own scorecard; `None` without a score.
    fn member_points<'w>(
        &'w self,
        words: &Wording<'_>,
        index: usize,
        items: &[&ItemScore<'_>],
    ) -> Option<Member<'w>> {
        let person = &self.roster.people[index];
        let score = self.scores.people[index].as_ref()?.score?;
        let stint = person.stint_in(self.period)?;
        let subject = self.measures.subjects.person(index);
        let own = self
            .assessor
            .assess(subject, &stint.role, &circumstances(stint), self.period, 1);
        let points = |item: &&ItemScore<'_>| {
            let own = own.iter().flat_map(|own| &own.items);
            own.clone().find(|one| one.kpi.id == item.kpi.id)?.points
        };
        Some(Member {
            name: person.name.in_language(words.language()),
            score,
            points: items.iter().map(points).collect(),
        })
    }

    /// How many of these people, who are here, have each grade.
    fn graded(&self, people: impl Iterator<Item = usize>) -> Graded {
        let rules = &self.workspace.scoring.distribution;
        let mut graded = Graded {
            people: 0,
            counts: [0; CLASSES],
            quota: (rules.mode != Mode::Off)
                .then(|| rules.quota.map(|share| f64::from(share) / 10_000.0)),
        };
        for index in people {
            graded.people += usize::from(self.roster.people[index].stint_in(self.period).is_some());
            let total = self.scores.people[index].as_ref();
            if let Some(grade) = total.and_then(|total| total.grade) {
                graded.counts[class(grade)] += 1;
            }
        }
        graded
    }
}

fn dot_plot(
    words: &Wording<'_>,
    items: &[&ItemScore<'_>],
    members: &[Member<'_>],
    charts: &mut Charts,
) -> Figure {
    let scores: Vec<Option<f64>> = members.iter().map(|one| Some(one.score)).collect();
    let of_items = items.iter().enumerate().map(|(at, item)| {
        let points = members.iter().map(|one| one.points[at]).collect();
        (words.pick(&item.kpi.name).to_owned(), points)
    });
    let first = (words.locale.text("charts-dots-score"), scores);
    let measured: Vec<(String, Vec<Option<f64>>)> = std::iter::once(first)
        .chain(of_items)
        .filter(|(_, values)| values.iter().flatten().count() >= FEWEST)
        .collect();
    let spreads: Vec<[String; 3]> = (measured.iter())
        .map(|(_, values)| spread(words, values))
        .collect();
    let said = |key: &str, label: &str, [low, middle, high]: &[String; 3]| {
        let all = [
            ("low", low.into()),
            ("high", high.into()),
            ("median", middle.into()),
            ("label", label.into()),
        ];
        let used = if label.is_empty() { 3 } else { 4 };
        words.locale.format(key, &all[..used])
    };
    let rows: Vec<String> = (measured.iter().zip(&spreads))
        .map(|((label, _), spread)| said("charts-dots-alt-row", label, spread))
        .collect();
    let listed: Vec<&str> = rows.iter().map(String::as_str).collect();
    let listed = words.locale.list(&listed);
    let arguments = [("people", members.len().into()), ("rows", (&listed).into())];
    let title = spreads
        .first()
        .map_or_else(String::new, |spread| said("charts-dots-title", "", spread));
    let name = "members";
    let chart = DotPlot {
        alternative: words.locale.format("charts-dots-alt", &arguments),
        rows: (measured.iter().zip(&spreads))
            .map(|((label, values), [_, middle, _])| DotRow {
                label: label.clone(),
                dots: dots(members, values),
                median: middle_of(values),
                median_label: words.with("charts-dots-median", "median", middle),
            })
            .collect(),
        target: Some(100.0),
        target_label: words.locale.text("charts-dots-target"),
        decimals: 0,
        bounds: (None, None),
    };
    charts.insert(name.to_owned(), ChartSpec::Dots(chart));
    Figure {
        data: dot_table(words, title.clone(), members, &measured),
        title,
        subtitle: words.locale.text("charts-dots-subtitle"),
        chart: name.to_owned(),
    }
}

fn dots(members: &[Member<'_>], values: &[Option<f64>]) -> Vec<Dot> {
    let pairs = members.iter().zip(values);
    let dot = |(member, value): (&Member<'_>, &Option<f64>)| {
        Some(Dot {
            value: (*value)?,
            label: member.name.to_owned(),
        })
    };
    pairs.filter_map(dot).collect()
}

fn middle_of(values: &[Option<f64>]) -> Option<f64> {
    let mut known: Vec<f64> = values.iter().flatten().copied().collect();
    known.sort_by(f64::total_cmp);
    median(&known)
}

/// The lowest value, the median and the highest as texts.
fn spread(words: &Wording<'_>, values: &[Option<f64>]) -> [String; 3] {
    let known = || values.iter().flatten().copied();
    let number = |value: f64| words.locale.number(value, 1);
    [
        number(known().fold(f64::INFINITY, f64::min)),
        middle_of(values).map_or_else(|| DASH.to_owned(), number),
        number(known().fold(f64::NEG_INFINITY, f64::max)),
    ]
}

fn dot_table(
    words: &Wording<'_>,
    title: String,
    members: &[Member<'_>],
    measured: &[(String, Vec<Option<f64>>)],
) -> Table {
    let number = |value: Option<f64>| {
        cell(value.map_or_else(|| DASH.to_owned(), |value| words.locale.number(value, 1)))
    };
    let row = |at: usize, name: &str| {
        let values = measured.iter().map(|(_, values)| number(values[at]));
        std::iter::once(cell(name.to_owned()))
            .chain(values)
            .collect()
    };
    let mut rows: Vec<Vec<_>> = (members.iter().enumerate())
        .map(|(at, member)| row(at, member.name))
        .collect();
    let medians = measured.iter().map(|(_, values)| number(middle_of(values)));
    let last = cell(words.locale.text("charts-column-median"));
    rows.push(std::iter::once(last).chain(medians).collect());
    let mut columns = vec![words.column("packet-column-name", false, 1.5)];
    let headed = |label: &String| super::wording::column(label.clone(), true, 1.0);
    columns.extend(measured.iter().map(|(label, _)| headed(label)));
    Table {
        id: "spread".to_owned(),
        title,
        caption: String::new(),
        columns,
        rows,
    }
}

/// The figure of one distribution; `None` where nobody has a grade.
fn distribution(
    words: &Wording<'_>,
    name: &str,
    of: Option<(&str, String)>,
    subtitle: &str,
    graded: &Graded,
    charts: &mut Charts,
) -> Option<Figure> {
    let count: usize = graded.counts.iter().sum();
    if count == 0 {
        return None;
    }
    let bars: Vec<ShareBar> = (0..CLASSES)
        .map(|at| bar(words, graded, at, count))
        .collect();
    let grades: Vec<String> = (bars.iter().zip(graded.counts))
        .map(|(bar, count)| format!("{} {}", bar.label, words.locale.number(count as f64, 0)))
        .collect();
    let grades = grades.join(" · ");
    let title = match of {
        None => words.with("charts-distribution-title", "grades", &grades),
        Some((key, pool)) => {
            let all = [("grades", (&grades).into()), ("pool", (&pool).into())];
            let used = if pool.is_empty() { 1 } else { 2 };
            words.locale.format(key, &all[..used])
        }
    };
    let rows: Vec<String> = bars.iter().map(|bar| spoken(words, bar)).collect();
    let listed: Vec<&str> = rows.iter().map(String::as_str).collect();
    let listed = words.locale.list(&listed);
    let arguments = [("title", (&title).into()), ("rows", (&listed).into())];
    let chart = DistributionChart {
        alternative: words.locale.format("charts-distribution-alt", &arguments),
        bars: bars.clone(),
    };
    charts.insert(name.to_owned(), ChartSpec::Distribution(chart));
    let counts = [("graded", count.into()), ("people", graded.people.into())];
    Some(Figure {
        data: share_table(words, title.clone(), &bars, graded),
        title,
        subtitle: words.locale.format(subtitle, &counts),
        chart: name.to_owned(),
    })
}

fn bar(words: &Wording<'_>, graded: &Graded, at: usize, all: usize) -> ShareBar {
    let share = graded.counts[at] as f64 / all as f64;
    let number = words.locale.number(graded.counts[at] as f64, 0);
    let percent = words.percent(share);
    let arguments = [("count", (&number).into()), ("percent", (&percent).into())];
    let reference = graded.quota.map(|quota| quota[at]);
    ShareBar {
        label: CLASS_NAMES[at].to_owned(),
        share: 100.0 * share,
        share_label: words.locale.format("charts-distribution-share", &arguments),
        reference: reference.map(|share| 100.0 * share),
        reference_label: reference.map_or_else(String::new, |share| {
            words.with(
                "charts-distribution-reference",
                "percent",
                &words.percent(share),
            )
        }),
    }
}

/// `B 17 · 57% (ref. 60%)`.
fn spoken(words: &Wording<'_>, bar: &ShareBar) -> String {
    let all = [
        ("grade", (&bar.label).into()),
        ("share", (&bar.share_label).into()),
        ("reference", (&bar.reference_label).into()),
    ];
    match bar.reference {
        Some(_) => words
            .locale
            .format("charts-distribution-alt-row-reference", &all),
        None => words
            .locale
            .format("charts-distribution-alt-row", &all[..2]),
    }
}

fn share_table(words: &Wording<'_>, title: String, bars: &[ShareBar], graded: &Graded) -> Table {
    let percent = |share: f64| cell(words.percent(share / 100.0));
    let rows = bars.iter().zip(graded.counts).map(|(bar, count)| {
        vec![
            cell(bar.label.clone()),
            cell(words.locale.number(count as f64, 0)),
            percent(bar.share),
            bar.reference.map_or_else(|| cell(DASH.to_owned()), percent),
        ]
    });
    Table {
        id: "grades".to_owned(),
        title,
        caption: String::new(),
        rows: rows.collect(),
        columns: vec![
            words.column("packet-column-grade", false, 1.0),
            words.column("charts-column-people", true, 1.0),
            words.column("charts-column-percent", true, 1.0),
            words.column("charts-column-reference", true, 1.0),
        ],
    }
}
