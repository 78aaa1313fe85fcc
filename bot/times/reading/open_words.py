"""Words in small letters that touch a time in a line and leave it open: `after Dec 9 9am`, `2pm or later`."""

from collections.abc import Iterator

from bot.times.reading.answers import Question, Reading, Refusal, ask
from bot.times.reading.embedded_time import EmbeddedTime, Found
from bot.times.reading.languages import in_any_language
from bot.times.reading.languages.english import ENGLISH
from bot.times.reading.one_run import is_open
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Calendar, FromToday, Weekday
from bot.times.reading.tiling import Resolve, said_by
from bot.times.reading.token import Token

_OPEN = in_any_language(lambda language: language.leaving_open)
_WORDS_MORE = {"than": 1, "of": 1, "o": 2}
_DAYS = ("day", "weekday", "beside", "period", "year")


def left_open(found: Found, embedded: EmbeddedTime, accepted: Resolve) -> Found | None:
    """A refusal, or a question over another day that stands beside; None where nothing is open."""
    answer, left = found
    words, starts = embedded.words, {word.start for word in left}
    taken = [at for at, word in enumerate(words) if word.start not in starts]
    if not isinstance(answer, Reading) or not taken:
        return None
    begun = (_before(words, at) for at in taken if at - 1 not in taken)
    opened = next(filter(None, begun), None) or _behind(words, taken[-1] + 1)
    if opened is None:
        return None
    if opened.text in ENGLISH.before_an_old_time:
        said = said_by(tuple(words[at] for at in taken), accepted)
        others = [accepted(one) for one in _with_other_days(said, embedded, starts)] if said else []
        both = ask("Which time is meant?", [answer, *(one for one in others if one)])
        if isinstance(both, Question):
            return both, left
        if opened.text not in _WORDS_MORE:
            return None
    at = words.index(opened)
    first = words[at - _WORDS_MORE.get(opened.text, 0)]
    sentence = (
        f"“{embedded.text[first.start : opened.end]}” leaves the time open. "
        "Type one date and time, such as “tomorrow 2pm”."
    )
    return Refusal(sentence, rest=embedded.text.strip()), words


def _before(words: tuple[Token, ...], place: int) -> Token | None:
    """The word right before a time that leaves it open."""
    at = place - 1
    if at > 0 and words[at].kind == "open":
        at -= 1
    if at < 0 or words[at].is_titled or words[at].is_in_capitals:
        return None
    word, before = words[at], words[at - 1] if at else None
    if word.text == "o":
        return word if [w.text for w in words[max(at - 2, 0) : at]] == ["w", "/"] else None
    if word.kind == "of":
        is_open_ended = before is not None and (
            before.kind == "week" or before.text in ENGLISH.leaving_open_before_of
        )
        return word if is_open_ended else None
    if word.end - word.start > len(word.text):
        return None  # `No.`, with its dot
    is_open_word = word.text in _OPEN | ENGLISH.before_an_old_time or word.kind in (
        "or",
        "next",
        "last",
        "this",
    )
    return word if is_open_word else None


def _behind(words: tuple[Token, ...], place: int) -> Token | None:
    """The `or` right behind a time."""
    word = words[place] if place < len(words) else None
    return word if word and word.kind == "or" and not word.is_titled else None


def _with_other_days(
    said: PartialParse, embedded: EmbeddedTime, left: set[int]
) -> Iterator[PartialParse]:
    """The time with each other day of the line in place of its own."""
    words = embedded.words
    for place, pieces in enumerate(embedded.pieces):
        for end, part in pieces:
            is_day = isinstance(part, Weekday | FromToday) or (
                isinstance(part, Calendar) and part.month is not None
            )
            is_left = all(word.start in left for word in words[place:end])
            if is_day and is_left and is_open(words, place) and is_open(words, end):
                other = said.without(*_DAYS).joined(part)
                if other is not None:
                    yield other
                break
