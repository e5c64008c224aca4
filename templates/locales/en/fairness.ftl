### How far results can be trusted and compared: stability of grades, fairness, funnel plots.

## Section 1 of a person's packet

fairness-stability = By score { $grade }, near the boundary to { $other }: if the period's records are drawn anew, { $percent } of draws give the same grade.

## Trends: limits of routine variation (XmR)

fairness-routine-low = lower limit
fairness-routine-high = upper limit
fairness-routine-none = Routine variation { $low } to { $high }: no period is beyond it.
fairness-routine-signals = Routine variation { $low } to { $high }; more than that: { $periods } (marked *).
fairness-join = { $first } { $second }
