"""KPIs of delivery, customer satisfaction, quality and stability, written from their descriptions.

Where words leave a figure open, it stands here: the months in which customers buy again, and the
hours that a priority allows.
"""

import numpy as np
import pandas as pd

from workspace import DAY, HOUR, facts, kpi, later, yes

MONTHS_TO_BUY_AGAIN = 6
RESPONSE_HOURS = {"P0": 1, "P1": 2, "P2": 4, "P3": 8, "P4": 24}


# ── Delivery ──


@kpi("rate")
def on_time_delivery(ws):
    p = ws("projects", "planned_delivery_on", "delivered_on", "accepted_on")
    known = p.planned_delivery_on.notna() & p.delivered_on.notna()
    return facts(p, p.accepted_on, yes(p.delivered_on <= p.planned_delivery_on), where=known)


@kpi("mean", {kind: f"project_type == '{kind}'" for kind in ("standard", "upgrade", "custom")})
def delivery_cycle(ws):
    p = ws("projects", "kickoff_on", "accepted_on")
    return facts(p, p.accepted_on, (p.accepted_on - p.kickoff_on) / DAY)


@kpi("median")
def delivery_cycle_median(ws):
    return delivery_cycle(ws)


@kpi("change")
def delivery_cycle_reduction(ws):
    return "delivery_cycle", "last year", "down"


@kpi("median")
def change_response_time(ws):
    c = ws("change_requests", "first_response_at")
    return facts(c, c.raised_at, (c.first_response_at - c.raised_at) / HOUR)


@kpi("rate")
def change_response_on_time(ws):
    c = ws("change_requests", "first_response_at")
    return facts(c, c.raised_at, yes((c.first_response_at - c.raised_at) / HOUR <= 4))


@kpi("ratio")
def change_control_rate(ws):
    p = ws("projects", "planned_changes", "actual_changes", "accepted_on")
    return facts(p, p.accepted_on, p.actual_changes, p.planned_changes)


@kpi("rate")
def first_go_live_success(ws):
    p = ws("projects", "go_live_on", "stable_go_live")
    return facts(p, p.go_live_on, yes(p.stable_go_live), where=p.stable_go_live.notna())


@kpi("rate")
def milestone_on_time(ws):
    m = ws("milestones", "done_on")
    return facts(m, m.due_on, yes(m.done_on <= m.due_on))


@kpi("rate")
def task_completion(ws):
    t = ws("tasks", "done_on")
    return facts(t, t.due_on, yes(t.done_on.notna()))


@kpi("rate")
def customer_success_rate(ws):
    p = ws("projects", "go_live_on", "customer").dropna(subset="go_live_on").reset_index(drop=True)
    assessed = later(p.go_live_on, 3)
    majors = ws("incidents", "severity", "project_id").query("severity == 'major'")
    hit = p.reset_index().merge(majors[["project_id", "occurred_at"]], on="project_id")
    day = hit.occurred_at.dt.normalize()
    hit = hit[(day >= hit.go_live_on) & (day <= later(hit.go_live_on, 3))]
    again = ws("contracts", "kind").query("kind in ('repeat', 'renewal')")
    bought = p.reset_index().merge(again[["customer", "won_on"]], on="customer")
    limit = later(bought.go_live_on, MONTHS_TO_BUY_AGAIN)
    bought = bought[(bought.won_on > bought.go_live_on) & (bought.won_on <= limit)]
    success = p.index.isin(bought["index"]) & ~p.index.isin(hit["index"])
    return facts(p, assessed, pd.Series(success).astype(float))


def survey(ws, kind):
    s = ws("surveys", "kind", "score", "responded_at")
    return s[(s.kind == kind) & s.score.notna()]


@kpi("mean")
def training_satisfaction(ws):
    s = survey(ws, "training")
    return facts(s, s.responded_at, s.score)


@kpi("rate")
def customer_self_operation(ws):
    t = ws("trainees", "post_score", "pass_mark")
    known = t.post_score.notna() & t.pass_mark.notna()
    return facts(t, t.held_on, yes(t.post_score >= t.pass_mark), where=known)


@kpi("mean")
def training_gain(ws):
    t = ws("trainees", "pre_score", "post_score")
    return facts(t, t.held_on, t.post_score - t.pre_score)


