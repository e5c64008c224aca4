//! An organisation's own look: logo, accent, tokens; and that pages ask for nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{SMALL, Small, complaints};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lopdf::{Dictionary, Document, Object};
use sha2::{Digest, Sha256};

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 60 20\">\
<rect width=\"60\" height=\"20\" fill=\"#ff0000\"/>\
<circle cx=\"30\" cy=\"10\" r=\"6\" fill=\"#ffffff\" fill-opacity=\".5\"/></svg>";

/// A workspace with this theme and these further files.
fn workspace(theme: &str, files: &[(&str, &[u8])]) -> Small {
    let small = Small::new();
    small.put("scorepack.yaml", &format!("{SMALL}theme: {theme}\n"));
    for (name, bytes) in files {
        small.put(name, "");
        fs::write(small.folder.path().join(name), bytes).unwrap();
    }
    small
}

fn made(small: &Small) {
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
}

/// 60 by 20 pixels of red, the right half see-through.
fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 60, 20);
    encoder.set_color(png::ColorType::Rgba);
    let row = (0..60).flat_map(|x| [255, 0, 0, if x < 30 { 255 } else { 0 }]);
    let row: Vec<u8> = row.collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&row.repeat(20)).unwrap();
    writer.finish().unwrap();
    bytes
}

/// The logo of a document, and whether every page shows it.
fn logo(path: &Path) -> (Dictionary, bool) {
    let document = Document::load(path).unwrap();
    let mut found = None;
    let mut everywhere = true;
    for (_, page) in document.get_pages() {
        let dictionary = document.get_dictionary(page).unwrap();
        let (_, resources) = document
            .dereference(dictionary.get(b"Resources").unwrap())
            .unwrap();
        let pictures = resources.as_dict().unwrap().get(b"XObject").unwrap();
        let id = pictures
            .as_dict()
            .unwrap()
            .get(b"Logo")
            .unwrap()
            .as_reference()
            .unwrap();
        assert_eq!(*found.get_or_insert(id), id, "one logo for all pages");
        let content = document.get_page_content(page);
        let text = String::from_utf8_lossy(&content).into_owned();
        everywhere &= text.contains("/Logo Do");
    }
    let stream = document
        .get_object(found.unwrap())
        .unwrap()
        .as_stream()
        .unwrap();
    (stream.dict.clone(), everywhere)
}

/// Colour at a place of the first page, in points from the top left; `None` without poppler.
fn colour_at(pdf: &Path, x: u32, y: u32) -> Option<[u8; 3]> {
    let arguments = ["-r", "72", "-png", "-singlefile", pdf.to_str().unwrap()];
    let output = match Command::new("pdftoppm").args(arguments).output() {
        Ok(output) => output,
        Err(error) => {
            let required = std::env::var_os("SCOREPACK_REQUIRE_TOOLS").is_some();
            assert!(!required, "pdftoppm: {error}");
            return None;
        }
    };
    let decoder = png::Decoder::new(std::io::Cursor::new(output.stdout));
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let at = y as usize * frame.line_size + x as usize * 3;
    Some([pixels[at], pixels[at + 1], pixels[at + 2]])
}

