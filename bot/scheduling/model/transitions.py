"""Which transition may follow which in the life of a booking or a request, and what each leaves behind."""

from datetime import datetime
from typing import Literal

from bot.scheduling.model.booking import AnyBooking, Booking, Changes, Drift
from bot.scheduling.model.booking_error import BookingError
from bot.scheduling.model.record import (
    IN_PROGRESS,
    OUTCOME_UNKNOWN,
    AnyRecord,
    FailureReason,
    Record,
    State,
)

_CANCELABLE = frozenset({State.BOOKING, State.CONFIRMED, State.MOVING})

NO_CHANGES = Changes()

# The transitions that may fail and leave a booking as it was.
Reversible = Literal[State.MOVING, State.CANCELING]


class InvalidTransition(BookingError):
    """The transition does not follow from the state the booking is in."""


class NothingToUndo(BookingError):
    """What was to be undone is not held anymore: it was undone already, or has begun."""


def begin_change(booking: AnyBooking, wanted: Changes = NO_CHANGES) -> AnyBooking:
    """Begin a move or edit: only of what the provider has confirmed, and can move."""
    if booking.state is not State.CONFIRMED or not booking.can_move:
        raise InvalidTransition(booking)
    return booking.with_(
        state=State.MOVING,
        trouble=None,
        reason="",
        asked=None,
        tries_known=0,
        given_up=False,
        drift=None,
        wants=wanted.without_invitees,
    )


def begin_cancellation(booking: AnyBooking) -> AnyBooking:
    """Begin a cancellation; what is only requested has no id yet to cancel with (Prevail's API)."""
    if not can_cancel(booking):
        raise InvalidTransition(booking)
    underway = booking.state is State.BOOKING
    return booking.with_(
        state=State.CANCELING,
        trouble=None,
        reason="",
        asked=booking.asked if underway else None,
        tries_known=booking.tries_known if underway else 0,
        given_up=False,
        drift=None,
    )


def can_cancel(booking: Booking) -> bool:
    """Return whether a cancellation may follow from the state it is in."""
    return booking.state in _CANCELABLE and booking.hold is None


def can_hold(booking: Booking) -> bool:
    """Return whether a decision about it can wait: nothing is under way, or unknown."""
    return booking.state is State.CONFIRMED and booking.trouble is None and booking.asked is None


def undo(booking: AnyBooking, *, until: datetime) -> AnyBooking:
    """Take back the move or cancellation that is held `until` a time, which names it: it is as before.

    Raises NothingToUndo.
    """
    if booking.hold is None or booking.hold.until != until:
        raise NothingToUndo(booking)
    return booking.with_(state=State.CONFIRMED, drift=booking.hold.drift, hold=None)


def can_give_up(record: Record) -> bool:
    """Return whether something is tried again and again, so that somebody may want it to end.

    Not where it is the cancellation of what the provider may never have booked, which is an end already.
    """
    is_taken_back = record.state is State.CANCELING and record.provider_state is None
    return record.state in IN_PROGRESS and record.trouble is not None and not is_taken_back


def begin_retry(failed: AnyRecord, mended: AnyRecord) -> AnyRecord:
    """Try what came to nothing once more, as it was mended."""
    if failed.state is not State.FAILED:
        raise InvalidTransition(failed)
    return mended.as_retry_of(failed)


def mark_booked(answered: AnyRecord) -> AnyRecord:
    """Take in the provider's answer; a cancellation asked for meanwhile stays asked for.

    It counts also where somebody has said meanwhile that nothing was made.
    """
    waits = answered.state in {State.BOOKING, State.REQUESTED, State.FAILED}
    state = answered.provider_state if waits and answered.provider_state else answered.state
    return answered.with_(state=state, trouble=None, reason="")


def mark_changed(booking: AnyBooking, wanted: Changes) -> AnyBooking:
    """Take in that the provider made the change."""
    state = State.CONFIRMED if booking.state is State.MOVING else booking.state
    return booking.with_changes(wanted).with_(state=state, trouble=None, reason="")


def mark_canceled(record: AnyRecord) -> AnyRecord:
    """Take in that the provider has canceled it."""
    return record.with_(state=State.CANCELED, trouble=None, reason="")


def mark_ended_at_provider(booking: AnyBooking, trouble: FailureReason) -> AnyBooking:
    """Take in that it has come to an end at the provider itself, canceled or removed."""
    return booking.with_(state=State.CANCELED, trouble=trouble, reason="", drift=None)


def can_drift(booking: Booking) -> bool:
    """Return whether what the provider holds otherwise is news: nothing is under way, or unknown."""
    return booking.state is State.CONFIRMED and booking.trouble is None and booking.asked is None


def mark_drift(booking: AnyBooking, drift: Drift | None, *, seen: int) -> AnyBooking:
    """Take in how the provider holds it otherwise, or that it no longer does.

    What was decided since its revision `seen` counts, also where that is done by now.
    """
    return (
        booking.with_(drift=drift) if can_drift(booking) and booking.revision == seen else booking
    )


def has_drift(booking: Booking, drift: Drift) -> bool:
    """Return whether this is how its provider holds it otherwise, and nobody has decided about that."""
    return booking.drift == drift and can_drift(booking)


def mark_accepted(booking: AnyBooking, drift: Drift) -> AnyBooking:
    """Take over how its provider holds it, unless something else was decided meanwhile."""
    return booking.with_changes(drift.holds) if has_drift(booking, drift) else booking


def mark_never_booked(booking: AnyBooking) -> AnyBooking:
    """Take in that it was canceled before the provider had it."""
    return mark_canceled(booking).with_(never_booked=True)


def mark_not_booked(record: AnyRecord, trouble: FailureReason, *, reason: str = "") -> AnyRecord:
    """Take in that it could not be made; what was entered stays, and so does a cancellation asked for."""
    state = record.state if record.state is State.CANCELING else State.FAILED
    return record.with_(state=state, trouble=trouble, reason=reason)


def mark_not_changed(
    record: AnyRecord, begun: Reversible | None, trouble: FailureReason
) -> AnyRecord:
    """Take in that what had `begun` was not done: unless another has begun, it stands as it was.

    Where the answer was lost for good, it stays said that nobody knows.
    """
    if record.provider_state is None:
        unknown = trouble if trouble in OUTCOME_UNKNOWN else FailureReason.UNKNOWN
        return record.with_(state=State.FAILED, trouble=unknown)
    state = record.provider_state if record.state is begun else record.state
    return record.with_(state=state, trouble=trouble if trouble is FailureReason.UNKNOWN else None)


def mark_delayed(record: AnyRecord, trouble: FailureReason) -> AnyRecord:
    """Take in that the provider has not done it yet and Docket keeps trying.

    Once an answer was lost, it stays lost until somebody has looked.
    """
    return record.with_(trouble=record.trouble if record.trouble in OUTCOME_UNKNOWN else trouble)


def unchanged(record: AnyRecord) -> AnyRecord:
    """Return it as it is: the transition that changes nothing."""
    return record
