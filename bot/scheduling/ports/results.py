"""The results of a job, and what follows from each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.scheduling.model.record import Record
from bot.scheduling.tasks.queue import ScheduledTask, Task

# Takes the kind of record that it is for, and returns it changed.
Transition = Callable[[Any], Record]
# What follows from a transition, told from the record before and after it, as both are in the transaction.
DeriveTasks = Callable[[Record, Record], Sequence[ScheduledTask]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideEffect:
    """A transition of another booking of the team in the same transaction."""

    ref: str
    transition: Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The job is done: the booking's transition, and what follows from both.

    `provider_answered` says that the provider has said how it stands; given up, it has not. `if_lost`
    is all that follows where another process has taken the job meanwhile.
    """

    transition: Transition | None = None
    then: Sequence[ScheduledTask] = ()
    derive: DeriveTasks | None = None
    also: SideEffect | None = None
    provider_answered: bool = True
    if_lost: Sequence[ScheduledTask] = ()

    def applied_to(self, record: Record) -> Record:
        """Return what the booking becomes."""
        return self.transition(record) if self.transition else record


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """The job could not be done now: try again at `at` (aware UTC), and let the booking say so.

    `provider_answered` says that the provider has said how it stands all the same, `may_be_done` that
    it may have been done nevertheless.
    """

    at: datetime
    transition: Transition | None = None
    then: Sequence[ScheduledTask] = ()
    derive: DeriveTasks | None = None
    provider_answered: bool = True
    may_be_done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """The job cannot be done as things are: it is kept, for a person or the next start to bring back.

    It is then done as `task` says, where there is one.
    """

    task: Task | None = None
    transition: Transition | None = None
    then: Sequence[ScheduledTask] = ()
    derive: DeriveTasks | None = None


Result = Outcome | Postponed | SetAside


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttled:
    """Slack takes no more there for now: the job keeps its place, and the try does not count.

    `wait` is how long Slack asked to be left alone, None where it did not say.
    """

    wait: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What an earlier try may have posted is not in what was read; to read is no try.

    `cursor` is where to read on; it is empty where all is read, and the job can be tried again.
    """

    cursor: str


# What gives a job back as if it had not been tried.
Untried = Throttled | Searched
