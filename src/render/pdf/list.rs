//! Lists: items with their labels, findings, and terms with their meanings.

use super::paragraph::Setting;
use super::slice::{Ink, Slice, beside};
use super::structure::ElementId;
use super::style::{MIDDLE, Spacing};
use super::tree::{Definition, List, ListKind, Look, Scale};
use super::typesetter::{Area, Flow, Set, Typesetter, draw_bar};
use crate::chart::canvas::TextStyle;

impl<'a> Typesetter<'a> {
    pub(super) fn list(&mut self, list: &'a List, setting: Setting) -> Set<'a> {
        let element = self.structure.add(setting.element, "L");
        self.structure.elements[element].numbering = match list.kind {
            ListKind::Findings => None,
            ListKind::Bulleted => Some("Disc"),
            ListKind::Numbered => Some("Decimal"),
        };
        let findings = list.kind == ListKind::Findings;
        let look = Look {
            scale: findings.then_some(Scale::Lead),
            ..setting.look
        };
        let indent = match list.kind {
            ListKind::Findings => self.style.units(3.5),
            ListKind::Bulleted => self.style.units(2.5),
            ListKind::Numbered => {
                let widest = format!("{}. ", list.items.len());
                let style = self.style.text(look);
                self.typefaces.width(style.weight, style.size, &widest)
            }
        };
        let inner = Setting {
            look,
            area: setting.area.indent(indent),
            ..setting
        };
        let mut flow = Flow::default();
        let mut ends = Vec::with_capacity(list.items.len());
        for (index, item) in list.items.iter().enumerate() {
            let item_element = self.structure.add(element, "LI");
            let label = match list.kind {
                ListKind::Findings => None,
                ListKind::Bulleted => Some("•".to_owned()),
                ListKind::Numbered => Some(format!("{}.", index + 1)),
            };
            let label = label.map(|text| (text, self.structure.add(item_element, "Lbl")));
            let element = self.structure.add(item_element, "LBody");
            let mut slices = self.content(item, Setting { element, ..inner })?.slices;
            if let (Some(first), Some((text, element))) = (slices.first_mut(), label) {
                self.label(first, element, text, setting.area.x, look);
            }
            // More than the space within an item of several paragraphs.
            let above = if findings || item.len() < 2 { 0.5 } else { 2.0 };
            flow.push(Flow::new(slices, self.style.spacing(above, 0.0)));
            ends.push(flow.slices.len().saturating_sub(1));
        }
        flow.pair_ends(&ends);
        if findings {
            flow.keep();
            let colour = self.style.colours().accent;
            draw_bar(&mut flow.slices, setting.area.x, 2.25, colour);
        }
        let (above, below) = if findings { (3.0, 3.0) } else { (1.0, 1.5) };
        Ok(Flow::new(flow.slices, self.style.spacing(above, below)))
    }

    /// Draws what marks a list item at the left of its first line.
    fn label(&self, slice: &mut Slice<'a>, element: ElementId, text: String, x: f32, look: Look) {
        let style = TextStyle {
            colour: self.style.colours().muted,
            ..self.style.text(look)
        };
        let ink = Ink::Text {
            x,
            baseline: slice.height / 2.0 + MIDDLE * style.size,
            style,
            text: text.into(),
        };
        slice.draw(element, ink);
        // Reading order: the label before the text.
        slice.marks.rotate_right(1);
    }

    pub(super) fn definitions(
        &mut self,
        definitions: &'a [Definition],
        setting: Setting,
    ) -> Set<'a> {
        let list = self.structure.add(setting.element, "L");
        let mut flow = Flow::default();
        let area = setting.area;
        let gutter = self.style.units(4.0);
        let abreast = area.width >= self.style.units(70.0);
        let term_width = area.width * 0.26;
        let mut ends = Vec::with_capacity(definitions.len());
        for definition in definitions {
            let item = self.structure.add(list, "LI");
            let strong = Look {
                strong: true,
                ..setting.look
            };
            let term = Setting {
                look: strong,
                element: self.structure.add(item, "Lbl"),
                area: Area {
                    x: area.x,
                    width: if abreast { term_width } else { area.width },
                },
                ..setting
            };
            let meaning = Setting {
                element: self.structure.add(item, "LBody"),
                area: if abreast {
                    area.indent(term_width + gutter)
                } else {
                    area
                },
                ..setting
            };
            let mut term = Flow::new(self.set_text(&definition.term, term)?, Spacing::default());
            let meaning = self.content(&definition.meaning, meaning)?;
            let spacing = self.style.spacing(1.0, 1.0);
            let slices = if abreast {
                beside(vec![term.slices, meaning.slices], self.limit)
            } else {
                term.tight = true;
                term.push(meaning);
                term.keep();
                term.slices
            };
            flow.push(Flow::new(slices, spacing));
            ends.push(flow.slices.len().saturating_sub(1));
        }
        flow.pair_ends(&ends);
        Ok(flow)
    }
}
