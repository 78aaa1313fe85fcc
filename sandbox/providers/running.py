"""Runs a stand-in on a port of 127.0.0.1, with faults and the addresses of the sandbox's panel."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from flask import Response
from werkzeug import Request

from sandbox.http_server import Server, json_response
from sandbox.providers.faults import FaultPlan, FaultSettings
from sandbox.providers.forms import Refused
from sandbox.providers.provider import Provider

ProviderT = TypeVar("ProviderT", bound=Provider)

DEFAULT_SETTINGS = FaultSettings()
SANDBOX = "/_sandbox/"


class Running(Generic[ProviderT]):
    """A stand-in that answers on `url` until its context ends."""

    def __init__(self, provider: ProviderT, *, fault_settings: FaultSettings) -> None:
        self.provider = provider
        self.faults = FaultPlan(provider.own_faults, settings=fault_settings)
        self.received: list[Request] = []
        self._server = Server(Request.application(self._respond))

    @property
    def url(self) -> str:
        """The server's root, without a slash at the end."""
        return self._server.url

    @property
    def base_url(self) -> str:
        """What a client takes for the provider's base URL."""
        return self.url + self.provider.base_path

    def wait_for(self, condition: Callable[[], bool], *, seconds: float = 30.0) -> None:
        """Wait until a condition holds, looking after every call; raises TimeoutError."""
        with self.provider.changed:
            if not self.provider.changed.wait_for(condition, timeout=seconds):
                raise TimeoutError(f"{self.provider.name} waited {seconds:g} s in vain")

    @contextmanager
    def serving(self) -> Iterator["Running[ProviderT]"]:
        """Answer calls until the context ends; calls under way are cut off then."""
        self._server.start()
        try:
            yield self
        finally:
            self.faults.stop()
            self._server.stop()

    def _respond(self, request: Request) -> Response:
        if "Transfer-Encoding" in request.headers:
            return Response(status=HTTPStatus.LENGTH_REQUIRED)
        if not request.headers.get("Content-Length", "0").isdecimal():
            return Response(status=HTTPStatus.BAD_REQUEST)
        request.get_data()  # read now: nobody can once the connection is closed
        if request.path.startswith(SANDBOX):
            return self._respond_to_panel(request)
        with self.provider.changed:
            self.received.append(request)
            self.provider.changed.notify_all()
        fault = self.faults.next_for(request)
        call = _Call(request, self.provider, self.faults)
        return fault.respond(call) if fault else call.proceed()

    def _respond_to_panel(self, request: Request) -> Response:
        """Answer the sandbox's page: what is there, which faults are planned, what staff may do."""
        match request.method, request.path.removeprefix(SANDBOX):
            case "GET", "state":
                return json_response(200, self._state())
            case "POST", "faults":
                change = self._plan_fault
            case "POST", "action":
                change = self._act
            case _:
                return json_response(404, {"error": "No such address"})
        try:
            change(json.loads(request.data))
        except (ValueError, KeyError, TypeError, Refused) as error:
            return json_response(400, {"error": str(error)})
        return json_response(200, self._state())

    def _plan_fault(self, body: dict[str, Any]) -> None:
        if body["name"] == "clear":
            self.faults.clear()
        else:
            times = int(body.get("times", 1))
            where = {"method": body.get("method"), "path": body.get("path")}
            self.faults.set(body["name"], times=times, **where)

    def _act(self, body: dict[str, Any]) -> None:
        self.provider.act(body["name"], body["id"])

    def _state(self) -> dict[str, Any]:
        known, active = self.faults.known, self.faults.active()
        return {
            "provider": self.provider.name,
            "sections": [asdict(section) for section in self.provider.overview()],
            "faults": [{"name": name, "label": fault.label} for name, fault in known.items()],
            "active": [{"name": planned.name, "left": planned.left} for planned in active],
        }


@contextmanager
def start(
    provider: ProviderT, *, fault_settings: FaultSettings = DEFAULT_SETTINGS
) -> Iterator[Running[ProviderT]]:
    """Start a stand-in on a free port of 127.0.0.1 and stop it when the context ends."""
    with Running(provider, fault_settings=fault_settings).serving() as running:
        yield running


@dataclass(frozen=True, slots=True)
class _Call:
    """A call as faults see it (`sandbox.providers.faults.Call`)."""

    request: Request
    provider: Provider
    plan: FaultPlan

    @property
    def settings(self) -> FaultSettings:
        return self.plan.settings

    @property
    def optional_fields(self) -> frozenset[str]:
        return self.provider.optional_fields

    def now(self) -> datetime:
        return self.provider.now()

    def proceed(self) -> Response:
        return self.provider.handle(self.request)

    def refuse(self, status: int, message: str) -> Response:
        return self.provider.refusal(Refused(status, message))

    def wait(self, seconds: float | None) -> None:
        self.plan.wait(seconds)
