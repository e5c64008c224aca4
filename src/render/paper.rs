//! What of a packet's markup goes to paper.
//!
//! The tables behind charts are a quarter of a page, and for the screen only. Of built-in
//! templates they are cut out here; what a workspace wrote itself is read whole, so that a
//! fault in it is told wherever it stands.
//!
//! Limits: what is cut out holds no `<div/>` that closes itself.

use std::borrow::Cow;

use memchr::memmem::{self, Finder};

/// What begins a part for the screen only, as the built-in templates write it.
const SCREEN_ONLY: &str = "<div class=\"screen-only\">";

/// The markup without what is for the screen only. It has to be well-formed.
pub(super) fn for_paper(markup: &str) -> Cow<'_, str> {
    let mut rest = markup;
    let mut paper = String::new();
    let begin = Finder::new(SCREEN_ONLY);
    while let Some(at) = begin.find(rest.as_bytes()) {
        paper.reserve(rest.len());
        paper.push_str(&rest[..at]);
        rest = after_division(&rest[at..]);
    }
    if paper.is_empty() {
        return Cow::Borrowed(markup);
    }
    paper.push_str(rest);
    Cow::Owned(paper)
}

/// What follows the `<div>` that `markup` begins with.
fn after_division(markup: &str) -> &str {
    let mut depth = 0_usize;
    for at in memmem::find_iter(markup.as_bytes(), "div") {
        let (before, after) = markup.split_at(at);
        if before.ends_with('<') {
            depth += 1;
        } else if let Some(after) = after
            .strip_prefix("div>")
            .filter(|_| before.ends_with("</"))
        {
            depth -= 1;
            if depth == 0 {
                return after;
            }
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_the_screen_only_is_cut_out_with_all_that_is_in_it() {
        let markup = "<article><p>a</p><div class=\"screen-only\"><div>b<div></div></div></div>\
                      <div>c</div><div class=\"screen-only\">d</div></article>";
        assert_eq!(for_paper(markup), "<article><p>a</p><div>c</div></article>");
        let markup = "<article><div class=\"screen-only\">div</divide> <div data-share=\"1\">a</div>\
                      </div><p>dividends</p></article>";
        assert_eq!(for_paper(markup), "<article><p>dividends</p></article>");
        let plain = "<article><p class=\"screen-only\">a</p></article>";
        assert!(matches!(for_paper(plain), Cow::Borrowed(_)));
    }
}
