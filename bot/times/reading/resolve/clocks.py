"""Which times of day a clock can mean: its half of the day is said, follows from the hour, or is asked."""

from dataclasses import dataclass
from datetime import time

from bot.times.reading.parts import Clock, DayTime

_BUSINESS_MORNING = range(8, 12)
_BUSINESS_AFTERNOON = range(1, 7)
_EVENING = 17


@dataclass(frozen=True, slots=True)
class Times:
    """The times of day a clock can mean, the likelier first; `sure` when nothing was assumed.

    Where it is `unclear` which is meant, it is asked. `days` on: 1 where the clock belongs to the
    night that follows (`tonight at 1`).
    """

    likely: time
    other: time | None = None
    sure: bool = True
    unclear: bool = False
    days: int = 0


def times(clock: Clock, *, daytime: DayTime | None, hours_to_24: bool) -> Times | None:
    """What the clock means with the part of the day said beside it; None if they disagree."""
    if daytime is not None:
        return _in_daytime(clock, daytime)
    if clock.half:
        return Times(in_half(clock, clock.half))
    if clock.exact:
        return Times(_at(clock, clock.hour % 24), days=clock.hour // 24)
    if hours_to_24 and clock.hour >= 8:
        return Times(_at(clock, clock.hour))
    return _assumed(clock, hours_to_24=hours_to_24)


def _assumed(clock: Clock, *, hours_to_24: bool) -> Times:
    morning, afternoon = in_half(clock, "am"), in_half(clock, "pm")
    if clock.hour == 12:
        return Times(afternoon, sure=True)
    if clock.hour in _BUSINESS_AFTERNOON and not hours_to_24:
        return Times(afternoon, morning, sure=False)
    return Times(morning, afternoon, sure=False, unclear=clock.hour not in _BUSINESS_MORNING)


def _in_daytime(clock: Clock, daytime: DayTime) -> Times | None:
    hour = clock.hour
    if clock.name:
        is_of_night = clock.hour == 0 and daytime.begins >= _EVENING
        return Times(time(0), days=1) if is_of_night else None
    if clock.half or clock.exact:
        exact = in_half(clock, clock.half) if clock.half else _at(clock, hour % 24)
        return Times(exact) if daytime.includes(exact.hour) else _after_midnight(exact, daytime)
    morning, afternoon = in_half(clock, "am"), in_half(clock, "pm")
    fitting = [at for at in (morning, afternoon) if daytime.includes(at.hour)]
    if len(fitting) == 1:
        return Times(fitting[0])
    return _after_midnight(morning, daytime)


def _after_midnight(at: time, daytime: DayTime) -> Times | None:
    """`tonight at 1 AM`, `at 12 at night`: the night runs on into the next day."""
    if daytime.begins >= _EVENING and at.hour < 5:
        return Times(at, days=1, unclear=not daytime.today)
    return None


def in_half(clock: Clock, half: str) -> time:
    """The time of day of a clock in the morning (`am`) or after noon (`pm`)."""
    hour = clock.hour % 12 + (12 if half == "pm" else 0)
    return _at(clock, hour)


def _at(clock: Clock, hour: int) -> time:
    return time(hour, clock.minute)
