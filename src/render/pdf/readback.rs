//! What a finished document says, read back from its bytes: whose it is and its text.
//!
//! Whoever hands documents out asks this, so that it is the bytes that are checked and not
//! what they were made from. It reads documents of this program: pages whose fonts have
//! ToUnicode maps, text shown by `Tj`. Whatever it does not understand is an error, so that
//! a document is never taken for harmless because it could not be read.
//!
//! Limits: text of pages only, not of alternative texts and bookmarks, which say the same
//! as the page; no encrypted documents.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use lopdf::{Dictionary, Document, Object};

use crate::diagnostic::{Diagnostic, Place};

/// Characters by the code of their glyph.
type Characters = HashMap<u16, String>;

/// Reads documents; what the documents of a batch share is read once.
#[derive(Debug, Default)]
pub struct Reader {
    /// Shared fonts' maps by their stream as it stands in the file.
    shared: Mutex<HashMap<Vec<u8>, Arc<Characters>>>,
}

/// What a document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readback {
    /// Whose it is, as its metadata say: `person/E001`.
    pub identifier: Option<String>,
    /// The texts of its pages in the order in which they were written: a line of a
    /// paragraph, a cell of a table.
    pub texts: Vec<String>,
}

impl Reader {
    /// Reads a document.
    ///
    /// # Errors
    /// `unreadable-document`, at no place: no PDF, encrypted, or not as this program writes
    /// it.
    pub fn read(&self, bytes: &[u8]) -> Result<Readback, Diagnostic> {
        let document = Document::load_mem(bytes).map_err(|error| unreadable(&error.to_string()))?;
        // Without the password it is loaded all the same, and has no pages.
        if document.is_encrypted() {
            return Err(unreadable("it is encrypted"));
        }
        let mut texts = Vec::new();
        let mut fonts: HashMap<(u32, u16), Arc<Characters>> = HashMap::new();
        for page in document.page_iter() {
            let named = document
                .get_page_fonts(page)
                .map_err(|error| unreadable(&error.to_string()))?;
            let mut maps: BTreeMap<Vec<u8>, Arc<Characters>> = BTreeMap::new();
            for (name, font) in named {
                let map = self.characters(&document, &name, font, &mut fonts)?;
                maps.insert(name, map);
            }
            let content = document.get_page_content(page);
            Page::new(&content, &maps).read(&mut texts)?;
        }
        let identifier = identifier(&document);
        Ok(Readback { identifier, texts })
    }

