"""Computes every KPI of the catalogue again, from the words that describe it.

    scorepack run sample-data --out EDITIONS
    python tests/catalogue/recompute.py sample-data EDITIONS/2026-10

Reads the CSV files of a workspace itself, places every row in person, team, department and
organisation and in month, quarter and year, and compares value, n, numerator, denominator and
state with `measures.csv` of an edition: both ways, so that a value too many fails like one too
few. A figure fails if it differs by more than 1e-9, relative where it is above 1.

`delivery.py` and `service.py` have one function a KPI; nothing is read from `catalogue/`.
"""

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd

import delivery  # noqa: F401 (defines KPIs)
import service  # noqa: F401
from workspace import KPIS, Absent, Workspace, later

GRAINS = {"month": "M", "quarter": "Q", "year": "Y"}
LEVELS = {"person": "person", "team": "team", "department": "department", "organisation": "all"}
FIGURES = ["value", "n", "numerator", "denominator"]
KEY = ["subject_kind", "subject_id", "grain", "period"]
TOLERANCE = 1e-9

# Months and days until late rows can no longer change a value.
LAGS = {
    "customer_success_rate": (3, 0), "follow_up_satisfaction": (3, 0), "repurchase_rate": (12, 0),
    "launch_defect_rate": (1, 0), "issue_recurrence": (3, 0), "first_time_fix": (0, 30),
    "repeat_repair": (0, 30), "issue_closure": (0, 3), "sla_attainment": (0, 3),
    "change_response_on_time": (0, 1), "first_response_on_time": (0, 1),
    "solution_timeliness": (0, 2), "support_timeliness": (0, 1),
}

# Fewest rows that are evidence, and where it is other than for the kind.
LEAST = {"count": 1, "sum": 0, "ratio": 1, "change": 1, "rate": 3, "mean": 3, "median": 3, "nps": 3}
LEAST_OF = {"skill_assessment": 1, "manager_rating": 1, "self_rating": 1, "goal_progress": 1,
            # Of these none is good news, and evidence of it.
            "complaint_count": 0, "safety_incidents": 0}
RATERS = {"collaboration": 3}

# Whose scorecards count which events: nothing happening is a count of 0 for them.
EVENTS = {
    "implementation": "knowledge_contribution training_participation improvement_proposals"
    " automation_scripts success_cases mentoring",
    "service": "complaint_count knowledge_contribution training_participation safety_incidents mentoring",
    "presales": "sales_contribution customer_meetings insight_reports needs_feedback certifications"
    " product_suggestions mentoring",
    "project": "releases",
}
EVENTS = {role: set(kpis.split()) for role, kpis in EVENTS.items()}


class Placement:
    """Which team everybody was in on a day."""

    def __init__(self, ws, events=EVENTS):
        r = ws("roster")
        ends = [r[column] for column in ("left_on", "valid_to") if column in r]
        last = pd.concat(ends, axis=1).min(axis=1)
        self.stints = pd.DataFrame({
            "person": r.engineer_id, "team": r.team_id, "role": r.role,
            "begins": r.valid_from, "ends": last.fillna(pd.Timestamp("2262-01-01")),
        })
        self.departments = ws("teams").set_index("team_id").department_id
        self.last_month, self.last_day, self.events = ws.last_month, ws.last_day, events

    def place(self, rows):
        rows = rows[rows.day <= self.last_day].reset_index(drop=True)
        if "team" not in rows:
            rows = rows.merge(self.stints, on="person")
            rows = rows[(rows.begins <= rows.day) & (rows.day <= rows.ends)]
        rows = rows.assign(month=rows.day.dt.to_period("M"), n=1.0)
        return self.widen(rows)

    def goals(self, rows):
        """Goals of teams and departments are those of the team that their owner is in that month."""
        month = pd.PeriodIndex(rows.month, freq="M")
        owned = rows.reset_index().merge(self.stints, on="person")
        first, end = pd.PeriodIndex(owned.month, freq="M").start_time, owned.day
        owned = owned[(owned.begins <= end) & (owned.ends >= first)]
        owned = owned.sort_values("begins").groupby("index").tail(1).set_index("index")
        rows = rows.assign(month=month, team=owned.team, n=1.0)
        return self.widen(rows)

    def widen(self, rows):
        return rows.assign(department=rows.team.map(self.departments), all="organisation")

    def idle(self, name, rows):
        """Months without an event of everybody who has events, or whose scorecard counts them."""
        months = pd.DataFrame({"month": pd.period_range(rows.month.min(), self.last_month, freq="M")})
        found = self.stints.merge(months, how="cross")
        begins, ends = found.month.dt.start_time, found.month.dt.end_time.dt.normalize()
        found = found[(found.begins <= ends) & (found.ends >= begins)]
        found = found.sort_values("begins").groupby(["person", "month"], as_index=False).tail(1)
        counted = np.array([name in self.events.get(role, ()) for role in found.role])
        found = found[found.person.isin(rows.person) | counted]
        return self.widen(found.assign(a=0.0, b=0.0, n=0.0))


