"""Handing work to what carries it out, also where it is about no booking that is there."""

from typing import Any

from bot.scheduling.jobs.alerts import Alerts
from bot.scheduling.jobs.dispatch import JobDispatcher
from bot.scheduling.jobs.list_comparison import ListComparer
from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.reconciliation import Reconciler
from bot.scheduling.ports.results import Outcome
from bot.scheduling.tasks.provider import Poll
from bot.store.sql.store import SqlStore
from tests.builders import LAG, Clock, a_booking
from tests.scheduling.jobs.bench import job_on


def test_nothing_is_left_to_do_about_a_booking_that_is_not_there(
    store: SqlStore, clock: Clock
) -> None:
    nothing: Any = None
    dispatcher = JobDispatcher(
        {},
        reconciler=Reconciler({}, select=store.select, clock=clock),
        notifier=Notifier(nothing, get=store.get, admins=[], clock=clock),
        comparer=ListComparer({}, store=store, every=LAG, lag=LAG, clock=clock),
        alerts=Alerts(admins=[], clock=clock),
    )
    assert dispatcher.run(job_on(a_booking(), Poll()), None) == Outcome()
