//! How large a file may be, so that one made to exhaust the machine is refused instead.
//!
//! No export of a real system comes near these limits; what goes beyond one is reported as
//! `over-limit` with its place. The limits are listed in `docs/security.md`.

use std::fmt;
use std::io::{self, BufReader, Cursor, Read};

use zip::ZipArchive;

use super::encoding::fill;

/// Columns of a table: as many as a sheet of Excel has.
pub(super) const MOST_COLUMNS: usize = 16_384;

/// Characters in a cell: as many as a cell of Excel holds, so that every text can be shown in
/// the workbook of an edition.
pub(super) const LONGEST_CELL: usize = 32_767;

/// Bytes of one record of a text file. A quote that is left open makes one of the whole rest.
pub(super) const LONGEST_RECORD: u64 = 16 << 20;

/// Bytes of a workbook or Parquet file, which are held in memory.
pub(super) const LARGEST_FILE: u64 = 2 << 30;

/// Rows of a Parquet file, whose size on disk says nothing about them.
pub(super) const MOST_ROWS: usize = 100_000_000;

/// What is packed may be this many times larger than its file; tables are 3 to 50 times.
const LARGEST_RATIO: u64 = 200;

/// So much may be unpacked of even the smallest file.
const FREE: u64 = 64 << 20;

/// Cells of a sheet's rectangle that may be empty for each that is not.
const MOST_EMPTY: u64 = 20;

/// So many cells of a sheet are no matter, even if they are empty.
const FREE_CELLS: u64 = 4 << 20;

/// A limit that a file goes beyond; found inside an [`io::Error`].
#[derive(Debug)]
pub(super) struct OverLimit(pub(super) String);

impl fmt::Display for OverLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OverLimit {}

/// The error of a stream that goes beyond a limit.
pub(super) fn over(reason: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, OverLimit(reason))
}

/// Whether an error is one of [`over`].
fn is_over(error: &io::Error) -> bool {
    let cause = error.get_ref();
    cause.is_some_and(|cause| cause.downcast_ref::<OverLimit>().is_some())
}

/// Passes on what was unpacked, unless it is far too much for what it was unpacked from.
pub(super) struct Unpacked<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Unpacked<R> {
    /// `packed`: bytes that the content takes in the file.
    pub(super) fn new(inner: R, packed: u64) -> Self {
        let left = packed.saturating_mul(LARGEST_RATIO).max(FREE);
        Self { inner, left }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            over(format!(
                "unpacked it is more than {LARGEST_RATIO} times as large as packed, as no table is"
            ))
        })?;
        Ok(count)
    }
}

/// Refuses as many bytes of a file as are too many to be held in memory.
pub(super) fn check_size(size: u64) -> io::Result<()> {
    if size > LARGEST_FILE {
        let most = LARGEST_FILE >> 30;
        return Err(over(format!("it has {size} bytes, more than {most} GiB")));
    }
    Ok(())
}

/// Unpacks all parts of a workbook once without keeping them. What is no zip, as the old
/// format, is left to its reader, and so is what is damaged.
pub(super) fn check_workbook(bytes: &[u8]) -> io::Result<()> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(());
    };
    let mut left = (bytes.len() as u64).saturating_mul(LARGEST_RATIO).max(FREE);
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            continue;
        };
        let mut part = Unpacked {
            inner: BufReader::new(part),
            left,
        };
        match count_strings(&mut part) {
            Err(error) if is_over(&error) => {
                return Err(error);
            }
            Ok(()) | Err(_) => left = part.left,
        }
    }
    Ok(())
}

/// Reads a part to its end. A list of shared texts tells how many it has, and that much room
/// is made for them at once, so it must not tell more than it can have.
fn count_strings(part: &mut impl Read) -> io::Result<()> {
    const NAME: &[u8] = b"uniqueCount";
    /// Of the chunk before, so that nothing is cut in two.
    const OVERLAP: usize = 64;
    let mut chunk = vec![0; 1 << 16];
    let (mut kept, mut size, mut told) = (0, 0_u64, 0_u64);
    loop {
        let count = fill(part, &mut chunk[kept..])?;
        size += count as u64;
        let end = kept + count;
        for at in 0..end.saturating_sub(NAME.len()) {
            if chunk[at..].starts_with(NAME) {
                told = told.max(number_after(&chunk[at + NAME.len()..end]));
            }
        }
        if end < chunk.len() {
            break;
        }
        kept = OVERLAP;
        chunk.copy_within(end - kept..end, 0);
    }
    if told > size {
        let reason = format!("it tells of {told} texts in {size} bytes");
        return Err(over(reason));
    }
    Ok(())
}

/// The number in `="123"`; 0 if there is none.
fn number_after(bytes: &[u8]) -> u64 {
    let digits = bytes
        .iter()
        .skip_while(|byte| !byte.is_ascii_digit() && !byte.is_ascii_alphabetic())
        .take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u64, digit| {
        number
            .saturating_mul(10)
            .saturating_add(u64::from(digit - b'0'))
    })
}

/// Why a sheet's rectangle cannot be held in memory, given its corners and the number of
/// cells in it that hold something.
pub(super) fn check_area(rows: u64, columns: u64, used: u64) -> Result<(), String> {
    let cells = rows.saturating_mul(columns);
    if cells > FREE_CELLS && cells / used.max(1) > MOST_EMPTY {
        return Err(format!(
            "the sheet reaches over {rows} rows and {columns} columns, but only {used} of its {cells} cells hold anything"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_with_one_cell_far_away_is_refused_and_a_full_or_small_one_is_not() {
        assert!(check_area(1_048_576, 16_384, 2).is_err());
        assert!(check_area(1_048_576, 40, 20_000_000).is_ok());
        assert!(check_area(1_000_000, 4, 2).is_ok());
    }

    #[test]
    fn a_list_of_texts_cannot_tell_of_more_than_it_has_bytes() {
        let told = |text: &str| count_strings(&mut text.as_bytes()).is_err();
        assert!(told("<sst uniqueCount=\"999999999999\"></sst>"));
        assert!(told(&format!(
            "<!--{}--><sst uniqueCount = '1000000'/>",
            "-".repeat((1 << 16) - 20)
        )));
        assert!(!told(
            "<sst count=\"9999999\" uniqueCount=\"2\"><si/><si/></sst>"
        ));
    }
}
