//! What integration tests share: running the program on copies of workspaces.

#![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

pub(crate) mod company;
pub(crate) mod disk;
pub(crate) mod post;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The folder of the sample workspace.
pub(crate) const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sample-data");

/// The program with these arguments.
pub(crate) fn scorepack(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scorepack"))
        .args(arguments)
        .output()
        .unwrap()
}

/// Standard error as text.
pub(crate) fn complaints(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The folder of editions that a run of the sample with these further arguments makes.
pub(crate) fn run_sample(more: &[&str]) -> TempDir {
    let out = tempfile::tempdir().unwrap();
    let mut arguments = vec!["run", SAMPLE, "--out", out.path().to_str().unwrap()];
    arguments.extend(more);
    let output = scorepack(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    out
}

/// A small workspace of its own: one team of service engineers with work orders.
pub(crate) struct Small {
    pub(crate) folder: TempDir,
}

pub(crate) const SMALL: &str = "\
organisation:
  name: {en: Small, zh: 小公司}
  language: en
as_of: 2026-02-03
data:
  roster: {file: data/roster.csv}
  work_orders: {file: data/work_orders.csv}
";

pub(crate) const ROSTER: &str = "\
engineer_id,name,role,level,team_id,joined_on,valid_from
A1,Ada,service,senior,T1,2025-01-01,2025-01-01
B2,Ben,service,junior,T1,2025-01-01,2025-01-01
";

pub(crate) const WORK_ORDERS: &str = "\
order_id,engineer_id,opened_at,promised_at,resolved_at,fixed_first_visit
W1,A1,2026-01-05 09:00,2026-01-06 09:00,2026-01-05 15:00,true
W2,A1,2026-01-07 09:00,2026-01-08 09:00,2026-01-09 09:00,false
W3,A1,2026-01-12 09:00,2026-01-13 09:00,2026-01-12 10:00,true
W4,B2,2026-01-12 09:00,2026-01-13 09:00,2026-01-12 19:00,true
";

/// Orders of February: Ada's two are in time and fixed at once; of Ben's one is neither.
pub(crate) const FEBRUARY: &str = "\
F1,A1,2026-02-03 09:00,2026-02-04 09:00,2026-02-03 15:00,true
F2,A1,2026-02-04 09:00,2026-02-05 09:00,2026-02-04 15:00,true
F3,B2,2026-02-05 09:00,2026-02-06 09:00,2026-02-09 15:00,false
F4,B2,2026-02-10 09:00,2026-02-11 09:00,2026-02-10 15:00,true
";

/// A KPI: the share of orders that were resolved by their promised time.
pub(crate) const IN_TIME: &str = "in_time: {name: In time, about: A, formula: F, kind: rate, source: work_orders, date: opened_at, of: resolved_at <= promised_at, unit: percent, decimals: 1, direction: up, target: 100, min_n: 1}\n";

/// A scorecard for service of one group with these KPIs and weights.
pub(crate) fn scorecard(items: &[(&str, u32)]) -> String {
    let items: String = items
        .iter()
        .map(|(kpi, weight)| format!("      - {{kpi: {kpi}, weight: {weight}}}\n"))
        .collect();
    format!("name: Service\nrole: service\ngroups:\n  - id: a\n    name: A\n    items:\n{items}")
}

impl Small {
    /// The small workspace scored by KPIs of its own, as it is on `day`, with `more` orders.
    pub(crate) fn scored(day: &str, more: &str, kpis: &str, scorecard: &str) -> Self {
        let small = Self::new();
        small.put("scorepack.yaml", &SMALL.replace("2026-02-03", day));
        small.put("data/work_orders.csv", &format!("{WORK_ORDERS}{more}"));
        small.put("kpis/own.yaml", kpis);
        small.put("scorecards/service.yaml", scorecard);
        small
    }

    /// A run that has to succeed.
    pub(crate) fn make(&self, arguments: &[&str]) {
        let output = scorepack(&[&["run", self.path()], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", complaints(&output));
    }

    pub(crate) fn new() -> Self {
        let small = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        small.put("scorepack.yaml", SMALL);
        small.put("data/roster.csv", ROSTER);
        small.put("data/work_orders.csv", WORK_ORDERS);
        small
    }

    pub(crate) fn path(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    pub(crate) fn put(&self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn run(&self, more: &[&str]) -> Output {
        let mut arguments = vec!["run", self.path(), "--period", "2026-01"];
        arguments.extend(more);
        scorepack(&arguments)
    }

    pub(crate) fn check(&self) -> String {
        complaints(&scorepack(&["check", self.path()]))
    }

    pub(crate) fn edition(&self) -> PathBuf {
        self.folder.path().join("archive/2026-01")
    }
}

/// A JSON file.
pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The names of everybody who ever managed a person of the sample, in both languages.
pub(crate) fn managers(id: &str) -> String {
    let roster = fs::read_to_string(format!("{SAMPLE}/data/roster.csv")).unwrap();
    let mut lines = roster.trim_start_matches('\u{feff}').lines();
    let headers: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| headers.iter().position(|header| *header == name).unwrap();
    let columns = [at("manager"), at("manager_en")];
    lines
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|cells| cells[0] == id)
        .flat_map(|cells| columns.map(|column| cells[column].to_owned()))
        .collect::<Vec<_>>()
        .join(", ")
}

/// All files below a folder by relative path.
pub(crate) fn files(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}
