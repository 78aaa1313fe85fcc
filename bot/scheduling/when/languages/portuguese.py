"""Portuguese."""

PORTUGUESE: dict[str, str | dict[int, str]] = {}
