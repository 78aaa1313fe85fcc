"""Threads that begin when there is something to do and end when there has been nothing for a while."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.job_threads import Action, JobThreads
from tests.waiting import PATIENCE, wait_until

NAME = "threads of a test"


class Held:
    """Something to do that lasts until it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.let_go = threading.Event()

    def __call__(self) -> None:
        """Begin, and last until let go."""
        self.begun.set()
        assert self.let_go.wait(PATIENCE)


def start(threads: JobThreads, action: Action) -> None:
    """Do something in a thread that is free."""
    assert threads.reserve(1) == 1
    threads.start(action)


def all_are_free(threads: JobThreads) -> bool:
    reserved = threads.reserve(3)
    threads.release(reserved)
    return reserved == 3


def alive() -> int:
    return sum(thread.name.startswith(NAME) for thread in threading.enumerate())


@pytest.fixture
def threads() -> Iterator[JobThreads]:
    threads = JobThreads(3, name=NAME, on_free=lambda: None, idle_for=timedelta(seconds=0.05))
    yield threads
    threads.join(within=timedelta(seconds=PATIENCE))
    wait_until(lambda: alive() == 0)


def test_there_are_as_many_threads_as_there_is_to_do_at_the_same_time(threads: JobThreads) -> None:
    held = [Held() for _ in range(3)]
    assert (threads.reserve(4), alive()) == (3, 0)
    for action in held:
        threads.start(action)
    assert all(action.begun.wait(PATIENCE) for action in held)
    assert (threads.reserve(1), alive()) == (0, 3)
    for action in held:
        action.let_go.set()
    wait_until(lambda: all_are_free(threads))


def test_a_reserved_thread_that_is_not_used_is_free_again(threads: JobThreads) -> None:
    assert threads.reserve(3) == 3
    threads.release(2)
    assert (threads.reserve(3), alive()) == (2, 0)
    threads.release(3)


def test_threads_that_have_nothing_to_do_end_and_others_begin(threads: JobThreads) -> None:
    for _ in range(3):
        done = threading.Event()
        start(threads, done.set)
        assert done.wait(PATIENCE)
        wait_until(lambda: alive() == 0)
    assert not threads.have_failed


def test_whoever_waits_for_a_free_thread_is_told() -> None:
    told = threading.Event()
    threads = JobThreads(1, name=NAME, on_free=told.set)
    start(threads, lambda: None)
    assert told.wait(PATIENCE)
    assert threads.reserve(1) == 1
    threads.release(1)
    threads.join(within=timedelta(seconds=PATIENCE))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_is_known_and_holds_up_nothing(threads: JobThreads) -> None:
    def die() -> None:
        raise SystemExit

    done = threading.Event()
    start(threads, die)
    wait_until(lambda: threads.have_failed)
    start(threads, done.set)
    assert done.wait(PATIENCE)


def test_joining_does_not_wait_for_ever(threads: JobThreads) -> None:
    held = Held()
    start(threads, held)
    assert held.begun.wait(PATIENCE)
    threads.join(within=timedelta(seconds=0.05))
    assert alive() == 1
    held.let_go.set()


def test_joining_waits_for_what_is_started_as_it_was_reserved(threads: JobThreads) -> None:
    done = threading.Event()
    start(threads, lambda: None)
    assert threads.reserve(1) == 1
    joining = threading.Thread(target=threads.join, kwargs={"within": timedelta(seconds=PATIENCE)})
    joining.start()
    threads.start(done.set)
    joining.join()
    assert done.is_set()


def test_where_no_thread_can_be_started_the_next_does_what_was_left(threads: JobThreads) -> None:
    usual = threading.stack_size(1 << 46)
    try:
        with pytest.raises(RuntimeError):
            start(threads, lambda: None)
    finally:
        threading.stack_size(usual)
    done = threading.Event()
    start(threads, done.set)
    assert done.wait(PATIENCE)
    wait_until(lambda: all_are_free(threads))
