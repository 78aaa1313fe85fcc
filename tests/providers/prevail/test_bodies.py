"""What Prevail is sent: everything that was ordered, at the time that was meant, and what an edit changes."""

import json
from datetime import datetime, timedelta

import pytest

from bot.providers.prevail.adapter import Prevail
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.session import SessionState
from bot.times.moment import Moment
from tests.builders import SessionWithParking
from tests.providers.prevail.builders import BOOKING, LINK, SESSION, VALUES, Prevails, at, ordered


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
            "remote_session": {**VALUES, "remote_session_id": LINK},
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
    [("Bring exhibits.", "Bring exhibits.\nParking: Lot B"), ("", "Parking: Lot B")],
)
def test_what_prevail_has_no_field_for_goes_into_its_free_text(
    prevail: Prevail, running: Prevails, notes: str, details: str
) -> None:
    session = SessionWithParking(**dict(SESSION.with_(notes=notes)), parking="Lot B")
    prevail.book(BOOKING.model_copy(update={"session": session}))
    request = json.loads(running.received[0].data)["session_request"]
    assert request["session_details"]["additional_details"] == details


def test_the_least_that_can_be_ordered_is_enough(prevail: Prevail) -> None:
    least = ordered(case="", deponent=None, hosts=(), invitees=())

    assert prevail.book(least).booked.state is SessionState.READY


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


def test_an_edit_says_only_what_changes(prevail: Prevail, running: Prevails) -> None:
    prevail.book(BOOKING)

    prevail.edit(BOOKING, wanted=Changes(title="New title"))
    prevail.edit(BOOKING, wanted=Changes(duration=timedelta(hours=2), invitees=("z@example.com",)))

    titled, longer = (json.loads(request.data) for request in running.received[1:])
    assert titled == {"remote_session": {"title": "New title"}}
    assert longer == {"remote_session": {"estimated_duration": 2, "invites": ["z@example.com"]}}
