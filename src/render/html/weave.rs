//! A page's body: one pass over a packet's markup.
//!
//! Drawings take the place of `chart`, wide tables scroll inside themselves, shares of width
//! become classes. Nothing is parsed beyond tags.
//!
//! Limits: an attribute holds no `<`, as in XML.

use std::fmt::Write;

use memchr::memchr;

use super::Screen;
use crate::chart::natural_width;
use crate::chart::svg::to_svg;
use crate::compose::packet::Packet;
use crate::diagnostic::{Diagnostic, Place};

/// Makes a page's body from a packet's markup.
pub(super) struct Weaver<'a> {
    screen: &'a Screen<'a>,
    packet: &'a Packet,
    page: String,
    /// Where the last heading or figure title begins in the markup.
    heading: usize,
    /// What the tables that follow are called.
    label: String,
    /// What those before were called.
    labels: Vec<String>,
}

impl<'a> Weaver<'a> {
    pub(super) fn new(screen: &'a Screen<'a>, packet: &'a Packet, length: usize) -> Self {
        Self {
            screen,
            packet,
            // Drawings are about as long as the markup itself.
            page: String::with_capacity(length * 3),
            heading: 0,
            label: String::new(),
            labels: Vec::new(),
        }
    }

    pub(super) fn weave(mut self, markup: &str) -> Result<String, Diagnostic> {
        // What stands before `copied` is on the page; what stays as it is is copied in runs.
        let (mut at, mut copied) = (0, 0);
        while let Some(next) = memchr(b'<', &markup.as_bytes()[at..]) {
            let start = at + next;
            let name = name(&markup[start..]);
            at = start + 1 + name.len();
            // Most tags stay as they are, and nobody needs to know where they end.
            let tag = || &markup[start..start + tag_length(&markup[start..])];
            match name {
                "h1" | "h2" | "h3" | "b" => {
                    at = start + tag().len();
                    self.heading = at;
                }
                "/h1" | "/h2" | "/h3" | "/b" => self.label = bare(&markup[self.heading..start]),
                "chart" | "/chart" | "table" | "/table" | "div" => {
                    let tag = tag();
                    at = start + tag.len();
                    if name != "div" || tag.contains("data-share") {
                        self.page.push_str(&markup[copied..start]);
                        self.replace(name, tag)?;
                        copied = at;
                    }
                }
                // A comment may hold tags.
                "" => at = start + tag().len(),
                _ => {}
            }
        }
        self.page.push_str(&markup[copied..]);
        Ok(self.page)
    }

    fn replace(&mut self, name: &str, tag: &str) -> Result<(), Diagnostic> {
        match name {
            "chart" => self.chart(tag)?,
            "table" => self.open_table(tag),
            "/table" => self.page.push_str("</table></div>"),
            "div" => self.open_share(tag)?,
            // The end of a chart.
            _ => {}
        }
        Ok(())
    }

    /// A wide table scrolls inside a region that the keyboard reaches.
    fn open_table(&mut self, tag: &str) {
        self.page
            .push_str("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
        self.page.push_str(&self.label);
        self.labels.push(self.label.clone());
        let count = self
            .labels
            .iter()
            .filter(|label| **label == self.label)
            .count();
        if count > 1 {
            // Two regions of one name could not be told apart.
            let _ = write!(self.page, " ({count})");
        }
        self.page.push_str("\">");
        self.page.push_str(tag);
    }

    /// A share becomes a class: the page's policy allows no `style` of an element.
    fn open_share(&mut self, tag: &str) -> Result<(), Diagnostic> {
        let share = attribute(tag, "data-share").unwrap_or_default();
        if !self.screen.templates.shares().contains(share) {
            let message = format!("the share `{share}` of a <div> is not written in any template");
            return Err(
                Diagnostic::error("template-error", Place::default(), message)
                    .hint("write it as a number: <div data-share=\"34\">"),
            );
        }
        let _ = write!(self.page, "<div class=\"{}\">", class_of(share));
        Ok(())
    }

    fn chart(&mut self, tag: &str) -> Result<(), Diagnostic> {
        let reference = attribute(tag, "ref").unwrap_or_default();
        let spec = self
            .packet
            .charts
            .get(reference)
            .ok_or_else(|| self.unknown_chart(reference))?;
        let length = |key| attribute(tag, key).and_then(|length| length.parse().ok());
        // A share of the container has no size here; the style sheet scales the drawing.
        let width = length("width").unwrap_or(natural_width(spec));
        let height = length("height").unwrap_or(112.0);
        let screen = self.screen;
        let svg = to_svg(spec, screen.typefaces, screen.theme, width, height)?;
        self.page.push_str(&svg);
        Ok(())
    }

    fn unknown_chart(&self, reference: &str) -> Diagnostic {
        let mut known: Vec<_> = self.packet.charts.keys().map(String::as_str).collect();
        known.truncate(12);
        Diagnostic::error(
            "template-error",
            Place::default(),
            format!("the packet has no chart `{reference}`"),
        )
        .hint(format!("it has {}", known.join(", ")))
    }
}

/// The class of a `<div>` with this share of the width.
pub(super) fn class_of(share: &str) -> String {
    format!("share-{}", share.replace('.', "-"))
}

/// The text of escaped markup, fit for an attribute.
fn bare(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut inside = false;
    for character in markup.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            '"' if !inside => text.push_str("&quot;"),
            other if !inside => text.push(other),
            _ => {}
        }
    }
    text
}

/// Length of the tag at the start of `markup`; a `>` within quotes does not end it.
pub(super) fn tag_length(markup: &str) -> usize {
    let mut quote = None;
    for (at, byte) in markup.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    markup.len()
}

/// The name of the tag that `markup` begins with, a slash before it included.
pub(super) fn name(markup: &str) -> &str {
    let inner = &markup.as_bytes()[1..];
    let slash = usize::from(inner.first() == Some(&b'/'));
    let letters = inner[slash..].iter();
    let length = letters
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    &markup[1..1 + slash + length]
}

pub(super) fn attribute<'a>(tag: &'a str, key: &str) -> Option<&'a str> {
    let mut rest = tag;
    loop {
        let at = rest.find(key)?;
        let before = rest[..at].ends_with(char::is_whitespace);
        rest = &rest[at + key.len()..];
        if let Some(quoted) = rest.trim_start().strip_prefix('=').filter(|_| before) {
            let quoted = quoted.trim_start();
            let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return quoted[1..].split(quote).next();
        }
    }
}
