"""What is said of a booking that its provider holds otherwise, because somebody changed it there."""

from bot.scheduling.model.booking import Booking, Changes, hold_of
from bot.scheduling.model.record import FailureReason, Record
from handlers.messages import labels, times
from handlers.messages.presenters import presenter_of
from handlers.ui.blocks import as_written


def state(booking: Record, *, where: str = "") -> str:
    """Say how its provider holds it, and what can be done with the buttons, which are `where`."""
    drift, provider = booking.drift if isinstance(booking, Booking) else None, booking.provider
    if not isinstance(booking, Booking) or drift is None:
        return ""
    if drift.ended:
        again = f", or *{labels.BOOK_AGAIN}*" if presenter_of(booking).can_book_again else ""
        how = f"Press *{labels.ACCEPT}*{where} to cancel it here, too{again}."
        return f"{_ended(drift.ended, provider)} {how}"
    mend = (
        f"*{labels.PUT_BACK}* to change it back at {provider}"
        if booking.can_move
        else f"contact {provider}'s team if that's wrong"
    )
    return (
        f"*Changed at {provider}* to {_to(booking, drift.holds)}, outside of Docket. Press"
        f" *{labels.ACCEPT}*{where} to use that here, too, or {mend}."
    )


def word(booking: Record) -> str:
    """Name it in a few words, where no more may be said; nothing where its provider holds it likewise."""
    drift = booking.drift if isinstance(booking, Booking) else None
    if drift is None:
        return ""
    if drift.ended is FailureReason.GONE:
        return f"no longer at {booking.provider}"
    return f"{'canceled' if drift.ended else 'changed'} at {booking.provider}"


def accepted(booking: Record) -> str:
    """Say to who pressed it that it is accepted."""
    return (
        f"Docket is updating {booking.ref} to match {booking.provider}. Its card shows the result."
    )


def put_back(booking: Record) -> str:
    """Say to who pressed it that it is being put back, or will be once it can't be undone anymore."""
    if hold_of(booking) is not None:
        return (
            f"{booking.ref} will be changed back at {booking.provider}. Its card says until when you can"
            " undo that."
        )
    return (
        f"Docket is asking {booking.provider} to change {booking.ref} back. Its card shows the"
        " result."
    )


def settled(booking: Record) -> str:
    """Say that what was pressed is about something that is no longer so."""
    return (
        f"{booking.ref} has changed since this card was shown, so nothing was done. Look at its card"
        " again."
    )


def _ended(how: FailureReason, provider: str) -> str:
    if how is FailureReason.GONE:
        return f"*No longer at {provider}.*"
    return f"*Canceled at {provider}*, outside of Docket."


def _to(booking: Booking, holds: Changes) -> str:
    parts = [
        f"*{holds.moment.written(booking.reader)}*" if holds.moment else "",
        "a time that Docket can't read" if holds.unreadable_time else "",
        times.duration(holds.duration) if holds.duration else "",
        f"the title “{as_written(holds.title, to=300)}”" if holds.title else "",
    ]
    return ", ".join(part for part in parts if part)
