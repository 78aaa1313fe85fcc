"""What the tests of jobs at CareValidate share: carrying out against its stand-in, and its answers."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Response
from pydantic import SecretStr

from bot.providers.carevalidate.adapter import CareValidate as Adapter
from bot.providers.transport import Transport
from bot.scheduling.jobs.appointments import AppointmentJobs
from bot.scheduling.jobs.base import ProviderJobs
from bot.scheduling.jobs.requests import CancellationJobs
from bot.scheduling.model.appointment import AppointmentBooking, AppointmentRequest, Location
from bot.scheduling.model.record import (
    AnyRecord,
    Card,
    Record,
    Visibility,
)
from bot.scheduling.model.transitions import begin_cancellation
from bot.scheduling.ports.results import Postponed
from bot.scheduling.requests.cancellations import Cancellation, CancellationRequest
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel
from bot.scheduling.tasks.queue import Task
from bot.scheduling.tasks.slack import DirectMessage
from bot.times.moment import Moment
from sandbox.http_server import json_response
from sandbox.providers import CareValidate, Running
from sandbox.providers.faults import Call
from tests.builders import LAG, NOW, OWNER, TEAM
from tests.scheduling.jobs.bench import Bench, after

FREE = datetime(2027, 1, 21, 18, tzinfo=UTC)
INVITEE, REASON = "pat@patient.example", "moved to hospice"
DIRECT = Card(channel="D1", ts="1.1", place=Visibility.DIRECT)


class CareValidateBench(Bench):
    """Carries out the tasks of appointments, and of cancellations by id, at CareValidate."""

    def __init__(self, care: Running[CareValidate], transport: Transport) -> None:
        super().__init__()
        self.care = care
        self.adapter = Adapter(transport, api_key=SecretStr(care.provider.api_key))
        self.appointments = AppointmentJobs(
            self.adapter, self.context, select=lambda _: self.others
        )
        self._cancellations = CancellationJobs(self.adapter, self.context)

    def jobs(self, booking: Record, /) -> ProviderJobs[Any, Any]:
        """Return the jobs of its kind."""
        by_id = isinstance(booking, CancellationRequest)
        return self._cancellations if by_id else self.appointments

    def request(self, **changes: Any) -> AppointmentRequest:
        """Return an order for a free start."""
        usual: dict[str, Any] = {
            "event_type_id": UUID(next(iter(self.care.provider.event_types))),
            "start": FREE,
            "zone": "America/Chicago",
            "location": Location.ZOOM,
            "email": INVITEE,
        }
        return AppointmentRequest(**{**usual, **changes})

    def appointment(self, **changes: Any) -> AppointmentBooking:
        """Return an appointment that was just asked for."""
        request = changes.pop("request", self.request())
        usual: dict[str, Any] = {
            "team": TEAM,
            "ref": "P-7K2M",
            "owner": OWNER,
            "moment": Moment.at(request.start, "America/Chicago"),
            "request": request,
            "channel": "",
            "card": DIRECT,
            "created": NOW,
        }
        return AppointmentBooking(**{**usual, **changes})

    def book(self, **changes: Any) -> AppointmentBooking:
        """Have an appointment booked."""
        booking = self.looked_up(self.appointment(**changes))
        return after(self.do(Book(), booking), booking)

    def looked_up_by_id(self, appointment_id: str) -> CancellationRequest:
        """Return a cancellation by id of which it is kept whether the appointment is listed."""
        wanted = a_cancellation(appointment_id)
        return after(self.do(Book(), wanted), wanted)

    def through(self, task: Task, booking: AnyRecord) -> tuple[AnyRecord, list[Task]]:
        """Carry a task out to its end, put the time forward to each try, return all that follows."""
        follows: list[Task] = []
        attempt, since = 1, self.now
        for _ in range(100):
            result = self.do(task, booking, attempt=attempt, since=since)
            booking = after(result, booking)
            follows += [due.task for due in result.then]
            again = [due for due in result.then if isinstance(due.task, Book)]
            if isinstance(result, Postponed):
                self.now, attempt = max(self.now, result.at), attempt + 1
            elif again:
                task, attempt, since = again[0].task, 1, again[0].at
                self.now = max(self.now, again[0].at)
            else:
                return booking, follows
        raise AssertionError(f"{task.kind} does not come to an end")

    @property
    def held(self) -> list[Any]:
        """What CareValidate has that is not canceled."""
        return [each for each in self.care.provider.appointments if not each.canceled]

    def posts(self) -> int:
        """Count the changes that were asked for."""
        return len([each for each in self.care.received if each.method == "POST"])


def a_cancellation(appointment_id: str, *, email: str = INVITEE) -> CancellationRequest:
    """Return a cancellation by id that was just asked for."""
    return CancellationRequest(
        team=TEAM,
        ref="C-7K2M",
        owner=OWNER,
        cancellation=Cancellation(appointment_id=appointment_id, email=email, reason=REASON),
        channel="",
        card=DIRECT,
        created=NOW,
    )


LATER = FREE + timedelta(hours=2)
NOT_LISTED_YET = json_response(200, {"success": True, "data": []})


def news_told(follows: list[Task]) -> list[EventType]:
    """Return what people are told, in order."""
    return [task.news.what for task in follows if isinstance(task, DirectMessage)]


SAYS_NOTHING = [
    json_response(200, {"status": 200, "success": True, "message": "Appointment scheduled"}),
    json_response(201, {"success": True, "data": {"id": None, "startDateTime": "x"}}),
    json_response(200, {"success": True, "data": {"id": "../../cancel"}}),
    json_response(200, {"success": True, "data": []}),
    json_response(200, {"status": "9" * 5000, "message": "Appointment scheduled"}),
    json_response(200, {"success": True, "data": {"id": str(UUID(int=7)), "status": "failed"}}),
    json_response(200, {"success": True, "data": {"id": str(UUID(int=7)), "state": "Pending"}}),
    json_response(200, {"success": True, "data": {"id": str(UUID(int=7)), "status": "cancelled"}}),
    json_response(
        200, {"data": {"id": str(UUID(int=7)), "status": "booked", "state": "join_failed"}}
    ),
    json_response(
        200, {"data": {"id": str(UUID(int=7)), "status": "unconfirmed", "meetingLink": "x"}}
    ),
    json_response(200, {"data": {"id": str(UUID(int=7)), "isCancelled": "true"}}),
    Response(b"<html>Sign in</html>", 200),
    Response(status=200),
    Response(status=204),
]
SAYS_NO = [
    json_response(200, {"success": "false", "message": "The calendar is closed"}),
    json_response(200, {"success": False, "message": "The calendar is closed"}),
    json_response(200, {"errors": ["The calendar is closed"]}),
    json_response(200, {"error": "The calendar is closed"}),
    json_response(200, {"ok": False, "message": "The calendar is closed", "data": {"id": "a1"}}),
    json_response(200, {"status": 500, "message": "The calendar is closed"}),
    json_response(
        200, {"data": {"id": "a1", "success": False, "message": "The calendar is closed"}}
    ),
    json_response(200, {"data": {"error": "The calendar is closed", "appointment": {"id": "a1"}}}),
    json_response(200, {"data": [{"id": "a1", "errors": ["The calendar is closed"]}]}),
]
TAKEN = [
    json_response(400, {"success": False, "error": "startTime is not a free slot"}),
    json_response(409, {"message": "Conflicts with another booking"}),
    json_response(422, {"errors": {"startTime": ["no longer available"]}}),
]
NOT_FOUND = [
    json_response(404, {"success": False, "message": "Slot not found"}),
    json_response(410, {"message": "slot no longer available"}),
]


def as_shown(answer: Response) -> str:
    return f"{answer.status_code}-{answer.data[:60]!r}"


def move(bench: CareValidateBench, start: object) -> None:
    """Let CareValidate's people move the one appointment there is."""
    bench.care.provider.appointments[0].start = start  # type: ignore[assignment] # a time


