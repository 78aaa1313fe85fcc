"""When to try again, and when to stop."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.scheduling.jobs.retries import (
    GIVE_UP_AFTER,
    MIN_ATTEMPTS,
    is_worth_trying,
    next_try,
    poll_interval,
)
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Job
from tests.builders import NOW, TEAM


def job(attempt: int, number: int = 1) -> Job:
    return Job(
        id=number, team=TEAM, ref="S-7K2M", task=Book(), attempt=attempt, since=NOW, lease="x"
    )


def test_tries_come_ever_later_up_to_five_minutes() -> None:
    waits = [(next_try(job(n), now=NOW) - NOW).total_seconds() for n in range(1, 12)]
    assert waits[:7] == sorted(waits[:7])
    assert 2 <= waits[0] <= 2.5
    assert all(300 <= wait <= 375 for wait in waits[6:])


@pytest.mark.parametrize(("asked", "waited"), [(0, 2), (1, 2), (60, 60)])
def test_a_provider_that_asks_for_longer_gets_it(asked: float, waited: float) -> None:
    at = next_try(job(1), now=NOW, after=timedelta(seconds=asked))
    assert waited <= (at - NOW).total_seconds() <= waited + 0.5


def test_what_failed_together_is_tried_again_apart() -> None:
    tries = sorted(next_try(job(7, number), now=NOW) for number in range(64))
    assert tries[-1] - tries[0] > timedelta(minutes=1)
    assert max(later - sooner for sooner, later in pairwise(tries)) < timedelta(seconds=3)


def test_trying_ends() -> None:
    almost = NOW + GIVE_UP_AFTER - timedelta(seconds=1)
    assert is_worth_trying(job(9), at=almost)
    assert not is_worth_trying(job(9), at=NOW + GIVE_UP_AFTER)


def test_work_that_waited_gets_its_first_tries_whatever_its_age() -> None:
    long_after = NOW + timedelta(days=2)
    worth = [n for n in range(1, 9) if is_worth_trying(job(n), at=long_after)]
    assert worth == list(range(1, MIN_ATTEMPTS))


def test_a_link_is_looked_for_ever_more_rarely() -> None:
    ages = [timedelta(0), timedelta(minutes=6), timedelta(hours=2), timedelta(days=2)]
    waits = [poll_interval(age) for age in ages]
    assert waits == sorted(set(waits))
    assert waits[0] == timedelta(seconds=10)
