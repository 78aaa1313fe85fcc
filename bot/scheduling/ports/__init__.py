"""What the middle needs from outside, said as protocols; `bot.app` joins them to the real things."""
