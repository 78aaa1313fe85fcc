"""A booking with two cards: the one that Docket does not know of goes once somebody presses on it."""

import pytest

from sandbox.slack import Fault
from sandbox.slack.person import Shown
from tests.handlers.conftest import Office
from tests.handlers.session_steps import booked
from tests.waiting import wait_until

HISTORY = ("channels:history", "groups:history", "im:history")


def two_cards(office: Office) -> tuple[Shown, Shown]:
    """Book a session whose card was posted twice, because no history may be read."""
    for scope in HISTORY:
        office.slack.revoke(scope)
    office.slack.misbehave("chat.postMessage", Fault.DROP_AFTER)
    booked(office, until="Booking")
    ana = office.person("Ana Reyes")
    wait_until(lambda: len(ana.messages("#depositions")) == 2)
    lost, current = ana.messages("#depositions")
    current.wait_for_text("Confirmed")
    return lost, current


@pytest.mark.parametrize("button", ["More", "Cancel session"])
def test_a_second_card_is_deleted_once_somebody_presses_on_it(office: Office, button: str) -> None:
    lost, current = two_cards(office)
    assert lost.press(button).title
    wait_until(lambda: not lost.is_there)
    assert current.is_there


def test_the_card_that_shows_the_booking_stays(office: Office) -> None:
    lost, current = two_cards(office)
    current.press("More")
    lost.press("More")
    wait_until(lambda: not lost.is_there)
    assert current.is_there
    (deleted,) = [call for call in office.slack.calls if call.method == "chat.delete"]
    assert deleted.args["ts"] == lost.ts