def spread(rows, grain, last_month, months=None, snapshot=False):
    """Rows with the period, or the periods, that they count for."""
    rows = rows.assign(period=rows.month.dt.asfreq(GRAINS[grain]))
    if not months and not snapshot:
        return rows
    parts = []
    for period in pd.period_range(rows.period.min(), last_month.asfreq(GRAINS[grain]), freq=GRAINS[grain]):
        end = min(period.asfreq("M", how="end"), last_month)
        begin = end if snapshot else end - (months - 1)
        parts.append(rows[(rows.month >= begin) & (rows.month <= end)].assign(period=period))
    return pd.concat(parts)


def evaluate(kind, rows, by):
    groups = rows.groupby(by, observed=True)
    n = groups.n.sum()
    if kind == "median":
        value = groups.a.median()
        return pd.DataFrame({"value": value, "n": n, "numerator": value, "denominator": n})
    if kind == "nps":
        score = rows.assign(a=(rows.a >= 9).astype(float) - (rows.a <= 6)).groupby(by).a.sum()
        return pd.DataFrame({"value": 100 * score / n, "n": n, "numerator": score, "denominator": n})
    top, bottom = groups.a.sum(), groups.b.sum()
    if kind == "count":
        top = n
    if kind in ("count", "sum"):
        value, bottom = top, 1.0
    else:
        value = top / bottom.where(bottom != 0) * (100 if kind == "rate" else 1)
    return pd.DataFrame({"value": value, "n": n, "numerator": top, "denominator": bottom})


def change(base, against, direction):
    """Improvement on a base in percent: what is better now is positive."""
    now = base.reset_index()
    sign = 1 if direction == "up" else -1
    if isinstance(against, (int, float)):
        both = now.assign(value_before=float(against), n_before=now.n)
        return improvement(both, sign)
    if against == "last year":
        steps = now.grain.map({"month": 12, "quarter": 4, "year": 1})
    else:
        steps = 1
    earlier = now.assign(ordinal=now.ordinal + steps)
    both = now.merge(earlier, on=["subject_kind", "subject_id", "grain", "ordinal"], suffixes=("", "_before"))
    return improvement(both, sign)


def improvement(both, sign):
    before = both.value_before
    both["numerator"], both["denominator"] = both.value, before
    both["value"] = (100 * sign * (both.value - before) / before).replace([np.inf, -np.inf], np.nan)
    both["n"] = both[["n", "n_before"]].min(axis=1)
    both["thin"] = (both.state == "insufficient") | (before <= 0)
    both["late"] = both.state == "provisional"
    return both[KEY + ["ordinal", "thin", "late"] + FIGURES].set_index(KEY)


def judge(name, kind, found, ws):
    """Whether values are evidence yet, and final."""
    least = LEAST_OF.get(name, LEAST[kind])
    ends = [pd.Period(str(period).replace("-Q", "Q")).end_time.normalize()
            for period in found.index.get_level_values("period")]
    months, days = LAGS.get(name, (0, 0))
    known = later(pd.Series(ends, found.index), months) + pd.Timedelta(days=days)
    thin = (found.n < least) | found.value.isna() | found.get("thin", False)
    if name in RATERS:
        thin = thin | (found.raters < RATERS[name])
    late = (ws.as_of < known) | found.get("late", False)
    state = np.select([thin, late], ["insufficient", "provisional"], "final")
    return found.assign(state=state)


