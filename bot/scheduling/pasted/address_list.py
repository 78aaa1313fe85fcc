"""Splits pasted lists of people into addresses, names and separators.

Python's own readers (`email.utils`, `email.headerregistry`) take a mail's header: of `a@b C <c@d>` they
make one address that nobody typed, of `Last, First <a@b>` two people. What people paste comes from mail
programs, spreadsheets and chats, so here every mark counts for itself, and nothing is joined.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from enum import StrEnum
from itertools import groupby
from urllib.parse import unquote

from bot.scheduling.pasted.english import AND


class PartKind(StrEnum):
    """What a part of a list is; a semicolon ends a line, too."""

    ADDRESS = "address"
    NAME = "name"
    COMMA = "comma"
    TAB = "tab"
    LINE = "line"
    UNCLEAR = "unclear"


_OTHER_MARKS = str.maketrans("＠﹫，、､،；؛：＜＞“”„‟", '@@,,,,;;:<>""""')
_ENCODED_WORD = r"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?="
_ENCODED_WORDS = re.compile(rf"{_ENCODED_WORD}(?:\s+{_ENCODED_WORD})*")
# How Slack, Outlook in replies, and Markdown write an address.
_LABELED = re.compile(r"<mailto:([^|<>\s]+)\|([^<>]*)>", re.IGNORECASE)
_SHOWN_FIRST = re.compile(r"([^\s<>@]+@[^\s<>@]+)<mailto:([^|<>\s]+)>", re.IGNORECASE)
_LABELED_FIRST = re.compile(r"\[([^\[\]]*)\]\(<?mailto:([^()<>\s]+)>?\)", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:([^\s<>|,;\"]+)", re.IGNORECASE)

_PART = re.compile(
    r"""
      "(?P<called>(?:\\.|[^"\\\n])*)"(?=\s*<)
    | "(?P<quoted>(?:\\.|[^"\\\n])*)"(?!@)
    | <(?P<angle>[^<>]*)>
    | [(\[](?P<bracket>[^()\[\]]*)[)\]]
    | (?P<line>[;\n])
    | (?P<comma>,|(?<=\s)(?:"""
    + AND
    + r""")(?=\s))
    | (?P<tab>\t)
    | (?P<run>[^\s,;<>()\[\]"]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# No host name has these, so an address ends before them; the part before the @ may have some.
_HOST = r"[^\s@<>()\[\]{}\"',;:/\\|!?*~`^&=+$#%_…»«”‘’‹›]+"
_ADDRESS = re.compile(rf"(?P<local>[^@]*)@(?P<host>{_HOST})")
_PAIRS = {"'": "'", "‘": "’", "*": "*", "_": "_", "`": "`", "~": "~", "«": "»", "‹": "›"}
_BULLETS = "•·‣▪◦●○■□–—"
_DIVIDERS = "/|&+:"
# Punctuation that ends a sentence or a quotation.
_ENDING = re.compile(r"[.!?'’»›`*_~:/|&+-]*")


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it was typed; `enclosed` means in brackets or quotes, so that its ends are certain."""

    kind: PartKind
    text: str = ""
    enclosed: bool = False


def split_list(text: str) -> list[list[Part]]:
    """Split a list into lines, and those into parts; something with an `@` that is no address is unclear."""
    groups = groupby(
        _together(_cut(_in_one_way(text))), key=lambda part: part.kind is PartKind.LINE
    )
    return [list(line) for ends, line in groups if not ends]


def _together(parts: Iterable[Part]) -> Iterator[Part]:
    """Join the words of each name."""
    for bare, group in groupby(
        parts, key=lambda part: part.kind is PartKind.NAME and not part.enclosed
    ):
        if bare:
            yield Part(PartKind.NAME, " ".join(word.text for word in group))
        else:
            yield from group


def _cut(text: str) -> Iterator[Part]:
    for found in _PART.finditer(text):
        kind, said = str(found.lastgroup), found[str(found.lastgroup)].strip()
        match kind:
            case "called":
                named = text[found.end() :].lstrip().removeprefix("<").partition(">")[0]
                other = "@" in said and said.strip("'").casefold() != named.strip().casefold()
                yield Part(PartKind.UNCLEAR if other else PartKind.NAME, said, enclosed=True)
            case "quoted" | "bracket":
                yield from _enclosed(said)
            case "angle":
                yield Part(
                    PartKind.ADDRESS if "@" in said else PartKind.UNCLEAR, said, enclosed=True
                )
            case "run":
                yield from _run(said)
            case _:
                yield Part(PartKind(kind))


def _in_one_way(text: str) -> str:
    """Normalize a text: marks of other scripts, encoded words, links to addresses."""
    text = unicodedata.normalize("NFC", text).translate(_OTHER_MARKS).replace("...", "…")
    text = _ENCODED_WORDS.sub(lambda found: _quoted(_decoded(found[0])), text)
    text = _LABELED.sub(lambda found: _linked(found[1], label=found[2]), text)
    text = _SHOWN_FIRST.sub(lambda found: _linked(found[2], label=found[1]), text)
    text = _LABELED_FIRST.sub(lambda found: _linked(found[2], label=found[1]), text)
    return _MAILTO.sub(lambda found: f" {_target(found[1])}", text)


def _quoted(text: str) -> str:
    return '"' + re.sub(r'([\\"])', r"\\\1", " ".join(text.split())) + '"'


def _decoded(words: str) -> str:
    """Decode the encoded words of RFC 2047; others stay as they are."""
    try:
        return str(make_header(decode_header(words)))
    except (HeaderParseError, LookupError, ValueError):
        return words


def _linked(link: str, *, label: str) -> str:
    """Write a link to an address as `"label" <address>`."""
    return f" {_quoted(label)} <{_target(link)}> "


def _target(link: str) -> str:
    """Return the address of a `mailto:`, or all of it if it has more addresses after its `?`."""
    whole = unquote(link)
    to, _, more = whole.partition("?")
    return whole if "@" in more else to


def _enclosed(text: str) -> Iterator[Part]:
    """Split what is in quotes or brackets: a name, an address, or another list."""
    alone = text.strip("'")
    if "@" not in text:
        yield Part(PartKind.NAME, alone, enclosed=True)
    elif re.fullmatch(r"[^\s,;<>()\[\]\"]+", alone):
        yield Part(PartKind.ADDRESS, alone, enclosed=True)
    else:
        yield from _cut(text)


def _run(run: str) -> Iterator[Part]:
    """Split text without blanks: usually a word or an address, sometimes several with dividers."""
    rest = run
    while "@" in rest:
        found = _ADDRESS.match(rest)
        if found is None:
            yield Part(PartKind.UNCLEAR, run)
            return
        label, _, local = found["local"].rpartition(":")
        after = rest[found.end() :]
        if _PAIRS.get(local[:1]) == after[:1] != "":
            local, after = local[1:], after[1:]
        local = local.lstrip(_BULLETS)
        ends = bool(_ENDING.fullmatch(after)) or after[0] in _DIVIDERS
        if not (local[:1].isalnum() or local[:1] == "_") or not ends:
            yield Part(PartKind.UNCLEAR, run)
            return
        if label:
            yield Part(PartKind.NAME, f"{label}:")
        yield Part(PartKind.ADDRESS, f"{local}@{found['host'].rstrip('.-')}")
        rest = "" if _ENDING.fullmatch(after) else after[1:]
    if rest:
        yield Part(PartKind.NAME, rest)
