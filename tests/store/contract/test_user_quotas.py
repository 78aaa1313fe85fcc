"""How every store counts what people do."""

import pytest

from bot.scheduling.model.limits import Count, Counted, LimitReached
from bot.scheduling.model.transitions import mark_canceled
from bot.scheduling.ports.store import Decision, ReferenceTaken, Store, UsedKey
from tests.builders import STRANGER, TEAM, a_booking, a_calendar_action, an_agent, an_entry, later
from tests.store.steps import OpenStore


def counted(amount: int, *, most: int) -> list[Count]:
    return [Count(what=Counted.BOOKINGS, amount=amount, most=most)]


def test_what_is_counted_is_counted_with_the_decision_or_not_at_all(open_store: OpenStore) -> None:
    one, other = open_store(), open_store()
    one.add(a_booking(), Decision(key="1", entry=an_entry(), counts=counted(2, most=3)))
    with pytest.raises(UsedKey):
        one.add(a_booking("S-8888"), Decision(key="1", entry=an_entry(), counts=counted(1, most=3)))
    with pytest.raises(ReferenceTaken):
        one.add(a_booking(), Decision(key="2", entry=an_entry(), counts=counted(1, most=3)))
    other.add(an_agent(), Decision(key="3", entry=an_entry(), counts=counted(1, most=3)))
    with pytest.raises(LimitReached):
        one.add(a_calendar_action(), Decision(key="4", entry=an_entry(), counts=counted(1, most=3)))
    assert one.get(TEAM, "E-7K2M") is None
    with pytest.raises(LimitReached):
        other.change(
            TEAM,
            "S-7K2M",
            Decision(key="5", entry=an_entry(), counts=counted(1, most=3)),
            transition=mark_canceled,
        )
    assert other.get(TEAM, "S-7K2M") == a_booking()


def test_what_is_counted_is_each_persons_own_and_ends_with_its_time(store: Store) -> None:
    full = counted(3, most=3)
    store.add(a_booking(), Decision(key="1", entry=an_entry(), counts=full))
    store.add(an_agent(), Decision(key="2", entry=an_entry(by=STRANGER), counts=full))
    with pytest.raises(LimitReached):
        store.add(
            a_calendar_action(),
            Decision(key="3", entry=an_entry(at=later(seconds=59)), counts=full),
        )
    store.add(
        a_calendar_action(), Decision(key="3", entry=an_entry(at=later(seconds=60)), counts=full)
    )
