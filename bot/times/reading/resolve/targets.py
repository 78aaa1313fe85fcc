"""What a phrase names, before it is known whether clocks there show it: a time, a day, a moment."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.times.moment import Moment
from bot.times.reading.resolve.phrase import Phrase


@dataclass(frozen=True, slots=True)
class WallTime:
    """What clocks in the phrase's zone are to show, and which parts of it were assumed."""

    phrase: Phrase
    local: datetime
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WholeDay:
    """A day without a clock."""

    phrase: Phrase
    day: date


@dataclass(frozen=True, slots=True)
class ExactMoment:
    """A moment that is known to the second."""

    phrase: Phrase
    moment: Moment


@dataclass(frozen=True, slots=True)
class PastTime:
    """A wall-clock time that is over."""

    phrase: Phrase
    local: datetime


Target = WallTime | WholeDay | ExactMoment | PastTime
