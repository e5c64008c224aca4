"""How often a grade comes out again when a person's real records are drawn anew.

    scorepack explain sample-data --person E008 --locale en --json | python tests/statistics/grades.py

An independent, slow computation of what a packet says of a grade near a boundary: every
record that counted is drawn with replacement, 20,000 times; values and points follow from
the arithmetic and the rule that `explain` prints. Counts are Poisson. Ratios are drawn as
if all records had the same denominator; changes stay as they are.
"""

import json
import re
import sys

import numpy as np

DRAWS = 20_000
BOUNDS = [60, 70, 80, 90]
random = np.random.default_rng(20_261_122)


def number(text):
    return float(re.sub(r"[^0-9.\-]", "", text.replace("−", "-")))


def draw_values(item):
    """Values of drawn records, by the kind that the arithmetic shows."""
    text, value = item["arithmetic"], item["value_number"]
    records = [o["value"] for o in item["records"]["outcomes"] if o["counted"]]
    if re.match(r"[\d,]+ records? = ", text) and value == len(records):
        return random.poisson(value, DRAWS)
    if not records or " now, " in text:
        return np.full(DRAWS, value)
    drawn = np.array(records, float)[random.integers(0, len(records), (DRAWS, len(records)))]
    if "promoters" in text:
        return 100 * ((drawn >= 9).mean(1) - (drawn <= 6).mean(1))
    if text.startswith("middle of"):
        return np.median(drawn, axis=1)
    return drawn.sum(1) if text.startswith("sum of") else drawn.mean(1)


def draw_points(item):
    values, rule = draw_values(item), item["rule"]
    if found := re.match(r"100, less ([\d.]+) for each", rule):
        return np.maximum(0, 100 - number(found[1]) * values)
    if found := re.match(r"(\S+) at (\S+), (\S+) at (\S+?), in proportion", rule):
        nothing, target = sorted([(number(found[1]), found[2]), (number(found[3]), found[4])])
        floor, full = number(nothing[1]), number(target[1])
        points = 100 * (values - floor) / (full - floor)
    elif found := re.match(r"100 × value ÷ (\S+?),", rule):
        points = 100 * values / number(found[1])
    elif found := re.match(r"100 × (.+) ÷ value,", rule):
        points = 100 * number(found[1]) / np.where(values == 0, 1e-9, values)
    else:
        sys.exit(f"this rule is not known here: {rule}")
    return np.clip(points, 0, 120)


def main():
    person = json.load(sys.stdin)
    items = [item for item in person["items"] if item["points_number"] is not None]
    weights = [item["weight_number"] for item in items]
    scores = np.average([draw_points(item) for item in items], axis=0, weights=weights)
    grades = np.searchsorted(BOUNDS, np.floor(10 * scores + 0.5) / 10, side="right")
    own = np.searchsorted(BOUNDS, person["total"]["score"], side="right")
    print(f"{person['id']}: {np.mean(grades == own):.1%} of draws give {person['total']['grade']} again")


main()
