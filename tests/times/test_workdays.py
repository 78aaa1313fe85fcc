"""Public holidays and working days are those of where somebody is."""

import subprocess
import sys
from datetime import date

import pytest

from bot.times.workdays import after_workdays, kept_in, public_holiday


@pytest.mark.parametrize(
    ("day", "zone", "region", "name"),
    [
        (date(2026, 11, 26), "America/New_York", "", "Thanksgiving Day"),
        (date(2026, 11, 26), "US/Eastern", "", "Thanksgiving Day"),
        (date(2026, 11, 27), "America/Los_Angeles", "", None),
        (date(2026, 11, 27), "America/Los_Angeles", "US-CA", "Day After Thanksgiving"),
        (date(2026, 10, 12), "America/Los_Angeles", "US-CA", "Columbus Day"),
        (date(2026, 10, 12), "America/Toronto", "", "Thanksgiving Day"),
        (date(2026, 11, 26), "America/Toronto", "", None),
        (date(2026, 11, 26), "America/Toronto", "US", "Thanksgiving Day"),
        (date(2027, 3, 29), "Europe/London", "", "Easter Monday"),
        (date(2027, 1, 26), "Australia/Sydney", "", "Australia Day"),
        (date(2026, 11, 3), "Australia/Melbourne", "", "Melbourne Cup Day"),
        (date(2026, 11, 3), "Australia/Sydney", "", None),
        (date(2026, 10, 3), "Europe/Berlin", "", "German Unity Day"),
        (date(2027, 2, 23), "Asia/Tokyo", "", "Emperor's Birthday"),
        (date(2026, 12, 25), "UTC", "", None),
        (date(2026, 12, 25), "UTC", "GB-SCT", "Christmas Day"),
        (date(2026, 12, 25), "America/New_York", "US-ZZ", "Christmas Day"),
        (date(2026, 12, 25), "America/New_York", "ZZ", "Christmas Day"),
        (date(9999, 12, 25), "America/New_York", "", None),
    ],
)
def test_a_public_holiday_is_one_where_somebody_is(
    day: date, zone: str, region: str, name: str | None
) -> None:
    assert public_holiday(day, zone, region) == name


@pytest.mark.parametrize(
    ("day", "count", "zone", "region", "means"),
    [
        (date(2026, 11, 24), 3, "America/New_York", "", {date(2026, 11, 30)}),
        (date(2026, 11, 24), 3, "America/New_York", "US-CA", {date(2026, 12, 1)}),
        (date(2026, 11, 24), 3, "America/Vancouver", "", {date(2026, 11, 27)}),
        (
            date(2026, 11, 24),
            3,
            "America/Vancouver",
            "US",
            {date(2026, 11, 27), date(2026, 11, 30)},
        ),
        (date(2026, 11, 30), -2, "America/New_York", "", {date(2026, 11, 25)}),
        (date(2026, 11, 25), 2, "Asia/Jerusalem", "", {date(2026, 11, 29)}),
        (date(2026, 12, 24), 1, "Europe/Berlin", "", {date(2026, 12, 28)}),
        (date(2026, 12, 24), 1, "Europe/London", "", {date(2026, 12, 29)}),
        (date(2026, 12, 31), 1, "Europe/London", "", {date(2027, 1, 4), date(2027, 1, 5)}),
        (date(2027, 3, 25), 1, "Europe/London", "", {date(2027, 3, 29), date(2027, 3, 30)}),
        (date(2026, 12, 24), 1, "Etc/GMT+5", "", {date(2026, 12, 25)}),
        (date(2026, 11, 25), 1, "America/New_York", "XX", {date(2026, 11, 27)}),
        (date(2026, 11, 25), 1, "America/New_York", "US-ZZ", {date(2026, 11, 27)}),
        (date(2026, 11, 25), 1, "America/Los_Angeles", "US-CA", {date(2026, 11, 30)}),
        (date(2027, 2, 12), 1, "America/Edmonton", "", {date(2027, 2, 16)}),
        (date(2026, 7, 31), 1, "America/Regina", "", {date(2026, 8, 4)}),
        (date(2026, 9, 29), 1, "America/Halifax", "", {date(2026, 9, 30), date(2026, 10, 1)}),
        (date(2026, 11, 2), 1, "Australia/Melbourne", "", {date(2026, 11, 4)}),
        (date(2027, 2, 4), 2, "Pacific/Auckland", "", {date(2027, 2, 9)}),
        (date(2026, 10, 23), 1, "Europe/Dublin", "", {date(2026, 10, 27)}),
        (date(2027, 1, 4), 3, "Europe/Berlin", "DE-BY", {date(2027, 1, 8)}),
        (date(2027, 1, 4), 3, "Europe/Berlin", "DE-BE", {date(2027, 1, 7)}),
        (date(2026, 12, 31), 1, "Europe/London", "GB-SCT", {date(2027, 1, 5)}),
        (date(2027, 5, 5), 2, "Europe/Paris", "", {date(2027, 5, 10)}),
        (date(2026, 12, 4), 2, "Europe/Madrid", "", {date(2026, 12, 9)}),
        (date(2026, 11, 30), 2, "Europe/Lisbon", "", {date(2026, 12, 3)}),
        (date(2026, 11, 19), 2, "America/Sao_Paulo", "", {date(2026, 11, 24)}),
        (date(2026, 11, 13), 2, "America/Mexico_City", "", {date(2026, 11, 18)}),
        (date(2027, 12, 30), 1, "America/New_York", "", {date(2028, 1, 3)}),
        (date(2027, 2, 12), 1, "America/Swift_Current", "", {date(2027, 2, 16)}),
        (date(2027, 2, 12), 1, "America/Dawson_Creek", "", {date(2027, 2, 16)}),
        (date(2027, 2, 12), 1, "America/Glace_Bay", "", {date(2027, 2, 16)}),
        (date(2027, 6, 18), 1, "America/Yellowknife", "", {date(2027, 6, 22)}),
        (date(2027, 7, 8), 1, "America/Iqaluit", "", {date(2027, 7, 12)}),
        (date(2027, 12, 24), 3, "Europe/London", "GB-ENG", {date(2027, 12, 31)}),
    ],
)
def test_working_days_pass_over_holidays(
    day: date, count: int, zone: str, region: str, means: set[date]
) -> None:
    found = {after_workdays(day, count, kept=kept) for kept in kept_in(zone, region=region)}
    assert found == means


def test_holidays_are_loaded_when_the_first_is_asked_for() -> None:
    imported = (
        "import sys, bot.app, bot.serve; assert not {'holidays', 'dateparser'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", imported], check=True, timeout=60)
