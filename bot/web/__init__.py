"""What answers HTTP: the server, the WSGI app for Slack's requests, calendar links."""
