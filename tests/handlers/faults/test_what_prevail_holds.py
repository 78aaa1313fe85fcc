"""What a card says is what Prevail was last seen to hold, whatever it answers to a change."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Response

from sandbox.http_server import RawResponse, json_response
from sandbox.providers.faults import Call, Respond
from sandbox.providers.prevail_sessions import State
from sandbox.slack.person import Shown
from tests.handlers.conftest import Office
from tests.handlers.session_steps import booked, ref_of

HERE = "#depositions"
THEN = "Jan 28 2029 1:30pm Pacific"
BEFORE, WANTED = "Sun, Jan 28, 2029, 1:30 PM", "Mon, Jan 29, 2029, 3:00 PM"
EDIT, CANCEL = "/api/v1/sessions/*", "*/cancel"
GUEST = "guest@example.com"
REFUSAL = "This session cannot be changed within 48 hours of its start. Contact scheduling."


def move(office: Office, card: Shown, when: str = "Jan 29 2029 3pm Pacific") -> None:
    """Move a booking as its owner does."""
    office.person("Ana Reyes").command(HERE, f"/session move {ref_of(card)} {when}").submit()


def told(office: Office, text: str, person: str = "Ana Reyes") -> str:
    """Return the direct message that says so, as soon as it is there."""
    return office.person(person).wait_for_message("@app", text).text


def patches(office: Office, *, cancels: bool = False) -> list[Any]:
    """Return what Prevail was asked to change, or to cancel."""
    asked = [r for r in office.prevail.received if r.method == "PATCH"]
    return [r for r in asked if r.path.endswith("/cancel") is cancels]


def rewritten(change: Callable[[dict[str, Any]], Any]) -> Respond:
    """Return a fault that does what was asked, and answers it otherwise."""

    def respond(call: Call) -> Response:
        answer = call.proceed()
        return json_response(200, change(json.loads(answer.data)))

    return respond


def replacing(office: Office, *, path: str = EDIT, **session: Any) -> None:
    """Have changes made, and answered as if the session were otherwise."""

    def other(said: dict[str, Any]) -> dict[str, Any]:
        return {"sessions": [said["sessions"][0] | session]}

    office.prevail.faults.intercept(rewritten(other), method="PATCH", path=path)


def at_prevail(office: Office, **changes: Any) -> None:
    """Have Prevail's staff change the session there."""
    (held,) = office.sessions
    held.remote = held.remote.model_copy(update=changes)


def undone(**session: Any) -> Callable[[Office], None]:
    """Return a fault that does nothing, and answers with a session like this."""

    def set_up(office: Office) -> None:
        (held,) = office.sessions
        said = {
            "remote_session_id": held.remote_session_id,
            "state": "ready",
            "start_date": "2029-01-28",
            "start_time": "01:30 PM",
            "time_zone": "Pacific Time (US & Canada)",
            **session,
        }
        answer = json_response(200, {"sessions": [said]})
        office.prevail.faults.answer(answer, method="PATCH", path=EDIT, times=9)

    return set_up


def answering(body: Any) -> Callable[[Office], None]:
    """Return a fault that does nothing, and answers this."""

    def set_up(office: Office) -> None:
        answer = body if isinstance(body, Response) else json_response(200, body)
        office.prevail.faults.answer(answer, method="PATCH", times=9)

    return set_up


NO_SUCCESS = [
    undone(),
    undone(start_time="13:30", time_zone="(GMT-08:00) Pacific Time (US & Canada)"),
    undone(remote_session_id="another-session", start_date="2029-01-29", start_time="03:00 PM"),
    undone(state="canceled", start_date="2029-01-29", start_time="03:00 PM"),
    undone(state="change_declined", start_date="2029-01-29", start_time="03:00 PM"),
    answering({"errors": [REFUSAL]}),
    answering({"error": REFUSAL, "sessions": []}),
    answering({"success": False}),
    answering({"message": "Your change will be reviewed."}),
    answering({"sessions": [{}]}),
    answering([]),
    answering(Response(b"<html>Please sign in</html>", 200, {"Content-Type": "text/html"})),
    answering(Response(b"", 202)),
    answering(Response(b"", 204)),
    answering(Response(b"\x1f\x8b no gzip", 200, {"Content-Encoding": "gzip"})),
]


@pytest.mark.parametrize("fault", NO_SUCCESS)
def test_a_move_that_prevail_did_not_make_is_never_said_to_be_made(
    office: Office, fault: Callable[[Office], None]
) -> None:
    card = booked(office, when=THEN)
    fault(office)
    move(office, card)
    text = told(office, "Not changed")
    assert "You asked for: Mon, Jan 29, 2029, 3:00 PM" in text
    card.wait_for_text("Confirmed")
    assert BEFORE in card.text
    assert WANTED not in card.text
    assert card.replies == []


