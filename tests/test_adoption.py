"""What others hold at a provider is never taken for ours: not shown, not changed, not canceled.

Judged by what the provider was asked for and by all that Slack shows, whoever attacks or is unlucky.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sandbox.http_server import json_response
from sandbox.providers.prevail_forms import Deponent, Details, RemoteSession
from sandbox.providers.prevail_sessions import Session, State
from sandbox.slack.person import Shown
from tests.handlers.conftest import Office, StartOffice, labels
from tests.handlers.session_steps import booked, ref_of

HERE = "#depositions"
NAME = "smith-v-jones"
THEIRS = "Privileged settlement talks"
PASSWORD, MEETING = "zm009999", "81000009999"
TOMORROW = "tomorrow 2pm Pacific"


def somebody_elses(office: Office, **different: Any) -> Session:
    """Put a session into Prevail that Docket did not book: of that name, at that time, on Zoom."""
    tomorrow = office.clock() + timedelta(days=1)
    values = {
        "title": THEIRS,
        "start_date": f"{tomorrow:%Y-%m-%d}",
        "start_time": "02:00 PM",
        "time_zone": "Pacific Time (US & Canada)",
        "estimated_duration": 1.0,
        **different,
    }
    people = values.pop("people", ("judge@court.example",))
    name = values.pop("name", NAME)
    session = Session(
        request_id=9999,
        state=values.pop("state", State.READY),
        remote=RemoteSession(**values),
        deponent=Deponent(),
        details=Details(video_provider="zoom_meeting"),
        remote_session_id=name,
        access=dict.fromkeys(people, "participant"),
    )
    office.prevail.provider.sessions.append(session)
    return session


def posts(office: Office) -> int:
    """Count the orders that have reached Prevail."""
    return sum(request.method == "POST" for request in office.prevail.received)


def wait_for_post(office: Office, count: int = 1) -> None:
    """Wait until so many orders have reached Prevail."""
    office.prevail.wait_for(lambda: posts(office) == count)


def order(office: Office, title: str = "Ours", *, until: str, **fields: Any) -> Shown:
    """Order a session under the name, and return its card once it says so."""
    return booked(office, title=title, until=until, **{"Link_name": NAME, **fields})


def seen(office: Office, card: Shown) -> str:
    """Return all that Slack has shown of a booking: card, thread, direct messages, show, More."""
    ana = office.person("Ana Reyes")
    ana.command(HERE, f"/session show {ref_of(card)}")
    shown = " ".join(ana.screen.texts)
    ana.screen.close()
    said = [card, *card.replies, *ana.messages("@app"), *ana.messages("#docket-announcements")]
    return " ".join(
        [shown, *(f"{each.text} {each.source.text} {each.source.blocks}" for each in said)]
    )


def is_untouched(office: Office, theirs: Session, card: Shown) -> bool:
    """Return whether nothing was asked of a session, nothing happened to it, and nothing of it shows."""
    everything = seen(office, card)
    hidden = (THEIRS, PASSWORD, MEETING, "judge@court.example", "https://prevail.example")
    return (
        not [request for request in office.prevail.received if request.method == "PATCH"]
        and theirs.state is State.READY
        and theirs.remote.title in {THEIRS, "Ours"}
        and office.prevail.provider.emails == []
        and not [text for text in hidden if text in everything]
    )


def order_under_way(office: Office, fault: str) -> Shown:
    """Order a session that Prevail has been asked for, and will answer with this fault."""
    office.prevail.faults.set(fault, method="POST")
    card = order(office, until="Booking…")
    wait_for_post(office)
    return card


def press_cancel(card: Shown) -> None:
    """Cancel by the card's button."""
    card.press("Cancel session").submit().wait_until_closed()


