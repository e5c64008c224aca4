### Units, changes, dates and lists.

# { $number } is written already; { $count } is the same number, for its plural.
unit-percent = { $number }%
unit-days =
    { $count ->
        [one] { $number } day
       *[other] { $number } days
    }
unit-hours = { $number } h
unit-minutes = { $number } min

# A unit alone, as at an axis.
unit-name-percent = %
unit-name-points = points
unit-name-days = days
unit-name-hours = hours
unit-name-minutes = minutes
unit-name-score5 = rating 1–5
unit-name-score100 = score 0–100
unit-name-per-module = per module

# A change; { $number } has a sign. Rates change in percentage points.
change-percent =
    { $count ->
        [one] { $number } point
       *[other] { $number } points
    }
change-points =
    { $count ->
        [one] { $number } point
       *[other] { $number } points
    }
change-days =
    { $count ->
        [one] { $number } day
       *[other] { $number } days
    }
change-hours = { $number } h
change-minutes = { $number } min
change-score5 = { $number }
change-score100 = { $number }

period-week = week { $week } of { $year }
period-quarter-1 = Q1 { $year }
period-quarter-2 = Q2 { $year }
period-quarter-3 = Q3 { $year }
period-quarter-4 = Q4 { $year }
period-whole = all data

# Between the items of a list, and before its last one.
list-separator = { ", " }
list-and = and
