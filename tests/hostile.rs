//! Whatever stands in the data, no output is more than text: pages, drawings, tables, workbook,
//! documents, calendars and file names of a workspace full of hostile texts have the shape of
//! those of the same workspace with harmless ones.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

mod page;
mod workspace;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use crate::common::{ROSTER, Small, complaints, files, json, scorepack};
use calamine::{Data, Reader, Xlsx, open_workbook};
use lopdf::{Document, Object};
use page::Page;
use scorepack::cell;
use scorepack::compose::file_name;
use serde_json::Value;
use tempfile::TempDir;
use workspace::{MARK, Texts, payloads, seen, write};

/// An edition of a workspace with replaced texts.
struct Run {
    folder: TempDir,
    /// The texts by number.
    texts: BTreeMap<usize, String>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Run {
    fn new(hostile: bool) -> Self {
        let mut texts = Texts::new(hostile);
        let folder = write(&mut texts);
        if std::env::var_os("SCOREPACK_KEEP").is_some() {
            let kept = format!("target/hostile-{hostile}");
            let _ = Command::new("cp")
                .args(["-r", folder.path().to_str().unwrap(), &kept])
                .status();
        }
        let root = folder.path().to_str().unwrap();
        let output = scorepack(&["run", root, "--period", "2026-10"]);
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
        Self {
            files: files(&folder.path().join("archive")),
            texts: texts.all(),
            folder,
        }
    }

    /// Its files with this extension, by path.
    fn of_kind<'a>(&'a self, extension: &'static str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        let files = self
            .files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
        files.filter(move |(path, _)| path.rsplit('.').next() == Some(extension))
    }

    fn edition(&self) -> PathBuf {
        self.folder.path().join("archive/2026-10")
    }

    /// The packets of people, by identifier.
    fn people(&self) -> BTreeMap<String, Value> {
        let packets = self
            .of_kind("json")
            .filter(|(path, _)| path.contains("/people/"));
        packets
            .map(|(_, bytes)| serde_json::from_slice::<Value>(bytes).unwrap())
            .map(|packet| (packet["id"].as_str().unwrap().to_owned(), packet))
            .collect()
    }
}

static HOSTILE: LazyLock<Run> = LazyLock::new(|| Run::new(true));
static HARMLESS: LazyLock<Run> = LazyLock::new(|| Run::new(false));

/// The number of the text that another ends with.
fn number_of(text: &str) -> Option<usize> {
    let (_, number) = text.rsplit_once(MARK)?;
    number.trim_end_matches('.').parse().ok()
}

/// Files of both runs that say the same: paths of the harmless one with the contents of both.
fn pairs(extension: &'static str) -> Vec<(String, &'static [u8], &'static [u8])> {
    let hostile: BTreeMap<String, &[u8]> = HOSTILE
        .of_kind(extension)
        .map(|(path, bytes)| (path.to_owned(), bytes))
        .collect();
    let twin = |path: &str| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.strip_suffix(&format!(".{extension}")).unwrap();
        let text = HARMLESS
            .texts
            .iter()
            .find(|(_, text)| file_name(text) == stem);
        match text {
            Some((number, _)) => {
                let stem = file_name(seen(&HOSTILE.texts[number]).as_str());
                let exact = format!("{folder}/{stem}.{extension}");
                let trimmed = file_name(HOSTILE.texts[number].trim());
                match hostile.contains_key(&exact) {
                    true => exact,
                    false => format!("{folder}/{trimmed}.{extension}"),
                }
            }
            None => path.to_owned(),
        }
    };
    let pairs: Vec<_> = HARMLESS
        .of_kind(extension)
        .map(|(path, bytes)| (path.to_owned(), bytes, hostile[&twin(path)]))
        .collect();
    assert_eq!(pairs.len(), hostile.len());
    pairs
}

#[test]
fn there_are_enough_payloads_and_all_are_in_the_data() {
    let payloads = payloads();
    assert!(payloads.len() >= 60, "{}", payloads.len());
    let distinct: BTreeSet<&String> = payloads.iter().collect();
    assert_eq!(distinct.len(), payloads.len());
    assert!(HOSTILE.texts.len() > 10 * payloads.len());
}

