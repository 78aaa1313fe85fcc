"""A text every word of which must belong to a time: the time, or what to ask or say about it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, islice

from bot.times.reading.alternatives import BETWEEN_TWO, alternatives, restatements, spans
from bot.times.reading.answers import Answer, Question, Reading, Refusal, ask, readings
from bot.times.reading.parts import Zone
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.ranges import LONGEST_RANGE
from bot.times.reading.resolve.resolver import resolve_first
from bot.times.reading.tiling import Tiling
from bot.times.reading.token import Token, Words

EXAMPLE = "Enter a day and time, such as “tomorrow 2pm” or “March 5, 2:30 PM Pacific”."
TWO_TIMES = Refusal(f"That has more than one time. {EXAMPLE}")
_MOST_WAYS = 8


def read_words(text: str, words: Words, *, context: Context) -> Answer:
    """What some words of a text mean, if every one of them must belong to the time."""
    return read_whole(text, Tiling(words), context=context)


def read_whole(text: str, tiling: Tiling, *, context: Context) -> Answer:
    """What a tiled text means, if every word must belong to the time."""
    answer = resolve_first(tiling.parses(), context=context)
    if answer is not None and not isinstance(answer, Refusal):
        return answer
    uncovered = tiling.first_uncovered()
    if uncovered is not None and uncovered.kind == "or":
        return _either(text, tiling.words, context=context) or TWO_TIMES
    pair = _pair(tiling, context=context) if answer is None else None
    return (
        pair
        or _either(text, tiling.words, context=context)
        or answer
        or _of_place_or_person(text, tiling, context=context)
        or _not_understood(text, tiling, uncovered)
    )


def _not_understood(text: str, tiling: Tiling, uncovered: Token | None) -> Refusal:
    if uncovered is None:
        return Refusal(f"Docket doesn't understand that time. {EXAMPLE}")
    unsupported = tiling.unsupported()
    if unsupported is not None:
        return Refusal(unsupported.why)
    is_colon = uncovered.kind == "colon"
    said = _run(text, uncovered) if is_colon else text[uncovered.start : uncovered.end]
    return Refusal(f"Docket doesn't understand “{said}”. {EXAMPLE}")


def _run(text: str, word: Token) -> str:
    """The word with everything typed close to it: `25:00` around its colon."""
    before, after = text[: word.start].split(), text[word.end :].split()
    return f"{before[-1] if before else ''}{word.text}{after[0] if after else ''}"


def _answers(phrases: Iterable[Words], *, context: Context) -> list[Answer | None]:
    """What each phrase means by its first parse."""
    return [resolve_first(Tiling(phrase).parses(), context=context) for phrase in phrases]


def _is_understood(answer: Answer | None) -> bool:
    return answer is not None and not isinstance(answer, Refusal)


def _either(text: str, words: Words, *, context: Context) -> Question | None:
    """`2pm or 3pm`, `Dec 8 & 9 10am`, `Mon-Wed 9am`: both are read, and asked about.

    Of `Dec 8, 9, 10 at 2pm` one of the two is again more than one time.
    """
    pairs = tuple(alternatives(words))
    plain = (_answers(phrases, context=context) for phrases in pairs)
    several: Iterator[list[Answer | None]] = (
        [read_words(text, phrase, context=context) for phrase in phrases] for phrases in pairs
    )
    for answers in chain(plain, several):
        if all(map(_is_understood, answers)):
            both = ask("That's more than one time. Which one do you mean?", answers)
            if isinstance(both, Question):
                return both
    return None


def _pair(tiling: Tiling, *, context: Context) -> Answer | None:
    """One time by the clocks of several places, or a start and an end, with a mark between them."""
    if not all(word.kind in BETWEEN_TWO for word in tiling.uncovered()):
        return None
    words = tiling.words
    return restated(words, context=context) or _spanned(words, context=context)


def restated(words: Words, *, context: Context) -> Answer | None:
    """`9am PT / 12pm ET`: one time by the clocks of several places, which must agree.

    So the second may settle which zone the first one means.
    """
    for phrases in islice(restatements(words), _MOST_WAYS):
        answers = _answers(phrases, context=context)
        choices = [readings(answer) for answer in answers]
        if not any(isinstance(answer, Reading) for answer in answers) or not all(choices):
            continue
        agreed = set.intersection(*({_when(one) for one in some} for some in choices))
        if len(agreed) == 1:
            return next(one for one in choices[0] if _when(one) in agreed)
        return ask("Those are different times. Which one do you mean?", answers)
    return None


def _when(reading: Reading) -> tuple[datetime, timedelta | None]:
    return reading.moment.instant, reading.duration


def _spanned(words: Words, *, context: Context) -> Answer | None:
    """`Feb 8 2pm to Feb 8 3pm`: a start and an end, each with its day."""
    for phrases in islice(spans(words), _MOST_WAYS):
        start, end = _answers(phrases, context=context)
        if not (isinstance(start, Reading) and isinstance(end, Reading)) or end.duration:
            continue
        lasting = end.moment.instant - start.moment.instant
        if timedelta() < lasting <= LONGEST_RANGE:
            return replace(start, duration=lasting, said=(*start.said, "duration"))
    return None


def _of_place_or_person(text: str, tiling: Tiling, *, context: Context) -> Answer | None:
    """`Jackson Friday 2pm`: a name beside a time may be of a city, whose time is meant, or of somebody.

    Behind the time only a small town's is asked about, because nothing else knows it.
    """
    words, towns = tiling.words, context.small_towns
    place, end = _obscure_place(Tiling(words, towns=True) if towns else tiling)
    if not end or (place and not towns):
        return None
    after = end + 1 if words[end : end + 1] and words[end].kind in ("comma", "colon") else end
    rest = (*words[:place], *words[after:])
    with_place = Tiling((*rest, *words[place:end]), towns=towns)
    there = resolve_first(with_place.parses(), context=context)
    here = resolve_first(Tiling(rest).parses(), context=context)
    if not (_is_understood(there) and _is_understood(here)):
        return None
    name = text[words[place].start : words[end - 1].end]
    return ask(f"Do you mean the time in “{name}”?", (there, here))


def _obscure_place(tiling: Tiling) -> tuple[int, int]:
    """From where to where the first name stands that may be a place's or a person's."""
    found = (
        (place, end)
        for place, tiles in enumerate(tiling.tiles)
        for end, part in tiles
        if isinstance(part, Zone) and part.obscure
    )
    return next(found, (0, 0))
