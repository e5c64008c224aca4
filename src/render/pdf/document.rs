//! Assembly: pages, fonts, structure, outline and metadata become the bytes of a PDF 1.7
//! file that keeps to PDF/A-2a and PDF/UA-1. The same input gives the same bytes: no clock,
//! no random identifier.

use lopdf::{Dictionary, Document, Object, ObjectId};
use sha2::{Digest, Sha256};

use super::DocumentMeta;
use super::file::{self, Objects, Prefix, write_integer, write_object};
use super::fonts;
use super::links;
use super::metadata;
use super::outline::{self, Entry};
use super::structure::{Element, Kid, Structure};
use super::surface::Target;

/// Streams shorter than this are not worth compressing.
const SHORT: usize = 1 << 10;

/// Everything that a document consists of.
pub(super) struct Parts<'m> {
    /// Empty pages with the fonts that only this document has.
    pub(super) document: Document,
    /// The fonts of the batch.
    pub(super) prefix: &'m Prefix,
    /// What the pages show.
    pub(super) contents: Vec<Vec<u8>>,
    /// What leads to addresses.
    pub(super) targets: &'m [Target],
    pub(super) structure: Structure,
    pub(super) outline: Vec<Entry>,
    pub(super) meta: &'m DocumentMeta,
}

/// Writes the file.
pub(super) fn assemble(parts: Parts<'_>) -> Vec<u8> {
    let Parts {
        mut document,
        prefix,
        contents,
        targets,
        structure,
        outline,
        meta,
    } = parts;
    document.renumber_objects_with(prefix.next_id());
    if let Some(fonts) = fonts::fonts_of(&mut document) {
        for (name, font) in prefix.fonts() {
            fonts.set(name, font);
        }
    }
    let pages: Vec<ObjectId> = document.page_iter().collect();
    put_pictures(&mut document, &pages, prefix);
    put_contents(&mut document, &pages, contents);
    let mut objects = Objects::with_room();
    let links = links::add(&mut document, &mut objects, targets, &pages);
    let tree = add_structure(&mut document, &mut objects, &structure, &pages, &links);
    let outline = outline::add(&mut document, &outline, &pages);
    let info = document.add_object(metadata::information(meta));
    document.trailer.set("Info", info);
    let identifier = compress(&mut document, meta);
    let identifier = Object::string_literal(identifier);
    document
        .trailer
        .set("ID", vec![identifier.clone(), identifier]);
    // Left as it is, so that tools that know no PDF can read it.
    let packet = metadata::packet(meta).with_compression(false);
    let mut catalog = catalog(meta, tree, document.add_object(packet));
    catalog.set("OutputIntents", vec![prefix.output_intent()]);
    if let Some(outline) = outline {
        catalog.set("Outlines", outline);
    }
    complete_catalog(&mut document, &catalog);
    file::write(prefix, &document, objects)
}

/// Lets pages name the pictures of the batch.
fn put_pictures(document: &mut Document, pages: &[ObjectId], prefix: &Prefix) {
    let Some(pictures) = prefix.pictures() else {
        return;
    };
    for page in pages {
        let entry = |page: &Dictionary| page.get(b"Resources").ok()?.as_reference().ok();
        let id = document.get_dictionary(*page).ok().and_then(entry);
        if let Some(resources) = id.and_then(|id| document.get_dictionary_mut(id).ok()) {
            resources.set("XObject", pictures.clone());
        }
    }
}

fn put_contents(document: &mut Document, pages: &[ObjectId], contents: Vec<Vec<u8>>) {
    for (page, content) in pages.iter().zip(contents) {
        let entry = |page: &Dictionary| page.get(b"Contents").ok()?.as_reference().ok();
        let id = document.get_dictionary(*page).ok().and_then(entry);
        if let Some(id) = id {
            let stream = lopdf::Stream::new(Dictionary::new(), content);
            document.set_object(id, stream);
        }
    }
}

/// Compresses what was made for this document and returns an identifier that follows
/// from it; the fonts of the batch are compressed already.
fn compress(document: &mut Document, meta: &DocumentMeta) -> Vec<u8> {
    let mut hash = Sha256::new();
    let texts = [&meta.title, &meta.author, &meta.language, &meta.subject];
    for text in texts.into_iter().chain([&meta.identifier]) {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else {
            continue;
        };
        if stream.dict.has(b"Filter") || !stream.allows_compression {
            continue;
        }
        if stream.content.len() > SHORT {
            let packed = fonts::compress(&stream.content);
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(packed);
        }
        hash.update(&stream.content);
    }
    hash.finalize()[..16].to_vec()
}

/// Writes the elements with their parent tree and returns the root of the structure.
fn add_structure(
    document: &mut Document,
    objects: &mut Objects,
    structure: &Structure,
    pages: &[ObjectId],
    links: &[ObjectId],
) -> ObjectId {
    let root = document.new_object_id();
    let elements = &structure.elements;
    let ids: Vec<ObjectId> = elements.iter().map(|_| document.new_object_id()).collect();
    let mut owners: Vec<Vec<Option<ObjectId>>> = vec![Vec::new(); pages.len()];
    let mut leaders: Vec<Option<ObjectId>> = vec![None; links.len()];
    for (index, element) in elements.iter().enumerate() {
        for kid in &element.kids {
            match *kid {
                Kid::Content { page, mark } => {
                    let owners = &mut owners[page];
                    owners.resize(owners.len().max(mark + 1), None);
                    owners[mark] = Some(ids[index]);
                }
                Kid::Target(link) => leaders[link] = Some(ids[index]),
                Kid::Element(_) => {}
            }
        }
        let parent = element.parent.map_or(root, |parent| ids[parent]);
        objects.add(ids[index], |bytes| {
            write_element(bytes, element, parent, &ids, pages, links);
        });
    }
    for (number, page) in pages.iter().enumerate() {
        if let Ok(page) = document.get_dictionary_mut(*page) {
            page.set("StructParents", number as i64);
            page.set("Tabs", "S");
        }
    }
    let parents = document.new_object_id();
    objects.add(parents, |bytes| write_parents(bytes, &owners, &leaders));
    let mut tree = Dictionary::new();
    tree.set("Type", "StructTreeRoot");
    tree.set("K", ids[0]);
    tree.set("ParentTree", parents);
    tree.set("ParentTreeNextKey", (pages.len() + links.len()) as i64);
    document.set_object(root, tree);
    root
}

