"""What remains of a text when its time is taken out: words to make a title of."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.times.reading.answers import Answer, Question, Reading
from bot.times.reading.languages import in_any_language
from bot.times.reading.token import Token

_BEFORE = "|".join(in_any_language(lambda language: language.ties_before))
_BEHIND = "|".join(in_any_language(lambda language: language.ties_after))
_LOOSE = re.compile(rf"^(?:(?:{_BEFORE}|,|;|:|-|–|—|@|\))(?:\s+|$))+", re.IGNORECASE)
_TRAILING = re.compile(rf"(?:(?:^|\s+)(?:{_BEHIND}|,|;|:|-|–|—|@|\())+$", re.IGNORECASE)

# What stood between a time and the bracket or quote around it.
_NO_GAP = re.compile(r"(?<=[(\[])\s+|[\s,;]+(?=[)\]])|\s+(?=\"$)")
_ENCLOSED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def with_rest(answer: Answer, rest: str) -> Answer:
    """The answer with the words that do not belong to it, in each of its choices."""
    match answer:
        case Reading():
            return replace(answer, rest=rest)
        case Question(sentence, choices):
            return Question(sentence, tuple(replace(choice, rest=rest) for choice in choices))
    return answer


def remaining_text(text: str, left: tuple[Token, ...], *, words: tuple[Token, ...]) -> str:
    """The words left over as they were typed, without what only tied them to the time."""
    kept = _with_brackets_of_theirs({word.start for word in left}, words)
    pieces: list[str] = []
    for place, word in enumerate(words):
        ties = word.kind in ("at", "on") and words[place + 1 : place + 2]
        if word.start not in kept or (ties and ties[0].start not in kept):
            pieces.append(" ")
            continue
        following = words[place + 1].start if place + 1 < len(words) else len(text)
        pieces.append(text[word.start : following])
    rest = re.sub(r"\s+", " ", "".join(pieces)).strip(" ,;")
    if words[0].start not in kept:
        rest = _LOOSE.sub("", rest)
    if words[-1].start not in kept:
        rest = _TRAILING.sub("", rest)
    rest = _NO_GAP.sub("", rest).strip(" ,;")
    return rest[1:-1] if _ENCLOSED.fullmatch(rest) else rest


def _with_brackets_of_theirs(kept: set[int], words: tuple[Token, ...]) -> set[int]:
    """With both brackets, or quotes, around words that are kept, and with neither around the others."""
    for start, end in _pairs(words):
        pair = {words[start].start, words[end].start}
        holds_kept = any(word.start in kept for word in words[start + 1 : end])
        kept = kept | pair if holds_kept else kept - pair
    return kept


def _pairs(words: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """The places of brackets, quotes and stars that belong together, the inner ones first."""
    opened: list[int] = []
    quoted: dict[str, int] = {}
    for place, word in enumerate(words):
        if word.kind == "open_bracket":
            opened.append(place)
        elif word.kind == "close_bracket" and opened:
            yield opened.pop(), place
        elif word.kind == "quote" and word.text in quoted:
            yield quoted.pop(word.text), place
        elif word.kind == "quote":
            quoted[word.text] = place
