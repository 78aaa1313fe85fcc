"""Prevail's adapter does every operation of the document against a strict stand-in."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from flask import Response
from pydantic import SecretStr

from bot.providers.prevail.adapter import Prevail
from bot.providers.prevail.client import MOST_PAGES
from bot.providers.transport import Transport
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.failures import (
    DoubtfulRefusal,
    Gone,
    Inconclusive,
    NotAllowed,
    OutcomeUnknown,
    Refused,
    TryLater,
)
from bot.scheduling.model.session import Deponent, Session, SessionBooking, SessionState
from bot.times.moment import Moment
from sandbox import providers as stand_ins
from sandbox.http_server import json_response
from sandbox.providers import Running, start
from sandbox.providers.prevail import State
from tests.making import SessionInCourt
from tests.mutations.answers import ODD

Prevails = Running[stand_ins.Prevail]

LINK = "smith-v-jones-s-7k2m"
SESSION = Session(
    title="Smith v. Jones",
    case="123-case",
    duration=timedelta(hours=1.25),
    deponent=Deponent(name="Mal Yarrow", email="mal@example.com"),
    hosts=("ana@example.com", "stranger@example.com"),
    invitees=("quartz@example.com",),
)


def at(wall: str, zone: str) -> Moment:
    return Moment(local=datetime.fromisoformat(wall), zone=zone)


BOOKING = SessionBooking(
    team="T1",
    ref="S-7K2M",
    owner="U1",
    moment=at("2027-01-28T01:30", "America/Los_Angeles"),
    session=SESSION,
    remote_session_id=LINK,
    channel="C1",
    created=datetime(2026, 11, 20, tzinfo=UTC),
)


def ordered(**change: Any) -> SessionBooking:
    return BOOKING.model_copy(update={"session": SESSION.model_copy(update=change)})


@contextmanager
def at_work(*, self_service: bool = True) -> Iterator[tuple[Prevails, Prevail]]:
    provider = stand_ins.Prevail(self_service=self_service)
    with (
        start(provider) as running,
        closing(Transport("Prevail", base_url=running.base_url)) as transport,
    ):
        prevail = Prevail(
            transport,
            api_key=SecretStr(provider.api_key),
            company_id=provider.company_id,
            self_service=self_service,
            clock=lambda: datetime.now(UTC),
        )
        yield running, prevail


@pytest.fixture
def both() -> Iterator[tuple[Prevails, Prevail]]:
    with at_work() as both:
        yield both


@pytest.fixture
def running(both: tuple[Prevails, Prevail]) -> Prevails:
    return both[0]


@pytest.fixture
def prevail(both: tuple[Prevails, Prevail]) -> Prevail:
    return both[1]


def test_a_session_is_scheduled_with_everything_that_was_ordered(
    prevail: Prevail, running: Prevails
) -> None:
    booked = prevail.book(
        ordered(hosts=(), languages="English", notes="bring exhibits", interpreter="Danish")
    ).booked

    assert json.loads(running.received[0].data) == {
        "session_request": {
            "invites": ["quartz@example.com"],
            "deponent": {"name": "Mal Yarrow", "email": "mal@example.com", "role": "deponent"},
            "remote_session": {
                "title": "Smith v. Jones",
                "case": "123-case",
                "start_date": "2027-01-28",
                "start_time": "01:30 AM",
                "time_zone": "Pacific Time (US & Canada)",
                "estimated_duration": 1.25,
                "remote_session_id": LINK,
            },
            "session_details": {
                "languages": "English",
                "interpreter": "Danish",
                "additional_details": "bring exhibits",
                "preferred_manager": "",
                "video_provider": "",
                "session_type": "",
            },
        }
    }
    assert booked.state is SessionState.READY
    assert booked.remote_session_id == LINK
    assert booked.join_url == f"https://prevail.example/session/{LINK}"


@pytest.mark.parametrize(
    ("notes", "details"),
    [("Bring exhibits.", "Bring exhibits.\nCourt room: 4B"), ("", "Court room: 4B")],
)
def test_what_prevail_has_no_field_for_goes_into_its_free_text(
    prevail: Prevail, running: Prevails, notes: str, details: str
) -> None:
    session = SessionInCourt(**dict(SESSION.with_(notes=notes)), court_room="4B")
    prevail.book(BOOKING.model_copy(update={"session": session}))
    request = json.loads(running.received[0].data)["session_request"]
    assert request["session_details"]["additional_details"] == details


def test_the_least_that_can_be_ordered_is_enough(prevail: Prevail) -> None:
    least = ordered(case="", deponent=None, hosts=(), invitees=())

    assert prevail.book(least).booked.state is SessionState.READY


def test_hosts_are_mailed_and_the_ones_prevail_did_not_take_are_told(
    prevail: Prevail, running: Prevails
) -> None:
    booked = prevail.book(BOOKING).booked

    assert running.provider.sessions[0].access["ana@example.com"] == "host"
    assert "ana@example.com" in [mail.to for mail in running.provider.emails]
    assert booked.demoted_hosts == ("stranger@example.com",)


def test_the_way_into_a_zoom_session_is_kept_and_its_password_out_of_sight(
    prevail: Prevail,
) -> None:
    booked = prevail.book(ordered(video_provider="zoom_meeting")).booked

    assert booked.meeting_id == "81000000001"
    assert booked.zoom_url == "https://zoom.example/j/81000000001"
    assert booked.join_url == f"https://prevail.example/session/{LINK}"
    assert booked.password
    assert booked.password.get_secret_value() == "zm000001"
    assert "zm000001" not in repr(booked)


@pytest.mark.parametrize(
    ("wall", "zone", "start"),
    [
        ("2027-07-01T00:00", "America/New_York", ("12:00 AM", "Eastern Time (US & Canada)")),
        ("2027-07-01T12:15", "Europe/Kyiv", ("12:15 PM", "Kyiv")),
        ("2027-07-01T23:45", "America/Indiana/Knox", ("11:45 PM", "Central Time (US & Canada)")),
    ],
)
def test_times_are_written_in_prevails_form(
    prevail: Prevail, running: Prevails, wall: str, zone: str, start: tuple[str, str]
) -> None:
    prevail.book(BOOKING.model_copy(update={"moment": at(wall, zone)}))

    remote = running.provider.sessions[0].remote
    assert (remote.start_time, remote.time_zone) == start


def test_a_session_whose_answer_was_lost_is_found_with_its_join_link(
    prevail: Prevail, running: Prevails
) -> None:
    assert prevail.find(BOOKING) is None
    running.faults.set("drop_after")
    with pytest.raises(OutcomeUnknown):
        prevail.book(BOOKING)

    found = prevail.find(BOOKING)

    assert found
    assert found.booked.state is SessionState.READY
    assert found.booked.join_url == f"https://prevail.example/session/{LINK}"
    assert found.booked.demoted_hosts == ("stranger@example.com",)
    assert (found.title, found.moment) == (SESSION.title, BOOKING.moment)
    assert found.duration == SESSION.duration


def test_a_session_is_found_even_where_its_join_link_is_not(
    prevail: Prevail, running: Prevails
) -> None:
    prevail.book(BOOKING)
    running.faults.set("404", path="*/session_requests")

    found = prevail.find(BOOKING)

    assert found
    assert found.booked.state is SessionState.READY
    assert found.booked.join_url is None


def test_a_session_is_found_on_whatever_page_it_is(prevail: Prevail, running: Prevails) -> None:
    for n in range(101):
        other = {"ref": f"S-{n:04}", "remote_session_id": f"other-{n}"}
        prevail.book(BOOKING.model_copy(update=other))
    prevail.book(BOOKING.model_copy(update={"moment": at("2027-01-28T09:00", "UTC")}))
    running.received.clear()

    assert prevail.find(BOOKING.model_copy(update={"remote_session_id": "other-100"}))
    assert [request.args["page"] for request in running.received[:2]] == ["1", "2"]


@pytest.mark.parametrize("hours", [-23, -1, 0, 1, 23])
def test_a_session_is_looked_for_around_its_time_as_prevail_may_list_it_elsewhere(
    prevail: Prevail, running: Prevails, hours: int
) -> None:
    prevail.book(BOOKING)
    elsewhere = BOOKING.moment.instant + timedelta(hours=hours)
    found = prevail.find(BOOKING.with_(moment=Moment.at(elsewhere, "UTC"), secret_id=True))
    assert found
    assert found.moment == BOOKING.moment
    (query,) = [r.args for r in running.received if r.path.endswith("/sessions") and r.args]
    window = int(query["end_time"]) - int(query["start_time"])
    assert window == timedelta(days=2).total_seconds()


@pytest.mark.parametrize("fold", [0, 1])
def test_of_an_hour_that_comes_twice_the_one_meant_is_booked(
    prevail: Prevail, running: Prevails, fold: int
) -> None:
    local = datetime(2027, 11, 7, 1, 30, fold=fold)  # noqa: DTZ001 - wall clock
    moment = Moment(local=local, zone="America/New_York")
    found = prevail.book(BOOKING.with_(moment=moment))
    (session,) = running.provider.sessions
    assert session.start == moment.instant
    assert session.remote.time_zone == "UTC"
    assert found.moment
    assert found.moment.instant == moment.instant
    prevail.edit(BOOKING, wanted=Changes(moment=moment))
    assert session.start == moment.instant


def test_a_moved_session_is_found_wherever_it_was_moved_to(
    prevail: Prevail, running: Prevails
) -> None:
    new = at("2027-06-01T09:00", "Europe/Berlin")
    prevail.book(BOOKING)
    prevail.edit(BOOKING, wanted=Changes(moment=new))

    secret = BOOKING.with_(secret_id=True)
    for also, looks in ((new, 1), (None, 2)):
        running.received.clear()
        found = prevail.find(secret, also=also)
        assert found
        assert found.moment == new
        lists = [request for request in running.received if request.path.endswith("/sessions")]
        assert len(lists) == looks
    guessable = prevail.find(BOOKING)
    assert guessable
    assert guessable.moment == new, "whoever has a name that people chose has it on whatever day"


@pytest.mark.parametrize(
    "said",
    [
        {"requests": [{}]},
        {"requests": [{"id": 7}]},
        {"requests": [{"id": 7, "session_state": "error"}]},
        {"requests": [{"id": 7, "session_state": "canceled", "session_url": "https://a.example/"}]},
        {"requests": [{"id": 7, "session_state": None, "errors": ["no room"]}]},
    ],
)
def test_a_good_status_alone_books_nothing(
    prevail: Prevail, running: Prevails, said: dict[str, Any]
) -> None:
    running.faults.answer(json_response(200, said))
    with pytest.raises(Inconclusive):
        prevail.book(BOOKING)


COMPLAINTS: list[dict[str, Any]] = [
    {"errors": {"title": ["is bad"]}},
    {"errors": ["no"]},
    {"error": "no"},
    {"success": False},
    {"success": "false"},
    {"success": 0},
    {"status": "error"},
]


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_a_complaint_under_a_good_status_is_a_no_whatever_stands_beside_it(
    prevail: Prevail, running: Prevails, complaint: dict[str, Any]
) -> None:
    good = {
        "requests": [{"id": 7, "session_state": "ready"}],
        "sessions": [{"remote_session_id": BOOKING.remote_session_id, "title": "New"}],
        "messages": "Session successfully canceled.",
    }
    running.faults.answer(json_response(200, good | complaint), times=2)
    with pytest.raises(DoubtfulRefusal):
        prevail.book(BOOKING)
    with pytest.raises(DoubtfulRefusal):
        prevail.edit(BOOKING, wanted=Changes(title="Newer"))
    running.faults.answer(json_response(200, complaint))
    with pytest.raises(DoubtfulRefusal):
        prevail.cancel(BOOKING, email_everybody=True)


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_a_complaint_beside_what_was_wanted_is_neither_yes_nor_no(
    prevail: Prevail, running: Prevails, complaint: dict[str, Any]
) -> None:
    good = {
        "sessions": [{"remote_session_id": BOOKING.remote_session_id, "title": "New"}],
        "messages": "Session successfully canceled.",
    }
    running.faults.answer(json_response(200, good | complaint), times=2)
    with pytest.raises(Inconclusive):
        prevail.edit(BOOKING, wanted=Changes(title="New"))
    with pytest.raises(Inconclusive):
        prevail.cancel(BOOKING, email_everybody=True)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"messages": None},
        {"messages": "Session could not be canceled."},
        {"messages": "The session was not successfully canceled."},
        {"messages": "Successfully canceled 0 of 1 sessions."},
        {"messages": "Session successfully canceled for nobody: it is locked."},
    ],
)
def test_a_good_status_alone_cancels_nothing(
    prevail: Prevail, running: Prevails, said: dict[str, Any]
) -> None:
    prevail.book(BOOKING)
    running.faults.answer(json_response(200, said))
    with pytest.raises(Inconclusive):
        prevail.cancel(BOOKING, email_everybody=True)


@pytest.mark.parametrize("state", ["deleted", " Canceled ", "CANCELLED", "Removed"])
def test_a_session_has_ended_in_whatever_words_its_state_says_so(
    prevail: Prevail, running: Prevails, state: str
) -> None:
    listed = {
        "remote_session_id": BOOKING.remote_session_id,
        "state": state,
        "session_url": "https://prevail.example/session/x",
    }
    running.faults.answer(json_response(200, {"sessions": [listed]}), times=9, path="*/sessions")
    found = prevail.find(BOOKING)
    assert found
    assert found.booked.state is SessionState.CANCELED


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"sessions": []},
        {"sessions": [{"title": "Deposition"}]},
        {"sessions": [{"remote_session_id": "another", "title": "Deposition"}]},
    ],
)
def test_a_good_status_alone_changes_nothing(
    prevail: Prevail, running: Prevails, said: dict[str, Any]
) -> None:
    prevail.book(BOOKING)
    running.faults.answer(json_response(200, said))
    with pytest.raises(Inconclusive):
        prevail.edit(BOOKING, wanted=Changes(moment=at("2027-06-01T09:00", "Europe/Berlin")))


def test_an_edit_is_answered_as_prevail_says_it_is_whatever_was_wanted(
    prevail: Prevail, running: Prevails
) -> None:
    said = {
        "remote_session_id": BOOKING.remote_session_id,
        "state": "ready",
        "start_date": "2027-06-01",
        "start_time": "08:00 AM",
        "time_zone": "Europe/Berlin",
    }
    running.faults.answer(json_response(200, {"sessions": [said]}))
    found = prevail.edit(BOOKING, wanted=Changes(moment=at("2027-06-01T09:00", "Europe/Berlin")))
    assert found.moment == at("2027-06-01T08:00", "Europe/Berlin")


def test_an_edit_says_only_what_changes(prevail: Prevail, running: Prevails) -> None:
    prevail.book(BOOKING)

    prevail.edit(BOOKING, wanted=Changes(title="New title"))
    prevail.edit(BOOKING, wanted=Changes(duration=timedelta(hours=2), invitees=("z@example.com",)))

    titled, longer = (json.loads(request.data) for request in running.received[1:])
    assert titled == {"remote_session": {"title": "New title"}}
    assert longer == {"remote_session": {"estimated_duration": 2, "invites": ["z@example.com"]}}


@pytest.mark.parametrize(("email", "mails"), [(True, 4), (False, 0)])
def test_a_session_is_canceled_with_or_without_mail(
    prevail: Prevail, running: Prevails, email: bool, mails: int
) -> None:
    prevail.book(BOOKING)
    running.provider.emails.clear()

    prevail.cancel(BOOKING, email_everybody=email)

    assert running.provider.sessions[0].state is State.CANCELED
    assert len(running.provider.emails) == mails
    found = prevail.find(BOOKING)
    assert found
    assert found.booked.state is SessionState.CANCELED


def test_what_prevail_refuses_is_told_in_its_words(prevail: Prevail) -> None:
    prevail.book(BOOKING)
    with pytest.raises(Refused, match="already been taken"):
        prevail.book(BOOKING)

    prevail.cancel(BOOKING, email_everybody=False)
    with pytest.raises(Refused, match="canceled can't be edited"):
        prevail.edit(BOOKING, wanted=Changes(title="New"))


def test_a_session_nobody_knows_is_gone(prevail: Prevail) -> None:
    with pytest.raises(Gone):
        prevail.cancel(BOOKING, email_everybody=True)


def test_without_self_service_a_session_is_requested_and_watched() -> None:
    with at_work(self_service=False) as (running, prevail):
        asked = prevail.book(BOOKING).booked
        waiting = prevail.find(BOOKING.model_copy(update={"booked": asked}))
        running.provider.act("schedule", str(asked.request_id))
        scheduled = prevail.find(BOOKING.model_copy(update={"booked": asked}))

    assert (asked.state, asked.remote_session_id) == (SessionState.INITIAL, None)
    assert waiting
    assert waiting.booked.state is SessionState.INITIAL
    assert scheduled
    assert scheduled.booked.state is SessionState.SCHEDULED
    assert scheduled.booked.join_url == f"https://prevail.example/session/{LINK}"


def test_a_request_without_a_number_could_not_be_told_from_others() -> None:
    with at_work(self_service=False) as (running, prevail):
        answer = json_response(200, {"requests": [{"session_state": "initial"}]})
        running.faults.answer(answer, method="POST")
        with pytest.raises(OutcomeUnknown):
            prevail.book(BOOKING)


def test_a_request_is_scheduled_when_it_has_its_id() -> None:
    with at_work(self_service=False) as (running, prevail):
        asked = prevail.book(BOOKING).booked
        (session,) = running.provider.sessions
        session.state = State.SCHEDULED
        found = prevail.find(BOOKING.with_(booked=asked))
    assert found
    assert found.booked.state is SessionState.INITIAL, "else its link name would stand for it"


def test_a_request_is_found_by_its_number_or_an_id_that_nobody_else_can_have() -> None:
    with at_work(self_service=False) as (running, prevail):
        asked = prevail.book(BOOKING).booked
        running.provider.act("schedule", str(asked.request_id))
        assert prevail.find(BOOKING) is None
        for known in (BOOKING.with_(secret_id=True), BOOKING.with_(booked=asked)):
            found = prevail.find(known)
            assert found
            assert found.booked.request_id == asked.request_id
        other = asked.model_copy(update={"request_id": 77})
        assert prevail.find(BOOKING.with_(booked=other, secret_id=True)) is None


@pytest.mark.parametrize("days", [-1, 0, 40, 3600])
def test_a_session_of_the_id_is_seen_whenever_it_is(
    prevail: Prevail, running: Prevails, days: int
) -> None:
    then = datetime.now(UTC) + timedelta(days=days, hours=1)
    prevail.book(BOOKING.with_(moment=Moment.at(then, "UTC"), remote_session_id=LINK.upper()))
    (found,) = prevail.among(BOOKING)
    invited = ("ana", "stranger", "quartz", "mal")
    assert found.people == frozenset(f"{name}@example.com" for name in invited)
    running.provider.sessions[0].state = State.CANCELED
    assert prevail.among(BOOKING) == []


def test_a_session_is_seen_on_whatever_page_it_is_even_where_pages_are_not_counted(
    prevail: Prevail, running: Prevails
) -> None:
    then = at("2027-06-01T09:00", "Europe/Berlin")
    for n in range(101):
        prevail.book(BOOKING.with_(remote_session_id=f"other-{n}", moment=then))
    last = BOOKING.with_(remote_session_id="other-100")
    assert len(prevail.among(last)) == 1
    running.faults.set("missing_fields", method="GET", times=9)
    assert len(prevail.among(last)) == 1


@pytest.mark.parametrize("pages", [10**9, "3", "9" * 5_000])
def test_a_list_that_counts_more_pages_than_it_has_proves_nothing(
    prevail: Prevail, running: Prevails, pages: Any
) -> None:
    other = {"remote_session_id": "other", "state": "ready"}
    endless = json_response(200, {"pagy": {"pages": pages}, "sessions": [other] * 100})
    running.faults.answer(endless, method="GET", times=MOST_PAGES)
    with pytest.raises(TryLater):
        prevail.find(BOOKING)
    assert len(running.received) == 2


@pytest.mark.parametrize("pages", [None, -1, 0, "many", [], {}, True, 1.5])
@pytest.mark.parametrize("rows", [1, 99])
def test_a_list_that_counts_its_pages_oddly_ends_where_a_page_is_not_full(
    prevail: Prevail, running: Prevails, pages: Any, rows: int
) -> None:
    other = {"remote_session_id": "other", "state": "ready"}
    page = json_response(200, {"pagy": {"pages": pages}, "sessions": [other] * rows})
    running.faults.answer(page, method="GET", times=9)
    assert prevail.find(BOOKING) is None
    assert len(running.received) == 1


@pytest.mark.parametrize("row", [None, 7, "text", [], {}, {"remote_session_id": "a b"}], ids=str)
def test_a_row_that_cannot_be_read_hides_no_other_and_proves_no_absence(
    prevail: Prevail, running: Prevails, row: Any
) -> None:
    ours = {"remote_session_id": LINK, "state": "ready"}
    running.faults.answer(json_response(200, {"sessions": [row, ours]}), times=9)
    assert prevail.find(BOOKING)
    named, unread = prevail.among(BOOKING)
    assert named.booked.remote_session_id == LINK
    assert unread.mark
    assert (unread.title, unread.moment, unread.people) == (None, None, None)
    running.faults.clear()
    running.faults.answer(json_response(200, {"sessions": [row]}), times=9)
    with pytest.raises(TryLater):
        prevail.find(BOOKING)
    assert [found.mark for found in prevail.among(BOOKING)] == [unread.mark]


@pytest.mark.parametrize("row", [None, 7, [], {}, {"id": True}, {"id": {}}, {"id": "a b"}], ids=str)
def test_a_request_that_cannot_be_read_hides_no_other_and_proves_no_absence(row: Any) -> None:
    with at_work(self_service=False) as (running, prevail):
        booked = prevail.book(BOOKING).booked
        ours = {"id": str(booked.request_id), "session_state": "initial"}
        running.faults.answer(json_response(200, {"requests": [row, ours]}), times=2)
        found = prevail.find(BOOKING.with_(booked=booked))
        assert found
        assert found.booked.request_id == booked.request_id
        assert len(prevail.among(BOOKING)) == 2
        running.faults.answer(json_response(200, {"requests": [row]}))
        with pytest.raises(TryLater):
            prevail.find(BOOKING.with_(booked=booked))


@pytest.mark.parametrize(
    "body", [{}, [], None, {"requests": None}, {"requests": {}}, "no"], ids=str
)
def test_what_is_no_list_proves_nothing(body: Any) -> None:
    with at_work(self_service=False) as (running, prevail):
        running.faults.answer(json_response(200, body))
        with pytest.raises(TryLater):
            prevail.among(BOOKING)


def test_a_list_of_requests_that_cannot_be_read_takes_no_more_than_the_link(
    prevail: Prevail, running: Prevails
) -> None:
    prevail.book(BOOKING)
    running.faults.answer(json_response(200, {"requests": 7}), path="*/session_requests")
    found = prevail.find(BOOKING)
    assert found
    assert (found.booked.state, found.booked.join_url) == (SessionState.READY, None)


REQUEST = {
    "id": 7,
    "session_state": "ready",
    "session_url": "https://prevail.example/session/x",
    "remote_session_id": LINK,
    "session_request": {
        "session_type": "remote_deposition",
        "deponent": {"name": "Mal Yarrow", "email": "mal@example.com", "role": "deponent"},
        "invites": [{"email": "ana@example.com", "access_level": "host"}],
    },
    "remote_session": {
        "title": "Smith v. Jones",
        "case": "123-case",
        "start_date": "2027-01-28",
        "start_time": "01:30 AM",
        "time_zone": "Pacific Time (US & Canada)",
        "estimated_duration": 1.25,
    },
    "session_details": {"language": "", "video_provider": "zoom_meeting"},
    "notice": None,
    "cancelation_requested": None,
    "provider_specific_details": {
        "meeting_id": 81,
        "password": "zm",
        "provider_join_url": "https://zoom.example/j/81",
        "prevail_join_url": "https://prevail.example/session/x",
    },
}
SESSION_ROW = {
    "remote_session_id": LINK,
    **REQUEST["remote_session"],  # type: ignore[dict-item] # an object
    "state": "ready",
    "transcript_status": None,
    "invites": ["ana@example.com"],
    "provider_specific_details": REQUEST["provider_specific_details"],
}


def fields(value: Any, *path: Any) -> list[tuple[Any, ...]]:
    """Return the way to every field of an answer, in objects and in lists."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    ways = [(*path, key) for key, _ in parts]
    inner = dict(value.items() if isinstance(value, dict) else enumerate(value))
    deeper = [
        way
        for key, part in inner.items()
        if isinstance(part, dict | list)
        for way in fields(part, *path, key)
    ]
    return [*ways, *deeper]


