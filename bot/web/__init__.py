"""What answers HTTP: the server, the front door for Slack's requests, calendar links."""
