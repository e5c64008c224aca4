//! Links: parts of pages that lead to an address elsewhere.

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::file::{Objects, write_object};
use super::surface::Target;

/// Writes the links, by number, and has their pages know them.
pub(super) fn add(
    document: &mut Document,
    objects: &mut Objects,
    targets: &[Target],
    pages: &[ObjectId],
) -> Vec<ObjectId> {
    let ids: Vec<ObjectId> = targets.iter().map(|_| document.new_object_id()).collect();
    for (number, page) in pages.iter().enumerate() {
        let mine = targets.iter().zip(&ids);
        let mine: Vec<Object> = mine
            .filter(|(target, _)| target.page == number)
            .map(|(_, id)| Object::Reference(*id))
            .collect();
        if let Ok(page) = document.get_dictionary_mut(*page) {
            page.remove(b"Annots");
            if !mine.is_empty() {
                page.set("Annots", mine);
            }
        }
    }
    for (index, (target, id)) in targets.iter().zip(&ids).enumerate() {
        let mut action = Dictionary::new();
        action.set("S", "URI");
        action.set("URI", Object::string_literal(in_ascii(&target.address)));
        let mut link = Dictionary::new();
        link.set("Type", "Annot");
        link.set("Subtype", "Link");
        link.set("Rect", target.bounds.map(Object::Real).to_vec());
        link.set("Border", [0, 0, 0].map(Object::Integer).to_vec());
        // Printed with the page.
        link.set("F", 4);
        link.set("P", pages[target.page]);
        link.set("Contents", lopdf::text_string(&target.address));
        link.set("StructParent", (pages.len() + index) as i64);
        link.set("A", action);
        objects.add(*id, |bytes| write_object(bytes, &link.into()));
    }
    ids
}

/// An address as PDF writes it: in ASCII, other bytes as `%E4`.
fn in_ascii(address: &str) -> String {
    let mut written = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'!'..=b'~' => written.push(char::from(byte)),
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_in_ascii() {
        let written = in_ascii("https://example.org/评 a?b=1#c");
        assert_eq!(written, "https://example.org/%E8%AF%84%20a?b=1#c");
    }
}
