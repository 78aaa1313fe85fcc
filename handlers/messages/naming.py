"""What bookings are called: noun, title, and the line that names one among others."""

from bot.scheduling.model.booking import Booking, Visibility
from bot.scheduling.model.reference import TIMED, Kind
from handlers.messages import times
from handlers.ui.blocks import clip_escaped

LONGEST_TITLE = 1000

LONGEST_CASE = 300

NOUNS = {
    Kind.SESSION: "session",
    Kind.AGENT: "agent",
    Kind.APPOINTMENT: "appointment",
    Kind.CALENDAR_ACTION: "errand",
    Kind.CANCELLATION: "cancellation",
}


def title(booking: Booking) -> str:
    """Write what a booking is called, escaped."""
    return clip_escaped(booking.title, to=LONGEST_TITLE)


def a_noun(booking: Booking) -> str:
    """Name the kind of thing it is: `a session`, `an agent`."""
    noun = NOUNS[booking.kind]
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def hides(booking: Booking, *, here: Visibility) -> bool:
    """Say whether this place may know no more than what it is, when and how it stands."""
    return here is Visibility.SHARED or (booking.confidential and here is not Visibility.DIRECT)


def subject(booking: Booking, *, named: bool = True) -> str:
    """Name a booking: title, case, time, reference."""
    case = f" ({clip_escaped(booking.case, to=LONGEST_CASE)})" if booking.case else ""
    name = f"*{title(booking)}*{case}" if named else a_noun(booking)
    if booking.kind not in TIMED:
        return f"{name} · {booking.ref}"
    return f"{name}, {times.when(booking)} · {booking.ref}"


def made(booking: Booking) -> str:
    """Say what is done by a provider who does what was asked: `booked`."""
    made = {Kind.AGENT: "sent", Kind.CALENDAR_ACTION: "done", Kind.CANCELLATION: "canceled"}
    return made.get(booking.kind, "booked")
