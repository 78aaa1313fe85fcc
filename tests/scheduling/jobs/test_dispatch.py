"""Handing work to what carries it out, also where it is about no booking that is there."""

from typing import Any

import pytest

from bot.scheduling.jobs.alerts import Alerts
from bot.scheduling.jobs.dispatch import JobDispatcher
from bot.scheduling.jobs.list_comparison import ListComparer
from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.reconciliation import Reconciler
from bot.scheduling.ports.results import Outcome
from bot.scheduling.tasks.provider import CompareList, Horizon, Poll
from bot.scheduling.tasks.queue import Task
from bot.store.sql.store import SqlStore
from tests.builders import LAG, Clock, a_booking
from tests.scheduling.jobs.bench import job_on


@pytest.mark.parametrize("task", [Poll(), CompareList(horizon=Horizon.DAY)])
def test_nothing_is_left_to_do_about_what_is_not_there_or_not_compared(
    store: SqlStore, clock: Clock, task: Task
) -> None:
    nothing: Any = None
    dispatcher = JobDispatcher(
        {},
        reconciler=Reconciler({}, select=store.select, clock=clock),
        notifier=Notifier(nothing, get=store.get, admins=[], clock=clock),
        comparer=ListComparer({}, store=store, every=LAG, lag=LAG, clock=clock),
        alerts=Alerts(admins=[], clock=clock),
        clock=clock,
    )
    assert dispatcher.run(job_on(a_booking(), task), None) == Outcome()
