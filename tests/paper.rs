//! What data may hold that paper cannot show as it stands, and the size of the paper.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use std::fs;

use crate::common::{ROSTER, SMALL, Small, complaints, json};

/// The page boxes of a document, as written.
fn boxes(small: &Small, name: &str) -> Vec<[f32; 4]> {
    let bytes = fs::read(small.edition().join(name)).unwrap();
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    document
        .page_iter()
        .map(|page| {
            let page = document.get_dictionary(page).unwrap();
            let sides = page.get(b"MediaBox").unwrap().as_array().unwrap();
            std::array::from_fn(|side| sides[side].as_float().unwrap())
        })
        .collect()
}

#[test]
fn an_emoji_in_a_name_is_replaced_and_named_and_every_packet_is_made() {
    let small = Small::new();
    small.put(
        "data/roster.csv",
        &ROSTER.replace("Ben", "Ben \u{1F980}\u{200D}\u{FE0F}"),
    );
    let output = small.run(&[]);
    let text = complaints(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("warning[missing-glyph]")
            && text.contains("U+1F980")
            && text.contains("people/B2.pdf"),
        "{text}"
    );
    // A joiner and a selector are no characters that a font lacks.
    assert!(
        !text.contains("U+200D") && !text.contains("U+FE0F"),
        "{text}"
    );
    let report = json(&small.edition().join("report.json"));
    assert_eq!(report["failed"].as_array().unwrap().len(), 0);
    let replaced = report["replaced"].as_array().unwrap();
    let of_ben = replaced
        .iter()
        .find(|text| text["files"][0] == "people/B2.pdf")
        .unwrap();
    assert_eq!(of_ben["characters"], serde_json::json!(["U+1F980"]));
    assert!(of_ben["text"].as_str().unwrap().contains("Ben"));
    let all = replaced
        .iter()
        .flat_map(|text| text["files"].as_array().unwrap());
    // Ada's packet does not name him.
    assert!(all.into_iter().all(|file| file != "people/A1.pdf"));
    assert!(small.edition().join("people/B2.pdf").exists());
    let screen = fs::read_to_string(small.edition().join("people/B2.html")).unwrap();
    assert!(screen.contains("Ben \u{1F980}"));
    // `--strict` asks for more.
    assert_eq!(small.run(&["--strict"]).status.code(), Some(1));
}

#[test]
fn control_characters_in_data_do_not_reach_a_page() {
    let small = Small::new();
    small.put(
        "data/roster.csv",
        &ROSTER.replace("Ben", "Be\u{1}n\u{202E}"),
    );
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    assert!(small.edition().join("people/B2.pdf").exists());
    let screen = fs::read_to_string(small.edition().join("people/B2.html")).unwrap();
    assert!(screen.contains("Ben") && !screen.contains('\u{1}'));
}

#[test]
fn a_workspace_chooses_its_paper() {
    let small = Small::new();
    assert_eq!(small.run(&[]).status.code(), Some(0));
    let a4 = boxes(&small, "people/A1.pdf");
    assert!(a4.iter().all(|page| *page == [0.0, 0.0, 595.28, 841.89]));
    small.put(
        "scorepack.yaml",
        &format!("{SMALL}theme: {{page: Letter}}\n"),
    );
    assert_eq!(small.run(&[]).status.code(), Some(0));
    let letter = boxes(&small, "people/A1.pdf");
    assert!(letter.iter().all(|page| *page == [0.0, 0.0, 612.0, 792.0]));
    let screen = fs::read_to_string(small.edition().join("people/A1.html")).unwrap();
    assert!(screen.contains("size:letter"));
    small.put(
        "scorepack.yaml",
        &format!("{SMALL}theme: {{page: Legal}}\n"),
    );
    let output = small.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaints(&output).contains("theme.page"));
}
