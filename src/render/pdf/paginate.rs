//! Page breaks: slices placed on pages from top to bottom.

use super::slice::Slice;

/// What stands on one page, from top to bottom.
#[derive(Debug, Default)]
pub(super) struct Page<'s, 'a> {
    pub(super) strips: Vec<Strip<'s, 'a>>,
}

/// A slice and where its top is.
#[derive(Debug)]
pub(super) struct Strip<'s, 'a> {
    pub(super) y: f32,
    pub(super) slice: &'s Slice<'a>,
}

/// Places `slices` between `top` and `bottom` of pages; there is at least one page.
pub(super) fn paginate<'s, 'a>(
    slices: &'s [Slice<'a>],
    heads: &'s [Slice<'a>],
    top: f32,
    bottom: f32,
) -> Vec<Page<'s, 'a>> {
    let mut done = Vec::new();
    let mut page = Page::default();
    let mut y = top;
    for (index, slice) in slices.iter().enumerate() {
        let begun = y > top;
        // Below nothing but headings there is no better page for it than this one.
        let needed = if begun && page.strips.iter().all(|strip| strip.slice.heading) {
            slice.height
        } else {
            together(&slices[index..], bottom - top)
        };
        let full = y + slice.gap + needed > bottom + 0.01;
        let breaks = begun && (slice.fresh || full);
        if breaks {
            let along = if slice.fresh {
                Vec::new()
            } else {
                page.take_headings()
            };
            done.push(std::mem::take(&mut page));
            y = top;
            for heading in along {
                y = page.place(heading, heads, y, y <= top);
            }
            // Not even alone with its headings does it fit.
            if y > top && y + slice.gap + slice.height > bottom + 0.01 {
                done.push(std::mem::take(&mut page));
                y = top;
            }
        }
        y = page.place(slice, heads, y, breaks && y <= top);
    }
    done.push(page);
    done
}

impl<'s, 'a> Page<'s, 'a> {
    /// Sets `slice` at `y`, or under the gap that it asks for; gives where the next one may
    /// stand. The first of a page that goes on from another is preceded by its table's head.
    fn place(
        &mut self,
        slice: &'s Slice<'a>,
        heads: &'s [Slice<'a>],
        mut y: f32,
        first: bool,
    ) -> f32 {
        if !self.strips.is_empty() {
            y += slice.gap;
        } else if first && let Some(head) = slice.head.and_then(|head| heads.get(head)) {
            self.strips.push(Strip { y, slice: head });
            y += head.height;
        }
        self.strips.push(Strip { y, slice });
        y + slice.height
    }

    /// Takes the headings at its foot away, unless there is nothing else on it.
    fn take_headings(&mut self) -> Vec<&'s Slice<'a>> {
        let heads = |strip: &Strip<'_, '_>| strip.slice.heading && strip.slice.stick;
        let kept = self.strips.iter().rposition(|strip| !heads(strip));
        let Some(last) = kept else { return Vec::new() };
        let taken = self.strips.split_off(last + 1);
        taken.into_iter().map(|strip| strip.slice).collect()
    }
}

/// Height of the first slice and of those that stay with it. Where all of them are higher
/// than a page: of it and the next one, or of headings and the first slice after them.
fn together(slices: &[Slice<'_>], room: f32) -> f32 {
    let Some((first, rest)) = slices.split_first() else {
        return 0.0;
    };
    let mut height = first.height;
    let mut least = height;
    let mut stick = first.stick;
    let mut begins = true;
    for slice in rest {
        if !stick {
            break;
        }
        height += slice.gap + slice.height;
        stick = slice.stick;
        if height > room {
            return least;
        }
        if begins {
            least = height;
            begins = slice.heading;
        }
    }
    height
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(height: f32, stick: bool) -> Slice<'static> {
        Slice {
            gap: 4.0,
            height,
            stick,
            ..Slice::default()
        }
    }

    fn heights(pages: &[Page<'_, '_>]) -> Vec<Vec<f32>> {
        let page = |page: &Page<'_, '_>| page.strips.iter().map(|s| s.slice.height).collect();
        pages.iter().map(page).collect()
    }

    #[test]
    fn a_heading_goes_to_the_page_of_what_follows_it() {
        let slices = [slice(70.0, false), slice(10.0, true), slice(20.0, false)];
        let pages = paginate(&slices, &[], 0.0, 100.0);
        assert_eq!(heights(&pages), [vec![70.0], vec![10.0, 20.0]]);
    }

    #[test]
    fn the_space_above_is_left_out_at_the_top_of_a_page() {
        let slices = [slice(96.0, false), slice(96.0, false)];
        let pages = paginate(&slices, &[], 10.0, 110.0);
        assert_eq!(pages.len(), 2);
        assert!((pages[1].strips[0].y - 10.0).abs() < 0.001);
    }

    #[test]
    fn the_head_of_a_table_is_repeated_on_every_page_it_goes_on_to() {
        let head = slice(9.0, true);
        let mut slices = vec![head.clone()];
        slices.extend((0..7).map(|_| Slice {
            gap: 0.0,
            head: Some(0),
            ..slice(30.0, false)
        }));
        let heads = [head];
        let pages = paginate(&slices, &heads, 0.0, 100.0);
        for page in heights(&pages) {
            assert!((page[0] - 9.0).abs() < 0.001, "{page:?}");
        }
        assert_eq!(pages.len(), 3);
    }

    #[test]
    fn headings_under_one_another_go_along_even_where_all_that_sticks_is_too_high() {
        let heading = || Slice {
            heading: true,
            ..slice(10.0, true)
        };
        let mut slices = vec![slice(65.0, false), heading(), heading()];
        slices.extend((0..9).map(|_| slice(30.0, true)));
        let pages = paginate(&slices, &[], 0.0, 100.0);
        assert_eq!(heights(&pages)[0], [65.0]);
        assert_eq!(heights(&pages)[1][..3], [10.0, 10.0, 30.0]);
    }

    #[test]
    fn headings_go_along_with_a_kept_section_that_does_not_fit_beside_them() {
        let heading = || Slice {
            heading: true,
            ..slice(10.0, true)
        };
        let mut slices = vec![slice(20.0, false), heading(), heading()];
        // A section that fills a page by itself.
        slices.extend((0..3).map(|_| slice(28.0, true)));
        slices.push(slice(1.0, false));
        let pages = paginate(&slices, &[], 0.0, 100.0);
        assert_eq!(heights(&pages)[0], [20.0]);
        assert_eq!(heights(&pages)[1][..3], [10.0, 10.0, 28.0]);
    }

    #[test]
    fn what_sticks_together_but_is_higher_than_a_page_still_goes_on() {
        let slices: Vec<_> = (0..9).map(|_| slice(30.0, true)).collect();
        let pages = paginate(&slices, &[], 0.0, 100.0);
        assert!(heights(&pages).iter().all(|page| page.len() >= 2));
    }
}
