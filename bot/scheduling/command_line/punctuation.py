"""Removes punctuation that is left over once a time or an address has been taken out of a title."""

import re

_EMPTY_PAIR = re.compile(r"[(\[<{][\s,;]*[)\]>}]|(?<!\S)\"\s*\"(?!\S)")
_AT_THE_ENDS = " \t\n,;"
_MARK = r"(?:[-=]>|[-–—|/*•·→@]+)"
_LOOSE_AT_AN_END = re.compile(rf"^(?:{_MARK}\s+)+|(?:(?:^|\s+){_MARK}|\s*[:;,|]+)+$")
_LOOSE_TWICE = re.compile(rf"(\s{_MARK})(?:\s+{_MARK})+(?=\s|$)")


def tidy(text: str) -> str:
    """Return a text without the brackets and commas that are left around what was taken out."""
    text = re.sub(r"[ \t]{2,}", " ", _EMPTY_PAIR.sub("", text))
    return re.sub(r"(?:\s*([,;]))+(?=\s|$)", r"\1", text).strip(_AT_THE_ENDS)


def without_loose_marks(title: str) -> str:
    """Return a title without the dashes, bars and slashes that separated it from its time or case."""
    return _LOOSE_AT_AN_END.sub("", _LOOSE_TWICE.sub(r"\1", title)).strip(_AT_THE_ENDS)
