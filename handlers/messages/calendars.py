"""What is said when a booking is put into somebody's calendar."""

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Record
from handlers.messages import states, times

WHICH_CALENDAR = "Where do you keep your calendar?"
GOOGLE = "Google Calendar"
OUTLOOK = "Outlook"
FILE = "Calendar file (.ics)"

LINKS_REVOKED = (
    "Earlier links to its calendar file no longer work. *Add to calendar* creates new ones. Files"
    " that were already downloaded aren't affected."
)


def no_calendar(booking: Booking) -> str:
    """Say that a booking whose time cannot be read is put into no calendar."""
    return f"{booking.ref} can't be added to a calendar. {times.unreadable_time(booking)}"


def not_confirmed(booking: Record) -> str:
    """Say that only what is confirmed is put into a calendar, and how this stands."""
    state = states.state(booking).replace("*", "")
    return f"{booking.ref} can be added to a calendar only while it's confirmed. {state}"


def note(booking: Booking) -> str:
    """Write what an event in somebody's calendar says of where it comes from; plain text."""
    return f"Docket {booking.ref}"
