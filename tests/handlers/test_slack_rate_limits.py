"""Slack's pace: at once until it says that it was too much, then by the second, in order, losing nothing."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.scheduling.attention import ADMINS_HEAR_AFTER, OWNER_HEARS_AFTER
from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.retries import due
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import FailureReason
from bot.scheduling.ports.store import Decision
from bot.scheduling.ports.work import Outcome, Postponed, Throttled
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.slack import Announce, DirectMessage, ShowCard
from bot.scheduling.tasks.work import Queue, Task
from bot.store.sqlite.store import SqliteStore
from bot.worker import LEASE, REMINDERS_AT_ONCE
from handlers.messages.reminders import MOST_REMINDED_OF
from handlers.slack.people import People
from handlers.slack.visibility import ChannelVisibility
from handlers.slack.web_api import SlackApi
from handlers.ui.notices import SlackNotices
from sandbox.slack import Fault, Slack, people
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.making_sessions import booked, ref_of
from tests.hurrying import Hurry
from tests.making import NOW, TEAM, Clock, a_booking, a_session, an_answer, an_entry
from tests.waiting import wait_until

POST = "chat.postMessage"
HERE, ELSEWHERE, THIRD, DIRECT = "#depositions", "#general", "#docket-announcements", "@app"
OWNER, PATIENT = "Ana Reyes", timedelta(seconds=5)
NEWS = News(what=EventType.LINK_REFUSED)


class WaitingClock(Clock):
    """A clock that goes on only where somebody would have waited."""

    @property
    def elapsed(self) -> float:
        """How many seconds have passed."""
        return (self.now - NOW).total_seconds()


@dataclass
class Room:
    """A Slack, a database and whoever does the work for Slack, by one clock for which nobody waits."""

    slack: Slack
    store: SqliteStore
    notifier: Notifier
    clock: WaitingClock

    def add(self, ref: str, *tasks: Task, channel: str = HERE) -> Booking:
        """Write a booking of Ana's with work that is due now."""
        booking = a_booking(
            ref,
            owner=self.slack.person("Ana Reyes").id,
            channel=self.slack.channel_id(channel),
            session=a_session(title=f"Matter {ref}"),
            created=self.clock() - timedelta(days=400),
        )
        work = due(*tasks, at=self.clock())
        self.store.add(booking, Decision(key=ref, entry=an_entry(), then=work))
        return booking

    def add_cards(self, count: int, *, channel: str = HERE) -> list[str]:
        """Write so many bookings that want their card posted; return their references in order."""
        start = 100 * sum(ord(letter) for letter in channel) % 9000
        refs = [f"S-{start + n:04}" for n in range(count)]
        for ref in refs:
            self.add(ref, ShowCard(), channel=channel)
        return refs

    def work(self, *, within: float = 600) -> float:
        """Do all there is to do, and say how many seconds it took."""
        while (at := self.store.next_due(Queue.SLACK)) is not None:
            self.clock.now = max(self.clock.now, at)
            assert self.clock.elapsed <= within, "it takes too long"
            self.turn()
        return self.clock.elapsed

    def turn(self) -> None:
        """Take one piece of work, and do it; none where its way proves to be held up."""
        work = self.store.take(Queue.SLACK, now=self.clock(), lease=LEASE)
        booking = self.store.get(work.team, work.ref) if work else None
        if work is None or booking is None:
            return
        result = self.notifier.run(work, booking)
        self.clock.now += timedelta(milliseconds=20)
        match result:
            case Throttled(wait=wait):
                self.store.throttle(work, Throttled(wait=wait), at=self.clock())
            case Outcome():
                self.store.finish(work, outcome=result, at=self.clock())
            case Postponed(at=at):
                self.store.postpone(
                    work, Postponed(at=at, transition=result.transition, then=result.then)
                )
            case _:
                raise AssertionError(f"could not notify anyone about {work.ref}")

    def wait_until(self, minutes: float) -> None:
        """Do what there is to do until so many minutes have passed, and remind of what waits by then."""
        end = NOW + timedelta(minutes=minutes)
        while (at := self.store.next_due(Queue.SLACK)) is not None and at <= end:
            self.clock.now = max(self.clock.now, at)
            self.turn()
        self.clock.now = max(self.clock.now, end)
        for wait, admins in ((OWNER_HEARS_AFTER, False), (ADMINS_HEAR_AFTER, True)):
            since = self.clock() - wait
            self.store.plan_delay_reminders(
                now=self.clock(), since=since, admins=admins, most=REMINDERS_AT_ONCE
            )

    def told(self, name: str) -> list[str]:
        """Return what Docket told somebody."""
        return [message.text for message in self.slack.person(name).messages(DIRECT)]

    def shown(self, channel: str = HERE) -> list[str]:
        """Return the references of the cards in a channel, in the order in which they came."""
        messages = self.slack.person("Ana Reyes").messages(channel)
        return [message.text.split("Matter ")[1].split()[0] for message in messages]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    clock = WaitingClock()
    with (
        Slack(clock=lambda: clock().timestamp()) as slack,
        closing(SqliteStore(tmp_path / "docket.db")) as store,
    ):
        api = SlackApi(token=slack.bot_token, base_url=slack.api_url, timeout=timedelta(seconds=5))
        notices = SlackNotices(
            api,
            people=People(api, admins=frozenset()),
            places=ChannelVisibility(patient=api, prompt=api),
            clock=lambda: NOW,
        )
        notifier = Notifier(notices, get=store.get, admins=(people.CARLA.id,), clock=clock)
        yield Room(slack, store, notifier, clock)


