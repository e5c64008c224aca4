//! The XHTML subset of packet templates, read into a [`tree`](super::tree).
//!
//! What the subset does not have is an error (`template-markup`) that names the
//! element and its line; nothing is guessed and nothing dropped.

mod table;

use roxmltree::{Document, Node};

use super::inline::Composer;
use super::tree::{
    Article, Atom, Block, ChartPlace, Column, Definition, Extent, Figure, Grid, Heading, List,
    ListKind, Look, Paragraph, Running, Scale, Section, Text, Tone,
};
use crate::diagnostic::{Diagnostic, Place};

/// Attributes that mean something on the screen only.
const SCREEN_ATTRIBUTES: [&str; 8] = [
    "class", "id", "lang", "href", "role", "scope", "title", "tabindex",
];

type Found<T> = Result<T, Diagnostic>;

/// Reads a document.
pub(super) fn read(markup: &str) -> Found<Article> {
    let document = Document::parse(markup).map_err(|error| {
        Diagnostic::error(
            "template-markup",
            Place::default().at_line(error.pos().row),
            format!("the page is not well-formed: {error}"),
        )
        .hint("close every element, and write & and < as &amp; and &lt;")
    })?;
    let root = document.root_element();
    let reader = Reader {
        document: &document,
    };
    if root.tag_name().name() != "article" {
        return Err(reader.refuse(root, "the root has to be <article>"));
    }
    reader.attributes(root, &[], &[])?;
    reader.article(root)
}

struct Reader<'d, 'i> {
    document: &'d Document<'i>,
}

/// The elements inside `node` that go to paper.
fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children()
        .filter(|child| child.is_element() && !has_class(*child, "screen-only"))
}

fn has_class(node: Node<'_, '_>, class: &str) -> bool {
    Classes::of(node).has(class)
}

/// The classes of an element as written: asked for once, looked through for each.
#[derive(Clone, Copy)]
struct Classes<'a>(&'a str);

impl<'a> Classes<'a> {
    fn of(node: Node<'a, '_>) -> Self {
        Self(node.attribute("class").unwrap_or_default())
    }

    fn each(self) -> impl Iterator<Item = &'a str> {
        self.0.split_ascii_whitespace()
    }

    fn has(self, class: &str) -> bool {
        self.0.len() >= class.len() && self.each().any(|given| given == class)
    }
}

fn is_inline(node: Node<'_, '_>) -> bool {
    matches!(node.tag_name().name(), "b" | "strong" | "span" | "br" | "a")
}

impl Reader<'_, '_> {
    fn refuse(&self, node: Node<'_, '_>, message: &str) -> Diagnostic {
        let position = self.document.text_pos_at(node.range().start);
        let name = node.tag_name().name();
        Diagnostic::error(
            "template-markup",
            Place::default().at_line(position.row),
            format!("<{name}>: {message}"),
        )
        .hint("docs/templates.md lists the elements and classes of packet templates")
    }

    /// Refuses classes and attributes that the element does not have.
    fn attributes(&self, node: Node<'_, '_>, known: &[&str], allowed: &[&str]) -> Found<()> {
        for class in Classes::of(node).each() {
            if class != "page-only" && !known.contains(&class) {
                return Err(self.refuse(node, &format!("class `{class}` is not known here")));
            }
        }
        for attribute in node.attributes() {
            let name = attribute.name();
            let screen = SCREEN_ATTRIBUTES.contains(&name) || name.starts_with("aria-");
            if !screen && !allowed.contains(&name) {
                return Err(self.refuse(node, &format!("attribute `{name}` is not known here")));
            }
        }
        Ok(())
    }

    fn number(&self, node: Node<'_, '_>, attribute: &str) -> Found<Option<f32>> {
        let Some(written) = node.attribute(attribute) else {
            return Ok(None);
        };
        match written.parse::<f32>() {
            Ok(number) if number.is_finite() && number > 0.0 => Ok(Some(number)),
            _ => Err(self.refuse(node, &format!("{attribute}=\"{written}\" is no size"))),
        }
    }

    fn article(&self, root: Node<'_, '_>) -> Found<Article> {
        let mut article = Article::default();
        for child in elements(root) {
            match child.tag_name().name() {
                "header" => article.head = Some(self.running(child)?),
                "footer" => article.foot = Some(self.running(child)?),
                _ => {}
            }
        }
        article.blocks = self.flow(root)?;
        Ok(article)
    }

    fn running(&self, node: Node<'_, '_>) -> Found<Running> {
        self.attributes(node, &["running"], &[])?;
        let spans: Vec<_> = elements(node).collect();
        let [left, right] = spans.as_slice() else {
            return Err(self.refuse(node, "a running line has two <span>"));
        };
        Ok(Running {
            left: self.text(*left)?,
            right: self.text(*right)?,
        })
    }

