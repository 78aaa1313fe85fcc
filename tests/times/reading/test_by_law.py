"""Zones whose law has changed: one name, two clocks, and which is meant is asked where they differ."""

from datetime import UTC, datetime

import pytest

from bot.times.reading import Question, Reading, read
from bot.times.reading.answers import readings
from tests.tables import rows
from tests.times.phrase_tables import moment_of

NOW = datetime.fromisoformat("2026-11-26T10:00:00-05:00")
PACIFIC = ["America/Los_Angeles", "America/Vancouver"]
MOUNTAIN = ["America/Denver", "America/Edmonton"]
CENTRAL = ["America/Chicago", "America/Winnipeg"]


@pytest.mark.parametrize(
    ("home", "phrase", "zones"),
    [
        ("America/Vancouver", "Jan 15 2027 10am Pacific", PACIFIC),
        ("America/Vancouver", "Dec 9 2pm PT", PACIFIC),
        ("America/Vancouver", "Dec 9 2pm PST", PACIFIC),
        ("America/Vancouver", "Jan 15 2027 10am Pacific Time (US & Canada)", PACIFIC),
        ("America/Vancouver", "tomorrow 2-4pm west coast", PACIFIC),
        ("America/Edmonton", "Jan 15 2027 10am Mountain", MOUNTAIN),
        ("America/Yellowknife", "Feb 2 9:30am MST", MOUNTAIN),
        ("America/Winnipeg", "Jan 15 2027 10am Central", CENTRAL),
        ("America/Winnipeg", "Jan 15 2027 10am HNC", CENTRAL),
        ("America/Toronto", "Jan 15 2027 10am HNP", PACIFIC),
        ("America/Toronto", "Jan 15 2027 10am HNR", MOUNTAIN),
        ("America/Vancouver", "Jan 15 2027 8am PT / 9am MT", PACIFIC),
        ("America/Toronto", "Dec 9 10am CT / 10am ET", CENTRAL),
        ("America/Rainy_River", "Dec 4 noon CST", CENTRAL),
        ("America/Whitehorse", "Dec 9 2pm Pacific", PACIFIC),
        ("America/Toronto", "Dec 9 2pm Pacific", PACIFIC),
        ("America/Halifax", "Dec 9 2pm MT", MOUNTAIN),
        ("America/Vancouver", "July 15 2027 10am MST", ["America/Denver", "America/Vancouver"]),
        ("America/New_York", "Jan 15 2027 10am Vancouver Pacific", PACIFIC[::-1]),
        ("America/Los_Angeles", "Jan 15 2027 10am PST Vancouver", PACIFIC[::-1]),
        ("America/Denver", "Jan 15 2027 10am Calgary (MST)", MOUNTAIN[::-1]),
    ],
)
def test_a_name_that_two_laws_share_is_asked_about_where_they_differ(
    home: str, phrase: str, zones: list[str]
) -> None:
    answer = read(phrase, now=NOW, zone=home)
    assert isinstance(answer, Question)
    assert [choice.moment.zone for choice in answer.choices] == zones


@pytest.mark.parametrize(
    ("home", "phrase", "instant"),
    rows(
        {
            "America/Vancouver": {
                "July 15 2027 10am Pacific": "2027-07-15T17:00Z",
                "July 15 10:00 PDT": "2027-07-15T17:00Z",
                "Jan 15 2027 10am PST (UTC-8)": "2027-01-15T18:00Z",
                "Jan 15 2027 10am Eastern": "2027-01-15T15:00Z",
                "Dec 9 2pm": "2026-12-09T21:00Z",
                "July 15 2027 10am HAP": "2027-07-15T17:00Z",
                "Jan 15 2027 9am PT / 12pm ET": "2027-01-15T17:00Z",
                "Jan 15 2027 9am PT / 11am ET": "2027-01-15T16:00Z",
            },
            "America/Edmonton": {
                "July 15 2027 10am Mountain": "2027-07-15T16:00Z",
                "12pm ET / 10am MT Jan 15 2027": "2027-01-15T17:00Z",
            },
            "America/Winnipeg": {
                "July 15 2027 10am CT": "2027-07-15T15:00Z",
                "Jan 15 2027 10am EST": "2027-01-15T15:00Z",
            },
            "America/Regina": {"July 15 2027 10am CST": "2027-07-15T16:00Z"},
            "America/New_York": {
                "Jan 15 2027 10am Pacific": "2027-01-15T18:00Z",
                "Jan 15 2027 10am Vancouver": "2027-01-15T17:00Z",
                "Jan 15 2027 10am Pacific Time (Canada)": "2027-01-15T17:00Z",
                "Jan 15 2027 10am Alberta": "2027-01-15T16:00Z",
            },
            "America/Phoenix": {"July 15 2027 10am Mountain": "2027-07-15T16:00Z"},
            "America/Toronto": {
                "July 15 2027 10am HAR": "2027-07-15T16:00Z",
                "Dec 9 10am CST (11am EST)": "2026-12-09T16:00Z",
            },
            "America/Halifax": {"Dec 9 9am PT / 10am MT / 12pm ET": "2026-12-09T17:00Z"},
        }
    ),
)
def test_what_is_the_same_moment_by_either_law_is_no_question(
    home: str, phrase: str, instant: str
) -> None:
    assert moment_of(phrase, now=NOW, zone=home).instant == datetime.fromisoformat(instant)


