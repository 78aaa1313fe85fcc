"""French."""

FRENCH: dict[str, str | dict[int, str]] = {}
