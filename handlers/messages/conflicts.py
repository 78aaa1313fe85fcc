"""What is said of what is in the way of a booking: who would be in two places, and what looks alike."""

from collections.abc import Sequence

from bot.scheduling.conflicts import Conflict
from bot.scheduling.model.busy_times import Part
from bot.scheduling.model.record import Record
from bot.scheduling.model.text import LONGEST_QUOTE
from handlers.messages import labels, naming
from handlers.ui.blocks import as_written

REASON = "Reason for going ahead"
REASON_HINT = "Kept in the history; never posted in a channel."
REASON_SPARE = "Nothing overlaps now, so no reason is needed."
REASON_NEEDED = "Enter a reason for going ahead, or change what overlaps."

MOST_ADMINS = 5
MOST_NAMED = 5

# What is said of one and of several; where it says who, that is by the names that the reader entered.
_TAKEN = {
    Part.TITLE: ("The same session is booked already",) * 2,
    Part.HOST: (
        "The host {who} is booked at that time",
        "The hosts {who} are booked at that time",
    ),
    Part.DEPONENT: ("The deponent {who} is booked at that time",) * 2,
    Part.INTERPRETER: ("The interpreter {who} is booked at that time",) * 2,
    Part.CALL: ("An agent joins this call at that time",) * 2,
    Part.INVITEE: ("The invitee has an appointment at that time",) * 2,
}

# Who handles appointments may look up what others booked.
_LOOK_UP_INVITEE = "To look it up, enter `/appointment list` and the email address."


def overlap(conflict: Conflict, part: Part) -> str:
    """Say what overlaps, as far as the reader may know; of what they may not see, whom to ask. Mrkdwn."""
    names = [as_written(each, to=LONGEST_QUOTE) for each in conflict.names[part]]
    one, several = _TAKEN[part]
    taken = (several if len(names) > 1 else one).format(who=_listed(names))
    if conflict.visible:
        return f":warning: {taken}: {naming.subject(conflict.booking)}."
    if conflict.booking.confidential and conflict.handled:
        return f":warning: {taken}. {_LOOK_UP_INVITEE}"
    if conflict.booking.confidential:
        return ":warning: Something you can't see overlaps. Ask appointment staff."
    return f":warning: {taken}, in something you can't see. Ask {_who(conflict)}."


def _listed(names: Sequence[str]) -> str:
    """Write the first few names as a sentence lists them, and how many more there are."""
    first, more = names[:MOST_NAMED], len(names) - MOST_NAMED
    said = [*first, *([f"{more} more"] if more > 0 else [])]
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))


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
