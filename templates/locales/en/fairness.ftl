### How far results can be trusted and compared: stability of grades, fairness, funnel plots.

## Section 1 of a person's packet

fairness-stability = By score { $grade }, though not surely: with the period's records drawn anew, { $percent } of draws give it, the others most often { $other }.

## Trends: limits of routine variation (XmR)

fairness-routine-low = lower limit
fairness-routine-high = upper limit
fairness-routine-none = Routine variation { $low } to { $high }: no period is beyond it.
fairness-routine-signals = Routine variation { $low } to { $high }; more than that: { $periods } (marked *).
fairness-join = { $first } { $second }

## The fairness page of the organisation's packet

fairness-title = Fairness
fairness-caption = Whether scores go with what they should not depend on. All { $tests } tests are corrected together: of what is reported as found, about one in ten may be chance. A finding is a reason to look closer, not a proof: people differ in more than one way at once.
fairness-no-finding = No evidence that scores depend on workload, complexity, tenure or group.
fairness-relations-title = Workload, complexity and tenure
fairness-relations-caption = Workload: records behind the values of a person's scored KPIs. Complexity: mean complexity of the projects open in the period, where known. Tenure: months since joining. Each is ranked, as the score is, among people of the same role; ρ is Spearman's rank correlation, from −1 to 1, with its 95% interval.
fairness-workload = Workload
fairness-complexity = Complexity
fairness-tenure = Tenure
fairness-relation-unknown = too few people, or no differences
fairness-relation-none = no evidence that they go together
fairness-workload-none = No evidence that scores go with workload: ρ = { $rho } { $interval }, { $people } people.
fairness-workload-higher = People with more work score higher: ρ = { $rho } { $interval }, { $people } people.
fairness-workload-lower = People with more work score lower: ρ = { $rho } { $interval }, { $people } people.
fairness-workload-higher-brief = more work, higher scores
fairness-workload-lower-brief = more work, lower scores
fairness-complexity-none = No evidence that scores go with complexity: ρ = { $rho } { $interval }, { $people } people.
fairness-complexity-higher = People with more complex projects score higher: ρ = { $rho } { $interval }, { $people } people.
fairness-complexity-lower = People with more complex projects score lower: ρ = { $rho } { $interval }, { $people } people.
fairness-complexity-higher-brief = more complex projects, higher scores
fairness-complexity-lower-brief = more complex projects, lower scores
fairness-tenure-none = No evidence that scores go with tenure: ρ = { $rho } { $interval }, { $people } people.
fairness-tenure-higher = People who have been here longer score higher: ρ = { $rho } { $interval }, { $people } people.
fairness-tenure-lower = People who have been here longer score lower: ρ = { $rho } { $interval }, { $people } people.
fairness-tenure-higher-brief = longer tenure, higher scores
fairness-tenure-lower-brief = longer tenure, lower scores
fairness-by-role = By role
fairness-by-level = By level
fairness-by-region = By region
fairness-by-industry = By industry
fairness-by-mode = By mode of work
fairness-small-groups = { $small ->
    [one] One group of fewer than { $least } people is not shown.
   *[other] { $small } groups of fewer than { $least } people are not shown.
}
fairness-group-higher = { $group } ({ $people } people): the median score is { $points } points above that of everybody else; 95% interval { $interval }.
fairness-group-lower = { $group } ({ $people } people): the median score is { $points } points below that of everybody else; 95% interval { $interval }.
fairness-difference-unknown = too few people to compare
fairness-difference-none = no evidence after correction
fairness-difference-higher = higher
fairness-difference-lower = lower
fairness-column-quantity = Score against
fairness-column-group = Group
fairness-column-median = Median score
fairness-column-difference = Against the rest
fairness-column-words = In words

## Funnel plots

fairness-funnel-title = Beyond chance
fairness-funnel-caption-team = Each point is a member. Few records stray far by chance: inside the band lie at least 19 of 20 where nobody differs from the team, inside the dashed lines at least 998 of 1,000. Only what lies outside the band is named, and even of that some is chance.
fairness-funnel-caption-organisation = Each point is a team. Few records stray far by chance: inside the band lie at least 19 of 20 where no team differs from the organisation, inside the dashed lines at least 998 of 1,000. Only what lies outside the band is named, and even of that some is chance.
fairness-funnel-none = { $kpi }: all { $all } are within what chance allows
fairness-funnel-some = { $kpi }: { $count } of { $all } outside the 95% limits
fairness-funnel-subtitle = { $unit } against number of records
fairness-funnel-alt = Funnel plot. { $title }. Common value { $common }.
fairness-funnel-alt-named = Funnel plot. { $title }. Common value { $common }. Outside: { $names }.
fairness-funnel-centre = all { $value }
fairness-funnel-inner = 95% limits
fairness-funnel-outer = 99.8% limits
fairness-funnel-abscissa = records
fairness-funnel-beyond = outside 95%
fairness-funnel-far = outside 99.8%
