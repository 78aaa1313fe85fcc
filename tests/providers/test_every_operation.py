"""Every operation of every provider over a broken wire: nothing was done, or it isn't known what was."""

import socket
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bot.providers.transport import LARGEST_ANSWER, Transport
from bot.scheduling.model import failures
from bot.scheduling.model.agent import CalendarEvent
from bot.scheduling.model.appointment import AppointmentRequest, Location
from bot.scheduling.model.booking import Changes
from sandbox import providers as stand_ins
from tests.builders import CALL, MOMENT, a_booking
from tests.faulty_servers import Authority, Server, answering
from tests.providers import adapters

SOON = datetime(2037, 1, 25, 16, 30, tzinfo=UTC)
DAY = date(2037, 1, 25)
AN_ID = "6f2b1c1e-8a53-4b8e-9a0f-3f2f1d5c7a11"
EVENT = CalendarEvent(calendar_id="cal_1", event_id="evt_1")
BOOKED = a_booking()
ORDER = AppointmentRequest(
    event_type_id=UUID(AN_ID),
    start=SOON,
    zone="America/Chicago",
    location=Location.ZOOM,
    email="invitee@example.com",
)


@dataclass(frozen=True)
class Operation:
    """What is asked of a provider through its adapter, and whether it changes anything there."""

    name: str
    ask: Callable[[Any], object]
    changes: bool = True


PREVAIL = (
    Operation("book", lambda prevail: prevail.book(BOOKED)),
    Operation("edit", lambda prevail: prevail.edit(BOOKED, wanted=Changes(moment=MOMENT))),
    Operation("cancel", lambda prevail: prevail.cancel(BOOKED, email_everybody=True)),
    Operation("find", lambda prevail: prevail.find(BOOKED), changes=False),
    Operation(
        "between", lambda prevail: prevail.between(SOON, SOON + timedelta(days=1)), changes=False
    ),
    Operation("candidates", lambda prevail: prevail.candidates(BOOKED), changes=False),
)
CRONOFY = (
    Operation("send", lambda cronofy: cronofy.send(CALL)),
    Operation(
        "schedule", lambda cronofy: cronofy.schedule(CALL, scheduling_key="key-1", join_at=SOON)
    ),
    Operation("cancel", lambda cronofy: cronofy.cancel("key-1")),
    Operation("add to event", lambda cronofy: cronofy.add_to_event(EVENT)),
    Operation("remove from event", lambda cronofy: cronofy.remove_from_event(EVENT)),
    Operation("delete event", lambda cronofy: cronofy.delete(EVENT)),
)
CAREVALIDATE = (
    Operation("book", lambda care: care.book(ORDER)),
    Operation("cancel", lambda care: care.cancel(AN_ID, email=ORDER.email)),
    Operation("candidates", lambda care: care.candidates(ORDER), changes=False),
    Operation("upcoming", lambda care: care.upcoming(first=DAY, last=DAY), changes=False),
    Operation("offers", lambda care: care.offers(states=["CA"]), changes=False),
    Operation(
        "free slots",
        lambda care: care.free_slots(
            states=["CA"], event_type_id=AN_ID, start=SOON, end=SOON + timedelta(days=1)
        ),
        changes=False,
    ),
)
# Each with what makes its adapter: the keys are those of its stand-in, which is not started.
ADAPTERS: Mapping[str, tuple[Callable[[Transport], Any], tuple[Operation, ...]]] = {
    "Prevail": (lambda transport: adapters.prevail(stand_ins.Prevail(), transport), PREVAIL),
    "Cronofy": (lambda transport: adapters.cronofy(stand_ins.Cronofy(), transport), CRONOFY),
    "CareValidate": (
        lambda transport: adapters.carevalidate(stand_ins.CareValidate(), transport),
        CAREVALIDATE,
    ),
}
PROVIDERS = [*ADAPTERS]
# A page, something that is no text, and more than any answer.
UNREADABLE = b"<html>It works!</html>", b"\xff\xfe", b"{" * (LARGEST_ANSWER + 1)


def ask_all(provider: str, address: str) -> dict[str, failures.ProviderFailure]:
    """Ask every operation of a provider at an address, and return how each failed."""
    make, operations = ADAPTERS[provider]
    failed = {}
    with closing(Transport(provider, base_url=address)) as transport:
        adapter = make(transport)
        for operation in operations:
            with pytest.raises(failures.ProviderFailure) as caught:
                operation.ask(adapter)
            failed[operation.name] = caught.value
    return failed


def local(server: Server, scheme: str = "http") -> str:
    return f"{scheme}://localhost:{server.server_port}"


def assert_nothing_was_done(
    failed: Mapping[str, failures.ProviderFailure], cause: failures.Cause | None
) -> None:
    for name, failure in failed.items():
        assert type(failure) is failures.TryLater, name
        assert (failure.fault and failure.fault.cause) is cause, name


@pytest.mark.parametrize("provider", PROVIDERS)
def test_where_nobody_knows_the_name_nothing_was_done(provider: str) -> None:
    assert_nothing_was_done(ask_all(provider, "https://provider.invalid"), failures.Cause.NAME)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_over_a_refused_connection_nothing_was_done(provider: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert_nothing_was_done(ask_all(provider, f"http://127.0.0.1:{port}"), None)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_over_an_expired_certificate_nothing_is_sent(
    provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with answering(200, tls=authority.expired()) as server:
        failed = ask_all(provider, local(server, "https"))
        assert server.received == []
    assert_nothing_was_done(failed, failures.Cause.EXPIRED)


@pytest.mark.parametrize("body", UNREADABLE, ids=["a page", "no text", "too large"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_answer_that_cannot_be_read_proves_nothing(provider: str, body: bytes) -> None:
    with answering(200, body=body) as server:
        failed = ask_all(provider, local(server))
        assert len(server.received) == len(failed), "nothing is asked for twice"
    for operation in ADAPTERS[provider][1]:
        kind = failures.OutcomeUnknown if operation.changes else failures.TryLater
        assert isinstance(failed[operation.name], kind), operation.name
