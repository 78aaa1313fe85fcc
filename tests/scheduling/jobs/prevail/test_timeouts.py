"""Prevail is slower than Docket waits: whether it took what was asked or not, it is done once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from bot.providers.transport import Transport
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.provider import Book, Cancel, Change
from bot.scheduling.tasks.queue import Task
from sandbox.providers import Prevail, start
from tests.builders import LAG, NOW, OWNER, a_booking
from tests.scheduling.jobs.bench import COMPANY, KEY, PrevailBench, after, moved

DEADLINE = timedelta(seconds=0.5)


@pytest.fixture
def hasty() -> Iterator[PrevailBench]:
    """Give jobs that wait for Prevail no longer than half a second."""
    provider = Prevail(api_key=KEY, company_id=COMPANY, now=lambda: NOW)
    with start(provider) as prevail:
        transport = Transport("Prevail", base_url=prevail.base_url, deadline=DEADLINE)
        with closing(transport):
            yield PrevailBench(prevail, transport)


def asked(bench: PrevailBench, operation: str) -> tuple[Task, SessionBooking, str]:
    """Return a task, the booking that it is for, and the method by which Prevail is asked."""
    if operation == "book":
        return Book(), bench.looked_up(a_booking()), "POST"
    booked = bench.book()
    if operation == "cancel":
        return Cancel(by=OWNER), begin_cancellation(booked), "PATCH"
    return Change(by=OWNER, wanted=moved(booked, days=1)), begin_change(booked), "PATCH"


@pytest.mark.parametrize("operation", ["book", "move", "cancel"])
@pytest.mark.parametrize(("fault", "asks"), [("hang", 2), ("hang_after", 1)])
def test_what_is_not_answered_in_time_is_looked_up_and_done_once(
    hasty: PrevailBench, operation: str, fault: str, asks: int
) -> None:
    task, booking, method = asked(hasty, operation)
    before = hasty.count(method)
    hasty.prevail.faults.set(fault, method=method)
    result, waiting = hasty.do(task, booking), booking
    # A change that was taken shows as soon as it is looked for; a booking may take its time.
    assert isinstance(result, Outcome) is (fault == "hang_after" and operation != "book")
    if isinstance(result, Postponed):
        waiting = after(result, booking)
        assert (waiting.state, waiting.trouble) == (booking.state, FailureReason.UNKNOWN)
        hasty.now += LAG + timedelta(minutes=1)
        result = hasty.do(task, waiting, attempt=2)
    done = after(result, waiting)
    assert done.state is (State.CANCELED if operation == "cancel" else State.CONFIRMED)
    assert done.trouble is None
    assert hasty.count(method) - before == asks
    assert len(hasty.states) == 1
