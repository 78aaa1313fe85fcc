"""Every adapter meets every kind of bad fault in the same way, over real HTTP.

A new provider joins by one row in ROWS: its stand-in, its adapter, one change and one look.
"""

import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

import pytest

from bot.providers.transport import Transport
from bot.scheduling.model import failures
from bot.scheduling.model.appointment import AppointmentRequest, Location
from bot.scheduling.model.session import Deponent
from sandbox import providers as stand_ins
from sandbox.providers import FaultSettings, Running
from sandbox.providers.provider import Provider
from tests.builders import CALL, a_booking, a_session
from tests.providers import adapters

DEADLINE = timedelta(seconds=0.8)
QUICK = FaultSettings(slow=0.1, trickle=0.05, oversized=20 * 1024 * 1024)

# Answers that cannot be read, or not in time.
BAD_ANSWERS = ("empty", "rubbish", "wrong_shape", "trickle", "trickle_all", "oversized")

Do = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One adapter: what stands in for its provider, and what it asks of it.

    `doing` returns a change whose answer has content, and a look; without `looks` it has none.
    `secrets` are never to be seen in any failure, nor is anything with an @.
    """

    name: str
    stand_in: Callable[[], Provider]
    doing: Callable[[Transport, Any], tuple[Do, Do | None]]
    secrets: tuple[str, ...]
    looks: bool = True


@dataclass(frozen=True)
class Adapter:
    """An adapter at work against its stand-in."""

    row: Row
    running: Running[Any]
    change: Do
    look: Do | None


def _prevail(transport: Transport, provider: stand_ins.Prevail) -> tuple[Do, Do]:
    prevail = adapters.prevail(provider, transport)
    session = a_session(
        deponent=Deponent(name="Mal Yarrow", email="mal@example.com"), notes="privileged"
    )
    booking = a_booking(session=session)
    return lambda: prevail.book(booking), lambda: prevail.find(booking)


def _cronofy(transport: Transport, provider: stand_ins.Cronofy) -> tuple[Do, None]:
    cronofy = adapters.cronofy(provider, transport)
    return lambda: cronofy.send(CALL), None


def _carevalidate(transport: Transport, provider: stand_ins.CareValidate) -> tuple[Do, Do]:
    care = adapters.carevalidate(provider, transport)
    kind = next(iter(provider.event_types.values()))
    order = AppointmentRequest(
        event_type_id=UUID(kind.id),
        start=next(provider.free_slots(kind)),
        zone="America/Chicago",
        location=Location.ZOOM,
        email="invitee@example.com",
        first_name="Johanna",
    )
    today = provider.now().date()
    return (
        lambda: care.book(order),
        lambda: care.upcoming(first=today, last=date(2037, 1, 1), email="invitee@example.com"),
    )


ROWS = (
    Row(
        "Prevail",
        stand_ins.Prevail,
        _prevail,
        ("sandbox-prevail", "Bearer", "eyJ", "Yarrow", "privileged"),
    ),
    Row(
        "Cronofy",
        stand_ins.Cronofy,
        _cronofy,
        ("sandbox-cronofy", "Bearer", "hush"),
        looks=False,
    ),
    Row("CareValidate", stand_ins.CareValidate, _carevalidate, ("sandbox-care", "Johanna")),
)


@contextmanager
def at_work(row: Row, *, base_url: str = "") -> Iterator[Adapter]:
    with adapters.connected(
        row.stand_in(), base_url=base_url, deadline=DEADLINE, fault_settings=QUICK
    ) as (running, transport):
        yield Adapter(row, running, *row.doing(transport, running.provider))


@pytest.fixture(params=ROWS, ids=lambda row: row.name)
def adapter(request: pytest.FixtureRequest) -> Iterator[Adapter]:
    with at_work(request.param) as adapter:
        yield adapter


@pytest.fixture(params=[row for row in ROWS if row.looks], ids=lambda row: row.name)
def looking(request: pytest.FixtureRequest) -> Iterator[tuple[Adapter, Do]]:
    with at_work(request.param) as adapter:
        assert adapter.look
        yield adapter, adapter.look


def failure(adapter: Adapter, do: Do) -> failures.ProviderFailure:
    """Return how a call failed, in time, with nothing in it that is nobody's business."""
    began = monotonic()
    with pytest.raises(failures.ProviderFailure) as caught:
        do()
    assert monotonic() - began < 5 * DEADLINE.total_seconds()
    assert caught.value.provider == adapter.row.name
    shown = f"{caught.value!r} {caught.value} {caught.value.reason}"
    # The last line of each error in the chain; the lines of code between them say nothing.
    told = [line for line in traceback.format_exception(caught.value) if not line.startswith("  ")]
    for secret in (*adapter.row.secrets, "@"):
        assert secret not in shown
        assert secret not in "".join(told)
    return caught.value


def taken(adapter: Adapter) -> int:
    """Count what the provider holds."""
    [first, *_] = adapter.running.provider.overview()
    return len(first.rows)


def test_without_faults_it_is_done_once(adapter: Adapter) -> None:
    adapter.change()

    assert taken(adapter) == 1
    assert len(adapter.running.received) == 1


