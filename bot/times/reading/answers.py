"""What a typed time is read as: a reading, a question with choices, or a refusal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.times.moment import Moment


@dataclass(frozen=True, slots=True)
class Reading:
    """The text means this one moment, or (`date_only`: the clock reads 00:00) this one day."""

    moment: Moment
    date_only: bool = False
    said: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    duration: timedelta | None = None
    rest: str = ""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The text can be read in more than one way: a sentence to ask, and what to choose from."""

    sentence: str
    choices: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The text cannot be booked: what is wrong and what to do, to be shown under the field.

    Where other words were allowed, `typed` is what speaks of the time, and `rest` all the others;
    `about_time` is false where nothing does. A time that `is_past` is no other way to read a text;
    `instead` is what may be meant by one that clocks skip.
    """

    sentence: str
    about_time: bool = True
    typed: str = ""
    rest: str = ""
    is_past: bool = False
    instead: tuple[Reading, ...] = ()


Answer = Reading | Question | Refusal


def readings(answer: Answer | None) -> tuple[Reading, ...]:
    """Return what an answer offers: itself, or what there is to choose from; nothing of a refusal."""
    match answer:
        case Reading():
            return (answer,)
        case Question(choices=choices):
            return choices
    return ()


def first_answer(answers: Iterable[Answer | None]) -> Answer | None:
    """Return the first answer that there is, of several in the order of their rank."""
    return next((answer for answer in answers if answer is not None), None)


def ask(sentence: str, answers: Iterable[Answer | None]) -> Answer | None:
    """One question over several answers: the same moment is one choice, what is refused is none.

    The one way that is not past is taken; of a time that clocks skip, those around it are choices.
    """
    given = [answer for answer in answers if answer is not None]
    if len(given) == 1 or all(isinstance(answer, Refusal) for answer in given):
        return next(iter(given), None)
    choices: dict[tuple[datetime, bool], Reading] = {}
    for answer in given:
        for one in _offered(answer):
            choices.setdefault((one.moment.instant, one.date_only), one)
    if len(choices) > 1:
        return Question(sentence, tuple(choices.values()))
    refusals = [answer for answer in given if isinstance(answer, Refusal)]
    others = (refusal for refusal in refusals if not refusal.is_past)
    return next(others, None) or next(iter(choices.values()))


def _offered(answer: Answer) -> tuple[Reading, ...]:
    return answer.instead if isinstance(answer, Refusal) else readings(answer)
