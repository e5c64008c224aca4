//! Alerts: which rules fire for whom in an edition, each with its evidence.
//!
//! A pure function of values, records, projects and totals. Alerts of all rules that rest
//! on a test are corrected together (Benjamini and Hochberg); the others state what was
//! observed. Alerts come in the order of rules, then of the roster.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

use super::lists::{Listing, combine, lists};
use super::outlook::{self, Outlook};
use super::series::Line;
use super::streak::{LONGEST, Observation, due};
use super::{Assessor, Grade, Scores, Total};
use crate::load::Roster;
use crate::measure::{Measures, State, Subject, Watch};
use crate::period::Period;
use crate::statistics;
use crate::workspace::{
    self, AlertRule, AlertSubject, Condition, Direction, List, Streak, Workspace,
};

/// Observations and records named in the evidence of one alert; the rest is counted.
pub const MOST_SHOWN: usize = 10;

/// The false discovery rate of all tested alerts of a run.
const DISCOVERY_RATE: f64 = 0.10;

/// What alerts are made from.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// All values.
    pub measures: &'a Measures,
    /// Records and projects.
    pub watch: &'a Watch,
    /// Totals of the edition's period.
    pub scores: &'a Scores,
    /// Who belongs where.
    pub roster: &'a Roster,
    /// The rules.
    pub workspace: &'a Workspace,
    /// Scores of other periods.
    pub assessor: &'a Assessor<'a>,
    /// The edition's period.
    pub period: Period,
    /// The day of the data.
    pub as_of: NaiveDate,
}

/// All alerts of an edition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alerts {
    /// In the order of rules, then of the roster.
    pub alerts: Vec<Alert>,
    /// Who is on which list.
    pub lists: BTreeMap<List, Vec<Listing>>,
    /// Positions of the alerts of each team, of its members and of their projects.
    pub by_team: BTreeMap<usize, Vec<usize>>,
}

/// One alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// The rule that fired.
    pub rule: String,
    /// For whom or what.
    pub about: About,
    /// The team that it belongs to, by position in the roster.
    pub team: Option<usize>,
    /// The first period that it rests on.
    pub first: Period,
    /// The last one.
    pub last: Period,
    /// What it rests on.
    pub evidence: Evidence,
    /// Its p-value before correction, where the rule is tested.
    pub p: Option<f64>,
}

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A person, by position in the roster.
    Person(usize),
    /// A team, likewise.
    Team(usize),
    /// A project, by position among the watched ones.
    Project(usize),
    /// Everybody.
    Organisation,
}

/// What an alert rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// Values of a series: of a KPI, or of the score.
    Series {
        /// The KPI; the score where absent.
        kpi: Option<String>,
        /// The last ten values; before a comparison, the one that it begins from.
        observations: Vec<Observation>,
        /// Periods in the streak.
        length: usize,
    },
    /// Records.
    Records {
        /// Identifiers of the first ten.
        ids: Vec<String>,
        /// How many there are.
        count: usize,
    },
    /// A place in the pool.
    Place {
        /// 1 is the best.
        position: usize,
        /// People with a grade in the pool.
        size: usize,
    },
    /// A grade.
    Grade {
        /// S to D.
        grade: &'static str,
        /// Its score.
        score: f64,
    },
    /// The best value of a KPI.
    Best {
        /// The KPI.
        kpi: String,
        /// 1 is the best.
        position: usize,
        /// People with enough rows.
        size: usize,
        /// The value.
        value: f64,
        /// Rows behind it.
        n: u32,
    },
    /// A project against its plan.
    Project(Outlook),
    /// Other rules.
    Rules {
        /// Their ids.
        rules: Vec<String>,
    },
}

/// An alert that may be one, with the p-value that decides.
type Tested = (f64, Option<Alert>);

