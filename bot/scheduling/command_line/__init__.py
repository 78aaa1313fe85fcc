"""Understanding what somebody typed behind a slash command."""
