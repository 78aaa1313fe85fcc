"""Public holidays and working days are those of where somebody is."""

import subprocess
import sys
from datetime import date

import pytest

from bot.times.workdays import (
    after_workdays,
    next_workday,
    possible_regions,
    public_holiday,
)

PUBLIC_HOLIDAYS = {
    "2026-11-26 America/New_York": "Thanksgiving Day",
    "2026-11-26 US/Eastern": "Thanksgiving Day",
    "2026-11-27 America/Los_Angeles": None,
    "2026-11-27 America/Los_Angeles US-CA": "Day After Thanksgiving",
    "2026-10-12 America/Los_Angeles US-CA": "Columbus Day",
    "2026-10-12 America/Toronto": "Thanksgiving Day",
    "2026-11-26 America/Toronto": None,
    "2026-11-26 America/Toronto US": "Thanksgiving Day",
    "2027-03-29 Europe/London": "Easter Monday",
    "2027-01-26 Australia/Sydney": "Australia Day",
    "2026-11-03 Australia/Melbourne": "Melbourne Cup Day",
    "2026-11-03 Australia/Sydney": None,
    "2026-10-03 Europe/Berlin": "German Unity Day",
    "2027-02-23 Asia/Tokyo": "Emperor's Birthday",
    "2026-12-25 UTC": None,
    "2026-12-25 UTC GB-SCT": "Christmas Day",
    "2026-12-25 America/New_York US-ZZ": "Christmas Day",
    "2026-12-25 America/New_York ZZ": "Christmas Day",
    "9999-12-25 America/New_York": None,
}
"""A day, somebody's zone and perhaps the region that is set; and what holiday that day is there."""
WORKDAYS = {
    "2026-11-24 +3 America/New_York": "2026-11-30",
    "2026-11-24 +3 America/New_York US-CA": "2026-12-01",
    "2026-11-24 +3 America/Vancouver": "2026-11-27",
    "2026-11-24 +3 America/Vancouver US": "2026-11-27 2026-11-30",
    "2026-11-30 -2 America/New_York": "2026-11-25",
    "2026-11-25 +2 Asia/Jerusalem": "2026-11-29",
    "2026-12-24 +1 Europe/Berlin": "2026-12-28",
    "2026-12-24 +1 Europe/London": "2026-12-29",
    "2026-12-31 +1 Europe/London": "2027-01-04 2027-01-05",
    "2027-03-25 +1 Europe/London": "2027-03-29 2027-03-30",
    "2026-12-24 +1 Etc/GMT+5": "2026-12-25",
    "2026-11-25 +1 America/New_York XX": "2026-11-27",
    "2026-11-25 +1 America/New_York US-ZZ": "2026-11-27",
    "2026-11-25 +1 America/Los_Angeles US-CA": "2026-11-30",
    "2027-02-12 +1 America/Edmonton": "2027-02-16",
    "2026-07-31 +1 America/Regina": "2026-08-04",
    "2026-09-29 +1 America/Halifax": "2026-09-30 2026-10-01",
    "2026-11-02 +1 Australia/Melbourne": "2026-11-04",
    "2027-02-04 +2 Pacific/Auckland": "2027-02-09",
    "2026-10-23 +1 Europe/Dublin": "2026-10-27",
    "2027-01-04 +3 Europe/Berlin DE-BY": "2027-01-08",
    "2027-01-04 +3 Europe/Berlin DE-BE": "2027-01-07",
    "2026-12-31 +1 Europe/London GB-SCT": "2027-01-05",
    "2027-05-05 +2 Europe/Paris": "2027-05-10",
    "2026-12-04 +2 Europe/Madrid": "2026-12-09",
    "2026-11-30 +2 Europe/Lisbon": "2026-12-03",
    "2026-11-19 +2 America/Sao_Paulo": "2026-11-24",
    "2026-11-13 +2 America/Mexico_City": "2026-11-18",
    "2027-12-30 +1 America/New_York": "2028-01-03",
    "2027-02-12 +1 America/Swift_Current": "2027-02-16",
    "2027-02-12 +1 America/Dawson_Creek": "2027-02-16",
    "2027-02-12 +1 America/Glace_Bay": "2027-02-16",
    "2027-06-18 +1 America/Yellowknife": "2027-06-22",
    "2027-07-08 +1 America/Iqaluit": "2027-07-12",
    "2027-12-24 +3 Europe/London GB-ENG": "2027-12-31",
}
"""A day, so many working days, somebody's zone and perhaps a region; and the days that may be meant."""


@pytest.mark.parametrize(("asked", "name"), PUBLIC_HOLIDAYS.items())
def test_a_public_holiday_is_one_where_somebody_is(asked: str, name: str | None) -> None:
    day, *where = asked.split()
    assert public_holiday(date.fromisoformat(day), *where) == name


@pytest.mark.parametrize(("asked", "means"), WORKDAYS.items())
def test_working_days_pass_over_holidays(asked: str, means: str) -> None:
    day, count, zone, *region = asked.split()
    every_way = possible_regions(zone, region="".join(region))
    found = {
        after_workdays(date.fromisoformat(day), int(count), regions=regions)
        for regions in every_way
    }
    assert {str(day) for day in found} == set(means.split())


@pytest.mark.parametrize(
    ("day", "zone", "region", "found"),
    [
        ("2027-01-21", "America/New_York", "", "2027-01-22"),
        ("2027-01-22", "America/New_York", "", "2027-01-25"),
        # Monday is Martin Luther King Jr. Day.
        ("2027-01-15", "America/Los_Angeles", "", "2027-01-19"),
        ("2027-01-15", "Etc/UTC", "", "2027-01-18"),
        # A holiday in California alone is one to whoever may be there.
        ("2027-03-30", "America/Los_Angeles", "US-CA", "2027-04-01"),
        # The Monday after the Boyne is one in a part of the zone.
        ("2027-07-09", "Europe/London", "", "2027-07-13"),
    ],
)
def test_the_next_working_day_is_one_wherever_somebody_may_be(
    day: str, zone: str, region: str, found: str
) -> None:
    assert str(next_workday(date.fromisoformat(day), zone, region=region)) == found


def test_holidays_are_loaded_when_the_first_is_asked_for() -> None:
    imported = (
        "import sys, bot.app, bot.serve; assert not {'holidays', 'dateparser'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", imported], check=True, timeout=60)
