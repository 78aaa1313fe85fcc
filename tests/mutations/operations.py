"""The operations of the three providers: how each is asked for, variant, and seen at the provider."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from werkzeug import Request

from bot.scheduling.model.agent import AgentOrder, CalendarEvent, Call
from bot.scheduling.model.appointment import AppointmentOrder, AppointmentRequest, Location
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import Order
from bot.scheduling.model.session import Deponent, Session, SessionOrder
from bot.scheduling.requests.calendar_actions import Action, CalendarAction, CalendarActionOrder
from bot.scheduling.requests.cancellations import Cancellation, CancellationOrder
from bot.scheduling.tasks.provider import Cancel
from bot.times.moment import Moment
from sandbox.providers.cronofy import CALENDAR, Event
from sandbox.providers.prevail import State
from tests.mutations.answers import Kind, Path, Variant, every_variant, is_readable, whole_variants
from tests.mutations.claims import Claim, Held
from tests.mutations.world import LAG, Case, World, in_body, in_path

HALF_HOUR = timedelta(minutes=40)
EASTERN = "America/New_York"
# Far enough apart that nobody's list has another's session in it.
APART = timedelta(days=3)
_ODD_KINDS = 2

ZOOM = {
    "meeting_id": 81,
    "password": "zm",
    "provider_join_url": "https://zoom.example/j/81",
    "prevail_join_url": "https://prevail.example/session/x",
}
WHEN = {
    "title": "Case 1",
    "start_date": "2027-01-28",
    "start_time": "01:30 AM",
    "time_zone": "Pacific Time (US & Canada)",
    "estimated_duration": 1.25,
}
REQUEST = {
    "id": 7,
    "session_state": "ready",
    "session_url": "https://prevail.example/session/x",
    "remote_session_id": "x",
    "session_request": {
        "session_type": "remote_deposition",
        "deponent": {"name": "Mal", "email": "mal@witness.example", "role": "deponent"},
        "invites": [{"email": "ana@firm.example", "access_level": "host"}],
    },
    "remote_session": {**WHEN, "case": "c"},
    "session_details": {
        "language": "",
        "preferred_manager": "",
        "video_provider": "zoom_meeting",
        "session_type": "",
    },
    "notice": None,
    "cancelation_requested": None,
    "provider_specific_details": ZOOM,
}
SESSION = {
    **WHEN,
    "remote_session_id": "x",
    "state": "ready",
    "transcript_status": None,
    "invites": ["ana@firm.example"],
    "provider_specific_details": ZOOM,
}
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
AGENT = {
    "meeting_agent": {
        "sub": "agt_1",
        "state": "created",
        "resources": [{"category": "cronofy", "type": "dashboard", "url": "https://a.example/1"}],
    }
}
_TIMES = ("start_date", "start_time", "time_zone", "startDateTime")

Do = Callable[[World], None]
See = Callable[[World, Case], Held]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What is asked of a provider: `prepare` what must be booked before, `ask`, and look what is there.

    `good` is what is to be claimed where all that is needed can be read, and asked for once. It `looks`
    where the answer that is altered is a list's.
    """

    name: str
    ways: list[Variant]
    ask: Do
    see: See
    good: Claim
    prepare: Do | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    within: timedelta = HALF_HOUR
    looks: bool = False
    batch: int = 400

    def batches(self) -> list[list[Case]]:
        """Return every way with the thing done, and what leaves it open also with it not done at first.

        What is looked for in lists goes in small batches: each looks through what all others have there.
        """
        told = {Kind.DOCUMENTED, Kind.ODD, Kind.TIME}
        pairs = [(way, True) for way in self.ways]
        if not self.looks:
            pairs += [(way, False) for way in self.ways if way.kind not in told]
        return [
            [
                Case(number=n, variant=way, does=does)
                for n, (way, does) in enumerate(pairs[first : first + self.batch])
            ]
            for first in range(0, len(pairs), self.batch)
        ]


def _needs(*names: str, ids: tuple[str, ...] = ()) -> Callable[[Path, Any], Kind]:
    """Say what an odd field means, where the answer needs these, and as `ids` what can be an id."""

    def kind(way: Path, odd: Any) -> Kind:
        if way[-1] in names or ".".join(map(str, way)) in names:
            return Kind.NEEDED
        if way[-1] in ids:
            return Kind.ODD if is_readable(odd) else Kind.NEEDED
        return Kind.TIME if way[-1] in (*_TIMES, "remote_session") else Kind.ODD

    return kind


