"""Thousands of phrases that testers wrote, with what they mean, without having seen Docket's grammar."""

import pytest

from bot.times.reading import read
from tests.times.phrase_tables import TABLES, Sheet, meaning_or_open, sheets

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
