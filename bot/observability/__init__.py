"""Watching Docket at work: what is observed, and the metrics, log lines and traces made of it."""
