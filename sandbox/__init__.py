"""A Slack workspace in the browser and the three providers, all on this machine."""
