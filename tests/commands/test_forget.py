"""docket forget EMAIL: one person is erased from all that is over, and nobody else."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet

from bot.__main__ import main
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.appointment import Appointment
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Card, Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.session import Deponent
from bot.scheduling.ports.store import Decision, Search
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Cancel
from bot.scheduling.tasks.slack import DirectMessage
from bot.store.ports import ManagedStore
from bot.times.moment import Moment
from tests.builders import (
    NOW,
    OTHER_TEAM,
    OWNER,
    TEAM,
    a_booking,
    a_cancellation,
    a_session,
    an_agent,
    an_answer,
    an_appointment,
    an_entry,
)
from tests.store.crowd import opened

JANE = "jane.quillfeather@doe.example"
HERS = re.compile(rb"(?i)quillfeather")
OVER = Moment(local=datetime(2020, 5, 4, 9, 30), zone="America/New_York")  # noqa: DTZ001 - wall clock
AHEAD = Moment(local=datetime(2999, 5, 4, 9, 30), zone="America/New_York")  # noqa: DTZ001 - likewise


@pytest.fixture(params=["plain", "encrypted"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    key = Fernet.generate_key().decode() if request.param == "encrypted" else ""
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'docket.db'}",
        "DOCKET_ENCRYPTION_KEYS": key,
        "CASES_ON_HOLD": "",
    }


@pytest.fixture
def store(environment: dict[str, str]) -> Iterator[ManagedStore]:
    keys = filter(None, [environment["DOCKET_ENCRYPTION_KEYS"]])
    with closing(opened(environment["DATABASE_URL"], *keys)) as store:
        yield store


def forget(environment: dict[str, str], email: str = JANE) -> Result:
    return CliRunner().invoke(main, ["forget", email], env=environment)


def add(store: ManagedStore, booking: Record, *, text: str = "") -> None:
    key = f"{booking.team} {booking.ref}"
    store.add(booking, Decision(key=key, entry=an_entry(text=text)))


def with_jane(ref: str = "S-7K2M", **changes: object) -> Booking:
    """Return a session that is over, with Jane in many of its fields."""
    session = a_session(
        title="Deposition of Jane Quillfeather",
        deponent=Deponent(name="Jane Quillfeather", email=JANE),
        invitees=("bob@guest.example", JANE.upper()),
        case=str(changes.pop("case", "44-ROE")),
        notes="Jane Quillfeather is often late",
    )
    slug = f"deposition-of-jane-quillfeather-{ref.lower()}"
    usual = {
        "session": session,
        "remote_session_id": slug,
        "booked": an_answer(join_url=f"https://prevail.example/session/{slug}"),
        "state": State.CONFIRMED,
        "moment": OVER,
        "card": Card(channel="C1", ts="1.5"),
    }
    return a_booking(ref, **{**usual, **changes})


def everything(store: ManagedStore) -> dict[str, str]:
    """Return all that is kept of each booking, as text."""
    search = Search(team=TEAM, kinds=frozenset(Kind))
    return {
        booking.ref: booking.model_dump_json() + str(store.history(TEAM, booking.ref))
        for booking in store.select(search)
    }


def test_one_person_is_erased_from_all_kinds_and_the_rest_stays(
    store: ManagedStore, environment: dict[str, str], tmp_path: Path
) -> None:
    held = Appointment(id="appt-1", start=OVER.instant, end=OVER.instant, name="J. Quillfeather")
    made = an_appointment(booked=held, state=State.CONFIRMED, moment=OVER)
    request = made.request.model_copy(update={"email": JANE, "last_name": "Quillfeather"})
    call = an_agent().call.model_copy(update={"on_behalf_of": JANE})
    cancel = a_cancellation(state=State.CANCELED, moment=OVER)
    asked = cancel.cancellation.model_copy(update={"email": JANE})
    add(store, with_jane(), text="Jane  QUILLFEATHER is ill")
    add(store, made.with_(request=request))
    add(store, an_agent(call=call, moment=OVER, state=State.CONFIRMED))
    add(store, cancel.with_(cancellation=asked))
    add(store, a_booking("S-0002", moment=OVER, remote_session_id="other"), text="Bob is ill")
    result = forget(environment)
    assert result.exit_code == 0
    left = everything(store)
    assert len(left) == 5
    assert not HERS.search("".join(left.values()).encode())
    assert "bob@guest.example" in left["S-7K2M"]
    assert "Deposition of (erased)" in left["S-7K2M"]
    assert "Bob is ill" in left["S-0002"]
    assert [f.name for f in tmp_path.iterdir() if HERS.search(f.read_bytes())] == []
    said = result.output
    assert re.search(r"Erased from S-7K2M: .*deponent.*history", said)
    assert "Erased from C-7K2M: email." in said
    assert "Slack still has the cards for S-7K2M" in said
    assert "CareValidate keeps its own records of C-7K2M, P-7K2M" in said
    assert "Prevail keeps its own records of S-7K2M" in said
    assert "Earlier backups of the database still contain this data" in said
    assert "S-0002" not in said


def test_it_refuses_while_anything_lies_ahead(
    store: ManagedStore, environment: dict[str, str]
) -> None:
    add(store, with_jane())
    add(store, with_jane("S-0002", moment=AHEAD))
    add(store, with_jane("S-0003", moment=AHEAD, state=State.CANCELED))
    call = an_agent().call.model_copy(update={"on_behalf_of": JANE})
    add(store, an_agent(call=call, moment=AHEAD))
    before = everything(store)
    result = forget(environment, JANE.upper())
    assert result.exit_code == 1
    assert "Nothing was erased, because A-7K2M, S-0002 contain this address" in result.output
    assert everything(store) == before


@pytest.mark.parametrize(
    "task",
    [
        Cancel(by=OWNER, reason=f"{JANE} is ill"),
        DirectMessage(news=News(what=EventType.BOOKED, why=f"as {JANE} asked"), user=OWNER),
    ],
)
def test_it_refuses_while_work_that_names_the_address_waits(
    store: ManagedStore, environment: dict[str, str], task: Cancel | DirectMessage
) -> None:
    booking = a_booking(moment=OVER, state=State.CANCELED)
    store.add(booking, Decision(key="form", entry=an_entry(), then=due(task, at=NOW)))
    result = forget(environment)
    assert result.exit_code == 1
    assert "S-7K2M" in result.output


def test_work_that_was_set_aside_is_erased(
    store: ManagedStore, environment: dict[str, str], tmp_path: Path
) -> None:
    add(store, with_jane())
    with closing(sqlite3.connect(tmp_path / "docket.db")) as connection:
        connection.execute(
            "INSERT INTO work (team, ref, lane, line, task, due, since, set_aside)"
            " VALUES (?, 'S-7K2M', 'slack', 'x', ?, 0, 0, 1)",
            [TEAM, f"about {JANE}"],
        )
        connection.commit()
    assert "work" in forget(environment).output
    assert store.unread() == []


def test_it_refuses_what_is_on_hold(store: ManagedStore, environment: dict[str, str]) -> None:
    add(store, with_jane(case="Doe v. Acme"))
    add(store, with_jane("S-0002", case="other"))
    call = an_agent().call.model_copy(update={"on_behalf_of": JANE})
    add(store, an_agent(call=call, of_session="S-7K2M", moment=OVER))
    before = everything(store)
    result = forget(environment | {"CASES_ON_HOLD": "44, DOE v. ACME"})
    assert result.exit_code == 1
    assert "Nothing was erased, because A-7K2M, S-7K2M" in result.output
    assert "CASES_ON_HOLD" in result.output
    assert everything(store) == before


def test_notes_about_who_was_looked_up_are_erased(
    store: ManagedStore, environment: dict[str, str]
) -> None:
    for text in (JANE.upper(), "bob@guest.example"):
        store.note(TEAM, "appointments", entry=an_entry("looked up", text=text))
    assert "Erased from 1 lookup record." in forget(environment).output
    texts = [entry.text for entry in store.history(TEAM, "appointments")]
    assert texts == ["", "bob@guest.example"]


def test_it_reaches_every_workspace(store: ManagedStore, environment: dict[str, str]) -> None:
    add(store, with_jane(team=OTHER_TEAM))
    assert "Erased from S-7K2M" in forget(environment).output
    booking = store.get(OTHER_TEAM, "S-7K2M")
    assert booking
    assert "quillfeather" not in booking.model_dump_json().lower()


def test_it_names_what_a_person_has_to_look_at(
    store: ManagedStore, environment: dict[str, str], tmp_path: Path
) -> None:
    add(store, with_jane())
    namesake = a_session(title="Jane Quillfeather, perhaps another")
    add(store, a_booking("S-0002", moment=OVER, session=namesake, remote_session_id="x"))
    add(store, a_booking("S-0003", moment=OVER, remote_session_id="y"))
    add(store, with_jane("S-0004", case="Quillfeather v. Acme"))
    tagged = a_session(invitees=(JANE.replace("@", "+depo@"),))
    add(store, a_booking("S-0005", moment=OVER, session=tagged, remote_session_id="z"))
    with closing(sqlite3.connect(tmp_path / "docket.db")) as connection:
        connection.execute("UPDATE bookings SET data = '{' WHERE ref = 'S-0003'")
        connection.commit()
    said = forget(environment).output
    assert "Check S-0002, S-0005: the name without the address, or the address with a +tag," in said
    assert "Check S-0004: part of the name is still there" in said
    assert "can't read S-0003, which may contain it too" in said


def test_somebody_unknown_and_no_address_at_all_are_said(
    store: ManagedStore, environment: dict[str, str]
) -> None:
    add(store, with_jane())
    before = everything(store)
    result = forget(environment, "nobody@doe.example")
    assert result.exit_code == 0
    assert "Nothing that Docket can read contains this address." in result.output
    wrong = forget(environment, "nobody")
    assert wrong.exit_code == 1
    assert "“nobody” isn't an email address." in wrong.output
    assert everything(store) == before


def test_an_address_that_no_mail_reaches_is_erased_as_it_was_kept(
    store: ManagedStore, environment: dict[str, str]
) -> None:
    add(store, a_booking(moment=OVER, session=a_session(invitees=("kim@firm.test",))))
    store.note(TEAM, "appointments", entry=an_entry("looked up", text="kim@firm.local"))
    assert "Erased from S-7K2M: invitees." in forget(environment, "Kim@firm.test").output
    assert "Erased from 1 lookup record." in forget(environment, "kim@firm.local").output


def test_time_is_the_real_one(store: ManagedStore, environment: dict[str, str]) -> None:
    now = Moment.at(datetime.now(UTC), "UTC")
    add(store, with_jane(moment=now))
    assert forget(environment).exit_code == 1