@pytest.mark.parametrize("fault", ["slow", "extra_fields", "missing_fields"])
def test_some_faults_do_no_harm(adapter: Adapter, fault: str) -> None:
    adapter.running.faults.set(fault)

    adapter.change()

    assert taken(adapter) == 1


CHANGES_REFUSED = {
    "401": failures.DoubtfulNotAllowed,
    "403": failures.DoubtfulNotAllowed,
    "404": failures.Gone,
    "409": failures.Refused,
    "422": failures.Refused,
    "429": failures.TryLater,
    "429_seconds": failures.TryLater,
    "429_date": failures.TryLater,
}


@pytest.mark.parametrize(("fault", "kind"), CHANGES_REFUSED.items())
def test_a_no_is_a_no_and_says_of_what_kind(
    adapter: Adapter, fault: str, kind: type[failures.ProviderFailure]
) -> None:
    adapter.running.faults.set(fault)

    assert type(failure(adapter, adapter.change)) is kind
    assert taken(adapter) == 0
    assert len(adapter.running.received) == 1


def test_not_found_is_of_the_address_where_nothing_is_named(adapter: Adapter) -> None:
    adapter.running.faults.set("404")

    found = failure(adapter, adapter.change)

    # An appointment names an event type, which may be what is not found.
    of_address = adapter.row.name != "CareValidate"
    assert found.fault == (failures.Fault(failures.Cause.ADDRESS) if of_address else None)
    assert taken(adapter) == 0


def test_a_refusal_is_told_in_the_providers_own_words(adapter: Adapter) -> None:
    adapter.running.faults.set("422")

    # Escaping is up to whoever shows it.
    assert "That time <is taken> & can't be booked" in failure(adapter, adapter.change).reason


@pytest.mark.parametrize(
    ("fault", "least", "most"),
    [
        ("429", None, None),
        ("429_seconds", timedelta(seconds=7), timedelta(seconds=7)),
        ("429_date", timedelta(seconds=5), timedelta(seconds=8)),
    ],
)
def test_too_many_calls_says_how_long_to_wait(
    adapter: Adapter, fault: str, least: timedelta | None, most: timedelta | None
) -> None:
    adapter.running.faults.set(fault)

    told = failure(adapter, adapter.change)

    assert isinstance(told, failures.TryLater)
    if least is None or most is None or told.after is None:
        assert told.after is least
    else:
        assert least <= told.after <= most


@pytest.mark.parametrize(
    "fault",
    [
        "hang_after",
        "drop_after",
        *BAD_ANSWERS,
    ],
)
def test_done_but_badly_answered_is_an_unknown_outcome(adapter: Adapter, fault: str) -> None:
    adapter.running.faults.set(fault)

    assert isinstance(failure(adapter, adapter.change), failures.OutcomeUnknown)
    assert taken(adapter) == 1
    assert len(adapter.running.received) == 1


@pytest.mark.parametrize("fault", ["hang", "drop_before", "500", "502"])
def test_not_done_but_unsaid_is_an_unknown_outcome_too(adapter: Adapter, fault: str) -> None:
    adapter.running.faults.set(fault)

    assert type(failure(adapter, adapter.change)) is failures.OutcomeUnknown
    assert taken(adapter) == 0
    assert len(adapter.running.received) == 1


@pytest.fixture
def nobody() -> Iterator[str]:
    """Return an address that refuses every connection: taken, and not listened on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_refused_connection_can_be_tried_again(row: Row, nobody: str) -> None:
    with at_work(row, base_url=nobody) as adapter:
        assert type(failure(adapter, adapter.change)) is failures.TryLater


@pytest.mark.parametrize("fault", ["extra_fields", "missing_fields", "slow"])
def test_looking_is_as_patient(looking: tuple[Adapter, Do], fault: str) -> None:
    adapter, look = looking
    adapter.change()
    adapter.running.faults.set(fault)

    assert look()


@pytest.mark.parametrize(
    "fault",
    [
        "hang",
        "drop_before",
        "drop_after",
        "429",
        "500",
        "502",
        *BAD_ANSWERS,
    ],
)
def test_looking_through_faults_can_be_tried_again(looking: tuple[Adapter, Do], fault: str) -> None:
    adapter, look = looking
    adapter.change()
    adapter.running.faults.set(fault)

    assert isinstance(failure(adapter, look), failures.TryLater)
    assert look()


LOOKS_REFUSED = {
    "401": failures.NotAllowed,
    "403": failures.NotAllowed,
    "404": failures.Gone,
    "422": failures.Refused,
}


@pytest.mark.parametrize(("fault", "kind"), LOOKS_REFUSED.items())
def test_looking_is_told_no_as_well(
    looking: tuple[Adapter, Do], fault: str, kind: type[failures.ProviderFailure]
) -> None:
    adapter, look = looking
    adapter.running.faults.set(fault)

    assert type(failure(adapter, look)) is kind


def test_after_a_fault_the_next_call_goes_through(adapter: Adapter) -> None:
    adapter.running.faults.set("drop_before", times=2)
    failure(adapter, adapter.change)
    failure(adapter, adapter.change)

    adapter.change()

    assert taken(adapter) == 1
