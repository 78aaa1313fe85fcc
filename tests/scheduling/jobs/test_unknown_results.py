"""Carrying out at Prevail beside what others booked there: theirs is never taken for ours."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.scheduling.jobs.retries import SHORTEST_LOOK
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.codec import STORED_BOOKING
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.session import Deponent, SessionBooking
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.work import Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Change, Watch
from bot.scheduling.tasks.work import TASK
from bot.times.moment import Moment
from sandbox.http_server import json_response
from sandbox.providers.prevail import Session
from sandbox.providers.prevail import State as TheirState
from tests.making import LAG, MOMENT, NOW, OWNER, a_booking, a_session, later
from tests.scheduling.jobs.bench import Counter, after, by_request, told, troubles

DOE = "doe-v-acme"
FULL: dict[str, Any] = {
    "case": "123",
    "deponent": Deponent(name="Jane Doe", email="Jane@doe.example"),
    "hosts": ("host@firm.example",),
    "invitees": ("Ruiz@firm.example",),
}


def named(**changes: Any) -> SessionBooking:
    """Return a booking whose link name a person chose."""
    session = a_session(**{**FULL, "link_name": DOE, **changes})
    return a_booking(session=session, remote_session_id=DOE, secret_id=False)


def requested(**changes: Any) -> SessionBooking:
    """Return a booking that is to be requested, whose name Docket chose."""
    return a_booking(session=a_session(**{**FULL, **changes}))


def strangers(counter: Counter, ours: SessionBooking, **different: Any) -> Session:
    """Have somebody else book at Prevail what is like ours; `different` are its session's values."""
    theirs = ours.with_(
        ref="S-0001",
        moment=different.pop("moment", ours.moment),
        session=ours.session.model_copy(update=different),
        remote_session_id="their-own" if ours.secret_id else ours.remote_session_id,
        there_before=(),
    )
    counter.do(Book(), theirs)
    return counter.prevail.provider.sessions[-1]


def lost(counter: Counter, booking: SessionBooking, *, fault: str = "500") -> SessionBooking:
    """Have a try's answer get lost."""
    counter.prevail.faults.set(fault, method="POST")
    result = counter.do(Book(), booking)
    assert isinstance(result, Postponed)
    return after(result, booking)


def untouched(counter: Counter, theirs: Session, booking: Booking) -> bool:
    """Say whether nothing was asked of a session but its name, and nothing of it was kept."""
    kept = booking.model_dump_json()
    return (
        counter.count("PATCH") == 0
        and theirs.state in {TheirState.READY, TheirState.INITIAL}
        and (theirs.url or "https://") not in kept
        and f'"request_id":{theirs.request_id}' not in kept
    )


# Names


@pytest.mark.parametrize("days", [-1, 0, 1, 400])
def test_a_name_that_is_taken_is_seen_before_anything_is_asked_for(
    counter: Counter, days: int
) -> None:
    then = Moment.at(later(days=days), "UTC")
    theirs = strangers(counter, named(), moment=then)
    posts = counter.count("POST")
    result = counter.do(Book(), named())
    refused = after(result, named())
    assert (refused.state, refused.trouble, refused.reason) == (
        State.FAILED,
        FailureReason.NAME_TAKEN,
        "",
    )
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]
    assert counter.count("POST") == posts
    assert untouched(counter, theirs, refused)


def test_while_nobody_answers_whether_it_is_taken_nothing_is_asked_for(counter: Counter) -> None:
    counter.prevail.faults.set("500", method="GET")
    result = counter.do(Book(), named())
    assert isinstance(result, Postponed)
    waiting = after(result, named())
    assert counter.count("POST") == 0
    assert counter.book(waiting).state is State.CONFIRMED


@pytest.mark.parametrize(
    ("fault", "trouble"), [("401", FailureReason.NOT_ALLOWED), ("422", FailureReason.REFUSED)]
)
def test_where_nobody_may_look_whether_it_is_taken_it_is_not_booked(
    counter: Counter, fault: str, trouble: FailureReason
) -> None:
    counter.prevail.faults.set(fault, method="GET")
    failed = after(counter.do(Book(), named()), named())
    assert (failed.state, failed.trouble) == (State.FAILED, trouble)
    assert counter.count("POST") == 0


def test_a_free_name_is_kept_as_free_before_it_is_asked_for(counter: Counter) -> None:
    looked = counter.looked_up(named())
    assert isinstance(looked, SessionBooking)
    assert looked.there_before == ()
    assert counter.count("POST") == 0
    assert after(counter.do(Book(), looked), looked).state is State.CONFIRMED


