//! The right recipient: what is checked on the final bytes of a packet before any mail leaves.
//!
//! 1. The document's metadata and the page both say whose they are, and it is the recipient;
//!    the files lie where the recipient's files lie; the address is the one that the roster
//!    has. This holds for people, teams and the organisation.
//! 2. A person's document names nobody else. Its text is read back from the PDF, and all
//!    identifiers and names of the roster are searched for in it at once.
//!
//! The rule of 2, which has to find a wrong page and must not stop a send for a common word:
//!
//! - Allowed are the person's own identifier and names, the names of those who are or were
//!   their managers, and `mail.mentions`. Who has the same name as one of these cannot be
//!   told apart by it.
//! - What stands within a longer name that is allowed does not count: 王伟 in 王伟强.
//! - An identifier counts as a whole word. One of digits alone counts from six digits on, as
//!   it looks like a figure.
//! - A Chinese name of three characters or more counts anywhere, also broken over two lines.
//!   One of two characters counts where no Chinese character touches it, as in a heading, a
//!   list or a cell: within a sentence, two characters are too often part of other words.
//! - Any other name counts as whole words, capitals and all.
//! - A name that stands in the texts of the program or the workspace (an ordinary word, a
//!   month, the owner of a KPI, a team) proves nothing and is left out.
//! - What a person's packet quotes (comments, titles of records) may name others: a name
//!   that stands in a quotation of the packet is allowed in it.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};

use super::recipient::Recipient;
use crate::compose::packet::PacketKind;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::load::Roster;
use crate::render::pdf::Reader;
use crate::render::stem;

/// Digits of an identifier from which on it is no mere figure.
const DIGITS: usize = 6;

/// How a text is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// As whole words.
    Word,
    /// As a whole word that figures do not go on around.
    Number,
    /// Anywhere: Chinese, three characters or more.
    LongName,
    /// Where no Chinese character touches it.
    ShortName,
}

/// Knows everybody whom a document might name.
pub struct Proof {
    automaton: AhoCorasick,
    /// What is searched for, sorted.
    texts: Vec<(String, Shape)>,
    /// Those that stand in common texts.
    common: Vec<bool>,
    reader: Reader,
}

/// The files of a packet that say whose they are.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The document.
    pub pdf: &'a [u8],
    /// The page.
    pub html: &'a [u8],
}

/// A place in a text where something stands.
struct Hit {
    start: usize,
    end: usize,
    text: usize,
}

impl Proof {
    /// Prepares the search for everybody of `roster`; `common` are the texts of the program
    /// and the workspace.
    ///
    /// # Errors
    /// `internal` where so many names cannot be searched for.
    pub fn new(roster: &Roster, common: &[&str]) -> Result<Self, Diagnostic> {
        let texts: BTreeMap<String, Shape> = roster
            .people
            .iter()
            .flat_map(|person| {
                let id = (person.id.clone(), shape_of_id(&person.id));
                let names = [&person.name.zh, &person.name.en];
                let names = names.map(|name| (plain(name), shape_of_name(name)));
                names.into_iter().chain([id])
            })
            .filter_map(|(text, shape)| Some((text, shape?)))
            .collect();
        let texts: Vec<(String, Shape)> = texts.into_iter().collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(texts.iter().map(|(text, _)| text))
            .map_err(|error| {
                let message = format!("names cannot be searched for: {error}");
                Diagnostic::error("internal", Place::default(), message)
            })?;
        let mut proof = Self {
            automaton,
            common: vec![false; texts.len()],
            texts,
            reader: Reader::default(),
        };
        let teams = roster.teams.iter().map(|team| &team.name);
        let names = teams.chain(roster.departments.iter().map(|department| &department.name));
        let names = names.flat_map(|name| [name.en.as_str(), &name.zh]);
        for text in common.iter().copied().chain(names) {
            for hit in proof.find(&plain(text)) {
                proof.common[hit.text] = true;
            }
        }
        Ok(proof)
    }

