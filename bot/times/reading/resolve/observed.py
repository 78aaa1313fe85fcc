"""Whose public holidays count: those where somebody is, in the region that is set, at the place typed."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.times.reading.holidays import coming, day_of
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Elapsed, FromToday, Holiday, Nth, Shift, Zone
from bot.times.reading.places.meanings import region_of
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.zoning import Place
from bot.times.workdays import NOWHERE, Regions, kept_in, regions_in


def observed(said: PartialParse, place: Place, *, asked: Context) -> tuple[Regions, ...]:
    """Every way in which holidays may be kept that matters to a phrase."""
    if not _depends_on_holidays(said):
        return (NOWHERE,)
    regions = (asked.holiday_region, *_typed(said.zones, zone=place.zone))
    ways = (way for region in regions for way in kept_in(asked.zone, region=region))
    own = tuple(dict.fromkeys(ways))
    usual = _usual_as_well(said, own, today=asked.today(asked.zone))
    return (*own, NOWHERE) if usual and NOWHERE not in own else own


def _usual_as_well(said: PartialParse, own: tuple[Regions, ...], *, today: date) -> bool:
    """Whether a holiday has just passed at home and is soon elsewhere: Thanksgiving in Canada's November."""
    holiday = said.part(Holiday)
    if holiday is None or holiday.year is not None:
        return False
    usual = next(coming(holiday, today=today, kept=NOWHERE))
    passed = (
        timedelta() < today - day_of(holiday, year=year, kept=kept) <= _NEAR
        for kept in own
        for year in (today.year, today.year - 1)
    )
    return usual - today <= _NEAR and any(passed)


_NEAR = timedelta(days=60)


def _depends_on_holidays(said: PartialParse) -> bool:
    for part in said.parts.values():
        match part:
            case Holiday() | Nth(what="workday"):
                return True
            case FromToday(ahead=by) | Elapsed(by=by) | Shift(by=by) if by.workdays:
                return True
    return False


def _typed(zones: tuple[Zone, ...], *, zone: str) -> Iterator[str]:
    """The regions of the place that was typed, if one was."""
    for said in zones:
        region = region_of(said.said, zone=zone) if said.is_place else None
        if region is not None:
            yield from (region,) if "-" in region else regions_in(zone)