@pytest.mark.parametrize("fault", ["drop_after", "empty", "rubbish"])
def test_what_agrees_in_everything_under_a_name_that_was_free_is_ours(
    counter: Counter, fault: str
) -> None:
    waiting = lost(counter, counter.looked_up(named()), fault=fault)
    done = after(counter.do(Book(), waiting, attempt=2), waiting)
    assert done.state is State.CONFIRMED
    assert done.join_url
    assert (counter.count("POST"), counter.count("PATCH")) == (1, 0)


DIFFERENT: list[dict[str, Any]] = [
    {"title": "Deposition of Jane Roe"},
    {"case": "124"},
    {"case": ""},
    {"duration": timedelta(hours=2)},
    {"invitees": ()},
    {"invitees": ("ruiz@firm.example", "x@firm.example")},
    {"invitees": ("other@firm.example",)},
    {"hosts": ()},
    {"deponent": None},
    {"deponent": Deponent(name="Jane Doe", email="other@doe.example")},
    {"moment": Moment.at(MOMENT.instant + timedelta(minutes=15), "UTC")},
    {"moment": Moment.at(MOMENT.instant + timedelta(days=30), "UTC")},
]


@pytest.fixture(params=DIFFERENT)
def different(request: pytest.FixtureRequest) -> dict[str, Any]:
    """In what somebody else's session differs."""
    return dict(request.param)


def test_a_strangers_session_is_not_taken_for_ours_after_a_lost_answer(
    counter: Counter, different: dict[str, Any]
) -> None:
    waiting = lost(counter, counter.looked_up(named()))
    theirs = strangers(counter, named(), **different)
    result = counter.do(Book(), waiting, attempt=2)
    failed = after(result, waiting)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert troubles(result) == [FailureReason.AMBIGUOUS]
    assert untouched(counter, theirs, failed)


@pytest.mark.parametrize("different", [{}, *DIFFERENT])
def test_nor_where_nobody_looked_before_the_first_try(
    counter: Counter, different: dict[str, Any]
) -> None:
    theirs = strangers(counter, named(), **different)
    for task, attempt in ((Book(again=True), 1), (Book(), 2)):
        failed = after(counter.do(task, named(), attempt=attempt), named())
        assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
        assert untouched(counter, theirs, failed)


@pytest.mark.parametrize("different", [{}, *DIFFERENT])
@pytest.mark.parametrize("status", ["422", "409"])
def test_after_a_refusal_at_first_a_cancellation_asks_for_nothing(
    counter: Counter, status: str, different: dict[str, Any]
) -> None:
    looked = counter.looked_up(named())
    theirs = strangers(counter, named(), **different)
    counter.prevail.faults.set(status, method="POST")
    canceling = begin_cancellation(looked)
    refused = after(counter.do(Book(), looked), canceling)
    assert refused.state is State.CANCELING
    counter.prevail.received.clear()
    done = after(counter.do(Cancel(by=OWNER), refused), refused)
    assert (done.state, done.never_booked) == (State.CANCELED, True)
    assert counter.prevail.received == []
    assert theirs.state is TheirState.READY


def test_a_refusal_behind_tries_that_did_nothing_is_one_at_first(counter: Counter) -> None:
    looked = counter.looked_up(named())
    counter.prevail.faults.set("429", method="POST")
    waiting = after(counter.do(Book(), looked), looked)
    theirs = strangers(counter, named())
    result = counter.do(Book(), waiting, attempt=2)
    refused = after(result, waiting)
    assert (refused.state, refused.trouble) == (State.FAILED, FailureReason.REFUSED)
    assert untouched(counter, theirs, refused)


