"""/agent remove, add, delete CALENDAR EVENT, and /agent cancel KEY."""

import json
from datetime import timedelta

import pytest

from sandbox.providers.cronofy import CALENDAR, Agent, Event
from tests.handlers.agent_steps import agent_ref
from tests.handlers.conftest import Office, StartOffice, labels, last_whisper
from tests.tables import rows
from tests.waiting import wait_until

KEY = "somebody-elses-key"


def event(office: Office, name: str) -> Event:
    """Return a calendar event as Cronofy has it."""
    held: Event = office.cronofy.provider.calendars[CALENDAR][name]
    return held


def a_strangers_agent(office: Office) -> Agent:
    """Have somebody schedule an agent who is not Docket."""
    tomorrow = office.clock() + timedelta(days=1)
    agent = Agent("agt_x", KEY, tomorrow, "https://meet.example/x", "x@y.example")
    office.cronofy.provider.agents.append(agent)
    return agent


def test_an_agent_is_taken_off_an_event_at_once(office: Office) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/agent remove {CALENDAR} evt_kickoff")
    card = ana.wait_for_message("@app", "Remove the agent from").wait_for_text("Done.")
    assert not event(office, "evt_kickoff").agent
    assert not event(office, "evt_kickoff").deleted
    (request,) = office.cronofy.received
    assert json.loads(request.data) == {
        "event_id": "evt_kickoff",
        "meeting_agent": {"profile_id": "none"},
    }
    assert labels(card) == ["More"]
    said = ana.wait_for_message("#depositions", "The agent was removed.")
    assert said.only_for_me
    assert not any("evt_kickoff" in m.text for m in ana.messages("#depositions"))


def test_an_agent_is_put_on_an_event(office: Office) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/agent add {CALENDAR} evt_review")
    ana.wait_for_message("@app", "Add an agent to").wait_for_text("Done.")
    assert event(office, "evt_review").agent


def test_of_one_event_nothing_else_is_asked_while_something_is_under_way(office: Office) -> None:
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    office.cronofy.faults.set("drop_after")
    office.cronofy.faults.set("503", times=999)
    ana.command("#depositions", f"/agent add {CALENDAR} evt_review")
    card = ana.wait_for_message("@app", "Add an agent to").wait_for_text("no clear answer")
    ben.command("#depositions", f"/agent remove {CALENDAR} evt_review")
    assert "still working on this event" in last_whisper(ben)
    screen = ben.command("#depositions", f"/agent delete {CALENDAR} evt_review").submit()
    assert "still working on this event" in screen.errors["Calendar"]
    office.cronofy.faults.clear()
    card.wait_for_text("Done.")
    ben.command("#depositions", f"/agent remove {CALENDAR} evt_review")
    ben.wait_for_message("@app", "Remove the agent from").wait_for_text("Done.")
    assert not event(office, "evt_review").agent


