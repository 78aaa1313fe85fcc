"""Cards in their owner's way of writing times, and private answers in that of whoever reads them."""

from datetime import UTC, datetime

import pytest

from bot.scheduling.model.record import Card, Visibility
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.tasks.news import EventType, News
from bot.times.moment import Moment
from bot.times.reading import Refusal
from bot.times.writing import Reader
from handlers.forms.when_field import ReadingContext, reading_blocks, when_blocks, zone_block
from handlers.messages import cards, command_lines, threads, times
from handlers.slack.people import Person
from tests.builders import NOW, a_booking
from tests.times.phrase_tables import local_time

BRITON, AMERICAN = Reader("en-GB"), Reader("en-US")
AT = Moment(local_time(2027, 1, 28, 13, 30), "America/Los_Angeles")
BRITISH, US = "Thu 28 Jan 2027, 13:30 PST", "Thu, Jan 28, 2027, 1:30 PM PST"


@pytest.mark.parametrize(("locale", "written"), [("en-GB", BRITISH), ("en-US", US)])
def test_a_card_is_in_its_owners_way(locale: str, written: str) -> None:
    booking = a_booking(moment=AT, locale=locale, card=Card(channel="C1", ts="1.1"))
    assert written in cards.fallback(booking, here=Visibility.PUBLIC)
    assert written in str(cards.blocks(booking, here=Visibility.PUBLIC))


def test_a_booking_of_an_earlier_version_is_american() -> None:
    kept = a_booking(moment=AT).model_dump_json(exclude={"locale"})
    assert SessionBooking.model_validate_json(kept).written == US


def test_somebody_else_reads_it_in_their_own_way() -> None:
    booking = a_booking(moment=AT, locale="en-GB")
    assert times.lines(booking.as_read_by(AMERICAN))[0].startswith(f"*{US}*")
    assert times.lines(a_booking(moment=AT).as_read_by(BRITON))[0].startswith(f"*{BRITISH}*")


def test_who_may_misread_the_letters_reads_the_offset_beside_them() -> None:
    in_vancouver = Reader("en-CA", "America/Vancouver")
    shown = a_booking(moment=AT).as_read_by(in_vancouver)
    assert shown.written == AT.written(in_vancouver)
    assert "(UTC−8)" in shown.written
    kept = SessionBooking.model_validate_json(shown.model_dump_json())
    assert kept.reader.zone is None


def test_a_thread_says_from_when_to_when_in_the_owners_way() -> None:
    later = Moment(local_time(2027, 1, 29, 9), "Europe/London")
    news = News(what=EventType.MOVED, by="U1", before=AT, after=later)
    said = threads.line(a_booking(moment=later, locale="en-GB"), news=news, here=Visibility.PUBLIC)
    assert f"from {BRITISH} to *Fri 29 Jan 2027, 09:00 GMT*" in said


def test_a_time_from_now_reads_back_as_it_was_typed_whatever_the_second() -> None:
    now = datetime(2026, 11, 26, 15, 0, 41, tzinfo=UTC)
    context = ReadingContext.by(Person(id="U1", zone="America/Chicago"), now=now)
    (said,) = reading_blocks(context.read("in 20 minutes"), context=context)
    assert "*Thu, Nov 26, 2026, 9:20 AM CST* · in 20 minutes" in str(said)


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/London", "London · Europe/London"),
        ("America/New_York", "Eastern Time (US & Canada) · America/New York"),
        ("Africa/Kigali", "Africa/Kigali"),
    ],
)
def test_a_zone_is_called_by_the_name_of_its_own_city(zone: str, text: str) -> None:
    drawn = zone_block(Person(id="U1", zone=zone))["element"]["initial_option"]
    assert drawn["text"]["text"] == text


def test_help_is_offered_once() -> None:
    said = command_lines.did_you_mean("who is free", meant=("/session list", "/session help"))
    assert said == (
        "“who is free” isn't a `/session` command. Did you mean `/session list` or `/session help`?"
    )
    assert (
        command_lines.did_you_mean("cancle", meant=("/session cancel",)).count("/session help") == 1
    )


@pytest.mark.parametrize(
    ("locale", "date"),
    [("en-US", "Jan 28, 9:30 AM"), ("en-GB", "28 Jan, 09:30"), ("de-DE", "28 Jan, 09:30")],
)
def test_the_hint_has_a_date_as_the_reader_writes_one(locale: str, date: str) -> None:
    context = ReadingContext.by(Person(id="U1", zone="Europe/London", locale=locale), now=NOW)
    (field,) = when_blocks(text="", answer=None, context=context)
    assert f"2pm Pacific, {date}, in two weeks" in str(field)
    assert not isinstance(context.read(date), Refusal)
