"""*Give up*: what a provider doesn't do is tried no more, after a last look at what it may have done."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from sandbox.slack.person import Shown
from tests.handlers import agent_steps, appointment_steps, session_steps
from tests.handlers.conftest import Office, StartOffice, labels, last_whisper, office_with
from tests.handlers.session_steps import ref_of
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until

REFUSING, LOST, FAILING = "429", "drop_after", "500"
WAITS, CHECKING = "can't do this right now", "Docket is checking"
GIVEN_UP = "couldn't do this for too long, so Docket stopped trying"
AT_TWO, AT_FIVE = "2:00 PM P", "5:00 PM P"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Start one office for all: what each test books is its own."""
    with office_with(tmp_path_factory.mktemp("office"), clock=SimulatedClock()) as office:
        yield office


@pytest.fixture(autouse=True)
def _mended(office: Office) -> Iterator[None]:
    yield
    for provider in (office.prevail, office.cronofy, office.carevalidate):
        provider.faults.clear()


def given_up(card: Shown, *, until: str) -> Shown:
    """Press *Give up* on a card, and wait for what it says then."""
    card.press("Give up")
    return card.wait_for_text(until)


def moved(office: Office, card: Shown, *, until: str) -> Shown:
    """Ask for a session to be moved to five, and wait for what its card says of that."""
    line = f"/session move {ref_of(card)} tomorrow 5pm Pacific"
    office.person("Ana Reyes").command("#general", line).submit()
    return card.wait_for_text("Changing…").wait_for_text(until)


def canceled(card: Shown, *, until: str) -> Shown:
    """Ask for a session to be canceled, and wait for what its card says of that."""
    card.press("Cancel session").submit()
    return card.wait_for_text("Canceling…").wait_for_text(until)


def living(office: Office) -> int:
    """Count the sessions that Prevail holds."""
    return len([session for session in office.sessions if session.state != "canceled"])


def test_a_booking_that_prevail_does_not_make_ends_and_its_entries_are_kept(office: Office) -> None:
    before = living(office)
    office.prevail.faults.set(REFUSING, times=99, method="POST")
    card = session_steps.booked(office, title="Given up", until=WAITS)
    given_up(card, until="Not booked")
    assert GIVEN_UP in card.text
    office.prevail.faults.clear()
    assert "Give up" not in labels(card)
    card.press("Change and try again").submit()
    card.wait_for_text("Confirmed")
    assert living(office) == before + 1


def test_a_booking_that_was_made_unheard_is_found_by_the_last_look(office: Office) -> None:
    before = living(office)
    office.prevail.faults.set(LOST, method="POST")
    office.prevail.faults.set(FAILING, times=99, method="GET")
    card = session_steps.booked(office, title="Made unheard", until=CHECKING)
    office.prevail.faults.clear()
    given_up(card, until="Confirmed")
    assert living(office) == before + 1


def test_a_booking_that_nobody_can_look_up_is_called_unknown_and_found_later(
    start_office: StartOffice,
) -> None:
    clock = SimulatedClock()
    office = start_office(clock=clock)
    office.prevail.faults.set(LOST, method="POST")
    office.prevail.faults.set(FAILING, times=99, method="GET")
    card = session_steps.booked(office, until=CHECKING)
    given_up(card, until="Not known whether it was booked")
    office.prevail.faults.clear()
    wake = office.running.workers.wake
    clock.settle(office.database, wake=wake, within=timedelta(minutes=3))
    card.wait_for_text("Confirmed")
    assert living(office) == 1


def test_a_move_that_prevail_does_not_make_leaves_it_where_it_is(office: Office) -> None:
    card = session_steps.booked(office, title="Not moved")
    office.prevail.faults.set(REFUSING, times=99, method="PATCH")
    moved(office, card, until=WAITS)
    given_up(card, until="Confirmed")
    assert AT_TWO in card.text
    told = office.person("Ana Reyes").wait_for_message("@app", "Not changed: Not moved")
    assert GIVEN_UP in told.text
    assert office.sessions[-1].remote.start_time == "02:00 PM"


def test_a_move_that_was_made_unheard_is_shown_by_the_last_look(office: Office) -> None:
    card = session_steps.booked(office, title="Moved unheard")
    office.prevail.faults.set(LOST, method="PATCH")
    office.prevail.faults.set(FAILING, times=99, method="GET")
    moved(office, card, until=CHECKING)
    office.prevail.faults.clear()
    given_up(card, until="Confirmed")
    assert AT_FIVE in card.text
    assert office.sessions[-1].remote.start_time == "05:00 PM"


