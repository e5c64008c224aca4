"""What the definitions of KPIs share: reading a workspace's CSV files, and rows with a day."""

import re
from functools import cache
from pathlib import Path

import pandas as pd

HOUR = pd.Timedelta(hours=1)
MINUTE = pd.Timedelta(minutes=1)
DAY = pd.Timedelta(days=1)

KPIS = {}


class Absent(Exception):
    """The workspace has no such table or column."""


def kpi(kind, slices=None, level=None, **settings):
    """Registers a function that gives the rows of a KPI, or the terms of a change.

    `slices` are parts of its rows, each a KPI of its own; `level` names the column with the one
    level at which a row counts; `months` is how far back every value looks.
    """

    def register(function):
        KPIS[function.__name__] = (kind, function, settings, None, level)
        for name, where in (slices or {}).items():
            KPIS[f"{function.__name__}_{name}"] = (kind, function, settings, where, level)
        return function

    return register


# ── Reading ──


class Workspace:
    """The CSV files of a workspace up to the end of an edition's period."""

    def __init__(self, folder, edition):
        self.folder = Path(folder) / "data"
        period = pd.Period(Path(edition).name.replace("-Q", "Q"))
        self.last_day = period.end_time.normalize()
        self.last_month = self.last_day.to_period("M")
        settings = (Path(folder) / "scorepack.yaml").read_text("utf-8")
        self.as_of = pd.Timestamp(re.search(r"^as_of: (\S+)", settings, re.M).group(1))

    @cache
    def table(self, name):
        # Surveys come as several files with columns of their own.
        files = sorted(self.folder.glob("surveys*.csv" if name == "surveys" else f"{name}.csv"))
        if not files:
            raise Absent(name)
        frame = pd.concat([pd.read_csv(file, dtype=str) for file in files], ignore_index=True)
        for column in frame:
            if column.endswith(("_on", "_at")) or column in ("valid_from", "valid_to"):
                frame[column] = pd.to_datetime(frame[column])
            elif column in NUMBERS:
                frame[column] = pd.to_numeric(frame[column])
            elif column in ("stable_go_live", "fixed_first_visit", "strategic", "adopted", "accepted",
                            "passed_first", "passed", "lower_is_better"):
                frame[column] = frame[column].map({"true": True, "false": False}).astype("boolean")
        return frame

    def __call__(self, name, *columns):
        """A table that has these columns: without them nobody knows what happened and what did not."""
        frame = self.table(name)
        if not set(columns) <= set(frame):
            raise Absent(f"{name}: {set(columns) - set(frame)}")
        return frame


NUMBERS = set(
    "complexity modules planned_changes actual_changes budget actual amount score pre_score post_score"
    " pass_mark before after completeness rating steps steps_followed technical_score quality"
    " done_points hours weight progress".split()
)


def facts(frame, when, value=1.0, per=1.0, where=None):
    """Rows with their person, day, value and what it is divided by; rows without any do not count."""
    found = pd.DataFrame({"person": frame.engineer_id, "day": when.dt.normalize()})
    found["a"], found["b"] = pd.to_numeric(value), pd.to_numeric(per)
    for column in ("priority", "industry", "rater_id", "project_type"):
        if column in frame:
            found[column] = frame[column]
    if where is not None:
        found = found[where.fillna(False).astype(bool)]
    return found.dropna(subset=["day", "a", "b"])


def yes(condition):
    """1 where a condition holds, else 0: what has not happened has not been achieved."""
    return condition.fillna(False).astype(float)


def later(day, months):
    return day + pd.DateOffset(months=months)
