"""Every phrase of the tables means what its line says."""

import pytest

from bot.times.moment import Moment
from bot.times.reading import Question, Reading, read
from tests.times.phrase_tables import NOW, ZONE, lines, local_time, meaning, meaning_or_open

BOOKED = Moment(local_time(2026, 12, 1, 14), "America/Chicago")


@pytest.mark.parametrize(("phrase", "means"), [*lines("english"), *lines("zones")])
def test_english(phrase: str, means: str) -> None:
    assert meaning(read(phrase, now=NOW, zone=ZONE)) == means


@pytest.mark.parametrize(
    "phrase",
    [phrase for phrase, means in lines("english") + lines("zones") if means.startswith("ask")],
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


@pytest.mark.parametrize(("phrase", "means"), lines("leftovers"))
def test_among_other_words(phrase: str, means: str) -> None:
    assert meaning(read(phrase, now=NOW, zone=ZONE, leftovers=True)) == means


@pytest.mark.parametrize(
    ("phrase", "means", "leftovers"),
    [(*line, False) for line in lines("unseen")] + [(*line, True) for line in lines("titles")],
)
def test_written_before_it_was_tried(phrase: str, means: str, leftovers: bool) -> None:
    assert meaning_or_open(read(phrase, now=NOW, zone=ZONE, leftovers=leftovers)) == means


@pytest.mark.parametrize(("phrase", "means"), lines("moves"))
def test_moving_a_booking(phrase: str, means: str) -> None:
    assert meaning(read(phrase, now=NOW, zone=ZONE, was=BOOKED)) == means


@pytest.mark.parametrize(
    ("locale", "phrase", "means"),
    [
        (locale, phrase, means)
        for locale, table in (
            ("es-ES", "spanish"),
            ("fr-FR", "french"),
            ("pt-BR", "portuguese"),
            ("de-DE", "german"),
        )
        for phrase, means in lines(table)
    ],
)
def test_other_languages(locale: str, phrase: str, means: str) -> None:
    assert meaning(read(phrase, now=NOW, zone=ZONE, locale=locale)) == means


@pytest.mark.parametrize("locale", ["es-ES", "fr-FR", "pt-BR", "de-DE"])
def test_english_is_read_as_well_in_every_locale(locale: str) -> None:
    phrases = ["tomorrow 2pm PT", "next tuesday at noon", "March 5 at 10am", "in 2 hours"]
    for phrase in phrases:
        there = read(phrase, now=NOW, zone=ZONE, locale=locale)
        assert meaning(there) == meaning(read(phrase, now=NOW, zone=ZONE))
