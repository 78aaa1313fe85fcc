"""Runs of words that say a whole time, day and clock: which of them a text can mean."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bot.times.reading.answers import Answer, Question, Reading, Refusal
from bot.times.reading.embedded.boundaries import CLOCK_KINDS, DIVIDERS, is_separator
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.token import Token, joins_numbers

_BEFORE_AN_END = frozenset({"to", "dash", "hour", "hour_or_clock", "oclock"})
_BEHIND_A_TITLE = DIVIDERS | {"comma", "colon", "dot", "at", "on", "for"}
_OF_NAMES = frozenset({"unknown", "DAYTIME"})
_NAMES_TOO = _OF_NAMES | {
    "today",
    "tomorrow",
    "tonight",
    "next",
    "last",
    "this",
    "MONTH",
    "WEEKDAY",
}
_MONTHS = timedelta(days=60)


class Candidate(NamedTuple):
    """A run of words that says a day and a clock, by its places, and what it means."""

    start: int
    end: int
    answer: Answer
    parse: PartialParse


def likeliest_candidates(
    candidates: Iterable[Candidate], words: Sequence[Token], *, month_first: bool
) -> tuple[Candidate, ...]:
    """The candidates that the text can mean: one, or those that have to be asked about.

    None lies within another; of `Vol 2 Dec 11 10am` and `Vol 2` + `Dec 11 10am` the second is
    meant where a word stands before the number and months come first; else both are possible.
    """
    found: dict[tuple[int, int], Candidate] = {}
    for candidate in candidates:
        if not isinstance(candidate.answer, Refusal):
            found.setdefault((candidate.start, candidate.end), candidate)
    likeliest = _Selection(found, words, month_first).likeliest()
    return tuple({(one.start, one.end): one for one in likeliest}.values())


@dataclass(frozen=True, slots=True)
class _Selection:
    """The candidates found in a line, by their places, and the choice of those that it can mean."""

    found: Mapping[tuple[int, int], Candidate]
    words: Sequence[Token]
    month_first: bool

    def likeliest(self) -> Iterator[Candidate]:
        """The widest, those with a sure clock if there are any, without words that may be the title's."""
        widest = [
            candidate
            for candidate in self.found.values()
            if not self._lies_within_another(candidate) and not self._ends_in_a_count(candidate)
        ]
        sure = [candidate for candidate in widest if _has_sure_clock(candidate, self.words)]
        for candidate in sure or widest:
            yield from self._without_title_words(candidate)

    def _without_title_words(self, candidate: Candidate) -> Iterator[Candidate]:
        """The candidate, or it without the title's words at its ends, or both if either may be meant."""
        short = self._without_tail(candidate)
        undated = self._without_its_date(candidate)
        if undated is not None:
            yield undated
        if short is None:
            yield from self._with_number_apart(candidate)
            return
        yield from self._with_number_apart(short)
        if not _is_named(candidate, short, self.words):
            yield candidate

    def _without_its_date(self, candidate: Candidate) -> Candidate | None:
        """The `Monday 9:30am` of `Monday 9:30am 9/11`: a date far off, or on no Monday, may be a name."""
        for (start, end), one in self.found.items():
            if not (candidate.start <= start < end <= candidate.end) or not isinstance(
                one.answer, Reading
            ):
                continue
            apart = (*self.words[candidate.start : start], *self.words[end : candidate.end])
            numbers = [
                word.is_number for word in apart if word.kind not in _BEHIND_A_TITLE - {"slash"}
            ]
            is_date = numbers == [True, False, True]
            if is_date and "weekday" in one.parse.parts and _is_far(candidate.answer, one.answer):
                return one
        return None

    def _without_tail(self, candidate: Candidate) -> Candidate | None:
        """The time before what may begin a name: `Fri 2pm` of `Fri 2pm Easter` + `Bakery`.

        A zone at the end is weighed where it is read.
        """
        if candidate.end == len(self.words) or is_separator(self.words[candidate.end]):
            return None
        ends = (
            end
            for end in range(candidate.end - 1, candidate.start, -1)
            if (candidate.start, end) in self.found
        )
        shorter = (self.found[candidate.start, end] for end in ends)
        return next(
            (short for short in shorter if _may_be_named_by_tail(candidate, short, self.words)),
            None,
        )

    def _with_number_apart(self, candidate: Candidate) -> Iterator[Candidate]:
        """The candidate, or it without the bare number or name at its end, or both if either may be meant."""
        candidate = self._without_last(candidate) or candidate
        start, end = candidate.start, candidate.end
        begun = (self.found.get((at, end)) for at in later_starts(self.words, start))
        without_first = next(
            (one for one in begun if one and _is_other(one, candidate, self.words)), None
        )
        if without_first is None:
            yield candidate
            return
        counts = start > 0 and not is_separator(self.words[start - 1])
        if not (counts and self.month_first and self.words[start + 1].kind == "MONTH"):
            yield candidate
        yield without_first

    def _without_last(self, candidate: Candidate) -> Candidate | None:
        """The candidate without a bare number, or a weekday that its date is not, before another word."""
        end = candidate.end
        if end == len(self.words) or is_separator(self.words[end]):
            return None
        is_doubtful = _is_bare(self.words, end - 1) or _is_against(candidate, self.words[end - 1])
        return self.found.get((candidate.start, end - 1)) if is_doubtful else None

    def _ends_in_a_count(self, candidate: Candidate) -> bool:
        """Whether a candidate takes a title's word from the end of another: `Tuesday 2pm` + `3rd party depo`.

        So it does in `Dec 9 10am` + `Wednesday Addams`.
        """
        if candidate.end == len(self.words) or is_separator(self.words[candidate.end]):
            return False
        last, following = self.words[candidate.end - 1], self.words[candidate.end]
        is_named = last.is_titled and following.is_titled and following.kind == "unknown"
        is_shared = any(start < candidate.start < end < candidate.end for start, end in self.found)
        return is_shared and (last.kind == "ORDINAL" or (last.kind == "WEEKDAY" and is_named))

    def _lies_within_another(self, candidate: Candidate) -> bool:
        return any(
            start <= candidate.start and candidate.end <= end and (start, end) != candidate[:2]
            for start, end in self.found
        )


