//! What programs that read or compare a printed document find in its bytes: tags, links, text.

use super::*;

#[test]
fn the_same_document_gives_the_same_bytes() {
    let press = press();
    let markup = "<article><h1>林知远 Ada</h1><p>𬭼 rare <b>粗体</b></p></article>";
    let print = |markup| press.print(markup, &charts(), &meta()).unwrap().bytes;
    let (one, two) = (print(markup), print(markup));
    assert!(one == two);
    assert!(one.starts_with(b"%PDF-1.7"));
    assert!(one != print("<article><h1>Eve</h1></article>"));
}

#[test]
fn a_document_is_tagged_titled_and_in_its_language() {
    let markup = "<article><h1>林知远</h1><h2>One</h2><h3>Deep</h3><h2>Two</h2>\
                  <p>text <chart ref='spark' width='60' height='14'/></p></article>";
    let bytes = press().print(markup, &charts(), &meta()).unwrap().bytes;
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"zh-CN");
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Metadata"));
    let mut roles = Vec::new();
    let mut alternatives = Vec::new();
    for object in document.objects.values() {
        let Ok(element) = object.as_dict() else {
            continue;
        };
        if let Ok(role) = element.get(b"S").and_then(lopdf::Object::as_name) {
            roles.push(String::from_utf8_lossy(role).into_owned());
        }
        if let Ok(text) = element.get(b"Alt") {
            alternatives.push(lopdf::decode_text_string(text).unwrap());
        }
    }
    for role in ["Document", "H1", "H2", "H3", "P", "Figure"] {
        assert!(
            roles.iter().any(|found| found == role),
            "{role} in {roles:?}"
        );
    }
    assert_eq!(alternatives, ["近 13 期走势 <上升>"]);
    let titles = document.get_toc().unwrap().toc;
    let nested: Vec<(usize, &str)> = titles.iter().map(|t| (t.level, t.title.as_str())).collect();
    assert_eq!(nested, [(1, "林知远"), (2, "One"), (3, "Deep"), (2, "Two")]);
}

#[test]
fn a_link_leads_to_its_address_and_is_read_where_it_stands() {
    let markup = "<article><p>Ask <a href='https://example.org/评'>the <b>office</b></a> soon, \
                  <chart ref='spark' width='60' height='14'/> or \
                  <a href='../teams/T1.html'>your team</a>.</p></article>";
    let bytes = press().print(markup, &charts(), &meta()).unwrap().bytes;
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let page = document.page_iter().next().unwrap();
    let links = document.get_page_annotations(page).unwrap();
    // One for each style of the linked words; a path within the edition leads nowhere.
    assert_eq!(links.len(), 2);
    for link in &links {
        let action = link.get(b"A").unwrap().as_dict().unwrap();
        let address = action.get(b"URI").unwrap().as_str().unwrap();
        assert_eq!(address, b"https://example.org/%E8%AF%84");
        assert!(link.has(b"Contents") && link.has(b"StructParent"));
    }
    let named = |role: &[u8]| {
        let elements = document.objects.values().filter_map(|o| o.as_dict().ok());
        let mut elements = elements.filter(|e| {
            e.get(b"S")
                .is_ok_and(|s| s.as_name().is_ok_and(|name| name == role))
        });
        elements.next().unwrap()
    };
    let kids = |element: &lopdf::Dictionary| element.get(b"K").unwrap().as_array().unwrap().clone();
    // Text, link, text, figure, text.
    let order: Vec<bool> = kids(named(b"P"))
        .iter()
        .map(|kid| kid.as_reference().is_ok())
        .collect();
    assert_eq!(order[..4], [false, true, false, true]);
    let parts = kids(named(b"Link"));
    assert_eq!(parts.iter().filter(|kid| kid.as_dict().is_ok()).count(), 2);
}

#[test]
fn a_character_that_no_font_has_is_replaced_visibly_and_named() {
    let markup = "<article><h1>陳先生</h1><p>good \u{1F980}\u{FE0F}\u{202E} work</p>\
                  <p>陳先生</p></article>";
    let printed = press().print(markup, &charts(), &meta()).unwrap();
    let named: Vec<(&str, &[char])> = printed
        .replaced
        .iter()
        .map(|replaced| (replaced.text.as_str(), replaced.characters.as_slice()))
        .collect();
    // Selectors and marks of direction are left out, not replaced.
    let crab = (
        "good \u{1F980}\u{FE0F}\u{202E} work",
        ['\u{1F980}'].as_slice(),
    );
    assert_eq!(named, [crab, ("陳先生", &['陳'])]);
    let document = lopdf::Document::load_mem(&printed.bytes).unwrap();
    let page = document.page_iter().next().unwrap();
    let content = document.get_page_content(page);
    let content = String::from_utf8_lossy(&content);
    // Whoever copies the text gets the characters themselves.
    assert_eq!(content.matches("/ActualText<FEFF9673>").count(), 2);
    assert_eq!(content.matches("/ActualText<FEFFD83EDD80>").count(), 1);
}

#[test]
fn names_of_many_countries_are_written_by_the_built_in_fonts() {
    let markup = "<article><p>Łukasz ✗ \u{1F980}</p></article>";
    let printed = press().print(markup, &charts(), &meta()).unwrap();
    assert_eq!(printed.replaced.len(), 1);
    assert_eq!(printed.replaced[0].characters, ['\u{1F980}']);
}

#[test]
fn samples_decide_what_is_shared() {
    let typefaces = Arc::new(Typefaces::embedded().unwrap());
    let charts = charts();
    let sample = |n| (format!("<article><p>共同的文字 {n}</p></article>"), &charts);
    let samples: Vec<_> = (0..10).map(sample).collect();
    let press = Press::from_samples(typefaces, Theme::default(), &samples).unwrap();
    assert!(press.common.code(0, '共').is_some());
    // Nobody wrote it in bold.
    assert_eq!(press.common.code(1, '共'), None);
}

#[test]
fn a_document_can_be_read_back_from_its_bytes() {
    let body = "<p>张伟 met Ada O'Neill (twice) \\ once</p>\
                <table><thead><tr><th>Name</th><th>分数</th></tr></thead>\
                <tbody><tr><td>李四</td><td>92.5</td></tr></tbody></table>";
    let printed = press()
        .print(
            &format!("<article lang='zh'><h1>标题</h1>{body}</article>"),
            &charts(),
            &meta(),
        )
        .unwrap();
    let reader = Reader::default();
    for _ in 0..2 {
        let read = reader.read(&printed.bytes).unwrap();
        assert_eq!(read.identifier.as_deref(), Some("person/E001"));
        let text = read.texts.join("\n");
        for said in [
            "标题",
            "张伟 met Ada O'Neill (twice) \\ once",
            "Name",
            "分数",
            "李四",
            "92.5",
        ] {
            assert!(text.contains(said), "{said} in {text}");
        }
    }
    assert!(reader.read(b"%PDF-1.7 cut off").is_err());
}