def test_prevails_words_under_a_good_status_are_a_refusal_and_said(office: Office) -> None:
    card = booked(office, when=THEN)
    answering({"errors": [REFUSAL]})(office)
    move(office, card)
    assert REFUSAL in told(office, "Not changed")
    assert len(patches(office)) == 1


# Done, and answered otherwise


def test_what_was_done_is_done_whatever_was_answered(office: Office) -> None:
    card = booked(office, when=THEN)
    replacing(office, start_time="01:30 PM")
    for hour, garbled in ((3, "empty"), (4, "rubbish"), (5, "wrong_shape"), (6, "empty")):
        move(office, card, f"Jan 29 2029 {hour}pm Pacific")
        card.wait_for_text(f"{hour}:00 PM")
        card.wait_for_text("Confirmed")
        office.prevail.faults.set(garbled, method="PATCH")
    assert len(patches(office)) == 4
    assert [message.text for message in office.person("Ana Reyes").messages("@app")] == []


def test_another_time_than_was_asked_for_is_shown_and_told_to_both(office: Office) -> None:
    card = booked(office, when=THEN)

    def at_quarter_past(call: Call) -> Response:
        call.proceed()
        at_prevail(office, start_time="03:15 PM")
        (held,) = office.sessions
        said = {"remote_session_id": held.remote_session_id, "state": "ready"}
        return json_response(200, {"sessions": [said | held.remote.model_dump()]})

    office.prevail.faults.intercept(at_quarter_past, method="PATCH")
    carla = office.person("Carla Stein")
    carla.command(HERE, f"/session move {ref_of(card)} Jan 29 2029 3pm Pacific").submit()
    card.wait_for_text("Mon, Jan 29, 2029, 3:15 PM")
    for person in ("Ana Reyes", "Carla Stein"):
        text = told(office, "Not changed", person)
        assert "3:15 PM" in text
        assert "You asked for: Mon, Jan 29, 2029, 3:00 PM" in text
    card.wait_for_reply("Moved at Prevail, outside of Docket")


def test_of_a_change_what_prevail_took_is_shown_and_what_it_did_not_is_told(office: Office) -> None:
    card = booked(office, when=THEN)

    def title_alone(call: Call) -> Response:
        call.proceed()
        at_prevail(office, start_date="2029-01-28", start_time="01:30 PM")
        (held,) = office.sessions
        said = {"remote_session_id": held.remote_session_id, "state": "ready"}
        return json_response(200, {"sessions": [said | held.remote.model_dump()]})

    office.prevail.faults.intercept(title_alone, method="PATCH")
    screen = office.person("Ana Reyes").command(HERE, f"/session edit {ref_of(card)}")
    screen.fill("Title", "Deposition of Jane Roe").fill("When", "Jan 29 2029 3pm Pacific").submit()
    card = office.person("Ana Reyes").wait_for_message(HERE, "Deposition of Jane Roe")
    text = told(office, "Not changed")
    assert "Jane Roe" in text
    assert BEFORE in text
    assert BEFORE in card.text


# Canceled, removed, moved at Prevail's own site


def test_what_was_canceled_at_prevail_shows_as_that_once_somebody_moves_it(office: Office) -> None:
    card = booked(office, when=THEN)
    (held,) = office.sessions
    held.state = State.CANCELED
    move(office, card)
    card.wait_for_text("Canceled at Prevail")
    assert "Join" not in str(card.source.blocks)
    text = told(office, "Canceled at Prevail")
    assert "book a new session" in text
    card.wait_for_reply("Canceled at Prevail")
    office.person("Ana Reyes").wait_for_message("#docket-announcements", "Canceled at Prevail")


def test_what_was_removed_at_prevail_is_said_to_be_gone(office: Office) -> None:
    card = booked(office, when=THEN)
    office.prevail.provider.sessions.clear()
    move(office, card)
    card.wait_for_text("No longer at Prevail")
    assert "Join" not in str(card.source.blocks)
    assert "book a new session" in told(office, "no longer lists")


def test_what_was_moved_at_prevail_moves_back_and_says_from_where(office: Office) -> None:
    card = booked(office, when=THEN)
    at_prevail(office, start_time="03:30 PM")
    move(office, card, THEN)
    card.wait_for_reply("@Ana Reyes moved this from Sun, Jan 28, 2029, 3:30 PM")
    (held,) = office.sessions
    assert held.remote.start_time == "01:30 PM"
    assert BEFORE in card.text


