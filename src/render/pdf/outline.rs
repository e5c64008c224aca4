//! The outline: headings as nested bookmarks.

use lopdf::{Dictionary, Document, Object, ObjectId};

/// Where a heading stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// 1 to 3.
    pub(super) level: u8,
    pub(super) title: String,
    /// From 0.
    pub(super) page: usize,
    /// Height above the bottom of the page.
    pub(super) top: f32,
}

/// Adds the outline and returns its root; `None` without headings.
pub(super) fn add(
    document: &mut Document,
    entries: &[Entry],
    pages: &[ObjectId],
) -> Option<ObjectId> {
    if entries.is_empty() {
        return None;
    }
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| document.new_object_id()).collect();
    let parents = parents(entries);
    for (index, entry) in entries.iter().enumerate() {
        let siblings = children(&parents, parents[index]);
        let place = siblings.iter().position(|&sibling| sibling == index)?;
        let mut item = Dictionary::new();
        item.set("Title", lopdf::text_string(&entry.title));
        item.set("Parent", parents[index].map_or(root, |parent| ids[parent]));
        if let Some(previous) = place.checked_sub(1) {
            item.set("Prev", ids[siblings[previous]]);
        }
        if let Some(next) = siblings.get(place + 1) {
            item.set("Next", ids[*next]);
        }
        let page = *pages.get(entry.page)?;
        let place = [
            page.into(),
            "XYZ".into(),
            Object::Null,
            entry.top.into(),
            Object::Null,
        ];
        item.set("Dest", place.to_vec());
        frame(&mut item, &children(&parents, Some(index)), &ids, &parents);
        document.set_object(ids[index], item);
    }
    let mut outlines = Dictionary::new();
    outlines.set("Type", "Outlines");
    frame(&mut outlines, &children(&parents, None), &ids, &parents);
    document.set_object(root, outlines);
    Some(root)
}

/// The entry that each entry is nested in.
fn parents(entries: &[Entry]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        while open
            .last()
            .is_some_and(|&last| entries[last].level >= entry.level)
        {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(index);
    }
    parents
}

fn children(parents: &[Option<usize>], parent: Option<usize>) -> Vec<usize> {
    (0..parents.len())
        .filter(|&index| parents[index] == parent)
        .collect()
}

/// First, last and number of the entries below, all of them shown.
fn frame(item: &mut Dictionary, below: &[usize], ids: &[ObjectId], parents: &[Option<usize>]) {
    let (Some(first), Some(last)) = (below.first(), below.last()) else {
        return;
    };
    item.set("First", ids[*first]);
    item.set("Last", ids[*last]);
    item.set("Count", shown(below, parents) as i64);
}

fn shown(below: &[usize], parents: &[Option<usize>]) -> usize {
    let deeper = below
        .iter()
        .map(|&index| shown(&children(parents, Some(index)), parents));
    below.len() + deeper.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_nest_by_level_even_where_one_is_skipped() {
        let entry = |level| Entry {
            level,
            title: String::new(),
            page: 0,
            top: 0.0,
        };
        let entries: Vec<Entry> = [1, 2, 3, 2, 1, 3].into_iter().map(entry).collect();
        let nested = parents(&entries);
        assert_eq!(nested, [None, Some(0), Some(1), Some(0), None, Some(4)]);
    }
}