    /// Checks a packet; `mentions` are names that everybody's packet may show, `quoted` is
    /// what this one quotes.
    ///
    /// # Errors
    /// All that does not agree; `wrong-recipient`, `other-person`, `unreadable-document`.
    pub fn check(
        &self,
        recipient: &Recipient,
        roster: &Roster,
        evidence: Evidence<'_>,
        mentions: &[String],
        quoted: &str,
    ) -> Result<(), Vec<Diagnostic>> {
        let mut problems = check_files(recipient);
        let whose = recipient.identity();
        let place = |extension| file_place(recipient, extension);
        match self.reader.read(evidence.pdf) {
            Err(problem) => problems.push(Diagnostic {
                place: place("pdf"),
                ..problem
            }),
            Ok(read) => {
                problems.extend(check_identity(
                    read.identifier.as_deref(),
                    &whose,
                    place("pdf"),
                ));
                if recipient.kind == PacketKind::Person {
                    let text = plain(&read.texts.join(" "));
                    let allowed = self.allowed(recipient, roster, mentions, quoted);
                    problems.extend(self.others(&text, &allowed).into_iter().map(|found| {
                        let message = format!("the document of {recipient} names {found}");
                        wrong("other-person", place("pdf"), message)
                    }));
                }
            }
        }
        let html = String::from_utf8_lossy(evidence.html);
        problems.extend(check_identity(
            page_identity(&html).as_deref(),
            &whose,
            Place::file(stem(recipient.kind, &recipient.id) + ".html"),
        ));
        match problems.is_empty() {
            true => Ok(()),
            false => Err(problems),
        }
    }

    /// What of the roster stands in `text` and is not allowed, sorted.
    fn others(&self, text: &str, allowed: &BTreeSet<usize>) -> BTreeSet<&str> {
        let hits = self.hits(text);
        let own: Vec<&Hit> = hits
            .iter()
            .filter(|hit| allowed.contains(&hit.text))
            .collect();
        let free = hits.iter().filter(|hit| {
            let counts = !allowed.contains(&hit.text) && !self.common[hit.text];
            counts && !own.iter().any(|own| hit.is_part_of(own))
        });
        free.map(|hit| self.texts[hit.text].0.as_str()).collect()
    }

    /// Positions in `texts` of what a person's document may say.
    fn allowed(
        &self,
        recipient: &Recipient,
        roster: &Roster,
        mentions: &[String],
        quoted: &str,
    ) -> BTreeSet<usize> {
        let person = roster
            .person(&recipient.id)
            .map(|index| &roster.people[index]);
        let managers = person.into_iter().flat_map(|person| {
            let managers = person
                .stints
                .iter()
                .filter_map(|stint| stint.manager.as_ref());
            managers
                .chain([&person.name])
                .flat_map(|name| [&name.en, &name.zh])
        });
        let named = managers.chain(mentions).chain([&recipient.id]);
        let mut allowed: BTreeSet<usize> = named
            .filter_map(|name| self.position(&plain(name)))
            .collect();
        let quoted = plain(quoted);
        allowed.extend(self.hits(&quoted).into_iter().map(|hit| hit.text));
        allowed
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.texts
            .binary_search_by(|(text, _)| text.as_str().cmp(name))
            .ok()
    }

    /// Where anything stands in `text`, long names also where they go on in the next line.
    fn hits(&self, text: &str) -> Vec<Hit> {
        let is_long = |hit: &Hit| self.texts[hit.text].1 == Shape::LongName;
        let mut hits = self.find(text);
        // Joined, the text has all of these, and those with a blank in them.
        hits.retain(|hit| !is_long(hit));
        let joined = Joined::of(text);
        let long = self.find(&joined.text).into_iter().filter(is_long);
        hits.extend(long.map(|hit| joined.in_original(&hit)));
        hits
    }

    /// Where anything stands in `text` just as it is.
    fn find(&self, text: &str) -> Vec<Hit> {
        let found = self.automaton.find_overlapping_iter(text);
        found
            .map(|found| Hit {
                start: found.start(),
                end: found.end(),
                text: found.pattern().as_usize(),
            })
            .filter(|hit| {
                let before = text[..hit.start].chars().next_back();
                let after = text[hit.end..].chars().next();
                stands_alone(self.texts[hit.text].1, before, after)
            })
            .collect()
    }
}

