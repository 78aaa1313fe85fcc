"""Words behind a time that may be its place, and may as well be a name: `2pm Jordan deposition`."""

from dataclasses import replace

from bot.times.reading.answers import Answer, Question, Reading
from bot.times.reading.embedded_time import EmbeddedTime, Found
from bot.times.reading.places import may_name_a_zone, zones_at
from bot.times.reading.remaining_text import remaining_text
from bot.times.reading.tiling import Resolve
from bot.times.reading.token import Token

_ENDS_A_NAME = frozenset({"comma", "dash", "open", "close_bracket", "bar", "colon", "for", "at"})
_NO_NAME_BEFORE = frozenset({"with", "w", "re", "regarding"})


def unless_a_name(text: str, words: tuple[Token, ...], *, found: Found, resolve: Resolve) -> Answer:
    """The answer found, with its rest; asked about where what it took for a zone may be a name."""
    answer = _with_rest(found, text, words)
    named = EmbeddedTime(words, with_names=False).find(resolve) if may_name_a_zone(words) else None
    taken = tuple(word for word in named[1] if word not in found[1]) if named else ()
    if named is None or not taken:
        return answer
    otherwise = _with_rest(named, text, words)
    is_zone = _is_a_zone(words, taken, left=found[1])
    if is_zone is not None:
        return answer if is_zone else otherwise
    told = EmbeddedTime(words, only_told=True).find(resolve)
    read = (answer, _with_rest(told, text, words) if told else answer, otherwise)
    by_instant = {choice.moment.instant: choice for one in read for choice in _choices(one)}
    if len(by_instant) <= 1:
        return otherwise if by_instant and found[1] else answer
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
    if following is not None and following.text in ("v", "vs"):
        return False
    if first and words[first - 1] in left:
        return None
    if taken[0].kind == "in":
        return True
    is_clear = following is None or following not in left or _ends_a_name(following)
    return True if is_clear and not zone.obscure else None


def _ends_a_name(word: Token) -> bool:
    return word.kind in _ENDS_A_NAME or word.text in _NO_NAME_BEFORE


def _choices(answer: Answer) -> tuple[Reading, ...]:
    match answer:
        case Reading():
            return (answer,)
        case Question(choices=choices):
            return choices
    return ()


def _with_rest(found: Found, text: str, words: tuple[Token, ...]) -> Answer:
    answer, left = found
    rest = remaining_text(text, left, words=words)
    match answer:
        case Reading():
            return replace(answer, rest=rest)
        case Question(sentence, choices):
            return Question(sentence, tuple(replace(choice, rest=rest) for choice in choices))
    return answer
