"""Computes every output of `examples/statistics_check.rs` again, independently.

    cargo run --example statistics_check | python tests/statistics/check.py

Where scipy or statsmodels have a function, it is asked; elsewhere the formula is written
down from its source. An output fails if it differs by more than 1e-9: relative to the
expected figure where that is above 1, absolute below. What rests on random draws (the
bootstrap, large permutations, stability) fails beyond five standard errors of both sides;
medians of more than 5,000 values, whose p is asymptotic, may differ by another 5 % of p.
"""

import itertools
import json
import math
import sys
import warnings
from decimal import Decimal, getcontext
from functools import cache

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

warnings.filterwarnings("ignore")
getcontext().prec = 60
np.seterr(all="ignore")
Z = stats.norm.ppf(0.975)
SIGMAS = 5
random = np.random.default_rng(20_261_121)
coverage = {"noise": [0, 0], "relative": [0, 0]}


def rate_interval(x):
    k, n = x
    return list(proportion_confint(k, n, method="wilson")) if n else None


def adjusted(p, d, n):
    shares = np.array([p + 0.75, n - p - d + 1.5, d + 0.75]) / (n + 3)
    scores = np.array([1, 0, -1])
    mean = shares @ scores
    return mean, shares @ (scores - mean) ** 2 / (n + 3)


def nps_interval(x):
    if not x[2]:
        return None
    mean, variance = adjusted(*x)
    return np.clip(100 * np.array(stats.norm.interval(0.95, mean, math.sqrt(variance))), -100, 100)


def mean_interval(x):
    if len(x) < 2:
        return None
    error = stats.sem(x)
    return stats.t.interval(0.95, len(x) - 1, np.mean(x), error) if error else [np.mean(x)] * 2


def weighted_mean_interval(x):
    x, w = map(np.array, x)
    n = w.sum() ** 2 / (w**2).sum() if len(w) else 0
    if n < 2 - 1e-9:
        return None
    mean = np.average(x, weights=w)
    variance = np.average((x - mean) ** 2, weights=w) * n / (n - 1)
    half = stats.t.ppf(0.975, n - 1) * math.sqrt(variance / n)
    return [mean - half, mean + half]


def percentile_interval(x):
    values, p = np.array(x[0]), x[1] / 100
    n = len(values)
    at_most = stats.binom.cdf(np.arange(n), n, p)
    low, high = np.flatnonzero(at_most <= 0.025), np.flatnonzero(at_most >= 0.975)
    return [values[low[-1]], values[high[0]]] if len(low) and len(high) else None


def count_interval(k):
    return [stats.chi2.ppf(0.025, 2 * k) / 2 if k else 0, stats.chi2.ppf(0.975, 2 * k + 2) / 2]


def rate_test(x):
    (k, n), (l, m) = x
    if not n or not m:
        return {}
    limits = lambda alpha: confint_proportions_2indep(
        k, n, l, m, method="newcomb", compare="diff", alpha=alpha)
    change, low_high = k / n - l / m, limits(0.05)
    p = 1.0
    if change:
        near = lambda z: min(abs(b) * (1 if b * change > 0 else -1)
                             for b in [limits(2 * stats.norm.sf(z))[0 if change > 0 else 1]])
        top = 8.0
        p = 2 * stats.norm.sf(optimize.brentq(near, 1e-9, top, xtol=1e-13)) if near(top) < 0 else 0
    return {"change": change, "interval": low_high, "p": p}


def nps_test(x):
    if not x[0][2] or not x[1][2]:
        return {"z": None}
    (a, v), (b, w) = adjusted(*x[0]), adjusted(*x[1])
    error = math.sqrt(v + w)
    score = lambda p, d, n: 100 * (p - d) / n
    return {
        "change": score(*x[0]) - score(*x[1]),
        "interval": 100 * np.array(stats.norm.interval(0.95, a - b, error)),
        "p": 2 * stats.norm.sf(abs(a - b) / error),
        "z": (a - b) / error,
    }


def mean_test(x):
    now, before = x
    if min(len(now), len(before)) < 2 or np.ptp(now) + np.ptp(before) == 0:
        return {}
    found = stats.ttest_ind(now, before, equal_var=False)
    interval = found.confidence_interval(0.95)
    return {"change": np.mean(now) - np.mean(before), "interval": interval, "p": found.pvalue}


