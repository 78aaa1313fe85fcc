"""What the tests of jobs share: tasks are run against a provider's stand-in, at a time that a test sets."""

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Response
from pydantic import SecretStr

from bot.providers.prevail.adapter import Prevail as Adapter
from bot.providers.transport import Transport
from bot.scheduling.codec import STORED_BOOKING
from bot.scheduling.jobs.base import JobContext, ProviderJobs
from bot.scheduling.jobs.sessions import SessionJobs
from bot.scheduling.jobs.verdicts import OutcomePending
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.failures import OutcomeUnknown
from bot.scheduling.model.record import AnyRecord, Card, Record
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.results import Outcome, Result
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Job, Task
from bot.scheduling.tasks.slack import Announce, DirectMessage
from bot.times.moment import Moment
from sandbox.http_server import json_response
from sandbox.providers import Prevail, Running
from sandbox.providers import prevail_sessions as stand_in
from tests.builders import LAG, NOW, TEAM, a_booking

KEY, COMPANY = "a-key-that-is-long-enough-for-hs256", "smith-reporting"
ANNOUNCE = "C9"

by_request = pytest.mark.parametrize("self_service", [False])


class Bench(ABC):
    """Carries out tasks, one try at a time."""

    def __init__(self) -> None:
        self.now = NOW
        self.others: list[Record] = []
        # When Docket began to run on a restored backup, where it does.
        self.restored: datetime | None = None
        self.context = JobContext(announce_channel=ANNOUNCE, lag=LAG, clock=lambda: self.now)

    @abstractmethod
    def jobs(self, booking: Record, /) -> ProviderJobs[Any, Any]:
        """Return what carries out the tasks of a booking or request."""

    def do(self, task: Task, booking: Record, *, attempt: int = 1, since: datetime = NOW) -> Result:
        """Carry out one try of a task."""
        job = job_on(booking, task, attempt=attempt, since=since)
        return self.jobs(booking).run(replace(job, restored=self.restored), booking)

    def looked_up(self, booking: AnyRecord) -> AnyRecord:
        """Have it kept what could be mistaken for a booking."""
        result = self.do(Book(), booking)
        assert [due.task for due in result.then] == [Book()], "nothing else follows"
        return after(result, booking)


class PrevailBench(Bench):
    """Carries out the tasks of sessions at Prevail."""

    def __init__(self, prevail: Running[Prevail], transport: Transport) -> None:
        super().__init__()
        self.prevail = prevail
        adapter = Adapter(
            transport,
            api_key=SecretStr(KEY),
            company_id=COMPANY,
            self_service=prevail.provider.self_service,
            clock=lambda: NOW,
        )
        self.sessions = SessionJobs(adapter, self.context, select=lambda _: self.others)

    def jobs(self, _booking: Record, /) -> ProviderJobs[Any, Any]:
        """Return the jobs of sessions."""
        return self.sessions

    def abandon(self, task: Task, booking: SessionBooking) -> Outcome:
        """Have a task given up that a fault of Docket's own holds up."""
        return self.sessions.abandon(job_on(booking, task, attempt=9), booking)

    def pending(self, booking: Booking, failure: OutcomeUnknown) -> OutcomePending:
        """Return how it is kept that the result of something is unknown."""
        return self.sessions.pending(booking, failure)

    def book(self, booking: SessionBooking | None = None) -> SessionBooking:
        """Have a booking booked, or requested."""
        booking = booking or a_booking(card=Card(channel="C1", ts="1.1"))
        booking = self.looked_up(booking)
        return after(self.do(Book(), booking), booking)

    def looked_up(self, booking: AnyRecord) -> AnyRecord:
        """Have it kept what could be mistaken for a booking, where that has to be."""
        assert isinstance(booking, SessionBooking)
        if booking.secret_id and self.self_service:
            return booking
        return super().looked_up(booking)

    @property
    def self_service(self) -> bool:
        """Whether Prevail books at once."""
        return self.prevail.provider.self_service

    def count(self, method: str) -> int:
        """Count the requests of a method that have reached Prevail."""
        return sum(request.method == method for request in self.prevail.received)

    @property
    def states(self) -> list[stand_in.State]:
        """The state of each session at Prevail."""
        return [session.state for session in self.prevail.provider.sessions]


def job_on(booking: Record, task: Task, *, attempt: int = 1, since: datetime = NOW) -> Job:
    """Return a try of a task of a booking or request."""
    return Job(id=1, team=TEAM, ref=booking.ref, task=task, attempt=attempt, since=since, lease="x")


def after(result: Result, booking: AnyRecord) -> AnyRecord:
    """Let a booking take the step that a result says, and keep it as the store does."""
    after = result.transition(booking) if result.transition else booking
    kept = STORED_BOOKING.validate_json(after.model_dump_json())
    assert isinstance(kept, type(booking))
    return kept


def tasks(result: Result) -> list[str]:
    """Return the kinds of the tasks that follow."""
    return [due.task.kind for due in result.then]


def told(result: Result) -> list[tuple[str, EventType]]:
    """Return who is told what."""
    tells = [due.task for due in result.then if isinstance(due.task, DirectMessage)]
    return [(tell.user, tell.news.what) for tell in tells]


def troubles(result: Result) -> list[str]:
    """Return the troubles that people are told."""
    return [due.task.news.trouble for due in result.then if isinstance(due.task, DirectMessage)]


def announced(result: Result) -> list[str]:
    """Return the channels in which something is announced."""
    return [due.task.channel for due in result.then if isinstance(due.task, Announce)]


def booked_at(start_time: str) -> Response:
    """Return Prevail's answer to a booking that it made at that time in Los Angeles."""
    listed = {
        "title": "As listed",
        "start_date": "2027-01-28",
        "start_time": start_time,
        "time_zone": "Pacific Time (US & Canada)",
        "estimated_duration": 1.5,
    }
    url = "https://prevail.example/session/x"
    request = {"session_state": "ready", "session_url": url, "remote_session": listed}
    return json_response(201, {"requests": [request]})


def moved(booking: Booking, **amount: float) -> Changes:
    """Return a move of a booking by so much on the wall clock."""
    moment = Moment(local=booking.moment.local + timedelta(**amount), zone=booking.moment.zone)
    return Changes(moment=moment)
