//! What an alert rests on, in words: values with their rows, records, places, forecasts.

use super::Composer;
use super::wording::Wording;
use crate::period::Grain;
use crate::quantity::Unit;
use crate::score::{About, Alert, Evidence, MOST_SHOWN, Observation, Outlook};
use crate::workspace::Kpi;

/// Values that each name their period; more of them are named together.
const MOST_DATED: usize = 3;

impl Composer<'_> {
    /// What an alert rests on, in words.
    pub(super) fn grounds(&self, words: &Wording<'_>, alert: &Alert) -> String {
        let kpi = |id: &str| self.workspace.kpis.get(id);
        let text = match &alert.evidence {
            Evidence::Series {
                kpi: id,
                observations,
                length,
            } => words.alert_series(
                id.as_deref().and_then(kpi),
                observations,
                *length,
                alert.last.grain(),
            ),
            Evidence::Records { ids, count } => words.alert_records(ids, *count),
            Evidence::Place { position, size } => {
                let arguments = [("position", (*position).into()), ("size", (*size).into())];
                words.locale.format("alerts-place", &arguments)
            }
            Evidence::Grade { grade, score } => {
                let score = words.locale.number(*score, 1);
                let arguments = [("grade", (*grade).into()), ("score", (&score).into())];
                words.locale.format("alerts-grade", &arguments)
            }
            Evidence::Best {
                kpi: id,
                position,
                size,
                value,
                n,
            } => kpi(id).map_or_else(String::new, |kpi| {
                let value = words.value(kpi, *value);
                let arguments = [
                    ("kpi", words.pick(&kpi.name).into()),
                    ("value", (&value).into()),
                    ("n", (*n).into()),
                    ("position", (*position).into()),
                    ("size", (*size).into()),
                ];
                words.locale.format("alerts-best", &arguments)
            }),
            Evidence::Project(outlook) => words.project_outlook(outlook),
            Evidence::Rules { rules } => {
                words.with("alerts-rules", "rules", &self.rule_names(words, rules))
            }
        };
        match (alert.p, alert.about) {
            (Some(p), _) => {
                let p = words.locale.number(p, 3);
                format!("{text}{}", words.with("alerts-tested", "p", &p))
            }
            (None, About::Project(index)) => self.with_owner(words, index, text),
            (None, _) => text,
        }
    }

    /// The evidence of a project names who answers for it.
    fn with_owner(&self, words: &Wording<'_>, index: usize, text: String) -> String {
        let Some(person) = self.watch.projects[index].person else {
            return text;
        };
        let name = words.pick(&self.roster.people[person].name);
        format!("{text}{}", words.with("alerts-owner", "name", name))
    }
}

