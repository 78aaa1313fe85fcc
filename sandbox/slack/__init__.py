"""A stand-in for Slack: the Web API, a page to use it with, and signed requests to the bot."""