def test_deleting_an_event_asks_once(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent delete {CALENDAR} evt_kickoff")
    assert screen.title == "Delete event?"
    assert screen.submit_text == "Delete event"
    assert "can't be undone" in " ".join(screen.texts)
    assert office.cronofy.received == []
    assert (screen.field("Calendar").value, screen.field("Event").value) == (
        CALENDAR,
        "evt_kickoff",
    )
    screen.submit()
    ana.wait_for_message("@app", "Delete event evt_kickoff").wait_for_text("Done.")
    assert event(office, "evt_kickoff").deleted


@pytest.mark.parametrize("verb", ["remove", "add", "delete"])
def test_without_both_ids_they_are_asked_for(office: Office, verb: str) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent {verb} {CALENDAR}")
    assert screen.field("Calendar").value == CALENDAR
    screen.fill("Event", "two words").submit()
    assert "without spaces" in screen.errors["Event"]
    screen.fill("Event", "evt_review").submit()
    ana.wait_for_message("@app", "event evt_review").wait_for_text("Done.")


def test_a_strangers_agent_is_canceled_by_its_key_after_asking_once(office: Office) -> None:
    agent = a_strangers_agent(office)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent cancel {KEY}")
    assert screen.field("Scheduling key").value == KEY
    assert "has started joining stays" in " ".join(screen.texts)
    assert not agent.canceled
    screen.submit()
    ana.wait_for_message("@app", KEY).wait_for_text("Done.")
    assert agent.canceled


@pytest.mark.parametrize("words", [f"cancel {KEY}", f"remove {CALENDAR} evt_kickoff"])
def test_guests_cancel_no_agent_by_its_key_and_change_no_calendar(
    office: Office, words: str
) -> None:
    agent = a_strangers_agent(office)
    dev = office.person("Dev Patel")
    dev.command("#depositions", f"/agent {words}")
    assert "Only members of this workspace" in last_whisper(dev)
    assert not dev.screen.is_open
    wait_until(office.is_idle)
    assert not agent.canceled
    assert office.cronofy.received == []


@pytest.mark.parametrize(
    ("until", "fault", "said"),
    rows(
        {
            "Not known whether it was done": {
                "401": "check the connection to Cronofy",
                "403": "check the connection to Cronofy",
            },
            "Failed": {
                "404": "no such calendar or event",
                "422": "That time <is taken> & can't be booked",
            },
        }
    ),
)
@pytest.mark.parametrize("verb", ["remove", "add", "delete"])
def test_what_cannot_be_done_is_told_and_can_be_mended(
    office: Office, fault: str, said: str, until: str, verb: str
) -> None:
    office.cronofy.faults.set(fault)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent {verb} {CALENDAR} evt_kickoff")
    if screen.is_open:
        screen.submit()
    card = ana.wait_for_message("@app", "Request E-").wait_for_text(until)
    assert said in card.text
    screen = card.press("Change and try again")
    assert any(said in text for text in screen.texts), "why it failed is said again"
    assert screen.field("Event").value == "evt_kickoff"
    screen.fill("Event", "evt_review").submit()
    assert screen.errors == {}
    card.wait_for_text("Done.")
    assert "evt_review" in card.text


def test_an_unknown_event_and_an_unknown_calendar_are_said(office: Office) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/agent remove cal_nowhere evt_kickoff")
    card = ana.wait_for_message("@app", "Request E-").wait_for_text("Failed")
    assert "Check both IDs" in card.text
    ana.command("#depositions", f"/agent remove {CALENDAR} evt_nothing")
    ana.wait_for_message("@app", "event evt_nothing").wait_for_text("Cronofy declined")


@pytest.mark.parametrize("fault", ["429_seconds", "500", "502", "drop_before", "drop_after"])
@pytest.mark.parametrize("verb", ["remove", "delete"])
def test_what_passes_is_tried_again(office: Office, fault: str, verb: str) -> None:
    office.cronofy.faults.set(fault)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent {verb} {CALENDAR} evt_kickoff")
    if screen.is_open:
        screen.submit()
    ana.wait_for_message("@app", "event evt_kickoff").wait_for_text("Done.")
    assert not event(office, "evt_kickoff").agent


def test_without_an_access_token_calendars_are_switched_off_and_agents_are_not(
    start_office: StartOffice,
) -> None:
    office = start_office(cronofy_access_token="")
    ana, carla = office.person("Ana Reyes"), office.person("Carla Stein")
    for verb in ("remove", "add", "delete"):
        ana.command("#depositions", f"/agent {verb} {CALENDAR} evt_kickoff")
        assert "CRONOFY_ACCESS_TOKEN" in last_whisper(ana)
    a_strangers_agent(office)
    carla.command("#depositions", f"/agent cancel {KEY}").submit()
    carla.wait_for_message("@app", KEY).wait_for_text("Done.")


def test_without_a_key_calendars_go_on_and_keys_do_not(start_office: StartOffice) -> None:
    office = start_office(cronofy_api_key="")
    carla = office.person("Carla Stein")
    carla.command("#depositions", f"/agent remove {CALENDAR} evt_kickoff")
    carla.wait_for_message("@app", "event evt_kickoff").wait_for_text("Done.")
    carla.command("#depositions", f"/agent cancel {KEY}")
    assert "CRONOFY_API_KEY" in last_whisper(carla)


def test_a_calendar_action_is_shown_to_who_ran_it_and_cannot_be_changed(office: Office) -> None:
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    ana.command("#depositions", f"/agent remove {CALENDAR} evt_kickoff")
    card = ana.wait_for_message("@app", "event evt_kickoff").wait_for_text("Done.")
    ref = agent_ref(card.text)
    assert any(CALENDAR in text for text in card.press("More").texts)
    ben.command("#depositions", f"/agent show {ref}")
    assert not ben.screen.is_open
    ana.command("#depositions", f"/agent cancel {ref}")
    assert "is a one-time request" in last_whisper(ana)


@pytest.mark.parametrize(
    "key",
    [
        "docket-t07harbor02-a-7k2m",
        "DOCKET-T07HARBOR02-A-7K2M",
        "docket-t0evil-a-0000",
        "docket-t07harbor01-a-iloo",
    ],
)
def test_a_key_that_docket_gave_out_elsewhere_cancels_nothing(office: Office, key: str) -> None:
    """Workspaces may share an account at Cronofy: keys of this form are somebody's bookings."""
    agent = a_strangers_agent(office)
    agent.scheduling_key = key
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent cancel {key}")
    screen.submit()
    assert "only its owner can cancel" in screen.errors["Scheduling key"]
    wait_until(office.is_idle)
    assert office.cronofy.received == []
    assert not agent.canceled
