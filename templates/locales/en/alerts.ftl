### Alerts and lists of suggestions, in the packets of teams and the organisation and in files.

alerts-title = Alerts
alerts-title-organisation = Alerts and suggestions
alerts-caption-team = Rules that fired for the team, its members and their projects. Each states what was observed; it opens a conversation and settles nothing.
alerts-caption-organisation = What rules suggest. People decide; nobody's own packet says anything of it. All alerts with their evidence are in alerts.csv, all lists in lists.csv.
alerts-none = No rule fired.

alerts-table-counts-title = Alerts by rule
alerts-column-about = About
alerts-column-rule = Rule
alerts-column-count = Alerts
alerts-column-tells = Told to
alerts-column-list = List
alerts-column-why = Rests on
alerts-column-rules = Rules that fired
alerts-tells-manager = manager
alerts-tells-lead = team lead
alerts-tells-hr = HR

alerts-list-bonus = Bonus
alerts-list-promotion = Promotion
alerts-list-award = Award for best practice
alerts-list-coaching = Coaching plan
alerts-list-training = Training plan
alerts-list-high-potential = High potential
alerts-list-at-risk = At risk

alerts-join = , {""}
alerts-sentences = { $first } { $second }
alerts-more-items = { $count ->
    [one] One more is in alerts.csv.
   *[other] { $count } more are in alerts.csv.
}
alerts-more-listed = { $count ->
    [one] One more is in lists.csv.
   *[other] { $count } more are in lists.csv.
}

## Evidence

alerts-score = Score
alerts-series = { $name }: { $values } ({ $length }).
alerts-series-target = { $name }: { $values } ({ $length }; compared with { $target }).
alerts-observation = { $period } { $value }
alerts-observation-n = { $value } (n = { $n })
alerts-observation-misses = missed { $misses } of { $n }
alerts-span = { $first } to { $last }: { $values }
alerts-length-weeks = { $length ->
    [one] 1 week
   *[other] { $length } weeks in a row
}
alerts-length-months = { $length ->
    [one] 1 month
   *[other] { $length } months in a row
}
alerts-length-quarters = { $length ->
    [one] 1 quarter
   *[other] { $length } quarters in a row
}
alerts-length-years = { $length ->
    [one] 1 year
   *[other] { $length } years in a row
}
alerts-records = { $count ->
    [one] 1 record: { $ids }.
   *[other] { $count } records: { $ids }.
}
alerts-records-more = { $count } records: { $ids } and { $rest } more.
alerts-place = Place { $position } of { $size } in the pool.
alerts-grade = Grade { $grade }, score { $score }.
alerts-best = { $kpi }: { $value } (n = { $n }), place { $position } of { $size }.
alerts-rules = Rules that fired: { $rules }.
alerts-tested = {" "}Exact test p = { $p }, corrected together with the other tests of this run.
alerts-owner = {" "}Engineer: { $name }.

## Projects

alerts-project-overdue = Planned for { $planned }, not delivered by { $date }.
alerts-project-late = Planned for { $planned }, forecast for { $finish } (95% interval { $earliest } to { $latest }). Milestones done: { $done } of { $milestones }, slip: { $slip }; { $method } over { $n } weeks.
alerts-project-overspent = Spent { $spent } of { $budget } ({ $share }).
alerts-project-costly = Budget { $budget }, spent { $spent }; forecast { $value } at the end (95% interval { $low } to { $high }), { $method } over { $n } periods.
alerts-method-theil-sen = robust line (Theil–Sen)
