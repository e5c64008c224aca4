### The list of KPIs and their reference page.

kpis-title = KPIs
kpis-intro = The built-in KPIs, by what they are about. A workspace may add its own and put others in place of these; `scorepack kpis` lists those of a workspace. Targets are defaults: scorecards and their refinements change them.
kpis-group-delivery = Delivery
kpis-group-satisfaction = Customer satisfaction
kpis-group-quality = Quality and stability
kpis-group-service = Field and remote service
kpis-group-presales = Presales
kpis-group-growth = Collaboration, learning, innovation, compliance
kpis-group-teams = Project and product teams; organisation
kpis-group-own = Of this workspace
kpis-id = ID
kpis-name = Name
kpis-about = About
kpis-formula = Formula
kpis-kind = Kind
kpis-rows = Rows
kpis-expression = SQL
kpis-unit = Unit
kpis-direction = Direction
kpis-up = higher is better
kpis-down = lower is better
kpis-neither = neither way is better
kpis-target = Target
kpis-floor = Floor
kpis-rule = Points
kpis-stretch = Stretch
kpis-lag = Lag
kpis-lag-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
kpis-lag-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
kpis-none = none
kpis-least = Fewest rows
kpis-raters = { $count } different raters
kpis-track = Track
kpis-hard = monthly
kpis-soft = quarterly
kpis-evidence = Evidence
kpis-no-evidence = none: single answers stay anonymous
kpis-of-base = that of { $base }
kpis-owner = Owner
kpis-advice = Advice
kpis-volume = Volume
kpis-volume-yes = counts volume; weigh it beside a measure of quality
kpis-slices = Parts
kpis-roles = Scorecards
kpis-file = File
kpis-source = `{ $source }` by `{ $date }`
kpis-trailing = , over { $months } months up to the end of the period
kpis-snapshot = , as they stand in the period's last month
kpis-level = , each at the level that `{ $level }` names
kpis-against = { $base } against { $against }
kpis-per-month = a month
kpis-per-quarter = a quarter
kpis-per-half-year = half a year
kpis-per-year = a year
kpis-through-change = judged by { $change }
kpis-nothing = No KPI fits.
