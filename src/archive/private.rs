//! Files and folders that only their owner may read: 0600 and 0700 on unix.
//!
//! The mode is given when they are made, so that there is no moment in which others could
//! open them, and a generous umask changes nothing. Folders that are there already keep
//! the rights that somebody gave them. Elsewhere than on unix the rights of the folder
//! above hold.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes a file, or empties the one that is there.
///
/// # Errors
/// Those of the file system.
pub fn create_file(path: &Path) -> io::Result<File> {
    open(
        OpenOptions::new().write(true).create(true).truncate(true),
        path,
    )
}

/// Makes a file that must not be there yet.
///
/// # Errors
/// Those of the file system; `AlreadyExists` where there is one.
pub fn create_new_file(path: &Path) -> io::Result<File> {
    open(OpenOptions::new().write(true).create_new(true), path)
}

/// Opens a file to read it and to write at its end, and makes it where there is none.
///
/// # Errors
/// Those of the file system.
pub fn append_file(path: &Path) -> io::Result<File> {
    open(
        OpenOptions::new().read(true).append(true).create(true),
        path,
    )
}

/// Makes a file with these bytes.
///
/// # Errors
/// Those of the file system.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    create_file(path)?.write_all(bytes)
}

/// Copies what a file holds, not who may read it.
///
/// # Errors
/// Those of the file system.
pub fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    io::copy(&mut source, &mut create_file(to)?).map(|_| ())
}

/// Makes a folder and those above it that are missing.
///
/// # Errors
/// Those of the file system.
pub fn create_folders(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// The mode of a file that others than its owner may do anything with; `None` where there is
/// no such file.
#[cfg(unix)]
pub fn open_to_others(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = path.metadata().ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// `None`: there are no modes here.
#[cfg(not(unix))]
pub fn open_to_others(_: &Path) -> Option<u32> {
    None
}

/// The file, in the hands of its owner alone: one that was there may have been open to others.
fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata()?.permissions().mode();
        if mode & 0o077 != 0 {
            file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(file)
}

#[cfg(all(test, unix))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot prepare has failed")]

    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn nobody_else_may_read_a_file_or_enter_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        create_folders(&inner).unwrap();
        let file = inner.join("file");
        write_file(&file, b"text").unwrap();
        assert_eq!(mode(&folder.path().join("a")), 0o700);
        assert_eq!(mode(&inner), 0o700);
        assert_eq!(mode(&file), 0o600);
    }

    #[test]
    fn a_file_that_was_open_to_others_is_closed_to_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        append_file(&file).unwrap().write_all(b" and new").unwrap();
        assert_eq!(mode(&file), 0o600);
        assert_eq!(fs::read_to_string(&file).unwrap(), "old and new");
        assert_eq!(
            create_new_file(&file).unwrap_err().kind(),
            io::ErrorKind::AlreadyExists
        );
    }
}