#[test]
fn pages_have_the_elements_attributes_and_scripts_of_harmless_ones() {
    for (path, harmless, hostile) in pairs("html") {
        let (harmless, hostile) = (Page::read(harmless), Page::read(hostile));
        assert_eq!(hostile.odd, harmless.odd, "{path}");
        assert_eq!(hostile.code, harmless.code, "{path}: scripts and styles");
        assert_eq!(hostile.elements, harmless.elements, "{path}");
        for (element, name, value) in &hostile.values {
            let place = format!("{path}: <{element} {name}={value:?}>");
            assert!(!name.starts_with("on"), "{place}");
            if matches!(name.as_str(), "href" | "src" | "xlink:href" | "action") {
                let plain = |c: char| c.is_ascii_alphanumeric() || "._-/#%".contains(c);
                let within = !value.starts_with('/') && value.chars().all(plain);
                assert!(within, "{place}");
            } else if name != "content" {
                assert!(!value.contains(MARK), "{place}");
            }
        }
        // Whose packet it is stands in a page too, as the identifier that the data has.
        let identity = |value: &str| {
            ["person/", "team/"]
                .iter()
                .any(|kind| value.starts_with(kind))
        };
        let contents = |page: &Page, own: bool| {
            let contents = page.values.iter().filter(|(_, name, _)| name == "content");
            let values = contents.map(|(_, _, value)| value.clone());
            values
                .filter(|value| identity(value) == own)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            contents(&hostile, false),
            contents(&harmless, false),
            "{path}"
        );
        let owners = |page: &Page| contents(page, true).len();
        assert_eq!(owners(&hostile), owners(&harmless), "{path}");
        for data in &hostile.data {
            serde_json::from_str::<Value>(data).unwrap();
            assert!(!data.contains(['<', '\u{2028}', '\u{2029}']), "{path}");
        }
    }
}

#[test]
fn pages_show_the_texts_as_they_are() {
    let mut shown = BTreeSet::new();
    for (path, harmless, hostile) in pairs("html") {
        let (harmless, hostile) = (Page::read(harmless).text, seen(&Page::read(hostile).text));
        for (number, text) in &HOSTILE.texts {
            // Long texts may be cut, and the data of a year is more than a page shows.
            if text.len() < 200 && harmless.contains(&format!("Plain {MARK}{number}.")) {
                let text = seen(text);
                assert!(hostile.contains(&text), "{path} does not show {text:?}");
                shown.insert(*number);
            }
        }
    }
    let kinds: BTreeSet<usize> = shown
        .iter()
        .map(|number| number % payloads().len())
        .collect();
    assert!(
        kinds.len() > 100,
        "{} of the payloads are shown",
        kinds.len()
    );
}

#[test]
fn packets_say_who_they_are_about_and_nothing_is_lost() {
    let (hostile, harmless) = (HOSTILE.people(), HARMLESS.people());
    assert_eq!(hostile.len(), harmless.len());
    let numbers = |people: &BTreeMap<String, Value>| -> BTreeSet<usize> {
        people.keys().filter_map(|id| number_of(id)).collect()
    };
    assert_eq!(numbers(&hostile), numbers(&harmless));
    for id in hostile.keys() {
        assert_eq!(seen(id), seen(&HOSTILE.texts[&number_of(id).unwrap()]));
    }
}

#[test]
fn no_cell_of_a_csv_file_is_a_formula_and_each_text_comes_back() {
    for (path, harmless, hostile) in pairs("csv") {
        let rows = |bytes: &[u8]| -> Vec<Vec<String>> {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(bytes);
            let rows = reader.records().map(Result::unwrap);
            rows.map(|row| row.iter().map(str::to_owned).collect())
                .collect()
        };
        let (harmless, hostile) = (rows(harmless), rows(hostile));
        assert_eq!(hostile.len(), harmless.len(), "{path}");
        for cell in hostile.iter().flatten() {
            let is_number = cell.parse::<f64>().is_ok() || cell == "-";
            let begin = cell.chars().next();
            let harmful = begin.is_some_and(|c| "=+-@\t\r\n＝＋－＠".contains(c));
            assert!(is_number || !harmful, "{path}: {cell:?}");
            // A spreadsheet opens a file as its country writes it, perhaps with semicolons.
            if let Some(number) = number_of(cell) {
                let text = seen(&HOSTILE.texts[&number]);
                assert!(seen(cell::bare(cell)).ends_with(&text), "{path}: {cell:?}");
            }
        }
    }
}

