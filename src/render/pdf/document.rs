//! Assembly: pages, fonts, structure, outline and metadata become the bytes of a PDF 1.7
//! file. The same input gives the same bytes: no clock, no random identifier.

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat};
use sha2::{Digest, Sha256};

use super::DocumentMeta;
use super::file::{self, Objects, Prefix, write_integer, write_object};
use super::fonts;
use super::outline::{self, Entry};
use super::structure::{Element, Kid, Structure};

/// The program that the metadata name.
const PROGRAM: &str = "Scorepack";

/// Streams shorter than this are not worth compressing.
const SHORT: usize = 64;

/// Everything that a document consists of.
pub(super) struct Parts<'m> {
    /// Empty pages with the fonts that only this document has.
    pub(super) document: Document,
    /// The fonts of the batch.
    pub(super) prefix: &'m Prefix,
    /// What the pages show.
    pub(super) contents: Vec<Vec<u8>>,
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
    let mut objects = Objects::default();
    let tree = add_structure(&mut document, &mut objects, &structure, &pages);
    let outline = outline::add(&mut document, &outline, &pages);
    let info = information(meta);
    let info = document.add_object(info);
    document.trailer.set("Info", info);
    let identifier = compress(&mut document, meta);
    let hexadecimal = Object::String(identifier, StringFormat::Hexadecimal);
    document
        .trailer
        .set("ID", vec![hexadecimal.clone(), hexadecimal]);
    let metadata = add_metadata(&mut document, meta);
    let catalog = catalog(meta, tree, outline, metadata);
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
    for text in [&meta.title, &meta.author, &meta.language, &meta.subject] {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else {
            continue;
        };
        if stream.dict.has(b"Filter") {
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
) -> ObjectId {
    let root = document.new_object_id();
    let elements = &structure.elements;
    let ids: Vec<ObjectId> = elements.iter().map(|_| document.new_object_id()).collect();
    let mut owners: Vec<Vec<Option<ObjectId>>> = vec![Vec::new(); pages.len()];
    for (index, element) in elements.iter().enumerate() {
        for kid in &element.kids {
            if let Kid::Content { page, mark } = *kid {
                let owners = &mut owners[page];
                owners.resize(owners.len().max(mark + 1), None);
                owners[mark] = Some(ids[index]);
            }
        }
        let parent = element.parent.map_or(root, |parent| ids[parent]);
        objects.add(ids[index], |bytes| {
            write_element(bytes, element, parent, &ids, pages);
        });
    }
    for (number, page) in pages.iter().enumerate() {
        if let Ok(page) = document.get_dictionary_mut(*page) {
            page.set("StructParents", number as i64);
            page.set("Tabs", "S");
            page.remove(b"Annots");
        }
    }
    let parents = document.new_object_id();
    objects.add(parents, |bytes| write_parents(bytes, &owners));
    let mut tree = Dictionary::new();
    tree.set("Type", "StructTreeRoot");
    tree.set("K", ids[0]);
    tree.set("ParentTree", parents);
    tree.set("ParentTreeNextKey", pages.len() as i64);
    document.set_object(root, tree);
    root
}

/// The elements that own the marked content of each page.
fn write_parents(bytes: &mut Vec<u8>, owners: &[Vec<Option<ObjectId>>]) {
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
) {
    bytes.extend_from_slice(b"<</S/");
    bytes.extend_from_slice(element.role.as_bytes());
    bytes.extend_from_slice(b"/P");
    write_reference(bytes, parent);
    let first = element.kids.iter().find_map(|kid| match kid {
        Kid::Content { page, .. } => Some(*page),
        Kid::Element(_) => None,
    });
    if let Some(page) = first {
        bytes.extend_from_slice(b"/Pg");
        write_reference(bytes, pages[page]);
    }
    if !element.kids.is_empty() {
        bytes.extend_from_slice(b"/K[");
        for kid in &element.kids {
            match *kid {
                Kid::Element(id) => write_reference(bytes, ids[id]),
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

fn information(meta: &DocumentMeta) -> Dictionary {
    let mut information = Dictionary::new();
    let entries = [
        ("Title", meta.title.as_str()),
        ("Author", &meta.author),
        ("Subject", &meta.subject),
        ("Creator", PROGRAM),
        ("Producer", PROGRAM),
    ];
    for (key, value) in entries {
        if !value.is_empty() {
            information.set(key, lopdf::text_string(value));
        }
    }
    information
}

fn add_metadata(document: &mut Document, meta: &DocumentMeta) -> ObjectId {
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", "Metadata");
    dictionary.set("Subtype", "XML");
    let stream = lopdf::Stream::new(dictionary, packet(meta).into_bytes());
    // Left as it is, so that tools that know no PDF can read it.
    document.add_object(stream.with_compression(false))
}

/// The metadata again as XMP.
fn packet(meta: &DocumentMeta) -> String {
    let [title, author, subject, language] =
        [&meta.title, &meta.author, &meta.subject, &meta.language].map(|text| escape(text));
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{PROGRAM}</pdf:Producer>
<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"#,
        bom = '\u{FEFF}',
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn catalog(
    meta: &DocumentMeta,
    tree: ObjectId,
    outline: Option<ObjectId>,
    metadata: ObjectId,
) -> Dictionary {
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
    if let Some(outline) = outline {
        entries.set("Outlines", outline);
    }
    entries
}

fn complete_catalog(document: &mut Document, entries: &Dictionary) {
    if let Ok(catalog) = document.catalog_mut() {
        catalog.extend(entries);
    }
}
