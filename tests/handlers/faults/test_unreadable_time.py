"""A time at Prevail in another notation is read, or said to be unreadable: never taken for unchanged."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from flask import Response

from bot.scheduling.calendar_file import NoTime, calendar_file
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import Card, State, Visibility
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.tasks.news import EventType, News
from handlers.messages import cards, direct_messages
from handlers.messages.sessions import SessionPresenter
from sandbox.http_server import json_response
from sandbox.providers.faults import Call, Respond
from sandbox.slack.people import TEAM_ID
from tests.builders import MOMENT, NOW, a_booking, an_answer
from tests.handlers.conftest import Office, labels, last_whisper, office_with
from tests.handlers.session_steps import booked, ref_of
from tests.simulated_clock import SimulatedClock

EASTERN = "Eastern Time (US & Canada)"
WHOLE = "2027-01-29T14:00:00.000-05:00"
# As Prevail's team lists each request, and what its card then says.
LISTED = [
    ("09:00 AM", "(GMT-05:00) Eastern Time (US & Canada)", "9:00 AM EST"),
    ("09:00 AM", "Eastern Standard Time", "9:00 AM EST"),
    ("09:00 AM", "Eastern Time (US &amp; Canada)", "9:00 AM EST"),
    ("14:00", EASTERN, "2:00 PM EST"),
    ("9:00am", "America/New_York", "9:00 AM EST"),
    ("9:00 a.m.", EASTERN, "9:00 AM EST"),
    (WHOLE, EASTERN, "2:00 PM EST"),
    ("2000-01-01T13:30:00.000Z", EASTERN, "“2027-01-29 2000-01-01T13:30:00.000Z Eastern"),
    ("09:00 AM", "A zone nobody knows", "“2027-01-29 09:00 AM A zone nobody knows”"),
]
CONFIRMED = a_booking(
    state=State.CONFIRMED,
    booked=an_answer(),
    card=Card(channel="C1", ts="1.0"),
    unreadable_time="2027-01-29 at <nine>",
)


def listing(times: dict[str, tuple[str, str]]) -> Respond:
    """Have a list of requests say other times: a clock and a zone by title."""

    def respond(call: Call) -> Response:
        answer = call.proceed()
        page = json.loads(answer.data)
        for request in page["requests"]:
            clock, zone = times[request["remote_session"]["title"]]
            request["remote_session"] |= {
                "start_date": "2027-01-29",
                "start_time": clock,
                "time_zone": zone,
            }
        return json_response(answer.status_code, page)

    return respond


def test_a_session_that_prevail_schedules_in_another_notation(tmp_path: Path) -> None:
    hurry = SimulatedClock()
    with office_with(tmp_path, clock=hurry, prevail_self_service=False) as office:
        times = {f"Deposition {n}": (said, zone) for n, (said, zone, _) in enumerate(LISTED)}
        found = {
            title: booked(office, when="Jan 28 2027 1:30pm Pacific", until="Requested", title=title)
            for title in times
        }
        office.prevail.faults.intercept(listing(times), times=99, method="GET")
        assert len(office.sessions) == len(LISTED)
        for session in office.sessions:
            office.prevail.provider.staff("schedule", str(session.request_id))
        settle(office, hurry, within=timedelta(seconds=30))
        told = "\n".join(each.text for each in office.person("Ana Reyes").messages("@app"))
        for card, (_, _, shown) in zip(found.values(), LISTED, strict=True):
            assert "Confirmed" in card.text
            assert shown in card.text
            assert "another time" in told or "can't read" in told
            if "EST" in shown:
                assert "Jan 28" not in card.text
            else:
                assert "Docket can't read" in card.text
                assert shown in told
                assert "Docket can't read" in card.wait_for_reply("has scheduled it").text


def settle(office: Office, hurry: SimulatedClock, *, within: timedelta) -> None:
    hurry.settle(office.database, wake=office.running.workers.wake, within=within)


@pytest.mark.parametrize(
    "said", [{"start_time": "half past nine"}, {"time_zone": "Mars"}, {"start_date": "02/03/2027"}]
)
def test_a_move_that_is_answered_with_a_time_that_cannot_be_read(
    tmp_path: Path, said: dict[str, str]
) -> None:
    hurry = SimulatedClock()
    with office_with(tmp_path, clock=hurry) as office:
        card = booked(office, when="Jan 28 2027 1:30pm Pacific")
        ana = office.person("Ana Reyes")

        def respond(call: Call) -> Response:
            answer = call.proceed()
            rows = json.loads(answer.data)
            for row in rows.get("sessions", ()):
                row.update(said)
            return json_response(answer.status_code, rows)

        office.prevail.faults.intercept(respond, times=999, path="*/sessions*")
        move = f"/session move {ref_of(card)} Jan 29 2027 3pm Pacific"
        ana.command("#depositions", move).submit()
        settle(office, hurry, within=timedelta(minutes=5))
        (words_of_prevail,) = said.values()
        assert words_of_prevail in card.text
        assert "Docket can't read" in card.text
        assert "may or may not" not in card.text
        assert [r.method for r in office.prevail.received].count("PATCH") == 1
        told = ana.wait_for_message("@app", "Not known whether it was changed").text
        assert words_of_prevail in told
        assert "Fri, Jan 29, 2027, 3:00 PM PST" in told
        office.prevail.faults.clear()
        ana.command("#depositions", move).submit()
        settle(office, hurry, within=timedelta(minutes=5))
        assert "Fri, Jan 29, 2027, 3:00 PM PST" in card.text
        assert "Docket can't read" not in card.text


def test_what_cannot_be_read_is_in_no_calendar(tmp_path: Path) -> None:
    hurry = SimulatedClock()
    with office_with(
        tmp_path, clock=hurry, prevail_self_service=False, public_url="https://docket.example"
    ) as office:
        card = booked(office, when="Jan 28 2027 1:30pm Pacific", until="Requested")
        ana = office.person("Ana Reyes")
        files = office.running.files
        actor = files.identify(ana.viewer.member.id, team=TEAM_ID)
        booking = files.booking_service.find_visible(ref_of(card), by=actor)
        assert isinstance(booking, SessionBooking)
        link = files.links.link(booking, to=actor)
        assert link
        office.prevail.faults.intercept(
            listing({"Deposition of Jane Doe": ("soon", EASTERN)}), times=99, method="GET"
        )
        office.prevail.provider.staff("schedule", "1")
        settle(office, hurry, within=timedelta(seconds=30))
        assert "Add to calendar" not in labels(card)
        answer = httpx.get(office.url + urlsplit(link).path)
        assert answer.status_code == 409
        assert "2027" not in answer.text
        assert "Send agent" not in labels(card)
        ana.command("#depositions", f"/agent {ref_of(card)}")
        assert "Docket can't send an agent" in last_whisper(ana)
        screen = ana.command("#depositions", f"/session show {ref_of(card)}")
        assert any("“2027-01-29 soon" in text for text in screen.texts)


def test_no_file_claims_a_time_that_cannot_be_read() -> None:
    with pytest.raises(NoTime):
        calendar_file(CONFIRMED, now=NOW, sequence=1)
    assert b"CANCEL" in calendar_file(CONFIRMED.with_(state=State.CANCELED), now=NOW, sequence=1)


@pytest.mark.parametrize("here", Visibility)
def test_the_card_says_so_and_shows_strangers_no_words_of_prevails(here: Visibility) -> None:
    shown = str(cards.blocks(CONFIRMED, here=here))
    assert "Docket can't read" in shown
    assert ("2027-01-29 at &lt;nine&gt;" in shown) is (here is not Visibility.SHARED)
    assert MOMENT.written() not in cards.fallback(CONFIRMED, here=here)


def test_its_owner_hears_the_words_and_what_was_asked_for() -> None:
    for what in (EventType.DIFFERENT_TIME, EventType.LINK_ARRIVED):
        said = direct_messages.direct_message(CONFIRMED, news=News(what=what, before=MOMENT))
        assert "“2027-01-29 at &lt;nine&gt;”, a format that Docket can't read" in said
        assert f"You asked for {MOMENT.written()}" in said


def test_its_agent_is_not_said_to_go_along() -> None:
    said = SessionPresenter(CONFIRMED.with_(agent="A-7K2M")).agent_note()
    assert f"still set for {MOMENT.written()}" in said


def test_what_is_only_requested_is_not_said_to_be_booked() -> None:
    news = News(what=EventType.DIFFERENT_TIME, before=MOMENT)
    said = direct_messages.direct_message(CONFIRMED.with_(state=State.REQUESTED), news=news)
    assert said.startswith("Prevail has the request for")


def test_a_move_that_prevail_has_made_is_readable_again() -> None:
    assert not CONFIRMED.with_changes(Changes(moment=MOMENT)).unreadable_time
    assert CONFIRMED.with_changes(Changes(title="Other")).unreadable_time


def test_a_booking_written_before_reads_back() -> None:
    stored: dict[str, Any] = json.loads(CONFIRMED.model_dump_json())
    del stored["unreadable_time"]
    assert SessionBooking.model_validate(stored).unreadable_time == ""
