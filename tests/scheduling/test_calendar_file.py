"""A calendar file says when and what, and nothing in a field breaks it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.scheduling.calendar_file import NoTime, calendar_file
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.booking import Changes, Drift
from bot.scheduling.model.record import ENDED, FailureReason, State
from bot.times.moment import Moment
from tests.builders import (
    NOW,
    a_booking,
    a_session,
    an_agent,
    an_answer,
)
from tests.web.calendars import event_in


def test_the_file_says_when_in_utc_and_what_with_everything_escaped() -> None:
    hour_twice = Moment(local=datetime(2027, 11, 7, 1, 30, fold=1), zone="America/New_York")  # noqa: DTZ001 - wall clock
    title = "Doe, Jane; v. Roe\\Co\nBEGIN:VEVENT\r\nX: “é” 😀" + " and more" * 20
    booking = apply_answer(an_answer())(
        a_booking(moment=hour_twice, session=a_session(title=title))
    )
    (event,) = Calendar.from_ical(calendar_file(booking, now=NOW, sequence=1)).walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2027, 11, 7, 7, 30, tzinfo=UTC)
    assert event.decoded("dtstamp") == NOW
    assert str(event["summary"]) == title.replace("\r\n", "\n")
    assert str(event["location"]) == booking.join_url
    assert event["status"] == "CONFIRMED"
    assert event["uid"] == "s-7k2m-t1@docket"


DRIFT = Drift(holds=Changes(title="Another title"))


@pytest.mark.parametrize(
    ("stands", "status", "method"),
    [
        ({"state": State.BOOKING}, "TENTATIVE", "PUBLISH"),
        ({"state": State.REQUESTED}, "TENTATIVE", "PUBLISH"),
        ({"state": State.CONFIRMED}, "CONFIRMED", "PUBLISH"),
        ({"state": State.CONFIRMED, "drift": DRIFT}, "TENTATIVE", "PUBLISH"),
        ({"state": State.CONFIRMED, "trouble": FailureReason.UNKNOWN}, "TENTATIVE", "PUBLISH"),
        ({"state": State.CANCELING}, "TENTATIVE", "PUBLISH"),
        ({"state": State.MOVING}, "TENTATIVE", "PUBLISH"),
        ({"state": State.CANCELED}, "CANCELLED", "CANCEL"),
        ({"state": State.FAILED, "trouble": FailureReason.REFUSED}, "CANCELLED", "CANCEL"),
        ({"state": State.FAILED, "trouble": FailureReason.UNKNOWN}, "TENTATIVE", "PUBLISH"),
    ],
)
def test_the_file_says_how_it_stands(stands: dict[str, Any], status: str, method: str) -> None:
    booking = apply_answer(an_answer())(a_booking()).with_(**stands)
    file = calendar_file(booking, now=NOW, sequence=1)
    event = event_in(file)
    assert event["status"] == status
    assert Calendar.from_ical(file)["method"] == method
    assert ("location" in event) == (booking.state not in ENDED)


def test_one_organizer_publishes_an_event_and_takes_it_away_who_is_nobodys_address() -> None:
    confirmed = apply_answer(an_answer())(a_booking())
    published, canceled = (
        event_in(calendar_file(booking, now=NOW, sequence=1))["organizer"]
        for booking in (confirmed, confirmed.with_(state=State.CANCELED))
    )
    assert published == canceled
    assert published.startswith("mailto:")
    assert published.endswith(".invalid")
    assert published.params["CN"] == "Docket"


def test_what_lasts_no_known_time_has_no_end() -> None:
    event = event_in(calendar_file(an_agent(), now=NOW, sequence=1))
    assert "dtend" not in event
    assert "dtstart" in event


def test_of_what_may_have_been_made_at_a_time_that_cannot_be_read_there_is_no_file() -> None:
    unreadable = a_booking(state=State.FAILED, unreadable_time="noonish")
    with pytest.raises(NoTime):
        calendar_file(unreadable.with_(trouble=FailureReason.UNKNOWN), now=NOW, sequence=1)
    gone = calendar_file(unreadable.with_(trouble=FailureReason.REFUSED), now=NOW, sequence=1)
    assert event_in(gone)["status"] == "CANCELLED"


HOSTILE = 'a\r\nATTACH:https://evil.example\x00\x07\x0b\x0c\x1b\x85\ud800;,:\\"b'


def test_nothing_in_a_field_becomes_a_line_of_its_own_or_breaks_the_file() -> None:
    answer = an_answer(join_url=f"https://prevail.example/{HOSTILE}")
    booking = apply_answer(answer)(a_booking(session=a_session(title=HOSTILE)))
    file = calendar_file(booking, now=NOW, sequence=1)
    assert b"\nATTACH" not in file
    event = event_in(file)
    assert "attach" not in event
    assert str(event["summary"]) == 'a\nATTACH:https://evil.example\n;,:\\"b'
    assert "location" not in event


@settings(max_examples=100)
@given(title=st.text(st.characters(), min_size=1, max_size=60))
def test_no_title_breaks_the_file(title: str) -> None:
    booking = a_booking().with_(session=a_session().model_copy(update={"title": title}))
    assert event_in(calendar_file(booking, now=NOW, sequence=1))["status"] == "TENTATIVE"


def test_the_lines_are_of_the_length_and_end_that_calendars_read() -> None:
    booking = a_booking(session=a_session(title="é😀" * 100))
    lines = calendar_file(booking, now=NOW, sequence=1).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    assert b"DTSTART:20270128T213000Z" in lines
