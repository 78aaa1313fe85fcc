"""Rights: who may change a booking, and who may read it."""

from dataclasses import replace

import pytest

from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import Card, Visibility
from bot.scheduling.model.rights import (
    Actor,
    handles_appointments,
    is_owner,
    may_add_to_calendar,
    may_cancel,
    may_change,
    may_see,
    may_see_private_details,
    may_see_unreadable,
)
from tests.builders import (
    OTHER_TEAM,
    OWNER,
    STRANGER,
    TEAM,
    a_booking,
    a_cancellation,
    an_appointment,
    one_of_each,
)

OWNER_, STRANGER_ = Actor(team=TEAM, user=OWNER), Actor(team=TEAM, user=STRANGER)
ADMIN = Actor(team=TEAM, user=STRANGER, admin=True)
GUEST = Actor(team=TEAM, user=STRANGER, guest=True)
FOREIGN = Actor(team=OTHER_TEAM, user=OWNER, admin=True)
OUR_PEOPLE_ELSEWHERE = Actor(team=OTHER_TEAM, user=STRANGER)
NAMED = Actor(team=TEAM, user=STRANGER, admin=True, named_admin=True)
STAFF = Actor(team=TEAM, user=STRANGER, staff=True)
NO_LONGER_HERE = [
    Actor(team=TEAM, user=user, admin=True, named_admin=True, staff=True, active=False)
    for user in (OWNER, STRANGER)
]
GUESTS_WITH_TITLES = [
    replace(GUEST, admin=True),
    replace(GUEST, named_admin=True),
    replace(GUEST, staff=True),
]


@pytest.mark.parametrize(
    ("actor", "may"),
    [(OWNER_, True), (ADMIN, True), (STRANGER_, False), (GUEST, False), (FOREIGN, False)],
)
def test_the_owner_and_administrators_of_the_team_change_a_booking(
    actor: Actor, *, may: bool
) -> None:
    assert may_change(actor, a_booking()) is may
    assert may_cancel(actor, a_booking()) is may


@pytest.mark.parametrize(
    ("place", "from_elsewhere", "before_it"),
    [
        (Visibility.PUBLIC, {OWNER_, ADMIN, STRANGER_}, {OWNER_, ADMIN, STRANGER_, GUEST}),
        (Visibility.SHARED, {OWNER_, ADMIN}, {OWNER_, ADMIN, STRANGER_}),
        (Visibility.PRIVATE, {OWNER_, ADMIN}, {OWNER_, ADMIN, STRANGER_, GUEST}),
        (Visibility.DIRECT, {OWNER_, ADMIN}, {OWNER_, ADMIN, STRANGER_, GUEST}),
        (None, {OWNER_, ADMIN}, {OWNER_, ADMIN}),
    ],
)
def test_a_booking_is_read_by_whoever_can_read_its_card(
    place: Visibility | None, from_elsewhere: set[Actor], before_it: set[Actor]
) -> None:
    booking = a_booking(card=Card(channel="C1", ts="1.1", place=place) if place else None)
    everybody = {OWNER_, STRANGER_, ADMIN, GUEST, FOREIGN, OUR_PEOPLE_ELSEWHERE}
    for at, seen_by in (("", from_elsewhere), ("C2", from_elsewhere), ("C1", before_it)):
        assert {actor for actor in everybody if may_see(actor, booking, at=at)} == seen_by


def test_particulars_are_for_those_who_may_change_it() -> None:
    public = a_booking(card=Card(channel="C1", ts="1.1"))
    everybody = {OWNER_, STRANGER_, ADMIN, GUEST, FOREIGN}
    readers = {actor for actor in everybody if may_see_private_details(actor, public)}
    assert readers == {OWNER_, ADMIN}


def test_what_concerns_patients_is_changed_by_its_owner_and_whom_the_settings_name() -> None:
    everybody = {OWNER_, STRANGER_, ADMIN, NAMED, STAFF, GUEST, FOREIGN, *GUESTS_WITH_TITLES}
    for booking in (an_appointment(), a_cancellation()):
        assert {each for each in everybody if may_change(each, booking)} == {OWNER_, NAMED, STAFF}
        assert {each for each in everybody if may_cancel(each, booking)} == {OWNER_, NAMED, STAFF}
        assert {each for each in everybody if may_see(each, booking)} == {OWNER_, NAMED, STAFF}
        assert {each for each in everybody if may_see_private_details(each, booking)} == {OWNER_}
    assert not may_change(STAFF, a_booking()), "staff is staff for appointments alone"
    assert {each for each in everybody if handles_appointments(each)} == {NAMED, STAFF}


@pytest.mark.parametrize("place", list(Visibility))
def test_whoever_is_no_longer_here_may_do_nothing(place: Visibility) -> None:
    card = Card(channel="C1", ts="1.1", place=place)
    for actor in NO_LONGER_HERE:
        assert not handles_appointments(actor)
        for booking in one_of_each(card=card):
            rights = (may_change, may_cancel, may_see, may_see_private_details, is_owner)
            assert not any(has(actor, booking) for has in rights)
            assert not may_see(actor, booking, at="C1")


@pytest.mark.parametrize("actor", GUESTS_WITH_TITLES)
def test_a_guest_is_a_guest_whatever_else_is_said_of_them(actor: Actor) -> None:
    shared = Card(channel="C1", ts="1.1", place=Visibility.SHARED)
    for booking in one_of_each(card=shared):
        assert not may_change(actor, booking)
        assert not may_cancel(actor, booking)
        assert not may_see(actor, booking, at="C1")


def test_a_guest_sees_and_changes_their_own() -> None:
    own = Actor(team=TEAM, user=OWNER, guest=True)
    assert may_see(own, a_booking())
    assert may_change(own, a_booking())


def test_a_calendar_keeps_what_is_seen_from_anywhere_and_nobody_elses_appointment() -> None:
    card = Card(channel="C1", ts="1.1")
    everybody = {OWNER_, STRANGER_, ADMIN, GUEST, FOREIGN}
    keepers = {actor for actor in everybody if may_add_to_calendar(actor, a_booking(card=card))}
    assert keepers == {OWNER_, STRANGER_, ADMIN}
    assert {
        actor for actor in everybody if may_add_to_calendar(actor, an_appointment(card=card))
    } == {OWNER_}
    private = a_booking(card=Card(channel="C1", ts="1.1", place=Visibility.PRIVATE))
    assert {actor for actor in everybody if may_add_to_calendar(actor, private)} == {OWNER_, ADMIN}


@pytest.mark.parametrize(
    ("ref", "knows"),
    [("S-7K2M", {OWNER_, ADMIN, NAMED}), ("P-7K2M", {OWNER_, NAMED, STAFF})],
)
def test_that_a_booking_cannot_be_read_is_known_to_whom_it_concerns(
    ref: str, knows: set[Actor]
) -> None:
    unreadable = Unreadable(ref, owner=OWNER)
    people = {OWNER_, ADMIN, NAMED, STAFF, STRANGER_, GUEST, *NO_LONGER_HERE, *GUESTS_WITH_TITLES}
    assert {actor for actor in people if may_see_unreadable(actor, unreadable)} == knows
