"""Who may do what: the owner and administrators change a booking, everybody else may look at its card.

What concerns patients is its owner's, and that of those whom the settings name; administering the
Slack workspace gives no right to it. Whoever is no longer active may do nothing.
"""

from dataclasses import dataclass

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import BookingError, Unreadable
from bot.scheduling.model.record import Record, Visibility
from bot.scheduling.model.reference import CONFIDENTIAL, TIMED, Kind, kind_of
from bot.scheduling.model.reply_to import ReplyTo
from bot.times.writing import ANYBODY, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person who acts, by Slack's ids, with what their workspace and the settings say of them.

    `admin` administers this workspace or is a `named_admin`, whom ADMIN_USERS names; both are proven
    for this request. `staff` is named by APPOINTMENT_STAFF. `guest` is everybody not proven to be a
    full member, `outside` everybody not proven to belong to the workspace at all. Deactivated people
    and bots are not `active`: they may do nothing. `known` is False where Slack did not answer who
    they are. `reader` is how they read times, `reply_to` where they act and are answered, None where the
    answer is given otherwise.
    """

    team: str
    user: str
    admin: bool = False
    named_admin: bool = False
    staff: bool = False
    guest: bool = False
    outside: bool = False
    active: bool = True
    known: bool = True
    reader: Reader = ANYBODY
    reply_to: ReplyTo | None = None


class OnlyOthersMay(BookingError):
    """Not this person, but others may do it: `admins` are those whom the settings name."""

    def __init__(self, booking: Record, *, admins: frozenset[str]) -> None:
        """Keep the booking, and who else may."""
        super().__init__(booking)
        self.admins = admins


class NotYours(OnlyOthersMay):
    """Somebody else's booking: the refusal names who can change it."""


class OnlyAdmins(OnlyOthersMay):
    """Something about their own booking that only an administrator may say."""


class NotShown(BookingError):
    """More of a booking than this person may see: the refusal names its owner."""


class OnlyMembers(BookingError):
    """A card that strangers stand before as well: they learn of it what it says, and no name."""


class Unidentified(Exception):
    """Slack did not answer who somebody is, and only that would prove that they may do this."""


class MayNotBook(Exception):
    """A guest, or somebody who does not belong to the workspace, wants something booked."""

    def __init__(self, actor: Actor) -> None:
        """Keep who it is."""
        super().__init__(f"{actor.user} may not book")
        self.actor = actor


def refusal_for(actor: Actor, refusal: Exception) -> Exception:
    """Return the refusal that is true for this person: who they are may be what Slack did not say."""
    return refusal if actor.known else Unidentified()


def check_may_book(actor: Actor, kind: Kind, *, guests_may: bool) -> None:
    """Raise MayNotBook unless this person may have something of this kind booked, or Unidentified.

    `guests_may` lets guests of the workspace book; what lies at a provider without being anybody's
    booking is nothing for them, and strangers never book.
    """
    lets_guests = guests_may and kind in TIMED and not actor.outside
    if actor.active and (lets_guests or not actor.guest):
        return
    raise refusal_for(actor, MayNotBook(actor))


def is_owner(actor: Actor, booking: Record) -> bool:
    """Return whether the booking is this person's own."""
    return actor.active and actor.team == booking.team and actor.user == booking.owner


def handles_appointments(actor: Actor) -> bool:
    """Return whether this person may look up and cancel appointments that somebody else booked."""
    proven = actor.active and actor.known and not actor.guest
    return proven and (actor.staff or actor.named_admin)


def may_change(actor: Actor, booking: Record) -> bool:
    """Return whether this person may move or edit the booking, and settle what is unknown of it."""
    if is_owner(actor, booking):
        return True
    if not actor.active or actor.guest or actor.team != booking.team:
        return False
    return handles_appointments(actor) if booking.confidential else actor.admin


def may_cancel(actor: Actor, booking: Record) -> bool:
    """Return whether this person may cancel the booking: whoever may change it."""
    return may_change(actor, booking)


def may_claim_created(actor: Actor, booking: Record) -> bool:
    """Return whether this person may say that something at the provider is this booking's: administrators."""
    is_admin = handles_appointments(actor) if booking.confidential else actor.admin
    return is_admin and may_change(actor, booking)


def may_see_unreadable(actor: Actor, unreadable: Unreadable) -> bool:
    """Return whether this person may see that there is a booking which cannot be read."""
    if not actor.active:
        return False
    if actor.user == unreadable.owner:
        return True
    if kind_of(unreadable.ref) in CONFIDENTIAL:
        return handles_appointments(actor)
    return actor.admin and not actor.guest


def may_see_private_details(actor: Actor, booking: Record) -> bool:
    """Return whether this person may read addresses, notes and reasons: of a confidential one its owner."""
    return is_owner(actor, booking) if booking.confidential else may_change(actor, booking)


def link_for(actor: Actor, booking: Record) -> str | None:
    """Return the link this person may have: one that a password may come with is its owner's alone."""
    if booking.confidential and not may_see_private_details(actor, booking):
        return None
    place = Visibility.DIRECT if is_owner(actor, booking) else Visibility.PUBLIC
    return booking.link_at(place) if isinstance(booking, Booking) else None


def may_see(actor: Actor, booking: Record, *, at: str = "") -> bool:
    """Return whether this person may read what the card says, whose place is as it is now.

    Who may change it may, everybody of the workspace where the card is public, and whoever stands
    before the card: `at` is the Slack channel they are in. Guests see only cards they stand before,
    and of a shared one not more than it says; people of other companies never see more than that,
    whatever Slack says of the channel.
    """
    if may_change(actor, booking):
        return True
    is_ours = actor.active and not actor.outside and actor.team == booking.team
    if not is_ours or booking.card is None:
        return False
    before_it = is_in_channel_of(booking, at=at)
    if actor.guest:
        return before_it and booking.card.place is not Visibility.SHARED
    return before_it or booking.open_to_all


def is_in_channel_of(booking: Record, *, at: str) -> bool:
    """Return whether the card is in the Slack channel `at`."""
    return booking.card is not None and booking.card.channel == at


def may_add_to_calendar(actor: Actor, booking: Record) -> bool:
    """Return whether this person may read the booking wherever they are, and so have it in their calendar."""
    shown = may_see_private_details(actor, booking) if booking.confidential else True
    return shown and may_see(actor, booking)
