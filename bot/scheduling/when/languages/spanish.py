"""Spanish."""

SPANISH: dict[str, str | dict[int, str]] = {}
