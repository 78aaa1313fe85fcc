"""Whatever text providers and people give, everything that is shown keeps within Slack's limits."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.scheduling.model.appointment import Appointment, Offer
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Card, FailureReason, Record, State, Visibility
from bot.scheduling.model.rights import Actor
from bot.scheduling.model.session import Deponent
from bot.scheduling.tasks.news import EventType, News
from bot.times.periods import LocalCalendar
from handlers.appointments import lists, slots
from handlers.bookings import add_to_calendar, show
from handlers.messages import appointments, cards, direct_messages, threads
from handlers.messages.errors import TOO_LONG_TO_SHOW
from handlers.ui.blocks import LONGEST_TEXT, clip_marked, text_only
from sandbox.http_server import json_response
from sandbox.slack import Fault
from sandbox.slack.block_kit import check_message, check_view
from tests.builders import (
    MOMENT,
    NOW,
    OWNER,
    TEAM,
    a_booking,
    a_calendar_action,
    a_session,
    an_answer,
    an_appointment,
    an_entry,
    later,
)
from tests.handlers.conftest import Office, last_whisper
from tests.handlers.session_steps import booked, ref_of
from tests.waiting import wait_until

LETTERS = st.text(alphabet="ab &<>*_`~|\n\t\u202e\u200b\x00é😀", max_size=12)
TEXTS = st.builds(lambda text, times: text * times, LETTERS, st.sampled_from([0, 1, 40, 900]))
LINKS = st.sampled_from(
    [None, "https://a.b/c", "https://a.b/" + "&=" * 700, "https://a.b/" + "c" * 2988]
)
CARD = Card(channel="C1", ts="1.1", place=Visibility.PRIVATE)


@st.composite
def bookings(draw: st.DrawFn) -> Record:
    """Draw a booking of which everything that is text may be anything."""
    state = draw(st.sampled_from(State))
    standing = {
        "state": state,
        "trouble": draw(st.sampled_from([None, *FailureReason])),
        "reason": draw(TEXTS),
        "card": draw(st.sampled_from([None, CARD])),
    }
    match draw(st.sampled_from(["session", "appointment", "calendar action"])):
        case "appointment":
            held = Appointment(
                id=draw(TEXTS), event_type=draw(TEXTS), join_url=draw(LINKS), name=draw(TEXTS)
            )
            return an_appointment(booked=held, **standing)
        case "calendar action":
            requested = a_calendar_action().calendar_action.model_copy(
                update={"scheduling_key": draw(TEXTS)}
            )
            return a_calendar_action(calendar_action=requested, **standing)
        case _:
            return _session(draw, standing)


def _session(draw: st.DrawFn, standing: dict[str, Any]) -> Record:
    people = tuple(draw(st.lists(TEXTS, max_size=3)))
    session = a_session(
        title=draw(TEXTS),
        case=draw(TEXTS),
        notes=draw(TEXTS),
        languages=draw(TEXTS),
        invitees=people,
        hosts=people,
        deponent=draw(st.none() | st.builds(Deponent, name=TEXTS, email=TEXTS)),
    )
    answer = an_answer(
        join_url=draw(LINKS), demoted_hosts=people, meeting_id=draw(TEXTS), password="x" * 5000
    )
    return a_booking(session=session, booked=answer, remote_session_id=draw(TEXTS), **standing)


@settings(max_examples=150)
@given(booking=bookings(), here=st.sampled_from(Visibility), agents=st.booleans())
def test_every_card_can_be_shown(booking: Record, here: Visibility, *, agents: bool) -> None:
    for form in cards.variants(booking, here=here, agents=agents):
        said = form.arguments()
        assert 0 < len(said["text"]) <= LONGEST_TEXT
        if said["blocks"]:
            check_message(said["blocks"])


@settings(max_examples=150)
@given(
    booking=bookings(),
    what=st.sampled_from(EventType),
    why=TEXTS,
    trouble=st.sampled_from(["", *FailureReason]),
    here=st.sampled_from(Visibility),
)
def test_everything_that_is_told_can_be_said(
    booking: Record, what: EventType, why: str, trouble: str, here: Visibility
) -> None:
    news = News(what=what, by="U2", before=MOMENT, after=MOMENT, why=why, trouble=trouble)
    for text in (
        direct_messages.direct_message(booking, news=news),
        threads.line(booking, news=news, here=here),
    ):
        for form in text_only(text):
            said = form.arguments()
            assert 0 < len(said["text"]) <= LONGEST_TEXT
            if said["blocks"]:
                check_message(said["blocks"])


@settings(max_examples=150)
@given(booking=bookings(), text=TEXTS, password=st.none() | TEXTS)
def test_everything_about_a_booking_can_be_shown(
    booking: Record, text: str, password: str | None
) -> None:
    owner = Actor(team=TEAM, user=OWNER)
    history = [an_entry(text=text)] * 30
    shown = show.draw(booking, actor=owner, now=NOW, history=history, choices={}, password=password)
    check_view(shown)
    if not isinstance(booking, Booking):
        return
    link = booking.link_at(Visibility.DIRECT)
    check_view(add_to_calendar.draw(booking, link=link, file=None))


def test_what_is_too_much_for_one_screen_is_said_to_be_more_and_keeps_the_buttons() -> None:
    long = "&" * 20_000
    names = ("notes", "languages", "interpreter", "preferred_manager", "video_provider")
    booking = a_booking(session=a_session(**dict.fromkeys(names, long)))
    actor = Actor(team=TEAM, user=OWNER)
    shown = show.draw(booking, actor=actor, now=NOW, history=[], choices={}, links=True)
    check_view(shown)
    *_, said, buttons = shown["blocks"]
    assert said["elements"][0]["text"] == TOO_LONG_TO_SHOW
    assert buttons["type"] == "actions"


@given(text=st.text(alphabet="ab<@U1>|&amp;lt ", max_size=60), to=st.integers(4, 60))
def test_what_is_cut_is_never_cut_within_a_mark(text: str, to: int) -> None:
    cut = clip_marked(text, to=to)
    assert len(cut) <= to
    assert cut == text or cut.endswith("…")


@pytest.mark.parametrize(
    ("text", "to", "cut"),
    [
        ("Owner <@U07ANAREYES> and more", 12, "Owner…"),
        ("a &amp; b", 6, "a…"),
        ("<https://a.b/c|here> it is", 10, "…"),
        ("short", 5, "short"),
        ("not short", 5, "not…"),
    ],
)
def test_a_mention_or_an_entity_is_left_out_whole(text: str, to: int, cut: str) -> None:
    assert clip_marked(text, to=to) == cut


TITLES = ["x" * 30_000, "&<>" * 5_000, "😀" * 4_000, "\u202e" * 3_000 + "a", "*`_~" * 3_000]


@pytest.mark.parametrize("title", TITLES, ids=lambda title: ascii(title[:2]))
def test_a_title_of_prevails_breaks_no_card_no_form_and_no_list(office: Office, title: str) -> None:
    answer = {"session_state": "ready", "id": 1, "remote_session": {"title": title}}
    answer["session_url"] = "https://prevail.example/session/x"
    office.prevail.faults.answer(json_response(200, {"requests": [answer]}), method="POST")
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm Pacific")
    screen.fill("Title", "Short at first").submit()
    card = ana.wait_for_message("#depositions", "Confirmed").wait_for_text("2:00 PM P")
    for button in ("Move", "Cancel session", "Add to calendar", "Book again", "Day 2", "More"):
        shown = card.press(button)
        assert shown.is_open, button
        shown.dismiss()
    notice = "\n".join(card.press("More").press("Copy notice").texts)
    assert "2:00 PM P" in notice
    assert "https://prevail.example/session/x" in notice
    ana.screen.dismiss()
    for line in ("copy next", "copy last Jan 29 3pm"):
        assert ana.command("#depositions", f"/session {line}").is_open, line
        ana.screen.dismiss()
    for line in ("list", "move", "cancel"):
        ana.command("#depositions", f"/session {line}")
        assert "2:00 PM P" in last_whisper(ana), line
        assert not ana.screen.is_open, line
    for verb in ("show", "edit"):
        assert ana.command("#depositions", f"/session {verb} {ref_of(card)}").is_open, verb
        ana.screen.dismiss()
    ana.command("#depositions", f"/session cancel {ref_of(card)}").submit()
    card.wait_for_text("Canceled")


def test_a_long_title_that_nobody_touched_is_no_edit(office: Office) -> None:
    answer = {"session_state": "ready", "id": 1, "remote_session": {"title": "x" * 3000}}
    office.prevail.faults.answer(json_response(200, {"requests": [answer]}), method="POST")
    card = booked(office, title="xxx")
    screen = office.person("Ana Reyes").command("#depositions", f"/session edit {ref_of(card)}")
    screen.submit()
    assert screen.errors == {}
    wait_until(office.is_idle)
    sent = [call.data for call in office.prevail.received if call.method == "PATCH"]
    assert not any(b"title" in body for body in sent)


def test_an_answer_that_slack_will_not_show_whole_is_given_in_words(office: Office) -> None:
    office.slack.misbehave("response_url", Fault.ERROR, error="invalid_blocks")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/appointment list today")
    ana.wait_for_message("#depositions", "No appointments today.")


@settings(max_examples=60)
@given(name=TEXTS, many=st.integers(0, 60))
def test_lists_of_carevalidates_can_be_shown_and_no_line_of_them_is_cut(
    name: str, many: int
) -> None:
    reader = LocalCalendar(now=NOW, zone="America/New_York")
    days = reader.next(timedelta(days=400), said="to come")
    held = [
        Appointment(id=f"{n}".zfill(200), start=later(hours=n), event_type=name, name=name)
        for n in range(many)
    ]
    query = lists.AppointmentQuery(
        email=None, days=days, calendar=reader, actor=Actor(team=TEAM, user=OWNER, staff=True)
    )
    shown = lists._draw(held, query=query, mine={}, note=appointments.LOOK_IS_RECORDED)
    said = str(shown.blocks or [])
    check_message(shown.blocks or [])
    assert said.count(" · ID `") == min(many, lists.MOST)
    assert len(shown.text) <= LONGEST_TEXT
    assert all(line.endswith("`") for line in shown.text.splitlines() if " · ID `" in line)


@settings(max_examples=60)
@given(name=TEXTS, many=st.integers(1, 60))
def test_free_slots_of_carevalidates_can_be_shown(name: str, many: int) -> None:
    reader = LocalCalendar(now=NOW, zone="America/New_York")
    days = reader.next(timedelta(days=7), said="soon")
    free = tuple(later(minutes=minute) for minute in range(many))
    offer = Offer(event_type_id="b" * 200, event_type=name, practitioner=name, free=free)
    query = slots.SlotQuery(states=("CA",), event_type="", days=days, calendar=reader)
    shown = slots._draw([offer] * 6, query=query, more=9)
    check_message(shown.blocks or [])
