"""The time among other words; asked about where what stands beside it may belong to it as well."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.times.reading.alternatives import alternatives
from bot.times.reading.answers import (
    Answer,
    Question,
    Reading,
    Refusal,
    ask,
    first_answer,
    readings,
)
from bot.times.reading.embedded.boundaries import is_boundary, is_separator
from bot.times.reading.embedded.embedded_time import EmbeddedAnswer, EmbeddedTime
from bot.times.reading.embedded.leftovers import check_leftovers
from bot.times.reading.embedded.line import NAME_TITLES
from bot.times.reading.parts import DayTime, Holiday, Part, Weekday
from bot.times.reading.tiling import Tiling
from bot.times.reading.token import Token, joins_numbers

_LAST_DAY = 31
_MOST_WAYS = 6
_YEARS_AHEAD = 4
_LISTS = frozenset({"or", "and", "comma"})
_DAYS = frozenset({"date", "weekday"})


def find_time(embedded: EmbeddedTime) -> EmbeddedAnswer | None:
    """The time found, and the words that do not belong to it.

    A run of words that says day and clock is the time, and more of them are asked about; else
    its parts may stand apart.
    """
    found = _TimeSearch(embedded).found()
    return check_leftovers(found, embedded) if found else None


def beside_another(embedded: EmbeddedTime) -> EmbeddedAnswer | None:
    """A day and clock with another clock or day apart, which are asked about; None without them."""
    return _asked(embedded.beside_another())


def is_whole(answer: Answer) -> bool:
    """Whether a day and a clock were said; or what cannot be known is asked, or said to be so."""
    match answer:
        case Reading(date_only=date_only, said=said):
            return not date_only and bool(_DAYS & {*said})
        case Question(choices=choices):
            return not all(choice.date_only for choice in choices)
        case Refusal(rest=rest):
            return bool(rest)


@dataclass(frozen=True, slots=True)
class _TimeSearch:
    """The line, and the search for its time."""

    embedded: EmbeddedTime

    @property
    def _words(self) -> tuple[Token, ...]:
        return self.embedded.line.words

    def found(self) -> EmbeddedAnswer | None:
        whole = self.embedded.whole_times(titles=NAME_TITLES)
        if len(whole) > 1:
            return _asked(whole)
        if whole:
            return self._beside_a_month(whole[0])
        apart = self._apart()
        of_a_name = self.embedded.whole_times(titles=frozenset())
        if of_a_name:
            return _asked([*of_a_name, *([apart] if apart else [])])
        return apart

    def _apart(self) -> EmbeddedAnswer | None:
        """The parts wherever they stand, where no candidate says day and clock."""
        found = self.embedded.apart()
        if found is None:
            return None
        if not is_whole(found.answer) or self._is_daytime(found):
            titled = self._of_a_title(found)
            if titled is not None:
                return titled
        if _is_day_alone(found.answer):
            return self._beside_a_number(found)
        if isinstance(found.answer, Reading) and "date" in found.answer.assumed:
            return self._beside_its_date(found)
        return found

    def _beside_a_month(self, found: EmbeddedAnswer) -> EmbeddedAnswer | None:
        """The candidate found; asked about where a number or month at its beginning may not be its own.

        `9 Mar 5 10am` is March 9 or 5, `Dec 8/9 10am` December 8 or 9, and `Rule 26 April monday
        9am` any Monday.
        """
        words, (start, end) = self._words, self._bounds(found)
        ways: list[EmbeddedAnswer | None] = [found]
        if self._may_be_the_day(start):
            ways.append(self._with_its_day(start, end))
        if words[start].is_number and start and words[start - 1].kind == "MONTH":
            ways = [found, *self._either_day(start, end)]
        if self._is_number(start) and words[start + 1].kind == "MONTH" and start:
            ways.append(self._whole(start + 2, end))
        return _asked(ways)

    def _may_be_the_day(self, start: int) -> bool:
        """Whether a number before a month is its day as well as any: `9 Mar 5`, `Rao 24 MAR 27`."""
        words, line = self._words, self.embedded.line
        if words[start].kind != "MONTH" or not self._is_number(start - 1):
            return False
        if self._is_first(start - 1):
            return True
        return self._is_coming_year(words[start + 1]) and not line.follows_number_sign(start - 1)

    def _is_coming_year(self, word: Token) -> bool:
        """Whether two digits say a year that people book in: the 27 of `MAR 27`."""
        ahead = 2000 + word.value - self.embedded.this_year if word.is_number else -1
        return 0 <= ahead <= _YEARS_AHEAD

    def _is_first(self, place: int) -> bool:
        """Whether no word stands before, which a number might count: `Exhibit 9`."""
        return place == 0 or is_separator(self._words[place - 1])

    def _with_its_day(self, start: int, end: int) -> EmbeddedAnswer | None:
        """A candidate with the number before its month, or with that number in place of the one after."""
        words = self._words
        day = start + 2 if words[start + 1].is_number else start + 1
        phrases = (words[start - 1 : end], (*words[start - 1 : start + 1], *words[day:end]))
        return next(filter(None, map(self._read, phrases)), None)

    def _either_day(self, start: int, end: int) -> list[EmbeddedAnswer | None]:
        """Both of `8/9` after the month that stands before a candidate, where both can be."""
        pairs = tuple(alternatives(self._words[start - 1 : end]))[:_MOST_WAYS]
        both = ([self._read(phrase) for phrase in pair] for pair in pairs)
        return next((some for some in both if all(some)), [])

    def _whole(self, start: int, end: int) -> EmbeddedAnswer | None:
        """What some of the words say, if that is a day and a clock."""
        found = self._read(self._words[start:end])
        if found is None or not isinstance(found.answer, Reading) or not is_whole(found.answer):
            return None
        return found

    def _parts_of(self, found: EmbeddedAnswer) -> list[Part]:
        """What the words taken for the time may mean, where that is one part."""
        start, end = self._bounds(found)
        return [part for to, part in self.embedded.line.tiles[start] if to == end]

    def _is_daytime(self, found: EmbeddedAnswer) -> bool:
        """Whether the time is but the morning, the evening."""
        return any(isinstance(part, DayTime) for part in self._parts_of(found))

    def _of_a_title(self, found: EmbeddedAnswer) -> EmbeddedAnswer | None:
        """A day or daytime alone that may be part of a name: `9/11 fund`, `Sunday Rivers`, `Morning Star`."""
        words, (start, end) = self._words, self._bounds(found)
        following = self.embedded.line.word(end)
        if following is None or following.kind != "unknown":
            return None
        in_numbers = [word.kind for word in words[start:end]].count("slash") == 1
        is_name = end - start == 1 and words[start].is_titled and following.is_titled
        may_name = Holiday | Weekday | DayTime if is_name else Holiday
        if not in_numbers and not any(isinstance(part, may_name) for part in self._parts_of(found)):
            return None
        text = self.embedded.line.text
        said = text[words[start].start : words[end - 1].end]
        sentence = (
            f"“{said}” could be the time or part of the title. Enter a day and time, such as"
            " “tomorrow 2pm”."
        )
        return EmbeddedAnswer(Refusal(sentence, rest=text.strip()), words)

    def _beside_a_number(self, found: EmbeddedAnswer) -> EmbeddedAnswer | None:
        """A day alone; asked about where a number after it may be its hour or its date.

        Of `Vol 2 Dec 9` either number may be the date.
        """
        words, (start, end) = self._words, self._bounds(found)
        if not self._is_number(end):
            return found
        ways = [found, self._read(words[start : end + 1])]
        if words[start].kind == "WEEKDAY" and end - start == 1:
            ways.append(self._read((words[start], _as_day(words[end])), only=Reading))
            if self._is_number(end + 1):
                clock = (_at(words[end + 1]), words[end + 1])
                ways.append(self._read((words[start], _as_day(words[end]), *clock)))
        if self._is_number(start):
            ways.append(self._read(words[start + 1 : end + 1]))
        return _asked(ways)

    def _beside_its_date(self, found: EmbeddedAnswer) -> EmbeddedAnswer | None:
        """A clock alone; asked about where `12-9`, `12.9`, `15th` or `15` beside it may be its date."""
        words, (start, end) = self._words, self._bounds(found)
        clock = words[start:end]
        for first in (start - 3, end):
            dated = self._on_marked_date(words[max(first, 0) : first + 3], clock)
            if dated is not None:
                return _asked([found, dated])
        is_counted = (
            start > 0 and words[start - 1].kind == "ORDINAL" and is_boundary(words, start - 1)
        )
        is_of_month = start > 1 and words[start - 2].kind == "MONTH"
        if (is_counted or self._is_number(start - 1)) and not is_of_month:
            return self._on_days(found, clock, self._first_of_list(start - 1), start)
        return found

    def _on_marked_date(
        self, some: tuple[Token, ...], clock: tuple[Token, ...]
    ) -> EmbeddedAnswer | None:
        """A clock on the date of two numbers with a dash or dot between them: `12-9`."""
        if len(some) != 3 or some[1].kind not in ("dash", "dot") or not joins_numbers(some, 1):
            return None
        slash = some[1]._replace(kind="slash")
        return self._read((some[0], slash, some[2], *clock), some)

    def _on_days(
        self, found: EmbeddedAnswer, clock: tuple[Token, ...], first: int, end: int
    ) -> EmbeddedAnswer | None:
        """A clock on the days before it: `the 11th or 12th at 9am`; alone too, if a number may be none."""
        words = self._words
        days = [day for day in words[first:end] if 0 < day.value <= _LAST_DAY and _counts(day)]
        dated = [self._read((_as_day(day), *clock), words[first:end]) for day in days]
        return _asked([found, *dated] if len(dated) < 2 else dated) or found

    def _first_of_list(self, place: int) -> int:
        """The first day of `11th, 12th or 13th`."""
        words = self._words
        while place > 1 and words[place - 1].kind in _LISTS and _counts(words[place - 2]):
            place -= 2
        return place

    def _bounds(self, found: EmbeddedAnswer) -> tuple[int, int]:
        """Where the words taken for the time begin and end."""
        left = {word.start for word in found.left}
        taken = [place for place, word in enumerate(self._words) if word.start not in left]
        return taken[0], taken[-1] + 1

    def _is_number(self, place: int) -> bool:
        """Whether a number stands here on its own."""
        words = self._words
        is_there = 0 <= place < len(words) and words[place].is_number
        return is_there and is_boundary(words, place) and is_boundary(words, place + 1)

    def _read(
        self,
        phrase: tuple[Token, ...],
        used: Iterable[Token] = (),
        *,
        only: type[Reading | Question] | None = None,
    ) -> EmbeddedAnswer | None:
        """What words say as in a field of their own, with all the others left."""
        answer = first_answer(map(self.embedded.resolve, Tiling(phrase).parses()))
        if not isinstance(answer, only or Reading | Question):
            return None
        taken = {word.start for word in (*phrase, *used)}
        left = tuple(word for word in self._words if word.start not in taken)
        return self.embedded.with_left_words(answer, left)


def _counts(word: Token) -> bool:
    return word.is_number or word.kind == "ORDINAL"


def _as_day(number: Token) -> Token:
    """The 15 of `15 10am` as a day of the month."""
    return number._replace(kind="ORDINAL")


def _at(number: Token) -> Token:
    """An `at` before a number, which makes it an hour."""
    return number._replace(text="at", kind="at", end=number.start)


def _asked(ways: Iterable[EmbeddedAnswer | None]) -> EmbeddedAnswer | None:
    """One question over several ways; each choice keeps its own words, so none is left here."""
    found = [way for way in ways if way is not None]
    answer = ask("Which time do you mean?", [way.answer for way in found])
    return EmbeddedAnswer(answer, found[0].left) if answer else None


def _is_day_alone(answer: Answer) -> bool:
    found = readings(answer)
    return bool(found) and all(one.date_only for one in found)
