//! Rules of alerts and suggestions: a condition on somebody's series, records, rank or
//! projects, whom it tells, and which list it feeds.
//!
//! Rules come in layers: the catalogue, `alerts/*.yaml`, then `alerts:` of the
//! configuration. A later layer gives the keys that differ; a rule with a condition of its
//! own drops the one below. Conditions are a closed vocabulary; only the condition on
//! records is SQL, which `measure` tries.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check::{Checked, Problems};
use super::forms::{RawPercent, RawText, Short};
use super::kpi::{Kind, Kpi};
use crate::diagnostic::Diagnostic;
use crate::locale::Text;

/// One rule.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRule {
    /// Its stable name.
    pub id: String,
    /// Whether it is evaluated.
    pub active: bool,
    /// Name for readers.
    pub name: Text,
    /// What it means and what to do.
    pub text: Text,
    /// What it is about.
    pub subject: AlertSubject,
    /// The periods it looks at.
    pub series: Series,
    /// Roles that it is for; all where empty.
    pub roles: Vec<String>,
    /// Whom it tells.
    pub tells: Vec<Audience>,
    /// The list that it puts a person on.
    pub list: Option<List>,
    /// When it fires.
    pub condition: Condition,
    /// File that defines it, or changes it last.
    pub file: String,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertSubject {
    /// Each person.
    Person,
    /// Each team.
    Team,
    /// Each open project.
    Project,
    /// All of it.
    Organisation,
}

/// The periods of a streak, or the editions that another rule is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Series {
    /// Weeks that end in the edition's period.
    Weekly,
    /// Months likewise.
    Monthly,
    /// Quarters likewise.
    Quarterly,
    /// Periods as long as the edition's.
    #[default]
    Edition,
}

/// Whom a rule tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The person's manager, in the team's packet.
    Manager,
    /// The team's lead, in the team's packet.
    Lead,
    /// HR, in the organisation's packet.
    Hr,
}

/// A list of suggestions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// For a bonus.
    Bonus,
    /// For a promotion.
    Promotion,
    /// For an award.
    Award,
    /// For a coaching plan.
    Coaching,
    /// For a training plan.
    Training,
    /// Of lasting good results; for HR alone.
    HighPotential,
    /// Who may be struggling; for HR alone.
    AtRisk,
}

impl List {
    /// All lists in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Bonus,
        Self::Promotion,
        Self::Award,
        Self::Coaching,
        Self::Training,
        Self::HighPotential,
        Self::AtRisk,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bonus => "bonus",
            Self::Promotion => "promotion",
            Self::Award => "award",
            Self::Coaching => "coaching",
            Self::Training => "training",
            Self::HighPotential => "high_potential",
            Self::AtRisk => "at_risk",
        }
    }
}

/// When a rule fires.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Consecutive periods in a state.
    Streak(Streak),
    /// Records in the period that meet a condition.
    Rows(AlertRows),
    /// Rank within the best share (0 to 1) of the pool.
    Top(f64),
    /// Grade at least or at most this one, by position from S (0) to D (4).
    Grade {
        /// At least; else at most.
        at_least: bool,
        /// Position of the grade.
        grade: usize,
    },
    /// An open project whose forecast passes its plan.
    Forecast(Plan),
    /// The best values of a KPI.
    Best {
        /// The KPI.
        kpi: String,
        /// Places; equal values share one.
        places: usize,
        /// Fewest rows, where more than the KPI asks for.
        min_n: u32,
    },
    /// Other rules that fired for the same person.
    Fired {
        /// How many of them.
        at_least: usize,
        /// Their ids.
        of: Vec<String>,
    },
}

/// Consecutive periods in a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Streak {
    /// The KPI; the score where absent.
    pub kpi: Option<String>,
    /// How many periods.
    pub periods: usize,
    /// In which state.
    pub state: StreakState,
    /// In place of the target of the KPI, or of 100 points.
    pub target: Option<Bar>,
    /// Whether only a change beyond chance counts.
    pub tested: bool,
}

/// The state of one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreakState {
    /// At the target or better.
    OnTarget,
    /// Better than the target.
    AboveTarget,
    /// Worse than the target.
    BelowTarget,
    /// Worse than in the period before.
    Worse,
    /// Better than in the period before.
    Better,
    /// More than 0.
    Positive,
    /// A rate with at least one miss, however few rows there are.
    Misses,
}

/// A value to compare with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bar {
    /// Itself.
    Value(f64),
    /// The lower bound of a grade, by its position from S (0) to C (3).
    Grade(usize),
}

/// Records that meet a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRows {
    /// Table or view.
    pub source: String,
    /// Column that dates a record.
    pub date: String,
    /// SQL condition.
    pub filter: String,
    /// Column that names a record.
    pub id: String,
}

/// What of a project is forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    /// The day on which all milestones are done, against the planned delivery.
    Finish,
    /// What it will have cost, against its budget.
    Spend,
}

