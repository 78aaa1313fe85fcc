"""The domain: bookings, their states, who may do what, and the decisions; no I/O, no Slack."""
