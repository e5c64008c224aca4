### What changed since the last edition.

history-title = Changed since the last edition

history-restated-title = Restated values
history-restated-caption = Values that an earlier packet showed while late records could still come in, and what they are now; n is the number of records.
history-counts-caption = Values that earlier packets showed while late records could still come in. Restated: another value, or other records behind it. Confirmed: final now, and as it was shown.
# { $n } is the number of records behind the value.
history-value = { $value } (n { $n })
history-kpi-period = { $kpi } ({ $period })
history-confirmed = Provisional before, final now and unchanged: { $kpis }.
history-now-final = final
history-now-provisional = still provisional

history-mark = { $score } ({ $grade })
history-no-mark = no grade
history-regraded = With the data as it is now, { $period } would come to { $new } instead of the { $old } in its packet. That packet stands; if the grade should be reviewed, question the result.
history-rescored = With the data as it is now, { $period } would come to { $new } instead of the { $old } in its packet; the grade would be the same.
history-unmoved = The restated values leave score and grade as they are: { $periods }.
history-regraded-organisation = With the data as it is now, { $scores ->
    [one] 1 past score
   *[other] { $scores } past scores
} would differ, { $grades ->
    [0] none with another grade
    [one] 1 with another grade
   *[other] { $grades } with another grade
}. Past editions stay as they are; restatements.csv lists all.
history-regraded-title = Past grades that would differ
history-regraded-caption = As the edition of that period says, and as the data has it now. Past editions stay as they are.

history-effect = By the definitions of { $period } this score would be { $old }; by those in force it is { $new }.
history-effect-none = By the definitions of { $period } this score would be the same, { $new }.
history-effect-organisation = Against the definitions of { $period }, those in force change scores by { $mean } points on average ({ $people ->
    [one] 1 person
   *[other] { $people } people
} with both scores) and { $grades ->
    [0] no grade
    [one] 1 grade
   *[other] { $grades } grades
}. redefined.csv lists everybody.
history-effect-title = Grades that the changed definitions changed
history-effect-caption = This period's score and grade by the earlier definitions and by those in force, from the same data.

history-definitions-title = Changed definitions
history-definitions-caption = What is defined otherwise than in the edition of { $period }.
history-scorecard = Scorecard { $role }
history-rules = Rules of scoring
history-there = there
# { $caption } is a whole sentence.
history-more = { $caption } And { $more } more.

history-column-period = Period
history-column-shown = As shown
history-column-now = Now
history-column-state = State
history-column-people = People restated
history-column-teams = Teams restated
history-column-confirmed = People confirmed
history-column-whole-shown = Organisation, as shown
history-column-whole-now = Organisation, now
history-column-earlier-definitions = By earlier definitions
history-column-what = What
history-column-field = Field
history-column-before = Before
history-column-after = Now
history-column-from = From

history-movement-title = Movement between grades
history-movement-published = Rows: the grade in the edition of { $period }. Columns: the grade now. Numbers of people.
history-movement-today = Rows: the grade of { $period }, worked out from today's data because its edition is not in the archive. Columns: the grade now. Numbers of people.
history-ungraded = Not graded
history-joined = Joined
history-left = Left

history-field-whole = Whole definition
history-field-kind = Kind
history-field-of = Condition
history-field-value = Value
history-field-weight = Weight
history-field-per = Per
history-field-percentile = Percentile
history-field-base = Base KPI
history-field-against = Compared with
history-field-source = Source
history-field-date = Date
history-field-where = Filter
history-field-level = Level
history-field-span = Span
history-field-view = View
history-field-direction = Direction
history-field-target = Target
history-field-floor = Floor
history-field-stretch = Stretch
history-field-quota = Target is for
history-field-rule = Rule of points
history-field-min-n = Fewest records
history-field-raters = Raters
history-field-lowest = Lowest value
history-field-highest = Highest value
history-field-lag = Lag
history-field-track = Track
history-field-cap = Most points
history-field-missing = Without evidence
history-field-group = Group
history-field-normalise = Normalised
history-field-proportional = Taken proportionally
history-field-everybody = Everybody
history-field-evidence = Weight with evidence
history-field-grades = Lower bound
history-field-team-share = Team's share
history-field-distribution = Distribution
history-field-caps-from = Caps from
history-field-full-from = Full quota from
history-field-keep-from = Kept from
history-field-lift-from = Lifted from
