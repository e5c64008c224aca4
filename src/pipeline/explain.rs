//! Explaining a score: measured and scored as in a run, then computed once more from records.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Options, Prepared, Stopped, configuration, prepare, stopped};
use crate::compose::explanation::{Difference, Explanation};
use crate::compose::{Composer, GoalIndex, References, Sources};
use crate::diagnostic::{Diagnostic, Place};
use crate::load::nearest;
use crate::locale::Locale;
use crate::measure::{self, Basis, Holder, Records, Watch, recount};
use crate::score::{self, Alerts, Assessor, Fairness, History};
use crate::workspace::{Kind, Kpi, Workspace};

/// What is to be explained.
#[derive(Clone, Debug)]
pub struct Question {
    /// Whose score, by identifier.
    pub of: Asked,
    /// One KPI only.
    pub kpi: Option<String>,
}

/// A person or a team, by identifier.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A person.
    Person(String),
    /// A team.
    Team(String),
}

/// An explanation and the words to present it in.
pub struct Answer {
    /// The explanation.
    pub explanation: Explanation,
    /// Its language.
    pub locale: Locale,
}

/// Explains a score down to its records. The second part holds what the records do not
/// confirm, as errors.
///
/// # Errors
/// Configuration or data that stops a run; `unknown-id`, `unknown-kpi`.
pub fn explain(
    options: &Options<'_>,
    question: &Question,
) -> Result<(Answer, Vec<Diagnostic>), Stopped> {
    let mut prepared = prepare(options)?;
    let (explanation, contradictions) =
        answer(&prepared, options, question).map_err(|found| stopped(&prepared, found))?;
    let locale = prepared.locales.remove(&explanation.language);
    let locale = locale.ok_or_else(|| stopped(&prepared, Vec::new()))?;
    let answer = Answer {
        explanation,
        locale,
    };
    Ok((answer, contradictions))
}

fn answer(
    prepared: &Prepared,
    options: &Options<'_>,
    question: &Question,
) -> Result<(Explanation, Vec<Diagnostic>), Vec<Diagnostic>> {
    let Prepared {
        workspace,
        roster,
        tables,
        period,
        as_of,
        ..
    } = prepared;
    let holder = find_holder(prepared, &question.of).map_err(|problem| vec![problem])?;
    let kpi = question.kpi.as_ref().map(|id| find_kpi(workspace, id));
    let kpi = kpi.transpose().map_err(|problem| vec![problem])?;
    let (measures, _) = measure::measure(tables, roster, workspace, *period, *as_of)?;
    let scores = score::score(&measures, roster, &prepared.decisions, workspace, *period);
    let mut wanted = scored_kpis(workspace);
    wanted.extend(kpi.iter().flat_map(|kpi| roots(kpi)));
    // A count of 0 and a change rest on what came before the period.
    let days = (NaiveDate::MIN, period.end());
    let records = Records::read(tables, roster, workspace, &wanted, days)?;
    let basis = Basis {
        roster,
        workspace,
        last_day: period.end(),
        as_of: *as_of,
    };
    let recounted = recount(&records, basis, &[holder], &[*period]);
    let definitions = configuration(workspace);
    let composer = Composer {
        workspace,
        roster,
        measures: &measures,
        scores: &scores,
        assessor: &Assessor::new(&measures, workspace),
        reports: &prepared.reports,
        sources: &Sources::of(workspace, &prepared.reports),
        locales: &prepared.locales,
        period: *period,
        as_of: *as_of,
        definitions: &definitions[..8],
        language: options.language,
        references: &References::of(workspace, roster, &measures, *period),
        records: &records,
        goals: &GoalIndex::of(&prepared.goals, roster, *period),
        dialogue: &prepared.dialogue,
        watch: &Watch::default(),
        alerts: &Alerts::default(),
        history: &History::default(),
        fairness: &Fairness::default(),
    };
    let explanation = composer
        .explain(holder, &recounted, kpi)
        .ok_or_else(|| vec![not_there(prepared, &question.of)])?;
    let contradictions = explanation.differences.iter().map(contradiction).collect();
    Ok((explanation, contradictions))
}

