"""Sessions at Prevail that somebody else booked, however alike ours."""

from datetime import timedelta
from typing import Any

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.session import Deponent, SessionBooking
from bot.scheduling.ports.results import Postponed
from bot.scheduling.tasks.provider import Book
from bot.times.moment import Moment
from sandbox.providers.prevail_sessions import Session
from sandbox.providers.prevail_sessions import State as TheirState
from tests.builders import MOMENT, a_booking, a_session
from tests.scheduling.jobs.bench import PrevailBench, after

DOE = "doe-v-acme"
FULL: dict[str, Any] = {
    "case": "123",
    "deponent": Deponent(name="Jane Doe", email="Jane@doe.example"),
    "hosts": ("host@firm.example",),
    "invitees": ("Ruiz@firm.example",),
}


def named(**changes: Any) -> SessionBooking:
    """Return a booking whose link name a person chose."""
    session = a_session(**{**FULL, "link_name": DOE, **changes})
    return a_booking(session=session, remote_session_id=DOE, secret_id=False)


def requested(**changes: Any) -> SessionBooking:
    """Return a booking that is to be requested, whose name Docket chose."""
    return a_booking(session=a_session(**{**FULL, **changes}))


def strangers(bench: PrevailBench, ours: SessionBooking, **different: Any) -> Session:
    """Have somebody else book at Prevail what is like ours; `different` are its session's values."""
    theirs = ours.with_(
        ref="S-0001",
        moment=different.pop("moment", ours.moment),
        session=ours.session.model_copy(update=different),
        remote_session_id="their-own" if ours.secret_id else ours.remote_session_id,
        there_before=(),
    )
    bench.do(Book(), theirs)
    return bench.prevail.provider.sessions[-1]


def lost(bench: PrevailBench, booking: SessionBooking, *, fault: str = "500") -> SessionBooking:
    """Have a try's answer get lost."""
    bench.prevail.faults.set(fault, method="POST")
    result = bench.do(Book(), booking)
    assert isinstance(result, Postponed)
    return after(result, booking)


def untouched(bench: PrevailBench, theirs: Session, booking: Booking) -> bool:
    """Return whether nothing was asked of a session but its name, and nothing of it was kept."""
    kept = booking.model_dump_json()
    return (
        bench.count("PATCH") == 0
        and theirs.state in {TheirState.READY, TheirState.INITIAL}
        and (theirs.url or "https://") not in kept
        and f'"request_id":{theirs.request_id}' not in kept
    )


DIFFERENT: list[dict[str, Any]] = [
    {"title": "Deposition of Jane Roe"},
    {"case": "124"},
    {"case": ""},
    {"duration": timedelta(hours=2)},
    {"invitees": ()},
    {"invitees": ("ruiz@firm.example", "x@firm.example")},
    {"invitees": ("other@firm.example",)},
    {"hosts": ()},
    {"deponent": None},
    {"deponent": Deponent(name="Jane Doe", email="other@doe.example")},
    {"moment": Moment.at(MOMENT.instant + timedelta(minutes=15), "UTC")},
    {"moment": Moment.at(MOMENT.instant + timedelta(days=30), "UTC")},
]
