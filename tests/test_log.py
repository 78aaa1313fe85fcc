"""The log: it says what went wrong, and nothing secret or personal."""

import json
import logging
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from pydantic import BaseModel, ValidationError
from slack_sdk.signature import SignatureVerifier

from bot.log import RedactingFormatter
from bot.store.encryption import NOT_SET, WrongKeys
from sandbox.providers import Prevail
from sandbox.slack import Slack
from sandbox.slack.faults import Fault
from sandbox.slack.person import Person, Screen, Shown
from tests.deployment import Deployment, deployed
from tests.handlers.conftest import COMPANY
from tests.process import Process

HERE = "#depositions"
KEY = "prevails-very-own-key-0123456789-0123456789"


def written(message: str, *values: object, error: BaseException | None = None) -> str:
    """Return the line that a record becomes."""
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("bot", logging.ERROR, __file__, 1, message, values, info)
    return RedactingFormatter("%(levelname)s %(message)s").format(record)


@pytest.mark.parametrize(
    ("secret", "kept"),
    [
        ("xoxb-123-456-AbC", "token {} is bad"),
        ("xoxp-1-2", "token {}, again"),
        ("xapp-1-A0-1-ff", "({})"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzbHVnIjoieCJ9.c2ln-_x", "Bearer {}"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzbHVnIjoieCJ9.c2ln", "GET /calendar/{}.ics"),
        ("jane.doe+x@firm.co.uk", "invited {}, and others"),
        ("dvořák@firma.cz", "to=<{}>"),
        ("docket:hunter2", "postgresql://{}@db/docket"),
        ("https://hooks.slack.com/commands/T1/2/abc", "posted to {} in vain"),
        ("https://127.0.0.1:1/actions/T1/abc", "posted to {}"),
        ("e5f1-abc", "wss://wss-primary.slack.com/link/?ticket={}&app_id=1"),
    ],
)
def test_secrets_are_blanked_out_wherever_they_stand(secret: str, kept: str) -> None:
    for line in (written(kept.format(secret)), written(kept.replace("{}", "%s"), secret)):
        assert secret not in line
        assert "[redacted]" in line
        assert line.startswith(f"ERROR {kept.partition('{}')[0]}"[:12])


@pytest.mark.parametrize(
    "line", ["S-7K2M moved at 12:30", "https://docket.example/healthz", "3 of 4 @ 9", "a@ b @c"]
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert written(line) == f"ERROR {line}"


class _Form(BaseModel):
    reason: int


def _pydantic() -> None:
    _Form.model_validate({"reason": "settled out of court"})


def _lookup() -> str:
    reasons: dict[str, str] = {}
    return reasons["settled out of court"]


def _chained() -> None:
    try:
        int("settled out of court")
    except ValueError as error:
        raise RuntimeError("settled out of court") from error


def _in_passing() -> None:
    try:
        _pydantic()
    except ValidationError:
        _lookup()


def test_a_word_of_any_length_is_looked_through_once() -> None:
    word = "x" * 1_000_000
    assert written(f"{word} jane@doe.example") == f"ERROR {word} [redacted]"


@pytest.mark.parametrize("fail", [_pydantic, _lookup, _chained, _in_passing])
def test_an_error_is_told_by_kind_and_place_without_its_words(fail: Callable[[], object]) -> None:
    with pytest.raises(Exception) as failed:  # noqa: PT011 - any kind will do
        fail()
    line = written("it failed", error=failed.value)
    words = [told for told in line.splitlines() if not told.startswith("    ")]
    assert "settled" not in "\n".join(words)
    assert f"{fail.__name__}\n" in line
    assert words[-1].endswith(type(failed.value).__qualname__)


@pytest.mark.parametrize(
    ("fail", "first", "last"),
    [
        (_chained, "builtins.ValueError", "builtins.RuntimeError"),
        (_in_passing, "ValidationError", "builtins.KeyError"),
    ],
)
def test_an_error_that_led_to_another_is_told_first(
    fail: Callable[[], object], first: str, last: str
) -> None:
    with pytest.raises((RuntimeError, KeyError)) as failed:
        fail()
    line = written("it failed", error=failed.value)
    assert line.index(first) < line.index(last)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlite3.OperationalError("disk I/O error"), "disk I/O error"),
        (WrongKeys(NOT_SET), NOT_SET),
        (OSError(28, "No space left on device", "settled.txt"), "No space left on device"),
    ],
)
def test_what_the_machine_says_is_told(error: Exception, words: str) -> None:
    line = written("it failed", error=error)
    assert line.endswith(f".{type(error).__name__}: {words}")
    assert "settled" not in line


