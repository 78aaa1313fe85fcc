"""A booking as an iCalendar file (RFC 5545), for calendars that read one."""

from datetime import datetime

from bot.scheduling.bookings import Booking, Place, State


def calendar_file(booking: Booking, *, now: datetime) -> bytes:
    """Return the file; `now` (aware UTC) stamps it. The time is written in UTC, which needs no rules.

    Whoever has the file can hand it on, so a link that a password may come with is not in it.
    """
    # icalendar takes a tenth of a second to import, and few processes ever write a file.
    from icalendar import Calendar, Event  # noqa: PLC0415

    event = Event()
    event.add("uid", f"{booking.ref.lower()}-{booking.team.lower()}@docket")
    event.add("dtstamp", now)
    event.add("dtstart", booking.moment.instant)
    event.add("dtend", booking.ends)
    event.add("summary", booking.title)
    event.add("status", "CANCELLED" if booking.state is State.CANCELLED else "CONFIRMED")
    event.add("description", f"Docket {booking.ref} · {booking.moment.written()}")
    link = booking.link_at(Place.PUBLIC)
    if link:
        event.add("location", link)
        event.add("url", link)
    calendar = Calendar()
    calendar.add("prodid", "-//Docket//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
