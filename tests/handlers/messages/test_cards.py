"""The card at a glance: how it stands comes first, and what is seldom needed is under *More* or in a menu."""

from typing import Any

import pytest

from bot.scheduling.model.booking import Changes, Drift, Hold
from bot.scheduling.model.record import FailureReason, Phase, State, Visibility
from bot.scheduling.tasks.news import EventType, News
from bot.times.moment import Moment
from bot.times.writing import Reader
from handlers.messages import cards, threads
from handlers.ui.blocks import Block
from tests.builders import (
    MOMENT,
    OWNER,
    a_booking,
    a_calendar_action,
    a_session,
    an_agent,
    an_answer,
    an_appointment,
    later,
)

PUBLIC, DIRECT, SHARED = Visibility.PUBLIC, Visibility.DIRECT, Visibility.SHARED
DOE = a_session(title="Doe v. Roe", case="44-ROE")


def texts(blocks: list[Block]) -> list[str]:
    """Return what the paragraphs and the small print say."""
    parts = [part for block in blocks for part in (block.get("text"), *block.get("elements", ()))]
    return [part["text"] for part in parts if part and part["type"] == "mrkdwn"]


def actions(blocks: list[Block]) -> list[Any]:
    """Return what stands on the buttons, and of a menu its choices."""
    return [
        [choice["text"]["text"] for choice in each["options"]]
        if each["type"] == "overflow"
        else each["text"]["text"]
        for each in blocks[-1]["elements"]
    ]


@pytest.mark.parametrize(
    ("standing", "first"),
    [
        ({"state": State.BOOKING}, "⏳ *Booking…*"),
        ({"state": State.REQUESTED}, "🕓 *Requested.*"),
        ({"state": State.CONFIRMED}, "✅ *Confirmed*"),
        ({"state": State.CONFIRMED, "hold": Hold(until=later(seconds=20))}, "✋ *Held*"),
        ({"state": State.CONFIRMED, "trouble": FailureReason.UNKNOWN}, "⚠️ *Confirmed*, but"),
        ({"state": State.CONFIRMED, "drift": Drift(ended=FailureReason.GONE)}, "⚠️ *No longer"),
        ({"state": State.MOVING}, "⏳ *Changing…*"),
        ({"state": State.CANCELING}, "⏳ *Canceling…*"),
        ({"state": State.CANCELED}, "❌ *Canceled*"),
        ({"state": State.FAILED, "trouble": FailureReason.REFUSED}, "⚠️ *Not booked.*"),
    ],
)
def test_how_it_stands_comes_first_by_sign_and_word(standing: dict[str, Any], first: str) -> None:
    booking = a_booking(session=DOE, booked=an_answer(), **standing)
    heading, *_ = texts(cards.blocks(booking, here=PUBLIC))
    assert heading.startswith(first)
    in_shared, *_ = texts(cards.blocks(booking, here=SHARED))
    assert in_shared.startswith(first[:3])


def test_what_is_canceled_is_two_lines_struck_through() -> None:
    booking = a_booking(session=DOE, booked=an_answer(), state=State.CANCELED)
    shown = cards.blocks(booking, here=PUBLIC)
    assert texts(shown) == [
        f"❌ *Canceled*\n~Doe v. Roe (44-ROE), {MOMENT.written()}~ · S-7K2M · Owner <@{OWNER}>"
    ]
    assert actions(shown) == ["Book again", "Day 2", "More"]
    assert texts(cards.blocks(booking, here=SHARED)) == [
        f"❌ *Canceled*\n~Session, {MOMENT.written()}~ · S-7K2M"
    ]


def test_the_readers_own_time_is_there_only_where_it_may_differ() -> None:
    booking = a_booking(booked=an_answer(), state=State.CONFIRMED)
    same, other = Reader(zone="US/Pacific"), Reader(zone="America/New_York")
    assert "Your time: <!date^" in str(cards.blocks(booking, here=PUBLIC))
    assert "Your time" not in str(cards.blocks(booking.as_read_by(same), here=DIRECT))
    assert "Your time: <!date^" in str(cards.blocks(booking.as_read_by(other), here=DIRECT))


