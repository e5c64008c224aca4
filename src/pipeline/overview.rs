//! The page over all periods: who had which score and grade when, and two periods side by side.
//!
//! Each edition leaves two files of its own behind; the page is made from those that are
//! there, so no packet is ever read again. Of a period the latest revision counts. What was read
//! of an edition is kept, so that a run reads only those that are new (`cache`). The lists that need no script are made of editions of up to [`MOST_PEOPLE`] people only; beyond
//! that the page's script loads what it shows, the latest edition first.
//!
//! Limits: editions made before these files existed are listed and linked, without figures.

mod cache;
mod marks;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use self::cache::Shelved;
use self::marks::{Columns, Marks, Summary};
pub(super) use self::marks::{MARKS, SUMMARY};
use super::index;
use super::production::Made;
use crate::archive::{EditionName, StoredEdition};
use crate::compose::chart_spec::{SlopeChart, SlopeLine, Sparkline};
use crate::compose::packet::PacketKind;
use crate::compose::{Composer, DASH};
use crate::diagnostic::{Diagnostic, Place};
use crate::locale::Locale;
use crate::measure::SubjectKind;
use crate::period::{Grain, Period};
use crate::quantity::round_half_away;
use crate::render::Artifact;
use crate::render::html::{EditionRow, HistoryCell, HistoryRow, Overview, SideBySide, SideRow};
use crate::score::{Grade, Total};
use crate::statistics::median;

/// Editions of more people are listed by the page's script only.
const MOST_PEOPLE: usize = 1_000;

/// Lines in the chart of two periods.
const MOST_LINES: usize = 16;

/// What this edition leaves behind.
pub(super) fn leave(composer: &Composer<'_>, made: &[Made]) -> Result<[Artifact; 2], Diagnostic> {
    let locale = locale_of(composer)?;
    let mut marks = Marks {
        format: 1,
        period: composer.period.to_string(),
        ..Marks::default()
    };
    let mut summary = Summary {
        format: 1,
        grades: vec![0; Grade::ALL.len()],
        ..Summary::default()
    };
    let mut scores = Vec::new();
    let paths: BTreeMap<(PacketKind, usize), &[String]> = (made.iter())
        .map(|made| ((made.kind, made.index), made.paths.as_slice()))
        .collect();
    let file = |kind, at| paths.get(&(kind, at)).and_then(|paths| paths.first());
    for at in composer.references.people().iter().copied() {
        let person = &composer.roster.people[at];
        let Some(stint) = person.stint_in(composer.period) else {
            continue;
        };
        let total = composer.scores.people[at].as_ref();
        let team = &composer.roster.teams[stint.team].name;
        let (score, grade) = mark(total);
        scores.extend(score);
        summary.people += 1;
        summary.graded += usize::from(grade.is_some());
        if let Some(grade) = grade {
            summary.grades[grade as usize] += 1;
        }
        let texts = [
            person.id.clone(),
            person.name.in_language(locale.language()).to_owned(),
            index::also(composer, locale, at),
            team.in_language(locale.language()).to_owned(),
            file(PacketKind::Person, at).cloned().unwrap_or_default(),
        ];
        marks.people.push(texts, score, grade);
    }
    for at in composer.references.teams().iter().copied() {
        let team = &composer.roster.teams[at];
        if composer.references.members(at).is_empty() {
            continue;
        }
        let (score, grade) = mark(composer.scores.teams[at].as_ref());
        let name = team.name.in_language(locale.language());
        let also = [&team.name.en, &team.name.zh]
            .into_iter()
            .find(|text| *text != name);
        let texts = [
            team.id.clone(),
            name.to_owned(),
            also.cloned().unwrap_or_default(),
            String::new(),
            file(PacketKind::Team, at).cloned().unwrap_or_default(),
        ];
        marks.teams.push(texts, score, grade);
    }
    scores.sort_by(f64::total_cmp);
    summary.median = median(&scores).map(|median| round_half_away(median, 1));
    let organisation = paths.get(&(PacketKind::Organisation, 0));
    summary.organisation = organisation.map_or_else(Vec::new, |paths| paths.to_vec());
    let artifact = |path: &str, bytes: serde_json::Result<Vec<u8>>| {
        let bytes = bytes.map_err(|error| wrong(path, &error.to_string()))?;
        let path = path.to_owned();
        Ok(Artifact { path, bytes })
    };
    Ok([
        artifact(SUMMARY, serde_json::to_vec(&summary))?,
        artifact(MARKS, marks.to_script())?,
    ])
}

