"""From typed text to words: spelling evened out, each word with its kind and its place in the text."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, pairwise

from bot.times.reading.kinds import MARKS, kinds
from bot.times.reading.languages import LANGUAGES, Word, in_any_language, vocabulary
from bot.times.reading.numbers import number, with_numbers_joined
from bot.times.reading.spelling import misspelled, zone_word
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
    read = list(_pieces(_evened(text), typed=text, language=language, known=known))
    if language != "en":
        read = [word._replace(language=LANGUAGES[language]) for word in read]
    read = [_beside_others(read, place) for place in range(len(read))]
    return tuple(with_numbers_joined(_as_neighbors_say(read)))


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
            if said in _VAGUE_WITH_DOTS and typed[start].islower():
                said, word = found[how], _VAGUE
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
        word = misspelled(said, language=language) or _UNKNOWN
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
_VAGUE = Word("vague")
_VAGUE_WITH_DOTS = in_any_language(lambda language: language.vague_with_dots)


def _ordinal(said: str) -> Word:
    return Word("ORDINAL", int("".join(filter(str.isdigit, said))))


def _half(said: str) -> Word:
    return Word(f"{said[0]}m")


def _mark(said: str) -> Word:
    return Word(MARKS.get(said, "unknown"))


_NOT_WORDS = {"number": number, "nth": _ordinal, "half": _half, "mark": _mark}


def _as_neighbors_say(words: list[Token]) -> list[Token]:
    """Words that are another behind or before some: the a of `a day`, not of `9:30 a`; `3 dez`."""
    for place in range(1, len(words)):
        words[place] = _behind_others(words, place)
    for place in range(len(words) - 1):
        words[place] = _before_others(words, place)
        if _is_phone(words[place : place + 3]):
            words[place] = words[place]._replace(kind="many")
            words[place + 2] = words[place + 2]._replace(kind="many")
        words[place] = _beside_a_unit(words, place)
    return words


def _behind_others(words: list[Token], place: int) -> Token:
    """The word here, as those before it say: the `dez` of `3 de dez`, the w of `Fri w/ Ruiz`."""
    word, language = words[place], words[place].language
    before = place - 2 if place > 1 and words[place - 1].kind == "de" else place - 1
    if word.text in _MONTHS_BEHIND_NUMBERS and words[before].is_number:
        return word._replace(kind="MONTH", value=_MONTHS_BEHIND_NUMBERS[word.text])
    if word.text in language.week_or_with and not _counts_weeks(words, place):
        return word._replace(kind="with")
    if word.text in _SMALL_DAYTIMES and not word.is_in_capitals:
        return word._replace(kind="DAYTIME", value=_SMALL_DAYTIMES[word.text])
    return word


def _before_others(words: list[Token], place: int) -> Token:
    """The word here, as those behind it say: the semicolon of `2;30`, the `est.` of `est. 3 hours`."""
    word = words[place]
    if word.text == ";" and joins_numbers(words, place) and len(words[place + 1].text) == 2:
        return word._replace(kind="colon")
    if word.text in _ESTIMATED and not word.is_in_capitals and words[place + 1].is_number:
        return _estimated(words[place : place + 3])
    return word


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


def _beside_others(words: list[Token], place: int) -> Token:
    """A word that is a number beside some: that of `a la una`, `segunda sexta de maio`."""
    word, behind = words[place], [one.kind for one in words[place + 1 : place + 3]]
    if word.text in _ONES_AS_HOURS and place and words[place - 1].text in _BEFORE_ONES_AS_HOURS:
        return word if behind[:1] == ["week"] else word._replace(kind="NUMBER", value=1)
    ordinals = word.language.ordinals_before_weekdays
    if word.text in ordinals and behind == ["WEEKDAY", "de"]:
        return word._replace(kind="ORDINAL", value=ordinals[word.text])
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
_MONTHS_BEHIND_NUMBERS = dict(
    chain(*(language.months_behind_numbers.items() for language in LANGUAGES.values()))
)
_SMALL_DAYTIMES = dict(
    chain(*(language.daytimes_in_small_letters.items() for language in LANGUAGES.values()))
)
_ESTIMATED = in_any_language(lambda language: language.estimated)
_ONES_AS_HOURS = in_any_language(lambda language: language.ones_as_hours)
_BEFORE_ONES_AS_HOURS = in_any_language(lambda language: language.before_ones_as_hours)
