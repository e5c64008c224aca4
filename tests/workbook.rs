//! `scores.xlsx` says what the CSV files of its edition say, in any spreadsheet.
//!
//! Read back with calamine and, where LibreOffice is installed, as LibreOffice reads it; the
//! variable `SCOREPACK_REQUIRE_TOOLS` makes its absence a failure, as in the gate.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

use crate::common;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::common::{SMALL, Small, complaints, json, run_sample};
use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;
use tempfile::TempDir;

/// Rows by the headings of their columns.
type Rows = Vec<BTreeMap<String, Data>>;

/// The edition of the sample company, in Chinese.
static EDITION: LazyLock<TempDir> =
    LazyLock::new(|| run_sample(&["--period", "2026-10", "--format", "json"]));

fn edition() -> PathBuf {
    EDITION.path().join("2026-10")
}

fn sheets(file: &Path) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book: Xlsx<_> = open_workbook(file).unwrap();
    let sheets = book.worksheets().into_iter();
    sheets
        .map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect()))
        .collect()
}

fn rows(file: &Path, sheet: &str) -> Rows {
    let (_, cells) = sheets(file)
        .into_iter()
        .find(|(name, _)| name == sheet)
        .unwrap();
    let head: Vec<String> = cells[0].iter().map(ToString::to_string).collect();
    let distinct: BTreeSet<&String> = head.iter().collect();
    assert_eq!(
        distinct.len(),
        head.len(),
        "two columns of one name: {head:?}"
    );
    let rows = cells[1..].iter();
    rows.map(|row| head.iter().cloned().zip(row.iter().cloned()).collect())
        .collect()
}

