"""Send agent: one press on a session's card, and an agent goes along with the session."""

import re

import pytest
from flask import Response

from sandbox.http_server import json_response
from sandbox.providers.faults import Call
from sandbox.providers.prevail_sessions import State
from sandbox.slack.faults import Fault
from sandbox.slack.person import Shown
from tests.handlers.agent_steps import ANA, agent_ref
from tests.handlers.conftest import Office, StartOffice, labels, last_whisper
from tests.handlers.session_steps import SESSION_BUTTONS, booked, ref_of
from tests.waiting import wait_until

CARLA = "U07CARLASTN"


OF_PARK = {
    "Case": "2026-CV-118",
    "Deponent_name": "Kim Park",
    "Deponent_email": "park@witness.example",
}


def accompanied(office: Office, **fields: str) -> tuple[Shown, Shown]:
    """Book a session and send an agent to it; return the cards of both."""
    card = booked(office, **fields)
    card.press("Send agent")
    agent = office.person("Ana Reyes").wait_for_message(
        "#depositions", "Meeting agent for Deposition of Jane Doe"
    )
    agent.wait_for_text("Confirmed")
    card.wait_for_text("is attached")
    return card, agent


def test_one_press_schedules_an_agent_for_the_sessions_time_and_link(office: Office) -> None:
    card = booked(office, when="tomorrow 2pm Pacific")
    assert labels(card) == SESSION_BUTTONS
    card.press("Send agent")
    ana = office.person("Ana Reyes")
    agent_card = ana.wait_for_message("#depositions", "Meeting agent for Deposition of Jane Doe")
    agent_card.wait_for_text("Confirmed")
    (agent,), (session,) = office.agents, office.sessions
    assert (agent.join_url, agent.attendee) == (session.url, ANA)
    assert "2:00 PM P" in agent_card.text
    card.wait_for_text(f"Agent {agent_ref(agent_card.text)} is attached")
    assert "Send agent" not in labels(card)


def test_the_agents_card_says_what_its_session_is_called_now(office: Office) -> None:
    card, agent_card = accompanied(office)
    assert f"Session {ref_of(card)}" in agent_card.text
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session edit {ref_of(card)}").fill("Title", "Roe").submit()
    card.wait_for_text("Roe")
    agent_card.wait_for_text("Meeting agent for Roe")


@pytest.mark.parametrize("words", ["Park", "park@witness.example", "2026-CV-118"])
def test_the_agent_is_found_by_what_one_knows_of_its_session(office: Office, words: str) -> None:
    _, agent = accompanied(office, **OF_PARK)
    assert "Case 2026-CV-118" in agent.text
    assert "Park" not in agent.text
    ana, ref = office.person("Ana Reyes"), agent_ref(agent.text)
    assert ana.command("#depositions", f"/agent show {words}").title == f"Agent {ref}"
    ana.screen.close()
    for narrowed in (words, f"deponent {words}" if "CV" not in words else f"case {words}"):
        ana.command("#depositions", f"/agent list {narrowed}")
        assert ref in last_whisper(ana)


def test_who_testifies_finds_the_agent_for_nobody_who_may_not_read_it(office: Office) -> None:
    _, agent = accompanied(office, **OF_PARK)
    ben, ref = office.person("Ben Okafor"), agent_ref(agent.text)
    for text, is_found in (("park", False), ("deponent park", False), ("case 2026-CV-118", True)):
        ben.command("#depositions", f"/agent list all {text}")
        assert (ref in last_whisper(ben)) is is_found


def test_others_are_told_whose_it_is_although_slack_has_not_answered_about_the_card_yet(
    office: Office,
) -> None:
    card, ana, ben = booked(office), office.person("Ana Reyes"), office.person("Ben Okafor")
    office.slack.misbehave("chat.update", Fault.ERROR, error="message_not_found")
    office.slack.misbehave("chat.postMessage", Fault.SLOW_AFTER, seconds=30)
    ana.command("#depositions", f"/session edit {ref_of(card)}").fill("Title", "Roe").submit()
    ben.wait_for_message("#depositions", "Roe").press("Send agent")
    assert "Only @Ana Reyes" in last_whisper(ben)
    assert office.agents == []


