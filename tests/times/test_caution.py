"""What people are asked to look at twice before they book it."""

from datetime import UTC, datetime

import pytest

from bot.times.caution import cautions
from bot.times.moment import Moment
from bot.times.writing import ANYBODY, Reader
from tests.times.phrase_tables import local_time

NOW = datetime(2026, 11, 20, 15, 20, tzinfo=UTC)
TUESDAY, SATURDAY, SUNDAY = (2026, 12, 1), (2026, 12, 5), (2026, 12, 6)


@pytest.mark.parametrize(
    ("local", "zone", "said"),
    [
        ((*TUESDAY, 10, 0), "America/New_York", []),
        ((*TUESDAY, 7, 0), "America/New_York", []),
        ((*TUESDAY, 6, 59), "America/New_York", ["It's before 7:00 AM there."]),
        ((*TUESDAY, 21, 0), "America/New_York", []),
        ((*TUESDAY, 21, 1), "America/New_York", ["It's after 9:00 PM there."]),
        ((*TUESDAY, 23, 30), "Asia/Tokyo", ["It's after 9:00 PM there."]),
        ((*SATURDAY, 10, 0), "America/New_York", ["It's a Saturday."]),
        ((*SUNDAY, 5, 0), "Europe/London", ["It's a Sunday.", "It's before 7:00 AM there."]),
        (
            (2026, 11, 26, 10, 0),
            "America/Los_Angeles",
            ["It's a public holiday there: Thanksgiving Day."],
        ),
        ((2026, 11, 26, 10, 0), "Europe/London", []),
        ((2026, 11, 20, 10, 45), "America/New_York", ["It's less than an hour from now."]),
        ((2026, 11, 20, 11, 20), "America/New_York", []),
    ],
)
def test_what_is_unusual_where_it_is(
    local: tuple[int, int, int, int, int], zone: str, said: list[str]
) -> None:
    moment = Moment(local_time(*local), zone)
    assert list(cautions(moment, reader=Reader(zone="America/Chicago"), now=NOW)) == said


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (Reader("en-GB", "Europe/London"), "It's after 21:00."),
        (Reader("en-GB", "Europe/Paris"), "It's after 21:00 there."),
        (Reader("en-US", "Europe/London"), "It's after 9:00 PM."),
        (Reader("en-US"), "It's after 9:00 PM there."),
    ],
)
def test_it_is_said_by_the_readers_clock_and_of_elsewhere_only_that_it_is_there(
    reader: Reader, said: str
) -> None:
    late = Moment(local_time(*TUESDAY, 22, 0), "Europe/London")
    assert list(cautions(late, reader=reader, now=NOW)) == [said]


def test_a_regions_holiday_counts_beside_the_countrys() -> None:
    day = Moment(local_time(2027, 3, 31, 10), "America/Los_Angeles")
    assert list(cautions(day, reader=ANYBODY, now=NOW)) == []
    assert list(cautions(day, reader=ANYBODY, now=NOW, holiday_region="US-CA")) != []
