"""Finds references such as `S-7K2M` as people type them: with blanks, or joined to other words."""

import re

from bot.scheduling.command_line.languages import english
from bot.scheduling.model.reference import (
    ALPHABET,
    DASHES,
    LENGTH,
    LONGER,
    Kind,
    parse_reference,
)

_LETTERS_OF_KINDS = "".join(Kind)
# A reference without dash and digits, which may be an ordinary word.
DIGITLESS = re.compile(rf"[{_LETTERS_OF_KINDS}][{ALPHABET}]{{{LENGTH}}}", re.IGNORECASE)
_WITHOUT_VOWELS = re.compile(r"[SPC][B-DF-HJ-NP-TV-XZ]{4}", re.IGNORECASE)
_JOINED_TO_A_WORD = re.compile(
    rf"(?<!\S)([{_LETTERS_OF_KINDS}][{DASHES}][0-9A-Z]{{{LENGTH},{LONGER}}})[,;:/|→>]+(?=\S)",
    re.IGNORECASE,
)


def leading_reference(text: str) -> tuple[str, str]:
    """Split a text into the reference that it begins with, which may be empty, and the rest."""
    words = split_words(text)
    ref, end = reference_at(words, 0, expected=True)
    return (ref, " ".join(words[end:])) if ref else ("", text)


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, with references split from what is joined to them: `S-7K2M/fri`."""
    return tuple(_JOINED_TO_A_WORD.sub(r"\1 ", text).split())


def reference_at(words: tuple[str, ...], at: int, *, expected: bool = False) -> tuple[str, int]:
    """Return the reference that begins at a word, possibly with blanks in it, and the index of its end.

    If one is `expected`, after a verb, `s 10am` is a reference and not a time.
    """
    for end in range(at + 1, min(at + 3, len(words)) + 1):
        candidate = words[at:end]
        is_expected = (
            expected or (at, end) == (0, len(words)) or words[end : end + 1] == (english.TO,)
        )
        ref = (
            _of_one_word(candidate[0])
            if len(candidate) == 1
            else _of_parts(candidate, expected=is_expected)
        )
        if ref:
            return ref, end
    return "", at


def _of_one_word(word: str) -> str | None:
    """Return the reference that a word is; without dash and digits, only if it can be no other word."""
    bare = word.strip('#()[]"“”.,:;!?')
    return parse_reference(word) or (
        parse_reference(f"{bare[0]}-{bare[1:]}") if _WITHOUT_VOWELS.fullmatch(bare) else None
    )


def _of_parts(words: tuple[str, ...], *, expected: bool) -> str | None:
    """Return the reference typed with blanks around or in place of its dash: `s dy8p`, `S - 7K2M`."""
    *before, name = words
    letter = "".join(before).strip('#(["“').rstrip(DASHES)
    name = name.lstrip(DASHES)
    if len(letter) != 1 or not any(mark.isdigit() for mark in name):
        return None
    is_mixed = any(mark.isalpha() for mark in name) and not english.CLOCK_OR_ORDINAL.fullmatch(name)
    # `a 10am` is not an agent.
    may_be = is_mixed or (expected and letter != english.ARTICLE)
    # What has a blank in place of its dash is no longer one: `s 1030a` is a time.
    return parse_reference(f"{letter}{name}") if may_be else None