def test_a_cancellation_during_an_outage_ends_nobody_elses(
    counter: Counter, different: dict[str, Any]
) -> None:
    waiting = begin_cancellation(lost(counter, counter.looked_up(named())))
    theirs = strangers(counter, named(), **different)
    counter.prevail.faults.set("500", method="GET")
    later_on = after(counter.do(Book(), waiting, attempt=2), waiting)
    unproven = after(counter.do(Book(), later_on, attempt=3), later_on)
    assert (unproven.state, unproven.trouble) == (State.CANCELING, FailureReason.AMBIGUOUS)
    result = counter.do(Cancel(by=OWNER), unproven)
    ended = after(result, unproven)
    assert (ended.state, ended.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert told(result) == [(OWNER, EventType.NOT_CANCELED)]
    assert untouched(counter, theirs, ended)


def test_a_cancellation_after_a_lost_answer_ends_what_is_ours(counter: Counter) -> None:
    waiting = begin_cancellation(lost(counter, counter.looked_up(named()), fault="drop_after"))
    found = after(counter.do(Book(), waiting, attempt=2), waiting)
    done = after(counter.do(Cancel(by=OWNER), found), found)
    assert (done.state, done.never_booked) == (State.CANCELED, False)
    assert counter.states == [TheirState.CANCELED]


def test_what_does_not_say_enough_is_looked_at_again(counter: Counter) -> None:
    waiting = lost(counter, counter.looked_up(named()), fault="drop_after")
    counter.prevail.faults.set("missing_fields", method="GET", times=2)
    result = counter.do(Book(), waiting, attempt=2)
    assert isinstance(result, Postponed)
    assert after(counter.do(Book(), waiting, attempt=3), waiting).state is State.CONFIRMED


def test_a_refusal_after_a_lost_answer_is_doubted_until_lists_have_caught_up(
    counter: Counter,
) -> None:
    ours = a_booking()
    waiting = lost(counter, ours, fault="drop_after")
    nothing = json_response(200, {"sessions": []})
    counter.prevail.faults.answer(nothing, method="GET", times=1)
    counter.now += LAG
    doubted = counter.do(Book(), waiting, attempt=2)
    assert isinstance(doubted, Postponed), "it may be refused because of the first try"
    assert doubted.at == counter.now + SHORTEST_LOOK
    unheard = after(doubted, waiting)
    assert unheard.trouble is FailureReason.UNKNOWN
    found = counter.do(Book(), unheard, attempt=3)
    assert after(found, unheard).state is State.CONFIRMED
    counter.now += LAG
    counter.prevail.faults.answer(nothing, method="GET", times=2)
    nowhere = counter.do(Book(), unheard, attempt=3)
    failed = after(nowhere, unheard)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN), (
        "never: not booked"
    )
    assert [due.task for due in nowhere.then if due.at > counter.now] == [Watch()]
    assert counter.count("POST") == 2


@pytest.mark.parametrize("tried_before", [False, True])
def test_a_name_that_has_become_anothers_is_not_changed_or_canceled(
    counter: Counter, tried_before: bool
) -> None:
    ours = counter.book(named())
    counter.prevail.provider.sessions.clear()
    theirs = strangers(counter, named())
    theirs.request_id = 77
    attempt = 2 if tried_before else 1
    moving, canceling = begin_change(ours), begin_cancellation(ours)
    change = Change(by=OWNER, wanted=Changes(title="Mine now"))
    for task, asked in ((change, moving), (Cancel(by=OWNER), canceling)):
        result = counter.do(task, asked, attempt=attempt)
        assert after(result, asked).state is State.CONFIRMED
        assert troubles(result) == [FailureReason.AMBIGUOUS]
    assert counter.count("PATCH") == 0
    assert theirs.state is TheirState.READY


def test_a_name_whose_next_owner_has_canceled_too_is_there_no_more(counter: Counter) -> None:
    ours = counter.book(named())
    counter.prevail.provider.sessions.clear()
    strangers(counter, named(), title="Theirs").state = TheirState.CANCELED
    canceling = begin_cancellation(ours)
    result = counter.do(Cancel(by=OWNER), canceling)
    assert isinstance(result, Postponed), "lists lag"
    waiting = after(result, canceling)
    counter.now += LAG
    done = counter.do(Cancel(by=OWNER), waiting, attempt=2)
    assert after(done, waiting).state is State.CANCELED


def test_a_list_that_is_not_found_says_nothing_of_what_is_in_it(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book(named()))
    counter.prevail.faults.set("404", method="GET")
    result = counter.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CONFIRMED
    assert troubles(result) == [FailureReason.NOT_ALLOWED]
    assert counter.states == [TheirState.READY]


def test_an_id_stored_before_ids_were_secret_is_treated_as_one_that_people_chose(
    counter: Counter,
) -> None:
    guessable = a_booking(remote_session_id="deposition-s-7k2m", secret_id=False)
    theirs = strangers(counter, guessable, title="Another")
    failed = after(counter.do(Book(), guessable, attempt=2), guessable)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert untouched(counter, theirs, failed)


