"""From typed text to words: spelling normalized, each word with its kind and its place in the text."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from bot.times.reading.kinds import MARKS, kinds
from bot.times.reading.languages import LANGUAGES, Word, in_any_language, vocabulary
from bot.times.reading.languages.language import Language
from bot.times.reading.numbers import number, with_numbers_joined
from bot.times.reading.spelling import misspelled, zone_word
from bot.times.reading.token import Token
from bot.times.reading.token_context import in_context

_NORMALIZED = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f\u200e\u200f", " "),
    }
)


@cache
def _pieces() -> re.Pattern[str]:
    """A pattern for one token of a text, with a named group for each sort of token."""
    odd = {word for code in LANGUAGES for word in vocabulary(code) if word[0].isdigit()}
    return re.compile(
        rf"(?P<half>(?:{_any(_HALVES, dotted=True)})\b\.?|(?<=\d)(?:{_any(_HALVES)})(?=[^\W\d_]))"
        rf"|\b(?P<dotted>{_in_all(lambda language: language.dotted, dotted=True)})\b\.?"
        rf"|(?P<nth>\d{{1,2}}(?:{_in_all(lambda language: language.ordinal_endings)}"
        rf"|\s?(?:{_in_all(lambda language: language.ordinal_endings_apart)}))(?![^\W\d])"
        rf"|(?<!:)(?:{_in_all(lambda language: language.ordinals_apart)})\b(?!\.))"
        rf"|(?P<odd>(?:{_any(odd)})\b)"
        r"|(?P<number>\d+)"
        r"|(?P<word>[^\W\d_]+(?:['_][^\W\d_]+)*)\.?"
        r"|(?P<mark>[-=]>|\S)"
    )


def _any(words: Iterable[str], *, dotted: bool = False) -> str:
    """A pattern for any of some words, or for those with a dot after each letter but the last."""
    return "|".join(r"\.\s?".join(word) if dotted else word for word in sorted(words))


def _in_all(of: Callable[[Language], Iterable[str]], *, dotted: bool = False) -> str:
    """A pattern for any of the words of a sort in all languages."""
    return _any(in_any_language(of), dotted=dotted)


_HALVES = in_any_language(lambda language: language.halves)
_SAINT = in_any_language(lambda language: language.saint)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=128)
def tokens(text: str, *, language: str, moving: bool = False) -> tuple[Token, ...]:
    """The words of a text, in order; anything not known has the kind `unknown`.

    `moving`: the text says where a booking is moved to.
    """
    lexer = _Lexer(text, LANGUAGES[language], vocabulary(language, moving=moving))
    return tuple(with_numbers_joined(in_context(list(lexer.tokens()))))


def shape(words: tuple[Token, ...]) -> str:
    """One character per word, its kind, for templates to match."""
    known = kinds()
    return "".join(known[word.kind] for word in words)


def _normalized(text: str) -> str:
    """Lower case, plain quotes, dashes, spaces and digits; as long as the text, so that offsets agree."""
    lowered = text.translate(_NORMALIZED).lower()
    if lowered.isascii():
        return lowered
    return "".join(_plain(char) for char in text.translate(_NORMALIZED))


@lru_cache(maxsize=1024)
def _plain(char: str) -> str:
    if char in "ºª°":
        return "º"
    plain = unicodedata.normalize("NFKC", char).lower()
    if plain == char and unicodedata.category(char) == "So":
        return " "
    return plain if len(plain) == 1 else " " if char.isspace() else char


@dataclass(frozen=True, slots=True)
class _Lexer:
    """A text as it was typed, the language it is read in, and the words of that language."""

    typed: str
    language: Language
    known: Mapping[str, Word]

    def tokens(self) -> Iterator[Token]:
        """Every word, number and mark by itself."""
        for found in _pieces().finditer(_normalized(self.typed)):
            yield from self._read(found)

    def _read(self, found: re.Match[str]) -> Iterator[Token]:
        start, end = found.span()
        match found.lastgroup:
            case "word":
                yield from self._words(found["word"], start, end)
            case "dotted":
                yield self._dotted(found)
            case "nth" if self._is_before_saint(end):
                yield from self._before_saint(found)
            case _ if self._is_around_words(start):
                yield Token(found.group(), "quote", 0, start, end, self.language)
            case how:
                said = found[how or 0]
                word = _NOT_WORDS[how](said) if how in _NOT_WORDS else self._known(said)
                yield self._token(said, word, start, end)

    def _token(
        self,
        said: str,
        word: Word,
        start: int,
        end: int,
        *,
        is_titled: bool = False,
        is_in_capitals: bool = False,
    ) -> Token:
        language = self.language
        return Token(said, word.kind, word.value, start, end, language, is_titled, is_in_capitals)

    def _known(self, said: str) -> Word:
        return self.known.get(said, _UNKNOWN)

    def _dotted(self, found: re.Match[str]) -> Token:
        """`p.s.t.`, `u.s.`; the `c.t.` of `10 c.t.`, which leaves the time open."""
        said = "".join(filter(str.isalpha, found["dotted"]))
        word = self._known(said)
        if said in _VAGUE_WITH_DOTS and self.typed[found.start()].islower():
            said, word = found["dotted"], _VAGUE
        return self._token(said, word, *found.span(), is_in_capitals=True)

    def _is_before_saint(self, end: int) -> bool:
        return self.typed[end - 2 : end] in _SAINT and self.typed[end - 3].isspace()

    def _before_saint(self, found: re.Match[str]) -> Iterator[Token]:
        """The 21 and the `St` of `Dec 21 St James`."""
        day, (start, end) = found["nth"].split()[0], found.span()
        yield self._token(day, number(day), start, start + len(day))
        yield from self._words(self.typed[end - 2 : end].lower(), end - 2, end)

    def _is_around_words(self, place: int) -> bool:
        """Whether Slack's mark for italics or code stands here, before or after the words it is around."""
        around = self.typed[max(place - 1, 0) : place], self.typed[place + 1 : place + 2]
        is_one_of_two = self.typed[place] in "_`" and self.typed.count(self.typed[place]) > 1
        return is_one_of_two and not all(beside.isalnum() for beside in around)

    def _words(self, said: str, start: int, end: int) -> Iterator[Token]:
        """The word here; or the words typed as one (`nextTuesday`), if all are known."""
        typed, known = self.typed[start:end], self.known
        word = known.get(said) or known.get(_without_possessive(said))
        if word is None:
            parts = _typed_as_one(said, typed, known=known)
            for part in parts:
                yield self._token(part, known[part], start, start + len(part))
                start += len(part)
            if parts:
                return
            said = zone_word(said)
            word = misspelled(said, language=self.language.code) or _UNKNOWN
        is_titled, is_in_capitals = typed[:2].istitle(), len(said) > 1 and typed.isupper()
        yield self._token(
            said, word, start, end, is_titled=is_titled, is_in_capitals=is_in_capitals
        )


def _without_possessive(said: str) -> str:
    """The `today` of `today's`; any other word as it is."""
    return next(map(said.removesuffix, filter(said.endswith, _POSSESSIVE)), said)


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
        ("three_quarters", "hour"),
    }
)
_UNKNOWN = Word("unknown")
_VAGUE = Word("vague")
_POSSESSIVE = in_any_language(lambda language: language.possessive)
_VAGUE_WITH_DOTS = in_any_language(lambda language: language.vague_with_dots)


def _ordinal(said: str) -> Word:
    return Word("ORDINAL", int("".join(filter(str.isdigit, said))))


def _half(said: str) -> Word:
    return Word("".join(filter(str.isalpha, said)))


def _mark(said: str) -> Word:
    return Word(MARKS.get(said, "unknown"))


_NOT_WORDS = {"number": number, "nth": _ordinal, "half": _half, "mark": _mark}
