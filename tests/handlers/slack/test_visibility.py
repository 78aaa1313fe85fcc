"""Who can read a channel: what Slack says, what it will not say, and for how long it counts."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.scheduling.model.failures import NotAllowed, OutcomeUnknown, ProviderFailure
from bot.scheduling.model.record import Visibility
from handlers.slack.channels import Channels
from handlers.slack.visibility import ChannelVisibility
from tests.handlers.canned import Canned, canned_slack
from tests.handlers.slack.running_clock import RunningClock

HERE = "C1"
OURS = {"id": HERE, "is_private": False, "is_ext_shared": False}


@pytest.fixture
def slack() -> Iterator[Canned]:
    with canned_slack() as slack:
        slack.answer("conversations.info", channel=OURS)
        yield slack


@pytest.fixture
def places(slack: Canned) -> ChannelVisibility:
    return ChannelVisibility(Channels(), patient=slack.api, prompt=slack.api)


@pytest.mark.parametrize(
    ("channel", "place"),
    [
        (OURS, Visibility.PUBLIC),
        (OURS | {"is_shared": True, "is_org_shared": True}, Visibility.PUBLIC),
        ({"is_private": False, "is_shared": False}, Visibility.PUBLIC),
        (OURS | {"is_private": True}, Visibility.PRIVATE),
        (OURS | {"is_mpim": True}, Visibility.PRIVATE),
        ({"is_im": True}, Visibility.DIRECT),
        (OURS | {"is_ext_shared": True}, Visibility.SHARED),
        ({"is_im": True, "is_ext_shared": True}, Visibility.SHARED),
        ({"is_im": True, "is_pending_ext_shared": True}, Visibility.SHARED),
        (OURS | {"is_pending_ext_shared": True}, Visibility.SHARED),
        (OURS | {"is_private": True, "is_ext_shared": True}, Visibility.SHARED),
        (OURS | {"is_private": True, "is_pending_ext_shared": True}, Visibility.SHARED),
        (OURS | {"is_archived": True}, Visibility.PUBLIC),
        ({}, Visibility.SHARED),
        ({"is_private": False}, Visibility.SHARED),
        ({"is_private": None, "is_ext_shared": False}, Visibility.SHARED),
        ({"is_ext_shared": False}, Visibility.SHARED),
        ("C1", Visibility.SHARED),
        (None, Visibility.SHARED),
        ([OURS], Visibility.SHARED),
    ],
)
def test_only_what_slack_says_is_ours_alone_counts_as_that(
    slack: Canned, places: ChannelVisibility, channel: Any, place: Visibility
) -> None:
    slack.answer("conversations.info", channel=channel)
    assert places.fetch(HERE) is place
    assert places.current(HERE) is place


@pytest.mark.parametrize(
    "error",
    [
        "channel_not_found",
        "missing_scope",
        "method_not_supported_for_channel_type",
        "unknown_method",
        "something_new",
    ],
)
def test_where_slack_will_not_say_strangers_may_be_reading(
    slack: Canned, places: ChannelVisibility, error: str
) -> None:
    slack.refuse("conversations.info", error)
    assert places.fetch(HERE) is Visibility.SHARED
    assert places.current(HERE) is Visibility.SHARED
    assert places.recent({HERE}) == {HERE: Visibility.SHARED}


@pytest.mark.parametrize(
    ("error", "failure"), [("internal_error", OutcomeUnknown), ("token_revoked", NotAllowed)]
)
def test_work_waits_until_somebody_can_tell_and_a_person_is_refused(
    slack: Canned, places: ChannelVisibility, error: str, failure: type[ProviderFailure]
) -> None:
    places.current(HERE)
    slack.refuse("conversations.info", error)
    with pytest.raises(failure):
        places.fetch(HERE)
    assert places.current(HERE) is Visibility.SHARED, "what was known before does not count"


@pytest.mark.parametrize("direct", ["D1", "U1", "W1"])
def test_a_direct_message_needs_no_asking(
    slack: Canned, places: ChannelVisibility, direct: str
) -> None:
    assert places.fetch(direct) is places.current(direct) is Visibility.DIRECT
    assert places.recent({direct}) == {direct: Visibility.DIRECT}
    assert slack.count("conversations.info") == 0


def test_for_a_change_it_is_asked_each_time(slack: Canned, places: ChannelVisibility) -> None:
    assert places.current(HERE) is Visibility.PUBLIC
    slack.answer("conversations.info", channel=OURS | {"is_ext_shared": True})
    assert places.current(HERE) is Visibility.SHARED
    assert places.fetch(HERE) is Visibility.SHARED


def test_a_list_takes_what_is_at_most_a_minute_old(slack: Canned) -> None:
    clock = RunningClock()
    places = ChannelVisibility(Channels(clock=clock), patient=slack.api, prompt=slack.api)
    assert places.recent({HERE}) == {HERE: Visibility.PUBLIC}
    slack.answer("conversations.info", channel=OURS | {"is_private": True})
    clock.ahead = 55
    assert places.recent({HERE}) == {HERE: Visibility.PUBLIC}
    clock.ahead = 61
    assert places.recent({HERE}) == {HERE: Visibility.PRIVATE}


def test_what_was_asked_for_a_change_is_known_to_the_next_list(
    slack: Canned, places: ChannelVisibility
) -> None:
    places.recent({HERE})
    slack.answer("conversations.info", channel=OURS | {"is_ext_shared": True})
    places.current(HERE)
    assert places.recent({HERE}) == {HERE: Visibility.SHARED}
    assert slack.count("conversations.info") == 2


def test_what_happened_to_a_channel_is_asked_anew(slack: Canned) -> None:
    channels = Channels()
    places = ChannelVisibility(channels, patient=slack.api, prompt=slack.api)
    places.recent({HERE})
    slack.answer("conversations.info", channel=OURS | {"is_private": True})
    channels.forget(HERE)
    channels.forget("C9")
    assert places.recent({HERE}) == {HERE: Visibility.PRIVATE}


def test_a_list_asks_for_many_at_once_and_is_closed_where_no_answer_came(
    slack: Canned, places: ChannelVisibility
) -> None:
    private = {"channel": OURS | {"is_private": True}}
    slack.answer_of("conversations.info", "channel", C2=private, C3=private)
    slack.refuse("conversations.info", "internal_error")
    assert places.recent({"C1", "C2", "C3"}) == {
        "C1": Visibility.SHARED,
        "C2": Visibility.PRIVATE,
        "C3": Visibility.PRIVATE,
    }
