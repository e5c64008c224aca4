//! Where the used rows of a table came from, for whoever has to find one in its file.

/// Where used rows came from.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Index of its first row, and name, of each file.
    pub(super) files: Vec<(usize, String)>,
    /// Data row of each used row.
    pub(super) rows: Vec<u32>,
}

impl Places {
    /// File and data row of the used row at `index`.
    pub(super) fn find(&self, index: usize) -> (&str, u32) {
        let file = self.files.iter().rev().find(|(first, _)| *first <= index);
        let name = file.map_or("", |(_, name)| name.as_str());
        (name, self.rows.get(index).copied().unwrap_or_default())
    }

    /// Forgets the rows that were not chosen.
    pub(super) fn retain(&mut self, chosen: &[bool]) {
        let kept_before = |first: usize| chosen[..first].iter().filter(|kept| **kept).count();
        for (first, _) in &mut self.files {
            *first = kept_before(*first);
        }
        let mut index = 0;
        self.rows.retain(|_| {
            index += 1;
            chosen[index - 1]
        });
    }
}
