"""KPIs of service, presales, growth and compliance, teams and the organisation, written from their
descriptions.

Where words leave a figure open, it stands here: from which amount an opportunity is of high value.
"""

import pandas as pd

from workspace import DAY, HOUR, MINUTE, facts, kpi, later, yes

HIGH_VALUE = 1_000_000


# ── Field and remote service ──


@kpi("median")
def first_contact_time(ws):
    w = ws("work_orders", "first_contact_at")
    return facts(w, w.opened_at, (w.first_contact_at - w.opened_at) / MINUTE)


@kpi("median")
def dispatch_time(ws):
    w = ws("work_orders", "dispatched_at", "accepted_at")
    return facts(w, w.opened_at, (w.dispatched_at - w.accepted_at) / MINUTE)


@kpi("mean")
def onsite_wait(ws):
    w = ws("work_orders", "arrived_at", "requested_at")
    return facts(w, w.requested_at, (w.arrived_at - w.requested_at) / HOUR)


@kpi("mean")
def service_duration(ws):
    w = ws("work_orders", "started_at", "finished_at")
    return facts(w, w.finished_at, (w.finished_at - w.started_at) / HOUR)


def came_back(w):
    return yes(w.repeat_on <= w.opened_at.dt.normalize() + 30 * DAY)


@kpi("rate")
def first_time_fix(ws):
    w = ws("work_orders", "fixed_first_visit", "repeat_on")
    fixed = yes(w.fixed_first_visit) * (1 - came_back(w))
    return facts(w, w.opened_at, fixed, where=w.fixed_first_visit.notna())


@kpi("rate")
def repeat_repair(ws):
    w = ws("work_orders", "repeat_on")
    return facts(w, w.opened_at, came_back(w))


@kpi("rate")
def sla_attainment(ws):
    w = ws("work_orders", "promised_at", "resolved_at")
    return facts(w, w.opened_at, yes(w.resolved_at <= w.promised_at), where=w.promised_at.notna())


@kpi("rate")
def attendance_on_time(ws):
    s = ws("shifts", "due_at", "begun_at")
    return facts(s, s.worked_on, yes(s.begun_at <= s.due_at), where=s.due_at.notna())


@kpi("rate")
def procedure_adherence(ws):
    a = ws("audits", "steps", "steps_followed")
    known = a.steps.notna() & a.steps_followed.notna()
    return facts(a, a.audited_on, yes(a.steps_followed >= a.steps), where=known)


# ── Presales ──

INDUSTRIES = ("general", "finance", "healthcare", "manufacturing", "retail")


@kpi("rate", {name: f"industry == '{name}'" for name in INDUSTRIES})
def win_rate(ws):
    o = ws("opportunities")
    return facts(o, o.decided_on, yes(o.status == "won"), where=o.status != "open")


@kpi("sum")
def sales_contribution(ws):
    o = ws("opportunities", "amount", "participation")
    part = o.participation.map({"lead": 0.3, "support": 0.2}).fillna(0.2)
    return facts(o, o.decided_on, o.amount * part, where=o.status == "won")


@kpi("rate")
def high_value_conversion(ws):
    o = ws("opportunities", "amount")
    strategic = o.strategic.fillna(False) if "strategic" in o else False
    high = (o.amount >= HIGH_VALUE) | strategic
    return facts(o, o.decided_on, yes((o.status == "won") & high), where=o.status != "open")


@kpi("rate")
def proposal_adoption(ws):
    r = ws("recommendations", "adopted")
    return facts(r, r.decided_on, yes(r.adopted), where=r.adopted.notna())


@kpi("mean")
def needs_coverage(ws):
    r = ws("needs_reports", "completeness")
    return facts(r, r.delivered_at, r.completeness)


@kpi("rate")
def first_pass_review(ws):
    s = ws("solutions", "reviewed_on", "passed_first")
    return facts(s, s.reviewed_on, yes(s.passed_first), where=s.passed_first.notna())


@kpi("rate")
def solution_timeliness(ws):
    s = ws("solutions", "delivered_at")
    return facts(s, s.requested_at, yes(s.delivered_at - s.requested_at <= 48 * HOUR))


@kpi("rate")
def support_timeliness(ws):
    r = ws("support_requests", "answered_at")
    return facts(r, r.requested_at, yes(r.answered_at - r.requested_at <= 24 * HOUR))


@kpi("mean")
def bid_quality(ws):
    b = ws("bids", "technical_score")
    return facts(b, b.rated_on, b.technical_score)


@kpi("count")
def customer_meetings(ws):
    m = ws("meetings")
    return facts(m, m.held_on)


@kpi("count")
def insight_reports(ws):
    r = ws("insight_reports")
    return facts(r, r.published_on)


@kpi("count")
def needs_feedback(ws):
    u = ws("needs_updates")
    return facts(u, u.given_on)


@kpi("mean")
def sales_satisfaction(ws):
    r = ws("sales_ratings")
    return facts(r, r.rated_on, r.score)


@kpi("mean")
def skill_assessment(ws):
    s = ws("skill_assessments")
    return facts(s, s.assessed_on, s.score)


@kpi("rate")
def industry_knowledge(ws):
    t = ws("industry_tests")
    return facts(t, t.taken_on, yes(t.passed))


@kpi("rate")
def demo_conversion(ws):
    d, o = ws("demos", "opportunity_id"), ws("opportunities")
    return facts(d, d.shown_on, yes(d.opportunity_id.isin(o[o.status == "won"].opportunity_id)))


# ── Collaboration, learning, innovation, compliance ──


