"""The one run of words that says a whole time, day and clock, among words that may look like more."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.times.reading.answers import Answer, Question, Reading, Refusal
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.token import Token

_BREAKS = frozenset({"comma", "bar", "quote", "bang"})
_BRACKETS = frozenset({"open", "close_bracket"})
_OF_A_CLOCK = frozenset({"colon", "am", "pm"})
_ENDING_MARKS = frozenset({"dot", "colon", "dash"})


class Run(NamedTuple):
    """A run of words that tile into a day and a clock, by its places, and what it comes to."""

    start: int
    end: int
    answer: Answer
    said: PartialParse


def is_open(words: Sequence[Token], place: int) -> bool:
    """Whether a time may begin or end before this word: at a blank, a comma, a bracket, an end.

    A mark that only ends a phrase (`friday 2pm: Doe`) is no glue; a bracket within a word is some.
    """
    if place in (0, len(words)) or words[place - 1].end < words[place].start:
        return True
    return _parts_from_behind(words, place - 1) or _parts_from_before(words, place)


def _parts_from_behind(words: Sequence[Token], place: int) -> bool:
    """Whether the mark at a place parts itself from what stands close behind it."""
    is_loose = place == 0 or words[place - 1].end < words[place].start
    kind = words[place].kind
    return kind in _BREAKS or (is_loose and kind in _BRACKETS | _ENDING_MARKS)


def _parts_from_before(words: Sequence[Token], place: int) -> bool:
    """Whether the mark at a place parts itself from what stands close before it."""
    is_loose = place + 1 == len(words) or words[place].end < words[place + 1].start
    kind = words[place].kind
    return kind in _BREAKS or (is_loose and kind in _BRACKETS | _ENDING_MARKS)


def best(runs: Iterable[Run], words: Sequence[Token], *, month_first: bool) -> tuple[Run, ...]:
    """The runs that the text can mean: one, or those that have to be asked about.

    None lies within another; of `Vol 2 Dec 11 10am` and `Vol 2` + `Dec 11 10am` the second is
    meant where a word stands before the number and months come first; else both are possible.
    """
    found: dict[tuple[int, int], Run] = {}
    for run in runs:
        if not isinstance(run.answer, Refusal):
            found.setdefault((run.start, run.end), run)
    widest = [
        run
        for run in found.values()
        if not _lies_within_another(run, found) and not _ends_in_a_count(run, found, words)
    ]
    sure = [run for run in widest if _has_sure_clock(run, words)]
    meant = {
        (one.start, one.end): one
        for run in sure or widest
        for one in _with_number_apart(run, found, words, month_first)
    }
    return tuple(meant.values())


def _lies_within_another(run: Run, found: Iterable[tuple[int, int]]) -> bool:
    return any(
        start <= run.start and run.end <= end and (start, end) != run[:2] for start, end in found
    )


def _has_sure_clock(run: Run, words: Sequence[Token]) -> bool:
    """Whether a clock is no mere number, as that of `@ 1200 Market St`, `(24-1234)` is."""
    return any(word.kind in _OF_A_CLOCK for word in words[run.start : run.end])


def _ends_in_a_count(run: Run, found: Iterable[tuple[int, int]], words: Sequence[Token]) -> bool:
    """Whether a run takes a title's ordinal from behind another: `Tuesday 2pm` + `3rd party depo`."""
    counts = words[run.end - 1].kind == "ORDINAL" and run.end < len(words)
    is_shared = any(start < run.start < end < run.end for start, end in found)
    return counts and is_shared and not is_break(words[run.end])


def _with_number_apart(
    run: Run, found: dict[tuple[int, int], Run], words: Sequence[Token], month_first: bool
) -> Iterator[Run]:
    """The run, or it without the bare number or the name at its border, or both where either may be meant."""
    start, end = run.start, run.end
    is_doubtful = _is_bare(words, end - 1) or _is_against(run, words[end - 1])
    without_last = found.get((start, end - 1)) if is_doubtful else None
    if without_last and end < len(words) and not is_break(words[end]):
        run, end = without_last, end - 1
    without_first = found.get((start + 1, end)) if words[start].is_number else None
    if without_first is None or _is_same(without_first.answer, run.answer):
        yield run
        return
    counts = start > 0 and not is_break(words[start - 1])
    if not (counts and month_first and words[start + 1].kind == "MONTH"):
        yield run
    yield without_first


def _is_bare(words: Sequence[Token], place: int) -> bool:
    """Whether a number stands there that ends no range."""
    return words[place].is_number and words[place - 1].kind not in ("to", "dash")


def _is_against(run: Run, last: Token) -> bool:
    """Whether a run ends in a weekday that its date is not: `Dec 9 9am` + `Sunday Rivers`."""
    return last.kind == "WEEKDAY" and isinstance(run.answer, Question)


def is_break(word: Token) -> bool:
    """Whether a mark parts what stands before it from what follows."""
    return word.kind in _BREAKS | _BRACKETS | _ENDING_MARKS


def _is_same(one: Answer, other: Answer) -> bool:
    return (
        isinstance(one, Reading)
        and isinstance(other, Reading)
        and (one.moment.instant, one.duration) == (other.moment.instant, other.duration)
    )
