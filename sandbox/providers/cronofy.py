"""Cronofy's meeting agents, keeping the rules of its API."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

from flask import Response
from pydantic import Field, model_validator
from werkzeug import Request

from sandbox.http_server import json_response
from sandbox.providers.forms import (
    Form,
    Problem,
    Refused,
    matching,
    no_body,
    only_query,
    parsed_by,
    read,
)
from sandbox.providers.panel import Action, Row, Section
from sandbox.providers.provider import Clock, Provider, Route, utc_now

CALENDAR = "cal_n23kjnwrw2_sandbox"
CONTENT_TYPE = "application/json;charset=utf-8"
KEYS = {"missing": "errors.required", "extra_forbidden": "errors.unknown"}


Filled = Annotated[str, matching(r"(?s).*\S.*", "required")]
Url = Annotated[str, matching(r"https?://[^\s/]+\.?[^\s]*", "must be a URL")]
Email = Annotated[str, matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "must be an email address")]
Utc = Annotated[
    str,
    matching(
        r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", "must be UTC in the form YYYY-MM-DDThh:mm:ssZ"
    ),
    parsed_by(datetime.fromisoformat),
]


class Attendee(Form):
    """On whose behalf the agent joins."""

    email: Email


class Interaction(Form):
    """One thing a subscription is told about."""

    type: Literal["meeting_agent_activated", "meeting_agent_complete", "meeting_agent_failed"]


class Subscription(Form):
    """Where Cronofy reports what the agent does."""

    type: Literal["webhook"]
    uri: Url
    interactions: list[Interaction]


class Dispatch(Form):
    """The body of `POST /v1/meeting_agents`: now, or later with key and time together."""

    join_url: Url
    on_behalf_of_attendee: Attendee
    scheduling_key: Filled | None = None
    join_time: Utc | None = None
    subscriptions: list[Subscription] = Field(default_factory=list)

    @model_validator(mode="after")
    def _key_and_time(self) -> "Dispatch":
        if (self.scheduling_key is None) != (self.join_time is None):
            raise ValueError("scheduling_key and join_time are required together")
        return self


class Recall(Form):
    """The body of `DELETE /v1/meeting_agents`."""

    scheduling_key: Filled


class Profile(Form):
    """Whether an event has an agent."""

    profile_id: Literal["cronofy", "none"]


class EventChange(Form):
    """The body of `POST /v1/calendars/{id}/events` as far as agents are concerned."""

    event_id: Filled
    meeting_agent: Profile


class EventKey(Form):
    """The body of `DELETE /v1/calendars/{id}/events`."""

    event_id: Filled


@dataclass(slots=True)
class Agent:
    """An agent sent now (no key) or scheduled; the join time is an aware instant."""

    sub: str
    scheduling_key: str | None
    join_time: datetime
    join_url: str
    attendee: str
    canceled: bool = False

    def state(self, now: datetime) -> str:
        """Say where it stands; one that has begun to join can't be called back."""
        if self.canceled:
            return "canceled"
        return "joining" if self.join_time <= now else "scheduled"


@dataclass(slots=True)
class Event:
    """A calendar event and whether an agent is to join it."""

    event_id: str
    summary: str
    agent: bool = False
    deleted: bool = False


