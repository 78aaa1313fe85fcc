"""A booking as an iCalendar file (RFC 5545, RFC 5546), for calendars that read one."""

from datetime import datetime

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import ENDED, MAY_EXIST, State, Visibility
from bot.scheduling.model.text import visible

# A calendar obeys a later file only of the same organizer, and takes no event away without one (RFC 5546,
# 3.2.1 and 3.2.5). Nobody reads mail there: an address of a person's would go wherever the file goes.
ORGANIZER, ORGANIZER_NAME = "mailto:docket@docket.invalid", "Docket"


class NoTime(Exception):
    """The provider has it at a time that cannot be read, so no calendar may claim one."""


def calendar_file(booking: Booking, *, now: datetime, sequence: int) -> bytes:
    """Return the file; `now` (aware UTC) stamps it, and `sequence` grows with every change.

    The time is written in UTC, which needs no rules. Of what was canceled, or certainly never made, it
    takes the event away; what is not settled is tentative. Whoever has the file can hand it on, so a
    link that a password may come with is not in it. Raises NoTime.
    """
    is_gone = _is_gone(booking)
    if booking.unreadable_time and not is_gone:
        raise NoTime
    # icalendar takes a tenth of a second to import, and few processes ever write a file.
    from icalendar import Calendar, Event, vCalAddress  # noqa: PLC0415

    organizer = vCalAddress(ORGANIZER)
    organizer.params["CN"] = ORGANIZER_NAME
    event = Event()
    event.add("uid", f"{booking.ref.lower()}-{booking.team.lower()}@docket")
    event.add("dtstamp", now)
    event.add("sequence", sequence)
    event.add("organizer", organizer)
    event.add("dtstart", booking.starts)
    if booking.length:
        event.add("dtend", booking.ends)
    event.add("summary", visible(booking.title))
    event.add("status", "CANCELLED" if is_gone else _status(booking))
    event.add("description", f"Docket {booking.ref} · {booking.written}")
    link = booking.link_at(Visibility.PUBLIC)
    if link:
        event.add("location", link)
        event.add("url", link)
    calendar = Calendar()
    calendar.add("prodid", "-//Docket//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_gone else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _is_gone(booking: Booking) -> bool:
    """Return whether it takes place for certain no more; what failed may have been made nevertheless."""
    return booking.state in ENDED and booking.trouble not in MAY_EXIST


def _status(booking: Booking) -> str:
    is_confirmed = booking.state is State.CONFIRMED and booking.trouble is None
    return "CONFIRMED" if is_confirmed and booking.drift is None else "TENTATIVE"
