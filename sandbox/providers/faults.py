"""The ways a provider lets its callers down, each a short play on one call."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from fnmatch import fnmatchcase
from itertools import chain, repeat
from typing import Any, Protocol

from sandbox.providers.wire import Answer, Request

# The angle brackets and the ampersand catch whoever shows a provider's words unescaped.
WORDS = {
    401: "Token has expired or is not recognised",
    403: "This organization may not do that",
    404: "Not found",
    409: "Conflicts with another booking",
    422: "That time <is taken> & can't be booked",
    429: "Rate limit exceeded",
    500: "Internal server error",
    503: "Service unavailable",
}


@dataclass(frozen=True, slots=True)
class FaultSettings:
    """How severe faults are: waits in seconds, a size in bytes."""

    slow: float = 5.0
    retry_after: int = 7
    trickle: float = 0.2
    oversized: int = 50 * 1024 * 1024


class Call(Protocol):
    """One call, as a fault handles it."""

    @property
    def asked(self) -> Request:
        """What is asked."""

    @property
    def settings(self) -> FaultSettings:
        """How long and how much."""

    @property
    def optional_fields(self) -> frozenset[str]:
        """Names of the fields this provider may leave out of its answers."""

    def now(self) -> datetime:
        """Return the provider's present instant, aware."""

    def take(self) -> Answer:
        """Do what was asked and return the answer without sending it."""

    def refuse(self, status: int, message: str) -> Answer:
        """Return a refusal in the provider's shape without doing what was asked."""

    def send(self, answer: Answer) -> None:
        """Send an answer whole."""

    def trickle(self, answer: Answer, *, pause: float, head_too: bool) -> None:
        """Send an answer a byte at a time with a pause in seconds after each."""

    def pour(self, chunks: Iterator[bytes]) -> None:
        """Send a 200 whose body has no announced end."""

    def wait(self, seconds: float | None) -> None:
        """Wait, for ever when None; ends early when the server stops."""

    def drop(self, *, reset: bool) -> None:
        """Close the line without a word; with reset the caller's kernel is told off."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a call fails: what the sandbox calls it and how it handles the call."""

    label: str
    play: Callable[[Call], None]


@dataclass(slots=True)
class PlannedFault:
    """A planned fault, which so many more calls meet, of one method and path or of all."""

    name: str
    fault: Fault
    left: int
    method: str | None
    path: str | None

    def matches(self, request: Request) -> bool:
        """Say whether this request is one it was meant for."""
        if self.method not in (None, request.method):
            return False
        return self.path is None or fnmatchcase(request.path, self.path)


class FaultPlan:
    """What the next calls to one provider will meet; safe to use from several threads."""

    def __init__(self, own: Mapping[str, Fault], *, settings: FaultSettings) -> None:
        self.settings = settings
        held = {
            "hold": Fault("Waits until faults are cleared, then answers", self._hold),
            "hold_503": Fault("Waits until faults are cleared, then breaks (503)", self._hold_503),
        }
        known = {**held, **FAULTS, **own}
        self.known: Mapping[str, Fault] = {
            name: replace(fault, label=fault.label.format(settings=settings))
            for name, fault in known.items()
        }
        self._planned: list[PlannedFault] = []
        self._changed = threading.Condition()
        self._open = True

    def set(
        self, name: str, *, times: int = 1, method: str | None = None, path: str | None = None
    ) -> None:
        """Let the next calls meet a fault; path may hold shell wildcards; raises ValueError."""
        if name not in self.known:
            raise ValueError(f"No such fault: {name}")
        if times < 1:
            raise ValueError("times must be 1 or more")
        with self._changed:
            self._planned.append(PlannedFault(name, self.known[name], times, method, path))

    def answer(
        self,
        answer: Answer,
        *,
        done: bool = False,
        times: int = 1,
        method: str | None = None,
        path: str | None = None,
    ) -> None:
        """Let the next calls get this very answer; what they ask for is `done` or not."""

        def play(call: Call) -> None:
            if done:
                call.take()
            call.send(answer)

        self.intercept(play, times=times, method=method, path=path)

    def intercept(
        self,
        play: Callable[[Call], None],
        *,
        times: int = 1,
        method: str | None = None,
        path: str | None = None,
    ) -> None:
        """Let the next calls meet a play of the caller's own."""
        fault = Fault("Answers as it was told", play)
        with self._changed:
            self._planned.append(PlannedFault("answer", fault, times, method, path))

    def clear(self) -> None:
        """Let every call through from now on, those on hold as well."""
        with self._changed:
            self._planned.clear()
            self._changed.notify_all()

    def stop(self) -> None:
        """Let go of whoever is on hold, for good."""
        with self._changed:
            self._open = False
        self.clear()

    def active(self) -> list[PlannedFault]:
        """Return what is still to come."""
        with self._changed:
            return [replace(planned) for planned in self._planned if planned.left]

    def next_for(self, request: Request) -> Fault | None:
        """Return the fault this request meets, if any, and count it."""
        with self._changed:
            for planned in self._planned:
                if planned.left and planned.matches(request):
                    planned.left -= 1
                    return planned.fault
        return None

    def _hold(self, call: Call) -> None:
        self._wait_until_clear()
        call.send(call.take())

    def _hold_503(self, call: Call) -> None:
        self._wait_until_clear()
        call.send(call.refuse(503, WORDS[503]))

    def _wait_until_clear(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._open or not self._planned)


