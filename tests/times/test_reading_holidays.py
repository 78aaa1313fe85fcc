"""Holidays are those of where somebody is, by their names there; where days differ, it is asked."""

import pytest

from bot.times.reading import read
from bot.times.zones import zone_info
from tests.times.phrase_tables import local_time, meaning

NOW = local_time(2026, 11, 25, 10, 20)


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
