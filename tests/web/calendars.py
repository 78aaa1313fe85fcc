"""Calendar files and the links to them, as calendars read them."""

from typing import Any

from icalendar import Calendar

PLACE = "https://docket.example"


def name_in(link: str | None) -> str:
    """Return the last part of a link, by which its file is asked for."""
    assert link is not None
    assert link.startswith(f"{PLACE}/calendar/")
    assert link.endswith(".ics")
    return link.removeprefix(f"{PLACE}/calendar/")


def event_in(file: bytes | None) -> Any:
    """Return the one event of a file."""
    assert file is not None
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return event
