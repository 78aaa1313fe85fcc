"""Business days pass over public holidays where somebody is; where that is not settled, it is asked."""

import pytest

from bot.times.reading import read
from bot.times.zones import zone_info
from tests.times.phrase_tables import local_time, meaning

NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("phrase", "means"),
    [
        ("in 3 business days", "2026-11-30"),
        ("in 3 business days at 2pm", "2026-11-30 14:00"),
        ("3 working days from now 9:30am", "2026-11-30 09:30"),
        ("2 business days from tomorrow 10am", "2026-11-30 10:00"),
        ("2 business days before Dec 1 9am", "2026-11-27 09:00"),
        ("first business day of January 9am", "2027-01-04 09:00"),
        ("last business day of May 9am", "2027-05-28 09:00"),
        ("2 business days after Thanksgiving 10am", "2026-11-30 10:00"),
        ("in 3 business days 2pm Pacific", "2026-11-30 14:00 America/Los_Angeles"),
        (
            "in 3 business days 2pm Los Angeles",
            "ask 2026-11-30 14:00 America/Los_Angeles, 2026-12-01 14:00 America/Los_Angeles",
        ),
        (
            "in 3 business days 2pm Toronto",
            "ask 2026-11-30 14:00 America/Toronto, 2026-11-27 14:00 America/Toronto",
        ),
        ("in 3 days at 2pm", "2026-11-27 14:00"),
    ],
)
def test_in_new_york_before_thanksgiving(phrase: str, means: str) -> None:
    now = local_time(2026, 11, 24, 10, 20).replace(tzinfo=zone_info(NEW_YORK))
    assert meaning(read(phrase, now=now, zone=NEW_YORK)) == means


@pytest.mark.parametrize(
    ("zone", "region", "locale", "phrase", "today", "means"),
    [
        (NEW_YORK, "US-CA", "en-US", "in 3 business days", (2026, 11, 24), "2026-12-01"),
        (NEW_YORK, "US", "en-US", "in 3 business days", (2026, 11, 24), "2026-11-30"),
        ("America/Vancouver", "", "en-US", "in 3 business days", (2026, 11, 24), "2026-11-27"),
        (
            "America/Vancouver",
            "US",
            "en-US",
            "in 3 business days",
            (2026, 11, 24),
            "ask 2026-11-27, 2026-11-30",
        ),
        ("America/Winnipeg", "", "en-US", "next business day", (2027, 2, 12), "2027-02-16"),
        ("Europe/London", "", "en-GB", "in 2 working days", (2026, 12, 24), "2026-12-30"),
        (
            "Europe/London",
            "",
            "en-GB",
            "next working day",
            (2027, 3, 25),
            "ask 2027-03-30, 2027-03-29",
        ),
        ("Europe/London", "GB-ENG", "en-GB", "next working day", (2027, 3, 25), "2027-03-30"),
        ("Australia/Melbourne", "", "en-GB", "next business day", (2026, 11, 2), "2026-11-04"),
        ("Asia/Jerusalem", "", "en-US", "next business day", (2026, 11, 26), "2026-11-29"),
        ("Europe/Paris", "", "fr-FR", "dans 2 jours ouvrables", (2026, 12, 24), "2026-12-29"),
        ("Europe/Berlin", "", "de-DE", "in 2 Werktagen", (2026, 12, 24), "2026-12-29"),
        ("Europe/Berlin", "DE-BY", "de-DE", "in 1 Werktag", (2027, 1, 5), "2027-01-07"),
        ("America/Sao_Paulo", "", "pt-BR", "em 2 dias úteis", (2026, 11, 18), "2026-11-23"),
        ("UTC", "", "en-US", "next business day", (2026, 12, 24), "2026-12-25"),
        ("UTC", "US", "en-US", "next business day", (2026, 12, 24), "2026-12-28"),
    ],
)
def test_where_somebody_is(
    zone: str, region: str, locale: str, phrase: str, today: tuple[int, int, int], means: str
) -> None:
    now = local_time(*today, 10, 20).replace(tzinfo=zone_info(zone))
    read_there = read(phrase, now=now, zone=zone, locale=locale, holiday_region=region)
    assert meaning(read_there, home=zone) == means
