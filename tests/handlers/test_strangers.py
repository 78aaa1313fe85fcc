"""Who may do what: everybody there can be, on Enterprise Grid and off it, does everything there is."""

import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import pytest

from sandbox.providers.cronofy import CALENDAR
from sandbox.slack.people import ACME, ACME_ON_GRID, ANA, HARBOR, HARBOR_ON_GRID, Person, Plan, Role
from tests.handlers.agent_steps import CALL
from tests.handlers.appointment_steps import INVITEE, booked_elsewhere, filled
from tests.handlers.conftest import Office, office_with
from tests.handlers.signed_requests import Stranger, filled_in, form
from tests.waiting import wait_until

TITLE = "Deposition of Jane Doe"

ROLES: dict[str, dict[str, Any]] = {
    "member": {},
    "admin": {"role": Role.ADMIN},
    "guest": {"role": Role.GUEST},
    "deactivated": {"deleted": True},
    "bot": {"is_bot": True},
}
COMPANIES = ("own", "external")

_numbers = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class World:
    """An office where Ana has booked a session, which everybody may try their hands at."""

    office: Office
    plan: Plan
    forms: dict[str, dict[str, Any]]
    appointment: str
    ref: str
    new_ref: Callable[[], str]

    def somebody(self, company: str, role: str) -> Stranger:
        """Have somebody join Slack whom nobody has met before."""
        number = next(_numbers)
        on_grid = self.plan is not Plan.PLAIN
        own, other = (HARBOR_ON_GRID, ACME_ON_GRID) if on_grid else (HARBOR, ACME)
        person = Person(
            id=f"U0NEW{number:06}",
            name=f"Somebody {number}",
            handle=f"somebody.{number}",
            tz="America/New_York",
            company=own if company == "own" else other,
            **ROLES[role],
        )
        self.office.slack.workspace.people[person.id] = person
        return Stranger(office=self.office, person=person)

    def done(self) -> tuple[int, int, list[str]]:
        """Return what was decided, what providers were asked to change, and the bookings.

        What was decided before is done first.
        """
        wait_until(self.office.is_idle)
        office = self.office
        with closing(sqlite3.connect(office.database)) as connection:
            (decided,) = connection.execute("SELECT count(*) FROM decisions").fetchone()
            rows = connection.execute("SELECT data FROM bookings ORDER BY team, ref").fetchall()
        received = (*office.prevail.received, *office.cronofy.received)
        asked = [
            each for each in (*received, *office.carevalidate.received) if each.method != "GET"
        ]
        return int(decided), len(asked), [data for (data,) in rows]


@pytest.fixture(scope="module", params=[Plan.PLAIN, Plan.GRID], ids=["plain", "Grid"])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("office")
    with office_with(folder, plan=request.param, limit_bookings_per_minute=0) as office:
        ref = shared(office)
        yield World(
            office=office,
            plan=request.param,
            forms=_forms(office, ref),
            appointment=booked_elsewhere(office),
            ref=ref,
            new_ref=lambda: shared(office),
        )


def shared(office: Office) -> str:
    """Have Ana book a session whose card is in a channel shared with Acme; return its reference."""
    before = _confirmed(office)
    screen = office.person("Ana Reyes").command(
        "#shared-with-acme", "/session tomorrow 2pm Pacific"
    )
    screen.fill("Title", TITLE).fill("Case", f"2026-CV-{len(before)}").submit()
    wait_until(lambda: len(_confirmed(office)) > len(before))
    (ref,) = _confirmed(office) - before
    return ref


def _confirmed(office: Office) -> set[str]:
    """Return the references of Ana's sessions that are booked and shown."""
    shown = (
        "SELECT ref FROM bookings WHERE owner = ? AND state = 'confirmed' AND ref LIKE 'S-%'"
        " AND data LIKE '%\"card\":{%'"
    )
    with closing(sqlite3.connect(office.database)) as connection:
        return {ref for (ref,) in connection.execute(shown, [ANA.id])}


