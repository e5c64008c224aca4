//! Whether a grade would come out the same again, where that is in doubt.

use super::Composer;
use super::wording::Wording;
use crate::load::Stint;
use crate::score::{Assessment, circumstances};

/// Share of draws from which a grade counts as stable, and nothing is said.
const STABLE: f64 = 0.8;

impl Composer<'_> {
    /// How sure a person's grade by score is; `None` where it is, or where there is none.
    pub(super) fn stability(
        &self,
        words: &Wording<'_>,
        index: usize,
        stint: &Stint,
        assessment: Option<&Assessment<'_>>,
    ) -> Option<String> {
        let subject = self.measures.subjects.person(index);
        let total = self.scores.people[index].as_ref()?;
        let found = self.assessor.stability(
            (subject, &self.roster.people[index].id),
            (&stint.role, &circumstances(stint)),
            self.period,
            assessment?,
            total.blend,
        )?;
        let other = found.other.filter(|_| found.share < STABLE)?;
        let percent = words.percent(found.share);
        let arguments = [
            ("grade", found.grade.letter().into()),
            ("other", other.letter().into()),
            ("percent", (&percent).into()),
        ];
        Some(words.locale.format("fairness-stability", &arguments))
    }
}
