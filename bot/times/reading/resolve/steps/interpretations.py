"""What a phrase may say: for a booking that is moved, an hour or a day, an amount earlier or later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading, Refusal, first_answer
from bot.times.reading.parts import Calendar, Clock, Elapsed, Length
from bot.times.reading.resolve.moved_choice import choose_new_time
from bot.times.reading.resolve.moved_interpretations import (
    MovedInterpretation,
    moved_interpretations,
)
from bot.times.reading.resolve.phrase import Phrase
from bot.times.reading.resolve.senses import Ambiguity, Sense, Senses, Settled

_MONTH = timedelta(days=31)
_LAST_HOUR, _HOURS = 12, 24


def interpret(phrase: Phrase) -> Senses[Phrase]:
    """The phrases that one may stand for, each with how long it says that the time lasts."""
    was = phrase.context.was
    return _for_new_booking(phrase) if was is None else _for_moved_booking(phrase, was)


def _for_new_booking(phrase: Phrase) -> Senses[Phrase]:
    if phrase.parse.part(Elapsed) is not None:
        return Sense(phrase)
    if _is_mere_number(phrase):
        return Settled()
    length = phrase.parse.part(Length)
    return Sense(replace(phrase, duration=length.lasting) if length else phrase)


def _is_mere_number(phrase: Phrase) -> bool:
    """Whether the day is a number that nothing beside it makes a day: a small one needs more."""
    day = phrase.parse.part(Calendar)
    beside = {"weekday", "clock"} & phrase.parse.parts.keys()
    return day is not None and day.bare and len(beside) < (1 if day.day > _LAST_HOUR else 2)


def _for_moved_booking(phrase: Phrase, was: Moment) -> Senses[Phrase]:
    """The phrase as the new time of the booking that is at `was`."""
    ways, question = moved_interpretations(phrase.parse, own_weekday=phrase.local(was).weekday())
    found = tuple(_interpret_as(phrase, way, was) for way in ways)
    if question:
        return Ambiguity(found, partial(choose_new_time, sentence=question, was=was))
    return found[0] if found else Settled()


def _interpret_as(phrase: Phrase, way: MovedInterpretation, was: Moment) -> Senses[Phrase]:
    moved = replace(phrase, parse=way.parse, duration=way.lasting)
    if way.parse.part(Elapsed) is not None:
        return Sense(moved)
    found = Ambiguity((_by_numbers(moved, was), Sense(moved)), first_answer)
    if way.may_stay or way.parse.part(Clock) is not None:
        return found
    return Ambiguity((found,), partial(_unless_there, phrase=moved, was=was))


def _unless_there(
    answers: Sequence[Answer | None], *, phrase: Phrase, was: Moment
) -> Answer | None:
    """The day alone, or the same time, of where the booking is already is no new time."""
    (answer,) = answers
    is_there = isinstance(answer, Reading) and answer.moment == was and answer.duration is None
    if not is_there:
        return answer
    written = was.written(phrase.context.reader)
    return Refusal(f"It's already on {written}. Enter another day or time.")


def _by_numbers(phrase: Phrase, was: Moment) -> Senses[Phrase]:
    """Numbers that may be hours or days: the 3 of `push to 3`, the 2 and 4 of `2-4`."""
    parse = phrase.parse
    if parse.zones or not parse.parts.keys() <= {"clock", "day", "weekday", "end"}:
        return Settled()
    match parse.parts.get("clock"), parse.parts.get("day"), parse.end:
        case Clock(bare=True, minute=0, hour=hour), None, None if hour:
            return _hour_or_day(phrase, hour, was)
        case None, Calendar(bare=True, day=day), None:
            return _hour_or_day(phrase, day, was)
        case Clock(bare=True, minute=0) as start, None, Clock(bare=True, minute=0) as end:
            return _range_or_date(phrase, start, end, was)
    return Settled()


def _range_or_date(phrase: Phrase, start: Clock, end: Clock, was: Moment) -> Senses[Phrase]:
    """`1-4` is from one to four, and may be January 4 where that is near."""
    parts = phrase.parse.parts
    by_hours = Sense(phrase.with_parts({**parts, "clock": replace(start, bare=False)}))
    if "weekday" in parts:
        return by_hours
    date = Calendar(end.hour, month=start.hour, in_numbers=True)
    on_date = Sense(phrase.with_parts({"day": date}))
    return Ambiguity(
        (by_hours, Ambiguity((on_date,), partial(_if_near, was=was))),
        partial(choose_new_time, sentence="Hours, or a date?", was=was),
    )


def _if_near(answers: Sequence[Answer | None], *, was: Moment) -> Answer | None:
    """The answer, if it is one moment within a month of the booking."""
    (answer,) = answers
    is_near = isinstance(answer, Reading) and abs(answer.moment.local - was.local) <= _MONTH
    return answer if is_near else None


def _hour_or_day(phrase: Phrase, number: int, was: Moment) -> Senses[Phrase]:
    """Both, where both can be; `Tuesday 9` is the 9th only where that is a Tuesday."""
    weekday = {slot: part for slot, part in phrase.parse.parts.items() if slot == "weekday"}
    day = Sense(phrase.with_parts({**weekday, "day": Calendar(number)}))
    clock = Clock(number, exact=number > _LAST_HOUR)
    hour = Sense(phrase.with_parts({**weekday, "clock": clock}))
    return Ambiguity(
        (
            hour if number <= _HOURS else Settled(),
            Ambiguity((day,), _unless_asked) if weekday else day,
        ),
        partial(choose_new_time, sentence=f"Is {number} the hour or the day?", was=was),
    )


def _unless_asked(answers: Sequence[Answer | None]) -> Answer | None:
    (answer,) = answers
    return None if isinstance(answer, Question) else answer
