//! What an edition needs of the disk: flushes, exchanges, files that are whole or absent.
//!
//! Limits: one flush of a whole tree, letting go of memory and an exchange in one step are calls of
//! Linux; elsewhere files are flushed one by one, the system decides what it keeps in memory, and
//! two folders cannot change places.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::private;
use crate::diagnostic::{Diagnostic, Place};

/// Makes everything below a folder durable: one flush of its file system, which takes
/// moments where flushing a hundred thousand files one by one takes minutes.
#[cfg(target_os = "linux")]
pub(super) fn sync_tree(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

/// Files that were written and that nobody reads soon. Once they are on the disk the system need
/// not keep them in memory: tens of gigabytes would push out what others need, and fresh memory
/// for each page takes longer than the page that was just let go.
#[derive(Debug, Default)]
pub(super) struct Written(Mutex<Vec<File>>);

/// Files that are held open for that, at most: a process may often have a thousand.
const HELD: usize = 256;

impl Written {
    /// Notes a file that is written.
    pub(super) fn add(&self, file: File) {
        let mut files = self.lock();
        if cfg!(target_os = "linux") && files.len() < HELD {
            files.push(file);
        }
    }

    /// Sends everything in `folder` to the disk, where that is one call, and lets go of what was
    /// noted before.
    #[cfg(target_os = "linux")]
    pub(super) fn flush(&self, folder: &Path) -> io::Result<()> {
        use rustix::fs::{Advice, fadvise};
        let files = self.close();
        sync_tree(folder)?;
        for file in files {
            // Advice: where it is not taken, nothing is lost.
            let _ = fadvise(&file, 0, None, Advice::DontNeed);
        }
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn flush(&self, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// The files noted so far, which are closed with them.
    pub(super) fn close(&self) -> Vec<File> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<File>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        } else {
            File::options()
                .write(true)
                .open(entry.path())?
                .sync_data()?;
        }
    }
    sync_folder(folder)
}

/// Writes a small file whole or not at all: under another name, to the disk, then in its place.
///
/// # Errors
/// Those of the file system; what was there stays then.
pub fn put_in_place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A name alone lies in a folder without one.
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}.new"));
    let mut file = private::create_file(&temporary)?;
    let put = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, path));
    if put.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    put?;
    sync_folder(folder)
}

/// Has two folders change places in one step; `false` where that is not possible.
#[cfg(target_os = "linux")]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        // The kernel or the file system does not know how.
        Err(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP | Errno::XDEV) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    Diagnostic::error(
        "unwritable-archive",
        place,
        format!("it cannot be written: {error}"),
    )
    .hint("check the folder's permissions and the free space")
}
