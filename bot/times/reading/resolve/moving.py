"""The new time of a booking that is moved: from today, or from where it is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading, Refusal, ask
from bot.times.reading.parts import Calendar, Clock, Elapsed, Weekday
from bot.times.reading.resolve.days import of_that_weekday
from bot.times.reading.resolve.from_now import after_amount
from bot.times.reading.resolve.month_days import Days
from bot.times.reading.resolve.moved_days import moved_days
from bot.times.reading.resolve.moved_phrases import BASES, MovedPhrase, moved_phrases
from bot.times.reading.resolve.on_day import on_day
from bot.times.reading.resolve.resolver import Resolver

_DAY, _MONTH = timedelta(days=1), timedelta(days=31)
_HOURS = 24


def moved_to(resolver: Resolver, was: Moment) -> Answer | None:
    """The new time of the booking that is at `was`; None if the parts make no sense together."""
    ways = moved_phrases(resolver.parse, own_weekday=resolver.local(was).weekday())
    answers = [_moved(resolver, phrase, was) for phrase in ways.phrases]
    return _chosen(ways.question, answers, was) if ways.question else next(iter(answers), None)


def _moved(resolver: Resolver, phrase: MovedPhrase, was: Moment) -> Answer | None:
    resolver = replace(resolver, parse=phrase.parse, duration=phrase.lasting)
    elapsed = phrase.parse.part(Elapsed)
    if elapsed is not None:
        return after_amount(resolver, elapsed)
    answer = _by_numbers(resolver, was) or _on_its_days(resolver, was)
    return answer if phrase.may_stay else _unless_there(resolver, answer, was)


def _unless_there(resolver: Resolver, answer: Answer | None, was: Moment) -> Answer | None:
    """The day alone, or the same time, of where the booking is already is no new time."""
    is_there = isinstance(answer, Reading) and answer.moment == was and answer.duration is None
    if not is_there or resolver.parse.part(Clock) is not None:
        return answer
    written = was.written(resolver.context.reader)
    return Refusal(f"It's already on {written}. Enter another day or time.")


def _on_its_days(resolver: Resolver, was: Moment) -> Answer | None:
    """The phrase on every day that it may mean, the booking's own time left out."""
    ways = of_that_weekday(tuple(moved_days(resolver, was)), resolver.parse.part(Weekday))
    answer = _chosen("Which day do you mean?", (on_day(resolver, way) for way in ways), was)
    is_one_choice = isinstance(answer, Question) and len(answer.choices) == 1
    if is_one_choice and not BASES & resolver.parse.parts.keys():
        # "9" at ten: 9 PM is ahead, and so is tomorrow's 9.
        tomorrow = on_day(resolver, Days((resolver.anchor + _DAY,)))
        return ask("Which one do you mean?", (answer, tomorrow))
    return answer


def _chosen(sentence: str, answers: Iterable[Answer | None], was: Moment) -> Answer | None:
    """The one way that is ahead and no present time; several are asked about."""
    every = [answer for answer in answers if answer is not None]
    ahead = [answer for answer in every if not isinstance(answer, Refusal)]
    elsewhere = [other for answer in ahead if (other := _elsewhere(answer, was)) is not None]
    if len(elsewhere) > 1:
        return ask(sentence, elsewhere)
    return next(iter((*elsewhere, *ahead, *every)), None)


def _elsewhere(answer: Answer, was: Moment) -> Answer | None:
    """The answer without the present time."""
    match answer:
        case Reading():
            return None if answer.moment.instant == was.instant else answer
        case Question(sentence, choices):
            others = [one for one in choices if one.moment.instant != was.instant]
            if len(others) == 1 < len(choices):
                return others[0]
            return Question(sentence, tuple(others)) if others else None
    return answer


def _by_numbers(resolver: Resolver, was: Moment) -> Answer | None:
    """Numbers that may be hours or days: the 3 of `push to 3`, the 2 and 4 of `2-4`."""
    parse = resolver.parse
    if parse.zones or not parse.parts.keys() <= {"clock", "day", "weekday", "end"}:
        return None
    match parse.parts.get("clock"), parse.parts.get("day"), parse.end:
        case Clock(bare=True, minute=0, hour=hour), None, None if hour:
            return _hour_or_day(resolver, hour, was)
        case None, Calendar(bare=True, day=day), None:
            return _hour_or_day(resolver, day, was)
        case Clock(bare=True, minute=0) as start, None, Clock(bare=True, minute=0) as end:
            return _range_or_date(resolver, start, end, was)
    return None


def _range_or_date(resolver: Resolver, start: Clock, end: Clock, was: Moment) -> Answer | None:
    """`1-4` is from one to four, and may be January 4 where that is near."""
    parts = resolver.parse.parts
    ranging = resolver.with_parts({**parts, "clock": replace(start, bare=False)})
    by_hours = _on_its_days(ranging, was)
    if "weekday" in parts:
        return by_hours
    date_ = Calendar(end.hour, month=start.hour, in_numbers=True)
    on_date = _on_its_days(resolver.with_parts({"day": date_}), was)
    is_near = isinstance(on_date, Reading) and abs(on_date.moment.local - was.local) <= _MONTH
    return _chosen("Hours, or a date?", (by_hours, on_date if is_near else None), was)


def _hour_or_day(resolver: Resolver, number: int, was: Moment) -> Answer | None:
    """Both, where both can be; `Tuesday 9` is the 9th only where that is a Tuesday."""
    weekday = {slot: part for slot, part in resolver.parse.parts.items() if slot == "weekday"}
    answers: list[Answer | None] = []
    if number <= _HOURS:
        clock = Clock(number, exact=number > _HOURS / 2)
        answers.append(_on_its_days(resolver.with_parts({**weekday, "clock": clock}), was))
    day = _on_its_days(resolver.with_parts({**weekday, "day": Calendar(number)}), was)
    if not (weekday and isinstance(day, Question)):
        answers.append(day)
    return _chosen(f"Is {number} the hour or the day?", answers, was)