def with_odd(answer: Any, way: tuple[Any, ...], odd: Any) -> Any:
    """Return an answer with something else at one place."""
    copy = json.loads(json.dumps(answer))
    part = copy
    for key in way[:-1]:
        part = part[key]
    part[way[-1]] = odd
    return copy


@pytest.mark.parametrize("way", fields(REQUEST), ids=lambda way: ".".join(map(str, way)))
@pytest.mark.parametrize("self_service", [True, False])
def test_no_odd_field_makes_a_success_anything_else(
    way: tuple[Any, ...], self_service: bool
) -> None:
    needed = {True: (), False: (("id",),)}[self_service]
    with at_work(self_service=self_service) as (running, prevail):
        for odd in ODD:
            running.faults.answer(json_response(200, {"requests": [with_odd(REQUEST, way, odd)]}))
            is_read = isinstance(odd, str | int | float) and not isinstance(odd, bool) and odd != ""
            # A state that nobody knows may be that it failed.
            unknown = way == ("session_state",) and is_read
            if unknown or (way in needed and odd not in (7, -1, "text")):
                with pytest.raises(OutcomeUnknown):
                    prevail.book(BOOKING)
                continue
            made = prevail.book(BOOKING)
            assert made.booked.state in {SessionState.READY, SessionState.INITIAL}
            assert made.moment in {BOOKING.moment, None}
            said = made.moment or made.unreadable_time or way == ("remote_session",) or not odd
            assert said, f"{odd!r} for {way} is passed over"


