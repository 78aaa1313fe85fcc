"""Two people at one booking at once, and one who changes their mind: what each reads, what Prevail holds.

Both forms are open before either is sent; the first one's call has been answered by then, is still under
way, or was carried out while its answer got lost.
"""

import re
from collections.abc import Iterator
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from sandbox.slack import people
from sandbox.slack.person import Person, Screen, Shown
from tests.handlers.agent_steps import agent_ref
from tests.handlers.conftest import Office, last_whisper, office_with
from tests.handlers.session_steps import booked, ref_of
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until

FIRST, SECOND = "Ana Reyes", "Ben Okafor"
ANSWERED, UNDER_WAY, LOST = "answered", "under way", "lost"
PACIFIC = ZoneInfo("America/Los_Angeles")
# What Prevail holds of a session whose agent somebody else changes meanwhile.
EXPECTED = {"move": ("ready", "05:00 PM"), "cancel": ("canceled", "02:00 PM")}
_numbers = count(1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Start one office for all, in which Ben may change what Ana booked."""
    folder = tmp_path_factory.mktemp("office")
    with office_with(
        folder, clock=SimulatedClock(), admin_users=frozenset({people.BEN.id})
    ) as office:
        yield office


@pytest.fixture
def card(office: Office) -> Iterator[Shown]:
    """Have a session of its own booked at two, and whatever was opened closed in the end."""
    yield booked(office, title=f"Matter {next(_numbers)}.")
    office.prevail.faults.clear()
    for name in (FIRST, SECOND):
        while (screen := office.person(name).screen).is_open:
            screen.close()


def opened(office: Office, name: str, operation: str, card: Shown) -> Screen:
    """Open somebody's form, filled in as this person would."""
    person, at = office.person(name), "5pm" if name == FIRST else "7pm"
    line = f"/session {operation} {ref_of(card)}"
    if operation == "move":
        line += f" tomorrow {at} Pacific"
    screen = person.command("#general", line)
    assert screen.is_open
    return screen.fill("Title", title_by(name, card)) if operation == "edit" else screen


def title_by(name: str, card: Shown) -> str:
    return f"{title_of(card)} by {name}"


def title_of(card: Shown) -> str:
    (title,) = re.findall(r"Matter \d+\.", card.text)[:1]
    return str(title)


def held(office: Office, card: Shown) -> tuple[str, str, str]:
    """Return what Prevail holds of a session: its state, time and title."""
    mine = [s for s in office.sessions if s.remote.title.startswith(title_of(card))]
    (session,) = mine
    return str(session.state), session.remote.start_time, session.remote.title


def shown(person: Person) -> str:
    return "\n".join(person.screen.texts) if person.screen.is_open else ""


def is_asked(office: Office, before: int, *, lost: bool) -> bool:
    """Return whether Prevail has been asked for the first change, and to be looked at where that got lost."""
    methods = [each.method for each in office.prevail.received[before:]]
    return "PATCH" in methods and (not lost or "GET" in methods[methods.index("PATCH") :])


# Who is second asks again after reading what has changed: it is done where nothing is under way, and a
# cancellation also while something is.
LATER = {
    ("move", "move"): {ANSWERED: ("ready", "07:00 PM", ""), UNDER_WAY: ("ready", "05:00 PM", "")},
    ("move", "edit"): {
        ANSWERED: ("ready", "05:00 PM", SECOND),
        UNDER_WAY: ("ready", "05:00 PM", ""),
    },
    ("edit", "move"): {
        ANSWERED: ("ready", "07:00 PM", FIRST),
        UNDER_WAY: ("ready", "02:00 PM", FIRST),
    },
    ("edit", "edit"): {
        ANSWERED: ("ready", "02:00 PM", SECOND),
        UNDER_WAY: ("ready", "02:00 PM", FIRST),
    },
    ("move", "cancel"): {
        ANSWERED: ("canceled", "05:00 PM", ""),
        UNDER_WAY: ("canceled", "05:00 PM", ""),
    },
    ("edit", "cancel"): {
        ANSWERED: ("canceled", "02:00 PM", FIRST),
        UNDER_WAY: ("canceled", "02:00 PM", FIRST),
    },
}
ROWS = [
    (first, second, moment, outcomes[ANSWERED if moment == ANSWERED else UNDER_WAY])
    for (first, second), outcomes in LATER.items()
    for moment in (ANSWERED, UNDER_WAY, LOST)
]


def sent_first(office: Office, screen: Screen, moment: str) -> None:
    """Send the first one's form, and come to the moment at which the second one's is sent."""
    before = len(office.prevail.received)
    if moment == UNDER_WAY:
        office.prevail.faults.set("hold", method="PATCH")
    if moment == LOST:
        office.prevail.faults.set("drop_after", method="PATCH")
        office.prevail.faults.set("hold", method="GET", times=9)
    screen.submit()
    if moment == ANSWERED:
        wait_until(office.is_idle)
    else:
        office.prevail.wait_for(lambda: is_asked(office, before, lost=moment == LOST))


@pytest.mark.parametrize(("first", "second", "moment", "held_then"), ROWS)
def test_who_is_second_reads_what_the_first_asked_for_before_anything_is_done(
    office: Office,
    card: Shown,
    first: str,
    second: str,
    moment: str,
    held_then: tuple[str, str, str],
) -> None:
    one, other = opened(office, FIRST, first, card), opened(office, SECOND, second, card)
    sent_first(office, one, moment)
    ben = office.person(SECOND)
    other.submit()
    assert "has changed since you opened this form, so nothing has been done yet" in shown(ben)
    asked = "asked to move it" if first == "move" else "asked to change it"
    assert f"@{FIRST} {asked}" in shown(ben)
    other.submit()
    office.prevail.faults.clear()
    wait_until(office.is_idle)
    state, time, by = held_then
    title = title_by(by, card) if by else title_of(card)
    assert held(office, card) == (state, time, title)
    card.wait_for_text("Canceled" if state == "canceled" else "Confirmed")
    cards = [each for each in ben.messages("#depositions") if each.buttons]
    assert len([each for each in cards if ref_of(card) in each.text]) == 1


@pytest.mark.parametrize("second", ["move", "edit", "cancel"])
@pytest.mark.parametrize("moment", [ANSWERED, UNDER_WAY, LOST])
def test_what_is_being_canceled_is_neither_changed_nor_canceled_again(
    office: Office, card: Shown, second: str, moment: str
) -> None:
    one, other = opened(office, FIRST, "cancel", card), opened(office, SECOND, second, card)
    sent_first(office, one, moment)
    other.submit()
    said = shown(office.person(SECOND))
    assert f"@{FIRST} asked to cancel it" in said
    assert "Your form wasn't submitted, and nothing else was changed." in said
    office.prevail.faults.clear()
    wait_until(office.is_idle)
    assert held(office, card) == ("canceled", "02:00 PM", title_of(card))
    card.wait_for_text("Canceled")


@pytest.mark.parametrize("fault", ["hold", "drop_after"])
def test_what_is_canceled_while_it_is_booked_ends_canceled(office: Office, fault: str) -> None:
    title = f"Matter {next(_numbers)}."
    office.prevail.faults.set(fault, method="POST")
    if fault == "drop_after":
        office.prevail.faults.set("hold", method="GET", times=9)
    card = booked(office, title=title, until="Booking…")
    card.press("Cancel session").submit()
    card.wait_for_text("Canceling…")
    office.prevail.faults.clear()
    card.wait_for_text("Canceled")
    living = [s for s in office.sessions if s.remote.title == title and s.state != "canceled"]
    assert living == []


@pytest.mark.parametrize("operation", ["move", "edit"])
def test_what_is_still_being_booked_is_not_changed(office: Office, operation: str) -> None:
    title = f"Matter {next(_numbers)}."
    office.prevail.faults.set("hold", method="POST")
    card = booked(office, title=title, until="Booking…")
    ana = office.person(FIRST)
    screen = ana.command("#general", f"/session {operation} {ref_of(card)} tomorrow 5pm Pacific")
    assert not screen.is_open
    said = f"Prevail hasn't answered about {ref_of(card)} yet. Try again in a moment."
    assert said in last_whisper(ana, "#general")
    office.prevail.faults.clear()
    card.wait_for_text("Confirmed")
    assert held(office, card) == ("ready", "02:00 PM", title)


@pytest.mark.parametrize("held_up", ["prevail", "cronofy"])
@pytest.mark.parametrize("of_agent", ["move", "cancel"])
@pytest.mark.parametrize("of_session", ["move", "cancel"])
def test_a_session_and_its_agent_that_two_change_at_once_end_as_their_cards_say(
    office: Office, card: Shown, of_session: str, of_agent: str, held_up: str
) -> None:
    ana, ben = office.person(FIRST), office.person(SECOND)
    seen = {shown.ts for shown in ana.messages("#depositions")}
    card.press("Send agent")
    card.wait_for_text("is attached")
    (agent,) = [m for m in ana.messages("#depositions") if m.buttons and m.ts not in seen]
    one = opened(office, FIRST, of_session, card)
    to = " tomorrow 6pm Pacific" if of_agent == "move" else ""
    other = ben.command("#general", f"/agent {of_agent} {agent_ref(agent.text)}{to}")
    provider = office.prevail if held_up == "prevail" else office.cronofy
    provider.faults.set("hold", times=99)
    one.submit()
    other.submit()
    provider.faults.clear()
    wait_until(office.is_idle)
    state, time, _ = held(office, card)
    sent = office.agents[-1]
    assert sent.canceled is ("cancel" in {of_session, of_agent})
    agent.wait_for_text("Canceled" if sent.canceled else "Confirmed")
    card.wait_for_text("Canceled" if state == "canceled" else "5:00 PM PST")
    assert (state, time) == EXPECTED[of_session]
    # Which of two moves of the agent counts is for the one that came later; its card says which.
    joins = sent.join_time.astimezone(PACIFIC)
    assert sent.canceled or f"{joins:%-I:%M %p} PST" in agent.text