/// The elements that own the marked content of each page, and those of the links.
fn write_parents(
    bytes: &mut Vec<u8>,
    owners: &[Vec<Option<ObjectId>>],
    leaders: &[Option<ObjectId>],
) {
    bytes.extend_from_slice(b"<</Nums[");
    for (number, owners) in owners.iter().enumerate() {
        write_integer(bytes, number as i64);
        bytes.push(b'[');
        for owner in owners {
            match owner {
                Some(owner) => write_reference(bytes, *owner),
                None => bytes.extend_from_slice(b" null"),
            }
        }
        bytes.extend_from_slice(b"] ");
    }
    for (number, leader) in leaders.iter().enumerate() {
        if let Some(leader) = leader {
            write_integer(bytes, (owners.len() + number) as i64);
            write_reference(bytes, *leader);
            bytes.push(b' ');
        }
    }
    bytes.extend_from_slice(b"]>>");
}

/// A blank and a reference.
fn write_reference(bytes: &mut Vec<u8>, (id, _): ObjectId) {
    bytes.push(b' ');
    write_integer(bytes, i64::from(id));
    bytes.extend_from_slice(b" 0 R");
}

fn write_element(
    bytes: &mut Vec<u8>,
    element: &Element,
    parent: ObjectId,
    ids: &[ObjectId],
    pages: &[ObjectId],
    links: &[ObjectId],
) {
    bytes.extend_from_slice(b"<</S/");
    bytes.extend_from_slice(element.role.as_bytes());
    bytes.extend_from_slice(b"/P");
    write_reference(bytes, parent);
    let first = element.kids.iter().find_map(|kid| match kid {
        Kid::Content { page, .. } => Some(*page),
        Kid::Element(_) | Kid::Target(_) => None,
    });
    if let Some(page) = first {
        bytes.extend_from_slice(b"/Pg");
        write_reference(bytes, pages[page]);
    }
    if let [Kid::Content { mark, .. }] = *element.kids {
        bytes.extend_from_slice(b"/K ");
        write_integer(bytes, mark as i64);
    } else if !element.kids.is_empty() {
        bytes.extend_from_slice(b"/K[");
        for kid in &element.kids {
            match *kid {
                Kid::Element(id) => write_reference(bytes, ids[id]),
                Kid::Target(link) => {
                    bytes.extend_from_slice(b"<</Type/OBJR/Obj");
                    write_reference(bytes, links[link]);
                    bytes.extend_from_slice(b">>");
                }
                Kid::Content { page, mark } if Some(page) == first => {
                    bytes.push(b' ');
                    write_integer(bytes, mark as i64);
                }
                Kid::Content { page, mark } => {
                    bytes.extend_from_slice(b"<</Type/MCR/Pg");
                    write_reference(bytes, pages[page]);
                    bytes.extend_from_slice(b"/MCID ");
                    write_integer(bytes, mark as i64);
                    bytes.extend_from_slice(b">>");
                }
            }
        }
        bytes.push(b']');
    }
    if let Some(alternative) = &element.alternative {
        bytes.extend_from_slice(b"/Alt");
        write_object(bytes, &lopdf::text_string(alternative));
    }
    write_attributes(bytes, element);
    bytes.extend_from_slice(b">>");
}

fn write_attributes(bytes: &mut Vec<u8>, element: &Element) {
    if let Some(bounds) = element.bounds {
        bytes.extend_from_slice(b"/A<</O/Layout/BBox");
        write_object(bytes, &Object::Array(bounds.map(Object::Real).to_vec()));
        bytes.extend_from_slice(b">>");
    } else if let Some(numbering) = element.numbering {
        bytes.extend_from_slice(b"/A<</O/List/ListNumbering/");
        bytes.extend_from_slice(numbering.as_bytes());
        bytes.extend_from_slice(b">>");
    } else if element.scope.is_some() || element.span > 1 {
        bytes.extend_from_slice(b"/A<</O/Table");
        if let Some(scope) = element.scope {
            bytes.extend_from_slice(b"/Scope/");
            bytes.extend_from_slice(scope.as_bytes());
        }
        if element.span > 1 {
            bytes.extend_from_slice(b"/ColSpan ");
            write_integer(bytes, element.span as i64);
        }
        bytes.extend_from_slice(b">>");
    }
}

fn catalog(meta: &DocumentMeta, tree: ObjectId, metadata: ObjectId) -> Dictionary {
    let mut entries = Dictionary::new();
    entries.set("Lang", Object::string_literal(meta.language.as_str()));
    entries.set("Metadata", metadata);
    entries.set("StructTreeRoot", tree);
    let mut marked = Dictionary::new();
    marked.set("Marked", true);
    entries.set("MarkInfo", marked);
    let mut preferences = Dictionary::new();
    preferences.set("DisplayDocTitle", true);
    entries.set("ViewerPreferences", preferences);
    entries
}

fn complete_catalog(document: &mut Document, entries: &Dictionary) {
    if let Ok(catalog) = document.catalog_mut() {
        catalog.extend(entries);
    }
}