def median_test(x):
    now, before = x
    if not now or not before:
        return {}
    change = np.median(now) - np.median(before)
    n, m = len(now), len(before)
    statistic = lambda a, b, axis: abs(np.median(a, axis=axis) - np.median(b, axis=axis))
    exact = math.comb(n + m, n) <= 20_000
    draws = 20_000 if exact else 400 if n + m > 5_000 else 4_999
    if min(n, m) == 1:  # scipy refuses a sample of one
        pool = np.array(now + before)
        far = [abs(pool[i] - np.median(np.delete(pool, i))) for i in range(n + m)]
        p = np.mean(np.array(far) >= abs(change) - 1e-12 * pool.max())
    else:
        p = stats.permutation_test(
            x, statistic, vectorized=True, n_resamples=draws, alternative="greater",
            batch=50 if n + m > 5_000 else 5_000, rng=random).pvalue
    return {"change": change, "interval": None, "p": p if exact else Drawn(p, draws, n + m > 5_000)}


def count_test(x):
    (k, time), (base, base_time) = x
    if k + base == 0:
        return {"change": 0, "interval": [-1, None], "p": 1, "rise": 1}
    k, n, share = int(k), int(k + base), time / (time + base_time)
    change = lambda share: share / (1 - share) * base_time / time - 1 if share < 1 else None
    test = stats.binomtest(k, n, share)
    tails = [test_tail.pvalue for test_tail in (
        stats.binomtest(k, n, share, "less"), stats.binomtest(k, n, share, "greater"))]
    limits = test.proportion_ci(0.95, "exact")
    two_sided = min(1, 2 * min(tails))
    return {"change": change(k / n), "interval": list(map(change, limits)), "p": two_sided, "rise": tails[1]}


def relative_change(x):
    """Donner and Zou 2012, equation 4, with 60 digits."""
    (a, l, u), (b, low, high) = [[Decimal(part) for part in side] for side in x["sides"]]
    if low <= 0:
        return None
    root = lambda one, base: max(
        Decimal(0), (a * b) ** 2 - one * (2 * a - one) * base * (2 * b - base)).sqrt()
    found = [
        float((a * b - root(l, high)) / (high * (2 * b - high)) - 1),
        float((a * b + root(u, low)) / (low * (2 * b - low)) - 1),
    ]
    if x["known"]:
        coverage["relative"][0] += found[0] <= 40 / 50 - 1 <= found[1]
        coverage["relative"][1] += 1
    return found


def change_at_most(x):
    (_, low, high), (_, base_low, base_high) = x
    return [low - base_high, high - base_low]


def mean_of_values(x):
    if not x:
        return None
    weights, values, low, high = np.array(x).T
    weights = weights / weights.sum()
    mean = weights @ values
    return [mean, mean - np.linalg.norm(weights * (values - low)), mean + np.linalg.norm(weights * (high - values))]


def percentile_change(x):
    now, before, percentile, relative = x
    everything = sorted(value for _, rows in before for value in rows)
    if not percentile_interval([now, percentile]) or not percentile_interval([everything, percentile]):
        return None
    draws = 4_000

    def draw(rows):
        rows = np.array(rows)
        return np.percentile(rows[random.integers(0, len(rows), (draws, len(rows)))], percentile, axis=1)

    base = sum(weight * draw(rows) for weight, rows in before) / sum(weight for weight, _ in before)
    own = draw(now)
    change = np.where(base <= 0, np.inf, own / base - 1) if relative else own - base
    missing = np.mean(np.isinf(change))
    if np.ptp(now) == 0 and all(np.ptp(rows) == 0 for _, rows in before):
        return None
    return Anything() if 0.012 < missing < 0.04 else None if missing >= 0.04 else Resampled(change)


def bootstrap(rows, draws=4_000):
    rows = np.array(rows)
    sums = rows[random.integers(0, len(rows), (draws, len(rows)))].sum(axis=1)
    return np.where(sums[:, 1] == 0, np.inf, sums[:, 0] / sums[:, 1])


def varies(rows):
    """Whether draws can differ: not where all rows have one ratio."""
    return len(rows) > 1 and np.linalg.matrix_rank(rows) > 1