def test_what_is_seldom_done_is_in_a_menu_and_one_such_thing_is_a_button() -> None:
    session = a_booking(booked=an_answer(), state=State.CONFIRMED)
    drawn = cards.blocks(session, here=PUBLIC, agents=True)
    menu = ["Edit", "Send agent", "Add to calendar", "Book again", "Day 2"]
    assert actions(drawn) == ["Join", "Move", "Cancel session", "More", menu]
    begun = cards.blocks(session, here=PUBLIC, agents=True, phase=Phase.STARTED)
    assert actions(begun) == ["Join", "More", ["Book again", "Day 2"]]
    agent = an_agent(state=State.CONFIRMED)
    assert actions(cards.blocks(agent, here=PUBLIC)) == [
        "Move",
        "Cancel agent",
        "More",
        "Add to calendar",
    ]


def test_where_little_may_be_said_the_card_says_why() -> None:
    session = a_booking(booked=an_answer(), state=State.CONFIRMED)
    assert "another organization" in texts(cards.blocks(session, here=SHARED))[-1]
    appointment = an_appointment(state=State.CONFIRMED)
    assert "appointments are confidential" in texts(cards.blocks(appointment, here=PUBLIC))[-1]
    assert "confidential" not in str(cards.blocks(appointment, here=DIRECT))
    assert "another organization" not in str(cards.blocks(session, here=PUBLIC))


SUBJECT = f"*Doe v. Roe* (44-ROE), {MOMENT.written()} · S-7K2M"


def test_what_has_no_time_has_no_empty_paragraph_where_little_may_be_said() -> None:
    request = a_calendar_action(state=State.CONFIRMED)
    assert len(texts(cards.blocks(request, here=SHARED))) == 2
    assert all(texts(cards.blocks(request, here=DIRECT)))


LATER = Moment(MOMENT.local.replace(hour=15), MOMENT.zone)


@pytest.mark.parametrize(
    ("news", "said"),
    [
        (
            News(
                what=EventType.MOVED,
                by="U2",
                before=MOMENT,
                after=LATER,
                wanted=Changes(moment=LATER, title="Roe"),
                was=Changes(title="*Doe*"),
            ),
            f"<@U2> moved this from {MOMENT.written()} to *{LATER.written()}*; title from “∗Doe∗” to “Roe”.",
        ),
        (
            News(
                what=EventType.EDITED,
                by="U2",
                wanted=Changes(duration=later(hours=2) - later(), invitees=("a@b.example",) * 2),
                was=Changes(duration=later(hours=1) - later()),
            ),
            "<@U2> edited this: duration from 1 hr to 2 hr; 2 more people invited.",
        ),
        (News(what=EventType.EDITED, by="U2"), "<@U2> edited this."),
        (
            News(what=EventType.CHANGED_AT_PROVIDER, was=Changes(title="Doe")),
            f"Renamed at Prevail, outside of Docket, from “Doe”: {SUBJECT}.",
        ),
        (
            News(
                what=EventType.LENGTH_CHANGED_AT_PROVIDER,
                was=Changes(duration=later(hours=2) - later()),
            ),
            f"Changed at Prevail, outside of Docket: {SUBJECT} now takes 1 hr instead of 2 hr.",
        ),
    ],
)
def test_what_has_changed_is_said_with_what_it_was(news: News, said: str) -> None:
    booking = a_booking(session=DOE, booked=an_answer())
    assert threads.line(booking, news=news, here=PUBLIC) == said


def test_where_little_may_be_said_a_move_is_still_from_when_to_when() -> None:
    news = News(
        what=EventType.MOVED,
        by="U2",
        before=MOMENT,
        after=LATER,
        wanted=Changes(title="Roe"),
        was=Changes(title="Doe"),
    )
    said = threads.line(a_booking(session=DOE, moment=LATER), news=news, here=SHARED)
    assert said == f"A session was moved from {MOMENT.written()} to *{LATER.written()}*."
