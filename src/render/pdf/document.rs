//! Assembly: pages, fonts, structure, outline and metadata become the bytes of a PDF 1.7
//! file. The same input gives the same bytes: no clock, no random identifier.

use lopdf::{Dictionary, Object, ObjectId, StringFormat};
use printpdf::{PdfDocument, PdfPage, PdfSaveOptions};
use sha2::{Digest, Sha256};

use super::fonts::{self, DocumentFonts};
use super::outline::{self, Entry};
use super::structure::{Element, Kid, Structure};
use super::{DocumentMeta, file};

/// The program that the metadata name.
const PROGRAM: &str = "Scorepack";

/// Streams shorter than this are not worth compressing.
const SHORT: usize = 64;

/// Everything that a document consists of.
pub(super) struct Parts<'m> {
    pub(super) pages: Vec<PdfPage>,
    pub(super) fonts: DocumentFonts,
    pub(super) structure: Structure,
    pub(super) outline: Vec<Entry>,
    pub(super) meta: &'m DocumentMeta,
}

/// Writes the file.
pub(super) fn assemble(parts: Parts<'_>) -> Vec<u8> {
    let Parts {
        pages,
        fonts,
        structure,
        outline,
        meta,
    } = parts;
    let mut printed = PdfDocument::new(&meta.title);
    printed.resources.fonts.map = fonts.fonts;
    printed.with_pages(pages);
    let options = PdfSaveOptions::default();
    let mut document = printed.to_lopdf_document(&options, &mut Vec::new());
    fonts::put_programs(&mut document, &fonts.programs);
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let tree = add_structure(&mut document, &structure, &pages);
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
    file::write(&document)
}

/// Compresses what was made for this document and returns an identifier that follows
/// from it; the fonts of the batch are compressed already.
fn compress(document: &mut lopdf::Document, meta: &DocumentMeta) -> Vec<u8> {
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
    document: &mut lopdf::Document,
    structure: &Structure,
    pages: &[ObjectId],
) -> ObjectId {
    let root = document.new_object_id();
    let elements = &structure.elements;
    let ids: Vec<ObjectId> = elements.iter().map(|_| document.new_object_id()).collect();
    let mut owners: Vec<Vec<Object>> = vec![Vec::new(); pages.len()];
    for (index, element) in elements.iter().enumerate() {
        for kid in &element.kids {
            if let Kid::Content { page, mark } = *kid {
                let owners = &mut owners[page];
                owners.resize(owners.len().max(mark + 1), Object::Null);
                owners[mark] = ids[index].into();
            }
        }
        let parent = element.parent.map_or(root, |parent| ids[parent]);
        let written = element_object(element, parent, &ids, pages);
        document.set_object(ids[index], written);
    }
    let mut numbers = Vec::with_capacity(2 * pages.len());
    for (number, (page, owners)) in pages.iter().zip(owners).enumerate() {
        numbers.extend([Object::Integer(number as i64), Object::Array(owners)]);
        if let Ok(page) = document.get_dictionary_mut(*page) {
            page.set("StructParents", number as i64);
            page.set("Tabs", "S");
            page.remove(b"Annots");
        }
    }
    let mut tree = Dictionary::new();
    tree.set("Type", "StructTreeRoot");
    tree.set("K", ids[0]);
    let mut parents = Dictionary::new();
    parents.set("Nums", numbers);
    tree.set("ParentTree", document.add_object(parents));
    tree.set("ParentTreeNextKey", pages.len() as i64);
    document.set_object(root, tree);
    root
}

fn element_object(
    element: &Element,
    parent: ObjectId,
    ids: &[ObjectId],
    pages: &[ObjectId],
) -> Dictionary {
    let mut written = Dictionary::new();
    written.set("S", element.role);
    written.set("P", parent);
    let first = element.kids.iter().find_map(|kid| match kid {
        Kid::Content { page, .. } => Some(*page),
        Kid::Element(_) => None,
    });
    if let Some(page) = first {
        written.set("Pg", pages[page]);
    }
    let mut kids: Vec<Object> = Vec::with_capacity(element.kids.len());
    for kid in &element.kids {
        kids.push(match *kid {
            Kid::Element(id) => ids[id].into(),
            Kid::Content { page, mark } if Some(page) == first => (mark as i64).into(),
            Kid::Content { page, mark } => {
                let mut reference = Dictionary::new();
                reference.set("Type", "MCR");
                reference.set("Pg", pages[page]);
                reference.set("MCID", mark as i64);
                reference.into()
            }
        });
    }
    match kids.len() {
        0 => {}
        1 => written.set("K", kids.remove(0)),
        _ => written.set("K", kids),
    }
    if let Some(alternative) = &element.alternative {
        written.set("Alt", lopdf::text_string(alternative));
    }
    if let Some(attributes) = attributes(element) {
        written.set("A", attributes);
    }
    written
}

fn attributes(element: &Element) -> Option<Dictionary> {
    let mut attributes = Dictionary::new();
    if let Some(bounds) = element.bounds {
        attributes.set("O", "Layout");
        attributes.set("BBox", bounds.map(Object::Real).to_vec());
        return Some(attributes);
    }
    if let Some(scope) = element.scope {
        attributes.set("Scope", scope);
    }
    if element.span > 1 {
        attributes.set("ColSpan", element.span as i64);
    }
    if attributes.is_empty() {
        return None;
    }
    attributes.set("O", "Table");
    Some(attributes)
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

fn add_metadata(document: &mut lopdf::Document, meta: &DocumentMeta) -> ObjectId {
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

fn complete_catalog(document: &mut lopdf::Document, entries: &Dictionary) {
    if let Ok(catalog) = document.catalog_mut() {
        catalog.extend(entries);
    }
}
