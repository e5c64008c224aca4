//! A disk of a few hundred kilobytes, to be full. It needs the rights of root.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// A small file system in memory, taken away at the end.
pub(crate) struct Disk(pub(crate) tempfile::TempDir);

impl Disk {
    /// `None` where it may not be made.
    pub(crate) fn new(kilobytes: u64) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={kilobytes}k");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        match mounted {
            Ok(status) if status.success() => Some(Self(folder)),
            _ => skipped("a disk that is full: only root may make one"),
        }
    }

    /// Fills it but for so many kilobytes.
    pub(crate) fn fill(&self, filler: &Path, kilobytes: u64) {
        let free = Command::new("df")
            .args(["--output=avail", "-k"])
            .arg(self.0.path())
            .output()
            .unwrap();
        let free: u64 = String::from_utf8(free.stdout)
            .unwrap()
            .lines()
            .nth(1)
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        let chunk = vec![0; 1024];
        let mut file = fs::File::create(filler).unwrap();
        for _ in 0..free - kilobytes {
            file.write_all(&chunk).unwrap();
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

/// Says on the console that something is not tested here.
pub(crate) fn skipped<T>(what: &str) -> Option<T> {
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
    None
}
