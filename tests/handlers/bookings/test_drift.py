"""What is changed or canceled at a provider's own site: found, shown on the card, accepted or put back."""

from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from bot.scheduling.jobs.list_comparison import ALL_TEAMS
from bot.scheduling.model.reference import Kind
from bot.scheduling.tasks.provider import CompareList, Horizon
from bot.scheduling.tasks.queue import ScheduledTask, ref_of_list
from bot.store import open_store
from handlers.messages import cards, errors
from sandbox.providers.prevail_sessions import State
from sandbox.slack.people import ANA
from sandbox.slack.person import Shown
from tests.handlers.appointment_steps import PRIVATE, booked_for, everything
from tests.handlers.conftest import Office, StartOffice, bot_as, labels, last_whisper
from tests.handlers.session_steps import SESSION_BUTTONS, booked, ref_of
from tests.handlers.signed_requests import somebody
from tests.simulated_clock import SimulatedClock

HERE = "#depositions"
WHEN, THERE = "Jan 28 2029 1:30pm Pacific", "Sun, Jan 28, 2029, 4:00 PM"


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def watched(start_office: StartOffice, clock: SimulatedClock) -> Office:
    """Return an office in which the providers' lists are compared."""
    return start_office(clock=clock, list_check_minutes=5)


def compare(office: Office, clock: SimulatedClock) -> None:
    """Have all bookings compared with the lists now, and let what follows be done."""
    clock.on(timedelta(seconds=5))
    with closing(open_store(office.settings.database_url.get_secret_value())) as store:
        for kind in (Kind.SESSION, Kind.APPOINTMENT):
            comparisons = [
                ScheduledTask(task=CompareList(horizon=each), at=clock(), ref=ref_of_list(kind))
                for each in Horizon
            ]
            store.plan(ALL_TEAMS, then=comparisons)
    office.running.workers.wake()
    clock.settle(office.database, wake=office.running.workers.wake, within=timedelta(seconds=60))


def at_prevail(office: Office, **changes: Any) -> None:
    """Have Prevail's staff change the session there."""
    (held,) = office.sessions
    held.remote = held.remote.model_copy(update=changes)


def moved_there(office: Office, clock: SimulatedClock) -> Shown:
    """Return the card of a session that was moved at Prevail, as soon as it says so."""
    card = booked(office, when=WHEN)
    at_prevail(office, start_time="04:00 PM")
    compare(office, clock)
    return card.wait_for_text("Changed at Prevail")


def canceled_there(office: Office, clock: SimulatedClock) -> Shown:
    """Return the card of a session that was canceled at Prevail, as soon as it says so."""
    card = booked(office, when=WHEN)
    office.sessions[0].state = State.CANCELED
    compare(office, clock)
    return card.wait_for_text("Canceled at Prevail")


def told(office: Office, text: str) -> int:
    """Count the direct messages that say so."""
    messages = office.person("Ana Reyes").messages("@app")
    return sum(text in message.text for message in messages)


def test_moved_there_the_card_says_when_it_is_and_its_owner_hears_once(
    watched: Office, clock: SimulatedClock
) -> None:
    card = moved_there(watched, clock)
    assert THERE in card.text
    assert labels(card) == ["Join", "Accept", "Put back", "Move", "Cancel session", "More"]
    compare(watched, clock)
    assert told(watched, "Changed at Prevail") == 1
    assert not any(request.method == "PATCH" for request in watched.prevail.received)


def test_accepted_it_is_as_prevail_has_it(watched: Office, clock: SimulatedClock) -> None:
    card = moved_there(watched, clock)
    card.press("Accept")
    assert THERE in card.wait_for_text("Confirmed").text
    assert labels(card) == SESSION_BUTTONS
    assert THERE in card.wait_for_reply("Moved at Prevail, outside of Docket").text
    compare(watched, clock)
    assert "Changed at Prevail" not in card.text
    assert watched.sessions[0].remote.start_time == "04:00 PM"


def test_put_back_it_is_moved_at_prevail(watched: Office, clock: SimulatedClock) -> None:
    card = moved_there(watched, clock)
    card.press("Put back")
    card.wait_for_text("Confirmed")
    assert watched.sessions[0].remote.start_time == "01:30 PM"
    assert "1:30 PM" in card.wait_for_reply("moved this from").text
    compare(watched, clock)
    assert labels(card) == SESSION_BUTTONS


def test_canceled_there_it_is_announced_once_somebody_accepts_it(
    watched: Office, clock: SimulatedClock
) -> None:
    card, ana = canceled_there(watched, clock), watched.person("Ana Reyes")
    assert labels(card)[-4:] == ["Accept", "Book again", "Day 2", "More"]
    assert told(watched, "Canceled at Prevail") == 1
    card.press("Book again").fill("When", "Feb 1 2029 2pm Pacific").submit()
    card.press("Accept")
    ana.wait_for_message("#docket-announcements", "Canceled at Prevail")
    card.wait_for_text("No one can join it")
    assert labels(card) == ["Book again", "Day 2", "More"]
    assert len(watched.sessions) == 2
    assert told(watched, "Canceled at Prevail") == 1