@pytest.mark.parametrize("way", fields(SESSION_ROW), ids=lambda way: ".".join(map(str, way)))
def test_no_odd_field_hides_a_session_that_is_listed(
    prevail: Prevail, running: Prevails, way: tuple[Any, ...]
) -> None:
    if way == ("remote_session_id",):
        return
    for odd in ODD:
        running.faults.answer(json_response(200, {"sessions": [with_odd(SESSION_ROW, way, odd)]}))
        (found,) = prevail.among(BOOKING.with_(secret_id=True))
        assert found.booked.remote_session_id == LINK
        assert found.moment in {BOOKING.moment, None}


@pytest.mark.parametrize("said", ["canceled", "cancelled", "Canceled"])
def test_what_is_canceled_is_so_however_it_is_spelt(
    prevail: Prevail, running: Prevails, said: str
) -> None:
    listed = json_response(200, {"sessions": [{"remote_session_id": LINK, "state": said}]})
    running.faults.answer(listed, times=2)
    assert prevail.among(BOOKING) == []
    found = prevail.find(BOOKING)
    assert found
    assert found.booked.state is SessionState.CANCELED


@pytest.mark.parametrize("date", ["0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31"])
def test_a_time_out_of_all_reach_is_as_if_none_was_listed(
    prevail: Prevail, running: Prevails, date: str
) -> None:
    session = {
        "remote_session_id": LINK,
        "start_date": date,
        "start_time": "11:59 PM",
        "time_zone": "Hawaii",
        "estimated_duration": 721,
    }
    running.faults.answer(json_response(200, {"sessions": [session]}))
    (found,) = prevail.among(BOOKING)
    assert (found.moment, found.duration) == (None, None)