def test_the_agent_moves_with_the_session(office: Office) -> None:
    card, agent_card = accompanied(office)
    screen = card.press("Move")
    assert "moves with it" in " ".join(screen.texts)
    screen.fill("When", "tomorrow 5pm Pacific").submit()
    card.wait_for_reply("@Ana Reyes moved")
    agent_card.wait_for_text("5:00 PM P")
    agent_card.wait_for_reply("@Ana Reyes moved")
    (agent,), (session,) = office.agents, office.sessions
    assert session.remote.start_time == "05:00 PM"
    assert agent.join_time.minute == 0
    assert agent.join_time.hour in {0, 1}


def test_another_length_or_title_leaves_the_agent_alone(office: Office) -> None:
    card, agent_card = accompanied(office)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session edit {ref_of(card)}").fill("Title", "Roe").submit()
    card.wait_for_text("Roe")
    assert len(office.cronofy.received) == 1
    assert agent_card.replies == []


def test_the_agent_is_canceled_with_the_session_and_announced_once(office: Office) -> None:
    card, agent_card = accompanied(office)
    screen = card.press("Cancel session")
    assert "will be canceled too" in " ".join(screen.texts)
    screen.submit()
    card.wait_for_text("Canceled")
    agent_card.wait_for_text("Canceled")
    assert [agent.canceled for agent in office.agents] == [True]
    agent_card.wait_for_reply("@Ana Reyes canceled")
    ana = office.person("Ana Reyes")
    ana.wait_for_message("#docket-announcements", "Jane Doe")
    assert len(ana.messages("#docket-announcements")) == 1


def test_nobody_is_said_to_have_canceled_what_ended_with_its_session_at_prevail(
    office: Office,
) -> None:
    card, agent_card = accompanied(office)
    (held,) = office.sessions
    held.state = State.CANCELED
    card.press("Move").fill("When", "in 2 days at 3pm Pacific").submit()
    card.wait_for_text("Canceled")
    agent_card.wait_for_text("Canceled")
    reply = agent_card.wait_for_reply("Canceled with its session")
    assert "by @" not in reply.text


def test_that_the_agent_could_not_be_canceled_is_told_beside_that_the_session_was(
    office: Office,
) -> None:
    card, agent_card = accompanied(office)
    office.cronofy.faults.set("422", method="DELETE")
    card.press("Cancel session").submit()
    told = office.person("Ana Reyes").wait_for_message("@app", "Not canceled: Meeting agent")
    assert f"Session {ref_of(card)} itself was canceled; only the agent wasn't" in told.text
    card.wait_for_text("Canceled")
    agent_card.wait_for_text("Confirmed")
    agent_card.press("Cancel agent").submit()
    agent_card.wait_for_text("Canceled")


def test_that_the_agent_could_not_be_moved_is_told_beside_that_the_session_was(
    office: Office,
) -> None:
    card, agent_card = accompanied(office)
    office.cronofy.faults.set("422")
    card.press("Move").fill("When", "tomorrow 5pm Pacific").submit()
    told = office.person("Ana Reyes").wait_for_message("@app", "Not changed: Meeting agent")
    assert f"Session {ref_of(card)} itself was moved; only the agent wasn't" in told.text
    card.wait_for_text("5:00 PM P")
    assert "2:00 PM P" in agent_card.text
    card.wait_for_text("may join at a different time")
    assert "is attached" not in card.text
    agent_card.press("Move").fill("When", "tomorrow 5pm Pacific").submit()
    agent_card.wait_for_text("5:00 PM P")
    card.wait_for_text("is attached")


def test_an_agent_whose_own_move_was_refused_still_goes_along(office: Office) -> None:
    card, agent_card = accompanied(office)
    office.cronofy.faults.set("422")
    agent_card.press("Move").fill("When", "tomorrow 5pm Pacific").submit()
    office.person("Ana Reyes").wait_for_message("@app", "Not changed: Meeting agent")
    wait_until(office.is_idle)
    assert "is attached" in card.text