@pytest.mark.parametrize("days", [0, 1, 300])
def test_a_name_that_somebody_else_has_is_said_to_be_taken_and_nothing_else(
    office: Office, days: int
) -> None:
    then = office.clock() + timedelta(days=days)
    theirs = somebody_elses(office, start_date=f"{then:%Y-%m-%d}")
    card = order(office, until="Not booked")
    assert "link name is already taken" in card.text
    assert posts(office) == 0
    assert is_untouched(office, theirs, card)
    screen = card.press("Change and try again")
    assert screen.field("Link name").value == "", "it would be refused again"
    assert any("link name is already taken" in text for text in screen.texts)
    screen.fill("Link name", "ours-alone").submit()
    card.wait_for_text("Confirmed")
    assert [session.remote_session_id for session in office.sessions] == [NAME, "ours-alone"]


def test_nothing_is_ordered_while_nobody_says_whether_a_name_is_taken(office: Office) -> None:
    office.prevail.faults.set("503", method="GET")
    theirs = somebody_elses(office)
    card = order(office, until="Not booked")
    assert "link name is already taken" in card.text
    assert posts(office) == 0
    assert is_untouched(office, theirs, card)


def test_a_cancellation_while_nobody_says_so_needs_no_answer(office: Office) -> None:
    office.prevail.faults.set("503", method="GET", times=1000)
    theirs = somebody_elses(office)
    card = order(office, until="Booking…")
    press_cancel(card)
    card.wait_for_text("It was never booked at Prevail.")
    assert posts(office) == 0
    office.prevail.faults.clear()
    assert is_untouched(office, theirs, card)


def test_a_cancellation_that_meets_a_refusal_cancels_nobody_elses(office: Office) -> None:
    card = order_under_way(office, "hold")
    press_cancel(card)
    theirs = somebody_elses(office, title="Ours", people=())
    looked = len(office.prevail.received)
    office.prevail.faults.clear()
    card.wait_for_text("It was never booked at Prevail.")
    assert office.prevail.received[looked:] == [], "a refusal at first proves that nothing is ours"
    assert is_untouched(office, theirs, card)


def test_what_is_refused_at_first_is_refused_whatever_is_there(office: Office) -> None:
    card = order_under_way(office, "hold")
    theirs = somebody_elses(office, title="Ours", people=())
    office.prevail.faults.clear()
    card.wait_for_text("has already been taken")
    assert is_untouched(office, theirs, card)


DIFFERENT: list[dict[str, Any]] = [
    {},
    {"title": "Ours"},
    {"title": "Ours", "people": (), "case": "77"},
    {"title": "Ours", "people": (), "estimated_duration": 1.25},
    {"title": "Ours", "people": (), "start_time": "02:15 PM"},
    {"people": ()},
]


@pytest.fixture(params=DIFFERENT)
def both(office: Office, request: pytest.FixtureRequest) -> tuple[Shown, Session]:
    """The card of an order whose answer is lost, and somebody else's session under its name."""
    card = order_under_way(office, "hold_503")
    return card, somebody_elses(office, **request.param)


def test_after_a_lost_answer_a_strangers_session_is_not_adopted(
    office: Office, both: tuple[Shown, Session]
) -> None:
    card, theirs = both
    office.prevail.faults.clear()
    card.wait_for_text("Not known whether it was booked")
    assert "link name is already taken" in card.text
    assert "Join" not in labels(card)
    assert is_untouched(office, theirs, card)


def test_a_cancellation_in_an_outage_cancels_nobody_elses(
    office: Office, both: tuple[Shown, Session]
) -> None:
    card, theirs = both
    press_cancel(card)
    office.prevail.faults.clear()
    card.wait_for_text("Not known whether it was booked")
    office.person("Ana Reyes").wait_for_message("@app", "Not known whether it was canceled")
    assert is_untouched(office, theirs, card)


def test_entries_mended_to_match_somebody_elses_session_prove_nothing(office: Office) -> None:
    card = order_under_way(office, "hold_503")
    theirs = somebody_elses(office, title="Theirs", people=("judge@court.example",))
    office.prevail.faults.clear()
    card.wait_for_text("Not known whether it was booked")
    mended = [("Theirs", "judge@court.example"), ("Theirs 2", ""), ("Ours", "")]
    for title, invitees in mended:
        screen = card.press("Change and try again")
        screen.fill("Title", title).fill("Invitees", invitees).submit().wait_until_closed()
        card.wait_for_text(title)
        card.wait_for_text("Not known whether it was booked")
        assert "link name is already taken" in card.text
    assert posts(office) == 1
    assert theirs.state is State.READY
    assert not [request for request in office.prevail.received if request.method == "PATCH"]
    assert PASSWORD not in seen(office, card)


