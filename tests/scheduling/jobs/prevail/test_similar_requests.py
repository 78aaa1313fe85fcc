"""Sessions requested at Prevail beside what others requested there: theirs are never taken for ours."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.scheduling.jobs.retries import MIN_LOOKUP_WAIT
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import begin_cancellation
from bot.scheduling.ports.results import Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel
from sandbox.http_server import json_response
from sandbox.providers.prevail_sessions import State as TheirState
from tests.making import LAG, NOW, OWNER, a_booking
from tests.scheduling.jobs.bench import Counter, after, by_request, told
from tests.scheduling.jobs.prevail.strangers import lost, named, requested, strangers, untouched


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
    assert missed.at == NOW + MIN_LOOKUP_WAIT
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
    assert told(result)[0] == (OWNER, EventType.DIFFERENT_TIME)
