"""Where somebody acted in Slack, which is where they are answered."""

from typing import Annotated, Literal

from pydantic import StringConstraints as Constraints

from bot.scheduling.model.value import Value

# An id of a person, a channel or a workspace.
SlackId = Annotated[str, Constraints(pattern=r"^[A-Z0-9]{1,64}$")]
# What Slack sends as a payload's response_url; whether it is Slack's own is checked before it is used.
ResponseUrl = Annotated[
    str,
    Constraints(
        max_length=300,
        pattern=r"^(https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?/[!-~]*)?$",
    ),
]


class ReplyTo(Value):
    """Where a `user` acted: the Slack `channel`, and the response_url there; both empty where there is none.

    With `replaces` an answer at that url takes the place of the one before it. That of a button would
    take the place of the message that was pressed in, which others read.
    """

    user: SlackId
    channel: SlackId | Literal[""] = ""
    url: ResponseUrl = ""
    replaces: bool = False

    @property
    def is_place(self) -> bool:
        """Return whether there is a place at all: without one, people are told in direct messages."""
        return bool(self.channel or self.url)

    @property
    def is_direct(self) -> bool:
        """Return whether it is a conversation with Docket, where they are told in direct messages anyway."""
        return self.channel.startswith("D")
