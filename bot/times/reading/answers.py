"""What reading a typed time can come to: a reading, a question with choices, or a refusal."""

from dataclasses import dataclass
from datetime import timedelta

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
