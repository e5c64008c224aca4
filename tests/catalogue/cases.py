"""The five cases: every value of their editions again, and the published figures from their rows.

    for each case: scorepack run sample-data/cases/N --period P --out EDITIONS/N
    python tests/catalogue/cases.py sample-data/cases EDITIONS

Cases define some KPIs of their own; these are below, in the words of `kpis/case.yaml`.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from recompute import KPIS, Placement, check, measure
from workspace import Workspace, facts, yes

PERIODS = {1: ["2026-Q3"], 2: ["2026-Q3"], 3: ["2026-Q3"], 4: ["2026-Q3"], 5: ["2026-Q4", "2026"]}

# Which counts and sums are on the scorecard of the case.
EVENTS = {
    1: {"implementation": {"good_documents"}},
    3: {"service": {"complaint_count", "knowledge_contribution", "training_participation", "safety_incidents"}},
    4: {"project": {"releases"}},
    5: {"presales": {"sales_contribution"}},
}


def good_documents(ws):
    k = ws("knowledge_items", "accepted", "quality")
    return facts(k, k.published_on, where=k.accepted & (k.quality >= 4))


def checklist_pass(ws):
    c = ws("compliance_checks")
    return facts(c, c.audited_on, yes(c.passed))


def fixed(base, against):
    return "change", lambda ws: (base, against, "down"), {}, None, None


OWN = {
    1: {
        "delivery_cycle_reduction": fixed("delivery_cycle", 60),
        "good_documents": ("count", good_documents, {}, None, None),
    },
    2: {
        "delivery_cycle_reduction": fixed("delivery_cycle", 50),
        "attrition_reduction": fixed("attrition", 12.5),
        "checklist_pass": ("rate", checklist_pass, {}, None, None),
    },
    3: {"attrition_reduction": fixed("attrition", 400 / 26)},
}

# (KPI, period, figure) of the organisation, as published; a fourth says with how many decimals.
PUBLISHED = {
    1: [
        ("csat_top_box", "2026-03", 78), ("csat_top_box", "2026-09", 92),
        ("delivery_cycle", "2026-Q1", 60), ("delivery_cycle", "2026-Q3", 48),
        ("delivery_cycle_reduction", "2026-Q3", 20), ("good_documents", "2026-Q3", 11),
    ],
    2: [
        ("nps", "2026-03", 25), ("nps", "2026-09", 52),
        ("delivery_cycle", "2026-Q1", 50), ("delivery_cycle", "2026-Q3", 39),
        ("delivery_cycle_reduction", "2026-Q3", 22),
        ("attrition", "2026-Q1", 12.5, 1), ("attrition_reduction", "2026-Q3", 40),
    ],
    3: [
        ("csat_top_box", "2026-03", 68), ("csat_top_box", "2026-09", 92),
        ("attrition", "2026-Q1", 15.4, 1), ("attrition", "2026-Q3", 10), ("attrition_reduction", "2026-Q3", 35),
    ],
    4: [
        ("bug_fix_time", "2026-Q3", 46), ("acquisition_cost_reduction", "2026-Q3", 22),
        ("attrition", "2026-Q3", 4), ("iteration_efficiency_gain", "2026-Q3", 40),
    ],
    5: [],
}


def published(case, ws, placement):
    """Published figures that the rows do not give."""
    wrong = []
    for name, period, figure, *decimals in PUBLISHED[case]:
        values = measure(ws, placement, name).reset_index()
        own = values[(values.subject_kind == "organisation") & (values.period == period)]
        found = own.value.iloc[0] if len(own) else np.nan
        if not abs(found - figure) <= 0.5 * 10.0 ** -decimals[0] if decimals else abs(found - figure) > 1e-9:
            wrong.append(f"case {case}: {name} in {period} is {found}, published is {figure}")
    if case == 4:
        releases = measure(ws, placement, "releases").reset_index()
        months = releases[(releases.subject_kind == "organisation") & (releases.period >= "2026-07")]
        months = months[months.grain == "month"]
        if len(months) != 3 or months.value.min() < 2:
            wrong.append(f"case 4: fewer than two releases in a month: {list(months.value)}")
    return wrong


def half_up(values):
    return np.floor(values.astype(float) * 10 + 0.5 + 1e-9) / 10


def grades(ws, edition):
    """Case 5: everybody's grade from the rows; half win rate (target 60), half contribution (300,000 a month)."""
    o = ws("opportunities", "amount", "participation")
    period = pd.Period(Path(edition).name.replace("-Q", "Q"))
    o = o[(o.decided_on >= period.start_time) & (o.decided_on <= period.end_time) & (o.status != "open")]
    won = o[o.status == "won"]
    part = won.amount * won.participation.map({"lead": 0.3, "support": 0.2})
    rate = 100 * won.groupby("engineer_id").size() / o.groupby("engineer_id").size()
    months = 12 if len(Path(edition).name) == 4 else 3
    points = pd.DataFrame({
        "rate": rate.fillna(0) / 60, "sum": part.groupby(won.engineer_id).sum() / (300_000 * months),
    }).fillna(0) * 100
    score = half_up(points.clip(upper=120).mean(axis=1))
    return score, pd.cut(score, [-1, 60, 70, 80, 90, 200], right=False, labels=list("DCBAS")).astype(str)


def graded(ws, edition):
    score, grade = grades(ws, edition)
    scores = pd.read_csv(Path(edition) / "scores.csv").query("subject_kind == 'person'").set_index("subject_id")
    wrong = []
    if not np.allclose(scores.score.sort_index(), score.sort_index(), atol=1e-9):
        wrong.append(f"case 5, {edition}: scores differ")
    if not (scores.grade.sort_index() == grade.sort_index()).all():
        wrong.append(f"case 5, {edition}: grades differ")
    counts = grade.value_counts()
    shares = [counts.get("S", 0), counts.get("A", 0), counts.get("B", 0), counts.get("C", 0) + counts.get("D", 0)]
    if shares != [3, 6, 18, 3]:
        wrong.append(f"case 5, {edition}: S, A, B, C and D are {shares}, not 10, 20, 60 and 10 % of 30")
    return wrong


def rewarded(edition):
    """Case 1: 500 for each good document."""
    bonus = pd.read_csv(Path(edition) / "bonus.csv")
    total = bonus.amount.sum() if "amount" in bonus else bonus.filter(like="reward").to_numpy().sum()
    return [] if total == 5500 else [f"case 1: the rewards are {total}, not 11 × 500"]


def main(cases, editions):
    problems, without = [], set(KPIS)
    built_in = dict(KPIS)
    for case, periods in PERIODS.items():
        KPIS.clear()
        KPIS.update(built_in | OWN.get(case, {}))
        for period in periods:
            edition = Path(editions) / str(case) / period
            ws = Workspace(Path(cases) / str(case), edition)
            placement = Placement(ws, EVENTS.get(case, {}))
            failures, unfed = check(ws, placement, edition, quiet=True)
            without &= set(unfed)
            problems += [f"case {case}, {period}: {failures} KPIs differ"] if failures else []
            problems += published(case, ws, placement)
            problems += graded(ws, edition) if case == 5 else []
            problems += rewarded(edition) if case == 1 else []
    print("\n".join(problems) or f"{sum(map(len, PUBLISHED.values()))} published figures and two sets of grades hold")
    return len(problems)


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:3]) else 0)
