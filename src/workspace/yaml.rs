//! Strict YAML with every problem reported, each with its line.
//!
//! The only module that knows `serde_yaml` (frozen upstream). A document is read
//! into a tree first; then the tree is fitted to a type again and again, each time
//! without the value that did not fit, so that one pass reports all misfits.
//!
//! Limits: lines are found by following keys through block style; a key inside a
//! flow mapping (`{a: 1}`) is reported at the line where the mapping begins. Of several
//! keys that one block lacks, the first is named.

mod limits;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use serde_yaml::Value;

use crate::diagnostic::{Diagnostic, Place};

/// At most this many misfits of one document are reported.
const MOST_PROBLEMS: usize = 100;

/// A document that was read, and what is wrong with it.
pub(super) struct Document<T> {
    /// The value; absent if it could not be made even without the misfits.
    pub(super) value: Option<T>,
    /// All problems found.
    pub(super) problems: Vec<Diagnostic>,
}

/// Reads `text` as a `T`. An empty document is an empty mapping.
pub(super) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Document<T> {
    match tree_of(file, text) {
        Ok(tree) => fit(file, text, tree, None),
        Err(problem) => Document {
            value: None,
            problems: vec![problem],
        },
    }
}

/// Reads `text` as what differs from `base`, key by key at every depth.
pub(super) fn read_over<T: DeserializeOwned + Serialize>(
    file: &str,
    text: &str,
    base: &T,
) -> Document<T> {
    let base = serde_yaml::to_value(base).unwrap_or_default();
    match tree_of(file, text) {
        Ok(own) => {
            let mut tree = base.clone();
            lay_over(&mut tree, own);
            fit(file, text, tree, Some(&base))
        }
        Err(problem) => Document {
            value: None,
            problems: vec![problem],
        },
    }
}

fn lay_over(tree: &mut Value, own: Value) {
    match (tree, own) {
        (Value::Mapping(tree), Value::Mapping(own)) => {
            for (key, value) in own {
                match tree.get_mut(&key) {
                    Some(below) => lay_over(below, value),
                    None => drop(tree.insert(key, value)),
                }
            }
        }
        (tree, own) => *tree = own,
    }
}

fn tree_of(file: &str, text: &str) -> Result<Value, Diagnostic> {
    limits::check(file, text)?;
    match serde_yaml::from_str::<Value>(text) {
        Ok(Value::Null) => Ok(Value::Mapping(serde_yaml::Mapping::new())),
        Ok(tree) => Ok(tree),
        Err(error) => Err(syntax_problem(file, &error)),
    }
}

/// Fits a tree to a type, each time without the value that did not fit or with the one of
/// `base` in its place.
fn fit<T: DeserializeOwned>(
    file: &str,
    text: &str,
    mut tree: Value,
    base: Option<&Value>,
) -> Document<T> {
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut removed: Vec<String> = Vec::new();
    while problems.len() < MOST_PROBLEMS {
        let error = match serde_path_to_error::deserialize::<_, T>(&tree) {
            Ok(value) => {
                problems.sort_by_key(|problem| problem.place.line);
                return Document {
                    value: Some(value),
                    problems,
                };
            }
            Err(error) => error,
        };
        let mut path = segments(error.path());
        let message = error.inner().to_string();
        if let Some(field) = quoted(&message, "unknown field `")
            && path.last().map(String::as_str) != Some(field)
        {
            path.push(field.to_owned());
        }
        if let Some(field) = quoted(&message, "missing field `") {
            // What was taken out because it did not fit has been reported already; what
            // it belonged to cannot be made without it and goes too.
            if removed.contains(&joined(&path, field)) {
                if !remove(&mut tree, &path) {
                    break;
                }
                continue;
            }
        }
        problems.push(misfit(file, text, &path, &message));
        removed.push(path.join("."));
        if !remove(&mut tree, &path) {
            break;
        }
        if let Some(base) = base {
            put_back(&mut tree, base, &path);
        }
    }
    problems.sort_by_key(|problem| problem.place.line);
    Document {
        value: None,
        problems,
    }
}

fn syntax_problem(file: &str, error: &serde_yaml::Error) -> Diagnostic {
    let mut place = Place::file(file);
    if let Some(location) = error.location() {
        place = place.at_line(location.line() as u32);
    }
    Diagnostic::error("yaml-syntax", place, format!("this is no YAML: {error}"))
        .hint("check indentation, colons and quotes near that line")
}

fn misfit(file: &str, text: &str, path: &[String], message: &str) -> Diagnostic {
    let place = || {
        let place = Place::file(file).in_column(path.join("."));
        match line_of(text, path) {
            Some(line) => place.at_line(line),
            None => place,
        }
    };
    if let Some(field) = quoted(message, "unknown field `") {
        let expected = message.split_once("expected ").map_or("", |(_, rest)| rest);
        return Diagnostic::error(
            "unknown-key",
            place(),
            format!("the key `{field}` is unknown"),
        )
        .hint(format!(
            "remove it or correct it; known here: {}",
            expected.replace("one of ", "")
        ));
    }
    if let Some(field) = quoted(message, "missing field `") {
        return Diagnostic::error(
            "missing-key",
            place(),
            format!("the key `{field}` is missing"),
        )
        .hint(format!("add `{field}: …`"));
    }
    Diagnostic::error(
        "wrong-value",
        place(),
        format!("the value does not fit: {message}"),
    )
}

fn quoted<'a>(message: &'a str, before: &str) -> Option<&'a str> {
    let rest = message.split_once(before)?.1;
    Some(rest.split_once('`')?.0)
}

