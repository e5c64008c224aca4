//! From a rule as it is written to a rule that can be evaluated, with all its problems.

use super::raw::{RawAlert, RawGrade, RawStreak};
use super::{
    AlertRows, AlertRule, AlertSubject, Audience, Bar, Condition, List, Series, Streak, StreakState,
};
use crate::workspace::check::{Checked, Problems};
use crate::workspace::forms::Short;
use crate::workspace::kpi::{Kind, Kpi};

/// The rule, if it can be made; `key` is where it stands in its file.
pub(super) fn resolve_rule(
    id: &str,
    key: &str,
    raw: RawAlert,
    kpis: &Checked<Kpi>,
    problems: &mut Problems,
) -> Option<AlertRule> {
    let missing = [
        ("name", raw.name.is_none()),
        ("text", raw.text.is_none()),
        ("subject", raw.subject.is_none()),
        ("tells", raw.tells.as_ref().is_none_or(Vec::is_empty)),
    ];
    for (part, _) in missing.into_iter().filter(|(_, missing)| *missing) {
        problems
            .missing_key(&format!("{key}.{part}"), "every rule needs it")
            .help(&format!("add `{part}: …`"));
    }
    if raw.conditions() != 1 {
        problems
            .missing_key(&format!("{key}.streak"), "a rule has exactly one condition")
            .help("write one of `streak`, `rows`, `forecast`, `top`, `grade`, `best` and `fired`");
        return None;
    }
    let series = raw.series.unwrap_or_default();
    let subject = raw.subject?;
    let condition = resolve_condition(key, &raw, subject, series, kpis, problems)?;
    let tells = raw.tells.as_deref().unwrap_or_default();
    check_subject(
        key,
        subject,
        series,
        (raw.list, tells),
        &condition,
        problems,
    );
    Some(AlertRule {
        id: id.to_owned(),
        active: raw.active.unwrap_or(true),
        name: raw.name?.resolve(),
        text: raw.text?.resolve(),
        subject,
        series,
        roles: raw.roles.unwrap_or_default(),
        tells: raw.tells?,
        list: raw.list,
        condition,
        file: problems.file().to_owned(),
    })
}

fn resolve_condition(
    key: &str,
    raw: &RawAlert,
    subject: AlertSubject,
    series: Series,
    kpis: &Checked<Kpi>,
    problems: &mut Problems,
) -> Option<Condition> {
    if let Some(streak) = &raw.streak {
        let key = format!("{key}.streak");
        return resolve_streak(&key, streak, subject, series, kpis, problems);
    }
    if let Some(grade) = &raw.grade {
        return resolve_grade(&format!("{key}.grade"), grade, problems);
    }
    if let Some(best) = &raw.best {
        known_kpi(&format!("{key}.best.of"), &best.of, kpis, problems)?;
        return Some(Condition::Best {
            kpi: best.of.clone(),
            places: best.places,
            min_n: best.min_n,
        });
    }
    if let Some(rows) = &raw.rows {
        return Some(Condition::Rows(AlertRows {
            source: rows.source.clone(),
            date: rows.date.clone(),
            filter: rows.filter.clone(),
            id: rows.id.clone(),
            needs: rows.needs.clone(),
        }));
    }
    if let Some(fired) = &raw.fired {
        return Some(Condition::Fired {
            at_least: fired.at_least,
            of: fired.of.clone(),
        });
    }
    raw.top
        .map(|share| Condition::Top(share.0))
        .or(raw.forecast.map(Condition::Forecast))
}

fn known_kpi<'a>(
    key: &str,
    id: &str,
    kpis: &'a Checked<Kpi>,
    problems: &mut Problems,
) -> Option<&'a Kpi> {
    let found = kpis.get(id);
    if found.is_none() {
        problems
            .add("unknown-kpi", key, format!("`{id}` is no KPI"))
            .help("define it in kpis/, or take one of `scorepack kpis`");
    }
    found
}

fn resolve_streak(
    key: &str,
    raw: &RawStreak,
    subject: AlertSubject,
    series: Series,
    kpis: &Checked<Kpi>,
    problems: &mut Problems,
) -> Option<Condition> {
    let kpi = match raw.of.as_str() {
        "score" => None,
        id => Some(known_kpi(&format!("{key}.of"), id, kpis, problems)?),
    };
    let target = match &raw.target {
        Some(bar) => Some(resolve_bar(key, bar, kpi.is_none(), problems)?),
        None => None,
    };
    let wrong = check_streak(raw, kpi, subject, series, target.is_some());
    if let Some(message) = wrong {
        problems
            .wrong_value(key, message.to_owned())
            .help("docs/workspace.md says which states a streak may have");
        return None;
    }
    Some(Condition::Streak(Streak {
        kpi: kpi.map(|kpi| kpi.id.clone()),
        periods: raw.periods,
        state: raw.state,
        target,
        tested: raw.tested,
    }))
}

