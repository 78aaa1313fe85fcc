"""The front door: what is not from Slack, or not in Slack's form, changes nothing and never gets a 500."""

import copy
import hashlib
import hmac
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.times.moment import UtcClock
from bot.web.front_door import FORM, LARGEST_BODY, Environ, FrontDoor, StartResponse
from tests.handlers.conftest import Office, answering, office_with
from tests.handlers.making_sessions import booked

JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Door:
    """The bot's front door, with the means to knock as Slack does."""

    front: FrontDoor
    secret: str
    database: str
    clock: UtcClock

    def send(
        self,
        body: str | bytes,
        *,
        content_type: str = FORM,
        stamp: str | None = None,
        signature: str | None = None,
        **environ: Any,
    ) -> tuple[int, str]:
        """Send a request, by default signed now and rightly; return status and body."""
        raw = body.encode() if isinstance(body, str) else body
        at = self.stamp() if stamp is None else stamp
        sent: Environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/slack/events",
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(raw)),
            "HTTP_X_SLACK_REQUEST_TIMESTAMP": at,
            "HTTP_X_SLACK_SIGNATURE": self.sign(raw, stamp=at) if signature is None else signature,
            "wsgi.input": BytesIO(raw),
            **environ,
        }
        statuses: list[str] = []
        told = self.front(sent, lambda status, _: statuses.append(status))
        return int(statuses[0].split()[0]), b"".join(told).decode()

    def stamp(self, off: timedelta = timedelta(0)) -> str:
        """Return a time stamp of now, or of so much later."""
        return str(int((self.clock() + off).timestamp()))

    def sign(self, body: bytes, *, stamp: str) -> str:
        """Sign as Slack does, whatever bytes there are."""
        signed = f"v0:{stamp}:".encode() + body
        return "v0=" + hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()

    def interaction(self, payload: Any) -> tuple[int, str]:
        """Send an interaction's payload, signed."""
        return self.send(urlencode({"payload": json.dumps(payload)}))

    def decisions(self) -> int:
        """Count what was decided, ever."""
        with closing(sqlite3.connect(self.database)) as connection:
            (count,) = connection.execute("SELECT count(*) FROM decisions").fetchone()
        return int(count)


@pytest.fixture(scope="module")
def lasting_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Start one office for all requests that should change nothing."""
    with office_with(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture(scope="module")
def door(lasting_office: Office) -> Door:
    return Door(
        front=lasting_office.running.front,
        secret=lasting_office.slack.signing_secret,
        database=str(lasting_office.settings.database_path),
        clock=lasting_office.clock,
    )


def _kind(payload: dict[str, Any]) -> str:
    if "message" in payload:
        return "block_actions in a message"
    does = payload["actions"][0]["action_id"] if "actions" in payload else ""
    return f"{payload['type']} {payload['view']['callback_id']} {does}".strip()


@dataclass
class Ear:
    """Stands before the front door and keeps what Slack said."""

    front: FrontDoor
    heard: list[str] = field(default_factory=list)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Keep the body and pass the request on."""
        body = environ["wsgi.input"].read()
        self.heard.append(body.decode())
        return self.front({**environ, "wsgi.input": BytesIO(body)}, start_response)

    def payloads(self) -> dict[str, Any]:
        """Return the last interaction of each kind, by what it is and where or what it does."""
        fields = [dict(parse_qsl(body)) for body in self.heard]
        payloads = [json.loads(said["payload"]) for said in fields if "payload" in said]
        return {_kind(said): said for said in payloads}

    def command(self) -> dict[str, str]:
        """Return the last slash command."""
        commands = [body for body in self.heard if "command=" in body]
        return dict(parse_qsl(commands[-1], keep_blank_values=True))


@pytest.fixture(scope="module")
def ear(lasting_office: Office) -> Ear:
    """Hear what is said while a session is booked and nearly moved, an agent sent, and so on."""
    office = lasting_office
    ear = Ear(office.running.front)
    with answering(ear) as url:  # type: ignore[arg-type] # it answers as the front does
        office.slack.connect(f"{url}/slack/events")
        card = booked(office)
        ana = office.person("Ana Reyes")
        card.press("Move").type("When", "tomorrow 3pm")
        ana.screen.close()
        ana.command("#depositions", "/agent").type("When", "tomorrow 3pm")
        ana.screen.fill("Join link", "https://zoom.example/j/1").submit()
        ana.command("#depositions", "/agent delete cal_1 event-1").submit()
        ana.command("#depositions", "/appointment").type("When", "tomorrow 3pm")
        ana.screen.fill("Event type", str(UUID(int=1))).fill("Invitee email", "p@q.example")
        ana.screen.fill("First name", "P").fill("Last name", "Q").submit()
        card.press("Cancel session").submit()
        card.press("More")
        ana.command("#depositions", "/session help")
    return ear


