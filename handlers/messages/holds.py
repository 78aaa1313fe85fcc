"""What is said of a move or cancellation that can still be undone, and of *Undo*."""

from datetime import datetime, timedelta

from bot.scheduling.model.booking import Hold, hold_of
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


def undo_note(held_for: timedelta) -> str:
    """Say for how long a cancellation can be undone, or that it can't be."""
    if not held_for:
        return "This can't be undone."
    minutes, seconds = divmod(int(held_for.total_seconds()), 60)
    how_long = f"{minutes * 60 + seconds} seconds" if seconds else f"{minutes} minutes"
    return f"You can undo this for {how_long}; after that it's final."


def undone(booking: Record) -> str:
    """Say that it was undone."""
    return f"Undone. Nobody was told, and nothing has changed: {naming.subject(booking)}."


def too_late(booking: Record, *, state: str) -> str:
    """Say that there is nothing to undo anymore, how it stands, and what can be done now."""
    provider, is_held = booking.provider, hold_of(booking) is not None
    match booking.state:
        case State.CANCELING if not is_held:
            return f"It's too late to undo: {provider} is being asked to cancel {booking.ref}."
        case State.MOVING if not is_held:
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
