"""Undo: a move or cancellation that is held, shown so, and taken back before anybody is told."""

from datetime import timedelta

import pytest

from sandbox.slack.person import Person, Shown
from tests.handlers.agent_steps import sent
from tests.handlers.appointment_steps import booked_for
from tests.handlers.conftest import Office, StartOffice, bot_as, labels, last_whisper, pass_by
from tests.handlers.session_steps import booked, ref_of
from tests.handlers.signed_requests import Stranger
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until


@pytest.fixture
def office(holding: Office) -> Office:
    return holding


def calls(office: Office) -> list[str]:
    """Return what Prevail was asked to change or cancel."""
    return [each.method for each in office.prevail.received if each.method in {"PATCH", "DELETE"}]


def move(card: Shown) -> Shown:
    card.press("Move").fill("When", "tomorrow 4pm Pacific").submit()
    return card.wait_for_text("Held")


def cancel(card: Shown) -> Shown:
    card.press("Cancel session").submit()
    return card.wait_for_text("Held")


def test_a_held_move_says_so_and_undone_it_was_never_made(office: Office, ana: Person) -> None:
    card = booked(office, when="tomorrow 2pm Pacific")
    before = card.text
    move(card)
    assert "to be moved to Thu, Jan 21, 2027, 4:00 PM PST" in card.text
    assert "Nobody has been told yet" in card.text
    assert "2:00 PM" in card.text, "the old time is still its time"
    assert labels(card) == ["Undo", "Join", "More"]
    assert ref_of(card) in last_list(ana)
    assert "held" in last_list(ana)
    card.press("Undo")
    wait_until(lambda: card.text == before)
    assert "Undone. Nobody was told" in last_whisper(ana)
    assert calls(office) == []
    assert card.replies == []


def last_list(person: Person) -> str:
    person.command("#depositions", "/session list")
    return last_whisper(person)


def test_what_nobody_undoes_is_done_and_told(
    office: Office, clock: SimulatedClock, ana: Person
) -> None:
    card = move(booked(office, when="tomorrow 2pm Pacific"))
    pass_by(office, clock, timedelta(minutes=10))
    card.wait_for_reply("@Ana Reyes moved this from")
    card.wait_for_text("Confirmed")
    assert "Undo" not in labels(card)
    assert office.sessions[0].remote.start_time == "04:00 PM"
    assert ana.screen.is_open is False


def test_a_canceled_session_comes_back_by_undo_as_it_was(office: Office, ana: Person) -> None:
    card = booked(office, when="tomorrow 2pm Pacific")
    before = card.text
    cancel(card)
    assert "to be canceled" in card.text
    assert "Join" in labels(card)
    card.press("Undo")
    wait_until(lambda: card.text == before)
    assert office.sessions[0].state == "ready"
    assert calls(office) == []
    assert not any("cancel" in each.text.lower() for each in ana.messages("#docket-announcements"))


def test_a_second_press_on_the_same_button_says_that_nothing_is_left_to_undo(
    office: Office, ana: Person
) -> None:
    card = cancel(booked(office))
    value = undo_value(office)
    card.press("Undo")
    card.wait_for_text("Confirmed")
    told = Stranger(office=office, person=ana.viewer.member).press("card_undo", value)
    assert "nothing left to undo" in told
    assert "Confirmed" in told


def undo_value(office: Office) -> str:
    """Return what the newest *Undo* button carries."""
    for call in reversed(office.slack.calls):
        for block in call.args.get("blocks") or ():
            for element in block.get("elements") or ():
                if element.get("action_id") == "card_undo":
                    return str(element["value"])
    raise AssertionError("no Undo was drawn")


def test_too_late_says_what_can_be_done(office: Office, clock: SimulatedClock, ana: Person) -> None:
    card = cancel(booked(office))
    value, stranger = undo_value(office), Stranger(office=office, person=ana.viewer.member)
    office.prevail.faults.set("500", times=99)
    pass_by(office, clock, timedelta(minutes=10))
    wait_until(lambda: calls(office) != [])
    assert "too late to undo" in stranger.press("card_undo", value)
    office.prevail.faults.clear()
    card.wait_for_text("Canceled")
    assert "nothing left to undo" in stranger.press("card_undo", value)