/// What does not go together in a streak.
fn check_streak(
    raw: &RawStreak,
    kpi: Option<&Kpi>,
    subject: AlertSubject,
    series: Series,
    own_target: bool,
) -> Option<&'static str> {
    use StreakState as State;
    let to_target = matches!(
        raw.state,
        State::OnTarget | State::AboveTarget | State::BelowTarget
    );
    let compared = matches!(raw.state, State::Worse | State::Better);
    let Some(kpi) = kpi else {
        return match () {
            () if series == Series::Weekly => Some("there are no weekly scores"),
            () if !matches!(subject, AlertSubject::Person | AlertSubject::Team) => {
                Some("only people and teams have a score")
            }
            () if raw.state == State::Misses => Some("only a rate has misses"),
            () if raw.tested => Some("only a count is tested for a rise"),
            () => check_length(raw.periods),
        };
    };
    let additive = matches!(kpi.kind, Kind::Count | Kind::Sum { .. });
    match () {
        () if raw.state == State::Misses && !matches!(kpi.kind, Kind::Rate { .. }) => {
            Some("only a rate has misses")
        }
        () if (to_target || compared) && kpi.direction.is_none() => {
            Some("the KPI has no direction, so nothing is better or worse")
        }
        () if to_target
            && !own_target
            && additive
            && (series == Series::Weekly || subject != AlertSubject::Person) =>
        {
            Some("the target of a count or sum is for a person and a month; write `target`")
        }
        () if raw.tested && !(kpi.kind == Kind::Count && compared) => {
            Some("only a count that is worse or better than before is tested")
        }
        () if series == Series::Weekly && matches!(kpi.kind, Kind::Change { .. }) => {
            Some("a change has no weekly values")
        }
        () => check_length(raw.periods),
    }
}

/// At most a year of weeks would be looked through; a quarter is enough.
fn check_length(periods: usize) -> Option<&'static str> {
    (!(1..=12).contains(&periods)).then_some("a streak has 1 to 12 periods")
}

fn resolve_bar(key: &str, raw: &Short<()>, of_score: bool, problems: &mut Problems) -> Option<Bar> {
    let text = match raw {
        Short::Text(text) => text.as_str(),
        Short::Long(()) => "",
    };
    let bar = match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Some(Bar::Value(value)),
        _ => grade_position(text)
            .filter(|position| *position < 4 && of_score)
            .map(Bar::Grade),
    };
    if bar.is_none() {
        problems
            .wrong_value(
                &format!("{key}.target"),
                format!("`{text}` is no value to compare with"),
            )
            .help("write a number or, for the score, one of the grades S, A, B and C");
    }
    bar
}

fn grade_position(letter: &str) -> Option<usize> {
    ["S", "A", "B", "C", "D"]
        .iter()
        .position(|known| *known == letter)
}

fn resolve_grade(key: &str, raw: &RawGrade, problems: &mut Problems) -> Option<Condition> {
    let (at_least, letter) = match (&raw.at_least, &raw.at_most) {
        (Some(letter), None) => (true, letter),
        (None, Some(letter)) => (false, letter),
        _ => {
            problems
                .wrong_value(
                    key,
                    "a grade is either the lowest or the highest".to_owned(),
                )
                .help("write `{at_least: B}` or `{at_most: C}`");
            return None;
        }
    };
    let grade = grade_position(letter);
    if grade.is_none() {
        problems
            .wrong_value(key, format!("`{letter}` is no grade"))
            .help("write one of S, A, B, C and D");
    }
    Some(Condition::Grade {
        at_least,
        grade: grade?,
    })
}

/// Which subjects and series a condition can have, and that lists hold people.
fn check_subject(
    key: &str,
    subject: AlertSubject,
    series: Series,
    (list, tells): (Option<List>, &[Audience]),
    condition: &Condition,
    problems: &mut Problems,
) {
    use AlertSubject::{Organisation, Person, Project, Team};
    let known: &[AlertSubject] = match condition {
        Condition::Streak(_) | Condition::Rows(_) => &[Person, Team, Organisation],
        Condition::Forecast(_) => &[Project],
        Condition::Best { .. } => &[Person, Team],
        Condition::Top(_) | Condition::Grade { .. } | Condition::Fired { .. } => &[Person],
    };
    if !known.contains(&subject) {
        problems
            .wrong_value(
                &format!("{key}.subject"),
                "the condition is not about such a subject".to_owned(),
            )
            .help("docs/workspace.md says which subjects a condition may have");
    }
    if list.is_some() && subject != Person {
        problems
            .wrong_value(&format!("{key}.list"), "a list holds people".to_owned())
            .help("take the list out, or write `subject: person`");
    }
    let secret = matches!(list, Some(List::HighPotential | List::AtRisk));
    if secret && tells.iter().any(|audience| *audience != Audience::Hr) {
        problems
            .wrong_value(
                &format!("{key}.tells"),
                "this list is for HR alone".to_owned(),
            )
            .help("write `tells: [hr]`");
    }
    if series == Series::Weekly && !matches!(condition, Condition::Streak(_)) {
        problems
            .wrong_value(
                &format!("{key}.series"),
                "there are no weekly editions".to_owned(),
            )
            .help("take the key out; only a streak is weekly");
    }
}

/// Rules that another rule counts must exist, be about people and not count rules themselves.
pub(super) fn check_fired(
    rules: &Checked<AlertRule>,
    id: &str,
    key: &str,
    problems: &mut Problems,
) {
    let Some(Condition::Fired { of, .. }) = rules.get(id).map(|rule| &rule.condition) else {
        return;
    };
    for other in of {
        let message = match rules.get(other) {
            None => format!("`{other}` is no rule"),
            Some(rule) if rule.subject != AlertSubject::Person => {
                format!("`{other}` is not about people")
            }
            Some(rule) if matches!(rule.condition, Condition::Fired { .. }) => {
                format!("`{other}` counts rules itself")
            }
            Some(_) => continue,
        };
        let known: Vec<&str> = rules
            .values()
            .filter(|rule| rule.subject == AlertSubject::Person)
            .filter(|rule| !matches!(rule.condition, Condition::Fired { .. }))
            .map(|rule| rule.id.as_str())
            .collect();
        problems
            .add("unknown-rule", &format!("{key}.fired.of"), message)
            .help(&format!("name one of: {}", known.join(", ")));
    }
}
