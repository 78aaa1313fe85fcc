"""Which time zone a phrase means: those that everything said about it agrees on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.times.reading.answers import Answer, Reading, Refusal, ask, readings
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Zone, ZoneOwner
from bot.times.reading.places.zones_of_places import zones_at_home
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.phrase import Phrase, ZoneCandidate
from bot.times.reading.resolve.senses import Sense, Senses, Settled, one_of
from bot.times.zone_abbreviations import IN_CANADA
from bot.times.zones import clock_changes, country, offsets_in_use, share_rules


def resolve_zones(parse: PartialParse, *, context: Context) -> Senses[Phrase]:
    """The phrase in each zone that it may mean, its days counted from today where the person is."""
    zones = _zone_candidates(parse.zones, context=context)
    if not zones:
        return Settled(
            Refusal("The time zone isn't clear. Add one, such as “Pacific” or “London”.")
        )
    today = context.today(context.zone)
    return one_of(
        tuple(Sense(Phrase(parse, context, zone, today)) for zone in zones),
        partial(_one_zone, is_exact=zones[0].exact),
    )


def _one_zone(answers: Sequence[Answer | None], *, is_exact: bool) -> Answer | None:
    """The answer in every zone, if it is the same moment; else, which zone is meant is asked.

    With an exact offset it is the one where clocks are at it: `HST (UTC-10)`.
    """
    if all(_moments(answer) == _moments(answers[0]) for answer in answers):
        return answers[0]
    possible = [answer for answer in answers if not isinstance(answer, Refusal)]
    by_offset = [one for one in possible if isinstance(one, Reading) and is_exact]
    if len(by_offset) == 1:
        return by_offset[0]
    return ask("Which time zone?", possible or answers)


def _moments(answer: Answer | None) -> list[datetime]:
    """When an answer is, or may be; a day is the same in every zone."""
    return [one.moment.local if one.date_only else one.moment.instant for one in readings(answer)]


def _zone_candidates(zones: tuple[Zone, ...], *, context: Context) -> tuple[ZoneCandidate, ...]:
    """The zones that everything said about the zone agrees on; where several differ, it is asked.

    Where nothing is said of it, a booking that is moved stays in its own.
    """
    if not zones:
        return (ZoneCandidate(context.was.zone if context.was else context.zone),)
    zones = tuple(_owned(zone, context=context) for zone in zones)
    beside = next((zone.offset for zone in zones if zone.exact), None)
    at_home = tuple(_at_home(zone, beside=beside, context=context) for zone in zones)
    found = _agreed(at_home, context=context) or _agreed(zones, context=context)
    rivals = _rivals(at_home, found, context=context) if found and beside is None else ()
    known = {place.name for place in found}
    return (*found, *(replace(found[0], name=zone) for zone in rivals if zone not in known))


_BEFORE_THE_LAWS = 2024


def _rivals(
    zones: tuple[Zone, ...], found: tuple[ZoneCandidate, ...], *, context: Context
) -> tuple[str, ...]:
    """The zones that go by the same name as what was found: `Pacific` said in Vancouver, or of it."""
    best = found[0].name
    of_place = [
        its for zone in zones for its in zone.zones if _were_one(best, its, context=context)
    ]
    if any(zone.is_place for zone in zones):
        return tuple(dict.fromkeys((*of_place, *_same_name_at_home(zones, context=context))))
    names = [zone for zone in zones if zone.zones[:1] == (best,)]
    in_canada = IN_CANADA.get(best) if country(context.zone) == "CA" else None
    calls = any(_calls_so(zone, context=context) for zone in names)
    return tuple(filter(None, (in_canada, context.zone if calls else None)))


def _same_name_at_home(zones: tuple[Zone, ...], *, context: Context) -> tuple[str, ...]:
    """The zones of places at home that are called like the only one said: Ontario has a London too."""
    if len(zones) > 1 or zones[0].located:
        return ()
    return zones_at_home(zones[0].said, country=country(context.zone))


def _were_one(zone: str, general: str, *, context: Context) -> bool:
    """Whether a zone is by a new law no longer what its people call it: Vancouver is not Pacific."""
    years = (clock_changes(each, year=_BEFORE_THE_LAWS) for each in (zone, general))
    is_of_america = general in IN_CANADA
    return (
        is_of_america
        and next(years) == next(years)
        and not share_rules(zone, general, at=context.now)
    )


def _is_by_new_law(zone: str, *, context: Context) -> bool:
    return any(_were_one(zone, general, context=context) for general in IN_CANADA)


def _calls_so(said: Zone, *, context: Context) -> bool:
    """Whether a Canadian's own clocks may be meant: by `Central` in Regina, by `MST` in Vancouver."""
    if country(context.zone) != "CA":
        return False
    letters = {name for _, name in offsets_in_use(context.zone, since=context.now)}
    if said.offset is not None:
        return _is_by_new_law(context.zone, context=context) and said.said.upper() in letters
    theirs = {name for zone in said.zones for _, name in offsets_in_use(zone, since=context.now)}
    return bool(letters & theirs)


