//! The file: objects written as PDF 1.7 with object streams and a cross-reference stream.
//!
//! lopdf could write it too, but compresses slowly and copies every object; a structure
//! tree has hundreds of them.

mod object;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::Range;

use lopdf::{Dictionary, Document, Object, ObjectId};

use self::object::{put, write_name};
use super::fonts::compress;
use super::profile;
use super::protect::Seal;
use crate::diagnostic::Diagnostic;

pub(super) use self::object::{write_escaped, write_integer, write_object};

/// Objects in one object stream: enough to compress well, few enough to read one quickly.
const PACK: usize = 1000;

/// Where an object is found.
#[derive(Clone, Copy, Debug)]
enum Entry {
    Free,
    /// At this offset.
    Plain(usize),
    /// The nth of an object stream.
    Packed {
        stream: u32,
        index: usize,
    },
}

/// What every document of a batch begins with: the header and shared fonts, written once.
#[derive(Debug)]
pub(super) struct Prefix {
    file: File,
    fonts: Vec<(Vec<u8>, u32)>,
    /// The colour profile.
    profile: u32,
    pictures: Vec<(&'static str, u32)>,
}

/// A file being written.
#[derive(Clone, Debug)]
struct File {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

/// Objects that are no streams, written one after the other.
#[derive(Debug, Default)]
pub(super) struct Objects {
    bytes: Vec<u8>,
    /// Number and extent of each.
    written: Vec<(u32, Range<usize>)>,
}

impl Objects {
    /// Room for those of most documents.
    pub(super) fn with_room() -> Self {
        Self {
            bytes: Vec::with_capacity(1 << 16),
            written: Vec::with_capacity(1 << 10),
        }
    }

    /// Adds an object that `write` writes.
    pub(super) fn add(&mut self, (id, _): ObjectId, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.bytes.len();
        write(&mut self.bytes);
        self.written.push((id, start..self.bytes.len()));
        self.bytes.push(b' ');
    }
}

impl Default for Prefix {
    fn default() -> Self {
        Self {
            file: File {
                bytes: b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec(),
                entries: vec![Entry::Free],
            },
            fonts: Vec::new(),
            profile: 0,
            pictures: Vec::new(),
        }
    }
}

impl Prefix {
    /// The objects that `fonts` of a document consist of, numbered from 1.
    pub(super) fn new(document: &Document, fonts: &Dictionary) -> Self {
        let mut numbers = BTreeMap::new();
        let mut found: Vec<&Object> = Vec::new();
        let mut prefix = Self::default();
        for (name, font) in fonts {
            collect(document, font, &mut numbers, &mut found);
            if let Some(number) = font.as_reference().ok().and_then(|id| numbers.get(&id)) {
                prefix.fonts.push((name.clone(), *number));
            }
        }
        let file = &mut prefix.file;
        file.entries.resize(found.len() + 1, Entry::Free);
        let mut objects = Objects::default();
        for (index, object) in found.into_iter().enumerate() {
            let number = index as u32 + 1;
            let mut object = object.clone();
            renumber(&mut object, &numbers);
            match object {
                Object::Stream(stream) => file.stream(number, &stream.dict, &stream.content),
                object => objects.add((number, 0), |bytes| write_object(bytes, &object)),
            }
        }
        file.pack(&objects);
        let mut description = Dictionary::new();
        description.set("N", 3);
        description.set("Filter", "FlateDecode");
        prefix.profile = file.new_id();
        file.stream(prefix.profile, &description, &compress(&profile::srgb()));
        prefix
    }

    /// Adds a stream that documents share and returns its number.
    pub(super) fn add_stream(&mut self, dictionary: &Dictionary, content: &[u8]) -> u32 {
        let number = self.file.new_id();
        self.file.stream(number, dictionary, content);
        number
    }

    /// Has every page know a stream by this name.
    pub(super) fn name_picture(&mut self, name: &'static str, number: u32) {
        self.pictures.push((name, number));
    }

    /// The shared pictures, for a dictionary of resources; absent where there are none.
    pub(super) fn pictures(&self) -> Option<Dictionary> {
        let mut pictures = Dictionary::new();
        for &(name, id) in &self.pictures {
            pictures.set(name, Object::Reference((id, 0)));
        }
        (!self.pictures.is_empty()).then_some(pictures)
    }

