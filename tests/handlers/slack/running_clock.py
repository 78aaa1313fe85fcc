"""The machine's running clock, set forward by a test."""

import time


class RunningClock:
    """Runs in seconds, and shows so many more as it is `ahead`."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return time.monotonic() + self.ahead
