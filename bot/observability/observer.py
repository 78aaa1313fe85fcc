"""The port through which Docket says what it is doing: requests, decisions, jobs and calls.

Whoever does something observes it: `with observer.observe(Call(...)):`. What is made of it, metrics,
lines of the log or traces, is up to the listeners, which are made in `bot.app`.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from time import perf_counter
from typing import Any, Generic, Protocol, TypeVar

from bot.scheduling.model.record import Record
from bot.scheduling.model.rights import Actor
from bot.scheduling.ports.results import Result, Untried
from bot.scheduling.tasks.queue import Job, Queue

log = logging.getLogger(__name__)

COMMANDS = frozenset({"/session", "/agent", "/appointment", "/bookings"})
PAYLOADS = frozenset(
    {
        "block_actions",
        "block_suggestion",
        "event_callback",
        "message_action",
        "shortcut",
        "view_closed",
        "view_submission",
    }
)
# What Slack may send someday: the names that are told apart are a closed list.
OTHER = "other"


@dataclass(slots=True)
class Request:
    """A request of Slack's, until it is answered; `status` is the HTTP status of the answer.

    `waited` is for how many seconds it was there before anybody looked at it.
    """

    kind: str
    status: int = 0
    waited: float = 0.0

    @classmethod
    def of(cls, body: Mapping[str, Any], *, waited: float = 0.0) -> "Request":
        """Return a request by its body: it is named by its command, else by the type of its payload."""
        match body.get("command") or body.get("type"):
            case str(said) if said in COMMANDS or said in PAYLOADS:
                return cls(said, waited=waited)
            case _:
                return cls(OTHER, waited=waited)


@dataclass(slots=True, kw_only=True)
class DecisionMade:
    """What somebody decides about a booking; `ref` is empty until it is known which."""

    what: str
    by: Actor
    ref: str = ""


class CutShort(StrEnum):
    """Why a job has no result of its own: Docket failed for good, or another process has it now."""

    GIVEN_UP = "given_up"
    LEASE_LOST = "lease_lost"


@dataclass(slots=True)
class JobRun:
    """A job that was taken, until what it came to is recorded.

    `result` is None where Docket itself failed, so that it is tried again, or where it was `cut_short`.
    `result_name` is what it came to, once that was found out.
    """

    queue: Queue
    job: Job
    result: Result | Untried | None = None
    cut_short: CutShort | None = None
    result_name: str = ""

    @property
    def booking(self) -> Record | None:
        """The job's booking as it was before."""
        return self.job.booking


@dataclass(slots=True)
class Call:
    """A call to a provider or to Slack; an operation names no booking and nobody."""

    service: str
    operation: str


Activity = Request | DecisionMade | JobRun | Call
Observed = TypeVar("Observed", Request, DecisionMade, JobRun, Call)

# Is told how long it took, in seconds, and the error that ended it, if one did.
End = Callable[[float, BaseException | None], None]


class Listener(Protocol):
    """Hears of every activity when it begins, and gives what is called when it ends."""

    def begin(self, activity: Activity) -> End | None:
        """Take in that it begins; return what hears of its end, None where nothing has to."""


@dataclass(frozen=True, slots=True)
class Observer:
    """Tells its listeners what is done. Nothing that goes wrong with them stops what is observed."""

    listeners: tuple[Listener, ...] = field(default=())

    def observe(self, activity: Observed) -> AbstractContextManager[Observed]:
        """Observe what is done until this ends; the activity takes what is learned of it meanwhile."""
        return _Observation(self.listeners, activity)


class _Observation(Generic[Observed]):
    """One activity from its beginning to its end."""

    __slots__ = ("_activity", "_began", "_ends", "_listeners")

    def __init__(self, listeners: tuple[Listener, ...], activity: Observed) -> None:
        self._listeners = listeners
        self._activity: Observed = activity

    def __enter__(self) -> Observed:
        begun = [_begin(listener, self._activity) for listener in self._listeners]
        self._ends = [end for end in begun if end]
        self._began = perf_counter()
        return self._activity

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        seconds = perf_counter() - self._began
        for end in reversed(self._ends):
            _end(end, seconds, error)


# What observes for nobody.
UNOBSERVED = Observer()


def _begin(listener: Listener, activity: Activity) -> End | None:
    try:
        return listener.begin(activity)
    except Exception:
        log.exception("could not observe the beginning of something")
        return None


def _end(end: End, seconds: float, error: BaseException | None) -> None:
    try:
        end(seconds, error)
    except Exception:
        log.exception("could not observe the end of something")
