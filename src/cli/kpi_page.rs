//! What is known of a KPI, in words, and the reference page made from it.

use super::kpis::kind_name;
use crate::locale::Locale;
use crate::quantity::Unit;
use crate::workspace::{Against, Catalogue, Direction, Kind, Kpi, RowSpan, Rule, Track};

/// Groups in the order of the page, by the file that defines them.
const GROUPS: [&str; 7] = [
    "delivery",
    "satisfaction",
    "quality",
    "service",
    "presales",
    "growth",
    "teams",
];

/// A KPI with what the catalogue says about it, in a language.
pub(super) struct Described<'a> {
    pub(super) kpi: &'a Kpi,
    catalogue: &'a Catalogue,
    locale: &'a Locale,
}

impl<'a> Described<'a> {
    pub(super) fn new(kpi: &'a Kpi, catalogue: &'a Catalogue, locale: &'a Locale) -> Self {
        Self {
            kpi,
            catalogue,
            locale,
        }
    }

    pub(super) fn name(&self) -> &'a str {
        self.kpi.name.in_language(self.locale.language())
    }

    pub(super) fn about(&self) -> &'a str {
        self.kpi.about.in_language(self.locale.language())
    }

    pub(super) fn arrow(&self) -> &'static str {
        match self.kpi.direction {
            Some(Direction::Up) => "↑",
            Some(Direction::Down) => "↓",
            None => "–",
        }
    }

    /// The default target with its unit and span; a dash where there is none.
    pub(super) fn target(&self) -> String {
        let Some(target) = self.kpi.target else {
            return "–".to_owned();
        };
        let span = match self.kpi.quota.map(|quota| quota.months) {
            Some(1) => "kpis-per-month",
            Some(3) => "kpis-per-quarter",
            Some(6) => "kpis-per-half-year",
            Some(12) => "kpis-per-year",
            _ => return self.quantity(target),
        };
        format!("{} {}", self.quantity(target), self.locale.text(span))
    }

    /// A target may be finer than values are shown.
    fn quantity(&self, value: f64) -> String {
        let decimals = (0..6)
            .find(|digits| (value * 10_f64.powi(*digits)).fract().abs() < 1e-9)
            .unwrap_or(6);
        self.locale.quantity(value, self.kpi.unit, decimals as u8)
    }

    pub(super) fn lag(&self) -> String {
        let lag = self.kpi.lag;
        let parts: Vec<String> = [("kpis-lag-months", lag.months), ("kpis-lag-days", lag.days)]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(key, count)| self.locale.format(key, &[("count", count.into())]))
            .collect();
        if parts.is_empty() {
            return "–".to_owned();
        }
        parts.join(" ")
    }

    pub(super) fn track(&self) -> String {
        self.locale.text(match self.kpi.track {
            Track::Hard => "kpis-hard",
            Track::Soft => "kpis-soft",
        })
    }

    fn least(&self) -> String {
        let rows = self.kpi.min_n.to_string();
        match &self.kpi.raters {
            Some((_, least)) => {
                let raters = self
                    .locale
                    .format("kpis-raters", &[("count", (*least).into())]);
                format!("{rows}; {raters}")
            }
            None => rows,
        }
    }

    /// Where its rows come from, or what it compares.
    fn rows(&self) -> String {
        let Some(rows) = &self.kpi.rows else {
            return self.comparison();
        };
        let place = [
            ("source", (&rows.source).into()),
            ("date", (&rows.date).into()),
        ];
        let mut text = self.locale.format("kpis-source", &place);
        match rows.span {
            RowSpan::Period => {}
            RowSpan::Trailing(months) => {
                text += &self
                    .locale
                    .format("kpis-trailing", &[("months", months.into())]);
            }
            RowSpan::LastMonth => text += &self.locale.text("kpis-snapshot"),
        }
        if let Some(level) = &rows.level {
            text += &self.locale.format("kpis-level", &[("level", level.into())]);
        }
        text
    }

    fn comparison(&self) -> String {
        let Kind::Change { base, against } = &self.kpi.kind else {
            return String::new();
        };
        let fixed;
        let against = match against {
            Against::Previous => "previous",
            Against::LastYear => "last_year",
            Against::Trailing12 => "trailing_12",
            Against::Fixed(value) => {
                fixed = value.to_string();
                &fixed
            }
        };
        let (base, against) = (format!("`{base}`"), format!("`{against}`"));
        let arguments = [("base", (&base).into()), ("against", (&against).into())];
        self.locale.format("kpis-against", &arguments)
    }

    /// The SQL of its rows: condition, then expressions, under their keys.
    fn sql(&self) -> Vec<(&'static str, &'a str)> {
        let filter = self
            .kpi
            .rows
            .as_ref()
            .and_then(|rows| rows.filter.as_deref());
        let filter = filter.map(|filter| ("where", filter));
        filter
            .into_iter()
            .chain(self.kpi.kind.expressions())
            .collect()
    }

    fn slices(&self) -> Vec<&'a str> {
        let of = |kpi: &&Kpi| kpi.slice_of.as_ref() == Some(&self.kpi.id);
        let slices = self.catalogue.kpis.values().filter(of);
        slices.map(|kpi| kpi.id.as_str()).collect()
    }

    fn judged_by(&self) -> Option<&'a str> {
        let changes =
            |kpi: &&Kpi| matches!(&kpi.kind, Kind::Change { base, .. } if *base == self.kpi.id);
        let found = self.catalogue.kpis.values().find(changes);
        found.map(|kpi| kpi.id.as_str())
    }

    fn evidence(&self) -> String {
        if !self.kpi.evidence.is_empty() {
            return code_list(&self.kpi.evidence);
        }
        match &self.kpi.kind {
            Kind::Change { base, .. } => {
                let base = format!("`{base}`");
                self.locale
                    .format("kpis-of-base", &[("base", (&base).into())])
            }
            _ if self.kpi.raters.is_some() => self.locale.text("kpis-no-evidence"),
            _ => self.locale.text("kpis-none"),
        }
    }

    /// Everything but name and description: label and fact.
    pub(super) fn facts(&self) -> Vec<(String, String)> {
        let (kpi, language) = (self.kpi, self.locale.language());
        let text = |key: &str| self.locale.text(&format!("kpis-{key}"));
        let mut facts = vec![
            (
                text("formula"),
                kpi.formula.in_language(language).to_owned(),
            ),
            (text("kind"), format!("`{}`", kind_name(&kpi.kind))),
            (text("rows"), self.rows()),
        ];
        let sql = self
            .sql()
            .into_iter()
            .map(|(key, sql)| format!("{key}: `{sql}`"));
        let sql: Vec<String> = sql.collect();
        if !sql.is_empty() {
            facts.push((text("expression"), sql.join("; ")));
        }
        let direction = match kpi.direction {
            Some(Direction::Up) => "up",
            Some(Direction::Down) => "down",
            None => "neither",
        };
        facts.push((text("unit"), format!("`{}`", kpi.unit.name())));
        facts.push((text("direction"), text(direction)));
        let target = match (kpi.target, self.judged_by()) {
            (None, Some(change)) => {
                let change = format!("`{change}`");
                self.locale
                    .format("kpis-through-change", &[("change", (&change).into())])
            }
            _ => self.target(),
        };
        facts.push((text("target"), target));
        facts.extend(kpi.floor.map(|floor| (text("floor"), self.quantity(floor))));
        facts.extend(
            kpi.stretch
                .map(|stretch| (text("stretch"), self.quantity(stretch))),
        );
        facts.extend((kpi.rule != Rule::Linear).then(|| (text("rule"), format!("`{}`", kpi.rule))));
        let none = |fact: String| if fact == "–" { text("none") } else { fact };
        facts.push((text("lag"), none(self.lag())));
        facts.push((text("least"), self.least()));
        facts.push((text("track"), self.track()));
        facts.push((text("evidence"), self.evidence()));
        let owner = kpi.owner.as_ref();
        facts.extend(owner.map(|owner| (text("owner"), owner.in_language(language).to_owned())));
        if kpi.volume {
            facts.push((text("volume"), text("volume-yes")));
        }
        let advice = kpi.advice.as_ref();
        facts.extend(advice.map(|it| (text("advice"), it.in_language(language).to_owned())));
        for (key, ids) in [
            ("slices", self.slices()),
            ("roles", self.catalogue.roles_of(&kpi.id)),
        ] {
            if !ids.is_empty() {
                facts.push((text(key), code_list(&ids)));
            }
        }
        facts.push((text("file"), kpi.file.clone()));
        facts
    }

    /// Everything, for other programs.
    pub(super) fn to_json(&self) -> serde_json::Value {
        let kpi = self.kpi;
        let sql: serde_json::Map<String, serde_json::Value> = self
            .sql()
            .into_iter()
            .map(|(key, sql)| (key.to_owned(), sql.into()))
            .collect();
        let base = match &kpi.kind {
            Kind::Change { base, .. } => Some(base),
            _ => None,
        };
        let rows = kpi.rows.as_ref();
        let (trailing, snapshot) = match rows.map(|rows| rows.span) {
            Some(RowSpan::Trailing(months)) => (Some(months), false),
            Some(RowSpan::LastMonth) => (None, true),
            _ => (None, false),
        };
        serde_json::json!({
            "id": kpi.id,
            "name": kpi.name,
            "about": kpi.about,
            "formula": kpi.formula,
            "kind": kind_name(&kpi.kind),
            "source": rows.map(|rows| &rows.source),
            "date": rows.map(|rows| &rows.date),
            "sql": sql,
            "base": base,
            "trailing_months": trailing,
            "snapshot": snapshot,
            "level": rows.and_then(|rows| rows.level.as_ref()),
            "unit": kpi.unit,
            "direction": kpi.direction.map(|direction| match direction {
                Direction::Up => "up",
                Direction::Down => "down",
            }),
            "target": kpi.target,
            "target_months": kpi.quota.map(|quota| quota.months),
            "floor": kpi.floor,
            "stretch": kpi.stretch,
            "rule": kpi.rule.to_string(),
            "lag": {"months": kpi.lag.months, "days": kpi.lag.days},
            "min_n": kpi.min_n,
            "min_raters": kpi.raters.as_ref().map(|raters| raters.1),
            "noise": kpi.noise,
            "decimals": kpi.decimals,
            "bounds": kpi.bounds,
            "track": if kpi.track == Track::Hard { "hard" } else { "soft" },
            "evidence": kpi.evidence,
            "volume": kpi.volume,
            "owner": kpi.owner,
            "advice": kpi.advice,
            "slice_of": kpi.slice_of,
            "slices": self.slices(),
            "roles": self.catalogue.roles_of(&kpi.id),
            "file": kpi.file,
        })
    }
}

