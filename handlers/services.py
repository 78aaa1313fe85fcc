"""The services that every handler is given: for bookings, people and Slack, and the clock."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Protocol

from bot.scheduling.attention_service import AttentionService
from bot.scheduling.booking_service import BookingService
from bot.scheduling.drift_service import DriftService
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.reference import CONFIDENTIAL, Kind
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.model.rights import Actor
from bot.scheduling.ports.providers import Appointments
from bot.times.moment import UtcClock
from handlers.slack.background import Background
from handlers.slack.channels import Channels
from handlers.slack.people import People
from handlers.slack.posting_rights import PostingRights
from handlers.slack.responder import Responder
from handlers.slack.staff import Membership, Staff
from handlers.slack.visibility import ChannelVisibility
from handlers.slack.web_api import SlackApi


class CalendarLink(Protocol):
    """Makes a person's address of a booking's calendar file."""

    def __call__(self, booking: Booking, *, to: Actor) -> str | None:
        """Return the address, None where there is none for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the open lists offer: values with the words people see; event types may be none."""

    video_providers: tuple[tuple[str, str], ...]
    session_types: tuple[tuple[str, str], ...]
    event_types: tuple[tuple[str, str], ...]

    @property
    def words(self) -> dict[str, str]:
        """The words that people see for the values of all lists."""
        return dict((*self.video_providers, *self.session_types, *self.event_types))


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services that handlers call; `clock` gives the time now (aware UTC).

    `slack` answers or gives up within the three seconds that Slack allows. `switched_on` are the
    kinds whose provider has its key; `calendars_on` says whether calendar events can be changed,
    which takes another. `calendar_link` gives a person's address of a booking's calendar file, or
    None where there is none for them. `appointments` is asked only in the `background`, after the
    acknowledgement, and only for what changes nothing.
    """

    bookings: BookingService
    attention: AttentionService
    drift: DriftService
    people: People
    staff: Staff
    channels: Channels
    visibility: ChannelVisibility
    posting_rights: PostingRights
    slack: SlackApi
    responder: Responder
    choices: Choices
    appointments: Appointments
    background: Background
    switched_on: frozenset[Kind]
    calendars_on: bool
    clock: UtcClock
    calendar_link: CalendarLink

    def actor(
        self,
        user: str,
        *,
        team: str,
        about: Collection[Kind] = frozenset(Kind),
        fresh: bool = False,
        reply_to: ReplyTo | None = None,
    ) -> Actor:
        """Return the person as somebody who acts in a workspace, `about` bookings of these kinds.

        Slack is asked who is appointment staff only about what concerns patients, and `fresh` where
        that right is used for a change; of staff it is asked each time who they are: a user group
        does not tell. They are answered at their `reply_to`.
        """
        return replace(self._actor(user, team=team, about=about, fresh=fresh), reply_to=reply_to)

    def _actor(self, user: str, *, team: str, about: Collection[Kind], fresh: bool) -> Actor:
        is_concerned = not CONFIDENTIAL.isdisjoint(about)
        if not is_concerned or self.staff.of(user, team=team, fresh=fresh) is not Membership.YES:
            return self.people.actor(user, team=team)
        proven = self.people.is_proven(user)
        actor = self.people.actor(user, team=team)
        return replace(actor, staff=True, known=actor.known and proven)

    def reader(self, user: str, *, team: str) -> Actor:
        """Return the person whose calendar asks for a file: no request of Slack's says who they are."""
        self.people.refresh(user)
        return self.actor(user, team=team)
