### Approving, verifying and comparing editions on the console.

edition-head = { $edition }: data to { $date }, made by { $program }
edition-approved = { $edition }: approved by { $name }, { $at }
edition-manifest = manifest { $sha }
edition-failed = { $count ->
    [one] 1 packet could not be made: { $list }
   *[other] { $count } packets could not be made: { $list }
}
edition-unfinished = The period was not over on the day of the data: every value may still change.
edition-provisional = { $count ->
    [one] 1 value of 1 person may still change: { $kpis }
   *[other] { $people ->
        [one] { $count } values of 1 person may still change: { $kpis }
       *[other] { $count } values of { $people } people may still change: { $kpis }
    }
}
edition-compared-draft = It was compared with { $edition }, which nobody has approved.
edition-outdated = It was compared with another { $edition } than the one that is here now: run the period again.
edition-warnings = The run gave warnings: { $list }
edition-label-coverage = Coverage
edition-label-packets = Packets
edition-label-grades = Grades
edition-label-alerts = Alerts
edition-label-refused = Refused rows
edition-label-since = Since { $edition }
edition-label-definitions = Definitions
edition-label-restated = Restated
edition-label-before = Before it
edition-coverage = { $people ->
    [one] 1 person, { $graded } with a grade
   *[other] { $people } people, { $graded } with a grade
}
edition-packets = people { $people } · teams { $teams } · organisation { $organisation }
edition-median = median { $score }
edition-refused = { $table } { $refused } of { $read }
edition-moves = { $up } up, { $down } down, { $same } the same, { $gained } with a first grade, { $lost } without one now
edition-redefined = { $count ->
    [one] 1 field is defined otherwise
   *[other] { $count } fields are defined otherwise
}
edition-restated =
    { $values ->
        [one] 1 value
       *[other] { $values } values
    }, { $marks ->
        [one] 1 past score
       *[other] { $marks } past scores
    }
edition-none = none
edition-first = no approved edition
edition-preview = Nothing was recorded. To approve it: scorepack approve --period { $period } --by NAME
verify-holds = { $count ->
    [one] holds: 1 file
   *[other] holds: { $count } files
}
verify-problems = { $count ->
    [one] 1 problem
   *[other] { $count } problems
}
verify-state-draft = draft
verify-state-approved = approved by { $name }, { $at }
diff-same-definitions = Nothing is defined otherwise.
diff-parts = (data { $data }, definitions { $definitions })
diff-value-by-earlier = [by the earlier definitions { $value }]
diff-absent = not there
diff-unchanged = { $count ->
    [one] 1 person or team is as before
   *[other] { $count } people and teams are as before
}
