//! The reference pages say what the code does.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read the source has failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common::scorepack;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Source files below `src` as one text.
fn source() -> String {
    let mut text = String::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let code = fs::read_to_string(&path).unwrap();
                text.push_str(code.split("#[cfg(test)]").next().unwrap());
            }
        }
    }
    text
}

#[test]
fn the_pages_of_tables_are_what_the_program_prints() {
    for (language, page) in [("en", "docs/tables.md"), ("zh", "docs/tables.zh.md")] {
        let printed = scorepack(&["tables", "--locale", language]);
        let printed = String::from_utf8(printed.stdout).unwrap();
        assert!(
            printed == read(page),
            "{page}: make it again with `scorepack tables --locale {language}`"
        );
    }
}

#[test]
fn the_pages_of_kpis_are_what_the_program_prints() {
    for (language, page) in [("en", "docs/kpis.md"), ("zh", "docs/kpis.zh.md")] {
        let arguments = ["kpis", "--built-in", "--markdown", "--locale", language];
        let printed = String::from_utf8(scorepack(&arguments).stdout).unwrap();
        assert!(
            printed == read(page),
            "{page}: make it again with `scorepack {}`",
            arguments.join(" ")
        );
    }
}

#[test]
fn what_the_pages_on_explaining_show_is_what_the_program_prints() {
    for page in ["docs/explain.md", "docs/explain.zh.md"] {
        let text = read(page);
        let mut shown = 0;
        for block in text.split("```\n$ ").skip(1) {
            let (command, expected) = block
                .split("\n```")
                .next()
                .unwrap()
                .split_once('\n')
                .unwrap();
            let arguments: Vec<&str> = command.split(' ').skip(1).collect();
            let printed = String::from_utf8(scorepack(&arguments).stdout).unwrap();
            let (begin, end) = expected.split_once("\n…\n").unwrap_or((expected, ""));
            let printed = printed.trim_end();
            assert!(
                printed.starts_with(begin) && printed.ends_with(end),
                "{page}: make it again with `{command}`:\n{printed}"
            );
            // A page that leaves nothing out shows all of it.
            assert!(
                !end.is_empty() || printed == begin,
                "{page}: `{command}` prints more"
            );
            shown += 1;
        }
        assert_eq!(shown, 2, "{page}");
    }
}

#[test]
fn every_key_of_the_configuration_is_explained() {
    let page = read("docs/workspace.md");
    let raw = read("src/workspace/raw.rs")
        + &read("src/workspace/raw/kpi.rs")
        + &read("src/workspace/raw/scorecard.rs")
        + &read("src/workspace/grading.rs")
        + &read("src/workspace/alert/raw.rs")
        + &read("src/workspace/mail.rs")
        + &read("src/workspace/protect.rs");
    let mut missing = Vec::new();
    let mut renamed = None;
    for line in raw.lines().map(str::trim) {
        if let Some(name) = line.split("rename = \"").nth(1) {
            renamed = name.split('"').next().map(str::to_owned);
        } else if let Some(field) = line
            .strip_prefix("pub(super) ")
            .or_else(|| line.strip_prefix("pub(in crate::workspace) "))
            .filter(|rest| !["fn ", "use "].iter().any(|word| rest.starts_with(word)))
            .and_then(|rest| rest.split_once(':'))
        {
            let key = renamed.take().unwrap_or_else(|| field.0.to_owned());
            if !page.contains(&format!("`{key}`")) && !page.contains(&format!("`{key}:")) {
                missing.push(key);
            }
        } else {
            renamed = None;
        }
    }
    assert!(missing.is_empty(), "docs/workspace.md lacks {missing:?}");
}

#[test]
fn every_diagnostic_code_is_explained_and_none_that_is_not_given() {
    let page = read("docs/diagnostics.md");
    let explained: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .map(str::to_owned)
        .collect();
    assert!(explained.len() > 30, "{explained:?}");
    let source = source();
    let given: BTreeSet<String> = codes(&source);
    let silent: Vec<&String> = given.difference(&explained).collect();
    assert!(silent.is_empty(), "docs/diagnostics.md lacks {silent:?}");
    let unused: Vec<&String> = explained
        .iter()
        .filter(|code| !source.contains(&format!("\"{code}\"")))
        .collect();
    assert!(
        unused.is_empty(),
        "docs/diagnostics.md explains what is never given: {unused:?}"
    );
}

/// The first text after each constructor of a diagnostic.
fn codes(source: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for constructor in [
        "Diagnostic::error(",
        "Diagnostic::warning(",
        "Diagnostic::note(",
        ".add(",
    ] {
        for rest in source.split(constructor).skip(1) {
            let first = rest.trim_start();
            if let Some(code) = first
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
            {
                let is_code =
                    code.contains('-') && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
                if is_code || code == "internal" {
                    codes.insert(code.to_owned());
                }
            }
        }
    }
    codes
}

#[test]
fn both_readmes_have_the_same_commands() {
    let commands = |page: &str| -> Vec<String> {
        let text = read(page);
        let blocks = text.split("```").skip(1).step_by(2);
        blocks
            .flat_map(|block| block.lines().skip(1).map(str::to_owned).collect::<Vec<_>>())
            .filter(|line| line.starts_with("cargo ") || line.starts_with("scorepack "))
            .map(|line| line.split(" #").next().unwrap().trim_end().to_owned())
            .collect()
    };
    let english = commands("README.md");
    assert!(
        english
            .iter()
            .any(|line| line == "cargo run -- run sample-data"),
        "{english:?}"
    );
    assert!(
        english.iter().any(|line| line == "cargo test"),
        "{english:?}"
    );
    assert_eq!(english, commands("README.zh-CN.md"));
}

#[test]
fn both_readmes_name_every_command() {
    let help = String::from_utf8(scorepack(&["--help"]).stdout).unwrap();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<&str> = commands
        .take_while(|line| !line.trim().is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .collect();
    assert!(commands.len() > 10, "{help}");
    for page in ["README.md", "README.zh-CN.md"] {
        let text = read(page);
        for command in &commands {
            let row = format!("| `scorepack {command} ");
            assert!(
                text.contains(&row) || text.contains(&format!("| `scorepack {command}`")),
                "{page}: {command}"
            );
        }
    }
}
