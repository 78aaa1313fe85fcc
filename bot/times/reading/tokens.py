"""From typed text to words: spelling evened out, each word with its kind and its place in the text."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from bot.times.reading.kinds import MARKS, kinds
from bot.times.reading.languages import Word, vocabulary
from bot.times.reading.numbers import number, with_numbers_joined
from bot.times.reading.spelling import misspelt, zone_word
from bot.times.reading.token import COUNTED, Token, joins_numbers

_EVENED = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f\u200e\u200f", " "),
    }
)
_PIECE = re.compile(
    r"(?P<half>[ap]\.\s?m\b\.?|(?<=\d)[ap]m(?=[^\W\d_]))"
    r"|\b(?P<dotted>u\.\s?s|[ecmp]\.\s?(?:[sd]\.\s?)?t|u\.\s?t\.\s?c|g\.\s?m\.\s?t|n\.\s?y)\b\.?"
    r"|(?P<nth>\d{1,2}(?:st|nd|rd|th|\s?(?:ème|eme|er|ro|º))(?![^\W\d])"
    r"|(?<!:)(?:[23]?1\sst|2?2\snd|2?3\srd|\d{1,2}\sth)\b(?!\.))"
    r"|(?P<odd>2(?:day|nite|moro|morrow|mrw)\b)"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\W\d_]+(?:['_][^\W\d_]+)*)\.?"
    r"|(?P<mark>[-=]>|\S)"
)

_SAINT = "St"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def tokens(text: str, *, language: str, moving: bool = False) -> tuple[Token, ...]:
    """The words of a text, in order; anything not known has the kind `unknown`.

    `moving`: the text says where a booking is moved to.
    """
    known = vocabulary(language, moving=moving)
    pieces = list(_pieces(_evened(text), typed=text, language=language, known=known))
    pieces = [_numbering(pieces, place) for place in range(len(pieces))]
    words = tuple(with_numbers_joined(_as_their_neighbours_say(pieces)))
    return words if language == "en" else tuple(w._replace(language=language) for w in words)


def shape(words: tuple[Token, ...]) -> str:
    """One character per word, its kind, for templates to match."""
    known = kinds()
    return "".join(known[word.kind] for word in words)


def _evened(text: str) -> str:
    """Lower case, plain quotes, dashes, spaces and digits; as long as the text, so places agree."""
    lowered = text.translate(_EVENED).lower()
    if lowered.isascii():
        return lowered
    return "".join(_plain(char) for char in text.translate(_EVENED))


@lru_cache(maxsize=1024)
def _plain(char: str) -> str:
    if char in "ºª°":
        return "º"
    plain = unicodedata.normalize("NFKC", char).lower()
    if plain == char and unicodedata.category(char) == "So":
        return " "
    return plain if len(plain) == 1 else " " if char.isspace() else char


def _pieces(text: str, *, typed: str, language: str, known: Mapping[str, Word]) -> Iterator[Token]:
    for found in _PIECE.finditer(text):
        how, start, end = found.lastgroup or "", found.start(), found.end()
        said = found[how]
        if how == "word":
            yield from _words(said, typed, start, end, language=language, known=known)
        elif how == "dotted":
            said = "".join(filter(str.isalpha, said))
            word = known.get(said) or _UNKNOWN
            if said == "ct" and typed[start].islower():
                said, word = found[how], _CUM_TEMPORE
            yield Token(said, word.kind, word.value, start, end, is_in_capitals=True)
        elif how == "nth" and typed[end - 2 : end] == _SAINT and typed[end - 3].isspace():
            day = said.split()[0]
            word = number(day)
            yield Token(day, word.kind, word.value, start, start + len(day))
            yield from _words("st", typed, end - 2, end, language=language, known=known)
        elif _is_around_words(typed, start):
            yield Token(said, "quote", 0, start, end)
        else:
            word = _NOT_WORDS[how](said) if how != "odd" else known.get(said) or _UNKNOWN
            yield Token(said, word.kind, word.value, start, end)


def _is_around_words(typed: str, place: int) -> bool:
    """Whether Slack's mark for italics or code stands here, before or behind the words it is around."""
    around = typed[max(place - 1, 0) : place], typed[place + 1 : place + 2]
    is_one_of_two = typed[place] in "_`" and typed.count(typed[place]) > 1
    return is_one_of_two and not all(beside.isalnum() for beside in around)


def _words(
    said: str, typed: str, start: int, end: int, *, language: str, known: Mapping[str, Word]
) -> Iterator[Token]:
    """The word here; or the words typed as one (`nextTuesday`), if all are known."""
    word = known.get(said) or known.get(said.removesuffix("'s"))
    if word is None:
        parts = _typed_as_one(said, typed[start:end], known=known)
        for part in parts:
            yield Token(part, known[part].kind, known[part].value, start, start + len(part))
            start += len(part)
        if parts:
            return
        said = zone_word(said)
        word = misspelt(said, language=language) or _UNKNOWN
    first = typed[start : start + 2]
    is_in_capitals = len(said) > 1 and typed[start:end].isupper()
    yield Token(said, word.kind, word.value, start, end, first.istitle(), is_in_capitals)


def _typed_as_one(said: str, typed: str, *, known: Mapping[str, Word]) -> tuple[str, ...]:
    """The words of `nextTuesday`, `dienstagnachmittag`, `fridayat`; none of any other word."""
    cuts = [0, *(hump.start() for hump in _HUMP.finditer(typed)), len(said)]
    parts = tuple(said[start:end] for start, end in pairwise(cuts))
    if len(parts) > 1 and all(part in known for part in parts):
        return parts
    for end in range(len(said) - 2, 5, -1):
        day, part = known.get(said[:end]), known.get(said[end:])
        if day and part and (day.kind, part.kind) in _WRITTEN_AS_ONE:
            return said[:end], said[end:]
    return ()


