"""What a restored backup still had to do at Cronofy: nothing is asked for, and a person decides."""

import pytest

from bot.scheduling.model.record import FailureReason, Record, State
from bot.scheduling.model.transitions import begin_cancellation, begin_change, mark_booked
from bot.scheduling.requests.calendar_actions import Action
from bot.scheduling.tasks.provider import Book, Cancel, Change
from bot.scheduling.tasks.queue import Task
from tests.builders import NOW, OWNER
from tests.scheduling.jobs.bench import after, moved, troubles
from tests.scheduling.jobs.cronofy.bench import CronofyBench, a_calendar_action, an_agent

SENT = mark_booked(an_agent(on_its_way=True))


@pytest.mark.parametrize(
    ("record", "task", "state"),
    [
        (an_agent(), Book(), State.FAILED),
        (begin_change(SENT), Change(by=OWNER, wanted=moved(SENT, days=1)), State.CONFIRMED),
        (begin_cancellation(SENT), Cancel(by=OWNER), State.CONFIRMED),
        (a_calendar_action(Action.DELETE), Book(), State.FAILED),
    ],
    ids=["send", "move", "call back", "calendar"],
)
def test_nothing_is_asked_for(
    bench: CronofyBench, record: Record, task: Task, state: State
) -> None:
    bench.restored = NOW
    result = bench.do(task, record)
    stands = after(result, record)
    assert (stands.state, stands.trouble) == (state, FailureReason.UNKNOWN)
    assert set(troubles(result)) == {FailureReason.UNKNOWN}
    assert bench.cronofy.received == []
