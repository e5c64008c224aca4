//! The shape of the house, read from its source.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read the source has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Modules from the leaves up; a module may use itself and what stands before it.
const ORDER: [&str; 20] = [
    "diagnostic",
    "period",
    "calendar",
    "cell",
    "theme",
    "quantity",
    "statistics",
    "locale",
    "typeface", // leaves
    "workspace",
    "load",
    "measure",
    "score",
    "compose",
    "chart",
    "render",
    "archive",
    "deliver", // stages
    "pipeline",
    "cli",
];

/// Crates with the only places that may know them.
const ROOMS: [(&str, &[&str]); 8] = [
    ("polars", &["load", "measure"]),
    ("printpdf", &["render/pdf"]),
    ("lopdf", &["render/pdf"]),
    ("tera", &["render"]),
    ("rust_xlsxwriter", &["render/workbook", "load/tests"]),
    ("serde_yaml", &["workspace/yaml"]),
    ("lettre", &["deliver"]),
    ("clap", &["cli"]),
];

/// Every source file below `src`, with its text.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().with_extension("");
                let name = name.to_str().unwrap().replace('\\', "/");
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// Modules of this crate that a text names after `crate::`, in `use` lines and in paths.
fn used_modules(text: &str) -> Vec<String> {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| {
        line.split("crate::")
            .skip(1)
            .map(|rest| {
                rest.chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .collect::<String>()
            })
            .collect::<Vec<_>>()
    })
    .filter(|module| ORDER.contains(&module.as_str()))
    .collect()
}

#[test]
fn no_module_uses_one_that_stands_above_it() {
    let rank = |module: &str| ORDER.iter().position(|known| *known == module);
    let mut arrows = Vec::new();
    for (file, text) in sources() {
        let Some(own) = file.split('/').next().and_then(rank) else {
            assert!(
                ["lib", "main"].contains(&file.as_str()),
                "{file} is not in the order"
            );
            continue;
        };
        for used in used_modules(&text) {
            if rank(&used) > Some(own) {
                arrows.push(format!("{file} uses {used}"));
            }
        }
    }
    assert!(arrows.is_empty(), "arrows against the order: {arrows:#?}");
}

#[test]
fn large_crates_stay_in_their_rooms() {
    let mut strays = Vec::new();
    for (file, text) in sources() {
        for (name, rooms) in ROOMS {
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            let known = code.into_iter().any(|line| {
                line.contains(&format!("{name}::")) || line.contains(&format!("use {name}"))
            });
            if known && !rooms.iter().any(|room| file.starts_with(room)) {
                strays.push(format!("{file} knows {name}"));
            }
        }
    }
    assert!(strays.is_empty(), "{strays:#?}");
}

#[test]
fn the_library_does_not_read_clock_or_environment() {
    let mut reads = Vec::new();
    for (file, text) in sources() {
        if file == "main" {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap();
        for word in [
            "Local::now",
            "Utc::now",
            "SystemTime::now",
            "Instant::now",
            "env::var",
            "process::exit",
        ] {
            if code.contains(word) {
                reads.push(format!("{file}: {word}"));
            }
        }
    }
    assert!(reads.is_empty(), "{reads:#?}");
}

#[test]
fn every_module_opens_with_its_purpose() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn every_file_of_tests_is_a_module_of_their_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let listed = fs::read_to_string(root.join("main.rs")).unwrap();
    let files = fs::read_dir(root).unwrap().map(|entry| entry.unwrap());
    let names = files.filter_map(|file| {
        let name = file.file_name().into_string().unwrap();
        name.strip_suffix(".rs").map(str::to_owned)
    });
    let unread: Vec<String> = names
        .filter(|name| name != "main" && !listed.contains(&format!("\nmod {name};\n")))
        .collect();
    assert!(unread.is_empty(), "never run: {unread:#?}");
}
