"""The middle: values, times, zones, the life of a booking, who may do what; no I/O, no Slack."""
