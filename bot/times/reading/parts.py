"""What the pieces of a phrase mean, before it is known which moment they add up to."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Amount:
    """A duration: months and days of the calendar, and seconds of the clock."""

    months: int = 0
    days: int = 0
    workdays: int = 0
    seconds: float = 0

    @property
    def has_clock(self) -> bool:
        """Whether it counts hours, minutes or seconds, so that the clock matters."""
        return bool(self.seconds)

    @property
    def elapsed(self) -> timedelta | None:
        """Its length, where that does not depend on the calendar."""
        return (
            None
            if self.months or self.workdays
            else timedelta(days=self.days, seconds=self.seconds)
        )

    def __neg__(self) -> "Amount":
        return Amount(-self.months, -self.days, -self.workdays, -self.seconds)

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(
            self.months + other.months,
            self.days + other.days,
            self.workdays + other.workdays,
            self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of meaning; a phrase has at most one for each slot."""

    slot: ClassVar[str] = ""


class Connector(Enum):
    """What joins a day to the clock after it, so that it may begin a range instead."""

    AT = auto()  # `vendredi 4 à 10h`
    DASH = auto()  # `friday 4 - 10am`
    TO = auto()  # `friday 4 to 10am`


@dataclass(frozen=True, slots=True)
class Calendar(Part):
    """A day of a month; month and year only where said. `in_numbers`: 7/6 may be read either way.

    A `bare` one is a mere number, and means a day only beside a weekday or a clock; with a `connector`
    to a clock, as in `friday 4 - 10am`, it may begin a range.
    """

    day: int
    month: int | None = None
    year: int | None = None
    in_numbers: bool = False
    bare: bool = False
    connector: Connector | None = None
    slot: ClassVar[str] = "day"

    def agreed(self, other: "Calendar") -> "Calendar | None":
        """The one date that both name, with its month; numbers may stand in either order."""
        named, also = (other, self) if self.in_numbers else (self, other)
        orders = {(also.month, also.day)} | ({(also.day, also.month)} if also.in_numbers else set())
        years = {year for year in (named.year, also.year) if year is not None}
        is_same = named.month is not None and (named.month, named.day) in orders
        if not is_same or named.in_numbers or len(years) > 1:
            return None
        return replace(named, year=years.pop() if years else None)


@dataclass(frozen=True, slots=True)
class FromToday(Part):
    """Today, tomorrow, in two weeks: so many days or months from today.

    `in two weeks, Friday` is that week's Friday; `to_the_day`, a weekday beside it must agree.
    `from_booking`: `the next day`, from the booking's day where one is moved; `either`: from that
    day or from today, `push in a week`.
    """

    ahead: Amount
    to_the_day: bool = False
    from_booking: bool = False
    either: bool = False
    slot: ClassVar[str] = "day"


@dataclass(frozen=True, slots=True)
class SameDay(Part):
    """`the same day`: that of the booking being moved."""

    slot: ClassVar[str] = "day"


@dataclass(frozen=True, slots=True)
class Nth(Part):
    """The first Monday, the last day, the third working day of a month. `count` -1 is the last.

    Without a month it is sought in the `Period` said beside it, or `ahead` months from this one;
    or, `of_year`, at that end of the year so far ahead. `of_next`: of `next May`, perhaps next year's.
    """

    count: int
    what: str
    weekday: int = 0
    month: int | None = None
    year: int | None = None
    ahead: int | None = None
    of_year: bool = False
    of_next: bool = False
    slot: ClassVar[str] = "day"


@dataclass(frozen=True, slots=True)
class Holiday(Part):
    """A day with a name, in the year said or the next one to come; `observed`, the day off for it."""

    name: str
    year: int | None = None
    observed: bool = False
    slot: ClassVar[str] = "day"


class Which(Enum):
    """Which of the coming weekdays, weeks or months is meant."""

    NEAREST = auto()  # the next one from today
    NEXT = auto()
    FOLLOWING = auto()  # the next one after the booking
    THAT = auto()  # the one in the booking's week
    EITHER = auto()  # the next one from today, or next week's
    AFTER_NEXT = auto()
    LAST = auto()


@dataclass(frozen=True, slots=True)
class Weekday(Part):
    """A day of the week; `weeks` further on from the one meant."""

    day: int
    which: Which = Which.NEAREST
    weeks: int = 0
    said_which: bool = False
    slot: ClassVar[str] = "weekday"

    def agreed(self, other: "Weekday") -> "Weekday | None":
        """The one day that both name, where one of them says no more than its name."""
        plain = Weekday(self.day)
        if other in (self, plain):
            return self
        return other if self == plain and other.day == self.day else None


@dataclass(frozen=True, slots=True)
class Period(Part):
    """Where the day is to be found: this week, next month, in March 2027.

    `from_booking`: `the following week`, seen from the booking being moved.
    """

    unit: str
    ahead: int = 0
    month: int | None = None
    year: int | None = None
    from_booking: bool = False
    slot: ClassVar[str] = "period"


@dataclass(frozen=True, slots=True)
class Year(Part):
    """A year that stands apart from its date: `Aug 5 12:00 2027`."""

    year: int
    slot: ClassVar[str] = "year"


