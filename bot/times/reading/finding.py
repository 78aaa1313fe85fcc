"""The time among other words; asked about where what stands beside it may belong to it as well."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.times.reading.alternatives import alternatives
from bot.times.reading.answers import Answer, Question, Reading, Refusal, ask, readings
from bot.times.reading.embedded_time import TITLES, EmbeddedTime, Found
from bot.times.reading.last_check import checked
from bot.times.reading.one_run import is_break, is_open
from bot.times.reading.parts import DayTime, Holiday, Weekday
from bot.times.reading.remaining_text import remaining_text, with_rest
from bot.times.reading.tiling import Resolve, Tiling
from bot.times.reading.token import Token, joins_numbers

_LAST_DAY = 31
_MOST_WAYS = 6
_YEARS = range(26, 31)
_LISTS = frozenset({"or", "and", "comma"})


def found_time(embedded: EmbeddedTime, accepted: Resolve) -> Found | None:
    """What `accepted` makes of the time found, and the words that do not belong to it.

    A run of words that says day and clock is the time, and more of them are asked about; else
    its pieces may stand apart.
    """
    found = _Finding(embedded, accepted).found()
    return checked(found, embedded, accepted) if found else None


def beside_another(embedded: EmbeddedTime, accepted: Resolve) -> Found | None:
    """A day and clock with another clock or day apart, which are asked about; None without them."""
    return _asked(embedded.beside_another(accepted))


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
class _Finding:
    """The words, and what a time read out of them comes to."""

    embedded: EmbeddedTime
    accepted: Resolve

    def found(self) -> Found | None:
        whole = self.embedded.wholes(self.accepted, titles=TITLES)
        if len(whole) > 1:
            return _asked(whole)
        if whole:
            return self._beside_a_month(whole[0])
        apart = self._apart()
        of_a_name = self.embedded.wholes(self.accepted, titles=frozenset())
        if of_a_name:
            return _asked([*of_a_name, *([apart] if apart else [])])
        return apart

    def _apart(self) -> Found | None:
        """The pieces wherever they stand, where no run says day and clock."""
        found = self.embedded.apart(self.accepted)
        if found is None:
            return None
        if not is_whole(found[0]) or self._is_daytime(found):
            titled = self._of_a_title(found)
            if titled is not None:
                return titled
        if _is_day_alone(found[0]):
            return self._beside_a_number(found)
        if isinstance(found[0], Reading) and "date" in found[0].assumed:
            return self._beside_its_date(found)
        return found

    def _beside_a_month(self, found: Found) -> Found | None:
        """The run found; asked about where a number or month at its beginning may not be its own.

        `9 Mar 5 10am` is March 9 or 5, `Dec 8/9 10am` December 8 or 9, and `Rule 26 April monday
        9am` any Monday.
        """
        words, (start, end) = self.embedded.words, self._bounds(found)
        ways: list[Found | None] = [found]
        if self._may_be_the_day(start):
            day = start + 2 if words[start + 1].is_number else start + 1
            phrases = (words[start - 1 : end], (*words[start - 1 : start + 1], *words[day:end]))
            ways.append(next(filter(None, map(self._read, phrases)), None))
        if words[start].is_number and start and words[start - 1].kind == "MONTH":
            pairs = tuple(alternatives(words[start - 1 : end]))[:_MOST_WAYS]
            both = ([self._read(phrase) for phrase in pair] for pair in pairs)
            ways = [found, *next((some for some in both if all(some)), ())]
        if self._is_number(start) and words[start + 1].kind == "MONTH" and start:
            ways.append(self._whole(start + 2, end))
        return _asked([way for way in ways if way is not None])

    def _may_be_the_day(self, start: int) -> bool:
        """Whether a number before a month is its day as well as any: `9 Mar 5`, `Rao 24 MAR 27`."""
        words = self.embedded.words
        if words[start].kind != "MONTH" or not self._is_number(start - 1):
            return False
        is_year = words[start + 1].is_number and words[start + 1].value in _YEARS
        return self._is_first(start - 1) or (is_year and words[start - 2].text != "#")

    def _is_first(self, place: int) -> bool:
        """Whether no word stands before, which a number might count: `Exhibit 9`."""
        return place == 0 or is_break(self.embedded.words[place - 1])

    def _whole(self, start: int, end: int) -> Found | None:
        """What some of the words say, if that is a day and a clock."""
        found = self._read(self.embedded.words[start:end])
        return found if found and isinstance(found[0], Reading) and is_whole(found[0]) else None

    def _is_daytime(self, found: Found) -> bool:
        """Whether the time is but the morning, the evening."""
        start, end = self._bounds(found)
        return any(
            isinstance(part, DayTime) for to, part in self.embedded.pieces[start] if to == end
        )

    def _of_a_title(self, found: Found) -> Found | None:
        """A day or daytime alone that may be part of a name: `9/11 fund`, `Sunday Rivers`, `Morning Star`."""
        words, (start, end) = self.embedded.words, self._bounds(found)
        if end == len(words) or is_break(words[end]) or words[end].kind != "unknown":
            return None
        in_numbers = [word.kind for word in words[start:end]].count("slash") == 1
        is_name = end - start == 1 and words[start].is_titled and words[end].is_titled
        parts = [part for to, part in self.embedded.pieces[start] if to == end]
        is_doubtful = (
            in_numbers
            or (is_name and any(isinstance(part, Weekday | DayTime) for part in parts))
            or any(isinstance(part, Holiday) for part in parts)
        )
        if not is_doubtful:
            return None
        text = self.embedded.text
        said = text[words[start].start : words[end - 1].end]
        sentence = (
            f"“{said}” may be the time, or part of the title. "
            "Type the day and the time, such as “tomorrow 2pm”."
        )
        return Refusal(sentence, rest=text.strip()), words

    def _beside_a_number(self, found: Found) -> Found | None:
        """A day alone; asked about where a number behind it may be its hour or its date.

        Of `Vol 2 Dec 9` either number may be the date.
        """
        words, (start, end) = self.embedded.words, self._bounds(found)
        if not self._is_number(end):
            return found
        ways = [found, self._alone(start, end + 1)]
        if words[start].kind == "WEEKDAY" and end - start == 1:
            ways.append(self._read((words[start], _as_day(words[end])), only=Reading))
            if self._is_number(end + 1):
                clock = (_at(words[end + 1]), words[end + 1])
                ways.append(self._read((words[start], _as_day(words[end]), *clock)))
        if self._is_number(start):
            ways.append(self._alone(start + 1, end + 1))
        return _asked([way for way in ways if way is not None])

    def _beside_its_date(self, found: Found) -> Found | None:
        """A clock alone; asked about where `12-9`, `12.9`, `15th` or `15` beside it may be its date."""
        words, (start, end) = self.embedded.words, self._bounds(found)
        clock = words[start:end]
        for first in (start - 3, end):
            some = words[max(first, 0) : first + 3]
            if len(some) == 3 and some[1].kind in ("dash", "dot") and joins_numbers(some, 1):
                dated = self._read((some[0], some[1]._replace(kind="slash"), some[2], *clock), some)
                if dated:
                    return _asked([found, dated])
        is_counted = start > 0 and words[start - 1].kind == "ORDINAL" and is_open(words, start - 1)
        is_of_month = start > 1 and words[start - 2].kind == "MONTH"
        if (is_counted or self._is_number(start - 1)) and not is_of_month:
            return self._on_days(found, clock, self._first_of_list(start - 1), start)
        return found

    def _on_days(
        self, found: Found, clock: tuple[Token, ...], first: int, end: int
    ) -> Found | None:
        """A clock on the days before it: `the 11th or 12th at 9am`; alone too, if a number may be none."""
        words = self.embedded.words
        days = [day for day in words[first:end] if 0 < day.value <= _LAST_DAY and _counts(day)]
        dated = [self._read((_as_day(day), *clock), words[first:end]) for day in days]
        ways = [found, *dated] if len(dated) < 2 else dated
        return _asked([way for way in ways if way is not None]) or found

    def _first_of_list(self, place: int) -> int:
        """The first day of `11th, 12th or 13th`."""
        words = self.embedded.words
        while place > 1 and words[place - 1].kind in _LISTS and _counts(words[place - 2]):
            place -= 2
        return place

    def _bounds(self, found: Found) -> tuple[int, int]:
        """Where the words taken for the time begin and end."""
        left = {word.start for word in found[1]}
        words = self.embedded.words
        taken = [place for place, word in enumerate(words) if word.start not in left]
        return taken[0], taken[-1] + 1

    def _is_number(self, place: int) -> bool:
        """Whether a number stands here on its own."""
        words = self.embedded.words
        is_there = 0 <= place < len(words) and words[place].is_number
        return is_there and is_open(words, place) and is_open(words, place + 1)

    def _alone(self, start: int, end: int) -> Found | None:
        return self._read(self.embedded.words[start:end])

    def _read(
        self,
        phrase: tuple[Token, ...],
        used: Iterable[Token] = (),
        *,
        only: type[Reading | Question] | None = None,
    ) -> Found | None:
        """What words say as in a field of their own, with all the others left."""
        answer = Tiling(phrase).first(self.accepted)
        if not isinstance(answer, only or Reading | Question):
            return None
        taken = {word.start for word in (*phrase, *used)}
        words = self.embedded.words
        left = tuple(word for word in words if word.start not in taken)
        return with_rest(answer, remaining_text(self.embedded.text, left, words=words)), left


_DAYS = frozenset({"date", "weekday"})


def _counts(word: Token) -> bool:
    return word.is_number or word.kind == "ORDINAL"


def _as_day(number: Token) -> Token:
    """The 15 of `15 10am` as a day of the month."""
    return number._replace(kind="ORDINAL")


def _at(number: Token) -> Token:
    """An `at` before a number, which makes it an hour."""
    return number._replace(text="at", kind="at", end=number.start)


def _asked(found: list[Found]) -> Found | None:
    """One question over several ways; each choice keeps its own words, so none is left here."""
    answer = ask("Which time is meant?", [answer for answer, _ in found])
    return (answer, found[0][1]) if answer else None


def _is_day_alone(answer: Answer) -> bool:
    found = readings(answer)
    return bool(found) and all(one.date_only for one in found)
