"""What people are asked to look at twice before they book it."""

from datetime import UTC, datetime

import pytest

from bot.times.caution import cautions
from bot.times.moment import Moment
from tests.times.phrase_tables import local_time

NOW = datetime(2026, 11, 20, 15, 20, tzinfo=UTC)
TUESDAY, SATURDAY, SUNDAY = (2026, 12, 1), (2026, 12, 5), (2026, 12, 6)


@pytest.mark.parametrize(
    ("local", "zone", "said"),
    [
        ((*TUESDAY, 10, 0), "America/New_York", []),
        ((*TUESDAY, 7, 0), "America/New_York", []),
        ((*TUESDAY, 6, 59), "America/New_York", ["It is before 7 AM there."]),
        ((*TUESDAY, 21, 0), "America/New_York", []),
        ((*TUESDAY, 21, 1), "America/New_York", ["It is after 9 PM there."]),
        ((*TUESDAY, 23, 30), "Asia/Tokyo", ["It is after 9 PM there."]),
        ((*SATURDAY, 10, 0), "America/New_York", ["It is a Saturday."]),
        ((*SUNDAY, 5, 0), "Europe/London", ["It is a Sunday.", "It is before 7 AM there."]),
        (
            (2026, 11, 26, 10, 0),
            "America/Los_Angeles",
            ["It is a public holiday there: Thanksgiving Day."],
        ),
        ((2026, 11, 26, 10, 0), "Europe/London", []),
        ((2026, 11, 20, 10, 45), "America/New_York", ["It is less than an hour ahead."]),
        ((2026, 11, 20, 11, 20), "America/New_York", []),
    ],
)
def test_what_is_unusual_where_it_is(
    local: tuple[int, int, int, int, int], zone: str, said: list[str]
) -> None:
    assert list(cautions(Moment(local_time(*local), zone), now=NOW)) == said


def test_a_regions_holiday_counts_beside_the_countrys() -> None:
    day = Moment(local_time(2027, 3, 31, 10), "America/Los_Angeles")
    assert list(cautions(day, now=NOW)) == []
    assert list(cautions(day, now=NOW, holiday_region="US-CA")) != []
