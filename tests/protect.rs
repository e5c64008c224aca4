//! Documents with a password, judged by programs that did not make them: poppler, qpdf,
//! MuPDF and PDFium.
//!
//! Where those are not installed the tests say so and pass, unless the variable
//! `SCOREPACK_REQUIRE_TOOLS` is set, as it is in the gate.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use scorepack::render::pdf::{check_password, protect};
use tempfile::TempDir;

/// The edition that the documents are from.
static EDITION: LazyLock<TempDir> = LazyLock::new(|| {
    let only = ["--period", "2026-10", "--format", "pdf", "--only", "E003"];
    common::run_sample(&only)
});

/// Letters, Chinese, Polish with blanks, and as long as a password may be.
const PASSWORDS: [&str; 4] = [
    "Kv7mQx2pRt9w",
    "春眠不觉晓 处处闻啼鸟",
    "Zażółć gęślą jaźń",
    "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十ab",
];

fn plain() -> Vec<u8> {
    fs::read(EDITION.path().join("2026-10.only/people/E003.pdf")).unwrap()
}

fn protected(folder: &Path, password: &str) -> PathBuf {
    let path = folder.join("protected.pdf");
    fs::write(&path, protect(&plain(), password, &[7; 32]).unwrap()).unwrap();
    path
}

