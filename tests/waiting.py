"""Waiting for what tells nobody when it changes."""

import threading
from collections.abc import Callable
from time import monotonic

PATIENCE = 30.0


def wait_until(condition: Callable[[], bool], *, within: float = PATIENCE) -> None:
    """Look again and again until it is so; `within` is in seconds."""
    pause, deadline = threading.Event(), monotonic() + within
    while not condition():
        assert monotonic() < deadline, "it never came to that"
        pause.wait(0.01)
