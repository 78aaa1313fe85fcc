"""Languages that only dateparser knows: read by their own words, and always asked about."""

import subprocess
import sys
from datetime import timedelta

import pytest

from bot.times.moment import Moment
from bot.times.reading import Question, Reading, Refusal, read
from bot.times.zones import zone_info
from tests.times.phrase_tables import local_time, meaning

ROME = "Europe/Rome"
NOW = local_time(2026, 11, 25, 10, 20)


def test_the_question_says_the_reading_in_full() -> None:
    answer = read(
        "domani alle 15", now=NOW.replace(tzinfo=zone_info(ROME)), zone=ROME, locale="it-IT"
    )
    assert isinstance(answer, Question)
    assert len(answer.choices) == 1
    assert answer.sentence == "Is this what you mean: Thu 26 Nov 2026, 15:00 CET?"


@pytest.mark.parametrize("locale", ["it-IT", "ja-JP", "sw-KE"])
def test_a_refusal_says_what_always_works(locale: str) -> None:
    now = NOW.replace(tzinfo=zone_info(ROME))
    refused = read("blah blah", now=now, zone=ROME, locale=locale)
    assert isinstance(refused, Refusal)
    assert "2026-12-04 15:30" in refused.sentence


@pytest.mark.parametrize("locale", ["it-IT", "ja-JP", "xx-XX", "sw-KE"])
def test_a_date_in_digits_is_read_in_every_language_and_in_none(locale: str) -> None:
    now = NOW.replace(tzinfo=zone_info(ROME))
    assert isinstance(read("blah blah", now=now, zone=ROME, locale=locale), Refusal)
    always = read("2026-12-04 15:30", now=now, zone=ROME, locale=locale)
    assert meaning(always, home=ROME) == "2026-12-04 15:30"


@pytest.mark.parametrize(
    "locale", ["it", "nl", "ja", "sv", "da", "fo", "is", "ig", "ha", "to", "naq"]
)
def test_what_docket_writes_is_never_asked_about_again(locale: str) -> None:
    now = NOW.replace(tzinfo=zone_info(ROME))
    for days in range(0, 365, 23):
        moment = Moment(NOW + timedelta(days=days, hours=5), ROME)
        answer = read(moment.written(), now=now, zone=ROME, locale=locale)
        assert isinstance(answer, Reading)
        assert answer.moment.local == moment.local


def test_dateparser_is_loaded_for_nobody_else() -> None:
    loaded = (
        "import sys; from datetime import datetime, UTC; from bot.times.reading import read;"
        "ask = lambda text, locale: read(text, now=datetime.now(UTC), zone='UTC', locale=locale);"
        "ask('morgen 15 Uhr', 'de-DE'); ask('blah', 'en-US'); ask('2030-01-01 10:00', 'it-IT');"
        "assert 'dateparser' not in sys.modules;"
        "ask('domani alle 15', 'it-IT'); assert 'dateparser' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", loaded], check=True, timeout=60)