    /// The content of a container: blocks, and loose text as paragraphs.
    fn flow(&self, parent: Node<'_, '_>) -> Found<Vec<Block>> {
        let mut blocks = Vec::new();
        let mut loose = Composer::default();
        let in_line = matches!(parent.tag_name().name(), "td" | "th" | "li" | "dd");
        for child in parent.children() {
            let chart = in_line && child.has_tag_name("chart");
            if child.is_text() || (child.is_element() && (is_inline(child) || chart)) {
                self.inline(child, Look::default(), &mut loose)?;
                continue;
            }
            if !child.is_element() || has_class(child, "screen-only") {
                continue;
            }
            blocks.extend(std::mem::take(&mut loose).finish().map(loose_paragraph));
            if !matches!(child.tag_name().name(), "header" | "footer") {
                self.block(child, &mut blocks)?;
            } else if !parent.has_tag_name("article") {
                return Err(self.refuse(child, "running lines stand directly in <article>"));
            }
        }
        blocks.extend(loose.finish().map(loose_paragraph));
        Ok(blocks)
    }

    fn block(&self, node: Node<'_, '_>, blocks: &mut Vec<Block>) -> Found<()> {
        blocks.push(match node.tag_name().name() {
            "section" => {
                self.attributes(node, &["keep", "break"], &[])?;
                Block::Section(Section {
                    keep: has_class(node, "keep"),
                    fresh: has_class(node, "break"),
                    blocks: self.flow(node)?,
                })
            }
            name @ ("h1" | "h2" | "h3") => {
                self.attributes(node, &[], &[])?;
                let level = name.as_bytes()[1] - b'0';
                let text = self.text(node)?;
                Block::Heading(Heading { level, text })
            }
            "p" => {
                let known = ["facts", "muted", "small", "score", "lead", "warning"];
                self.attributes(node, &known, &[])?;
                Block::Paragraph(Paragraph {
                    look: paragraph_look(node),
                    warning: has_class(node, "warning"),
                    text: self.text(node)?,
                })
            }
            "ul" | "ol" => Block::List(self.list(node)?),
            "dl" => Block::Definitions(self.definitions(node)?),
            "div" => return self.division(node, blocks),
            "table" => Block::Table(self.table(node)?),
            "figure" => Block::Figure(self.figure(node)?),
            "chart" => Block::Chart(self.chart(node)?),
            _ => return Err(self.refuse(node, "this element is not known here")),
        });
        Ok(())
    }

    fn division(&self, node: Node<'_, '_>, blocks: &mut Vec<Block>) -> Found<()> {
        self.attributes(
            node,
            &["columns", "grid-2", "grid-3", "rule"],
            &["data-share"],
        )?;
        match Classes::of(node).each().find(|class| *class != "page-only") {
            Some("columns") => {
                let columns = elements(node).map(|child| {
                    if !child.has_tag_name("div") {
                        return Err(self.refuse(child, "columns hold <div> only"));
                    }
                    self.attributes(child, &[], &["data-share"])?;
                    Ok(Column {
                        share: self.number(child, "data-share")?.unwrap_or(1.0),
                        blocks: self.flow(child)?,
                    })
                });
                blocks.push(Block::Columns(columns.collect::<Found<_>>()?));
            }
            Some("rule") => blocks.push(Block::Rule),
            Some(grid) => {
                let columns = if grid == "grid-3" { 3 } else { 2 };
                let mut cells = Vec::new();
                for child in elements(node) {
                    let mut cell = Vec::new();
                    self.block(child, &mut cell)?;
                    cells.push(cell);
                }
                blocks.push(Block::Grid(Grid { columns, cells }));
            }
            None => blocks.extend(self.flow(node)?),
        }
        Ok(())
    }

    fn list(&self, node: Node<'_, '_>) -> Found<List> {
        self.attributes(node, &["findings"], &[])?;
        let kind = match (node.tag_name().name(), has_class(node, "findings")) {
            (_, true) => ListKind::Findings,
            ("ol", _) => ListKind::Numbered,
            _ => ListKind::Bulleted,
        };
        let items = elements(node).map(|item| {
            if !item.has_tag_name("li") {
                return Err(self.refuse(item, "a list holds <li> only"));
            }
            self.attributes(item, &[], &[])?;
            self.flow(item)
        });
        Ok(List {
            kind,
            items: items.collect::<Found<_>>()?,
        })
    }

    fn definitions(&self, node: Node<'_, '_>) -> Found<Vec<Definition>> {
        self.attributes(node, &[], &[])?;
        let mut definitions: Vec<Definition> = Vec::new();
        for child in elements(node) {
            self.attributes(child, &[], &[])?;
            match (child.tag_name().name(), definitions.last_mut()) {
                ("dt", _) => definitions.push(Definition {
                    term: self.text(child)?,
                    meaning: Vec::new(),
                }),
                ("dd", Some(last)) => last.meaning.extend(self.flow(child)?),
                _ => return Err(self.refuse(child, "a <dl> holds <dt>, each with its <dd>")),
            }
        }
        Ok(definitions)
    }

