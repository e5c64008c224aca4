//! The published schema of `packet.json` is what the code makes, and says what everything is.
//!
//! `SCOREPACK_BLESS=1 cargo test schema::` overwrites it. That every packet of the sample
//! company fits is checked by `tests/schema/check.py`, with a validator that is not ours.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use scorepack::compose::FORMAT;
use scorepack::compose::schema::schema;
use serde_json::Value;

/// Every schema within `value` that has properties, with its path.
fn objects<'a>(value: &'a Value, path: &str, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(map) => {
            if map.contains_key("properties") {
                found.push((path.to_owned(), value));
            }
            for (key, inner) in map {
                objects(inner, &format!("{path}/{key}"), found);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                objects(inner, &format!("{path}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_published_schema_is_what_the_code_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/packet.schema.json");
    let made = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
    if std::env::var_os("SCOREPACK_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == made,
        "docs/packet.schema.json is not what the code makes; see the head of this file"
    );
}

#[test]
fn every_property_says_what_it_is() {
    let schema = schema();
    let mut found = Vec::new();
    objects(&schema, "", &mut found);
    let mut count = 0;
    for (path, object) in found {
        for (name, property) in object["properties"].as_object().unwrap() {
            let text = property["description"].as_str().unwrap_or_default();
            assert!(text.len() > 3, "{path}/{name} has no description");
            count += 1;
        }
    }
    assert!(count > 150, "{count} properties");
}

#[test]
fn the_schema_knows_the_version_and_what_is_always_there() {
    let schema = schema();
    assert_eq!(schema["properties"]["format"]["const"], FORMAT);
    let required: BTreeSet<&str> = schema["required"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    for always in ["format", "kind", "id", "period", "head", "glance", "charts"] {
        assert!(required.contains(always), "{always}");
    }
    for sometimes in ["alerts", "funnels", "fairness", "history"] {
        assert!(!required.contains(sometimes), "{sometimes}");
    }
}
