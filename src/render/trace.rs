//! From what is wrong with a packet's markup back to the template that wrote it.
//!
//! Only on the way to an error. The line that the layout names is one of the markup as
//! filled in; here the template is looked for that has the same tag. Where several have it,
//! or none, the error stays as it is.

use std::collections::BTreeMap;

use super::template::BUILT_IN;
use crate::diagnostic::{Diagnostic, Place};

/// Frames of pages: HTML, where not every element is closed, and never part of a packet.
const FRAMES: [&str; 5] = [
    "head.html",
    "index.html",
    "masthead.html",
    "overview.html",
    "page.html",
];

/// Names file and line of the template, if one alone can have written what is wrong.
pub(super) fn trace(
    mut problem: Diagnostic,
    markup: &str,
    sources: &BTreeMap<String, String>,
) -> Diagnostic {
    let Some(row) = problem.place.line.filter(|_| problem.place.file.is_none()) else {
        return problem;
    };
    let line = markup.lines().nth(row as usize - 1).unwrap_or_default();
    let tag = line.split_inclusive('>').find(|part| {
        // `<p>: class `loud` is not known here` names the element and maybe more.
        let named = |quote: char| problem.message.split(quote).nth(1).unwrap_or_default();
        let element = problem
            .message
            .strip_prefix('<')
            .and_then(|rest| rest.split('>').next());
        let opens = |name| part.contains(&format!("<{name}"));
        element.is_some_and(opens) && (!problem.message.contains('`') || part.contains(named('`')))
    });
    let found = match tag.and_then(|part| part.find('<').map(|at| &part[at..])) {
        Some(tag) => places(sources, |text| text.find(tag)),
        None => places(sources, unclosed),
    };
    if let [(name, line)] = found.as_slice() {
        problem.place = Place::file(format!("templates/{name}")).at_line(*line);
    }
    problem
}

/// Templates of packets, written by the workspace, in which something is found, with its line.
fn places(
    sources: &BTreeMap<String, String>,
    find: impl Fn(&str) -> Option<usize>,
) -> Vec<(&str, u32)> {
    // What came with the program is well-formed, though not to be read without its conditions.
    let is_own = |name: &str, text: &str| !BUILT_IN.contains(&(name, text));
    let suspects = sources
        .iter()
        .filter(|(name, text)| !FRAMES.contains(&name.as_str()) && is_own(name, text));
    let found = suspects.filter_map(|(name, text)| {
        let at = find(text)?;
        let line = text[..at].matches('\n').count() + 1;
        Some((name.as_str(), u32::try_from(line).unwrap_or(u32::MAX)))
    });
    found.collect()
}

/// Where the first element begins that the template opens and does not close.
fn unclosed(text: &str) -> Option<usize> {
    let text = &without_expressions(text);
    let mut open: Vec<(&str, usize)> = Vec::new();
    for (at, _) in text.match_indices('<') {
        let tag = &text[at + 1..];
        let tag = &tag[..tag.find('>')?];
        let name = |from: &'_ str| from.find(|c: char| !c.is_ascii_alphanumeric());
        if let Some(closed) = tag.strip_prefix('/') {
            match open.pop() {
                Some((name, _)) if name == closed.trim() => {}
                Some((_, at)) => return Some(at),
                None => return Some(at),
            }
        } else if !tag.ends_with('/') && tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            open.push((&tag[..name(tag).unwrap_or(tag.len())], at));
        }
    }
    open.first().map(|(_, at)| *at)
}

/// The text with blanks in place of what Tera reads, whose `<` begins no element.
fn without_expressions(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        bare.push_str(before);
        let end = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")]
            .iter()
            .find(|(open, _)| from.starts_with(open))
            .and_then(|(_, close)| Some(from.find(close)? + 2));
        let length = end.unwrap_or(1);
        let (piece, after) = from.split_at(length);
        if end.is_some() {
            bare.extend(std::iter::repeat_n(' ', piece.len()));
        } else {
            bare.push_str(piece);
        }
        rest = after;
    }
    bare.push_str(rest);
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_that_is_not_closed_is_found_where_it_begins() {
        assert_eq!(unclosed("<div><p>a</p></div>"), None);
        assert_eq!(unclosed("<div><br/><p>a</div>"), Some(10));
        assert_eq!(unclosed("<section>a"), Some(0));
        assert_eq!(
            unclosed("{# a <p> #}{% if a < b %}<p>{{ <c /> }}</p>{% endif %}"),
            None
        );
    }

    #[test]
    fn a_tag_that_several_templates_have_is_left_as_it_is() {
        let text = "<p class=\"loud\">x</p>".to_owned();
        let two = BTreeMap::from([
            ("a.html".to_owned(), text.clone()),
            ("b.html".to_owned(), text.clone()),
        ]);
        let message = "<p>: class `loud` is not known here".to_owned();
        let problem = Diagnostic::error("template-markup", Place::default().at_line(1), message);
        let place = trace(problem.clone(), &text, &two).place;
        assert_eq!((place.file, place.line), (None, Some(1)));
        let one = BTreeMap::from([("a.html".to_owned(), format!("\n{text}"))]);
        let place = trace(problem, &text, &one).place;
        assert_eq!(
            (place.file.as_deref(), place.line),
            (Some("templates/a.html"), Some(2))
        );
    }
}
