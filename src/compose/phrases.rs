//! What readers notice about sentences: none contradicts its verdict, and each is grammatical
//! for none, one, many and equal.

use super::trends::title_key;
use crate::locale::{Argument, Language, Locale};
use crate::score::Verdict;

const VERDICTS: [Verdict; 5] = [
    Verdict::Improved,
    Verdict::Worsened,
    Verdict::Unchanged,
    Verdict::Insufficient,
    Verdict::Untested,
];

fn locale(language: Language) -> Locale {
    match Locale::new(language) {
        Ok(locale) => locale,
        Err(problems) => unreachable!("{problems:?}"),
    }
}

/// The words by which each verdict is known: of one language, in the order of [`VERDICTS`].
fn marks(language: Language) -> [&'static [&'static str]; 5] {
    match language {
        Language::En => [
            &["improved"],
            &["worsened"],
            &["no evidence of change", "the same as"],
            &["too little data"],
            &["not tested", "the same as"],
        ],
        _ => [
            &["改善"],
            &["退步"],
            &["无明显变化", "持平"],
            &["样本不足"],
            &["未作检验", "持平"],
        ],
    }
}

/// Titles of charts for every verdict and every sign of the amount.
fn titles(language: Language) -> Vec<(usize, f64, String)> {
    let locale = locale(language);
    let mut titles = Vec::new();
    for (position, verdict) in VERDICTS.into_iter().enumerate() {
        for amount in [-2.0, 0.0, 2.0] {
            let change = locale.signed(amount, 1);
            let arguments = [
                ("kpi", "KPI".into()),
                ("change", (&change).into()),
                ("against", "BEFORE".into()),
            ];
            let title = locale.format(title_key(verdict, amount), &arguments);
            titles.push((position, amount, title));
        }
    }
    titles
}

#[test]
fn the_title_of_a_chart_has_the_words_of_its_verdict_and_of_no_other() {
    for language in Language::ALL {
        let marks = marks(language);
        for (position, _, title) in titles(language) {
            let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
            assert!(has(marks[position]), "{title}");
            for (other, words) in marks.iter().enumerate() {
                let foreign = words.iter().filter(|word| !marks[position].contains(word));
                let foreign: Vec<&str> = foreign.copied().collect();
                assert!(other == position || !has(&foreign), "{title}");
            }
        }
    }
}

#[test]
fn a_change_that_shows_as_nothing_neither_rose_nor_fell() {
    let moving = ["rose", "fell", "上升", "下降"];
    for language in Language::ALL {
        for (position, amount, title) in titles(language) {
            let moves = moving.iter().any(|word| title.contains(word));
            let untested = matches!(VERDICTS[position], Verdict::Untested);
            assert_eq!(moves, untested && amount != 0.0, "{title}");
            let (rises, falls) = (["rose", "上升"], ["fell", "下降"]);
            let has = |words: [&str; 2]| words.iter().any(|word| title.contains(word));
            assert!(!has(rises) || amount > 0.0, "{title}");
            assert!(!has(falls) || amount < 0.0, "{title}");
        }
    }
}

#[test]
fn sentences_of_the_first_look_say_what_their_verdict_says() {
    for language in Language::ALL {
        let (locale, marks) = (locale(language), marks(language));
        let sentence = |key: &str, n: u32| {
            let arguments = [
                ("kpi", "KPI".into()),
                ("change", "+2.0".into()),
                ("against", "BEFORE".into()),
                ("n", Argument::from(n)),
            ];
            locale.format(key, &arguments)
        };
        let improved = sentence("packet-finding-improved", 9);
        let worsened = sentence("packet-finding-worsened", 9);
        assert!(improved.contains(marks[0][0]) && !improved.contains(marks[1][0]));
        assert!(worsened.contains(marks[1][0]) && !worsened.contains(marks[0][0]));
        for n in [0, 1, 2, 11] {
            let none = sentence("packet-finding-no-evidence", n);
            let claims = [marks[0][0], marks[1][0]];
            assert!(!claims.iter().any(|word| none.contains(word)), "{none}");
            assert!(none.contains(&n.to_string()), "{none}");
        }
    }
}

/// Messages that count, by the argument that does.
const COUNTED: [(&str, &[&str]); 21] = [
    ("packet-headcount", &["count"]),
    ("packet-pool-too-small", &["size"]),
    ("packet-appeal", &["days"]),
    ("why-missed", &["count"]),
    ("why-happened", &["count"]),
    ("why-answers", &["count"]),
    ("why-worse", &["count"]),
    ("why-events", &["count"]),
    ("why-contributing", &["count"]),
    ("why-anonymous", &["count"]),
    ("why-change", &["count"]),
    ("why-others", &["count"]),
    ("why-without-value", &["count"]),
    ("why-without-weight", &["count"]),
    ("why-off-roster", &["count"]),
    ("raise-same", &["count"]),
    ("raise-need", &["n"]),
    ("pages-forecast-overdue", &["days"]),
    ("pages-distribution-small", &["count"]),
    ("pages-projects-caption", &["count"]),
    ("packet-finding-coverage", &["count"]),
];

#[test]
fn sentences_that_count_are_grammatical_for_none_one_and_many() {
    // Read aloud once: how each begins or goes on after one, and after more.
    let wrong_after_one = [
        " people", " records", " answers", " ratings", " days", " members", " are ", " have ",
        " miss ",
    ];
    let english = locale(Language::En);
    let chinese = locale(Language::Zh);
    for (key, counting) in COUNTED {
        for count in [0_u32, 1, 2, 21] {
            let others = [
                "all", "kpi", "now", "before", "against", "score", "grade", "least",
            ];
            let others = others.into_iter().chain(["people", "shown"]);
            let mut arguments: Vec<(&str, Argument<'_>)> =
                others.map(|name| (name, "X".into())).collect();
            arguments.extend(counting.iter().map(|name| (*name, Argument::from(count))));
            let text = english.format(key, &arguments);
            assert!(
                !text.contains("{ $") && !text.contains("  "),
                "{key}: {text}"
            );
            let after_one = |word: &&str| text.contains(&format!("1{word}"));
            if count == 1 {
                let wrong: Vec<_> = wrong_after_one.iter().filter(|w| after_one(w)).collect();
                assert!(wrong.is_empty(), "{key}: {text}");
            }
            if count == 2 {
                for word in [" person ", " record ", " answer ", " rating ", " day "] {
                    assert!(!text.contains(&format!("2{word}")), "{key}: {text}");
                }
            }
            let text = chinese.format(key, &arguments);
            assert!(!text.contains("{ $") && !text.is_empty(), "{key}: {text}");
        }
    }
}