@dataclass(frozen=True, slots=True)
class Shift(Part):
    """A duration before or after the day or time that follows: `two days before`.

    With a `weekday`, that day of the week next before or after it, for the first or second … time.
    """

    by: Amount
    weekday: int | None = None
    times: int = 1
    slot: ClassVar[str] = "shift"


@dataclass(frozen=True, slots=True)
class WeekOf(Part):
    """The week in which the day that follows is; its weekday is said here or apart."""

    weekday: int | None = None
    slot: ClassVar[str] = "week of"


@dataclass(frozen=True, slots=True)
class Elapsed(Part):
    """A duration from now, or from the booking's present time (`from_booking`).

    `either_way`: `back 2 weeks` may be earlier and later.
    """

    by: Amount
    from_booking: bool = False
    either_way: bool = False
    slot: ClassVar[str] = "elapsed"


@dataclass(frozen=True, slots=True)
class Clock(Part):
    """A time of day, to the minute. `half` is am or pm if said; `exact` needs none; `bare` is a mere number.

    `dotted` is `14.30`, which is a clock only beside a day; `year_like` is `2027`, which is none
    beside a date without a year. `before_on` is the 5 of `5 on May 28`.
    """

    hour: int
    minute: int = 0
    half: str = ""
    exact: bool = False
    bare: bool = False
    dotted: bool = False
    year_like: bool = False
    before_on: bool = False
    name: str = ""
    slot: ClassVar[str] = "clock"

    def agreed(self, other: "Clock") -> "Clock | None":
        """The one time that both can name, as the surer of them says it: `3 pm` and `15:00`.

        None if they differ.
        """
        if self.bare or other.bare or self.minute != other.minute:
            return None
        surer, vaguer = (self, other) if len(self._hours) <= len(other._hours) else (other, self)
        return surer if surer._hours <= vaguer._hours else None

    @property
    def _hours(self) -> frozenset[int]:
        """The hours of the day that it may name."""
        if self.half:
            return frozenset({self.hour % 12 + (12 if self.half == "pm" else 0)})
        return frozenset({self.hour} if self.exact else {self.hour % 12, self.hour % 12 + 12})


@dataclass(frozen=True, slots=True)
class DayTime(Part):
    """Morning, afternoon, evening or night, by the hour it begins; `tonight` says the day too."""

    begins: int
    today: bool = False
    slot: ClassVar[str] = "daytime"

    @property
    def hours(self) -> tuple[int, int]:
        """The hours between which a time is offered in it."""
        ends, _ = self._part_of_day
        return self.begins, ends

    def includes(self, hour: int) -> bool:
        """Whether an hour of the day is of it: 11 and not 13 is of the morning."""
        _, hours = self._part_of_day
        return hour in hours

    @property
    def _part_of_day(self) -> tuple[int, range]:
        begun = (begins for begins in _PARTS_OF_DAY if begins <= self.begins)
        return _PARTS_OF_DAY[max(begun, default=min(_PARTS_OF_DAY))]


# Morning, noon, afternoon, evening and night: until when a time is offered, and the hours that are of it.
_PARTS_OF_DAY = {
    9: (12, range(12)),
    12: (17, range(12, 24)),
    13: (17, range(12, 20)),
    17: (21, range(16, 24)),
    19: (23, range(17, 24)),
}


@dataclass(frozen=True, slots=True)
class Length(Part):
    """How long it lasts; `explicit` after `for`, it is not counted from anything."""

    lasting: timedelta
    explicit: bool = False
    slot: ClassVar[str] = "length"


@dataclass(frozen=True, slots=True)
class SameTime(Part):
    """`at the same time`: the clock of the booking being moved; `this time`: that of now."""

    as_now: bool = False
    slot: ClassVar[str] = "clock"


class ZoneOwner(Enum):
    """Whose own zone is meant, where none is named."""

    ASKER = auto()  # `my time`, `local time`
    OTHERS = auto()  # `their time`, `the witness's time`


@dataclass(frozen=True, slots=True)
class Zone(Part):
    """A time zone as said: the zones it may mean, and the offset it names, if any.

    An `exact` offset is a number (`UTC−5`), which no season changes. An `obscure` place could be
    any other name, and is a zone only after a time, or if it has more than one word. A `located`
    place has its state or country after it. Of an `owner`, the zone is known where it is resolved.
    """

    said: str
    zones: tuple[str, ...]
    offset: timedelta | None = None
    is_place: bool = False
    exact: bool = False
    obscure: bool = False
    located: bool = False
    name: str = ""
    owner: ZoneOwner | None = None
    slot: ClassVar[str] = "zone"


@dataclass(frozen=True, slots=True)
class Filler(Part):
    """A word or mark that changes nothing; one that `ties` must have something after it.

    A `dash` may be that of a range.
    """

    ties: bool = False
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Until(Part):
    """The `to` of `2 to 4`: the next clock is the end; `explicit`: `ends`, further from its start."""

    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Unsupported(Part):
    """Words that no single moment can be made of, and what to say about them."""

    why: str
    slot: ClassVar[str] = "unsupported"
