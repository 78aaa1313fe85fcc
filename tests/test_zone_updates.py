"""What is mended at providers when the law of clocks changes comes right whatever fails, and is told once."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.scheduling.jobs.zone_updates import recompute
from bot.times import zone_data
from sandbox.slack.faults import Fault
from sandbox.slack.person import Person
from tests.handlers.appointment_steps import booked_for
from tests.handlers.conftest import Office
from tests.handlers.session_steps import booked
from tests.simulated_clock import SimulatedClock
from tests.sqlite import open_sqlite

HERE = "#depositions"
CALL = "https://zoom.example/j/123"
HOUR = timedelta(hours=1)


def law_changes(office: Office) -> None:
    """Have newer zone data set clocks an hour back: what was booked by the older was an hour earlier."""
    for session in office.sessions:
        earlier = f"{session.start - HOUR:%I:%M %p}"
        session.remote = session.remote.model_copy(update={"start_time": earlier})
    for agent in office.agents:
        agent.join_time -= HOUR
    path = office.database
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE bookings SET starts = starts - 3600")
    with closing(open_sqlite(path)) as store:
        recompute(store, version=zone_data.available().version, clock=office.clock)
    office.running.workers.wake()


def settle(office: Office, *, within: timedelta = timedelta(hours=2)) -> None:
    assert isinstance(office.clock, SimulatedClock)
    office.clock.settle(office.database, wake=office.running.workers.wake, within=within)


def told(person: Person) -> list[str]:
    """What somebody was told of new rules for clocks."""
    return [shown.text for shown in person.messages("@app") if "time change rules" in shown.text]


def a_session_and_an_agent(office: Office) -> Person:
    """Book both for tomorrow; return whose they are."""
    ana = office.person("Ana Reyes")
    booked(office, title="Ruiz depo")
    ana.command(HERE, f"/agent {CALL} tomorrow 2pm Pacific").submit()
    office.cronofy.wait_for(lambda: len(office.agents) == 1)
    settle(office, within=timedelta(seconds=1))
    return ana


@pytest.mark.parametrize(
    "fault",
    ["500", "503", "429", "429_seconds", "drop_before", "drop_after", "503_after", "rubbish"],
)
def test_it_is_mended_at_prevail_and_told_once_whatever_its_answer_meets(
    office: Office, fault: str
) -> None:
    ana = a_session_and_an_agent(office)
    when = office.sessions[0].start
    office.prevail.faults.set(fault, method="PATCH")
    law_changes(office)
    settle(office)
    assert [office.sessions[0].start, office.agents[0].join_time] == [when, when]
    assert len(told(ana)) == 2
    assert all("1 hour later than before" in text for text in told(ana))


@pytest.mark.parametrize("fault", ["500", "503", "429", "429_seconds", "drop_before"])
def test_it_is_mended_at_cronofy_where_it_is_known_that_nothing_was_taken(
    office: Office, fault: str
) -> None:
    ana = a_session_and_an_agent(office)
    when = office.agents[0].join_time
    office.cronofy.faults.set(fault)
    law_changes(office)
    settle(office)
    assert office.agents[0].join_time == when
    assert len(of_agent(ana)) == 1
    assert "1 hour later than before" in of_agent(ana)[0]


@pytest.mark.parametrize("fault", ["drop_after", "503_after", "422", "404"])
def test_what_cronofy_did_of_it_is_told_once_as_it_is_known(office: Office, fault: str) -> None:
    ana = a_session_and_an_agent(office)
    office.cronofy.faults.set(fault, times=20)
    law_changes(office)
    settle(office)
    assert len(of_agent(ana)) == 1
    assert "may still use the old" in of_agent(ana)[0]


def of_agent(person: Person) -> list[str]:
    return [text for text in told(person) if text.startswith("Meeting agent")]


@pytest.mark.parametrize("method", ["chat.update", "chat.postMessage"])
@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.RATE_LIMITED, Fault.DROP, Fault.DROP_AFTER])
def test_it_is_told_once_and_shown_though_slack_is_down(
    office: Office, method: str, fault: Fault
) -> None:
    ana = a_session_and_an_agent(office)
    when = office.sessions[0].start
    office.slack.misbehave(method, fault, times=3, seconds=1)
    law_changes(office)
    settle(office)
    assert [office.sessions[0].start, office.agents[0].join_time] == [when, when]
    assert sorted(text.partition(" · ")[0].split(",")[0] for text in told(ana)) == [
        "Meeting agent for zoom.example",
        "Ruiz depo",
    ]


@pytest.mark.parametrize("fault", ["422", "404"])
def test_what_prevail_will_not_do_is_told_once(office: Office, fault: str) -> None:
    ana = a_session_and_an_agent(office)
    office.prevail.faults.set(fault, method="PATCH", times=20)
    law_changes(office)
    settle(office)
    assert len([text for text in told(ana) if text.startswith("Ruiz depo")]) == 1


@pytest.mark.parametrize("meanwhile", [timedelta(0), timedelta(hours=3)])
def test_a_session_whose_answer_was_lost_before_the_law_changed_is_mended_once_it_is_found(
    office: Office, meanwhile: timedelta
) -> None:
    ana = office.person("Ana Reyes")
    office.prevail.faults.set("drop_after", method="POST")
    office.prevail.faults.set("500", method="GET", times=1000)
    ana.command(HERE, "/session tomorrow 2pm Pacific").fill("Title", "Ruiz depo").submit()
    office.prevail.wait_for(lambda: len(office.sessions) == 1)
    when = office.sessions[0].start
    settle(office, within=meanwhile)
    law_changes(office)
    office.prevail.faults.clear()
    settle(office)
    ana.wait_for_message(HERE, "Confirmed").wait_for_text("2:00 PM")
    assert [session.start for session in office.sessions] == [when]
    assert len(told(ana)) == 1
    assert not [shown for shown in ana.messages("@app") if "another time" in shown.text]


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.DROP_AFTER])
def test_an_appointment_stays_at_its_moment_and_its_clock_is_told_once(
    office: Office, fault: Fault
) -> None:
    card = booked_for(office)
    settle(office, within=timedelta(seconds=1))
    (held,) = office.appointments
    start = held.start
    law_changes(office)
    office.slack.misbehave("chat.update", fault, times=2)
    office.slack.misbehave("chat.postMessage", fault, times=2)
    settle(office)
    ana = office.person("Ana Reyes")
    assert [held.start for held in office.appointments] == [start]
    (word,) = told(ana)
    now = word.partition("it's now at ")[2].partition(" there")[0]
    assert now
    assert now in card.text
