"""Carrying out at CareValidate, against its stand-in: what each try comes to, and what follows."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Response
from pydantic import SecretStr

from bot.providers.carevalidate.adapter import CareValidate as Adapter
from bot.providers.transport import Transport
from bot.scheduling.jobs.appointments import AppointmentJobs
from bot.scheduling.jobs.base import ProviderJobs
from bot.scheduling.jobs.requests import CancellationJobs
from bot.scheduling.jobs.retries import SHORTEST_LOOK
from bot.scheduling.model.appointment import AppointmentBooking, AppointmentRequest, Location
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import (
    AnyRecord,
    Card,
    FailureReason,
    Record,
    State,
    UnconfirmedRequest,
    Visibility,
)
from bot.scheduling.model.transitions import begin_cancellation
from bot.scheduling.ports.work import Outcome, Postponed
from bot.scheduling.requests.cancellations import Cancellation, CancellationRequest
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Change, Watch
from bot.scheduling.tasks.slack import Announce, DirectMessage, ThreadReply
from bot.scheduling.tasks.work import Task
from bot.times.moment import Moment
from sandbox.http_server import json_response
from sandbox.providers import CareValidate, FaultSettings, Running, start
from tests.making import LAG, NOW, OWNER, STRANGER, TEAM, later
from tests.scheduling.jobs.bench import ANNOUNCE, Bench, after, announced, told

FREE = datetime(2027, 1, 21, 18, tzinfo=UTC)
INVITEE, REASON = "pat@patient.example", "moved to hospice"
DIRECT = Card(channel="D1", ts="1.1", place=Visibility.DIRECT)


class Counter(Bench):
    """Carries out the tasks of appointments, and of cancellations by id, at CareValidate."""

    def __init__(self, care: Running[CareValidate], transport: Transport) -> None:
        super().__init__()
        self.care = care
        self.adapter = Adapter(transport, api_key=SecretStr(care.provider.api_key))
        self._appointments = AppointmentJobs(
            self.adapter, self.context, select=lambda _: self.others
        )
        self._cancellations = CancellationJobs(self.adapter, self.context)

    def jobs(self, booking: Record, /) -> ProviderJobs[Any]:
        """Return the jobs of its kind."""
        by_id = isinstance(booking, CancellationRequest)
        return self._cancellations if by_id else self._appointments

    def request(self, **changes: Any) -> AppointmentRequest:
        """Return an order for a free start."""
        usual: dict[str, Any] = {
            "event_type_id": UUID(next(iter(self.care.provider.event_types))),
            "start": FREE,
            "zone": "America/Chicago",
            "location": Location.ZOOM,
            "email": INVITEE,
        }
        return AppointmentRequest(**{**usual, **changes})

    def appointment(self, **changes: Any) -> AppointmentBooking:
        """Return an appointment that was just asked for."""
        request = changes.pop("request", self.request())
        usual: dict[str, Any] = {
            "team": TEAM,
            "ref": "P-7K2M",
            "owner": OWNER,
            "moment": Moment.at(request.start, "America/Chicago"),
            "request": request,
            "channel": "",
            "card": DIRECT,
            "created": NOW,
        }
        return AppointmentBooking(**{**usual, **changes})

    def book(self, **changes: Any) -> AppointmentBooking:
        """Have an appointment booked."""
        booking = self.looked_up(self.appointment(**changes))
        return after(self.do(Book(), booking), booking)

    def looked_up_by_id(self, appointment_id: str) -> CancellationRequest:
        """Return a cancellation by id of which it is kept whether the appointment is listed."""
        wanted = a_cancellation(appointment_id)
        return after(self.do(Book(), wanted), wanted)

    def through(self, task: Task, booking: AnyRecord) -> tuple[AnyRecord, list[Task]]:
        """Carry a task out to its end, put the time forward to each try, return all that follows."""
        follows: list[Task] = []
        attempt, since = 1, self.now
        for _ in range(100):
            result = self.do(task, booking, attempt=attempt, since=since)
            booking = after(result, booking)
            follows += [due.task for due in result.then]
            again = [due for due in result.then if isinstance(due.task, Book)]
            if isinstance(result, Postponed):
                self.now, attempt = max(self.now, result.at), attempt + 1
            elif again:
                task, attempt, since = again[0].task, 1, again[0].at
                self.now = max(self.now, again[0].at)
            else:
                return booking, follows
        raise AssertionError(f"{task.kind} does not come to an end")

    @property
    def held(self) -> list[Any]:
        """What CareValidate has that is not canceled."""
        return [each for each in self.care.provider.appointments if not each.canceled]

    def posts(self) -> int:
        """Count the changes that were asked for."""
        return len([each for each in self.care.received if each.method == "POST"])


@pytest.fixture
def counter() -> Iterator[Counter]:
    with start(CareValidate(now=lambda: NOW), fault_settings=FaultSettings(retry_after=60)) as care:
        transport = Transport("CareValidate", base_url=care.base_url)
        with closing(transport):
            yield Counter(care, transport)


def a_cancellation(appointment_id: str, *, email: str = INVITEE) -> CancellationRequest:
    """Return a cancellation by id that was just asked for."""
    return CancellationRequest(
        team=TEAM,
        ref="C-7K2M",
        owner=OWNER,
        cancellation=Cancellation(appointment_id=appointment_id, email=email, reason=REASON),
        channel="",
        card=DIRECT,
        created=NOW,
    )


# Booking


def test_an_appointment_is_confirmed_and_kept(counter: Counter) -> None:
    booking = counter.book()
    assert booking.state is State.CONFIRMED
    assert booking.remote_id == counter.held[0].id
    assert booking.length == timedelta(minutes=30)
    assert booking.join_url


@pytest.mark.parametrize("fault", ["drop_after", "empty", "rubbish", "wrong_shape"])
def test_after_a_lost_answer_it_is_looked_up(counter: Counter, fault: str) -> None:
    booking = counter.looked_up(counter.appointment())
    counter.care.faults.set(fault, method="POST")
    result = counter.do(Book(), booking)
    assert isinstance(result, Postponed)
    waiting = after(result, booking)
    assert waiting.trouble is FailureReason.UNKNOWN
    done = after(counter.do(Book(), waiting, attempt=2), waiting)
    assert done.state is State.CONFIRMED
    assert counter.posts() == 1


def test_a_killed_process_books_once(counter: Counter) -> None:
    booking = counter.looked_up(counter.appointment())
    counter.do(Book(), booking)
    again = after(counter.do(Book(), booking, attempt=2), booking)
    assert again.state is State.CONFIRMED
    assert len(counter.held) == 1


def test_a_process_killed_behind_a_try_that_did_nothing_books_once(counter: Counter) -> None:
    booking = counter.looked_up(counter.appointment())
    counter.care.faults.set("429", method="POST")
    waiting = after(counter.do(Book(), booking), booking)
    counter.do(Book(), waiting, attempt=2)
    done = after(counter.do(Book(), waiting, attempt=3), waiting)
    assert done.state is State.CONFIRMED
    assert len(counter.held) == 1


def test_what_was_never_booked_is_not_taken_for_somebody_elses(counter: Counter) -> None:
    booking = counter.looked_up(counter.appointment(ref="P-0001"))
    counter.others = [counter.book(owner=STRANGER)]
    counter.care.faults.set("429", method="POST")
    waiting = after(counter.do(Book(), booking), booking)
    refused = after(counter.do(Book(), waiting, attempt=2), waiting)
    assert refused.state is State.FAILED
    assert "not a free slot" in refused.reason
    assert refused.remote_id == ""


def test_too_many_calls_wait_as_long_as_carevalidate_says(counter: Counter) -> None:
    booking = counter.looked_up(counter.appointment())
    counter.care.faults.set("429_seconds", method="POST")
    result = counter.do(Book(), booking)
    assert isinstance(result, Postponed)
    assert result.at >= later(seconds=60)


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("404", FailureReason.GONE),
        ("409", FailureReason.REFUSED),
        ("422", FailureReason.REFUSED),
    ],
)
def test_why_it_was_not_booked_is_kept_and_the_owner_told(
    counter: Counter, fault: str, trouble: FailureReason
) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.set(fault, method="POST")
    result = counter.do(Book(), wanted)
    booking = after(result, wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, trouble)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]


def test_a_no_under_a_good_status_is_believed_once_nothing_shows(counter: Counter) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.set("success_false", method="POST")
    waiting = after(counter.do(Book(), wanted), wanted)
    assert waiting.trouble is FailureReason.UNKNOWN
    counter.now += LAG
    refused = after(counter.do(Book(), waiting, attempt=2), waiting)
    assert (refused.state, refused.trouble) == (State.FAILED, FailureReason.REFUSED)
    assert counter.posts() == 1


def test_it_is_not_tried_past_its_own_time(counter: Counter) -> None:
    booking = counter.looked_up(counter.appointment())
    counter.care.faults.set("500", method="POST", times=9)
    counter.now = FREE - timedelta(seconds=1)
    assert isinstance(counter.do(Book(), booking, since=counter.now), Outcome)


# Canceling


def test_a_cancellation_is_announced_without_a_reason(counter: Counter) -> None:
    booking = begin_cancellation(counter.book())
    result = counter.do(Cancel(by=STRANGER, reason=REASON, tell_why=True), booking)
    assert after(result, booking).state is State.CANCELED
    assert announced(result) == [ANNOUNCE]
    assert told(result) == [(OWNER, EventType.CANCELED)]
    said = [
        due.task
        for due in result.then
        if isinstance(due.task, Announce | DirectMessage | ThreadReply)
    ]
    assert REASON not in str([task.model_dump() for task in said])
    assert counter.care.provider.appointments[0].reason == REASON


def test_after_a_lost_answer_a_cancellation_is_not_called_refused(counter: Counter) -> None:
    booking = begin_cancellation(counter.book())
    counter.care.faults.set("drop_after", method="POST")
    done, _ = counter.through(Cancel(by=OWNER), booking)
    assert done.state is State.CANCELED
    assert counter.posts() == 2


@pytest.mark.parametrize("fault", ["422", "success_false"])
def test_a_refused_cancellation_leaves_it_as_it_was(counter: Counter, fault: str) -> None:
    booking = begin_cancellation(counter.book())
    counter.care.faults.set(fault, method="POST")
    stands, follows = counter.through(Cancel(by=OWNER), booking)
    assert stands.state is State.CONFIRMED
    assert [task.news.what for task in follows if isinstance(task, DirectMessage)][-1:] == [
        EventType.NOT_CANCELED
    ]
    assert counter.posts() == 2


@pytest.mark.parametrize("looked", ["401", "404", "422", "500"])
def test_a_refusal_is_no_cancellation_while_nobody_may_look(counter: Counter, looked: str) -> None:
    booking = begin_cancellation(counter.book())
    counter.care.faults.set("422", method="POST")
    counter.care.faults.set(looked, method="GET")
    result = counter.do(Cancel(by=OWNER), booking, attempt=2)
    assert isinstance(result, Postponed)
    assert len(counter.held) == 1


def test_canceling_what_was_refused_meanwhile_cancels_nobody_elses(counter: Counter) -> None:
    booking = counter.looked_up(counter.appointment(ref="P-0001"))
    counter.others = [counter.book(owner=STRANGER)]
    canceling = begin_cancellation(booking)
    refused = after(counter.do(Book(), booking), canceling)
    assert refused.state is State.CANCELING
    assert after(counter.do(Cancel(by=OWNER), refused), refused).state is State.CANCELED
    assert len(counter.held) == 1


def test_a_cancellation_overtakes_an_unheard_booking(counter: Counter) -> None:
    booking = counter.looked_up(counter.appointment())
    counter.care.faults.set("drop_after", method="POST")
    waiting = begin_cancellation(after(counter.do(Book(), booking), booking))
    heard = after(counter.do(Book(), waiting, attempt=2), waiting)
    assert after(counter.do(Cancel(by=OWNER), heard), heard).state is State.CANCELED
    assert counter.held == []


# What somebody else booked


def test_what_was_there_before_is_nobody_elses_doing(counter: Counter) -> None:
    counter.book(ref="P-0001")
    (theirs,) = counter.held
    booking = counter.looked_up(counter.appointment())
    assert isinstance(booking, AppointmentBooking)
    assert booking.there_before == (theirs.id,)
    theirs.id = theirs.id.upper()
    counter.care.faults.set("500", method="POST")
    lost = after(counter.do(Book(), booking), booking)
    refused = counter.do(Book(), lost, attempt=2)
    assert after(refused, lost).remote_id == ""
    assert counter.held == [theirs]


@pytest.mark.parametrize(
    "different",
    [
        {"email": "other@patient.example"},
        {"start": FREE + timedelta(minutes=30)},
        {"location": Location.WEBEX},
        {"event_type_id": "the other"},
        {"first_name": "Sam", "last_name": "Quillfeather"},
    ],
)
def test_what_differs_in_anything_is_not_ours(counter: Counter, different: dict[str, Any]) -> None:
    ours = counter.request(first_name="Pat", last_name="Quillfeather")
    booking = counter.looked_up(counter.appointment(request=ours))
    if "event_type_id" in different:
        different = {"event_type_id": UUID(list(counter.care.provider.event_types)[1])}
    theirs = counter.adapter.book(ours.model_copy(update=different))
    counter.care.faults.set("500", method="POST")
    lost = begin_cancellation(after(counter.do(Book(), booking), booking))
    counter.now += LAG
    done = after(counter.do(Book(), lost, attempt=2), lost)
    ended = after(counter.do(Cancel(by=OWNER), done), done)
    assert (ended.state, ended.remote_id, ended.never_booked) == (State.CANCELED, "", True)
    assert [each.id for each in counter.held] == [theirs.id]


def test_of_two_new_ones_nobody_can_tell_which_is_ours(counter: Counter) -> None:
    booking = counter.looked_up(counter.appointment())
    counter.care.faults.set("drop_after", method="POST")
    lost = after(counter.do(Book(), booking), booking)
    (made,) = counter.held
    counter.care.provider.appointments.append(replace(made, id=str(UUID(int=7))))
    result = counter.do(Book(), lost, attempt=2)
    failed = after(result, lost)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]
    canceling = lost.with_(state=State.CANCELING)
    given_up = counter.do(Cancel(by=OWNER), canceling)
    assert after(given_up, canceling).state is State.FAILED
    assert told(given_up) == [(OWNER, EventType.NOT_CANCELED)]
    assert len(counter.held) == 2


def test_an_answer_that_names_what_was_there_before_is_no_proof(counter: Counter) -> None:
    theirs = counter.adapter.book(counter.request())
    booking = counter.looked_up(counter.appointment())
    answer = json_response(200, {"success": True, "data": {"id": theirs.id.upper()}})
    counter.care.faults.answer(answer, method="POST")
    failed = after(counter.do(Book(), booking), booking)
    assert (failed.state, failed.trouble, failed.remote_id) == (
        State.FAILED,
        FailureReason.AMBIGUOUS,
        "",
    )


def test_what_another_booking_holds_is_not_taken_for_ours(counter: Counter) -> None:
    booking = counter.looked_up(counter.appointment())
    theirs = counter.book(ref="P-0001", owner=STRANGER)
    counter.others = [booking, theirs]
    counter.care.faults.set("500", method="POST")
    lost = after(counter.do(Book(), booking), booking)
    counter.now += LAG
    done = after(counter.do(Book(), lost, attempt=2), lost)
    assert done.remote_id == ""
    assert counter.posts() == 3


@pytest.mark.parametrize("left_out", ["email", "startDateTime"])
def test_what_does_not_say_enough_is_looked_at_again(counter: Counter, left_out: str) -> None:
    booking = counter.looked_up(counter.appointment())
    counter.care.faults.set("drop_after", method="POST")
    lost = after(counter.do(Book(), booking), booking)
    (made,) = counter.held
    said = {"id": made.id, "email": INVITEE, "startDateTime": FREE.isoformat()}
    del said[left_out]
    counter.care.faults.answer(json_response(200, {"data": [said]}), method="GET")
    assert isinstance(counter.do(Book(), lost, attempt=2), Postponed)
    assert after(counter.do(Book(), lost, attempt=3), lost).state is State.CONFIRMED


def test_what_nobody_looked_for_before_the_first_try_is_proven_by_nothing(counter: Counter) -> None:
    counter.book()
    result = counter.do(Book(again=True), counter.appointment())
    failed = after(result, counter.appointment())
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert len(counter.held) == 1


def test_a_refusal_after_a_lost_answer_is_no_proof(counter: Counter) -> None:
    booking = counter.looked_up(counter.appointment())
    counter.care.faults.set("drop_after", method="POST")
    lost = after(counter.do(Book(), booking), booking)
    not_listed_yet = json_response(200, {"data": []})
    counter.care.faults.answer(not_listed_yet, method="GET", times=2)
    missed = counter.do(Book(), lost, attempt=2)
    assert isinstance(missed, Postponed)
    assert (missed.at, counter.posts()) == (NOW + SHORTEST_LOOK, 1)
    lost = after(missed, lost)
    counter.now += LAG
    doubted = counter.do(Book(), lost, attempt=3)
    assert isinstance(doubted, Postponed), "it may be refused because of the first try"
    assert counter.posts() == 2
    lost = after(doubted, lost)
    done = after(counter.do(Book(), lost, attempt=4), lost)
    assert done.state is State.CONFIRMED
    counter.now += LAG
    counter.care.faults.answer(not_listed_yet, method="GET")
    nowhere = counter.do(Book(), lost, attempt=4)
    assert after(nowhere, lost).trouble is FailureReason.UNKNOWN, "never: not booked"


# By CareValidate's own id


def test_what_docket_did_not_book_is_canceled_and_announced(counter: Counter) -> None:
    held = counter.adapter.book(counter.request())
    done, follows = counter.through(Book(), a_cancellation(held.id))
    assert done.state is State.CANCELED
    assert [task.channel for task in follows if isinstance(task, Announce)] == [ANNOUNCE]
    assert counter.held == []


def test_by_id_after_a_lost_answer_it_is_looked_up(counter: Counter) -> None:
    held = counter.adapter.book(counter.request())
    counter.care.faults.set("drop_after", method="POST")
    done, _ = counter.through(Book(), a_cancellation(held.id))
    assert done.state is State.CANCELED
    assert counter.posts() == 2


def test_by_id_a_killed_process_is_not_called_refused(counter: Counter) -> None:
    wanted = counter.looked_up_by_id(counter.adapter.book(counter.request()).id)
    counter.do(Book(), wanted)
    assert after(counter.do(Book(), wanted, attempt=2), wanted).state is State.CANCELED
    assert counter.posts() == 2


@pytest.mark.parametrize("fault", ["drop_after", "429"])
def test_the_wrong_address_is_refused_whatever_came_before(counter: Counter, fault: str) -> None:
    held = counter.adapter.book(counter.request())
    wanted = a_cancellation(held.id, email="other@patient.example")
    counter.care.faults.set(fault, method="POST")
    failed, follows = counter.through(Book(), wanted)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.REFUSED)
    assert "not the invitee" in failed.reason
    assert not any(isinstance(task, Announce) for task in follows)
    assert len(counter.held) == 1


def test_an_unknown_id_is_not_called_canceled(counter: Counter) -> None:
    counter.care.faults.set("429", method="POST")
    wanted = a_cancellation("00000000-0000-0000-0000-000000000000")
    failed, _ = counter.through(Book(), wanted)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.GONE)


def test_an_unknown_id_may_be_canceled_where_an_answer_was_lost(counter: Counter) -> None:
    counter.care.faults.set("500", method="POST")
    wanted = a_cancellation("00000000-0000-0000-0000-000000000000")
    failed, _ = counter.through(Book(), wanted)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)


def test_what_carevalidate_says_is_canceled_already_and_lists_no_more_is_done(
    counter: Counter,
) -> None:
    held = counter.adapter.book(counter.request())
    counter.adapter.cancel(held.id, email=INVITEE)
    done, _ = counter.through(Book(), a_cancellation(held.id))
    assert done.state is State.CANCELED


def test_nothing_is_asked_for_by_id_while_nobody_says_what_is_listed(counter: Counter) -> None:
    held = counter.adapter.book(counter.request())
    counter.care.faults.set("500", method="GET")
    assert isinstance(counter.do(Book(), a_cancellation(held.id)), Postponed)
    assert counter.posts() == 1


def test_a_cancellation_is_tried_for_a_day(counter: Counter) -> None:
    wanted = counter.looked_up_by_id("a1")
    counter.care.faults.set("500", method="POST", times=9)
    assert isinstance(counter.do(Book(), wanted), Postponed)


def test_nothing_private_shows_when_values_are_printed(counter: Counter) -> None:
    printed = f"{counter.appointment()!r} {a_cancellation('a1')!r}"
    assert INVITEE not in printed
    assert REASON not in printed


def test_a_link_that_is_not_passed_on_is_told_to_the_owner(counter: Counter) -> None:
    answer = {"appointmentId": "a-1", "meetingLink": "https://meet.example\n"}
    booking = counter.looked_up(counter.appointment())
    counter.care.faults.answer(json_response(200, answer), method="POST")
    result = counter.do(Book(), booking)
    held = after(result, booking)
    assert (held.state, held.join_url) == (State.CONFIRMED, None)
    assert told(result) == [(OWNER, EventType.LINK_REFUSED)]


@pytest.fixture(params=[303, 401, 403])
def away(request: pytest.FixtureRequest) -> Response:
    """An answer that turns away whoever asks."""
    return Response(b"", request.param, {"Location": "https://sso.example/"})


@pytest.mark.parametrize("done", [True, False])
def test_what_was_turned_away_is_booked_where_it_shows_and_not_where_it_had_time_to(
    counter: Counter, away: Response, done: bool
) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.answer(away, done=done, method="POST")
    result = counter.do(Book(), wanted)
    booking = after(result, wanted)
    if not done:
        assert (booking.state, booking.trouble) == (State.BOOKING, FailureReason.UNKNOWN)
        counter.now += LAG
        booking = after(counter.do(Book(), booking, attempt=2), booking)
    assert booking.state is (State.CONFIRMED if done else State.FAILED)
    assert booking.trouble is (None if done else FailureReason.NOT_ALLOWED)
    assert sum(request.method == "POST" for request in counter.care.received) == 1


@pytest.mark.parametrize("done", [True, False])
def test_a_cancellation_that_was_turned_away_is_what_the_list_says_of_it(
    counter: Counter, away: Response, done: bool
) -> None:
    wanted = counter.looked_up(counter.appointment())
    booking = after(counter.do(Book(), wanted), wanted)
    assert booking.state is State.CONFIRMED
    counter.now += LAG
    canceling = begin_cancellation(booking)
    counter.care.faults.answer(away, done=done, method="POST")
    result = counter.do(Cancel(by=OWNER), canceling)
    ended = after(result, canceling)
    if not done:
        assert (ended.state, ended.trouble) == (State.CANCELING, FailureReason.UNKNOWN)
        counter.now += LAG
        result = counter.do(Cancel(by=OWNER), ended, attempt=2)
        ended = after(result, ended)
        assert told(result) == [(OWNER, EventType.NOT_CANCELED)]
    assert ended.state is (State.CANCELED if done else State.CONFIRMED)
    assert sum(request.method == "POST" for request in counter.care.received) == 2


# Work that changes nothing


def test_what_is_booked_is_not_booked_again(counter: Counter) -> None:
    booking = counter.book()
    assert counter.do(Book(), booking) == Outcome()
    assert len(counter.held) == counter.posts() == 1


def test_what_is_not_confirmed_is_not_looked_at(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book())
    asked = len(counter.care.received)
    assert counter.do(Watch(), canceling) == Outcome()
    assert len(counter.care.received) == asked


def test_of_what_has_begun_a_list_proves_nothing_by_not_showing_it(counter: Counter) -> None:
    booking = counter.book()
    counter.care.provider.appointments.clear()
    counter.now = FREE
    assert counter.do(Watch(), booking) == Outcome()


def test_an_appointment_is_never_moved(counter: Counter) -> None:
    booking = counter.book().with_(state=State.MOVING)
    later = Changes(moment=Moment.at(FREE + timedelta(hours=2), "America/Chicago"))
    result = counter.do(Change(by=OWNER, wanted=later), booking)
    stands = after(result, booking)
    assert (stands.state, stands.moment) == (State.CONFIRMED, booking.moment)
    assert told(result) == [(OWNER, EventType.NOT_CHANGED)]
    assert counter.posts() == 1


def test_a_cancellation_given_up_is_looked_for_to_its_end(counter: Counter) -> None:
    asked = UnconfirmedRequest(at=NOW)
    unknown = counter.book().with_(trouble=FailureReason.UNKNOWN, asked=asked)
    looking = Cancel(by=OWNER, looking=True)
    assert isinstance(counter.do(looking, unknown), Postponed)
    counter.care.provider.appointments[0].canceled = True
    counter.now = NOW + LAG
    assert after(counter.do(looking, unknown), unknown).state is State.CANCELED
    assert counter.posts() == 1
