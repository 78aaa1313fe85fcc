"""Which zone a phrase means, and the moments its clocks name there across clock changes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.times.moment import Moment
from bot.times.reading.parts import Zone
from bot.times.reading.places.meanings import zones_at_home
from bot.times.reading.resolve.context import Context
from bot.times.zone_abbreviations import IN_CANADA
from bot.times.zones import clock_changes, clocks_kept, country, share_rules, zone_info


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
    """The zones that everything said about the zone agrees on; where several differ, it is asked.

    Where nothing is said of it, a booking that is moved stays in its own.
    """
    if not zones:
        return (Place(asked.was.zone if asked.was else asked.zone),)
    zones = tuple(_owned(zone, asked=asked) for zone in zones)
    beside = next((zone.offset for zone in zones if zone.exact), None)
    at_home = tuple(_at_home(zone, beside=beside, asked=asked) for zone in zones)
    found = _agreed(at_home, asked=asked) or _agreed(zones, asked=asked)
    rivals = _rivals(at_home, found, asked=asked) if found and beside is None else ()
    known = {place.zone for place in found}
    return (*found, *(replace(found[0], zone=zone) for zone in rivals if zone not in known))


_BEFORE_THE_LAWS = 2024


def _rivals(
    zones: tuple[Zone, ...], found: tuple[Place, ...], *, asked: Context
) -> tuple[str, ...]:
    """The zones that go by the same name as what was found: `Pacific` said in Vancouver, or of it."""
    best = found[0].zone
    of_place = [its for zone in zones for its in zone.zones if _were_one(best, its, asked=asked)]
    if any(zone.is_place for zone in zones):
        return tuple(dict.fromkeys((*of_place, *_namesakes(zones, asked=asked))))
    names = [zone for zone in zones if zone.zones[:1] == (best,)]
    in_canada = IN_CANADA.get(best) if country(asked.zone) == "CA" else None
    calls = any(_calls_so(zone, asked=asked) for zone in names)
    return tuple(filter(None, (in_canada, asked.zone if calls else None)))


def _namesakes(zones: tuple[Zone, ...], *, asked: Context) -> tuple[str, ...]:
    """The zones of places at home that are called like the only one said: Ontario has a London too."""
    if len(zones) > 1 or zones[0].located:
        return ()
    return zones_at_home(zones[0].said, country=country(asked.zone))


def _were_one(zone: str, general: str, *, asked: Context) -> bool:
    """Whether a zone is by a new law no longer what its people call it: Vancouver is not Pacific."""
    years = (clock_changes(each, year=_BEFORE_THE_LAWS) for each in (zone, general))
    is_of_america = general in IN_CANADA
    return (
        is_of_america
        and next(years) == next(years)
        and not share_rules(zone, general, at=asked.now)
    )


def _is_by_new_law(zone: str, *, asked: Context) -> bool:
    return any(_were_one(zone, general, asked=asked) for general in IN_CANADA)


def _calls_so(said: Zone, *, asked: Context) -> bool:
    """Whether a Canadian's own clocks may be meant: by `Central` in Regina, by `MST` in Vancouver."""
    if country(asked.zone) != "CA":
        return False
    letters = {name for _, name in clocks_kept(asked.zone, since=asked.now)}
    if said.offset is not None:
        return _is_by_new_law(asked.zone, asked=asked) and said.said.upper() in letters
    theirs = {name for zone in said.zones for _, name in clocks_kept(zone, since=asked.now)}
    return bool(letters & theirs)


def _agreed(zones: tuple[Zone, ...], *, asked: Context) -> tuple[Place, ...]:
    best, *others = sorted(zones, key=lambda zone: (not zone.is_place, zone.exact))
    offsets = [zone for zone in zones if zone.offset is not None]
    telling = max(offsets, key=lambda zone: zone.exact, default=None)
    fitting = [
        zone for zone in best.zones if all(_agree(zone, other, asked=asked) for other in others)
    ]
    return tuple(
        Place(
            zone,
            offset=telling.offset if telling else None,
            exact=telling is not None and telling.exact,
            letters="" if best.is_place else best.said,
            name=best.name,
        )
        for zone in _by_letters(fitting, others, asked=asked)
    )


def _by_letters(fitting: list[str], others: list[Zone], *, asked: Context) -> list[str]:
    """Those whose clocks go by all letters said, if there are any: `AST St. Thomas` is not Ontario's."""
    said = {other.said.upper() for other in others if not (other.exact or other.is_place)}
    own = [
        zone
        for zone in fitting
        if said <= {letters for _, letters in clocks_kept(zone, since=asked.now)}
    ]
    return own or fitting


def _owned(zone: Zone, *, asked: Context) -> Zone:
    """`my time` and `their time`, once it is known whose."""
    if zone.zones:
        return zone
    whose = asked.zone if zone.said == "my" else asked.their_zone
    return replace(zone, zones=(whose,) if whose else (), is_place=True)


def _at_home(zone: Zone, *, beside: timedelta | None, asked: Context) -> Zone:
    """Letters that the person's own clocks go by: `MST` said in Phoenix; either is asked in Manila.

    `GMT` is UTC to a Londoner too, in summer as in winter; and `CDT (UTC−5)` is not Cuba's. `HST` is
    Hawaii's too to somebody on Adak, whose clocks go by it in winter alone.
    """
    if zone.is_place or zone.exact or _is_by_new_law(asked.zone, asked=asked):
        return zone
    clocks = clocks_kept(asked.zone, since=asked.now)
    for offset, letters in clocks:
        is_settled = (offset or len(clocks) == 1) and beside in (None, offset)
        if letters == zone.said.upper() and is_settled:
            is_only_theirs = len(clocks) == 1 or _keep_the_same(asked.zone, zone, asked=asked)
            if is_only_theirs and (beside is not None or zone.offset in (None, offset)):
                return replace(zone, zones=(asked.zone,), offset=offset)
            return replace(zone, zones=(asked.zone, *zone.zones), offset=None)
    return zone


def _keep_the_same(zone: str, said: Zone, *, asked: Context) -> bool:
    """Whether a zone goes by the rules of the first that letters stand for."""
    return share_rules(zone, said.zones[0], at=asked.now)


def _agree(zone: str, other: Zone, *, asked: Context) -> bool:
    """Whether a zone can be what another word for it says: `MST` and `Phoenix`, `PST` and `UTC−8`."""
    if not other.exact and any(_were_one(zone, its, asked=asked) for its in other.zones):
        return True
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
