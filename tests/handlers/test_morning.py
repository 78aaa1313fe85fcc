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


def book(person: Person, when: str, witness: str, **fields: Any) -> Shown:
    title, email = (
        f"Deposition of {witness}",
        f"{witness.rsplit(maxsplit=1)[-1].lower()}@witness.example",
    )
    screen = fill(
        person.command(HERE, f"/session {when}"),
        Title=title,
        Deponent_name=witness,
        Deponent_email=email,
        **fields,
    )
    screen.submit()
    assert screen.errors == {}
    return person.wait_for_message(HERE, title).wait_for_text("Confirmed")


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
    park = book(ana, "next Mon 9am Pacific", "Kim Park", Case=CASE)
    smith = book(ana, "next Mon 2pm Pacific", "Lee Smith", Case=CASE)
    li = book(ana, "next Tue 9am Pacific", "Ann Li")
    assert "booked for" in told(ana, f"{ref_of(li)}: booked").text

    # One is moved by name, and told where that was typed.
    ana.command(HERE, "/session move Smith Jan 29 3pm").submit()
    told(ana, f"{ref_of(smith)}: ✋ Held")
    let_pass(office, clock)
    assert "Fri, Jan 29, 2027, 3:00 PM PST" in told(ana, f"{ref_of(smith)}: moved to").text
    smith.wait_for_text("3:00 PM PST")

    # A cancellation is undone on its receipt: Prevail never hears of it.
    before = asked_of_prevail(office)
    ana.command(HERE, "/session cancel Park").submit()
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
    wait_until(lambda: len(office.sessions) == 4)

    # What is on.
    ana.command(HERE, "/session list next week")
    listed = told(ana, "next week").text
    assert [each in listed for each in ("Kim Park", "Lee Smith")] == [True, True]
    ana.command(HERE, f"/session list case {CASE} with canceled")
    of_case = told(ana, CASE).text
    assert "Ann Li" not in of_case

    # A join link by one command.
    ana.command(HERE, "/session show Park")
    assert "Join" in {button.text for button in ana.screen.buttons}
