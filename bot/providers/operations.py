"""The names of calls to providers for whoever watches: which resource is asked for, and never whose."""

from collections.abc import Sequence

# The words that the providers' addresses are made of; anything else in one is an id.
_RESOURCES = frozenset(
    {
        "api",
        "appointments",
        "calendar",
        "calendars",
        "cancel",
        "events",
        "meeting_agents",
        "provider-availability",
        "session_requests",
        "sessions",
        "v1",
    }
)


def operation_of(method: str, path: Sequence[str]) -> str:
    """Name a call by its method and path, for example `PATCH sessions/{id}/cancel`."""
    parts = (part if part in _RESOURCES else "{id}" for part in path)
    return f"{method} {'/'.join(parts)}"
