"""What questions offer: told apart on a narrow screen, and read back as just what was offered."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.times.moment import Moment
from bot.times.reading import Question, Reading, read
from bot.times.reading.offering import SHOWN, labels, written
from bot.times.writing import Reader
from bot.times.zones import zone_info
from tests.times.phrase_tables import NOW, TABLES, ZONE, lines, local_time

READERS = [Reader("en-US", ZONE), Reader("en-GB", "Europe/London"), Reader("de-DE", "Asia/Tokyo")]
OTHERS = (
    "Nov 7 2027 1:30am|Hale Nov 7 2027 1:30am|Dec 8 10am Austin Wells depo|Sun Nov 7 2027 1:45am Chicago|"
    "Mar 3 2pm Portland|July 7 2027 2pm CST|12/3 9am or 10am|friday 2pm or 2pm PT|"
    "Oct 31 2027 1:30am London|April 4 2027 2:30am Sydney|next friday 9am|7/6 at 3|tomorrow 2pm IST"
)


def questions(reader: Reader) -> Iterator[tuple[str, Question]]:
    """Everything that is asked about the phrases of all tables."""
    names = [str(path.relative_to(TABLES).with_suffix("")) for path in TABLES.rglob("*.txt")]
    phrases = [
        phrase for name in names for phrase, means in lines(name) if means[:3] in ("ask", "ope")
    ]
    for phrase in [*OTHERS.split("|"), *phrases[::3]]:
        for leftovers in (False, True):
            answer = read(
                phrase,
                now=NOW,
                zone=reader.zone or ZONE,
                locale=reader.locale,
                leftovers=leftovers,
            )
            if isinstance(answer, Question):
                yield phrase, answer


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: str(reader.locale))
def test_no_two_choices_look_alike_and_each_is_read_back(reader: Reader) -> None:
    asked = 0
    for phrase, question in questions(reader):
        if max(choice.moment.local.year for choice in question.choices) > NOW.year + 5:
            continue  # asked about once more, as it is so far ahead
        shown = labels(question.choices, reader=reader)
        assert len({label[:SHOWN] for label in shown}) == len(shown), (phrase, shown)
        for choice, label in zip(question.choices, shown, strict=True):
            for text in (label, written(choice, reader=reader)):
                answer = read(text, now=NOW, zone=reader.zone or ZONE, locale=reader.locale)
                assert isinstance(answer, Reading), (phrase, text, answer)
                assert answer.date_only == choice.date_only, (phrase, text)
                assert answer.moment.instant == choice.moment.instant.replace(second=0), (
                    phrase,
                    text,
                )
        asked += 1
    assert asked > 60


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
    assert asked.sentence.startswith("01:30 comes twice")
    assert labels(asked.choices, reader=Reader("en-GB", "Europe/London")) == [
        "01:30 BST (UTC+1), Sun 31 Oct 2027",
        "01:30 GMT (UTC), Sun 31 Oct 2027",
    ]