#[test]
fn the_workbook_has_texts_where_it_has_texts_and_no_formula_or_link_more() {
    let parts = |run: &Run| {
        let bytes = &run.files["2026-10/scores.xlsx"];
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).unwrap();
            let name = part.name().unwrap().into_owned();
            let mut text = String::new();
            if part.read_to_string(&mut text).is_err() {
                continue;
            }
            let tree = roxmltree::Document::parse(&text).unwrap();
            let counts = counts.entry(name).or_default();
            for node in tree.descendants().filter(roxmltree::Node::is_element) {
                // Spaces that matter are marked; colours and links count.
                let name = node.tag_name().name();
                if !matches!(name, "t" | "si" | "col") {
                    *counts.entry(name.to_owned()).or_default() += 1;
                }
            }
        }
        counts
    };
    assert_eq!(parts(&HOSTILE), parts(&HARMLESS));
    let mut book: Xlsx<_> = open_workbook(HOSTILE.edition().join("scores.xlsx")).unwrap();
    let mut seen_texts = 0;
    for (name, range) in book.worksheets() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
        for cell in range.rows().flatten() {
            if let Data::String(text) = cell
                && let Some(number) = number_of(text)
            {
                let whole = seen(&HOSTILE.texts[&number]);
                assert!(seen(text).ends_with(&whole), "{name}: {text:?}");
                seen_texts += 1;
            }
        }
    }
    assert!(seen_texts > 50, "{seen_texts}");
}

#[test]
fn documents_are_sound_and_have_no_action_that_harmless_ones_have_not() {
    let names = |bytes: &[u8]| {
        let document = Document::load_mem(bytes).unwrap();
        let mut names = BTreeSet::new();
        for object in document.objects.values() {
            collect_names(object, &mut names);
        }
        names
    };
    let hostile: Vec<(&str, &[u8])> = HOSTILE.of_kind("pdf").collect();
    assert!(hostile.len() > 10);
    let harmless: BTreeSet<String> = HARMLESS
        .of_kind("pdf")
        .flat_map(|(_, bytes)| names(bytes))
        .collect();
    let active = [
        "AA",
        "AcroForm",
        "EmbeddedFile",
        "Filespec",
        "GoToE",
        "GoToR",
        "ImportData",
        "JS",
        "JavaScript",
        "Launch",
        "Movie",
        "RichMedia",
        "Rendition",
        "SubmitForm",
        "URI",
        "XFA",
    ];
    for (path, bytes) in hostile {
        let names = names(bytes);
        assert!(
            active.iter().all(|name| !names.contains(*name)),
            "{path}: {names:?}"
        );
        let actions = ["A", "Names", "OpenAction"].map(str::to_owned).into();
        let more: Vec<_> = names
            .difference(&harmless)
            .filter(|name| BTreeSet::contains(&actions, *name))
            .collect();
        assert!(more.is_empty(), "{path}: {more:?}");
        let file = HOSTILE.folder.path().join("archive").join(path);
        ask("qpdf", &["--check", file.to_str().unwrap()]);
    }
}

/// Keys of dictionaries and names of actions.
fn collect_names(object: &Object, names: &mut BTreeSet<String>) {
    let of_dictionary = |dictionary: &lopdf::Dictionary, names: &mut BTreeSet<String>| {
        for (key, value) in dictionary {
            let key = String::from_utf8_lossy(key).into_owned();
            if let (true, Ok(name)) = (key == "S", value.as_name()) {
                names.insert(String::from_utf8_lossy(name).into_owned());
            }
            names.insert(key);
            collect_names(value, names);
        }
    };
    match object {
        Object::Dictionary(dictionary) => of_dictionary(dictionary, names),
        Object::Stream(stream) => of_dictionary(&stream.dict, names),
        Object::Array(items) => items.iter().for_each(|item| collect_names(item, names)),
        _ => {}
    }
}

#[test]
fn documents_show_the_name_of_whom_they_are_about() {
    for (path, _) in HOSTILE
        .of_kind("pdf")
        .filter(|(path, _)| path.contains("/people/"))
    {
        let file = HOSTILE.folder.path().join("archive").join(path);
        let Some(text) = ask(
            "pdftotext",
            &["-l", "1", "-layout", file.to_str().unwrap(), "-"],
        ) else {
            return;
        };
        let packet = json(&file.with_extension("json"));
        let number = number_of(packet["head"]["title"].as_str().unwrap()).unwrap();
        assert!(text.contains(&format!("{MARK}{number}.")), "{path}: {text}");
    }
}

/// What a tool prints; `None` where it is not installed.
fn ask(tool: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(tool).args(arguments).output() {
        Ok(output) => {
            assert!(
                output.status.success(),
                "{tool} {arguments:?}: {}",
                complaints(&output)
            );
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(_) if std::env::var_os("SCOREPACK_REQUIRE_TOOLS").is_none() => None,
        Err(error) => unreachable!("{tool}: {error}"),
    }
}

#[test]
fn calendars_have_the_lines_of_harmless_ones() {
    let shape = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let unfolded = text.replace("\r\n ", "");
        let lines = unfolded.split("\r\n").map(|line| {
            assert!(!line.contains(['\n', '\r']), "{line:?}");
            line.split([':', ';']).next().unwrap_or_default().to_owned()
        });
        lines.collect()
    };
    for (path, harmless, hostile) in pairs("ics") {
        assert_eq!(shape(hostile), shape(harmless), "{path}");
    }
}