def test_what_slack_takes_goes_out_at_once(room: Room) -> None:
    refs = room.add_cards(20)
    assert room.work() < 1
    assert room.shown() == refs


@pytest.mark.parametrize(
    ("count", "burst", "seconds"), [(12, 3, 12), (50, 1, 60), (50, 5, 60), (30, 20, 25)]
)
@pytest.mark.parametrize("retry_after", ["1", "0", None, "1.5", "2"])
def test_many_cards_for_one_channel_go_out_in_order_and_by_the_second(
    room: Room, count: int, burst: int, seconds: float, retry_after: str | None
) -> None:
    room.slack.limit(POST, burst=burst, retry_after=retry_after)
    refs = room.add_cards(count)
    assert room.work() < seconds
    assert room.shown() == refs
    assert room.slack.faults.over_limit <= 5


def test_a_wait_that_slack_asks_for_is_kept_to_and_not_multiplied(room: Room) -> None:
    room.slack.misbehave(POST, Fault.RATE_LIMITED, seconds=30, times=3)
    refs = room.add_cards(5)
    assert 90 <= room.work() < 96
    assert room.shown() == refs
    assert len([call for call in room.slack.calls if call.method == POST]) == 3 + 5


def test_what_was_too_much_is_no_try(room: Room) -> None:
    room.slack.misbehave(POST, Fault.RATE_LIMITED, seconds=1, times=30)
    room.add("S-0001", ShowCard())
    for _ in range(30):
        room.clock.now = room.store.next_due(Queue.SLACK) or NOW
        room.turn()
    room.clock.now = room.store.next_due(Queue.SLACK) or NOW
    work = room.store.take(Queue.SLACK, now=room.clock(), lease=LEASE)
    assert work
    assert work.attempt == 1
    assert work.since == NOW


def test_a_limited_channel_holds_up_no_other_and_nobodys_messages(room: Room) -> None:
    room.slack.limit(POST, burst=1)
    busy = room.add_cards(10)
    other = room.add_cards(3, channel=ELSEWHERE)
    room.add("S-9999", DirectMessage(user=room.slack.person("Ben Okafor").id, news=NEWS))
    while room.clock.elapsed < 4:
        room.clock.now = max(room.clock.now, room.store.next_due(Queue.SLACK) or room.clock.now)
        room.turn()
    assert room.shown(ELSEWHERE) == other
    assert len(room.slack.person("Ben Okafor").messages(DIRECT)) == 1
    assert room.shown() == busy[: len(room.shown())]
    room.work()
    assert room.shown() == busy


def test_a_channel_that_slack_never_takes_holds_up_no_other(room: Room) -> None:
    here = room.slack.channel_id(HERE)
    room.slack.misbehave(POST, Fault.RATE_LIMITED, seconds=60, times=9, containing=here)
    room.add_cards(2)
    other = room.add_cards(5, channel=ELSEWHERE)
    while len(room.shown(ELSEWHERE)) < 5:
        room.clock.now = max(room.clock.now, room.store.next_due(Queue.SLACK) or room.clock.now)
        room.turn()
    assert room.clock.elapsed < 1
    assert room.shown(ELSEWHERE) == other


