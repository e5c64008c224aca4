//! The published schema of `packet.json`, derived from the packet model: types, what is
//! always there, and the comments of every field as descriptions.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{Schema, json_schema};
use serde_json::{Value, json};

use super::FORMAT;
use super::packet::Packet;

/// The JSON Schema (draft 2020-12) of the packets of people, teams and the organisation.
///
/// It describes what this program writes: everything that is not optional is required, and
/// what is absent is `null` or, in a few places, left out.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Packet>();
    DescribeTags.transform(&mut schema);
    let about = "A review packet of one engineer, one team or the organisation, as Scorepack \
                 writes it beside the page and the document.";
    schema.insert("title".to_owned(), json!("Scorepack packet"));
    schema.insert("description".to_owned(), json!(about));
    if let Some(format) = schema.pointer_mut("/properties/format") {
        *format = Value::from(json_schema!({
            "description": "Version of this model, for readers of `packet.json`.",
            "const": FORMAT,
        }));
    }
    Value::from(schema)
}

/// Describes the property that tells the variants of an enumeration apart, which has no
/// comment of its own.
struct DescribeTags;

impl Transform for DescribeTags {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Value::Object(properties)) = schema.get_mut("properties")
            && let Some(Value::Object(tag)) = properties.get_mut("figure")
        {
            tag.insert("description".to_owned(), json!("Which figure it is."));
        }
        transform_subschemas(self, schema);
    }
}
