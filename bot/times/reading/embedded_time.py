"""A time among other words: `schedule Doe depo tomorrow at 2 with Ruiz`."""

from dataclasses import dataclass
from itertools import pairwise

from bot.times.reading.answers import Answer
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Calendar,
    Clock,
    DayTime,
    Elapsed,
    Filler,
    FromToday,
    Holiday,
    Length,
    Nth,
    Part,
    Period,
    SameTime,
    Shift,
    Unbookable,
    Until,
    Weekday,
    Year,
    Zone,
)
from bot.times.reading.places import is_famous
from bot.times.reading.tiling import STEPS, Resolve, Tiling
from bot.times.reading.token import Token, joins_numbers
from bot.times.zone_abbreviations import ABBREVIATIONS

_TO = frozenset({"to", "dash"})
_BEFORE_A_DAY = frozenset({"on", "the", "for", "at"})
_ABOUT_TIME = (DayTime, Length, Nth, Period, SameTime)
_OF_TITLES = frozenset({"polite", "label", "moved"})
_CLOCKS = frozenset({"clock", "daytime", "elapsed"})
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "judge", "justice", "prof", "v", "vs"})


Found = tuple[Answer, tuple[Token, ...]]
"""What was made of a time, and the words that do not belong to it."""


@dataclass
class EmbeddedTime(Tiling):
    """The pieces of a text that may have other words in it; what is left over is given back.

    Behind a clock, `with_names` takes what may be a place or zone for one, and not for a name;
    `only_told` takes no place but one told by `in`.
    """

    with_names: bool = True
    only_told: bool = False
    case_numbers: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        super().__post_init__()
        self.case_numbers = _case_numbers(self.words)
        if self.case_numbers:
            self.pieces = [
                [piece for piece in some if self.case_numbers.isdisjoint(range(place, piece[0]))]
                for place, some in enumerate(self.pieces)
            ]

    def find(self, accepted: Resolve) -> Found | None:
        """What `accepted` makes of the time found, and the words that do not belong to it."""
        found = self._amid(0, PartialParse(), (), accepted)
        if found is None:
            return None
        answer, left = found
        return answer, tuple(self.words[place] for place in left)

    def _amid(
        self, place: int, said: PartialParse, left: tuple[int, ...], accepted: Resolve
    ) -> tuple[Answer, tuple[int, ...]] | None:
        """Take the longest piece that means a time here; leave a word over only if none must."""
        self.steps += 1
        if self.steps > STEPS:
            return None
        if place == len(self.words):
            answer = self.accepting(said, accepted)
            return None if answer is None else (answer, left)
        is_name = place > 0 and self.words[place - 1].text in _TITLES
        is_behind = said.closing or (bool(said.parts) and (not left or left[-1] != place - 1))
        for end, part in () if is_name else self.pieces[place]:
            fits = self._fits(part, said, place, end, is_behind=is_behind)
            joined = said.joined(part) if fits else None
            found = joined and self._amid(end, joined, left, accepted)
            if found:
                return found
        if not is_name and self._is_plainly_a_time(place):
            return None
        if self._must_be_a_time(place, is_behind=is_behind):
            return None
        return self._amid(place + 1, said, (*left, place), accepted)

    def _is_plainly_a_time(self, place: int) -> bool:
        """Whether a piece here can be nothing but a time; four digits may number a case."""
        some = self.pieces[place]
        if self.words[place].kind in ("hhmm", "y4c"):
            some = [(end, part) for end, part in some if end - place > 1]
        return any(_is_plain(part) for _, part in some)

    def _must_be_a_time(self, place: int, *, is_behind: bool) -> bool:
        """Whether a word is no title's: in a clock that is none (`25:00`), or offering another time."""
        kind = self.words[place].kind
        return (kind == "or" and is_behind) or (kind == "colon" and self._joins_numbers(place))

    def _joins_numbers(self, place: int) -> bool:
        return place not in self.case_numbers and joins_numbers(self.words, place)

    def speaks_of_time(self) -> bool:
        """Whether any word of the text has to do with a time, even one that cannot be read."""
        return any(
            self._joins_numbers(place) if word.kind == "colon" else self._has_time(place)
            for place, word in enumerate(self.words)
        )

    def _has_time(self, place: int) -> bool:
        return any(
            end - place > 1 or self.words[place].kind == "vague"
            if isinstance(part, Unbookable)
            else isinstance(part, _ABOUT_TIME) or _is_plain(part)
            for end, part in self.pieces[place]
        )

    def _fits(
        self, part: Part, said: PartialParse, place: int, end: int, *, is_behind: bool
    ) -> bool:
        """Whether a piece means a time here; some only do right behind another piece."""
        match part:
            case Zone():
                return self._names_a_zone(part, said, place, end, is_behind=is_behind)
            case Clock(bare=True, minute=minute) if minute:
                return is_behind and end == len(self.words)
            case Clock(bare=True):
                is_enough = said.part(Weekday) is None and not isinstance(said.last, Calendar)
                return (is_behind and is_enough) or (
                    end < len(self.words) and self.words[end].kind in _TO
                )
            case Calendar(month=None) if self._counts_a_word(said, end):
                return False
            case Calendar(month=None, bare=bare):
                return is_behind or (self.words[place].kind in _BEFORE_A_DAY and not bare)
            case Unbookable():
                return is_behind or end - place > 1
            case Filler():
                return is_behind and self.words[place].kind not in _OF_TITLES
            case DayTime():
                return all(word.kind != "lunch" for word in self.words[place:end])
            case Until() | Period() | Shift() | Year():
                return is_behind
            case _:
                return True

    def _counts_a_word(self, said: PartialParse, end: int) -> bool:
        """Whether an ordinal belongs to the title: `Tuesday 2pm 3rd party depo`."""
        has_time = {"weekday", "clock"} <= said.parts.keys()
        return has_time and end < len(self.words) and self.words[end].kind == "unknown"

    def _names_a_zone(
        self, zone: Zone, said: PartialParse, place: int, end: int, *, is_behind: bool
    ) -> bool:
        """Whether words mean a zone: `London time` anywhere, `PT` behind a time; a name, as wanted."""
        is_told = self.words[end - 1].kind in ("time", "zone")
        if is_told and (is_behind or not zone.is_place or is_famous(zone)):
            return True
        if zone.said == "my" and not is_told:
            return False
        if is_behind and not zone.is_place and not zone.obscure:
            return True
        if not self.with_names or said.zones or not _CLOCKS & said.parts.keys():
            return False
        if zone.is_place:
            return (is_behind and not self.only_told) or self.words[place].kind == "in"
        return zone.said in ABBREVIATIONS and not self.words[place].is_titled


def _is_plain(part: Part) -> bool:
    """Whether a piece can be nothing but a time, so that it is never left over."""
    match part:
        case Clock(bare=bare):
            return not bare
        case Calendar(month=month):
            return month is not None
        case FromToday() | Weekday() | Elapsed() | Holiday():
            return True
        case _:
            return False


def _case_numbers(words: tuple[Token, ...]) -> frozenset[int]:
    """The places of docket numbers such as `2:24-cv-01234`, which hold no clock."""
    colons = (place for place, word in enumerate(words) if word.kind == "colon" and place)
    starts = (place - 1 for place in colons if _is_case_number(words[place - 1 : place + 6]))
    return frozenset(place for start in starts for place in range(start, start + 7))


def _is_case_number(some: tuple[Token, ...]) -> bool:
    are_close = all(one.end == other.start for one, other in pairwise(some))
    return (
        len(some) == 7
        and are_close
        and all(some[place].is_number for place in (0, 2, 6))
        and some[3].kind == some[5].kind == "dash"
        and some[4].text.isalpha()
    )
