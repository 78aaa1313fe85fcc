"""Holidays are those of where somebody is, by their names there; where days differ, it is asked."""

from datetime import datetime

import pytest

from bot.times.reading import read
from bot.times.zones import zone_info
from tests.times.phrase_tables import local_time, located_lines, meaning

NOW = local_time(2026, 11, 25, 10, 20)


@pytest.mark.parametrize(("locale", "zone", "phrase", "means"), located_lines("holidays"))
def test_by_their_name(locale: str, zone: str, phrase: str, means: str) -> None:
    answer = read(phrase, now=NOW.replace(tzinfo=zone_info(zone)), zone=zone, locale=locale)
    assert meaning(answer, home=zone) == means


@pytest.mark.parametrize(
    ("zone", "region", "means"),
    [
        ("America/New_York", "US-CA", "2026-11-26 10:00"),
        ("America/New_York", "CA-ON", "ask 2026-11-26 10:00, 2027-10-11 10:00"),
        ("America/Toronto", "US", "ask 2027-10-11 10:00, 2026-11-26 10:00"),
        ("Europe/London", "CA", "ask 2026-11-26 10:00, 2027-10-11 10:00"),
        ("UTC", "CA", "ask 2027-10-11 10:00, 2026-11-26 10:00"),
    ],
)
def test_the_region_that_is_set_counts_beside_the_zone_s_country(
    zone: str, region: str, means: str
) -> None:
    now = NOW.replace(tzinfo=zone_info(zone))
    answer = read("thanksgiving 10am", now=now, zone=zone, holiday_region=region)
    assert meaning(answer, home=zone) == means


@pytest.mark.parametrize(
    ("now", "zone", "phrase", "means"),
    [
        ("2026-10-01", "America/Toronto", "thanksgiving", "2026-10-12"),
        ("2026-10-20", "America/Toronto", "thanksgiving", "ask 2027-10-11, 2026-11-26"),
        ("2026-11-25", "America/Toronto", "us thanksgiving", "2026-11-26"),
        ("2026-12-25", "America/Toronto", "thanksgiving", "2027-10-11"),
        ("2027-04-10", "Europe/London", "mother's day", "ask 2028-03-26, 2027-05-09"),
        ("2027-01-10", "Europe/London", "mother's day", "2027-03-07"),
        ("2027-09-20", "Australia/Sydney", "father's day", "2028-09-03"),
        ("2026-11-25", "America/New_York", "halloween", "2027-10-31"),
    ],
)
def test_one_that_has_just_passed_at_home_and_is_soon_elsewhere_is_asked_about(
    now: str, zone: str, phrase: str, means: str
) -> None:
    at = datetime.fromisoformat(f"{now}T10:20").replace(tzinfo=zone_info(zone))
    assert meaning(read(phrase, now=at, zone=zone), home=zone) == means


@pytest.mark.parametrize(
    "line",
    [
        "Black Friday stampede depo Dec 10 11am",
        "Victoria Day depo Dec 10 11am",
        "Anzac Day Holdings depo Dec 10 11am",
        "Natal v. Noel depo Dec 10 11am",
        "Epiphany Church depo Dec 10 11am",
        "Boxing Day Ltd depo Dec 10 11am",
    ],
)
def test_a_title_with_a_holiday_keeps_its_time(line: str) -> None:
    now = NOW.replace(tzinfo=zone_info("America/New_York"))
    answer = read(line, now=now, zone="America/New_York", leftovers=True)
    title = line.removesuffix(" Dec 10 11am")
    assert meaning(answer) == f"2026-12-10 11:00 rest {title}"
