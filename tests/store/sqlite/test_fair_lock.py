"""The lock that threads get in the order in which they ask for it."""

import threading

from bot.store.sqlite.fair_lock import FairLock
from tests.store.sqlite.test_turns import is_waiting
from tests.waiting import PATIENCE, wait_until


def test_it_is_handed_on_in_the_order_in_which_it_is_asked_for() -> None:
    lock, held = FairLock(), []

    def hold(number: int) -> None:
        with lock:
            held.append(number)

    threads = [threading.Thread(target=hold, args=(number,)) for number in range(8)]
    with lock:
        for thread in threads:
            thread.start()
            wait_until(lambda waits=thread: is_waiting(waits))  # type: ignore[misc]
    for thread in threads:
        thread.join(PATIENCE)
    assert held == list(range(8))


def test_whoever_has_waited_long_enough_goes_without_it_and_holds_up_nobody() -> None:
    lock = FairLock()
    assert lock.acquire()
    assert not lock.acquire(timeout=0.01)
    lock.release()
    assert lock.acquire(timeout=0)
    assert not lock.acquire(timeout=0)
