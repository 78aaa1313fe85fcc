"""A booking as an iCalendar file (RFC 5545, RFC 5546), for calendars that read one."""

from datetime import datetime

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import ENDED, State, Visibility
from bot.scheduling.model.text import visible


class NoTime(Exception):
    """The provider has it at a time that cannot be read, so no calendar may claim one."""


def calendar_file(booking: Booking, *, now: datetime, sequence: int) -> bytes:
    """Return the file; `now` (aware UTC) stamps it, and `sequence` grows with every change.

    The time is written in UTC, which needs no rules. Of what has ended it takes the event away.
    Whoever has the file can hand it on, so a link that a password may come with is not in it. Raises
    NoTime.
    """
    if booking.unreadable_time and booking.state not in ENDED:
        raise NoTime
    # icalendar takes a tenth of a second to import, and few processes ever write a file.
    from icalendar import Calendar, Event  # noqa: PLC0415

    event = Event()
    event.add("uid", f"{booking.ref.lower()}-{booking.team.lower()}@docket")
    event.add("dtstamp", now)
    event.add("sequence", sequence)
    event.add("dtstart", booking.moment.instant)
    event.add("dtend", booking.ends)
    event.add("summary", visible(booking.title))
    event.add("status", _status(booking))
    event.add("description", f"Docket {booking.ref} · {booking.written}")
    link = booking.link_at(Visibility.PUBLIC)
    if link:
        event.add("location", link)
        event.add("url", link)
    calendar = Calendar()
    calendar.add("prodid", "-//Docket//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if booking.state in ENDED else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _status(booking: Booking) -> str:
    if booking.state in ENDED:
        return "CANCELLED"
    return "TENTATIVE" if booking.state in {State.BOOKING, State.REQUESTED} else "CONFIRMED"
