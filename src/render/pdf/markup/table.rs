//! Tables of the subset: columns by share, rows by kind, cells.

use roxmltree::Node;

use super::{Classes, Found, Reader, elements, has_class};
use crate::render::pdf::tree::{Cell, Heat, Look, Row, RowKind, Table, Tone};

/// Rows that are not plain, by their class.
const KINDS: [(&str, RowKind); 4] = [
    ("group", RowKind::Group),
    ("total", RowKind::Total),
    ("open", RowKind::Open),
    ("line", RowKind::Line),
];

impl Reader<'_, '_> {
    pub(super) fn table(&self, node: Node<'_, '_>) -> Found<Table> {
        self.attributes(node, &["heat", "compact"], &[])?;
        let mut table = Table {
            heat: has_class(node, "heat"),
            compact: has_class(node, "compact"),
            ..Table::default()
        };
        for part in elements(node) {
            self.attributes(part, &[], &[])?;
            match part.tag_name().name() {
                "colgroup" => {
                    for column in elements(part) {
                        self.attributes(column, &[], &["data-share"])?;
                        let share = self.number(column, "data-share")?;
                        table.shares.push(share.unwrap_or(1.0));
                    }
                }
                "thead" => self.rows(part, RowKind::Plain, &mut table.head)?,
                "tbody" => self.rows(part, RowKind::Plain, &mut table.body)?,
                "tfoot" => self.rows(part, RowKind::Total, &mut table.body)?,
                _ => return Err(self.refuse(part, "rows stand in <thead>, <tbody> or <tfoot>")),
            }
        }
        Ok(table)
    }

    fn rows(&self, part: Node<'_, '_>, usual: RowKind, rows: &mut Vec<Row>) -> Found<()> {
        for row in elements(part) {
            if !row.has_tag_name("tr") {
                return Err(self.refuse(row, "a table holds <tr> only"));
            }
            self.attributes(row, &KINDS.map(|(class, _)| class), &[])?;
            let classes = Classes::of(row);
            let named = KINDS.into_iter().find(|(class, _)| classes.has(class));
            let kind = named.map_or(usual, |(_, kind)| kind);
            let cells = elements(row)
                .map(|cell| self.cell(cell))
                .collect::<Found<_>>()?;
            rows.push(Row { kind, cells });
        }
        Ok(())
    }

    fn cell(&self, node: Node<'_, '_>) -> Found<Cell> {
        let name = node.tag_name().name();
        if name != "td" && name != "th" {
            return Err(self.refuse(node, "a row holds <th> and <td> only"));
        }
        const KNOWN: [&str; 7] = [
            "heat-m2", "heat-m1", "heat-p1", "heat-p2", "number", "muted", "strong",
        ];
        const HEAT: &[&str] = KNOWN.split_at(4).0;
        self.attributes(node, &KNOWN, &["colspan"])?;
        let classes = Classes::of(node);
        Ok(Cell {
            heading: name == "th",
            number: classes.has("number"),
            look: Look {
                scale: None,
                tone: classes.has("muted").then_some(Tone::Muted),
                strong: classes.has("strong"),
            },
            heat: HEAT.iter().position(|heat| classes.has(heat)).map(Heat),
            span: self
                .number(node, "colspan")?
                .map_or(1, |span| span as usize)
                .max(1),
            blocks: self.flow(node)?,
        })
    }
}
