"""Old forms ask again: a form opened before something changed acts only on a second press."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from handlers.forms.outdated import CHANGED
from sandbox.slack.people import ANA
from sandbox.slack.person import Screen
from tests.handlers.conftest import Office
from tests.handlers.forged_forms import Forger, as_sent, is_taken, with_raw_metadata
from tests.handlers.session_steps import booked, ref_of
from tests.waiting import wait_until

SAID = "has changed since you opened this form, so nothing has been done yet"


def patches(office: Office) -> int:
    return sum(request.method == "PATCH" for request in office.prevail.received)


def moved_by_carla(office: Office, ref: str, when: str = "tomorrow 4pm Pacific") -> None:
    """Have an administrator move it, and wait until its thread says so once more."""
    carla = office.person("Carla Stein")
    card = carla.wait_for_message("#depositions", f"Session {ref}")
    before = len(card.replies)
    carla.command("#depositions", f"/session move {ref} {when}").submit()
    assert not carla.screen.is_open
    wait_until(lambda: len(card.replies) > before)


def said(screen: Screen) -> str:
    return "\n".join(screen.texts)


def test_a_move_asks_again_after_somebody_elses_and_acts_on_the_second_press(
    office: Office,
) -> None:
    card = booked(office)
    ref = ref_of(card)
    screen = card.press("Move")
    screen.fill("When", "tomorrow 6pm Pacific")
    moved_by_carla(office, ref)
    screen.submit()
    assert SAID in said(screen)
    assert "@Carla Stein asked to move it" in said(screen)
    assert "4:00 PM" in said(screen), "it shows the time it has now"
    assert screen.field("When").value == "tomorrow 6pm Pacific", "what was typed is kept"
    assert office.sessions[0].remote.start_time == "04:00 PM"
    screen.submit()
    assert not office.person("Ana Reyes").screen.is_open
    card.wait_for_text("6:00 PM")
    assert office.sessions[0].remote.start_time == "06:00 PM"


def test_a_second_change_between_the_presses_asks_once_more(office: Office) -> None:
    card = booked(office)
    screen = card.press("Move")
    screen.fill("When", "tomorrow 6pm Pacific")
    moved_by_carla(office, ref_of(card))
    screen.submit()
    moved_by_carla(office, ref_of(card), "tomorrow 5pm Pacific")
    before = patches(office)
    screen.submit()
    assert SAID in said(screen)
    assert "5:00 PM" in said(screen)
    assert len([b for b in screen._view().spec["blocks"] if b["block_id"] == CHANGED]) == 1
    assert patches(office) == before
    screen.submit()
    card.wait_for_text("6:00 PM")


def test_moved_away_and_back_counts_as_well(office: Office) -> None:
    card = booked(office)
    screen = card.press("Cancel session")
    moved_by_carla(office, ref_of(card))
    moved_by_carla(office, ref_of(card), "tomorrow 2pm Pacific")
    screen.submit()
    assert SAID in said(screen)
    wait_until(office.is_idle)
    assert office.sessions[0].state == "ready"


def test_a_cancellation_keeps_its_reason_and_boxes_and_shows_the_new_time(office: Office) -> None:
    card = booked(office)
    screen = card.press("Cancel session")
    screen.fill("Reason", "settled").fill("Notifications", [])
    moved_by_carla(office, ref_of(card))
    screen.submit()
    assert SAID in said(screen)
    assert "4:00 PM" in said(screen)
    assert screen.field("Reason").value == "settled"
    assert not screen.field("Notifications").value
    assert office.sessions[0].state == "ready"
    screen.submit()
    card.wait_for_text("Canceled")


def test_an_edit_keeps_what_was_typed_and_fills_in_afresh_what_was_not(office: Office) -> None:
    card = booked(office)
    screen = office.person("Ana Reyes").command("#depositions", f"/session edit {ref_of(card)}")
    screen.fill("Title", "Renamed by Ana").fill("Add invitees", "kim@firm.example")
    moved_by_carla(office, ref_of(card), "tomorrow 4pm to 6pm Mountain")
    screen.submit()
    assert SAID in said(screen)
    assert screen.field("Title").value == "Renamed by Ana"
    assert screen.field("Add invitees").value == "kim@firm.example"
    assert "4:00 PM M" in str(screen.field("When").value)
    assert screen.field("Duration").value == "2 hr"
    assert "Mountain" in str(screen.field("Time zone").value)
    screen.submit()
    card.wait_for_text("Renamed by Ana")
    remote = office.sessions[0].remote
    assert (remote.start_time, remote.estimated_duration) == ("04:00 PM", 2)


def test_ones_own_second_window_counts_too(office: Office) -> None:
    card = booked(office)
    forger = Forger(office)
    screen = card.press("Move")
    screen.fill("When", "tomorrow 6pm Pacific")
    first = as_sent(screen)
    screen.dismiss()
    card.press("Move").fill("When", "tomorrow 7pm Pacific").submit()
    card.wait_for_text("7:00 PM")
    answer = forger.submit(first)
    assert answer["response_action"] == "update"
    assert f"<@{ANA.id}> asked to move it" in json.dumps(answer["view"])
    assert office.sessions[0].remote.start_time == "07:00 PM"


def test_a_session_canceled_meanwhile_says_who_did_it_and_what_had_been_typed(
    office: Office,
) -> None:
    card = booked(office)
    screen = card.press("Move")
    screen.fill("When", "tomorrow 6pm Pacific")
    carla = office.person("Carla Stein")
    carla.command("#depositions", f"/session cancel {ref_of(card)}").submit()
    card.wait_for_text("Canceled")
    screen.submit()
    assert "@Carla Stein asked to cancel it" in said(screen)
    assert "You had entered: “tomorrow 6pm Pacific”" in said(screen)
    assert screen.submit_text == "", "nothing can be done about it any more"


def test_while_a_move_is_under_way_a_cancellation_asks_again(office: Office) -> None:
    card = booked(office)
    screen = card.press("Cancel session")
    office.prevail.faults.set("500", method="PATCH", times=1000)
    carla = office.person("Carla Stein")
    carla.command("#depositions", f"/session move {ref_of(card)} tomorrow 4pm Pacific").submit()
    card.wait_for_text("Changing")
    screen.submit()
    assert "@Carla Stein asked to move it" in said(screen)
    assert screen.submit_text == "Cancel session"


def test_what_prevail_did_meanwhile_is_not_said_to_be_anybodys(office: Office) -> None:
    sent = as_sent(booked(office).press("Cancel session"))
    form_metadata = json.loads(sent["view"]["private_metadata"])
    other = with_raw_metadata(
        sent, json.dumps(form_metadata | {"revision": form_metadata["revision"] + 1})
    )
    answer = Forger(office).submit(other)
    assert answer["response_action"] == "update"
    assert "Prevail has different details now" in json.dumps(answer["view"])


def test_a_form_opened_before_the_upgrade_works(office: Office) -> None:
    card = booked(office)
    screen = card.press("Move")
    screen.fill("When", "tomorrow 6pm Pacific")
    old = as_sent(screen)
    form_metadata = json.loads(old["view"]["private_metadata"])
    for name in ("revision", "opened"):
        del form_metadata[name]
    assert is_taken(Forger(office).submit(with_raw_metadata(old, json.dumps(form_metadata))))
    card.wait_for_text("6:00 PM")


@pytest.mark.parametrize("revision", ["1", -1, 1.5, [], {}, True])
def test_a_revision_that_docket_never_wrote_is_refused(office: Office, revision: object) -> None:
    card = booked(office)
    screen = card.press("Move")
    screen.fill("When", "tomorrow 6pm Pacific")
    sent = as_sent(screen)
    form_metadata = json.loads(sent["view"]["private_metadata"]) | {"revision": revision}
    answer = Forger(office).submit(with_raw_metadata(sent, json.dumps(form_metadata)))
    assert "can't read this" in json.dumps(answer)
    assert patches(office) == 0


def test_the_same_form_sent_twice_is_one_decision_and_asks_nothing(office: Office) -> None:
    card = booked(office)
    screen = card.press("Move")
    screen.fill("When", "tomorrow 6pm Pacific")
    sent = as_sent(screen)
    forger = Forger(office)
    assert is_taken(forger.interaction(sent).json())
    card.wait_for_text("6:00 PM")
    assert is_taken(forger.interaction(sent).json())
    assert patches(office) == 1


def test_a_failed_session_tried_again_by_somebody_else_is_not_tried_over_it_unasked(
    office: Office,
) -> None:
    office.prevail.faults.set("422", method="POST", times=2)
    card = booked(office, until="Not booked")
    screen = card.press("Change and try again")
    screen.fill("Title", "As Ana mended it")
    carla = office.person("Carla Stein")
    again = carla.wait_for_message("#depositions", "Not booked").press("Change and try again")
    again.fill("Title", "As Carla mended it").submit()
    card.wait_for_text("As Carla mended it")
    card.wait_for_text("Not booked")
    screen.submit()
    assert SAID in said(screen)
    assert "@Carla Stein tried it again" in said(screen)
    assert screen.field("Title").value == "As Ana mended it"
    assert office.sessions == []
    screen.submit()
    card.wait_for_text("As Ana mended it")
    card.wait_for_text("Confirmed")


def test_an_agent_for_a_session_that_has_moved_asks_again(office: Office) -> None:
    office.slack.change("Ana Reyes", tells_email=False)
    card = booked(office)
    screen = card.press("Send agent")
    screen.fill("On behalf of", "ana@firm.example")
    moved_by_carla(office, ref_of(card))
    screen.submit()
    assert SAID in said(screen)
    assert screen.field("On behalf of").value == "ana@firm.example"
    assert office.agents == []
    screen.submit()
    card.wait_for_text("is attached")


def held(office: Office) -> Any:
    (session,) = office.sessions
    return session


def set_aside(screen: Screen) -> dict[str, Any]:
    """Return the form as it would be sent now, and close it: it is sent later."""
    form = as_sent(screen)
    screen.dismiss()
    return form


def test_of_two_sent_at_once_one_is_done_and_the_other_asks(office: Office) -> None:
    card, forger = booked(office), Forger(office)
    forms = [set_aside(card.press("Move").fill("When", f"tomorrow {n}pm PT")) for n in (6, 7)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(forger.submit, forms))
    assert sorted(each["response_action"] for each in answers) == ["clear", "update"]


def test_what_a_refused_move_made_docket_learn_makes_forms_old(office: Office) -> None:
    card = booked(office)
    old = set_aside(card.press("Cancel session"))
    held(office).remote = held(office).remote.model_copy(update={"start_time": "03:30 PM"})
    office.prevail.faults.set("422", method="PATCH")
    card.press("Move").fill("When", "tomorrow 6pm Pacific").submit()
    card.wait_for_text("3:30 PM")
    told = json.dumps(Forger(office).submit(old))
    assert "asked to move it to" in told, "nobody is said to have moved it there"
    assert "3:30 PM" in told
    wait_until(office.is_idle)
    assert held(office).state == "ready"


def test_what_was_canceled_at_prevail_is_not_said_to_be_anybodys_doing(office: Office) -> None:
    card = booked(office)
    old = set_aside(card.press("Move").fill("When", "tomorrow 6pm Pacific"))
    held(office).state = "canceled"
    card.press("Move").fill("When", "tomorrow 7pm Pacific").submit()
    card.wait_for_text("at Prevail")
    told = json.dumps(Forger(office).submit(old))
    assert "at Prevail*, outside of Docket" in told
    assert "tomorrow 6pm Pacific" in told


def test_a_time_said_from_the_one_it_had_is_read_from_the_one_it_has(office: Office) -> None:
    card = booked(office)
    screen = card.press("Move")
    screen.fill("When", "an hour later")
    moved_by_carla(office, ref_of(card), "tomorrow 5pm Pacific")
    screen.submit()
    assert "6:00 PM P" in said(screen)
    screen.submit()
    card.wait_for_text("6:00 PM P")