/// Names of people and teams as an edition has them; empty where it does not tell.
pub(super) fn names_of(edition: &StoredEdition) -> BTreeMap<(SubjectKind, String), String> {
    let marks = edition.read(MARKS).ok();
    let marks = marks.and_then(|bytes| Marks::from_script(&bytes));
    let named = |kind, all: Columns| {
        let keys = all.id.into_iter().map(move |id| (kind, id));
        keys.zip(all.name)
    };
    let Some(marks) = marks else {
        return BTreeMap::new();
    };
    let people = named(SubjectKind::Person, marks.people);
    people
        .chain(named(SubjectKind::Team, marks.teams))
        .collect()
}

fn locale_of<'a>(composer: &'a Composer<'_>) -> Result<&'a Locale, Diagnostic> {
    let locale = composer.locales.get(&composer.common_language());
    locale.ok_or_else(|| wrong("index.html", "there are no words for it"))
}

fn mark(total: Option<&Total>) -> (Option<f64>, Option<Grade>) {
    let score = total.and_then(|total| total.score);
    (score, total.and_then(|total| total.grade))
}

fn wrong(path: &str, message: &str) -> Diagnostic {
    Diagnostic::error("internal", Place::file(path), message)
}

/// The page of all editions in the folder `archive`, and what to keep for the next time.
///
/// # Errors
/// `internal` where there are no words for it.
pub(super) fn compose(
    composer: &Composer<'_>,
    archive: &Path,
) -> Result<(Overview, Artifact), Diagnostic> {
    let language = composer.common_language();
    let locale = locale_of(composer)?;
    let internal = |error: serde_json::Error| wrong("index.html", &error.to_string());
    let (shelf, kept) = cache::shelf(archive).map_err(internal)?;
    let periods: Vec<Period> = shelf.iter().map(Shelved::period).collect();
    let grain = most_common(&periods).unwrap_or(composer.period.grain());
    let columns: Vec<&Shelved> = (shelf.iter())
        .filter(|one| one.period().grain() == grain)
        .collect();
    let largest = (columns.iter())
        .filter_map(|one| Some(one.left.summary.as_ref()?.people))
        .max();
    let listed = largest.is_some_and(|people| people <= MOST_PEOPLE);
    let marks: Vec<(&Shelved, &Marks)> = (columns.iter())
        .filter(|_| listed)
        .filter_map(|one| Some((*one, one.left.marks.as_ref()?)))
        .collect();
    let organisation = composer.workspace.organisation.name.in_language(language);
    let ends = columns.first().zip(columns.last());
    let facts = ends.map(|(first, last)| {
        let (first, last) = (locale.period(first.period()), locale.period(last.period()));
        let arguments = [("first", (&first).into()), ("last", (&last).into())];
        locale.format("overview-span", &arguments)
    });
    let count = [("count", shelf.len().into())];
    let page = Overview {
        language,
        title: locale.format("overview-title", &[("organisation", organisation.into())]),
        organisation: organisation.to_owned(),
        confidentiality: locale.text("packet-confidential-organisation"),
        facts: std::iter::once(locale.format("overview-count", &count))
            .chain(facts)
            .collect(),
        editions: shelf.iter().rev().map(|one| edition(locale, one)).collect(),
        columns: (columns.iter())
            .map(|one| one.period().to_string())
            .collect(),
        people: rows(locale, &columns, &marks, |marks| &marks.people),
        teams: rows(locale, &columns, &marks, |marks| &marks.teams),
        listed,
        side_by_side: side_by_side(locale, &marks),
        archive: page_data(locale, &shelf, grain).map_err(internal)?,
    };
    Ok((page, kept))
}

/// The grain of most editions, whose periods stand beside one another; of equally many the
/// finer one, so that the page depends on what is there and not on who ran last.
fn most_common(periods: &[Period]) -> Option<Grain> {
    let count = |grain: Grain| {
        periods
            .iter()
            .filter(|period| period.grain() == grain)
            .count()
    };
    let grains = periods.iter().map(|period| period.grain());
    grains.max_by_key(|grain| (count(*grain), std::cmp::Reverse(*grain)))
}

