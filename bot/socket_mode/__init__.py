"""Socket Mode: requests from Slack over a connection that Docket opens itself."""
