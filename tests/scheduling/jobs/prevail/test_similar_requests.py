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
from tests.builders import LAG, NOW, OWNER, a_booking
from tests.scheduling.jobs.bench import PrevailBench, after, by_request, told
from tests.scheduling.jobs.prevail.strangers import lost, named, requested, strangers, untouched


@by_request
def test_an_answer_that_names_what_was_there_before_is_no_proof(bench: PrevailBench) -> None:
    theirs = strangers(bench, requested())
    looked = bench.looked_up(requested())
    answer = json_response(
        200, {"requests": [{"id": theirs.request_id, "session_state": "initial"}]}
    )
    bench.prevail.faults.answer(answer, method="POST")
    failed = after(bench.do(Book(), looked), looked)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)


@by_request
def test_what_is_requested_already_is_kept_before_anything_is_asked_for(
    bench: PrevailBench,
) -> None:
    same = strangers(bench, requested())
    strangers(bench, requested(), title="Another")
    later_in_a_day = strangers(bench, requested(), duration=timedelta(hours=3))
    posts = bench.count("POST")
    looked = bench.looked_up(requested())
    assert isinstance(looked, SessionBooking)
    assert looked.there_before == (str(same.request_id), str(later_in_a_day.request_id))
    assert bench.count("POST") == posts


@by_request
def test_a_colleagues_request_is_not_taken_for_ours(bench: PrevailBench) -> None:
    theirs = strangers(bench, requested())
    waiting = lost(bench, bench.looked_up(requested()))
    done = tried_twice(bench, waiting)
    assert done.state is State.REQUESTED
    assert untouched(bench, theirs, done)
    assert [session.request_id for session in bench.prevail.provider.sessions] == [1, 2]


@by_request
def test_a_new_request_that_differs_is_not_taken_for_ours(
    bench: PrevailBench, different: dict[str, Any]
) -> None:
    waiting = lost(bench, bench.looked_up(requested()))
    theirs = strangers(bench, requested(), **different)
    done = tried_twice(bench, waiting)
    assert done.state is State.REQUESTED
    assert untouched(bench, theirs, done)


@by_request
def test_the_one_new_request_that_agrees_in_everything_is_ours(bench: PrevailBench) -> None:
    strangers(bench, requested())
    waiting = lost(bench, bench.looked_up(requested()), fault="drop_after")
    done = after(bench.do(Book(), waiting, attempt=2), waiting)
    assert isinstance(done, SessionBooking)
    assert done.booked
    assert done.booked.request_id == 2
    assert bench.count("POST") == 2


@by_request
def test_of_two_new_requests_nobody_can_tell_which_is_ours(bench: PrevailBench) -> None:
    waiting = lost(bench, bench.looked_up(requested()), fault="drop_after")
    (made,) = bench.prevail.provider.sessions
    bench.prevail.provider.sessions.append(replace(made, request_id=2))
    result = bench.do(Book(), waiting, attempt=2)
    failed = after(result, waiting)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]
    assert bench.count("POST") == 1


@by_request
def test_a_request_that_another_booking_holds_is_not_taken_for_ours(bench: PrevailBench) -> None:
    waiting = lost(bench, bench.looked_up(requested()))
    theirs = bench.book(requested().with_(ref="S-0001"))
    bench.others = [waiting, theirs]
    done = tried_twice(bench, waiting)
    assert isinstance(done, SessionBooking)
    assert done.booked
    assert done.booked.request_id == 2


@by_request
def test_of_two_like_orders_whose_answers_are_lost_the_earlier_takes_what_there_is(
    bench: PrevailBench,
) -> None:
    early = lost(bench, bench.looked_up(requested()))
    late = bench.looked_up(requested().with_(ref="S-9ZZZ"))
    late = lost(bench, late, fault="drop_after")
    bench.others = [early, late]
    assert isinstance(bench.do(Book(), late, attempt=2), Postponed)
    first = after(bench.do(Book(), early, attempt=2), early)
    bench.others = [first, late]
    second = tried_twice(bench, late)
    for number, booking in enumerate((first, second), 1):
        assert isinstance(booking, SessionBooking)
        assert booking.booked
        assert booking.booked.request_id == number