/// The KPIs of all scorecards, and what changes among them rest on.
pub(super) fn scored_kpis(workspace: &Workspace) -> BTreeSet<String> {
    let items = workspace.scorecards.values().flat_map(|card| &card.items);
    let kpis = items.filter_map(|item| workspace.kpis.get(&item.kpi));
    kpis.flat_map(roots).collect()
}

/// A KPI, and the one that it rests on if it is a change.
fn roots(kpi: &Kpi) -> Vec<String> {
    match &kpi.kind {
        Kind::Change { base, .. } => vec![kpi.id.clone(), base.clone()],
        _ => vec![kpi.id.clone()],
    }
}

fn find_holder(prepared: &Prepared, asked: &Asked) -> Result<Holder, Diagnostic> {
    let Prepared { roster, period, .. } = prepared;
    match asked {
        Asked::Person(id) => {
            let ids = roster.people.iter().map(|person| person.id.as_str());
            let Some(index) = roster.person(id) else {
                return Err(unknown("--person", "person", id, nearest(id, ids)));
            };
            match roster.people[index].stint_in(*period) {
                Some(_) => Ok(Holder::Person(index)),
                None => Err(not_there(prepared, asked)),
            }
        }
        Asked::Team(id) => {
            let ids = roster.teams.iter().map(|team| team.id.as_str());
            let found = roster.teams.iter().position(|team| &team.id == id);
            let Some(index) = found else {
                return Err(unknown("--team", "team", id, nearest(id, ids)));
            };
            if roster.members(*period)[index].is_empty() {
                return Err(not_there(prepared, asked));
            }
            Ok(Holder::Team(index))
        }
    }
}

fn unknown(option: &str, kind: &str, id: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("`{id}` is no {kind} of the roster");
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "identifiers are those of the roster, capitals and all".to_owned(),
    };
    Diagnostic::error("unknown-id", Place::default().in_column(option), message).hint(hint)
}

/// Somebody known who was not there in the period.
fn not_there(prepared: &Prepared, asked: &Asked) -> Diagnostic {
    let Prepared { roster, period, .. } = prepared;
    let (option, message, hint) = match asked {
        Asked::Person(id) => {
            let person = roster.person(id).map(|index| &roster.people[index]);
            let stints = person.map_or(&[][..], |person| person.stints.as_slice());
            let spans: Vec<String> = stints
                .iter()
                .map(|stint| match stint.to {
                    Some(to) => format!("{} to {to}", stint.from),
                    None => format!("from {} on", stint.from),
                })
                .collect();
            let hint = format!("the roster has them {}", spans.join(", "));
            (
                "--person",
                format!("`{id}` was not there in {period}"),
                hint,
            )
        }
        Asked::Team(id) => {
            let message = format!("the team `{id}` has no members in {period}");
            ("--team", message, "name another period".to_owned())
        }
    };
    Diagnostic::error("unknown-id", Place::default().in_column(option), message).hint(hint)
}

fn find_kpi<'w>(workspace: &'w Workspace, id: &str) -> Result<&'w Kpi, Diagnostic> {
    workspace.kpis.get(id).ok_or_else(|| {
        let near = nearest(id, workspace.kpis.keys().map(String::as_str));
        let hint = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`scorepack kpis` lists them".to_owned(),
        };
        let message = format!("`{id}` is no KPI");
        Diagnostic::error("unknown-kpi", Place::default().in_column("--kpi"), message).hint(hint)
    })
}

fn contradiction(difference: &Difference) -> Diagnostic {
    let Difference {
        of,
        what,
        shown,
        recomputed,
    } = difference;
    let message = format!("{of}: packets say {what} {shown}, the records give {recomputed}");
    Diagnostic::error(
        "explanation-differs",
        Place::default().in_column(of),
        message,
    )
    .hint("do not use these figures; please report this, with the version of the program")
}
