//! The logical structure of a document: what a screen reader reads, in order.
//!
//! Layout creates the elements, drawing adds which marked content belongs to which;
//! the document then writes them as a structure tree.

/// Index of an element in its [`Structure`].
pub(super) type ElementId = usize;

/// The root element, of role `Document`.
pub(super) const ROOT: ElementId = 0;

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
}

/// All elements of a document, parents before their children.
#[derive(Debug)]
pub(super) struct Structure {
    pub(super) elements: Vec<Element>,
}

impl Default for Structure {
    fn default() -> Self {
        Self {
            elements: vec![Element::new("Document", None)],
        }
    }
}

impl Structure {
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
        }
    }
}
