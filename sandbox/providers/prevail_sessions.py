"""Sessions as Prevail holds them, and as its answers and its panel show them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sandbox.providers.panel import Action, Row
from sandbox.providers.prevail_forms import Deponent, Details, RemoteSession
from sandbox.providers.rails_zones import RAILS_ZONES


class State(StrEnum):
    """The life of a session at Prevail."""

    INITIAL = "initial"
    SCHEDULED = "scheduled"
    READY = "ready"
    ACTIVE = "active"
    CANCELED = "canceled"

    @property
    def can_be_edited(self) -> bool:
        """Whether Prevail takes changes of it."""
        return self in {State.SCHEDULED, State.READY}

    @property
    def can_be_canceled(self) -> bool:
        """Whether Prevail cancels it."""
        return self is State.INITIAL or self.can_be_edited


_SCHEDULED = (
    Action("begin", "Start session"),
    Action("delay", "Move an hour later"),
    Action("cancel", "Cancel here"),
)
STAFF_ACTIONS = {
    State.INITIAL: (Action("schedule", "Schedule session"),),
    State.SCHEDULED: _SCHEDULED,
    State.READY: _SCHEDULED,
}


@dataclass(frozen=True, slots=True)
class Email:
    """One email Prevail would have sent."""

    to: str
    about: str
    remote_session_id: str


@dataclass(slots=True)
class Session:
    """A session or the request for one; while `initial` it has no id and no address."""

    request_id: int
    state: State
    remote: RemoteSession
    deponent: Deponent
    details: Details
    remote_session_id: str | None
    access: dict[str, str] = field(default_factory=dict)
    told_once_scheduled: list[str] = field(default_factory=list)

    @property
    def start(self) -> datetime:
        """The instant it starts, aware."""
        wall = f"{self.remote.start_date} {self.remote.start_time}"
        zone = ZoneInfo(RAILS_ZONES.get(self.remote.time_zone, self.remote.time_zone))
        return datetime.strptime(wall, "%Y-%m-%d %I:%M %p").replace(tzinfo=zone)

    def delay(self) -> None:
        """Move it an hour later on its wall clock."""
        start = self.start.replace(tzinfo=None) + timedelta(hours=1)
        when = {"start_date": f"{start:%Y-%m-%d}", "start_time": f"{start:%I:%M %p}"}
        self.remote = self.remote.model_copy(update=when)

    @property
    def url(self) -> str | None:
        """The address people join at; none before it is scheduled, dead once canceled."""
        if self.remote_session_id is None or self.state is State.CANCELED:
            return None
        return f"https://prevail.example/session/{self.remote_session_id}"

    @property
    def zoom(self) -> dict[str, object] | None:
        """The Zoom meeting behind it, where that is what it runs on."""
        if self.details.video_provider != "zoom_meeting" or self.url is None:
            return None
        meeting = 81_000_000_000 + self.request_id
        return {
            "meeting_id": meeting,
            "password": f"zm{self.request_id:06d}",
            "provider_join_url": f"https://zoom.example/j/{meeting}",
            "prevail_join_url": self.url,
        }


def as_request(session: Session) -> dict[str, object]:
    """Return a session as an answer to ordering it, and as a list of requests shows it."""
    remote, details = session.remote, session.details
    answer: dict[str, object] = {
        "id": session.request_id,
        "session_state": session.state,
        "session_url": session.url,
        "remote_session_id": session.remote_session_id,
        "session_request": {
            "session_type": details.session_type,
            "deponent": session.deponent.model_dump(),
            "invites": _invited(session),
        },
        "remote_session": remote.model_dump(exclude={"remote_session_id"}),
        "session_details": {
            "language": details.languages,
            "preferred_manager": details.preferred_manager,
            "video_provider": details.video_provider,
            "session_type": details.session_type,
        },
        "notice": None,
        "cancelation_requested": None,
    }
    return answer | ({"provider_specific_details": session.zoom} if session.zoom else {})


def as_session(session: Session) -> dict[str, object]:
    """Return a session as a list of sessions, and an answer to an edit, shows it."""
    remote = session.remote
    return {
        "remote_session_id": session.remote_session_id,
        "title": remote.title,
        "start_date": remote.start_date,
        "start_time": remote.start_time,
        "time_zone": remote.time_zone,
        "state": session.state,
        "estimated_duration": remote.estimated_duration,
        "transcript_status": None,
        "invites": list(session.access),
        "provider_specific_details": session.zoom,
    }


def panel_row(session: Session) -> Row:
    """Return a session as the panel shows it, with what staff can do."""
    remote = session.remote
    when = f"{remote.start_date} {remote.start_time} {remote.time_zone}"
    people = ", ".join(
        f"{address} (host)" if level == "host" else address
        for address, level in session.access.items()
    )
    name = session.remote_session_id or "—"
    cells = (remote.title, remote.case or "", when, session.state.value, name, people)
    return Row(str(session.request_id), cells, STAFF_ACTIONS.get(session.state, ()))


def _invited(session: Session) -> list[dict[str, str]]:
    return [{"email": address, "access_level": level} for address, level in session.access.items()]