def test_the_same_form_twice_and_a_lost_answer_adopt_nobody_elses(office: Office) -> None:
    ana = office.person("Ana Reyes")
    office.prevail.faults.set("hold_503", method="POST")
    screen = ana.command(HERE, f"/session {TOMORROW}").fill("Title", "Ours")
    view = screen.fill("Link name", NAME)._view()
    screen.submit()
    office.slack.client.submit(ana.id, view=view)
    wait_for_post(office)
    theirs = somebody_elses(office)
    office.prevail.faults.clear()
    card = ana.wait_for_message(HERE, "Ours").wait_for_text("Not known whether it was booked")
    assert posts(office) == 1
    assert is_untouched(office, theirs, card)


@pytest.mark.parametrize("fault", ["503_after", "drop_after", "rubbish"])
def test_what_is_our_own_under_a_chosen_name_is_found_after_a_lost_answer(
    office: Office, fault: str
) -> None:
    office.prevail.faults.set(fault, method="POST")
    fields = {"Case": "123", "Invitees": "Ruiz@firm.example", "Hosts": "host@firm.example"}
    card = order(office, until="Confirmed", **fields)
    assert f"/session/{NAME}" in card.text
    assert [request.method for request in office.prevail.received].count("POST") == 1
    assert not [request for request in office.prevail.received if request.method == "PATCH"]
    assert len(office.sessions) == 1


def test_what_is_our_own_is_canceled_after_a_lost_answer(office: Office) -> None:
    office.prevail.faults.set("503_after", method="POST")
    card = order(office, until="Docket is checking")
    press_cancel(card)
    card.wait_for_text("Canceled")
    assert "never booked" not in card.text
    assert [session.state for session in office.sessions] == [State.CANCELED]


def test_a_name_set_free_at_prevail_and_taken_by_somebody_else_is_theirs(office: Office) -> None:
    card = order(office, until="Confirmed")
    office.prevail.provider.sessions.clear()
    office.prevail.provider.emails.clear()
    theirs = somebody_elses(office, title="Ours", people=())
    card.press("Move").fill("When", "tomorrow 4pm Pacific").submit().wait_until_closed()
    office.person("Ana Reyes").wait_for_message("@app", "Not known whether it was changed")
    press_cancel(card.wait_for_text("Confirmed"))
    office.person("Ana Reyes").wait_for_message("@app", "Not known whether it was canceled")
    assert not [request for request in office.prevail.received if request.method == "PATCH"]
    assert (theirs.state, theirs.remote.start_time) == (State.READY, "02:00 PM")


@pytest.mark.parametrize("list_of_requests", ["there", "403", "404"])
@pytest.mark.parametrize("days", [-0.5, 0, 10, 900])
def test_nor_is_it_touched_on_another_day_or_where_no_list_tells_them_apart(
    office: Office, days: float, list_of_requests: str
) -> None:
    card = order(office, until="Confirmed")
    office.prevail.provider.sessions.clear()
    office.prevail.provider.emails.clear()
    then = office.clock() + timedelta(days=days)
    theirs = somebody_elses(office, start_date=f"{then:%Y-%m-%d}", name=NAME.upper())
    if list_of_requests != "there":
        office.prevail.faults.set(
            list_of_requests, method="GET", path="*/session_requests", times=100
        )
    card.press("Move").fill("When", "tomorrow 4pm Pacific").submit().wait_until_closed()
    office.person("Ana Reyes").wait_for_message("@app", "Not known whether it was changed")
    press_cancel(card.wait_for_text("Confirmed"))
    office.person("Ana Reyes").wait_for_message("@app", "Not known whether it was canceled")
    assert not [request for request in office.prevail.received if request.method == "PATCH"]
    assert theirs.state is State.READY


