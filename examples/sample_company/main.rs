//! Makes the sample company: `sample_company OUT_DIR [--people N] [--months M]
//! [--seed S] [--end 2026-10]`.
//!
//! Writes one CSV a table into OUT_DIR, replacing what is there. The same options
//! give the same bytes. The data committed under `sample-data/data` are those of
//! the default options.

// Beside this file rather than in a folder of its own, so that a test can include
// the generator by its path.
#[path = "company.rs"]
mod company;

use std::error::Error;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::str::FromStr;

use company::{Company, Options, TABLES};

/// How the program is called.
const USAGE: &str =
    "usage: sample_company OUT_DIR [--people N] [--months M] [--seed S] [--end YYYY-MM]";

fn main() -> Result<(), Box<dyn Error>> {
    let (folder, options) = arguments(std::env::args_os().skip(1))?;
    fs::create_dir_all(&folder)?;
    let company = Company::new(options);
    let mut report = io::stdout().lock();
    for &(name, write) in TABLES {
        let path = folder.join(name);
        let mut file = BufWriter::new(File::create(&path)?);
        write(&company, &mut file)?;
        file.flush()?;
        writeln!(
            report,
            "{:>10}  {}",
            fs::metadata(&path)?.len(),
            path.display()
        )?;
    }
    Ok(())
}

/// Reads the command line.
fn arguments(
    mut given: impl Iterator<Item = OsString>,
) -> Result<(PathBuf, Options), Box<dyn Error>> {
    let mut folder = None;
    let mut options = Options::default();
    while let Some(argument) = given.next() {
        let name = argument.to_string_lossy().into_owned();
        if !name.starts_with("--") {
            if folder.replace(PathBuf::from(argument)).is_some() {
                return Err(USAGE.into());
            }
            continue;
        }
        let value = given
            .next()
            .and_then(|value| value.into_string().ok())
            .ok_or(USAGE)?;
        match name.as_str() {
            "--people" => options.people = positive(&name, &value)?,
            "--months" => options.months = positive(&name, &value)?,
            "--seed" => options.seed = value.parse()?,
            "--end" => options.end = month(&value).ok_or(USAGE)?,
            _ => return Err(USAGE.into()),
        }
    }
    Ok((folder.ok_or(USAGE)?, options))
}

/// A month as `2026-10`.
fn month(value: &str) -> Option<(i32, u32)> {
    let (year, month) = value.split_once('-')?;
    let month = month
        .parse()
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    Some((year.parse().ok()?, month))
}

/// A whole number from 1 on.
fn positive<T: FromStr + PartialOrd + From<u8>>(name: &str, value: &str) -> Result<T, String> {
    match value.parse::<T>() {
        Ok(number) if number >= T::from(1) => Ok(number),
        _ => Err(format!(
            "{name} takes a whole number from 1 on, not {value}"
        )),
    }
}
