"""CareValidate's operations: how each is asked for, altered, and seen at the provider."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from bot.scheduling.model.appointment import AppointmentOrder, AppointmentRequest, Location
from bot.scheduling.requests.cancellations import Cancellation, CancellationOrder
from bot.times.moment import Moment
from tests.mutations.answers import Kind, Path, every_variant
from tests.mutations.claims import Claim, Held
from tests.mutations.operation import (
    EASTERN,
    LOOKING,
    Operation,
    altered,
    by_case,
    cancel,
    needs,
    place,
    thinned,
)
from tests.mutations.world import Case, World, in_body

APPOINTMENT = {
    "id": "x",
    "eventTypeId": "x",
    "eventTypeName": "Initial consultation",
    "startDateTime": "2027-01-21T15:00:00Z",
    "endDateTime": "2027-01-21T15:30:00Z",
    "email": "case1@patient.example",
    "firstName": "Case",
    "lastName": "One",
    "timezone": "America/Chicago",
    "location": "zoom_conference",
}


SAID = {"status": 200, "success": True, "message": "done"}


def _says_other(way: Path, odd: Any) -> Kind:
    """Say what an odd field means of an appointment that is looked for: another than ours, or nothing."""
    same = ("eventTypeId", "firstName", "lastName", "location")
    if way[-1] in {"email", "startDateTime"}:
        return Kind.NEEDED
    return Kind.NEEDED if way[-1] in same and isinstance(odd, int | str) and odd else Kind.ODD


def _appointments(world: World) -> None:
    provider = world.office.carevalidate.provider
    kind = next(iter(provider.event_types.values()))
    slots = [slot for slot in provider.free_slots(kind) if slot > world.hurry() + timedelta(days=3)]
    for case in world.cases:
        request = AppointmentRequest(
            event_type_id=UUID(kind.id),
            start=slots[case.number],
            zone="America/Chicago",
            location=Location.ZOOM,
            email=f"case{case.number}@patient.example",
            first_name="Pat",
        )
        moment = Moment.at(request.start, EASTERN)
        place(world, AppointmentOrder(moment=moment, channel="", request=request), case)


def _held_appointments(world: World, case: Case) -> Held:
    email = f"case{case.number}@patient.example"
    mine = [each for each in world.office.appointments if each.form.email == email]
    living = [each for each in mine if not each.canceled]
    return Held(living=len(living), starts=frozenset(each.start for each in living))


def _look_up_appointments(world: World) -> None:
    world.lose(world.office.carevalidate, method="POST", path="*/appointments")
    world.alter_rows(world.office.carevalidate, path="*/appointments", rows="data")
    _appointments(world)


def _cancel_by_id(world: World) -> None:
    for case, booking in by_case(world):
        cancellation = Cancellation(appointment_id=booking.remote_id, email=booking.request.email)
        order = CancellationOrder(
            channel="",
            cancellation=cancellation,
        )
        place(world, order, case)


_OF_APPOINTMENTS = [
    way
    for way in every_variant({"data": [APPOINTMENT]}, needed=_says_other)
    if way.name.startswith("data.0.") and not way.name.startswith("data.0.id")
]

_BOOKED = every_variant({**SAID, "data": APPOINTMENT}, needed=needs("data", ids=("id",)))
_SUCCESS = every_variant(SAID, needed=needs("success"))
_altered = partial(altered, "carevalidate", number=in_body)
_operation = partial(Operation, see=_held_appointments)
_cancellation = partial(_operation, ways=_SUCCESS, prepare=_appointments, good=Claim.CANCELED)

OPERATIONS = (
    _operation(
        name="CareValidate: book", ways=_BOOKED, ask=_altered(_appointments, path="*/appointments")
    ),
    _operation(
        name="CareValidate: look up after a lost answer",
        ways=thinned(_OF_APPOINTMENTS),
        ask=_look_up_appointments,
        **LOOKING,
    ),
    _cancellation(name="CareValidate: cancel", ask=_altered(cancel, path="*/cancel")),
    _cancellation(
        name="CareValidate: cancel by its id", ask=_altered(_cancel_by_id, path="*/cancel")
    ),
)