fn joined(path: &[String], field: &str) -> String {
    if path.is_empty() {
        field.to_owned()
    } else {
        format!("{}.{field}", path.join("."))
    }
}

fn segments(path: &serde_path_to_error::Path) -> Vec<String> {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(key.clone()),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// Takes the value at `path` out of the tree; whether there was one.
fn remove(tree: &mut Value, path: &[String]) -> bool {
    let Some((last, parents)) = path.split_last() else {
        return false;
    };
    let mut node = tree;
    for key in parents {
        let Some(next) = child(node, key) else {
            return false;
        };
        node = next;
    }
    match node {
        Value::Mapping(mapping) => mapping.remove(last.as_str()).is_some(),
        Value::Sequence(items) => match last.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// Puts what `base` has at `path` into the tree.
fn put_back(tree: &mut Value, base: &Value, path: &[String]) {
    let Some((last, parents)) = path.split_last() else {
        return;
    };
    let (mut node, mut below) = (tree, base);
    for key in parents {
        let (Some(next), Some(value)) = (child(node, key), below.get(key.as_str())) else {
            return;
        };
        (node, below) = (next, value);
    }
    if let (Value::Mapping(mapping), Some(value)) = (node, below.get(last.as_str())) {
        mapping.insert(last.as_str().into(), value.clone());
    }
}

fn child<'a>(node: &'a mut Value, key: &str) -> Option<&'a mut Value> {
    match node {
        Value::Mapping(mapping) => mapping.get_mut(key),
        Value::Sequence(items) => items.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The line (from 1) on which the last findable key of `path` stands.
pub(super) fn line_of(text: &str, path: &[String]) -> Option<u32> {
    let lines: Vec<&str> = text.lines().collect();
    let (mut from, mut depth, mut found) = (0, 0, None);
    for key in path {
        let step = match key.parse::<usize>() {
            Ok(index) => nth_item(&lines, from, depth, index),
            Err(_) => key_line(&lines, from, depth, key),
        };
        let Some((line, column)) = step else {
            break;
        };
        found = Some(line as u32 + 1);
        // The key's own line may hold its first child (`- kpi: nps`).
        (from, depth) = if key.parse::<usize>().is_ok() {
            (line, column)
        } else {
            (line + 1, column + 1)
        };
    }
    found
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The key within the block that begins at `from` and is indented by at least `depth`.
fn key_line(lines: &[&str], from: usize, depth: usize, key: &str) -> Option<(usize, usize)> {
    let mut block = None;
    for (number, line) in lines.iter().enumerate().skip(from) {
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        // `- key: value` counts as indented to the key.
        let dash = if content.starts_with("- ") && number == from {
            2
        } else {
            0
        };
        let column = indent(line) + dash;
        if column < depth {
            return None;
        }
        let block = *block.get_or_insert(column);
        if column < block {
            return None;
        }
        let bare = content[dash..].trim_start_matches(['"', '\'', '{', ' ']);
        if column == block && bare.starts_with(key) {
            let after = bare[key.len()..].trim_start_matches(['"', '\'']);
            if after.starts_with(':') {
                return Some((number, column));
            }
        }
    }
    None
}

/// The `index`th `- ` item of the sequence that begins at or after `from`.
fn nth_item(lines: &[&str], from: usize, depth: usize, index: usize) -> Option<(usize, usize)> {
    let mut column = None;
    let mut seen = 0;
    for (number, line) in lines.iter().enumerate().skip(from) {
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        // A sequence may stand at its parent key's own indentation.
        if indent(line) + 1 < depth {
            return None;
        }
        if content.starts_with("- ") && *column.get_or_insert(indent(line)) == indent(line) {
            if seen == index {
                return Some((number, indent(line)));
            }
            seen += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Card {
        #[serde(rename = "weight")]
        _weight: f64,
        #[serde(default, rename = "items")]
        _items: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Item {
        #[serde(rename = "kpi")]
        _kpi: String,
        #[serde(default, rename = "share")]
        _share: u32,
    }

    fn problems(text: &str) -> Vec<(&'static str, Option<u32>)> {
        read::<BTreeMap<String, Card>>("cards.yaml", text)
            .problems
            .iter()
            .map(|problem| (problem.code, problem.place.line))
            .collect()
    }

    #[test]
    fn a_good_document_has_no_problems() {
        assert_eq!(
            problems("a:\n  weight: 1\n  items:\n    - {kpi: nps}\n"),
            []
        );
        assert_eq!(problems("# nothing yet\n"), []);
    }

    #[test]
    fn every_problem_is_reported_with_its_line() {
        let text = "a:\n  weight: heavy\n  colour: red\n  items:\n    - kpi: nps\n      share: -1\n    - kpi: csat\n      shade: 2\nb:\n  items: []\n";
        assert_eq!(
            problems(text),
            [
                ("wrong-value", Some(2)),
                ("unknown-key", Some(3)),
                ("wrong-value", Some(6)),
                ("unknown-key", Some(8)),
                ("missing-key", Some(9)),
            ]
        );
    }

    #[test]
    fn broken_yaml_and_doubled_keys_name_their_line() {
        assert_eq!(
            problems("a: [1, 2\nb: 3\n").first().map(|p| p.0),
            Some("yaml-syntax")
        );
        let doubled = read::<BTreeMap<String, Value>>("x.yaml", "a: 1\na: 2\n").problems;
        assert!(doubled[0].message.contains("duplicate"), "{}", doubled[0]);
    }
}