def value_of(card: Shown) -> str:
    """Return what the buttons of a card's change stand for."""
    elements = (each for block in card.source.blocks for each in block.get("elements", ()))
    return str(next(each["value"] for each in elements if each.get("action_id") == cards.ACCEPT))


def test_pressed_twice_it_is_done_once(watched: Office, clock: SimulatedClock) -> None:
    card = moved_there(watched, clock)
    ana, value = somebody(watched, ANA), value_of(card)
    card.press("Put back")
    card.wait_for_text("Confirmed")
    for action in (cards.PUT_BACK, cards.ACCEPT):
        assert "has changed since this card was shown" in ana.press(action, value)
    edits = [request for request in watched.prevail.received if request.method == "PATCH"]
    assert len(edits) == 1


@pytest.mark.parametrize("value", ["", "S-0000", "S-0000 soon", "nothing 1"])
def test_a_button_that_names_no_revision_is_none_of_dockets(office: Office, value: str) -> None:
    ana = somebody(office, ANA)
    assert errors.OLD_BUTTON in ana.press(cards.ACCEPT, value)


def test_where_prevail_is_switched_off_that_is_said(start_office: StartOffice) -> None:
    office = start_office(prevail_company_id="")
    ana = somebody(office, ANA)
    assert "PREVAIL_COMPANY_ID" in ana.press(cards.ACCEPT, "S-0000 1")


@pytest.mark.parametrize("label", ["Accept", "Put back"])
def test_only_who_may_change_it_may_decide(
    watched: Office, clock: SimulatedClock, label: str
) -> None:
    card = moved_there(watched, clock)
    ben = watched.person("Ben Okafor")
    ben.wait_for_message(HERE, "Deposition of Jane Doe").press(label)
    assert "can change" in last_whisper(ben)
    assert "Changed at Prevail" in card.text


def test_a_move_meanwhile_counts(watched: Office, clock: SimulatedClock) -> None:
    card = moved_there(watched, clock)
    ana = watched.person("Ana Reyes")
    ana.command(HERE, f"/session move {ref_of(card)} Jan 29 2029 3pm Pacific").submit()
    card.wait_for_text("Mon, Jan 29, 2029, 3:00 PM")
    card.wait_for_text("Confirmed")
    assert labels(card) == SESSION_BUTTONS
    assert watched.sessions[0].remote.start_time == "03:00 PM"


def test_an_appointment_that_is_moved_there_can_be_accepted_and_tells_nobody_who_it_is_for(
    watched: Office, clock: SimulatedClock
) -> None:
    card = booked_for(watched, channel=HERE, until="Confirmed")
    there = watched.appointments[0].start + timedelta(days=1)
    watched.appointments[0].start = there
    compare(watched, clock)
    card.wait_for_text("Changed at CareValidate")
    assert labels(card) == ["Accept", "Cancel appointment", "More"]
    for private in PRIVATE:
        assert private not in everything(card)
    assert told(watched, "contact CareValidate's team") == 1
    card.press("Accept")
    card.wait_for_text(f"{there:%b} {there.day}")
    card.wait_for_text("Confirmed")


def test_a_form_that_was_open_says_what_was_changed_there(
    watched: Office, clock: SimulatedClock
) -> None:
    card, ana = booked(watched, when=WHEN), watched.person("Ana Reyes")
    form = ana.command(HERE, f"/session move {ref_of(card)} Jan 29 2029 3pm Pacific")
    at_prevail(watched, start_time="04:00 PM")
    compare(watched, clock)
    again = form.submit()
    assert "Changed at Prevail" in "\n".join(again.texts)
    again.submit()
    card.wait_for_text("Mon, Jan 29, 2029, 3:00 PM")


def test_it_can_be_decided_under_more_too(watched: Office, clock: SimulatedClock) -> None:
    card = moved_there(watched, clock)
    shown = card.press("More")
    assert labels(shown)[:3] == ["Join", "Accept", "Put back"]
    shown.press("Accept")
    assert THERE in card.wait_for_text("Confirmed").text


def test_looking_at_an_appointment_accepts_nothing(watched: Office, clock: SimulatedClock) -> None:
    card = booked_for(watched)
    watched.appointments[0].canceled = True
    compare(watched, clock)
    card.wait_for_text("No longer at CareValidate")
    assert labels(card) == ["Accept", "More"]
    card.press("More")
    clock.settle(watched.database, wake=watched.running.workers.wake, within=timedelta(seconds=60))
    assert labels(card) == ["Accept", "More"]
    card.press("Accept")
    card.wait_for_text("or book a new appointment")


def test_what_is_changed_there_shows_in_lists(watched: Office, clock: SimulatedClock) -> None:
    moved_there(watched, clock)
    ana = watched.person("Ana Reyes")
    ana.command(HERE, "/session list")
    assert "changed at Prevail" in last_whisper(ana)


def test_of_two_processes_one_compares(watched: Office, clock: SimulatedClock) -> None:
    booked(watched, when=WHEN)
    with bot_as(watched.settings, clock=clock):
        watched.prevail.received.clear()
        compare(watched, clock)
    assert [request.path for request in watched.prevail.received] == ["/api/v1/sessions"]