def test_a_button_of_an_earlier_move_says_how_the_one_that_is_held_stands(
    office: Office, ana: Person
) -> None:
    card = move(booked(office))
    value = undo_value(office)
    card.press("Undo")
    card.wait_for_text("Confirmed")
    card.press("Move").fill("When", "tomorrow 5pm Pacific").submit()
    card.wait_for_text("5:00 PM")
    told = Stranger(office=office, person=ana.viewer.member).press("card_undo", value)
    assert "too late" not in told
    assert "nothing left to undo" in told
    assert "Held" in told
    assert "Held" in card.text


def test_the_form_that_cancels_says_for_how_long_that_can_be_undone(office: Office) -> None:
    card = booked(office)
    said = " ".join(card.press("Cancel session").texts)
    assert "You can undo this for 10 minutes" in said
    assert "can't be undone" not in said


def test_the_form_that_cancels_what_starts_soon_says_that_it_is_for_good(office: Office) -> None:
    card = booked(office, when="in 10 minutes")
    assert "can't be undone" in " ".join(card.press("Cancel session").texts)


def test_a_colleague_undoes_nothing(office: Office) -> None:
    card = cancel(booked(office))
    value = undo_value(office)
    ben = office.person("Ben Okafor")
    told = Stranger(office=office, person=ben.viewer.member).press("card_undo", value)
    assert "Ana Reyes" in told or "only" in told.lower()
    assert "Held" in card.text


@pytest.mark.parametrize("value", ["", "S-7K2M", "S-7K2M never", "S-7K2M 2026-11-25", "x y z"])
def test_a_forged_button_undoes_nothing(office: Office, ana: Person, value: str) -> None:
    card = cancel(booked(office))
    told = Stranger(office=office, person=ana.viewer.member).press("card_undo", value)
    assert told
    assert "Held" in card.text


def test_while_it_is_held_other_decisions_are_refused_and_say_what_to_do(
    office: Office, ana: Person
) -> None:
    card = move(booked(office))
    ana.command("#depositions", f"/session cancel {ref_of(card)}")
    assert "Press Undo on its card first" in last_whisper(ana)
    assert not ana.screen.is_open


def test_agents_and_appointments_are_held_too(office: Office) -> None:
    agent = sent(office, when="tomorrow 2pm Pacific")
    agent.press("Cancel agent").submit()
    agent.wait_for_text("Held")
    agent.press("Undo")
    agent.wait_for_text("Confirmed")
    assert len(office.agents) == 1
    appointment = booked_for(office)
    appointment.press("Cancel appointment").submit()
    appointment.wait_for_text("Held")
    appointment.press("Undo")
    appointment.wait_for_text("Confirmed")
    assert len(office.appointments) == 1


def test_what_a_process_held_that_ended_is_done_by_another(
    office: Office, clock: SimulatedClock
) -> None:
    card = cancel(booked(office))
    office.running.workers.stop()
    assert calls(office) == []
    clock.on(timedelta(minutes=10))
    with bot_as(office.settings, clock=clock):
        card.wait_for_text("Canceled")
    assert office.sessions[0].state == "canceled"


def test_put_back_is_held_too_and_undone_it_can_be_decided_again(
    start_office: StartOffice, clock: SimulatedClock
) -> None:
    office = start_office(undo_seconds=600, clock=clock, list_check_minutes=1)
    ana, card = office.person("Ana Reyes"), booked(office, when="tomorrow 2pm Pacific")
    (held,) = office.sessions
    held.remote = held.remote.model_copy(update={"start_time": "03:30 PM"})
    wait_until(lambda: passed_until(office, clock, card, "Put back"))
    card.press("Put back")
    card.wait_for_text("Held")
    assert "until when you can undo that" in last_whisper(ana)
    card.press("Undo")
    wait_until(lambda: {"Accept", "Put back"} <= set(labels(card)))
    assert calls(office) == []


def passed_until(office: Office, clock: SimulatedClock, card: Shown, label: str) -> bool:
    """Let a minute pass, and return whether the card has a button by now."""
    pass_by(office, clock, timedelta(minutes=1))
    return label in labels(card)


def test_who_looks_at_it_can_undo_it_there(office: Office, ana: Person) -> None:
    card = cancel(booked(office))
    ana.command("#depositions", f"/session show {ref_of(card)}").press("Undo")
    card.wait_for_text("Confirmed")