def ratio_interval(x):
    return Resampled(bootstrap(x)) if varies(x) else None


def ratio_test(x):
    if not varies(x[0]) or not varies(x[1]):
        return {}
    a, b = map(bootstrap, x)
    missing = [np.mean(np.isinf(side)) for side in (a, b)]
    if max(missing) > 0.04:
        return {}
    if max(missing) > 0.012:
        return Anything()  # too near the border of 2.5 % to be told by draws
    differences = Resampled(np.where(np.isinf(a) | np.isinf(b), np.nan, a - b))
    ratio = lambda rows: np.sum(rows, axis=0)[0] / np.sum(rows, axis=0)[1]
    return {"change": ratio(x[0]) - ratio(x[1]), "interval": differences, "p": differences.p()}


def discoveries(p):
    if not p:
        return {"adjusted": [], "found": []}
    found, corrected, _, _ = multipletests(p, 0.1, "fdr_bh")
    return {"adjusted": corrected, "found": list(map(bool, found))}


def control_limits(x):
    if len(x) < 8:
        return None
    mean, reach = np.mean(x), 2.66 * np.mean(abs(np.diff(x)))
    signals, sides = [], []
    for value in x:
        sides.append(np.sign(value - mean) if value != mean else 0)
        run = len(sides) >= 8 and sides[-1] != 0 and len(set(sides[-8:])) == 1
        signals.append(bool(abs(value - mean) > reach * (1 + 1e-12) or run))
    return {"limits": [mean, mean - reach, mean + reach], "signals": signals}


def rate_funnel(x):
    rate, n = x
    if not n:
        return None
    return [max(stats.binom.ppf(p, n, rate), 0) / n for p in (0.025, 0.975, 0.001, 0.999)]


def mean_funnel(x):
    mean, deviation, n = x
    if not n:
        return None
    error = deviation / math.sqrt(n)
    return [mean + stats.norm.ppf(p) * error for p in (0.025, 0.975, 0.001, 0.999)]


@cache
def orders(n):
    return np.array(list(itertools.permutations(range(n))))


def correlation(pairs):
    x, y = np.array(pairs).reshape(-1, 2).T
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    rho, p = stats.spearmanr(x, y)
    n = len(x)
    if n <= 8:
        a, b = stats.rankdata(x) - (n + 1) / 2, stats.rankdata(y) - (n + 1) / 2
        p = np.mean(abs(b[orders(n)] @ a) >= abs(a @ b) - 1e-9)
    interval = None
    if n > 3 and abs(rho) < 1 - 1e-12:
        half = Z * math.sqrt((1 + rho**2 / 2) / (n - 3))
        interval = np.tanh([math.atanh(rho) - half, math.atanh(rho) + half])
    return {"rho": rho, "interval": interval, "p": p}


def forecast(x):
    y = np.array(x["series"])
    n = len(y)
    if n < 6:
        return None
    at = np.arange(n)
    slope, level, _, _ = stats.theilslopes(y, at, method="joint")
    residuals = np.sort(abs(y - level - slope * at))
    spread = 1.4826 * np.median(residuals[2:]) or 1.2533 * residuals.mean()
    steps = []
    for ahead in range(3):
        u = n + ahead
        error = math.sqrt(1 + math.pi / 2 / n + math.pi / 3 * (u - at.mean()) ** 2 / (n * at.var()))
        half = stats.t.ppf(0.975, n - 2) * spread * error
        value = level + slope * u
        steps.append([value, value - half, value + half])
        if x["noise"]:
            coverage["noise"][0] += abs(x["next"][ahead] - value) <= half
            coverage["noise"][1] += 1
    return {"slope": slope, "steps": steps}


def stability(x):
    values, bound = np.array(x[0]), x[1]
    means = lambda index: values[index].sum(axis=-1) / len(values) >= bound
    draws = random.integers(0, len(values), (4_000, len(values)))
    share = np.mean(means(draws) == means(np.arange(len(values))))
    return Share(share, 500, 4_000)


class Share:
    """A share of draws on both sides."""

    def __init__(self, share, theirs, ours):
        self.share, self.theirs, self.ours = share, theirs, ours

    def excess(self, found):
        middle = np.clip((found + self.share) / 2, 0.002, 0.998)
        error = math.sqrt(middle * (1 - middle) * (1 / self.theirs + 1 / self.ours))
        return max(0, abs(found - self.share) - SIGMAS * error)


