"""The WSGI app: Slack's signature is checked on the raw bytes before anything reads them.

Bolt's own check is switched off, because it reads first and answers 500 where the time stamp is no
number or the body no UTF-8, logs the whole body of a request with a wrong signature, and takes a
slash command that has the word "payload" in it for an interaction.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from hmac import compare_digest
from http import HTTPStatus
from time import monotonic
from typing import Any

from pydantic_core import Url
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk.signature import Clock, SignatureVerifier

from bot.network.diagnosis import compare_clocks
from bot.scheduling.calendar_file import NoTime
from bot.scheduling.model.rights import Unidentified
from bot.times.moment import UtcClock
from bot.web.monitoring import Monitoring

log = logging.getLogger(__name__)

LARGEST_BODY = 1_000_000
# The last second that a date can be read of, of the year 9999.
LATEST = 253402300799
_NUMBER = re.compile(r"[0-9]{1,12}")
FORM = "application/x-www-form-urlencoded"
CALENDAR = "/calendar/"
# Under this name the server says when a request had come in, wholly (monotonic seconds).
RECEIVED = "docket.received"
# Under this name Bolt's context has for how many seconds it has waited since.
WAITED = "waited"

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]


class BadRequest(Exception):
    """A request with the right signature that is not in a form Slack sends."""


class WsgiApp:
    """Answers Slack at /slack/events, watchers at `monitoring`'s paths, calendars below /calendar/."""

    def __init__(
        self,
        app: App,
        *,
        signing_secret: str,
        monitoring: Monitoring,
        calendar_file: Callable[[str], bytes | None],
        clock: UtcClock,
    ) -> None:
        self._app = app
        self._clock = clock
        self._verifier = SignatureVerifier(signing_secret, clock=_SlackClock(clock))
        self._calendar_file = calendar_file
        self._monitoring = {
            "/livez": monitoring.liveness,
            "/healthz": monitoring.health,
            "/readyz": monitoring.readiness,
            "/metrics": monitoring.metrics,
        }

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        response = self._answer(environ)
        body = response.body.encode()
        headers = [(name, value) for name, values in response.headers.items() for value in values]
        headers += [("Content-Length", str(len(body))), ("X-Content-Type-Options", "nosniff")]
        status = HTTPStatus(response.status)
        start_response(f"{status.value} {status.phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _answer(self, environ: Environ) -> BoltResponse:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if path == "/slack/events":
            return self._slack(environ) if method == "POST" else _not_allowed("POST")
        watched = self._monitoring.get(path)
        if watched is None and not path.startswith(CALENDAR):
            return _plain(HTTPStatus.NOT_FOUND)
        if method not in {"GET", "HEAD"}:
            return _not_allowed("GET, HEAD")
        return watched(environ) if watched else self._calendar(path.removeprefix(CALENDAR))

    def _slack(self, environ: Environ) -> BoltResponse:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not _NUMBER.fullmatch(length):
            return _plain(HTTPStatus.BAD_REQUEST)
        if int(length) > LARGEST_BODY:
            return _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            text = environ["wsgi.input"].read(int(length)).decode()
            if not self._is_signed(environ, text):
                log.warning("rejected a request without a valid signature")
                return _plain(HTTPStatus.UNAUTHORIZED)
            body = read_body(text, content_type=environ.get("CONTENT_TYPE", ""))
            return dispatch(self._app, body, received=environ.get(RECEIVED))
        except (BadRequest, UnicodeDecodeError) as malformed:
            log.warning("rejected a malformed request: %s", malformed)
            return _plain(HTTPStatus.BAD_REQUEST)

    def _is_signed(self, environ: Environ, text: str) -> bool:
        """Check the signature of the body; it must be at most five minutes old."""
        stamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        if not (_NUMBER.fullmatch(stamp) and signature.isascii()):
            return False
        if self._verifier.is_valid(text, stamp, signature):
            return True
        made = self._verifier.generate_signature(timestamp=stamp, body=text) or ""
        if compare_digest(made, signature):
            _log_clock(int(stamp), now=self._clock())
        return False

    def _calendar(self, name: str) -> BoltResponse:
        try:
            file = self._calendar_file(name)
        except Unidentified:
            return _plain(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "Slack didn't say who this is for. Please try again in a moment.",
            )
        except NoTime:
            return _plain(
                HTTPStatus.CONFLICT,
                "Docket can't read the time. Open it at the provider to see it.",
            )
        if file is None:
            return _plain(HTTPStatus.NOT_FOUND, "This calendar link no longer works.")
        headers: dict[str, str | Sequence[str]] = {
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": 'attachment; filename="session.ics"',
            "Cache-Control": "private, no-store",
        }
        return BoltResponse(status=HTTPStatus.OK, body=file.decode(), headers=headers)


class _SlackClock(Clock):
    """A clock as slack_sdk reads it, in seconds since 1970."""

    def __init__(self, clock: UtcClock) -> None:
        self._clock = clock

    def now(self) -> float:
        """Return the time now."""
        return self._clock().timestamp()


def _log_clock(stamp: int, *, now: datetime) -> None:
    """Log that Slack's own signature came at another time (Unix, seconds) than it was made."""
    found = compare_clocks(datetime.fromtimestamp(min(stamp, LATEST), UTC), sent=now, received=now)
    log.error(
        "rejected a request signed by Slack because of its time: this machine's clock is %s"
        " Slack's, or someone resent an old request",
        found.detail if found else "not",
    )


def dispatch(app: App, body: dict[str, Any], *, received: float | None = None) -> BoltResponse:
    """Give Bolt a body from Slack and return its answer. Raises BadRequest.

    `received` (monotonic seconds) is when it had come in, if that was not just now. What our listeners
    raise Bolt handles; what Bolt itself raises is about the body.
    """
    waited = 0.0 if received is None else monotonic() - received
    try:
        # This mode means that the body is read and its sender known, which is so by now.
        response = app.dispatch(
            BoltRequest(body=body, mode="socket_mode", context={WAITED: waited})
        )
    except (AttributeError, LookupError, TypeError, ValueError):
        raise BadRequest("it lacks something Slack always sends") from None
    if response.status == HTTPStatus.NOT_FOUND:
        raise BadRequest("Docket doesn't handle it")
    return response


def read_body(text: str, *, content_type: str) -> dict[str, Any]:
    """Read a request's body as Slack's documents say. Raises BadRequest."""
    return _form(text) if content_type.lower().startswith(FORM) else _object(text)


def _form(text: str) -> dict[str, Any]:
    """Read a form: an interaction is the JSON in `payload`, a slash command the fields themselves."""
    # In Rust: a form's JSON has thousands of escapes, which urllib takes each by itself.
    fields = dict(Url(f"form:?{text}").query_params())
    if "payload" in fields and "command" not in fields:
        return _object(fields["payload"])
    if not fields:
        raise BadRequest("the form is empty")
    return fields


def _object(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None
    if not isinstance(read, dict):
        raise BadRequest("the body is not a JSON object")
    return read


def _plain(status: HTTPStatus, body: str = "") -> BoltResponse:
    return BoltResponse(status=status, body=body, headers={"content-type": ["text/plain"]})


def _not_allowed(allowed: str) -> BoltResponse:
    return BoltResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, body="", headers={"allow": [allowed]})
