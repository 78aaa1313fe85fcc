"""Cronofy, meeting agents: send, schedule, cancel, put on events."""

import json
import re
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr

from bot.providers.explanation import reports_error, sanitized
from bot.providers.lenient import OptionalText, any_unsafe
from bot.providers.times import iso_utc
from bot.providers.transport import Transport
from bot.scheduling.model.agent import CalendarEvent, Call, SentAgent
from bot.scheduling.model.failures import NotAllowed, Refused

AGENTS = ("v1", "meeting_agents")
UNUSED_KEY = "docket-doctor"

# Words for an agent that joins nothing, wherever they stand in its state.
_FAILED = frozenset(
    {
        "abort",
        "aborted",
        "canceled",
        "cancelled",
        "declined",
        "denied",
        "error",
        "errored",
        "errors",
        "expired",
        "fail",
        "failed",
        "failure",
        "invalid",
        "refused",
        "rejected",
        "unable",
    }
)
# Whole states of one that joins or has joined. Any other says nothing: "joined, then left" begins well.
_JOINING = frozenset(
    {
        "accepted",
        "activated",
        "active",
        "connected",
        "connecting",
        "created",
        "dispatched",
        "in call",
        "in lobby",
        "in meeting",
        "in progress",
        "in waiting room",
        "joined",
        "joining",
        "pending",
        "queued",
        "ready",
        "recording",
        "requested",
        "running",
        "scheduled",
        "sent",
        "started",
        "starting",
        "waiting",
        "waiting in lobby",
    }
)


class DataCenter(StrEnum):
    """Where a Cronofy application lives; its keys work nowhere else."""

    US = "us"
    UK = "uk"
    DE = "de"
    CA = "ca"
    AU = "au"
    SG = "sg"

    @property
    def base_url(self) -> str:
        """The address of this data center's API; the American one has no suffix."""
        suffix = "" if self is DataCenter.US else f"-{self.value}"
        return f"https://api{suffix}.cronofy.com"


class _Resource(BaseModel):
    """An element of `resources`; what is not listed is ignored."""

    model_config = ConfigDict(frozen=True)

    type: OptionalText = None
    url: OptionalText = None


class Cronofy:
    """Talks to Cronofy for one application; every call raises `bot.scheduling.model.failures`."""

    name = "Cronofy"

    def __init__(
        self, transport: Transport, *, api_key: SecretStr, access_token: SecretStr | None
    ) -> None:
        """Take the key for agents and, where calendars are to be changed, a user's token."""
        self._transport = transport
        self._api_key = api_key
        self._access_token = access_token

    def check(self) -> None:
        """See whether Cronofy accepts the key: there is nothing to read, and nothing under this key."""
        self.cancel(UNUSED_KEY)

    def send(self, call: Call) -> SentAgent:
        """Send an agent at once; sent twice, two agents join.

        What cannot be read of an agent that was sent is left out: it is on its way all the same.
        """
        answer = self._transport.change(
            "POST", *AGENTS, headers=_headers(self._api_key), body=_call(call), names_resource=False
        )
        agent = _agent(answer)
        state = _state(agent)
        if not _FAILED.isdisjoint(state):
            reason = self._transport.declined(answer).reason or f"state: {' '.join(state)}"
            raise Refused(self.name, reason=sanitized(reason))
        if reports_error(answer) or reports_error(agent):
            raise self._transport.declined([answer, agent])
        if not _is_joining(agent, state=state):
            raise self._transport.unreadable(answer, changes=True)
        dashboards = (one.url for one in _resources(agent) if one.type == "dashboard")
        dashboard = next(dashboards, None)
        return SentAgent(dashboard=dashboard, refused_link=any_unsafe(dashboard))

    def schedule(self, call: Call, *, scheduling_key: str, join_at: datetime) -> None:
        """Let an agent join at an aware time; the same key again moves it: safe to repeat."""
        body = {"scheduling_key": scheduling_key, "join_time": iso_utc(join_at), **_call(call)}
        self._ask("POST", body)

    def cancel(self, scheduling_key: str) -> None:
        """Call a scheduled agent back; one that has begun to join stays, without a word of it."""
        body = {"scheduling_key": scheduling_key}
        self._ask("DELETE", body)

    def add_to_event(self, event: CalendarEvent) -> None:
        """Let an agent join the call of a calendar event."""
        self._change_event("POST", event, meeting_agent={"profile_id": "cronofy"})

    def remove_from_event(self, event: CalendarEvent) -> None:
        """Take the agent off a calendar event, which itself stays."""
        self._change_event("POST", event, meeting_agent={"profile_id": "none"})

    def delete(self, event: CalendarEvent) -> None:
        """Delete a calendar event, and with it its agent."""
        self._change_event("DELETE", event)

    def _ask(self, method: str, body: dict[str, Any]) -> None:
        """Ask for something under a key: Cronofy takes any, so none is ever missing."""
        headers = _headers(self._api_key)
        self._transport.submit(method, *AGENTS, headers=headers, body=body, names_resource=False)

    def _change_event(self, method: str, event: CalendarEvent, **more: Any) -> None:
        if self._access_token is None:
            raise NotAllowed(self.name, reason="calendar calls need CRONOFY_ACCESS_TOKEN")
        path = ("v1", "calendars", event.calendar_id, "events")
        body = {"event_id": event.event_id, **more}
        self._transport.submit(method, *path, headers=_headers(self._access_token), body=body)


def _agent(answer: Any) -> dict[str, Any]:
    """Return what is answered of an agent, wrapped or as in the older form not; empty if nothing is."""
    if not isinstance(answer, dict):
        return {}
    agent = answer.get("meeting_agent", answer if answer.keys() & {"sub", "state"} else None)
    return agent if isinstance(agent, dict) else {}


def _state(agent: dict[str, Any]) -> list[str]:
    """Return the words of the state in which an agent is answered; none where it is not said."""
    said = agent.get("state")
    text = said if isinstance(said, str) else json.dumps(said) if said else ""
    return re.findall(r"[^\W\d_]+", text.casefold())


def _is_joining(agent: dict[str, Any], *, state: list[str]) -> bool:
    """Return whether an agent is answered that is on its way: by its state, else by having an id."""
    return " ".join(state) in _JOINING if state else bool(agent.get("sub") or agent.get("id"))


def _resources(agent: dict[str, Any]) -> list[_Resource]:
    """Return what there is to see of an agent; what is no resource is passed over."""
    given = agent.get("resources")
    found = given if isinstance(given, list) else []
    return [_Resource.model_validate(one) for one in found if isinstance(one, dict)]


def _call(call: Call) -> dict[str, Any]:
    return {"join_url": call.join_url, "on_behalf_of_attendee": {"email": call.on_behalf_of}}


def _headers(key: SecretStr) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {key.get_secret_value()}",
        "Content-Type": "application/json; charset=utf-8",
    }