def test_one_stored_before_there_were_secret_ids_is_read_as_it_was() -> None:
    stored = json.loads(a_booking(remote_session_id="deposition-s-7k2m").model_dump_json())
    for new in ("secret_id", "there_before", "tries_known", "asked", "never_booked"):
        del stored[new]
    read = STORED_BOOKING.validate_python(stored)
    assert isinstance(read, SessionBooking)
    assert (read.secret_id, read.there_before, read.tries_known) == (False, None, 0)
    assert TASK.validate_json('{"kind": "schedule", "again": true}') == Book(again=True)


# Requests


@by_request
def test_an_answer_that_names_what_was_there_before_is_no_proof(counter: Counter) -> None:
    theirs = strangers(counter, requested())
    looked = counter.looked_up(requested())
    answer = json_response(
        200, {"requests": [{"id": theirs.request_id, "session_state": "initial"}]}
    )
    counter.prevail.faults.answer(answer, method="POST")
    failed = after(counter.do(Book(), looked), looked)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)


@by_request
def test_what_is_requested_already_is_kept_before_anything_is_asked_for(counter: Counter) -> None:
    same = strangers(counter, requested())
    strangers(counter, requested(), title="Another")
    later_in_a_day = strangers(counter, requested(), duration=timedelta(hours=3))
    posts = counter.count("POST")
    looked = counter.looked_up(requested())
    assert isinstance(looked, SessionBooking)
    assert looked.there_before == (str(same.request_id), str(later_in_a_day.request_id))
    assert counter.count("POST") == posts


@by_request
def test_a_colleagues_request_is_not_taken_for_ours(counter: Counter) -> None:
    theirs = strangers(counter, requested())
    waiting = lost(counter, counter.looked_up(requested()))
    done = tried_twice(counter, waiting)
    assert done.state is State.REQUESTED
    assert untouched(counter, theirs, done)
    assert [session.request_id for session in counter.prevail.provider.sessions] == [1, 2]


@by_request
def test_a_new_request_that_differs_is_not_taken_for_ours(
    counter: Counter, different: dict[str, Any]
) -> None:
    waiting = lost(counter, counter.looked_up(requested()))
    theirs = strangers(counter, requested(), **different)
    done = tried_twice(counter, waiting)
    assert done.state is State.REQUESTED
    assert untouched(counter, theirs, done)


@by_request
def test_the_one_new_request_that_agrees_in_everything_is_ours(counter: Counter) -> None:
    strangers(counter, requested())
    waiting = lost(counter, counter.looked_up(requested()), fault="drop_after")
    done = after(counter.do(Book(), waiting, attempt=2), waiting)
    assert isinstance(done, SessionBooking)
    assert done.booked
    assert done.booked.request_id == 2
    assert counter.count("POST") == 2


@by_request
def test_of_two_new_requests_nobody_can_tell_which_is_ours(counter: Counter) -> None:
    waiting = lost(counter, counter.looked_up(requested()), fault="drop_after")
    (made,) = counter.prevail.provider.sessions
    counter.prevail.provider.sessions.append(replace(made, request_id=2))
    result = counter.do(Book(), waiting, attempt=2)
    failed = after(result, waiting)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]
    assert counter.count("POST") == 1


@by_request
def test_a_request_that_another_booking_holds_is_not_taken_for_ours(counter: Counter) -> None:
    waiting = lost(counter, counter.looked_up(requested()))
    theirs = counter.book(requested().with_(ref="S-0001"))
    counter.others = [waiting, theirs]
    done = tried_twice(counter, waiting)
    assert isinstance(done, SessionBooking)
    assert done.booked
    assert done.booked.request_id == 2


@by_request
def test_of_two_like_orders_whose_answers_are_lost_the_earlier_takes_what_there_is(
    counter: Counter,
) -> None:
    early = lost(counter, counter.looked_up(requested()))
    late = counter.looked_up(requested().with_(ref="S-9ZZZ"))
    late = lost(counter, late, fault="drop_after")
    counter.others = [early, late]
    assert isinstance(counter.do(Book(), late, attempt=2), Postponed)
    first = after(counter.do(Book(), early, attempt=2), early)
    counter.others = [first, late]
    second = tried_twice(counter, late)
    for number, booking in enumerate((first, second), 1):
        assert isinstance(booking, SessionBooking)
        assert booking.booked
        assert booking.booked.request_id == number