/// What a tool answers; `None` where it is not installed.
fn ask(tool: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(tool).args(arguments).output() {
        Ok(output) => Some(output),
        Err(_) if std::env::var_os("SCOREPACK_REQUIRE_TOOLS").is_none() => {
            skipped(tool);
            None
        }
        Err(error) => unreachable!("{tool}: {error}"),
    }
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skipped(tool: &str) {
    eprintln!("skipped: {tool} is not installed");
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn poppler_reads_the_same_text_with_the_password_and_nothing_without() {
    let folder = tempfile::tempdir().unwrap();
    let open = folder.path().join("open.pdf");
    fs::write(&open, plain()).unwrap();
    let Some(expected) = ask("pdftotext", &["-layout", open.to_str().unwrap(), "-"]) else {
        return;
    };
    let expected = said(&expected);
    assert!(expected.len() > 2000, "{expected}");
    // The option of pdftotext keeps 32 bytes; the others show what longer ones do.
    for password in PASSWORDS
        .into_iter()
        .filter(|password| password.len() <= 32)
    {
        let file = protected(folder.path(), password);
        let file = file.to_str().unwrap();
        let with = ask("pdftotext", &["-layout", "-upw", password, file, "-"]).unwrap();
        assert!(with.status.success(), "{password}");
        assert_eq!(said(&with), expected, "{password}");
        for wrong in [&["-upw", "wrong"][..], &[]] {
            let without = ask("pdftotext", &[wrong, &[file, "-"]].concat()).unwrap();
            assert!(!without.status.success(), "{password} opens with {wrong:?}");
            assert_eq!(said(&without), "");
        }
    }
}

#[test]
fn qpdf_finds_nothing_wrong_and_names_the_method() {
    let folder = tempfile::tempdir().unwrap();
    for password in PASSWORDS {
        let file = protected(folder.path(), password);
        let given = format!("--password={password}");
        let file = file.to_str().unwrap();
        let Some(checked) = ask("qpdf", &["--check", &given, file]) else {
            return;
        };
        assert!(
            checked.status.success(),
            "{}{}",
            said(&checked),
            common::complaints(&checked)
        );
        let shown = said(&ask("qpdf", &["--show-encryption", &given, file]).unwrap());
        for line in [
            "R = 6",
            "stream encryption method: AESv3",
            "string encryption method: AESv3",
            "extract for accessibility: allowed",
            "extract for any purpose: allowed",
            "print high resolution: allowed",
            "modify anything: not allowed",
        ] {
            assert!(shown.contains(line), "{line}: {shown}");
        }
        let without = ask("qpdf", &["--check", file]).unwrap();
        assert!(!without.status.success());
    }
}

#[test]
fn mupdf_opens_it_with_the_password_only() {
    let folder = tempfile::tempdir().unwrap();
    for password in PASSWORDS {
        let file = protected(folder.path(), password);
        let file = file.to_str().unwrap();
        let Some(with) = ask("mutool", &["draw", "-F", "txt", "-p", password, file]) else {
            return;
        };
        let complaints = common::complaints(&with);
        assert!(
            with.status.success() && !complaints.contains("error"),
            "{password}: {complaints}"
        );
        assert!(said(&with).len() > 2000);
        let without = ask("mutool", &["draw", "-F", "txt", file]).unwrap();
        assert!(!without.status.success());
    }
}

/// PDFium is Chromium's; its Python module lies where the checks of conformance put it.
#[test]
fn pdfium_opens_it_with_the_password_only() {
    let home = std::env::var("HOME").unwrap_or_default();
    let python = format!("{home}/.cache/scorepack/python-pdf/bin/python");
    let folder = tempfile::tempdir().unwrap();
    let script = "
import sys, pypdfium2
document = pypdfium2.PdfDocument(sys.argv[1], password=sys.argv[2])
print(sum(len(page.get_textpage().get_text_range()) for page in document))
try:
    pypdfium2.PdfDocument(sys.argv[1], password='wrong')
except pypdfium2.PdfiumError:
    print('refused')
";
    if !Path::new(&python).exists() {
        skipped("pypdfium2");
        return;
    }
    for password in PASSWORDS {
        let file = protected(folder.path(), password);
        let answer = ask(&python, &["-c", script, file.to_str().unwrap(), password]).unwrap();
        assert!(
            answer.status.success(),
            "{password}: {}",
            common::complaints(&answer)
        );
        let answer = said(&answer);
        let mut lines = answer.lines();
        assert!(
            lines.next().unwrap().parse::<usize>().unwrap() > 2000,
            "{answer}"
        );
        assert_eq!(lines.next(), Some("refused"));
    }
}

#[test]
fn without_the_password_not_even_the_metadata_tell_a_name() {
    let find = |bytes: &[u8], text: &str| {
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let has = |wanted: &[u8]| bytes.windows(wanted.len()).any(|part| part == wanted);
        has(text.as_bytes()) || has(&utf16)
    };
    let plain = plain();
    let roster = fs::read_to_string(format!("{}/data/roster.csv", common::SAMPLE)).unwrap();
    let row = roster
        .lines()
        .find(|line| line.starts_with("E003,"))
        .unwrap();
    let names: Vec<&str> = row.split(',').skip(1).take(2).collect();
    assert!(names.iter().any(|name| find(&plain, name)), "{names:?}");
    let sealed = protect(&plain, "Kv7mQx2pRt9w", &[7; 32]).unwrap();
    for name in names {
        assert!(!find(&sealed, name), "{name}");
    }
    for word in ["Scorepack", "Kv7mQx2pRt9w", "pdfaid", "/Title"] {
        assert!(!find(&sealed, word), "{word}");
    }
}

#[test]
fn a_protected_document_claims_no_archival_standard_but_stays_accessible() {
    let folder = tempfile::tempdir().unwrap();
    let file = protected(folder.path(), "Kv7mQx2pRt9w");
    let arguments = ["-upw", "Kv7mQx2pRt9w", "-meta", file.to_str().unwrap()];
    let Some(metadata) = ask("pdfinfo", &arguments) else {
        return;
    };
    let metadata = said(&metadata);
    assert!(
        metadata.contains("<pdfuaid:part>1</pdfuaid:part>"),
        "{metadata}"
    );
    assert!(!metadata.contains("<pdfaid:"), "{metadata}");
    let arguments = ["-upw", "Kv7mQx2pRt9w", file.to_str().unwrap()];
    let facts = said(&ask("pdfinfo", &arguments).unwrap());
    let tagged = facts
        .lines()
        .find(|line| line.starts_with("Tagged:"))
        .unwrap();
    assert!(tagged.ends_with("yes"), "{facts}");
    let encrypted = facts
        .lines()
        .find(|line| line.starts_with("Encrypted:"))
        .unwrap();
    assert!(
        encrypted.contains("AES-256") && encrypted.contains("print:yes copy:yes"),
        "{facts}"
    );
}

#[test]
fn a_protected_document_is_hardly_larger_than_the_plain_one() {
    let plain = plain();
    let sealed = protect(&plain, "Kv7mQx2pRt9w", &[7; 32]).unwrap();
    assert!(
        sealed.len() < plain.len() + plain.len() / 10,
        "{} {}",
        sealed.len(),
        plain.len()
    );
}

#[test]
fn a_password_that_viewers_would_take_differently_is_refused() {
    for (password, fits) in [
        ("Kv7mQx2pRt9w", true),
        ("春眠不觉晓", true),
        ("", false),
        (&"长".repeat(42), true),
        (&"长".repeat(43), false),
        // Full-width letters and an ideographic space become others in some viewers.
        ("ＡＢＣ１２３", false),
        ("春\u{3000}晓", false),
        ("bell\u{7}", false),
        ("🦀 crab", false),
    ] {
        assert_eq!(check_password(password).is_ok(), fits, "{password:?}");
        assert_eq!(
            protect(&plain(), password, &[7; 32]).is_ok(),
            fits,
            "{password:?}"
        );
    }
}

#[test]
fn what_is_no_document_is_reported_and_not_sent_as_it_is() {
    let error = protect(b"no PDF", "Kv7mQx2pRt9w", &[7; 32]).unwrap_err();
    assert_eq!(error.code, "unprotected");
}
