"""Socket Mode: there is always a connection to Slack, or the log says that there is none and why.

Source: docs.slack.dev, apis/events-api/using-socket-mode. A connection counts once Slack has said
hello over it. It is lost when Slack closes it or a ping stays unanswered; then another is opened, at
once the first time, ever later while that fails. Where Slack announces that it will close one, the
next is opened first.
"""

import json
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from random import SystemRandom
from typing import Any, Final

from cachetools import TTLCache
from slack_bolt import BoltResponse

from bot.scheduling.model.failures import (
    Cause,
    NotAllowed,
    ProviderFailure,
    Refused,
    TemporaryFailure,
)
from bot.socket_mode.connection import (
    Connection,
    Disconnected,
    KeepAlive,
    blocked_by,
    disconnected_by,
)
from bot.web.wsgi_app import BadRequest
from handlers.slack.web_api import SlackApi

log = logging.getLogger(__name__)

THREADS = 32
# Slack repeats an event for up to five minutes; a command or a press it never repeats.
REMEMBERED_SECONDS = 900
MOST_REMEMBERED = 1000
# How often in a row Docket may be found unhealthy before it is better started anew.
MOST_UNHEALTHY = 3

AnswerBody = Callable[[dict[str, Any]], BoltResponse]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconnectPolicy:
    """When a connection is opened again; all in seconds.

    The waits double from `first_wait` to `longest_wait`; what only a person can mend is tried again
    after `permanent_wait`. A wait that Slack asks for is kept, up to `longest_retry_after`: while it
    lasts Docket hears nothing. A connection that held for `settled_after` begins anew. One that was replaced
    lingers for what is under way. At the start there are so many `first_tries`. While nothing comes in,
    Docket's own health is looked at every `health_check_interval`. An answer whose connection is gone
    waits `answer_timeout` for the next: Slack waits no longer for it either.
    """

    first_wait: float = 1.0
    longest_wait: float = 60.0
    permanent_wait: float = 300.0
    longest_retry_after: float = 300.0
    settled_after: float = 30.0
    linger: float = 10.0
    first_tries: int = 3
    health_check_interval: float = 20.0
    answer_timeout: float = 3.0

    def wait(self, tries: int, failure: Disconnected) -> float:
        """Return how long to wait after so many tries in vain, not the same for every process."""
        most = min(self.first_wait * 2 ** min(tries, 30), self.longest_wait)
        wait = self.permanent_wait if failure.permanent else most
        after = failure.after.total_seconds() if failure.after else 0.0
        return max(min(after, self.longest_retry_after), _RANDOM.uniform(wait / 2, wait))


_RANDOM: Final = SystemRandom()
_REFRESH_REQUESTED: Final = Disconnected("it asked for a new connection")


def socket_address(slack: SlackApi) -> str:
    """Ask Slack for the address of one connection, with the app's own token. Raises Disconnected."""
    try:
        return slack.open_socket()
    except ProviderFailure as failure:
        after = failure.after if isinstance(failure, TemporaryFailure) else None
        if failure.fault is not None and failure.fault.cause is not Cause.KEY:
            raise blocked_by(failure.fault, permanent=isinstance(failure, NotAllowed)) from None
        permanent = isinstance(failure, NotAllowed | Refused)
        raise disconnected_by(failure.reason, permanent=permanent, after=after) from None


class Unhealthy(Exception):
    """Docket itself has not been well for some time, whatever Slack does: it should be started anew."""