/// Evaluates all active rules.
pub fn alerts(inputs: &Inputs<'_>) -> Alerts {
    let (mut alerts, mut tested): (Vec<Alert>, Vec<Tested>) = (Vec::new(), Vec::new());
    let rules = || inputs.workspace.alerts.values().filter(|rule| rule.active);
    let of_grain = |rule: &&AlertRule| inputs.is_due(rule);
    for rule in rules().filter(of_grain) {
        match &rule.condition {
            Condition::Streak(streak) if streak.tested => {
                tested.extend(inputs.streaks(rule, streak).into_iter().flatten());
            }
            Condition::Streak(streak) => {
                let found = inputs.streaks(rule, streak).into_iter().flatten();
                alerts.extend(found.filter_map(|(_, alert)| alert));
            }
            Condition::Rows(_) => alerts.extend(inputs.records(rule)),
            Condition::Top(share) => alerts.extend(inputs.top(rule, *share)),
            Condition::Grade { at_least, grade } => {
                alerts.extend(inputs.graded(rule, *at_least, *grade));
            }
            Condition::Forecast(what) => alerts.extend(inputs.projects(rule, *what)),
            Condition::Best { kpi, places, min_n } => {
                alerts.extend(inputs.best(rule, kpi, *places, *min_n));
            }
            Condition::Fired { .. } => {}
        }
    }
    let p: Vec<f64> = tested.iter().map(|(p, _)| *p).collect();
    let discovered = statistics::discoveries(&p, DISCOVERY_RATE);
    let kept = tested.into_iter().zip(discovered);
    alerts.extend(kept.filter_map(|((_, alert), discovered)| alert.filter(|_| discovered)));
    for rule in rules().filter(of_grain) {
        if let Condition::Fired { at_least, of } = &rule.condition {
            let found = combine(&alerts, of, *at_least);
            let found = found.into_iter().map(|(person, rules)| {
                inputs.alert(rule, About::Person(person), Evidence::Rules { rules })
            });
            let found: Vec<Alert> = found.collect();
            alerts.extend(found);
        }
    }
    alerts.sort_by(|a, b| (&a.rule, a.about).cmp(&(&b.rule, b.about)));
    let mut by_team: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, alert) in alerts.iter().enumerate() {
        if let Some(team) = alert.team {
            by_team.entry(team).or_default().push(index);
        }
    }
    Alerts {
        lists: lists(inputs.workspace, &alerts),
        by_team,
        alerts,
    }
}

