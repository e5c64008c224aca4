### Goals in packets: the chain from the company down to people.

packet-goals-title = Goals
packet-goals-caption-person = Weighted progress of your goals: { $progress }. A goal with goals below it is as far as they are; “serves” names what it serves, up to the company.
packet-goals-caption-team = Weighted progress of the team's goals: { $progress }. A goal is as far as those below it, by weight; 1.2 stands below 1.
packet-goals-caption-organisation = Weighted progress of the company's goals: { $progress }. A goal is as far as those below it, by weight; goals of people are counted, not listed.
packet-goals-caption-short = Weighted progress of the company's goals: { $progress }. There are too many goals to list those of teams; they are in the packets of the teams.
packet-goals-column-number = No.
packet-goals-column-goal = Goal
packet-goals-column-whose = Whose
packet-goals-column-weight = Weight
packet-goals-column-progress = Progress
packet-goals-column-due = Due
packet-goals-column-serves = Serves
packet-goals-column-people = Goals of people
packet-goals-elsewhere = outside the team
