"""A line of words in which a time may stand: its tiles, and what can be told of them where they are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from bot.times.reading.embedded.boundaries import CLOCK_KINDS, is_boundary, is_divided
from bot.times.reading.languages import in_any_language
from bot.times.reading.parts import (
    Calendar,
    Clock,
    DayTime,
    Elapsed,
    FromToday,
    Holiday,
    Part,
    Weekday,
    Zone,
)
from bot.times.reading.tiling import Tile, Tiling
from bot.times.reading.token import Token, joins_numbers

VERSUS = in_any_language(lambda language: language.versus)
"""Words between the names of a case: `Doe v. March`."""
NAME_TITLES = VERSUS | in_any_language(lambda language: language.name_titles)
"""Words before a name: `Dr. Friday`, `Doe v. March`."""
JOINERS = frozenset({"or", "and", "to", "dash", "slash"})
"""Kinds of what stands between two times."""
NUMBER_SIGN = "#"
"""The mark before a number that counts no time: `Exhibit #1030`."""
_EACH = in_any_language(lambda language: language.each)
_BETWEEN_ZONES = frozenset({"or", "slash"})
_NO_NAMES = frozenset({"today", "tomorrow", "tonight"})
_SAY_DAYS = frozenset({"MONTH", "WEEKDAY", "today", "tomorrow"})
_OF_A_CLOCK_AT_MOST = 3
_IN_A_CASE_NUMBER = 7


@dataclass
class Line(Tiling):
    """The tiles of a text that may have other words in it; docket numbers have none.

    `month_first`: dates in numbers begin with the month.
    """

    text: str = ""
    month_first: bool = True
    case_numbers: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        super().__post_init__()
        self.case_numbers = _case_numbers(self.words) | _always(self.words)
        if self.case_numbers:
            self.tiles = tuple(
                tuple(tile for tile in some if self.case_numbers.isdisjoint(range(place, tile[0])))
                for place, some in enumerate(self.tiles)
            )

    def tiles_at(self, place: int) -> Iterable[Tile]:
        """The tiles that begin at a place; none at the end."""
        return self.tiles[place] if place < len(self.words) else ()

    def word(self, place: int) -> Token | None:
        """The word at a place; None before the first and after the last."""
        return self.words[place] if 0 <= place < len(self.words) else None

    def follows_number_sign(self, place: int) -> bool:
        """Whether a word is numbered by the sign before it: `Exhibit #1030`."""
        return place > 0 and self.words[place - 1].text == NUMBER_SIGN

    def is_name(self, place: int, titles: frozenset[str] = NAME_TITLES) -> bool:
        """Whether a word after a title is a name: `Dr. Friday`; not in `Doe v. Doe v. tomorrow`."""
        follows_time = place > 0 and self.words[place - 1].text in titles
        first, *following = self.words[place : place + 2]
        is_dated = first.kind == "MONTH" and any(word.is_number for word in following)
        return follows_time and not (first.is_number or is_dated or first.kind in _NO_NAMES)

    def begins_a_name(self, place: int, end: int) -> bool:
        """Whether open words are a name's: `Weekly Standard`, `ASAP Towing`, `before Judge Ortega`."""
        first, following = self.words[place], self.word(end)
        is_told = first.is_titled or first.is_in_capitals or first.kind == "before"
        joins = (
            following is not None and following.kind == "dash" and not is_boundary(self.words, end)
        )
        name = self.word(end + 1) if joins else following
        if name is None or name.kind in _SAY_DAYS:
            return False
        is_long = name.text == "&" or len(name.text) > _OF_A_CLOCK_AT_MOST
        return is_told and (name.is_titled or (first.is_titled and is_long))

    def heads_a_title(self, end: int) -> bool:
        """Whether what stands after a place may go with it as a title's: `Lima Beans`."""
        following = self.word(end)
        return following is not None and (following.kind == "unknown" or following.is_titled)

    def says_by_what(self, place: int) -> bool:
        """Whether `by` says no day but means or a person: `2pm by Zoom`, `by Ms. Park`."""
        if self.words[place].kind != "by":
            return False
        return not any(is_plainly_a_time(part) for _, part in self.tiles_at(place + 1))

    def says_how_often(self, place: int, end: int) -> bool:
        """Whether a word says of the title how often: `2pm daily transcript`, `weekly call`."""
        word, following = self.words[place], self.word(end)
        is_mere_word = end - place == 1 and word.kind == "repeating"
        is_adjective = is_mere_word and word.text not in _EACH
        return is_adjective and following is not None and following.kind == "unknown"

    def is_in_a_clock(self, place: int) -> bool:
        """Whether a colon stands close between two numbers, be they a clock or none: `25:00`."""
        is_colon = self.words[place].kind == "colon" and place not in self.case_numbers
        return is_colon and joins_numbers(self.words, place)

    def begins_a_clock(self, place: int) -> bool:
        """Whether a clock that nothing glues to other words begins here: `3pm`, `10:30`."""
        return (is_boundary(self.words, place) or self._is_after_zone(place)) and any(
            isinstance(part, Clock)
            and not part.bare
            and is_boundary(self.words, end)
            and any(word.kind in CLOCK_KINDS for word in self.words[place:end])
            for end, part in self.tiles[place]
        )

    def _is_after_zone(self, place: int) -> bool:
        """Whether a slash and a zone stand before a clock: `9am PT/12pm ET`."""
        return (
            place > 1
            and self.words[place - 1].kind == "slash"
            and any(
                isinstance(part, Zone) and end == place - 1 for end, part in self.tiles[place - 2]
            )
        )

    def end_of_two_zones(self, place: int) -> int:
        """Where `EST/PST`, `PT or ET` ends, if it begins here; else 0."""
        first = [(to, part) for to, part in self.tiles_at(place) if isinstance(part, Zone)]
        seconds = chain.from_iterable(self._ends_of_second_zone(zone, to) for to, zone in first)
        return max(seconds, default=0)

    def _ends_of_second_zone(self, zone: Zone, place: int) -> Iterable[int]:
        """Where another zone ends that `or` or a slash joins to one that ends here."""
        joiner = self.word(place)
        if joiner is None or joiner.kind not in _BETWEEN_ZONES:
            return ()
        others = [(end, part) for end, part in self.tiles_at(place + 1) if isinstance(part, Zone)]
        return [
            end
            for end, other in others
            if other.zones != zone.zones and is_boundary(self.words, end)
            if not (other.is_place and self.heads_a_title(end))
        ]

    def offers(self, joiner: int, beside: int) -> bool:
        """Whether a word joins a candidate to a tile beside it that is plainly a time: `or monday`."""
        first, second = self.word(joiner), self.word(beside)
        if first is None or second is None:
            return False
        if first.kind == "or" and second.is_number:
            return True
        follows_time = beside > joiner
        if first.kind not in JOINERS:
            return not follows_time and self._is_day_before_comma(joiner)
        if follows_time:
            return any(self._is_time(beside, end, part) for end, part in self.tiles[beside])
        return any(self._is_time(start, joiner, part) for start, part in self._ending_at(joiner))

    def _ending_at(self, place: int) -> Iterator[tuple[int, Part]]:
        """The parts before a place that begin apart from other words, and where each begins."""
        for start in range(place):
            if is_boundary(self.words, start):
                yield from ((start, part) for end, part in self.tiles[start] if end == place)

    def _is_time(self, start: int, end: int, part: Part) -> bool:
        is_apart = is_boundary(self.words, end) and not is_divided(self.words, start, end)
        return is_plainly_a_time(part) and is_apart

    def _is_day_before_comma(self, place: int) -> bool:
        """Whether a comma stands between a day and a candidate that did not take it: `Mon, Wed 10am`."""
        is_comma = self.words[place].kind in ("comma", "plus")
        return is_comma and any(_is_day(part) for _, part in self._ending_at(place))


