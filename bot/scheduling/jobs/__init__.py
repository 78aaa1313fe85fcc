"""What carries a decision out: at the providers, and in Slack."""
