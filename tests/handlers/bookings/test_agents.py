"""/agent move, cancel, list, show: what may become of a scheduled agent."""

import json

import pytest

from tests.handlers.agent_steps import CALL, agent_ref, sent
from tests.handlers.conftest import Office, StartOffice, labels, last_whisper, last_whispered


def test_moving_schedules_it_anew_under_its_key(office: Office) -> None:
    card = sent(office)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent move {agent_ref(card.text)} tomorrow 4pm ET")
    assert "4:00 PM E" in " ".join(screen.texts)
    screen.submit()
    card.wait_for_reply("@Ana Reyes moved this from ")
    assert "4:00 PM E" in card.text
    (agent,) = office.agents
    assert agent.join_time.hour in {20, 21}


def test_a_length_said_with_the_new_time_does_no_harm(office: Office) -> None:
    card = sent(office)
    card.press("Move").fill("When", "tomorrow 4pm to 4:20pm Pacific").submit()
    card.wait_for_reply(" moved this")


def test_canceling_by_reference_calls_it_back_and_announces_it(office: Office) -> None:
    card = sent(office)
    ref = agent_ref(card.text)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent cancel {ref.lower()}")
    assert screen.title == f"Cancel {ref}?"
    assert screen.submit_text == "Cancel agent"
    assert "The agent won't join" in " ".join(screen.texts)
    screen.submit()
    card.wait_for_text("Canceled")
    assert [agent.canceled for agent in office.agents] == [True]
    assert labels(card) == ["More"]
    (_, delete) = office.cronofy.received
    assert delete.method == "DELETE"
    assert json.loads(delete.data) == {"scheduling_key": office.agents[0].scheduling_key}
    assert ref in ana.wait_for_message("#docket-announcements", " canceled ").text


@pytest.mark.parametrize("verb", ["cancel", "remove", "delete", "recall"])
def test_whatever_it_is_called_a_reference_is_canceled(office: Office, verb: str) -> None:
    ref = agent_ref(sent(office).text)
    screen = office.person("Ana Reyes").command("#depositions", f"/agent {verb} {ref}")
    assert screen.title == f"Cancel {ref}?"


def test_its_own_key_is_as_good_as_its_reference(office: Office) -> None:
    ref = agent_ref(sent(office).text)
    key = office.agents[0].scheduling_key
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    ben.command("#depositions", f"/agent cancel {key}")
    assert " can change " in last_whisper(ben)
    assert ana.command("#depositions", f"/agent cancel {key}").title == f"Cancel {ref}?"


def test_one_that_may_be_joining_is_said_before_and_after(office: Office) -> None:
    card = sent(office, when="in 2 minutes")
    assert "may already be joining" in " ".join(card.press("Move").texts)
    screen = card.press("Cancel agent")
    assert "may already be joining" in " ".join(screen.texts)
    screen.submit()
    card.wait_for_text("may have started joining. If so, it stays")
    said = office.person("Ana Reyes").wait_for_message("#docket-announcements", " canceled ")
    assert "someone removes it in the call" in said.text


def test_one_sent_at_once_can_be_neither_moved_nor_canceled(office: Office) -> None:
    ref = agent_ref(sent(office, when="").text)
    ana = office.person("Ana Reyes")
    for verb in ("cancel", "move"):
        ana.command("#depositions", f"/agent {verb} {ref}")
        assert "an agent that has started joining stays" in last_whisper(ana)


def test_somebody_else_is_refused_and_an_administrator_is_not(office: Office) -> None:
    card = sent(office)
    ref = agent_ref(card.text)
    ben, carla = office.person("Ben Okafor"), office.person("Carla Stein")
    for verb in ("cancel", "move"):
        ben.command("#depositions", f"/agent {verb} {ref}")
        assert " can change " in last_whisper(ben)
    carla.command("#depositions", f"/agent cancel {ref}").submit()
    card.wait_for_text("Canceled")
    office.person("Ana Reyes").wait_for_message("@app", "@Carla Stein canceled")


@pytest.mark.parametrize(
    ("fault", "begins"), [("401", "Not known whether it was changed:"), ("422", "Not changed:")]
)
def test_a_refused_move_is_told_and_the_agent_keeps_its_time(
    office: Office, fault: str, begins: str
) -> None:
    card = sent(office)
    before = office.agents[0].join_time
    office.cronofy.faults.set(fault)
    card.press("Move").fill("When", "tomorrow 5pm Pacific").submit()
    office.person("Ana Reyes").wait_for_message("@app", begins)
    card.wait_for_text("2:00 PM P")
    assert office.agents[0].join_time == before


@pytest.mark.parametrize("fault", ["429_seconds", "500", "drop_after", "empty"])
def test_a_move_is_carried_through(office: Office, fault: str) -> None:
    card = sent(office)
    office.cronofy.faults.set(fault)
    card.press("Move").fill("When", "tomorrow 5pm Pacific").submit()
    card.wait_for_reply(" moved ")
    assert len(office.agents) == 1


def test_the_list_shows_mine_to_come_and_no_calendar_actions(office: Office) -> None:
    sent(office)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/agent add cal_n23kjnwrw2_sandbox evt_review")
    ana.wait_for_message("@app", "Done.")
    for text in ("", "today tomorrow", "all"):
        ana.command("#depositions", f"/agent list {text}")
        assert "event" not in last_whisper(ana)
    ana.command("#depositions", "/agent list")
    assert "Meeting agent for zoom.example" in last_whisper(ana)
    assert "s3cret" not in last_whisper(ana)


def test_without_a_reference_the_nearest_are_offered(office: Office) -> None:
    ref = agent_ref(sent(office).text)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/agent cancel")
    offer = last_whispered(ana)
    assert offer.press(f"Cancel {ref}").title == f"Cancel {ref}?"
    assert ana.command("#depositions", "/agent cancel next").title == f"Cancel {ref}?"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("cancle A-7K2M", "/agent cancel A-7K2M"), ("lsit", "/agent list"), ("hlep", "/agent help")],
)
def test_what_nearly_is_a_verb_is_asked_about(office: Office, typed: str, meant: str) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/agent {typed}")
    assert f"Did you mean {meant}?" in last_whisper(ana)


def test_help_says_what_there_is_even_where_it_is_switched_off(start_office: StartOffice) -> None:
    office = start_office(cronofy_api_key="", cronofy_access_token="")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/agent help")
    for verb in ("move", "cancel", "remove", "add", "delete", "list", "show"):
        assert f"/agent {verb}" in last_whisper(ana)


def test_an_unknown_reference_is_said(office: Office) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/agent cancel A-0000")
    assert "A-0000" in last_whisper(ana)
    ana.command("#depositions", f"/agent {CALL} <!channel>")
    assert ana.screen.title == "Send an agent"
