"""Who people are, as Slack tells: guests, strangers, administrators, and for how long it is remembered."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.scheduling.model.rights import Actor
from bot.times.writing import Reader
from handlers.slack.people import CALENDARS, People, Person
from tests.handlers.canned import Canned, canned_slack

TEAM, USER = "T1", "U1"
GRID = "E1"


@pytest.fixture
def slack() -> Iterator[Canned]:
    with canned_slack() as slack:
        install(slack)
        yield slack


def install(slack: Canned, **more: Any) -> None:
    """Say what Docket is installed in: by default a workspace that is on no Grid."""
    slack.answer("auth.test", **{"team_id": TEAM, "team": "Harbor", **more})


def people(slack: Canned, *admins: str, clock: Callable[[], float] = time.monotonic) -> People:
    return People(slack.api, admins=frozenset(admins), clock=clock)


def tell(slack: Canned, **profile: Any) -> None:
    user = {"id": USER, "team_id": TEAM, "tz": "Europe/Paris", **profile}
    slack.answer("users.info", user={name: told for name, told in user.items() if told is not None})


def standing(actor: Actor) -> tuple[bool, bool, bool]:
    return actor.outside, actor.guest, actor.admin


MEMBER, ADMIN = (False, False, False), (False, False, True)
GUEST, OUTSIDER = (False, True, False), (True, True, False)


def test_a_member_is_neither_guest_nor_administrator(slack: Canned) -> None:
    tell(slack)
    actor = people(slack).actor(USER, team=TEAM)
    assert actor == Actor(team=TEAM, user=USER, reader=Reader(zone="Europe/Paris"))


def test_a_slack_that_does_not_say_who_somebody_is_is_in_the_log(
    slack: Canned, caplog: pytest.LogCaptureFixture
) -> None:
    slack.refuse("users.info", "internal_error")
    assert not people(slack).actor(USER, team=TEAM).known
    assert "Slack did not identify a person: internal_error" in caplog.text
    assert USER not in caplog.text


@pytest.mark.parametrize("mark", ["is_restricted", "is_ultra_restricted", "is_stranger"])
def test_guests_of_every_kind_are_guests_and_administer_nothing(slack: Canned, mark: str) -> None:
    tell(slack, **{mark: True}, is_admin=True)
    assert standing(people(slack, USER).actor(USER, team=TEAM)) == GUEST


@pytest.mark.parametrize("mark", ["deleted", "is_bot"])
def test_deactivated_people_and_bots_are_not_active_and_administer_nothing(
    slack: Canned, mark: str
) -> None:
    tell(slack, **{mark: True}, is_owner=True)
    actor = people(slack, USER).actor(USER, team=TEAM)
    assert (actor.active, actor.admin, actor.named_admin) == (False, False, False)


@pytest.mark.parametrize("mark", ["is_admin", "is_owner"])
def test_those_who_run_the_workspace_are_administrators(slack: Canned, mark: str) -> None:
    tell(slack, **{mark: True})
    actor = people(slack).actor(USER, team=TEAM)
    assert (actor.admin, actor.named_admin) == (True, False)


def test_those_named_in_the_settings_are_administrators(slack: Canned) -> None:
    tell(slack)
    actor = people(slack, USER).actor(USER, team=TEAM)
    assert (actor.admin, actor.named_admin) == (True, True)
    assert not people(slack, "U2").actor(USER, team=TEAM).admin


def on_grid(organization: str | None, **more: Any) -> dict[str, Any]:
    return {"enterprise_user": {"id": "W1", "enterprise_id": organization, **more}}


@pytest.mark.parametrize(
    ("home", "told", "expected"),
    [
        # A workspace that is on no Grid: its members are those with its own id.
        ({}, {}, ADMIN),
        ({}, {"team_id": "T2"}, OUTSIDER),
        ({}, {"team_id": None}, OUTSIDER),
        ({}, {"team_id": ""}, OUTSIDER),
        ({}, {"team_id": "T2", **on_grid("E2", teams=["T2"])}, OUTSIDER),
        ({}, {"team_id": "T2", **on_grid("E2", teams=["T2", TEAM])}, OUTSIDER),
        ({}, {"team_id": TEAM, **on_grid("E2", teams=[TEAM])}, OUTSIDER),
        ({}, {"team_id": None, **on_grid(None)}, OUTSIDER),
        ({}, {"team_id": "T2", "enterprise_user": {"id": "W1"}}, OUTSIDER),
        # One on Grid: the organization must be ours; to administer, the workspace as well.
        ({"enterprise_id": GRID}, on_grid(GRID, teams=[TEAM]), ADMIN),
        ({"enterprise_id": GRID}, on_grid(GRID), ADMIN),
        ({"enterprise_id": GRID}, {"team_id": "T2", **on_grid(GRID, teams=["T2"])}, MEMBER),
        ({"enterprise_id": GRID}, {"team_id": "T2", **on_grid(GRID, teams=["T2", TEAM])}, MEMBER),
        ({"enterprise_id": GRID}, on_grid(GRID, teams=["T2"]), MEMBER),
        ({"enterprise_id": GRID}, {"team_id": GRID, **on_grid(GRID, teams=[TEAM])}, MEMBER),
        ({"enterprise_id": GRID}, on_grid("E2", teams=[TEAM]), OUTSIDER),
        ({"enterprise_id": GRID}, {"team_id": "T2", **on_grid("E2", teams=["T2"])}, OUTSIDER),
        ({"enterprise_id": GRID}, {"team_id": None}, OUTSIDER),
        ({"enterprise_id": GRID}, {"team_id": GRID}, OUTSIDER),
    ],
)
def test_who_is_not_provably_ours_is_a_stranger_whatever_else_slack_says(
    slack: Canned, home: dict[str, Any], told: dict[str, Any], expected: tuple[bool, bool, bool]
) -> None:
    install(slack, **home)
    tell(slack, is_admin=True, is_owner=True, **told)
    assert standing(people(slack).actor(USER, team=TEAM)) == expected
    named = (False, False, True) if expected == MEMBER else expected
    assert standing(people(slack, USER).actor(USER, team=TEAM)) == named


@pytest.mark.parametrize("odd", ["x", 7, [], ["E1"], {"enterprise_id": ["E1"]}, {"teams": TEAM}])
def test_an_organization_in_another_form_proves_nothing(slack: Canned, odd: Any) -> None:
    tell(slack, team_id="T2", enterprise_user=odd, is_admin=True)
    assert standing(people(slack).actor(USER, team=TEAM)) == OUTSIDER


def test_administering_one_workspace_of_an_organization_gives_no_right_in_another(
    slack: Canned,
) -> None:
    install(slack, team_id=GRID, enterprise_id=GRID, is_enterprise_install=True)
    tell(slack, is_admin=True, **on_grid(GRID, teams=[TEAM]))
    known = people(slack)
    assert standing(known.actor(USER, team=TEAM)) == ADMIN
    assert standing(known.actor(USER, team="T2")) == MEMBER


def test_while_slack_has_not_said_where_docket_is_installed_nobody_is_ours(slack: Canned) -> None:
    slack.refuse("auth.test", "internal_error")
    tell(slack, is_admin=True)
    actor = people(slack, USER).actor(USER, team=TEAM)
    assert standing(actor) == OUTSIDER
    assert not actor.known


def test_what_docket_is_installed_in_is_asked_once_and_kept(slack: Canned) -> None:
    tell(slack)
    known = people(slack)
    assert known.installation() == known.installation()
    slack.refuse("auth.test", "internal_error")
    assert known.installation() is not None
    assert slack.count("auth.test") == 1


def test_who_slack_tells_nothing_about_is_a_stranger_for_a_moment(slack: Canned) -> None:
    slack.refuse("users.info", "user_not_found")
    known = people(slack)
    actor = known.actor(USER, team=TEAM)
    assert (actor.guest, actor.outside, actor.known) == (True, True, False)
    assert known.person(USER).zone is None
    assert slack.count("users.info") == 1, "within the same three seconds nobody asks again"


def test_a_zone_that_nobody_knows_is_none(slack: Canned) -> None:
    tell(slack, tz="Mars/Olympus")
    assert people(slack).person(USER).zone is None


def of_an_administrator(slack: Canned) -> People:
    """Return people of whom an administrator is known by a request."""
    tell(slack, is_admin=True)
    known = people(slack)
    known.person_for_request(USER)
    return known


def test_an_administrator_is_asked_about_whenever_a_request_of_theirs_arrives(
    slack: Canned,
) -> None:
    known = of_an_administrator(slack)
    assert known.actor(USER, team=TEAM).admin
    tell(slack, is_admin=False)
    known.person_for_request(USER)
    assert not known.actor(USER, team=TEAM).admin


def test_an_administrator_by_the_settings_is_asked_about_as_well(slack: Canned) -> None:
    tell(slack)
    known = people(slack, USER)
    known.person_for_request(USER)
    tell(slack, deleted=True)
    assert not known.person_for_request(USER).active
    assert not known.actor(USER, team=TEAM).admin


def test_where_slack_does_not_answer_nobody_administers_and_their_own_stays_theirs(
    slack: Canned,
) -> None:
    known = of_an_administrator(slack)
    slack.refuse("users.info", "internal_error")
    for _ in range(2):
        known.person_for_request(USER)
        actor = known.actor(USER, team=TEAM)
        assert standing(actor) == MEMBER
        assert not actor.known
    tell(slack, is_admin=True)
    known.person_for_request(USER)
    assert known.actor(USER, team=TEAM).admin


def test_whom_slack_told_nothing_about_is_asked_about_again_with_their_next_request(
    slack: Canned,
) -> None:
    slack.refuse("users.info", "internal_error")
    known = people(slack)
    assert not known.person_for_request(USER).known
    tell(slack)
    assert known.person_for_request(USER).known
    assert standing(known.actor(USER, team=TEAM)) == MEMBER


def test_a_member_is_asked_about_once_an_hour(slack: Canned) -> None:
    tell(slack)
    known = people(slack)
    for _ in range(3):
        known.person_for_request(USER)
        known.actor(USER, team=TEAM)
    assert slack.count("users.info") == 1


class Clock:
    """The machine's running clock (seconds), set forward by a test."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return time.monotonic() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_what_is_known_is_asked_again_after_an_hour(slack: Canned, clock: Clock) -> None:
    tell(slack)
    known = people(slack, clock=clock)
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
    known = people(slack, clock=clock)
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
    known = people(slack, clock=clock)
    known.person(USER)
    slack.refuse("users.info", "internal_error")
    clock.ahead = 3610
    assert known.person(USER).zone == "Europe/Paris"
    assert not known.actor(USER, team=TEAM).guest


