"""From the parts of a phrase to a moment, a question or a refusal.

`resolver` joins the steps: `screening` → `zone_candidates` → `holiday_regions` → `reference_dates` →
`date_or_range` → `interpretations` → `days` or `moved_days` → `weekday_dates` → `clock_times` →
`moments`; `from_now` stands in for days and clocks where an amount is all that is said. Each step
takes the value of the one before, and gives the `senses` that it may have.
"""
