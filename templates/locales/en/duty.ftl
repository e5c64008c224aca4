## Who answers for data, and by when it is in

duty-owner = Data: { $owner }
duty-both = Data: { $owner }, in by { $due }
duty-due = Data: in by { $due }
duty-early = Data: { $owner }, in by { $due }; here as of { $as_of }, so some may be missing
duty-remark =
    { $count ->
        [one] The data of 1 KPI is due by { $due }
       *[other] The data of { $count } KPIs is due by { $due }
    }; this packet rests on data as of { $as_of }, so some may be missing.
