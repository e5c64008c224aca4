//! The rule of names, case by case.

#![allow(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use super::*;
use crate::load::Person;
use crate::locale::Text;

fn person(id: &str, zh: &str, en: &str) -> Person {
    Person {
        id: id.to_owned(),
        name: Text {
            en: en.to_owned(),
            zh: zh.to_owned(),
        },
        email: None,
        language: None,
        joined: None,
        stints: Vec::new(),
    }
}

fn roster() -> Roster {
    let mut people = vec![
        person("E001", "王伟强", "Wang Weiqiang"),
        person("E002", "王伟", "Wang Wei"),
        person("E003", "高明", "Gao Ming"),
        person("E004", "欧阳小明", "Ouyang Xiaoming"),
        person("E005", "May Day", "May Day"),
        person("E006", "June", "June"),
        person("1234", "Ann Li", "Ann Li"),
        person("123456", "Bob Stone", "Bob Stone"),
        person("E007", "王伟", "Wang Wei"),
        person("E008", "陈李明华", "Chen Li Minghua"),
        person("E009", "李明华", "Li Minghua"),
    ];
    people.sort_by(|a, b| a.id.cmp(&b.id));
    let mut roster = Roster::default();
    roster.people.extend(people);
    roster
}

/// What a document of `id` with this text would be stopped for.
fn found(id: &str, text: &str, quoted: &str) -> Vec<String> {
    let roster = roster();
    let proof = Proof::new(&roster, &["page-month = June"]).unwrap();
    let recipient = Recipient {
        kind: PacketKind::Person,
        id: id.to_owned(),
        name: String::new(),
        language: crate::locale::Language::Zh,
        address: String::new(),
        manager: String::new(),
        manager_address: String::new(),
        files: Vec::new(),
    };
    let allowed = proof.allowed(&recipient, &roster, &["Bob Stone".to_owned()], quoted);
    let others = proof.others(&plain(text), &allowed);
    others.into_iter().map(str::to_owned).collect()
}

#[test]
fn the_own_name_and_what_is_within_it_is_allowed() {
    assert!(found("E001", "E001 王伟强 Wang Weiqiang 的评审包", "").is_empty());
    assert_eq!(found("E002", "王伟强 的评审包", ""), ["王伟强"]);
}

#[test]
fn a_name_of_three_characters_within_the_own_one_stops_nothing() {
    assert!(found("E008", "陈李明华 的评审包，陈李明华负责", "").is_empty());
    assert_eq!(found("E008", "陈李明华 与李明华", ""), ["李明华"]);
    assert_eq!(found("E009", "陈李明华", ""), ["陈李明华"]);
}

#[test]
fn the_own_name_broken_over_two_lines_stops_nothing() {
    for text in ["由 陈李 明华 负责", "由陈\n李明华负责", "由陈李明\n华负责"] {
        assert!(found("E008", text, "").is_empty(), "{text}");
    }
    assert!(found("E001", "本月 王伟\n强 的得分", "").is_empty());
    assert_eq!(found("E001", "本月 王伟\n的得分", ""), ["王伟"]);
}

#[test]
fn namesakes_cannot_be_told_apart_by_name_but_by_identifier() {
    assert!(found("E002", "王伟", "").is_empty());
    assert_eq!(found("E002", "王伟 E007", ""), ["E007"]);
}

#[test]
fn two_characters_count_alone_and_not_within_a_sentence() {
    assert!(found("E001", "本月得分高明显好于上月", "").is_empty());
    for text in ["高明", "评审：高明。", "高明 92.5", "S 高明 (E)"] {
        assert_eq!(found("E001", text, ""), ["高明"], "{text}");
    }
}

#[test]
fn longer_names_count_anywhere_also_over_two_lines() {
    assert_eq!(found("E001", "由欧阳小明负责", ""), ["欧阳小明"]);
    assert_eq!(found("E001", "由 欧阳 小明 负责", ""), ["欧阳小明"]);
}

#[test]
fn latin_names_count_as_whole_words_capitals_and_all() {
    assert_eq!(found("E001", "with Ann\nLi", ""), ["Ann Li"]);
    assert!(found("E001", "with Ann Lisa, ann li", "").is_empty());
    assert!(found("E001", "Mayday, may day", "").is_empty());
}

#[test]
fn words_of_the_program_and_mentions_prove_nothing() {
    assert!(found("E001", "June 2026, Bob Stone", "").is_empty());
}

#[test]
fn identifiers_count_as_words_and_short_figures_never() {
    assert_eq!(found("E001", "E0023, E002, X-E003", ""), ["E002"]);
    assert_eq!(
        found("E001", "1234 123456 0.123456 1,123456", ""),
        ["123456"]
    );
}

#[test]
fn what_a_packet_quotes_may_name_others() {
    let text = "评语：与欧阳小明配合良好";
    assert!(found("E001", text, "与欧阳小明配合良好").is_empty());
    assert_eq!(found("E001", text, "配合良好"), ["欧阳小明"]);
}
