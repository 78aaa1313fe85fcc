"""Finds the names in a list of people that belong to no address next to them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.scheduling.pasted import english
from bot.scheduling.pasted.address_list import Part, PartKind

Row = Sequence[Part]

_NOTHING = Part(PartKind.LINE)
# Shorter words may be in an address by chance.
_SHORTEST_MATCH = 3


def names_without_address(lines: Sequence[Row]) -> Iterator[str]:
    """Return the names in a list that do not clearly belong to one of its addresses."""
    headed = bool(lines) and _is_heading(lines[0])
    lines = lines[1:] if headed else lines
    alike = headed or (len(lines) > 1 and len({tuple(p.kind for p in line) for line in lines}) == 1)
    for number, line in enumerate(lines):
        if not _is_row(line, alike=alike, among=len(lines)):
            before = lines[number - 1][-1:] if number else ()
            after = lines[number + 1][:1] if number + 1 < len(lines) else ()
            yield from _unmatched(line, before=before, after=after)


def _unmatched(line: Row, *, before: Row, after: Row) -> Iterator[str]:
    """Return the names in a line that belong to no address next to them."""
    said = [*before, _NOTHING, *line, _NOTHING, *after]
    for place, part in enumerate(line, start=len(before) + 1):
        if part.kind is PartKind.NAME and not _belongs(said, place):
            yield part.text


def _is_heading(line: Row) -> bool:
    """Return whether a line has the headings of the columns below it."""
    said = " ".join(part.text for part in line if part.kind is PartKind.NAME).casefold()
    words = set(re.findall(r"[^\W\d_]+", said))
    no_address = all(part.kind is not PartKind.ADDRESS for part in line)
    return no_address and bool(words & english.EMAIL_HEADINGS) and words <= english.COLUMN_HEADINGS


def _is_row(line: Row, *, alike: bool, among: int) -> bool:
    """Return whether everything in a line is about its one address.

    That is so in tables, where all lines are `alike`, and in `Last, First <a@b>` if commas do not
    separate people, because there are several lines (`among`).
    """
    marks = [part.kind for part in line]
    if marks.count(PartKind.ADDRESS) != 1:
        return False
    if PartKind.TAB in marks or (alike and PartKind.COMMA in marks):
        return not any(
            english.LIKE_ADDRESS.search(part.text) for part in line if part.kind is PartKind.NAME
        )
    last_first = [PartKind.NAME, PartKind.COMMA, PartKind.NAME, PartKind.ADDRESS]
    return among > 1 and marks == last_first and line[-1].enclosed


def _belongs(said: Row, place: int) -> bool:
    name = said[place]
    if _is_no_name(name.text):
        return True
    left, right = (_next(said, place, step) for step in (-1, 1))
    if right.kind is PartKind.ADDRESS and right.enclosed:
        return True
    if english.LIKE_ADDRESS.search(name.text):
        return False
    if name.enclosed and PartKind.ADDRESS in (left.kind, right.kind):
        return True
    near = (_next(said, place, step, over=True) for step in (-1, 1))
    return any(_fits(name.text, each.text) for each in near if each.kind is PartKind.ADDRESS) or (
        _is_family_name(said, place)
    )


def _is_no_name(text: str) -> bool:
    """Return whether it is a label, a mark, or a word such as “and”."""
    words = text.casefold().split()
    return (
        text.endswith(":")
        or bool(english.TITLE_AFTER_NAME.fullmatch(text))
        or all(
            word.strip(".,:") in english.BESIDE_ADDRESSES
            or not any(letter.isalpha() for letter in word)
            for word in words
        )
    )


def _next(said: Row, place: int, step: int, *, over: bool = False) -> Part:
    """Return the next part that is not a name, with `over` past one comma, tab or end of a line."""
    place += step
    while 0 <= place < len(said):
        part = said[place]
        skipped = part.kind is PartKind.NAME
        if over and part.kind in {PartKind.COMMA, PartKind.TAB, PartKind.LINE}:
            over, skipped = False, True
        if not skipped:
            return part
        place += step
    return _NOTHING


def _is_family_name(said: Row, place: int) -> bool:
    """Return whether it is the first part of `Last, First <a@b>`, or of `First Last, Esq. <a@b>`."""
    after, titled = _without_titles(said[place + 1 :])
    if titled and after[0].kind is PartKind.ADDRESS:
        return after[0].enclosed
    if len(after) > 2 and after[2].kind is PartKind.NAME and after[2].enclosed:
        # The office or company, as in `Last, First (LAX) <a@b>`.
        del after[2]
    marks = [part.kind for part in after[:3]]
    if marks != [PartKind.COMMA, PartKind.NAME, PartKind.ADDRESS] or not after[2].enclosed:
        return False
    return len(said[place].text.split()) == 1 and _are_first_names(after[1].text)


def _without_titles(row: Row) -> tuple[list[Part], bool]:
    """Return a row without the titles it begins with, `, Esq.`, and whether it had any."""
    parts = list(row)
    while [part.kind for part in parts[:2]] == [PartKind.COMMA, PartKind.NAME] and (
        english.TITLE_AFTER_NAME.fullmatch(parts[1].text)
    ):
        parts = parts[2:]
    return parts, len(parts) < len(row)


def _are_first_names(text: str) -> bool:
    """Return whether it is a name followed only by initials and titles."""
    others = text.split()[1:]
    return all(
        len(other.strip(".")) == 1 or english.TITLE_AFTER_NAME.fullmatch(other) for other in others
    )


def _fits(name: str, address: str) -> bool:
    """Return whether an address is made from a name: jane.doe@, jdoe@ or jd@ from `Jane Doe`."""
    local = _plain(address.partition("@")[0])
    tokens = re.findall(r"[a-z]+", local)
    words = re.findall(r"[a-z]+", _plain(name))
    return (
        any(word in local for word in words if len(word) >= _SHORTEST_MATCH)
        or any(
            word.startswith(each)
            for each in tokens
            for word in words
            if len(each) >= _SHORTEST_MATCH
        )
        or (bool(words) and "".join(word[0] for word in words) == "".join(tokens))
    )


def _plain(text: str) -> str:
    """Return a text in lower case, without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
