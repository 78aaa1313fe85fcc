"""German."""

GERMAN: dict[str, str | dict[int, str]] = {}
