### The page over all periods of an archive. %1 and %2 are put in on the reader's machine.

overview-title = All periods · { $organisation }
overview-count = { $count ->
    [one] 1 edition
   *[other] { $count } editions
}
overview-span = { $first } to { $last }
overview-line = Scores of { $name }: { $scores }
overview-slope = Scores of { $from } and { $to } side by side
overview-loading = Loading earlier periods …
overview-absent = Some editions could not be loaded; move the whole archive folder together.
overview-grain-week = Weeks
overview-grain-month = Months
overview-grain-quarter = Quarters
overview-grain-year = Years
overview-grain-whole = All data
overview-revision = { $period }, revision { $revision }