@pytest.mark.parametrize(
    "odd", [{"invites": 7}, {"invites": [[]]}, {"estimated_duration": float("inf")}]
)
def test_a_session_with_something_odd_about_it_is_seen_all_the_same(
    prevail: Prevail, running: Prevails, odd: dict[str, Any]
) -> None:
    session = {"remote_session_id": LINK, "state": "ready", **odd}
    running.faults.answer(json_response(200, {"sessions": [session]}))
    (found,) = prevail.among(BOOKING)
    assert found.people is None
    assert found.duration is None


def test_the_way_in_is_never_that_of_an_earlier_session_of_the_id(
    prevail: Prevail, running: Prevails
) -> None:
    zoom = ordered(video_provider="zoom_meeting")
    prevail.book(zoom)
    (theirs,) = running.provider.sessions
    theirs.state = State.CANCELED
    theirs.remote_session_id = None
    prevail.book(zoom.with_(moment=at("2027-01-28T05:30", "America/Los_Angeles")))
    theirs.remote_session_id = LINK
    found = prevail.find(BOOKING)
    assert found
    assert (found.booked.state, found.booked.request_id) == (SessionState.READY, 2)
    assert found.booked.meeting_id == "81000000002"


def test_every_call_carries_a_token_of_a_few_minutes(prevail: Prevail, running: Prevails) -> None:
    prevail.find(BOOKING)

    token = running.received[0].headers["authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, running.provider.api_key, algorithms=["HS256"])
    left = claims["exp"] - datetime.now(UTC).timestamp()
    assert claims["slug"] == running.provider.company_id
    assert 60 < left <= 600


def test_a_wrong_key_is_for_an_administrator(prevail: Prevail, running: Prevails) -> None:
    running.provider.api_key = running.provider.api_key[::-1]

    with pytest.raises(NotAllowed):
        prevail.find(BOOKING)


@pytest.mark.parametrize(
    "notice",
    [
        "NaN",
        "-Infinity",
        "1e999",
        "9" * 5_000,
        "[" * 200 + "]" * 200,
        '"\\ud800"',
        '"' + "x" * 20_000 + '"',
    ],
    ids=lambda notice: notice[:12],
)
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b" \r\n"], ids=["plain", "BOM", "blanks"])
def test_no_odd_number_or_sign_makes_a_success_anything_else(
    prevail: Prevail, running: Prevails, notice: str, before: bytes
) -> None:
    said = json.dumps({"requests": [REQUEST]}).replace('"notice": null', f'"notice": {notice}')
    twice = said.replace('"session_state"', '"session_state": "error", "session_state"')
    running.faults.answer(Response(before + twice.encode(), 200))
    made = prevail.book(BOOKING)
    assert (made.booked.state, made.moment) == (SessionState.READY, BOOKING.moment)


