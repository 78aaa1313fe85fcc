"""What the workspace holds: people, channels, messages and open views; a change wakes who waits."""

import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sandbox.slack import people
from sandbox.slack.errors import SlackError
from sandbox.slack.manifest import Manifest
from sandbox.slack.people import Company, Kind, Person, Plan

# So many messages of a channel or a thread are listed at once.
MOST_MESSAGES = 999
Blocks = list[dict[str, Any]]
Inputs = dict[str, dict[str, Any]]
T = TypeVar("T")


@dataclass
class Message:
    """One message; `only_for` names the one person who sees an ephemeral one."""

    ts: str
    channel: str
    author: str
    text: str
    blocks: Blocks = field(default_factory=list)
    thread_ts: str | None = None
    only_for: str | None = None
    edited: str | None = None
    metadata: dict[str, Any] | None = None
    inputs: Inputs = field(default_factory=dict)

    @property
    def is_app(self) -> bool:
        """Whether the app wrote it."""
        return self.author == people.BOT_USER_ID

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread rather than in the channel."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class Channel:
    """A conversation and everything said in it, oldest first."""

    id: str
    name: str
    kind: Kind
    members: set[str]
    topic: str = ""
    is_ext_shared: bool = False
    is_archived: bool = False
    messages: list[Message] = field(default_factory=list)

    @property
    def slash_name(self) -> str:
        """The name a slash command reports, which hides what isn't public."""
        return {Kind.PUBLIC: self.name, Kind.PRIVATE: "privategroup", Kind.IM: "directmessage"}[
            self.kind
        ]

    def message(self, ts: str) -> Message:
        """Return the message with this timestamp or raise `message_not_found`."""
        for message in self.messages:
            if message.ts == ts:
                return message
        raise SlackError("message_not_found")

    def shown_to(self, user: str) -> list[Message]:
        """Return what this person sees here, oldest first."""
        return [m for m in self.messages if m.only_for in (None, user)]

    def replies(self, ts: str, user: str) -> list[Message]:
        """Return the thread under a message, as this person sees it."""
        return [m for m in self.shown_to(user) if m.is_reply and m.thread_ts == ts]


@dataclass
class View:
    """An open modal or a Home tab, with what has been typed into it so far."""

    id: str
    user: str
    spec: dict[str, Any]
    hash: str
    root_id: str
    previous_id: str | None = None
    inputs: Inputs = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    failure: str = ""
    channel: str | None = None
    installed_in: str = people.TEAM_ID


class Workspace:
    """The whole state, guarded by one condition that every change notifies."""

    def __init__(
        self, manifest: Manifest, *, clock: Callable[[], float], plan: Plan = Plan.PLAIN
    ) -> None:
        self.manifest = manifest
        self.clock = clock
        self.changed = threading.Condition(threading.RLock())
        self.version = 0
        self.most_messages = MOST_MESSAGES
        self.bot = Person(
            id=people.BOT_USER_ID,
            name=manifest.features.bot_user.display_name,
            handle=manifest.features.bot_user.display_name.lower(),
            tz="America/Los_Angeles",
            is_bot=True,
        )
        self.slackbot = Person(
            id=people.SLACKBOT_ID, name="Slackbot", handle="slackbot", tz="America/Los_Angeles"
        )
        self.people = {
            p.id: replace(p, company=_on_plan(plan, p.company))
            for p in (*people.PEOPLE, self.bot, self.slackbot)
        }
        self.channels = {each.id: _open(each) for each in people.CHANNELS}
        self.usergroups = {group.id: set(group.members) for group in people.GROUPS}
        self.stacks: dict[str, list[View]] = defaultdict(list)
        self.homes: dict[str, View] = {}
        self.read: dict[tuple[str, str], str] = {}
        self._last_micros = 0
        for person in people.PEOPLE:
            self.dm(person.id, people.BOT_USER_ID)

    @property
    def home(self) -> Company:
        """The workspace itself, with its organization if it belongs to one."""
        return self.people[people.BOT_USER_ID].company

    @property
    def installed_in(self) -> str:
        """The id of what the app is installed in: the workspace, or the whole organization."""
        return self.home.enterprise_id if self.home.has_app_everywhere else self.home.team_id

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the state for one change, then wake everybody who waits for one."""
        with self.changed:
            yield
            self.version += 1
            self.changed.notify_all()

    def wait_for(self, condition: Callable[[], T], *, within: float) -> T:
        """Return what the condition gives as soon as it is true; `within` is in seconds.

        Raises `TimeoutError` when it has not come true by then.
        """
        with self.changed:
            found = self.changed.wait_for(condition, timeout=within)
        if not found:
            raise TimeoutError(f"nothing came of it within {within} seconds")
        return found

    def newer_than(self, version: int, *, within: float) -> int:
        """Return the version as soon as it is not this one, or after `within` seconds."""
        with self.changed:
            self.changed.wait_for(lambda: self.version != version, timeout=within)
            return self.version

    def close(self) -> None:
        """Tell everybody who waits that nothing more will come."""
        with self.changing():
            pass

    def next_ts(self) -> str:
        """Return a new message timestamp, later than every one before."""
        micros = max(int(self.clock() * 1_000_000), self._last_micros + 1)
        self._last_micros = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """Return a new identifier such as `V08K2M1QX7R`."""
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
        return prefix + "0" + "".join(secrets.choice(letters) for _ in range(9))

    def person(self, user: str) -> Person:
        """Return the member with this id or raise `user_not_found`."""
        try:
            return self.people[user]
        except KeyError:
            raise SlackError("user_not_found") from None

    def channel(self, channel: str) -> Channel:
        """Return the conversation with this id or raise `channel_not_found`."""
        try:
            return self.channels[channel]
        except KeyError:
            raise SlackError("channel_not_found") from None

    def channel_named(self, name: str) -> Channel:
        """Return the channel of this name, with or without `#`."""
        wanted = name.removeprefix("#")
        for channel in self.channels.values():
            if channel.name == wanted and channel.kind is not Kind.IM:
                return channel
        raise SlackError("channel_not_found")

    def dm(self, *users: str) -> Channel:
        """Return the direct message between these people, opened on first use."""
        members = set(users)
        for channel in self.channels.values():
            if channel.kind is Kind.IM and channel.members == members:
                return channel
        channel = Channel(self.next_id("D"), "directmessage", Kind.IM, members)
        self.channels[channel.id] = channel
        return channel

    def views(self) -> Iterator[View]:
        """Every view that is alive: open modals and published Homes."""
        for stack in self.stacks.values():
            yield from stack
        yield from self.homes.values()


def _on_plan(plan: Plan, company: Company) -> Company:
    """Return a company's workspace as it is on this plan: on Grid both have organizations."""
    if plan is Plan.PLAIN:
        return company
    if company == people.ACME:
        return people.ACME_ON_GRID
    everywhere = plan is Plan.ORGANIZATION
    return replace(people.HARBOR_ON_GRID, has_app_everywhere=everywhere)


def _open(initial: people.InitialChannel) -> Channel:
    return Channel(
        id=initial.id,
        name=initial.name,
        kind=initial.kind,
        members=set(initial.members),
        topic=initial.topic,
        is_ext_shared=initial.is_ext_shared,
    )
