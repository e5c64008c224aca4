### What follows from scores: blends, moved grades, quotas, points and bonus.

## In a person's packet: what the score and the grade rest on

grading-blend = Score { $score } = { $team_share } × { $team } of the team + { $own_share } × { $own } of your own.
grading-lifted = By score { $absolute }, by distribution { $grade }: position { $position } of { $size } is among the first { $limit }, who get { $grade } or better.
grading-lowered = By score { $absolute }, by distribution { $grade }: position { $position } of { $size }, and { $better } or better goes to the first { $limit }.
grading-capped = By score { $absolute }, by distribution { $grade }: in a pool of { $size } at most { $s } may have S and { $a } A; position { $position }.
grading-decided = { $by } decided the grade { $grade } in place of { $before }. Reason: { $reason }
grading-decided-on = { $by } decided the grade { $grade } in place of { $before } on { $date }. Reason: { $reason }
grading-confirmed = { $by } confirmed the grade { $grade }. Reason: { $reason }
grading-decided-alone = { $by } decided the grade { $grade }; the figures give none. Reason: { $reason }

## Quotas by pool

grading-distribution-title = Distribution of grades
grading-distribution-caption-advise = People with each grade and, in brackets, the places that the quotas ({ $quotas }) give. The quotas advise only; they move no grade. A pool is the people with the same { $parts }; who is not gradable is outside it.
grading-distribution-caption-enforce = People with each grade and, in brackets, the places that the quotas ({ $quotas }) give; an arrow leads from the grades by score to the final ones. Pools of fewer than { $caps } people are not moved, from { $caps } on S and A are capped, from { $full } on the full quota applies. A pool is the people with the same { $parts }; who is not gradable is outside it.
grading-cell = { $given } ({ $places })
grading-cell-moved = { $score } → { $given } ({ $places })
grading-join = { $first }; { $second }
grading-fits = as the quotas
grading-advice_only = advice only
grading-small_pool = too small for quotas
grading-caps_only = caps on S and A only
grading-tied =
    { $people ->
        [one] 1 shares the better grade with an equal score
       *[other] { $people } share the better grade with an equal score
    }
grading-kept =
    { $people ->
        [one] 1 at { $keep } or above stays at B
       *[other] { $people } at { $keep } or above stay at B
    }
grading-not_lifted =
    { $people ->
        [one] 1 below { $lift } is not lifted
       *[other] { $people } below { $lift } are not lifted
    }
grading-decided-count =
    { $people ->
        [one] 1 grade decided by hand
       *[other] { $people } grades decided by hand
    }
grading-remark-off = No reference distribution is in use.
grading-remark-advise = The reference distribution is a check; it changes no grade.
grading-remark-enforce = The reference distribution is enforced: everybody moved is listed with both grades and the reason.

## Near a bound, and moved

grading-near-title = Near the bound of a grade
grading-near-caption = Scores within { $points } of a bound, closest first: { $shown } of { $count }. All are in grading.csv.
grading-near-above = { $points } above the bound of { $grade }
grading-near-below = { $points } below the bound of { $grade }
grading-moves-title = Grades moved or decided
grading-moves-caption = { $shown } of { $count } grades that the distribution moved or somebody decided. All are in grading.csv.
grading-moves-caption-team = Grades that the distribution moved or somebody decided, with the reason.
grading-column-absolute = By score
grading-column-final = Grade
grading-column-reason = Reason
grading-column-bound = Distance
grading-reason-lifted = distribution: position { $position } of { $size }, among the first { $limit }
grading-reason-lowered = distribution: position { $position } of { $size }, beyond the first { $limit }
grading-reason-capped =
    { $places ->
        [one] distribution: 1 place for { $grade }, position { $position } of { $size }
       *[other] distribution: { $places } places for { $grade }, position { $position } of { $size }
    }
grading-reason-decided = { $by }: { $reason }

## Points board

grading-board-title = Points board
grading-board-caption = Each item adds its weight × points ÷ 100; an item at target adds its weight. The place is among people with the same { $parts }.
grading-points-title = Points
grading-points-caption = Items of these parts add their weight × points ÷ 100; an item at target adds its weight.
grading-points-place = Place { $position } of { $size }, { $quartile }.
grading-column-part = Part
grading-column-points = Points
grading-column-place = Place
grading-place = { $position } of { $size }
grading-total = Total

## Bonus

grading-bonus-title = Bonus
grading-bonus-caption = { $team } of a pool is shared equally by the members of the team, { $own } by points. Performance pay in it: { $performance }.
grading-bonus-caption-rewards = Fixed sums for accepted work.
grading-column-source = For
grading-column-team-part = Equal part
grading-column-points-part = Part by points
grading-column-amount = Amount
grading-reward = { $kpi }: { $count } × { $amount }
