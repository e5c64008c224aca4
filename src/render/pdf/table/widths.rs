//! How wide the columns of a table are: by share, as far as what they hold allows.

/// Widths that the content of a column asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Need {
    /// So that no word is broken, save very long ones.
    pub(super) least: f32,
    /// So that lines of text hold more than a word or two.
    pub(super) ease: f32,
}

/// Divides `width` by share, or as well as the needs of the columns allow.
pub(super) fn divide(shares: &[f32], needs: &[Need], width: f32) -> Vec<f32> {
    let least: f32 = needs.iter().map(|need| need.least).sum();
    let ease: f32 = needs.iter().map(|need| need.ease).sum();
    if least > width {
        // Not every word can stay whole; the neediest columns give way.
        let needs: Vec<f32> = needs.iter().map(|need| need.least).collect();
        let cap = fair_cap(&needs, width);
        return needs.iter().map(|need| need.min(cap)).collect();
    }
    let part = if ease > width {
        (width - least) / (ease - least)
    } else {
        1.0
    };
    let needs: Vec<f32> = needs
        .iter()
        .map(|need| need.least + (need.ease - need.least) * part)
        .collect();
    by_share(shares, &needs, width)
}

/// Divides `width` by share, where columns that need more get it from the others.
/// All needs together fit.
fn by_share(shares: &[f32], needs: &[f32], width: f32) -> Vec<f32> {
    let mut fixed: Vec<Option<f32>> = vec![None; shares.len()];
    loop {
        let taken: f32 = fixed.iter().flatten().sum();
        let open = shares
            .iter()
            .zip(&fixed)
            .filter(|(_, fixed)| fixed.is_none());
        let open: f32 = open.map(|(share, _)| share).sum();
        let per_share = (width - taken) / open.max(f32::EPSILON);
        let width_of = |i: usize| fixed[i].unwrap_or(shares[i] * per_share);
        let mut open = (0..shares.len()).filter(|&i| fixed[i].is_none());
        match open.find(|&i| width_of(i) < needs[i] - 0.01) {
            Some(short) => fixed[short] = Some(needs[short]),
            None => return (0..shares.len()).map(width_of).collect(),
        }
    }
}

/// The width to which the neediest columns are cut so that all of them fill `width`.
fn fair_cap(needs: &[f32], width: f32) -> f32 {
    let mut sorted = needs.to_vec();
    sorted.sort_by(f32::total_cmp);
    let mut left = width;
    for (index, need) in sorted.iter().enumerate() {
        let even = left / (sorted.len() - index) as f32;
        if *need > even {
            return even;
        }
        left -= need;
    }
    width
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(least: &[f32]) -> Vec<Need> {
        let need = |&least: &f32| Need { least, ease: least };
        least.iter().map(need).collect()
    }

    #[test]
    fn shares_divide_the_width() {
        let got = divide(&[1.0, 3.0], &needs(&[10.0, 10.0]), 100.0);
        assert_eq!(got, [25.0, 75.0]);
    }

    #[test]
    fn a_column_that_needs_more_takes_it_from_the_others() {
        let got = divide(&[1.0, 1.0, 2.0], &needs(&[40.0, 5.0, 5.0]), 100.0);
        assert_eq!(got, [40.0, 20.0, 40.0]);
    }

    #[test]
    fn where_not_all_fits_the_neediest_columns_give_way() {
        let got = divide(&[1.0, 1.0, 1.0], &needs(&[20.0, 90.0, 90.0]), 100.0);
        assert_eq!(got, [20.0, 40.0, 40.0]);
    }

    #[test]
    fn short_lines_of_text_get_what_long_words_leave() {
        let tight = [
            Need {
                least: 10.0,
                ease: 60.0,
            },
            Need {
                least: 60.0,
                ease: 60.0,
            },
        ];
        assert_eq!(divide(&[1.0, 1.0], &tight, 100.0), [40.0, 60.0]);
    }
}
