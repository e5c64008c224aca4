//! Alerts and lists of suggestions in words: for the team's lead, for HR, and for files.
//!
//! A person's packet has none of this. A team's packet has what tells its manager or lead,
//! but for suggestions about the lead, who reads it.

use serde::Serialize;

use super::Composer;
use super::file_name::page_of_person;
use super::packet::{AlertGroup, AlertItem, AlertSection, Cell, Table};
use super::wording::{DASH, Wording, cell};
use crate::period::Period;
use crate::score::{About, Alert, Evidence, Grade, Listing};
use crate::workspace::{AlertRule, Audience, List};

/// Alerts of one rule named in a packet; the rest is counted.
const MOST_ITEMS: usize = 12;

/// People of one list named in a packet; the rest is counted.
const MOST_LISTED: usize = 50;

/// An alert in words, with what a program may want of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AlertLine {
    /// Id of the rule.
    pub rule: String,
    /// Name of the rule.
    pub name: String,
    /// `person`, `team`, `project` or `organisation`.
    pub subject_kind: &'static str,
    /// Identifier of the subject.
    pub subject_id: String,
    /// Name of the subject.
    pub subject: String,
    /// Identifier of the team that it belongs to.
    pub team_id: Option<String>,
    /// The first period that it rests on.
    pub first: Period,
    /// The last one.
    pub last: Period,
    /// Whom it tells.
    pub tells: Vec<Audience>,
    /// The list that it puts a person on.
    pub list: Option<List>,
    /// What it means and what to do.
    pub text: String,
    /// What it rests on, in words.
    pub evidence: String,
    /// The same as figures.
    pub figures: Evidence,
    /// p-value before correction, where the rule is tested.
    pub p: Option<f64>,
}

/// Somebody on a list, in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListLine {
    /// The list.
    pub list: List,
    /// Identifier of the person.
    pub person_id: String,
    /// Their name.
    pub name: String,
    /// Identifier of their team.
    pub team_id: String,
    /// Their role.
    pub role: String,
    /// Their level.
    pub level: String,
    /// Ids of the rules that fired.
    pub rules: Vec<String>,
    /// Their score, if they have one.
    pub score: Option<f64>,
    /// Their grade, likewise.
    pub grade: Option<&'static str>,
    /// Place in the pool.
    pub rank: Option<usize>,
    /// People with a grade in the pool.
    pub pool_size: Option<usize>,
    /// What the rules rest on, in words.
    pub evidence: String,
}

