"""What happens to a channel: its cards are redrawn for whoever reads them there now.

Slack tells no app by an event of its own that a channel was made private; that changes who may ask
for more, which is asked of Slack each time, and nothing on the card.
"""

from typing import Any

from pydantic import Field, field_validator

from handlers.services import Services
from handlers.slack.payloads import Body, Payload

SHARED = "channel_shared"
JOINED = "member_joined_channel"
EVENTS = (
    SHARED,
    JOINED,
    "channel_unshared",
    "channel_archive",
    "channel_unarchive",
    "channel_rename",
    "group_archive",
    "group_unarchive",
    "group_rename",
)


class _Changed(Payload):
    type: str
    channel: str
    user: str = ""

    @field_validator("channel", mode="before")
    @classmethod
    def _read_id(cls, value: Any) -> Any:
        """A rename names the channel with more than its id."""
        return value.get("id") if isinstance(value, dict) else value


class _Installation(Payload):
    team: str | None = Field(default=None, validation_alias="team_id")


class ChannelEvent(Payload):
    """An event about a channel; of a shared one, `team` may be another company's workspace."""

    team: str = Field(validation_alias="team_id")
    installations: tuple[_Installation, ...] = Field(default=(), validation_alias="authorizations")
    event: _Changed

    @property
    def teams(self) -> set[str]:
        """The workspaces that the event was sent to, or came from: bookings are of one of them."""
        return {self.team, *(each.team for each in self.installations if each.team)}


def redraw(body: Body, *, services: Services) -> None:
    """Have the channel's cards redrawn: all if it becomes shared, otherwise those of bookings still open.

    Of those who join it only Docket itself matters, which may edit there again what it had to leave.
    """
    received = ChannelEvent.model_validate(body)
    installation = services.people.installation()
    if received.event.type == JOINED and (
        not installation or received.event.user != installation.bot
    ):
        return
    services.channels.forget(received.event.channel)
    for team in received.teams:
        services.bookings.redraw(team, received.event.channel, ended=received.event.type == SHARED)
