"""What is in the way of a booking, who may know of which, and how somebody goes ahead nevertheless."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.scheduling.booking_service import BookingService
from bot.scheduling.conflicts import Conflict, HasConflicts, Override
from bot.scheduling.model.agent import AgentOrder, Call
from bot.scheduling.model.appointment import AppointmentOrder
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.busy_times import BusyTime, Part
from bot.scheduling.model.record import Card, FailureReason, State, Visibility
from bot.scheduling.model.rights import Actor
from bot.scheduling.model.session import Deponent, SessionOrder
from bot.scheduling.ports.store import Overlap, UsedKey
from bot.store.sql.store import SqlStore
from bot.times.moment import Moment
from tests.builders import (
    MOMENT,
    TEAM,
    Channels,
    Clock,
    a_booking,
    a_session,
    an_appointment,
)
from tests.scheduling.decisions import ADMIN, OWNER_, STRANGER_, order, settle
from tests.store.steps import add

HOST = "ana@firm.example"
DOE = Deponent(name="Jane Doe", email="jane@doe.example")
STAFF = Actor(team=TEAM, user="U8", staff=True)
PUBLIC = Card(channel="C1", ts="1.0")


def hosted(title: str, *, days: float = 0) -> SessionOrder:
    return order(title=title, hosts=(HOST,), days=days)


def of_doe(*, days: float = 0, title: str = "Deposition of Jane Doe") -> SessionOrder:
    return order(title=title, case="2026-CV-118", deponent=DOE, days=days)


def known(conflicts: list[Conflict]) -> list[tuple[str, set[Part], bool]]:
    return [(each.booking.ref, set(each.parts), each.visible) for each in conflicts]


def conflicts_of(service: BookingService, asked: SessionOrder, *, by: Actor) -> list[Conflict]:
    with pytest.raises(HasConflicts) as found:
        service.book(asked, by=by, key="conflicting")
    assert found.value.moment == asked.moment
    assert list(found.value.conflicts) == service.conflicts_of_order(asked, by=by)
    return list(found.value.conflicts)


def shown(conflicts: list[Conflict], reason: str = "") -> Override:
    return Override(reason=reason, shown=frozenset(each.token for each in conflicts))


def test_a_host_is_in_one_place_at_a_time(booking_service: BookingService) -> None:
    first = booking_service.book(hosted("One"), by=OWNER_, key="one")
    in_the_way = conflicts_of(booking_service, hosted("Two"), by=OWNER_)
    assert known(in_the_way) == [(first.ref, {Part.HOST}, True)]
    booking_service.book(hosted("Two", days=1), by=OWNER_, key="two")


def test_a_token_tells_nobody_which_booking_is_in_the_way_or_when(
    booking_service: BookingService,
) -> None:
    booking_service.book(hosted("One"), by=OWNER_, key="one")
    (conflict,) = conflicts_of(booking_service, hosted("Two"), by=STRANGER_)
    starts = MOMENT.instant
    taken = frozenset({BusyTime(Part.HOST, HOST, starts, starts, HOST)})
    guessed = conflict.booking.with_(created=conflict.booking.created - timedelta(microseconds=1))
    assert Overlap(booking=conflict.booking, taken=taken).token == conflict.token
    assert Overlap(booking=guessed, taken=taken).token != conflict.token


def test_whoever_goes_ahead_says_why_and_the_history_keeps_it(
    booking_service: BookingService,
) -> None:
    booking_service.book(hosted("One"), by=OWNER_, key="one")
    in_the_way = conflicts_of(booking_service, hosted("Two"), by=OWNER_)
    for short_of in (shown(in_the_way), Override(reason="Two rooms")):
        with pytest.raises(HasConflicts):
            booking_service.book(hosted("Two"), by=OWNER_, key="two", override=short_of)
    override = shown(in_the_way, "Two rooms")
    second = booking_service.book(hosted("Two"), by=OWNER_, key="two", override=override)
    said = [(each.what, each.text) for each in booking_service.history(second)]
    assert said == [("scheduled", ""), ("overrode a conflict", "Two rooms")]


def test_what_was_not_shown_is_asked_about_although_there_is_a_reason(
    booking_service: BookingService,
) -> None:
    booking_service.book(hosted("One"), by=OWNER_, key="one")
    seen = shown(conflicts_of(booking_service, hosted("Three"), by=OWNER_), "Two rooms")
    booking_service.book(hosted("Two"), by=STRANGER_, key="two", override=seen)
    with pytest.raises(HasConflicts) as found:
        booking_service.book(hosted("Three"), by=OWNER_, key="three", override=seen)
    assert len(found.value.conflicts) == 2


def test_a_reason_that_nothing_asks_for_is_not_kept(booking_service: BookingService) -> None:
    booking = booking_service.book(
        hosted("One"), by=OWNER_, key="one", override=Override(reason="Two rooms")
    )
    assert [each.what for each in booking_service.history(booking)] == ["scheduled"]


def test_the_same_form_sent_twice_is_no_conflict(booking_service: BookingService) -> None:
    booking_service.book(hosted("One"), by=OWNER_, key="one")
    with pytest.raises(UsedKey):
        booking_service.book(hosted("One"), by=OWNER_, key="one")


def test_the_very_same_session_is_told_by_title_case_and_start(
    booking_service: BookingService,
) -> None:
    first = booking_service.book(order(case="26-CV-1"), by=OWNER_, key="one")
    again = conflicts_of(booking_service, order(case="26 CV 1"), by=OWNER_)
    assert known(again) == [(first.ref, {Part.TITLE}, True)]
    booking_service.book(order(case="26-CV-2"), by=OWNER_, key="two")


def test_of_what_somebody_may_not_see_nothing_is_known_but_that_it_overlaps(
    booking_service: BookingService,
) -> None:
    hidden = booking_service.book(hosted("One"), by=OWNER_, key="one")
    (found,) = conflicts_of(booking_service, hosted("Two"), by=STRANGER_)
    assert (found.visible, found.movable, found.admins) == (False, False, frozenset({"U9"}))
    (found,) = booking_service.conflicts_of_order(hosted("Two"), by=ADMIN)
    assert (found.visible, found.booking.ref) == (True, hidden.ref)


def test_who_sees_only_the_card_learns_of_the_deponent_and_not_of_hosts(
    booking_service: BookingService, store: SqlStore, channels: Channels
) -> None:
    asked = order(title="One", deponent=DOE, hosts=(HOST,))
    first = booking_service.book(asked, by=OWNER_, key="one")
    settle(store, first, card=PUBLIC)
    same_host = booking_service.conflicts_of_order(hosted("Two"), by=STRANGER_)
    assert known(same_host) == [(first.ref, {Part.HOST}, False)]
    same = order(title="Two", deponent=DOE, hosts=(HOST,))
    both = booking_service.conflicts_of_order(same, by=STRANGER_)
    assert known(both) == [(first.ref, {Part.DEPONENT}, True)]
    other_name = order(title="Two", deponent=DOE.with_(name="J. Roe"))
    by_address = booking_service.conflicts_of_order(other_name, by=STRANGER_)
    assert known(by_address) == [(first.ref, {Part.DEPONENT}, False)]
    channels.said["C1"] = Visibility.PRIVATE
    assert [each.visible for each in booking_service.conflicts_of_order(same, by=STRANGER_)] == [
        False
    ]


def test_a_move_is_guarded_but_not_against_itself(
    booking_service: BookingService, store: SqlStore
) -> None:
    first = settle(store, booking_service.book(hosted("One"), by=OWNER_, key="one"))
    second = settle(store, booking_service.book(hosted("Two", days=1), by=OWNER_, key="two"))
    half_an_hour_later = Moment.at(MOMENT.instant + timedelta(minutes=30), MOMENT.zone)
    onto_itself, onto_the_first = Changes(moment=half_an_hour_later), Changes(moment=MOMENT)
    assert booking_service.conflicts_of_change(first.ref, onto_itself, by=OWNER_) == []
    found = booking_service.conflicts_of_change(second.ref, onto_the_first, by=OWNER_)
    assert known(found) == [(first.ref, {Part.HOST}, True)]
    with pytest.raises(HasConflicts):
        booking_service.change(second.ref, onto_the_first, by=OWNER_, key="move")
    override = shown(found, "Back to back")
    moved = booking_service.change(
        second.ref, onto_the_first, by=OWNER_, key="move", override=override
    )
    assert moved.state is State.MOVING
    assert booking_service.history(moved)[-1].text == "Back to back"


def test_nobody_learns_what_is_in_the_way_of_a_booking_that_they_may_not_change(
    booking_service: BookingService,
) -> None:
    booking_service.book(hosted("One"), by=OWNER_, key="one")
    second = booking_service.book(hosted("Two", days=1), by=OWNER_, key="two")
    onto_the_first = Changes(moment=MOMENT)
    assert booking_service.conflicts_of_change(second.ref, onto_the_first, by=STRANGER_) == []
    assert booking_service.conflicts_of_change("S-0000", onto_the_first, by=OWNER_) == []


def test_a_title_that_would_make_it_the_very_same_session_is_guarded(
    booking_service: BookingService, store: SqlStore
) -> None:
    first = booking_service.book(order(title="Doe, volume 1"), by=OWNER_, key="one")
    second = settle(store, booking_service.book(order(title="Roe"), by=OWNER_, key="two"))
    renamed = Changes(title="Doe, Volume 1")
    found = booking_service.conflicts_of_change(second.ref, renamed, by=OWNER_)
    assert known(found) == [(first.ref, {Part.TITLE}, True)]
    with pytest.raises(HasConflicts):
        booking_service.change(second.ref, renamed, by=OWNER_, key="rename")
    assert booking_service.conflicts_of_change(second.ref, Changes(title="Roe"), by=OWNER_) == []


def test_who_is_in_two_places_is_named_as_they_were_entered(
    booking_service: BookingService,
) -> None:
    other = "Omar@Firm.example"
    there = order(title="One", hosts=(HOST, other), deponent=DOE, interpreter="Ms. Dana Ito")
    booking_service.book(there, by=OWNER_, key="one")
    asked = order(
        title="Two",
        hosts=("new@firm.example", "omar@firm.example", HOST.upper()),
        deponent=Deponent(name="DOE, Jane", email="other@doe.example"),
        interpreter="Ito Dana (Spanish)",
    )
    for by in (OWNER_, STRANGER_):
        (found,) = booking_service.conflicts_of_order(asked, by=by)
        assert found.names == {
            Part.HOST: [HOST.upper(), "omar@firm.example"],
            Part.DEPONENT: ["DOE, Jane"],
            Part.INTERPRETER: ["Ito Dana (Spanish)"],
        }


def test_what_is_tried_again_is_guarded(booking_service: BookingService, store: SqlStore) -> None:
    refused = a_booking(
        session=a_session(title="One", hosts=(HOST,)),
        state=State.FAILED,
        trouble=FailureReason.REFUSED,
    )
    add(store, refused)
    taken = booking_service.book(hosted("Two"), by=OWNER_, key="two")
    with pytest.raises(HasConflicts):
        booking_service.book_again(refused.ref, hosted("One"), by=OWNER_, key="again")
    found = booking_service.conflicts_of_order(hosted("One"), by=OWNER_, ref=refused.ref)
    assert known(found) == [(taken.ref, {Part.HOST}, True)]
    again = booking_service.book_again(
        refused.ref, hosted("One"), by=OWNER_, key="again", override=shown(found, "Two rooms")
    )
    assert again.state is State.BOOKING


def test_the_same_case_and_deponent_within_days_is_asked_about_once(
    booking_service: BookingService, store: SqlStore
) -> None:
    first = settle(store, booking_service.book(of_doe(), by=OWNER_, key="one"))
    alike = conflicts_of(booking_service, of_doe(days=3), by=OWNER_)
    assert known(alike) == [(first.ref, {Part.MATTER}, True)]
    assert [(each.is_look_alike, each.movable) for each in alike] == [(True, True)]
    booking_service.book(of_doe(days=3), by=OWNER_, key="two", override=shown(alike))
    booking_service.book(of_doe(days=30), by=OWNER_, key="three")
    other_case = order(days=4, case="2026-CV-119", deponent=DOE)
    booking_service.book(other_case, by=OWNER_, key="four")


def test_nobody_is_asked_who_wants_the_same_again(booking_service: BookingService) -> None:
    booking_service.book(of_doe(), by=OWNER_, key="one")
    day_2 = booking_service.book(
        of_doe(days=1), by=OWNER_, key="two", override=Override(repeats=True)
    )
    assert day_2.state is State.BOOKING
    with pytest.raises(HasConflicts) as found:
        booking_service.book(
            of_doe(days=1), by=OWNER_, key="three", override=Override(repeats=True)
        )
    assert all(not each.is_look_alike for each in found.value.conflicts)


def test_of_several_that_look_alike_the_nearest_that_can_be_moved_is_asked_about(
    booking_service: BookingService, store: SqlStore
) -> None:
    far = settle(store, booking_service.book(of_doe(), by=OWNER_, key="one"))
    near = of_doe(days=2)
    alike = conflicts_of(booking_service, near, by=OWNER_)
    booking_service.book(near, by=OWNER_, key="two", override=shown(alike))
    asked = booking_service.conflicts_of_order(of_doe(days=3), by=OWNER_)
    assert known(asked) == [(far.ref, {Part.MATTER}, True)], "the other isn't confirmed yet"


def test_nobody_is_asked_about_what_they_may_not_see_or_what_is_over(
    booking_service: BookingService, clock: Clock
) -> None:
    booking_service.book(of_doe(), by=OWNER_, key="one")
    assert booking_service.conflicts_of_order(of_doe(days=3), by=STRANGER_) == []
    clock.now = MOMENT.instant
    assert booking_service.conflicts_of_order(of_doe(days=3), by=OWNER_) == []


def test_a_colleague_is_asked_about_what_they_see_but_cannot_move(
    booking_service: BookingService, store: SqlStore
) -> None:
    settle(store, booking_service.book(of_doe(), by=OWNER_, key="one"), card=PUBLIC)
    (found,) = booking_service.conflicts_of_order(of_doe(days=3), by=STRANGER_)
    assert (found.is_look_alike, found.visible, found.movable) == (True, True, False)


def test_what_overlaps_may_be_meant_as_a_move_as_well(
    booking_service: BookingService, store: SqlStore
) -> None:
    first = settle(store, booking_service.book(of_doe(), by=OWNER_, key="one"))
    in_an_hour = of_doe(days=0.5 / 24, title="Doe, continued")
    found = booking_service.conflicts_of_order(in_an_hour, by=OWNER_)
    expected = [(first.ref, {Part.DEPONENT}, True), (first.ref, {Part.MATTER}, True)]
    assert known(found) == expected


def test_one_agent_joins_a_call_at_a_time(booking_service: BookingService) -> None:
    call = Call(join_url="https://zoom.example/j/1", on_behalf_of="ana@firm.example")
    asked = AgentOrder(call=call, moment=MOMENT, channel="C1")
    booking_service.book(asked, by=OWNER_, key="one")
    with pytest.raises(HasConflicts) as found:
        booking_service.book(asked, by=OWNER_, key="two")
    assert [set(each.parts) for each in found.value.conflicts] == [{Part.CALL}]


def test_an_invitee_has_one_appointment_at_a_time(booking_service: BookingService) -> None:
    wanted = an_appointment()
    asked = AppointmentOrder(request=wanted.request, moment=wanted.moment, channel="")
    first = booking_service.book(asked, by=OWNER_, key="one")
    with pytest.raises(HasConflicts) as found:
        booking_service.book(asked, by=OWNER_, key="two")
    (own,) = found.value.conflicts
    assert (own.booking.ref, own.visible, own.movable) == (first.ref, True, False)


def test_that_an_invitee_has_another_appointment_is_told_as_it_is_typed_to_who_handles_those_alone(
    booking_service: BookingService,
) -> None:
    wanted = an_appointment()
    asked = AppointmentOrder(request=wanted.request, moment=wanted.moment, channel="")
    booking_service.book(asked, by=OWNER_, key="one")
    with pytest.raises(HasConflicts) as found:
        booking_service.book(asked, by=STAFF, key="two")
    assert [(each.parts, each.visible) for each in found.value.conflicts] == [
        (frozenset({Part.INVITEE}), False)
    ]
    assert len(booking_service.conflicts_of_order(asked, by=STAFF)) == 1
    administrator = replace(ADMIN, user="U9")
    for number, other in enumerate((STRANGER_, administrator)):
        assert booking_service.conflicts_of_order(asked, by=other) == []
        with pytest.raises(HasConflicts) as found:
            booking_service.book(asked, by=other, key=f"other {number}")
        hidden = list(found.value.conflicts)
        assert {(each.visible, each.handled) for each in hidden} == {(False, False)}
        override = shown(hidden, "Two doctors")
        again = booking_service.conflicts_of_order(asked, by=other, shown=override.shown)
        assert again == hidden, "what was shown stays as it is typed on"
        booking_service.book(asked, by=other, key=f"other {number}", override=override)


def test_times_are_written_as_who_reads_them_writes_times(booking_service: BookingService) -> None:
    booking_service.book(hosted("One"), by=OWNER_, key="one")
    (found,) = booking_service.conflicts_of_order(hosted("Two"), by=OWNER_)
    assert isinstance(found.booking, Booking)
    assert found.booking.reader.zone == OWNER_.reader.zone