def _agreed(zones: tuple[Zone, ...], *, context: Context) -> tuple[ZoneCandidate, ...]:
    best, *others = sorted(zones, key=lambda zone: (not zone.is_place, zone.exact))
    offsets = [zone for zone in zones if zone.offset is not None]
    telling = max(offsets, key=lambda zone: zone.exact, default=None)
    fitting = [
        zone for zone in best.zones if all(_agree(zone, other, context=context) for other in others)
    ]
    return tuple(
        ZoneCandidate(
            zone,
            offset=telling.offset if telling else None,
            exact=telling is not None and telling.exact,
            letters="" if best.is_place else best.said,
            label=best.name,
        )
        for zone in _by_letters(fitting, others, context=context)
    )


def _by_letters(fitting: list[str], others: list[Zone], *, context: Context) -> list[str]:
    """Those whose clocks go by all letters said, if there are any: `AST St. Thomas` is not Ontario's."""
    said = {other.said.upper() for other in others if not (other.exact or other.is_place)}
    own = [
        zone
        for zone in fitting
        if said <= {letters for _, letters in offsets_in_use(zone, since=context.now)}
    ]
    return own or fitting


def _owned(zone: Zone, *, context: Context) -> Zone:
    """`my time` and `their time`, once it is known whose."""
    if zone.owner is None:
        return zone
    own = context.zone if zone.owner is ZoneOwner.ASKER else context.their_zone
    return replace(zone, zones=(own,) if own else (), is_place=True)


def _at_home(zone: Zone, *, beside: timedelta | None, context: Context) -> Zone:
    """Letters that the person's own clocks go by: `MST` said in Phoenix; either is asked in Manila.

    `GMT` is UTC to a Londoner too, in summer as in winter; and `CDT (UTC−5)` is not Cuba's. `HST` is
    Hawaii's too to somebody on Adak, whose clocks go by it in winter alone.
    """
    if zone.is_place or zone.exact or _is_by_new_law(context.zone, context=context):
        return zone
    clocks = offsets_in_use(context.zone, since=context.now)
    own = _offset_of(zone.said.upper(), clocks, beside=beside)
    if own is None:
        return zone
    is_only_theirs = len(clocks) == 1 or share_rules(context.zone, zone.zones[0], at=context.now)
    if is_only_theirs and (beside is not None or zone.offset in (None, own)):
        return replace(zone, zones=(context.zone,), offset=own)
    return replace(zone, zones=(context.zone, *zone.zones), offset=None)


def _offset_of(
    letters: str, clocks: tuple[tuple[timedelta, str], ...], *, beside: timedelta | None
) -> timedelta | None:
    """The offset at which a zone's clocks go by some letters, if that is the one said beside them.

    Where they change, UTC's own is none: a Londoner's `GMT`.
    """
    called_so = (offset for offset, name in clocks if name == letters)
    fitting = (offset for offset in called_so if beside in (None, offset))
    return next((offset for offset in fitting if offset or len(clocks) == 1), None)


def _agree(zone: str, other: Zone, *, context: Context) -> bool:
    """Whether a zone can be what another word for it says: `MST` and `Phoenix`, `PST` and `UTC−8`."""
    if not other.exact and any(_were_one(zone, its, context=context) for its in other.zones):
        return True
    if other.offset is None:
        return any(share_rules(zone, its, at=context.now) for its in other.zones)
    letters = "" if other.exact else other.said.upper()
    clocks = offsets_in_use(zone, since=context.now)
    return any(offset == other.offset or name == letters for offset, name in clocks)
