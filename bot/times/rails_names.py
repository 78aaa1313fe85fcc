"""What Rails (and so Prevail) calls a zone, and which name a zone without one may use."""

import math
from datetime import datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from bot.times import zone_data
from bot.times.rails_zones import GENERAL, LATEST, NATIONAL, RAILS
from bot.times.zones import city, clock_changes, places, share_rules


def rails_name(zone: str, *, at: datetime) -> str:
    """What Rails calls the zone, or the nearest one with its clocks from `at` (aware) on; else IANA.

    The receiver may have older zone data, so another zone's name is used only if that zone has kept its
    rules for years, and a zone whose Rails name is new goes by its IANA name.
    """
    if own := _own_names(zone):
        known = [name for name in own if name not in LATEST]
        return min(known, key=lambda name: name != city(zone), default=zone)
    return min(_equivalent_names(zone, at=at), key=lambda name: _distance(zone, name), default=zone)


def unfamiliar_name(zone: str, *, at: datetime) -> str:
    """The name a zone goes by if people there would not recognize it; else empty."""
    name = rails_name(zone, at=at)
    is_expected = name == zone or GENERAL in name or _is_same(zone, RAILS[name])
    return "" if is_expected else name


@cache
def _own_names(zone: str) -> list[str]:
    """What Rails calls this very zone."""
    return [name for name, iana in RAILS.items() if _is_same(zone, iana)]


def _is_same(one: str, other: str) -> bool:
    """Whether both are names of one zone: `America/Nuuk`, once called `America/Godthab`."""
    return one == other or places().get(one, one) == places().get(other)


def _equivalent_names(zone: str, *, at: datetime) -> list[str]:
    return [
        name
        for name, iana in RAILS.items()
        if name not in LATEST and share_rules(iana, zone, at=at) and _kept_its_rules(iana)
    ]


@cache
def _kept_its_rules(zone: str) -> bool:
    """Whether the zone's clocks go by the same rules as in the years before the zone data was made."""
    made = int(zone_data.available().version[:4])
    rules = _rules(zone, year=made + 1)
    return all(_agree(rules, _rules(zone, year=made - ago)) for ago in range(_YEARS_KEPT + 1))


_YEARS_KEPT = 5


class _Change(NamedTuple):
    """A clock change as laws define it: the second, or the last, Sunday of a month at two."""

    month: int
    weekday: int
    clock: time
    offset: timedelta
    week: int
    is_in_last_week: bool


def _rules(zone: str, *, year: int) -> tuple[timedelta, list[_Change]]:
    """The offset as the year begins, and its changes."""
    (_, first), *changes = clock_changes(zone, year=year)
    before, rules = first, []
    for instant, offset in changes:
        if instant.year == year:
            local = (instant + before).replace(tzinfo=None)
            is_last = (local + timedelta(weeks=1)).month != local.month
            week = (local.day - 1) // 7
            rules.append(_Change(local.month, local.weekday(), local.time(), offset, week, is_last))
        before = offset
    return first, rules


def _agree(one: tuple[timedelta, list[_Change]], other: tuple[timedelta, list[_Change]]) -> bool:
    """Whether two years go by the same rules: days of a month move, its second and last Sundays do not."""
    pairs = zip(one[1], other[1], strict=False)
    return (
        one[0] == other[0]
        and len(one[1]) == len(other[1])
        and all(
            a[:4] == b[:4] and (a.week == b.week or (a.is_in_last_week and b.is_in_last_week))
            for a, b in pairs
        )
    )


def _distance(zone: str, rails: str) -> tuple[bool, bool, bool, bool, float]:
    """How poorly a Rails name fits a zone: of another kind, country or region, and how far away."""
    theirs, here, there = RAILS[rails], places().get(zone), places().get(RAILS[rails])
    other_kind = (city(zone) is None) != (theirs.startswith("Etc/"))
    is_home = here is None or here.country in ("US", "CA")
    is_abroad = not (here and there and here.country == there.country)
    is_far = zone.partition("/")[0] != theirs.partition("/")[0]
    distance = math.dist(here.at, there.at) if here and there else 0.0
    return other_kind, is_home and NATIONAL not in rails, is_abroad, is_far, distance
