"""Every fault of Slack at every call that work makes: what is in the channel at the end, and who reads what.

Each row is one booking in a workspace that all rows share, by a clock for which nobody waits.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest

from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.retries import GIVE_UP_FOR_GOOD_AFTER, due
from bot.scheduling.ports.store import Decision
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.queue import Task
from bot.scheduling.tasks.slack import (
    Announce,
    DirectMessage,
    EphemeralMessage,
    ShowCard,
    ThreadReply,
)
from handlers.slack.channels import Channels
from handlers.slack.people import People
from handlers.slack.visibility import ChannelVisibility
from handlers.slack.web_api import SlackApi
from handlers.ui.notices import SlackNotices
from sandbox.slack import Fault, Slack, people
from sandbox.slack.person import Person
from tests.builders import TEAM, an_entry
from tests.handlers.rate_limits.room import DIRECT, HERE, THIRD, Room, WaitingClock
from tests.sqlite import open_sqlite
from tests.tables import rows

OWNER, ADMIN = "Ana Reyes", "Carla Stein"
# What Slack answers in no time; only the two slow faults take longer, and are given up on.
TIMEOUT = timedelta(seconds=0.5)
LATE = 1.0
A_WHOLE_DAY = 2 * GIVE_UP_FOR_GOOD_AFTER.total_seconds()
CANCELED = News(what=EventType.CANCELED, by=people.ANA.id)
PRIVATE = News(what=EventType.LINK_REFUSED)


@dataclass(frozen=True)
class Call:
    """A call to Slack that work makes: its method, where it goes, and what of it can be read there."""

    method: str
    place: str
    says: str
    has_card: bool = False

    def task(self, slack: Slack) -> Task:
        """Return the work that makes this call."""
        match self.says:
            case "announcement":
                return Announce(news=CANCELED, channel=slack.channel_id(THIRD))
            case "reply":
                return ThreadReply(news=CANCELED)
            case "message":
                return DirectMessage(news=PRIVATE, user=people.ANA.id)
            case "whisper":
                here = slack.channel_id(HERE)
                return EphemeralMessage(news=PRIVATE, user=people.ANA.id, channel=here)
            case _:
                return ShowCard()


CALLS = {
    "post the card": Call("chat.postMessage", HERE, "card"),
    "edit the card": Call("chat.update", HERE, "card", has_card=True),
    "reply in its thread": Call("chat.postMessage", HERE, "reply", has_card=True),
    "announce": Call("chat.postMessage", THIRD, "announcement"),
    "send a message": Call("chat.postMessage", DIRECT, "message"),
    "whisper": Call("chat.postEphemeral", HERE, "whisper"),
}


@dataclass
class Workspace(Room):
    """A room in which one booking after the other meets a fault."""

    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def owner(self) -> Person:
        """Whose bookings they are."""
        return self.slack.person(OWNER)

    def meet(self, call: Call, fault: Fault, *, error: str = "x", times: int = 1) -> str:
        """Have a new booking's call meet the fault; return its reference when all is done."""
        ref = f"S-{next(self.numbers):04}"
        if call.has_card:
            self.add(ref, ShowCard())
            self.work(within=1e9)
        place = self.owner.viewer.place(call.place).id
        self.slack.misbehave(
            call.method,
            fault,
            error=error,
            times=times,
            seconds=LATE,
            containing=f'"channel": "{place}"',
        )
        if call.has_card:
            then = due(call.task(self.slack), at=self.clock())
            decision = Decision(key=f"{ref} again", entry=an_entry(), then=then)
            self.store.change(TEAM, ref, decision, transition=lambda booking: booking)
        else:
            self.add(ref, call.task(self.slack))
        self.work(within=1e9)
        self.slack.faults.clear()
        return ref

    def seen(self, channel: str, ref: str) -> list[str]:
        """Return what Ana sees of a booking in a channel, without threads."""
        return [shown.text for shown in self.owner.messages(channel) if ref in shown.text]

    def said(self, call: Call, ref: str) -> int:
        """Return how often it stands where the call was to say it."""
        if call.says != "reply":
            return len(self.seen(call.place, ref))
        (card,) = [shown for shown in self.owner.messages(HERE) if ref in shown.text]
        return len(card.replies)

    def told(self, name: str, ref: str = "") -> list[str]:
        """Return what Docket told somebody of a booking, without its card."""
        messages = self.slack.person(name).messages(DIRECT)
        return [each.text for each in messages if ref in each.text and not each.buttons]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Open a workspace that Carla administers."""
    clock, path = WaitingClock(), tmp_path_factory.mktemp("faults") / "docket.db"
    with Slack(clock=lambda: clock().timestamp()) as slack, closing(open_sqlite(path)) as store:
        api = SlackApi(token=slack.bot_token, base_url=slack.api_url, timeout=TIMEOUT)
        notices = SlackNotices(
            api,
            people=People(api, admins=frozenset()),
            visibility=ChannelVisibility(Channels(), patient=api, prompt=api),
            clock=clock,
        )
        notifier = Notifier(notices, get=store.get, admins=(people.CARLA.id,), clock=clock)
        yield Workspace(slack, store, notifier, clock)


PASSES = [
    (Fault.RATE_LIMITED, ""),
    (Fault.SERVER_ERROR, ""),
    (Fault.HTML, ""),
    (Fault.DROP, ""),
    (Fault.DROP_AFTER, ""),
    (Fault.SLOW_AFTER, ""),
    *((Fault.ERROR, code) for code in ("internal_error", "fatal_error", "ratelimited")),
    *((Fault.ERROR, code) for code in ("token_revoked", "invalid_auth", "missing_scope")),
]


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(("fault", "error"), PASSES)
def test_what_passes_is_said_once_and_nobody_is_bothered(
    workspace: Workspace, name: str, fault: Fault, error: str
) -> None:
    call = CALLS[name]
    ref = workspace.meet(call, fault, error=error)
    places = [call] if call.says != "whisper" else [call, CALLS["send a message"]]
    counts = [workspace.said(each, ref) for each in places]
    # What only one person sees can't be looked for: after a lost answer it is sent as a message, once.
    was_shown = fault in {Fault.DROP_AFTER, Fault.SLOW_AFTER}
    assert sum(counts) == (2 if call.says == "whisper" and was_shown else 1)
    assert max(counts) == 1
    assert workspace.told(ADMIN, ref) == []
    assert call.place == DIRECT or call.says == "whisper" or workspace.told(OWNER, ref) == []


NOT_IN, ARCHIVED = "Docket isn't in that channel. Invite it", "That channel is archived."
SOME, GONE = "Only some people may post in that channel.", "Its card isn't there anymore."
IN_CHANNELS = {
    "channel_not_found": NOT_IN,
    "not_in_channel": NOT_IN,
    "is_archived": ARCHIVED,
    "restricted_action": SOME,
    "restricted_action_read_only_channel": SOME,
    "account_inactive": "That Slack account is deactivated.",
    "msg_too_long": "Slack said: msg_too_long.",
    "invalid_blocks": "Slack said: invalid_blocks.",
}
TO_PEOPLE = {
    **dict.fromkeys(
        ("channel_not_found", "is_archived", "user_not_found", "cannot_dm_bot"),
        "Slack doesn't let Docket message them",
    ),
    "account_inactive": "That Slack account is deactivated.",
    "user_disabled": "That Slack account is deactivated.",
    "messages_tab_disabled": "A Slack admin can turn on its Messages tab.",
    "msg_too_long": "Slack said: msg_too_long.",
}
NOT_POSTED = {
    "post the card": IN_CHANNELS,
    "edit the card": IN_CHANNELS,
    "reply in its thread": IN_CHANNELS | {"message_not_found": GONE},
    "announce": IN_CHANNELS,
}


@pytest.mark.parametrize(("name", "error", "why"), rows(NOT_POSTED))
def test_what_slack_never_takes_there_is_said_to_the_owner_at_once_with_the_reason(
    workspace: Workspace, name: str, error: str, why: str
) -> None:
    call, before = CALLS[name], workspace.clock()
    ref = workspace.meet(call, Fault.ERROR, error=error, times=999)
    (told,) = workspace.told(OWNER, ref)
    assert why in told
    assert workspace.clock() - before < timedelta(minutes=1)
    cards = [shown for shown in workspace.owner.messages(DIRECT) if ref in shown.text]
    assert len([card for card in cards if card.buttons]) == (1 if call.says == "card" else 0)
    assert f"couldn't {'post it' if call.says == 'card' else 'announce this'} in" in told


@pytest.mark.parametrize(("error", "why"), TO_PEOPLE.items())
def test_what_cannot_be_sent_to_somebody_is_told_to_an_administrator(
    workspace: Workspace, error: str, why: str
) -> None:
    ref = workspace.meet(CALLS["send a message"], Fault.ERROR, error=error, times=999)
    (told,) = workspace.told(ADMIN, ref)
    assert f"couldn't send @{OWNER} a message" in told
    assert why in told
    assert "that channel" not in told
    assert workspace.told(OWNER, ref) == []


@pytest.mark.parametrize("error", [*IN_CHANNELS, "user_not_in_channel"])
def test_what_cannot_be_whispered_is_sent(workspace: Workspace, error: str) -> None:
    ref = workspace.meet(CALLS["whisper"], Fault.ERROR, error=error, times=999)
    assert len(workspace.told(OWNER, ref)) == 1
    assert workspace.seen(HERE, ref) == []


@pytest.mark.parametrize(
    "error", ["message_not_found", "cant_update_message", "edit_window_closed"]
)
def test_for_a_card_that_is_gone_or_can_no_longer_be_edited_a_new_one_is_posted_once(
    workspace: Workspace, error: str
) -> None:
    ref = workspace.meet(CALLS["edit the card"], Fault.ERROR, error=error, times=999)
    assert len(workspace.seen(HERE, ref)) == 2, "the sandbox has not really deleted the first"
    assert workspace.told(OWNER, ref) == []


@pytest.mark.parametrize("error", ["msg_too_long", "invalid_blocks", "msg_blocks_too_long"])
def test_a_card_of_which_slack_refuses_the_whole_is_shown_as_far_as_it_goes(
    workspace: Workspace, error: str
) -> None:
    ref = workspace.meet(CALLS["post the card"], Fault.ERROR, error=error)
    assert len(workspace.seen(HERE, ref)) == 1
    (told,) = workspace.told(OWNER, ref)
    assert "its link or buttons are missing" in told
    assert error in told


ALL_DAY = [
    ("post the card", Fault.ERROR, "token_revoked", "Slack doesn't let Docket do this anymore"),
    ("edit the card", Fault.SERVER_ERROR, "", "didn't accept it for a whole day (http_500)"),
    ("reply in its thread", Fault.ERROR, "missing_scope", "Tell your Docket administrator"),
    ("announce", Fault.HTML, "", "Slack didn't accept it for a whole day"),
    ("send a message", Fault.DROP, "", "Slack didn't accept it for a whole day"),
    ("whisper", Fault.ERROR, "internal_error", ""),
]


@pytest.mark.parametrize(("name", "fault", "error", "why"), ALL_DAY)
def test_what_slack_takes_nowhere_ends_after_a_day_and_somebody_hears_why(
    workspace: Workspace, name: str, fault: Fault, error: str, why: str
) -> None:
    call, began = CALLS[name], workspace.clock()
    ref = workspace.meet(call, fault, error=error, times=1000)
    hears = ADMIN if call.place == DIRECT else OWNER
    (told,) = workspace.told(hears, ref)
    assert why in told
    assert (workspace.clock() - began).total_seconds() < A_WHOLE_DAY
