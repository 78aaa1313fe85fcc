"""Public holidays and working days, as observed where someone is."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.times.zones import country

if TYPE_CHECKING:
    from holidays import HolidayBase

Regions = frozenset[str]
"""Countries and regions (`US`, `US-CA`) all of whose public holidays are kept."""
NO_REGION: Regions = frozenset()


def public_holiday(day: date, zone: str, region: str = "") -> str | None:
    """The English name of a public holiday in the country of a zone (IANA) or in a region (`US-CA`)."""
    names = (
        calendar.get(day)
        for regions in possible_regions(zone, region=region)
        for calendar in _calendars(regions, year=day.year)
    )
    return next((name.partition(";")[0] for name in names if name), None)


def possible_regions(zone: str, *, region: str = "") -> tuple[Regions, ...]:
    """Every set of regions whose public holidays someone in a zone may observe, with a region of their own.

    A region of the zone's own country adds its days; one of another leaves open whose are meant; one
    that no one knows adds nothing.
    """
    at_home, homes = country(zone), regions_in(zone)
    if not (region and is_region(region)):
        return tuple(frozenset({home}) for home in homes) or (NO_REGION,)
    abroad, _, _ = region.partition("-")
    if at_home in (None, abroad):
        return (frozenset({abroad, region}),)
    own = [frozenset({home}) for home in homes]
    there = frozenset({abroad, region})
    return (*own, there, *(here | there for here in own))


def is_region(region: str) -> bool:
    """Whether the public holidays of a country or region are known."""
    return _calendar(region, _ANY_YEAR) is not None


_ANY_YEAR = 2027


def named_holiday(names: tuple[str, ...], *, year: int, regions: Regions) -> date | None:
    """The first public holiday of a year there whose English name has one of these words in it."""
    for calendar in _calendars(regions, year=year) if names else ():
        for day, called in sorted(calendar.items()):
            if day.year == year and any(name in called for name in names):
                return day
    return None


def day_off(holiday: date, *, regions: Regions) -> date:
    """The day on which people there have off for a public holiday; itself unless its list names another."""
    names = [calendar.get(holiday) for calendar in _calendars(regions, year=holiday.year)]
    called = {f"{name} (observed)" for name in names if name}
    # New Year's Day may be kept in the old year.
    for year in (holiday.year, holiday.year - 1):
        for calendar in _calendars(regions, year=year):
            for day, name in calendar.items():
                if name in called and abs(day - holiday) < timedelta(weeks=1):
                    return day
    return holiday


def regions_in(zone: str) -> tuple[str, ...]:
    """The country of a zone, or those of its regions that a zone's clocks tell; none for UTC."""
    at_home = country(zone)
    return _REGIONS.get(zone) or ((at_home,) if at_home else ())


# Countries whose holidays are those of their parts: the parts where a zone's clocks are kept.
_REGIONS: Mapping[str, tuple[str, ...]] = {
    zone: tuple(regions.split())
    for zone, regions in (
        ("America/Cambridge_Bay", "CA-NU"),
        ("America/Dawson", "CA-YT"),
        ("America/Dawson_Creek", "CA-BC"),
        ("America/Edmonton", "CA-AB"),
        ("America/Fort_Nelson", "CA-BC"),
        ("America/Glace_Bay", "CA-NS"),
        ("America/Goose_Bay", "CA-NL"),
        ("America/Halifax", "CA-NS CA-PE"),
        ("America/Inuvik", "CA-NT"),
        ("America/Iqaluit", "CA-NU"),
        ("America/Moncton", "CA-NB"),
        ("America/Montreal", "CA-QC"),
        ("America/Rankin_Inlet", "CA-NU"),
        ("America/Regina", "CA-SK"),
        ("America/St_Johns", "CA-NL"),
        ("America/Swift_Current", "CA-SK"),
        ("America/Toronto", "CA-ON CA-QC"),
        ("America/Vancouver", "CA-BC"),
        ("America/Whitehorse", "CA-YT"),
        ("America/Winnipeg", "CA-MB"),
        ("America/Yellowknife", "CA-NT"),
        ("Australia/Adelaide", "AU-SA"),
        ("Australia/Brisbane", "AU-QLD"),
        ("Australia/Broken_Hill", "AU-NSW"),
        ("Australia/Darwin", "AU-NT"),
        ("Australia/Hobart", "AU-TAS"),
        ("Australia/Lord_Howe", "AU-NSW"),
        ("Australia/Melbourne", "AU-VIC"),
        ("Australia/Perth", "AU-WA"),
        ("Australia/Sydney", "AU-NSW AU-ACT"),
        ("Europe/London", "GB-ENG GB-SCT GB-NIR"),
    )
}


def after_workdays(day: date, count: int, *, regions: Regions) -> date:
    """The day `count` working days after another, or before it if the count is negative."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_workday(day, regions=regions):
            day += step
    return day


def next_workday(day: date, zone: str, *, region: str = "") -> date:
    """The first working day after another, wherever in a zone (IANA) one is; a region adds its holidays."""
    places = possible_regions(zone, region=region)
    found = day + timedelta(days=1)
    while not all(is_workday(found, regions=regions) for regions in places):
        found += timedelta(days=1)
    return found


def is_workday(day: date, *, regions: Regions) -> bool:
    """Whether it is a working day in these regions."""
    calendars = _calendars(regions, year=day.year)
    if not calendars:
        return day.weekday() not in _WEEKEND
    return all(calendar.is_working_day(day) for calendar in calendars)


_WEEKEND = frozenset({5, 6})


def _calendars(regions: Regions, *, year: int) -> "tuple[HolidayBase, ...]":
    found = (_calendar(region, year) for region in sorted(regions))
    return tuple(calendar for calendar in found if calendar is not None)


@lru_cache(maxsize=256)
def _calendar(region: str, year: int) -> "HolidayBase | None":
    """The holidays of a country or a region in a year; None where no one has listed them."""
    # It takes a tenth of a second: only whoever needs a holiday waits for it.
    from holidays import country_holidays  # noqa: PLC0415

    code, _, subdivision = region.partition("-")
    try:
        # One that grows by the years it is asked for is not safe where several threads ask.
        return country_holidays(
            code, subdiv=subdivision or None, years=year, expand=False, language="en_US"
        )
    except NotImplementedError:
        return None
