"""What runs jobs: at the providers, and in Slack."""
