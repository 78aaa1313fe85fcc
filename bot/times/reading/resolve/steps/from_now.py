"""An amount of time from now or from the booking: `in 90 minutes`, `+1w`, `an hour later`."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.times.moment import Moment
from bot.times.reading.parts import Amount, Elapsed, Length, Shift
from bot.times.reading.resolve.date_arithmetic import moved
from bot.times.reading.resolve.phrase import Phrase, ZoneCandidate
from bot.times.reading.resolve.senses import Sense, Senses, Settled, asked
from bot.times.reading.resolve.targets import ExactMoment, PastTime, Target, WallTime, WholeDay

_ELSEWHERE = frozenset({"weekday", "period", "daytime", "shift", "end", "day", "clock"})
_DAYS_AND_CLOCKS = frozenset({"day", "weekday", "period", "clock", "daytime", "year", "week of"})


def amount_from_now(phrase: Phrase) -> Elapsed | Length | None:
    """The amount, if it is all that is said of the time: `in 90 minutes`; `30 minutes` of a new booking."""
    parse = phrase.parse
    elapsed, length, shift = parse.part(Elapsed), parse.part(Length), parse.part(Shift)
    if elapsed is not None:
        return elapsed
    is_alone = not _DAYS_AND_CLOCKS & parse.parts.keys() and (shift is None or shift.by.has_clock)
    return length if is_alone and phrase.context.was is None else None


def resolve_from_now(phrase: Phrase, amount: Elapsed | Length) -> Senses[Target]:
    """What an amount names that is counted from now, or from the booking being moved."""
    if isinstance(amount, Elapsed):
        return _after_amount(phrase, amount)
    return _from_now_or_how_long(phrase, amount)


def _after_amount(phrase: Phrase, elapsed: Elapsed) -> Senses[Target]:
    """`in 90 minutes`, `+1w`: calendar first, by the wall clock; then hours as they really pass."""
    if _ELSEWHERE & phrase.parse.parts.keys():
        return Settled()
    was = phrase.context.was if elapsed.from_booking else None
    if was is None and not elapsed.by.has_clock and elapsed.from_booking:
        return Sense(WholeDay(phrase, moved(phrase.today, elapsed.by, regions=phrase.regions)))
    zone = phrase.zone.name
    start = Moment.at(was.instant if was else phrase.context.now, zone).local
    day = moved(start.date(), elapsed.by, regions=phrase.regions)
    wall = datetime.combine(day, start.time())
    exact = Moment(wall, zone).instant + timedelta(seconds=elapsed.by.seconds)
    # Exact to the second, as whoever asks may count from one: forms ask from a whole minute.
    end = Moment(Moment.at(exact, zone).local.replace(microsecond=0), zone)
    length = phrase.parse.part(Length)
    duration = length.lasting if length else None
    phrase = replace(phrase, zone=ZoneCandidate(zone), duration=duration)
    if phrase.context.is_past(end):
        return Sense(PastTime(phrase, end.local))
    is_of_calendar = _is_of_calendar(elapsed.by)
    return Sense(WallTime(phrase, wall) if is_of_calendar else ExactMoment(phrase, end))


def _is_of_calendar(by: Amount) -> bool:
    return bool(by.months or by.days or by.workdays) and not by.has_clock


def _from_now_or_how_long(phrase: Phrase, length: Length) -> Senses[Target]:
    """`30 minutes` alone: perhaps from now, perhaps how long it is to last."""
    soon = phrase.context.now.replace(microsecond=0) + length.lasting
    moment = Moment.at(soon, phrase.zone.name)
    return asked(
        "Do you mean from now? If that's how long it lasts, add the time too.",
        [
            ExactMoment(replace(phrase, duration=None), moment),
            WholeDay(replace(phrase, duration=length.lasting), phrase.today),
        ],
    )
