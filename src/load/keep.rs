//! Which row of a group counts, and keys that take little room.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::date::{days_since_epoch, micros_since_epoch};
use super::record::Cell;
use crate::statistics;
use crate::workspace::source::Which;

/// Chooses one row of each group.
pub(super) struct Chooser {
    which: Which,
    by: Vec<usize>,
    order: Vec<usize>,
    best: HashMap<Digest, Best>,
}

/// The row that counts so far.
struct Best {
    index: u32,
    ranks: Vec<Rank>,
}

impl Chooser {
    /// Groups by, and ranks by, the cells at these indices.
    pub(super) fn new(which: Which, by: Vec<usize>, order: Vec<usize>) -> Self {
        Self {
            which,
            by,
            order,
            best: HashMap::new(),
        }
    }

    /// The cells that place a row.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        self.by.iter().chain(&self.order).copied()
    }

    /// Offers the row at `index`; rows come in file order.
    pub(super) fn offer(&mut self, index: u32, cells: &[Cell<'_>]) {
        let ranks: Vec<Rank> = self
            .order
            .iter()
            .map(|index| rank(&cells[*index]))
            .collect();
        let group = digest(cells, &self.by);
        let better = match (self.best.get(&group), self.which) {
            (None, _) => true,
            (Some(best), Which::First) => ranks < best.ranks,
            (Some(best), Which::Last) => ranks >= best.ranks,
        };
        if better {
            self.best.insert(group, Best { index, ranks });
        }
    }

    /// For each of the `count` rows whether it stands for its group.
    pub(super) fn choose(&self, count: usize) -> Vec<bool> {
        let mut chosen = vec![false; count];
        for best in self.best.values() {
            chosen[best.index as usize] = true;
        }
        chosen
    }
}

/// A cell that can be ordered; nothing comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Null,
    Integer(i64),
    Text(Box<str>),
}

fn rank(cell: &Cell<'_>) -> Rank {
    match cell {
        Cell::Null => Rank::Null,
        Cell::Text(text) => Rank::Text(text.as_ref().into()),
        Cell::Integer(value) => Rank::Integer(*value),
        Cell::Boolean(value) => Rank::Integer((*value).into()),
        Cell::Date(day) => Rank::Integer(days_since_epoch(*day).into()),
        Cell::Instant(at) => Rank::Integer(micros_since_epoch(*at)),
        Cell::Number(value) => Rank::Integer(statistics::rank(*value)),
    }
}

/// A key in sixteen bytes.
pub(super) type Digest = [u32; 4];

/// The key that the cells at the indices of `key` make.
pub(super) fn digest(cells: &[Cell<'_>], key: &[usize]) -> Digest {
    let half = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        for cell in key.iter().map(|index| &cells[*index]) {
            match cell {
                Cell::Text(text) => text.hash(&mut hasher),
                other => rank(other).hash_into(&mut hasher),
            }
        }
        hasher.finish()
    };
    let (low, high) = (half(0), half(1));
    [
        low as u32,
        (low >> 32) as u32,
        high as u32,
        (high >> 32) as u32,
    ]
}

impl Rank {
    fn hash_into(&self, hasher: &mut DefaultHasher) {
        match self {
            Self::Null => 0_u8.hash(hasher),
            Self::Integer(value) => (1_u8, value).hash(hasher),
            Self::Text(text) => text.hash(hasher),
        }
    }
}
