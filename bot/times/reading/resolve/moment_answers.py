"""The reading of a moment that nothing more is to be asked about, and the refusal of one that is over."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Reading, Refusal
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Calendar, Clock, DayTime
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.phrase import Phrase, ZoneCandidate

_UNTIL_A_LEAP_DAY = 8


def reading_of(phrase: Phrase, moment: Moment, *, assumed: tuple[str, ...] = ()) -> Reading:
    """The reading of one moment; `assumed` are the parts of it that were not said."""
    said, unsaid = said_and_assumed(phrase.parse)
    return Reading(
        moment=_by_known_letters(moment, zone=phrase.zone, context=phrase.context),
        said=said,
        assumed=tuple(dict.fromkeys((*unsaid, *assumed))),
        duration=_lasts(phrase, moment),
        note=_season_note(phrase.zone, moment),
    )


def past(phrase: Phrase, local: datetime, *, day_only: bool = False) -> Refusal:
    """What to say of a time that is over: what was read, and what may be meant instead."""
    was = Moment(local, phrase.zone.name)
    written = Moment.day_written if day_only else Moment.written
    over = written(was, phrase.context.reader)
    kind = "day" if day_only else "time"
    return Refusal(
        f"{over} has passed. Enter a later {kind}.",
        is_past=True,
        instead=_a_year_later(phrase, was, day_only=day_only),
    )


def in_the_coming_year(moment: Moment, *, now: datetime) -> Moment:
    """The same day of the year and clock, the next time it comes."""
    years = range(now.year, now.year + _UNTIL_A_LEAP_DAY + 1)
    days = (date(at, moment.local.month, 1) + timedelta(moment.local.day - 1) for at in years)
    found = (
        Moment(datetime.combine(day, moment.local.time()), moment.zone)
        for day in days
        if day.month == moment.local.month
    )
    return next(one for one in found if one.instant > now)


def _a_year_later(phrase: Phrase, was: Moment, *, day_only: bool) -> tuple[Reading, ...]:
    """What may be meant by a past date: that of the coming year, if the year was said."""
    day = phrase.parse.part(Calendar)
    if day is None or day.year is None:
        return ()
    coming = reading_of(phrase, in_the_coming_year(was, now=phrase.context.now))
    return (replace(coming, date_only=day_only),)


def _lasts(phrase: Phrase, moment: Moment) -> timedelta | None:
    """How long it really lasts; across a clock change that is not what the clocks show."""
    if not (phrase.duration and phrase.by_clock):
        return phrase.duration
    ends = phrase.moments(moment.local + phrase.duration)
    return ends[0].instant - moment.instant if ends else phrase.duration


def _by_known_letters(moment: Moment, *, zone: ZoneCandidate, context: Context) -> Moment:
    """Letters that clocks go by where the booking is, or the person, are theirs: London's `GMT`."""
    if not zone.letters:
        return moment
    for own in dict.fromkeys((context.was.zone if context.was else context.zone, context.zone)):
        there = Moment.at(moment.instant, own)
        if there.abbreviation() == zone.letters.upper() and there.offset == moment.offset:
            return there
    return moment


def _season_note(zone: ZoneCandidate, moment: Moment) -> str | None:
    """What to say of `EST` in summer: it is read as what people there go by that day."""
    if zone.offset is None or zone.offset == moment.offset or not zone.letters:
        return None
    return (
        f"Docket read {zone.letters.upper()} as {zone.label}, which is {moment.abbreviation()} that"
        " day"
    )


def said_and_assumed(parse: PartialParse) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which parts of the time were said, and which Docket filled in."""
    day = parse.parts.get("day")
    clock = parse.part(Clock)
    daytime = parse.part(DayTime)
    is_tonight = daytime is not None and daytime.today
    known = {
        "year": isinstance(day, Calendar) and day.year is not None,
        "date": is_tonight or bool({"day", "elapsed", "period"} & parse.parts.keys()),
        "weekday": "weekday" in parse.parts,
        "clock": bool({"clock", "elapsed"} & parse.parts.keys()),
        "am/pm": clock is not None and bool(clock.half or clock.exact or "daytime" in parse.parts),
        "zone": bool(parse.zones),
        "duration": "length" in parse.parts or "end" in parse.parts,
    }
    assumed = {
        "date": not (is_tonight or {"day", "weekday", "elapsed"} & parse.parts.keys()),
        "year": isinstance(day, Calendar) and day.year is None,
        "zone": not parse.zones,
    }
    return _names(known), _names(assumed)


def _names(parts: dict[str, bool]) -> tuple[str, ...]:
    return tuple(name for name, holds in parts.items() if holds)