def test_an_agent_that_is_moved_by_itself_is_not_said_to_go_along(office: Office) -> None:
    card, agent_card = accompanied(office)
    agent_card.press("Move").fill("When", "tomorrow 5pm Pacific").submit()
    card.wait_for_text("may join at a different time")
    card.press("Move").fill("When", "tomorrow 6pm Pacific").submit()
    agent_card.wait_for_text("6:00 PM P")
    card.wait_for_text("is attached")


def test_where_prevail_refuses_the_agent_stays_as_it_is_and_that_is_told(office: Office) -> None:
    card, agent_card = accompanied(office)
    office.prevail.faults.set("422", method="PATCH")
    card.press("Cancel session").submit()
    told = office.person("Ana Reyes").wait_for_message("@app", "Not canceled:")
    assert f"Its agent {agent_ref(agent_card.text)} wasn't changed, either" in told.text
    assert [agent.canceled for agent in office.agents] == [False]


@pytest.mark.parametrize("fault", ["429_seconds", "500", "drop_before", "drop_after"])
def test_a_cronofy_that_fails_for_a_while_is_asked_again(office: Office, fault: str) -> None:
    card, agent_card = accompanied(office)
    office.cronofy.faults.set(fault)
    card.press("Move").fill("When", "tomorrow 5pm Pacific").submit()
    agent_card.wait_for_text("5:00 PM P")
    office.cronofy.faults.set(fault)
    card.press("Cancel session").submit()
    agent_card.wait_for_text("Canceled")
    assert [agent.canceled for agent in office.agents] == [True]


def test_a_session_canceled_while_its_agent_waits_for_cronofy_has_none(office: Office) -> None:
    card = booked(office)
    office.cronofy.faults.set("500", times=50, method="POST")
    card.press("Send agent")
    agent_card = office.person("Ana Reyes").wait_for_message(
        "#depositions", "Meeting agent for Deposition of Jane Doe"
    )
    agent_card.wait_for_text("gave no clear answer")
    card.press("Cancel session").submit()
    agent_card.wait_for_text("Canceled")
    assert [agent for agent in office.agents if not agent.canceled] == []


def test_only_the_owner_and_administrators_send_one(office: Office) -> None:
    booked(office)
    ben, carla = office.person("Ben Okafor"), office.person("Carla Stein")
    ben.wait_for_message("#depositions", "Confirmed").press("Send agent")
    assert " can change " in last_whisper(ben)
    assert office.cronofy.received == []
    carla.wait_for_message("#depositions", "Confirmed").press("Send agent")
    carla.wait_for_message("#depositions", "is attached")
    wait_until(lambda: bool(office.agents))
    assert office.agents[0].attendee.startswith("carla")


def test_an_agent_that_was_canceled_leaves_room_for_another(office: Office) -> None:
    card, agent_card = accompanied(office)
    agent_card.press("Cancel agent").submit()
    agent_card.wait_for_text("Canceled")
    wait_until(lambda: "Send agent" in labels(card))
    card.press("Send agent")
    card.wait_for_text("is attached")
    assert agent_ref(agent_card.text) not in card.text
    wait_until(lambda: len({agent.scheduling_key for agent in office.agents}) == 2)


def test_an_agent_that_could_not_be_sent_is_told_and_another_may_be(office: Office) -> None:
    card = booked(office)
    office.cronofy.faults.set("422")
    card.press("Send agent")
    ana = office.person("Ana Reyes")
    told = ana.wait_for_message("@app", "Not sent: Meeting agent")
    assert f"Press Send agent on the card for {ref_of(card)} to try again" in told.text
    failed = ana.wait_for_message("#depositions", "Not sent")
    assert labels(failed) == ["More"]
    wait_until(lambda: "Send agent" in labels(card))
    card.press("Send agent")
    card.wait_for_text("is attached")
    wait_until(lambda: len(office.agents) == 1)


