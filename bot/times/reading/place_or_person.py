"""Words behind a time that may be its place, and may as well be a name: `2pm Jordan deposition`."""

from dataclasses import replace

from bot.times.reading.answers import Answer, Question, Reading
from bot.times.reading.embedded_time import EmbeddedTime, Found
from bot.times.reading.finding import found_time
from bot.times.reading.places import may_name_a_zone, zones_at
from bot.times.reading.tiling import Resolve
from bot.times.reading.token import Token

_ENDS_A_NAME = frozenset({"comma", "dash", "open", "close_bracket", "bar", "colon", "for", "at"})
_OF_A_CLOCK = frozenset({"am", "pm", "a", "p", "NOON", "noon", "midnight"})
_LETTERS = frozenset({"pt", "ct", "mt", "et"})
_NOTHING_ELSE = frozenset({"et", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt"})
_AGAINST = frozenset({"v", "vs"})
_NO_NAME_BEFORE = _AGAINST | {"with", "w", "re", "regarding"}


def unless_a_name(embedded: EmbeddedTime, *, found: Found, resolve: Resolve) -> Answer:
    """The answer found; asked about where what it took for a zone may be a name."""
    answer, left = found
    text, words = embedded.text, embedded.words
    if not may_name_a_zone(words):
        return answer
    named = found_time(replace(embedded, with_names=False), resolve)
    taken = tuple(word for word in named[1] if word not in left) if named else ()
    if named is None or not taken:
        return answer
    otherwise = named[0]
    is_zone = _is_a_zone(words, taken, left=left)
    if is_zone is not None:
        return answer if is_zone else otherwise
    told = found_time(replace(embedded, only_told=True), resolve)
    read = (answer, told[0] if told else answer, otherwise)
    by_instant = {choice.moment.instant: choice for one in read for choice in _choices(one)}
    if len(by_instant) <= 1:
        if len(taken) == 1 and taken[0].is_in_capitals and taken[0].text in _NOTHING_ELSE:
            return answer
        return otherwise if by_instant and left else answer
    said = text[taken[0].start : taken[-1].end]
    return Question(
        f"Is “{said}” whose time is meant, or part of the title?", tuple(by_instant.values())
    )


def _is_a_zone(
    words: tuple[Token, ...], taken: tuple[Token, ...], *, left: tuple[Token, ...]
) -> bool | None:
    """Whether the words taken for a zone are one, right behind the time; None where it is open."""
    first = words.index(taken[0])
    end, zone = next(iter(zones_at(words, first)), (first, None))
    if zone is None:
        return True
    following = words[end] if end < len(words) else None
    if zone.is_place and following is not None and following.text in _AGAINST:
        return False
    if taken[0].text in _LETTERS and not _is_behind_clock(words, first):
        return None
    is_before = first == 0 and zone.is_place and words[end - 1].kind not in ("time", "zone")
    if is_before or (first and words[first - 1] in left):
        return None
    if taken[0].kind == "in":
        return True
    is_clear = following is None or following not in left or _ends_a_name(following)
    return True if is_clear and not zone.obscure else None


def _is_behind_clock(words: tuple[Token, ...], place: int) -> bool:
    """Whether a clock stands before letters of a zone: not in `1 hr PT Tue 8am`."""
    before = words[max(place - 2, 0) : place]
    return (bool(before) and before[-1].is_number) or any(
        word.kind in _OF_A_CLOCK for word in before
    )


def _ends_a_name(word: Token) -> bool:
    return word.kind in _ENDS_A_NAME or word.text in _NO_NAME_BEFORE


def _choices(answer: Answer) -> tuple[Reading, ...]:
    match answer:
        case Reading():
            return (answer,)
        case Question(choices=choices):
            return choices
    return ()
