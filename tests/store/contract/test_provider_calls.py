"""How every store counts calls to a provider: never more than it allows, by all processes together."""

from datetime import timedelta

from bot.scheduling.ports.store import CallLimit, Store
from tests.builders import NOW
from tests.store.steps import OpenStore

MINUTE = timedelta(seconds=60)
THREE = CallLimit(provider="CareValidate", calls=3, within=MINUTE)


def test_within_any_minute_all_processes_together_make_only_so_many_calls(
    open_store: OpenStore,
) -> None:
    one, other = open_store(), open_store()
    assert [store.take_call(THREE, at=NOW) for store in (one, other, one)] == [None] * 3
    for store in (one, other):
        later = NOW + timedelta(seconds=45)
        assert store.take_call(THREE, at=later) == timedelta(seconds=15)
    assert [store.take_call(THREE, at=NOW + MINUTE) for store in (other, one, other)] == [None] * 3
    assert one.take_call(THREE, at=NOW + MINUTE) == MINUTE


def test_what_is_not_spent_comes_back_call_by_call(store: Store) -> None:
    two = CallLimit(provider="CareValidate", calls=2, within=MINUTE)
    store.take_call(two, at=NOW)
    store.take_call(two, at=NOW + timedelta(seconds=40))
    assert store.take_call(two, at=NOW + MINUTE) is None
    assert store.take_call(two, at=NOW + MINUTE) == timedelta(seconds=40)


def test_each_provider_has_a_limit_of_its_own(store: Store) -> None:
    one = CallLimit(provider="Prevail", calls=1, within=MINUTE)
    assert [store.take_call(THREE, at=NOW) for _ in range(3)] == [None] * 3
    assert store.take_call(one, at=NOW) is None
    assert store.take_call(one, at=NOW) == MINUTE


def test_a_clock_that_is_put_back_uses_no_limit_up(store: Store) -> None:
    for _ in range(3):
        assert store.take_call(THREE, at=NOW + timedelta(hours=1)) is None
    assert store.take_call(THREE, at=NOW) is None
