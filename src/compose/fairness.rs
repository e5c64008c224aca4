//! The fairness page of the organisation's packet: what scores go with, in words and figures.

use super::Composer;
use super::packet::{FairnessSection, Table};
use super::wording::{DASH, Wording, cell, column};
use crate::score::{
    Attribute, Difference, Grade, Group, Grouping, Quantity, Relation, SMALLEST_GROUP,
};
use crate::statistics::Interval;

/// Groups of an attribute that are shown, at most; the largest are.
const MOST_GROUPS: usize = 20;

impl Composer<'_> {
    /// `None` where nobody has a score.
    pub(super) fn fairness_section(&self, words: &Wording<'_>) -> Option<FairnessSection> {
        let fairness = self.fairness;
        let scored = fairness.relations.iter().map(|relation| relation.people);
        if scored.max() == Some(0) && fairness.groupings.is_empty() {
            return None;
        }
        let relations = fairness.relations.iter().filter(|relation| relation.found);
        let mut findings: Vec<String> = relations.map(|r| relation(words, r)).collect();
        for grouping in &fairness.groupings {
            let groups = grouping.groups.iter().filter(|group| group.found);
            findings.extend(groups.filter_map(|group| finding(words, grouping.attribute, group)));
        }
        if findings.is_empty() {
            findings.push(words.locale.text("fairness-no-finding"));
        }
        let mut tables = vec![relations_table(words, &fairness.relations)];
        tables.extend(
            fairness
                .groupings
                .iter()
                .map(|it| grouping_table(words, it)),
        );
        Some(FairnessSection {
            title: words.locale.text("fairness-title"),
            caption: words
                .locale
                .format("fairness-caption", &[("tests", fairness.tests.into())]),
            findings,
            tables,
        })
    }
}

fn key(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Workload => "workload",
        Quantity::Complexity => "complexity",
        Quantity::Tenure => "tenure",
    }
}

/// `People with more work score lower: ρ = −0.31 [−0.52, −0.07], n = 58.`
fn relation(words: &Wording<'_>, relation: &Relation) -> String {
    let quantity = key(relation.quantity);
    let Some(correlation) = relation.correlation else {
        return words.locale.text("fairness-relation-unknown");
    };
    let direction = match (relation.found, correlation.rho > 0.0) {
        (false, _) => "none",
        (true, true) => "higher",
        (true, false) => "lower",
    };
    let (rho, interval) = (
        words.locale.number(correlation.rho, 2),
        limits(words, correlation.interval, 2),
    );
    let arguments = [
        ("rho", (&rho).into()),
        ("interval", (&interval).into()),
        ("people", relation.people.into()),
    ];
    let key = format!("fairness-{quantity}-{direction}");
    words.locale.format(&key, &arguments)
}

/// `[−0.52, −0.07]`, or a dash.
fn limits(words: &Wording<'_>, interval: Option<Interval>, decimals: u8) -> String {
    let number = |value| words.locale.number(value, decimals);
    interval.map_or_else(
        || DASH.to_owned(),
        |Interval { low, high }| format!("[{}, {}]", number(low), number(high)),
    )
}

fn relations_table(words: &Wording<'_>, relations: &[Relation]) -> Table {
    let rows = relations.iter().map(|it| {
        let name = words.locale.text(&format!("fairness-{}", key(it.quantity)));
        let found = it.correlation;
        vec![
            cell(name),
            cell(words.locale.number(it.people as f64, 0)),
            cell(found.map_or_else(|| DASH.to_owned(), |c| words.locale.number(c.rho, 2))),
            cell(limits(words, found.and_then(|c| c.interval), 2)),
            cell(relation_in_brief(words, it)),
        ]
    });
    Table {
        id: "fairness-relations".to_owned(),
        title: words.locale.text("fairness-relations-title"),
        caption: words.locale.text("fairness-relations-caption"),
        columns: vec![
            words.column("fairness-column-quantity", false, 1.0),
            words.column("packet-column-people", true, 0.6),
            column("ρ".to_owned(), true, 0.6),
            words.column("packet-column-interval", true, 1.2),
            words.column("fairness-column-words", false, 2.6),
        ],
        rows: rows.collect(),
    }
}

