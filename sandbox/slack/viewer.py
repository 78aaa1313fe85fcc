"""Who looks at a screen: everything waits for what it needs, as long as this person looks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from sandbox.slack.client import Client
from sandbox.slack.people import Person
from sandbox.slack.workspace import Channel, Workspace

T = TypeVar("T")
PERSON_TIMEOUT: Final = 30.0
"""Seconds a person looks for something, unless told otherwise."""


class NotOnScreenError(AssertionError):
    """What was looked for is not there; the message says what is."""


@dataclass
class Viewer:
    """Whose eyes and hands these are, and how many seconds they look for something."""

    member: Person
    client: Client
    workspace: Workspace
    timeout: float = PERSON_TIMEOUT
    failure: str = ""

    def look(self, find: Callable[[], T | None], missing: Callable[[], str]) -> T:
        """Return what is found as soon as it is there; `missing` says what to complain of."""
        try:
            found = self.workspace.wait_for(find, within=self.timeout)
        except TimeoutError:
            raise NotOnScreenError(missing()) from None
        if found is None:
            raise NotOnScreenError(missing())
        return found

    def place(self, channel: str) -> Channel:
        """Find a channel by `#name`, or the DM with the app by `@app`, or either by id."""
        if channel == "@app":
            return self.workspace.dm(self.member.id, self.workspace.bot.id)
        if channel.startswith("#"):
            return self.workspace.channel_named(channel)
        return self.workspace.channel(channel)
