"""Which zone a phrase means, and the moments its clocks name there across clock changes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.times.moment import Moment
from bot.times.reading.parts import Zone
from bot.times.reading.resolve.context import Context
from bot.times.zones import clocks_kept, share_rules, zone_info


@dataclass(frozen=True, slots=True)
class Place:
    """One zone the phrase may mean, and the offset said with it, which settles an hour that repeats.

    An `exact` offset must be the one that clocks there keep at that moment.
    """

    zone: str
    offset: timedelta | None = None
    exact: bool = False
    letters: str = ""
    name: str = ""


def places(zones: tuple[Zone, ...], *, asked: Context) -> tuple[Place, ...]:
    """The zones that everything said about the zone agrees on; several are asked about.

    Where nothing is said of it, a booking that is moved stays in its own.
    """
    if not zones:
        return (Place(asked.was.zone if asked.was else asked.zone),)
    zones = tuple(_owned(zone, asked=asked) for zone in zones)
    beside = next((zone.offset for zone in zones if zone.exact), None)
    at_home = tuple(_at_home(zone, beside=beside, asked=asked) for zone in zones)
    return _agreed(at_home, asked=asked) or _agreed(zones, asked=asked)


def _agreed(zones: tuple[Zone, ...], *, asked: Context) -> tuple[Place, ...]:
    best, *others = sorted(zones, key=lambda zone: (not zone.is_place, zone.exact))
    offsets = [zone for zone in zones if zone.offset is not None]
    telling = max(offsets, key=lambda zone: zone.exact, default=None)
    return tuple(
        Place(
            zone,
            offset=telling.offset if telling else None,
            exact=telling is not None and telling.exact,
            letters="" if best.is_place else best.said,
            name=best.name,
        )
        for zone in best.zones
        if all(_agree(zone, other, asked=asked) for other in others)
    )


def _owned(zone: Zone, *, asked: Context) -> Zone:
    """`my time` and `their time`, once it is known whose."""
    if zone.zones:
        return zone
    whose = asked.zone if zone.said == "my" else asked.their_zone
    return replace(zone, zones=(whose,) if whose else (), is_place=True)


def _at_home(zone: Zone, *, beside: timedelta | None, asked: Context) -> Zone:
    """Letters that the person's own clocks go by: `MST` said in Phoenix; either is asked in Manila.

    `GMT` is UTC to a Londoner too, in summer as in winter; and `CDT (UTC−5)` is not Cuba's.
    """
    if zone.is_place or zone.exact:
        return zone
    clocks = clocks_kept(asked.zone, since=asked.now)
    for offset, letters in clocks:
        is_settled = (offset or len(clocks) == 1) and beside in (None, offset)
        if letters == zone.said.upper() and is_settled:
            if zone.offset in (None, offset) or beside is not None:
                return replace(zone, zones=(asked.zone,), offset=offset)
            return replace(zone, zones=(asked.zone, *zone.zones), offset=None)
    return zone


def _agree(zone: str, other: Zone, *, asked: Context) -> bool:
    """Whether a zone can be what another word for it says: `MST` and `Phoenix`, `PST` and `UTC−8`."""
    if other.offset is None:
        return any(share_rules(zone, its, at=asked.now) for its in other.zones)
    letters = "" if other.exact else other.said.upper()
    clocks = clocks_kept(zone, since=asked.now)
    return any(offset == other.offset or name == letters for offset, name in clocks)


def moments(place: Place, local: datetime) -> tuple[Moment, ...]:
    """The moments when clocks there show this: none in a gap, two where an hour comes twice."""
    clocks = zone_info(place.zone)
    before, after = (local.replace(tzinfo=clocks, fold=fold).utcoffset() for fold in (0, 1))
    if before == after:
        return (Moment(local, place.zone),)
    first, second = (Moment(local.replace(fold=fold), place.zone) for fold in (0, 1))
    if Moment.at(first.instant, place.zone).local != local:
        return ()
    fitting = tuple(one for one in (first, second) if one.offset == place.offset)
    return fitting or (first, second)


def neighbours(place: Place, local: datetime) -> tuple[Moment, Moment]:
    """For a wall-clock time that a clock change skips: as far before the gap, and as far after it."""
    by_old_rules, by_new_rules = (
        Moment(local.replace(fold=fold), place.zone).instant for fold in (0, 1)
    )
    return Moment.at(by_new_rules, place.zone), Moment.at(by_old_rules, place.zone)
