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
from tests.scheduling.jobs.carevalidate.bench import INVITEE, CareValidateBench, a_cancellation


def test_what_docket_did_not_book_is_canceled_and_announced(bench: CareValidateBench) -> None:
    held = bench.adapter.book(bench.request())
    done, follows = bench.through(Book(), a_cancellation(held.id))
    assert done.state is State.CANCELED
    assert [task.channel for task in follows if isinstance(task, Announce)] == [ANNOUNCE]
    assert bench.held == []


def test_by_id_after_a_lost_answer_it_is_looked_up(bench: CareValidateBench) -> None:
    held = bench.adapter.book(bench.request())
    bench.care.faults.set("drop_after", method="POST")
    done, _ = bench.through(Book(), a_cancellation(held.id))
    assert done.state is State.CANCELED
    assert bench.posts() == 2


def test_by_id_a_killed_process_is_not_called_refused(bench: CareValidateBench) -> None:
    wanted = bench.looked_up_by_id(bench.adapter.book(bench.request()).id)
    bench.do(Book(), wanted)
    assert after(bench.do(Book(), wanted, attempt=2), wanted).state is State.CANCELED
    assert bench.posts() == 2


@pytest.mark.parametrize("fault", ["drop_after", "429"])
def test_the_wrong_address_is_refused_whatever_came_before(
    bench: CareValidateBench, fault: str
) -> None:
    held = bench.adapter.book(bench.request())
    wanted = a_cancellation(held.id, email="other@patient.example")
    bench.care.faults.set(fault, method="POST")
    failed, follows = bench.through(Book(), wanted)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.REFUSED)
    assert "not the invitee" in failed.reason
    assert not any(isinstance(task, Announce) for task in follows)
    assert len(bench.held) == 1


def test_an_unknown_id_is_not_called_canceled(bench: CareValidateBench) -> None:
    bench.care.faults.set("429", method="POST")
    wanted = a_cancellation("00000000-0000-0000-0000-000000000000")
    failed, _ = bench.through(Book(), wanted)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.GONE)


def test_an_unknown_id_may_be_canceled_where_an_answer_was_lost(bench: CareValidateBench) -> None:
    bench.care.faults.set("500", method="POST")
    wanted = a_cancellation("00000000-0000-0000-0000-000000000000")
    failed, _ = bench.through(Book(), wanted)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)


def test_what_carevalidate_says_is_canceled_already_and_lists_no_more_is_done(
    bench: CareValidateBench,
) -> None:
    held = bench.adapter.book(bench.request())
    bench.adapter.cancel(held.id, email=INVITEE)
    done, _ = bench.through(Book(), a_cancellation(held.id))
    assert done.state is State.CANCELED


def test_nothing_is_asked_for_by_id_while_nobody_says_what_is_listed(
    bench: CareValidateBench,
) -> None:
    held = bench.adapter.book(bench.request())
    bench.care.faults.set("500", method="GET")
    assert isinstance(bench.do(Book(), a_cancellation(held.id)), Postponed)
    assert bench.posts() == 1


def test_a_cancellation_is_tried_for_a_day(bench: CareValidateBench) -> None:
    wanted = bench.looked_up_by_id("a1")
    bench.care.faults.set("500", method="POST", times=9)
    assert isinstance(bench.do(Book(), wanted), Postponed)