    /// The bytes that every document begins with.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.file.bytes
    }

    /// The number that a document's own objects begin with.
    pub(super) fn next_id(&self) -> u32 {
        self.file.entries.len() as u32
    }

    /// What the colours of a document mean, for its catalog.
    pub(super) fn output_intent(&self) -> Object {
        let mut intent = Dictionary::new();
        intent.set("Type", "OutputIntent");
        intent.set("S", "GTS_PDFA1");
        intent.set("OutputConditionIdentifier", Object::string_literal("sRGB"));
        intent.set("Info", Object::string_literal(profile::NAME));
        intent.set("DestOutputProfile", Object::Reference((self.profile, 0)));
        intent.into()
    }

    /// The shared fonts, for a dictionary of resources.
    pub(super) fn fonts(&self) -> impl Iterator<Item = (Vec<u8>, Object)> {
        let reference = |&(ref name, id): &(Vec<u8>, u32)| (name.clone(), (id, 0).into());
        self.fonts.iter().map(reference)
    }
}

/// Numbers everything that `object` refers to, directly or not.
fn collect<'d>(
    document: &'d Document,
    object: &'d Object,
    numbers: &mut BTreeMap<ObjectId, u32>,
    found: &mut Vec<&'d Object>,
) {
    match object {
        Object::Reference(id) if !numbers.contains_key(id) => {
            if let Some(object) = document.objects.get(id) {
                found.push(object);
                numbers.insert(*id, found.len() as u32);
                collect(document, object, numbers, found);
            }
        }
        Object::Array(items) => {
            for item in items {
                collect(document, item, numbers, found);
            }
        }
        Object::Dictionary(dictionary) => {
            for (_, value) in dictionary {
                collect(document, value, numbers, found);
            }
        }
        Object::Stream(stream) => {
            for (_, value) in &stream.dict {
                collect(document, value, numbers, found);
            }
        }
        _ => {}
    }
}

fn renumber(object: &mut Object, numbers: &BTreeMap<ObjectId, u32>) {
    let dictionary = match object {
        Object::Reference(id) => {
            id.0 = numbers.get(id).copied().unwrap_or_default();
            return;
        }
        Object::Array(items) => {
            return items.iter_mut().for_each(|item| renumber(item, numbers));
        }
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &mut stream.dict,
        _ => return,
    };
    for (_, value) in dictionary.iter_mut() {
        renumber(value, numbers);
    }
}

/// Writes `document` after its `prefix`, with `objects` beside its own and with the `Root`,
/// `Info` and `ID` of its trailer.
pub(super) fn write(prefix: &Prefix, document: &Document, mut objects: Objects) -> Vec<u8> {
    let streams: usize = document.objects.values().map(weight).sum();
    let shared = &prefix.file;
    let mut file = File {
        bytes: Vec::with_capacity(shared.bytes.len() + streams + (1 << 15)),
        entries: shared.entries.clone(),
    };
    file.bytes.extend_from_slice(&shared.bytes);
    file.entries
        .resize(document.max_id as usize + 1, Entry::Free);
    for (&id, object) in &document.objects {
        match object {
            Object::Stream(stream) => file.stream(id.0, &stream.dict, &stream.content),
            _ => objects.add(id, |bytes| write_object(bytes, object)),
        }
    }
    file.pack(&objects);
    file.finish(&document.trailer)
}

/// Writes a whole document whose streams `seal` has encrypted. What is packed into object
/// streams is encrypted with them; the cross-reference stream and the dictionary of the
/// seal stay readable, as ISO 32000-2 has it.
pub(super) fn write_sealed(document: &Document, seal: &Seal) -> Result<Vec<u8>, Diagnostic> {
    let mut file = Prefix::default().file;
    file.entries
        .resize(document.max_id as usize + 1, Entry::Free);
    let mut objects = Objects::default();
    for (&id, object) in &document.objects {
        match object {
            Object::Stream(stream) => file.stream(id.0, &stream.dict, &stream.content),
            _ => objects.add(id, |bytes| write_object(bytes, object)),
        }
    }
    file.pack_with(&objects, |content| seal.bytes(&content))?;
    let seal_id = file.new_id();
    file.plain(seal_id, &Object::Dictionary(seal.dictionary.clone()));
    let mut trailer = document.trailer.clone();
    trailer.set("Encrypt", Object::Reference((seal_id, 0)));
    Ok(file.finish(&trailer))
}