def _says_other(way: Path, odd: Any) -> Kind:
    """Say what an odd field means of an appointment that is looked for: another than ours, or nothing."""
    same = ("eventTypeId", "firstName", "lastName", "location")
    if way[-1] in {"email", "startDateTime"}:
        return Kind.NEEDED
    return Kind.NEEDED if way[-1] in same and isinstance(odd, int | str) and odd else Kind.ODD


def _thinned(ways: list[Variant]) -> list[Variant]:
    """Return the ways with two odd things of five where a field isn't needed.

    It is read as in answers that have them all; `test_prevail.py` and `test_carevalidate.py` have them too.
    """
    odd = [way for way in ways if way.kind is Kind.ODD]
    left_out = {way.name for n, way in enumerate(odd) if n % 5 >= _ODD_KINDS}
    return [way for way in ways if way.name not in left_out]


def _place(world: World, order: Order, case: Case) -> None:
    key = f"{order.kind}-{case.number}"
    case.ref = world.desk.book(order, by=world.actor, key=key).ref


def _moment(world: World, number: int) -> Moment:
    start = (world.hurry() + timedelta(days=9)).replace(hour=17, minute=0, second=0, microsecond=0)
    return Moment.at(start + APART * number, EASTERN)


def _sessions(world: World) -> None:
    for case in world.cases:
        session = Session(
            title=f"Case {case.number}",
            case="c",
            duration=timedelta(hours=1),
            deponent=Deponent(name="Mal", email="mal@witness.example"),
            hosts=("host@firm.example",),
            video_provider="zoom_meeting",
        )
        moment = _moment(world, case.number)
        _place(world, SessionOrder(moment=moment, channel=world.channel, session=session), case)


def _held_sessions(world: World, case: Case) -> Held:
    title = f"Case {case.number}"
    mine = [each for each in world.office.sessions if each.remote.title == title]
    living = [each for each in mine if each.state is not State.CANCELED]
    return Held(living=len(living), starts=frozenset(s.start.astimezone(UTC) for s in living))


def _schedule(world: World) -> None:
    world.alter(world.office.prevail, method="POST", path="*/sessions", number=in_body)
    _sessions(world)


def _request(world: World) -> None:
    world.alter(world.office.prevail, method="POST", path="*/session_requests", number=in_body)
    _sessions(world)


def _look_up(world: World) -> None:
    world.lose(world.office.prevail, method="POST", path="*/sessions")
    first = _moment(world, 0).instant

    def number(request: Request) -> int | None:
        middle = (int(request.args["start_time"]) + int(request.args["end_time"])) / 2
        asked = datetime.fromtimestamp(middle, UTC)
        return round((asked - first) / APART)

    world.alter(world.office.prevail, method="GET", path="*/sessions", number=number)
    _sessions(world)


def _move_sessions(world: World) -> None:
    world.alter(world.office.prevail, method="PATCH", path="*/sessions/*", number=in_path)
    _move(world)


def _move(world: World) -> None:
    for case in world.cases:
        later = _moment(world, case.number).instant + timedelta(hours=2)
        wanted = Changes(moment=Moment.at(later, EASTERN))
        world.desk.change(case.ref, wanted, by=world.actor, key=f"move-{case.number}")


def _cancel_sessions(world: World) -> None:
    world.alter(world.office.prevail, method="PATCH", path="*/cancel", number=in_path)
    _cancel(world)


def _cancel(world: World) -> None:
    for case in world.cases:
        task = Cancel(by=world.actor.user)
        world.desk.cancel(case.ref, task, by=world.actor, key=f"cancel-{case.number}")


def _agents(world: World, *, at_once: bool = False) -> None:
    for case in world.cases:
        call = Call(
            join_url=f"https://zoom.example/j/case{case.number}", on_behalf_of="ana@firm.example"
        )
        now = Moment.at(world.hurry(), EASTERN)
        moment = now if at_once else _moment(world, case.number)
        order = AgentOrder(moment=moment, channel=world.channel, call=call, at_once=at_once)
        _place(world, order, case)


