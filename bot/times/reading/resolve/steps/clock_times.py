"""The clock of a phrase on the days it may be: the first that is ahead, or the times to ask about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading, ask
from bot.times.reading.parts import (
    Clock,
    DayTime,
    SameTime,
    Shift,
    Weekday,
)
from bot.times.reading.resolve.clocks import Times, times
from bot.times.reading.resolve.moment_answers import past
from bot.times.reading.resolve.number_or_clock import is_clock
from bot.times.reading.resolve.phrase import DatedPhrase, Phrase
from bot.times.reading.resolve.ranges import range_between
from bot.times.reading.resolve.senses import (
    Ambiguity,
    Sense,
    Senses,
    Settled,
    asked,
)
from bot.times.reading.resolve.targets import PastTime, Target, WallTime, WholeDay

_DAY, _HOUR, _QUARTER = timedelta(days=1), timedelta(hours=1), timedelta(minutes=15)
_NOON = 12
_WEEKS = 5
_ANOTHER_DATE = timedelta(days=60)
_HOURS_OFFERED = 3
_DAY_OR_WEEKDAY = frozenset({"day", "weekday"})
_DAYS_SAID = _DAY_OR_WEEKDAY | {"daytime"}


def resolve_clock_times(dated: DatedPhrase) -> Senses[Target]:
    """The time of a phrase on one of its days: its clock, part of the day, or the day alone."""
    phrase, dates = dated.phrase, dated.dates
    parts = phrase.parse.parts
    clock, shift = parts.get("clock"), phrase.parse.part(Shift)
    if shift is not None and shift.by.has_clock and clock is None:
        return Settled()
    if isinstance(clock, SameTime):
        return _at_same_time(phrase, dates)
    if isinstance(clock, Clock):
        return _at_clock(phrase, clock, dates)
    daytime = phrase.parse.part(DayTime)
    if daytime is not None:
        return _in_daytime(phrase, daytime, dates)
    if "end" in parts:
        return Settled()
    if phrase.context.was is not None:
        return _at_same_time(phrase, dates)
    return _all_day(phrase, dates)


def _all_day(phrase: Phrase, dates: tuple[date, ...]) -> Senses[Target]:
    parts = phrase.parse.parts
    is_bare = "weekday" in parts and "day" not in parts
    days = [WholeDay(phrase, day) for day in dates]
    if is_bare and dates[0] == phrase.today:
        return asked("Today, or in a week?", days)
    return Sense(days[0])


def _at_same_time(phrase: Phrase, dates: tuple[date, ...]) -> Senses[Target]:
    """At the clock of the booking being moved, or of now; in another zone, at what it shows there or here."""
    same, was = phrase.parse.part(SameTime), phrase.context.was
    is_as_now = same is not None and same.as_now
    now = Moment.at(phrase.context.now, phrase.zone.name).local.time()
    if was is None and not is_as_now:
        sentence = "Do you mean the same time as now? If not, enter the time, such as “2pm”."
        all_day: Senses[Target] = Sense(WholeDay(phrase, dates[0]))
        return Ambiguity((_to_the_minute(now, phrase, dates), all_day), partial(ask, sentence))
    clocks = [] if was is None else [was.local.time(), phrase.local(was).time()]
    clocks += [now] if is_as_now else []
    return Ambiguity(
        tuple(_to_the_minute(clock, phrase, dates) for clock in clocks),
        partial(ask, "What time of day?"),
    )


def _to_the_minute(clock: time, phrase: Phrase, dates: tuple[date, ...]) -> Senses[Target]:
    return _first_ahead(phrase, dates, Times(clock.replace(second=0, microsecond=0)))


def _in_daytime(phrase: Phrase, daytime: DayTime, dates: tuple[date, ...]) -> Senses[Target]:
    """`tomorrow morning`: which hour is asked."""
    for day in dates:
        begins, ends = (datetime.combine(day, time(hour)) for hour in daytime.hours)
        for step in (_HOUR, _QUARTER):
            offered = [begins + step * many for many in range((ends - begins) // step)]
            ahead = [local for local in offered if not phrase.is_past(local)][:_HOURS_OFFERED]
            if len(ahead) > 1:
                return asked("What time?", [WallTime(phrase, local) for local in ahead])
    last = time(daytime.hours[1] - 1, 45)
    return Sense(PastTime(phrase, datetime.combine(dates[0], last)))


def _at_clock(phrase: Phrase, clock: Clock, dates: tuple[date, ...]) -> Senses[Target]:
    """At a clock time, or from one to another; a mere number may be an hour."""
    if is_clock(phrase, clock):
        return _at_sure_clock(phrase, clock, dates)
    is_beside_day = bool(_DAY_OR_WEEKDAY & phrase.parse.parts.keys())
    is_mere_hour = clock.bare and not (clock.minute or clock.exact)
    if is_beside_day and is_mere_hour and phrase.parse.end is None:
        return _at_hour_or_on_date(phrase, replace(clock, bare=False), dates)
    return Settled()


def _at_sure_clock(phrase: Phrase, clock: Clock, dates: tuple[date, ...]) -> Senses[Target]:
    """At a clock that is no mere number; nothing where the part of the day disagrees."""
    daytime, end = phrase.parse.part(DayTime), phrase.parse.end
    meant = times(clock, daytime=daytime, hours_to_24=phrase.context.hours_to_24)
    if meant is None:
        return Settled()
    if end is not None:
        return _in_range(phrase, clock, meant, end, dates)
    if clock.name == "midnight" and daytime is None:
        return _at_midnight(phrase, dates)
    at_clock, shift = _first_ahead(phrase, dates, meant), phrase.parse.part(Shift)
    if shift is None or not shift.by.has_clock:
        return at_clock
    return Ambiguity((at_clock,), partial(_shifted, by=shift.by.elapsed, phrase=phrase))


def _at_hour_or_on_date(phrase: Phrase, clock: Clock, dates: tuple[date, ...]) -> Senses[Target]:
    """`Tue 11`, `12/31 10`: the number is likely the hour, in either half, or the weekday's date."""
    hours = [_at_sure_clock(phrase, replace(clock, half=half), dates) for half in ("", "am", "pm")]
    on_date = [Sense(day) for day in _numbered_days(phrase, clock, dates)]
    return Ambiguity((*hours, *on_date), partial(_hour_or_date, phrase=phrase, hour=clock.hour))