impl Composer<'_> {
    /// All alerts in the organisation's language.
    pub fn alert_lines(&self) -> Vec<AlertLine> {
        let Some(words) = self.wording(self.common_language()) else {
            return Vec::new();
        };
        let alerts = self.alerts.alerts.iter();
        alerts
            .filter_map(|alert| Some(self.alert_line(&words, self.rule(alert)?, alert)))
            .collect()
    }

    /// Everybody on a list in the organisation's language, list by list.
    pub fn list_lines(&self) -> Vec<ListLine> {
        let Some(words) = self.wording(self.common_language()) else {
            return Vec::new();
        };
        let lists = self.alerts.lists.iter();
        lists
            .flat_map(|(list, people)| people.iter().map(move |listing| (*list, listing)))
            .filter_map(|(list, listing)| self.list_line(&words, list, listing))
            .collect()
    }

    /// What the lead of a team is told.
    pub(super) fn team_alerts(&self, words: &Wording<'_>, team: usize) -> AlertSection {
        let lead = self.roster.teams[team].lead.as_deref();
        let about_lead = |alert: &Alert| match alert.about {
            About::Person(person) => lead == Some(self.roster.people[person].id.as_str()),
            _ => false,
        };
        let of_team = self.alerts.by_team.get(&team).into_iter().flatten();
        let told = of_team.filter_map(|index| {
            let alert = &self.alerts.alerts[*index];
            let rule = self.rule(alert)?;
            let tells = |audience| rule.tells.contains(&audience);
            let for_lead = tells(Audience::Manager) || tells(Audience::Lead);
            let own = rule.list.is_some() && about_lead(alert);
            (for_lead && !own).then_some((rule, alert))
        });
        let groups = self.groups(words, told, "../");
        AlertSection {
            title: words.locale.text("alerts-title"),
            caption: words.locale.text(if groups.is_empty() {
                "alerts-none"
            } else {
                "alerts-caption-team"
            }),
            columns: words.alert_columns(),
            groups,
            tables: Vec::new(),
        }
    }

    /// What HR is told: how many alerts there are by rule, and the lists.
    pub(super) fn organisation_alerts(&self, words: &Wording<'_>) -> AlertSection {
        let alerts = self.alerts.alerts.iter();
        let told = alerts.filter_map(|alert| {
            let rule = self.rule(alert)?;
            let about_all = alert.about == About::Organisation;
            (about_all || (rule.list.is_none() && rule.tells.contains(&Audience::Hr)))
                .then_some((rule, alert))
        });
        let mut tables = vec![self.counts(words)];
        tables.extend(
            self.alerts
                .lists
                .iter()
                .map(|(list, people)| self.list_table(words, *list, people)),
        );
        tables.retain(|table| !table.rows.is_empty());
        AlertSection {
            title: words.locale.text("alerts-title-organisation"),
            caption: words.locale.text(if tables.is_empty() {
                "alerts-none"
            } else {
                "alerts-caption-organisation"
            }),
            columns: words.alert_columns(),
            groups: self.groups(words, told, ""),
            tables,
        }
    }

    fn rule(&self, alert: &Alert) -> Option<&AlertRule> {
        self.workspace.alerts.get(&alert.rule)
    }

    /// Alerts by rule, in their order.
    fn groups<'r>(
        &self,
        words: &Wording<'_>,
        alerts: impl Iterator<Item = (&'r AlertRule, &'r Alert)>,
        root: &str,
    ) -> Vec<AlertGroup> {
        let (mut groups, mut counts): (Vec<AlertGroup>, Vec<usize>) = (Vec::new(), Vec::new());
        for (rule, alert) in alerts {
            if groups.last().is_none_or(|group| group.rule != rule.id) {
                groups.push(AlertGroup {
                    rule: rule.id.clone(),
                    name: words.pick(&rule.name).to_owned(),
                    text: words.pick(&rule.text).to_owned(),
                    items: Vec::new(),
                    more: None,
                });
                counts.push(0);
            }
            if let (Some(group), Some(count)) = (groups.last_mut(), counts.last_mut()) {
                *count += 1;
                if group.items.len() < MOST_ITEMS {
                    group.items.push(self.alert_item(words, alert, root));
                }
            }
        }
        for (group, count) in groups.iter_mut().zip(counts) {
            let rest = count - group.items.len();
            group.more = (rest > 0).then(|| {
                words
                    .locale
                    .format("alerts-more-items", &[("count", rest.into())])
            });
        }
        groups
    }

    fn alert_item(&self, words: &Wording<'_>, alert: &Alert, root: &str) -> AlertItem {
        let (kind, id, subject) = self.subject_of(words, alert.about);
        let link = match alert.about {
            About::Person(_) => Some(format!("{root}{}", page_of_person(&id))),
            _ => None,
        };
        AlertItem {
            kind: kind.to_owned(),
            id,
            subject,
            link,
            evidence: self.grounds(words, alert),
        }
    }

    fn alert_line(&self, words: &Wording<'_>, rule: &AlertRule, alert: &Alert) -> AlertLine {
        let (subject_kind, subject_id, subject) = self.subject_of(words, alert.about);
        AlertLine {
            rule: rule.id.clone(),
            name: words.pick(&rule.name).to_owned(),
            subject_kind,
            subject_id,
            subject,
            team_id: alert.team.map(|team| self.roster.teams[team].id.clone()),
            first: alert.first,
            last: alert.last,
            tells: rule.tells.clone(),
            list: rule.list,
            text: words.pick(&rule.text).to_owned(),
            evidence: self.grounds(words, alert),
            figures: alert.evidence.clone(),
            p: alert.p,
        }
    }

    fn list_line(&self, words: &Wording<'_>, list: List, listing: &Listing) -> Option<ListLine> {
        let person = &self.roster.people[listing.person];
        let stint = person.stint_in(self.period)?;
        let total = self.scores.people[listing.person].as_ref();
        let rank = total.and_then(|total| total.rank);
        let alerts = || {
            listing
                .alerts
                .iter()
                .map(|index| &self.alerts.alerts[*index])
        };
        let evidence = alerts()
            .map(|alert| self.grounds(words, alert))
            .reduce(|first, second| {
                let arguments = [("first", (&first).into()), ("second", (&second).into())];
                words.locale.format("alerts-sentences", &arguments)
            });
        Some(ListLine {
            list,
            person_id: person.id.clone(),
            name: words.pick(&person.name).to_owned(),
            team_id: self.roster.teams[stint.team].id.clone(),
            role: stint.role.clone(),
            level: stint.level.clone(),
            rules: alerts().map(|alert| alert.rule.clone()).collect(),
            score: total.and_then(|total| total.score),
            grade: total.and_then(|total| total.grade).map(Grade::letter),
            rank: rank.map(|rank| rank.position),
            pool_size: rank.map(|rank| rank.size),
            evidence: evidence.unwrap_or_default(),
        })
    }

    /// Kind, identifier and name of what an alert is about.
    fn subject_of(&self, words: &Wording<'_>, about: About) -> (&'static str, String, String) {
        match about {
            About::Person(person) => {
                let person = &self.roster.people[person];
                (
                    "person",
                    person.id.clone(),
                    words.pick(&person.name).to_owned(),
                )
            }
            About::Team(team) => {
                let team = &self.roster.teams[team];
                ("team", team.id.clone(), words.pick(&team.name).to_owned())
            }
            About::Project(index) => {
                let project = &self.watch.projects[index];
                let name = project.name.as_ref().unwrap_or(&project.id);
                ("project", project.id.clone(), name.clone())
            }
            About::Organisation => {
                let name = words.pick(&self.workspace.organisation.name);
                ("organisation", "organisation".to_owned(), name.to_owned())
            }
        }
    }

    /// How many alerts each rule gave.
    fn counts(&self, words: &Wording<'_>) -> Table {
        let count = |rule: &AlertRule| {
            let alerts = self.alerts.alerts.iter();
            alerts.filter(|alert| alert.rule == rule.id).count()
        };
        // What needs a hand first, then list by list.
        let mut rules: Vec<&AlertRule> = self.workspace.alerts.values().collect();
        rules.sort_by_key(|rule| rule.list);
        let rows = rules
            .into_iter()
            .map(|rule| (rule, count(rule)))
            .filter(|(_, count)| *count > 0)
            .map(|(rule, count)| {
                let list = rule.list.map(|list| words.list(list));
                vec![
                    cell(words.pick(&rule.name).to_owned()),
                    cell(words.locale.number(count as f64, 0)),
                    cell(words.audience(&rule.tells)),
                    cell(list.unwrap_or_else(|| DASH.to_owned())),
                ]
            });
        Table {
            id: "alerts".to_owned(),
            title: words.locale.text("alerts-table-counts-title"),
            caption: String::new(),
            columns: vec![
                words.column("alerts-column-rule", false, 2.2),
                words.column("alerts-column-count", true, 0.7),
                words.column("alerts-column-tells", false, 1.6),
                words.column("alerts-column-list", false, 1.4),
            ],
            rows: rows.collect(),
        }
    }

    /// The people on a list, the best scores first; those in need of help the other way round.
    fn list_table(&self, words: &Wording<'_>, list: List, people: &[Listing]) -> Table {
        let score = |listing: &Listing| {
            let total = self.scores.people[listing.person].as_ref();
            total.and_then(|total| total.score).unwrap_or(f64::NAN)
        };
        let mut order: Vec<&Listing> = people.iter().collect();
        let sign = match list {
            List::Coaching | List::Training | List::AtRisk => 1.0,
            _ => -1.0,
        };
        order.sort_by(|a, b| (sign * score(a)).total_cmp(&(sign * score(b))));
        let rows = order
            .iter()
            .take(MOST_LISTED)
            .filter_map(|listing| self.list_row(words, list, listing));
        let rest = people.len().saturating_sub(MOST_LISTED);
        Table {
            id: format!("list-{}", list.name().replace('_', "-")),
            title: words.list(list),
            caption: if rest > 0 {
                words
                    .locale
                    .format("alerts-more-listed", &[("count", rest.into())])
            } else {
                String::new()
            },
            columns: vec![
                words.column("packet-column-name", false, 1.2),
                words.column("packet-column-team", false, 1.6),
                words.column("packet-column-score", true, 0.7),
                words.column("packet-column-grade", false, 0.6),
                words.column("alerts-column-rules", false, 1.6),
                words.column("alerts-column-why", false, 3.0),
            ],
            rows: rows.collect(),
        }
    }

    /// The names of rules, joined.
    pub(super) fn rule_names(&self, words: &Wording<'_>, rules: &[String]) -> String {
        let names = rules.iter().filter_map(|id| self.workspace.alerts.get(id));
        let names: Vec<&str> = names.map(|rule| words.pick(&rule.name)).collect();
        names.join(&words.locale.text("alerts-join"))
    }

    fn list_row(&self, words: &Wording<'_>, list: List, listing: &Listing) -> Option<Vec<Cell>> {
        let line = self.list_line(words, list, listing)?;
        let team = &self.roster.teams[self.roster.people[listing.person]
            .stint_in(self.period)?
            .team];
        let dash = || DASH.to_owned();
        Some(vec![
            Cell {
                text: line.name,
                link: Some(page_of_person(&line.person_id)),
                heat: 0,
            },
            cell(words.pick(&team.name).to_owned()),
            cell(
                line.score
                    .map_or_else(dash, |score| words.locale.number(score, 1)),
            ),
            cell(line.grade.map_or_else(dash, str::to_owned)),
            cell(self.rule_names(words, &line.rules)),
            cell(line.evidence),
        ])
    }
}

impl Wording<'_> {
    fn alert_columns(&self) -> Vec<String> {
        ["alerts-column-about", "alerts-column-why"]
            .map(|key| self.locale.text(key))
            .into()
    }

    /// The name of a list.
    fn list(&self, list: List) -> String {
        let name = list.name().replace('_', "-");
        self.locale.text(&format!("alerts-list-{name}"))
    }

    /// Whom a rule tells.
    fn audience(&self, tells: &[Audience]) -> String {
        let names: Vec<String> = tells
            .iter()
            .map(|audience| {
                self.locale.text(match audience {
                    Audience::Manager => "alerts-tells-manager",
                    Audience::Lead => "alerts-tells-lead",
                    Audience::Hr => "alerts-tells-hr",
                })
            })
            .collect();
        names.join(&self.locale.text("alerts-join"))
    }
}