def _forms(office: Office, ref: str) -> dict[str, dict[str, Any]]:
    """Return every form there is, as Ana fills it in and does not send it."""
    ana = office.person("Ana Reyes")

    def take() -> dict[str, Any]:
        (view,) = office.slack.workspace.stacks[ANA.id]
        taken = filled_in(view)
        ana.screen.close()
        return taken

    forms = {}
    ana.command("#depositions", "/session tomorrow 3pm Pacific").fill("Title", "Forged")
    forms["book a session"] = take()
    ana.command("#depositions", f"/session move {ref}").fill("When", "tomorrow 5pm Pacific")
    forms["move"] = take()
    ana.command("#depositions", f"/session edit {ref}").fill("Title", "Forged")
    forms["edit"] = take()
    ana.command("#depositions", f"/session cancel {ref}")
    forms["cancel"] = take()
    ana.command("#depositions", f"/agent {CALL} tomorrow 3pm Pacific")
    forms["book an agent"] = take()
    ana.command("#depositions", f"/agent delete {CALENDAR} evt_kickoff")
    forms["change an event"] = take()
    filled(office)
    forms["book an appointment"] = take()
    return forms


def _of_their_own(sent: dict[str, Any], *, role: str) -> dict[str, Any]:
    """Return a form that asks for another title, call and invitee than those of others do."""
    text = json.dumps(sent)
    for shared_by_all in ("Forged", CALL.partition("?")[0], INVITEE.partition("@")[0]):
        text = text.replace(shared_by_all, f"{shared_by_all}{role}")
    return json.loads(text)  # type: ignore[no-any-return] # a form stays one


def standing(company: str, role: str) -> str:
    """Say what somebody counts as."""
    if role in {"deactivated", "bot"}:
        return "nobody"
    return "outsider" if company == "external" else role


BOOKING = ("book a session", "book an agent", "book an appointment", "change an event")
CHANGING = ("move", "edit", "cancel")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("name", [*BOOKING, *CHANGING])
def test_a_form_is_carried_out_only_for_who_may(
    world: World, company: str, role: str, name: str
) -> None:
    who = standing(company, role)
    may = who in {"member", "admin"} if name in BOOKING else who == "admin"
    sent = world.forms[name]
    if may and name in CHANGING:
        sent = sent | {
            "private_metadata": sent["private_metadata"].replace(world.ref, world.new_ref())
        }
    before = world.done()
    told = world.somebody(company, role).submit(_of_their_own(sent, role=role) if may else sent)
    if may:
        assert '"errors"' not in told
        assert world.done()[1] > before[1]
    else:
        assert world.done() == before
        assert '"clear"' not in told
        assert told


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("company", COMPANIES)
def test_an_agent_goes_along_only_for_who_may_change_the_session(
    world: World, company: str, role: str
) -> None:
    may = standing(company, role) == "admin"
    ref = world.new_ref() if may else world.ref
    before = world.done()
    somebody = world.somebody(company, role)
    along = form("session_agent", metadata={"ref": ref}, on_behalf_of="x@y.example")
    attempts: tuple[Callable[[], str], ...] = (
        lambda: somebody.submit(along),
        lambda: somebody.command(f"/agent {ref}"),
        lambda: somebody.press("card_agent", ref, channel="#shared-with-acme"),
    )
    for attempt in attempts:
        attempt()
        if not may:
            assert world.done() == before
    assert (world.done()[0] > before[0]) is may


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("company", COMPANIES)
def test_nobody_but_members_cancels_an_appointment_by_its_id(
    world: World, company: str, role: str
) -> None:
    if standing(company, role) in {"member", "admin"}:
        return
    before = world.done()
    somebody = world.somebody(company, role)
    somebody.command(f"/appointment cancel {world.appointment}")
    along = {"appointment_id": world.appointment}
    email = "pat.quill@patient.example"
    somebody.submit(form("cancellation_new", metadata=along, invitee_email=email, reason="x"))
    assert world.done() == before


