"""Which days a list means: those of the person who asks, in their own time zone."""

from datetime import UTC, datetime

import pytest

from handlers.days import Calendar, by_day, read_days
from handlers.people import Person

# It is the evening of the 20th in London, and the morning of the 21st in Tokyo.
NOW = datetime(2027, 1, 20, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "first", "after"),
    [
        ("Asia/Tokyo", "2027-01-20T15:00", "2027-01-21T15:00"),
        ("Europe/London", "2027-01-20T00:00", "2027-01-21T00:00"),
        ("America/Los_Angeles", "2027-01-20T08:00", "2027-01-21T08:00"),
        (None, "2027-01-20T00:00", "2027-01-21T00:00"),
    ],
)
def test_today_is_the_readers_own_day(zone: str | None, first: str, after: str) -> None:
    calendar = Calendar(now=NOW, person=Person(id="U1", zone=zone))
    days, rest = read_days("today", calendar=calendar)
    assert days
    assert rest == ""
    assert f"{days.first.astimezone(UTC):%Y-%m-%dT%H:%M}" == first
    assert f"{days.after.astimezone(UTC):%Y-%m-%dT%H:%M}" == after


def test_a_list_is_grouped_by_the_readers_own_days() -> None:
    midnights = [datetime(2027, 1, 20, hour, 30, tzinfo=UTC) for hour in (14, 15)]
    in_tokyo, elsewhere = (
        Calendar(now=NOW, person=Person(id="U1", zone=zone, locale="ja-JP"))
        for zone in ("Asia/Tokyo", "UTC")
    )
    grouped = by_day(midnights, at=lambda each: each, calendar=in_tokyo)
    assert [len(some) for _, some in grouped] == [1, 1]
    assert len(by_day(midnights, at=lambda each: each, calendar=elsewhere)) == 1
