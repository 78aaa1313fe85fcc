"""From the parts of a phrase to the moment they mean.

One way through: zones → whose holidays → from which day → the day → the clock on it → the moment.
"""

from datetime import datetime

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Reading, Refusal, ask, readings
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Amount,
    Clock,
    DayTime,
    Elapsed,
    FromToday,
    Period,
    SameDay,
    Unbookable,
)
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.holiday_regions import holiday_regions
from bot.times.reading.resolve.phrase import TIMES, resolve_phrase
from bot.times.reading.resolve.resolver import Resolver
from bot.times.reading.resolve.zone_candidates import ZoneCandidate, zone_candidates
from bot.times.workdays import Regions


def resolve(parse: PartialParse, *, context: Context) -> Answer | None:
    """What the parts add up to; None if they make no sense together."""
    unbookable = parse.part(Unbookable)
    if unbookable is not None:
        return Refusal(unbookable.why)
    if not _may_be_a_time(parse, context=context):
        return None
    zones = zone_candidates(parse.zones, context=context)
    if not zones:
        return Refusal("The time zone isn't clear. Add one, such as “Pacific” or “London”.")
    answers = [_in_zone(parse, zone, context) for zone in zones]
    if all(_moments(answer) == _moments(answers[0]) for answer in answers):
        return answers[0]
    return _ask_zone(answers, is_exact=zones[0].exact)


def _may_be_a_time(parse: PartialParse, *, context: Context) -> bool:
    """Whether the parts may say a time: no year, no name, nothing counted from a booking if none is moved."""
    if context.was is None and _needs_a_booking(parse):
        return False
    if _is_tonight_of_another_day(parse) or (context.in_a_line and _is_a_year(parse)):
        return False
    is_moved_by = context.was is not None and bool(parse.zones or "shift" in parse.parts)
    return bool(TIMES & parse.parts.keys()) or is_moved_by


def _needs_a_booking(parse: PartialParse) -> bool:
    """Whether it is counted from a booking that is moved, and from nothing else: `the same day`."""
    period, elapsed = parse.part(Period), parse.part(Elapsed)
    return (
        parse.part(SameDay) is not None
        or (period is not None and period.from_booking)
        or (elapsed is not None and elapsed.either_way)
    )


def _is_tonight_of_another_day(parse: PartialParse) -> bool:
    """Whether `tonight` stands beside `tomorrow`, which begins a name then: `Tomorrow Land Inc`."""
    daytime, day = parse.part(DayTime), parse.part(FromToday)
    return bool(daytime and daytime.today and day and day.ahead != Amount())


def _is_a_year(parse: PartialParse) -> bool:
    """Whether the clock of a line may as well be a year: `Ford 2026 Friday`."""
    clock = parse.part(Clock)
    return clock is not None and clock.year_like


def _ask_zone(answers: list[Answer | None], *, is_exact: bool) -> Answer | None:
    """Which zone is meant; with an exact offset, the one where clocks are at it: `HST (UTC-10)`."""
    possible = [answer for answer in answers if not isinstance(answer, Refusal)]
    by_offset = [one for one in possible if isinstance(one, Reading) and is_exact]
    if len(by_offset) == 1:
        return by_offset[0]
    return ask("Which time zone?", possible or answers)


def _moments(answer: Answer | None) -> list[datetime]:
    """When an answer is, or may be; a day is the same in every zone."""
    return [one.moment.local if one.date_only else one.moment.instant for one in readings(answer)]


def _in_zone(parse: PartialParse, zone: ZoneCandidate, context: Context) -> Answer | None:
    """Read in one zone, by everybody's holidays that may count: `in 3 business days`, `Labour Day`."""
    answers = (
        _from_its_day(parse, zone, context, regions)
        for regions in holiday_regions(parse, zone.name, context=context)
    )
    return ask("Holidays vary by place. Which day do you mean?", answers)


def _from_its_day(
    parse: PartialParse, zone: ZoneCandidate, context: Context, regions: Regions
) -> Answer | None:
    """Read in one zone; where it is another day there than here, read from both.

    `tomorrow 3pm Tokyo` is tomorrow there; unless that is tomorrow here too, it is asked. Of a
    booking that is moved, whose zone nobody said, tomorrow is the person's.
    """
    there, here = context.today(zone.name), context.today(context.zone)
    is_here = there == here or (context.was is not None and not parse.zones)
    by_ours = resolve_phrase(Resolver(parse, zone, context, here, regions))
    if is_here:
        return by_ours
    by_theirs = resolve_phrase(Resolver(parse, zone, context, there, regions))
    if by_theirs == by_ours or _falls_on_day_of(by_theirs, by_ours, zone=context.zone):
        return by_theirs
    return ask("It's already a different day there. Which day do you mean?", (by_theirs, by_ours))


def _falls_on_day_of(one: Answer | None, other: Answer | None, *, zone: str) -> bool:
    """Whether clocks in `zone` show the one moment on the day that the other names."""
    if not (isinstance(one, Reading) and isinstance(other, Reading)) or one.date_only:
        return False
    seen = Moment.at(one.moment.instant, zone)
    return seen.local.date() == other.moment.local.date()
