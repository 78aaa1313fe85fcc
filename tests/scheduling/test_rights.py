"""Rights: who may change a booking, and who may read it."""

import pytest

from bot.scheduling.bookings import Card, Place
from bot.scheduling.rights import Actor, may_change, may_see, may_see_particulars
from tests.making import OTHER_TEAM, OWNER, STRANGER, TEAM, a_booking, an_appointment

OWNER_, STRANGER_ = Actor(team=TEAM, user=OWNER), Actor(team=TEAM, user=STRANGER)
ADMIN = Actor(team=TEAM, user=STRANGER, admin=True)
GUEST = Actor(team=TEAM, user=STRANGER, guest=True)
FOREIGN = Actor(team=OTHER_TEAM, user=OWNER, admin=True)
OUR_PEOPLE_ELSEWHERE = Actor(team=OTHER_TEAM, user=STRANGER)


@pytest.mark.parametrize(
    ("actor", "may"),
    [(OWNER_, True), (ADMIN, True), (STRANGER_, False), (GUEST, False), (FOREIGN, False)],
)
def test_the_owner_and_administrators_of_the_team_change_a_booking(
    actor: Actor, *, may: bool
) -> None:
    assert may_change(actor, a_booking()) is may


@pytest.mark.parametrize(
    ("place", "from_elsewhere", "before_it"),
    [
        (Place.PUBLIC, {OWNER_, ADMIN, STRANGER_}, {OWNER_, ADMIN, STRANGER_, GUEST}),
        (Place.SHARED, {OWNER_, ADMIN}, {OWNER_, ADMIN, STRANGER_}),
        (Place.PRIVATE, {OWNER_, ADMIN}, {OWNER_, ADMIN, STRANGER_, GUEST}),
        (Place.DIRECT, {OWNER_, ADMIN}, {OWNER_, ADMIN, STRANGER_, GUEST}),
        (None, {OWNER_, ADMIN}, {OWNER_, ADMIN}),
    ],
)
def test_a_booking_is_read_by_whoever_can_read_its_card(
    place: Place | None, from_elsewhere: set[Actor], before_it: set[Actor]
) -> None:
    booking = a_booking(card=Card(channel="C1", ts="1.1", place=place) if place else None)
    everybody = {OWNER_, STRANGER_, ADMIN, GUEST, FOREIGN, OUR_PEOPLE_ELSEWHERE}
    for at, seen_by in (("", from_elsewhere), ("C2", from_elsewhere), ("C1", before_it)):
        assert {actor for actor in everybody if may_see(actor, booking, at=at)} == seen_by


def test_particulars_are_for_those_who_may_change_it() -> None:
    public = a_booking(card=Card(channel="C1", ts="1.1"))
    everybody = {OWNER_, STRANGER_, ADMIN, GUEST, FOREIGN}
    readers = {actor for actor in everybody if may_see_particulars(actor, public)}
    assert readers == {OWNER_, ADMIN}


def test_particulars_of_what_is_confidential_are_for_its_owner_alone() -> None:
    everybody = {OWNER_, STRANGER_, ADMIN, GUEST, FOREIGN}
    readers = {actor for actor in everybody if may_see_particulars(actor, an_appointment())}
    assert readers == {OWNER_}


def test_a_guest_sees_and_changes_their_own() -> None:
    own = Actor(team=TEAM, user=OWNER, guest=True)
    assert may_see(own, a_booking())
    assert may_change(own, a_booking())