def _hour_or_date(answers: Sequence[Answer | None], *, phrase: Phrase, hour: int) -> Answer | None:
    """The likely hour, the date, and the hour in the other half of the day: which is meant is asked."""
    likely, morning, afternoon, *on_date = answers
    if isinstance(likely, Reading):
        written = likely.moment.clock_written(phrase.context.reader)
        other = morning if likely.moment.local.hour >= _NOON else afternoon
        sentence = f"Do you mean {written}? If not, enter the date."
        return ask(sentence, (likely, *on_date, other))
    is_alone = not phrase.context.in_a_line and phrase.context.was is None
    if not (isinstance(likely, Question) and is_alone):
        return None
    return ask(f"Do you mean {hour} o'clock?", (likely, *on_date))


def _numbered_days(phrase: Phrase, clock: Clock, dates: tuple[date, ...]) -> list[Target]:
    """The Friday that is an 11th within a month, for `friday 11`."""
    if phrase.parse.part(Weekday) is None or "day" in phrase.parse.parts:
        return []
    weeks = (dates[0] + week * 7 * _DAY for week in range(_WEEKS))
    return [WholeDay(phrase, day) for day in weeks if day.day == clock.hour]


def _in_range(
    phrase: Phrase, first: Clock, starts: Times, last: Clock, dates: tuple[date, ...]
) -> Senses[Target]:
    """From one clock to another: `2-4pm`; nothing if that is unlikely, or not as long as said."""
    context, daytime = phrase.context, phrase.parse.part(DayTime)
    ends = times(last, daytime=None if last.half else daytime, hours_to_24=context.hours_to_24)
    is_day_said = context.was is not None or bool(_DAYS_SAID & phrase.parse.parts.keys())
    found = ends and range_between(first, starts, last, ends, is_day_said=is_day_said)
    if not found or phrase.duration not in (None, found.lasting):
        return Settled()
    lasting = replace(phrase, duration=found.lasting, by_clock=True)
    return _first_ahead(lasting, dates, found.start)


def _at_midnight(phrase: Phrase, dates: tuple[date, ...]) -> Senses[Target]:
    """Midnight alone is the next one; with a day, both ends of that day are asked about."""
    after = tuple(day + _DAY for day in dates)
    is_of_a_day = bool(_DAY_OR_WEEKDAY & phrase.parse.parts.keys())
    is_next = not is_of_a_day and phrase.context.was is None
    if is_next or dates[0] == phrase.today:
        return _first_ahead(phrase, after[:1], Times(time()))
    ends = tuple(_first_ahead(phrase, some, Times(time())) for some in (dates, after))
    return Ambiguity(ends, partial(ask, "Midnight at the start or the end of that day?"))


def _shifted(
    answers: Sequence[Answer | None], *, by: timedelta | None, phrase: Phrase
) -> Answer | None:
    """The time `two hours before` a clock, where that is one moment."""
    (answer,) = answers
    if by is None or not isinstance(answer, Reading):
        return None
    moment = Moment.at(answer.moment.instant + by, answer.moment.zone)
    if phrase.context.is_past(moment):
        return past(phrase, moment.local)
    return replace(answer, moment=moment)


def _first_ahead(phrase: Phrase, dates: tuple[date, ...], meant: Times) -> Senses[Target]:
    """The first day on which the clock is not past; where its other half of today is ahead, asked.

    `Jan 27 8am` said on that day at nine is past: nobody books a year ahead by it.
    """
    assumed = () if meant.sure else ("am/pm",)
    likely = [datetime.combine(day, meant.likely) + meant.days * _DAY for day in dates]
    ahead = _near_and_ahead(phrase, likely)
    other = _other_half(phrase, dates[0], meant)
    if other and (meant.unclear or likely[0] not in ahead):
        later = likely[0] + (7 if "weekday" in phrase.parse.parts else 1) * _DAY
        halves = _each_half(other, ahead, later=later)
        return asked("AM or PM?", [WallTime(phrase, local, assumed) for local in halves])
    if not ahead:
        return Sense(PastTime(phrase, likely[0]))
    if meant.unclear and meant.days:
        nights = ahead[0], ahead[0] - _DAY
        return asked("Which night?", [WallTime(phrase, local) for local in nights])
    return Sense(WallTime(phrase, ahead[0], assumed))


def _each_half(other: datetime, ahead: list[datetime], *, later: datetime) -> list[datetime]:
    """The clock in each half of the day, the earlier first; `later` where only one of them is ahead."""
    halves = sorted({other, *ahead[:1]})
    return halves if len(halves) > 1 else [*halves, later]


def _near_and_ahead(phrase: Phrase, likely: list[datetime]) -> list[datetime]:
    """Those that are not past, and are no other date than the first, a year on."""
    near = (local for local in likely if local - likely[0] <= _ANOTHER_DATE)
    return [local for local in near if not phrase.is_past(local)]


def _other_half(phrase: Phrase, day: date, meant: Times) -> datetime | None:
    """The less likely half of the day, if the clock can mean it and it is ahead."""
    other = datetime.combine(day, meant.other) if meant.other else None
    return other if other and not phrase.is_past(other) else None