#[test]
fn a_logo_is_on_every_page_of_both_formats_and_in_a_batch_only_once_made() {
    for (file, bytes, media, kind, pale) in [
        (
            "logo.svg",
            SVG.as_bytes().to_vec(),
            "image/svg+xml",
            "Form",
            64,
        ),
        ("logo.png", png(), "image/png", "Image", 78),
    ] {
        let small = workspace(&format!("{{logo: {file}}}"), &[(file, &bytes)]);
        made(&small);
        let edition = small.edition();
        let address = format!("src=\"data:{media};base64,{}\"", STANDARD.encode(&bytes));
        for page in [
            "people/A1.html",
            "teams/T1.html",
            "organisation.html",
            "index.html",
        ] {
            let page = fs::read_to_string(edition.join(page)).unwrap();
            assert!(page.contains(&address) && page.contains("alt=\"Small\""));
        }
        let (one, other) = (edition.join("people/A1.pdf"), edition.join("people/B2.pdf"));
        let (dictionary, everywhere) = logo(&one);
        assert!(everywhere, "{file}");
        assert_eq!(
            dictionary.get(b"Subtype").unwrap(),
            &Object::Name(kind.into())
        );
        assert_eq!(dictionary.has(b"SMask"), kind == "Image");
        // Documents of a batch begin with the same bytes, the logo's among them.
        let (one_bytes, other_bytes) = (fs::read(&one).unwrap(), fs::read(&other).unwrap());
        let same = one_bytes
            .iter()
            .zip(&other_bytes)
            .take_while(|(a, b)| a == b)
            .count();
        let position = |bytes: &[u8]| {
            let needle = format!("/Subtype /{kind}");
            bytes
                .windows(needle.len())
                .rposition(|part| part == needle.as_bytes())
        };
        assert!(position(&one_bytes).unwrap() < same, "{file}");
        // It stands in the top margin: 40 pt from the left, 48 pt wide and 16 pt high.
        if let Some(colour) = colour_at(&one, 44, 28) {
            assert_eq!(colour, [255, 0, 0], "{file}");
            // Half white over red; or what is see-through.
            let pale = colour_at(&one, pale, 28).unwrap();
            assert!(pale[0] == 255 && pale[1] > 100, "{file}: {pale:?}");
        }
    }
}

#[test]
fn a_logo_or_an_accent_that_does_not_serve_is_told_with_a_way_out() {
    let small = workspace(
        "\n  accent: \"#ffcc00\"\n  logo: logo.svg",
        &[(
            "logo.svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>",
        )],
    );
    let said = small.check();
    assert!(
        said.contains("error[low-contrast]") && said.contains("1.51:1"),
        "{said}"
    );
    assert!(
        said.contains("error[wrong-logo]") && said.contains("<script>"),
        "{said}"
    );
    assert!(
        said.contains("scorepack.yaml:9") && said.contains("scorepack.yaml:10"),
        "{said}"
    );
    let said = workspace("{logo: nowhere.png}", &[]).check();
    assert!(
        said.contains("error[missing-file]") && said.contains("nowhere.png"),
        "{said}"
    );
}

#[test]
fn a_token_changes_page_and_paper_alike() {
    let small = workspace("{}", &[]);
    small.put(
        "templates/theme.yaml",
        "light:\n  accent: \"#7a1f5c\"\ntype_scale:\n  body: 9\n",
    );
    made(&small);
    let page = fs::read_to_string(small.edition().join("people/A1.html")).unwrap();
    assert!(page.contains("--accent:#7a1f5c") && page.contains("--size-body:0.990rem"));
    let document = Document::load(small.edition().join("people/A1.pdf")).unwrap();
    let pages: Vec<u8> = document
        .get_pages()
        .values()
        .flat_map(|page| document.get_page_content(*page))
        .collect();
    let content = String::from_utf8_lossy(&pages).into_owned();
    // 0x7a, 0x1f and 0x5c of 255; and text of 9 pt.
    assert!(
        content.contains(".478 .122 .361 "),
        "the accent is not on paper"
    );
    assert!(content.contains(" 9 Tf"), "the size is not on paper");
}

#[test]
fn a_page_may_use_only_what_it_holds() {
    let small = workspace("{}", &[]);
    made(&small);
    for name in [
        "people/A1.html",
        "teams/T1.html",
        "organisation.html",
        "index.html",
    ] {
        let page = fs::read_to_string(small.edition().join(name)).unwrap();
        let policy = page
            .split("Content-Security-Policy\" content=\"")
            .nth(1)
            .unwrap();
        let policy = policy.split('"').next().unwrap();
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(
            !policy.contains("unsafe") && !policy.contains("http"),
            "{policy}"
        );
        for (open, close) in [("<style>", "</style>"), ("<script>", "</script>")] {
            for block in page.split(open).skip(1) {
                let text = block.split(close).next().unwrap();
                let hash = STANDARD.encode(Sha256::digest(text));
                assert!(policy.contains(&hash), "{name}: {open} is not allowed");
            }
        }
        // What the policy would stop must not be there to begin with.
        assert!(
            !page.contains(" style=\"") && !page.contains(" onclick="),
            "{name}"
        );
        for outside in [
            "src=\"http",
            "url(http",
            "href=\"http",
            "src=\"//",
            "@import",
        ] {
            assert!(!page.contains(outside), "{name}: {outside}");
        }
    }
}