def test_a_limit_of_the_whole_workspace_is_kept_to_with_few_refusals(room: Room) -> None:
    """Twelve people are told something, and Slack takes one message a second, to whomever."""
    room.slack.limit(POST, burst=1, each="")
    people = [person.id for person in room.slack.workspace.people.values() if not person.is_bot]
    for number in range(12):
        user = people[number % len(people)]
        room.add(f"S-{number:04}", DirectMessage(user=user, news=NEWS))
    assert room.work() < 20
    assert room.slack.faults.over_limit <= 6


def test_a_limit_of_the_whole_workspace_is_noticed_in_busy_channels_too(room: Room) -> None:
    room.slack.limit(POST, burst=1, each="")
    channels = (HERE, ELSEWHERE, THIRD)
    for number in range(30):
        room.add(f"S-{number:04}", ShowCard(), channel=channels[number % 3])
    assert room.work() < 40
    assert room.slack.faults.over_limit <= 8
    for number, channel in enumerate(channels):
        assert room.shown(channel) == [f"S-{n:04}" for n in range(number, 30, 3)]


@pytest.mark.parametrize("method", ["conversations.info", "chat.update"])
def test_a_limit_on_another_method_is_kept_to_as_well(room: Room, method: str) -> None:
    booking = room.add("S-0001", ShowCard())
    room.work()
    room.slack.misbehave(method, Fault.RATE_LIMITED, seconds=20, times=2)
    room.store.change(
        TEAM,
        booking.ref,
        Decision(key="changed", entry=an_entry(), then=due(ShowCard(), at=room.clock())),
        transition=apply_answer(an_answer()),
    )
    assert 40 <= room.work() < 45
    (card,) = room.slack.person("Ana Reyes").messages(HERE)
    assert "Confirmed" in card.text


def test_a_card_that_waits_is_posted_once_as_its_booking_stands_by_then(room: Room) -> None:
    room.slack.limit(POST, burst=1)
    refs = room.add_cards(3)
    for ref in refs:
        room.store.change(
            TEAM,
            ref,
            Decision(key=f"booked {ref}", entry=an_entry(), then=due(ShowCard(), at=room.clock())),
            transition=apply_answer(an_answer()),
        )
    assert room.work() < 4
    cards = room.slack.person("Ana Reyes").messages(HERE)
    assert ["Confirmed" in card.text for card in cards] == [True] * 3
    assert [call.method for call in room.slack.calls if call.method.startswith("chat.")].count(
        "chat.update"
    ) == 0


def test_announcements_keep_the_pace_of_their_channel(room: Room) -> None:
    room.slack.limit(POST, burst=2)
    there = room.slack.channel_id(THIRD)
    for number in range(8):
        canceled = News(what=EventType.CANCELED, by=room.slack.person("Ben Okafor").id)
        room.add(f"S-{number:04}", Announce(news=canceled, channel=there))
    assert room.work() < 9
    said = [message.text for message in room.slack.person("Ana Reyes").messages(THIRD)]
    assert [f"S-{number:04}" in text for number, text in enumerate(said)] == [True] * 8


def test_it_goes_out_at_once_again_after_a_while(room: Room) -> None:
    room.slack.limit(POST, burst=2)
    room.add_cards(4)
    room.work()
    room.slack.faults.clear()
    room.clock.now += timedelta(minutes=6)
    before = room.clock.elapsed
    refs = room.add_cards(4, channel=ELSEWHERE)
    assert room.work(within=10_000) - before < 1
    assert room.shown(ELSEWHERE) == refs


@pytest.mark.parametrize(("seconds", "times"), [(3600, 1), (60, 99)])
def test_who_waits_for_a_channel_that_slack_limits_for_long_hears_of_it_once(
    room: Room, seconds: float, times: int
) -> None:
    here = room.slack.channel_id(HERE)
    room.slack.misbehave(
        POST, Fault.RATE_LIMITED, seconds=seconds, times=times, containing=f'"channel": "{here}"'
    )
    room.add_cards(1)
    room.wait_until(14)
    room.wait_until(14.5)
    assert room.told("Ana Reyes") == []
    for minutes in (15.5, 16, 17, 29):
        room.wait_until(minutes)
    (text,) = room.told("Ana Reyes")
    assert "Slack has delayed Docket's messages in #depositions for more than 15 minutes" in text
    assert "It's booking" in text
    assert "/session show" in text
    assert room.told("Carla Stein") == []
    for minutes in (31, 32, 33, 50):
        room.wait_until(minutes)
    assert len(room.told("Carla Stein")) == 1
    assert len(room.told("Ana Reyes")) == 1
    room.slack.faults.clear()
    room.wait_until(75)
    assert len(room.shown()) == 1
    assert len(room.told("Ana Reyes")) == 1


