### Turns of phrase of the pages themselves.

# The weight of an item where refinements changed it: before, after, and their numbers.
pages-weight-changed = { $base } → { $weight } ({ $changed })

# A value that late records may still change, and the day it becomes final.
pages-provisional-item = { $kpi } (until { $date })

# Sources whose last record is of the same day; { $rows } is how many rows were used.
pages-source = { $name } { $rows }
pages-source-separator = {", "}
pages-sources-of-day = Up to { $latest }: { $sources }.

## The team

pages-workload-title = Workload
pages-workload-caption = Records that counted for each member's scored items in this period, and what is open. Kinds of work leave different numbers of records: compare like with like.
pages-column-records = Records
pages-column-projects = Open projects
pages-column-actions = Open actions
pages-projects-title = Open projects
pages-projects-caption =
    { $count ->
        [one] 1 project that has begun and is not delivered. The forecast continues the slip of its milestones, with a 95% interval; there is none under six weeks of milestones.
       *[other] { $shown } of { $count } projects that have begun and are not delivered. The forecast continues the slip of their milestones, with a 95% interval; there is none under six weeks of milestones.
    }
pages-column-project = Project
pages-column-owner = Owner
pages-column-planned = Planned
pages-column-milestones = Milestones
pages-column-forecast = Forecast
pages-column-spent = Budget spent
pages-forecast = { $finish } ({ $first } to { $last })
pages-forecast-none = none yet
pages-forecast-overdue =
    { $days ->
        [0] due by now
        [one] overdue by 1 day
       *[other] overdue by { $days } days
    }
pages-distribution-title = Grades against the reference
pages-distribution-none = Nobody in the team has a grade in this period.
pages-distribution-small =
    { $count ->
        [one] Only 1 member has a grade: the reference cannot be met by one, and says nothing here. It holds for pools of a role and a level.
       *[other] Only { $count } members have a grade, too few for the reference to be met: some of its places come to less than one person. It holds for pools of a role and a level, not for a team.
    }
pages-distribution-large = { $count } members have a grade. The reference holds for pools of a role and a level, not for a team; a strong team may differ from it.
pages-column-reference = Reference
pages-column-places = People by the reference

# Words of the templates.
page-provisional = provisional
page-trends-caption = Band: 95% interval. Dashed: target. Dotted: limits of routine variation, with a ring beyond. Thin: median of a team of four or more.
page-sum = Total
page-definitions-scored = Definitions and rules of points
page-usual-rule = Unless a rule is named: points = 100 × value ÷ target (target ÷ value where less is better), at most 120.
page-note-rule = Points:{" "}
page-note-weight = Weight:{" "}
page-review-outcome = What became of it
# Stands between the word signature and whose it is.
page-review-of = {": "}
