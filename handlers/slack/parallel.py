"""Runs calls in parallel and keeps those that are answered in time."""

from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from typing import TypeVar

from bot.scheduling.model.failures import ProviderFailure
from handlers.slack import deadline

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")

THREADS = 16


class Parallel:
    """Threads that ask; a question may raise a ProviderFailure, which is no answer."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="ask")

    def ask(
        self, questions: Mapping[Key, Callable[[], Result]], *, within: timedelta
    ) -> dict[Key, Result]:
        """Return the answers that came in time, also for the request; what had not begun is not asked."""
        futures = {key: self._pool.submit(question) for key, question in questions.items()}
        wait(futures.values(), timeout=deadline.remaining(within.total_seconds()))
        return {key: future.result() for key, future in futures.items() if _is_answered(future)}


def _is_answered(future: Future[Result]) -> bool:
    """Return whether an answer is there; a fault of ours is raised where the answer is read."""
    if not future.done():
        future.cancel()
        return False
    return not isinstance(future.exception(), ProviderFailure)