def test_what_is_only_requested_has_no_claim_on_its_name(office: Office) -> None:
    initial = {"id": 1, "session_state": "initial", "remote_session": {"title": "Ours"}}
    office.prevail.faults.answer(json_response(200, {"requests": [initial]}), method="POST")
    card = order(office, until="Requested")
    somebody_elses(office)
    before = len(office.prevail.received)
    office.prevail.wait_for(lambda: len(office.prevail.received) >= before + 2, seconds=20)
    ana = office.person("Ana Reyes")
    ana.command(HERE, "/session help")
    assert "Requested" in card.text
    assert THEIRS not in seen(office, card)
    assert PASSWORD not in seen(office, card)


def test_a_name_that_docket_makes_cannot_be_guessed_and_is_not_shown_before_it_counts(
    office: Office,
) -> None:
    office.prevail.faults.set("hold", method="POST", times=2)
    card = booked(office, title="Ours", until="Booking…")
    wait_for_post(office)
    before = seen(office, card)
    office.prevail.faults.clear()
    card.wait_for_text("Confirmed")
    (session,) = office.sessions
    words, _, secret = session.remote_session_id.rpartition("-")
    assert words == "ours"
    assert len(set(secret)) > 1
    assert len(secret) >= 13
    assert secret not in before
    assert secret in seen(office, card)


def order_request(office: Office, *, until: str) -> Shown:
    """Order a session where it is only requested."""
    return booked(office, title=THEIRS, until=until)


@pytest.fixture
def by_request(start_office: StartOffice) -> Office:
    """Start an office whose organisation has no self-service."""
    return start_office(prevail_self_service=False)


def colleagues(office: Office, **different: Any) -> Session:
    """Put a like request of somebody else's into Prevail."""
    usual = {"state": State.INITIAL, "people": (), "name": None}
    return somebody_elses(office, **{**usual, **different})


def test_a_colleagues_request_that_was_there_before_is_not_adopted(by_request: Office) -> None:
    colleagues(by_request)
    by_request.prevail.faults.set("503", method="POST")
    order_request(by_request, until="Requested")
    assert len(by_request.sessions) == 2, "theirs was not taken for the one that was lost"
    assert posts(by_request) == 2


@pytest.mark.parametrize(
    "different", [{"people": ("x@y.example",)}, {"case": "77"}, {"estimated_duration": 2.0}]
)
def test_nor_one_that_came_meanwhile_and_differs(
    by_request: Office, different: dict[str, Any]
) -> None:
    by_request.prevail.faults.set("hold_503", method="POST")
    card = order_request(by_request, until="Booking…")
    wait_for_post(by_request)
    colleagues(by_request, **different)
    by_request.prevail.faults.clear()
    card.wait_for_text("Requested")
    assert len(by_request.sessions) == 2
    assert posts(by_request) == 2


def test_of_two_like_requests_that_came_meanwhile_a_person_decides(by_request: Office) -> None:
    by_request.prevail.faults.set("hold_503", method="POST")
    card = order_request(by_request, until="Booking…")
    wait_for_post(by_request)
    first = colleagues(by_request)
    by_request.prevail.provider.sessions.append(replace(first, request_id=9998))
    by_request.prevail.faults.clear()
    card.wait_for_text("Not known whether it was booked")
    assert "or someone else's" in card.text
    assert posts(by_request) == 1


def test_two_colleagues_who_order_the_same_get_one_request_each(by_request: Office) -> None:
    by_request.prevail.faults.set("hold_503", method="POST")
    mine = order_request(by_request, until="Booking…")
    wait_for_post(by_request)
    ben = by_request.person("Ben Okafor")
    screen = ben.command("#general", f"/session {TOMORROW}").fill("Title", THEIRS)
    screen.submit()
    screen.fill("Reason for going ahead", "Another room").submit().wait_until_closed()
    wait_for_post(by_request, 2)
    ben.wait_for_message("#general", THEIRS).wait_for_text("Requested")
    by_request.prevail.faults.clear()
    mine.wait_for_text("Requested")
    assert len(by_request.sessions) == 2