    fn figure(&self, node: Node<'_, '_>) -> Found<Figure> {
        self.attributes(node, &[], &[])?;
        let mut figure = Figure::default();
        for child in elements(node) {
            match child.tag_name().name() {
                "chart" => figure.charts.push(self.chart(child)?),
                "figcaption" => self.caption(child, &mut figure)?,
                _ => return Err(self.refuse(child, "a figure holds <figcaption> and <chart>")),
            }
        }
        Ok(figure)
    }

    fn caption(&self, node: Node<'_, '_>, figure: &mut Figure) -> Found<()> {
        self.attributes(node, &[], &[])?;
        for part in elements(node) {
            match part.tag_name().name() {
                "b" | "strong" => figure.title = self.text(part)?,
                "span" => figure.subtitle = self.text(part)?,
                "br" => {}
                _ => return Err(self.refuse(part, "a caption holds <b> and <span>")),
            }
        }
        Ok(())
    }

    fn chart(&self, node: Node<'_, '_>) -> Found<ChartPlace> {
        self.attributes(node, &[], &["ref", "width", "height"])?;
        let Some(name) = node.attribute("ref") else {
            return Err(self.refuse(node, "`ref` has to name a chart"));
        };
        let Some(height) = self.number(node, "height")? else {
            return Err(self.refuse(node, "`height` is missing"));
        };
        let width = match node.attribute("width") {
            None => Extent::Share(1.0),
            Some(written) => {
                let share = written.strip_suffix('%');
                match share.unwrap_or(written).trim().parse::<f32>() {
                    Ok(number) if number > 0.0 && number <= 2000.0 => match share {
                        Some(_) => Extent::Share((number / 100.0).min(1.0)),
                        None => Extent::Points(number),
                    },
                    _ => return Err(self.refuse(node, &format!("width=\"{written}\" is no size"))),
                }
            }
        };
        Ok(ChartPlace {
            name: name.to_owned(),
            width,
            height,
        })
    }

    /// Everything in `node` as one text.
    fn text(&self, node: Node<'_, '_>) -> Found<Text> {
        let mut composer = Composer::default();
        for child in node.children() {
            self.inline(child, Look::default(), &mut composer)?;
        }
        Ok(composer.finish().unwrap_or_default())
    }

    fn inline(&self, node: Node<'_, '_>, look: Look, composer: &mut Composer) -> Found<()> {
        if let Some(text) = node.text().filter(|_| node.is_text()) {
            composer.write(text, look);
        }
        if !node.is_element() || has_class(node, "screen-only") {
            return Ok(());
        }
        match node.tag_name().name() {
            "br" => composer.break_line(),
            "chart" => composer.place(Atom::Chart(self.chart(node)?), look),
            "span" if has_class(node, "grade") => {
                let word = self.text(node)?.content;
                composer.place(Atom::Badge(word), look);
            }
            _ if is_inline(node) => {
                let inner = self.inline_look(node)?.over(look);
                let start = composer.here();
                for child in node.children() {
                    self.inline(child, inner, composer)?;
                }
                if let Some(address) = address(node) {
                    composer.link(start, address);
                }
            }
            _ => return Err(self.refuse(node, "this element cannot stand within a line")),
        }
        Ok(())
    }

    fn inline_look(&self, node: Node<'_, '_>) -> Found<Look> {
        const TONES: [(&str, Tone); 5] = [
            ("muted", Tone::Muted),
            ("improved", Tone::Improved),
            ("worsened", Tone::Worsened),
            ("unchanged", Tone::Muted),
            ("insufficient", Tone::Muted),
        ];
        let [a, b, c, d, e] = TONES.map(|(name, _)| name);
        self.attributes(node, &[a, b, c, d, e, "small"], &[])?;
        let classes = Classes::of(node);
        let tone = TONES.iter().find(|(name, _)| classes.has(name));
        Ok(Look {
            scale: classes.has("small").then_some(Scale::Small),
            tone: tone.map(|(_, tone)| *tone),
            strong: matches!(node.tag_name().name(), "b" | "strong"),
        })
    }
}

/// Where a link leads that can be followed from a file by itself; paths within the edition
/// cannot.
fn address(node: Node<'_, '_>) -> Option<String> {
    let target = node.attribute("href").filter(|_| node.has_tag_name("a"))?;
    let elsewhere = ["https:", "http:", "mailto:"];
    let known = elsewhere.iter().any(|scheme| target.starts_with(scheme));
    known.then(|| target.to_owned())
}

fn loose_paragraph(text: Text) -> Block {
    Block::Paragraph(Paragraph {
        look: Look::default(),
        warning: false,
        text,
    })
}

fn paragraph_look(node: Node<'_, '_>) -> Look {
    let scale = [
        ("score", Scale::Display),
        ("lead", Scale::Lead),
        ("small", Scale::Small),
    ];
    let classes = Classes::of(node);
    let quiet = classes.has("muted") || classes.has("facts");
    Look {
        scale: scale
            .into_iter()
            .find(|(class, _)| classes.has(class))
            .map(|(_, scale)| scale),
        tone: quiet.then_some(Tone::Muted),
        strong: classes.has("score"),
    }
}
