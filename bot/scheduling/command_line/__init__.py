"""Parses what somebody typed after a slash command."""
