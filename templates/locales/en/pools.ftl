## Whom people are compared with: the parts stand after "the same"

pools-role = role
pools-level = level
pools-team = team
pools-department = department
pools-industry = industry
pools-mode = mode of work
pools-region = region
pools-organisation = organisation
pools-and = { $first } and { $second }
# The name of the pool of everybody.
pools-everybody = Whole organisation