def is_plainly_a_time(part: Part) -> bool:
    """Whether a part can be nothing but a time, so that it is never left over."""
    match part:
        case Clock(bare=bare, year_like=year_like):
            return not (bare or year_like)
        case Calendar(month=month):
            return month is not None
        case FromToday() | Weekday() | Elapsed() | Holiday() | DayTime(today=True):
            return True
    return False


def _is_day(part: Part) -> bool:
    return isinstance(part, Weekday) or (isinstance(part, Calendar) and part.month is not None)


def _case_numbers(words: tuple[Token, ...]) -> frozenset[int]:
    """The places of docket numbers such as `2:24-cv-01234`, which hold no clock."""
    long = _IN_A_CASE_NUMBER
    colons = (place for place, word in enumerate(words) if word.kind == "colon" and place)
    starts = (at - 1 for at in colons if _is_case_number(words[at - 1 : at - 1 + long]))
    return frozenset(place for start in starts for place in range(start, start + long))


def _is_case_number(some: tuple[Token, ...]) -> bool:
    are_close = all(one.end == other.start for one, other in pairwise(some))
    return (
        len(some) == _IN_A_CASE_NUMBER
        and are_close
        and all(some[place].is_number for place in (0, 2, 6))
        and some[3].kind == some[5].kind == "dash"
        and some[4].text.isalpha()
    )


def _always(words: tuple[Token, ...]) -> frozenset[int]:
    """The places of a title's `24/7`, which is no date."""
    is_said = [word.text for word in words[:3]] == ["24", "/", "7"] and len(words) > 3
    return frozenset(range(3)) if is_said and words[3].kind == "unknown" else frozenset()
