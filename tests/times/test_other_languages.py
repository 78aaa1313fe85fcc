"""Languages that only dateparser knows: read by their own words, and always asked about."""

import subprocess
import sys
from datetime import timedelta

import pytest

from bot.times.moment import Moment
from bot.times.reading import Question, Reading, Refusal, read
from bot.times.zones import zone_info
from tests.times.phrase_tables import local_time, located_lines, meaning

ROME = "Europe/Rome"
NOW = local_time(2026, 11, 25, 10, 20)


@pytest.mark.parametrize(("locale", "zone", "phrase", "means"), located_lines("other_languages"))
def test_what_is_typed_there(locale: str, zone: str, phrase: str, means: str) -> None:
    answer = read(phrase, now=NOW.replace(tzinfo=zone_info(zone)), zone=zone, locale=locale)
    assert meaning(answer, home=zone) == means


@pytest.mark.parametrize(
    ("locale", "zone", "line", "means"),
    [
        (
            "it-IT",
            ROME,
            "Rossi deposizione domani alle 15",
            "2026-11-26 15:00 rest Rossi deposizione",
        ),
        ("it-IT", ROME, "domani alle 15:00 Rossi", "2026-11-26 15:00 rest Rossi"),
        ("it-IT", ROME, "Rossi dopodomani alle 15:00", "2026-11-27 15:00 rest Rossi"),
        ("it-IT", ROME, "Rossi alle 15", "2026-11-25 15:00 rest Rossi"),
        (
            "it-IT",
            ROME,
            "Bianchi contro Verdi lunedì 14 dicembre ore 9:30 sala 4",
            "2026-12-14 09:30 rest Bianchi contro Verdi sala 4",
        ),
        ("nl-NL", "Europe/Amsterdam", "Jansen vrijdag 14:30", "2026-11-27 14:30 rest Jansen"),
        ("pl-PL", "Europe/Warsaw", "Kowalski jutro o 15:00", "2026-11-26 15:00 rest Kowalski"),
        ("ja-JP", "Asia/Tokyo", "田中 証言 12月10日 午後2時", "2026-12-10 14:00 rest 田中 証言"),
        ("sv-SE", "Europe/Stockholm", "Lind i morgon kl 15", "2026-11-26 15:00 rest Lind"),
    ],
)
def test_a_line_keeps_its_title_and_is_asked_about(
    locale: str, zone: str, line: str, means: str
) -> None:
    now = NOW.replace(tzinfo=zone_info(zone))
    answer = read(line, now=now, zone=zone, locale=locale, leftovers=True)
    assert meaning(answer, home=zone) == f"ask {means}"


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("Rossi 2026-12-04 15:30", "2026-12-04 15:30 rest Rossi"),
        ("Rossi tomorrow 2pm", "2026-11-26 14:00 rest Rossi"),
        ("Rossi contro Bianchi", "refused"),
    ],
)
def test_a_line_in_digits_or_english_is_read_as_ever(line: str, means: str) -> None:
    now = NOW.replace(tzinfo=zone_info(ROME))
    answer = read(line, now=now, zone=ROME, locale="it-IT", leftovers=True)
    assert meaning(answer, home=ROME) == means


def test_the_question_says_the_reading_in_full() -> None:
    answer = read(
        "domani alle 15", now=NOW.replace(tzinfo=zone_info(ROME)), zone=ROME, locale="it-IT"
    )
    assert isinstance(answer, Question)
    assert len(answer.choices) == 1
    assert answer.sentence == "Is this what you mean: Thu 26 Nov 2026, 15:00 CET?"


@pytest.mark.parametrize("locale", ["it-IT", "ja-JP", "xx-XX", "sw-KE"])
def test_a_refusal_says_what_always_works(locale: str) -> None:
    now = NOW.replace(tzinfo=zone_info(ROME))
    refused = read("blah blah", now=now, zone=ROME, locale=locale)
    assert isinstance(refused, Refusal)
    if locale != "xx-XX":
        assert "2026-12-04 15:30" in refused.sentence
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


@pytest.mark.parametrize(
    ("phrase", "means"),
    [
        ("alle 16", "ask 2026-12-03 16:00"),
        ("venerdì 11 dicembre", "ask 2026-12-11 14:00"),
        ("domani alle 9", "ask 2026-11-26 09:00"),
    ],
)
def test_a_move_keeps_what_is_not_said(phrase: str, means: str) -> None:
    now = NOW.replace(tzinfo=zone_info(ROME))
    was = Moment(local_time(2026, 12, 3, 14), ROME)
    answer = read(phrase, now=now, zone=ROME, locale="it-IT", was=was)
    assert meaning(answer, home=ROME) == means


def test_the_day_or_the_month_is_first_as_the_language_has_it() -> None:
    now = NOW.replace(tzinfo=zone_info(ROME))
    for locale, means in (
        ("it-IT", "2027-06-07"),
        ("ja-JP", "2027-07-06"),
        ("sv-SE", "2027-06-07"),
    ):
        assert meaning(read("7/6", now=now, zone=ROME, locale=locale), home=ROME) == means


def test_dateparser_is_loaded_for_nobody_else() -> None:
    loaded = (
        "import sys; from datetime import datetime, UTC; from bot.times.reading import read;"
        "ask = lambda text, locale: read(text, now=datetime.now(UTC), zone='UTC', locale=locale);"
        "ask('morgen 15 Uhr', 'de-DE'); ask('blah', 'en-US'); ask('2030-01-01 10:00', 'it-IT');"
        "assert 'dateparser' not in sys.modules;"
        "ask('domani alle 15', 'it-IT'); assert 'dateparser' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", loaded], check=True, timeout=60)
