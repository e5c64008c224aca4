### What a packet says about a person, a team or the organisation.
###
### Figures come in as texts, with their unit and sign. What chooses a plural or counts
### things ({ $count }, { $n }, { $size }) comes in as a number.

## The frame

packet-document-title = { $title } · review packet · { $period }
packet-confidential-person = Confidential: for the person and their manager only
packet-confidential-team = Confidential: for the lead of the team and their manager only
packet-confidential-organisation = Confidential: for human resources only
packet-provenance = Data as of { $date } · definitions { $version }

## Facts under the heading

packet-role-implementation = Implementation engineer
packet-role-service = Service engineer
packet-role-presales = Presales engineer
packet-role-project = Project engineer
packet-level-junior = Junior
packet-level-intermediate = Intermediate
packet-level-senior = Senior
packet-mode-onsite = On-site
packet-mode-remote = Remote
packet-industry = Industry: { $industry }
packet-industry-general = General
packet-industry-finance = Finance
packet-industry-healthcare = Healthcare
packet-industry-manufacturing = Manufacturing
packet-industry-retail = Retail
packet-team = Team: { $team }
packet-department = Department: { $department }
packet-manager = Manager: { $manager }
packet-headcount =
    { $count ->
        [one] 1 person
       *[other] { $count } people
    }

## Facts under the score

# { $change } is signed points, { $period } the earlier period in words.
packet-score-change = { $change } points since { $period }
packet-score-no-previous = No score in { $period } to compare with
packet-rank = Position { $rank } of { $size } ({ $pool }), { $quartile }
packet-quartile-1 = top quartile
packet-quartile-2 = second quartile
packet-quartile-3 = third quartile
packet-quartile-4 = bottom quartile
packet-pool-too-small =
    { $size ->
        [one] No position: nobody else has the same { $parts }
       *[other] No position: only { $size } people have the same { $parts }
    }
packet-evidence-share = Evidence for { $percent } of the weight
packet-not-gradable = Not gradable this period: only { $percent } of the weight has evidence, and a grade needs { $minimum }.
packet-not-scored = No scorecard applies, so there is no score.
packet-graded = { $people ->
    [one] { $count } of 1 person could be graded ({ $percent })
   *[other] { $count } of { $people } people could be graded ({ $percent })
}
packet-grades = Grades: { $grades }
packet-median-score = Median score { $score }

## Points by group

packet-groups-caption = Points by group. The vertical mark is the target, 100 points.
packet-groups-weight = weight { $weight }

## Findings

packet-finding-best = Best result: { $kpi } at { $value }, target { $target }, { $points } points.
packet-finding-cost = Most was lost on { $kpi }: { $value } against a target of { $target } cost { $lost } points.
packet-finding-improved = { $kpi } improved: { $change } against { $against }, more than chance explains.
packet-finding-worsened = { $kpi } worsened: { $change } against { $against }, more than chance explains.
packet-finding-no-evidence = { $kpi } moved by { $change } against { $against }; with n = { $n } that is no evidence of a change.
packet-finding-all-on-target = Every scored item reached its target.
packet-finding-nothing-scored = Nothing could be scored in this period.
packet-finding-coverage = { $people ->
    [one] The one person could not be graded: there is too little evidence.
   *[other] { $count } of { $people } people could be graded; for the others there is too little evidence.
}
packet-finding-quality = { $rows } of { $total } rows were set aside; section data quality says why.

## Trends: the finding as title

packet-trend-improved = { $kpi } improved: { $change } against { $against }
packet-trend-worsened = { $kpi } worsened: { $change } against { $against }
packet-trend-steady = { $kpi } shows no evidence of change: { $change } against { $against }
packet-trend-untested-up = { $kpi } rose: { $change } against { $against }, not tested
packet-trend-untested-down = { $kpi } fell: { $change } against { $against }, not tested
packet-trend-untested-level = { $kpi } is the same as in { $against }
packet-trend-insufficient = { $kpi }: too little data to judge a change
packet-trend-reference-label = team median
packet-trend-target-label = target { $target }

## Text alternatives of charts

packet-chart-trend-alt = Line chart: { $kpi } from { $first } to { $last }; last value { $value }, target { $target }.
packet-chart-groups-alt = Bar chart of points by group, 100 is the target: { $groups }.
packet-chart-groups-item = { $group } { $points }
packet-sparkline-alt = { $kpi }, oldest first: { $values }

## Changes

packet-against-previous-month = the previous month
packet-against-previous-quarter = the previous quarter
packet-against-previous-year = the previous year
packet-against-last-year = the same period last year
packet-against-baseline = the baseline
# The same in a narrow column, after the change.
packet-against-previous-month-short = vs last month
packet-against-previous-quarter-short = vs last quarter
packet-against-previous-year-short = vs last year
packet-against-last-year-short = vs last year
packet-against-baseline-short = vs baseline