impl Hit {
    /// Whether it lies within a longer one.
    fn is_part_of(&self, other: &Self) -> bool {
        let around = other.start <= self.start && self.end <= other.end;
        around && other.end - other.start > self.end - self.start
    }
}

fn shape_of_id(id: &str) -> Option<Shape> {
    match id.chars().all(|c| c.is_ascii_digit()) {
        true if id.len() < DIGITS => None,
        true => Some(Shape::Number),
        false => (id.chars().count() > 1).then_some(Shape::Word),
    }
}

fn shape_of_name(name: &str) -> Option<Shape> {
    match name.chars().count() {
        0 | 1 => None,
        2 if name.chars().all(is_han) => Some(Shape::ShortName),
        _ if name.chars().all(|c| is_han(c) || c == '·') => Some(Shape::LongName),
        _ => Some(Shape::Word),
    }
}

fn stands_alone(shape: Shape, before: Option<char>, after: Option<char>) -> bool {
    let touches = |c: char| match shape {
        Shape::Word => (c.is_alphanumeric() && !is_han(c)) || matches!(c, '-' | '_'),
        Shape::Number => c.is_alphanumeric() || "-_.,:/%+".contains(c),
        Shape::LongName => false,
        Shape::ShortName => is_han(c),
    };
    ![before, after].into_iter().flatten().any(touches)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// With one blank wherever there is white space.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text without blanks between Chinese characters: over the end of a line they run on.
struct Joined {
    text: String,
    /// Where in it a blank was left out.
    gaps: Vec<usize>,
}

impl Joined {
    fn of(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut gaps = Vec::new();
        let mut characters = original.chars().peekable();
        while let Some(c) = characters.next() {
            let between = c == ' '
                && text.chars().next_back().is_some_and(is_han)
                && characters.peek().copied().is_some_and(is_han);
            match between {
                true => gaps.push(text.len()),
                false => text.push(c),
            }
        }
        Self { text, gaps }
    }

    /// The place of a hit in the original.
    fn in_original(&self, hit: &Hit) -> Hit {
        Hit {
            start: hit.start + self.gaps.partition_point(|gap| *gap <= hit.start),
            end: hit.end + self.gaps.partition_point(|gap| *gap < hit.end),
            text: hit.text,
        }
    }
}

/// A packet's files bear its name; the workbook is the organisation's alone.
fn check_files(recipient: &Recipient) -> Vec<Diagnostic> {
    let stem = stem(recipient.kind, &recipient.id);
    let organisation = recipient.kind == PacketKind::Organisation;
    let own = |path: &&String| {
        path.rsplit_once('.').is_some_and(|(name, _)| name == stem)
            || (organisation && path.ends_with(".xlsx"))
    };
    let others = recipient.files.iter().filter(|path| !own(path));
    others
        .map(|path| {
            let message = format!("`{path}` is no file of {recipient}");
            wrong("wrong-recipient", Place::file(super::RECIPIENTS), message)
        })
        .collect()
}

fn check_identity(found: Option<&str>, whose: &str, place: Place) -> Option<Diagnostic> {
    let message = match found {
        Some(found) if found == whose => return None,
        Some(found) => format!("the file is of {found} and would go to {whose}"),
        None => format!("the file does not say whose it is; it would go to {whose}"),
    };
    Some(wrong("wrong-recipient", place, message))
}

/// What the page says in `<meta name="packet" content="…">`.
fn page_identity(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("<meta name=\"packet\" content=\"")?;
    let content = rest.split('"').next()?;
    let escapes = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ];
    let unescaped = escapes.iter().fold(content.to_owned(), |text, (from, to)| {
        text.replace(from, to)
    });
    Some(unescaped)
}

fn file_place(recipient: &Recipient, extension: &str) -> Place {
    Place::file(recipient.file(extension).unwrap_or(super::RECIPIENTS))
}

pub(super) fn wrong(code: Code, place: Place, message: String) -> Diagnostic {
    Diagnostic::error(code, place, message).hint(
        "nothing was sent. Find out how it came about; a name that packets may show can be \
         written under `mail.mentions`",
    )
}

#[cfg(test)]
mod tests;
