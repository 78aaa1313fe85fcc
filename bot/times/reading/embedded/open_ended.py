"""Words in small letters that touch a time in a line and leave it open: `after Dec 9 9am`, `2pm or later`."""

from collections.abc import Iterator

from bot.times.reading.answers import Answer, Question, Reading, Refusal, ask
from bot.times.reading.embedded.boundaries import is_boundary
from bot.times.reading.embedded.embedded_time import EmbeddedAnswer, EmbeddedTime
from bot.times.reading.languages import in_any_language, values_in_any_language
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Calendar, FromToday, Weekday
from bot.times.reading.token import Token

_OPEN = in_any_language(lambda language: language.leaving_open)
_BEFORE_OF = in_any_language(lambda language: language.leaving_open_before_of)
_BEFORE_AN_OLD_TIME = in_any_language(lambda language: language.before_an_old_time)
_WITHOUT = in_any_language(lambda language: language.without)
_WORDS_BEFORE = values_in_any_language(lambda language: language.words_before_open_words)
_OPEN_KINDS = frozenset({"or", "next", "last", "this"})
_DAYS = ("day", "weekday", "beside", "period", "year")


def open_ended(found: EmbeddedAnswer, embedded: EmbeddedTime) -> EmbeddedAnswer | None:
    """A refusal, or a question over another day that stands beside; None where nothing is open."""
    words, starts = embedded.line.words, {word.start for word in found.left}
    taken = [at for at, word in enumerate(words) if word.start not in starts]
    if not isinstance(found.answer, Reading) or not taken:
        return None
    begun = (_before(words, at) for at in taken if at - 1 not in taken)
    opened = next(filter(None, begun), None) or _after(words, taken[-1] + 1)
    if opened is None:
        return None
    if opened.text in _BEFORE_AN_OLD_TIME:
        both = _on_either_day(found, embedded)
        if isinstance(both, Question):
            return EmbeddedAnswer(both, found.left)
        if opened.text not in _WORDS_BEFORE:
            return None
    return _refused(opened, embedded)


def _on_either_day(found: EmbeddedAnswer, embedded: EmbeddedTime) -> Answer | None:
    """The time on its own day, and on each other day of the line."""
    left = {word.start for word in found.left}
    taken = tuple(word for word in embedded.line.words if word.start not in left)
    parse = embedded.parse_of(taken)
    others = _with_other_days(parse, embedded, left) if parse else ()
    return ask("Which time do you mean?", [found.answer, *map(embedded.resolve, others)])


def _refused(opened: Token, embedded: EmbeddedTime) -> EmbeddedAnswer:
    words, text = embedded.line.words, embedded.line.text
    at = words.index(opened)
    first = words[at - (1 if _ends_a_range(words, at) else _WORDS_BEFORE.get(opened.text, 0))]
    sentence = (
        f"“{text[first.start : opened.end]}” doesn't set a time. Enter one date and time, such as"
        " “tomorrow 2pm”."
    )
    return EmbeddedAnswer(Refusal(sentence, rest=text.strip()), words)


def _before(words: tuple[Token, ...], place: int) -> Token | None:
    """The word right before a time that leaves it open."""
    at = place - 1
    if at > 0 and words[at].kind == "open_bracket":
        at -= 1
    if at < 0 or words[at].is_titled or words[at].is_in_capitals:
        return None
    return words[at] if _leaves_open(words, at) else None


def _leaves_open(words: tuple[Token, ...], at: int) -> bool:
    """Whether a word leaves the time after it open, as `after`, `week of`, `w/o`; not `No.` with its dot."""
    word, before = words[at], words[max(at - 1, 0) : at]
    ending = [said for said in _WITHOUT if said[-1] == word.text]
    if ending:
        return any(_texts(words[: at + 1])[-len(said) :] == said for said in ending)
    if word.kind == "of":
        return any(each.kind == "week" or each.text in _BEFORE_OF for each in before)
    if _ends_a_range(words, at):
        return True
    has_dot = word.end - word.start > len(word.text)
    is_open_word = word.text in _OPEN | _BEFORE_AN_OLD_TIME or word.kind in _OPEN_KINDS
    return is_open_word and not has_dot


def _ends_a_range(words: tuple[Token, ...], at: int) -> bool:
    """Whether a word makes the time after it the end of what a number begins: `630 to 8pm`."""
    if words[at].kind != "to" or at == 0 or not words[at - 1].is_number:
        return False
    return at == 1 or words[at - 2].end < words[at - 1].start


def _texts(words: tuple[Token, ...]) -> tuple[str, ...]:
    return tuple(word.text for word in words)


def _after(words: tuple[Token, ...], place: int) -> Token | None:
    """The `or` right after a time."""
    word = words[place] if place < len(words) else None
    return word if word and word.kind == "or" and not word.is_titled else None


def _with_other_days(
    parse: PartialParse, embedded: EmbeddedTime, left: set[int]
) -> Iterator[PartialParse]:
    """The time with each other day of the line in place of its own."""
    words = embedded.line.words
    for place, tiles in enumerate(embedded.line.tiles):
        for end, part in tiles:
            is_day = isinstance(part, Weekday | FromToday) or (
                isinstance(part, Calendar) and part.month is not None
            )
            is_left = all(word.start in left for word in words[place:end])
            if is_day and is_left and is_boundary(words, place) and is_boundary(words, end):
                other = parse.without(*_DAYS).extended(part)
                if other is not None:
                    yield other
                break
