"""What is left of a text when its time is taken out: words to make a title of."""

import re
from dataclasses import replace

from bot.times.reading.answers import Answer, Question, Reading
from bot.times.reading.token import Token

_LOOSE = re.compile(r"^(?:(?:at|on|for|from|and|,|;|:|-|–|—|@|\))(?:\s+|$))+", re.IGNORECASE)
_TRAILING = re.compile(
    r"(?:(?:^|\s+)(?:at|on|for|from|in|the|by|and|starting|,|;|:|-|–|—|@|\())+$", re.IGNORECASE
)


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
    kept = {word.start for word in left}
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
    return _with_paired_brackets(rest).strip(" ,;")


def _with_paired_brackets(rest: str) -> str:
    """Without the brackets whose other half went with the time."""
    opened: list[int] = []
    loose: set[int] = set()
    for place, char in enumerate(rest):
        if char == "(":
            opened.append(place)
        elif char == ")" and opened:
            opened.pop()
        elif char == ")":
            loose.add(place)
    return "".join(char for place, char in enumerate(rest) if place not in loose | {*opened})