fn relation_in_brief(words: &Wording<'_>, relation: &Relation) -> String {
    let quantity = key(relation.quantity);
    words.locale.text(&match relation.correlation {
        None => "fairness-relation-unknown".to_owned(),
        Some(_) if !relation.found => "fairness-relation-none".to_owned(),
        Some(found) if found.rho > 0.0 => format!("fairness-{quantity}-higher-brief"),
        Some(_) => format!("fairness-{quantity}-lower-brief"),
    })
}

/// The word for a group; the roster's own where there is none.
fn group_name(words: &Wording<'_>, attribute: Attribute, name: &str) -> String {
    match attribute {
        Attribute::Role => words.role(name),
        Attribute::Level => words.level(name),
        Attribute::Industry => words.industry(name),
        Attribute::Mode => words.mode(name),
        Attribute::Region => name.to_owned(),
    }
}

fn finding(words: &Wording<'_>, attribute: Attribute, group: &Group) -> Option<String> {
    let difference = group.difference?;
    let points = words.locale.number(difference.points.abs(), 1);
    let interval = limits(words, difference.interval, 1);
    let name = group_name(words, attribute, &group.name);
    let arguments = [
        ("group", (&name).into()),
        ("points", (&points).into()),
        ("interval", (&interval).into()),
        ("people", group.people.into()),
    ];
    Some(words.locale.format(
        match difference.points > 0.0 {
            true => "fairness-group-higher",
            false => "fairness-group-lower",
        },
        &arguments,
    ))
}

fn grouping_table(words: &Wording<'_>, grouping: &Grouping) -> Table {
    let mut shown: Vec<&Group> = grouping.groups.iter().collect();
    shown.sort_by_key(|group| std::cmp::Reverse(group.people));
    shown.truncate(MOST_GROUPS);
    shown.sort_by(|a, b| a.name.cmp(&b.name));
    let attribute = match grouping.attribute {
        Attribute::Role => "fairness-by-role",
        Attribute::Level => "fairness-by-level",
        Attribute::Region => "fairness-by-region",
        Attribute::Industry => "fairness-by-industry",
        Attribute::Mode => "fairness-by-mode",
    };
    let hidden = [
        ("small", grouping.small.into()),
        ("least", SMALLEST_GROUP.into()),
    ];
    let mut columns = vec![
        words.column("fairness-column-group", false, 1.5),
        words.column("packet-column-people", true, 0.6),
        words.column("fairness-column-median", true, 0.8),
    ];
    let grades = Grade::ALL.map(|grade| column(grade.letter().to_owned(), true, 0.6));
    columns.extend(grades);
    columns.push(words.column("fairness-column-difference", true, 1.5));
    columns.push(words.column("fairness-column-words", false, 1.5));
    Table {
        id: attribute.to_owned(),
        title: words.locale.text(attribute),
        caption: match grouping.small {
            0 => String::new(),
            _ => words.locale.format("fairness-small-groups", &hidden),
        },
        columns,
        rows: (shown.into_iter())
            .map(|group| {
                let name = group_name(words, grouping.attribute, &group.name);
                let mut cells = vec![
                    name,
                    words.locale.number(group.people as f64, 0),
                    words.locale.number(group.median, 1),
                ];
                let share = |count: &usize| *count as f64 / group.people as f64;
                cells.extend(group.grades.iter().map(|count| words.percent(share(count))));
                cells.push(difference(words, group.difference));
                cells.push(difference_in_brief(words, group));
                cells.into_iter().map(cell).collect()
            })
            .collect(),
    }
}

fn difference(words: &Wording<'_>, difference: Option<Difference>) -> String {
    let Some(found) = difference else {
        return DASH.to_owned();
    };
    let points = words.locale.signed(found.points, 1);
    match found.interval {
        Some(_) => format!("{points} {}", limits(words, found.interval, 1)),
        None => points,
    }
}

fn difference_in_brief(words: &Wording<'_>, group: &Group) -> String {
    words.locale.text(match group.difference {
        None => "fairness-difference-unknown",
        Some(_) if !group.found => "fairness-difference-none",
        Some(found) if found.points > 0.0 => "fairness-difference-higher",
        Some(_) => "fairness-difference-lower",
    })
}
