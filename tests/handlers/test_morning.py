"""A coordinator's morning: all of it in one sitting, over signed HTTP, as a client that reads the screen."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.slack.people import CARLA
from sandbox.slack.person import Person, Screen, Shown
from tests.handlers.conftest import Office, StartOffice, labels
from tests.handlers.session_steps import ref_of
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until

HERE = "#depositions"
CASE = "2026-CV-118"
HOST = "host@firm.example"
HELD = timedelta(minutes=10)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def office(start_office: StartOffice, clock: SimulatedClock) -> Office:
    """Start an office where a decision is held for so long that no busy machine lets it go."""
    return start_office(clock=clock, undo_seconds=600, admin_users=frozenset({CARLA.id}))


def fill(screen: Screen, **fields: Any) -> Screen:
    """Fill in fields by their labels, behind *More options* where they are not shown."""
    for name, value in fields.items():
        label = name.replace("_", " ")
        if label not in {field.label for field in screen.fields}:
            screen.press("More options")
        screen.fill(label, value)
    return screen


def begin(person: Person, when: str, witness: str, **fields: Any) -> Screen:
    """Open the form for a deposition and fill it in, without sending it."""
    return fill(
        person.command(HERE, f"/session {when}"),
        Title=f"Deposition of {witness}",
        Deponent_name=witness,
        Deponent_email=f"{witness.rsplit(maxsplit=1)[-1].lower()}@witness.example",
        **fields,
    )


def book(person: Person, when: str, witness: str, **fields: Any) -> Shown:
    screen = begin(person, when, witness, **fields)
    screen.submit()
    assert screen.errors == {}
    return person.wait_for_message(HERE, f"Deposition of {witness}").wait_for_text("Confirmed")


def told(person: Person, text: str) -> Shown:
    """Return the newest private line with this text, as soon as it is there."""

    def lines() -> list[Shown]:
        return [m for m in person.messages(HERE) if m.only_for_me and text in m.text]

    wait_until(lambda: bool(lines()))
    return lines()[-1]


def asked_of_prevail(office: Office) -> list[str]:
    """Return what Prevail was asked to change or cancel."""
    return [each.method for each in office.prevail.received if each.method in {"PATCH", "DELETE"}]


def let_pass(office: Office, clock: SimulatedClock) -> None:
    clock.on(HELD)
    office.running.workers.wake()


def test_a_coordinators_morning(office: Office, clock: SimulatedClock) -> None:
    ana = office.person("Ana Reyes")
    park = book(ana, "next Mon 9am Pacific", "Kim Park", Case=CASE, Hosts=HOST)
    smith = book(ana, "next Mon 2pm Pacific", "Lee Smith", Case=CASE)
    li = book(ana, "next Tue 9am Pacific", "Ann Li")
    assert "booked for" in told(ana, f"{ref_of(li)}: booked").text

    # The same host would be in two places: Docket says so, and goes ahead for a reason only.
    form = begin(ana, "next Mon 9:30am Pacific", "Roe Day", Case="2026-CV-7", Hosts=HOST)
    form.submit()
    assert f"The host {HOST} is booked at that time" in "\n".join(form.texts)
    assert len(office.sessions) == 3
    form.fill("Reason for going ahead", "A second host covers it").submit()
    assert form.errors == {}
    roe = ana.wait_for_message(HERE, "Roe Day").wait_for_text("Confirmed")
    assert "A second host covers it" in "\n".join(roe.press("More").texts)
    ana.screen.close()

    # The same witness in the same case is asked about once, and may be another session.
    form = begin(ana, "next Wed 9am Pacific", "Kim Park", Case=CASE)
    form.submit()
    assert "Is this a move of Deposition of Kim Park" in "\n".join(form.texts)
    assert f"Move {ref_of(park)}" in {button.text for button in form.buttons}
    form.submit()
    assert form.errors == {}
    wait_until(lambda: len(office.sessions) == 5)

    # One is moved by name, and told where that was typed.
    ana.command(HERE, "/session move Smith Jan 29 3pm").submit()
    told(ana, f"{ref_of(smith)}: ✋ Held")
    let_pass(office, clock)
    assert "Fri, Jan 29, 2027, 3:00 PM PST" in told(ana, f"{ref_of(smith)}: moved to").text
    smith.wait_for_text("3:00 PM PST")

    # A cancellation is undone on its receipt: Prevail never hears of it.
    before = asked_of_prevail(office)
    ana.command(HERE, f"/session cancel {ref_of(park)}").submit()
    held = told(ana, f"{ref_of(park)}: ✋ Held")
    held.press("Undo")
    held.wait_for_text("Undone. Nobody was told")
    park.wait_for_text("Confirmed")
    assert asked_of_prevail(office) == before

    # Another is canceled with a reason, and booked again.
    li.press("Cancel session").fill("Reason", "The witness is ill").submit()
    let_pass(office, clock)
    told(ana, f"{ref_of(li)}: canceled.")
    li.wait_for_text("Canceled")
    assert "Book again" in labels(li)
    again = li.press("Book again")
    assert again.field("Title").value == "Deposition of Ann Li"
    again.fill("When", "Jan 28 9am Pacific").submit()
    assert again.errors == {}
    wait_until(lambda: len(office.sessions) == 6)

    # What is on.
    ana.command(HERE, "/session list next week")
    listed = told(ana, "next week").text
    assert [each in listed for each in ("Kim Park", "Lee Smith")] == [True, True]
    ana.command(HERE, f"/session list case {CASE} with canceled")
    of_case = told(ana, CASE).text
    assert "Ann Li" not in of_case

    # A join link and a notice to paste.
    shown = ana.command(HERE, "/session show Smith")
    assert "Join" in {button.text for button in shown.buttons}
    notice = shown.press("Copy notice")
    assert "Fri, Jan 29, 2027" in "\n".join(notice.texts)
    while ana.screen.is_open:
        ana.screen.close()

    # A colleague reads who can change it, a guest only what is theirs; an administrator acts for the owner.
    ben, dev, carla = (office.person(each) for each in ("Ben Okafor", "Dev Patel", "Carla Stein"))
    ben.command(HERE, f"/session cancel {ref_of(smith)}")
    assert "@Ana Reyes" in told(ben, " can change ").text
    dev.command(HERE, "/session list next week")
    assert "Lee Smith" not in told(dev, "sessions").text
    carla.command(HERE, f"/session cancel {ref_of(smith)}").submit()
    let_pass(office, clock)
    told(carla, f"{ref_of(smith)}: canceled.")
    ana.wait_for_message("@app", "@Carla Stein canceled")