fn weight(object: &Object) -> usize {
    match object {
        Object::Stream(stream) => stream.content.len() + 100,
        _ => 0,
    }
}

impl File {
    fn new_id(&mut self) -> u32 {
        self.entries.push(Entry::Free);
        (self.entries.len() - 1) as u32
    }

    fn stream(&mut self, id: u32, dictionary: &Dictionary, content: &[u8]) {
        self.entries[id as usize] = Entry::Plain(self.bytes.len());
        put(&mut self.bytes, format_args!("{id} 0 obj\n<<"));
        for (key, value) in dictionary {
            if key != b"Length" {
                write_name(&mut self.bytes, key);
                self.bytes.push(b' ');
                write_object(&mut self.bytes, value);
            }
        }
        put(
            &mut self.bytes,
            format_args!("/Length {}>>stream\n", content.len()),
        );
        self.bytes.extend_from_slice(content);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
    }

    /// Writes an object by itself.
    fn plain(&mut self, id: u32, object: &Object) {
        self.entries[id as usize] = Entry::Plain(self.bytes.len());
        put(&mut self.bytes, format_args!("{id} 0 obj\n"));
        write_object(&mut self.bytes, object);
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    /// Writes objects into object streams.
    fn pack(&mut self, objects: &Objects) {
        let packed: Result<(), Infallible> = self.pack_with(objects, Ok);
        match packed {
            Ok(()) => {}
            Err(never) => match never {},
        }
    }

    /// Writes objects into object streams, whose content goes through `seal`.
    fn pack_with<E>(
        &mut self,
        objects: &Objects,
        seal: impl Fn(Vec<u8>) -> Result<Vec<u8>, E>,
    ) -> Result<(), E> {
        for group in objects.written.chunks(PACK) {
            let stream = self.new_id();
            let extent = group[0].1.start..group[group.len() - 1].1.end;
            let mut content = Vec::with_capacity(group.len() * 10 + extent.len());
            for (index, (id, place)) in group.iter().enumerate() {
                write_integer(&mut content, i64::from(*id));
                content.push(b' ');
                write_integer(&mut content, (place.start - extent.start) as i64);
                content.push(b' ');
                self.entries[*id as usize] = Entry::Packed { stream, index };
            }
            let mut dictionary = Dictionary::new();
            dictionary.set("Type", "ObjStm");
            dictionary.set("N", group.len() as i64);
            dictionary.set("First", content.len() as i64);
            dictionary.set("Filter", "FlateDecode");
            content.extend_from_slice(&objects.bytes[extent]);
            self.stream(stream, &dictionary, &seal(compress(&content))?);
        }
        Ok(())
    }

    fn finish(mut self, trailer: &Dictionary) -> Vec<u8> {
        let id = self.new_id();
        let start = self.bytes.len();
        self.entries[id as usize] = Entry::Plain(start);
        // Offsets in as few bytes as they need.
        let wide = if start >> 24 == 0 { 3 } else { 4 };
        let mut table = Vec::with_capacity(self.entries.len() * (3 + wide));
        for entry in &self.entries {
            let (kind, first, second) = match *entry {
                Entry::Free => (0, 0, 0),
                Entry::Plain(offset) => (1, offset as u32, 0),
                Entry::Packed { stream, index } => (2, stream, index as u16),
            };
            table.push(kind);
            table.extend(&first.to_be_bytes()[4 - wide..]);
            table.extend(second.to_be_bytes());
        }
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", "XRef");
        dictionary.set("Size", self.entries.len() as i64);
        dictionary.set("W", [1, wide as i64, 2].map(Object::Integer).to_vec());
        for key in [b"Root".as_slice(), b"Info", b"ID", b"Encrypt"] {
            if let Ok(value) = trailer.get(key) {
                dictionary.set(key, value.clone());
            }
        }
        dictionary.set("Filter", "FlateDecode");
        self.stream(id, &dictionary, &compress(&table));
        put(&mut self.bytes, format_args!("startxref\n{start}\n%%EOF\n"));
        self.bytes
    }
}