class SocketMode:
    """Answers Slack over connections that Docket opens itself; `answer` gives Bolt one body.

    `slack` is called with the app's own token. `is_healthy` says what /healthz says over HTTP.
    """

    def __init__(
        self,
        slack: SlackApi,
        *,
        answer: AnswerBody,
        is_healthy: Callable[[], bool],
        policy: ReconnectPolicy | None = None,
        keep_alive: KeepAlive | None = None,
    ) -> None:
        self._slack = slack
        self._policy = policy or ReconnectPolicy()
        self._keep_alive = keep_alive or KeepAlive()
        self._handler = EnvelopeHandler(answer)
        self._is_healthy = is_healthy
        self._events: queue.SimpleQueue[tuple[Connection, Disconnected | None]] = (
            queue.SimpleQueue()
        )
        self._stopping = threading.Event()
        self._connection: Connection | None = None
        self._replaced = threading.Condition()
        self._since = 0.0
        self._tries = 0

    def connect(self) -> None:
        """Open the first connection. Raises Disconnected where Slack denies access, or after a few tries."""
        for tries in range(self._policy.first_tries):
            try:
                self._use(self._open())
            except Disconnected as failure:
                if failure.permanent or tries + 1 == self._policy.first_tries:
                    raise
                wait = self._policy.wait(tries, failure)
                log.warning("Slack: %s; Docket tries again in %.1f s", failure.reason, wait)
                self._stopping.wait(wait)
            else:
                return

    def run(self) -> None:
        """See to it that there is a connection, until told to stop. Raises Unhealthy."""
        unhealthy = 0
        while not self._stopping.is_set():
            try:
                connection, ended = self._events.get(timeout=self._policy.health_check_interval)
            except queue.Empty:
                unhealthy = 0 if self._is_healthy() else unhealthy + 1
                if unhealthy == MOST_UNHEALTHY:
                    raise Unhealthy from None
            else:
                self._replace_if_current(connection, ended)

    def _replace_if_current(self, connection: Connection, ended: Disconnected | None) -> None:
        """Replace a connection that is over, or soon will be; of older ones nothing is lost."""
        if connection is not self._connection:
            return
        if ended is None:
            self._replace(connection)
        else:
            self._reconnect(ended)

    def close(self) -> None:
        """Answer what is under way, then hang up."""
        self._stopping.set()
        with self._replaced:
            self._replaced.notify_all()
        self._handler.close()
        if self._connection is not None:
            self._connection.close()

    def _open(self) -> Connection:
        """Ask Slack for an address and connect there. Raises Disconnected."""
        connection = Connection(
            on_envelope=self._on_envelope,
            on_refresh=lambda connection: self._events.put((connection, None)),
            on_closed=lambda connection, ended: self._events.put((connection, ended)),
        )
        connection.open(socket_address(self._slack), keep_alive=self._keep_alive)
        return connection

    def _use(self, connection: Connection) -> None:
        with self._replaced:
            self._connection, self._since = connection, time.monotonic()
            self._replaced.notify_all()

    def _replace(self, old: Connection) -> None:
        """Open the next connection while the old one still answers."""
        self._reset_tries_if_settled()
        self._stopping.wait(self._next_wait(_REFRESH_REQUESTED))
        try:
            self._use(self._open())
        except Disconnected as failure:
            log.info("Slack: %s; the connection is kept until Slack closes it", failure.reason)
            return
        log.info("Slack asked for a new connection and has it")
        linger = threading.Timer(self._policy.linger, old.close)
        linger.daemon = True
        linger.start()

    def _reconnect(self, ended: Disconnected) -> None:
        """Say that the connection is lost, and open another for as long as that takes."""
        lost = time.monotonic()
        self._reset_tries_if_settled()
        wait = self._next_wait(ended)
        _report("Docket is disconnected from Slack", ended, wait)
        reported = (ended.reason, ended.after)
        while not self._stopping.wait(wait):
            try:
                self._use(self._open())
            except Disconnected as still:
                wait = self._next_wait(still)
                if (still.reason, still.after) != reported:
                    _report("Docket is still disconnected from Slack", still, wait)
                    reported = (still.reason, still.after)
            else:
                gone = time.monotonic() - lost
                log.info("Docket answers Slack over Socket Mode again, after %.1f s", gone)
                return

    def _reset_tries_if_settled(self) -> None:
        if time.monotonic() - self._since >= self._policy.settled_after:
            self._tries = 0

    def _next_wait(self, failure: Disconnected) -> float:
        """Return the seconds to the next try: none before the first since a connection settled."""
        wait = self._policy.wait(self._tries - 1, failure) if self._tries else 0.0
        self._tries += 1
        return wait

    def _on_envelope(self, connection: Connection, envelope: Body) -> None:
        send = partial(self._send, connection, envelope)
        self._handler.handle(envelope, then=send)

    def _send(self, connection: Connection, envelope: Body, answer: Body | None) -> None:
        """Acknowledge an envelope, by the next connection where its own is gone."""
        said: Body = {"envelope_id": envelope["envelope_id"]}
        if answer is not None and envelope.get("accepts_response_payload") is not False:
            said["payload"] = answer
        if connection.send(said):
            return
        other = self._successor_of(connection)
        if other is None or not other.send(said):
            log.warning("an answer did not reach Slack because the connection was lost")

    def _successor_of(self, lost: Connection) -> Connection | None:
        """Return the connection that took the place of a lost one, waiting for it as long as is of use."""
        with self._replaced:
            self._replaced.wait_for(
                lambda: self._connection is not lost or self._stopping.is_set(),
                timeout=self._policy.answer_timeout,
            )
            return None if self._connection is lost else self._connection


