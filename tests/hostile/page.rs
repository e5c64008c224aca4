//! A page as a browser's tokenizer reads it.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// Attributes whose values people read or search.
const TEXTS: [&str; 5] = ["aria-label", "alt", "title", "data-also", "lang"];

/// What a page consists of.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// How often each element with just these attributes comes; of drawings only which.
    pub(crate) elements: BTreeMap<String, usize>,
    /// Values of attributes that are no texts, with their element and name.
    pub(crate) values: Vec<(String, String, String)>,
    /// Scripts and style sheets.
    pub(crate) code: Vec<String>,
    /// Data within the page.
    pub(crate) data: Vec<String>,
    /// What people read, the values of some attributes included.
    pub(crate) text: String,
    /// Comments and errors of the tokenizer.
    pub(crate) odd: Vec<String>,
}

impl Page {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let text = std::str::from_utf8(bytes).unwrap();
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut page = Self::default();
        let (mut open, mut drawing) = (String::new(), 0);
        for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
            match token {
                Token::StartTag(tag) => {
                    let name = string(&tag.name);
                    drawing += usize::from(name == "svg");
                    let attributes = tag.attributes.iter();
                    let attributes = attributes
                        .map(|(name, value)| (string(name), string(&value.value)))
                        .collect();
                    page.take(&name, attributes, drawing > 0);
                    let is_data = name == "script" && tag.attributes.len() == 2;
                    open = if is_data {
                        "script data".to_owned()
                    } else {
                        name
                    };
                }
                Token::EndTag(tag) => {
                    let name = string(&tag.name);
                    drawing -= usize::from(name == "svg");
                    page.text.push(' ');
                    open.clear();
                }
                Token::String(text) => {
                    let text = string(&text.value);
                    match open.as_str() {
                        "script" | "style" => page.code.push(text),
                        "script data" => page.data.push(text),
                        _ => page.text.push_str(&text),
                    }
                }
                Token::Comment(text) => page.odd.push(string(&text.value)),
                Token::Error(error) => page.odd.push(format!("{:?}", error.value)),
                Token::Doctype(_) => {}
            }
        }
        page
    }

    fn take(&mut self, name: &str, attributes: BTreeMap<String, String>, drawing: bool) {
        let names: Vec<&str> = attributes.keys().map(String::as_str).collect();
        let element = format!("{name} {}", names.join(" "));
        let count = self.elements.entry(element).or_default();
        *count = if drawing { 1 } else { *count + 1 };
        self.text.push(' ');
        for (attribute, value) in attributes {
            if TEXTS.contains(&attribute.as_str()) {
                self.text.push_str(&format!(" {value} "));
            } else {
                self.values.push((name.to_owned(), attribute, value));
            }
        }
    }
}

fn string(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
