"""Receipts: whoever acts is told once, privately, where they did, what came of it."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.slack.faults import Fault
from sandbox.slack.people import ANA, CARLA
from sandbox.slack.person import Person, Shown
from tests.handlers.agent_steps import sent
from tests.handlers.appointment_steps import booked_for, ref_in
from tests.handlers.conftest import Office, StartOffice, bot_as, pass_by
from tests.handlers.session_steps import booked, ref_of
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until

HERE = "#depositions"
WHEN = "Thu, Jan 21, 2027, 2:00 PM PST"
LATER = "Thu, Jan 21, 2027, 4:00 PM PST"


@pytest.fixture
def office(start_office: StartOffice, clock: SimulatedClock) -> Office:
    return start_office(clock=clock, appointment_staff=frozenset({ANA.id}))


def receipts(person: Person, channel: str = HERE) -> list[str]:
    return [each.text for each in person.messages(channel) if each.only_for_me]


def receipt(person: Person, text: str, channel: str = HERE) -> Shown:
    """Return the newest private line with this text, as soon as it is there."""
    wait_until(lambda: any(text in each for each in receipts(person, channel)))
    return [m for m in person.messages(channel) if m.only_for_me and text in m.text][-1]


def direct(person: Person, ref: str) -> list[str]:
    """Return what somebody was told of a booking in direct messages."""
    return [each.text for each in person.messages("@app") if ref in each.text]


def settle(office: Office) -> None:
    wait_until(office.is_idle)


def answers(office: Office) -> list[dict[str, Any]]:
    """Return what was answered at response_urls."""
    return [call.args for call in office.slack.calls if call.method == "response_url"]


def test_a_booking_is_told_once_with_a_link_to_its_card(office: Office, ana: Person) -> None:
    card = booked(office, when="tomorrow 2pm Pacific")
    told = receipt(ana, "booked for")
    settle(office)
    assert receipts(ana) == [told.text]
    assert told.text.startswith(f"{ref_of(card)}: booked for {WHEN}.")
    (answer,) = answers(office)
    assert f"/p{card.ts.replace('.', '')}|View card>" in answer["text"]
    assert direct(ana, ref_of(card)) == []
    assert receipts(office.person("Ben Okafor")) == []


def test_while_it_is_booked_the_line_says_so_and_turns_into_the_outcome(
    office: Office, clock: SimulatedClock, ana: Person
) -> None:
    office.prevail.faults.set("hold", method="POST")
    card = booked(office, until="Booking")
    pass_by(office, clock, timedelta(seconds=3))
    receipt(ana, f"{ref_of(card)}: Booking…")
    office.prevail.faults.clear()
    receipt(ana, "booked for")
    first, last = answers(office)
    assert "Booking…" in first["text"]
    assert last["replace_original"] is True
    assert last["response_type"] == "ephemeral"


@pytest.mark.parametrize(
    ("button", "fields", "said"),
    [
        ("Move", {"When": "tomorrow 4pm Pacific"}, f"moved to {LATER}."),
        ("Cancel session", {}, "canceled."),
    ],
)
def test_what_is_done_from_a_card_is_told_beside_it_and_the_card_stays(
    office: Office, ana: Person, button: str, fields: dict[str, str], said: str
) -> None:
    card = booked(office, when="tomorrow 2pm Pacific")
    receipt(ana, "booked for")
    form = card.press(button)
    for label, value in fields.items():
        form.fill(label, value)
    form.submit()
    assert receipt(ana, said).text.startswith(f"{ref_of(card)}: {said}")
    settle(office)
    assert ref_of(card) in card.text
    assert len(receipts(ana)) == 2
    assert all(not answer["replace_original"] for answer in answers(office)[1:])


def test_an_edit_is_told(office: Office, ana: Person) -> None:
    card = booked(office)
    ana.command(HERE, f"/session edit {ref_of(card)}").fill(
        "Title", "Deposition of Ann Li"
    ).submit()
    receipt(ana, f"{ref_of(card)}: your changes are saved.")


def test_what_is_held_can_be_undone_on_its_receipt_which_then_says_so(
    holding: Office,
) -> None:
    ana = holding.person("Ana Reyes")
    card = booked(holding, when="tomorrow 2pm Pacific")
    ana.command(HERE, f"/session move {ref_of(card)} tomorrow 4pm Pacific").submit()
    held = receipt(ana, "Held")
    assert f"to be moved to {LATER}" in held.text
    assert "View card" in held.text
    before = len(receipts(ana))
    held.press("Undo")
    held.wait_for_text("Undone. Nobody was told")
    card.wait_for_text("Confirmed")
    settle(holding)
    assert len(receipts(ana)) == before
    assert [each.method for each in holding.prevail.received if each.method == "PATCH"] == []


def test_a_refusal_leaves_the_receipt_and_its_undo(holding: Office) -> None:
    carla, ref = holding.person("Carla Stein"), ref_of(booked(holding))
    carla.command(HERE, f"/session cancel {ref}").submit()
    held = receipt(carla, "Held")
    holding.slack.misbehave("users.info", Fault.ERROR, error="internal_error", times=1000)
    held.press("Undo")
    receipt(carla, "Slack didn't tell Docket who you are")
    assert "Held" in held.text
    holding.slack.faults.clear()
    held.press("Undo")
    held.wait_for_text("Undone. Nobody was told")


def test_what_nobody_undoes_is_told_when_it_is_done(holding: Office, clock: SimulatedClock) -> None:
    ana = holding.person("Ana Reyes")
    card = booked(holding, when="tomorrow 2pm Pacific")
    card.press("Cancel session").submit()
    held = receipt(ana, "Held")
    pass_by(holding, clock, timedelta(minutes=10))
    receipt(ana, f"{ref_of(card)}: canceled.")
    held.press("Undo")
    held.wait_for_text("nothing left to undo")


def test_a_refusal_is_told_where_one_acted_and_in_a_message_that_stays(
    office: Office, ana: Person
) -> None:
    card = booked(office, when="tomorrow 2pm Pacific")
    office.prevail.faults.set("422", method="PATCH", times=9)
    card.press("Move").fill("When", "tomorrow 4pm Pacific").submit()
    there = receipt(ana, f"{ref_of(card)}: not changed. Prevail declined.")
    assert "Prevail declined" in ana.wait_for_message("@app", "Not changed").text
    assert "View card" in there.text


def test_from_more_on_a_card_one_is_told_where_the_card_is(office: Office, ana: Person) -> None:
    card = booked(office)
    card.press("More").press("Edit").fill("Title", "Deposition of Ann Li").submit()
    receipt(ana, "your changes are saved")


def test_a_form_that_was_open_for_longer_than_slack_takes_answers_is_told_all_the_same(
    clock: SimulatedClock, ana: Person
) -> None:
    form = ana.command(HERE, "/session tomorrow 2pm Pacific").fill(
        "Title", "Deposition of Jane Doe"
    )
    clock.on(timedelta(minutes=31))
    form.submit()
    receipt(ana, "booked for")


def test_where_docket_can_say_nothing_it_is_told_in_direct_messages(
    clock: SimulatedClock, ana: Person
) -> None:
    form = ana.command("#watercooler", "/session tomorrow 2pm Pacific")
    form.fill("Title", "Deposition of Jane Doe").fill("Post card in", "")
    clock.on(timedelta(minutes=31))
    form.submit()
    assert not ana.wait_for_message("@app", "booked for").only_for_me
    assert receipts(ana, "#watercooler") == []


def test_what_takes_long_is_told_in_direct_messages(
    office: Office, clock: SimulatedClock, ana: Person
) -> None:
    card = booked(office)
    receipt(ana, "booked for")
    office.prevail.faults.set("500", method="PATCH", times=99)
    card.press("Move").fill("When", "tomorrow 4pm Pacific").submit()
    wait_until(lambda: any(each.method == "PATCH" for each in office.prevail.received))
    pass_by(office, clock, timedelta(minutes=6))
    office.prevail.faults.clear()
    wake = office.running.workers.wake
    clock.settle(office.database, wake=wake, within=timedelta(minutes=20))
    card.wait_for_text("4:00 PM")
    assert any("moved" in each for each in direct(ana, ref_of(card)))
    assert not any("moved to" in each for each in receipts(ana))


def test_an_administrator_is_told_too_and_so_is_the_owner(start_office: StartOffice) -> None:
    office = start_office(admin_users=frozenset({CARLA.id}))
    carla, ana = office.person("Carla Stein"), office.person("Ana Reyes")
    ref = ref_of(booked(office))
    carla.command(HERE, f"/session cancel {ref}").submit()
    receipt(carla, f"{ref}: canceled.")
    ana.wait_for_message("@app", "@Carla Stein canceled")


def test_who_acts_on_what_lies_in_somebody_elses_direct_messages_is_told_once(
    office: Office,
) -> None:
    ref = ref_in(booked_for(office, by="Ben Okafor").text)
    ana = office.person("Ana Reyes")
    ana.command(HERE, f"/appointment cancel {ref}").submit()
    receipt(ana, f"{ref}: canceled.")
    settle(office)
    assert direct(ana, ref) == []
    assert any("@Ana Reyes canceled" in each for each in direct(office.person("Ben Okafor"), ref))


def test_agents_and_appointments_are_told_too(office: Office, ana: Person) -> None:
    agent = sent(office, when="tomorrow 2pm Pacific")
    assert "it will join at" in receipt(ana, "will join at").text
    agent.press("Cancel agent").submit()
    receipt(ana, ": canceled")
    booked_for(office)
    receipt(ana, ": booked for")


def test_send_agent_is_answered_by_one_line(office: Office, ana: Person) -> None:
    card = booked(office, when="tomorrow 2pm Pacific")
    receipt(ana, "booked for")
    before = len(receipts(ana))
    card.press("Send agent")
    said = receipt(ana, "it will join at")
    settle(office)
    assert f"It moves and cancels with {ref_of(card)}." in said.text
    assert len(receipts(ana)) == before + 1


def test_a_process_that_ends_leaves_the_receipt_to_the_next(
    holding: Office, clock: SimulatedClock
) -> None:
    ana = holding.person("Ana Reyes")
    card = booked(holding)
    card.press("Cancel session").submit()
    receipt(ana, "Held")
    holding.running.workers.stop()
    clock.on(timedelta(minutes=10))
    with bot_as(holding.settings, clock=clock):
        receipt(ana, f"{ref_of(card)}: canceled.")