PERSONAL = {
    "Title": "Deposition of Zaphod Beeblebrox",
    "Case": "42-heartofgold",
    "Deponent name": "Zaphod Beeblebrox",
    "Deponent email": "zaphod@betelgeuse.example",
    "Invitees": "trillian@earth.example, ford@guide.example",
    "Languages": "Vogon",
    "Notes": "Bring the improbability drive",
}
REASON = "He stole the ship"
FAULTS = ("drop_after", "drop_before", "401", "403", "404", "409", "422", "429", "500", "502")
ANSWERS = ("rubbish", "empty", "wrong_shape", "missing_fields", "oversized")


NO_WORK = """
CREATE TRIGGER no_work BEFORE UPDATE ON work
BEGIN SELECT RAISE(ABORT, 'no more work'); END
"""
NO_DECISIONS = """
CREATE TRIGGER no_decisions BEFORE INSERT ON decisions
BEGIN SELECT RAISE(ABORT, 'no more decisions'); END
"""


def send(screen: Screen) -> None:
    """Send a form, with a reason where the same is booked already."""
    screen.submit()
    if screen.is_open:
        screen.fill("Reason for going ahead", REASON).submit()
    screen.wait_until_closed()


def book(person: Person) -> None:
    """Order a session with everything personal in it."""
    screen = person.command(HERE, "/session tomorrow 2pm Pacific")
    for label, value in PERSONAL.items():
        screen.fill(label, value)
    send(screen.fill("Video provider", "Zoom"))


def forge(bot: Process, body: str, *, secret: str, content_type: str) -> None:
    """Send a body signed with this secret."""
    stamp = str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature or "",
    }
    answer = httpx.post(f"{bot.url}/slack/events", content=body.encode(), headers=headers)
    assert answer.status_code in {400, 401, 404}


