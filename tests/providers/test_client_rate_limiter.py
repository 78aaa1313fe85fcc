"""The rate limit: never more calls than a provider allows, and no fewer."""

from datetime import timedelta

import pytest

from bot.providers.client_rate_limiter import ClientRateLimiter
from bot.scheduling.model.failures import TryLater
from sandbox import providers as stand_ins
from tests.providers import adapters

MINUTE = timedelta(seconds=60)


class Clock:
    """Seconds that the test sets."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the time now."""
        return self.now


def test_within_any_minute_there_are_only_so_many() -> None:
    clock = Clock()
    rate_limiter = ClientRateLimiter(3, within=MINUTE, clock=clock)
    assert [rate_limiter.take() for _ in range(3)] == [None] * 3
    clock.now += 45
    assert rate_limiter.take() == timedelta(seconds=15)
    clock.now += 15
    assert [rate_limiter.take() for _ in range(3)] == [None] * 3
    assert rate_limiter.take() == MINUTE


def test_what_is_not_spent_comes_back_call_by_call() -> None:
    clock = Clock()
    rate_limiter = ClientRateLimiter(2, within=MINUTE, clock=clock)
    rate_limiter.take()
    clock.now += 40
    rate_limiter.take()
    clock.now += 20
    assert rate_limiter.take() is None
    assert rate_limiter.take() == timedelta(seconds=40)


def test_a_used_up_limit_asks_nobody_and_says_how_long_to_wait() -> None:
    limit = ClientRateLimiter(1, within=MINUTE)
    with adapters.connected(stand_ins.CareValidate(), rate_limiter=limit) as (running, transport):
        care = adapters.carevalidate(running.provider, transport)
        care.check()
        with pytest.raises(TryLater) as busy:
            care.check()
        assert len(running.received) == 1
    assert busy.value.after is not None
    assert timedelta(seconds=50) < busy.value.after <= MINUTE
