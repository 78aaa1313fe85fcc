"""One time, written one way everywhere."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.times.moment import Moment, distance, read_back
from tests.times.phrase_tables import local_time

NOW = datetime(2026, 11, 20, 15, 20, tzinfo=UTC)
DEPOSITION = Moment(local_time(2027, 1, 28, 1, 30), "America/Los_Angeles")


def test_a_moment_and_its_instant() -> None:
    assert DEPOSITION.instant == datetime(2027, 1, 28, 9, 30, tzinfo=UTC)
    assert Moment.at(DEPOSITION.instant, "America/Los_Angeles") == DEPOSITION


def test_an_hour_that_comes_twice_keeps_which_one_it_is() -> None:
    instants = [datetime(2027, 11, 7, hour, 30, tzinfo=UTC) for hour in (5, 6)]
    moments = [Moment.at(instant, "America/New_York") for instant in instants]
    assert [moment.local.fold for moment in moments] == [0, 1]
    assert [moment.instant for moment in moments] == instants


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        ("America/Los_Angeles", "Thu 28 January 2027, 1:30 AM PST (UTC−8)"),
        ("America/Phoenix", "Thu 28 January 2027, 1:30 AM MST Phoenix (UTC−7)"),
        ("America/Sao_Paulo", "Thu 28 January 2027, 1:30 AM Sao Paulo time (UTC−3)"),
        ("Europe/London", "Thu 28 January 2027, 1:30 AM GMT London (UTC)"),
        ("UTC", "Thu 28 January 2027, 1:30 AM UTC"),
        ("Etc/GMT+5", "Thu 28 January 2027, 1:30 AM UTC−5"),
    ],
)
def test_written(zone: str, written: str) -> None:
    assert Moment(DEPOSITION.local, zone).written() == written


def test_seconds_are_written_only_where_there_are_any() -> None:
    local = DEPOSITION.local + timedelta(hours=11, seconds=5)
    assert Moment(local, "UTC").clock_written() == "12:30:05 PM"


@pytest.mark.parametrize(
    ("reader", "read"),
    [
        ("America/New_York", " · your time: 4:30 AM EST"),
        ("Asia/Tokyo", " · your time: 6:30 PM JST"),
        ("Pacific/Honolulu", " · your time: Wed 27 January 2027, 11:30 PM HST"),
        ("America/Los_Angeles", ""),
        ("America/Vancouver", " · your time: 2:30 AM MST"),
        ("America/Tijuana", ""),
        (None, ""),
    ],
)
def test_read_back_for_a_reader(reader: str | None, read: str) -> None:
    assert read_back(DEPOSITION, reader_zone=reader, now=NOW) == (
        f"Thu 28 January 2027, 1:30 AM PST (UTC−8){read} · in 10 weeks"
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "now"),
        (1, "in 1 minute"),
        (45, "in 45 minutes"),
        (120, "in 2 hours"),
        (26 * 60, "in 26 hours"),
        (3 * 1440, "in 3 days"),
        (15 * 1440, "in 2 weeks"),
        (800 * 1440, "in 2 years"),
        (-120, "2 hours ago"),
        (-5 * 1440, "5 days ago"),
    ],
)
def test_distance(minutes: int, words: str) -> None:
    assert distance(Moment.at(NOW + timedelta(minutes=minutes), "UTC"), now=NOW) == words


@pytest.mark.parametrize(
    ("local", "zone", "words"),
    [
        (local_time(2026, 11, 21, 23), "America/New_York", "in 37 hours"),
        (local_time(2026, 11, 22, 8), "America/New_York", "in 2 days"),
        (local_time(2026, 11, 23, 15), "America/New_York", "in 3 days"),
        (local_time(2026, 11, 23, 0, 30), "America/New_York", "in 3 days"),
        (local_time(2026, 11, 28, 23), "America/New_York", "in 8 days"),
        (local_time(2026, 11, 23, 5), "Asia/Tokyo", "in 2 days"),
        (local_time(2027, 1, 29, 23), "America/New_York", "in 10 weeks"),
    ],
)
def test_from_two_days_on_distance_is_of_the_calendar(
    local: datetime, zone: str, words: str
) -> None:
    """From Friday 10:20 AM in New York: Monday is in three days at any hour."""
    assert distance(Moment(local, zone), now=NOW) == words