@by_request
def test_what_may_be_the_answer_that_another_awaits_is_left_alone(counter: Counter) -> None:
    mine = lost(counter, counter.looked_up(requested()))
    theirs = counter.looked_up(requested().with_(ref="S-9ZZZ"))
    made = after(counter.do(Book(), theirs), theirs)
    counter.others = [mine, theirs]
    assert isinstance(counter.do(Book(), mine, attempt=2), Postponed)
    counter.others = [mine, made]
    assert tried_twice(counter, mine).model_dump()["booked"]["request_id"] == 2


@by_request
def test_an_answer_with_the_number_of_anothers_request_is_nobodys(counter: Counter) -> None:
    theirs = counter.book(requested().with_(ref="S-0001"))
    counter.others = [theirs]
    mine = counter.looked_up(requested())
    said = {"requests": [{"id": 1, "session_state": "initial"}]}
    counter.prevail.faults.answer(json_response(200, said), method="POST")
    assert after(counter.do(Book(), mine), mine).trouble is FailureReason.AMBIGUOUS


@by_request
def test_a_list_that_lags_makes_no_second_request(counter: Counter) -> None:
    waiting = lost(counter, counter.looked_up(requested()), fault="drop_after")
    counter.prevail.faults.answer(json_response(200, {"requests": []}), method="GET")
    missed = counter.do(Book(), waiting, attempt=6)
    assert isinstance(missed, Postponed)
    assert missed.at == NOW + SHORTEST_LOOK
    done = after(counter.do(Book(), after(missed, waiting), attempt=7), waiting)
    assert done.state is State.REQUESTED
    assert counter.count("POST") == 1


def test_a_list_that_lags_lets_no_canceled_session_live_on(counter: Counter) -> None:
    waiting = begin_cancellation(lost(counter, a_booking(), fault="drop_after"))
    counter.prevail.faults.answer(json_response(200, {"sessions": []}), method="GET")
    missed = counter.do(Book(), waiting, attempt=2)
    assert isinstance(missed, Postponed)
    held = after(counter.do(Book(), after(missed, waiting), attempt=3), waiting)
    counter.do(Cancel(by=OWNER), held)
    assert counter.states == [TheirState.CANCELED]


def tried_twice(counter: Counter, booking: Booking) -> Booking:
    """Give the lists time before what they do not show is believed not to be there."""
    missed = counter.do(Book(), booking, attempt=2)
    assert isinstance(missed, Postponed)
    waiting = after(missed, booking)
    counter.now += LAG
    return after(counter.do(Book(), waiting, attempt=3), waiting)


@by_request
def test_a_request_that_does_not_say_enough_is_looked_at_again(counter: Counter) -> None:
    waiting = lost(counter, counter.looked_up(requested()), fault="drop_after")
    counter.prevail.faults.set("missing_fields", method="GET")
    assert isinstance(counter.do(Book(), waiting, attempt=2), Postponed)
    assert after(counter.do(Book(), waiting, attempt=3), waiting).state is State.REQUESTED


@by_request
def test_what_did_not_say_enough_before_is_not_new_when_it_does(counter: Counter) -> None:
    theirs = strangers(counter, requested())
    counter.prevail.faults.set("missing_fields", method="GET")
    waiting = lost(counter, counter.looked_up(requested()))
    done = after(counter.do(Book(), waiting, attempt=2), waiting)
    assert untouched(counter, theirs, done)


@by_request
def test_a_name_that_people_chose_is_looked_for_among_requests_too(counter: Counter) -> None:
    theirs = strangers(counter, named(), title="Another")
    counter.prevail.provider.act("schedule", "1")
    refused = after(counter.do(Book(), named()), named())
    assert refused.trouble is FailureReason.NAME_TAKEN
    assert theirs.url not in (None, refused.join_url)
    failed = after(counter.do(Book(), named(), attempt=2), named())
    assert failed.trouble is FailureReason.AMBIGUOUS


@by_request
def test_what_was_scheduled_meanwhile_is_known_by_an_id_nobody_can_guess(counter: Counter) -> None:
    waiting = lost(counter, counter.looked_up(requested()), fault="drop_after")
    counter.prevail.provider.act("schedule", "1")
    (session,) = counter.prevail.provider.sessions
    session.remote = session.remote.model_copy(update={"start_time": "04:30 PM"})
    result = counter.do(Book(), waiting, attempt=2)
    done = after(result, waiting)
    assert (done.state, done.join_url) == (State.CONFIRMED, session.url)
    assert told(result)[0] == (OWNER, EventType.OTHER_TIME)
