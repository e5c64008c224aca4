//! Action plans: what became of the last one, what the next one may be, and what a team
//! has still to do.
//!
//! A proposal is made for the items that cost most points and carries the KPI's own advice;
//! it is a beginning for the conversation, and people write what they agree.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Composer;
use super::packet::Table;
use super::wording::{Wording, cell};
use crate::load::{Plan, Status};
use crate::score::{Assessment, ItemScore};

/// Proposed actions: more are seldom done.
const PROPOSALS: usize = 3;

/// Empty rows of a plan without actions, to write in by hand; one with actions has one.
const ROWS: usize = 3;

/// What was agreed before, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LastPlan {
    /// That no plan was recorded; absent where there is one.
    pub none: Option<String>,
    /// The actions, oldest first.
    pub actions: Vec<Action>,
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NextPlan {
    /// `Plan for November 2026`.
    pub title: String,
    /// Whether the actions are proposed or agreed.
    pub caption: String,
    /// The actions.
    pub actions: Vec<Action>,
    /// Empty rows below them: a list, because templates count by going through it.
    pub empty_rows: Vec<usize>,
}

/// One action.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// Identifier of the action.
    pub id: String,
    /// Identifier of the KPI, where it is for one.
    pub kpi: Option<String>,
    /// Its name; may be empty.
    pub kpi_name: String,
    /// What is to be done.
    pub action: String,
    /// What is to be reached; may be empty.
    pub target: String,
    /// Who answers for it.
    pub owner: String,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
    /// That in words; may be empty.
    pub due: String,
    /// `done`, `partly`, `open`, `dropped`, or `proposed`.
    pub status: String,
    /// What became of it, with the day: `Done on 28 October 2026`.
    pub status_label: String,
    /// `improved`, `unchanged` or `worsened`: the tone in which that is written.
    pub tone: String,
    /// The result in words; may be empty.
    pub result: String,
    /// KPI, target, owner and due day in one line.
    pub details: String,
}