def measure(ws, placement, name):
    kind, function, settings, where, level = KPIS[name]
    if kind == "change":
        base, against, direction = function(ws)
        held = measure(ws, placement, base)
        thin_base = held.n < LEAST_OF.get(base, LEAST[KPIS[base][0]])
        held.loc[thin_base, "state"] = "insufficient"
        found = change(held, against, direction)
        # What is compared with has to be evidence, too.
        found["thin"] |= found.n < LEAST_OF.get(base, LEAST[KPIS[base][0]])
        return judge(name, kind, found, ws)
    found = function(ws)
    if where:
        if where.split()[0] not in found:
            raise Absent(where)
        found = found.query(where)
    if level:
        rows = placement.goals(found)
    else:
        rows = placement.place(found)
    if rows.empty:
        raise Absent("rows")
    if kind in ("count", "sum"):
        rows = pd.concat([rows, placement.idle(name, rows)])
    parts = []
    for kind_of_subject, column in LEVELS.items():
        own = rows[rows[column].notna()]
        if level:
            own = own[own.scope == {"organisation": "company"}.get(kind_of_subject, kind_of_subject)]
        if own.empty:
            continue
        for grain in GRAINS:
            dated = spread(own, grain, ws.last_month, settings.get("months"), bool(level))
            part = evaluate(kind, dated, [column, "period"])
            if name in RATERS:
                part["raters"] = dated.groupby([column, "period"]).rater_id.nunique()
            part = part.reset_index()
            part.insert(0, "subject_kind", kind_of_subject)
            part = part.rename(columns={column: "subject_id"}).assign(grain=grain)
            part["ordinal"] = [period.ordinal for period in part.period]
            part["period"] = [label(period, grain) for period in part.period]
            parts.append(part)
    return judge(name, kind, pd.concat(parts).set_index(KEY), ws)


def label(period, grain):
    return f"{period.year}-Q{period.quarter}" if grain == "quarter" else str(period)


# ── Comparing ──


def compare(ours, theirs):
    """The largest difference, and the lines that disagree."""
    columns = FIGURES + ["state"]
    both = ours[columns].join(theirs[columns], how="outer", suffixes=(" here", " there"))
    missing = ~both.index.isin(ours.index) | ~both.index.isin(theirs.index)
    worst, wrong = 0.0, missing | (both["state here"] != both["state there"])
    for figure in FIGURES:
        a, b = both[f"{figure} here"], both[f"{figure} there"]
        gap = (a - b).abs() / np.maximum(1, a.abs())
        gap = gap.mask(a.isna() & b.isna(), 0).fillna(np.inf)
        wrong = wrong | (gap > TOLERANCE)
        worst = max([worst, *gap[~missing]])
    return worst, both[wrong]


def check(ws, placement, edition, quiet=False):
    """Compares all values of an edition; how many KPIs differ, and which have no rows."""
    given = pd.read_csv(Path(edition) / "measures.csv", dtype={"subject_id": str, "period": str})
    given = given[given.grain.isin(GRAINS)]
    failures, values, unfed = 0, 0, []
    for name in sorted(set(KPIS) | set(given.kpi)):
        theirs = given[given.kpi == name].set_index(KEY)
        try:
            ours = measure(ws, placement, name) if name in KPIS else theirs.iloc[:0]
        except Absent:
            ours = theirs.iloc[:0]
        if ours.empty and theirs.empty:
            unfed.append(name)
            continue
        worst, wrong = compare(ours, theirs)
        values += len(theirs)
        failures += len(wrong) > 0
        if not quiet or len(wrong):
            verdict = f"  {len(wrong)} DIFFER" if len(wrong) else ""
            print(f"{name:<28} {len(theirs):>8}  {worst:.1e}{verdict}")
        if len(wrong):
            print(wrong.head(6).to_string())
    print(f"{edition}: {values} values of {len(KPIS) - len(unfed)} KPIs compared; {failures} differ")
    return failures, unfed


def main(workspace, edition):
    ws = Workspace(workspace, edition)
    print(f"{'KPI':<28} {'compared':>8}  largest difference")
    failures, unfed = check(ws, Placement(ws), edition)
    print(f"without rows here: {', '.join(unfed) or 'none'}")
    return failures


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:3]) else 0)
