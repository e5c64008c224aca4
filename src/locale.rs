//! Words, numbers and dates in English and Chinese.
//!
//! Messages are Fluent files, built in under `templates/locales/{en,zh}` and overridden
//! message by message by a workspace; numbers are grouped by CLDR. Everything here is
//! for readers: nothing that a program reads back goes through it. A [`Locale`] is
//! made once for a language and shared by all threads.

mod calendar;
mod messages;
mod numbers;
mod order;
#[cfg(test)]
pub(crate) mod said;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::{FluentNumber, FluentNumberOptions};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::order::natural_order;
use crate::diagnostic::Diagnostic;
use crate::quantity::Unit;

/// A language that packets are written in, by its code of two letters.
///
/// Those that the program brings are the folders of `templates/locales`; a workspace may
/// bring more. Only names and texts of the catalogue are in English and Chinese alone: every
/// language but Chinese shows them in English.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Language([u8; 2]);

#[allow(
    non_upper_case_globals,
    reason = "they read like the variants of an enum"
)]
impl Language {
    /// English.
    pub const En: Self = Self(*b"en");
    /// Simplified Chinese.
    pub const Zh: Self = Self(*b"zh");
    /// The languages whose texts are complete, the catalogue included.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];
}

impl Language {
    /// Every language that the program brings, in the order of the codes.
    pub fn built_in() -> Vec<Self> {
        messages::codes()
            .filter_map(|code| code.parse().ok())
            .collect()
    }

    /// The name in files and options: `en`, `zh`.
    pub fn code(&self) -> &str {
        // Both are letters, so they are text.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The BCP 47 tag of a document: `en`, `zh-CN`.
    pub fn tag(&self) -> &str {
        match *self {
            Self::Zh => "zh-CN",
            _ => self.code(),
        }
    }

    /// Whether it is written in letters, not in characters that fill a square.
    pub fn is_in_letters(&self) -> bool {
        !matches!(&self.0, b"zh" | b"ja" | b"ko")
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = String;

    /// Reads a code of two small letters: `en`, `zh`.
    fn from_str(text: &str) -> Result<Self, String> {
        match *text.as_bytes() {
            [a @ b'a'..=b'z', b @ b'a'..=b'z'] => Ok(Self([a, b])),
            _ => Err(format!("`{text}` is no language; write en or zh")),
        }
    }
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.code().to_owned()
    }
}

/// The built-in message files of a language: path below `templates/locales`, and text.
pub fn built_in(language: Language) -> &'static [(&'static str, &'static str)] {
    messages::built_in(language)
}

/// A text in both languages, as configuration and catalogue give it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Text {
    /// The text in `language`.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            _ => &self.en,
        }
    }
}

/// What a message is filled in with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Argument<'a> {
    /// Words, or a figure that is a text already.
    Text(&'a str),
    /// A number and its decimals, written as [`Locale::number`] does.
    Number(f64, u8),
    /// A number of things; the message may choose its plural by it.
    Count(u64),
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Argument<'_> {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<u32> for Argument<'_> {
    fn from(count: u32) -> Self {
        Self::Count(u64::from(count))
    }
}

impl From<usize> for Argument<'_> {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

/// One language, ready to write in.
pub struct Locale {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    /// Every message's arguments, by its key.
    arguments: messages::Arguments,
    /// The messages that write a unit, by what is said of it: thousands of numbers ask for them.
    units: BTreeMap<(&'static str, Unit), String>,
    currency: String,
}

impl Locale {
    /// The built-in messages of `language`; amounts are in yuan.
    ///
    /// # Errors
    /// `wrong-message` where a message file is not Fluent.
    pub fn new(language: Language) -> Result<Self, Vec<Diagnostic>> {
        Self::with_overrides(language, &[])
    }

    /// The built-in messages, overridden by those of `files` (name, text); later files win.
    ///
    /// # Errors
    /// All problems, each `wrong-message` with file and line: what is not Fluent, what the
    /// program would not fill in.
    pub fn with_overrides(
        language: Language,
        files: &[(String, String)],
    ) -> Result<Self, Vec<Diagnostic>> {
        let (bundle, arguments) = messages::load(language, files)?;
        let units = numbers::unit_messages(&arguments);
        let currency = "CNY".to_owned();
        Ok(Self {
            language,
            bundle,
            arguments,
            units,
            currency,
        })
    }

    /// The same, with amounts in the currency of this ISO 4217 code.
    #[must_use]
    pub fn with_currency(self, code: &str) -> Self {
        Self {
            currency: code.to_owned(),
            ..self
        }
    }

    /// Its language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a message with this key.
    pub fn has(&self, key: &str) -> bool {
        self.arguments.contains_key(key)
    }

    /// The message with this key; `⟨key⟩` if there is none.
    pub fn text(&self, key: &str) -> String {
        self.format(key, &[])
    }

    /// The message with this key, filled in; `⟨key⟩` if there is none.
    pub fn format(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> String {
        let values = arguments
            .iter()
            .map(|&(name, argument)| (name, self.value(argument)));
        self.resolve(key, &values.collect())
    }

    /// All messages without arguments whose key begins with `prefix`, by key.
    pub fn keys(&self, prefix: &str) -> BTreeMap<String, String> {
        self.arguments
            .range(prefix.to_owned()..)
            .take_while(|(key, _)| key.starts_with(prefix))
            .filter(|(_, arguments)| arguments.is_empty())
            .map(|(key, _)| (key.clone(), self.text(key)))
            .collect()
    }

    /// "a, b and c"; "a、b 和 c", with spaces where Latin letters meet Chinese.
    pub fn list(&self, items: &[&str]) -> String {
        let Some((last, rest)) = items.split_last() else {
            return String::new();
        };
        let Some(before) = rest.last() else {
            return (*last).to_owned();
        };
        let gap = |beside: Option<char>| match (self.language, beside) {
            (Language::Zh, Some(letter)) if !letter.is_ascii_alphanumeric() => "",
            _ => " ",
        };
        let (left, right) = (gap(before.chars().last()), gap(last.chars().next()));
        let rest = rest.join(&self.text("list-separator"));
        format!("{rest}{left}{}{right}{last}", self.text("list-and"))
    }

    fn value<'a>(&self, argument: Argument<'a>) -> FluentValue<'a> {
        match argument {
            Argument::Text(text) => text.into(),
            Argument::Number(value, decimals) => self.number(value, decimals).into(),
            Argument::Count(count) => plural(count as f64, 0),
        }
    }

    fn resolve(&self, key: &str, arguments: &FluentArgs<'_>) -> String {
        let message = self.bundle.get_message(key);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            #[cfg(test)]
            said::note(
                self.language,
                key,
                ["there is no such message".to_owned()].into_iter(),
            );
            return format!("⟨{key}⟩");
        };
        // A missing argument shows as `{$name}`, which a reader of the output notices.
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(arguments), &mut errors);
        #[cfg(test)]
        said::note(self.language, key, errors.iter().map(ToString::to_string));
        text.into_owned()
    }
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Locale")
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}

/// A number that a message may choose its plural by; "1.0" is plural in English, "1" is not.
fn plural(value: f64, decimals: u8) -> FluentValue<'static> {
    // A variant of its own, as `[0]`, equals a number only if that says no decimals either.
    let options = FluentNumberOptions {
        minimum_fraction_digits: (decimals > 0).then(|| usize::from(decimals)),
        ..FluentNumberOptions::default()
    };
    FluentValue::Number(FluentNumber::new(value, options))
}

#[cfg(test)]
mod tests;
