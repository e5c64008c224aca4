//! A packet that has something in most places, and texts that have to be escaped.

use crate::compose::chart_spec::{ChartSpec, GroupBars, Sparkline, TrendChart};
use crate::compose::packet::*;
use crate::locale::Language;

fn change(verdict: &str) -> Change {
    Change {
        against: "previous".to_owned(),
        against_label: "较上月".to_owned(),
        text: "+1.4 点".to_owned(),
        brief: "+1.4".to_owned(),
        number: Some(1.4),
        verdict: verdict.to_owned(),
        mark: "●".to_owned(),
        verdict_label: "无变化证据".to_owned(),
    }
}

fn item(state: &str) -> ScorecardItem {
    ScorecardItem {
        kpi: "nps".to_owned(),
        name: "净推荐值 <NPS>".to_owned(),
        value: "+52".to_owned(),
        value_number: Some(52.0),
        sample: "25".to_owned(),
        target: "+50".to_owned(),
        weight: "10".to_owned(),
        weight_number: 10.0,
        points: "101.6".to_owned(),
        points_number: Some(101.6),
        scored: state != "insufficient",
        state: state.to_owned(),
        state_label: "暂定".to_owned(),
        sparkline: Some("spark".to_owned()),
        changes: vec![change("unchanged"), change("untested")],
    }
}

pub(super) fn table(id: &str) -> Table {
    let column = |title: &str, number| TableColumn {
        title: title.to_owned(),
        number,
        share: 1.2,
    };
    let cell = |text: &str, heat, link: Option<&str>| Cell {
        text: text.to_owned(),
        heat,
        link: link.map(str::to_owned),
    };
    Table {
        id: id.to_owned(),
        title: "成员 & 指标".to_owned(),
        caption: "底色表示与目标的距离".to_owned(),
        columns: vec![
            column("成员", false),
            column("得分", true),
            column("NPS", true),
        ],
        rows: [-2, -1, 1, 2]
            .map(|heat| {
                vec![
                    cell("林知远", 0, Some("people/E001.html")),
                    cell("97.4", 0, None),
                    cell("52", heat, None),
                ]
            })
            .to_vec(),
    }
}

pub(super) fn packet(kind: PacketKind) -> Packet {
    let charts = [
        ("groups", ChartSpec::GroupBars(GroupBars::default())),
        ("spark", ChartSpec::Sparkline(Sparkline::default())),
        ("trend-nps", ChartSpec::Trend(TrendChart::default())),
    ];
    Packet {
        format: 1,
        kind,
        id: "E001".to_owned(),
        language: Language::Zh,
        period: "2026-10".to_owned(),
        head: Head {
            organisation: "蓝岸软件".to_owned(),
            document_title: "林知远 · 2026 年 10 月".to_owned(),
            title: "林知远 <b>\"A&B\"</b>".to_owned(),
            facts: vec!["工程师".to_owned(), "中级".to_owned()],
            period_label: "2026 年 10 月".to_owned(),
            confidentiality: "机密".to_owned(),
            provenance: "数据截至 2026-11-01".to_owned(),
        },
        glance: glance(),
        scorecard: Some(Scorecard {
            name: "实施工程师".to_owned(),
            comparisons: ["环比", "同比", "较基线"].map(str::to_owned).to_vec(),
            groups: vec![ScorecardGroup {
                name: "客户满意".to_owned(),
                weight: "25".to_owned(),
                items: ["final", "provisional", "insufficient"].map(item).to_vec(),
            }],
            total: "总分".to_owned(),
            sum_weight: "10.0".to_owned(),
            sum_points: "52.0".to_owned(),
            legend: "▲ 改善".to_owned(),
            unscored: vec![item("final")],
        }),
        trends: vec![Trend {
            kpi: "nps".to_owned(),
            title: "NPS 升至 +52".to_owned(),
            subtitle: "点，95% 区间".to_owned(),
            chart: "trend-nps".to_owned(),
            data: table("trend"),
        }],
        alerts: None,
        why: None,
        raise: None,
        funnels: None,
        fairness: None,
        spread: None,
        score_change: None,
        tables: vec![table("members"), table("quality")],
        conversation: None,
        history: None,
        notes: Notes {
            definitions: vec![Definition {
                kpi: "nps".to_owned(),
                name: "净推荐值".to_owned(),
                about: "推荐者减贬损者".to_owned(),
                formula: "100 × (P − D) ÷ n".to_owned(),
                rule: String::new(),
                weight: String::new(),
            }],
            sources: table("sources"),
            sources_brief: "Projects 12 (31 October 2026)".to_owned(),
            remarks: vec!["暂定值".to_owned()],
            rules: table("rules"),
        },
        charts: charts.map(|(name, spec)| (name.to_owned(), spec)).into(),
    }
}

fn glance() -> Glance {
    Glance {
        score: "97.4".to_owned(),
        score_value: Some(97.4),
        grade: Some("S".to_owned()),
        not_gradable: Some("证据不足".to_owned()),
        basis: vec!["按得分为 A，按等级分布为 B".to_owned()],
        facts: vec!["较上月 +2.1".to_owned(), "第 3".to_owned()],
        groups: Vec::new(),
        groups_chart: Some("groups".to_owned()),
        groups_caption: "竖线为目标".to_owned(),
        findings: vec!["交付周期缩短".to_owned()],
    }
}
