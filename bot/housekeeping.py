"""What is done every hour besides what people decide: lost work, comparisons, and what is kept too long."""

from collections.abc import Callable
from datetime import timedelta

from bot.scheduling.attention_service import resume_unresolved
from bot.scheduling.jobs.list_comparison import plan_comparisons
from bot.scheduling.model.reference import Kind
from bot.scheduling.personal_data import LegalHolds
from bot.settings import Settings
from bot.store.ports import ManagedStore
from bot.store.retention import Retention
from bot.store.sweeping import Sweep, index_words
from bot.times.moment import UtcClock


def make_housekeeping(
    settings: Settings, *, store: ManagedStore, compared: frozenset[Kind], clock: UtcClock
) -> Callable[[], None]:
    """Return what takes up lost work, and blanks or deletes what is kept too long.

    `compared` are the kinds of which bookings are compared with their provider's list.
    """
    keep, holds = timedelta(days=settings.keep_personal_days), LegalHolds(settings.cases_on_hold)
    retention = Retention(store.archive, keep=keep, holds=holds, clock=clock)
    sweep = Sweep(
        store.archive,
        keep_keys=timedelta(days=settings.keep_keys_days),
        keep_history=timedelta(days=settings.keep_history_days),
        holds=holds,
        clock=clock,
    )

    def run_housekeeping() -> None:
        store.requeue(untried=True)
        index_words(store)
        resume_unresolved(store, clock=clock)
        plan_comparisons(store, kinds=compared, every=settings.list_check_every, clock=clock)
        if keep:
            retention.sweep()
        sweep.run()

    return run_housekeeping