@by_request
def test_what_may_be_the_answer_that_another_awaits_is_left_alone(bench: PrevailBench) -> None:
    mine = lost(bench, bench.looked_up(requested()))
    theirs = bench.looked_up(requested().with_(ref="S-9ZZZ"))
    made = after(bench.do(Book(), theirs), theirs)
    bench.others = [mine, theirs]
    assert isinstance(bench.do(Book(), mine, attempt=2), Postponed)
    bench.others = [mine, made]
    assert tried_twice(bench, mine).model_dump()["booked"]["request_id"] == 2


@by_request
def test_an_answer_with_the_number_of_anothers_request_is_nobodys(bench: PrevailBench) -> None:
    theirs = bench.book(requested().with_(ref="S-0001"))
    bench.others = [theirs]
    mine = bench.looked_up(requested())
    said = {"requests": [{"id": 1, "session_state": "initial"}]}
    bench.prevail.faults.answer(json_response(200, said), method="POST")
    assert after(bench.do(Book(), mine), mine).trouble is FailureReason.AMBIGUOUS


@by_request
def test_a_list_that_lags_makes_no_second_request(bench: PrevailBench) -> None:
    waiting = lost(bench, bench.looked_up(requested()), fault="drop_after")
    bench.prevail.faults.answer(json_response(200, {"requests": []}), method="GET")
    missed = bench.do(Book(), waiting, attempt=6)
    assert isinstance(missed, Postponed)
    assert missed.at == NOW + MIN_LOOKUP_WAIT
    done = after(bench.do(Book(), after(missed, waiting), attempt=7), waiting)
    assert done.state is State.REQUESTED
    assert bench.count("POST") == 1


def test_a_list_that_lags_lets_no_canceled_session_live_on(bench: PrevailBench) -> None:
    waiting = begin_cancellation(lost(bench, a_booking(), fault="drop_after"))
    bench.prevail.faults.answer(json_response(200, {"sessions": []}), method="GET")
    missed = bench.do(Book(), waiting, attempt=2)
    assert isinstance(missed, Postponed)
    held = after(bench.do(Book(), after(missed, waiting), attempt=3), waiting)
    bench.do(Cancel(by=OWNER), held)
    assert bench.states == [TheirState.CANCELED]


def tried_twice(bench: PrevailBench, booking: Booking) -> Booking:
    """Give the lists time before what they do not show is believed not to be there."""
    missed = bench.do(Book(), booking, attempt=2)
    assert isinstance(missed, Postponed)
    waiting = after(missed, booking)
    bench.now += LAG
    return after(bench.do(Book(), waiting, attempt=3), waiting)


@by_request
def test_a_request_that_does_not_say_enough_is_looked_at_again(bench: PrevailBench) -> None:
    waiting = lost(bench, bench.looked_up(requested()), fault="drop_after")
    bench.prevail.faults.set("missing_fields", method="GET")
    assert isinstance(bench.do(Book(), waiting, attempt=2), Postponed)
    assert after(bench.do(Book(), waiting, attempt=3), waiting).state is State.REQUESTED


@by_request
def test_what_did_not_say_enough_before_is_not_new_when_it_does(bench: PrevailBench) -> None:
    theirs = strangers(bench, requested())
    bench.prevail.faults.set("missing_fields", method="GET")
    waiting = lost(bench, bench.looked_up(requested()))
    done = after(bench.do(Book(), waiting, attempt=2), waiting)
    assert untouched(bench, theirs, done)


@by_request
def test_a_name_that_people_chose_is_looked_for_among_requests_too(bench: PrevailBench) -> None:
    theirs = strangers(bench, named(), title="Another")
    bench.prevail.provider.act("schedule", "1")
    refused = after(bench.do(Book(), named()), named())
    assert refused.trouble is FailureReason.NAME_TAKEN
    assert theirs.url not in (None, refused.join_url)
    failed = after(bench.do(Book(), named(), attempt=2), named())
    assert failed.trouble is FailureReason.AMBIGUOUS


@by_request
def test_what_was_scheduled_meanwhile_is_known_by_an_id_nobody_can_guess(
    bench: PrevailBench,
) -> None:
    waiting = lost(bench, bench.looked_up(requested()), fault="drop_after")
    bench.prevail.provider.act("schedule", "1")
    (session,) = bench.prevail.provider.sessions
    session.remote = session.remote.model_copy(update={"start_time": "04:30 PM"})
    result = bench.do(Book(), waiting, attempt=2)
    done = after(result, waiting)
    assert (done.state, done.join_url) == (State.CONFIRMED, session.url)
    assert told(result)[0] == (OWNER, EventType.DIFFERENT_TIME)