def _held_agents(world: World, case: Case) -> Held:
    url = f"https://zoom.example/j/case{case.number}"
    living = [a for a in world.office.agents if a.join_url == url and not a.canceled]
    scheduled = frozenset(a.join_time for a in living if a.scheduling_key)
    return Held(living=len(living), starts=scheduled)


def _alter_agents(world: World, *, method: str) -> None:
    keys = {booking.remote_id: case for case, booking in _by_case(world)}

    def number(request: Request) -> int | None:
        key = (request.get_json(silent=True) or {}).get("scheduling_key")
        return keys[key].number if key in keys else in_body(request)

    world.alter(world.office.cronofy, method=method, path="/v1/meeting_agents", number=number)


def _by_case(world: World) -> list[tuple[Case, Any]]:
    bookings = world.bookings()
    return [(case, bookings[case.ref]) for case in world.cases if case.ref]


def _send(world: World) -> None:
    _alter_agents(world, method="POST")
    _agents(world, at_once=True)


def _schedule_agents(world: World) -> None:
    _alter_agents(world, method="POST")
    _agents(world)


def _move_agents(world: World) -> None:
    _alter_agents(world, method="POST")
    _move(world)


def _cancel_agents(world: World) -> None:
    _alter_agents(world, method="DELETE")
    _cancel(world)


def _run_errands(deed: Action) -> Do:
    method = "DELETE" if deed is Action.DELETE else "POST"

    def ask(world: World) -> None:
        events = world.office.cronofy.provider.calendars[CALENDAR]
        for case in world.cases:
            name = f"case{case.number}"
            events[name] = Event(name, name, agent=deed is Action.TAKE_OFF)
        world.alter(world.office.cronofy, method=method, path="*/events", number=in_body)
        for case in world.cases:
            event = CalendarEvent(calendar_id=CALENDAR, event_id=f"case{case.number}")
            order = CalendarActionOrder(
                moment=Moment.at(world.hurry(), EASTERN),
                channel=world.channel,
                errand=CalendarAction(deed=deed, event=event),
            )
            _place(world, order, case)

    return ask


def _goal(deed: Action) -> See:
    def see(world: World, case: Case) -> Held:
        event = world.office.cronofy.provider.calendars[CALENDAR][f"case{case.number}"]
        reached = {
            Action.PUT_ON: event.agent,
            Action.TAKE_OFF: not event.agent,
            Action.DELETE: event.deleted,
        }
        return Held(living=int(reached[deed]))

    return see


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
        _place(world, AppointmentOrder(moment=moment, channel="", request=request), case)


def _held_appointments(world: World, case: Case) -> Held:
    email = f"case{case.number}@patient.example"
    mine = [each for each in world.office.appointments if each.form.email == email]
    living = [each for each in mine if not each.canceled]
    return Held(living=len(living), starts=frozenset(each.start for each in living))


def _book(world: World) -> None:
    world.alter(world.office.carevalidate, method="POST", path="*/appointments", number=in_body)
    _appointments(world)


def _look_up_appointments(world: World) -> None:
    world.lose(world.office.carevalidate, method="POST", path="*/appointments")
    world.alter_rows(world.office.carevalidate, path="*/appointments", rows="data")
    _appointments(world)


def _cancel_appointments(world: World) -> None:
    world.alter(world.office.carevalidate, method="POST", path="*/cancel", number=in_body)
    _cancel(world)


def _cancel_by_id(world: World) -> None:
    world.alter(world.office.carevalidate, method="POST", path="*/cancel", number=in_body)
    for case, booking in _by_case(world):
        cancellation = Cancellation(appointment_id=booking.remote_id, email=booking.request.email)
        order = CancellationOrder(
            moment=Moment.at(world.hurry(), EASTERN),
            channel="",
            cancellation=cancellation,
        )
        _place(world, order, case)