# Who knocks


def command(**changes: str) -> str:
    """Write a slash command as Slack does."""
    usual = {
        "team_id": "T07HARBOR01",
        "channel_id": "C07DEPOSITN",
        "channel_name": "depositions",
        "user_id": "U07ANAREYES",
        "command": "/session",
        "text": "help",
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.slack.example/commands/T/1/x",
    }
    return urlencode({**usual, **changes})


def test_a_signed_command_is_answered(door: Door) -> None:
    status, told = door.send(command())
    assert status == 200
    assert "Schedule a session" in told


@pytest.mark.parametrize("signature", ["", "v0=", "v0=" + "0" * 64, "v1=x", "ünsigned", "v0=\x00"])
def test_a_wrong_signature_is_turned_away(door: Door, signature: str) -> None:
    assert door.send(command(), signature=signature)[0] == 401


def test_a_request_without_any_headers_is_turned_away(door: Door) -> None:
    bare = {"REQUEST_METHOD": "POST", "PATH_INFO": "/slack/events", "wsgi.input": BytesIO()}
    statuses: list[str] = []
    door.front(bare, lambda status, _: statuses.append(status))
    assert statuses == ["401 Unauthorized"]


def test_another_secret_and_a_changed_body_are_turned_away(door: Door) -> None:
    now = door.stamp()
    other = replace(door, secret="another secret")
    assert other.send(command())[0] == 401
    signature = door.sign(command().encode(), stamp=now)
    assert door.send(command(text="list"), stamp=now, signature=signature)[0] == 401
    assert door.send(command() + "&", stamp=now, signature=signature)[0] == 401


@pytest.mark.parametrize("age", [timedelta(minutes=5, seconds=5), -timedelta(minutes=5, seconds=5)])
def test_an_old_request_is_turned_away_though_it_is_signed(door: Door, age: timedelta) -> None:
    assert door.send(command(), stamp=door.stamp(-age))[0] == 401
    assert door.send(command(), stamp=door.stamp(-age * 0.9))[0] == 200


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (timedelta(minutes=-7, seconds=-20), r"7 min [2-5]\d s ahead of"),
        (timedelta(hours=2, minutes=5, seconds=30), "2 hr 5 min behind"),
        (timedelta(days=400, hours=5, minutes=30), "400 d 5 hr behind"),
    ],
)
def test_a_clock_that_is_off_is_named_where_slack_itself_had_signed(
    door: Door, caplog: pytest.LogCaptureFixture, off: timedelta, said: str
) -> None:
    stamp = door.stamp(off)
    assert door.send(command(), stamp=stamp, signature="v0=" + "0" * 64)[0] == 401
    assert "clock" not in caplog.text
    assert door.send(command(), stamp=stamp)[0] == 401
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
def test_a_time_stamp_that_is_none_is_turned_away(door: Door, stamp: str) -> None:
    assert door.send(command(), stamp=stamp)[0] == 401


# What is said


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW"])
def test_another_method_is_not_allowed(door: Door, method: str) -> None:
    assert door.send(command(), REQUEST_METHOD=method)[0] == 405


@pytest.mark.parametrize("path", ["", "/", "/slack", "/slack/events/", "/slack/install", "/../etc"])
def test_there_is_nothing_elsewhere(door: Door, path: str) -> None:
    assert door.send(command(), PATH_INFO=path)[0] == 404


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
    door: Door, body: str | bytes, content_type: str
) -> None:
    assert door.send(body, content_type=content_type)[0] in {400, 401}


@pytest.mark.parametrize("payload", [None, True, 0, -1.5, 10**400, "", "text", [], [{}], [None]])
def test_a_payload_that_is_no_object_is_malformed(door: Door, payload: Any) -> None:
    assert door.interaction(payload)[0] == 400
    assert door.send(json.dumps(payload), content_type=JSON)[0] == 400


@pytest.mark.parametrize("payload", [{}, {"type": "unheard_of"}, {"type": None}, {"type": {}}])
def test_a_payload_that_means_nothing_here_is_not_found(door: Door, payload: Any) -> None:
    assert door.interaction(payload)[0] == 400


def test_a_content_type_is_read_as_the_web_does(door: Door) -> None:
    for content_type in (FORM.upper(), f"{FORM}; charset=utf-8"):
        assert door.send(command(), content_type=content_type)[0] == 200


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
    door: Door, changes: dict[str, str]
) -> None:
    status, told = door.send(command(**changes))
    assert status == 200
    assert json.loads(told)["response_type"] == "ephemeral"