/// A rule as it is written (`alerts/*.yaml`, `alerts:`).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAlert {
    pub(super) active: Option<bool>,
    pub(super) name: Option<RawText>,
    pub(super) text: Option<RawText>,
    pub(super) subject: Option<AlertSubject>,
    pub(super) series: Option<Series>,
    pub(super) roles: Option<Vec<String>>,
    pub(super) tells: Option<Vec<Audience>>,
    pub(super) list: Option<List>,
    pub(super) streak: Option<RawStreak>,
    pub(super) rows: Option<RawAlertRows>,
    pub(super) forecast: Option<Plan>,
    pub(super) top: Option<RawPercent>,
    pub(super) grade: Option<RawGrade>,
    pub(super) best: Option<RawBest>,
    pub(super) fired: Option<RawFired>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStreak {
    /// A KPI, or `score`.
    pub(super) of: String,
    pub(super) periods: usize,
    pub(super) state: StreakState,
    /// A number, or a grade, whose lower bound is meant.
    pub(super) target: Option<Short<()>>,
    #[serde(default)]
    pub(super) tested: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAlertRows {
    pub(super) source: String,
    pub(super) date: String,
    #[serde(rename = "where")]
    pub(super) filter: String,
    pub(super) id: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGrade {
    pub(super) at_least: Option<String>,
    pub(super) at_most: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBest {
    pub(super) of: String,
    #[serde(default = "one")]
    pub(super) places: usize,
    #[serde(default)]
    pub(super) min_n: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFired {
    #[serde(default = "one")]
    pub(super) at_least: usize,
    pub(super) of: Vec<String>,
}

fn one() -> usize {
    1
}

/// Rules by id, each with the last file that speaks of it and whether that is the
/// configuration, where they stand under `alerts`.
#[derive(Default)]
pub(super) struct Layers {
    rules: BTreeMap<String, (RawAlert, String)>,
}

impl Layers {
    /// Puts the rules of a file over those of the layers below.
    pub(super) fn add(&mut self, file: &str, rules: BTreeMap<String, RawAlert>) {
        for (id, rule) in rules {
            let below = self.rules.remove(&id).map(|(below, _)| below);
            let rule = match below {
                Some(below) => rule.over(below),
                None => rule,
            };
            self.rules.insert(id, (rule, file.to_owned()));
        }
    }

    /// Resolved rules; `files` are the texts in which problems are located.
    pub(super) fn resolve(
        self,
        files: &BTreeMap<String, String>,
        kpis: &Checked<Kpi>,
        problems: &mut Vec<Diagnostic>,
    ) -> Checked<AlertRule> {
        let mut rules = Checked::new();
        let mut keys: Vec<(String, String, String)> = Vec::new();
        for (id, (raw, file)) in self.rules {
            let text = files.get(&file).map_or("", String::as_str);
            let mut found = Problems::new(&file, text);
            let key = if file == super::CONFIGURATION {
                format!("alerts.{id}")
            } else {
                id.clone()
            };
            if let Some(rule) = resolve_rule(&id, &key, raw, kpis, &mut found) {
                rules.insert(id.clone(), rule);
                keys.push((id, key, file.clone()));
            }
            problems.extend(found.into_diagnostics());
        }
        for (id, key, file) in keys {
            let text = files.get(&file).map_or("", String::as_str);
            let mut found = Problems::new(&file, text);
            check_fired(&rules, &id, &key, &mut found);
            problems.extend(found.into_diagnostics());
        }
        rules
    }
}

impl RawAlert {
    /// This rule with what it leaves out taken from `below`; its condition goes as a whole.
    fn over(self, below: Self) -> Self {
        let below = if self.conditions() > 0 {
            below.without_condition()
        } else {
            below
        };
        Self {
            active: self.active.or(below.active),
            name: self.name.or(below.name),
            text: self.text.or(below.text),
            subject: self.subject.or(below.subject),
            series: self.series.or(below.series),
            roles: self.roles.or(below.roles),
            tells: self.tells.or(below.tells),
            list: self.list.or(below.list),
            streak: self.streak.or(below.streak),
            rows: self.rows.or(below.rows),
            forecast: self.forecast.or(below.forecast),
            top: self.top.or(below.top),
            grade: self.grade.or(below.grade),
            best: self.best.or(below.best),
            fired: self.fired.or(below.fired),
        }
    }

    fn without_condition(self) -> Self {
        Self {
            streak: None,
            rows: None,
            forecast: None,
            top: None,
            grade: None,
            best: None,
            fired: None,
            ..self
        }
    }

    /// How many conditions it has.
    fn conditions(&self) -> usize {
        [
            self.streak.is_some(),
            self.rows.is_some(),
            self.forecast.is_some(),
            self.top.is_some(),
            self.grade.is_some(),
            self.best.is_some(),
            self.fired.is_some(),
        ]
        .into_iter()
        .filter(|present| *present)
        .count()
    }
}

fn resolve_rule(
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
            .help(
                "write one of `streak`, `rows`, `forecast`, `top`, `grade`, `best` and `fired`",
            );
        return None;
    }
    let series = raw.series.unwrap_or_default();
    let subject = raw.subject?;
    let condition = resolve_condition(key, &raw, subject, series, kpis, problems)?;
    let tells = raw.tells.as_deref().unwrap_or_default();
    check_subject(key, subject, series, (raw.list, tells), &condition, problems);
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
        problems.wrong_value(key, message.to_owned()).help(
            "docs/workspace.md says which states a streak may have",
        );
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
        () if to_target && !own_target && additive && (series == Series::Weekly || subject != AlertSubject::Person) => {
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

fn resolve_bar(
    key: &str,
    raw: &Short<()>,
    of_score: bool,
    problems: &mut Problems,
) -> Option<Bar> {
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
                .wrong_value(key, "a grade is either the lowest or the highest".to_owned())
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
fn check_fired(rules: &Checked<AlertRule>, id: &str, key: &str, problems: &mut Problems) {
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
