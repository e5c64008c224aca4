//! Files on disk: which ones a pattern means, their format, checksum and stream.
//!
//! A zip stands for the one member in it that has a known extension; folders,
//! `__MACOSX` and names that begin with a dot do not count. Encrypted archives
//! and archives in archives are not read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::column::shorten;
use super::encoding::{Evidence, survey};
use super::limits::{LARGEST_FILE, OverLimit, Unpacked, check_size};
use super::report::nearest;
use crate::diagnostic::{Diagnostic, Place};
use crate::workspace::source::{FileFormat, TableSource};

/// One file of a table.
#[derive(Debug)]
pub(super) struct SourceFile {
    path: PathBuf,
    /// The path as diagnostics name it: relative to the workspace, with `/`.
    pub(super) label: String,
    pub(super) format: FileFormat,
    /// Index and name of the member, if the file is a zip.
    member: Option<(usize, String)>,
}

/// The files that a pattern means, sorted by name: the path as diagnostics name it (relative to
/// `root`, with `/`) and where the file lies. They are looked for on disk, or among those that an
/// edition `kept`.
pub(super) fn find_files(
    pattern: &str,
    root: &Path,
    kept: Option<&BTreeMap<String, PathBuf>>,
) -> Result<Vec<(String, PathBuf)>, Vec<Diagnostic>> {
    let Some(kept) = kept else {
        let label = |path: PathBuf| {
            let inside = path.strip_prefix(root).unwrap_or(&path);
            (inside.to_string_lossy().replace('\\', "/"), path)
        };
        let paths = find_paths(pattern, root)?;
        return Ok(paths.into_iter().map(label).collect());
    };
    // Labels have no `.` before them.
    let parts = Path::new(pattern).components();
    let wanted: PathBuf = parts.filter(|part| *part != Component::CurDir).collect();
    let exact = kept.iter().filter(|(label, _)| Path::new(label) == wanted);
    let mut found: Vec<_> = exact.collect();
    if let (true, Ok(pattern)) = (found.is_empty(), Pattern::new(&wanted.to_string_lossy())) {
        let options = MatchOptions {
            require_literal_separator: true,
            ..MatchOptions::default()
        };
        let matches = |label: &String| pattern.matches_with(label, options);
        found = kept.iter().filter(|(label, _)| matches(label)).collect();
    }
    if found.is_empty() {
        let message = format!("The edition was not made from a file `{pattern}`.");
        return Err(vec![
            Diagnostic::error("missing-file", Place::file(pattern), message)
                .hint("set the variables in paths as they were when it was made"),
        ]);
    }
    // As files on disk are sorted: by the parts of their paths.
    found.sort_by(|(a, _), (b, _)| Path::new(a).cmp(Path::new(b)));
    Ok((found.into_iter())
        .map(|(label, path)| (label.clone(), path.clone()))
        .collect())
}

/// The files on disk that a pattern means, sorted by name.
fn find_paths(pattern: &str, root: &Path) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let exact = root.join(pattern);
    if exact.is_file() {
        return Ok(vec![exact]);
    }
    let missing = |message: String| {
        let place = Place::file(pattern);
        let found = Diagnostic::error("missing-file", place, message);
        vec![found.hint(hint_for_missing(&exact))]
    };
    // Only the pattern may hold wildcards, not the folder that the workspace lies in.
    let escaped = Pattern::escape(&root.to_string_lossy());
    let full = Path::new(&escaped).join(pattern);
    let found = glob::glob(&full.to_string_lossy())
        .map_err(|error| missing(format!("`{pattern}` is no pattern: {error}")))?;
    let mut paths: Vec<PathBuf> = found.flatten().filter(|path| path.is_file()).collect();
    paths.sort();
    if paths.is_empty() {
        return Err(missing(format!("There is no file `{pattern}`.")));
    }
    Ok(paths)
}

fn hint_for_missing(path: &Path) -> String {
    let folder = path.parent().unwrap_or(Path::new(""));
    let Ok(entries) = folder.read_dir() else {
        return format!("The folder `{}` does not exist.", folder.display());
    };
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let wanted = path.file_name().unwrap_or_default().to_string_lossy();
    nearest(&wanted, names.iter().map(String::as_str))
        .map_or_else(String::new, |name| format!("Did you mean `{name}`?"))
}

impl SourceFile {
    /// Looks at a file's name and, if it is a zip, at its list of members.
    pub(super) fn locate(
        path: &Path,
        label: String,
        source: &TableSource,
    ) -> Result<Self, Vec<Diagnostic>> {
        let unreadable =
            |message| Diagnostic::error("unreadable-file", Place::file(&label), message);
        let mut member = None;
        if extension(&label) == "zip" {
            let wanted = source.member.as_deref();
            let found = find_member(path, wanted);
            member = Some(found.map_err(|reason| vec![unreadable(reason)])?);
        }
        let name = member
            .as_ref()
            .map_or_else(|| label.clone(), |(_, name)| name.clone());
        let format = source.format.or_else(|| format_of(&name)).ok_or_else(|| {
            let reason = format!("The extension of `{name}` does not tell its format.");
            let hint = "State `format: csv`, `tsv`, `excel` or `parquet`.";
            vec![unreadable(reason).hint(hint)]
        })?;
        Ok(Self {
            path: path.to_path_buf(),
            label,
            format,
            member,
        })
    }

