"""Values that tests begin with: a booking as most are, and the time at which it was made."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.scheduling.moment import Moment
from bot.scheduling.ports import Entry
from bot.scheduling.sessions import Booked, Session, SessionBooking, SessionState

NOW = datetime(2027, 1, 20, 17, 0, tzinfo=UTC)
TEAM, OTHER_TEAM = "T1", "T2"
OWNER, STRANGER = "U1", "U2"

MOMENT = Moment(local=datetime(2027, 1, 28, 13, 30), zone="America/Los_Angeles")  # noqa: DTZ001 - wall clock


def later(**amount: float) -> datetime:
    """Return the time so long after NOW."""
    return NOW + timedelta(**amount)


def a_session(**changes: Any) -> Session:
    """Return what was ordered, as most orders are."""
    usual: dict[str, Any] = {"title": "Deposition of Jane Doe", "duration": timedelta(hours=1)}
    return Session(**{**usual, **changes})


def a_booking(ref: str = "S-7K2M", **changes: Any) -> SessionBooking:
    """Return a booking that was just asked for."""
    usual: dict[str, Any] = {
        "team": TEAM,
        "ref": ref,
        "owner": OWNER,
        "moment": MOMENT,
        "session": a_session(),
        "remote_session_id": f"deposition-of-jane-doe-{ref.lower()}",
        "channel": "C1",
        "created": NOW,
    }
    return SessionBooking(**{**usual, **changes})


def an_answer(**changes: Any) -> Booked:
    """Return what Prevail answers once a session is booked."""
    usual: dict[str, Any] = {
        "state": SessionState.READY,
        "join_url": "https://prevail.example/session/deposition-of-jane-doe-s-7k2m",
    }
    return Booked(**{**usual, **changes})


def an_entry(what: str = "scheduled", **changes: Any) -> Entry:
    """Return a line of history."""
    return Entry(**{"by": OWNER, "what": what, "at": NOW, **changes})