impl Wording<'_> {
    /// The values of a streak, each with its rows.
    fn alert_series(
        &self,
        kpi: Option<&Kpi>,
        observations: &[Observation],
        length: usize,
        grain: Grain,
    ) -> String {
        let value = |value: f64| match kpi {
            Some(kpi) => self.value(kpi, value),
            None => self.locale.number(value, 1),
        };
        let is_count = kpi.is_some_and(|kpi| kpi.unit == Unit::Count);
        let spanned = observations.len() > MOST_DATED;
        let values: Vec<String> = observations
            .iter()
            .map(|seen| self.observed(seen, &value(seen.value), is_count, !spanned))
            .collect();
        let values = values.join(&self.locale.text("alerts-join"));
        let values = match (observations.first(), observations.last()) {
            (Some(first), Some(last)) if spanned => {
                let (first, last) = (
                    self.locale.period(first.period),
                    self.locale.period(last.period),
                );
                let arguments = [
                    ("first", (&first).into()),
                    ("last", (&last).into()),
                    ("values", (&values).into()),
                ];
                self.locale.format("alerts-span", &arguments)
            }
            _ => values,
        };
        let name = kpi.map_or_else(
            || self.locale.text("alerts-score"),
            |kpi| self.pick(&kpi.name).to_owned(),
        );
        let key = match grain {
            Grain::Week => "alerts-length-weeks",
            Grain::Month => "alerts-length-months",
            Grain::Quarter => "alerts-length-quarters",
            Grain::Year | Grain::Whole => "alerts-length-years",
        };
        let length = self.locale.format(key, &[("length", length.into())]);
        let target = observations.last().and_then(|last| last.target);
        let arguments = [
            ("name", (&name).into()),
            ("values", (&values).into()),
            ("length", (&length).into()),
        ];
        match target {
            Some(target) => {
                let target = value(target);
                let mut arguments = arguments.to_vec();
                arguments.push(("target", (&target).into()));
                self.locale.format("alerts-series-target", &arguments)
            }
            None => self.locale.format("alerts-series", &arguments),
        }
    }

    /// One value with the rows behind it and, unless a span says it, its period.
    fn observed(&self, seen: &Observation, value: &str, is_count: bool, dated: bool) -> String {
        let text = match (seen.misses, seen.n) {
            (Some(misses), Some(n)) => {
                let arguments = [("misses", misses.into()), ("n", n.into())];
                self.locale.format("alerts-observation-misses", &arguments)
            }
            (None, Some(n)) if !is_count => {
                let arguments = [("value", value.into()), ("n", n.into())];
                self.locale.format("alerts-observation-n", &arguments)
            }
            _ => value.to_owned(),
        };
        if !dated {
            return text;
        }
        let period = self.locale.period(seen.period);
        let arguments = [("period", (&period).into()), ("value", (&text).into())];
        self.locale.format("alerts-observation", &arguments)
    }

    fn alert_records(&self, ids: &[String], count: usize) -> String {
        let listed = ids.join(&self.locale.text("alerts-join"));
        let rest = count.saturating_sub(MOST_SHOWN);
        let arguments = [
            ("count", count.into()),
            ("ids", (&listed).into()),
            ("rest", rest.into()),
        ];
        let key = if rest > 0 {
            "alerts-records-more"
        } else {
            "alerts-records"
        };
        let arguments = if rest > 0 {
            &arguments[..]
        } else {
            &arguments[..2]
        };
        self.locale.format(key, arguments)
    }

    /// How a project stands against its plan, with method and interval of a forecast.
    fn project_outlook(&self, outlook: &Outlook) -> String {
        let money = |value: f64| self.locale.quantity(value, Unit::Money, 0);
        match *outlook {
            Outlook::Overdue { planned, as_of } => {
                let (planned, date) = (self.locale.date(planned), self.locale.date(as_of));
                let arguments = [("planned", (&planned).into()), ("date", (&date).into())];
                self.locale.format("alerts-project-overdue", &arguments)
            }
            Outlook::Late {
                planned,
                finish,
                earliest,
                latest,
                slip,
                done,
                milestones,
                n,
                method,
            } => {
                let (planned, finish) = (self.locale.date(planned), self.locale.date(finish));
                let (earliest, latest) = (self.locale.date(earliest), self.locale.date(latest));
                let slip = self.locale.quantity(slip, Unit::Days, 0);
                let method = self.forecast_method(method);
                let arguments = [
                    ("planned", (&planned).into()),
                    ("finish", (&finish).into()),
                    ("earliest", (&earliest).into()),
                    ("latest", (&latest).into()),
                    ("slip", (&slip).into()),
                    ("done", done.into()),
                    ("milestones", milestones.into()),
                    ("n", n.into()),
                    ("method", (&method).into()),
                ];
                self.locale.format("alerts-project-late", &arguments)
            }
            Outlook::Overspent { budget, spent } => {
                let share = self.percent(spent / budget);
                let (budget, spent) = (money(budget), money(spent));
                let arguments = [
                    ("budget", (&budget).into()),
                    ("spent", (&spent).into()),
                    ("share", (&share).into()),
                ];
                self.locale.format("alerts-project-overspent", &arguments)
            }
            Outlook::Costly {
                budget,
                spent,
                value,
                low,
                high,
                n,
                method,
            } => {
                let (budget, spent, value) = (money(budget), money(spent), money(value));
                let (low, high) = (money(low), money(high));
                let method = self.forecast_method(method);
                let arguments = [
                    ("budget", (&budget).into()),
                    ("spent", (&spent).into()),
                    ("value", (&value).into()),
                    ("low", (&low).into()),
                    ("high", (&high).into()),
                    ("n", n.into()),
                    ("method", (&method).into()),
                ];
                self.locale.format("alerts-project-costly", &arguments)
            }
        }
    }

    /// The method of a forecast in words; its own name where there are none.
    fn forecast_method(&self, method: &str) -> String {
        let key = format!("alerts-method-{method}");
        if self.locale.has(&key) {
            self.locale.text(&key)
        } else {
            method.to_owned()
        }
    }
}
