"""Whether words say when a booking is now: the old time beside the new one."""

from datetime import date, timedelta

from bot.times.moment import Moment
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Calendar, Clock, FromToday, Part, Weekday, Zone
from bot.times.reading.resolve.date_arithmetic import moved


def is_old_time(parse: PartialParse, was: Moment, *, today: date) -> bool:
    """Whether every part is true of a booking's present time."""
    if not (parse.parts or parse.zones):
        return False
    parts, zones = parse.parts.values(), parse.zones
    return all(_is_true_of(part, was, today=today) for part in parts) and all(
        _keeps_its_clocks(zone, was) for zone in zones
    )


def _is_true_of(part: Part, was: Moment, *, today: date) -> bool:
    day = was.local.date()
    match part:
        case Clock():
            return _is_its_clock(part, was)
        case Calendar():
            return _is_its_date(part, day)
        case Weekday():
            return part.day == day.weekday()
        case FromToday(ahead=ahead):
            return moved(today, ahead) == day
    return False


def _is_its_clock(clock: Clock, was: Moment) -> bool:
    """Whether a clock, or a mere number that may be the day of the month, is the booking's."""
    local = was.local
    if not clock.bare:
        return clock.agreed(Clock(local.hour, local.minute, exact=True)) is not None
    is_day = clock.minute == 0 and clock.hour == local.day
    return is_day or (clock.hour % 12, clock.minute) == (local.hour % 12, local.minute)


def _is_its_date(said: Calendar, day: date) -> bool:
    dates = {(said.month, said.day)} | ({(said.day, said.month)} if said.in_numbers else set())
    is_day = not dates.isdisjoint({(day.month, day.day), (None, day.day)})
    return is_day and said.year in (None, day.year)


def _keeps_its_clocks(zone: Zone, was: Moment) -> bool:
    """Whether a zone's clocks show what the booking's do."""
    offsets = {Moment.at(was.instant, name).offset for name in zone.zones}
    return was.offset in ({zone.offset} if zone.exact else offsets | {zone.offset or timedelta.max})
