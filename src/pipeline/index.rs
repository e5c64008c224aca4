//! The index of an edition: who is in it, and where their files are.

use super::production::Made;
use crate::compose::packet::{Packet, PacketKind};
use crate::compose::{Composer, DASH};
use crate::locale::{Language, Locale, natural_order};
use crate::render::html::{EditionIndex, Files, PersonRow, TeamRow};
use crate::score::Total;

/// The index of the packets that were made, in the organisation's language and with what its
/// `packet` says at a glance; `whole` where they are everybody's.
pub(super) fn compose(
    composer: &Composer<'_>,
    packet: Option<&Packet>,
    made: &[Made],
    whole: bool,
) -> EditionIndex {
    let language = composer.common_language();
    let organisation = &composer.workspace.organisation;
    let head = packet.map(|packet| packet.head.clone());
    let of = |kind| made.iter().filter(move |packet| packet.kind == kind);
    let locale = composer.locales.get(&language);
    EditionIndex {
        language,
        organisation: organisation.name.in_language(language).to_owned(),
        title: head
            .as_ref()
            .map_or_else(String::new, |head| head.document_title.clone()),
        period_label: head
            .as_ref()
            .map_or_else(String::new, |head| head.period_label.clone()),
        confidentiality: head
            .as_ref()
            .map_or_else(String::new, |head| head.confidentiality.clone()),
        provenance: head
            .as_ref()
            .map_or_else(String::new, |head| head.provenance.clone()),
        facts: packet.map_or_else(Vec::new, |packet| packet.glance.facts.clone()),
        files: of(PacketKind::Organisation)
            .next()
            .map(files)
            .unwrap_or_default(),
        overview: whole.then(|| "../index.html".to_owned()),
        periods: Vec::new(),
        people: locale.map_or_else(Vec::new, |locale| {
            let mut rows: Vec<_> = of(PacketKind::Person)
                .map(|made| person(composer, locale, made))
                .collect();
            rows.sort_by(|a, b| natural_order(&a.id, &b.id));
            rows
        }),
        teams: locale.map_or_else(Vec::new, |locale| {
            let mut rows: Vec<_> = of(PacketKind::Team)
                .map(|made| team(composer, locale, made))
                .collect();
            rows.sort_by(|a, b| natural_order(&a.id, &b.id));
            rows
        }),
        quality: packet
            .and_then(|packet| packet.tables.iter().find(|table| table.id == "quality"))
            .cloned()
            .unwrap_or_default(),
    }
}

fn files(made: &Made) -> Files {
    let path = |extension: &str| {
        made.paths
            .iter()
            .find(|path| path.ends_with(&format!(".{extension}")))
            .cloned()
    };
    Files {
        html: path("html"),
        pdf: path("pdf"),
        json: path("json"),
        ics: path("ics"),
    }
}

fn person(composer: &Composer<'_>, locale: &Locale, made: &Made) -> PersonRow {
    let person = &composer.roster.people[made.index];
    let stint = person.stint_in(composer.period);
    let total = composer.scores.people[made.index].as_ref();
    let (score, grade, change) = standing(locale, total);
    let words = composer.wording(locale.language());
    let (role, level) = words
        .zip(stint)
        .map_or_else(Default::default, |(words, stint)| {
            (words.role(&stint.role), words.level(&stint.level))
        });
    PersonRow {
        name: person.name.in_language(locale.language()).to_owned(),
        id: person.id.clone(),
        role,
        level,
        team: stint.map_or_else(String::new, |stint| {
            composer.roster.teams[stint.team]
                .name
                .in_language(locale.language())
                .to_owned()
        }),
        also: also(composer, locale, made.index),
        score,
        grade,
        change,
        // A change of the score is not tested yet, so it carries no verdict.
        verdict: "untested".to_owned(),
        verdict_label: String::new(),
        mark: String::new(),
        files: files(made),
    }
}

/// Name and team in the other languages, where they differ.
pub(super) fn also(composer: &Composer<'_>, locale: &Locale, index: usize) -> String {
    let person = &composer.roster.people[index];
    let team = person
        .stint_in(composer.period)
        .map(|stint| &composer.roster.teams[stint.team].name);
    let texts = [Some(&person.name), team];
    let other = Language::ALL
        .into_iter()
        .filter(|language| *language != locale.language());
    let words: Vec<&str> = other
        .flat_map(|language| {
            texts
                .into_iter()
                .flatten()
                .map(move |text| text.in_language(language))
        })
        .filter(|word| {
            !texts
                .into_iter()
                .flatten()
                .any(|text| text.in_language(locale.language()) == *word)
        })
        .collect();
    words.join(" ")
}

fn team(composer: &Composer<'_>, locale: &Locale, made: &Made) -> TeamRow {
    let team = &composer.roster.teams[made.index];
    let members = composer.references.members(made.index).len();
    let lead = team.lead.as_deref().map(|id| {
        let person = composer.roster.person(id);
        person.map_or(id, |index| {
            composer.roster.people[index]
                .name
                .in_language(locale.language())
        })
    });
    let (score, _, change) = standing(locale, composer.scores.teams[made.index].as_ref());
    TeamRow {
        name: team.name.in_language(locale.language()).to_owned(),
        id: team.id.clone(),
        lead: lead.map_or_else(String::new, str::to_owned),
        members: locale.number(members as f64, 0),
        score,
        change,
        verdict: "untested".to_owned(),
        verdict_label: String::new(),
        mark: String::new(),
        files: files(made),
    }
}

fn standing(locale: &Locale, total: Option<&Total>) -> (String, String, String) {
    let dash = || DASH.to_owned();
    let score = total.and_then(|total| total.score);
    let change = total.and_then(|total| Some(total.score? - total.previous?));
    (
        score.map_or_else(dash, |score| locale.number(score, 1)),
        total
            .and_then(|total| total.grade)
            .map_or_else(dash, |grade| grade.letter().to_owned()),
        change.map_or_else(dash, |change| locale.signed(change, 1)),
    )
}