class Cronofy(Provider):
    """Cronofy for one application (the API key) and one user (the access token)."""

    name: ClassVar[str] = "Cronofy"
    optional_fields: ClassVar[frozenset[str]] = frozenset({"resources", "state"})

    def __init__(
        self,
        *,
        api_key: str = "sandbox-cronofy-api-key",
        access_token: str = "sandbox-cronofy-access-token",
        calendars: Mapping[str, Sequence[Event]] | None = None,
        now: Clock = utc_now,
    ) -> None:
        super().__init__(now=now)
        self.api_key = api_key
        self.access_token = access_token
        self.agents: list[Agent] = []
        given = calendars if calendars is not None else {CALENDAR: _example_events()}
        self.calendars = {
            calendar: {event.event_id: event for event in events}
            for calendar, events in given.items()
        }

    def admit(self, request: Request) -> None:
        """Check the bearer key for this kind of call, and the content type."""
        calendar_call = request.path.startswith("/v1/calendars/")
        key = self.access_token if calendar_call else self.api_key
        if request.headers.get("authorization") != f"Bearer {key}":
            raise Refused(401, "Token not recognized")
        content_type = request.headers.get("content-type", "").lower().replace(" ", "")
        if request.method in {"POST", "DELETE"} and content_type != CONTENT_TYPE:
            raise Refused(415, "Content-Type must be application/json; charset=utf-8")
        if request.method == "GET":
            no_body(request)

    def routes(self) -> Sequence[Route]:
        """Return the four calls about agents."""
        agents = re.compile("/v1/meeting_agents")
        events = re.compile("/v1/calendars/([^/]+)/events")
        return [
            Route("POST", agents, self._dispatch),
            Route("DELETE", agents, self._recall),
            Route("POST", events, self._change_event),
            Route("DELETE", events, self._delete_event),
        ]

    def refusal(self, refused: Refused) -> Response:
        """Say what is wrong with each field; other refusals are a status and nothing else."""
        if refused.status != 422:
            return Response(status=refused.status)
        problems = refused.problems or (Problem("base", "invalid", refused.message),)
        errors: dict[str, list[dict[str, str]]] = {}
        for problem in problems:
            key = KEYS.get(problem.kind, "errors.invalid")
            said = {"key": key, "description": problem.sentence}
            errors.setdefault(problem.field or "base", []).append(said)
        return json_response(422, {"errors": errors})

    def sections(self) -> Sequence[Section]:
        """Show the agents and the calendar events."""
        agents = tuple(_agent_row(agent, self.now()) for agent in self.agents)
        events = tuple(
            Row(f"{calendar}/{event.event_id}", _event_cells(calendar, event))
            for calendar, held in self.calendars.items()
            for event in held.values()
        )
        return [
            Section("Agents", ("Key", "Joins at (UTC)", "Call", "For", "State"), agents),
            Section("Events", ("Calendar", "Event", "Title", "Agent"), events),
        ]

    def staff(self, name: str, row_id: str) -> None:
        """Let a scheduled agent begin to join."""
        if name == "join":
            next(agent for agent in self.agents if agent.sub == row_id).join_time = self.now()

    def _dispatch(self, request: Request) -> Response:
        only_query(request)
        form = read(Dispatch, request)
        if form.scheduling_key is None or form.join_time is None:
            agent = self._add(form, self.now())
            return json_response(200, {"meeting_agent": _as_agent(agent)})
        join_time = datetime.fromisoformat(form.join_time)
        known = self._scheduled(form.scheduling_key)
        if known is None:
            self._add(form, join_time)
        elif known.state(self.now()) != "joining":
            known.join_time, known.join_url = join_time, form.join_url
            known.attendee, known.canceled = form.on_behalf_of_attendee.email, False
        return Response(status=202)

    def _recall(self, request: Request) -> Response:
        only_query(request)
        agent = self._scheduled(read(Recall, request).scheduling_key)
        if agent and agent.state(self.now()) == "scheduled":
            agent.canceled = True
        return Response(status=202)

    def _change_event(self, request: Request, calendar: str) -> Response:
        only_query(request)
        events = self._calendar(calendar)
        form = read(EventChange, request)
        event = events.get(form.event_id)
        if event is None or event.deleted:
            needed = ("summary", "start", "end")
            raise Refused(422, "", [Problem(name, "missing", "required") for name in needed])
        event.agent = form.meeting_agent.profile_id == "cronofy"
        return Response(status=202)

    def _delete_event(self, request: Request, calendar: str) -> Response:
        only_query(request)
        events = self._calendar(calendar)
        event = events.get(read(EventKey, request).event_id)
        if event is not None:
            event.deleted, event.agent = True, False
        return Response(status=202)

    def _calendar(self, calendar: str) -> dict[str, Event]:
        if calendar not in self.calendars:
            raise Refused(404, "Calendar not known")
        return self.calendars[calendar]

    def _scheduled(self, key: str) -> Agent | None:
        return next((agent for agent in self.agents if agent.scheduling_key == key), None)

    def _add(self, form: Dispatch, join_time: datetime) -> Agent:
        sub = f"agt_{len(self.agents) + 1:024x}"
        email = form.on_behalf_of_attendee.email
        self.agents.append(Agent(sub, form.scheduling_key, join_time, form.join_url, email))
        return self.agents[-1]


def _example_events() -> list[Event]:
    return [
        Event("evt_kickoff", "Kick-off with Acme", agent=True),
        Event("evt_review", "Transcript review"),
    ]


def _as_agent(agent: Agent) -> dict[str, Any]:
    dashboard = f"https://app.cronofy.example/meeting_agents/{agent.sub}"
    resource = {"category": "cronofy", "type": "dashboard", "url": dashboard}
    return {"sub": agent.sub, "state": "created", "resources": [resource]}


def _agent_row(agent: Agent, now: datetime) -> Row:
    joins = agent.join_time.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    state = agent.state(now)
    cells = (agent.scheduling_key or "sent at once", joins, agent.join_url, agent.attendee, state)
    waiting = state == "scheduled"
    return Row(agent.sub, cells, (Action("join", "Join now"),) if waiting else ())


def _event_cells(calendar: str, event: Event) -> tuple[str, ...]:
    agent = "deleted" if event.deleted else "on it" if event.agent else "none"
    return (calendar, event.event_id, event.summary, agent)