fn csv_rows(file: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(edition().join(file))
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// The cell is a number that the field of a CSV file rounds, or both are empty.
fn assert_number(cell: &Data, field: &str, tolerance: f64, place: &str) {
    match cell {
        Data::Empty => assert_eq!(field, "", "{place}"),
        Data::Float(number) => {
            let expected: f64 = field.parse().unwrap();
            assert!(
                (number - expected).abs() <= tolerance,
                "{place}: {number}, {field}"
            );
        }
        other => unreachable!("{place}: {other:?} is no number"),
    }
}

fn assert_text(cell: &Data, text: &str, place: &str) {
    match cell {
        Data::Empty => assert_eq!(text, "", "{place}"),
        Data::String(own) => assert_eq!(own, text, "{place}"),
        other => unreachable!("{place}: {other:?} is no text"),
    }
}

/// Compares what people and teams share.
fn assert_standing(row: &BTreeMap<String, Data>, csv: &BTreeMap<String, String>) {
    let id = &csv["subject_id"];
    assert_number(&row["得分"], &csv["score"], 1e-12, id);
    assert_text(&row["等级"], &csv["grade"], id);
    assert_number(&row["上期得分"], &csv["previous_score"], 1e-12, id);
    // The file has four decimals.
    assert_number(&row["数据覆盖"], &csv["evidence"], 0.5001e-4, id);
    let scores = (
        csv["score"].parse::<f64>(),
        csv["previous_score"].parse::<f64>(),
    );
    let change = match scores {
        (Ok(now), Ok(before)) => format!("{:.1}", now - before),
        _ => String::new(),
    };
    assert_number(&row["变化"], &change, 1e-9, id);
}

#[test]
fn everybody_has_the_score_that_scores_csv_has() {
    let people = rows(&edition().join("scores.xlsx"), "人员");
    let words = BTreeMap::from([
        ("implementation", "实施工程师"),
        ("service", "售后服务工程师"),
        ("presales", "售前工程师"),
        ("junior", "初级"),
        ("intermediate", "中级"),
        ("senior", "高级"),
        ("", ""),
        ("distribution", "等级分布"),
        ("override", "人工核定"),
    ]);
    let mut scored = 0;
    for csv in csv_rows("scores.csv") {
        if csv["subject_kind"] != "person" {
            continue;
        }
        let id = Data::String(csv["subject_id"].clone());
        let row = people.iter().find(|row| row["编号"] == id).unwrap();
        assert_standing(row, &csv);
        for (heading, column) in [
            ("岗位", "role"),
            ("职级", "level"),
            ("等级调整依据", "moved_by"),
        ] {
            assert_text(
                &row[heading],
                words[csv[column].as_str()],
                &csv["subject_id"],
            );
        }
        assert_text(&row["团队编号"], &csv["team_id"], "team");
        assert_text(&row["按得分等级"], &csv["absolute_grade"], "grade by score");
        for (heading, column) in [
            ("位次", "rank"),
            ("池内评级人数", "pool_size"),
            ("四分位", "quartile"),
        ] {
            assert_number(&row[heading], &csv[column], 0.0, heading);
        }
        scored += 1;
    }
    assert!(scored > 40, "{scored} people");
    assert!(people.len() >= scored);
    // Days are days.
    let roster = fs::read_to_string(format!("{}/data/roster.csv", common::SAMPLE)).unwrap();
    for row in &people {
        let Data::DateTime(joined) = &row["入职日期"] else {
            unreachable!("{row:?} has no day");
        };
        let day = joined.as_datetime().unwrap().date().to_string();
        let id = row["编号"].to_string();
        let own = |line: &&str| line.starts_with(&format!("{id},"));
        assert!(
            roster.lines().filter(own).any(|line| line.contains(&day)),
            "{id} {day}"
        );
    }
}

#[test]
fn every_value_is_the_one_of_measures_csv_or_too_little_evidence() {
    let catalogue = scorepack::workspace::built_in().unwrap();
    let measures: BTreeMap<(String, String), BTreeMap<String, String>> = csv_rows("measures.csv")
        .into_iter()
        .filter(|row| row["period"] == "2026-10")
        .map(|row| ((row["subject_id"].clone(), row["kpi"].clone()), row))
        .collect();
    let (mut values, mut gaps) = (0, 0);
    for sheet in ["指标", "团队"] {
        for row in rows(&edition().join("scores.xlsx"), sheet) {
            let id = row["编号"].to_string();
            for (heading, cell) in &row {
                let name = heading.split('（').next().unwrap();
                let named = |name: &str| catalogue.kpis.values().find(|kpi| kpi.name.zh == name);
                let Some(kpi) = named(heading).or_else(|| named(name)) else {
                    continue;
                };
                let place = format!("{sheet}, {id}, {heading}");
                let measure = measures.get(&(id.clone(), kpi.id.clone()));
                let evidence = measure.filter(|m| m["state"] != "insufficient");
                let text = evidence.map_or("", |measure| measure["value"].as_str());
                let Ok(value) = text.parse::<f64>() else {
                    assert_eq!(cell, &Data::Empty, "{place}");
                    gaps += 1;
                    continue;
                };
                let percent = kpi.unit.name() == "percent";
                let expected = if percent { value / 100.0 } else { value };
                let Data::Float(number) = cell else {
                    unreachable!("{place}: {cell:?} for {expected}");
                };
                // Fifteen digits are kept, as in every spreadsheet.
                assert!(
                    (number - expected).abs() <= expected.abs() * 1e-14,
                    "{place}"
                );
                values += 1;
            }
        }
    }
    assert!(values > 500 && gaps > 500, "{values} values, {gaps} gaps");
}

#[test]
fn the_verdict_beside_a_value_is_the_one_of_the_packet() {
    let mut told = BTreeSet::new();
    for row in rows(&edition().join("scores.xlsx"), "指标") {
        let packet = json(&edition().join(format!("people/{}.json", row["编号"])));
        let groups = packet
            .pointer("/scorecard/groups")
            .and_then(Value::as_array);
        let items = groups
            .into_iter()
            .flatten()
            .map(|group| group["items"].as_array());
        for item in items.flatten().flatten() {
            let name = item["name"].as_str().unwrap();
            let Some(cell) = row.get(&format!("{name}·环比")) else {
                continue;
            };
            let changes = item["changes"].as_array().unwrap();
            let change = changes
                .iter()
                .find(|change| change["against"] == "previous");
            let said = change.filter(|change| {
                change["verdict"] != "insufficient" && !item["value_number"].is_null()
            });
            let text = |change: &Value, key: &str| change[key].as_str().unwrap().to_owned();
            let expected = said.map_or_else(String::new, |change| {
                format!("{} {}", text(change, "mark"), text(change, "verdict_label"))
            });
            assert_text(cell, &expected, &format!("{}, {name}", row["编号"]));
            told.insert(expected);
        }
    }
    // Better, worse, as before, not tested, and nothing.
    assert!(told.len() >= 5, "{told:?}");
}

#[test]
fn teams_pools_lists_and_quality_agree_with_their_files() {
    let file = edition().join("scores.xlsx");
    let teams = rows(&file, "团队");
    let scores = csv_rows("scores.csv");
    for csv in scores.iter().filter(|row| row["subject_kind"] == "team") {
        let id = Data::String(csv["subject_id"].clone());
        assert_standing(teams.iter().find(|row| row["编号"] == id).unwrap(), csv);
    }

    // Everybody with a scorecard is in one pool, the best first.
    let mut pooled = BTreeSet::new();
    let all = sheets(&file);
    let pools: Vec<&String> = all.iter().skip(7).map(|(name, _)| name).collect();
    assert!(pools.len() >= 8, "{pools:?}");
    for pool in pools {
        let rows = rows(&file, pool);
        let score = |row: &BTreeMap<String, Data>| match row["得分"] {
            Data::Float(score) => score,
            _ => f64::MIN,
        };
        assert!(rows.is_sorted_by(|a, b| score(a) >= score(b)), "{pool}");
        for row in rows {
            assert!(pooled.insert(row["编号"].to_string()), "{pool}");
        }
    }
    let people = scores.iter().filter(|row| row["subject_kind"] == "person");
    assert_eq!(
        pooled,
        people.map(|row| row["subject_id"].clone()).collect()
    );

    let (lists, csv) = (rows(&file, "建议名单"), csv_rows("lists.csv"));
    assert_eq!(lists.len(), csv.len());
    assert!(!lists.is_empty());
    for (row, csv) in lists.iter().zip(&csv) {
        assert_text(&row["编号"], &csv["person_id"], "list");
        assert_number(&row["得分"], &csv["score"], 1e-12, &csv["person_id"]);
        assert_text(&row["依据"], &csv["evidence"], &csv["person_id"]);
    }

    let report = json(&edition().join("report.json"));
    let quality = rows(&file, "数据质量");
    let tables = report["tables"].as_array().unwrap();
    assert_eq!(quality.len(), tables.len());
    for (row, table) in quality.iter().zip(tables) {
        for (heading, key) in [
            ("行数", "rows_read"),
            ("采用行数", "rows_used"),
            ("未采用行数", "rows_refused"),
        ] {
            assert_number(&row[heading], &table[key].to_string(), 0.0, key);
        }
    }
}

#[test]
fn the_manifest_lists_it_and_no_file_tells_when_it_was_made() {
    let manifest = json(&edition().join("manifest.json"));
    let size = fs::metadata(edition().join("scores.xlsx")).unwrap().len();
    assert_eq!(manifest["files"]["scores.xlsx"]["size"], size);
    let mut archive =
        zip::ZipArchive::new(fs::File::open(edition().join("scores.xlsx")).unwrap()).unwrap();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).unwrap();
        assert_eq!(entry.last_modified().unwrap().year(), 1980);
    }
    let mut properties = String::new();
    let mut core = archive.by_name("docProps/core.xml").unwrap();
    std::io::Read::read_to_string(&mut core, &mut properties).unwrap();
    assert_eq!(
        properties.matches("2026-11-05T00:00:00Z").count(),
        2,
        "{properties}"
    );
}

