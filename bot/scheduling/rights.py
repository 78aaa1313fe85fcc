"""Who may do what: the owner and administrators change a booking, everybody else may look at its card."""

from dataclasses import dataclass

from bot.scheduling.bookings import Booking, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person who acts, by Slack's ids, with what their workspace says of them."""

    team: str
    user: str
    admin: bool = False
    guest: bool = False


class NotYours(Exception):
    """Somebody else's booking: the refusal names who can change it."""

    def __init__(self, booking: Booking, *, admins: frozenset[str]) -> None:
        """Keep whose it is and which administrators are named in the settings."""
        super().__init__(f"{booking.ref} is not theirs to change")
        self.booking = booking
        self.admins = admins


class NotShown(Exception):
    """A booking that this person may not see: the refusal names its owner."""

    def __init__(self, booking: Booking) -> None:
        """Keep whose it is."""
        super().__init__(f"{booking.ref} is not for them to see")
        self.booking = booking


def may_change(actor: Actor, booking: Booking) -> bool:
    """Say whether this person may move, edit or cancel the booking, or see what only its owner may."""
    return actor.team == booking.team and (actor.user == booking.owner or actor.admin)


def may_see_particulars(actor: Actor, booking: Booking) -> bool:
    """Say whether this person may read addresses, notes and reasons: of a confidential one its owner."""
    is_owner = actor.team == booking.team and actor.user == booking.owner
    return is_owner if booking.confidential else may_change(actor, booking)


def may_see(actor: Actor, booking: Booking, *, at: str = "") -> bool:
    """Say whether this person may read what the card says.

    The owner and administrators may, everybody of the workspace where the card is public, and
    whoever stands before the card: `at` is the Slack channel they are in. Guests and people of
    other companies see only cards they stand before, and of a shared one not more than it says.
    """
    if actor.team != booking.team:
        return False
    card = booking.card
    before_it = card is not None and card.channel == at
    if actor.guest and (card is None or not before_it or card.place is Place.SHARED):
        return may_change(actor, booking)
    return booking.open_to_all or before_it or may_change(actor, booking)
