//! The file: objects written as PDF 1.7 with object streams and a cross-reference stream.
//!
//! lopdf could write it too, but compresses slowly and copies every object; a structure
//! tree has hundreds of them.

use std::io::Write;

use lopdf::{Dictionary, Document, Object, StringFormat};

use super::fonts::compress;

/// Objects in one object stream: enough to compress well, few enough to read one quickly.
const PACK: usize = 200;

/// Where an object is found.
#[derive(Clone, Copy)]
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

/// A file being written.
struct File {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

/// Writes `document` with the `Root`, `Info` and `ID` of its trailer.
pub(super) fn write(document: &Document) -> Vec<u8> {
    let streams: usize = document.objects.values().map(weight).sum();
    let mut file = File {
        bytes: Vec::with_capacity(streams + (1 << 15)),
        entries: vec![Entry::Free; document.max_id as usize + 1],
    };
    file.bytes
        .extend_from_slice(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
    let mut packed = Vec::new();
    for (&(id, _), object) in &document.objects {
        match object {
            Object::Stream(stream) => file.stream(id, &stream.dict, &stream.content),
            _ => packed.push((id, object)),
        }
    }
    for objects in packed.chunks(PACK) {
        file.pack(objects);
    }
    file.finish(&document.trailer)
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

    fn pack(&mut self, objects: &[(u32, &Object)]) {
        let stream = self.new_id();
        let mut index = Vec::with_capacity(objects.len() * 10);
        let mut body = Vec::with_capacity(objects.len() * 80);
        for (nth, (id, object)) in objects.iter().enumerate() {
            for number in [i64::from(*id), body.len() as i64] {
                write_integer(&mut index, number);
                index.push(b' ');
            }
            write_object(&mut body, object);
            body.push(b' ');
            self.entries[*id as usize] = Entry::Packed { stream, index: nth };
        }
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", "ObjStm");
        dictionary.set("N", objects.len() as i64);
        dictionary.set("First", index.len() as i64);
        dictionary.set("Filter", "FlateDecode");
        index.append(&mut body);
        self.stream(stream, &dictionary, &compress(&index));
    }

    fn finish(mut self, trailer: &Dictionary) -> Vec<u8> {
        let id = self.new_id();
        let start = self.bytes.len();
        self.entries[id as usize] = Entry::Plain(start);
        let mut table = Vec::with_capacity(self.entries.len() * 7);
        for entry in &self.entries {
            let (kind, first, second) = match *entry {
                Entry::Free => (0, 0, 0),
                Entry::Plain(offset) => (1, offset as u32, 0),
                Entry::Packed { stream, index } => (2, stream, index as u16),
            };
            table.push(kind);
            table.extend(first.to_be_bytes());
            table.extend(second.to_be_bytes());
        }
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", "XRef");
        dictionary.set("Size", self.entries.len() as i64);
        dictionary.set("W", [1, 4, 2].map(Object::Integer).to_vec());
        for key in [b"Root".as_slice(), b"Info", b"ID"] {
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

fn put(bytes: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to a vector cannot fail.
    let _ = bytes.write_fmt(text);
}

fn write_object(bytes: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null | Object::Stream(_) => bytes.extend_from_slice(b"null"),
        Object::Boolean(value) => put(bytes, format_args!("{value}")),
        Object::Integer(value) => write_integer(bytes, *value),
        Object::Real(value) => put(bytes, format_args!("{}", (value * 100.0).round() / 100.0)),
        Object::Name(name) => write_name(bytes, name),
        Object::String(text, format) => write_string(bytes, text, format),
        Object::Reference((id, generation)) => {
            write_integer(bytes, i64::from(*id));
            bytes.push(b' ');
            write_integer(bytes, i64::from(*generation));
            bytes.extend_from_slice(b" R");
        }
        Object::Array(items) => {
            bytes.push(b'[');
            for (nth, item) in items.iter().enumerate() {
                if nth > 0 {
                    bytes.push(b' ');
                }
                write_object(bytes, item);
            }
            bytes.push(b']');
        }
        Object::Dictionary(dictionary) => {
            bytes.extend_from_slice(b"<<");
            for (key, value) in dictionary {
                write_name(bytes, key);
                bytes.push(b' ');
                write_object(bytes, value);
            }
            bytes.extend_from_slice(b">>");
        }
    }
}

/// Writes a number digit by digit: a file has thousands of them.
fn write_integer(bytes: &mut Vec<u8>, value: i64) {
    if value < 0 {
        bytes.push(b'-');
    }
    let start = bytes.len();
    let mut rest = value.unsigned_abs();
    loop {
        bytes.push(b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    bytes[start..].reverse();
}

fn write_name(bytes: &mut Vec<u8>, name: &[u8]) {
    bytes.push(b'/');
    for &byte in name {
        if byte.is_ascii_alphanumeric() || b"+-_.".contains(&byte) {
            bytes.push(byte);
        } else {
            put(bytes, format_args!("#{byte:02X}"));
        }
    }
}

fn write_string(bytes: &mut Vec<u8>, text: &[u8], format: &StringFormat) {
    if *format == StringFormat::Hexadecimal {
        bytes.push(b'<');
        for byte in text {
            put(bytes, format_args!("{byte:02X}"));
        }
        bytes.push(b'>');
        return;
    }
    bytes.push(b'(');
    for &byte in text {
        match byte {
            b'(' | b')' | b'\\' => bytes.extend([b'\\', byte]),
            // A viewer would read it as a line feed.
            b'\r' => bytes.extend_from_slice(b"\\r"),
            _ => bytes.push(byte),
        }
    }
    bytes.push(b')');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(object: &Object) -> String {
        let mut bytes = Vec::new();
        write_object(&mut bytes, object);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn objects_are_written_by_the_rules_of_pdf() {
        assert_eq!(written(&Object::Name(b"A B#".to_vec())), "/A#20B#23");
        assert_eq!(written(&Object::string_literal("a(b)\\")), "(a\\(b\\)\\\\)");
        assert_eq!(written(&Object::Real(12.3456)), "12.35");
        assert_eq!(written(&Object::Integer(-1070)), "-1070");
        assert_eq!(written(&Object::Integer(0)), "0");
        let items = vec![Object::Null, true.into(), (7, 0).into()];
        assert_eq!(written(&Object::Array(items)), "[null true 7 0 R]");
    }
}