    fn characters(
        &self,
        document: &Document,
        name: &[u8],
        font: &Dictionary,
        known: &mut HashMap<(u32, u16), Arc<Characters>>,
    ) -> Result<Arc<Characters>, Diagnostic> {
        let no_map = || unreadable("a font does not say which characters it shows");
        let id = font
            .get(b"ToUnicode")
            .and_then(Object::as_reference)
            .map_err(|_| no_map())?;
        if let Some(map) = known.get(&id) {
            return Ok(Arc::clone(map));
        }
        let stream = document
            .get_object(id)
            .and_then(Object::as_stream)
            .map_err(|_| no_map())?;
        let shared = name.first() == Some(&b'C');
        let found = shared.then(|| self.lock().get(&stream.content).cloned());
        let map = if let Some(map) = found.flatten() {
            map
        } else {
            let plain = stream
                .get_plain_content()
                .map_err(|error| unreadable(&error.to_string()))?;
            let map = Arc::new(read_map(&plain));
            if shared {
                self.lock().insert(stream.content.clone(), Arc::clone(&map));
            }
            map
        };
        known.insert(id, Arc::clone(&map));
        Ok(map)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Vec<u8>, Arc<Characters>>> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unreadable(what: &str) -> Diagnostic {
    let message = format!("the document's text cannot be read back: {what}");
    Diagnostic::error("unreadable-document", Place::default(), message)
        .hint("run the period again; only documents that can be checked are sent")
}

/// The identifier in the XMP metadata.
fn identifier(document: &Document) -> Option<String> {
    let metadata = document.catalog().ok()?.get(b"Metadata").ok()?;
    let stream = document
        .get_object(metadata.as_reference().ok()?)
        .and_then(Object::as_stream)
        .ok()?;
    let plain = stream.get_plain_content().ok()?;
    let text = std::str::from_utf8(&plain).ok()?;
    let xmp = roxmltree::Document::parse(text).ok()?;
    let mut found = xmp.descendants().filter(|node| {
        node.tag_name().name() == "identifier"
            && node.tag_name().namespace() == Some("http://purl.org/dc/elements/1.1/")
    });
    Some(found.next()?.text()?.to_owned())
}

/// A ToUnicode map: `<code> <text>` pairs and `<from> <to> <text>` ranges.
fn read_map(map: &[u8]) -> Characters {
    let text = String::from_utf8_lossy(map);
    let mut characters = Characters::new();
    let mut ranges = false;
    let mut pending: Vec<Vec<u16>> = Vec::new();
    for token in text.split_ascii_whitespace().flat_map(split_brackets) {
        match token {
            "beginbfchar" | "beginbfrange" => {
                ranges = token == "beginbfrange";
                pending.clear();
            }
            token if token.starts_with('<') => pending.push(units(token)),
            _ => continue,
        }
        if !ranges && pending.len() == 2 {
            add(&mut characters, &pending[0], 0, &pending[1]);
            pending.clear();
        } else if ranges && pending.len() == 3 {
            let (first, last) = (code(&pending[0]), code(&pending[1]));
            for step in 0..=last.saturating_sub(first) {
                add(&mut characters, &pending[0], step, &pending[2]);
            }
            pending.clear();
        }
    }
    characters
}

/// `<0001><4E2D>` as two tokens.
fn split_brackets(token: &str) -> impl Iterator<Item = &str> {
    token
        .split_inclusive('>')
        .map(|part| part.trim_matches(['[', ']']))
}

fn units(token: &str) -> Vec<u16> {
    let digits = token.trim_matches(['<', '>']);
    let quads = digits.as_bytes().chunks(4);
    quads
        .filter_map(|quad| u16::from_str_radix(std::str::from_utf8(quad).ok()?, 16).ok())
        .collect()
}

fn code(units: &[u16]) -> u16 {
    units.last().copied().unwrap_or_default()
}

fn add(characters: &mut Characters, from: &[u16], step: u16, to: &[u16]) {
    let mut to = to.to_vec();
    if let Some(last) = to.last_mut() {
        *last = last.wrapping_add(step);
    }
    let text = String::from_utf16_lossy(&to);
    characters.insert(code(from).wrapping_add(step), text);
}

/// The content of a page, byte by byte.
struct Page<'a> {
    content: &'a [u8],
    at: usize,
    fonts: &'a BTreeMap<Vec<u8>, Arc<Characters>>,
}

impl<'a> Page<'a> {
    fn new(content: &'a [u8], fonts: &'a BTreeMap<Vec<u8>, Arc<Characters>>) -> Self {
        Self {
            content,
            at: 0,
            fonts,
        }
    }

    /// Adds the page's texts: what is shown between two movements is one.
    fn read(mut self, texts: &mut Vec<String>) -> Result<(), Diagnostic> {
        let mut text = String::new();
        let mut font: Option<&Characters> = None;
        let (mut name, mut shown) = (Vec::new(), Vec::new());
        while let Some(byte) = self.next() {
            match byte {
                b'(' => shown = self.string(),
                b'/' => name = self.word().to_vec(),
                byte if byte.is_ascii_alphabetic() || matches!(byte, b'\'' | b'"') => {
                    self.at -= 1;
                    match self.word() {
                        b"Tf" => font = self.fonts.get(&name).map(AsRef::as_ref),
                        b"Tj" => text.push_str(&decode(&shown, font)?),
                        b"Td" | b"ET" => end(&mut text, texts),
                        b"TJ" | b"'" | b"\"" => {
                            return Err(unreadable("it shows text in another way"));
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        end(&mut text, texts);
        Ok(())
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.content.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn word(&mut self) -> &'a [u8] {
        let rest = self.content.get(self.at..).unwrap_or_default();
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"()<>[]/".contains(byte);
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// A string up to its closing bracket, without escapes.
    fn string(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while let Some(byte) = self.next() {
            match byte {
                b')' => break,
                b'\\' => match self.next() {
                    Some(b'r') => bytes.push(b'\r'),
                    Some(escaped) => bytes.push(escaped),
                    None => break,
                },
                byte => bytes.push(byte),
            }
        }
        bytes
    }
}

fn end(text: &mut String, texts: &mut Vec<String>) {
    if !text.is_empty() {
        texts.push(std::mem::take(text));
    }
}

fn decode(shown: &[u8], font: Option<&Characters>) -> Result<String, Diagnostic> {
    let font = font.ok_or_else(|| unreadable("it shows text in a font that it does not name"))?;
    let mut text = String::new();
    for pair in shown.chunks(2) {
        let code = pair
            .iter()
            .fold(0, |code, byte| code << 8 | u16::from(*byte));
        match font.get(&code) {
            Some(character) => text.push_str(character),
            None => return Err(unreadable("it shows a glyph that is no character")),
        }
    }
    Ok(text)
}
