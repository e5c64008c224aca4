//! Section 1: the score, how it stands, and three sentences in plain words.

use super::chart_spec::{Bar, ChartSpec, GroupBars};
use super::packet::{Glance, GroupPoints};
use super::wording::{DASH, Wording};
use super::{Charts, Composer};
use crate::load::Stint;
use crate::quantity::round_half_away;
use crate::score::{Assessment, Change, ItemScore, Total, Verdict};

/// Name of the chart of points by group.
const GROUPS_CHART: &str = "groups";

impl Composer<'_> {
    pub(super) fn glance(
        &self,
        words: &Wording<'_>,
        role: &str,
        assessment: Option<&Assessment<'_>>,
        total: Option<&Total>,
        stint: Option<&Stint>,
        charts: &mut Charts,
    ) -> Glance {
        let score = total.and_then(|total| total.score);
        let groups = assessment.map_or_else(Vec::new, |a| self.group_points(words, role, a));
        let groups_chart = (!groups.is_empty()).then(|| {
            charts.insert(GROUPS_CHART.to_owned(), groups_chart(words, &groups));
            GROUPS_CHART.to_owned()
        });
        let minimum = words.percent(self.workspace.scoring.evidence);
        Glance {
            score: score.map_or_else(|| DASH.to_owned(), |score| words.locale.number(score, 1)),
            score_value: score,
            grade: total
                .and_then(|total| total.grade)
                .map(|grade| grade.letter().to_owned()),
            not_gradable: match (assessment, score) {
                (_, Some(_)) => None,
                (None, None) => Some(words.locale.text("packet-not-scored")),
                (Some(assessment), None) => {
                    let percent = words.percent(assessment.evidence);
                    let arguments = [
                        ("percent", (&percent).into()),
                        ("minimum", (&minimum).into()),
                    ];
                    Some(words.locale.format("packet-not-gradable", &arguments))
                }
            },
            basis: total.map_or_else(Vec::new, |total| self.basis(words, total)),
            facts: total.map_or_else(Vec::new, |total| self.standing(words, total, stint)),
            groups,
            groups_chart,
            groups_caption: words.locale.text("packet-groups-caption"),
            findings: assessment.map_or_else(Vec::new, |a| self.findings(words, a)),
        }
    }

    /// Change since last time, place in the pool, share of weight with evidence.
    fn standing(&self, words: &Wording<'_>, total: &Total, stint: Option<&Stint>) -> Vec<String> {
        let mut facts = Vec::new();
        let before = words.locale.period(self.period.offset(-1));
        match (total.score, total.previous) {
            (Some(now), Some(previous)) => {
                let change = words.locale.signed(round_half_away(now - previous, 1), 1);
                let arguments = [("change", (&change).into()), ("period", (&before).into())];
                facts.push(words.locale.format("packet-score-change", &arguments));
            }
            (Some(_), None) => {
                facts.push(words.with("packet-score-no-previous", "period", &before));
            }
            (None, _) => {}
        }
        if let (Some(stint), Some(_)) = (stint, total.score) {
            facts.push(self.place_in_pool(words, total, stint));
        }
        facts.push(words.with(
            "packet-evidence-share",
            "percent",
            &words.percent(total.evidence),
        ));
        facts
    }

    fn place_in_pool(&self, words: &Wording<'_>, total: &Total, stint: &Stint) -> String {
        let key = self.pool_of(stint);
        if let Some(rank) = total.rank {
            let pool = self.pool_name(words, &key);
            let quartile = words
                .locale
                .text(&format!("packet-quartile-{}", rank.quartile));
            let arguments = [
                ("pool", (&pool).into()),
                ("rank", rank.position.into()),
                ("size", rank.size.into()),
                ("quartile", (&quartile).into()),
            ];
            return words.locale.format("packet-rank", &arguments);
        }
        let size = self.scores.pools.get(&key).map_or(1, |pool| pool.gradable);
        let parts = self.pool_parts(words);
        let arguments = [("size", size.into()), ("parts", (&parts).into())];
        words.locale.format("packet-pool-too-small", &arguments)
    }

    fn group_points(
        &self,
        words: &Wording<'_>,
        role: &str,
        assessment: &Assessment<'_>,
    ) -> Vec<GroupPoints> {
        let Some(scorecard) = self.workspace.scorecards.get(role) else {
            return Vec::new();
        };
        assessment
            .groups
            .iter()
            .filter(|group| group.weight > 0.0)
            .map(|group| GroupPoints {
                name: words.pick(&scorecard.groups[group.group].1).to_owned(),
                weight: words.locale.number(group.weight, 0),
                points: group
                    .points
                    .map_or_else(|| DASH.to_owned(), |p| words.locale.number(p, 1)),
                points_value: group.points,
            })
            .collect()
    }

    /// What went best, what cost most, what changed with evidence.
    fn findings(&self, words: &Wording<'_>, assessment: &Assessment<'_>) -> Vec<String> {
        let scored: Vec<(&ItemScore, f64)> = assessment
            .items
            .iter()
            .filter(|item| item.gap.is_none())
            .filter_map(|item| Some((item, item.points?)))
            .collect();
        if scored.is_empty() {
            return vec![words.locale.text("packet-finding-nothing-scored")];
        }
        // Weight and distance from target together say what moved the total.
        let gain = |(item, points): &(&ItemScore, f64)| item.weight * (points - 100.0);
        let most = scored
            .iter()
            .copied()
            .reduce(|best, it| if gain(&it) > gain(&best) { it } else { best });
        let least = scored
            .iter()
            .copied()
            .reduce(|worst, it| if gain(&it) < gain(&worst) { it } else { worst });
        let mut findings = Vec::new();
        if let Some((item, points)) = most.filter(|(_, points)| *points >= 100.0) {
            findings.push(item_finding(
                words,
                "packet-finding-best",
                item,
                ("points", &words.locale.number(points, 1)),
            ));
        }
        match least.filter(|(_, points)| *points < 99.95) {
            Some((item, points)) => {
                let lost = item.weight * (100.0 - points) / assessment.weight;
                findings.push(item_finding(
                    words,
                    "packet-finding-cost",
                    item,
                    ("lost", &words.locale.number(lost, 1)),
                ));
            }
            None => findings.push(words.locale.text("packet-finding-all-on-target")),
        }
        findings.extend(self.change_finding(words, &scored));
        findings
    }

    /// The heaviest change with evidence; else the heaviest item's change, which is none.
    fn change_finding(
        &self,
        words: &Wording<'_>,
        scored: &[(&ItemScore<'_>, f64)],
    ) -> Option<String> {
        let mut by_weight: Vec<&ItemScore> = scored.iter().map(|(item, _)| *item).collect();
        by_weight.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let mut fallback = None;
        for item in by_weight {
            // Last year before last month: the longer view says more and is less noisy.
            let (first, later) = item.changes.split_at(1.min(item.changes.len()));
            for change in later.iter().chain(first) {
                match change.verdict {
                    Verdict::Improved => {
                        return Some(self.change_sentence(
                            words,
                            "packet-finding-improved",
                            item,
                            change,
                        ));
                    }
                    Verdict::Worsened => {
                        return Some(self.change_sentence(
                            words,
                            "packet-finding-worsened",
                            item,
                            change,
                        ));
                    }
                    // A change that rounds to nothing is no finding.
                    Verdict::Unchanged
                        if fallback.is_none() && words.rounded(item.kpi, change) != 0.0 =>
                    {
                        fallback = Some(self.change_sentence(
                            words,
                            "packet-finding-no-evidence",
                            item,
                            change,
                        ));
                    }
                    _ => {}
                }
            }
        }
        fallback
    }

    fn change_sentence(
        &self,
        words: &Wording<'_>,
        key: &str,
        item: &ItemScore<'_>,
        change: &Change,
    ) -> String {
        let amount = words.change(item.kpi, change);
        let against = words.against(change.comparison, self.period, false);
        let arguments = [
            ("kpi", words.pick(&item.kpi.name).into()),
            ("change", (&amount).into()),
            ("against", (&against).into()),
            ("n", item.measure.map_or(0, |measure| measure.n).into()),
        ];
        words.locale.format(key, &arguments)
    }
}

fn item_finding(
    words: &Wording<'_>,
    key: &str,
    item: &ItemScore<'_>,
    figure: (&str, &str),
) -> String {
    let value = words.measure(item.kpi, item.measure);
    let target = words.target(item.kpi, item.target);
    let arguments = [
        ("kpi", words.pick(&item.kpi.name).into()),
        ("value", (&value).into()),
        ("target", (&target).into()),
        (figure.0, figure.1.into()),
    ];
    words.locale.format(key, &arguments)
}

fn groups_chart(words: &Wording<'_>, groups: &[GroupPoints]) -> ChartSpec {
    let listed: Vec<String> = groups
        .iter()
        .map(|group| {
            let arguments = [
                ("group", (&group.name).into()),
                ("points", (&group.points).into()),
            ];
            words.locale.format("packet-chart-groups-item", &arguments)
        })
        .collect();
    let listed: Vec<&str> = listed.iter().map(String::as_str).collect();
    ChartSpec::GroupBars(GroupBars {
        alternative: words.with(
            "packet-chart-groups-alt",
            "groups",
            &words.locale.list(&listed),
        ),
        bars: groups
            .iter()
            .map(|group| Bar {
                label: group.name.clone(),
                value: group.points_value,
                value_label: group.points.clone(),
                remark: words.with("packet-groups-weight", "weight", &group.weight),
            })
            .collect(),
        target: 100.0,
        maximum: 120.0,
    })
}
