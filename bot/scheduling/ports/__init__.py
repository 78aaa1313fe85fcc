"""What the domain needs from outside, as protocols; `bot.app` connects them to the implementations."""