class Drawn(Share):
    """A p of random permutations against a counted one."""

    def __init__(self, p, draws, asymptotic):
        super().__init__(p, draws, draws)
        self.slack = 0.05 if asymptotic else 0

    def excess(self, found):
        # scipy counts the arrangement that was observed as one more.
        return max(0, super().excess(found) - self.slack * found - 1 / self.ours)


class Resampled:
    """Limits at 2.5 % of draws: how many of other draws are beyond them."""

    def __init__(self, draws):
        self.draws = draws
        self.error = SIGMAS * math.sqrt(0.025 * 0.975 * (1 / 999 + 1 / len(draws)))

    def excess(self, found):
        missing = np.mean(np.isinf(self.draws))
        if found is None:
            return max(0, 0.025 - self.error - missing)
        low, high = found
        slack = 1e-12 * np.nanmax(abs(np.array(found)))
        at_most = lambda value: np.mean(self.draws <= value + slack)
        under = lambda value: np.mean(self.draws < value - slack)
        excess = [0]
        for limit, share in ((low, 0.025), (high, 0.975)):
            excess += [under(limit) - share - self.error, share - self.error - at_most(limit)]
        return max(excess)

    def p(self):
        sides = np.mean(~(self.draws > 0)), np.mean(~(self.draws < 0))
        return HalfShare(min(0.5, *sides), 999, len(self.draws))


class HalfShare(Share):
    """Twice the smaller side; they count one draw more on it."""

    def excess(self, found):
        return max(0, super().excess(found / 2) - 1 / self.theirs)


class Anything:
    """What draws cannot tell."""

    def excess(self, found):
        return 0


def difference(expected, found):
    """The largest difference of two outputs of the same shape; infinite for another shape."""
    if hasattr(expected, "excess"):
        return expected.excess(found), 0
    if isinstance(expected, dict):
        if not isinstance(found, dict) or set(expected) != set(found):
            return math.inf, math.inf
        return worst(difference(expected[key], found[key]) for key in expected)
    if expected is None or found is None:
        return (0, 0) if expected is None and found is None else (math.inf, math.inf)
    if isinstance(expected, (bool, np.bool_)):
        return (0, 0) if bool(expected) == found else (math.inf, math.inf)
    if isinstance(expected, (int, float, np.number)):
        return 0, abs(expected - found) / max(1, abs(expected))
    if len(expected) != len(found):
        return math.inf, math.inf
    return worst(difference(a, b) for a, b in zip(expected, found))


def worst(differences):
    differences = list(differences)
    return tuple(max((d[side] for d in differences), default=0) for side in (0, 1))


def main():
    table, failures = {}, []
    for line in sys.stdin:
        case = json.loads(line)
        name = case["function"]
        drawn, computed = difference(globals()[name](case["input"]), case["output"])
        row = table.setdefault(name, [0, 0.0, 0.0])
        row[0] += 1
        row[1], row[2] = max(row[1], computed), max(row[2], drawn)
        if computed > 1e-9 or drawn > 0:
            failures.append(line)
    print(f"{'function':24} {'inputs':>6} {'largest difference':>19}  beyond sampling error")
    for name, (count, computed, drawn) in table.items():
        print(f"{name:24} {count:6} {computed:19.1e}  {drawn:.1e}")
    inside, all_steps = coverage["noise"]
    if all_steps:
        print(f"forecasts of a line with normal noise: {inside / all_steps:.1%} of what came next is inside")
        if not 0.92 < inside / all_steps < 0.99:
            failures.append("the limits of the forecast hold too little or too much")
    inside, all_changes = coverage["relative"]
    if all_changes:
        print(f"relative changes of means: {inside / all_changes:.1%} of the intervals hold the true one")
        if not 0.92 < inside / all_changes < 0.98:
            failures.append("the intervals of relative changes hold too little or too much")
    for line in failures[:10]:
        print("differs:", line.strip()[:600], file=sys.stderr)
    if len(table) < 24 or failures:
        sys.exit(f"{len(failures)} outputs differ; {len(table)} functions")


main()
