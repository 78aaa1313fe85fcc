"""Time zones as providers name them: Rails, IANA, Windows, American letters, offsets."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from tzlocal.windows_tz import win_tz

from bot.scheduling.model.text import visible
from bot.times.moment import Moment
from bot.times.rails_zones import NEWEST, RAILS
from bot.times.zone_abbreviations import ABBREVIATIONS
from bot.times.zones import city, clock_changes, known_zones, standard_offset

# Letters that an American provider can mean only one zone by.
_LETTERS = (
    *("et", "est", "edt", "ct", "cst", "cdt", "mt", "mst", "mdt", "pt", "pst", "pdt"),
    *("akst", "akdt", "hst", "utc", "gmt"),
)
# Windows calls the zone so all year round, people only while its standard time is kept.
_SEASONAL = frozenset(
    {"eastern", "central", "mountain", "pacific", "atlantic", "newfoundland", "gmt"}
)
# Zone data has these as well: what they mean in summer depends on who writes them.
_UNCERTAIN = frozenset({"CET", "EET", "EST", "HST", "MET", "MST", "WET"})

_OFFSET = r"(?P<sign>[+\-−])(?P<hours>0\d|1[0-4]|\d(?!\d))(?::?(?P<minutes>[0-5]\d))?"
_FIXED = re.compile(rf"(?P<from>GMT ?|UTC ?)?{_OFFSET}", re.IGNORECASE | re.ASCII)
_BRACKET = re.compile(rf"\((?:GMT|UTC) ?(?:{_OFFSET})?\) ?(?P<name>.*)", re.IGNORECASE | re.ASCII)
_STANDARD = " standard time"


@dataclass(frozen=True, slots=True)
class ZoneMeaning:
    """One meaning of a name: a zone (IANA), or an offset of its own that clocks in it may keep."""

    zone: str
    offset: timedelta | None = None

    def instants(self, local: datetime) -> frozenset[datetime]:
        """Return when (UTC) clocks show this wall-clock time: never, once or twice."""
        if self.offset is not None:
            return frozenset({(local - self.offset).replace(tzinfo=UTC)})
        both = (Moment(local.replace(fold=fold), self.zone).instant for fold in (0, 1))
        return frozenset(each for each in both if self.local(each) == local)

    def local(self, instant: datetime) -> datetime:
        """Return what clocks show at an aware instant, with the fold that tells two same hours apart."""
        if self.offset is not None:
            return instant.astimezone(timezone(self.offset)).replace(tzinfo=None)
        return Moment.at(instant, self.zone).local

    @property
    def stored_zone(self) -> str:
        """The zone (IANA) in which such a time is kept; of an offset alone the one with nothing else."""
        hours = self.offset / timedelta(hours=1) if self.zone == "UTC" and self.offset else 0.0
        whole = hours.is_integer() and hours and -12 <= hours <= 14
        return f"Etc/GMT{-int(hours):+d}" if whole else self.zone


def plain_text(text: str) -> str:
    """Return a text without HTML's entities, odd blanks and what nobody sees."""
    unescaped = html.unescape(html.unescape(text))
    return " ".join(visible(unicodedata.normalize("NFKC", unescaped)).split())


def zone_meanings(name: str) -> tuple[ZoneMeaning, ...]:
    """Return everything that a zone's name may mean; nothing where nobody knows it."""
    text = plain_text(name)
    if text in {"Z", "z"}:
        return (ZoneMeaning("UTC"),)
    fixed = _FIXED.fullmatch(text)
    if fixed and (fixed["from"] or len(fixed["hours"]) == len("hh")):
        return (ZoneMeaning("UTC", _offset(fixed)),)
    bracket = _BRACKET.fullmatch(text)
    if bracket is None:
        return _named().get(_key(text), ())
    offset = _offset(bracket) if bracket["sign"] else timedelta(0)
    if not bracket["name"]:
        return (ZoneMeaning("UTC", offset),)
    return tuple(each for each in _named().get(_key(bracket["name"]), ()) if _keeps(each, offset))


def _offset(found: re.Match[str]) -> timedelta:
    size = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return size if found["sign"] == "+" else -size


def _keeps(reading: ZoneMeaning, offset: timedelta) -> bool:
    """Return whether clocks there are ever so far from UTC: in brackets stands the standard offset."""
    kept = {change for _, change in clock_changes(reading.zone, year=_A_YEAR)}
    return offset in {*kept, standard_offset(reading.zone)}


_A_YEAR = 2027


def _key(name: str) -> str:
    return name.casefold().replace("&", "and").replace("_", " ")


@cache
def _named() -> Mapping[str, tuple[ZoneMeaning, ...]]:
    """Every name and what it may mean."""
    named: dict[str, tuple[ZoneMeaning, ...]] = {}
    for name, reading in _all_names():
        others = named.get(_key(name), ())
        named[_key(name)] = others if reading in others else (*others, reading)
    return named


def _all_names() -> Iterator[tuple[str, ZoneMeaning]]:
    yield from ((name, ZoneMeaning(zone)) for name, zone in (*RAILS.items(), *NEWEST.items()))
    zones = sorted(known_zones() - _UNCERTAIN)
    yield from ((zone, ZoneMeaning(zone)) for zone in zones)
    rails = {_key(name) for name in (*RAILS, *NEWEST)}
    for zone in zones:
        place = city(zone)
        if place and _key(place) not in rails:
            yield place, ZoneMeaning(zone)
    yield from _letters()
    for name, zone in win_tz.items():
        yield name, ZoneMeaning(zone)
        stem = name.casefold().removesuffix(_STANDARD)
        if stem in _SEASONAL:
            yield name, ZoneMeaning(zone, standard_offset(zone))
            yield (
                f"{stem} daylight time",
                ZoneMeaning(zone, standard_offset(zone) + timedelta(hours=1)),
            )
            yield f"{stem} daylight time", ZoneMeaning(zone)


def _letters() -> Iterator[tuple[str, ZoneMeaning]]:
    """Letters mean an offset, and with many people whatever the place keeps that day."""
    for letters in _LETTERS:
        its = ABBREVIATIONS[letters]
        for zone in its.zones:
            yield letters, ZoneMeaning(zone)
            if its.offset is not None:
                yield letters, ZoneMeaning(zone, its.offset)
            else:
                yield its.name, ZoneMeaning(zone)
