"""The stand-ins can be told to let their callers down, in every way a provider does."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from time import monotonic
from typing import Any

import httpx
import pytest

from sandbox.http_server import json_response
from sandbox.providers import CareValidate, Cronofy, FaultSettings, Prevail, Running, start

FAULT_SETTINGS = FaultSettings(slow=0.3, trickle=0.002, oversized=2 * 1024 * 1024)
AGENTS = "/v1/meeting_agents"
KEY = {"scheduling_key": "docket-A-7K2M"}
AGENT = KEY | {
    "join_url": "https://teams.example/meet/1",
    "on_behalf_of_attendee": {"email": "marty@example.com"},
    "join_time": "2037-01-25T15:30:00Z",
}
NOW = {name: AGENT[name] for name in ("join_url", "on_behalf_of_attendee")}


@pytest.fixture
def cronofy() -> Iterator[Running[Cronofy]]:
    with start(Cronofy(), fault_settings=FAULT_SETTINGS) as running:
        yield running


@pytest.fixture
def http(cronofy: Running[Cronofy]) -> Iterator[httpx.Client]:
    headers = {
        "Authorization": "Bearer sandbox-cronofy-api-key",
        "Content-Type": "application/json; charset=utf-8",
    }
    with httpx.Client(base_url=cronofy.base_url, headers=headers, timeout=10) as client:
        yield client


def done(cronofy: Running[Cronofy]) -> bool:
    return bool(cronofy.provider.agents)


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422, 429, 500, 503])
def test_it_refuses_in_the_providers_shape_and_does_nothing(
    cronofy: Running[Cronofy], http: httpx.Client, status: int
) -> None:
    cronofy.faults.set(str(status))

    answer = http.post(AGENTS, json=AGENT)

    assert answer.status_code == status
    assert "retry-after" not in answer.headers
    assert not done(cronofy)
    if status == 422:
        [said] = answer.json()["errors"]["base"]
        assert "<is taken> &" in said["description"]


def test_prevail_and_carevalidate_say_it_in_theirs() -> None:
    with start(Prevail()) as prevail, start(CareValidate()) as care:
        prevail.faults.set("422")
        care.faults.set("401")

        said = httpx.get(f"{prevail.base_url}/sessions").json()
        denied = httpx.get(f"{care.base_url}/api/v1/calendar/appointments").json()

    assert "<is taken> &" in said["message"]
    assert denied["success"] is False


def test_it_says_how_long_to_wait_in_seconds(cronofy: Running[Cronofy], http: httpx.Client) -> None:
    cronofy.faults.set("429_seconds")

    assert http.post(AGENTS, json=AGENT).headers["retry-after"] == "7"


def test_it_says_until_when_to_wait(cronofy: Running[Cronofy], http: httpx.Client) -> None:
    cronofy.faults.set("429_date")

    until = parsedate_to_datetime(http.post(AGENTS, json=AGENT).headers["retry-after"])

    left = until - datetime.now(UTC)
    assert timedelta(seconds=5) < left <= timedelta(seconds=8)


def test_a_broken_gateway_answers_html(cronofy: Running[Cronofy], http: httpx.Client) -> None:
    cronofy.faults.set("502")

    answer = http.post(AGENTS, json=AGENT)

    assert answer.status_code == 502
    assert answer.headers["content-type"] == "text/html"
    assert not done(cronofy)


def test_slow_is_slow(cronofy: Running[Cronofy], http: httpx.Client) -> None:
    cronofy.faults.set("slow")
    began = monotonic()

    assert http.post(AGENTS, json=AGENT).status_code == 202
    assert monotonic() - began >= FAULT_SETTINGS.slow


@pytest.mark.parametrize(("name", "taken"), [("hang", False), ("hang_after", True)])
def test_a_hang_outlasts_the_caller(
    cronofy: Running[Cronofy], http: httpx.Client, name: str, taken: bool
) -> None:
    cronofy.faults.set(name)

    with pytest.raises(httpx.ReadTimeout):
        http.post(AGENTS, json=AGENT, timeout=0.3)

    assert done(cronofy) is taken


def test_stopping_ends_every_hang() -> None:
    with ThreadPoolExecutor(1) as pool:
        with start(Cronofy()) as cronofy:
            cronofy.faults.set("hang")
            call = pool.submit(httpx.post, f"{cronofy.url}{AGENTS}", timeout=60)
            cronofy.wait_for(lambda: len(cronofy.received) == 1)
        with pytest.raises(httpx.TransportError):
            call.result(timeout=5)


@pytest.mark.parametrize(("name", "taken"), [("drop_before", False), ("drop_after", True)])
def test_a_dropped_line_says_nothing(
    cronofy: Running[Cronofy], http: httpx.Client, name: str, taken: bool
) -> None:
    cronofy.faults.set(name)

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        http.post(AGENTS, json=AGENT)

    assert done(cronofy) is taken
    assert http.post(AGENTS, json=AGENT).status_code == 202


@pytest.mark.parametrize(
    ("fault", "status", "taken"), [("hold", 202, True), ("hold_503", 503, False)]
)
def test_a_held_call_goes_on_when_the_faults_are_cleared(
    cronofy: Running[Cronofy], http: httpx.Client, fault: str, status: int, taken: bool
) -> None:
    cronofy.faults.set(fault)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(http.post, AGENTS, json=AGENT)
        cronofy.wait_for(lambda: len(cronofy.received) == 1)
        assert not done(cronofy)

        cronofy.faults.clear()

        assert call.result(timeout=5).status_code == status
    assert done(cronofy) is taken


def test_it_may_do_it_and_say_that_it_is_overloaded(
    cronofy: Running[Cronofy], http: httpx.Client
) -> None:
    cronofy.faults.set("503_after")

    assert http.post(AGENTS, json=AGENT).status_code == 503

    assert done(cronofy)


@pytest.mark.parametrize(
    ("name", "body"), [("empty", b""), ("rubbish", b"\x00\xff{<not json"), ("wrong_shape", None)]
)
def test_the_work_is_done_but_the_answer_is_no_use(
    cronofy: Running[Cronofy], http: httpx.Client, name: str, body: bytes | None
) -> None:
    cronofy.faults.set(name)

    answer = http.post(AGENTS, json=NOW)

    assert answer.status_code == 200
    assert answer.content == body or isinstance(answer.json(), list)
    assert done(cronofy)


def test_an_answer_may_hold_fields_nobody_knows(
    cronofy: Running[Cronofy], http: httpx.Client
) -> None:
    cronofy.faults.set("extra_fields")

    answer = http.post(AGENTS, json=NOW).json()

    assert set(answer) == {"meeting_agent", "x_added_lately"}
    assert "x_added_lately" in answer["meeting_agent"]["resources"][0]


def test_an_answer_may_lack_what_is_optional(cronofy: Running[Cronofy], http: httpx.Client) -> None:
    cronofy.faults.set("missing_fields")

    assert set(http.post(AGENTS, json=NOW).json()["meeting_agent"]) == {"sub"}


@pytest.mark.parametrize("name", ["trickle", "trickle_all"])
def test_an_answer_may_trickle(cronofy: Running[Cronofy], http: httpx.Client, name: str) -> None:
    cronofy.faults.set(name)
    began = monotonic()

    answer = http.post(AGENTS, json=NOW)

    assert answer.json()["meeting_agent"]["state"] == "created"
    assert monotonic() - began >= len(answer.content) * FAULT_SETTINGS.trickle


def test_an_answer_may_be_enormous(cronofy: Running[Cronofy], http: httpx.Client) -> None:
    cronofy.faults.set("oversized", times=3)

    with http.stream("POST", AGENTS, json=NOW) as answer:
        assert "content-length" not in answer.headers
        next(answer.iter_bytes())
    whole = http.post(AGENTS, json=NOW)

    empty = http.post(AGENTS, json=AGENT)

    assert len(whole.content) >= FAULT_SETTINGS.oversized
    assert set(json.loads(empty.content)) == {"filler"}
    assert set(json.loads(whole.content)) == {"filler", "meeting_agent"}


def test_the_usual_pace_is_the_real_thing() -> None:
    assert FaultSettings() == FaultSettings(
        slow=5, retry_after=7, trickle=0.2, oversized=50 * 1024 * 1024
    )


def test_a_fault_ends_after_so_many_calls(cronofy: Running[Cronofy], http: httpx.Client) -> None:
    cronofy.faults.set("500", times=2)
    cronofy.faults.set("429")

    statuses = [http.post(AGENTS, json=AGENT).status_code for _ in range(4)]

    assert statuses == [500, 500, 429, 202]
    assert len(cronofy.received) == 4


def test_a_fault_can_be_meant_for_one_call_alone(
    cronofy: Running[Cronofy], http: httpx.Client
) -> None:
    cronofy.faults.set("500", method="DELETE", path="/v1/meeting_*")

    assert http.post(AGENTS, json=AGENT).status_code == 202
    assert http.request("DELETE", AGENTS, json=KEY).status_code == 500
    assert http.request("DELETE", AGENTS, json=KEY).status_code == 202


def test_the_next_answer_can_be_given_word_by_word(
    cronofy: Running[Cronofy], http: httpx.Client
) -> None:
    cronofy.faults.answer(json_response(200, {"sub": "agt_old"}))

    assert http.post(AGENTS, json=NOW).json() == {"sub": "agt_old"}
    assert not done(cronofy)


def sandbox(cronofy: Running[Cronofy], **body: Any) -> httpx.Response:
    return httpx.post(f"{cronofy.url}/_sandbox/faults", json=body)


def test_the_panel_sets_and_clears_faults(cronofy: Running[Cronofy], http: httpx.Client) -> None:
    state = httpx.get(f"{cronofy.url}/_sandbox/state").json()
    assert {"name": "slow", "label": "Answers after 0.3 s"} in state["faults"]
    assert state["active"] == []

    active = sandbox(cronofy, name="500", times=2).json()["active"]

    assert [(planned["name"], planned["left"]) for planned in active] == [("500", 2)]
    assert http.post(AGENTS, json=AGENT).status_code == 500
    assert sandbox(cronofy, name="clear").json()["active"] == []
    assert http.post(AGENTS, json=AGENT).status_code == 202
    assert len(cronofy.received) == 2


@pytest.mark.parametrize(
    "body",
    [{"name": "hail"}, {"times": 2}, {"name": "500", "times": 0}, {"name": "500", "times": "x"}],
)
def test_the_panel_is_told_what_it_got_wrong(
    cronofy: Running[Cronofy], body: dict[str, Any]
) -> None:
    answer = sandbox(cronofy, **body)

    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize(("path", "status"), [("/_sandbox/nothing", 404), ("/_sandbox/state", 404)])
def test_the_sandbox_has_no_other_addresses(
    cronofy: Running[Cronofy], path: str, status: int
) -> None:
    assert httpx.post(f"{cronofy.url}{path}").status_code == status


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [("Transfer-Encoding", "chunked", 411), ("Content-Length", "many", 400)],
)
def test_a_body_of_unknown_length_is_turned_away(
    cronofy: Running[Cronofy], name: str, value: str, status: int
) -> None:
    url = httpx.URL(cronofy.url)
    with closing(HTTPConnection(url.host, url.port or 0, timeout=5)) as line:
        line.putrequest("POST", AGENTS)
        line.putheader(name, value)
        line.endheaders()

        assert line.getresponse().status == status

    assert cronofy.received == []
