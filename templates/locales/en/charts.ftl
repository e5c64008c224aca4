### Figures of packets: what changed a score, how a team and its grades are spread.

## What changed the score since last period

charts-bridge-up = Up { $points } since { $period }
charts-bridge-down = Down { $points } since { $period }
charts-bridge-level = The same score as in { $period }
charts-bridge-most = { $change }, most of it from { $cause } ({ $amount })
charts-bridge-largest = { $change }; the largest change is { $cause } ({ $amount })
charts-bridge-subtitle = Points that each item added to the score or took from it; they sum to the difference.
charts-bridge-alt = From { $from } in { $before } to { $to } in { $now }: { $steps }.
charts-bridge-step = { $cause } { $amount }
charts-bridge-later-data = Later data of { $period }
charts-bridge-definitions = Changed definitions
charts-bridge-added = New: { $kpi }
charts-bridge-dropped = No longer: { $kpi }
charts-bridge-weights = Other weights
charts-bridge-team = The team's share
charts-bridge-others = { $count ->
    [one] 1 other item
   *[other] { $count } other items
}
charts-column-cause = What changed
charts-column-points-before = Points before
charts-column-points-now = Points now
charts-column-contribution = In the score

## How a team is spread

charts-spread-title = How members compare
charts-spread-caption = Each dot is a member; the upright mark is the median. Only the lowest and the highest are named, where there is room.
charts-dots-score = Score
charts-dots-title = Scores from { $low } to { $high }, median { $median }
charts-dots-subtitle = Score, and points of the core KPIs (100 at target)
charts-dots-median = median { $median }
charts-dots-target = target 100
charts-dots-alt = { $people ->
    [one] Dot plot of one member. { $rows }.
   *[other] Dot plot of { $people } members. { $rows }.
}
charts-dots-alt-row = { $label }: { $low } to { $high }, median { $median }
charts-column-median = Median

## Distribution of grades

charts-distribution-title = { $grades }
charts-distribution-pool = { $pool }: { $grades }
charts-distribution-all = Everybody: { $grades }
charts-distribution-subtitle = { $graded } of { $people } graded; the upright mark is the reference
charts-distribution-subtitle-plain = { $graded } of { $people } graded
charts-distribution-subtitle-team = { $graded } of { $people } graded; the upright mark is the reference, which is for pools, not for a team of { $people }
charts-distribution-share = { $count } · { $percent }
charts-distribution-reference = ref. { $percent }
charts-distribution-alt = Distribution of grades. { $title }. { $rows }.
charts-distribution-alt-row = { $grade } { $share }
charts-distribution-alt-row-reference = { $grade } { $share } ({ $reference })
charts-grades-title = Grades against the reference
charts-grades-caption = Share of people with each grade, of everybody and of each pool. Pools by size; the table of grades has all.
charts-column-people = People
charts-column-percent = Share
charts-column-reference = Reference