@kpi("mean")
def business_value_gain(ws):
    o = ws("outcomes", "before", "after")
    better = np.where(o.lower_is_better.fillna(False), -1, 1)
    gain = better * (o.after / o.before - 1) * 100 * np.sign(o.before)
    return facts(o, o.measured_on, gain, where=o.before != 0)


# ── Customer satisfaction ──


@kpi("nps")
def nps(ws):
    s = survey(ws, "nps")
    return facts(s, s.responded_at, s.score)


@kpi("mean")
def csat_mean(ws):
    s = survey(ws, "csat")
    return facts(s, s.responded_at, s.score)


@kpi("rate")
def csat_top_box(ws):
    s = survey(ws, "csat")
    return facts(s, s.responded_at, yes(s.score >= 4))


@kpi("mean")
def stage_rating(ws):
    s = survey(ws, "stage")
    return facts(s, s.responded_at, s.score)


@kpi("mean")
def callback_rating(ws):
    s = survey(ws, "callback")
    return facts(s, s.responded_at, s.score)


@kpi("count")
def complaint_count(ws):
    c = ws("complaints")
    return facts(c, c.raised_at)


@kpi("mean")
def complaint_handling(ws):
    s = survey(ws, "complaint")
    return facts(s, s.responded_at, s.score)


@kpi("mean")
def follow_up_satisfaction(ws):
    s = survey(ws, "follow_up")
    return facts(s, s.responded_at, s.score)


@kpi("rate")
def repurchase_rate(ws):
    c = ws("contracts", "kind")
    new = c[c.kind == "new"].reset_index(drop=True)
    again = c[c.kind.isin(["repeat", "renewal"])][["customer", "won_on"]]
    pairs = new.reset_index().merge(again, on="customer", suffixes=("", "_again"))
    within = (pairs.won_on_again > pairs.won_on) & (pairs.won_on_again <= later(pairs.won_on, 12))
    bought = new.index.isin(pairs[within]["index"])
    return facts(new, later(new.won_on, 12), pd.Series(bought).astype(float))


@kpi("sum")
def customer_revenue(ws):
    r = ws("revenues")
    return facts(r, r.booked_on, r.amount)


@kpi("change")
def customer_value_growth(ws):
    return "customer_revenue", "last year", "up"


# ── Quality and stability ──


@kpi("ratio")
def launch_defect_rate(ws):
    p = ws("projects", "go_live_on", "modules").dropna(subset="go_live_on")
    major = ws("defects")[lambda d: d.severity == "major"][["project_id", "found_on"]]
    found = p.merge(major, on="project_id")
    soon = (found.found_on >= found.go_live_on) & (found.found_on <= later(found.go_live_on, 1))
    counts = found[soon].groupby("project_id").size()
    return facts(p, p.go_live_on, p.project_id.map(counts).fillna(0), p.modules, p.modules > 0)


@kpi("rate")
def issue_closure(ws):
    i = ws("issues", "closed_at")
    promised = i.promised_at.fillna(i.opened_at + 72 * HOUR)
    return facts(i, i.opened_at, yes(i.closed_at <= promised))


@kpi("rate")
def issue_recurrence(ws):
    i = ws("issues", "recurred_on")
    return facts(i, i.opened_at, yes(i.recurred_on <= later(i.opened_at.dt.normalize(), 3)))


@kpi("median", {name.lower(): f"priority == '{name}'" for name in RESPONSE_HOURS})
def first_response_time(ws):
    i = ws("issues", "first_response_at", "priority")
    return facts(i, i.opened_at, (i.first_response_at - i.opened_at) / HOUR)


@kpi("rate")
def first_response_on_time(ws):
    i = ws("issues", "first_response_at", "priority")
    limit = i.priority.map(RESPONSE_HOURS).fillna(24)
    return facts(i, i.opened_at, yes((i.first_response_at - i.opened_at) / HOUR <= limit))


@kpi("mean")
def mean_time_to_resolve(ws):
    w = ws("work_orders", "resolved_at")
    return facts(w, w.resolved_at, (w.resolved_at - w.opened_at) / HOUR)


@kpi("median")
def median_time_to_resolve(ws):
    return mean_time_to_resolve(ws)


@kpi("mean")
def root_cause_completeness(ws):
    r = ws("root_cause_reports", "completeness")
    return facts(r, r.resolved_at, r.completeness)


@kpi("mean")
def acceptance_rating(ws):
    d = ws("deliverables", "rating")
    return facts(d, d.reviewed_on, d.rating)
