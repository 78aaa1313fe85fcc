"""Finds the parts of a line that look like a time and are none: addresses, case numbers, phones, amounts."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.scheduling.command_line.languages import english_entities as patterns


class EntityKind(StrEnum):
    """What an entity is; if two overlap, the kind listed first counts."""

    EMAIL = "email"
    LINK = "link"
    BIRTH_OR_INJURY_DATE = "date of birth or injury"
    CASE_NUMBER = "case number"
    PHONE = "phone"
    ACCESS_CODE = "access code"
    AMOUNT = "amount"
    CITATION = "citation"
    NUMBERED_ITEM = "numbered item"
    STREET_ADDRESS = "street address"
    MEASUREMENT = "measurement"


_PATTERNS = {
    EntityKind.EMAIL: patterns.EMAIL,
    EntityKind.LINK: patterns.LINK,
    EntityKind.BIRTH_OR_INJURY_DATE: patterns.BIRTH_OR_INJURY_DATE,
    EntityKind.CASE_NUMBER: patterns.CASE_NUMBER,
    EntityKind.PHONE: patterns.PHONE,
    EntityKind.ACCESS_CODE: patterns.ACCESS_CODE,
    EntityKind.AMOUNT: patterns.AMOUNT,
    EntityKind.CITATION: patterns.CITATION,
    EntityKind.NUMBERED_ITEM: patterns.NUMBERED_ITEM,
    EntityKind.STREET_ADDRESS: patterns.STREET_ADDRESS,
    EntityKind.MEASUREMENT: patterns.MEASUREMENT,
}
_LONGEST_COURT_LETTERS = 6


@dataclass(frozen=True, slots=True)
class Entity:
    """A span of a text, from `start` up to `end`, that is not part of a time."""

    kind: EntityKind
    start: int
    end: int


def find_entities(text: str, *, day_first: bool = False) -> tuple[Entity, ...]:
    """Return the entities of a text in order; none overlaps another.

    For people who write the day first (`day_first`), `24/7` is July 24 unless a name follows.
    """
    found: list[Entity] = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            start, end = match.span(_number_group(match))
            if day_first and patterns.DAY_OF_JULY.match(text, start):
                continue
            apart = all(end <= other.start or other.end <= start for other in found)
            if apart and (kind is not EntityKind.CASE_NUMBER or _is_case_number(match)):
                found.append(Entity(kind, start, end))
    return tuple(sorted(found, key=lambda entity: entity.start))


def _number_group(match: re.Match[str]) -> str | int:
    """Return the group that holds the number of a case, or the whole match for other entities."""
    return next((name for name in patterns.CASE_NUMBER_GROUPS if match.groupdict().get(name)), 0)


def _is_case_number(match: re.Match[str]) -> bool:
    """Return whether a number is no time, and any letters in it are capitals or those of a court."""
    number = match[_number_group(match)]
    is_labeled = match["after_no"] or match["after_label"]
    if (
        patterns.PAGE_LABEL_BEFORE.search(match.string, 0, match.start())
        or patterns.LIKE_DATE.fullmatch(number)
        or (not is_labeled and patterns.LIKE_TIME.search(number))
    ):
        return False
    return not match["mixed"] or _is_of_court(number)


def _is_of_court(number: str) -> bool:
    """Return whether its letters are capitals or those of a court, and it has enough digits for a case."""
    letters = re.findall(r"[^\W\d_]+", number)
    are_of_court = all(len(some) <= _LONGEST_COURT_LETTERS for some in letters) and (
        all(some.isupper() for some in letters) or any(map(patterns.COURT_LETTERS.search, letters))
    )
    digits = sum(map(str.isdigit, number))
    return are_of_court and (digits > 4 or number.count("-") > 1)