class EnvelopeHandler:
    """Answers every envelope once: what Slack sends again gets the answer that it got before."""

    def __init__(self, answer: AnswerBody) -> None:
        self._answer = answer
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="socket mode")
        self._futures: TTLCache[str, Future[Body | None]] = TTLCache(
            MOST_REMEMBERED, REMEMBERED_SECONDS
        )
        self._lock = threading.Lock()

    def handle(self, envelope: Body, *, then: Callable[[Body | None], None]) -> None:
        """Work out the answer to an envelope, unless that was done before, `then` hand it over.

        What Docket could not answer is handed over to nobody, and is worked out anew when it comes
        again.
        """
        key = _key(envelope)
        with self._lock:
            given = self._futures.get(key)
            if given is None:
                with suppress(RuntimeError):  # it comes too late: Docket is told to stop
                    given = self._futures[key] = self._threads.submit(self._answer_of, envelope)
        if given is not None:
            given.add_done_callback(partial(self._deliver, key, then))

    def close(self) -> None:
        """Finish what is under way, and take nothing more."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _answer_of(self, envelope: Body) -> Body | None:
        """Return the body of Bolt's answer, None where that is empty. Raises BadRequest."""
        response = self._answer(envelope["payload"])
        if response.status != HTTPStatus.OK:
            raise BadRequest(f"it was answered with {response.status}")
        if not response.body:
            return None
        if response.first_headers().get("content-type", "").startswith("application/json"):
            body: Body = json.loads(response.body)
            return body
        return {"text": response.body}

    def _deliver(
        self, key: str, then: Callable[[Body | None], None], given: Future[Body | None]
    ) -> None:
        if given.cancelled():
            return
        error = given.exception()
        if error is None:
            then(given.result())
            return
        with self._lock:
            self._futures.pop(key, None)
        if isinstance(error, BadRequest):
            log.warning("rejected something Slack sent: %s", error)
        else:
            log.error("Docket failed to process something Slack sent", exc_info=error)


def _key(envelope: Body) -> str:
    """Return what stays the same when Slack sends something again: an event has an id of its own."""
    event = envelope["payload"].get("event_id") if envelope.get("type") == "events_api" else None
    return f"event {event}" if event else f"envelope {envelope['envelope_id']}"


def _report(what: str, failure: Disconnected, wait: float) -> None:
    """Log an outage and when it is tried again: as an error where only a person can mend it."""
    level = logging.ERROR if failure.permanent else logging.WARNING
    log.log(level, "%s: %s. Docket keeps trying, next in %.1f s", what, failure.reason, wait)