impl Composer<'_> {
    pub(super) fn last_plan(&self, words: &Wording<'_>, person: usize) -> LastPlan {
        let plans = self.dialogue.plans.before(person);
        let actions: Vec<Action> = plans.map(|plan| self.action(words, plan)).collect();
        LastPlan {
            none: actions
                .is_empty()
                .then(|| words.locale.text("packet-review-no-plan")),
            actions,
        }
    }

    /// What was agreed in this review, or else what is proposed.
    pub(super) fn next_plan(
        &self,
        words: &Wording<'_>,
        person: usize,
        assessment: Option<&Assessment<'_>>,
    ) -> NextPlan {
        let agreed = self.dialogue.plans.current(person);
        let mut actions: Vec<Action> = agreed.map(|plan| self.action(words, plan)).collect();
        let mut caption = "packet-review-plan-agreed";
        if actions.is_empty() {
            actions = assessment.map_or_else(Vec::new, |found| self.propose(words, person, found));
            caption = match actions.is_empty() {
                true => "packet-review-plan-empty",
                false => "packet-review-plan-proposed",
            };
        }
        let next = words.locale.period(self.period.offset(1));
        let empty = if actions.is_empty() { ROWS } else { 1 };
        NextPlan {
            title: words.with("packet-review-plan-title", "period", &next),
            caption: words.locale.text(caption),
            empty_rows: (1..=empty).collect(),
            actions,
        }
    }

    /// Actions for the items below target, those that cost most points first.
    fn propose(
        &self,
        words: &Wording<'_>,
        person: usize,
        assessment: &Assessment<'_>,
    ) -> Vec<Action> {
        let lost = |item: &ItemScore| {
            let evidence = item.gap.is_none().then_some(item.points).flatten();
            evidence.map_or(0.0, |points| item.weight * (100.0 - points))
        };
        let mut missed: Vec<&ItemScore> = assessment
            .items
            .iter()
            .filter(|item| lost(item) > 0.0)
            .collect();
        missed.sort_by(|x, y| lost(y).total_cmp(&lost(x)));
        missed.truncate(PROPOSALS);
        missed
            .into_iter()
            .enumerate()
            .map(|(index, item)| self.proposal(words, person, index + 1, item))
            .collect()
    }

    fn proposal(
        &self,
        words: &Wording<'_>,
        person: usize,
        number: usize,
        item: &ItemScore<'_>,
    ) -> Action {
        let kpi = item.kpi;
        let person = &self.roster.people[person];
        let value = words.measure(kpi, item.measure);
        let target = words.target(kpi, item.target);
        let arguments = [
            ("kpi", words.pick(&kpi.name).into()),
            ("value", (&value).into()),
            ("target", (&target).into()),
        ];
        let advice = kpi.advice.as_ref();
        let due_on = self.period.offset(1).end();
        Action {
            id: format!("{}-{}-{number}", person.id, self.period),
            kpi: Some(kpi.id.clone()),
            kpi_name: words.pick(&kpi.name).to_owned(),
            action: advice.map_or_else(
                || words.locale.format("packet-review-proposal", &arguments),
                |advice| words.pick(advice).to_owned(),
            ),
            target: words
                .locale
                .format("packet-review-proposed-target", &arguments[1..]),
            owner: words.pick(&person.name).to_owned(),
            due_on: Some(due_on),
            due: words.locale.date(due_on),
            status: "proposed".to_owned(),
            status_label: words.locale.text("packet-review-status-proposed"),
            tone: "unchanged".to_owned(),
            ..Action::default()
        }
    }

    fn action(&self, words: &Wording<'_>, plan: &Plan) -> Action {
        let kpi_name = plan.kpi.as_ref().map_or_else(String::new, |id| {
            let known = self.workspace.kpis.get(id);
            known
                .map_or(id.as_str(), |kpi| words.pick(&kpi.name))
                .to_owned()
        });
        let mut action = Action {
            id: plan.id.clone(),
            kpi: plan.kpi.clone(),
            kpi_name,
            action: plan.action.clone(),
            target: plan.target.clone().unwrap_or_default(),
            owner: self.owner(words, plan),
            due_on: plan.due_on,
            due: plan
                .due_on
                .map_or_else(String::new, |day| words.locale.date(day)),
            status: plan.status.name().to_owned(),
            status_label: self.status_label(words, plan),
            tone: self.tone(plan).to_owned(),
            result: plan.result.clone().unwrap_or_default(),
            details: String::new(),
        };
        action.details = self.details(words, plan, &action);
        action
    }

    /// Whoever answers for it: an identifier or the person's manager by the name in the language,
    /// any other name as it is written.
    fn owner(&self, words: &Wording<'_>, plan: &Plan) -> String {
        let name = |index: usize| words.pick(&self.roster.people[index].name).to_owned();
        match &plan.owner {
            None => name(plan.person),
            Some(owner) => {
                let stints = &self.roster.people[plan.person].stints;
                let mut managers = stints.iter().filter_map(|stint| stint.manager.as_ref());
                match self.roster.person(owner) {
                    Some(index) => name(index),
                    None => managers
                        .find(|manager| [&manager.en, &manager.zh].contains(&owner))
                        .map_or(owner.clone(), |manager| words.pick(manager).to_owned()),
                }
            }
        }
    }

    fn is_overdue(&self, plan: &Plan) -> bool {
        plan.status.is_open() && plan.due_on.is_some_and(|due| due < self.as_of)
    }

    fn tone(&self, plan: &Plan) -> &'static str {
        match plan.status {
            Status::Done => "improved",
            _ if self.is_overdue(plan) => "worsened",
            _ => "unchanged",
        }
    }

    fn status_label(&self, words: &Wording<'_>, plan: &Plan) -> String {
        let name = plan.status.name();
        match plan.done_on {
            Some(day) if !plan.status.is_open() => {
                let key = format!("packet-review-status-{name}-on");
                words.with(&key, "date", &words.locale.date(day))
            }
            _ if self.is_overdue(plan) => words
                .locale
                .text(&format!("packet-review-status-{name}-overdue")),
            _ => words.locale.text(&format!("packet-review-status-{name}")),
        }
    }

    /// `Change response · Target: 4 h · Owner: Li Wei · Due: 31 October 2026`.
    fn details(&self, words: &Wording<'_>, plan: &Plan, action: &Action) -> String {
        let part = |key: &str, name: &str, text: &str| {
            (!text.is_empty()).then(|| words.with(key, name, text))
        };
        // Where it is not from the review before, it says from which.
        let older = if plan.period.end() < self.period.offset(-1).end() {
            words.locale.period(plan.period)
        } else {
            String::new()
        };
        let parts = [
            Some(action.kpi_name.clone()).filter(|name| !name.is_empty()),
            part("packet-review-target", "target", &action.target),
            part("packet-review-owner", "owner", &action.owner),
            part("packet-review-due", "date", &action.due),
            part("packet-review-agreed-in", "period", &older),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// What the members of a team have still to do, for its lead; `None` if nothing.
    pub(super) fn team_plan(&self, words: &Wording<'_>, members: &[usize]) -> Option<Table> {
        let rows: Vec<_> = members
            .iter()
            .flat_map(|member| self.dialogue.plans.open(*member))
            .map(|plan| {
                let action = self.action(words, plan);
                vec![
                    cell(words.pick(&self.roster.people[plan.person].name).to_owned()),
                    cell(action.action),
                    cell(action.target),
                    cell(action.due),
                    cell(action.status_label),
                ]
            })
            .collect();
        (!rows.is_empty()).then(|| Table {
            id: "plan".to_owned(),
            title: words.locale.text("packet-review-team-title"),
            caption: words.locale.text("packet-review-team-caption"),
            columns: vec![
                words.column("packet-column-name", false, 1.2),
                words.column("packet-review-column-action", false, 3.4),
                words.column("packet-column-target", false, 1.4),
                words.column("packet-review-column-due", false, 1.5),
                words.column("packet-review-column-status", false, 1.2),
            ],
            rows,
        })
    }

    /// The proposed actions of the person at this position, in their language; none where
    /// they were not there or have agreed on a plan already.
    pub fn proposals(&self, person: usize) -> Vec<Action> {
        let stint = self.roster.people[person].stint_in(self.period);
        let words = self.wording(self.language_of(person));
        let (Some(stint), Some(words)) = (stint, words) else {
            return Vec::new();
        };
        if self.dialogue.plans.current(person).next().is_some() {
            return Vec::new();
        }
        let (role, when) = (&stint.role, crate::score::circumstances(stint));
        let subject = self.measures.subjects.person(person);
        self.assessor
            .assess(subject, role, &when, self.period, 1)
            .map_or_else(Vec::new, |found| self.propose(&words, person, &found))
    }
}