def _has_sure_clock(candidate: Candidate, words: Sequence[Token]) -> bool:
    """Whether a clock is no mere number, as that of `@ 1200 Market St`, `(24-1234)` is."""
    return any(word.kind in CLOCK_KINDS for word in words[candidate.start : candidate.end])


def _is_far(answer: Answer, near: Reading) -> bool:
    """Whether an answer is no moment, or one months after another."""
    if not isinstance(answer, Reading):
        return isinstance(answer, Question)
    return answer.moment.instant - near.moment.instant > _MONTHS


def _may_be_named_by_tail(candidate: Candidate, short: Candidate, words: Sequence[Token]) -> bool:
    """Whether what a candidate has more than a shorter one may begin a name."""
    tail = words[short.end : candidate.end]
    if not isinstance(short.answer, Reading) or short.parse.zones != candidate.parse.zones:
        return False
    is_name = tail[0].is_titled and (tail[0].kind in _OF_NAMES or _is_said(candidate, tail, words))
    if not is_name and _is_same(short.answer, candidate.answer):
        return False
    if any(word.is_number or word.kind == "ORDINAL" for word in tail):
        return tail[0].kind in DIVIDERS or isinstance(candidate.answer, Question)
    return _may_name(words, short.end, candidate.end)


def _is_said(candidate: Candidate, tail: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether a candidate says the weekday of its tail before: `Thu 2pm Thursday` + `Island`."""
    before = words[candidate.start : candidate.end - len(tail)]
    return any(one.kind == tail[0].kind == "WEEKDAY" for one in before)


def _may_name(words: Sequence[Token], start: int, end: int) -> bool:
    """Whether words of a time may begin a name as well: `Next`, `Christmas`, not `in the evening`."""
    first, before = words[start], words[start - 1]
    is_of_date = first.kind == "MONTH" and (before.is_number or before.kind == "ORDINAL")
    is_word = first.text.isalpha() and first.kind in _NAMES_TOO and not is_of_date
    return is_word and (end - start == 1 or all(word.is_titled for word in words[start:end]))


def _is_named(candidate: Candidate, short: Candidate, words: Sequence[Token]) -> bool:
    """Whether capitals make one name of words of a day and the word after: `Christmas Tree`."""
    kind = words[short.end].kind
    is_twice = _is_said(candidate, words[short.end : candidate.end], words)
    is_against = kind == "WEEKDAY" and isinstance(candidate.answer, Question)
    is_of_day = kind in _OF_NAMES or is_against or is_twice
    return is_of_day and all(word.is_titled for word in words[short.end : candidate.end + 1])


def later_starts(words: Sequence[Token], start: int) -> Iterator[int]:
    """Where a time may begin again if the number it begins with is the title's: `Motel 6 - 2pm`."""
    many = 0
    if words[start].is_number:
        yield start + 1
        many = _numbers_joined(words, start)
    elif words[start].kind == "ORDINAL":
        many = 1
    begins = start + many
    while many and begins < len(words) and words[begins].kind in _BEHIND_A_TITLE:
        begins += 1
    if many:
        yield begins


def _numbers_joined(words: Sequence[Token], start: int) -> int:
    """How many words a number has that dots or slashes join: `2.5`, `4.5.27`."""
    many = 1
    while _is_fraction(words[start + many - 1 : start + many + 2]):
        many += 2
    return many


def _is_fraction(some: Sequence[Token]) -> bool:
    return len(some) == 3 and some[1].kind in ("slash", "dot") and joins_numbers(some, 1)


def _is_other(one: Candidate, candidate: Candidate, words: Sequence[Token]) -> bool:
    """Whether a candidate says another time without the number that it may begin with.

    `12/11 Fri 2pm` is one date, and so is `the 2nd Monday`; neither is where they do not agree.
    """
    if _is_same(one.answer, candidate.answer):
        return False
    is_short = _numbers_joined(words, candidate.start) < len(("4", ".", "5", ".", "27"))
    is_dotted = is_short and words[candidate.start + 1].kind == "dot" and candidate.start > 0
    if words[candidate.start].kind == "ORDINAL" or _is_fraction(
        words[candidate.start : candidate.start + 3]
    ):
        return isinstance(candidate.answer, Question) or is_dotted
    is_ranged = one.start > candidate.start + 1
    return not is_ranged or candidate.start > 0


def _is_bare(words: Sequence[Token], place: int) -> bool:
    """Whether a number stands there that is no year, ends no range and tells no minutes (`10 heures 30`)."""
    is_year = words[place].kind in ("year_number", "year_or_clock")
    return words[place].is_number and not is_year and words[place - 1].kind not in _BEFORE_AN_END


def _is_against(candidate: Candidate, last: Token) -> bool:
    """Whether a candidate ends in a weekday that its date is not: `Dec 9 9am` + `Sunday Rivers`."""
    return last.kind == "WEEKDAY" and isinstance(candidate.answer, Question)


def _is_same(one: Answer, other: Answer) -> bool:
    return (
        isinstance(one, Reading)
        and isinstance(other, Reading)
        and (one.moment.instant, one.duration) == (other.moment.instant, other.duration)
    )
