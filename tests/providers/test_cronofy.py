"""Cronofy's adapter does every operation of the document against a strict stand-in."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

import pytest
from flask import Response
from pydantic import SecretStr

from bot.providers.cronofy import Cronofy, DataCenter
from bot.scheduling.model.agent import CalendarEvent, Call, SentAgent
from bot.scheduling.model.failures import Gone, NotAllowed, OutcomeUnknown, Refused
from sandbox import providers as stand_ins
from sandbox.http_server import json_response
from sandbox.providers import Running
from sandbox.providers.cronofy import CALENDAR, Event
from tests.providers import adapters

CALL = Call(join_url="https://teams.example/meet/1?p=a", on_behalf_of="ana@example.com")
KEY = "docket-A-7K2M"
LATER = datetime(2037, 1, 25, 16, 30, tzinfo=timezone(timedelta(hours=1)))
KICKOFF = CalendarEvent(calendar_id=CALENDAR, event_id="evt_kickoff")
REVIEW = CalendarEvent(calendar_id=CALENDAR, event_id="evt_review")

Running_ = Running[stand_ins.Cronofy]


@pytest.fixture
def both() -> Iterator[tuple[Running_, Cronofy]]:
    with adapters.connected(stand_ins.Cronofy()) as (running, transport):
        yield running, adapters.cronofy(running.provider, transport)


@pytest.fixture
def cronofy(both: tuple[Running_, Cronofy]) -> Cronofy:
    return both[1]


def event(running: Running_, which: CalendarEvent) -> Event:
    return running.provider.calendars[which.calendar_id][which.event_id]


def test_an_agent_is_sent_at_once(cronofy: Cronofy, running: Running_) -> None:
    sent = cronofy.send(CALL)

    [agent] = running.provider.agents
    assert sent.dashboard == f"https://app.cronofy.example/meeting_agents/{agent.sub}"
    assert (agent.join_url, agent.attendee) == (CALL.join_url, CALL.on_behalf_of)


def test_the_older_unwrapped_answer_is_understood(cronofy: Cronofy, running: Running_) -> None:
    seen = {"type": "dashboard", "url": "https://app.cronofy.example/agt_old"}
    running.faults.answer(
        json_response(200, {"sub": "agt_old", "state": "created", "resources": [seen]})
    )

    assert cronofy.send(CALL) == SentAgent(dashboard=seen["url"])


@pytest.mark.parametrize(
    "agent",
    [
        {"sub": None, "state": "created"},
        {"sub": 7},
        {"sub": "agt_1", "state": "Joining"},
        {"sub": "agt_1", "state": "waiting_in_lobby", "resources": []},
        {"sub": "agt_1", "state": " pending "},
        {"state": "created", "resources": {}},
        {"sub": "agt_1", "resources": None},
        {"sub": "agt_1", "resources": [None, 7, {"type": "dashboard", "url": 5}]},
        {"sub": "a" * 9_000, "state": ["created"]},
        {"id": "agt_1"},
    ],
    ids=str,
)
def test_an_agent_of_which_little_can_be_read_is_sent_all_the_same(
    cronofy: Cronofy, running: Running_, agent: dict[str, object]
) -> None:
    running.faults.answer(json_response(200, {"meeting_agent": agent}))

    assert cronofy.send(CALL) == SentAgent()


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        [],
        "sent",
        {"meeting_agent": None},
        {"meeting_agent": []},
        {"meeting_agent": {"sub": "agt_1", "state": "left"}},
        {"meeting_agent": {"sub": "agt_1", "state": "completed"}},
        {"meeting_agent": {"sub": "agt_1", "state": "beyond our ken"}},
        {"meeting_agent": {"sub": "agt_1", "state": "join_timeout"}},
        {"meeting_agent": {"sub": "agt_1", "state": "connection_lost"}},
        {"meeting_agent": {"sub": "agt_1", "state": "joined_and_left"}},
        {"meeting_agent": {"sub": "agt_1", "state": "pending_removal"}},
        {"meeting_agent": {"sub": "agt_1", "state": "not_admitted"}},
        {"meeting_agent": {"sub": "agt_1", "state": {"name": "left"}}},
        {"meeting_agent": {"sub": "agt_1", "state": "已离开"}},
        {"meeting_agent": {"sub": "", "state": None}},
        {"meeting_agent": {"note": "hello"}},
    ],
    ids=str,
)
def test_an_answer_without_an_agent_leaves_unknown_whether_one_comes(
    cronofy: Cronofy, running: Running_, body: object
) -> None:
    running.faults.answer(json_response(200, body))

    with pytest.raises(OutcomeUnknown):
        cronofy.send(CALL)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"errors": {"join_url": [{"description": "is not a call"}]}}, "join_url: is not a call"),
        ({"error": "plan limit reached"}, "plan limit reached"),
        ({"success": False, "message": "no seats left"}, "no seats left"),
        ({"success": "false", "message": "no seats left"}, "no seats left"),
        ({"meeting_agent": {"sub": "agt_1", "state": "failed"}}, "state: failed"),
        ({"meeting_agent": {"sub": "agt_1", "state": "Join_Failed"}}, "state: join failed"),
        ({"meeting_agent": {"sub": "agt_1", "state": ["rejected"]}}, "state: rejected"),
        ({"meeting_agent": {"sub": "agt_1", "state": "request-denied"}}, "state: request denied"),
        ({"sub": "agt_1", "state": "CANCELLED"}, "state: cancelled"),
        ({"meeting_agent": {"sub": "agt_1", "error": "no seats left"}}, "no seats left"),
        ({"meeting_agent": {"sub": "agt_1", "success": False}}, ""),
        ({"meeting_agent": {"state": "created", "errors": {"on": ["no bot"]}}}, "on: no bot"),
    ],
    ids=str,
)
def test_a_no_under_a_good_status_is_a_no(
    cronofy: Cronofy, running: Running_, body: object, reason: str
) -> None:
    running.faults.answer(json_response(200, body))

    with pytest.raises(Refused) as refused:
        cronofy.send(CALL)

    assert refused.value.reason == reason


OTHER_CALLS: list[Callable[[Cronofy], None]] = [
    lambda cronofy: cronofy.schedule(CALL, scheduling_key=KEY, join_at=LATER),
    lambda cronofy: cronofy.cancel(KEY),
    lambda cronofy: cronofy.add_to_event(REVIEW),
    lambda cronofy: cronofy.remove_from_event(REVIEW),
    lambda cronofy: cronofy.delete(REVIEW),
]


@pytest.mark.parametrize(
    "answer",
    [
        Response(status=200),
        Response(b"{}", 200),
        Response(b"<html>Sign in</html>", 200),
        json_response(200, {"meeting_agent": {"sub": "agt_1", "state": "created"}}),
        Response(status=201),
        Response(status=204),
        Response(b"{}", 207),
    ],
    ids=lambda answer: f"{answer.status_code}-{answer.data[:12]!r}",
)
@pytest.mark.parametrize("do", OTHER_CALLS)
def test_what_is_answered_otherwise_than_documented_proves_nothing(
    cronofy: Cronofy, running: Running_, do: Callable[[Cronofy], None], answer: Response
) -> None:
    running.faults.answer(answer)

    with pytest.raises(OutcomeUnknown):
        do(cronofy)


@pytest.mark.parametrize("status", [200, 202])
@pytest.mark.parametrize("do", OTHER_CALLS)
def test_an_answer_that_complains_is_a_refusal_in_its_words(
    cronofy: Cronofy, running: Running_, do: Callable[[Cronofy], None], status: int
) -> None:
    body = {"errors": {"event_id": [{"key": "errors.locked", "description": "is locked"}]}}
    running.faults.answer(json_response(status, body))

    with pytest.raises(Refused, match="event_id: is locked"):
        do(cronofy)


def test_an_agent_is_scheduled_in_utc(cronofy: Cronofy, running: Running_) -> None:
    cronofy.schedule(CALL, scheduling_key=KEY, join_at=LATER)

    [request] = running.received
    assert json.loads(request.data) == {
        "scheduling_key": KEY,
        "join_time": "2037-01-25T15:30:00Z",
        "join_url": CALL.join_url,
        "on_behalf_of_attendee": {"email": CALL.on_behalf_of},
    }
    assert running.provider.agents[0].join_time == LATER


def test_accepted_is_accepted_whatever_is_said_beside_it(
    cronofy: Cronofy, running: Running_
) -> None:
    for body in (b"Accepted", b"{}", b"<html>", b""):
        running.faults.answer(Response(body, 202))
        cronofy.schedule(CALL, scheduling_key=KEY, join_at=LATER)
    assert len(running.received) == 4


def test_the_same_key_moves_an_agent(cronofy: Cronofy, running: Running_) -> None:
    cronofy.schedule(CALL, scheduling_key=KEY, join_at=LATER)
    cronofy.schedule(CALL, scheduling_key=KEY, join_at=LATER + timedelta(hours=2))

    [agent] = running.provider.agents
    assert agent.join_time == LATER + timedelta(hours=2)


def test_a_scheduled_agent_is_called_back(cronofy: Cronofy, running: Running_) -> None:
    cronofy.schedule(CALL, scheduling_key=KEY, join_at=LATER)

    cronofy.cancel(KEY)

    assert running.provider.agents[0].canceled


def test_an_agent_is_put_on_an_event_and_taken_off(cronofy: Cronofy, running: Running_) -> None:
    cronofy.add_to_event(REVIEW)
    assert event(running, REVIEW).agent

    cronofy.remove_from_event(REVIEW)
    assert not event(running, REVIEW).agent
    assert not event(running, REVIEW).deleted


def test_a_deleted_event_takes_its_agent_along(cronofy: Cronofy, running: Running_) -> None:
    cronofy.delete(KICKOFF)

    assert event(running, KICKOFF).deleted
    assert not event(running, KICKOFF).agent


def test_a_calendar_nobody_knows_is_gone(cronofy: Cronofy) -> None:
    with pytest.raises(Gone):
        cronofy.remove_from_event(
            CalendarEvent(calendar_id="cal/../../x?y", event_id="evt_kickoff")
        )


def test_a_calendars_id_stays_one_part_of_the_address() -> None:
    odd = CalendarEvent(calendar_id="cal/../odd?", event_id="evt_odd")
    provider = stand_ins.Cronofy(calendars={odd.calendar_id: [Event(odd.event_id, "Odd")]})
    with adapters.connected(provider) as (running, transport):
        adapters.cronofy(provider, transport).add_to_event(odd)

        assert event(running, odd).agent


def test_what_is_wrong_with_a_field_is_told(cronofy: Cronofy) -> None:
    with pytest.raises(Refused) as caught:
        cronofy.send(Call(join_url="teams", on_behalf_of="ana@example.com"))

    assert "join_url" in caught.value.reason
    assert "must be a URL" in caught.value.reason


def test_without_a_users_token_only_calendars_are_out_of_reach() -> None:
    with adapters.connected(stand_ins.Cronofy()) as (running, transport):
        cronofy = Cronofy(transport, api_key=SecretStr(running.provider.api_key), access_token=None)
        cronofy.send(CALL)
        with pytest.raises(NotAllowed, match="CRONOFY_ACCESS_TOKEN"):
            cronofy.add_to_event(REVIEW)
        assert len(running.received) == 1


def test_an_accepted_call_needs_no_answer_but_one_that_is_lost_is_unknown(
    cronofy: Cronofy, running: Running_
) -> None:
    running.faults.set("empty")
    cronofy.cancel(KEY)

    running.faults.set("drop_after")
    with pytest.raises(OutcomeUnknown):
        cronofy.cancel(KEY)


@pytest.mark.parametrize(
    ("code", "host"),
    [
        ("us", "api.cronofy.com"),
        ("uk", "api-uk.cronofy.com"),
        ("de", "api-de.cronofy.com"),
        ("ca", "api-ca.cronofy.com"),
        ("au", "api-au.cronofy.com"),
        ("sg", "api-sg.cronofy.com"),
    ],
)
def test_every_data_center_has_its_address(code: str, host: str) -> None:
    assert DataCenter(code).base_url == f"https://{host}"


def test_there_are_six_data_centers() -> None:
    assert len(DataCenter) == 6
