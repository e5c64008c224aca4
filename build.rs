//! Lists the message files below `templates/locales`, so that a folder there is a language.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const LOCALES: &str = "templates/locales";

fn main() -> io::Result<()> {
    announce();
    let mut list = String::from("&[\n");
    for folder in sorted(Path::new(LOCALES))?
        .iter()
        .filter(|path| path.is_dir())
    {
        let _ = writeln!(list, "({:?}, &[", name(folder));
        for file in sorted(folder)?.iter().filter(|path| is_messages(path)) {
            // Not an absolute path: one target directory may serve a clone that was moved,
            // and Cargo does not run this script again for that.
            let below = format!("{}/{}", name(folder), name(file));
            let path = format!("/{LOCALES}/{below}");
            let file = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?})");
            let _ = writeln!(list, "({below:?}, include_str!({file})),");
        }
        list.push_str("]),\n");
    }
    list.push_str("]\n");
    let out = env::var_os("OUT_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    fs::write(out.join("messages.rs"), list)
}

#[allow(clippy::print_stdout, reason = "so a build script speaks to Cargo")]
fn announce() {
    println!("cargo::rerun-if-changed={LOCALES}");
    println!("cargo::rerun-if-changed=build.rs");
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn is_messages(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "ftl")
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