def test_reminders_of_different_kinds_come_together_and_each_says_its_own(room: Room) -> None:
    ana = room.slack.person("Ana Reyes")
    for number, (what, trouble) in enumerate(
        (
            (EventType.STILL_UNKNOWN, FailureReason.UNKNOWN),
            (EventType.STILL_STUCK, FailureReason.NOT_ANSWERING),
            (EventType.STILL_UNKNOWN, None),
        )
    ):
        booking = room.add(f"S-000{number}", DirectMessage(user=ana.id, news=News(what=what)))
        room.store.change(
            TEAM,
            booking.ref,
            Decision(key=f"troubled {number}", entry=an_entry()),
            transition=lambda current, trouble=trouble: current.with_(trouble=trouble),  # type: ignore[misc] # mypy reads no defaults here
        )
    room.add("S-0003", DirectMessage(user=ana.id, news=News(what=EventType.CUT_OFF, trouble="key")))
    room.add("S-0004", DirectMessage(user=ana.id, news=News(what=EventType.KNOWN_NOW)))
    room.work()
    together, alone = room.told("Ana Reyes")
    assert "3 bookings may need you." in together
    assert "Not known whether it was booked: Matter S-0000" in together
    assert "Still waiting for Prevail: Matter S-0001" in together
    assert "Resolved: Matter S-0004" in together
    assert "S-0002" not in together, "it was settled meanwhile"
    assert "bookings" not in alone, "that Prevail lets nobody in concerns no booking"


def test_who_waits_for_fifty_cards_reads_one_message(room: Room) -> None:
    here = room.slack.channel_id(HERE)
    room.slack.misbehave(POST, Fault.RATE_LIMITED, seconds=3600, containing=f'"channel": "{here}"')
    refs = room.add_cards(50)
    for minutes in (16, 17, 31, 32, 50):
        room.wait_until(minutes)
    for name in ("Ana Reyes", "Carla Stein"):
        (told,) = room.told(name)
        assert "50 bookings may need you. See /bookings attention for what you can do." in told
        assert "Slack is delaying Docket's messages in #depositions: Matter" in told
        assert sum(ref in told for ref in refs) == MOST_REMINDED_OF
        assert f"…and {50 - MOST_REMINDED_OF} more." in told


@pytest.mark.parametrize("retry_after", ["99999", "3600", "600", "0", None])
def test_a_channel_that_slack_never_takes_anything_in_is_given_up_after_a_day(
    room: Room, retry_after: str | None
) -> None:
    booking = room.add("S-0001", ShowCard())
    room.clock.now += timedelta(hours=22)
    here = room.slack.channel_id(HERE)
    # So much everywhere, which is enough for the owner's own messages.
    room.slack.limit(POST, burst=2, per_second=1e-9, retry_after=retry_after)
    slack = SlackApi(token=room.slack.bot_token, base_url=room.slack.api_url, timeout=PATIENT)
    for text in ("the first", "the last that is taken"):
        slack.call(POST, channel=here, text=text)
    room.work(within=timedelta(hours=25).total_seconds())
    assert any(
        "Slack isn't accepting more messages there for now" in told for told in room.told(OWNER)
    )
    kept = room.store.get(TEAM, booking.ref)
    assert kept is not None
    assert kept.card is not None
    assert kept.card.channel == room.slack.person(OWNER).viewer.place(DIRECT).id


def test_what_waits_in_the_owners_own_messages_is_told_to_administrators_alone(room: Room) -> None:
    ana = room.slack.person("Ana Reyes")
    direct = ana.viewer.place(DIRECT).id
    room.slack.misbehave(
        POST, Fault.RATE_LIMITED, seconds=3600, containing=f'"channel": "{direct}"'
    )
    room.add("S-0001", DirectMessage(user=ana.id, news=NEWS))
    for minutes in (16, 17, 31, 32, 33, 50):
        room.wait_until(minutes)
    (told,) = room.told("Carla Stein")
    assert "Docket's messages to @Ana Reyes" in told
    assert room.told("Ana Reyes") == []


