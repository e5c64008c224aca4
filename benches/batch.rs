//! People a second, end to end and by stage, on a generated company.
//!
//! `cargo bench` measures 1,000 people × 13 months; `cargo bench -- 1000 10000` both
//! sizes, `cargo bench -- 1000 pdf` one format only. Prints the table of CONTRIBUTING.md. Peak memory is read on Linux only.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

#[path = "../examples/sample_company/company.rs"]
mod company;

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use company::{Company, Options as CompanyOptions, TABLES};
use scorepack::pipeline::{self, Options, Progress};
use scorepack::render::Format;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Months of data.
const MONTHS: u32 = 13;

/// Notes when each stage begins.
struct Clock(Mutex<Vec<(&'static str, Instant)>>);

impl Progress for Clock {
    fn stage(&self, name: &'static str, _: Option<u64>) {
        if let Ok(mut stages) = self.0.lock() {
            stages.push((name, Instant::now()));
        }
    }

    fn step(&self) {}
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut sizes: Vec<usize> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    if sizes.is_empty() {
        sizes.push(1000);
    }
    let named = |format: &Format| std::env::args().any(|argument| argument == format.extension());
    let mut formats: Vec<Format> = Format::ALL.into_iter().filter(named).collect();
    if formats.is_empty() {
        formats = Format::ALL.to_vec();
    }
    let cores = std::thread::available_parallelism()?;
    let names: Vec<&str> = formats.iter().map(|format| format.extension()).collect();
    println!(
        "{cores} cores, {MONTHS} months, {} for everybody\n",
        names.join(" + ")
    );
    println!(
        "| people | load | measure | score | packets | archive | in all | people/s | peak memory |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for people in sizes {
        let folder = tempfile::tempdir()?;
        generate(folder.path(), people)?;
        measure(folder.path(), people, &formats)?;
    }
    Ok(())
}

/// A workspace like the sample's, with more people.
fn generate(folder: &Path, people: usize) -> Result<(), Box<dyn Error>> {
    let configuration = concat!(env!("CARGO_MANIFEST_DIR"), "/sample-data/scorepack.yaml");
    fs::copy(configuration, folder.join("scorepack.yaml"))?;
    fs::create_dir(folder.join("data"))?;
    let options = CompanyOptions {
        people,
        months: MONTHS,
        ..CompanyOptions::default()
    };
    let company = Company::new(options);
    for &(name, write) in TABLES {
        let mut file = BufWriter::new(File::create(folder.join("data").join(name))?);
        write(&company, &mut file)?;
        file.flush()?;
    }
    Ok(())
}

fn measure(folder: &Path, people: usize, formats: &[Format]) -> Result<(), Box<dyn Error>> {
    let environment = |_: &str| None;
    let options = Options {
        root: folder.to_owned(),
        period: Some("2026-10".parse()?),
        out: None,
        formats: formats.to_vec(),
        only: None,
        language: None,
        redact: None,
        today: NaiveDate::from_ymd_opt(2026, 11, 5).ok_or("no such day")?,
        as_of: None,
        environment: &environment,
    };
    let clock = Clock(Mutex::default());
    let begin = Instant::now();
    let finished = pipeline::run(&options, &clock);
    let end = Instant::now();
    let report = match finished {
        Ok(finished) => finished.report,
        Err(stopped) => return Err(format!("{:?}", stopped.diagnostics).into()),
    };
    if !report.failed.is_empty() {
        return Err(format!(
            "{} packets failed: {}",
            report.failed.len(),
            report.failed[0].diagnostic
        )
        .into());
    }
    let stages = clock.0.into_inner().map_err(|_| "a stage panicked")?;
    let seconds = |name: &str| {
        let index = stages.iter().position(|(stage, _)| *stage == name);
        let span = index.map_or(Duration::ZERO, |index| {
            stages
                .get(index + 1)
                .map_or(end, |next| next.1)
                .duration_since(stages[index].1)
        });
        format!("{:.1} s", span.as_secs_f64())
    };
    let all = end.duration_since(begin).as_secs_f64();
    println!(
        "| {people} | {} | {} | {} | {} | {} | {all:.1} s | {:.0} | {} |",
        seconds("load"),
        seconds("measure"),
        seconds("score"),
        seconds("packets"),
        seconds("archive"),
        report.made.people as f64 / all,
        peak_memory().unwrap_or_else(|| "?".to_owned()),
    );
    Ok(())
}

/// The most memory that the process ever held.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(format!("{:.0} MB", kilobytes / 1024.0))
}