def booked_at_another_time(call: Call) -> Response:
    """Answer as booked, at another time than was asked."""
    body = call.proceed().data.replace(b"T18:00:00Z", b"T20:00:00Z")
    return Response(body, 200, {"Content-Type": "application/json"})


def canceling_by(
    bench: CareValidateBench, how: str
) -> tuple[Task, AppointmentBooking | CancellationRequest]:
    """Return how to cancel one that is listed: by its card, or by CareValidate's own id."""
    booking = bench.book()
    bench.now = NOW + LAG
    if how == "card":
        return Cancel(by=OWNER), begin_cancellation(booking)
    return Book(), bench.looked_up_by_id(booking.remote_id)


HOW = pytest.mark.parametrize("how", ["card", "id"])
NOBODY_KNOWS = [
    {"status": "pending"},
    {"state": "no_show"},
    {"appointmentStatus": "Void"},
    {"status": "active", "state": "waitlisted"},
    {"status": "cancel_requested"},
    {"status": "not canceled"},
]


def listed_as(bench: CareValidateBench, said: dict[str, object]) -> None:
    """Have whatever CareValidate holds, canceled or not, listed with these words about it."""
    provider = bench.care.provider

    def respond(_: Call) -> Response:
        held = [each for each in provider.appointments if each.start == FREE]
        rows = [
            {
                "id": each.id,
                "startDateTime": each.start.isoformat(),
                "email": each.form.email,
                **said,
            }
            for each in held
        ]
        return json_response(200, {"data": rows})

    bench.care.faults.intercept(respond, method="GET", times=1000)