OPENING = {
    "/session tomorrow 2pm": {"member", "admin"},
    "/session": {"member", "admin"},
    f"/agent {CALL}": {"member", "admin"},
    "/appointment": {"member", "admin"},
    f"/agent delete {CALENDAR} evt_kickoff": {"member", "admin"},
    "/agent cancel somebody-elses-key": {"member", "admin"},
    "/session move {ref}": {"admin"},
    "/session edit {ref}": {"admin"},
    "/session cancel {ref}": {"admin"},
    "/session copy {ref}": {"admin"},
    "/session copy {ref} next tue": {"admin"},
    "/session show {ref}": {"admin"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("company", COMPANIES)
def test_a_command_opens_a_form_only_for_who_may(world: World, company: str, role: str) -> None:
    who, before = standing(company, role), world.done()
    somebody = world.somebody(company, role)
    for line, may in OPENING.items():
        told = somebody.command(line.format(ref=world.ref))
        assert ('"modal"' in told) is (who in may), f"{line}: {told}"
        assert who in may or TITLE not in told
    assert world.done() == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("company", COMPANIES)
def test_a_card_in_a_shared_channel_tells_more_only_to_members(
    world: World, company: str, role: str
) -> None:
    who, before = standing(company, role), world.done()
    somebody = world.somebody(company, role)
    for action, may in (
        ("card_more", {"member", "admin"}),
        ("card_calendar", {"member", "admin"}),
        ("card_move", {"admin"}),
        ("card_cancel", {"admin"}),
        ("card_again", set()),
        ("card_rebook", {"admin"}),
        ("card_day_2", {"admin"}),
    ):
        told = somebody.press(action, world.ref, channel="#shared-with-acme")
        assert ('"modal"' in told) is (who in may), f"{action}: {told}"
        assert who in may or TITLE not in told
    assert world.done() == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("action", ["card_undo", "receipt_undo", "pick_1", "move_instead"])
def test_a_forged_button_of_a_receipt_a_list_or_a_form_does_and_tells_nothing(
    world: World, company: str, role: str, action: str
) -> None:
    before = world.done()
    somebody = world.somebody(company, role)
    held = f"{world.ref} 2027-01-21T00:00:00+00:00"
    for value in (held, world.ref, f"move {world.ref}", f"copy {world.ref}", f"link {world.ref}"):
        told = somebody.press(action, value, channel="#shared-with-acme")
        assert standing(company, role) in {"member", "admin"} or TITLE not in told
    assert world.done() == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("company", COMPANIES)
def test_lists_show_what_somebody_may_see(world: World, company: str, role: str) -> None:
    somebody = world.somebody(company, role)
    for line in ("/session list all", "/bookings all", "/bookings mine", "/agent list all"):
        told = somebody.command(line)
        is_admin = standing(company, role) == "admin"
        if is_admin and line == "/agent list all":
            continue  # what another test sent there names its session
        assert (TITLE in told) is (is_admin and line.endswith("all")), line


def test_ana_is_an_ordinary_member_here_who_changes_what_is_hers(world: World) -> None:
    """The forms that nobody else may send are good ones."""
    ana = Stranger(office=world.office, person=world.office.slack.workspace.person(ANA.id))
    for name in CHANGING:
        ref = world.new_ref()
        sent = world.forms[name]
        sent = sent | {"private_metadata": sent["private_metadata"].replace(world.ref, ref)}
        before = world.done()
        assert '"clear"' in ana.submit(sent)
        assert world.done()[1] > before[1]


def test_somebody_of_the_organization_administers_only_their_own_workspace(world: World) -> None:
    if world.plan is Plan.PLAIN:
        return
    elsewhere = replace(HARBOR_ON_GRID, team_id="T07HARBOR02")
    somebody = world.somebody("own", "admin")
    world.office.slack.workspace.people[somebody.person.id] = replace(
        somebody.person, company=elsewhere
    )
    before = world.done()
    told = somebody.submit(world.forms["cancel"])
    assert world.done() == before
    assert '"errors"' in told
