"""What questions offer: told apart on a narrow screen, and read back as just what was offered."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from bot.times.moment import Moment
from bot.times.reading import Answer, Question, Reading, read
from bot.times.reading.choice_labels import VISIBLE_CHARACTERS, labels, written
from bot.times.writing import Reader
from bot.times.zones import zone_info
from tests.times.phrase_tables import NOW, ZONE, every_phrase, local_time

OTHERS = (
    "Nov 7 2027 1:30am|Hale Nov 7 2027 1:30am|Dec 8 10am Austin Wells depo|Sun Nov 7 2027 1:45am Chicago|"
    "Mar 3 2pm Portland|July 7 2027 2pm CST|12/3 9am or 10am|friday 2pm or 2pm PT|"
    "Oct 31 2027 1:30am London|April 4 2027 2:30am Sydney|next friday 9am|7/6 at 3|tomorrow 2pm IST|"
    "Motel 6 / Dec 14 9am-12pm|Hale #2 - Dec 8, 2026|ER-1 / Dec 8, 2026|Hale 2.5 - Dec 14 9am-12pm|"
    "Hale Fri 2pm 5/3 Bank|next Mon 10am 7/11 slip|Mon 11/30 3p Sun Valley Ranch|Monday January 4 - 9|"
    "12/31/99 10am|today (Friday) 4pm|tomorrow, Sunday, 9am|Saturday 11:30pm in Chile|tonight|this evening"
)
LATE = [
    ("2026-11-25T10:20-05:00", "America/New_York"),
    ("2026-11-25T23:10-05:00", "America/New_York"),
    ("2026-12-31T22:45-08:00", "America/Los_Angeles"),
    ("2027-03-13T18:30-05:00", "America/New_York"),
    ("2027-03-14T00:40-06:00", "America/Chicago"),
    ("2026-11-01T00:50-04:00", "America/New_York"),
    ("2027-03-28T00:30+00:00", "Europe/London"),
    ("2027-10-31T00:30+02:00", "Europe/Berlin"),
    ("2027-02-28T21:10-07:00", "America/Denver"),
    ("2028-02-29T09:00-05:00", "America/New_York"),
]
"""Nows at which a day is nearly over, or clocks change: there one of two ways is often none."""
ENGLISH = ("en-US", "en-GB", "en-CA")
FARTHEST = timedelta(days=400)
# Each a test of its own, so that none takes long.
PARTS = 5


class Typed(NamedTuple):
    """A text that somebody types, and how it is read."""

    text: str
    now: datetime
    reader: Reader
    answer: Answer


def typed(
    phrases: Iterable[tuple[int, tuple[str, str]]], *, leftovers: bool, moved: bool
) -> Iterator[Typed]:
    """Each phrase, by its number, at one of the nows and, if English, in one of three locales, in turn."""
    for turn, (locale, text) in phrases:
        at, zone = LATE[turn % len(LATE)]
        reader = Reader(ENGLISH[turn % 3] if locale[:2] == "en" else locale, zone)
        now = datetime.fromisoformat(at)
        ahead = Moment.at(now.replace(minute=0) + timedelta(days=1 + turn % 13, hours=3), zone)
        was = ahead if moved else None
        answer = read(text, now=now, zone=zone, locale=reader.locale, leftovers=leftovers, was=was)
        yield Typed(text, now, reader, answer)


def offered_well(one: Typed, question: Question) -> None:
    """Two choices or more, none far beyond the others, told apart, each read back as itself at once."""
    choices, shown = question.choices, labels(question.choices, reader=one.reader)
    if len(choices) == 1:
        assert question.sentence.startswith("Is this what you mean"), one
        assert one.reader.locale[:2] not in ("en", "es", "fr", "pt", "de"), one
    assert len({label[:VISIBLE_CHARACTERS] for label in shown}) == len(shown), (one.text, shown)
    instants = [choice.moment.instant for choice in choices]
    last = max(choices, key=lambda choice: choice.moment.instant).moment
    # A year that stands in the text is offered, however far: “24 MAR 31” is in 2031, or on the 31st.
    is_about_year = (
        "years away" in question.sentence
        or last.instant - one.now > 5 * FARTHEST
        or f"{last.local.year % 100:02}" in one.text
    )
    assert max(instants) - min(instants) < 2 * FARTHEST or is_about_year, (one.text, shown)
    for choice, label in zip(choices, shown, strict=True):
        for text in (label, written(choice, reader=one.reader)):
            zone = one.reader.zone or ZONE
            answer = read(text, now=one.now, zone=zone, locale=one.reader.locale)
            assert isinstance(answer, Reading), (one.text, text, answer)
            assert answer.date_only == choice.date_only, (one.text, text)
            assert answer.moment.instant == choice.moment.instant.replace(second=0), (
                one.text,
                text,
            )


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(
    ("leftovers", "moved"), [(False, False), (True, False), (False, True)], ids=str
)
def test_every_choice_offered_is_one_and_is_read_back(
    *, leftovers: bool, moved: bool, part: int
) -> None:
    others = [("en-US", text) for text in OTHERS.split("|") for _ in LATE]
    phrases = list(enumerate(others + every_phrase()[::3]))[part::PARTS]
    asked = 0
    for one in typed(phrases, leftovers=leftovers, moved=moved):
        if isinstance(one.answer, Question):
            offered_well(one, one.answer)
            asked += 1
    assert asked > 200 // PARTS


def test_an_hour_that_comes_twice_is_offered_by_its_letters_first() -> None:
    answer = read("Nov 7 2027 1:30am", now=NOW, zone=ZONE)
    assert isinstance(answer, Question)
    assert labels(answer.choices, reader=Reader()) == [
        "1:30 AM EDT (UTC−4), Sun, Nov 7, 2027",
        "1:30 AM EST (UTC−5), Sun, Nov 7, 2027",
    ]


def test_days_are_offered_as_days_are_written() -> None:
    choices = [Reading(Moment(local_time(2026, 12, day), ZONE), date_only=True) for day in (4, 11)]
    assert labels(choices, reader=Reader("en-GB", ZONE)) == ["Fri 4 Dec 2026", "Fri 11 Dec 2026"]


def test_a_day_beside_its_own_hour_stays_a_day() -> None:
    day = local_time(2026, 12, 4)
    choices = [
        Reading(Moment(day, ZONE), date_only=True),
        Reading(Moment(day.replace(hour=9), "America/Chicago")),
        Reading(Moment(day.replace(hour=9), "America/Costa_Rica")),
    ]
    assert labels(choices, reader=Reader(zone=ZONE)) == [
        "Fri, Dec 4, 2026",
        "9:00 AM CST, Fri, Dec 4, 2026",
        "9:00 AM CST Costa Rica, Fri, Dec 4, 2026",
    ]


def test_a_line_is_asked_about_in_the_readers_way() -> None:
    now = datetime(2027, 10, 20, 9, tzinfo=zone_info("Europe/London"))
    asked = read("Oct 31 2027 1:30am", now=now, zone="Europe/London", locale="en-GB")
    assert isinstance(asked, Question)
    assert asked.sentence.startswith("01:30 happens twice")
    assert labels(asked.choices, reader=Reader("en-GB", "Europe/London")) == [
        "01:30 BST (UTC+1), Sun 31 Oct 2027",
        "01:30 GMT (UTC), Sun 31 Oct 2027",
    ]
