//! What packets lose in an edition without names.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Redaction, SMALLEST, keep_places};
use crate::compose::Composer;
use crate::compose::packet::{Packet, PacketKind, Table};
use crate::diagnostic::{Diagnostic, Place};
use crate::render::html::EditionIndex;

/// Tables that stay, by kind of packet.
const KEPT: [(PacketKind, &[&str]); 3] = [
    (PacketKind::Person, &["quarters", "points"]),
    (
        PacketKind::Team,
        &["members", "distribution", "workload", "quarters", "board"],
    ),
    (
        PacketKind::Organisation,
        &["departments", "distribution", "teams"],
    ),
];

impl Redaction {
    /// The packet without what tells who it is about.
    ///
    /// # Errors
    /// `internal` where a packet does not read back as one.
    pub(in crate::pipeline) fn strip(
        &self,
        mut packet: Packet,
        composer: &Composer<'_>,
    ) -> Result<Packet, Diagnostic> {
        let kept = KEPT
            .iter()
            .find(|(kind, _)| *kind == packet.kind)
            .map_or(&[][..], |(_, kept)| kept);
        packet
            .tables
            .retain(|table| kept.contains(&table.id.as_str()));
        packet.conversation = None;
        packet.alerts = None;
        packet.history = None;
        packet.glance.basis.clear();
        packet.notes.rules = Table::default();
        if let Some(why) = &mut packet.why {
            for item in &mut why.items {
                item.records = Table::default();
                item.caption.clear();
            }
        }
        match packet.kind {
            PacketKind::Person => self.strip_person(&mut packet, composer),
            PacketKind::Team => self.strip_team(&mut packet, composer),
            PacketKind::Organisation => self.strip_organisation(&mut packet, composer),
        }
        self.black_out(&packet)
    }

    /// Of a person, the role and the team are told, where enough people share them.
    fn strip_person(&self, packet: &mut Packet, composer: &Composer<'_>) {
        packet.head.facts.clear();
        let person = self.roster.person(&packet.id);
        let person = person.map(|at| &self.roster.people[at]);
        let Some(stint) = person.and_then(|person| person.stint_in(composer.period)) else {
            return;
        };
        let Some(locale) = composer.locales.get(&packet.language) else {
            return;
        };
        // A place in a pool would tell the level, which too few may share.
        let level = composer
            .level_name(packet.language, &stint.level)
            .to_lowercase();
        packet
            .glance
            .facts
            .retain(|fact| !fact.to_lowercase().contains(&level));
        if !self.rare_roles.contains(&stint.role) {
            packet
                .head
                .facts
                .push(composer.role_name(packet.language, &stint.role));
        }
        let alike = self.alike.get(&(stint.team, stint.role.clone()));
        if self.shows_team(stint.team) && alike.is_some_and(|alike| *alike >= SMALLEST) {
            let team = self.roster.teams[stint.team]
                .name
                .in_language(packet.language);
            packet
                .head
                .facts
                .push(locale.format("packet-team", &[("team", team.into())]));
        }
    }

    fn strip_team(&self, packet: &mut Packet, composer: &Composer<'_>) {
        let Some(level) = composer
            .locales
            .get(&packet.language)
            .map(|l| l.text("packet-column-level"))
        else {
            return;
        };
        for table in &mut packet.tables {
            drop_columns(table, |title| title == level);
        }
    }

    fn strip_organisation(&self, packet: &mut Packet, composer: &Composer<'_>) {
        // Its bars are pools, whatever their size.
        packet.spread = None;
        if self.merges {
            // Its points are teams, whatever their size.
            packet.funnels = None;
        }
        let Some(locale) = composer.locales.get(&packet.language) else {
            return;
        };
        let people = locale.text("packet-column-people");
        let others = self.others.in_language(packet.language).to_owned();
        let fairness = packet
            .fairness
            .iter_mut()
            .flat_map(|section| &mut section.tables);
        for table in packet.tables.iter_mut().chain(fairness) {
            drop_columns(table, |title| title == others);
            let Some(at) = table
                .columns
                .iter()
                .position(|column| column.title == people)
            else {
                continue;
            };
            let few = |text: &str| text.parse().is_ok_and(|people: usize| people < SMALLEST);
            table
                .rows
                .retain(|row| !row.get(at).is_some_and(|cell| few(&cell.text)));
        }
    }

    /// The packet with every text looked through.
    fn black_out(&self, packet: &Packet) -> Result<Packet, Diagnostic> {
        let broken = |error: serde_json::Error| {
            let message = format!("the packet cannot be redacted: {error}");
            Diagnostic::error("internal", Place::default(), message)
        };
        let mut value = serde_json::to_value(packet).map_err(broken)?;
        drop_idle_charts(&mut value);
        self.black_out_value(&mut value);
        serde_json::from_value(value).map_err(broken)
    }

    fn black_out_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(clean) = self.guard.black_out(text) {
                    *text = clean;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.black_out_value(item)),
            Value::Object(members) => {
                members
                    .values_mut()
                    .for_each(|member| self.black_out_value(member));
            }
            _ => {}
        }
    }

    /// The list of packets without levels, and without what the page over all periods needs.
    pub(in crate::pipeline) fn strip_index(
        &self,
        mut index: EditionIndex,
        composer: &Composer<'_>,
    ) -> EditionIndex {
        index.overview = None;
        index.quality = Table::default();
        let rare = self.rare_role_names(composer, index.language);
        for person in &mut index.people {
            person.level.clear();
            person.also.clear();
            if rare.contains(&person.role) {
                person.role.clear();
            }
        }
        let texts = [
            &mut index.organisation,
            &mut index.title,
            &mut index.provenance,
        ];
        let teams = index
            .teams
            .iter_mut()
            .flat_map(|team| [&mut team.name, &mut team.id]);
        for text in texts.into_iter().chain(&mut index.facts).chain(teams) {
            if let Some(clean) = self.guard.black_out(text) {
                *text = clean;
            }
        }
        index
    }
}

/// Leaves out charts that no section refers to any more.
fn drop_idle_charts(packet: &mut Value) {
    let Some(Value::Object(mut charts)) = packet.get_mut("charts").map(Value::take) else {
        return;
    };
    let mut named = BTreeSet::new();
    gather(packet, &mut named);
    charts.retain(|name, _| named.contains(name));
    packet["charts"] = Value::Object(charts);
}

fn gather(value: &Value, texts: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            texts.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, texts)),
        Value::Object(members) => members.values().for_each(|member| gather(member, texts)),
        _ => {}
    }
}

fn drop_columns(table: &mut Table, goes: impl Fn(&str) -> bool) {
    let stays: Vec<bool> = table
        .columns
        .iter()
        .map(|column| !goes(&column.title))
        .collect();
    keep_places(&mut table.columns, &stays);
    for row in &mut table.rows {
        keep_places(row, &stays);
    }
}
