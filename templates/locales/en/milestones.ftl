### A person's milestones.

milestones-title = Milestones
milestones-caption =
    { $count ->
        [one] One milestone was due or reached in this period, or overdue when it began
       *[other] { $count } milestones were due or reached in this period, or overdue when it began
    }; { $late ->
        [0] none is late.
        [one] { $open ->
            [0] one was late.
           *[other] one is late and still open.
        }
       *[other] { $open ->
            [0] { $late } were late.
           *[other] { $late } are or were late, { $open } of them still open.
        }
    }
milestones-caption-long = { milestones-caption } The first { $shown } are shown.
milestones-column-milestone = Milestone
milestones-column-project = Project
milestones-column-due = Planned
milestones-column-done = Actual
milestones-column-outcome = Outcome
milestones-in-time = on time
milestones-late =
    { $days ->
        [one] { $days } day late
       *[other] { $days } days late
    }
milestones-overdue =
    { $days ->
        [one] open, { $days } day overdue
       *[other] open, { $days } days overdue
    }
milestones-open = open, not due yet
