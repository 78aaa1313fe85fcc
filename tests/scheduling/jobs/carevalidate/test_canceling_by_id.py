"""Canceling by its id what Docket did not book at CareValidate."""

import pytest

from bot.scheduling.model.record import (
    FailureReason,
    State,
)
from bot.scheduling.ports.results import Postponed
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.slack import Announce
from tests.scheduling.jobs.bench import ANNOUNCE, after
from tests.scheduling.jobs.carevalidate.bench import INVITEE, Counter, a_cancellation


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
