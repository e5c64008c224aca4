//! Objects, as PDF writes them.

use std::io::Write;

use lopdf::Object;

pub(super) fn put(bytes: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to a vector cannot fail.
    let _ = bytes.write_fmt(text);
}

pub(in crate::render::pdf) fn write_object(bytes: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null | Object::Stream(_) => bytes.extend_from_slice(b"null"),
        Object::Boolean(value) => put(bytes, format_args!("{value}")),
        Object::Integer(value) => write_integer(bytes, *value),
        Object::Real(value) => put(bytes, format_args!("{}", (value * 100.0).round() / 100.0)),
        Object::Name(name) => write_name(bytes, name),
        Object::String(text, _) => write_string(bytes, text),
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

/// Writes a whole number.
pub(in crate::render::pdf) fn write_integer(bytes: &mut Vec<u8>, value: i64) {
    bytes.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

fn write_hexadecimal(bytes: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| DIGITS[usize::from(value)];
    bytes.extend([digit(byte >> 4), digit(byte & 0x0F)]);
}

pub(super) fn write_name(bytes: &mut Vec<u8>, name: &[u8]) {
    bytes.push(b'/');
    for &byte in name {
        if byte.is_ascii_alphanumeric() || b"+-_.".contains(&byte) {
            bytes.push(byte);
        } else {
            bytes.push(b'#');
            write_hexadecimal(bytes, byte);
        }
    }
}

/// Writes a string byte by byte, however it was to be written: digits are twice as long.
fn write_string(bytes: &mut Vec<u8>, text: &[u8]) {
    bytes.push(b'(');
    for &byte in text {
        write_escaped(bytes, byte);
    }
    bytes.push(b')');
}

/// Writes a byte within the brackets of a string.
pub(in crate::render::pdf) fn write_escaped(bytes: &mut Vec<u8>, byte: u8) {
    match byte {
        b'(' | b')' | b'\\' => bytes.extend([b'\\', byte]),
        // A viewer would read it as a line feed.
        b'\r' => bytes.extend_from_slice(b"\\r"),
        _ => bytes.push(byte),
    }
}

#[cfg(test)]
mod tests {
    use lopdf::StringFormat;

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
        let text = Object::String(b"\x0A\x0D".to_vec(), StringFormat::Hexadecimal);
        assert_eq!(written(&text), "(\n\\r)");
        assert_eq!(written(&Object::Real(12.3456)), "12.35");
        assert_eq!(written(&Object::Integer(-1070)), "-1070");
        assert_eq!(written(&Object::Integer(0)), "0");
        let items = vec![Object::Null, true.into(), (7, 0).into()];
        assert_eq!(written(&Object::Array(items)), "[null true 7 0 R]");
    }
}
