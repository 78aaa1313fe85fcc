"""Every phrase of the tables means what its line says."""

import pytest

from bot.times.reading import Question, Reading, read
from tests.times.phrase_tables import NOW, ZONE, Sheet, meaning, sheets

SHEETS = sheets()
TABLES = {sheet.table for sheet in SHEETS}
assert {"english", "spanish", "holidays", "coordinators", "sessions_moved"} < TABLES


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_phrase_means_what_its_line_says(sheet: Sheet) -> None:
    assert sheet.meanings() == sheet.lines


@pytest.mark.parametrize(
    "phrase",
    [
        phrase
        for table in ("english", "zones")
        for sheet in sheets(table)
        for phrase, means in sheet.lines.items()
        if means.startswith("ask")
    ],
)
def test_every_choice_offered_is_read_back_as_itself(phrase: str) -> None:
    asked = read(phrase, now=NOW, zone=ZONE)
    assert isinstance(asked, Question)
    for choice in asked.choices:
        moment = choice.moment
        written = moment.day_written() if choice.date_only else moment.written()
        answer = read(written, now=NOW, zone=ZONE)
        assert isinstance(answer, Reading)
        assert (answer.moment.local, answer.date_only) == (moment.local, choice.date_only)
        assert choice.date_only or answer.moment.instant == moment.instant


@pytest.mark.parametrize("locale", ["es-ES", "fr-FR", "pt-BR", "de-DE"])
def test_english_is_read_as_well_in_every_locale(locale: str) -> None:
    phrases = ["tomorrow 2pm PT", "next tuesday at noon", "March 5 at 10am", "in 2 hours"]
    for phrase in phrases:
        there = read(phrase, now=NOW, zone=ZONE, locale=locale)
        assert meaning(there) == meaning(read(phrase, now=NOW, zone=ZONE))