def test_a_refusal_shows_where_prevail_has_moved_it(office: Office) -> None:
    card = booked(office, when=THEN)
    at_prevail(office, start_time="03:30 PM", title="Retitled by staff")
    office.prevail.faults.set("422", method="PATCH")
    move(office, card)
    told(office, "Not changed")
    card = office.person("Ana Reyes").wait_for_message(HERE, "Retitled by staff")
    card.wait_for_text("Sun, Jan 28, 2029, 3:30 PM")
    card.wait_for_reply("Moved at Prevail, outside of Docket")
    assert "Change it back" in told(office, "outside of Docket")
    shown = office.person("Ana Reyes").command(HERE, f"/session show {ref_of(card)}")
    history = " ".join(shown.texts)
    assert "Prevail: not changed" in history
    assert "Prevail: changed there: Sun, Jan 28, 2029, 3:30 PM" in history


def test_a_time_that_cannot_be_read_is_said_in_prevails_words(office: Office) -> None:
    card = booked(office, when=THEN)

    def at_teatime(call: Call) -> Response:
        answer = json.loads(call.proceed().data)
        (session,) = answer["sessions"]
        return json_response(200, {"sessions": [session | {"start_time": "teatime"}]})

    office.prevail.faults.intercept(at_teatime, method="PATCH")
    office.prevail.faults.intercept(at_teatime, method="GET", path="*/sessions", times=99)
    move(office, card)
    text = told(office, "Not known whether it was changed")
    assert "teatime" in text
    card.wait_for_text("Docket can't read")
    assert f"*{WANTED}" not in card.text


# Canceling


@pytest.mark.parametrize(
    "fault",
    [
        answering({"errors": [REFUSAL]}),
        answering({"messages": "Session could not be canceled."}),
        answering({"success": False, "messages": "Session successfully canceled."}),
        answering({}),
        answering(Response(b"<html></html>", 200)),
        answering(Response(b"", 204)),
    ],
)
def test_nothing_is_said_to_be_canceled_while_people_can_join(
    office: Office, fault: Callable[[Office], None]
) -> None:
    card = booked(office, when=THEN)
    fault(office)
    card.press("Cancel session").submit()
    told(office, "Not canceled")
    card.wait_for_text("Confirmed")
    assert "Join" in str(card.source.blocks)
    assert card.replies == []
    assert len(patches(office, cancels=True)) == 1


@pytest.mark.parametrize("fault", ["empty", "rubbish", "wrong_shape", "drop_after", "503_after"])
def test_what_was_canceled_is_canceled_whatever_was_answered(office: Office, fault: str) -> None:
    card = booked(office, when=THEN)
    office.prevail.faults.set(fault, path=CANCEL)
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    assert len(patches(office, cancels=True)) == 1


def test_what_is_canceled_at_prevail_already_is_canceled_on_the_first_try(office: Office) -> None:
    card = booked(office, when=THEN)
    (held,) = office.sessions
    held.state = State.CANCELED
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    card.wait_for_reply("@Ana Reyes canceled")


# Invitees


def test_an_invitee_whose_answer_was_lost_is_not_invited_twice(office: Office) -> None:
    card = booked(office, when=THEN)
    office.prevail.faults.set("drop_after", method="PATCH")
    add(office, card, GUEST)
    card.wait_for_reply(" edited ")
    assert len(patches(office)) == 1
    assert invited(office) == [GUEST]


def test_only_who_is_missing_is_invited_again(office: Office) -> None:
    card = booked(office, when=THEN)

    def only_the_first(_: Call) -> Response:
        (held,) = office.sessions
        held.access["guest@example.com"] = "participant"
        return RawResponse()

    office.prevail.faults.intercept(only_the_first, method="PATCH")
    add(office, card, "Guest@Example.com, second@example.com")
    card.wait_for_reply(" edited ")
    (first, second) = patches(office)
    assert json.loads(first.data)["remote_session"]["invites"] == [
        "Guest@example.com",
        "second@example.com",
    ]
    assert json.loads(second.data)["remote_session"] == {"invites": ["second@example.com"]}


def add(office: Office, card: Shown, people: str) -> None:
    """Add invitees as the owner does."""
    screen = office.person("Ana Reyes").command(HERE, f"/session edit {ref_of(card)}")
    screen.fill("Add invitees", people).submit()


def invited(office: Office) -> list[str]:
    """Return whom Prevail has e-mailed since."""
    return [mail.to for mail in office.prevail.provider.emails if mail.about == "invitation"]
