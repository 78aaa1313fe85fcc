"""Whether words say when a booking is now: the old time beside the new one."""

from datetime import timedelta

from bot.times.moment import Moment
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Calendar, Clock, FromToday, Part, Weekday, Zone
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.days import moved


def says_of(said: PartialParse, was: Moment, *, asked: Context) -> bool:
    """Whether every part is true of a booking's present time."""
    if not (said.parts or said.zones):
        return False
    return all(_is_part_of(part, was, asked) for part in said.parts.values()) and all(
        _is_zone_of(zone, was) for zone in said.zones
    )


def _is_part_of(part: Part, was: Moment, asked: Context) -> bool:
    day = was.local.date()
    match part:
        case Clock(bare=True, minute=0, hour=hour) if hour == day.day:
            return True
        case Clock():
            return part.agreed(Clock(was.local.hour, was.local.minute, exact=True)) is not None or (
                part.bare
                and (part.hour % 12, part.minute) == (was.local.hour % 12, was.local.minute)
            )
        case Calendar():
            dates = {(part.month, part.day)} | (
                {(part.day, part.month)} if part.in_numbers else set()
            )
            is_day = not dates.isdisjoint({(day.month, day.day), (None, day.day)})
            return is_day and part.year in (None, day.year)
        case Weekday():
            return part.day == day.weekday()
        case FromToday(ahead=ahead):
            return moved(asked.today(asked.zone), ahead) == day
    return False


def _is_zone_of(zone: Zone, was: Moment) -> bool:
    """Whether a zone's clocks show what the booking's do."""
    offsets = {Moment.at(was.instant, name).offset for name in zone.zones}
    return was.offset in ({zone.offset} if zone.exact else offsets | {zone.offset or timedelta.max})
