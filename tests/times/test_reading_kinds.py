"""Kinds of phrases that were read wrongly or needlessly refused, in every language that has them."""

import pytest

from bot.times.reading import read
from tests.times.phrase_tables import TABLES, Sheet, meaning, sheets

SHEETS = [*sheets(TABLES / "kinds.txt")]
assert SHEETS, "the table kinds.txt is empty"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: f"{sheet.locale} {sheet.zone}")
def test_a_kind_in_every_language(sheet: Sheet) -> None:
    assert {phrase: _meaning(phrase, sheet) for phrase in sheet.lines} == sheet.lines


def _meaning(phrase: str, sheet: Sheet) -> str:
    answer = read(phrase, now=sheet.now, zone=sheet.zone, locale=sheet.locale)
    return meaning(answer, home=sheet.zone)
