"""Why something is refused about a booking; `bot.scheduling.model.rights` says who may do what."""

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import BookingError
from bot.scheduling.model.record import Phase, Record
from bot.scheduling.model.reference import Kind, kind_of, parse_reference
from bot.scheduling.model.rights import Actor, refusal_for


class NoSuchBooking(Exception):
    """Nothing this person may see answers to that name; a `stranger` may see nothing at all."""

    def __init__(self, name: str, *, kind: Kind | None = None, stranger: bool = False) -> None:
        """Keep the name as it was typed, and the kind of booking that was looked for."""
        super().__init__(name)
        self.name = name
        self.stranger = stranger
        ref = parse_reference(name)
        self.kind = kind or (kind_of(ref) if ref else Kind.SESSION)


def no_such(name: str, *, by: Actor, kind: Kind | None = None) -> Exception:
    """Return the refusal, true for this person, of a name that answers to nothing they may see."""
    return refusal_for(by, NoSuchBooking(name, kind=kind, stranger=by.outside))


class AlreadyStarted(BookingError):
    """The session has begun or is over: there is nothing left to move or cancel."""

    booking: Booking

    def __init__(self, booking: Booking, *, phase: Phase = Phase.STARTED) -> None:
        """Keep the booking, and whether its time has begun or is over."""
        super().__init__(booking)
        self.phase = phase


class NothingToChange(BookingError):
    """A request is carried out once: there is nothing to move, edit or cancel."""


class Unsettled(BookingError):
    """Something under way may be about the same thing: where its answer was lost, it is done again."""


class Outdated(BookingError):
    """The form shows the booking as it no longer is: nothing was done, and the person decides anew."""


def check_seen(booking: Record, revision: int | None) -> None:
    """Raise Outdated unless a form shows the booking as it is; one that says no revision is believed."""
    if revision is not None and revision != booking.revision:
        raise Outdated(booking)
