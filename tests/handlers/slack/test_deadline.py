"""Three seconds: whatever is asked of a Slack that hangs, it has its answer within them."""

import itertools
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.app import Deadlines
from sandbox.slack import Fault, payloads
from sandbox.slack.people import BEN, CARLA, GROUPS, Person
from tests.handlers.agent_steps import agent_ref, sent
from tests.handlers.appointment_steps import booked_for, ref_in
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.forged_forms import every_form
from tests.handlers.session_steps import booked, ref_of
from tests.handlers.signed_requests import post_signed
from tests.waiting import wait_until

CLINIC = GROUPS[0].id
NUMBERS = itertools.count(1)
SLACK_WAITS = 3.0
HANGS = 20.0
# Whoever waits for a Slack that hangs takes longer than this, however busy the machine is.
WAITED_FOR_SLACK = HANGS / 2

COMMANDS = (
    "/session tomorrow 2pm",
    "/session list all",
    "/session show {session}",
    "/session move {session} tomorrow 5pm",
    "/session edit {session}",
    "/session cancel {session}",
    "/session move",
    "/session help",
    "/agent https://zoom.example/j/1 tomorrow 3pm",
    "/agent {session}",
    "/agent show {agent}",
    "/agent cancel {agent}",
    "/agent delete cal_1 event-1",
    "/agent cancel their-key-1",
    "/appointment tomorrow 2pm",
    "/appointment list today",
    "/appointment show {appointment}",
    "/appointment cancel {appointment}",
    "/appointment cancel appointment-12345",
    "/appointment slots CA",
    "/bookings all",
)
BUTTONS = (
    ("card_move", "{session}"),
    ("card_cancel", "{session}"),
    ("card_calendar", "{session}"),
    ("card_more", "{session}"),
    ("card_again", "{session}"),
    ("card_agent", "{session}"),
    ("card_more", "{appointment}"),
    ("card_cancel", "{appointment}"),
    ("pick_{session}", "move {session} tomorrow 5pm"),
    ("list_page_1", '{{"kinds":["S"],"text":"all","page":1}}'),
)


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Asks an office many things at once, and notes how long each answer takes."""

    office: Office

    def seconds(self, bodies: dict[str, str]) -> dict[str, float]:
        """Send every body, and return after how many seconds each was answered."""
        with ThreadPoolExecutor(8) as pool:
            taken = pool.map(self._one, bodies.values())
            return dict(zip(bodies, taken, strict=True))

    def _one(self, body: str) -> float:
        began = time.monotonic()
        answer = post_signed(self.office, body)
        assert answer.status_code == 200, answer.text
        return time.monotonic() - began


def answers_at(office: Office, person: Person) -> str:
    place = office.slack.workspace.channel_named("#depositions")
    return str(office.slack.client._response_url("app", person.id, channel=place.id))


def command(office: Office, person: Person, line: str) -> str:
    name, _, text = line.partition(" ")
    form = payloads.command(
        person,
        channel=office.slack.workspace.channel_named("#depositions"),
        command=name,
        text=text,
        trigger_id=f"1.{next(NUMBERS)}",
        response_url=answers_at(office, person),
    )
    return urlencode(form)


def press(office: Office, person: Person, action: str, value: str, **where: Any) -> str:
    place = office.slack.workspace.channel_named("#depositions")
    message = {
        "container": {"type": "message", "message_ts": "1.1", "channel_id": place.id},
        "channel": {"id": place.id, "name": place.name},
        "response_url": answers_at(office, person),
    }
    payload = payloads._interaction("block_actions", person) | {
        **(where or message),
        "actions": [{"type": "button", "block_id": "b", "action_id": action, "value": value}],
        "trigger_id": f"1.{next(NUMBERS)}",
    }
    return urlencode({"payload": json.dumps(payload)})


def submission(payload: dict[str, Any], person: Person) -> str:
    number = f"V{next(NUMBERS)}"
    view = {**payload["view"], "id": number, "root_view_id": number}
    user = {"id": person.id, "team_id": person.company.team_id}
    return urlencode({"payload": json.dumps({**payload, "user": user, "view": view})})


def about(name: str) -> str:
    """Say which kind of booking something is about, by its name; most are about sessions."""
    return next((kind for kind in ("agent", "appointment") if kind in name), "session")


@pytest.mark.in_time
@pytest.mark.parametrize(
    ("kind", "person", "way"),
    [
        ("session", CARLA, "commands"),
        ("session", CARLA, "buttons"),
        ("session", CARLA, "forms"),
        ("agent", CARLA, "all"),
        ("appointment", BEN, "all"),
    ],
)
def test_everything_is_answered_in_time_whoever_asks(
    start_office: StartOffice, kind: str, person: Person, way: str
) -> None:
    staff = frozenset({CARLA.id, BEN.id, CLINIC})
    office = start_office(appointment_staff=staff, limit_bookings_per_minute=0)
    ana = office.person("Ana Reyes")
    refs = {
        "session": ref_of(booked(office)),
        "agent": agent_ref(sent(office).text),
        "appointment": ref_in(booked_for(office).text),
    }
    forms = every_form(office, ana, refs=refs)
    commands = {line: command(office, person, line.format(**refs)) for line in COMMANDS}
    buttons = {
        f"{action} {value}": press(office, person, action.format(**refs), value.format(**refs))
        for action, value in BUTTONS
    }
    in_forms = {
        action: press(office, person, action, refs["session"], view=forms["move session"]["view"])
        for action in ("when", "zone", "show_password", "show_revoke", "card_move")
    }
    sends = {f"send {name}": submission(form, person) for name, form in forms.items()}
    office.slack.misbehave("*", Fault.SLOW, seconds=HANGS, times=1000)
    ways = {"commands": commands, "buttons": buttons | in_forms, "forms": sends}
    bodies = ways.get(way, commands | buttons | sends)
    asked = {name: body for name, body in bodies.items() if about(name) == kind}
    taken = Asker(office=office).seconds(asked)
    late = {name: seconds for name, seconds in taken.items() if seconds >= WAITED_FOR_SLACK}
    assert late == {}
    assert max(taken.values()) > 0.5, "Slack was asked, and was silent"


def test_what_slack_may_take_of_its_three_seconds_leaves_time_for_the_way() -> None:
    assert Deadlines().request.total_seconds() < SLACK_WAITS - 0.5


def test_who_somebody_is_is_asked_once_for_a_request(start_office: StartOffice) -> None:
    """Nobody has met Ben: the gate asks who he is, and so does his right to see appointments."""
    office = start_office(appointment_staff=frozenset({CLINIC}))
    office.slack.workspace.usergroups[CLINIC].add(BEN.id)
    ref = ref_in(booked_for(office).text)
    before = len(office.slack.calls)
    screen = office.person("Ben Okafor").command("#depositions", f"/appointment show {ref}")
    assert screen.title == f"Appointment {ref}"
    asked = [call.method for call in office.slack.calls[before:]]
    assert asked.count("users.info") == 1


@pytest.mark.in_time
def test_a_word_that_slack_takes_late_comes_after_the_answer(office: Office) -> None:
    ref = ref_of(booked(office))
    ben = office.person("Ben Okafor")
    ben.command("#depositions", "/session help")
    wait_until(office.is_idle)
    office.slack.misbehave("response_url", Fault.SLOW, seconds=1.5)
    began = time.monotonic()
    card = ben.wait_for_message("#depositions", ref)
    card.press("Move")
    assert time.monotonic() - began < SLACK_WAITS
    wait_until(lambda: " can change " in last_whisper(ben))
