//! The logical structure of a document: what a screen reader reads, in order.
//!
//! Layout creates the elements, drawing adds which marked content belongs to which;
//! the document then writes them as a structure tree.

use super::surface::{Marked, Target};

/// Index of an element in its [`Structure`].
pub(super) type ElementId = usize;

/// The root element, of role `Document`.
pub(super) const ROOT: ElementId = 0;

/// Elements that most documents stay under.
const USUAL: usize = 1 << 10;

/// After everything that is drawn: page and mark.
const UNDRAWN: (usize, usize) = (usize::MAX, usize::MAX);

/// Elements that hold text, with what stands within it.
const BLOCKS: [&str; 11] = [
    "P", "H1", "H2", "H3", "TD", "TH", "LI", "LBody", "Lbl", "Figure", "Caption",
];

/// One structure element.
#[derive(Debug)]
pub(super) struct Element {
    /// Standard structure type: `P`, `H1`, `TD`.
    pub(super) role: &'static str,
    pub(super) parent: Option<ElementId>,
    pub(super) kids: Vec<Kid>,
    /// Text alternative of a figure.
    pub(super) alternative: Option<String>,
    /// Where a figure stands on its page in PDF coordinates: left, bottom, right, top.
    pub(super) bounds: Option<[f32; 4]>,
    /// What a table heading heads: `Column` or `Row`.
    pub(super) scope: Option<&'static str>,
    /// Columns that a cell spans.
    pub(super) span: usize,
    /// How the items of a list are labelled: `Disc` or `Decimal`.
    pub(super) numbering: Option<&'static str>,
}

/// What an element consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kid {
    Element(ElementId),
    /// Marked content `mark` of a page, both counted from 0.
    Content {
        page: usize,
        mark: usize,
    },
    /// The nth link of the document.
    Target(usize),
}

/// All elements of a document, parents before their children.
#[derive(Debug)]
pub(super) struct Structure {
    pub(super) elements: Vec<Element>,
}

impl Default for Structure {
    fn default() -> Self {
        let mut elements = Vec::with_capacity(USUAL);
        elements.push(Element::new("Document", None));
        Self { elements }
    }
}

impl Structure {
    /// Notes what was drawn, in the order of drawing, as content of its elements.
    pub(super) fn fill(&mut self, marked: &[Marked], targets: &[Target]) {
        let mut first = vec![UNDRAWN; self.elements.len()];
        for &Marked {
            element,
            page,
            mark,
        } in marked
        {
            first[element] = first[element].min((page, mark));
            let kids = &mut self.elements[element].kids;
            kids.push(Kid::Content { page, mark });
        }
        for (index, target) in targets.iter().enumerate() {
            self.elements[target.element].kids.push(Kid::Target(index));
        }
        self.put_in_order(first);
    }

    /// Elements that stand within a text, such as charts and links, are read where they stand
    /// and not before it. `first` says when the first content of each element was drawn.
    fn put_in_order(&mut self, mut first: Vec<(usize, usize)>) {
        for element in (1..self.elements.len()).rev() {
            if let Some(parent) = self.elements[element].parent {
                first[parent] = first[parent].min(first[element]);
            }
        }
        for element in &mut self.elements {
            let inner = |kid: &Kid| matches!(kid, Kid::Element(_));
            if element.kids.iter().any(inner) && !element.kids.iter().all(inner) {
                element.kids.sort_by_key(|kid| match *kid {
                    Kid::Element(element) => first[element],
                    Kid::Content { page, mark } => (page, mark),
                    Kid::Target(_) => UNDRAWN,
                });
            }
        }
    }

    /// The block of text that an element is part of; itself where it is in none.
    pub(super) fn block(&self, element: ElementId) -> ElementId {
        let mut block = element;
        while let Some(parent) = self.elements[block].parent
            && BLOCKS.contains(&self.elements[parent].role)
        {
            block = parent;
        }
        block
    }

    /// Adds an element as the last child of `parent`.
    pub(super) fn add(&mut self, parent: ElementId, role: &'static str) -> ElementId {
        let id = self.elements.len();
        self.elements.push(Element::new(role, Some(parent)));
        self.elements[parent].kids.push(Kid::Element(id));
        id
    }
}

impl Element {
    fn new(role: &'static str, parent: Option<ElementId>) -> Self {
        Self {
            role,
            parent,
            kids: Vec::new(),
            alternative: None,
            bounds: None,
            scope: None,
            span: 1,
            numbering: None,
        }
    }
}
