# Words of the templates: in a template, `text.col_value` is `page-col-value`.

page-packet = Performance review
page-scorecard = Scorecard
page-unscored = Scored quarterly: progress so far, not in the total
page-trends = Trends
page-notes = Notes
page-definitions = Definitions
page-formula = Formula:{" "}
page-sources = Data sources
page-sources_brief = Rows used, and the last record.
page-figures = Show the figures

# Columns of the scorecard.
page-col-kpi = KPI
page-col-value = Actual
page-col-sample = n
page-col-target = Target
page-col-group = Group
page-col-weight = Weight
page-col-points = Points
page-col-history = Last 13

# The screen's frame.
page-skip = Skip to content
page-navigation = Navigation
page-back = All packets of this period

# The index of an edition. %1 and %2 are put in on the reader's machine.
page-periods = Periods
page-organisation-packet = Organisation packet
page-people = People
page-teams = Teams
page-search = Find by name, ID or team
page-search-count = Showing %1 of %2
page-search-none = Nobody matches
page-show-more = Show more
page-file-page = Page
page-col-name = Name
page-col-id = ID
page-col-person-id = ID
page-col-role = Role
page-col-level = Level
page-col-team = Team
page-col-lead = Lead
page-col-members = Members
page-col-score = Score
page-col-grade = Grade
page-col-difference = Change
page-col-files = Files

# The page over all periods.
page-overview = All periods
page-overview-editions = Periods
page-overview-histories = Scores and grades by period
page-overview-period = Period
page-overview-graded = Graded
page-overview-median = Median score
page-overview-organisation = Organisation
page-overview-line = Scores
page-overview-grain = Show by
page-overview-unlisted = So many people are listed by a script. Without one, open a period: its page lists everybody.
page-overview-side = Two periods side by side
page-overview-side-caption = Teams or people found by the search above, with their scores and grades in both periods. A change of a score by itself is no evidence; the packets say what there is evidence for.
page-overview-from = Earlier period
page-overview-to = Later period
page-overview-whom = Compare
page-overview-score-from = Score before
page-overview-grade-from = Grade before
page-overview-score-to = Score after
page-overview-grade-to = Grade after
