"""Stretches of time: `in 90 minutes`, `+1w`, `an hour later`."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer
from bot.times.reading.parts import Amount, Elapsed, Length
from bot.times.reading.resolve.days import moved
from bot.times.reading.resolve.resolver import Resolver, asking
from bot.times.reading.resolve.zoning import Place

_ELSEWHERE = frozenset({"weekday", "period", "daytime", "shift", "end", "day", "clock"})


def after_stretch(it: Resolver, elapsed: Elapsed) -> Answer | None:
    """`in 90 minutes`, `+1w`: calendar first, by the wall clock; then hours as they really pass."""
    if _ELSEWHERE & it.said.parts.keys():
        return None
    was = it.asked.was if elapsed.from_booking else None
    if was is None and not elapsed.by.has_clock and elapsed.from_booking:
        return it.day(moved(it.anchor, elapsed.by, kept=it.kept))
    zone = it.place.zone
    start = Moment.at(was.instant if was else it.asked.now, zone)
    wall = datetime.combine(moved(start.local.date(), elapsed.by, kept=it.kept), start.local.time())
    exact = Moment(wall, zone).instant + timedelta(seconds=elapsed.by.seconds)
    # Exact to the second, as whoever asks may count from one: forms ask from a whole minute.
    end = Moment.at(exact, zone).local.replace(microsecond=0)
    length = it.said.part(Length)
    it = replace(it, place=Place(zone), duration=length.lasting if length else None)
    if it.asked.is_past(Moment(end, zone)):
        return it.past(end)
    return it.answer(wall) if _is_of_calendar(elapsed.by) else it.reading(Moment(end, zone))


def _is_of_calendar(by: Amount) -> bool:
    return bool(by.months or by.days or by.workdays) and not by.has_clock


def from_now_or_how_long(it: Resolver, length: Length) -> Answer | None:
    """`30 minutes` alone: perhaps from now, perhaps how long it is to last."""
    soon = it.asked.now.replace(microsecond=0) + length.lasting
    reading = replace(it, duration=None).reading(Moment.at(soon, it.place.zone))
    lasting = replace(it, duration=length.lasting).day(it.anchor)
    return asking("Is that from now? Type the time too if it is how long.", (reading, lasting))