/// What a reader calls an edition.
fn label(locale: &Locale, name: EditionName) -> String {
    let period = locale.period(name.period);
    if name.revision == 1 {
        return period;
    }
    let revision = name.revision as usize;
    let arguments = [("period", (&period).into()), ("revision", revision.into())];
    locale.format("overview-revision", &arguments)
}

fn edition(locale: &Locale, shelved: &Shelved) -> EditionRow {
    let (name, summary) = (shelved.name, shelved.left.summary.as_ref());
    let count = |count: usize| locale.number(count as f64, 0);
    let dash = || DASH.to_owned();
    EditionRow {
        label: label(locale, name),
        href: format!("{name}/index.html"),
        people: summary.map_or_else(dash, |summary| count(summary.people)),
        graded: summary.map_or_else(dash, |summary| count(summary.graded)),
        grades: summary.map_or_else(
            || vec![DASH.to_owned(); Grade::ALL.len()],
            |summary| summary.grades.iter().map(|grade| count(*grade)).collect(),
        ),
        median: summary
            .and_then(|summary| summary.median)
            .map_or_else(dash, |median| locale.number(median, 1)),
        files: summary.map_or_else(Vec::new, |summary| {
            let files = summary.organisation.iter();
            files.map(|file| format!("{name}/{file}")).collect()
        }),
    }
}

/// Where somebody's mark of a period is.
type Found<'a> = (&'a Shelved, &'a Columns, usize);

/// A row for everybody of one kind: those of the latest edition first, then who left.
fn rows(
    locale: &Locale,
    columns: &[&Shelved],
    marks: &[(&Shelved, &Marks)],
    of: fn(&Marks) -> &Columns,
) -> Vec<HistoryRow> {
    let mut order: Vec<(&Columns, usize)> = Vec::new();
    let mut places: BTreeMap<&str, Vec<Option<Found<'_>>>> = BTreeMap::new();
    for (shelved, marks) in marks.iter().rev() {
        let all = of(marks);
        let column = (columns.iter()).position(|column| column.name == shelved.name);
        for (at, id) in all.id.iter().enumerate() {
            let cells = places.entry(id).or_insert_with(|| {
                order.push((all, at));
                vec![None; columns.len()]
            });
            if let Some(cell) = column.and_then(|column| cells.get_mut(column)) {
                *cell = Some((*shelved, all, at));
            }
        }
    }
    let row = |(all, at): (&Columns, usize)| {
        let cells = places
            .get(all.id[at].as_str())
            .map_or(&[][..], Vec::as_slice);
        let scores: Vec<Option<f64>> = (cells.iter())
            .map(|cell| {
                cell.and_then(|(_, all, at)| all.score[at])
                    .map(|s| s as f64 / 10.0)
            })
            .collect();
        HistoryRow {
            name: all.name[at].clone(),
            id: all.id[at].clone(),
            team: all.team[at].clone(),
            line: (scores.iter().flatten().count() > 1)
                .then(|| line(locale, &all.name[at], &scores)),
            cells: cells
                .iter()
                .map(|cell| cell.map(|(p, all, at)| history_cell(locale, p, all, at)))
                .collect(),
        }
    };
    order.into_iter().map(row).collect()
}

fn history_cell(locale: &Locale, shelved: &Shelved, all: &Columns, at: usize) -> HistoryCell {
    let (name, period) = (shelved.name, shelved.period());
    HistoryCell {
        grade: all.grade_at(at).map_or(DASH, Grade::letter).to_owned(),
        score: score_text(locale, all.score[at]),
        label: format!("{} {}", all.name[at], locale.period(period)),
        href: Some(format!("{name}/{}", all.file[at])).filter(|_| !all.file[at].is_empty()),
    }
}

fn score_text(locale: &Locale, tenths: Option<i64>) -> String {
    tenths.map_or_else(
        || DASH.to_owned(),
        |tenths| locale.number(tenths as f64 / 10.0, 1),
    )
}