fn code_list<T: AsRef<str>>(ids: &[T]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("`{}`", id.as_ref())).collect();
    ids.join(", ")
}

/// The group of a KPI, as a key of its name.
fn group(kpi: &Kpi) -> &'static str {
    let file = kpi.file.strip_prefix("catalogue/kpis/");
    let stem = file.and_then(|file| file.strip_suffix(".yaml"));
    GROUPS
        .into_iter()
        .find(|group| Some(*group) == stem)
        .unwrap_or("own")
}

/// The reference page, in Markdown: a table and the details of each group.
pub(super) fn page(kpis: &[Described<'_>], locale: &Locale) -> String {
    let text = |key: &str| locale.text(&format!("kpis-{key}"));
    let mut page = format!("# {}\n\n{}\n", text("title"), text("intro"));
    for wanted in GROUPS.into_iter().chain(["own"]) {
        let members: Vec<&Described<'_>> = kpis
            .iter()
            .filter(|described| group(described.kpi) == wanted)
            .collect();
        if members.is_empty() {
            continue;
        }
        page += &format!("\n## {}\n\n", text(&format!("group-{wanted}")));
        page += &overview(&members, locale);
        for described in members
            .iter()
            .filter(|described| described.kpi.slice_of.is_none())
        {
            page += &format!(
                "\n### {} · {}\n\n{}\n\n",
                described.kpi.id,
                described.name(),
                described.about()
            );
            for (label, fact) in described.facts() {
                page += &format!("- {label}: {fact}\n");
            }
        }
    }
    page
}

fn overview(members: &[&Described<'_>], locale: &Locale) -> String {
    let head = [
        "id",
        "name",
        "kind",
        "direction",
        "target",
        "track",
        "lag",
        "least",
    ];
    let head: Vec<String> = head
        .iter()
        .map(|key| locale.text(&format!("kpis-{key}")))
        .collect();
    let mut table = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for described in members {
        let kpi = described.kpi;
        let unit = if kpi.unit == Unit::Count {
            ""
        } else {
            kpi.unit.name()
        };
        let direction = format!("{} {unit}", described.arrow());
        let cells = [
            kpi.id.clone(),
            described.name().to_owned(),
            kind_name(&kpi.kind).to_owned(),
            direction.trim_end().to_owned(),
            described.target(),
            described.track(),
            described.lag(),
            described.least(),
        ];
        table += &format!("| {} |\n", cells.join(" | "));
    }
    table
}
