"""What every stand-in is: routes, a lock around its state, and tables for the sandbox's panel."""

import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from flask import Response
from werkzeug import Request

from sandbox.providers.faults import Fault
from sandbox.providers.forms import Refused
from sandbox.providers.panel import Section

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path, and what answers it; the path's groups become arguments."""

    method: str
    path: re.Pattern[str]
    respond: Callable[..., Response]


class Provider(ABC):
    """A stand-in's state and rules; subclasses say what it admits, answers and shows.

    Whoever waits for its state to change waits on `changed`, which also guards that state.
    """

    name: ClassVar[str]
    base_path: ClassVar[str] = ""
    optional_fields: ClassVar[frozenset[str]] = frozenset()
    own_faults: ClassVar[Mapping[str, Fault]] = {}

    def __init__(self, *, now: Clock) -> None:
        self.now = now
        self.changed = threading.Condition()

    def handle(self, request: Request) -> Response:
        """Do what the request asks, or say in the provider's shape why not."""
        with self.changed:
            self.changed.notify_all()
            try:
                self.admit(request)
                return self._route(request)
            except Refused as refused:
                return self.refusal(refused)

    def act(self, name: str, row_id: str) -> None:
        """Do what the provider's staff would do; raises Refused when it can't be done."""
        with self.changed:
            offered = {
                (action.name, row.id)
                for section in self.sections()
                for row in section.rows
                for action in row.actions
            }
            if (name, row_id) not in offered:
                raise Refused(404, f"There is nothing here to {name}.")
            self.staff(name, row_id)
            self.changed.notify_all()

    def overview(self) -> Sequence[Section]:
        """Return what the provider holds at one instant, for the sandbox's panel."""
        with self.changed:
            return self.sections()

    @abstractmethod
    def admit(self, request: Request) -> None:
        """Check key and headers; raises Refused."""

    @abstractmethod
    def routes(self) -> Sequence[Route]:
        """Return every call the provider knows."""

    @abstractmethod
    def refusal(self, refused: Refused) -> Response:
        """Say a refusal in the provider's documented shape."""

    @abstractmethod
    def sections(self) -> Sequence[Section]:
        """Return what the provider holds, for the sandbox's panel."""

    def staff(self, name: str, row_id: str) -> None:
        """Do an action that a row offers; raises Refused."""
        raise Refused(404, f"{self.name}'s staff can't {name} {row_id}")

    def _route(self, request: Request) -> Response:
        raw_path = urlsplit(request.environ["RAW_URI"]).path  # a slash inside an id is quoted here
        path = raw_path.removeprefix(self.base_path)
        matches = [(r, r.path.fullmatch(path)) for r in self.routes()]
        known = [(route, match) for route, match in matches if match]
        if not known or not raw_path.startswith(self.base_path):
            raise Refused(404, "Not found")
        for route, match in known:
            if route.method == request.method:
                return route.respond(request, *map(unquote, match.groups()))
        raise Refused(405, "Method not allowed")