_WRITTEN_AS_ONE = frozenset(
    {
        ("WEEKDAY", "DAYTIME"),
        ("WEEKDAY", "at"),
        ("quarter", "hour"),
        ("dreiviertel", "hour"),
    }
)
_UNKNOWN = Word("unknown")
_CUM_TEMPORE = Word("vague")


def _ordinal(said: str) -> Word:
    return Word("ORDINAL", int("".join(filter(str.isdigit, said))))


def _half(said: str) -> Word:
    return Word(f"{said[0]}m")


def _mark(said: str) -> Word:
    return Word(MARKS.get(said, "unknown"))


_NOT_WORDS = {"number": number, "nth": _ordinal, "half": _half, "mark": _mark}


def _as_their_neighbours_say(words: list[Token]) -> list[Token]:
    """Words that are another behind or before some: the a of `a day`, not of `9:30 a`; `3 dez`."""
    for place, word in enumerate(words[1:], 1):
        behind_de = place > 1 and words[place - 1].kind == "de"
        if word.text in _MONTHS_TOO and words[place - 2 if behind_de else place - 1].is_number:
            words[place] = word._replace(kind="MONTH", value=_MONTHS_TOO[word.text])
        if word.text == "w" and word.kind == "week" and not _counts_weeks(words, place):
            words[place] = word._replace(kind="with")
        if word.text == "aft" and not word.is_in_capitals:
            words[place] = word._replace(kind="DAYTIME", value=13)
    for place, word in enumerate(words[:-1]):
        if word.text == ";" and joins_numbers(words, place) and len(words[place + 1].text) == 2:
            words[place] = word._replace(kind="colon")
        if word.text == "est" and not word.is_in_capitals and words[place + 1].is_number:
            words[place] = _estimated(words[place : place + 3])
        if _is_phone(words[place : place + 3]):
            words[place] = word._replace(kind="many")
            words[place + 2] = words[place + 2]._replace(kind="many")
        words[place] = _beside_a_unit(words, place)
    return words


def _beside_a_unit(words: list[Token], place: int) -> Token:
    """The word here; the a of `a day` is one, and the hour of `Hour Glass` a name."""
    word = words[place]
    if _names_a_unit(words, place):
        return word._replace(kind="unknown")
    counts = word.kind == "a" and words[place + 1].kind in COUNTED
    return word._replace(kind="an") if counts and not _is_glued(words, place) else word


def _names_a_unit(words: list[Token], place: int) -> bool:
    """Whether a name begins with a unit that nothing counts: `Hour Glass`, `Minute Clinic`."""
    word, following = words[place : place + 2]
    heads = (following.is_titled and following.kind == "unknown") or following.text == "of"
    is_name = word.is_titled and heads
    before = words[max(place - 2, 0) : place]
    counts = bool(before) and (before[-1].is_number or before[-1].kind in _COUNTS)
    is_counted = counts and before[0].kind != "colon"
    return is_name and word.kind in COUNTED and not is_counted


def _is_glued(words: list[Token], place: int) -> bool:
    """Whether a number stands close before, as the 8 of `8a`."""
    return place > 0 and words[place - 1].is_number and words[place - 1].end == words[place].start


def _numbering(words: list[Token], place: int) -> Token:
    """A word that is a number beside some: that of `a la una`, `segunda sexta de maio`."""
    word, behind = words[place], [one.kind for one in words[place + 1 : place + 3]]
    if word.text in ("una", "uma") and place and words[place - 1].text in ("la", "à"):
        return word if behind[:1] == ["week"] else word._replace(kind="NUMBER", value=1)
    if word.text in _ORDINALS_TOO and behind == ["WEEKDAY", "de"]:
        return word._replace(kind="ORDINAL", value=_ORDINALS_TOO[word.text])
    return word


def _counts_weeks(words: list[Token], place: int) -> bool:
    """Whether a w is a week's, as in `2w`, `2027-W05-4`; in `Fri w/ Ruiz` it is short for with."""
    is_numbered = place + 1 < len(words) and words[place + 1].start == words[place].end
    return words[place - 1].is_number or (is_numbered and words[place + 1].is_number)


def _is_phone(some: list[Token]) -> bool:
    """Whether a three-digit and a four-digit number are a phone's, as `555-0142`; not `900-1130`."""
    if len(some) < 3 or some[1].kind not in ("dash", "dot") or not joins_numbers(some, 1):
        return False
    first, _, last = some
    is_shaped = (len(first.text), len(last.text)) == (3, 4)
    return is_shaped and (last.text[0] == "0" or bool(first.value % 5 or last.value % 5))


def _estimated(some: list[Token]) -> Token:
    """`est.` before a number, short for estimated: a length (`3 hours`) may be, a time is vague then."""
    has_dot = some[0].end - some[0].start > len(some[0].text)
    is_amount = len(some) == 3 and some[2].kind in ("hour", "hours", "minute")
    if not has_dot:
        return some[0]
    return some[0]._replace(kind="about" if is_amount else "vague")


_COUNTS = frozenset({"a", "an", "half", "quarter", "next", "last", "this", "dash", "of", "the"})
_MONTHS_TOO = {"dez": 12, "sept": 9}
_ORDINALS_TOO = {"segunda": 2, "quarta": 4, "quinta": 5, "cuarto": 4}
