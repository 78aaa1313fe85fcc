"""What is read of Unicode's data, and that the rest is let go."""

import pytest
from babel import localedata

from bot.times.locale_data import is_known, locale_data
from bot.times.reading import preload
from bot.times.writing import Reader


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("en-GB", "en_GB"),
        ("pt_BR", "pt_BR"),
        ("es-LA", "es"),
        ("xx-YY", "en_US"),
        ("", "en_US"),
        ("../../etc/passwd", "en_US"),
    ],
)
def test_a_locale_else_its_language_else_american_english(name: str, found: str) -> None:
    with locale_data(name) as data:
        assert str(data) == found


def test_languages_that_are_known() -> None:
    assert is_known("ja")
    assert not is_known("xx")


def test_babel_keeps_nothing() -> None:
    preload()
    assert Reader("sv-SE").country == "SE"
    kept = localedata.load("root")
    with locale_data("sv-SE"):
        pass
    assert localedata.load("root") is not kept
