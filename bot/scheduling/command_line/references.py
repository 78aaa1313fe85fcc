"""References in a line, `S-7K2M`, as people type them: with blanks in them, or glued to other words."""

import re

from bot.scheduling.model.reference import ALPHABET, DASHES, LENGTH, Kind, parse_reference

# A reference without its dash and without a digit, which elsewhere is a word.
DIGITLESS = re.compile(rf"[{''.join(Kind)}][{ALPHABET}]{{{LENGTH}}}", re.IGNORECASE)
_NO_WORD = re.compile(r"[SPC][B-DF-HJ-NP-TV-XZ]{4}", re.IGNORECASE)
_GLUED = re.compile(
    rf"(?<!\S)([{''.join(Kind)}][{DASHES}][0-9A-Z]{{{LENGTH}}})[,;:/|→>]+(?=\S)", re.IGNORECASE
)
_CLOCK_OR_ORDINAL = re.compile(r"\d{1,4}(?:[ap]m|st|nd|rd|th)", re.IGNORECASE)


def leading_reference(text: str) -> tuple[str, str]:
    """Divide the reference that a text begins with from the rest; none is an empty one."""
    words = split_words(text)
    ref, end = reference_at(words, 0, told=True)
    return (ref, " ".join(words[end:])) if ref else ("", text)


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, a reference apart from what is glued to it: `S-7K2M/fri`."""
    return tuple(_GLUED.sub(r"\1 ", text).split())


def reference_at(words: tuple[str, ...], at: int, *, told: bool = False) -> tuple[str, int]:
    """Return the reference that begins at a word, with blanks or none in it, and where it ends.

    Where one is `told`, behind a verb, `s 10am` is no time.
    """
    for end in range(at + 1, min(at + 3, len(words)) + 1):
        said = words[at:end]
        is_told = told or (at, end) == (0, len(words)) or words[end : end + 1] == ("to",)
        ref = _of_one(said[0]) if len(said) == 1 else _parted(said, told=is_told)
        if ref:
            return ref, end
    return "", at


def _of_one(word: str) -> str | None:
    """Return the reference that a word is; without dash and digit only where it can be no word."""
    bare = word.strip('#()[]"“”.,:;!?')
    return parse_reference(word) or (
        parse_reference(f"{bare[0]}-{bare[1:]}") if _NO_WORD.fullmatch(bare) else None
    )


def _parted(words: tuple[str, ...], *, told: bool) -> str | None:
    """Return the reference typed with blanks around its dash or in its place: `s dy8p`, `S - 7K2M`."""
    *before, name = words
    letter = "".join(before).strip('#(["“').rstrip(DASHES)
    name = name.lstrip(DASHES)
    if len(letter) != 1 or not any(mark.isdigit() for mark in name):
        return None
    mixed = any(mark.isalpha() for mark in name) and not _CLOCK_OR_ORDINAL.fullmatch(name)
    # `a 10am` is no agent.
    return parse_reference(f"{letter}-{name}") if mixed or (told and letter != "a") else None
