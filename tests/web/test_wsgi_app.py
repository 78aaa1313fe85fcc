"""The WSGI app: what is not from Slack, or not in Slack's form, changes nothing and never gets a 500."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.wsgi_app import FORM, LARGEST_BODY, BadRequest, read_body
from tests.handlers.conftest import Office
from tests.handlers.signed_requests import JSON
from tests.web.wsgi_client import WsgiClient, command


def test_a_signed_command_is_answered(client: WsgiClient) -> None:
    status, told = client.send(command())
    assert status == 200
    assert "Schedule a session" in told


@pytest.mark.parametrize("signature", ["", "v0=", "v0=" + "0" * 64, "v1=x", "ünsigned", "v0=\x00"])
def test_a_wrong_signature_is_turned_away(client: WsgiClient, signature: str) -> None:
    assert client.send(command(), signature=signature)[0] == 401


def test_a_request_without_any_headers_is_turned_away(client: WsgiClient) -> None:
    bare = {"REQUEST_METHOD": "POST", "PATH_INFO": "/slack/events", "wsgi.input": BytesIO()}
    statuses: list[str] = []
    client.office.running.wsgi_app(bare, lambda status, _: statuses.append(status))
    assert statuses == ["401 Unauthorized"]


def test_another_secret_and_a_changed_body_are_turned_away(client: WsgiClient) -> None:
    now = client.stamp()
    forged = client.sign(command().encode(), stamp=now, secret="another secret")
    assert client.send(command(), stamp=now, signature=forged)[0] == 401
    signature = client.sign(command().encode(), stamp=now)
    assert client.send(command(text="list"), stamp=now, signature=signature)[0] == 401
    assert client.send(command() + "&", stamp=now, signature=signature)[0] == 401


@pytest.mark.parametrize("age", [timedelta(minutes=5, seconds=5), -timedelta(minutes=5, seconds=5)])
def test_an_old_request_is_turned_away_though_it_is_signed(
    client: WsgiClient, age: timedelta
) -> None:
    assert client.send(command(), stamp=client.stamp(-age))[0] == 401
    assert client.send(command(), stamp=client.stamp(-age * 0.9))[0] == 200


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (timedelta(minutes=-7, seconds=-20), r"7 min [2-5]\d s ahead of"),
        (timedelta(hours=2, minutes=5, seconds=30), "2 hr 5 min behind"),
        (timedelta(days=400, hours=5, minutes=30), "400 d 5 hr behind"),
    ],
)
def test_a_clock_that_is_off_is_named_where_slack_itself_had_signed(
    client: WsgiClient, caplog: pytest.LogCaptureFixture, off: timedelta, said: str
) -> None:
    stamp = client.stamp(off)
    assert client.send(command(), stamp=stamp, signature="v0=" + "0" * 64)[0] == 401
    assert "clock" not in caplog.text
    assert client.send(command(), stamp=stamp)[0] == 401
    assert re.search(f"this machine's clock is {said} Slack's", caplog.text)


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "now",
        "1.5",
        "1e9",
        "-1",
        "+1",
        "0",
        "0x1",
        " 1",
        "1\n",
        "９９９",
        "٣٤٥",
        "²",
        "9" * 5000,
    ],
)
def test_a_time_stamp_that_is_none_is_turned_away(client: WsgiClient, stamp: str) -> None:
    assert client.send(command(), stamp=stamp)[0] == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW"])
def test_another_method_is_not_allowed(client: WsgiClient, method: str) -> None:
    assert client.send(command(), REQUEST_METHOD=method)[0] == 405


@pytest.mark.parametrize("path", ["", "/", "/slack", "/slack/events/", "/slack/install", "/../etc"])
def test_there_is_nothing_elsewhere(client: WsgiClient, path: str) -> None:
    assert client.send(command(), PATH_INFO=path)[0] == 404


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", FORM),
        ("", JSON),
        ("&&&", FORM),
        ("payload", FORM),
        ("payload=", FORM),
        ("payload=%7B", FORM),
        ("payload=" + "%5B" * 100_000, FORM),
        ("payload=1" + "0" * 5000, FORM),
        ("{", JSON),
        ("[" * 100_000, JSON),
        (command(), JSON),
        (command(), "text/plain"),
        (command(), "multipart/form-data; boundary=x"),
        (command(), ""),
        (b"\xff\xfe", FORM),
        (b'{"type": "\xff"}', JSON),
    ],
)
def test_what_is_in_no_form_of_slacks_is_malformed(
    client: WsgiClient, body: str | bytes, content_type: str
) -> None:
    assert client.send(body, content_type=content_type)[0] in {400, 401}


@pytest.mark.parametrize("payload", [None, True, 0, -1.5, 10**400, "", "text", [], [{}], [None]])
def test_a_payload_that_is_no_object_is_malformed(client: WsgiClient, payload: Any) -> None:
    assert client.interaction(payload)[0] == 400
    assert client.send(json.dumps(payload), content_type=JSON)[0] == 400


@pytest.mark.parametrize("payload", [{}, {"type": "unheard_of"}, {"type": None}, {"type": {}}])
def test_a_payload_that_means_nothing_here_is_not_found(client: WsgiClient, payload: Any) -> None:
    assert client.interaction(payload)[0] == 400


def test_a_content_type_is_read_as_the_web_does(client: WsgiClient) -> None:
    for content_type in (FORM.upper(), f"{FORM}; charset=utf-8"):
        assert client.send(command(), content_type=content_type)[0] == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "payload"},
        {"text": 'payload={"type":"view_submission"}'},
        {"channel_name": "payload"},
        {"payload": '{"type":"block_actions"}'},
    ],
)
def test_a_command_with_payload_in_it_is_still_a_command(
    client: WsgiClient, changes: dict[str, str]
) -> None:
    status, told = client.send(command(**changes))
    assert status == 200
    assert json.loads(told)["response_type"] == "ephemeral"


def test_a_command_that_nobody_knows_is_not_found(client: WsgiClient) -> None:
    assert client.send(command(command="/other"))[0] == 400


def test_slacks_own_checks_are_answered(client: WsgiClient) -> None:
    assert client.send("ssl_check=1&token=x") == (200, "")
    challenge = json.dumps({"type": "url_verification", "challenge": "hear me", "token": "x"})
    status, told = client.send(challenge, content_type=JSON)
    assert status == 200
    assert "hear me" in told


@pytest.mark.parametrize(
    ("length", "status"),
    [(str(LARGEST_BODY + 1), 413), ("9" * 5000, 400), ("-1", 400), ("²", 400), ("1.0", 400)],
)
def test_a_body_of_no_good_length_is_refused_unread(
    client: WsgiClient, length: str, status: int
) -> None:
    assert client.send(command(), CONTENT_LENGTH=length)[0] == status


def test_a_body_that_is_too_large_is_refused_over_the_wire(office: Office) -> None:
    answer = httpx.post(f"{office.url}/slack/events", content=b"x" * (LARGEST_BODY + 1))
    assert answer.status_code == 413


def test_health_is_good_while_everything_runs(office: Office) -> None:
    answer = httpx.get(f"{office.url}/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert httpx.head(f"{office.url}/healthz").status_code == 200
    refused = httpx.post(f"{office.url}/healthz")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")


def test_health_is_bad_when_the_workers_are_gone(office: Office) -> None:
    office.running.workers.stop()
    assert httpx.get(f"{office.url}/healthz").status_code == 503


def test_health_is_bad_when_the_database_cannot_be_read(office: Office) -> None:
    with closing(sqlite3.connect(office.database)) as connection:
        connection.execute("ALTER TABLE bookings RENAME TO mislaid")
    assert httpx.get(f"{office.url}/healthz").status_code == 503
    assert httpx.get(f"{office.url}/livez").text == "ok", "Docket can still say so to people"


@given(st.dictionaries(st.text(), st.text()))
def test_a_form_is_read_as_it_was_written(fields: dict[str, str]) -> None:
    typed = fields | {"command": "/session"}
    assert read_body(urlencode(typed), content_type=FORM) == typed
    payload = {"type": "view_submission", **fields}
    body = urlencode({"payload": json.dumps(payload)})
    assert read_body(body, content_type=FORM) == payload


@given(st.text())
def test_whatever_a_form_holds_is_read_or_refused(text: str) -> None:
    for body in (text, f"payload={text}", f"payload=%7B%22a%22%3A{text}%7D"):
        try:
            assert isinstance(read_body(body, content_type=FORM), dict)
        except BadRequest:
            continue
