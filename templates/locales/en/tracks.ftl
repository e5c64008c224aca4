### The scorecard as it applied, and the quarters of a year.

tracks-quarters-title = The year by quarter
tracks-quarters-published = Scores and grades are those that the packets of the quarters said; values are by today's definitions and data. The tint shows the distance from the target of that period.
tracks-quarters-computed = Scores and grades of the quarters are worked out from today's definitions and data, the distribution of grades and decisions of that quarter included. The tint shows the distance from the target of that period.
tracks-quarters-mixed = Scores and grades of { $published } are those that the packets said; those of { $computed } are worked out from today's data, the distribution of grades and decisions included. Values are by today's definitions and data. The tint shows the distance from the target of that period.
tracks-quarter = Q{ $quarter }
tracks-column-year = Year

tracks-rules-title = How the scorecard applied
tracks-rules-caption = Scorecard { $name }, without refinement. Weights sum to 100; among the items scored here they count as the scorecard shows.
# { $refinements } is a list: 1 Senior (why); 2 Healthcare (why).
tracks-rules-caption-refined = Scorecard { $name }, refined for { $refinements }. Weights sum to 100; among the items scored here they count as the scorecard shows.
tracks-column-base = Weight
tracks-column-refined = Refined
tracks-column-scored = Scored now
tracks-column-rule = Points
tracks-column-changed = Changed by

tracks-separator = {"; "}
tracks-refinement = { $whom } ({ $why })
tracks-option = Option { $option }
tracks-everybody = Everybody

tracks-rule-ratio-up = 100 × value ÷ { $target }, at most { $cap }
tracks-rule-ratio-down = 100 × { $target } ÷ value, at most { $cap }
tracks-rule-floor = 0 at { $floor }, 100 at { $target }, in proportion, at most { $cap }
tracks-rule-stretch = { $rule }; no more beyond { $stretch }
tracks-rule-pass = 100 at { $target } or better, else 0
tracks-rule-deduct = 100, less { $each } for each beyond { $target }
tracks-rule-bands = { $bands }; else 0
tracks-band-up = from { $limit } on { $points }
tracks-band-down = up to { $limit } { $points }