def test_appointment_staff_by_the_settings_are_asked_about_like_administrators(
    slack: Canned,
) -> None:
    tell(slack)
    known = People(slack.api, admins=frozenset(), staff=frozenset({USER}))
    known.person_for_request(USER)
    tell(slack, deleted=True)
    assert not known.person_for_request(USER).active
    slack.refuse("users.info", "internal_error")
    known.person_for_request(USER)
    assert not known.actor(USER, team=TEAM).known


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"user": None},
        {"user": []},
        {"user": [{"id": USER, "team_id": TEAM}]},
        {"user": "U1"},
        {"user": 7},
        {"user": {}},
        {"user": {"id": "U2", "team_id": TEAM, "is_admin": True}},
        {"user": {"team_id": TEAM, "is_admin": True}},
        {"user": {"id": [USER], "team_id": TEAM}},
    ],
    ids=str,
)
def test_an_answer_about_nobody_or_somebody_else_is_none(
    slack: Canned, answer: dict[str, Any]
) -> None:
    slack.answer("users.info", **answer)
    known = people(slack, USER)
    actor = known.actor(USER, team=TEAM)
    assert standing(actor) == OUTSIDER
    assert not actor.known
    tell(slack)
    assert known.person_for_request(USER).known
    slack.answer("users.info", **answer)
    known.person_for_request(USER)
    assert standing(known.actor(USER, team=TEAM)) == MEMBER, "what was known before"


