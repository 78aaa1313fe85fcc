"""What every handler is given: the desk, who people are, the door to Slack, the time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.views import View

from bot.scheduling.bookings import Booking
from bot.scheduling.desk import Desk
from bot.scheduling.references import Kind
from bot.scheduling.rights import Actor
from handlers.people import People
from handlers.slack_api import SlackApi


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What Prevail's two open lists offer: values with the words people see."""

    video_providers: tuple[tuple[str, str], ...]
    session_types: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """The things handlers work with; `clock` gives the time now (aware UTC).

    `slack` answers or gives up within the three seconds that Slack allows. `switched_on` are the
    kinds whose provider has its key. `calendar_link` gives the address of a booking's calendar
    file, or None where Docket has no address of its own.
    """

    desk: Desk
    people: People
    slack: SlackApi
    choices: Choices
    switched_on: frozenset[Kind]
    clock: Callable[[], datetime]
    calendar_link: Callable[[Booking], str | None]

    def actor(self, user: str, *, team: str) -> Actor:
        """Return the person as somebody who acts in a workspace."""
        return self.people.actor(user, team=team)

    def open(self, view: View, *, trigger: str) -> dict[str, Any]:
        """Open a modal for a press or command; Slack allows three seconds. Raises ProviderFailure."""
        return self.slack.call("views.open", trigger_id=trigger, view=view.to_dict())

    def push(self, view: View, *, trigger: str) -> dict[str, Any]:
        """Lay a modal on top of the one that was pressed in. Raises ProviderFailure."""
        return self.slack.call("views.push", trigger_id=trigger, view=view.to_dict())
