"""Which administrators are told what reached nobody else."""

from typing import Any

import pytest

from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.record import FailureReason
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.results import Outcome, Postponed, SetAside
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.queue import Task
from bot.scheduling.tasks.slack import (
    DirectMessage,
    Remind,
    ShowCard,
)
from sandbox.slack import Slack, people
from sandbox.slack.faults import Fault
from sandbox.slack.people import Role
from tests.builders import MOMENT, NOW, OWNER, later, one_of_each
from tests.scheduling.jobs.notifications.bench import (
    ADMINS,
    DIRECT,
    a_notifier,
    after,
    do,
    follows,
    hearing,
    the_card,
)


def test_where_there_is_nobody_to_tell_the_log_says_so(
    slack: Slack, booking: SessionBooking, caplog: pytest.LogCaptureFixture
) -> None:
    alone = a_notifier(slack, admins=())
    slack.misbehave("chat.postMessage", Fault.ERROR, error="user_disabled")
    slack.misbehave("users.list", Fault.ERROR, error="missing_scope")
    tell = DirectMessage(
        user=booking.owner, news=News(what=EventType.DELAYED, trouble="not answering")
    )
    assert do(alone, tell, booking) == SetAside()
    assert f"could not notify anyone about {booking.ref}" in caplog.text


def test_an_administrator_hears_of_it_without_anything_confidential(
    slack: Slack, notifier: Notifier
) -> None:
    missed = News(what=EventType.NOT_NOTIFIED, by=OWNER, trouble="user_disabled")
    for booking in one_of_each():
        do(notifier, DirectMessage(user=ADMINS[0], news=missed), booking)
        told = slack.person("Ben Okafor").wait_for_message("@app", booking.ref)
        assert f"couldn't send <@{OWNER}> a message" in told.source.text
        for secret in ("Jane Doe", "appt-1", "their-key", "pat@", MOMENT.written()):
            assert secret not in told.source.text


@pytest.mark.parametrize(
    ("changes", "hear"),
    [
        ({}, {"U07CARLASTN"}),
        ({"Ben Okafor": {"role": Role.ADMIN}}, {"U07BENOKAFR", "U07CARLASTN"}),
        ({"Ben Okafor": {"role": Role.OWNER}, "Carla Stein": {"deleted": True}}, {"U07BENOKAFR"}),
        ({"Carla Stein": {"role": Role.MEMBER}}, set()),
    ],
)
def test_where_the_settings_name_no_administrator_slacks_own_hear(
    slack: Slack, booking: SessionBooking, changes: dict[str, dict[str, bool]], hear: set[str]
) -> None:
    for name, change in changes.items():
        slack.change(name, **change)
    alone = a_notifier(slack, admins=())
    slack.misbehave("chat.postMessage", Fault.ERROR, error="cannot_dm_bot")
    tell = DirectMessage(
        user=booking.owner, news=News(what=EventType.DELAYED, trouble="not answering")
    )
    told = do(alone, tell, booking)
    assert hearing(told) == hear
    assert isinstance(told, Outcome if hear else SetAside)


def test_a_person_whose_account_ended_is_told_from_a_token_that_did(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    tell = DirectMessage(
        user=booking.owner, news=News(what=EventType.DELAYED, trouble="not answering")
    )
    slack.misbehave("chat.postMessage", Fault.ERROR, error="account_inactive")
    assert hearing(do(notifier, tell, booking)) == {*ADMINS}
    slack.misbehave("*", Fault.ERROR, error="account_inactive", times=9)
    assert isinstance(do(notifier, tell, booking), Postponed)


ADMIN_NAMES = ("Ben Okafor", "Carla Stein")


@pytest.mark.parametrize("has_card", [True, False])
@pytest.mark.parametrize("unreachable", [(), ADMIN_NAMES[:1], ADMIN_NAMES[1:], ADMIN_NAMES])
def test_who_can_be_told_of_several_administrators_is_told_once_and_else_one_line_says_so(
    slack: Slack,
    notifier: Notifier,
    booking: SessionBooking,
    *,
    has_card: bool,
    unreachable: tuple[str, ...],
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking) if has_card else booking
    for name in ("Ana Reyes", *unreachable):
        slack.misbehave(
            "chat.postMessage",
            Fault.ERROR,
            error="user_disabled",
            containing=slack.person(name).viewer.place(DIRECT).id,
            times=99,
        )
    waiting: list[Task] = [DirectMessage(user=shown.owner, news=News(what=EventType.NOT_CANCELED))]
    kept = []
    while waiting:
        result = do(notifier, waiting.pop(0), shown)
        waiting += follows(result)
        kept += [result] if isinstance(result, SetAside) else []
    for name in ADMIN_NAMES:
        told = slack.person(name).messages(DIRECT)
        assert len(told) == (name not in unreachable)
        assert all("couldn't send @Ana Reyes a message" in message.text for message in told)
    nobody = unreachable == ADMIN_NAMES
    assert len(kept) == (nobody and not has_card), "what reached nobody is kept once"
    for aside in kept:
        assert aside.task is not None
        assert hearing(Outcome(then=due(aside.task, at=NOW))) == {*ADMINS}, "and for all of them"
    if has_card:
        assert len(the_card(slack).replies) == nobody


@pytest.mark.parametrize(
    ("fault", "more"),
    [
        (Fault.RATE_LIMITED, {"seconds": 20}),
        (Fault.ERROR, {"error": "internal_error"}),
        (Fault.DROP, {}),
    ],
)
@pytest.mark.parametrize("method", ["users.list", "auth.test"])
@pytest.mark.parametrize("has_card", [True, False])
def test_while_slack_does_not_say_who_administers_it_is_asked_again(
    slack: Slack,
    booking: SessionBooking,
    *,
    method: str,
    fault: Fault,
    more: dict[str, Any],
    has_card: bool,
) -> None:
    alone = a_notifier(slack, admins=())
    shown = after(do(alone, ShowCard(), booking), booking) if has_card else booking
    unknown = shown.with_(trouble=FailureReason.UNKNOWN, troubled_since=NOW)
    tell = DirectMessage(user=booking.owner, news=News(what=EventType.NOT_CANCELED))
    for task in (tell, Remind(since=NOW, admins=True)):
        slack.misbehave("chat.postMessage", Fault.ERROR, error="user_disabled", times=2)
        slack.misbehave(method, fault, times=1, **more)
        put_off = do(alone, task, unknown)
        assert isinstance(put_off, Postponed)
        assert put_off.at >= later(seconds=more.get("seconds", 1))
        assert hearing(do(alone, task, unknown, attempt=2)) == {people.CARLA.id}
        slack.faults.clear()
