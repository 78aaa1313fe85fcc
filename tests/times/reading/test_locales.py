"""`7/6` is the 6th of July or the 7th of June, as the person's locale has it, or it is asked."""

import pytest

from bot.times.reading import read
from tests.times.phrase_tables import NOW, ZONE, meaning

JULY, JUNE = "2027-07-06", "2027-06-07"


@pytest.mark.parametrize(
    ("locale", "means"),
    [
        ("en-US", JULY),
        ("en-GB", JUNE),
        ("en-AU", JUNE),
        ("es-ES", JUNE),
        ("fr-FR", JUNE),
        ("de", JUNE),
        ("pt-BR", JUNE),
        ("en-CA", f"ask {JULY}, {JUNE}"),
        ("en", f"ask {JULY}, {JUNE}"),
        ("", f"ask {JULY}, {JUNE}"),
        ("ja-JP", JULY),
        ("it-IT", JUNE),
        ("sv-SE", JUNE),
    ],
)
def test_which_comes_first(locale: str, means: str) -> None:
    assert meaning(read("7/6", now=NOW, zone=ZONE, locale=locale)) == means


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "en"])
@pytest.mark.parametrize("phrase", ["25/12/2026", "12/25/2026", "12/25", "25/12"])
def test_what_can_be_read_in_one_way_is_not_asked(phrase: str, locale: str) -> None:
    assert meaning(read(phrase, now=NOW, zone=ZONE, locale=locale)) == "2026-12-25"


@pytest.mark.parametrize(("locale", "means"), [("en-US", JULY), ("de-DE", JUNE)])
def test_dots_are_read_in_the_order_of_the_locale_too(locale: str, means: str) -> None:
    assert meaning(read("7.6.2027", now=NOW, zone=ZONE, locale=locale)) == means


@pytest.mark.parametrize("locale", ["de-DE", "fr-FR"])
def test_an_early_hour_is_asked_about_where_clocks_run_to_24(locale: str) -> None:
    asked = read("24.12.2026 4:00", now=NOW, zone=ZONE, locale=locale)
    assert meaning(asked) == "ask 2026-12-24 04:00, 2026-12-24 16:00"
