"""Whose public holidays count: those where somebody is, in the region that is set, at the place typed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.times.reading.holidays import coming, day_of
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Elapsed, FromToday, Holiday, Nth, Shift, Zone
from bot.times.reading.places.zones_of_places import region_of
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.phrase import Phrase
from bot.times.reading.resolve.senses import Sense, Senses, asked
from bot.times.workdays import NO_REGION, Regions, possible_regions, regions_in

_NEAR = timedelta(days=60)


def resolve_holiday_regions(phrase: Phrase) -> Senses[Phrase]:
    """The phrase by everybody's holidays that may count: `in 3 business days`, `Labour Day`."""
    if not _depends_on_holidays(phrase.parse):
        return Sense(phrase)
    regions = _holiday_regions(phrase.parse, phrase.zone.name, context=phrase.context)
    return asked(
        "Holidays vary by place. Which day do you mean?",
        [replace(phrase, regions=observed) for observed in regions],
    )


def _holiday_regions(parse: PartialParse, zone: str, *, context: Context) -> tuple[Regions, ...]:
    """Every way in which holidays may be observed that matters to a phrase read in a zone (IANA)."""
    regions = (context.holiday_region, *_typed(parse.zones, zone=zone))
    ways = (way for region in regions for way in possible_regions(context.zone, region=region))
    own = tuple(dict.fromkeys(ways))
    usual = _usual_as_well(parse, own, today=context.today(context.zone))
    return (*own, NO_REGION) if usual and NO_REGION not in own else own


def _usual_as_well(parse: PartialParse, own: tuple[Regions, ...], *, today: date) -> bool:
    """Whether a holiday has just passed at home and is soon elsewhere: Thanksgiving in Canada's November."""
    holiday = parse.part(Holiday)
    if holiday is None or holiday.year is not None:
        return False
    usual = next(coming(holiday, today=today, regions=NO_REGION))
    passed = (
        timedelta() < today - day_of(holiday, year=year, regions=regions) <= _NEAR
        for regions in own
        for year in (today.year, today.year - 1)
    )
    return usual - today <= _NEAR and any(passed)


def _depends_on_holidays(parse: PartialParse) -> bool:
    for part in parse.parts.values():
        match part:
            case Holiday() | Nth(what="workday"):
                return True
            case FromToday(ahead=by) | Elapsed(by=by) | Shift(by=by) if by.workdays:
                return True
    return False


def _typed(zones: tuple[Zone, ...], *, zone: str) -> Iterator[str]:
    """The regions of the place that was typed, if one was."""
    for typed in zones:
        region = region_of(typed.said, zone=zone) if typed.is_place else None
        if region is not None:
            yield from (region,) if "-" in region else regions_in(zone)
