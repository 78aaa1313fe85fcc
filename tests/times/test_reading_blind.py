"""Thousands of phrases that testers wrote, with what they mean, without having seen Docket's grammar."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.times.reading import read
from tests.times.phrase_tables import TABLES, meaning_or_open, phrase_and_meaning


class Sheet(NamedTuple):
    """Lines that were typed at one time, in one zone (IANA) and locale."""

    table: str
    now: datetime
    zone: str
    locale: str
    lines: dict[str, str]


def sheets(table: Path) -> Iterator[Sheet]:
    """The sheets of a table: `@ now zone locale`, and below it `phrase | what it means`."""
    sheet: Sheet | None = None
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            _, now, zone, locale = line.split()
            sheet = Sheet(table.stem, datetime.fromisoformat(now), zone, locale, {})
            yield sheet
        elif sheet and line:
            phrase, means = phrase_and_meaning(line)
            sheet.lines[phrase] = means


SHEETS = [sheet for table in sorted((TABLES / "blind").glob("*.txt")) for sheet in [*sheets(table)]]
assert SHEETS, "the tables of phrases/blind are not where they were"


@pytest.mark.parametrize(
    "sheet", SHEETS, ids=lambda sheet: f"{sheet.table} {sheet.now} {sheet.zone} {sheet.locale}"
)
def test_what_testers_wrote_unseen(sheet: Sheet) -> None:
    assert {phrase: _meaning(phrase, sheet) for phrase in sheet.lines} == sheet.lines


def _meaning(phrase: str, sheet: Sheet) -> str:
    answer = read(phrase, now=sheet.now, zone=sheet.zone, locale=sheet.locale)
    return meaning_or_open(answer, home=sheet.zone)
