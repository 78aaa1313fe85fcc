"""Who can read a channel: what Slack says, what it will not say, and for how long it counts."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.scheduling.bookings import Place
from bot.scheduling.failures import NotAllowed, OutcomeUnknown, ProviderFailure
from handlers.places import Places
from tests.handlers.canned import Canned, canned_slack

HERE = "C1"
OURS = {"id": HERE, "is_private": False, "is_ext_shared": False}


@pytest.fixture
def slack() -> Iterator[Canned]:
    with canned_slack() as slack:
        slack.answer("conversations.info", channel=OURS)
        yield slack


@pytest.fixture
def places(slack: Canned) -> Places:
    return Places(patient=slack.api, prompt=slack.api)


@pytest.mark.parametrize(
    ("channel", "place"),
    [
        (OURS, Place.PUBLIC),
        (OURS | {"is_shared": True, "is_org_shared": True}, Place.PUBLIC),
        ({"is_private": False, "is_shared": False}, Place.PUBLIC),
        (OURS | {"is_private": True}, Place.PRIVATE),
        (OURS | {"is_mpim": True}, Place.PRIVATE),
        ({"is_im": True}, Place.DIRECT),
        (OURS | {"is_ext_shared": True}, Place.SHARED),
        ({"is_im": True, "is_ext_shared": True}, Place.SHARED),
        ({"is_im": True, "is_pending_ext_shared": True}, Place.SHARED),
        (OURS | {"is_pending_ext_shared": True}, Place.SHARED),
        (OURS | {"is_private": True, "is_ext_shared": True}, Place.SHARED),
        (OURS | {"is_private": True, "is_pending_ext_shared": True}, Place.SHARED),
        (OURS | {"is_archived": True}, Place.PUBLIC),
        ({}, Place.SHARED),
        ({"is_private": False}, Place.SHARED),
        ({"is_private": None, "is_ext_shared": False}, Place.SHARED),
        ({"is_ext_shared": False}, Place.SHARED),
        ("C1", Place.SHARED),
        (None, Place.SHARED),
        ([OURS], Place.SHARED),
    ],
)
def test_only_what_slack_says_is_ours_alone_counts_as_that(
    slack: Canned, places: Places, channel: Any, place: Place
) -> None:
    slack.answer("conversations.info", channel=channel)
    assert places.surely(HERE) is place
    assert places.now(HERE) is place


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
    slack: Canned, places: Places, error: str
) -> None:
    slack.refuse("conversations.info", error)
    assert places.surely(HERE) is Place.SHARED
    assert places.now(HERE) is Place.SHARED
    assert places.lately({HERE}) == {HERE: Place.SHARED}


@pytest.mark.parametrize(
    ("error", "failure"), [("internal_error", OutcomeUnknown), ("token_revoked", NotAllowed)]
)
def test_work_waits_until_somebody_can_tell_and_a_person_is_refused(
    slack: Canned, places: Places, error: str, failure: type[ProviderFailure]
) -> None:
    places.now(HERE)
    slack.refuse("conversations.info", error)
    with pytest.raises(failure):
        places.surely(HERE)
    assert places.now(HERE) is Place.SHARED, "what was known before does not count"


@pytest.mark.parametrize("direct", ["D1", "U1", "W1"])
def test_a_direct_message_needs_no_asking(slack: Canned, places: Places, direct: str) -> None:
    assert places.surely(direct) is places.now(direct) is Place.DIRECT
    assert places.lately({direct}) == {direct: Place.DIRECT}
    assert slack.count("conversations.info") == 0


def test_for_a_change_it_is_asked_each_time(slack: Canned, places: Places) -> None:
    assert places.now(HERE) is Place.PUBLIC
    slack.answer("conversations.info", channel=OURS | {"is_ext_shared": True})
    assert places.now(HERE) is Place.SHARED
    assert places.surely(HERE) is Place.SHARED


class Clock:
    """The machine's running clock (seconds), set forward by a test."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return time.monotonic() + self.ahead


def test_a_list_takes_what_is_at_most_a_minute_old(slack: Canned) -> None:
    clock = Clock()
    places = Places(patient=slack.api, prompt=slack.api, clock=clock)
    assert places.lately({HERE}) == {HERE: Place.PUBLIC}
    slack.answer("conversations.info", channel=OURS | {"is_private": True})
    clock.ahead = 55
    assert places.lately({HERE}) == {HERE: Place.PUBLIC}
    clock.ahead = 61
    assert places.lately({HERE}) == {HERE: Place.PRIVATE}


def test_what_was_asked_for_a_change_is_known_to_the_next_list(
    slack: Canned, places: Places
) -> None:
    places.lately({HERE})
    slack.answer("conversations.info", channel=OURS | {"is_ext_shared": True})
    places.now(HERE)
    assert places.lately({HERE}) == {HERE: Place.SHARED}
    assert slack.count("conversations.info") == 2


def test_what_happened_to_a_channel_is_asked_anew(slack: Canned, places: Places) -> None:
    places.lately({HERE})
    slack.answer("conversations.info", channel=OURS | {"is_private": True})
    places.forget(HERE)
    places.forget("C9")
    assert places.lately({HERE}) == {HERE: Place.PRIVATE}


def test_a_list_asks_for_many_at_once_and_is_closed_where_no_answer_came(
    slack: Canned, places: Places
) -> None:
    private = {"channel": OURS | {"is_private": True}}
    slack.answer_of("conversations.info", "channel", C2=private, C3=private)
    slack.refuse("conversations.info", "internal_error")
    assert places.lately({"C1", "C2", "C3"}) == {
        "C1": Place.SHARED,
        "C2": Place.PRIVATE,
        "C3": Place.PRIVATE,
    }
