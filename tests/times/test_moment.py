"""One time, written one way everywhere."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.times.moment import Moment, annotation, difference, relative_time
from bot.times.writing import Reader
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
        ("America/Los_Angeles", "PST"),
        ("America/Toronto", "EST"),
        ("America/Phoenix", "MST Phoenix"),
        ("America/Sao_Paulo", "Sao Paulo time (UTC−3)"),
        ("Asia/Kolkata", "IST Kolkata (UTC+5:30)"),
        ("Asia/Shanghai", "CST Shanghai (UTC+8)"),
        ("Asia/Manila", "PST Manila (UTC+8)"),
        ("America/Puerto_Rico", "AST Puerto Rico (UTC−4)"),
        ("Australia/Brisbane", "AEST Brisbane"),
        ("Europe/London", "GMT London"),
        ("US/Arizona", "US/Arizona"),
        ("UTC", "UTC"),
        ("Etc/GMT+5", "UTC−5"),
        ("Japan", "JST"),
        ("GB", "UTC"),
    ],
)
def test_a_zone_is_written_by_its_letters_and_by_its_offset_where_they_could_be_misread(
    zone: str, written: str
) -> None:
    assert Moment(DEPOSITION.local, zone).written() == f"Thu, Jan 28, 2027, 1:30 AM {written}"


def test_an_hour_that_comes_twice_is_written_with_its_offset() -> None:
    instants = [datetime(2027, 11, 7, hour, 30, tzinfo=UTC) for hour in (4, 5, 6, 7)]
    assert [Moment.at(instant, "America/New_York").written() for instant in instants] == [
        "Sun, Nov 7, 2027, 12:30 AM EDT",
        "Sun, Nov 7, 2027, 1:30 AM EDT (UTC−4)",
        "Sun, Nov 7, 2027, 1:30 AM EST (UTC−5)",
        "Sun, Nov 7, 2027, 2:30 AM EST",
    ]


@pytest.mark.parametrize(
    ("reader", "written"),
    [
        (Reader("en-GB"), "Thu 28 Jan 2027, 13:30 GMT"),
        (Reader("en-US", "Europe/London"), "Thu, Jan 28, 2027, 1:30 PM GMT"),
        (Reader("en-US"), "Thu, Jan 28, 2027, 1:30 PM GMT London"),
        (Reader("en-IE"), "Thu 28 Jan 2027, 13:30 GMT London"),
        (Reader("en-AU"), "Thu 28 Jan 2027, 1:30 PM GMT London"),
        (Reader("fr-FR", "Europe/Paris"), "Thu 28 Jan 2027, 13:30 GMT London"),
    ],
)
def test_gmt_alone_is_written_for_those_whose_clocks_go_by_it(reader: Reader, written: str) -> None:
    moment = Moment(local_time(2027, 1, 28, 13, 30), "Europe/London")
    assert moment.written(reader) == written


def test_letters_that_mean_another_time_to_the_reader_have_their_offset() -> None:
    in_havana, in_manila = (Reader(zone=zone) for zone in ("America/Havana", "Asia/Manila"))
    chicago = Moment(local_time(2027, 1, 28, 9), "America/Chicago")
    assert chicago.written() == "Thu, Jan 28, 2027, 9:00 AM CST"
    assert chicago.written(in_havana) == "Thu, Jan 28, 2027, 9:00 AM CST (UTC−6)"
    assert chicago.written(in_manila) == "Thu, Jan 28, 2027, 9:00 AM CST"
    assert DEPOSITION.written(in_manila) == "Thu, Jan 28, 2027, 1:30 AM PST (UTC−8)"


def test_seconds_are_written_only_where_there_are_any() -> None:
    local = DEPOSITION.local + timedelta(hours=11, seconds=5)
    assert Moment(local, "UTC").clock_written() == "12:30:05 PM"


@pytest.mark.parametrize(
    ("reader", "read"),
    [
        ("America/New_York", " · your time: 4:30 AM EST"),
        ("Asia/Tokyo", " · your time: 6:30 PM JST"),
        ("Pacific/Honolulu", " · your time: Wed, Jan 27, 2027, 11:30 PM HST"),
        ("America/Los_Angeles", ""),
        ("America/Vancouver", " (UTC−8) · your time: 2:30 AM MST"),
        ("America/Tijuana", ""),
        (None, ""),
    ],
)
def test_read_back_for_a_reader(reader: str | None, read: str) -> None:
    who = Reader(zone=reader)
    said = f"{DEPOSITION.written(who)} · {annotation(DEPOSITION, reader=who, now=NOW)}"
    assert said == f"Thu, Jan 28, 2027, 1:30 AM PST{read} · in 10 weeks"


def test_what_stands_beside_it_is_in_the_readers_way() -> None:
    briton = Reader("en-GB", "Pacific/Honolulu")
    assert annotation(DEPOSITION, reader=briton, now=NOW) == (
        "your time: Wed 27 Jan 2027, 23:30 HST · in 10 weeks"
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "now"),
        (1, "in 1 minute"),
        (45, "in 45 minutes"),
        (120, "in 2 hours"),
        (11 * 60, "in 11 hours"),
        (26 * 60, "tomorrow"),
        (3 * 1440, "in 3 days"),
        (15 * 1440, "in 2 weeks"),
        (800 * 1440, "in 2 years"),
        (-120, "2 hours ago"),
        (-26 * 60, "yesterday"),
        (-5 * 1440, "5 days ago"),
    ],
)
def test_distance(minutes: int, words: str) -> None:
    assert relative_time(Moment.at(NOW + timedelta(minutes=minutes), "UTC"), now=NOW) == words


def test_tomorrow_is_so_for_the_reader_too() -> None:
    evening = Moment(local_time(2026, 11, 21, 23, 30), "America/Los_Angeles")
    in_denver, in_new_york = Reader(zone="America/Denver"), Reader(zone="America/New_York")
    assert relative_time(evening, now=NOW, reader=in_denver) == "in 40 hours"
    assert relative_time(evening, now=NOW, reader=in_new_york) == "in 40 hours"


@pytest.mark.parametrize(
    ("local", "zone", "words"),
    [
        (local_time(2026, 11, 21, 23), "America/New_York", "tomorrow"),
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
    assert relative_time(Moment(local, zone), now=NOW) == words


@pytest.mark.parametrize(
    ("new", "zone", "words"),
    [
        ((2026, 12, 8, 10), "America/New_York", "same time"),
        ((2026, 12, 8, 7), "America/Los_Angeles", "same time"),
        ((2026, 12, 3, 10), "America/New_York", "5 days earlier"),
        ((2026, 12, 9, 10), "America/New_York", "1 day later"),
        ((2026, 12, 15, 10), "America/New_York", "1 week later"),
        ((2026, 12, 22, 10), "America/New_York", "2 weeks later"),
        ((2026, 12, 8, 11), "America/New_York", "1 hour later"),
        ((2026, 12, 8, 9, 15), "America/New_York", "45 minutes earlier"),
        ((2026, 12, 8, 11, 30), "America/New_York", "1 hour 30 minutes later"),
        ((2026, 12, 8, 10), "America/Los_Angeles", "3 hours later"),
        ((2026, 12, 9, 9), "America/New_York", "23 hours later"),
        ((2026, 12, 4, 14), "America/New_York", "4 days earlier"),
        ((2026, 10, 27, 10), "America/New_York", "6 weeks earlier"),
    ],
)
def test_difference_in_words(new: tuple[int, ...], zone: str, words: str) -> None:
    was = Moment(local_time(2026, 12, 8, 10), "America/New_York")
    assert difference(Moment(local_time(*new), zone), was=was) == words
