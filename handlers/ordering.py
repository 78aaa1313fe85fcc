"""Placing what a form orders: booked anew, or a failed booking tried again with mended entries."""

from bot.scheduling.bookings import Booking, Order
from bot.scheduling.ports import LinkTaken, UsedKey
from bot.scheduling.rights import Actor
from handlers import words
from handlers.docket import Docket
from handlers.forms import Problems, carried
from handlers.payloads import Submission
from handlers.refusals import REFUSALS
from handlers.session_form import LINK
from handlers.when_field import WHEN


def place(order: Order, sent: Submission, *, docket: Docket, problems: Problems) -> None:
    """Write the order down; why it is refused goes into `problems`, by field."""
    actor = docket.actor(sent.user, team=sent.team)
    ref = carried(sent.modal).ref
    try:
        if ref:
            docket.desk.schedule_again(ref, order, by=actor, key=sent.key)
        else:
            docket.desk.schedule(order, by=actor, key=sent.key)
    except UsedKey as used:
        if not _made(used.booking, by=order):
            problems[WHEN] = words.sent_before(used.booking)
    except LinkTaken as taken:
        problems[LINK] = words.plain(words.refusal(taken))
    except REFUSALS as refusal:
        problems[WHEN] = words.plain(words.refusal(refusal))


def placed(order: Order, *, by: Actor, key: str, docket: Docket) -> Booking:
    """Write an order down once, and return its booking. Raises REFUSALS, LinkTaken."""
    try:
        return docket.desk.schedule(order, by=by, key=key)
    except UsedKey as used:
        return used.booking


def _made(booking: Booking, *, by: Order) -> bool:
    """Say whether the booking that this form made before is the one it orders now."""
    ordered = {name: value for name, value in by if name != "channel"}
    same = all(getattr(booking, name) == value for name, value in ordered.items())
    return booking.kind is by.kind and same
