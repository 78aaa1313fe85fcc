"""The last step: what a phrase names as a moment, or the question or refusal a clock change makes of it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading, Refusal, ask
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.moment_answers import (
    in_the_coming_year,
    past,
    reading_of,
    said_and_assumed,
)
from bot.times.reading.resolve.phrase import Phrase
from bot.times.reading.resolve.targets import ExactMoment, PastTime, Target, WallTime, WholeDay
from bot.times.reading.resolve.wall_clock import around_gap
from bot.times.zones import zones_with_offset

_YEARS_AHEAD = 5


def answer_target(target: Target) -> Answer:
    """The answer for what a phrase names."""
    match target:
        case WallTime(phrase, local, assumed):
            return _at_wall_time(phrase, local, assumed=assumed)
        case WholeDay(phrase, day):
            return _on_day(phrase, day)
        case ExactMoment(phrase, moment):
            return reading_of(phrase, moment)
        case PastTime(phrase, local):
            return past(phrase, local)


def _at_wall_time(phrase: Phrase, local: datetime, *, assumed: tuple[str, ...]) -> Answer:
    """The reading of a wall-clock time; or the question or refusal a clock change makes of it."""
    zone, found = phrase.zone, phrase.moments(local)
    if not found:
        return _skipped(phrase, local)
    if zone.exact and zone.offset is not None and found[0].offset != zone.offset:
        return _by_offset_or_zone(phrase, found[0], zone.offset)
    if phrase.duration and phrase.by_clock and not phrase.moments(local + phrase.duration):
        return _skipped(phrase, local + phrase.duration)
    ahead = [moment for moment in found if not phrase.context.is_past(moment)]
    readings = tuple(reading_of(phrase, moment, assumed=assumed) for moment in ahead or found)
    if len(readings) == 1:
        return _if_near(readings[0], context=phrase.context)
    clock = phrase.context.reader.clock(local.time())
    return Question(f"{clock} happens twice that day. Which one?", readings)


def _on_day(phrase: Phrase, day: date) -> Answer:
    """The reading of a day without a clock."""
    said, assumed = said_and_assumed(phrase.parse)
    moment = Moment(datetime.combine(day, time()), phrase.zone.name)
    reading = Reading(
        moment=moment, date_only=True, said=said, assumed=assumed, duration=phrase.duration
    )
    if day < phrase.context.today(phrase.zone.name):
        return past(phrase, moment.local, day_only=True)
    return _if_near(reading, context=phrase.context)


def _by_offset_or_zone(phrase: Phrase, there: Moment, offset: timedelta) -> Answer:
    """`3 AM EEST (UTC+3)` on a day when clocks there are at UTC+2: which is meant is asked."""
    fixed = (Moment(there.local, zone) for zone in zones_with_offset(offset))
    ahead = [one for one in (*fixed, there) if not phrase.context.is_past(one)]
    written = there.written(phrase.context.reader)
    sentence = f"The time zone and the UTC offset don't match. Local time there is {written}."
    readings = [reading_of(phrase, moment) for moment in ahead]
    return ask(sentence, readings) or past(phrase, there.local)


def _skipped(phrase: Phrase, local: datetime) -> Refusal:
    """What to say of a wall-clock time that a clock change skips."""
    context = phrase.context
    near = around_gap(local, zone=phrase.zone.name)
    before, after = (moment.written(context.reader) for moment in near)
    skipped = context.reader.clock(local.time())
    return Refusal(
        f"Clocks there skip {skipped} that day. Enter {before} or {after}.",
        instead=tuple(reading_of(phrase, one) for one in near if not context.is_past(one)),
    )


def _if_near(reading: Reading, *, context: Context) -> Answer:
    """The reading; asked about where its year is far ahead and it is not said in full."""
    years = reading.moment.local.year - context.now.year
    in_full = {"weekday", "year"} | ({"zone"} if not reading.date_only else set())
    if years <= _YEARS_AHEAD or in_full <= set(reading.said):
        return reading
    day = reading.moment.day_written(context.reader)
    if "year" not in reading.said:
        return Refusal(
            f"{day} is {years} years away. If that's what you mean, enter the full date."
        )
    nearer = replace(reading, moment=in_the_coming_year(reading.moment, now=context.now))
    return Question(f"{day} is {years} years away. Is that what you mean?", (reading, nearer))
