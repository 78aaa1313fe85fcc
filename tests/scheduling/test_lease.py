"""A lease is held for so long after the store last said so, and not a moment longer."""

from datetime import timedelta

import pytest

from bot.scheduling.tasks.lease import Lease, LeaseLost, check_lease, elapsed_time, working_under

MINUTE = timedelta(minutes=1)


def taken(*, ago: timedelta) -> Lease:
    """Return a lease of a minute that was taken so long ago."""
    return Lease("a1", lasts=MINUTE, taken=elapsed_time() - ago.total_seconds())


def test_who_works_under_no_lease_may_send() -> None:
    check_lease()
    with working_under(taken(ago=timedelta(0))):
        check_lease()
    with working_under(taken(ago=MINUTE)), pytest.raises(LeaseLost):
        check_lease()
    check_lease()


def test_a_lease_ends_when_its_time_is_over_and_is_held_again_once_it_is_renewed() -> None:
    lease = taken(ago=MINUTE)
    with pytest.raises(LeaseLost):
        lease.check()
    lease.renew(elapsed_time())
    lease.check()
    lease.renew(elapsed_time() - MINUTE.total_seconds())
    with pytest.raises(LeaseLost):
        lease.check()


def test_a_lease_that_another_has_taken_is_lost_at_once() -> None:
    lease = taken(ago=timedelta(0))
    lease.lose()
    with pytest.raises(LeaseLost):
        lease.check()