/// A workspace whose names are formulas and what sheets may not be called.
fn hostile() -> Small {
    let small = Small::new();
    let levels = "{level: {values: [\"=2+2\", 'a/b:[c]*?\\', 'a/b:[c]*?']}}";
    let roster = format!("data/roster.csv, columns: {levels}");
    small.put(
        "scorepack.yaml",
        &SMALL.replacen("data/roster.csv", &roster, 1),
    );
    small.put(
        "data/roster.csv",
        "engineer_id,name,role,level,team_id,joined_on,valid_from\n\
         =1+1,\"=HYPERLINK(\"\"http://example.org\"\")\",service,=2+2,+T1,2025-01-01,2025-01-01\n\
         @B2,-Ben,service,a/b:[c]*?\\,+T1,2025-01-01,2025-01-01\n\
         C3,+Cem,service,a/b:[c]*? ,+T1,2025-01-01,2025-01-01\n",
    );
    small.put(
        "data/work_orders.csv",
        "order_id,engineer_id,opened_at,promised_at,resolved_at,fixed_first_visit\n\
         W1,=1+1,2026-01-05 09:00,2026-01-06 09:00,2026-01-05 15:00,true\n\
         W2,@B2,2026-01-07 09:00,2026-01-08 09:00,2026-01-09 09:00,false\n",
    );
    let output = small.run(&["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    small
}

#[test]
fn hostile_names_are_texts_in_the_workbook_and_in_every_csv_file() {
    let small = hostile();
    let file = small.edition().join("scores.xlsx");
    let mut book: Xlsx<_> = open_workbook(&file).unwrap();
    for name in book.sheet_names() {
        assert!(
            name.encode_utf16().count() <= 31
                && !name.contains(['[', ']', ':', '*', '?', '/', '\\'])
        );
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
    }
    let ids: Vec<String> = rows(&file, "People")
        .iter()
        .map(|row| row["ID"].to_string())
        .collect();
    assert_eq!(ids, ["=1+1", "@B2", "C3"]);

    let mut guarded = 0;
    for (name, bytes) in common::files(&small.edition()) {
        if !name.ends_with(".csv") {
            continue;
        }
        for record in csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes.as_slice())
            .records()
        {
            for cell in &record.unwrap() {
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(!formula || cell.parse::<f64>().is_ok(), "{name}: {cell}");
                guarded += usize::from(cell.starts_with("'="));
            }
        }
    }
    assert!(guarded > 3, "{guarded} cells");

    // The next edition knows them again: nobody is new, nothing is restated.
    let again = small.run(&["--format", "json"]);
    assert_eq!(again.status.code(), Some(0), "{}", complaints(&again));
    let report = json(&small.edition().join("report.json"));
    assert_eq!(
        report["history"]["restated"].as_array().unwrap().len(),
        0,
        "{report}"
    );
    assert_eq!(report["history"]["regraded"].as_array().unwrap().len(), 0);
}

/// Every sheet as LibreOffice reads it; `None`, with a word, where it is not installed.
fn by_libreoffice(file: &Path) -> Option<BTreeMap<String, Vec<Vec<String>>>> {
    let out = tempfile::tempdir().unwrap();
    let profile = format!(
        "-env:UserInstallation=file://{}/profile",
        out.path().display()
    );
    // Comma, quotes, UTF-8, values in place of what is shown, all sheets.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
    let run = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", filter, "--outdir"])
        .arg(out.path())
        .arg(file)
        .output();
    let output = match run {
        Ok(output) => output,
        Err(_) if std::env::var_os("SCOREPACK_REQUIRE_TOOLS").is_none() => {
            // The harness shows it with --nocapture.
            eprint("skipped: soffice (LibreOffice Calc) is not installed");
            return None;
        }
        Err(error) => unreachable!("soffice: {error}"),
    };
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        complaints(&output)
    );
    // What LibreOffice says of itself, without Java.
    let about: Vec<&str> = said
        .lines()
        .filter(|line| !line.contains("javaldx"))
        .collect();
    let about = about.join("\n").to_lowercase();
    assert!(output.status.success(), "{said}");
    for word in ["error", "warning", "repair", "corrupt"] {
        assert!(!about.contains(word), "{said}");
    }
    let mut sheets = BTreeMap::new();
    for (name, bytes) in common::files(out.path()) {
        let sheet = name
            .strip_prefix("scores-")
            .and_then(|name| name.strip_suffix(".csv"));
        if let Some(sheet) = sheet {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(bytes.as_slice());
            let rows = reader.records().map(|row| {
                let row = row.unwrap();
                row.iter().map(ToOwned::to_owned).collect()
            });
            sheets.insert(sheet.to_owned(), rows.collect());
        }
    }
    Some(sheets)
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn eprint(text: &str) {
    eprintln!("{text}");
}

#[test]
fn libreoffice_opens_it_without_a_word_and_reads_the_same() {
    let small = hostile();
    for file in [
        edition().join("scores.xlsx"),
        small.edition().join("scores.xlsx"),
    ] {
        let Some(read) = by_libreoffice(&file) else {
            return;
        };
        let (mut texts, mut numbers) = (0, 0);
        for (name, cells) in sheets(&file) {
            // File names do not take every character.
            let own = read.get(&name).filter(|_| !name.contains(['=', '\'', '|']));
            let Some(own) = own else {
                assert!(
                    !name.is_ascii() || name.contains(['=', '+', ' ']),
                    "{name}: {read:?}"
                );
                continue;
            };
            for (row, (ours, theirs)) in cells.iter().zip(own).enumerate() {
                for (column, cell) in ours.iter().enumerate() {
                    let other = theirs.get(column).map_or("", String::as_str);
                    let place = format!("{name}, row {}, column {}", row + 1, column + 1);
                    match cell {
                        Data::Empty => assert_eq!(other, "", "{place}"),
                        Data::String(text) => {
                            assert_eq!(other, text, "{place}");
                            texts += 1;
                        }
                        Data::Float(number) => {
                            let (digits, divisor) = match other.strip_suffix('%') {
                                Some(percent) => (percent, 100.0),
                                None => (other, 1.0),
                            };
                            let other = digits.parse::<f64>().unwrap_or(f64::NAN) / divisor;
                            let near = (other - number).abs() <= number.abs() * 1e-9;
                            assert!(near, "{place}: {other} for {number}");
                            numbers += 1;
                        }
                        Data::DateTime(date) => {
                            let day = date.as_datetime().unwrap().date().to_string();
                            assert_eq!(other, day, "{place}");
                        }
                        other => unreachable!("{place}: {other:?}"),
                    }
                }
            }
        }
        assert!(
            texts > 20 && numbers > 5,
            "{texts} texts, {numbers} numbers"
        );
    }
}
