### The workbook scores.xlsx: names of sheets, heads of columns, how to read it.

## Sheets; a spreadsheet allows 31 characters

workbook-people = People
workbook-kpis = KPIs
workbook-teams = Teams
workbook-lists = Lists
workbook-quality = Data quality
workbook-refusals = Rows set aside
workbook-about = About
workbook-pools = Pools

## Columns

workbook-with-unit = { $name } ({ $unit })
workbook-with-verdict = { $name }: { $against }
workbook-column-team-id = Team ID
workbook-column-manager = Manager
workbook-column-joined = Joined
workbook-column-previous = Previous score
workbook-column-rank = Rank
workbook-column-pool-size = Graded in pool
workbook-column-quartile = Quartile
workbook-column-grade-by-score = Grade by score
workbook-column-moved-by = Moved by
workbook-column-list = List
workbook-column-rules = Rules
workbook-column-grounds = Grounds
workbook-column-share-rejected = Share set aside
workbook-column-earliest = Earliest record
workbook-column-files = Files

## What moved a grade from the one by score

workbook-moved-distribution = Distribution
workbook-moved-override = Decision

## How to read it

workbook-about-what = What
workbook-about-text = Explanation
workbook-about-organisation = Organisation
workbook-about-as-of = Data as of
workbook-about-provenance = Provenance
workbook-people-about = Everybody who was there in the period, scored or not. Changes of a score are differences without a verdict.
workbook-kpis-about = The values of everybody's KPIs in the period: those of the scorecards in use that have a value.
workbook-teams-about = Teams with members in the period, their scores and the values of their KPIs.
workbook-lists-about = Suggestions of the rules of alerts. They are a beginning for a conversation; people decide.
workbook-quality-about = What became of the rows of each table.
workbook-refusals-about = Rows that could not be used, by table and reason. The rows themselves are in the folder refused of the edition.
workbook-pools-about = One sheet for people of the same role and level, the best score first. Small pools have no ranks.
workbook-marks = ✓ and ✗
workbook-marks-about = A value that reached the target of its scorecard has ✓ and a blue ground; one that missed it has ✗ and an orange ground. Values without a mark are not scored.
workbook-verdicts = ▲, ▼ and ●
workbook-verdicts-about = Beside a value stands the verdict on its change since the period before: ▲ improved and ▼ worsened where more than chance explains it, ● no evidence of change, · not tested. It is empty where either period has too little evidence.
workbook-provisional = Italics
workbook-provisional-about = Late records may still change the value.
workbook-empty = Empty cells
workbook-empty-about = No record, or too few to be evidence.
workbook-grades = Grades
workbook-grades-about = The letters count; S and A are tinted blue, C and D orange.