def say_everything_wrongly(bot: Process, secret: str) -> None:
    """Send personal things with a wrong signature, and rightly signed in wrong forms."""
    form = PERSONAL | {"command": "/other"}
    payload = {"type": "view_submission", "view": {"callback_id": "session_new", **PERSONAL}}
    for body, content_type in (
        (urlencode(form), "application/x-www-form-urlencoded"),
        (json.dumps(form)[:-5], "application/json"),
        (json.dumps(payload), "application/json"),
        (urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"),
    ):
        forge(bot, body, secret="not the secret", content_type=content_type)
        forge(bot, body, secret=secret, content_type=content_type)


def press_and_meet_trouble(slack: Slack, card: Shown, ana: Person) -> None:
    """Have Slack and Prevail refuse this and that."""
    slack.misbehave("views.open", Fault.ERROR)
    card.press("Move")
    slack.misbehave("chat.update", Fault.ERROR, error="fatal_error")
    slack.misbehave("chat.postMessage", Fault.DROP)
    slack.misbehave("users.info", Fault.ERROR)
    card.press("Cancel session").fill("Reason", REASON).submit().wait_until_closed()
    ana.wait_for_message("@app", "Not canceled")


def test_a_day_of_failures_leaves_nothing_secret_or_personal_in_the_log(tmp_path: Path) -> None:
    provider = Prevail(api_key=KEY, company_id=COMPANY)
    with deployed(tmp_path, prevail=provider) as deployment:
        slack, prevail = deployment.slack, deployment.prevail
        with deployment.serving(LOG_LEVEL="DEBUG", PROVIDER_LAG_SECONDS="1") as bot:
            ana = slack.person("Ana Reyes")
            book(ana)
            card = ana.wait_for_message(HERE, "Zaphod").wait_for_text("Confirmed")
            for fault in (*FAULTS, *ANSWERS):
                prevail.faults.set(fault, method="POST")
                book(ana)
            prevail.faults.set("422", path="*/cancel")
            press_and_meet_trouble(slack, card, ana)
            say_everything_wrongly(bot, slack.signing_secret)
            with closing(sqlite3.connect(tmp_path / "docket.db")) as connection:
                connection.execute(NO_WORK)
                book(ana)
                bot.wait_for(re.compile("take or record work(.|\n)*no more work"))
                connection.execute(NO_DECISIONS)
            ana.command(HERE, "/session in 5 days 2pm Pacific").fill("Title", "Zaphod").submit()
            bot.wait_for(re.compile("a request failed(.|\n)*no more decisions"))
    zoom = [f"zm{session.request_id:06d}" for session in provider.sessions]
    secrets = [slack.bot_token, slack.signing_secret, KEY, "eyJ", "/commands/", "/actions/"]
    personal = ["eebleb", "aphod", "heartofgold", "Vogon", "improbab", "stole", "@", ".example"]
    found = {word for word in (*secrets, *personal, *zoom) if word in bot.log}
    assert found == set(), bot.log
    assert "rejected a request without a valid signature" in bot.log
    assert "rejected a malformed request" in bot.log


CALL = "https://zoom.example/j/1?pwd=dontpanic"
BEHALF = "marvin@sirius.example"
INVITEE = {
    "Invitee email": "slarti@magrathea.example",
    "First name": "Slarti",
    "Last name": "Bartfast",
}
# Of somebody whom Docket is booking nothing for meanwhile.
ELSEWHERE = "zarniwoop@sirius.example"
WHY = "moved to hospice"


def send_agent(person: Person) -> None:
    """Send an agent to a call whose link opens it to anybody."""
    screen = person.command(HERE, f"/agent {CALL} tomorrow 2pm Pacific")
    send(screen.fill("On behalf of", BEHALF))


def book_appointment(person: Person, event_type: str) -> None:
    """Order an appointment with everything personal in it."""
    screen = person.command(HERE, "/appointment tomorrow 2pm Pacific")
    for label, value in {"Event type": event_type, **INVITEE}.items():
        screen.fill(label, value)
    send(screen)


def cancel_by_id(person: Person) -> None:
    """Cancel an appointment of somebody else's booking."""
    screen = person.command(HERE, "/appointment cancel 00000000-0000-4000-8000-000000000042")
    screen.fill("Invitee email", ELSEWHERE).fill("Reason", WHY)
    screen.submit().wait_until_closed()


def test_a_day_of_failures_at_the_other_providers_tells_the_log_as_little(
    deployment: Deployment, tmp_path: Path
) -> None:
    slack, cronofy, clinic = deployment.slack, deployment.cronofy, deployment.carevalidate
    calls, care = cronofy.provider, clinic.provider
    ana = slack.person("Ana Reyes")
    with deployment.serving(LOG_LEVEL="DEBUG", APPOINTMENT_STAFF=ana.id) as bot:
        for fault in (*FAULTS, *ANSWERS):
            cronofy.faults.set(fault)
            clinic.faults.set(fault)
            send_agent(ana)
            book_appointment(ana, next(iter(care.event_types)))
            cancel_by_id(ana)
        ana.wait_for_message("@app", "Not sent")
        ana.wait_for_message("@app", "Not canceled")
        with closing(sqlite3.connect(tmp_path / "docket.db")) as connection:
            connection.execute(NO_WORK)
            cancel_by_id(ana)
            bot.wait_for(re.compile("take or record work(.|\n)*no more work"))
    keys = [slack.bot_token, calls.api_key, care.api_key]
    personal = ["dontpanic", "zoom.example", "larti", "artfast", "hospice", "@", "sirius"]
    found = {word for word in (*keys, *personal) if word in bot.log}
    assert found == set(), bot.log
