"""Dates and clocks in the way of those who read them."""

from datetime import date, time

import pytest

from bot.times.writing import Reader

TUESDAY, NINE = date(2026, 12, 1), time(9)


WRITTEN = {
    "en-US": "Tue, Dec 1, 2026, 9:00 AM",
    "en-GB": "Tue 1 Dec 2026, 09:00",
    "en-IE": "Tue 1 Dec 2026, 09:00",
    "en-AU": "Tue 1 Dec 2026, 9:00 AM",
    "en-CA": "Tue, Dec 1, 2026, 9:00 AM",
    "es-ES": "Tue 1 Dec 2026, 09:00",
    "es-MX": "Tue 1 Dec 2026, 9:00 AM",
    "fr-CA": "Tue 1 Dec 2026, 09:00",
    "de-DE": "Tue 1 Dec 2026, 09:00",
    "pt-BR": "Tue 1 Dec 2026, 09:00",
    "ja-JP": "Tue, Dec 1, 2026, 09:00",
    "it_IT": "Tue 1 Dec 2026, 09:00",
    "zh-Hant-TW": "Tue, Dec 1, 2026, 9:00 AM",
}


def test_the_order_and_the_clock_of_a_locale() -> None:
    readers = map(Reader, WRITTEN)
    written = [f"{reader.day(TUESDAY)}, {reader.clock(NINE)}" for reader in readers]
    assert dict(zip(WRITTEN, written, strict=True)) == WRITTEN


@pytest.mark.parametrize("locale", ["", "xx-YY", "a-b-c-d", "../../etc/passwd", "en-XX", "en\0"])
def test_an_unknown_locale_is_american(locale: str) -> None:
    assert Reader(locale).day(TUESDAY) == "Tue, Dec 1, 2026"
    assert Reader(locale).clock(NINE) == "9:00 AM"


def test_an_unknown_country_leaves_the_language() -> None:
    assert Reader("es-LA").day(TUESDAY) == "Tue 1 Dec 2026"


@pytest.mark.parametrize(
    ("clock", "to_12", "to_24"),
    [
        (time(0), "12:00 AM", "00:00"),
        (time(12, 30), "12:30 PM", "12:30"),
        (time(23, 59, 5), "11:59:05 PM", "23:59:05"),
    ],
)
def test_clocks_with_seconds_only_where_there_are_any(clock: time, to_12: str, to_24: str) -> None:
    assert Reader("en-US").clock(clock) == to_12
    assert Reader("en-GB").clock(clock) == to_24
