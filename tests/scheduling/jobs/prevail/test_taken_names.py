"""Sessions booked at Prevail under names that others may have too: theirs are never taken for ours."""

import json
from typing import Any

import pytest

from bot.scheduling.codec import STORED_BOOKING
from bot.scheduling.jobs.retries import MIN_LOOKUP_WAIT
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.results import Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Change, Poll
from bot.scheduling.tasks.queue import TASK
from bot.times.moment import Moment
from sandbox.http_server import json_response
from sandbox.providers.prevail_sessions import State as TheirState
from tests.builders import LAG, OWNER, a_booking, later
from tests.scheduling.jobs.bench import PrevailBench, after, told, troubles
from tests.scheduling.jobs.prevail.strangers import DIFFERENT, lost, named, strangers, untouched


@pytest.mark.parametrize("days", [-1, 0, 1, 400])
def test_a_name_that_is_taken_is_seen_before_anything_is_asked_for(
    bench: PrevailBench, days: int
) -> None:
    then = Moment.at(later(days=days), "UTC")
    theirs = strangers(bench, named(), moment=then)
    posts = bench.count("POST")
    result = bench.do(Book(), named())
    refused = after(result, named())
    assert (refused.state, refused.trouble, refused.reason) == (
        State.FAILED,
        FailureReason.NAME_TAKEN,
        "",
    )
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]
    assert bench.count("POST") == posts
    assert untouched(bench, theirs, refused)


def test_while_nobody_answers_whether_it_is_taken_nothing_is_asked_for(bench: PrevailBench) -> None:
    bench.prevail.faults.set("500", method="GET")
    result = bench.do(Book(), named())
    assert isinstance(result, Postponed)
    waiting = after(result, named())
    assert bench.count("POST") == 0
    assert bench.book(waiting).state is State.CONFIRMED


@pytest.mark.parametrize(
    ("fault", "trouble"), [("401", FailureReason.NOT_ALLOWED), ("422", FailureReason.REFUSED)]
)
def test_where_nobody_may_look_whether_it_is_taken_it_is_not_booked(
    bench: PrevailBench, fault: str, trouble: FailureReason
) -> None:
    bench.prevail.faults.set(fault, method="GET")
    failed = after(bench.do(Book(), named()), named())
    assert (failed.state, failed.trouble) == (State.FAILED, trouble)
    assert bench.count("POST") == 0


def test_a_free_name_is_kept_as_free_before_it_is_asked_for(bench: PrevailBench) -> None:
    looked = bench.looked_up(named())
    assert isinstance(looked, SessionBooking)
    assert looked.there_before == ()
    assert bench.count("POST") == 0
    assert after(bench.do(Book(), looked), looked).state is State.CONFIRMED


@pytest.mark.parametrize("fault", ["drop_after", "empty", "rubbish"])
def test_what_agrees_in_everything_under_a_name_that_was_free_is_ours(
    bench: PrevailBench, fault: str
) -> None:
    waiting = lost(bench, bench.looked_up(named()), fault=fault)
    done = after(bench.do(Book(), waiting, attempt=2), waiting)
    assert done.state is State.CONFIRMED
    assert done.join_url
    assert (bench.count("POST"), bench.count("PATCH")) == (1, 0)


def test_a_strangers_session_is_not_taken_for_ours_after_a_lost_answer(
    bench: PrevailBench, different: dict[str, Any]
) -> None:
    waiting = lost(bench, bench.looked_up(named()))
    theirs = strangers(bench, named(), **different)
    result = bench.do(Book(), waiting, attempt=2)
    failed = after(result, waiting)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert troubles(result) == [FailureReason.AMBIGUOUS]
    assert untouched(bench, theirs, failed)


@pytest.mark.parametrize("different", [{}, *DIFFERENT])
def test_nor_where_nobody_looked_before_the_first_try(
    bench: PrevailBench, different: dict[str, Any]
) -> None:
    theirs = strangers(bench, named(), **different)
    for task, attempt in ((Book(again=True), 1), (Book(), 2)):
        failed = after(bench.do(task, named(), attempt=attempt), named())
        assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
        assert untouched(bench, theirs, failed)


@pytest.mark.parametrize("different", [{}, *DIFFERENT])
@pytest.mark.parametrize("status", ["422", "409"])
def test_after_a_refusal_at_first_a_cancellation_asks_for_nothing(
    bench: PrevailBench, status: str, different: dict[str, Any]
) -> None:
    looked = bench.looked_up(named())
    theirs = strangers(bench, named(), **different)
    bench.prevail.faults.set(status, method="POST")
    canceling = begin_cancellation(looked)
    refused = after(bench.do(Book(), looked), canceling)
    assert refused.state is State.CANCELING
    bench.prevail.received.clear()
    done = after(bench.do(Cancel(by=OWNER), refused), refused)
    assert (done.state, done.never_booked) == (State.CANCELED, True)
    assert bench.prevail.received == []
    assert theirs.state is TheirState.READY


def test_a_refusal_behind_tries_that_did_nothing_is_one_at_first(bench: PrevailBench) -> None:
    looked = bench.looked_up(named())
    bench.prevail.faults.set("429", method="POST")
    waiting = after(bench.do(Book(), looked), looked)
    theirs = strangers(bench, named())
    result = bench.do(Book(), waiting, attempt=2)
    refused = after(result, waiting)
    assert (refused.state, refused.trouble) == (State.FAILED, FailureReason.REFUSED)
    assert untouched(bench, theirs, refused)