impl Inputs<'_> {
    /// Whether a rule is for editions like this one; streaks look at their own periods.
    fn is_due(&self, rule: &AlertRule) -> bool {
        matches!(rule.condition, Condition::Streak(_))
            || rule.series == workspace::Series::Edition
            || due(rule.series, self.period, self.as_of.max(self.period.end()))
                .contains(&self.period)
    }

    /// An alert that rests on the edition's period.
    pub(super) fn alert(&self, rule: &AlertRule, about: About, evidence: Evidence) -> Alert {
        Alert {
            rule: rule.id.clone(),
            about,
            team: self.team_of(about),
            first: self.period,
            last: self.period,
            evidence,
            p: None,
        }
    }

    fn team_of(&self, about: About) -> Option<usize> {
        match about {
            About::Person(person) => self.roster.people[person]
                .stint_in(self.period)
                .map(|stint| stint.team),
            About::Team(team) => Some(team),
            About::Project(project) => self.watch.projects[project].team,
            About::Organisation => None,
        }
    }

    /// Everybody that a rule is for.
    fn subjects(&self, rule: &AlertRule) -> Vec<About> {
        match rule.subject {
            AlertSubject::Person => {
                let people = 0..self.roster.people.len();
                let wanted = people.filter(|person| self.is_wanted(rule, *person));
                wanted.map(About::Person).collect()
            }
            AlertSubject::Team => (0..self.roster.teams.len()).map(About::Team).collect(),
            AlertSubject::Organisation => vec![About::Organisation],
            AlertSubject::Project => {
                let projects = self.watch.projects.iter().enumerate();
                let of_role = projects.filter(|(_, project)| {
                    rule.roles.is_empty() || project.person.is_some_and(|p| self.is_wanted(rule, p))
                });
                of_role.map(|(index, _)| About::Project(index)).collect()
            }
        }
    }

    /// Whether somebody is there in the period, in a role that a rule is for.
    fn is_wanted(&self, rule: &AlertRule, person: usize) -> bool {
        let stint = self.roster.people[person].stint_in(self.period);
        stint.is_some_and(|stint| rule.roles.is_empty() || rule.roles.contains(&stint.role))
    }

    /// The streaks of everybody, each with its p-value (1 where the rule is not tested).
    fn streaks(&self, rule: &AlertRule, streak: &Streak) -> Vec<Option<Tested>> {
        let kpi = match &streak.kpi {
            Some(id) => match self.workspace.kpis.get(id) {
                Some(kpi) => Some(kpi),
                None => return Vec::new(),
            },
            None => None,
        };
        let due = due(rule.series, self.period, self.as_of);
        let members = match rule.subject {
            AlertSubject::Team if kpi.is_none() => self.members(&due),
            _ => BTreeMap::new(),
        };
        let series = |about| Line {
            inputs: self,
            about,
            streak,
            kpi,
            members: &members,
        };
        self.subjects(rule)
            .par_iter()
            .map(|about| series(*about).evaluate(rule, &due))
            .collect()
    }

    /// Members of all teams in every period that a streak which ends in `due` may reach.
    fn members(&self, due: &[Period]) -> BTreeMap<Period, Vec<Vec<usize>>> {
        let longest = i32::try_from(LONGEST).unwrap_or(0);
        let first = due.first().map(|first| first.offset(-longest).index());
        let last = due.last();
        let (Some(first), Some(last)) = (first, last) else {
            return BTreeMap::new();
        };
        (first..=last.index())
            .map(|index| Period::from_index(last.grain(), index))
            .map(|period| (period, self.roster.members(period)))
            .collect()
    }

    /// Records of each subject.
    fn records(&self, rule: &AlertRule) -> Vec<Alert> {
        let mut found: BTreeMap<About, Vec<String>> = BTreeMap::new();
        for record in self.watch.records.get(&rule.id).into_iter().flatten() {
            let of_role = record.person.is_some_and(|p| self.is_wanted(rule, p));
            if !rule.roles.is_empty() && !of_role {
                continue;
            }
            let about = match rule.subject {
                AlertSubject::Person => record.person.map(About::Person),
                AlertSubject::Team => record.team.map(About::Team),
                AlertSubject::Organisation => Some(About::Organisation),
                AlertSubject::Project => None,
            };
            if let Some(about) = about {
                found.entry(about).or_default().push(record.id.clone());
            }
        }
        let alert = |(about, mut ids): (About, Vec<String>)| {
            let count = ids.len();
            ids.truncate(MOST_SHOWN);
            self.alert(rule, about, Evidence::Records { ids, count })
        };
        found.into_iter().map(alert).collect()
    }

    /// People of a rule with their totals.
    fn totals(&self, rule: &AlertRule) -> impl Iterator<Item = (usize, &Total)> {
        let people = self.scores.people.iter().enumerate();
        let wanted: Vec<bool> = (0..self.roster.people.len())
            .map(|person| self.is_wanted(rule, person))
            .collect();
        people
            .filter_map(|(person, total)| Some((person, total.as_ref()?)))
            .filter(move |(person, _)| wanted[*person])
    }

    fn top(&self, rule: &AlertRule, share: f64) -> Vec<Alert> {
        let place = |(person, total): (usize, &Total)| {
            let rank = total.rank?;
            let (position, size) = (rank.position, rank.size);
            // 0.2 of 5 is one person, whatever the last digit of the product says.
            let within = position as f64 <= share * size as f64 + 1e-9;
            let evidence = Evidence::Place { position, size };
            within.then(|| self.alert(rule, About::Person(person), evidence))
        };
        self.totals(rule).filter_map(place).collect()
    }

    fn graded(&self, rule: &AlertRule, at_least: bool, limit: usize) -> Vec<Alert> {
        let graded = |(person, total): (usize, &Total)| {
            let (grade, score) = (total.grade?, total.score?);
            let position = Grade::ALL.iter().position(|known| *known == grade)?;
            let fires = if at_least {
                position <= limit
            } else {
                position >= limit
            };
            let grade = grade.letter();
            let evidence = Evidence::Grade { grade, score };
            fires.then(|| self.alert(rule, About::Person(person), evidence))
        };
        self.totals(rule).filter_map(graded).collect()
    }

    fn projects(&self, rule: &AlertRule, what: workspace::Plan) -> Vec<Alert> {
        let look = |about: &About| {
            let About::Project(index) = *about else {
                return None;
            };
            let project = &self.watch.projects[index];
            let outlook = match what {
                workspace::Plan::Finish => outlook::finish(project),
                workspace::Plan::Spend => outlook::spend(project),
            }?;
            Some(self.alert(rule, *about, Evidence::Project(outlook)))
        };
        self.subjects(rule).par_iter().filter_map(look).collect()
    }

    /// The best values of a KPI in the period; equal ones share a place.
    fn best(&self, rule: &AlertRule, kpi: &str, places: usize, min_n: u32) -> Vec<Alert> {
        let sign = self
            .workspace
            .kpis
            .get(kpi)
            .and_then(|kpi| kpi.direction)
            .map_or(1.0, Direction::sign);
        let measure = |about: &About| {
            let measure = self.measures.get(self.subject(*about)?, kpi, self.period)?;
            let enough = measure.state != State::Insufficient && measure.n >= min_n;
            enough.then_some((*about, measure))
        };
        let found: Vec<_> = self.subjects(rule).iter().filter_map(measure).collect();
        let mut values: Vec<f64> = found.iter().map(|(_, m)| sign * m.value).collect();
        values.sort_by(|a, b| b.total_cmp(a));
        let size = values.len();
        found
            .into_iter()
            .filter_map(|(about, measure)| {
                let better = |value: &f64| *value > sign * measure.value;
                let position = values.partition_point(better) + 1;
                let evidence = Evidence::Best {
                    kpi: kpi.to_owned(),
                    position,
                    size,
                    value: measure.value,
                    n: measure.n,
                };
                (position <= places).then(|| self.alert(rule, about, evidence))
            })
            .collect()
    }

    pub(super) fn subject(&self, about: About) -> Option<Subject> {
        let subjects = &self.measures.subjects;
        match about {
            About::Person(person) => Some(subjects.person(person)),
            About::Team(team) => Some(subjects.team(team)),
            About::Organisation => Some(subjects.organisation()),
            About::Project(_) => None,
        }
    }
}
