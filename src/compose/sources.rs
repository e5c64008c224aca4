//! The tables behind each source of rows: itself, or those that its view reads.
//!
//! Found once for a run, since every packet names them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::why::{rooted, words_of};
use crate::load::TableReport;
use crate::workspace::{Kpi, Workspace};

/// Positions among the reports of a run, by source.
#[derive(Debug)]
pub struct Sources(BTreeMap<String, Vec<usize>>);

impl Sources {
    /// For the sources of all KPIs.
    pub fn of(workspace: &Workspace, reports: &[TableReport]) -> Self {
        let rows = workspace.kpis.values().filter_map(|kpi| kpi.rows.as_ref());
        let sources: BTreeSet<&str> = rows.map(|rows| rows.source.as_str()).collect();
        let behind = |source: &str| {
            // A table may have the name of a view, and is read in its place.
            let view = workspace.views.get(source).map(|view| view.sql.as_str());
            let texts = std::iter::once(source).chain(view);
            let words: HashSet<&str> = texts.flat_map(words_of).collect();
            let used = |(_, report): &(usize, &TableReport)| words.contains(report.table.as_str());
            let used = reports.iter().enumerate().filter(used);
            (
                source.to_owned(),
                used.map(|(position, _)| position).collect(),
            )
        };
        Self(sources.into_iter().map(behind).collect())
    }

    /// Positions of the tables behind any of these KPIs, in order; a change rests on its base.
    pub(super) fn behind<'k>(
        &self,
        workspace: &Workspace,
        kpis: impl IntoIterator<Item = &'k Kpi>,
    ) -> Vec<usize> {
        let sources = kpis.into_iter().filter_map(|kpi| {
            let rows = rooted(workspace, kpi).rows.as_ref()?;
            self.0.get(&rows.source)
        });
        let mut positions: Vec<usize> = sources.flatten().copied().collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }
}
