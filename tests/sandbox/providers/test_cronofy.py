"""Cronofy's stand-in takes what the document says, exactly, and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.providers import Cronofy, Running, start
from sandbox.providers.cronofy import CALENDAR

Cronofys = Running[Cronofy]

AGENTS = "/v1/meeting_agents"
EVENTS = f"/v1/calendars/{CALENDAR}/events"
NOW = {
    "join_url": "https://teams.example/meet/1?p=a",
    "on_behalf_of_attendee": {"email": "marty@example.com"},
}
LATER = NOW | {"scheduling_key": "docket-A-7K2M", "join_time": "2027-01-25T15:30:00Z"}


@pytest.fixture
def cronofy() -> Iterator[Cronofys]:
    with start(Cronofy(now=lambda: datetime(2027, 1, 20, tzinfo=UTC))) as running:
        yield running


@pytest.fixture
def http(cronofy: Cronofys) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=cronofy.base_url, headers={"Content-Type": "application/json; charset=utf-8"}
    ) as client:
        yield client


def call(http: httpx.Client, method: str, path: str, body: Any, **headers: str) -> httpx.Response:
    token = "api-key" if path == AGENTS else "access-token"
    authorization = {"Authorization": f"Bearer sandbox-cronofy-{token}"}
    return http.request(method, path, json=body, headers=authorization | headers)


def test_an_agent_is_sent_now(cronofy: Cronofys, http: httpx.Client) -> None:
    answer = call(http, "POST", AGENTS, NOW)

    assert answer.status_code == 200
    agent = answer.json()["meeting_agent"]
    assert agent["sub"].startswith("agt_")
    assert agent["state"] == "created"
    assert agent["resources"][0]["type"] == "dashboard"
    assert [held.scheduling_key for held in cronofy.provider.agents] == [None]


def test_an_agent_is_scheduled_and_moved_by_its_key(cronofy: Cronofys, http: httpx.Client) -> None:
    first = call(http, "POST", AGENTS, LATER)
    again = call(http, "POST", AGENTS, LATER | {"join_time": "2027-01-26T15:30:00Z"})

    assert (first.status_code, first.content) == (202, b"")
    assert again.status_code == 202
    [agent] = cronofy.provider.agents
    assert agent.join_time == datetime(2027, 1, 26, 15, 30, tzinfo=UTC)


def test_a_subscription_may_come_along(http: httpx.Client) -> None:
    told = {
        "type": "webhook",
        "uri": "https://example.com/notification",
        "interactions": [{"type": "meeting_agent_complete"}],
    }

    assert call(http, "POST", AGENTS, LATER | {"subscriptions": [told]}).status_code == 202


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scheduling_key": ...}, ""),
        ({"join_time": ...}, ""),
        ({"scheduling_key": " "}, "scheduling_key"),
        ({"join_url": ...}, "join_url"),
        ({"join_url": "teams"}, "join_url"),
        ({"on_behalf_of_attendee": ...}, "on_behalf_of_attendee"),
        ({"on_behalf_of_attendee": "marty@example.com"}, "on_behalf_of_attendee"),
        ({"on_behalf_of_attendee": {"email": "marty"}}, "on_behalf_of_attendee.email"),
        ({"join_time": "2027-01-25T15:30:00+00:00"}, "join_time"),
        ({"join_time": "2027-01-25T15:30Z"}, "join_time"),
        ({"join_time": "2027-02-30T15:30:00Z"}, "join_time"),
        ({"join_time": 1769355000}, "join_time"),
        ({"subscriptions": [{"type": "email"}]}, "subscriptions.0.type"),
        ({"name": "Notes"}, "name"),
    ],
    ids=str,
)
def test_an_agent_in_any_other_form_is_refused(
    cronofy: Cronofys, http: httpx.Client, change: dict[str, Any], field: str
) -> None:
    body = {name: value for name, value in (LATER | change).items() if value is not ...}

    answer = call(http, "POST", AGENTS, body)

    assert answer.status_code == 422
    [said, *_] = answer.json()["errors"][field or "base"]
    assert said["key"].startswith("errors.")
    assert said["description"]
    assert cronofy.provider.agents == []


def test_a_missing_field_is_called_required(http: httpx.Client) -> None:
    answer = call(http, "DELETE", AGENTS, {})

    assert answer.status_code == 422
    assert answer.json()["errors"]["scheduling_key"][0]["key"] == "errors.required"


def test_a_scheduled_agent_is_cancelled_by_its_key(cronofy: Cronofys, http: httpx.Client) -> None:
    call(http, "POST", AGENTS, LATER)

    answer = call(http, "DELETE", AGENTS, {"scheduling_key": "docket-A-7K2M"})

    assert (answer.status_code, answer.content) == (202, b"")
    assert cronofy.provider.agents[0].canceled
    assert call(http, "DELETE", AGENTS, {"scheduling_key": "nobody"}).status_code == 202


def test_an_agent_that_is_joining_stays(cronofy: Cronofys, http: httpx.Client) -> None:
    call(http, "POST", AGENTS, LATER)
    [row] = httpx.get(f"{cronofy.url}/_sandbox/state").json()["sections"][0]["rows"]
    httpx.post(f"{cronofy.url}/_sandbox/action", json={"name": "join", "id": row["id"]})

    answer = call(http, "DELETE", AGENTS, {"scheduling_key": "docket-A-7K2M"})

    assert answer.status_code == 202
    assert not cronofy.provider.agents[0].canceled
    assert cronofy.provider.agents[0].state(cronofy.provider.now()) == "joining"


@pytest.mark.parametrize("profile", ["cronofy", "none"])
def test_an_agent_is_put_on_an_event_or_taken_off(
    cronofy: Cronofys, http: httpx.Client, profile: str
) -> None:
    body = {"event_id": "evt_kickoff", "meeting_agent": {"profile_id": profile}}

    answer = call(http, "POST", EVENTS, body)

    assert (answer.status_code, answer.content) == (202, b"")
    assert cronofy.provider.calendars[CALENDAR]["evt_kickoff"].agent is (profile == "cronofy")


def test_a_deleted_event_loses_its_agent(cronofy: Cronofys, http: httpx.Client) -> None:
    answer = call(http, "DELETE", EVENTS, {"event_id": "evt_kickoff"})

    assert (answer.status_code, answer.content) == (202, b"")
    event = cronofy.provider.calendars[CALENDAR]["evt_kickoff"]
    assert (event.deleted, event.agent) == (True, False)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/calendars/cal_other/events", {"event_id": "evt_kickoff"}, 404),
        (EVENTS, {"event_id": "evt_kickoff", "meeting_agent": {"profile_id": "other"}}, 422),
        (EVENTS, {"event_id": "evt_kickoff", "meeting_agent": "none"}, 422),
        (EVENTS, {"event_id": "evt_kickoff"}, 422),
        (EVENTS, {"event_id": "evt_new", "meeting_agent": {"profile_id": "none"}}, 422),
        (EVENTS, {"event_id": "", "meeting_agent": {"profile_id": "none"}}, 422),
    ],
)
def test_an_event_in_any_other_form_is_refused(
    http: httpx.Client, path: str, body: dict[str, Any], status: int
) -> None:
    assert call(http, "POST", path, body).status_code == status


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (AGENTS, {"Authorization": "Bearer sandbox-cronofy-access-token"}, 401),
        (EVENTS, {"Authorization": "Bearer sandbox-cronofy-api-key"}, 401),
        (AGENTS, {"Authorization": "sandbox-cronofy-api-key"}, 401),
        (AGENTS, {"Content-Type": "application/json"}, 415),
    ],
)
def test_each_kind_of_call_has_its_own_key_and_the_one_content_type(
    cronofy: Cronofys, http: httpx.Client, path: str, headers: dict[str, str], status: int
) -> None:
    assert call(http, "POST", path, NOW, **headers).status_code == status
    assert cronofy.provider.agents == []


def test_the_panel_shows_agents_and_events(cronofy: Cronofys, http: httpx.Client) -> None:
    call(http, "POST", AGENTS, LATER)

    agents, events = httpx.get(f"{cronofy.url}/_sandbox/state").json()["sections"]

    assert agents["rows"][0]["cells"] == [
        "docket-A-7K2M",
        "2027-01-25 15:30",
        "https://teams.example/meet/1?p=a",
        "marty@example.com",
        "scheduled",
    ]
    assert agents["rows"][0]["actions"] == [{"name": "join", "label": "Join now"}]
    assert [row["cells"][3] for row in events["rows"]] == ["on it", "none"]
