"""Bookings that need attention, the list of them, and its buttons."""

import re
from contextlib import closing
from datetime import timedelta
from json import dumps
from typing import Any

from bot.providers import connect
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.record import FailureReason, Record, State
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.results import SetAside
from bot.scheduling.ports.store import Decision, Entry, PendingJob
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.queue import Queue, Task
from bot.scheduling.told import without_told
from bot.times.moment import Moment
from sandbox.slack.people import ANA, TEAM_ID
from sandbox.slack.person import Person, Shown
from tests.builders import NOW, a_booking, a_session
from tests.handlers.conftest import (
    Office,
    labels,
    last_whispered,
)
from tests.handlers.signed_requests import Stranger
from tests.sqlite import open_sqlite
from tests.store.steps import take_one

CALM = "Nothing needs attention"
AHEAD = Moment.at(NOW + timedelta(days=3), "America/New_York")


# A name that a person chose proves nothing, so that a person must decide.
NAMED: dict[str, Any] = {
    "session": a_session(link_name="doe-v-acme"),
    "remote_session_id": "doe-v-acme",
    "secret_id": False,
}
LOST = News(what=EventType.NOT_BOOKED, trouble=FailureReason.REFUSED)


def kept(office: Office, booking: Record, *tasks: Task, aside: bool = False) -> Record:
    """Have the office keep a booking of Ana's as it is, with work that is due or set aside."""
    usual: dict[str, Any] = {"team": TEAM_ID, "moment": AHEAD, "created": NOW, "channel": ""}
    booking = booking.with_(**{"owner": ANA.id, **usual, "troubled_since": NOW})
    with closing(open_sqlite(office.database)) as store:
        store.add(
            booking,
            Decision(
                key=f"made {booking.ref}",
                entry=Entry(by=booking.owner, what="scheduled", at=NOW),
                then=due(*tasks, at=NOW + timedelta(hours=1)),
            ),
        )
        for queue in Queue if aside else ():
            while job := take_one(
                store, queue, now=NOW + timedelta(hours=2), lease=timedelta(minutes=1)
            ):
                store.set_aside(job, SetAside(), at=NOW)
    return booking


def unknown(
    office: Office, ref: str = "S-7K2M", *, job: Task | None = None, **changes: Any
) -> SessionBooking:
    """Have a session that nobody knows about, with work that will be due."""
    changes = {"trouble": FailureReason.UNKNOWN, "state": State.FAILED, **changes}
    booking = kept(office, a_booking(ref, **changes), *([job] if job else ()))
    assert isinstance(booking, SessionBooking)
    return booking


def there_too(office: Office, booking: SessionBooking) -> None:
    """Have Prevail hold a session like this one."""
    with closing(connect(office.settings, clock=office.clock)) as providers:
        providers.prevail.book(booking)


def now(office: Office, ref: str = "S-7K2M") -> Record:
    """Return a booking as it stands."""
    with closing(open_sqlite(office.database)) as store:
        booking = store.get(TEAM_ID, ref)
    assert booking is not None
    return booking


def history(office: Office, ref: str = "S-7K2M") -> list[tuple[str, str]]:
    """Return what was decided and seen, by whom."""
    with closing(open_sqlite(office.database)) as store:
        return [(entry.by, entry.what) for entry in without_told(store.history(TEAM_ID, ref))]


def left(office: Office) -> list[PendingJob]:
    """Return the work that is still to be done."""
    with closing(open_sqlite(office.database)) as store:
        return store.pending(TEAM_ID)


def attention(person: Person, channel: str = "#depositions") -> Shown:
    """Ask what needs attention, and return the list."""
    person.command(channel, "/bookings attention")
    return last_whispered(person, channel)


def buttons(shown: Shown) -> list[str]:
    return labels(shown)


def press(person: Any, act: str, ref: str, *, office: Office, page: int | None = 0) -> str:
    """Press a button as anybody could send it, and return what is answered at once."""
    value = dumps({"act": act, "ref": ref, "page": page})
    return Stranger(office=office, person=person).press(f"attend_{act}", value)


def without_block_ids(answer: str) -> str:
    """Return an answer without the ids that Slack makes up for blocks."""
    return re.sub(r"'block_id': '[^']*'", "", answer)
