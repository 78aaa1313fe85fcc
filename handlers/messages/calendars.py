"""What is said when a booking is put into somebody's calendar."""

from bot.scheduling.model.booking import Booking
from handlers.messages import times

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


def note(booking: Booking) -> str:
    """Write what an event in somebody's calendar says of where it comes from; plain text."""
    return f"Docket {booking.ref}"
