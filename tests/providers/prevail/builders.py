"""A booking for Prevail as most are, and the adapter at work against what stands in for Prevail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.providers.prevail.adapter import Prevail
from bot.scheduling.model.session import Deponent, Session, SessionBooking
from bot.times.moment import Moment
from sandbox import providers as stand_ins
from sandbox.providers import Running
from tests.providers import adapters

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
    """Return a wall-clock time in a zone."""
    return Moment(local=datetime.fromisoformat(wall), zone=zone)


# As Prevail writes the booking's values.
VALUES: dict[str, Any] = {
    "title": "Smith v. Jones",
    "case": "123-case",
    "start_date": "2027-01-28",
    "start_time": "01:30 AM",
    "time_zone": "Pacific Time (US & Canada)",
    "estimated_duration": 1.25,
}
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
    """Return the booking with something else ordered."""
    return BOOKING.model_copy(update={"session": SESSION.model_copy(update=change)})


@contextmanager
def at_work(*, self_service: bool = True) -> Iterator[tuple[Prevails, Prevail]]:
    """Start the stand-in, and connect the adapter to it."""
    with adapters.connected(stand_ins.Prevail(self_service=self_service)) as (running, transport):
        yield running, adapters.prevail(running.provider, transport)