_NONE_NEEDED = _needs()
_ACCEPTED = whole_variants(None)
_OF_REQUEST = every_variant(
    {"requests": [{name: REQUEST[name] for name in REQUEST if REQUEST[name] is not ZOOM}]},
    needed=_needs("requests", "requests.0", ids=("id",)),
)
_OF_LIST = every_variant(
    {"pagy": {"page": 1, "items": 100, "count": 1, "pages": 1}, "sessions": [SESSION]},
    needed=_needs("sessions", "sessions.0", "remote_session_id", "state"),
)
_OF_EDIT = every_variant(
    {"sessions": [SESSION]},
    needed=_needs("sessions", "sessions.0", "remote_session_id", *_TIMES),
)
_OF_APPOINTMENTS = [
    way
    for way in every_variant({"data": [APPOINTMENT]}, needed=_says_other)
    if way.name.startswith("data.0.") and not way.name.startswith("data.0.id")
]

OPERATIONS = (
    Operation(
        name="Prevail: schedule",
        ways=every_variant({"requests": [REQUEST]}, needed=_needs("requests", "requests.0")),
        ask=_schedule,
        see=_held_sessions,
        good=Claim.HELD,
    ),
    Operation(
        name="Prevail: request",
        ways=_thinned(_OF_REQUEST),
        ask=_request,
        see=_held_sessions,
        good=Claim.REQUESTED,
        settings={"prevail_self_service": False},
        batch=40,
        within=LAG + timedelta(seconds=15),
    ),
    Operation(
        name="Prevail: look up after a lost answer",
        ways=_thinned(_OF_LIST),
        ask=_look_up,
        see=_held_sessions,
        good=Claim.HELD,
        looks=True,
        within=timedelta(minutes=2),
        batch=40,
    ),
    Operation(
        name="Prevail: move",
        ways=_thinned(_OF_EDIT),
        prepare=_sessions,
        ask=_move_sessions,
        see=_held_sessions,
        good=Claim.HELD,
    ),
    Operation(
        name="Prevail: cancel",
        ways=every_variant(
            {"messages": "Session successfully canceled."}, needed=_needs("messages")
        ),
        prepare=_sessions,
        ask=_cancel_sessions,
        see=_held_sessions,
        good=Claim.CANCELED,
    ),
    Operation(
        name="Cronofy: send at once",
        ways=every_variant(AGENT, needed=_needs("meeting_agent")),
        ask=_send,
        see=_held_agents,
        good=Claim.HELD,
    ),
    Operation(
        name="Cronofy: schedule",
        ways=_ACCEPTED,
        ask=_schedule_agents,
        see=_held_agents,
        good=Claim.HELD,
    ),
    Operation(
        name="Cronofy: move",
        ways=_ACCEPTED,
        prepare=_agents,
        ask=_move_agents,
        see=_held_agents,
        good=Claim.HELD,
    ),
    Operation(
        name="Cronofy: cancel",
        ways=_ACCEPTED,
        prepare=_agents,
        ask=_cancel_agents,
        see=_held_agents,
        good=Claim.CANCELED,
    ),
    *(
        Operation(
            name=f"Cronofy: {name}",
            ways=_ACCEPTED,
            ask=_run_errands(deed),
            see=_goal(deed),
            good=Claim.HELD,
        )
        for name, deed in (
            ("put on an event", Action.PUT_ON),
            ("take off an event", Action.TAKE_OFF),
            ("delete an event", Action.DELETE),
        )
    ),
    Operation(
        name="CareValidate: book",
        ways=every_variant({**SAID, "data": APPOINTMENT}, needed=_needs("data", ids=("id",))),
        ask=_book,
        see=_held_appointments,
        good=Claim.HELD,
    ),
    Operation(
        name="CareValidate: look up after a lost answer",
        ways=_thinned(_OF_APPOINTMENTS),
        ask=_look_up_appointments,
        see=_held_appointments,
        good=Claim.HELD,
        looks=True,
        within=timedelta(minutes=2),
        batch=40,
    ),
    Operation(
        name="CareValidate: cancel",
        ways=every_variant(SAID, needed=_needs("success")),
        prepare=_appointments,
        ask=_cancel_appointments,
        see=_held_appointments,
        good=Claim.CANCELED,
    ),
    Operation(
        name="CareValidate: cancel by its id",
        ways=every_variant(SAID, needed=_needs("success")),
        prepare=_appointments,
        ask=_cancel_by_id,
        see=_held_appointments,
        good=Claim.CANCELED,
    ),
)
