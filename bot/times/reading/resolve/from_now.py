"""A stretch of time from now or from the booking: `in 90 minutes`, `+1w`, `an hour later`."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, ask
from bot.times.reading.parts import Amount, Elapsed, Length
from bot.times.reading.resolve.date_arithmetic import moved
from bot.times.reading.resolve.resolver import Resolver
from bot.times.reading.resolve.zone_candidates import ZoneCandidate

_ELSEWHERE = frozenset({"weekday", "period", "daytime", "shift", "end", "day", "clock"})


def after_amount(resolver: Resolver, elapsed: Elapsed) -> Answer | None:
    """`in 90 minutes`, `+1w`: calendar first, by the wall clock; then hours as they really pass."""
    if _ELSEWHERE & resolver.parse.parts.keys():
        return None
    was = resolver.context.was if elapsed.from_booking else None
    if was is None and not elapsed.by.has_clock and elapsed.from_booking:
        return resolver.day(moved(resolver.anchor, elapsed.by, regions=resolver.regions))
    zone = resolver.zone.name
    start = Moment.at(was.instant if was else resolver.context.now, zone).local
    day = moved(start.date(), elapsed.by, regions=resolver.regions)
    wall = datetime.combine(day, start.time())
    exact = Moment(wall, zone).instant + timedelta(seconds=elapsed.by.seconds)
    # Exact to the second, as whoever asks may count from one: forms ask from a whole minute.
    end = Moment(Moment.at(exact, zone).local.replace(microsecond=0), zone)
    length = resolver.parse.part(Length)
    duration = length.lasting if length else None
    resolver = replace(resolver, zone=ZoneCandidate(zone), duration=duration)
    if resolver.context.is_past(end):
        return resolver.past(end.local)
    return resolver.answer(wall) if _is_of_calendar(elapsed.by) else resolver.reading(end)


def _is_of_calendar(by: Amount) -> bool:
    return bool(by.months or by.days or by.workdays) and not by.has_clock


def from_now_or_how_long(resolver: Resolver, length: Length) -> Answer | None:
    """`30 minutes` alone: perhaps from now, perhaps how long it is to last."""
    soon = resolver.context.now.replace(microsecond=0) + length.lasting
    reading = replace(resolver, duration=None).reading(Moment.at(soon, resolver.zone.name))
    lasting = replace(resolver, duration=length.lasting).day(resolver.anchor)
    return ask(
        "Do you mean from now? If that's how long it lasts, add the time too.", (reading, lasting)
    )
