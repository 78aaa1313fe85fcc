"""Docket whole with a clock that jumps, where each booking meets an answer that is altered in its own way."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from copy import copy, deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Condition, Lock
from typing import Any

from flask import Response
from werkzeug import Request

from bot.scheduling.booking_service import BookingService
from bot.scheduling.model.record import Record
from bot.scheduling.model.rights import Actor
from bot.store import open_store
from bot.store.ports import ManagedStore
from sandbox.http_server import RawResponse, json_response
from sandbox.providers import Running
from sandbox.providers.faults import Call
from sandbox.providers.provider import Provider
from sandbox.slack.person import Shown
from tests.builders import Channels
from tests.handlers.conftest import Office, office_with
from tests.mutations.answers import Variant
from tests.simulated_clock import SimulatedClock

CHANNEL = "#depositions"
LAG = timedelta(seconds=20)
_HELD = ("sessions", "emails", "agents", "calendars", "appointments")

Number = Callable[[Request], int | None]


@dataclass(kw_only=True)
class Case:
    """A booking and the way in which answers about it are altered; the provider `does` it at once or not."""

    number: int
    variant: Variant
    does: bool
    ref: str = ""
    asked: int = 0

    def __str__(self) -> str:
        return f"{self.variant.name} ({'done' if self.does else 'not done at first'})"


@dataclass(kw_only=True)
class World:
    """An office, its clock and its cases."""

    office: Office
    hurry: SimulatedClock
    store: ManagedStore
    booking_service: BookingService
    actor: Actor
    channel: str
    cases: Sequence[Case]
    _lock: Lock = field(default_factory=Lock)

    def settle(self, within: timedelta) -> None:
        """Let everything be done that falls due so soon."""
        database, wake = self.office.database, self.office.running.workers.wake
        wake()
        self.hurry.settle(database, wake=wake, within=within)

    def alter(self, running: Running[Any], *, method: str, path: str, number: Number) -> None:
        """Alter the answers to these calls, each as the case that it is about says."""
        shadow = _shadow(running.provider)

        def respond(call: Call) -> Response:
            case = self._case(number(call.request))
            if case is None:
                return call.proceed()
            with self._lock:
                case.asked += 1
                does = case.does or case.asked > 1
            answer = call.proceed() if does else shadow.handle(call.request)
            if case.variant.change is None:
                return RawResponse()
            return answer if answer.status_code >= 300 else case.variant.change(answer)

        running.faults.intercept(respond, times=10**6, method=method, path=path)

    def alter_rows(self, running: Running[Any], *, path: str, rows: str) -> None:
        """Alter the lists at a path, each row as the case that it is about says."""

        def respond(call: Call) -> Response:
            answer = call.proceed()
            said = json.loads(answer.data)
            said[rows] = [self._altered_row(row, rows) for row in said[rows]]
            return json_response(answer.status_code, said)

        running.faults.intercept(respond, times=10**6, method="GET", path=path)

    def _altered_row(self, row: Any, rows: str) -> Any:
        """Alter a row as if it were the only one of its list."""
        case = self._case(number_in(json.dumps(row)))
        if case is None or case.variant.change is None:
            return row
        alone = case.variant.change(json_response(200, {rows: [row]}))
        return json.loads(alone.data)[rows][0]

    def lose(self, running: Running[Any], *, method: str, path: str) -> None:
        """Do what these calls ask for, and answer none of them."""

        def respond(call: Call) -> Response:
            call.proceed()
            return RawResponse()

        running.faults.intercept(respond, times=10**6, method=method, path=path)

    def _case(self, number: int | None) -> Case | None:
        found = number is not None and 0 <= number < len(self.cases)
        return self.cases[number] if found and number is not None else None

    def bookings(self) -> dict[str, Record]:
        """Return the bookings as they are kept, by reference."""
        kept = {case.ref: self.store.get(self.actor.team, case.ref) for case in self.cases}
        return {ref: booking for ref, booking in kept.items() if booking}

    def cards(self) -> dict[str, Shown]:
        """Return the card of each booking as people see it."""
        shown: dict[str, Shown] = {}
        ana = self.office.person("Ana Reyes")
        for message in [*ana.messages(CHANNEL), *ana.messages("@app")]:
            if found := re.search(r"\b[SAPEC]-[0-9A-Z]{4}\b", message.text):
                shown.setdefault(found[0], message)
        return shown


def _shadow(provider: Provider) -> Provider:
    """Return what answers like a provider and does nothing for anybody."""
    shadow = copy(provider)
    shadow.changed = Condition()
    for name in _HELD:
        with suppress(AttributeError):
            setattr(shadow, name, deepcopy(getattr(provider, name)))
    return shadow


def number_in(text: str) -> int | None:
    """Return the number of the case that a text names."""
    found = re.search(r"case[ -]?(\d+)", text, re.IGNORECASE)
    return int(found[1]) if found else None


def in_body(request: Request) -> int | None:
    """Return the number of the case that a request names in its body."""
    return number_in(request.data.decode())


def in_path(request: Request) -> int | None:
    """Return the number of the case that a request names in its path."""
    return number_in(request.path)


@contextmanager
def world(folder: Path, cases: Sequence[Case], **settings: Any) -> Iterator[World]:
    """Start an office in which nothing is booked yet; one thread for each queue is quickest here."""
    hurry = SimulatedClock()
    lag = int(LAG.total_seconds())
    with office_with(
        folder, clock=hurry, threads=1, provider_lag_seconds=lag, **settings
    ) as office:
        ana = office.person("Ana Reyes")
        with closing(open_store(office.settings.database_url.get_secret_value())) as store:
            yield World(
                office=office,
                hurry=hurry,
                store=store,
                booking_service=BookingService(
                    store, admins=frozenset(), visibility=Channels(), clock=hurry
                ),
                actor=Actor(team=office.slack.workspace.home.team_id, user=ana.id),
                channel=office.slack.channel_id(CHANNEL),
                cases=cases,
            )
