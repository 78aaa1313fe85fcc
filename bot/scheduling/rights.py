"""Who may do what: the owner and administrators change a booking, everybody else may look at its card."""

from dataclasses import dataclass

from bot.scheduling.bookings import Booking


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


def may_change(actor: Actor, booking: Booking) -> bool:
    """Say whether this person may move, edit or cancel the booking, or see what only its owner may."""
    return actor.team == booking.team and (actor.user == booking.owner or actor.admin)


def may_see(actor: Actor, booking: Booking) -> bool:
    """Say whether this person may read in a list or on demand what the card says in its channel."""
    open_to_them = booking.open_to_all and not actor.guest
    return actor.team == booking.team and (open_to_them or may_change(actor, booking))
