"""A booking or request of every kind with something in every field, to see where what was typed may stand."""

from typing import Any

from pydantic import SecretStr

from bot.scheduling.model.agent import Call
from bot.scheduling.model.appointment import Appointment
from bot.scheduling.model.record import Card, FailureReason, Record, State
from bot.scheduling.model.session import BookedSession, Deponent, Session
from tests import builders


def complete_records(*, appointment_id: str = "appt-1") -> list[Record]:
    """Return one of each kind; whatever is personal has a HushWord of its own in it, what is not has none."""
    common: dict[str, Any] = {
        "card": Card(channel="C9", ts="1.5"),
        "trouble": FailureReason.REFUSED,
        "reason": "HushWordRefusal",
        "state": State.FAILED,
    }
    call = Call(
        join_url="https://hushword.example/call", on_behalf_of="hushword.behalf@hushword.example"
    )
    made = builders.an_appointment(booked=_held(appointment_id), **common)
    requested = builders.a_calendar_action(**common)
    by_id = builders.a_cancellation(**common)
    patient = {
        "email": "hushword.patient@hushword.example",
        "first_name": "HushWordFirst",
        "last_name": "HushWordLast",
    }
    canceled = {
        "appointment_id": appointment_id,
        "email": "hushword@hushword.example",
        "reason": "HushWordWhy",
    }
    return [
        builders.a_booking(
            session=_session(), booked=_answer(), remote_session_id="hushword-link-name", **common
        ),
        builders.an_agent(
            call=call,
            of_session="S-7K2M",
            session_title="HushWordTitle",
            session_case="HushWordCase",
            deponent=Deponent(name="HushWordDeponent", email="hushword.deponent@hushword.example"),
            dashboard="https://hushword.example/dashboard",
            **common,
        ),
        made.with_(request=made.request.model_copy(update=patient)),
        requested.with_(
            calendar_action=requested.calendar_action.model_copy(
                update={"scheduling_key": "hushword-key"}
            )
        ),
        by_id.with_(cancellation=by_id.cancellation.model_copy(update=canceled)),
    ]


def _session() -> Session:
    return builders.a_session(
        title="HushWordTitle é",
        case="HushWordCase",
        deponent=Deponent(name="HushWordDeponent", email="hushword.deponent@hushword.example"),
        hosts=("hushword.host@hushword.example",),
        invitees=("hushword.guest@hushword.example",),
        languages="HushWordLanguage",
        interpreter="HushWordInterpreter",
        preferred_manager="HushWordManager",
        video_provider="zoom_meeting",
        session_type="remote_deposition",
        link_name="hushword-link-name",
        notes="HushWordNotes",
    )


def _answer() -> BookedSession:
    return builders.an_answer(
        remote_session_id="hushword-remote-id",
        request_id=7,
        join_url="https://hushword.example/join",
        zoom_url="https://hushword.example/zoom",
        meeting_id="hushword-meeting",
        password=SecretStr("hushword-password"),
        demoted_hosts=("hushword.demoted@hushword.example",),
        unconfirmed_hosts=1,
    )


def _held(appointment_id: str) -> Appointment:
    return Appointment(
        id=appointment_id,
        start=builders.NOW,
        end=builders.NOW,
        event_type="HushWordVisit",
        join_url="https://hushword.example/visit",
        email="hushword.patient@hushword.example",
        name="HushWordPatient",
    )