fn line(locale: &Locale, name: &str, scores: &[Option<f64>]) -> Sparkline {
    let texts = scores
        .iter()
        .map(|score| score.map_or_else(|| DASH.to_owned(), |s| locale.number(s, 1)));
    let listed = texts.collect::<Vec<_>>().join(", ");
    let arguments = [("name", name.into()), ("scores", (&listed).into())];
    Sparkline {
        alternative: locale.format("overview-line", &arguments),
        values: scores.to_vec(),
        target: None,
    }
}

/// Teams in the last two editions.
fn side_by_side(locale: &Locale, marks: &[(&Shelved, &Marks)]) -> Option<SideBySide> {
    let [.., (from, before), (to, now)] = marks else {
        return None;
    };
    let known = before.teams.id.iter().enumerate();
    let known: BTreeMap<&str, usize> = known.map(|(at, id)| (id.as_str(), at)).collect();
    let mut rows = Vec::new();
    let mut lines = Vec::new();
    for (at, id) in now.teams.id.iter().enumerate() {
        let old = known.get(id.as_str()).copied();
        let (was, is) = (
            old.and_then(|old| before.teams.score[old]),
            now.teams.score[at],
        );
        let change = was.zip(is).map(|(was, is)| is - was);
        let dash = || DASH.to_owned();
        rows.push(SideRow {
            name: now.teams.name[at].clone(),
            id: id.clone(),
            team: String::new(),
            from: [
                score_text(locale, was),
                old.and_then(|old| before.teams.grade_at(old))
                    .map_or_else(dash, |g| g.letter().to_owned()),
            ],
            to: [
                score_text(locale, is),
                now.teams
                    .grade_at(at)
                    .map_or_else(dash, |g| g.letter().to_owned()),
            ],
            change: change.map_or_else(dash, |change| locale.signed(change as f64 / 10.0, 1)),
        });
        if let Some((was, is)) = was.zip(is) {
            lines.push(SlopeLine {
                label: now.teams.name[at].clone(),
                from: was as f64 / 10.0,
                from_label: score_text(locale, Some(was)),
                to: is as f64 / 10.0,
                to_label: score_text(locale, Some(is)),
            });
        }
    }
    lines.truncate(MOST_LINES);
    let (from_label, to_label) = (locale.period(from.period()), locale.period(to.period()));
    let arguments = [("from", (&from_label).into()), ("to", (&to_label).into())];
    Some(SideBySide {
        slope: (lines.len() > 1).then(|| SlopeChart {
            alternative: locale.format("overview-slope", &arguments),
            from_label: from_label.clone(),
            to_label: to_label.clone(),
            lines,
        }),
        from_label,
        to_label,
        rows,
    })
}

/// What the page's script begins with.
fn page_data(locale: &Locale, shelf: &[Shelved], grain: Grain) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct PeriodData {
        period: String,
        label: String,
        grain: &'static str,
        source: Option<String>,
    }
    #[derive(Serialize)]
    struct PageData<'a> {
        grain: &'static str,
        grains: BTreeMap<&'static str, String>,
        periods: Vec<PeriodData>,
        most_lines: usize,
        words: BTreeMap<&'a str, String>,
    }
    let periods = shelf.iter().map(|one| PeriodData {
        period: one.period().to_string(),
        label: locale.period(one.period()),
        grain: one.period().grain().name(),
        source: (one.left.summary.as_ref()).map(|_| format!("{}/{MARKS}", one.name)),
    });
    let grains = shelf.iter().map(|one| one.period().grain().name());
    let words = ["line", "slope", "loading", "absent"];
    let data = PageData {
        grain: grain.name(),
        grains: grains
            .map(|grain| (grain, locale.text(&format!("overview-grain-{grain}"))))
            .collect(),
        periods: periods.collect(),
        most_lines: MOST_LINES,
        words: words
            .into_iter()
            .map(|word| (word, filled_in_later(locale, word)))
            .collect(),
    };
    // Nothing in it can end the element that holds it.
    Ok(serde_json::to_string(&data)?.replace('<', "\\u003c"))
}

/// A message in which the script puts %1 and %2.
fn filled_in_later(locale: &Locale, word: &str) -> String {
    let key = format!("overview-{word}");
    match word {
        "line" => locale.format(&key, &[("name", "%1".into()), ("scores", "%2".into())]),
        "slope" => locale.format(&key, &[("from", "%1".into()), ("to", "%2".into())]),
        _ => locale.text(&key),
    }
}
