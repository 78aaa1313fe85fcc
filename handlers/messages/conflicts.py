"""What is said of what is in the way of a booking: who would be in two places, and what looks alike."""

from bot.scheduling.conflicts import Conflict
from bot.scheduling.model.busy_times import Part
from bot.scheduling.model.record import Record
from handlers.messages import labels, naming

REASON = "Reason for booking anyway"
REASON_HINT = "Kept in the history; never posted in a channel."
REASON_NEEDED = "Enter a reason for booking anyway, or choose another time."

MOST_ADMINS = 5

_TAKEN = {
    Part.TITLE: "The same session is booked already",
    Part.HOST: "A host is booked at that time",
    Part.DEPONENT: "The deponent is booked at that time",
    Part.INTERPRETER: "The interpreter is booked at that time",
    Part.CALL: "An agent joins this call at that time",
    Part.INVITEE: "The invitee has an appointment at that time",
}

# Only appointment staff learns this of what others booked, and may look it up.
_LOOK_UP_INVITEE = "To look it up, enter `/appointment list` and the email address."


def overlap(conflict: Conflict, part: Part) -> str:
    """Say what overlaps, as far as the reader may know; of what they may not see, whom to ask. Mrkdwn."""
    if conflict.visible:
        return f":warning: {_TAKEN[part]}: {naming.subject(conflict.booking)}."
    if conflict.booking.confidential:
        return f":warning: {_TAKEN[part]}. {_LOOK_UP_INVITEE}"
    return f":warning: {_TAKEN[part]}, in something you can't see. Ask {_who(conflict)}."


def _who(conflict: Conflict) -> str:
    """Say who may tell more: never whose it is."""
    named = [f"<@{admin}>" for admin in sorted(conflict.admins)[:MOST_ADMINS]]
    return " or ".join([*named, "a workspace admin"])


def look_alike(conflict: Conflict, *, press: str) -> str:
    """Ask whether it is a move of another, and say what to do where it is and where it isn't. Mrkdwn."""
    booking = conflict.booking
    asked = f"Is this a move of {naming.subject(booking)}? It has the same case and deponent."
    if conflict.movable:
        return f"{asked} If not, press *{press}*."
    return f"{asked} If so, ask <@{booking.owner}> to move it. If not, press *{press}*."


def move_instead(booking: Record) -> str:
    """Name the button that makes it a move of another booking."""
    return f"{labels.MOVE} {booking.ref}"


def not_done_yet(*, overlaps: bool, press: str) -> str:
    """Say above a form that nothing was done, why, and what to do about it. Mrkdwn."""
    if overlaps:
        return (
            ":warning: Nothing has been done yet: something overlaps, as marked below. Change it, or give a"
            f" reason and press *{press}* again."
        )
    return f"Nothing has been done yet: there's a question below. If the answer is no, press *{press}* again."