def test_an_agent_sent_after_one_that_nobody_knows_of_takes_its_place(office: Office) -> None:
    def take_and_complain(call: Call) -> Response:
        call.proceed()
        return json_response(202, {"errors": ["no"]})

    card = booked(office)
    office.cronofy.faults.intercept(take_and_complain)
    card.press("Send agent")
    ana = office.person("Ana Reyes")
    ana.wait_for_message("#depositions", "Not known whether it was sent")
    wait_until(lambda: "Send agent" in labels(card))
    card.press("Send agent")
    card.wait_for_text("is attached")
    ana.wait_for_message("#depositions", "The agent will join automatically")
    assert len(office.agents) == 1
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    wait_until(lambda: [agent.canceled for agent in office.agents] == [True])


def test_asked_for_twice_it_is_one_agent(office: Office) -> None:
    card = booked(office)
    ana = office.person("Ana Reyes")
    for _ in range(2):
        ana.command("#depositions", f"/agent {ref_of(card)}")
    assert "already has agent" in last_whisper(ana)
    card.wait_for_text("is attached")
    wait_until(lambda: len(office.agents) == 1)


def test_where_slack_does_not_tell_the_address_a_small_form_asks_for_it(
    office: Office,
) -> None:
    office.slack.revoke("users:read.email")
    card = booked(office)
    screen = card.press("Send agent")
    assert screen.title == f"Agent for {ref_of(card)}"
    screen.submit()
    assert "On behalf of" in screen.errors
    screen.fill("On behalf of", "carla@elsewhere.example").submit()
    card.wait_for_text("is attached")
    wait_until(lambda: bool(office.agents))
    assert office.agents[0].attendee == "carla@elsewhere.example"


def test_the_command_with_a_sessions_reference_does_the_same(office: Office) -> None:
    ref = ref_of(booked(office))
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/agent {ref}")
    said = ana.wait_for_message("#depositions", "it will join at")
    assert said.only_for_me
    assert f"It moves and cancels with {ref}." in said.text
    assert len(office.agents) == 1


def test_a_session_that_is_not_confirmed_gets_none(start_office: StartOffice) -> None:
    office = start_office(prevail_self_service=False)
    card = booked(office, until="Requested")
    assert "Send agent" not in labels(card)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/agent {ref_of(card)}")
    assert "can't be changed yet" in last_whisper(ana)


def test_before_the_sessions_card_is_recorded_the_agents_is_bound_for_the_same_channel(
    office: Office,
) -> None:
    office.slack.misbehave("chat.postMessage", Fault.RATE_LIMITED, seconds=1, times=1000)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm Pacific")
    screen.fill("Title", "Deposition of Jane Doe").submit()
    ana.command("#depositions", "/session list")
    ref = re.findall(r"S-[0-9A-Z]{4}", last_whisper(ana))[0]

    def is_sent() -> bool:
        ana.command("#depositions", f"/agent {ref}")
        return "already has agent" in last_whisper(ana)

    wait_until(is_sent)
    office.slack.faults.clear()
    ana.wait_for_message("#depositions", "Meeting agent for Deposition of Jane Doe")


def test_the_agent_of_a_private_session_is_as_private(office: Office) -> None:
    card = booked(office, channel="#smith-v-jones", title="Privileged")
    card.press("Send agent")
    ana = office.person("Ana Reyes")
    agent_card = ana.wait_for_message("#smith-v-jones", "Meeting agent for Privileged")
    agent_card.wait_for_text("Confirmed").press("Cancel agent").submit()
    said = ana.wait_for_message("#docket-announcements", agent_ref(agent_card.text))
    assert "Privileged" not in said.text


def test_the_owner_hears_of_an_agent_left_behind_by_somebody_elses_move(office: Office) -> None:
    card, _ = accompanied(office)
    office.cronofy.faults.set("422")
    carla = office.person("Carla Stein")
    carla.command("#depositions", f"/session move {ref_of(card)} tomorrow 5pm Pacific").submit()
    for name in ("Carla Stein", "Ana Reyes"):
        office.person(name).wait_for_message("@app", "Not changed: Meeting agent")
