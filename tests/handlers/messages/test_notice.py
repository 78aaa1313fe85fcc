"""*Copy notice*: a paragraph for the parties, in everybody's time, and with no password."""

import pytest

from bot.scheduling.model.booking import Booking, Drift, Hold
from bot.scheduling.model.record import State
from bot.scheduling.model.session import Deponent
from bot.times.moment import Moment
from handlers.messages.notice import can_be_told, notice
from tests.builders import (
    MOMENT,
    a_booking,
    a_calendar_action,
    a_session,
    an_answer,
    an_appointment,
    later,
)

SESSION = a_session(
    title="Doe *v.* Roe", case="44-ROE", deponent=Deponent(name="Jane Doe", email="j@d.example")
)


def confirmed(**answer: str) -> Booking:
    """Return a session that is confirmed."""
    return a_booking(
        session=SESSION, booked=an_answer(**answer), state=State.CONFIRMED, moment=MOMENT
    )


def test_it_says_when_by_everybodys_clocks_where_and_how_to_join() -> None:
    said = notice(confirmed(meeting_id="123 456", password="hush"), zones=["Europe/London"])
    assert said.startswith(
        "Please note that “Doe *v.* Roe” (case 44-ROE) is scheduled for Thu, Jan 28, 2027, 1:30 PM PST"
        " (2:30 PM MST, 3:30 PM CST, 4:30 PM EST, 9:30 PM GMT"
    )
    for part in (
        "It's held remotely on Prevail.",
        "The deponent is Jane Doe.",
        "Zoom meeting ID: 123 456.",
        "The password will be sent separately.",
        "Join at https://",
    ):
        assert part in said
    assert "hush" not in said
    assert "j@d.example" not in said


def test_a_link_that_may_hold_a_password_is_not_in_it() -> None:
    said = notice(confirmed(join_url="https://zoom.us/j/1?pwd=hush"), zones=[])
    assert "hush" not in said
    assert "The join link will be sent separately." in said


def test_another_day_there_is_said() -> None:
    tokyo = notice(a_booking(moment=MOMENT, state=State.CONFIRMED), zones=["Asia/Tokyo"])
    assert "Fri, Jan 29, 2027, 6:30 AM" in tokyo
    berlin = a_booking(moment=Moment(MOMENT.local, "Europe/Berlin"), state=State.CONFIRMED)
    assert "EST" not in notice(berlin, zones=["Europe/Berlin"])


def test_what_is_canceled_is_told_to_be_and_how_an_appointment_is_held() -> None:
    canceled = notice(confirmed().with_(state=State.CANCELED), zones=[])
    assert canceled.endswith("has been canceled.")
    assert "Join" not in canceled
    assert "It's held remotely by Zoom." in notice(an_appointment(state=State.CONFIRMED), zones=[])


@pytest.mark.parametrize(
    ("booking", "told"),
    [
        (confirmed(), True),
        (confirmed().with_(state=State.CANCELED), True),
        (confirmed().with_(state=State.MOVING), False),
        (confirmed().with_(hold=Hold(until=later(seconds=20))), False),
        (confirmed().with_(drift=Drift()), False),
        (confirmed().with_(unreadable_time="noonish"), False),
    ],
)
def test_only_what_is_settled_is_told(booking: Booking, *, told: bool) -> None:
    assert can_be_told(booking) is told
    assert not can_be_told(a_calendar_action(state=State.CONFIRMED))