@pytest.mark.parametrize("odd", ["x", 7, ["Europe/Paris"], {"a": "b"}, None])
@pytest.mark.parametrize("name", ["tz", "locale", "profile"])
def test_an_odd_part_of_an_answer_is_left_out(slack: Canned, name: str, odd: Any) -> None:
    user = {"id": USER, "team_id": TEAM, name: odd}
    slack.answer("users.info", user=user)
    person = people(slack).person(USER)
    assert (person.outside, person.zone, person.email) == (False, None, "")
    assert isinstance(person.locale, str)


def test_of_whom_others_gave_a_right_slack_is_asked_each_time_and_must_answer(
    slack: Canned,
) -> None:
    tell(slack)
    known = people(slack)
    known.person_for_request(USER)
    assert known.is_proven(USER)
    tell(slack, is_restricted=True)
    assert known.is_proven(USER)
    assert standing(known.actor(USER, team=TEAM)) == GUEST
    slack.refuse("users.info", "internal_error")
    assert not known.is_proven(USER)


def test_a_calendar_learns_what_slack_says_now_and_in_a_flood_what_it_said_within_a_minute(
    slack: Canned, clock: Clock
) -> None:
    tell(slack)
    known = people(slack, clock=clock)
    known.refresh(USER)
    tell(slack, is_restricted=True)
    known.refresh(USER)
    assert standing(known.actor(USER, team=TEAM)) == GUEST
    for _ in range(100):
        known.refresh(USER)
    assert slack.count("users.info") == CALENDARS
    tell(slack)
    clock.ahead = 61
    known.refresh(USER)
    assert standing(known.actor(USER, team=TEAM)) == MEMBER


def test_whom_slack_tells_no_time_zone_of_lives_by_utc() -> None:
    calendar = Person(id=USER).calendar(datetime(2027, 1, 20, 20, 0, tzinfo=UTC))
    assert (calendar.zone, calendar.today) == ("UTC", datetime(2027, 1, 20, tzinfo=UTC))
