"""Prevail's stand-in lists, changes and cancels as the document says, exactly."""

from datetime import UTC, datetime

import httpx
import pytest

from sandbox.providers.prevail_sessions import State
from tests.sandbox.providers.prevail.calls import Body, Prevails, order


def test_sessions_are_listed_by_when_they_start(http: httpx.Client) -> None:
    http.post("/sessions", json=order(remote_session_id="late", start_date="2027-03-01"))
    http.post("/sessions", json=order(remote_session_id="soon"))
    starts = int(datetime(2027, 1, 28, 9, 30, tzinfo=UTC).timestamp())

    both = http.get("/sessions").json()
    one = http.get("/sessions", params={"start_time": starts, "end_time": starts}).json()
    none = http.get("/sessions", params={"start_time": starts + 1, "end_time": starts + 2}).json()

    assert [s["remote_session_id"] for s in both["sessions"]] == ["soon", "late"]
    assert both["pagy"] == {"page": 1, "items": 100, "count": 2, "pages": 1}
    assert [s["remote_session_id"] for s in one["sessions"]] == ["soon"]
    assert none["sessions"] == []


def test_lists_come_in_pages(http: httpx.Client) -> None:
    for n in range(3):
        http.post("/sessions", json=order(remote_session_id=f"s{n}"))

    second = http.get("/sessions", params={"page": 2, "items": 2}).json()

    assert second["pagy"] == {"page": 2, "items": 2, "count": 3, "pages": 2}
    assert len(second["sessions"]) == 1


@pytest.mark.parametrize("query", ["start_time=soon", "page=0", "items=101", "state=ready"])
def test_a_list_is_asked_for_in_numbers(http: httpx.Client, query: str) -> None:
    assert http.get(f"/sessions?{query}").status_code == 400


def test_an_edit_changes_what_it_says_and_keeps_the_rest(
    prevail: Prevails, http: httpx.Client
) -> None:
    http.post("/sessions", json=order())
    prevail.provider.emails.clear()
    later = {"start_date": "2027-01-30", "start_time": "02:30 PM", "time_zone": "Hawaii"}
    changes = later | {"title": "Edited", "invites": ["amethyst@example.com", "quartz@example.com"]}

    answer = http.patch("/sessions/smith-v-jones-s-7k2m", json={"remote_session": changes})

    [session] = answer.json()["sessions"]
    assert session["title"] == "Edited"
    assert {name: session[name] for name in later} == later
    assert session["state"] == "ready"
    assert session["estimated_duration"] == 1.25
    assert session["remote_session_id"] == "smith-v-jones-s-7k2m"
    assert len(session["invites"]) == 4
    assert [mail.to for mail in prevail.provider.emails] == ["amethyst@example.com"]


def test_an_edit_makes_a_scheduled_session_ready(prevail: Prevails, http: httpx.Client) -> None:
    http.post("/session_requests", json=order())
    httpx.post(f"{prevail.url}/_sandbox/action", json={"name": "schedule", "id": "1"})

    edit = {"remote_session": {"title": "Edited"}}
    [session] = http.patch("/sessions/smith-v-jones-s-7k2m", json=edit).json()["sessions"]

    assert session["state"] == "ready"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"start_time": "02:30 PM"},
        {"start_time": "02:30 PM", "start_date": "2027-01-30"},
        {"time_zone": "Hawaii"},
        {"remote_session_id": "another"},
        {"case": "another"},
        {"title": None},
        {"title": ""},
        {"estimated_duration": 0.3},
        {"invites": "amethyst@example.com"},
    ],
    ids=str,
)
def test_an_edit_in_any_other_form_is_refused(
    prevail: Prevails, http: httpx.Client, changes: Body
) -> None:
    http.post("/sessions", json=order())
    before = prevail.provider.sessions[0].remote

    answer = http.patch("/sessions/smith-v-jones-s-7k2m", json={"remote_session": changes})

    assert answer.status_code == 422
    assert prevail.provider.sessions[0].remote == before


def test_a_canceled_session_is_dead(prevail: Prevails, http: httpx.Client) -> None:
    http.post("/sessions", json=order())
    prevail.provider.emails.clear()

    answer = http.patch("/sessions/smith-v-jones-s-7k2m/cancel")

    assert answer.json() == {"messages": "Session successfully canceled."}
    [session] = prevail.provider.sessions
    assert (session.state, session.url) == (State.CANCELED, None)
    assert [mail.about for mail in prevail.provider.emails] == ["cancellation"] * 3
    assert http.patch("/sessions/smith-v-jones-s-7k2m/cancel").status_code == 422
    edit = {"remote_session": {"title": "Edited"}}
    assert http.patch("/sessions/smith-v-jones-s-7k2m", json=edit).status_code == 422


def test_a_session_can_be_canceled_quietly(prevail: Prevails, http: httpx.Client) -> None:
    http.post("/sessions", json=order())
    prevail.provider.emails.clear()

    http.patch("/sessions/smith-v-jones-s-7k2m/cancel?cancel_without_email=true")

    assert prevail.provider.sessions[0].state is State.CANCELED
    assert prevail.provider.emails == []


def test_an_active_session_can_be_neither_changed_nor_canceled(
    prevail: Prevails, http: httpx.Client
) -> None:
    http.post("/sessions", json=order())
    httpx.post(f"{prevail.url}/_sandbox/action", json={"name": "begin", "id": "1"})

    edit = {"remote_session": {"title": "Edited"}}
    assert http.patch("/sessions/smith-v-jones-s-7k2m", json=edit).status_code == 422
    assert http.patch("/sessions/smith-v-jones-s-7k2m/cancel").status_code == 422


def test_a_cancellation_takes_no_body_and_a_plain_yes_or_no(http: httpx.Client) -> None:
    http.post("/sessions", json=order())
    cancel = "/sessions/smith-v-jones-s-7k2m/cancel"

    assert http.patch(cancel, json={}).status_code == 400
    assert http.patch(f"{cancel}?cancel_without_email=1").status_code == 400
    assert http.patch(f"{cancel}?reason=ill").status_code == 400
