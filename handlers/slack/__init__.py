"""Slack itself: payloads, the Web API, and what it says of people and channels."""
