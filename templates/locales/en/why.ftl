### The records behind a figure, and what would raise the grade.

page-why = Why: the records that cost points
page-raise = What would raise the grade
page-wanting = Where evidence is missing
page-col-gain = Adds
page-col-advice = What helps

## For each item under target

why-lead = Only items under target, the costliest first. A record counts in the month that its date lies in; days are written as in the data.
why-statement = { $value } against a target of { $target } cost { $lost } points of the total.
# { $count } records are meant, of { $all } that counted.
why-missed =
    { $count ->
        [one] 1 of { $all } missed.
       *[other] { $count } of { $all } missed.
    }
why-happened =
    { $count ->
        [one] It happened in 1 of { $all }.
       *[other] It happened in { $count } of { $all }.
    }
why-answers =
    { $count ->
        [one] 1 of { $all } answers is below 9, so no promoter.
       *[other] { $count } of { $all } answers are below 9, so no promoters.
    }
why-worse =
    { $count ->
        [one] 1 of { $all } is worse than the target by itself.
       *[other] { $count } of { $all } are worse than the target by themselves, the worst first.
    }
why-events =
    { $count ->
        [one] 1 record, which costs points.
       *[other] { $count } records, each of which costs points.
    }
why-contributing =
    { $count ->
        [one] 1 record counted, too little for the target.
       *[other] { $count } records counted, too little for the target.
    }
why-no-records = There is no record in this period.
why-anonymous =
    { $count ->
        [one] It rests on 1 rating. Ratings by colleagues are anonymous, so it is not shown.
       *[other] It rests on { $count } ratings. Ratings by colleagues are anonymous, so single ones are not shown.
    }
why-change =
    { $count ->
        [one] { $kpi }: { $now } now (1 record), { $before } in comparison ({ $against }).
       *[other] { $kpi }: { $now } now ({ $count } records), { $before } in comparison ({ $against }).
    }
why-against-trailing = twelve months before
why-against-fixed = fixed value
why-others =
    { $count ->
        [one] One more is not listed.
       *[other] { $count } more are not listed.
    }
why-without-value =
    { $count ->
        [one] 1 record has no value yet and did not count.
       *[other] { $count } records have no value yet and did not count.
    }
why-without-weight =
    { $count ->
        [one] 1 record weighs nothing and did not count.
       *[other] { $count } records weigh nothing and did not count.
    }
why-off-roster =
    { $count ->
        [one] 1 record is dated outside the time on the roster and did not count.
       *[other] { $count } records are dated outside the time on the roster and did not count.
    }

## What would raise the grade

raise-one = Reaching the target in { $kpi } alone would lead to { $score } points: grade { $grade }.
raise-first = Reaching the target in the first { $count } would lead to { $score } points: grade { $grade }.
raise-all = Reaching the target in all { $count } would lead to { $score } points: grade { $grade }.
raise-same =
    { $count ->
        [one] Reaching it would lead to { $score } points; the grade stays { $grade }.
       *[other] Reaching all { $count } targets would lead to { $score } points; the grade stays { $grade }.
    }
raise-no-grade = There is no grade this period; the evidence named below would make one possible.
raise-need-none = no record in this period; it takes at least { $least }.
raise-need =
    { $n ->
        [one] 1 record in this period; it takes at least { $least }.
       *[other] { $n } records in this period; it takes at least { $least }.
    }
raise-need-raters = it takes ratings by at least { $raters } colleagues.

## Columns of records

record-column-engineer = Engineer
record-column-value = Its value
record-column-contribution = Contributes
record-yes = yes
record-no = no
record-withheld = withheld

# Columns by their name in the tables, where the description of the table is no heading.
record-after = After
record-arrived-at = Arrived
record-assessed-on = Assessed
record-before = Before
record-begun-at = Began
record-change-id = Change
record-comment = Comment
record-competency = Rated
record-complaint-id = Complaint
record-completeness = Completeness
record-contract-id = Contract
record-cost = Cost
record-customer = Customer
record-customers = Customers
record-demo-id = Demonstration
record-fault = Fault
record-first-contact-at = First contact
record-first-response-at = First response
record-go-live-on = Go-live
record-item-id = Item
record-issue-id = Issue
record-kind = Kind
record-major-defects = Major defects
record-measured-on = Measured
record-metric = Metric
record-modules = Modules
record-name = Name
record-opportunity-id = Opportunity
record-order-id = Work order
record-participation = Part taken
record-planned-changes = Planned changes
record-actual-changes = Actual changes
record-planned-delivery-on = Planned
record-delivered-on = Delivered
record-accepted-on = Accepted
record-post-score = Test after
record-pre-score = Test before
record-pass-mark = Pass mark
record-product = Product
record-project-id = Project
record-promised-at = Promised
record-recurred-on = Came back
record-repeat-on = Repeat visit
record-requested-at = Requested
record-resolved-at = Resolved
record-responded-at = Answered
record-score = Score
record-shown-on = Shown
record-solution-id = Solution
record-stage = Stage
record-status = Result
record-strategic = Strategic
record-survey-id = Survey
record-topic = Topic
record-won-on = Won

