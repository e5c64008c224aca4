//! Metadata: what a document says about itself, once as the information dictionary and once
//! as XMP, which must agree, and the standards that it keeps to.

use lopdf::{Dictionary, Stream};

use super::DocumentMeta;

/// The program that the metadata name.
const PROGRAM: &str = "Scorepack";

/// What PDF/A asks for where XMP says something that PDF/A itself does not know: here the
/// mark of PDF/UA.
const EXTENSION: &str = r#"<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the document keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"#;

/// The information dictionary.
pub(super) fn information(meta: &DocumentMeta) -> Dictionary {
    let mut information = Dictionary::new();
    let entries = [
        ("Title", meta.title.as_str()),
        ("Author", &meta.author),
        ("Subject", &meta.subject),
        ("Creator", PROGRAM),
        ("Producer", PROGRAM),
    ];
    for (key, value) in entries {
        let value = plain(value);
        if !value.is_empty() {
            information.set(key, lopdf::text_string(&value));
        }
    }
    information
}

/// The metadata stream of the catalog.
pub(super) fn packet(meta: &DocumentMeta) -> Stream {
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", "Metadata");
    dictionary.set("Subtype", "XML");
    Stream::new(dictionary, xmp(meta).into_bytes())
}

fn xmp(meta: &DocumentMeta) -> String {
    let text = |value: &str, open: &str, close: &str| match plain(value) {
        value if value.is_empty() => String::new(),
        value => format!("{open}{}{close}\n", escape(&value)),
    };
    let alternatives = |name: &str, value: &str| {
        text(
            value,
            &format!("<{name}><rdf:Alt><rdf:li xml:lang=\"x-default\">"),
            &format!("</rdf:li></rdf:Alt></{name}>"),
        )
    };
    let title = alternatives("dc:title", &meta.title);
    let subject = alternatives("dc:description", &meta.subject);
    let author = text(
        &meta.author,
        "<dc:creator><rdf:Seq><rdf:li>",
        "</rdf:li></rdf:Seq></dc:creator>",
    );
    let identifier = text(&meta.identifier, "<dc:identifier>", "</dc:identifier>");
    let language = escape(&meta.language);
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
{title}{author}{subject}{identifier}<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{PROGRAM}</pdf:Producer>
<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
{EXTENSION}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"#,
        bom = '\u{FEFF}',
    )
}

/// The metadata of a document that PDF/A no longer covers.
pub(super) fn without_archival_mark(xmp: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(xmp);
    let kept = text.lines().filter(|line| !line.starts_with("<pdfaid:"));
    kept.collect::<Vec<_>>().join("\n").into_bytes()
}

/// The text without what XML cannot hold.
fn plain(text: &str) -> String {
    let kept = |c: &char| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(kept).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta() -> DocumentMeta {
        DocumentMeta {
            title: "R&D \u{1}<Ada>".to_owned(),
            language: "en".to_owned(),
            ..DocumentMeta::default()
        }
    }

    #[test]
    fn the_metadata_are_well_formed_and_name_the_standards() {
        let xmp = xmp(&meta());
        let document = roxmltree::Document::parse(&xmp);
        assert!(document.is_ok(), "{document:?}");
        for said in [
            "R&amp;D &lt;Ada&gt;",
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A<",
            "<pdfuaid:part>1</pdfuaid:part>",
        ] {
            assert!(xmp.contains(said), "{said}");
        }
    }

    #[test]
    fn what_is_not_known_is_left_out_of_both() {
        let (xmp, information) = (xmp(&meta()), information(&meta()));
        assert!(!xmp.contains("dc:creator") && !information.has(b"Author"));
        assert!(!xmp.contains("dc:description") && !information.has(b"Subject"));
        assert!(!xmp.contains("dc:identifier"));
    }
}
