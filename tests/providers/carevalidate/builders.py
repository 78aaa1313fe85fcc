"""Appointments at CareValidate's stand-in."""

from datetime import UTC, datetime

from sandbox import providers as stand_ins
from sandbox.providers import Running

Running_ = Running[stand_ins.CareValidate]
FREE = datetime(2027, 1, 21, 15, tzinfo=UTC)


def noon() -> datetime:
    return datetime(2027, 1, 20, 12, tzinfo=UTC)


HELD = {
    "id": "a1",
    "eventTypeId": "7d9c0000-0000-4000-8000-000000000001",
    "eventTypeName": "Initial consultation",
    "startDateTime": "2027-01-21T15:00:00Z",
    "endDateTime": "2027-01-21T15:30:00Z",
    "email": "invitee@example.com",
    "firstName": "John",
    "lastName": "Doe",
    "timezone": "America/Chicago",
    "location": "zoom_conference",
    "meetingLink": "https://zoom.example/j/1",
}
