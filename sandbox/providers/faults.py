"""The ways in which a provider can fail its callers, and which calls are to meet which of them."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from fnmatch import fnmatchcase
from itertools import chain, repeat
from typing import Any, Protocol

from flask import Response
from werkzeug import Request

from sandbox.http_server import RawResponse, json_response

# The angle brackets and the ampersand catch whoever shows a provider's words unescaped.
MESSAGES = {
    401: "Token has expired or is not recognized",
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
    """One call to a stand-in, which a fault decides how to answer."""

    @property
    def request(self) -> Request:
        """What is asked."""

    @property
    def settings(self) -> FaultSettings:
        """How long and how much."""

    @property
    def optional_fields(self) -> frozenset[str]:
        """Names of the fields this provider may leave out of its responses."""

    def now(self) -> datetime:
        """Return the provider's present instant, aware."""

    def proceed(self) -> Response:
        """Do what is asked and return the provider's response to it."""

    def refuse(self, status: int, message: str) -> Response:
        """Return a refusal in the provider's shape without doing what is asked."""

    def wait(self, seconds: float | None) -> None:
        """Wait, forever for None; ends early when the stand-in stops."""


Respond = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail: what the sandbox calls it, and how it answers a call."""

    label: str
    respond: Respond


@dataclass(slots=True)
class PlannedFault:
    """A fault that so many more calls will meet, of one method and path or of all."""

    name: str
    fault: Fault
    left: int
    method: str | None
    path: str | None

    def matches(self, request: Request) -> bool:
        """Return whether this request is one it was meant for."""
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
        self._stopping = False

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
        response: Response,
        *,
        done: bool = False,
        times: int = 1,
        method: str | None = None,
        path: str | None = None,
    ) -> None:
        """Let the next calls get this very response; what they ask for is `done` or not."""

        def respond(call: Call) -> Response:
            if done:
                call.proceed()
            return response

        self.intercept(respond, times=times, method=method, path=path)

    def intercept(
        self,
        respond: Respond,
        *,
        times: int = 1,
        method: str | None = None,
        path: str | None = None,
    ) -> None:
        """Let the next calls be answered by a function of the caller's own."""
        fault = Fault("Answers as a test says", respond)
        with self._changed:
            self._planned.append(PlannedFault("intercepted", fault, times, method, path))

    def clear(self) -> None:
        """Let every call through from now on, those on hold as well."""
        with self._changed:
            self._planned.clear()
            self._changed.notify_all()

    def stop(self) -> None:
        """Release every call that waits or is on hold, for good."""
        with self._changed:
            self._stopping = True
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

    def wait(self, seconds: float | None) -> None:
        """Wait, forever for None, or until `stop`."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping, timeout=seconds)

    def _hold(self, call: Call) -> Response:
        self._wait_until_clear()
        return call.proceed()

    def _hold_503(self, call: Call) -> Response:
        self._wait_until_clear()
        return call.refuse(503, MESSAGES[503])

    def _wait_until_clear(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or not self._planned)


def _slow(call: Call) -> Response:
    call.wait(call.settings.slow)
    return call.proceed()


def _hang(call: Call) -> Response:
    call.wait(None)
    return RawResponse()


def _hang_after(call: Call) -> Response:
    call.proceed()
    return _hang(call)


def _drop_before(_: Call) -> Response:
    return RawResponse(reset=True)


def _drop_after(call: Call) -> Response:
    call.proceed()
    return RawResponse()


def _refuse(status: int, retry_after: Callable[[Call], str] | None = None) -> Respond:
    def respond(call: Call) -> Response:
        response = call.refuse(status, MESSAGES[status])
        if retry_after:
            response.headers["Retry-After"] = retry_after(call)
        return response

    return respond


def _in_seconds(call: Call) -> str:
    return str(call.settings.retry_after)


def _as_date(call: Call) -> str:
    # A header counts whole seconds: a second more, so that the date is never early.
    at = call.now().astimezone(UTC) + timedelta(seconds=call.settings.retry_after + 1)
    return format_datetime(at, usegmt=True)


def _busy_after(call: Call) -> Response:
    call.proceed()
    return call.refuse(503, MESSAGES[503])


def _bad_gateway(_: Call) -> Response:
    page = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
    return Response(page, 502, content_type="text/html")


def _garble(body: bytes) -> Respond:
    def respond(call: Call) -> Response:
        response = call.proceed()
        response.data = body
        return response

    return respond


def _extra_fields(call: Call) -> Response:
    return _rewrite(
        call.proceed(), lambda fields: {**fields, "x_added_lately": {"beta": [1, None]}}
    )


def _missing_fields(call: Call) -> Response:
    optional = call.optional_fields

    def without(fields: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in fields.items() if name not in optional}

    return _rewrite(call.proceed(), without)


def _trickle(call: Call) -> Response:
    response = call.proceed()
    return RawResponse(chain([_head(response)], _slowly(response.data, call)))


def _trickle_all(call: Call) -> Response:
    response = call.proceed()
    return RawResponse(_slowly(_head(response) + response.data, call))


def _head(response: Response) -> bytes:
    return f"HTTP/1.1 {response.status}\r\n{response.headers}".encode("latin-1")


def _slowly(content: bytes, call: Call) -> Iterator[bytes]:
    """Yield bytes one by one with a pause after each."""
    for byte in content:
        yield bytes([byte])
        call.wait(call.settings.trickle)


def _oversized(call: Call) -> Response:
    """Answer well, with one field too much: only the size gives it away, and is not announced."""
    fields = call.proceed().data.strip().removeprefix(b"{") or b"}"
    chunk = b"x" * 65536
    filler = repeat(chunk, call.settings.oversized // len(chunk))
    last = b'"}' if fields == b"}" else b'", ' + fields
    chunks: Iterable[bytes] = chain([b'{"filler": "'], filler, [last])
    return Response(chunks, 200, content_type="application/json")


def _rewrite(response: Response, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Response:
    """Return the response with every object in its JSON changed; one without a body stays."""
    if not response.data:
        return response

    def walk(value: object) -> object:
        if isinstance(value, dict):
            return change({name: walk(inner) for name, inner in value.items()})
        if isinstance(value, list):
            return [walk(inner) for inner in value]
        return value

    return json_response(response.status_code, walk(json.loads(response.data)))


# In labels {settings} is filled in; what "does it" is done although no good answer comes.
FAULTS: Mapping[str, Fault] = {
    "slow": Fault("Answers after {settings.slow:g} s", _slow),
    "hang": Fault("Takes nothing and never answers", _hang),
    "hang_after": Fault("Does it, then never answers", _hang_after),
    "drop_before": Fault("Drops the connection before taking the request", _drop_before),
    "drop_after": Fault("Does it, then drops the connection", _drop_after),
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
    "500": Fault("Fails (500)", _refuse(500)),
    "502": Fault("Hides behind a broken gateway (502, HTML)", _bad_gateway),
    "503": Fault("Says it is overloaded (503)", _refuse(503)),
    "503_after": Fault("Does it, then says it is overloaded (503)", _busy_after),
    "empty": Fault("Does it and answers nothing", _garble(b"")),
    "rubbish": Fault("Does it and answers garbage", _garble(b"\x00\xff{<not json")),
    "wrong_shape": Fault("Does it and answers JSON of another shape", _garble(b'["no", 7, null]')),
    "extra_fields": Fault("Answers with unknown fields", _extra_fields),
    "missing_fields": Fault("Answers without optional fields", _missing_fields),
    "trickle": Fault("Does it and answers a byte at a time", _trickle),
    "trickle_all": Fault("The same, from the status line on", _trickle_all),
    "oversized": Fault("Does it and answers with 50 MB", _oversized),
}
