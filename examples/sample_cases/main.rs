//! Makes the data of the five published cases: `sample_cases OUT_DIR`.
//!
//! Writes `N/data/*.csv` into OUT_DIR, replacing what is there. The figures are built
//! in, not drawn: rows are laid out so that each case gives exactly what was published.

// Beside this file rather than in a folder of its own, so that a test can include
// the generator by its path.
#[path = "cases.rs"]
mod cases;

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or("usage: sample_cases OUT_DIR")?;
    let mut report = io::stdout().lock();
    for (name, text) in cases::files() {
        let path = folder.join(&name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, &text)?;
        writeln!(report, "{:>10}  {}", text.len(), path.display())?;
    }
    Ok(())
}
