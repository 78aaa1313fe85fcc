"""What waits long for Slack's rate limits: people hear of it once, it is listed, and it ends."""

from datetime import timedelta

import pytest

from bot.scheduling.model.record import FailureReason
from bot.scheduling.ports.store import Decision
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from handlers.messages.reminders import MOST_REMINDED_OF
from handlers.slack.web_api import SlackApi
from sandbox.slack import Fault
from tests.builders import TEAM, an_entry
from tests.handlers.conftest import StartOffice, last_whisper
from tests.handlers.rate_limits.room import DIRECT, ELSEWHERE, HERE, NEWS, POST, Room
from tests.handlers.rate_limits.test_pace import OWNER, PATIENT
from tests.handlers.session_steps import booked, ref_of
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until


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
    room.add(
        "S-0003",
        DirectMessage(user=ana.id, news=News(what=EventType.PROVIDER_UNREACHABLE, trouble="key")),
    )
    room.add("S-0004", DirectMessage(user=ana.id, news=News(what=EventType.RESOLVED)))
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
    clock = SimulatedClock()
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
        *((Fault.ERROR, error) for error in ("fatal_error", "missing_scope", "accesslimited")),
        (Fault.DROP, ""),
    ],
)
@pytest.mark.parametrize("is_canceled", [True, False])
def test_what_slack_does_not_show_for_long_is_listed_whatever_the_reason(
    start_office: StartOffice, *, fault: Fault, error: str, is_canceled: bool
) -> None:
    clock = SimulatedClock()
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