def test_nobody_is_reminded_of_what_only_waits_for_its_turn_or_for_slack_to_answer(
    room: Room,
) -> None:
    room.slack.misbehave(POST, Fault.ERROR, error="internal_error", times=999)
    room.add_cards(1)
    for minutes in (16, 17, 31, 32):
        room.wait_until(minutes)
    assert not room.told("Carla Stein")
    room.slack.faults.clear()
    room.wait_until(60)
    assert room.told("Ana Reyes") == []


def test_what_slack_holds_up_is_listed_and_its_owner_hears_of_it(start_office: StartOffice) -> None:
    clock = Hurry()
    office = start_office(clock=clock)
    here = office.slack.channel_id(HERE)
    office.slack.misbehave(
        POST, Fault.RATE_LIMITED, seconds=3600, containing=f'"channel": "{here}"'
    )
    ana = office.person("Ana Reyes")
    screen = ana.command(HERE, "/session in 3 days 2pm Pacific")
    screen.fill("Title", "Matter of Doe").submit()
    wait_until(lambda: len(office.sessions) == 1)
    wait_until(lambda: any(call.method == POST for call in office.slack.calls))
    ana.command(ELSEWHERE, "/bookings attention")
    assert "Not posted yet" not in last_whisper(ana, ELSEWHERE)
    clock.on(timedelta(minutes=16))
    told = ana.wait_for_message(DIRECT, "Slack has delayed Docket's messages")
    assert "It's confirmed" in told.text
    ana.command(ELSEWHERE, "/bookings attention")
    assert "Not posted yet" in last_whisper(ana, ELSEWHERE)
    assert "Matter of Doe" in last_whisper(ana, ELSEWHERE)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.ERROR, "fatal_error"),
        (Fault.ERROR, "missing_scope"),
        (Fault.ERROR, "accesslimited"),
        (Fault.DROP, ""),
    ],
)
@pytest.mark.parametrize("is_canceled", [True, False])
def test_what_slack_does_not_show_for_long_is_listed_whatever_the_reason(
    start_office: StartOffice, *, fault: Fault, error: str, is_canceled: bool
) -> None:
    clock = Hurry()
    office = start_office(clock=clock)
    card = booked(office, when="in 3 days 2pm Pacific")
    ana = office.person("Ana Reyes")
    office.slack.misbehave("chat.update", fault, error=error, times=999)
    office.slack.misbehave(POST, fault, error=error, times=999)
    line = f"/session {'cancel' if is_canceled else 'move'} {ref_of(card)}"
    ana.command(ELSEWHERE, line if is_canceled else f"{line} in 3 days 5pm Pacific").submit()
    wait_until(lambda: any(call.method == "chat.update" for call in office.slack.calls[-3:]))
    ana.command(ELSEWHERE, "/bookings attention")
    assert "Not posted yet" not in last_whisper(ana, ELSEWHERE)
    clock.on(timedelta(minutes=16))
    ana.command(ELSEWHERE, "/bookings attention")
    assert "Not posted yet" in last_whisper(ana, ELSEWHERE)
    assert "Slack isn't accepting more" not in last_whisper(ana, ELSEWHERE)


def test_forms_sent_in_a_row_have_their_cards_by_the_second_and_in_order(office: Office) -> None:
    """The same with threads and real time, for a few."""
    office.slack.limit(POST, burst=2)
    ana = office.person("Ana Reyes")
    for number in range(5):
        screen = ana.command(HERE, "/session tomorrow 2pm Pacific")
        screen.fill("Title", f"Matter {number}").submit()
    wait_until(
        lambda: [message.text.count("Confirmed") for message in ana.messages(HERE)] == [1] * 5,
        within=20,
    )
    titles = [message.text.split(",")[0] for message in ana.messages(HERE)]
    assert [f"Matter {number}" in title for number, title in enumerate(titles)] == [True] * 5
    assert len(office.sessions) == 5
    assert office.slack.faults.over_limit <= 5


@pytest.mark.parametrize(
    "error",
    [
        "org_login_required",
        "accesslimited",
        "external_channel_migrating",
        "two_factor_setup_required",
    ],
)
def test_a_workspace_that_takes_nothing_for_a_while_is_waited_for(room: Room, error: str) -> None:
    room.slack.misbehave(POST, Fault.ERROR, error=error, times=4)
    room.add_cards(1)
    assert room.work(within=3600) > 20
    assert len(room.shown()) == 1
    assert room.told(OWNER) == []