    /// The member's name, if the file is a zip.
    pub(super) fn part(&self) -> Option<String> {
        self.member.as_ref().map(|(_, name)| name.clone())
    }

    /// A finding about this file.
    pub(super) fn unreadable(&self, reason: impl std::fmt::Display) -> Diagnostic {
        let message = format!("`{}` cannot be read: {reason}", self.label);
        Diagnostic::error("unreadable-file", Place::file(&self.label), message)
    }

    /// A finding about this file from what went wrong when it was read: `over-limit` or
    /// `unreadable-file`.
    pub(super) fn failed(&self, error: &io::Error) -> Diagnostic {
        let cause = error.get_ref();
        let Some(limit) = cause.and_then(|cause| cause.downcast_ref::<OverLimit>()) else {
            return self.unreadable(error);
        };
        let message = format!("`{}` goes beyond a limit: {limit}", self.label);
        Diagnostic::error("over-limit", Place::file(&self.label), message)
            .hint("export it again, as a plain table; docs/security.md lists the limits")
    }

    /// Hands the content to `read` as a stream.
    pub(super) fn stream<T>(
        &self,
        read: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> io::Result<T> {
        let file = File::open(&self.path)?;
        let size = file.metadata()?.len();
        match &self.member {
            None => read(&mut BufReader::new(file)),
            Some((index, _)) => {
                let mut archive = ZipArchive::new(BufReader::new(file))?;
                let member = archive.by_index(*index)?;
                let packed = member.compressed_size().min(size);
                read(&mut Unpacked::new(member, packed))
            }
        }
    }

    /// Checksum of the file as it lies on disk, and the evidence of its text.
    pub(super) fn survey(&self) -> io::Result<(String, Evidence)> {
        if self.member.is_some() {
            let sha256 = hash(&self.path)?;
            return Ok((sha256, self.stream(survey)?));
        }
        let mut hashing = Hashing {
            inner: File::open(&self.path)?,
            hasher: Sha256::new(),
        };
        let evidence = survey(&mut hashing)?;
        Ok((hex(hashing.hasher), evidence))
    }

    /// Checksum of the file as it lies on disk, and its whole content.
    pub(super) fn read_whole(&self) -> io::Result<(String, Vec<u8>)> {
        check_size(self.path.metadata()?.len())?;
        let mut content = Vec::new();
        // A zip may hold more than it weighs.
        self.stream(|reader| reader.take(LARGEST_FILE + 1).read_to_end(&mut content))?;
        check_size(content.len() as u64)?;
        let sha256 = match self.member {
            None => hex(Sha256::new_with_prefix(&content)),
            Some(_) => hash(&self.path)?,
        };
        Ok((sha256, content))
    }
}

fn find_member(path: &Path, wanted: Option<&str>) -> Result<(usize, String), String> {
    let open = || -> io::Result<Vec<String>> {
        let archive = ZipArchive::new(BufReader::new(File::open(path)?))?;
        let raw = archive.file_names_raw();
        Ok(raw
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .collect())
    };
    let names = open().map_err(|error| format!("The zip cannot be read: {error}"))?;
    let base = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let fits = |name: &&(usize, String)| match wanted {
        Some(wanted) => name.1 == wanted || base(&name.1) == wanted,
        None => {
            let hidden = name
                .1
                .split('/')
                .any(|part| part.starts_with('.') || part == "__MACOSX");
            !hidden && format_of(&name.1).is_some()
        }
    };
    let members: Vec<(usize, String)> = names.into_iter().enumerate().collect();
    let mut fitting = members.iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Ok(only.clone()),
        (first, _) => {
            let names: Vec<&str> = members.iter().map(|(_, name)| name.as_str()).collect();
            let count = if first.is_some() {
                "more than one"
            } else {
                "no"
            };
            let list = names.join(", ");
            let list = shorten(&list);
            Err(format!(
                "The zip has {count} member that could be the table; it holds: {list}. State `member`."
            ))
        }
    }
}

fn extension(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let extension = base.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.to_ascii_lowercase()
}

fn format_of(name: &str) -> Option<FileFormat> {
    match extension(name).as_str() {
        "csv" | "txt" => Some(FileFormat::Csv),
        "tsv" | "tab" => Some(FileFormat::Tsv),
        "parquet" => Some(FileFormat::Parquet),
        "xlsx" | "xlsm" | "xls" | "xlsb" => Some(FileFormat::Excel),
        _ => None,
    }
}

struct Hashing<R> {
    inner: R,
    hasher: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}

fn hash(path: &Path) -> io::Result<String> {
    let mut hashing = Hashing {
        inner: File::open(path)?,
        hasher: Sha256::new(),
    };
    io::copy(&mut hashing, &mut io::sink())?;
    Ok(hex(hashing.hasher))
}

fn hex(hasher: Sha256) -> String {
    let bytes = hasher.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_tells_the_format_in_any_case() {
        assert_eq!(format_of("a/b.CSV"), Some(FileFormat::Csv));
        assert_eq!(format_of("a.b/c.xlsb"), Some(FileFormat::Excel));
        assert_eq!(format_of("a.csv/c"), None);
        assert_eq!(format_of("readme.md"), None);
    }
}
