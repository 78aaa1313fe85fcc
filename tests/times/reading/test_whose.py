"""Whose time is meant: mine, theirs, or that of the place where I am."""

import pytest

from bot.times.reading import Question, Reading, Refusal, read
from bot.times.reading.answers import readings
from tests.tables import rows
from tests.times.phrase_tables import NOW, ZONE, moment_of


@pytest.mark.parametrize(
    ("phrase", "zone"),
    [
        ("tomorrow 2pm my time", ZONE),
        ("tomorrow 2pm local time", ZONE),
        ("tomorrow 2pm their time", "America/Denver"),
        ("tomorrow 2pm his time", "America/Denver"),
        ("2pm their time tomorrow", "America/Denver"),
    ],
)
def test_whose_time(phrase: str, zone: str) -> None:
    answer = read(phrase, now=NOW, zone=ZONE, their_zone="America/Denver")
    assert isinstance(answer, Reading)
    assert answer.moment.zone == zone


def test_their_time_is_not_known_where_they_are_not() -> None:
    assert isinstance(read("tomorrow 2pm their time", now=NOW, zone=ZONE), Refusal)


@pytest.mark.parametrize(
    ("zone", "phrase", "means"),
    rows(
        {
            "America/Phoenix": {"Dec 1 2pm MST": "America/Phoenix"},
            "America/Denver": {"Dec 1 2pm MST": "America/Denver"},
            "Asia/Kolkata": {"Dec 1 2pm IST": "Asia/Kolkata"},
            "America/New_York": {"Dec 1 2pm PST": "America/Los_Angeles"},
        }
    ),
)
def test_letters_are_those_of_my_own_clocks_first(zone: str, phrase: str, means: str) -> None:
    assert moment_of(phrase, zone=zone).zone == means


def test_letters_of_my_clocks_that_are_better_known_elsewhere_are_asked_about() -> None:
    answer = read("Dec 1 2pm PST", now=NOW, zone="Asia/Manila")
    assert isinstance(answer, Question)
    zones = [choice.moment.zone for choice in answer.choices]
    assert zones == ["Asia/Manila", "America/Los_Angeles"]


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Dublin", "Africa/Abidjan"])
@pytest.mark.parametrize("phrase", ["July 7 2027 2pm GMT", "July 7 2027 2pm GMT (UTC)"])
def test_gmt_is_utc_in_summer_too(zone: str, phrase: str) -> None:
    assert moment_of(phrase, zone=zone).instant.hour == 14


def test_an_offset_beside_the_letters_says_whose_they_are() -> None:
    moment = moment_of("Wed 31 March 2027, 7:00 PM CDT (UTC−5)", zone="America/Havana")
    assert moment.zone == "America/Chicago"


@pytest.mark.parametrize(
    ("home", "phrase", "zones"),
    [
        ("America/Toronto", "Dec 9 2pm London", ["Europe/London", "America/Toronto"]),
        ("America/Toronto", "July 15 2pm Kingston", ["America/Jamaica", "America/Toronto"]),
        ("America/Halifax", "Dec 9 2pm Sydney", ["Australia/Sydney", "America/Glace_Bay"]),
        (
            "Europe/London",
            "Dec 9 2pm Lincoln",
            ["America/Chicago", "America/Los_Angeles", "Europe/London"],
        ),
        ("America/Toronto", "Dec 9 2pm London UK", ["Europe/London"]),
        ("America/Toronto", "Dec 9 2pm London, Ontario", ["America/Toronto"]),
        ("America/Toronto", "Dec 9 2pm Paris", ["Europe/Paris"]),
        ("America/New_York", "Dec 9 2pm London", ["Europe/London"]),
        ("America/New_York", "Dec 9 2pm Sydney", ["Australia/Sydney"]),
        ("Europe/London", "Dec 9 2pm London", ["Europe/London"]),
    ],
)
def test_a_large_city_of_the_name_at_home_may_be_meant_as_well(
    home: str, phrase: str, zones: list[str]
) -> None:
    answer = read(phrase, now=NOW, zone=home)
    assert [one.moment.zone for one in readings(answer)] == zones
