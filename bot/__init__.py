"""What the bot knows, and the process that runs it."""