def test_a_cancellation_during_an_outage_ends_nobody_elses(
    bench: PrevailBench, different: dict[str, Any]
) -> None:
    waiting = begin_cancellation(lost(bench, bench.looked_up(named())))
    theirs = strangers(bench, named(), **different)
    bench.prevail.faults.set("500", method="GET")
    later_on = after(bench.do(Book(), waiting, attempt=2), waiting)
    unproven = after(bench.do(Book(), later_on, attempt=3), later_on)
    assert (unproven.state, unproven.trouble) == (State.CANCELING, FailureReason.AMBIGUOUS)
    result = bench.do(Cancel(by=OWNER), unproven)
    ended = after(result, unproven)
    assert (ended.state, ended.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert told(result) == [(OWNER, EventType.NOT_CANCELED)]
    assert untouched(bench, theirs, ended)


def test_a_cancellation_after_a_lost_answer_ends_what_is_ours(bench: PrevailBench) -> None:
    waiting = begin_cancellation(lost(bench, bench.looked_up(named()), fault="drop_after"))
    found = after(bench.do(Book(), waiting, attempt=2), waiting)
    done = after(bench.do(Cancel(by=OWNER), found), found)
    assert (done.state, done.never_booked) == (State.CANCELED, False)
    assert bench.states == [TheirState.CANCELED]


def test_what_does_not_say_enough_is_looked_at_again(bench: PrevailBench) -> None:
    waiting = lost(bench, bench.looked_up(named()), fault="drop_after")
    bench.prevail.faults.set("missing_fields", method="GET", times=2)
    result = bench.do(Book(), waiting, attempt=2)
    assert isinstance(result, Postponed)
    assert after(bench.do(Book(), waiting, attempt=3), waiting).state is State.CONFIRMED


def test_a_refusal_after_a_lost_answer_is_doubted_until_lists_have_caught_up(
    bench: PrevailBench,
) -> None:
    ours = a_booking()
    waiting = lost(bench, ours, fault="drop_after")
    nothing = json_response(200, {"sessions": []})
    bench.prevail.faults.answer(nothing, method="GET", times=1)
    bench.now += LAG
    doubted = bench.do(Book(), waiting, attempt=2)
    assert isinstance(doubted, Postponed), "it may be refused because of the first try"
    assert doubted.at == bench.now + MIN_LOOKUP_WAIT
    unheard = after(doubted, waiting)
    assert unheard.trouble is FailureReason.UNKNOWN
    found = bench.do(Book(), unheard, attempt=3)
    assert after(found, unheard).state is State.CONFIRMED
    bench.now += LAG
    bench.prevail.faults.answer(nothing, method="GET", times=2)
    nowhere = bench.do(Book(), unheard, attempt=3)
    failed = after(nowhere, unheard)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN), (
        "never: not booked"
    )
    assert [due.task for due in nowhere.then if due.at > bench.now] == [Poll()]
    assert bench.count("POST") == 2


@pytest.mark.parametrize("tried_before", [False, True])
def test_a_name_that_has_become_anothers_is_not_changed_or_canceled(
    bench: PrevailBench, tried_before: bool
) -> None:
    ours = bench.book(named())
    bench.prevail.provider.sessions.clear()
    theirs = strangers(bench, named())
    theirs.request_id = 77
    attempt = 2 if tried_before else 1
    moving, canceling = begin_change(ours), begin_cancellation(ours)
    change = Change(by=OWNER, wanted=Changes(title="Mine now"))
    for task, asked in ((change, moving), (Cancel(by=OWNER), canceling)):
        result = bench.do(task, asked, attempt=attempt)
        assert after(result, asked).state is State.CONFIRMED
        assert troubles(result) == [FailureReason.AMBIGUOUS]
    assert bench.count("PATCH") == 0
    assert theirs.state is TheirState.READY


def test_a_name_whose_next_owner_has_canceled_too_is_there_no_more(bench: PrevailBench) -> None:
    ours = bench.book(named())
    bench.prevail.provider.sessions.clear()
    strangers(bench, named(), title="Theirs").state = TheirState.CANCELED
    canceling = begin_cancellation(ours)
    result = bench.do(Cancel(by=OWNER), canceling)
    assert isinstance(result, Postponed), "lists lag"
    waiting = after(result, canceling)
    bench.now += LAG
    done = bench.do(Cancel(by=OWNER), waiting, attempt=2)
    assert after(done, waiting).state is State.CANCELED


def test_a_list_that_is_not_found_says_nothing_of_what_is_in_it(bench: PrevailBench) -> None:
    canceling = begin_cancellation(bench.book(named()))
    bench.prevail.faults.set("404", method="GET")
    result = bench.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CONFIRMED
    assert troubles(result) == [FailureReason.NOT_ALLOWED]
    assert bench.states == [TheirState.READY]


def test_an_id_stored_before_ids_were_secret_is_treated_as_one_that_people_chose(
    bench: PrevailBench,
) -> None:
    guessable = a_booking(remote_session_id="deposition-s-7k2m", secret_id=False)
    theirs = strangers(bench, guessable, title="Another")
    failed = after(bench.do(Book(), guessable, attempt=2), guessable)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert untouched(bench, theirs, failed)


def test_one_stored_before_there_were_secret_ids_is_read_as_it_was() -> None:
    stored = json.loads(a_booking(remote_session_id="deposition-s-7k2m").model_dump_json())
    for new in ("secret_id", "there_before", "tries_known", "asked", "never_booked"):
        del stored[new]
    read = STORED_BOOKING.validate_python(stored)
    assert isinstance(read, SessionBooking)
    assert (read.secret_id, read.there_before, read.tries_known) == (False, None, 0)
    assert TASK.validate_json('{"kind": "schedule", "again": true}') == Book(again=True)
