"""What every stand-in is: routes, a lock around its state, and rows for the sandbox's panel."""

import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from sandbox.providers.faults import Fault
from sandbox.providers.wire import Answer, Request

Clock = Callable[[], datetime]
FormT = TypeVar("FormT", bound=BaseModel)


def utc_now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that a provider wouldn't take: its dotted path, pydantic's kind, a sentence."""

    field: str
    kind: str
    sentence: str


class Refused(Exception):
    """The provider doesn't do what it was asked; becomes an answer in the provider's own shape."""

    def __init__(self, status: int, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = tuple(problems)


class Form(BaseModel):
    """A body that takes exactly its own fields, with exactly their types, and no nulls."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_nulls(cls, data: object) -> object:
        if isinstance(data, dict) and None in data.values():
            nulls = ", ".join(name for name, value in data.items() if value is None)
            raise ValueError(f"{nulls} can't be null")
        return data


@dataclass(frozen=True, slots=True)
class Action:
    """Something only the provider's own staff can do to a row."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing the provider holds, as the sandbox's panel shows it."""

    id: str
    cells: tuple[str, ...]
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the sandbox's panel."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path, and what answers it; the path's groups become arguments."""

    method: str
    path: re.Pattern[str]
    answer: Callable[..., Answer]


class Provider(ABC):
    """A stand-in's state and rules; subclasses say what it admits, answers and shows."""

    name: ClassVar[str]
    base_path: ClassVar[str] = ""
    invalid_status: ClassVar[int] = 422
    optional_fields: ClassVar[frozenset[str]] = frozenset()
    own_faults: ClassVar[Mapping[str, Fault]] = {}

    def __init__(self, *, now: Clock) -> None:
        self.now = now
        self._lock = threading.Lock()

    def handle(self, request: Request) -> Answer:
        """Do what the request asks, or say in the provider's shape why not."""
        with self._lock:
            try:
                self.admit(request)
                return self._route(request)
            except Refused as refused:
                return self.refusal(refused)

    def act(self, name: str, row_id: str) -> None:
        """Do what the provider's staff would do; raises Refused when it can't be done."""
        with self._lock:
            offered = {
                (action.name, row.id)
                for section in self.sections()
                for row in section.rows
                for action in row.actions
            }
            if (name, row_id) not in offered:
                raise Refused(404, f"Nothing here can be told to {name}.")
            self.staff(name, row_id)

    def overview(self) -> Sequence[Section]:
        """Return what the provider holds at one instant, for the sandbox's panel."""
        with self._lock:
            return self.sections()

    @abstractmethod
    def admit(self, request: Request) -> None:
        """Check key and headers; raises Refused."""

    @abstractmethod
    def routes(self) -> Sequence[Route]:
        """Return every call the provider knows."""

    @abstractmethod
    def refusal(self, refused: Refused) -> Answer:
        """Say a refusal in the provider's documented shape."""

    @abstractmethod
    def sections(self) -> Sequence[Section]:
        """Return what the provider holds, for the sandbox's panel."""

    def staff(self, name: str, row_id: str) -> None:
        """Do an action that a row offers; raises Refused."""
        raise Refused(404, f"{self.name}'s staff can't {name} {row_id}")

    def read(self, form: type[FormT], request: Request) -> FormT:
        """Read the body into its form; raises Refused naming every field that is wrong."""
        try:
            return form.model_validate(request.json())
        except ValidationError as error:
            problems = [_problem(dict(detail)) for detail in error.errors(include_url=False)]
            raise Refused(self.invalid_status, "Validation failed", problems) from error
        except ValueError as error:
            raise Refused(400, "The request body is not valid JSON") from error

    def _route(self, request: Request) -> Answer:
        path = request.path.removeprefix(self.base_path)
        matches = [(r, r.path.fullmatch(path)) for r in self.routes()]
        known = [(route, match) for route, match in matches if match]
        if not known or not request.path.startswith(self.base_path):
            raise Refused(404, "Not found")
        for route, match in known:
            if route.method == request.method:
                return route.answer(request, *map(unquote, match.groups()))
        raise Refused(405, "Method not allowed")


def only_query(request: Request, *names: str) -> Mapping[str, str]:
    """Return the query when it holds nothing but these names; raises Refused."""
    for name in request.query:
        if name not in names:
            raise Refused(400, f"Unknown parameter {name}")
    return request.query


def no_body(request: Request) -> None:
    """Refuse a body where the call takes none."""
    if request.body:
        raise Refused(400, "This request takes no body")


def _problem(detail: Mapping[str, Any]) -> Problem:
    path = ".".join(str(part) for part in detail["loc"])
    sentence = str(detail["msg"]).removeprefix("Value error, ")
    return Problem(path, str(detail["type"]), sentence)
