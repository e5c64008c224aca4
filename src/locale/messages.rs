//! Message files: the built-in ones, what overrides them, and what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentResource, FluentValue};
use intl_memoizer::Memoizable;
use unic_langid::LanguageIdentifier;

use super::{Language, numbers};
use crate::diagnostic::{Diagnostic, Place};

/// The arguments of each message, by its key.
pub(super) type Arguments = BTreeMap<String, BTreeSet<String>>;

/// A file's name and its text.
type File = (&'static str, &'static str);

/// The built-in files of each language, by its code: every folder of `templates/locales`.
const BUILT_IN: &[(&str, &[File])] = include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// The codes of the built-in languages.
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(code, _)| *code)
}

/// The built-in files of a language; none of one that only a workspace has.
pub(super) fn built_in(language: Language) -> &'static [File] {
    let found = BUILT_IN.iter().find(|(code, _)| *code == language.code());
    found.map_or(&[], |(_, files)| files)
}

/// The built-in messages with `overrides` (file name, text) put over them, in their order.
pub(super) fn load(
    language: Language,
    overrides: &[(String, String)],
) -> Result<(FluentBundle<FluentResource>, Arguments), Vec<Diagnostic>> {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks would show up as boxes in a PDF.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, memory| {
        // The memory is locked while it is asked: only where there is a number to write.
        let FluentValue::Number(_) = value else {
            return None;
        };
        let written = memory.with_try_get::<Writer, _, _>((), |writer| grouped(writer.0, value));
        written.ok().flatten()
    }));

    let mut known = Arguments::new();
    let mut problems = Vec::new();
    let own = built_in(language);
    // What a language of a workspace does not say is said in English.
    let base = if own.is_empty() {
        built_in(Language::En)
    } else {
        own
    };
    for (name, text) in base {
        problems.extend(add(&mut bundle, name, text));
        known.extend(
            arguments(text)
                .into_iter()
                .map(|(key, (_, names))| (key, names)),
        );
    }
    for (name, text) in overrides {
        problems.extend(add(&mut bundle, name, text));
        for (key, (line, names)) in arguments(text) {
            problems.extend(unknown_argument(name, line, &key, &names, &known));
            known.insert(key, names);
        }
    }
    if problems.is_empty() {
        return Ok((bundle, known));
    }
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    Err(problems)
}

fn add(bundle: &mut FluentBundle<FluentResource>, name: &str, text: &str) -> Vec<Diagnostic> {
    match FluentResource::try_new(text.to_owned()) {
        Ok(resource) => {
            bundle.add_resource_overriding(resource);
            Vec::new()
        }
        Err((_, errors)) => errors
            .iter()
            .map(|error| {
                let before = text.bytes().take(error.pos.start);
                let line = before.filter(|byte| *byte == b'\n').count() as u32 + 1;
                wrong_message(name, line, error.to_string())
                    .hint("see https://projectfluent.org/fluent/guide for the syntax")
            })
            .collect(),
    }
}

/// An override may leave arguments out, but the program fills in no others.
fn unknown_argument(
    file: &str,
    line: u32,
    key: &str,
    names: &BTreeSet<String>,
    known: &Arguments,
) -> Option<Diagnostic> {
    let given = known.get(key)?;
    let unknown = names.iter().find(|name| !given.contains(*name))?;
    let given: Vec<String> = given.iter().map(|name| format!("${name}")).collect();
    let hint = match given.len() {
        0 => "it has no arguments".to_owned(),
        _ => format!("it has {}", given.join(", ")),
    };
    let message = format!("`{key}` is not given an argument `${unknown}`");
    Some(wrong_message(file, line, message).hint(hint))
}

fn wrong_message(file: &str, line: u32, message: String) -> Diagnostic {
    Diagnostic::error("wrong-message", Place::file(file).at_line(line), message)
}

/// The messages of a file: key, then line and names of arguments.
///
/// By Fluent's grammar a message begins at the left margin, and everything until the next
/// one is indented; so the lines tell it, and the bundle, which does not list its messages,
/// need not.
pub(super) fn arguments(text: &str) -> BTreeMap<String, (u32, BTreeSet<String>)> {
    let mut found = BTreeMap::new();
    let mut current: Option<String> = None;
    for (line, content) in (1..).zip(text.lines()) {
        if content.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let key = content
                .split('=')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned();
            found.insert(key.clone(), (line, BTreeSet::new()));
            current = Some(key);
        } else if content.starts_with(['#', '-']) {
            current = None;
        }
        if let Some((_, names)) = current.as_ref().and_then(|key| found.get_mut(key)) {
            let after_dollars = content.split('$').skip(1).map(argument_name);
            names.extend(after_dollars.filter(|name| !name.is_empty()));
        }
    }
    found
}

fn argument_name(after_dollar: &str) -> String {
    let name = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    after_dollar.chars().take_while(name).collect()
}

/// Writes the numbers within the messages of a bundle, whose formatter is told no language.
struct Writer(Language);

impl Memoizable for Writer {
    type Args = ();
    type Error = ();

    fn construct(tag: LanguageIdentifier, (): ()) -> Result<Self, ()> {
        tag.language.as_str().parse().map(Self).map_err(drop)
    }
}

/// Numbers within messages look like all others.
fn grouped(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let decimals = number.options.minimum_fraction_digits.unwrap_or(0);
    Some(numbers::write(
        language,
        number.value,
        u8::try_from(decimals).unwrap_or(u8::MAX),
    ))
}