def test_a_day_is_the_same_by_either_law() -> None:
    answer = read("tomorrow Pacific", now=NOW, zone="America/Vancouver")
    assert isinstance(answer, Reading)
    assert answer.date_only


def test_what_else_is_asked_is_asked_once_where_the_laws_agree() -> None:
    answer = read("July 15 2027 11 Pacific", now=NOW, zone="America/Vancouver")
    assert isinstance(answer, Question)
    assert "Do you mean 11:00 AM?" in answer.sentence


@pytest.mark.parametrize(
    ("where", "hour"),
    [
        ("10am Vancouver", 17),
        ("10am Kelowna", 17),
        ("10am Victoria, BC", 17),
        ("10am Nanaimo", 17),
        ("10am Whitehorse", 17),
        ("10am Canada/Pacific", 17),
        ("10am Calgary", 16),
        ("10am Lethbridge", 16),
        ("10am Yellowknife", 16),
        ("10am Inuvik", 16),
        ("10am America/Inuvik", 16),
        ("10am Canada/Mountain", 16),
        ("10am Regina", 16),
        ("10am Winnipeg", 15),
        ("10am Brandon MB", 15),
        ("10am America/Rainy_River", 15),
        ("10am Canada/Central", 15),
        ("10am Havana", 14),
        ("10am Cuba", 14),
        ("10am Casablanca", 10),
        ("10am Morocco", 10),
        ("10am El Aaiun", 10),
        ("10am Chisinau", 8),
        ("10am Europe/Tiraspol", 8),
    ],
)
def test_a_place_goes_by_its_law_of_2026(where: str, hour: int) -> None:
    moment = moment_of(f"Jan 15 2027 {where}", now=NOW)
    assert moment.instant == datetime(2027, 1, 15, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("phrase", "instants"),
    [
        # Vancouver and Calgary leave their clocks alone in March and November 2027, Seattle does not.
        ("Mar 14 2027 2:30am Vancouver", ["2027-03-14T09:30Z"]),
        ("Nov 7 2027 1:30am Vancouver", ["2027-11-07T08:30Z"]),
        ("Mar 14 2027 2:30am Calgary", ["2027-03-14T08:30Z"]),
        ("Nov 7 2027 1:30am Calgary", ["2027-11-07T07:30Z"]),
        ("Nov 7 2027 1:30am Winnipeg", ["2027-11-07T06:30Z"]),
        ("Nov 7 2027 1:30am Seattle", ["2027-11-07T08:30Z", "2027-11-07T09:30Z"]),
        ("Mar 14 2027 2:30am Seattle", []),
    ],
)
def test_clocks_change_only_where_the_law_still_has_them_change(
    phrase: str, instants: list[str]
) -> None:
    answer = read(phrase, now=NOW, zone="America/New_York")
    read_as = [one.moment.instant for one in readings(answer)]
    assert read_as == [datetime.fromisoformat(instant) for instant in instants]


EVE = datetime.fromisoformat("2026-10-31T10:00-07:00")
MIDNIGHT = datetime.fromisoformat("2026-11-01T00:30-07:00")


@pytest.mark.parametrize(
    ("now", "phrase", "instant"),
    [
        (EVE, "tomorrow 1:30am", "2026-11-01T08:30Z"),
        (EVE, "Nov 2 9am", "2026-11-02T16:00Z"),
        (EVE, "in 24 hours", "2026-11-01T17:00Z"),
        (MIDNIGHT, "2:30am", "2026-11-01T09:30Z"),
        (MIDNIGHT, "in 3 hours", "2026-11-01T10:30Z"),
    ],
)
def test_where_clocks_no_longer_change(now: datetime, phrase: str, instant: str) -> None:
    """The night on which they did is a night like others."""
    moment = moment_of(phrase, now=now, zone="America/Vancouver")
    assert moment.instant == datetime.fromisoformat(instant)