def test_what_is_nested_without_end_is_looked_up(prevail: Prevail, running: Prevails) -> None:
    deep = '{"requests": [' + "[" * 50_000 + "]" * 50_000 + "]}"
    running.faults.answer(Response(deep.encode(), 200))
    with pytest.raises(OutcomeUnknown):
        prevail.book(BOOKING)


def test_what_is_listed_beside_it_at_its_time_may_be_it_under_another_id(prevail: Prevail) -> None:
    prevail.book(BOOKING.with_(remote_session_id="another"))
    assert [each.booked.remote_session_id for each in prevail.among(BOOKING)] == ["another"]


def test_a_renamed_session_is_found_by_its_number(prevail: Prevail, running: Prevails) -> None:
    booking = BOOKING.as_booked(prevail.book(BOOKING).booked)
    (session,) = running.provider.sessions
    session.remote_session_id = "renamed-by-staff"
    found = prevail.find(booking)
    assert found
    assert found.booked.remote_session_id == "renamed-by-staff"
    session.request_id = 999
    assert prevail.find(booking) is None, "without its number nothing proves that it is ours"


def test_what_the_list_of_requests_alone_still_has_is_there_only_as_canceled(
    prevail: Prevail, running: Prevails
) -> None:
    booking = BOOKING.as_booked(prevail.book(BOOKING).booked)
    nothing = json_response(200, {"sessions": []})
    running.faults.answer(nothing, path="*/sessions", times=9)
    assert prevail.find(booking) is None
    running.provider.sessions[0].state = State.CANCELED
    found = prevail.find(booking)
    assert found
    assert found.booked.state is SessionState.CANCELED