def test_a_move_of_which_nobody_knows_is_settled_by_the_list(office: Office) -> None:
    card = session_steps.booked(office, title="Moved or not")
    office.prevail.faults.set(FAILING, times=99, method="PATCH")
    moved(office, card, until=CHECKING)
    given_up(card, until="Confirmed")
    told = office.person("Ana Reyes").wait_for_message("@app", "Moved or not")
    assert AT_TWO in card.wait_for_text("Confirmed").text
    assert "hanged: Moved or not" in told.text
    assert office.sessions[-1].remote.start_time == "02:00 PM"


def test_a_cancellation_that_prevail_does_not_make_leaves_it_booked(office: Office) -> None:
    card, before = session_steps.booked(office, title="Kept"), living(office)
    office.prevail.faults.set(REFUSING, times=99, method="PATCH")
    canceled(card, until=WAITS)
    assert labels(card) == ["Give up", "More"]
    given_up(card, until="Confirmed")
    told = office.person("Ana Reyes").wait_for_message("@app", "Not canceled")
    assert GIVEN_UP in told.text
    assert living(office) == before


def test_a_cancellation_that_was_made_unheard_is_shown_by_the_last_look(office: Office) -> None:
    card, before = session_steps.booked(office, title="Gone"), living(office)
    office.prevail.faults.set(LOST, method="PATCH")
    office.prevail.faults.set(FAILING, times=99, method="GET")
    canceled(card, until=CHECKING)
    office.prevail.faults.clear()
    given_up(card, until="Canceled")
    assert living(office) == before - 1


def test_a_cancellation_of_what_is_not_booked_yet_is_an_end_already(office: Office) -> None:
    office.prevail.faults.set(FAILING, times=99)
    card = session_steps.booked(office, title="Taken back", until=CHECKING)
    canceled(card, until="Canceling…")
    assert labels(card) == ["More"]
    office.prevail.faults.clear()
    card.wait_for_text("Canceled")


def test_an_agent_whose_move_got_lost_may_have_moved(office: Office) -> None:
    card = agent_steps.sent(office, when="tomorrow 2pm Pacific")
    office.cronofy.faults.set(LOST, times=99, method="POST")
    line = f"/agent move {agent_steps.agent_ref(card.text)} tomorrow 5pm Pacific"
    office.person("Ana Reyes").command("#general", line).submit()
    card.wait_for_text("asking again, which is safe")
    given_up(card, until="may or may not have been made")


def test_an_appointment_that_carevalidate_does_not_book_ends(office: Office) -> None:
    office.carevalidate.faults.set(REFUSING, times=99, method="POST")
    card = appointment_steps.booked_for(office, until=WAITS)
    given_up(card, until="Not booked")
    assert office.appointments == []


def test_somebody_else_is_told_whose_it_is(office: Office) -> None:
    office.prevail.faults.set(REFUSING, times=99, method="POST")
    card = session_steps.booked(office, title="Ana's own", until=WAITS)
    ben = office.person("Ben Okafor")
    shown = next(each for each in ben.messages("#depositions") if "Ana's own" in each.text)
    shown.press("Give up")
    wait_until(lambda: "@Ana Reyes" in last_whisper(ben))
    card.wait_for_text(WAITS)


def test_pressed_again_it_says_that_it_is_over(office: Office) -> None:
    office.prevail.faults.set(REFUSING, times=99, method="POST")
    card = session_steps.booked(office, title="Twice", until=WAITS)
    drawn = card.source.blocks
    given_up(card, until="Not booked")
    with office.slack.workspace.changing():
        card.source.blocks[:] = drawn
    card.press("Give up")
    office.person("Ana Reyes").wait_for_message("#depositions", "no longer needs that")


def test_the_list_of_what_needs_attention_offers_it_too(start_office: StartOffice) -> None:
    clock = SimulatedClock()
    office = start_office(clock=clock)
    office.prevail.faults.set(REFUSING, times=99, method="POST")
    card = session_steps.booked(office, until=WAITS)
    clock.on(timedelta(minutes=6))
    ana = office.person("Ana Reyes")
    ana.command("#general", "/bookings attention")
    shown = ana.messages("#general")[-1]
    assert labels(shown) == ["Try again", "Give up"]
    shown.press("Give up")
    assert "Docket stops trying, after a last check of Prevail" in shown.text
    card.wait_for_text("Not booked")
