"""What needs attention is reminded of once, and not after it was settled."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from bot.scheduling.attention import reminders
from bot.scheduling.model.record import State
from bot.times.moment import UtcClock
from sandbox.slack.people import CARLA, TEAM_ID
from tests.builders import NOW, an_answer
from tests.handlers.bookings.needing_attention import (
    attention,
    left,
    now,
    unknown,
)
from tests.handlers.conftest import (
    Office,
    StartOffice,
    bot_as,
)
from tests.sqlite import open_sqlite
from tests.waiting import wait_until


def later(office: Office, **amount: float) -> UtcClock:
    """Return the office's clock put forward by so much."""
    return lambda: office.clock() + timedelta(**amount)


def test_reminders_outlive_the_process_and_come_once(start_office: StartOffice) -> None:
    office = start_office(admin_users=frozenset({CARLA.id}))
    booking = unknown(office)
    with closing(open_sqlite(office.database)) as store:
        then = [replace(each, ref=booking.ref) for each in reminders(booking, since=NOW)]
        store.plan(TEAM_ID, then=then)
    ana, carla = office.person("Ana Reyes"), office.person("Carla Stein")
    for minutes in (16, 31):
        with bot_as(office.settings, clock=later(office, minutes=minutes)):
            reader = ana if minutes == 16 else carla
            told = reader.wait_for_message("@app", "still doesn't know whether it was booked")
            assert "/bookings attention" in told.text
        assert len([m for m in ana.messages("@app") if "still doesn't know" in m.text]) == 1
        assert len([m for m in carla.messages("@app") if "still" in m.text]) == (minutes == 31)


def test_nobody_is_reminded_of_what_was_settled_meanwhile(office: Office) -> None:
    booking = unknown(office, state=State.CONFIRMED, booked=an_answer())
    with closing(open_sqlite(office.database)) as store:
        then = [replace(each, ref=booking.ref) for each in reminders(booking, since=NOW)]
        store.plan(TEAM_ID, then=then)
    attention(office.person("Ana Reyes")).press("Not changed")
    wait_until(lambda: now(office).trouble is None)
    with bot_as(office.settings, clock=later(office, hours=1)):
        wait_until(lambda: not left(office))
    assert all("still" not in m.text for m in office.person("Ana Reyes").messages("@app"))
