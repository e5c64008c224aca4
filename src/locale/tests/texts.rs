//! What readers notice about messages: that all are there, and that each can be written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::*;
use super::{both, locales};

#[test]
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    for (english, chinese) in messages::built_in(Language::En)
        .iter()
        .zip(messages::built_in(Language::Zh))
    {
        let names = |(_, text): &(&str, &str)| -> Vec<_> {
            messages::arguments(text)
                .into_iter()
                .map(|(key, (_, names))| (key, names))
                .collect()
        };
        let (file, [english, chinese]) = (english.0, [names(english), names(chinese)]);
        // A plural's selector is needed in English only.
        let plain = |messages: Vec<(String, BTreeSet<String>)>| -> Vec<_> {
            let without = |(key, mut names): (String, BTreeSet<String>)| {
                if key.starts_with("unit-") || key.starts_with("change-") {
                    names.remove("count");
                }
                (key, names)
            };
            messages.into_iter().map(without).collect()
        };
        assert_eq!(
            plain(english),
            plain(chinese),
            "{file} and its Chinese twin differ"
        );
    }
}

#[test]
fn every_language_of_the_program_has_all_messages() {
    let keys = |language| match Locale::new(language) {
        Ok(locale) => locale.arguments.into_keys().collect::<BTreeSet<_>>(),
        Err(problems) => unreachable!("{problems:?}"),
    };
    let languages = Language::built_in();
    assert!(Language::ALL.iter().all(|one| languages.contains(one)));
    let english = keys(Language::En);
    for language in languages {
        let own = keys(language);
        let missing: Vec<_> = english.difference(&own).collect();
        let unknown: Vec<_> = own.difference(&english).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{language}: {missing:?} {unknown:?}"
        );
    }
}

#[test]
fn no_key_is_written_twice() {
    for language in Language::ALL {
        let mut seen = BTreeMap::new();
        for (file, text) in messages::built_in(language) {
            let keys = text
                .lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
            for key in keys
                .filter_map(|line| line.split_once('='))
                .map(|(key, _)| key.trim())
            {
                assert_eq!(seen.insert(key, file), None, "`{key}` in {file}");
            }
        }
    }
}

#[test]
fn every_message_without_arguments_can_be_written() {
    for locale in locales() {
        let all = locale.keys("");
        assert!(all.len() > 50);
        for (key, text) in all {
            // Chinese sentences follow each other without a blank.
            let may_be_empty = key.contains("-join-");
            assert!(
                (may_be_empty || !text.is_empty()) && !text.contains(['⟨', '{']),
                "{key}: {text}"
            );
        }
    }
}

#[test]
fn every_message_can_be_written_for_none_one_and_many_and_for_words() {
    let counts = [0, 1, 2, 5, 11, 1234].map(Argument::Count);
    for locale in locales() {
        // All that any message is given: one message may be part of another.
        let names: BTreeSet<&String> = locale.arguments.values().flatten().collect();
        for argument in counts.into_iter().chain([Argument::Text("Wén")]) {
            let arguments: Vec<_> = names.iter().map(|name| (name.as_str(), argument)).collect();
            for (key, own) in &locale.arguments {
                let text = locale.format(key, &arguments);
                assert!(!text.contains(['⟨', '{', '$']), "{key}: {text}");
                assert!(own.is_empty() || !text.is_empty(), "{key} says nothing");
            }
        }
    }
}

/// Texts in quotes that begin with `packet-`, in a file or in all files of a folder.
fn keys_used(path: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        keys_used(&entry.path(), found);
    }
    let source = std::fs::read_to_string(path).unwrap_or_default();
    let quoted = source
        .split("\"packet-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    found.extend(quoted.map(|rest| format!("packet-{rest}")));
}

#[test]
fn every_message_that_a_packet_uses_exists() {
    let mut used = BTreeSet::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    keys_used(&source.join("compose"), &mut used);
    keys_used(&source.join("compose.rs"), &mut used);
    for locale in locales() {
        for key in &used {
            // `packet-role-`, `packet-role-{}`: the rest is known at run time only.
            let prefix = key.split_once('{').map(|(prefix, _)| prefix);
            let exists = match prefix.or(key.ends_with('-').then_some(key)) {
                Some(prefix) => locale
                    .arguments
                    .keys()
                    .any(|known| known.starts_with(prefix)),
                None => locale.has(key),
            };
            assert!(exists, "`{key}` is used, but there is no such message");
        }
    }
}

#[test]
fn a_message_that_does_not_exist_shows_its_key() {
    for locale in locales() {
        assert_eq!(locale.text("nothing-of-the-kind"), "⟨nothing-of-the-kind⟩");
    }
}

#[test]
fn a_workspace_overrides_message_by_message() {
    let file = (
        "en/own.ftl".to_owned(),
        "period-quarter-1 = the first quarter of { $year }\nown = Mine\n".to_owned(),
    );
    let Ok(locale) = Locale::with_overrides(Language::En, &[file]) else {
        unreachable!("the file is right");
    };
    assert_eq!(
        locale.format("period-quarter-1", &[("year", "2026".into())]),
        "the first quarter of 2026"
    );
    assert_eq!(
        locale.keys("own").into_iter().collect::<Vec<_>>(),
        [("own".to_owned(), "Mine".to_owned())]
    );
    assert_eq!(locale.text("list-and"), "and");
}

#[test]
fn what_is_wrong_with_a_message_is_told_with_file_and_line() {
    let text = "period-whole = All\nlist-and = { $\n\nperiod-quarter-1 =\n    In { $jahr }\nlist-separator = { $x }\n";
    let file = ("en/own.ftl".to_owned(), text.to_owned());
    let problems = Locale::with_overrides(Language::En, &[file])
        .err()
        .unwrap_or_default();
    let told: Vec<_> = problems
        .iter()
        .map(|p| (p.code, p.place.to_string(), p.hint.as_str()))
        .collect();
    assert_eq!(told.len(), 3, "{problems:?}");
    assert!(told.iter().all(|(code, _, _)| *code == "wrong-message"));
    assert_eq!(told[0].1, "en/own.ftl:2");
    assert_eq!(
        (told[1].1.as_str(), told[1].2),
        ("en/own.ftl:4", "it has $year")
    );
    assert_eq!(
        (told[2].1.as_str(), told[2].2),
        ("en/own.ftl:6", "it has no arguments")
    );
}

#[test]
fn counts_choose_their_plural_and_are_grouped() {
    let text = "own = { $n ->\n    [one] one row\n   *[other] { $n } rows\n}\n";
    let file = ("en/own.ftl".to_owned(), text.to_owned());
    let Ok(locale) = Locale::with_overrides(Language::En, &[file]) else {
        unreachable!("the file is right");
    };
    assert_eq!(locale.format("own", &[("n", 1_u64.into())]), "one row");
    assert_eq!(
        locale.format("own", &[("n", 12_345_u64.into())]),
        "12,345 rows"
    );
    assert_eq!(
        locale.format("own", &[("n", Argument::Number(2.5, 1))]),
        "2.5 rows"
    );
}

#[test]
fn a_message_has_its_own_words_for_none() {
    let overdue = |days: usize| {
        both(|locale| locale.format("pages-forecast-overdue", &[("days", days.into())]))
    };
    assert_eq!(overdue(0), ["due by now", "今日到期，尚未交付"]);
    assert_eq!(overdue(1)[0], "overdue by 1 day");
    assert_eq!(overdue(1200)[0], "overdue by 1,200 days");
}