packet-verdict-improved = improved
packet-verdict-worsened = worsened
packet-verdict-unchanged = no evidence of change
packet-verdict-insufficient = too little data
packet-verdict-untested = not tested
packet-verdict-legend = ▲ improved ▼ worsened ● no evidence of change ○ too little data · not tested. A change counts only where its 95% interval lies beyond zero.
packet-verdict-legend-untested = { packet-verdict-legend } Not tested: a sum has no interval; nor has a reduction or growth, itself a change, against the twelve months before, or a value without any spread.

## The scorecard

packet-state-missing = no data
packet-state-insufficient = too little data: { $n }, at least { $min_n } needed
packet-state-provisional = provisional until { $date }
packet-points-insufficient = too few
packet-points-soft = scored quarterly
packet-total = Total { $score } = Σ(weight × points) ÷ Σ weight with evidence = { $sum } ÷ { $weight }. The target is worth 100 points. Items with too little data do not count; their weight is spread over the others.
packet-total-none = No total: too little of the weight has evidence.

## Remarks

packet-remark-proposal = Score and grade are a proposal; a named person confirms them.
packet-remark-minimum = A grade needs evidence for at least { $minimum } of the weight.
packet-remark-spread = Too little data for { $kpis }; that weight is spread over the other items.
packet-remark-provisional = Provisional: { $kpis }. These values become final when their waiting time is over; should they change, old and new value are shown.
packet-remark-soft = { $kpis }: scored in the packet of the quarter.
packet-remark-rounding = Figures are rounded for display only. The score is rounded once, to one decimal, before it is graded.
packet-remark-rank = The position is among people with the same { $parts }; nobody else's results are shown.
packet-remark-peers = Ratings by peers are anonymous and shown from { $min_raters } raters on.
packet-remark-team = A team's values are computed over all records of the team; they are not means of its members' values.
packet-appeal =
    { $days ->
        [one] To question a result, write to human resources within one working day and name the item; its records are then checked.
       *[other] To question a result, write to human resources within { $days } working days and name the item; its records are then checked.
    }

## Tables

packet-table-members-title = Members
packet-table-members-caption = The tint shows the distance from each member's own target: warm is below, cool is above. The figure decides, not the tint.
packet-table-teams-title = Teams
packet-table-teams-caption = Values over all records of the team, not means of its members' values.
packet-table-departments-title = Departments
packet-table-departments-caption = Values over all records of the department, not means of its members' values. The tint shows the distance from target.
packet-table-sources-title = Sources
packet-table-sources-caption = Where the records came from and how fresh they are.
packet-table-quality-title = Data quality
packet-table-quality-none = Every row of every source could be used.
packet-table-quality-caption = What was wrong in the sources. Rows with an error were set aside and count nowhere.
packet-table-trend-title = { $kpi } by period
packet-table-trend-caption = The figures behind the chart.

packet-column-name = Name
packet-column-id = ID
packet-column-role = Role
packet-column-level = Level
packet-column-team = Team
packet-column-department = Department
packet-column-score = Score
packet-column-grade = Grade
packet-column-change = Change
packet-column-evidence = Evidence
packet-column-people = People
packet-column-graded = Graded
packet-column-pool = Pool
packet-column-advice = Remark
packet-column-kpi = KPI
packet-column-target = Target
packet-column-share = Share
packet-column-period = Period
packet-column-value = Value
packet-column-interval = 95% interval
packet-column-n = n
packet-column-table = Table
packet-column-rows = Rows
packet-column-rows-used = Rows used
packet-column-rows-rejected = Rows set aside
packet-column-rows-superseded = Rows superseded
packet-column-rows-unassigned = Rows of nobody
packet-column-latest = Latest record
packet-column-problem = Problem
packet-column-count = Count
packet-column-place = First place

packet-pool = { $role }, { $level }

# Why rows were set aside, by the code of the finding.
packet-refusal-duplicate-key = another row has the same identifier
packet-refusal-finish-before-start = it ends before it begins
packet-refusal-future-date = a date lies in the future
packet-refusal-missing-value = a required value is missing
packet-refusal-unknown-engineer = the person is not in the roster
packet-refusal-unknown-team = the team does not exist
packet-refusal-unknown-value = the value is not one of those allowed
packet-refusal-wrong-boolean = neither yes nor no
packet-refusal-wrong-date = not a date
packet-refusal-wrong-encoding = characters that the encoding does not have
packet-refusal-wrong-field-count = more or fewer fields than the header
packet-refusal-wrong-number = not a number
