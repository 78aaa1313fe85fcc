"""Zones whose law has changed: one name, two clocks, and which is meant is asked where they differ."""

from datetime import datetime

import pytest

from bot.times.reading import Question, Reading, read

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
    [
        ("America/Vancouver", "July 15 2027 10am Pacific", "2027-07-15T17:00Z"),
        ("America/Vancouver", "July 15 10:00 PDT", "2027-07-15T17:00Z"),
        ("America/Vancouver", "Jan 15 2027 10am PST (UTC-8)", "2027-01-15T18:00Z"),
        ("America/Vancouver", "Jan 15 2027 10am Eastern", "2027-01-15T15:00Z"),
        ("America/Edmonton", "July 15 2027 10am Mountain", "2027-07-15T16:00Z"),
        ("America/Winnipeg", "July 15 2027 10am CT", "2027-07-15T15:00Z"),
        ("America/Winnipeg", "Jan 15 2027 10am EST", "2027-01-15T15:00Z"),
        ("America/Regina", "July 15 2027 10am CST", "2027-07-15T16:00Z"),
        ("America/New_York", "Jan 15 2027 10am Pacific", "2027-01-15T18:00Z"),
        ("America/Phoenix", "July 15 2027 10am Mountain", "2027-07-15T16:00Z"),
        ("America/New_York", "Jan 15 2027 10am Vancouver", "2027-01-15T17:00Z"),
        ("America/New_York", "Jan 15 2027 10am Pacific Time (Canada)", "2027-01-15T17:00Z"),
        ("America/New_York", "Jan 15 2027 10am Alberta", "2027-01-15T16:00Z"),
        ("America/Vancouver", "Dec 9 2pm", "2026-12-09T21:00Z"),
    ],
)
def test_what_is_the_same_moment_by_either_law_is_no_question(
    home: str, phrase: str, instant: str
) -> None:
    answer = read(phrase, now=NOW, zone=home)
    assert isinstance(answer, Reading)
    assert answer.moment.instant == datetime.fromisoformat(instant)


def test_a_day_is_the_same_by_either_law() -> None:
    answer = read("tomorrow Pacific", now=NOW, zone="America/Vancouver")
    assert isinstance(answer, Reading)
    assert answer.date_only


def test_what_else_is_asked_is_asked_once_where_the_laws_agree() -> None:
    answer = read("July 15 2027 11 Pacific", now=NOW, zone="America/Vancouver")
    assert isinstance(answer, Question)
    assert "the hour" in answer.sentence