/// The mails of a rehearsed send.
fn mails(run: &Run) -> Vec<Vec<u8>> {
    let root = run.folder.path().to_str().unwrap();
    let output = scorepack(&["send", root, "--period", "2026-10"]);
    assert!(
        !complaints(&output).contains("error["),
        "{}",
        complaints(&output)
    );
    let outbox = files(&run.folder.path().join("archive/delivery/2026-10/outbox"));
    outbox.into_values().collect()
}

/// The names of a mail's headers, part by part, and what its attachments are called.
fn shape_of_mail(mail: &mailparse::ParsedMail<'_>, shape: &mut BTreeSet<String>) {
    for header in &mail.headers {
        let value = header.get_value();
        assert!(!value.contains(['\r', '\n', '\0']), "{value:?}");
        shape.insert(header.get_key());
    }
    shape.insert(mail.ctype.mimetype.clone());
    let disposition = mail.get_content_disposition();
    if let Some(name) = disposition.params.get("filename") {
        assert!(
            !name.contains(['/', '\\']) && !name.chars().any(char::is_control),
            "{name:?}"
        );
    }
    for part in &mail.subparts {
        shape_of_mail(part, shape);
    }
}

#[test]
fn mails_have_the_headers_and_parts_of_harmless_ones() {
    let shapes = [&HARMLESS, &HOSTILE].map(|run| {
        let mails = mails(run);
        let mut shape = BTreeSet::new();
        for mail in &mails {
            let mail = mailparse::parse_mail(mail).unwrap();
            shape_of_mail(&mail, &mut shape);
        }
        (mails.len(), shape)
    });
    assert!(
        shapes[0].0 > 5 && shapes[0].1.contains("Subject"),
        "{shapes:?}"
    );
    assert_eq!(shapes[0], shapes[1]);
}

#[test]
fn files_have_plain_names_and_lie_in_the_archive() {
    let top: BTreeSet<String> = std::fs::read_dir(HOSTILE.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let expected = ["archive", "data", "kpis", "scorecards", "scorepack.yaml"];
    assert_eq!(top, expected.map(str::to_owned).into());
    let mut folded = BTreeSet::new();
    for path in HOSTILE.files.keys() {
        for part in path.split('/') {
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            assert!(part.chars().all(plain) && part.len() <= 100, "{path}");
            let stem = part.split('.').next().unwrap().to_ascii_uppercase();
            assert!(
                !["CON", "PRN", "AUX", "NUL", "COM1"].contains(&stem.as_str()),
                "{path}"
            );
        }
        assert!(
            folded.insert(path.to_ascii_lowercase()),
            "{path} differs by capitals only"
        );
    }
    assert_eq!(HOSTILE.files.len(), HARMLESS.files.len());
}

#[test]
fn people_whose_identifiers_look_alike_each_have_a_packet_of_their_own() {
    let ids = [
        "e001", "E001", "a/b", "a_b", "a\\b", "a b", "..", ".", "../E001", "CON", "con",
        "NUL.html", "Ä", "ä", "A\u{308}", "-rf", "a_2fb_", "index", "C:x",
    ];
    let small = Small::new();
    let roster = ids.iter().enumerate().map(|(number, id)| {
        format!("\"{id}\",Name{number},service,junior,T1,2025-01-01,2025-01-01\n")
    });
    small.put(
        "data/roster.csv",
        &format!("{ROSTER}{}", roster.collect::<String>()),
    );
    let output = small.run(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    let packets: BTreeMap<String, String> = files(&small.edition().join("people"))
        .values()
        .map(|bytes| {
            let packet: Value = serde_json::from_slice(bytes).unwrap();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&packet["id"]), packet.to_string())
        })
        .collect();
    assert_eq!(packets.len(), ids.len() + 2);
    for (number, id) in ids.iter().enumerate() {
        assert!(packets[*id].contains(&format!("Name{number}")), "{id}");
        let others = (0..ids.len()).filter(|other| *other != number && other / 10 == number / 10);
        for other in others {
            assert!(
                !packets[*id].contains(&format!("Name{other}\"")),
                "{id} has another's name"
            );
        }
    }
}