# Values of closed vocabularies.
record-value-won = won
record-value-lost = lost
record-value-open = open
record-value-lead = led
record-value-support = supported
record-value-collaboration = collaboration

## `scorepack explain`

# How a value comes out of its records; { $n } is how many there are.
explain-rate =
    { $n ->
        [one] { $top } of 1 record = { $value }
       *[other] { $top } of { $n } records = { $value }
    }
explain-nps =
    { $n ->
        [one] { $top } (promoters − detractors) ÷ 1 answer × 100 = { $value }
       *[other] { $top } (promoters − detractors) ÷ { $n } answers × 100 = { $value }
    }
explain-mean =
    { $n ->
        [one] { $top } in 1 record = { $value }
       *[other] { $top } (sum) ÷ { $n } records = { $value }
    }
explain-weighted-rate = { $top } (weights that hold) ÷ { $bottom } (weights) = { $value }
explain-weighted-mean = { $top } (weighted sum) ÷ { $bottom } (weights) = { $value }
explain-ratio = { $top } ÷ { $bottom } = { $value }
explain-median =
    { $n ->
        [one] 1 record = { $value }
       *[other] middle of { $n } records = { $value }
    }
explain-percentile = percentile { $top } of the records ({ $bottom }) = { $value }
explain-sum =
    { $n ->
        [one] 1 record = { $value }
       *[other] sum of { $n } records = { $value }
    }
explain-count =
    { $n ->
        [one] 1 record = { $value }
       *[other] { $n } records = { $value }
    }
explain-change = { $top } now, { $bottom } in comparison = { $value }

# What became of a record.
explain-hit = holds
explain-no-hit = does not hold
explain-happened = happened
explain-not-happened = did not happen
explain-promoter = promoter
explain-passive = neither
explain-detractor = detractor
explain-counted = counted
explain-without-value = not counted: no value
explain-without-weight = not counted: weighs nothing
explain-off-roster = not counted: not on the roster that day

# Headings of the text.
explain-scorecard = Scorecard: { $name } ({ $file })
explain-refined = Refined for: { $list }
explain-no-scorecard = No scorecard applies to this role, so there is no score.
explain-score = Score { $score }, grade { $grade }
explain-not-gradable = Not gradable: { $percent } of the weight has evidence
explain-published = In the packet: score { $score }, grade { $grade }
explain-reweighted = Quarterly items are not scored in a month; the weights of the others were raised in proportion, to 100 together.
explain-column-brings = Brings
explain-column-points = Points
explain-column-weight = Weight
explain-column-outcome = Outcome
explain-brings = Brings { $brings } points to the total: weight { $weight } × { $points } points ÷ { $sum }, the weight with evidence.
explain-outside = Not on the scorecard.
explain-spread = Too little data: no points; its weight is spread over the others.
explain-soft = Scored quarterly: shown as progress, no points in a month.
explain-value = Value: { $value }
explain-target = Target: { $target }
explain-rule = Rule: { $rule }
explain-formula = Formula: { $formula }
explain-defined = Defined in { $file }
explain-source = Source: { $table }, dated by { $date }
explain-source-trailing = Source: { $table }, dated by { $date }, of the { $months } months up to the end of the period
explain-view = View: { $sql }
explain-files = Files: { $files }
explain-records = Records: { $count }
explain-records-reached = Records: { $count }; the target is reached
explain-records-towards = Records: { $count }, each of which counts towards the target
explain-records-cost =
    { $cost ->
        [one] Records: { $count }, of which { $cost }, marked ✗, costs points
       *[other] Records: { $count }, of which { $cost }, marked ✗, cost points
    }
explain-more =
    { $count ->
        [one] … and 1 more; `--kpi { $kpi }` lists all
       *[other] … and { $count } more; `--kpi { $kpi }` lists all
    }
explain-confirmed = Recomputed from the records: every value, the points and the total agree.
explain-contradicted = THE RECORDS DO NOT CONFIRM THIS. Do not use these figures; see the errors.