@kpi("mean")
def collaboration(ws):
    r = ws("reviews", "rater_id")
    peers = (r.rater == "peer") & (r.competency == "collaboration") & (r.rater_id != r.engineer_id)
    return facts(r, r.given_on, r.score, where=peers)


@kpi("mean")
def manager_rating(ws):
    r = ws("reviews")
    return facts(r, r.given_on, r.score, where=r.rater == "manager")


@kpi("mean")
def self_rating(ws):
    r = ws("reviews")
    return facts(r, r.given_on, r.score, where=r.rater == "self")


@kpi("sum")
def knowledge_contribution(ws):
    k = ws("knowledge_items", "accepted", "quality")
    return facts(k, k.published_on, k.quality / 5, where=k.accepted)


@kpi("count")
def training_participation(ws):
    t = ws("trainings")
    return facts(t, t.attended_on)


@kpi("count")
def sharing_sessions(ws):
    s = ws("sharings")
    return facts(s, s.given_on)


@kpi("count", months=12)
def certifications(ws):
    c = ws("certificates")
    return facts(c, c.earned_on)


@kpi("count")
def mentoring(ws):
    m = ws("mentorings", "plan_finished_on")
    return facts(m, m.plan_finished_on)


@kpi("count")
def improvement_proposals(ws):
    i = ws("improvements", "adopted_on")
    return facts(i, i.adopted_on)


@kpi("count")
def automation_scripts(ws):
    s = ws("scripts", "accepted", "accepted_on")
    return facts(s, s.accepted_on, where=s.accepted.fillna(True))


@kpi("count")
def success_cases(ws):
    c = ws("success_cases")
    return facts(c, c.published_on)


@kpi("count")
def product_suggestions(ws):
    s = ws("suggestions", "adopted_on")
    return facts(s, s.adopted_on)


@kpi("rate")
def compliance_pass(ws):
    c = ws("compliance_checks")
    return facts(c, c.audited_on, yes(c.passed))


@kpi("count")
def safety_incidents(ws):
    s = ws("safety_incidents")
    return facts(s, s.occurred_on)


# ── Project and product teams; organisation ──


@kpi("count")
def releases(ws):
    r = ws("releases")
    return facts(r, r.released_on)


@kpi("mean")
def bug_fix_time(ws):
    b = ws("bugs", "fixed_at")
    return facts(b, b.fixed_at, (b.fixed_at - b.found_at) / HOUR)


@kpi("ratio")
def iteration_efficiency(ws):
    i = ws("iterations", "done_points", "hours", "ended_on")
    return facts(i, i.ended_on, i.done_points, i.hours, i.hours > 0)


@kpi("change")
def iteration_efficiency_gain(ws):
    return "iteration_efficiency", "previous", "up"


@kpi("ratio")
def acquisition_cost(ws):
    costs = ws("costs")[lambda c: c.kind == "acquisition"]
    new = ws("contracts")[lambda c: c.kind == "new"]
    return pd.concat([facts(costs, costs.spent_on, costs.amount, 0), facts(new, new.won_on, 0, 1)])


@kpi("change")
def acquisition_cost_reduction(ws):
    return "acquisition_cost", "last year", "down"


@kpi("ratio")
def budget_variance(ws):
    b = ws("budgets", "actual")
    return facts(b, b.month_on, 100 * (b.actual - b.budget), b.budget)


@kpi("ratio")
def attrition(ws):
    """Who left ÷ mean headcount, per quarter: months weigh alike, and three make a quarter."""
    r = ws("roster")
    never = pd.Series(pd.NaT, r.index, dtype="datetime64[us]")
    left, until = (r[c] if c in r else never for c in ("left_on", "valid_to"))
    last = pd.concat([left, until], axis=1).min(axis=1).fillna(pd.Timestamp.max.normalize())
    rows = []
    for month in pd.period_range(end=ws.last_month, periods=39, freq="M"):
        first, end = month.start_time, month.end_time.normalize()
        days = ((last.clip(upper=end) - r.valid_from.clip(lower=first)) / DAY + 1).clip(lower=0)
        gone = left.between(first, end) & (left == last)
        teams = pd.DataFrame({"team": r.team_id, "days": days, "gone": gone.astype(float)})[days > 0]
        teams = teams.groupby("team", as_index=False).sum()
        teams["a"], teams["b"] = 100 * teams.gone, teams.days / month.days_in_month / 3
        rows.append(teams.assign(person=None, day=end))
    return pd.concat(rows)


@kpi("mean", level="scope")
def goal_progress(ws):
    """Goals at the end of each month: as far as those below them, else as last assessed."""
    goals = ws("goals").sort_values("assessed_on")
    weights = goals.weight.fillna(1) if "weight" in goals else 1.0
    goals = goals.assign(weight=weights)
    rows = []
    for month in pd.period_range(end=ws.last_month, periods=39, freq="M"):
        end = month.end_time.normalize()
        now = goals[goals.assessed_on <= end].groupby("goal_id").tail(1).set_index("goal_id")
        now = now.assign(progress=now.progress.astype(float))
        for scope in ("person", "team", "department"):
            below = now[(now.scope == scope) & now.parent_id.notna()]
            total = (below.progress * below.weight).groupby(below.parent_id).sum()
            mean = total / below.weight.groupby(below.parent_id).sum()
            now["progress"] = now.progress.where(~now.index.isin(mean.index), now.index.map(mean))
        due = now.due_on.fillna(end) if "due_on" in now else pd.Series(end, now.index)
        now = now[(due >= month.start_time) | (now.assessed_on >= month.start_time)]
        now = now.assign(a=now.progress * now.weight, b=now.weight, month=month, day=end)
        rows.append(now.rename(columns={"engineer_id": "person"}))
    return pd.concat(rows).reset_index(drop=True)