def test_a_command_that_nobody_knows_is_not_found(door: Door) -> None:
    assert door.send(command(command="/other"))[0] == 400


def test_slacks_own_checks_are_answered(door: Door) -> None:
    assert door.send("ssl_check=1&token=x") == (200, "")
    challenge = json.dumps({"type": "url_verification", "challenge": "hear me", "token": "x"})
    status, told = door.send(challenge, content_type=JSON)
    assert status == 200
    assert "hear me" in told


@pytest.mark.parametrize(
    ("length", "status"),
    [(str(LARGEST_BODY + 1), 413), ("9" * 5000, 400), ("-1", 400), ("²", 400), ("1.0", 400)],
)
def test_a_body_of_no_good_length_is_refused_unread(door: Door, length: str, status: int) -> None:
    assert door.send(command(), CONTENT_LENGTH=length)[0] == status


def test_a_body_that_is_too_large_is_refused_over_the_wire(office: Office) -> None:
    answer = httpx.post(f"{office.url}/slack/events", content=b"x" * (LARGEST_BODY + 1))
    assert answer.status_code == 413


# Real requests, with something missing or something else in its place

INSTEAD: tuple[Any, ...] = (None, 7, "x", [], {})
DAMAGED = {400, 200}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of everything inside, at every level; of lists, the first thing stands for all."""
    inside = value.items() if isinstance(value, dict) else enumerate(value[:1])
    for key, inner in inside:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, key))


def without(value: Any, path: tuple[Any, ...]) -> Any:
    """Return a copy that lacks what is at a path."""
    return _with_place(value, path, lambda holder, key: holder.pop(key))


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    """Return a copy with something else at a path."""
    return _with_place(value, path, lambda holder, key: holder.__setitem__(key, by))


def _with_place(value: Any, path: tuple[Any, ...], do: Callable[[Any, Any], Any]) -> Any:
    damaged = holder = copy.copy(value)
    for key in path[:-1]:
        holder[key] = copy.copy(holder[key])
        holder = holder[key]
    do(holder, path[-1])
    return damaged


def kinds_heard(ear: Ear) -> dict[str, Any]:
    payloads = ear.payloads()
    form = payloads["view_submission session_new"]
    payloads["view_closed"] = form | {"type": "view_closed"}
    payloads["shortcut"] = {
        **{key: form[key] for key in ("user", "team", "trigger_id")},
        "type": "shortcut",
        "callback_id": "new_session",
    }
    payloads["message_action"] = payloads["block_actions in a message"] | {
        "type": "message_action",
        "callback_id": "book_from_message",
    }
    return payloads


def test_real_requests_with_a_part_missing_never_break_it(door: Door, ear: Ear) -> None:
    for payload in kinds_heard(ear).values():
        for path in places(payload):
            damaged = without(payload, path)
            before = door.decisions()
            status, _ = door.interaction(damaged)
            assert status in DAMAGED, path
            assert status == 200 or door.decisions() == before, path
    said = ear.command()
    for name in said:
        fields = {key: value for key, value in said.items() if key != name}
        assert door.send(urlencode(fields))[0] in DAMAGED, name


@settings(max_examples=150, derandomize=True)
@given(data=st.data())
def test_real_requests_with_something_else_in_a_place_never_break_it(
    door: Door, ear: Ear, data: st.DataObject
) -> None:
    payload = data.draw(st.sampled_from(list(kinds_heard(ear).values())))
    path = data.draw(st.sampled_from(list(places(payload))))
    damaged = replaced(payload, path, data.draw(st.sampled_from(INSTEAD)))
    before = door.decisions()
    status, _ = door.interaction(damaged)
    assert status in DAMAGED
    assert status == 200 or door.decisions() == before


@settings(max_examples=150, derandomize=True)
@given(
    fields=st.dictionaries(
        st.sampled_from(["command", "text", "team_id", "user_id", "channel_id", "trigger_id"])
        | st.text(max_size=10),
        st.text(max_size=60),
        max_size=8,
    )
)
def test_no_form_whatever_breaks_it(door: Door, fields: dict[str, str]) -> None:
    encoded = urlencode(fields, errors="surrogatepass")
    assert door.send(encoded)[0] in DAMAGED


# Health


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
    with closing(sqlite3.connect(office.settings.database_path)) as connection:
        connection.execute("ALTER TABLE bookings RENAME TO mislaid")
    assert httpx.get(f"{office.url}/healthz").status_code == 503
