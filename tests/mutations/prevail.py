"""Prevail's operations: how each is asked for, altered, and seen at the provider."""

from datetime import UTC, datetime, timedelta
from functools import partial

from werkzeug import Request

from bot.scheduling.model.session import Deponent, Session, SessionOrder
from sandbox.providers.prevail_sessions import State
from tests.mutations.answers import every_variant
from tests.mutations.claims import Claim, Held
from tests.mutations.operation import (
    APART,
    LOOKING,
    TIMES,
    Operation,
    altered,
    cancel,
    moment_of,
    move,
    needs,
    place,
    thinned,
)
from tests.mutations.world import LAG, Case, World, in_body, in_path

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
        moment = moment_of(world, case.number)
        place(world, SessionOrder(moment=moment, channel=world.channel, session=session), case)


def _held_sessions(world: World, case: Case) -> Held:
    title = f"Case {case.number}"
    mine = [each for each in world.office.sessions if each.remote.title == title]
    living = [each for each in mine if each.state is not State.CANCELED]
    return Held(living=len(living), starts=frozenset(s.start.astimezone(UTC) for s in living))


def _look_up(world: World) -> None:
    world.lose(world.office.prevail, method="POST", path="*/sessions")
    first = moment_of(world, 0).instant

    def number(request: Request) -> int | None:
        middle = (int(request.args["start_time"]) + int(request.args["end_time"])) / 2
        asked = datetime.fromtimestamp(middle, UTC)
        return round((asked - first) / APART)

    world.alter(world.office.prevail, method="GET", path="*/sessions", number=number)
    _sessions(world)


_OF_REQUEST = every_variant(
    {"requests": [{name: REQUEST[name] for name in REQUEST if REQUEST[name] is not ZOOM}]},
    needed=needs("requests", "requests.0", ids=("id",)),
)


_OF_LIST = every_variant(
    {"pagy": {"page": 1, "items": 100, "count": 1, "pages": 1}, "sessions": [SESSION]},
    needed=needs("sessions", "sessions.0", "remote_session_id", "state"),
)


_OF_EDIT = every_variant(
    {"sessions": [SESSION]},
    needed=needs("sessions", "sessions.0", "remote_session_id", *TIMES),
)

_altered = partial(altered, "prevail")
_operation = partial(Operation, see=_held_sessions)
_SCHEDULED = every_variant({"requests": [REQUEST]}, needed=needs("requests", "requests.0"))
_CANCELED = every_variant({"messages": "Session successfully canceled."}, needed=needs("messages"))

OPERATIONS = (
    _operation(
        name="Prevail: schedule",
        ways=_SCHEDULED,
        ask=_altered(_sessions, path="*/sessions", number=in_body),
    ),
    _operation(
        name="Prevail: request",
        ways=thinned(_OF_REQUEST),
        ask=_altered(_sessions, path="*/session_requests", number=in_body),
        good=Claim.REQUESTED,
        settings={"prevail_self_service": False},
        batch=40,
        within=LAG + timedelta(seconds=15),
    ),
    _operation(
        name="Prevail: look up after a lost answer",
        ways=thinned(_OF_LIST),
        ask=_look_up,
        **LOOKING,
    ),
    _operation(
        name="Prevail: move",
        ways=thinned(_OF_EDIT),
        prepare=_sessions,
        ask=_altered(move, method="PATCH", path="*/sessions/*", number=in_path),
    ),
    _operation(
        name="Prevail: cancel",
        ways=_CANCELED,
        prepare=_sessions,
        ask=_altered(cancel, method="PATCH", path="*/cancel", number=in_path),
        good=Claim.CANCELED,
    ),
)
