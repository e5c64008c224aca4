### The conversation: plans, ratings, interview, signatures.

## Plans

packet-review-no-plan = No plan was recorded at the last review.
packet-review-target = Target: { $target }
packet-review-owner = Owner: { $owner }
packet-review-due = Due: { $date }
packet-review-agreed-in = Agreed in { $period }
packet-review-status-done = Done
packet-review-status-done-on = Done on { $date }
packet-review-status-partly = Partly done
packet-review-status-partly-overdue = Partly done, overdue
packet-review-status-open = Open
packet-review-status-open-overdue = Open, overdue
packet-review-status-dropped = Dropped
packet-review-status-dropped-on = Dropped on { $date }
packet-review-status-proposed = Proposed
packet-review-plan-title = Plan for { $period }
packet-review-plan-agreed = As agreed and recorded.
packet-review-plan-proposed = Proposed for the items that cost most points. Change, add and strike out in the conversation.
packet-review-plan-empty = To be agreed and written down in the conversation.
packet-review-proposal = Agree how { $kpi } gets from { $value } to { $target }.
packet-review-proposed-target = { $target } (now { $value })
packet-review-team-title = The team's plan
packet-review-team-caption = What members have still to do, by what they agreed to in their reviews.
packet-review-column-action = Action
packet-review-column-due = Due
packet-review-column-status = Status

## Ratings

packet-review-ratings = Ratings given in { $period }: the mean, from 1 to 5, with the number of ratings in brackets. Peers are anonymous and shown from { $peers } raters on.
packet-review-no-ratings = No ratings were given for { $period }.
packet-review-mean = { $mean } ({ $n })
packet-review-hidden = not shown: fewer than { $peers } raters
packet-review-above-others = { $points } above the others
packet-review-below-others = { $points } below the others
packet-review-level-others = in line with the others
packet-review-above-manager = { $points } above the manager
packet-review-below-manager = { $points } below the manager
packet-review-level-manager = in line with the manager
packet-review-by-self = Self:
packet-review-by-manager = Manager:
packet-review-by-peer = Peer:
packet-review-competency-collaboration = Collaboration
packet-review-competency-communication = Communication
packet-review-competency-customer_focus = Customer focus
packet-review-competency-delivery = Delivery
packet-review-competency-expertise = Expertise
packet-review-competency-initiative = Initiative
packet-review-competency-innovation = Innovation
packet-review-competency-leadership = Leadership
packet-review-competency-learning = Learning
packet-review-competency-quality = Quality of work
packet-review-competency-reliability = Reliability

## The interview

packet-review-weekday-1 = Monday
packet-review-weekday-2 = Tuesday
packet-review-weekday-3 = Wednesday
packet-review-weekday-4 = Thursday
packet-review-weekday-5 = Friday
packet-review-weekday-6 = Saturday
packet-review-weekday-7 = Sunday
packet-review-when = { $weekday }, { $date }, { $begin }–{ $end }
packet-review-summary = Performance review, { $period }: { $name }
packet-review-description = Review of { $period }. Please read the review packet beforehand and bring it with you.
packet-review-sign-person = Engineer
packet-review-sign-manager = Manager

# Words of the template.
page-conversation = The conversation
page-review-last-plan = Last plan, and what became of it
page-review-opinions = Self, manager and peers
page-review-interview = Interview and signatures
page-review-when = When
page-review-where = Where
page-review-appeal = Questions
page-review-signed = A signature says that the conversation was held; it does not say that one agrees with the result.
page-review-col-competency = Competency
page-review-col-self = Self
page-review-col-manager = Manager
page-review-col-peers = Peers
page-review-col-distance = Self against others
page-review-col-kpi = KPI
page-review-col-action = Action
page-review-col-target = Target
page-review-col-owner = Owner
page-review-col-due = Due
page-review-col-signature = Signature
page-review-col-date = Date
page-file-calendar = Calendar
