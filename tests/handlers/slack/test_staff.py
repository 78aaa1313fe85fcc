"""Who is appointment staff: by name, by user group, and where Slack does not say."""

from collections.abc import Iterator

import pytest

from handlers.slack.staff import Membership, Staff
from tests.handlers.canned import Canned, canned_slack

TEAM, ANA, BEN = "T1", "U1", "U2"
GROUP, OTHER_GROUP = "S1", "S2"


@pytest.fixture
def slack() -> Iterator[Canned]:
    with canned_slack() as slack:
        slack.answer("usergroups.users.list", users=[BEN])
        yield slack


def staff(slack: Canned, *named: str) -> Staff:
    return Staff(slack.api, named=frozenset(named))


def test_nobody_is_staff_where_nobody_is_named(slack: Canned) -> None:
    assert staff(slack).of(ANA, team=TEAM) is Membership.NO
    assert slack.asked == []


def test_people_are_named_without_asking(slack: Canned) -> None:
    named = staff(slack, ANA, "W7")
    assert named.of(ANA, team=TEAM) is named.of("W7", team=TEAM) is Membership.YES
    assert named.of(BEN, team=TEAM) is Membership.NO
    assert slack.asked == []


def test_a_groups_members_are_and_are_remembered_but_for_a_change(slack: Canned) -> None:
    named = staff(slack, GROUP)
    assert named.of(BEN, team=TEAM) is Membership.YES
    assert named.of(ANA, team=TEAM) is Membership.NO
    assert slack.count("usergroups.users.list") == 1
    slack.answer("usergroups.users.list", users=[ANA])
    assert named.of(BEN, team=TEAM) is Membership.YES
    assert named.of(BEN, team=TEAM, fresh=True) is Membership.NO
    assert named.of(ANA, team=TEAM) is Membership.YES


def test_of_several_groups_one_is_enough(slack: Canned) -> None:
    slack.answer_of("usergroups.users.list", "usergroup", S2={"users": [ANA]})
    named = staff(slack, GROUP, OTHER_GROUP)
    for person in (ANA, BEN):
        assert named.of(person, team=TEAM) is Membership.YES
    assert named.of("U9", team=TEAM) is Membership.NO


@pytest.mark.parametrize(
    "error", ["missing_scope", "no_such_subteam", "internal_error", "ratelimited", "unknown_method"]
)
def test_whom_slack_says_nothing_about_is_not_known(slack: Canned, error: str) -> None:
    named = staff(slack, GROUP, ANA)
    assert named.of(BEN, team=TEAM) is Membership.YES
    slack.refuse("usergroups.users.list", error)
    assert named.of(BEN, team=TEAM) is Membership.YES, "for a look what was known a minute counts"
    assert named.of(BEN, team=TEAM, fresh=True) is Membership.UNKNOWN, "for a change it does not"
    assert named.of(ANA, team=TEAM, fresh=True) is Membership.YES


def test_slack_is_not_asked_twice_within_the_same_three_seconds(slack: Canned) -> None:
    slack.refuse("usergroups.users.list", "internal_error")
    named = staff(slack, GROUP)
    assert named.of(BEN, team=TEAM) is named.of(BEN, team=TEAM) is Membership.UNKNOWN
    assert slack.count("usergroups.users.list") == 1


@pytest.mark.parametrize("users", [None, "U2", {"U2": True}, [["U2"]], [7]])
def test_an_answer_in_another_form_makes_nobody_staff(slack: Canned, users: object) -> None:
    slack.answer("usergroups.users.list", users=users)
    assert staff(slack, GROUP).of(BEN, team=TEAM) is not Membership.YES
