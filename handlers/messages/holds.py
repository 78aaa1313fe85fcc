"""What is said of a move or cancellation that can still be undone, and of *Undo*."""

from datetime import datetime

from bot.scheduling.model.booking import Hold
from bot.scheduling.model.record import Record, State
from handlers.messages import labels, naming
from handlers.ui.blocks import Element, button, escape

UNDO = "card_undo"


def state(booking: Record, hold: Hold) -> str:
    """Say what is held, until when, and how to undo it."""
    moved = hold.moment and f"moved to {escape(hold.moment.written(booking.reader))}"
    return (
        f"*Held* until {_clock(hold.until)}, to be {moved or 'canceled'}. Nobody has been told yet. Press"
        f" *{labels.UNDO}* to keep it as it is."
    )


def undo_button(booking: Record, hold: Hold, *, action: str = UNDO) -> Element:
    """Draw the button that undoes it; its value names what is held."""
    return button(
        labels.UNDO,
        action=action,
        value=f"{booking.ref} {hold.until.isoformat()}",
        label=f"{labels.UNDO}: {booking.ref}",
    )


def undone(booking: Record) -> str:
    """Say that it was undone."""
    return f"Undone. Nobody was told, and nothing has changed: {naming.subject(booking)}."


def too_late(booking: Record, *, state: str) -> str:
    """Say that there is nothing to undo anymore, how it stands, and what can be done now."""
    provider = booking.provider
    match booking.state:
        case State.CANCELING:
            return f"It's too late to undo: {provider} is being asked to cancel {booking.ref}."
        case State.MOVING:
            return (
                f"It's too late to undo: {provider} is being asked to move {booking.ref}. Once its card"
                f" says that it's confirmed, press *{labels.MOVE}* to move it back."
            )
        case _:
            return f"There's nothing left to undo. {naming.subject(booking)}. {state}"


def on_hold(booking: Record, hold: Hold) -> str:
    """Say why nothing else can be decided for the moment."""
    what = "move" if hold.moment else "cancellation"
    return (
        f"The {what} of {booking.ref} is held until {_clock(hold.until)}. Press *{labels.UNDO}* on its"
        " card first, or try again after that."
    )


def _clock(at: datetime) -> str:
    """Write a time to the second so that Slack shows each reader their own clock."""
    return f"<!date^{int(at.timestamp())}^{{time_secs}}|{at:%H:%M:%S} UTC>"
