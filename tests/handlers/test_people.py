"""Who people are, as Slack tells: guests, strangers, administrators, and for how long it is remembered."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from handlers.people import People
from tests.handlers.canned import Canned, canned_slack

TEAM, USER = "T1", "U1"


@pytest.fixture
def slack() -> Iterator[Canned]:
    with canned_slack() as slack:
        yield slack


def people(slack: Canned, *admins: str) -> People:
    return People(slack.api, admins=frozenset(admins))


def tell(slack: Canned, **profile: Any) -> None:
    slack.answer("users.info", user={"id": USER, "team_id": TEAM, "tz": "Europe/Paris", **profile})


def test_a_member_is_neither_guest_nor_administrator(slack: Canned) -> None:
    tell(slack)
    actor = people(slack).actor(USER, team=TEAM)
    assert (actor.team, actor.user, actor.guest, actor.admin) == (TEAM, USER, False, False)


@pytest.mark.parametrize("mark", ["is_restricted", "is_ultra_restricted", "is_stranger"])
def test_guests_of_every_kind_are_guests(slack: Canned, mark: str) -> None:
    tell(slack, **{mark: True})
    assert people(slack).actor(USER, team=TEAM).guest


@pytest.mark.parametrize("mark", ["is_admin", "is_owner"])
def test_those_who_run_the_workspace_are_administrators(slack: Canned, mark: str) -> None:
    tell(slack, **{mark: True})
    assert people(slack).actor(USER, team=TEAM).admin


def test_those_named_in_the_settings_are_administrators(slack: Canned) -> None:
    tell(slack)
    assert people(slack, USER).actor(USER, team=TEAM).admin
    assert not people(slack, "U2").actor(USER, team=TEAM).admin


def test_members_of_another_team_are_guests_and_no_administrators(slack: Canned) -> None:
    tell(slack, team_id="T2", is_admin=True)
    actor = people(slack, USER).actor(USER, team=TEAM)
    assert (actor.guest, actor.admin) == (True, False)


def test_in_an_organisation_with_several_teams_nobody_is_a_stranger(slack: Canned) -> None:
    tell(slack, team_id="T2", enterprise_user={"id": "W1"}, is_admin=True)
    actor = people(slack).actor(USER, team=TEAM)
    assert (actor.guest, actor.admin) == (False, True)


def test_who_slack_tells_nothing_about_is_a_guest_for_a_moment(slack: Canned) -> None:
    slack.refuse("users.info", "user_not_found")
    known = people(slack)
    assert known.actor(USER, team=TEAM).guest
    assert known.person(USER).zone is None
    assert slack.count("users.info") == 1, "within the same three seconds nobody asks again"


def test_a_zone_that_nobody_knows_is_none(slack: Canned) -> None:
    tell(slack, tz="Mars/Olympus")
    assert people(slack).person(USER).zone is None


class Clock:
    """The machine's running clock (seconds), set forward by a test."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self._real = time.monotonic

    def __call__(self) -> float:
        """Return the time."""
        return self._real() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    return clock


def test_what_is_known_is_asked_again_after_an_hour(slack: Canned, clock: Clock) -> None:
    tell(slack)
    known = people(slack)
    assert known.person(USER).zone == "Europe/Paris"
    tell(slack, tz="Asia/Tokyo")
    clock.ahead = 3590
    assert known.person(USER).zone == "Europe/Paris"
    clock.ahead = 3610
    assert known.person(USER).zone == "Asia/Tokyo"


def test_what_slack_did_not_tell_is_asked_again_after_five_seconds(
    slack: Canned, clock: Clock
) -> None:
    slack.refuse("users.info", "internal_error")
    known = people(slack)
    assert known.person(USER).guest
    tell(slack)
    clock.ahead = 4
    assert known.person(USER).guest
    clock.ahead = 6
    assert not known.person(USER).guest


def test_what_was_known_stays_known_while_slack_does_not_answer(
    slack: Canned, clock: Clock
) -> None:
    tell(slack)
    known = people(slack)
    known.person(USER)
    slack.refuse("users.info", "internal_error")
    clock.ahead = 3610
    assert known.person(USER).zone == "Europe/Paris"
    assert not known.actor(USER, team=TEAM).guest