def _slow(call: Call) -> None:
    call.wait(call.settings.slow)
    call.send(call.take())


def _hang(call: Call) -> None:
    call.wait(None)
    call.drop(reset=False)


def _hang_after(call: Call) -> None:
    call.take()
    call.wait(None)
    call.drop(reset=False)


def _drop_before(call: Call) -> None:
    call.drop(reset=True)


def _drop_after(call: Call) -> None:
    call.take()
    call.drop(reset=False)


def _refuse(
    status: int, retry_after: Callable[[Call], str] | None = None
) -> Callable[[Call], None]:
    def play(call: Call) -> None:
        answer = call.refuse(status, WORDS[status])
        more = {"Retry-After": retry_after(call)} if retry_after else {}
        call.send(replace(answer, headers={**answer.headers, **more}))

    return play


def _in_seconds(call: Call) -> str:
    return str(call.settings.retry_after)


def _as_date(call: Call) -> str:
    # A header counts whole seconds: a second more, so that the date is never early.
    at = call.now().astimezone(UTC) + timedelta(seconds=call.settings.retry_after + 1)
    return format_datetime(at, usegmt=True)


def _busy_after(call: Call) -> None:
    call.take()
    call.send(call.refuse(503, WORDS[503]))


def _bad_gateway(call: Call) -> None:
    page = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
    call.send(Answer(502, page, {"Content-Type": "text/html"}))


def _garble(body: bytes) -> Callable[[Call], None]:
    def play(call: Call) -> None:
        call.send(replace(call.take(), body=body))

    return play


def _extra_fields(call: Call) -> None:
    call.send(
        _rewrite(call.take(), lambda fields: {**fields, "x_added_lately": {"beta": [1, None]}})
    )


def _missing_fields(call: Call) -> None:
    optional = call.optional_fields

    def without(fields: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in fields.items() if name not in optional}

    call.send(_rewrite(call.take(), without))


def _trickle(*, head_too: bool) -> Callable[[Call], None]:
    def play(call: Call) -> None:
        call.trickle(call.take(), pause=call.settings.trickle, head_too=head_too)

    return play


def _oversized(call: Call) -> None:
    """Pour out the good answer with one field too much in it: only its size gives it away."""
    fields = call.take().body.strip().removeprefix(b"{") or b"}"
    chunk = b"x" * 65536
    filler = repeat(chunk, call.settings.oversized // len(chunk))
    last = b'"}' if fields == b"}" else b'", ' + fields
    call.pour(chain([b'{"filler": "'], filler, [last]))


def _rewrite(answer: Answer, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Answer:
    """Return the answer with every object in its JSON changed; one without a body stays."""
    if not answer.body:
        return answer

    def walk(value: object) -> object:
        if isinstance(value, dict):
            return change({name: walk(inner) for name, inner in value.items()})
        if isinstance(value, list):
            return [walk(inner) for inner in value]
        return value

    return replace(answer, body=json.dumps(walk(json.loads(answer.body))).encode())


# In labels {settings} is filled in; what "does it" is done although no good answer comes.
FAULTS: Mapping[str, Fault] = {
    "slow": Fault("Answers after {settings.slow:g} s", _slow),
    "hang": Fault("Takes nothing and never answers", _hang),
    "hang_after": Fault("Does it, then never answers", _hang_after),
    "drop_before": Fault("Drops the line before taking the request", _drop_before),
    "drop_after": Fault("Does it, then drops the line", _drop_after),
    "401": Fault("Refuses the key (401)", _refuse(401)),
    "403": Fault("Says it is not allowed (403)", _refuse(403)),
    "404": Fault("Says it is gone (404)", _refuse(404)),
    "409": Fault("Says it conflicts (409)", _refuse(409)),
    "422": Fault("Refuses it with a reason (422)", _refuse(422)),
    "429_seconds": Fault(
        "Too many requests: wait {settings.retry_after} s", _refuse(429, _in_seconds)
    ),
    "429_date": Fault("Too many requests: wait until a date", _refuse(429, _as_date)),
    "429": Fault("Too many requests, without saying how long", _refuse(429)),
    "500": Fault("Breaks (500)", _refuse(500)),
    "502": Fault("Hides behind a broken gateway (502, HTML)", _bad_gateway),
    "503": Fault("Says it is overloaded (503)", _refuse(503)),
    "503_after": Fault("Does it, then says it is overloaded (503)", _busy_after),
    "empty": Fault("Does it and answers nothing", _garble(b"")),
    "rubbish": Fault("Does it and answers rubbish", _garble(b"\x00\xff{<not json")),
    "wrong_shape": Fault("Does it and answers JSON of another shape", _garble(b'["no", 7, null]')),
    "extra_fields": Fault("Answers with fields nobody knows", _extra_fields),
    "missing_fields": Fault("Answers without optional fields", _missing_fields),
    "trickle": Fault("Does it and answers a byte at a time", _trickle(head_too=False)),
    "trickle_all": Fault("The same, from the status line on", _trickle(head_too=True)),
    "oversized": Fault("Does it and answers with 50 MB", _oversized),
}
