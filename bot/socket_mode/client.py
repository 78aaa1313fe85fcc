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
from bot.socket_mode.connection import CutOff, Line, Pulse, because, in_between
from bot.web.front_door import Malformed
from handlers.slack.web_api import SlackApi

log = logging.getLogger(__name__)

THREADS = 32
# Slack repeats an event for up to five minutes; a command or a press it never repeats.
REMEMBERED_SECONDS = 900
MOST_REMEMBERED = 1000
# How often in a row Docket may be found unwell before it is better started anew.
MOST_UNWELL = 3

Answer = Callable[[dict[str, Any]], BoltResponse]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """When a connection is opened again; all in seconds.

    The waits double from `first` to `longest`; what only a person can mend is tried `slowly`. A wait
    that Slack asks for is kept, up to `most_asked`: while it lasts Docket is deaf. A
    connection that held for `settled` begins anew. One that was replaced lingers for what is under
    way. At the start there are so many `first_tries`. While nothing is heard, Docket's own health is
    looked at, once every `looked_every`. An answer whose connection is gone waits `patience` for the
    next: Slack waits no longer for it either.
    """

    first: float = 1.0
    longest: float = 60.0
    slowly: float = 300.0
    most_asked: float = 300.0
    settled: float = 30.0
    linger: float = 10.0
    first_tries: int = 3
    looked_every: float = 20.0
    patience: float = 3.0

    def wait(self, tries: int, failure: CutOff) -> float:
        """Return how long to wait after so many tries in vain, not the same for every process."""
        most = min(self.first * 2 ** min(tries, 30), self.longest)
        wait = self.slowly if failure.lasting else most
        after = failure.after.total_seconds() if failure.after else 0.0
        return max(min(after, self.most_asked), _RANDOM.uniform(wait / 2, wait))


_RANDOM: Final = SystemRandom()
_ASKED_TO_RENEW: Final = CutOff("it asked for a new connection")


def address_for(slack: SlackApi) -> str:
    """Ask Slack for the address of one connection, with the app's own token. Raises CutOff."""
    try:
        return slack.open_socket()
    except ProviderFailure as failure:
        after = failure.after if isinstance(failure, TemporaryFailure) else None
        if failure.fault is not None and failure.fault.cause is not Cause.KEY:
            raise in_between(failure.fault, lasting=isinstance(failure, NotAllowed)) from None
        lasting = isinstance(failure, NotAllowed | Refused)
        raise because(failure.reason, lasting=lasting, after=after) from None


class Unwell(Exception):
    """Docket itself has not been well for some time, whatever Slack does: it should be started anew."""


class SocketMode:
    """Answers Slack over connections that Docket opens itself; `answer` gives Bolt one body.

    `slack` is called with the app's own token. `is_healthy` says what /healthz says over HTTP.
    """

    def __init__(
        self,
        slack: SlackApi,
        *,
        answer: Answer,
        is_healthy: Callable[[], bool],
        pace: Pace | None = None,
        pulse: Pulse | None = None,
    ) -> None:
        self._slack = slack
        self._pace = pace or Pace()
        self._pulse = pulse or Pulse()
        self._answers = Answers(answer)
        self._is_healthy = is_healthy
        self._news: queue.SimpleQueue[tuple[Line, CutOff | None]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._line: Line | None = None
        self._replaced = threading.Condition()
        self._since = 0.0
        self._tries = 0

    def connect(self) -> None:
        """Open the first connection. Raises CutOff where Slack lets nobody in, or not in some tries."""
        for tries in range(self._pace.first_tries):
            try:
                self._take_over(self._open())
            except CutOff as failure:
                if failure.lasting or tries + 1 == self._pace.first_tries:
                    raise
                wait = self._pace.wait(tries, failure)
                log.warning("Slack: %s; Docket tries again in %.1f s", failure.why, wait)
                self._stopping.wait(wait)
            else:
                return

    def run(self) -> None:
        """See to it that there is a connection, until told to stop. Raises Unwell."""
        unwell = 0
        while not self._stopping.is_set():
            try:
                line, ended = self._news.get(timeout=self._pace.looked_every)
            except queue.Empty:
                unwell = 0 if self._is_healthy() else unwell + 1
                if unwell == MOST_UNWELL:
                    raise Unwell from None
            else:
                self._see_to(line, ended)

    def _see_to(self, line: Line, ended: CutOff | None) -> None:
        """Replace a connection that is over, or soon will be; of older ones nothing is lost."""
        if line is not self._line:
            return
        if ended is None:
            self._renew(line)
        else:
            self._reconnect(ended)

    def close(self) -> None:
        """Answer what is under way, then hang up."""
        self._stopping.set()
        with self._replaced:
            self._replaced.notify_all()
        self._answers.close()
        if self._line is not None:
            self._line.close()

    def _open(self) -> Line:
        """Ask Slack for an address and connect there. Raises CutOff."""
        line = Line(
            heard=self._heard,
            renew=lambda line: self._news.put((line, None)),
            over=lambda line, ended: self._news.put((line, ended)),
        )
        line.open(address_for(self._slack), pulse=self._pulse)
        return line

    def _take_over(self, line: Line) -> None:
        with self._replaced:
            self._line, self._since = line, time.monotonic()
            self._replaced.notify_all()

    def _renew(self, old: Line) -> None:
        """Open the next connection while the old one still answers."""
        self._begin_anew_if_settled()
        self._stopping.wait(self._next_wait(_ASKED_TO_RENEW))
        try:
            self._take_over(self._open())
        except CutOff as failure:
            log.info("Slack: %s; the connection is kept until Slack closes it", failure.why)
            return
        log.info("Slack asked for a new connection and has it")
        linger = threading.Timer(self._pace.linger, old.close)
        linger.daemon = True
        linger.start()

    def _reconnect(self, ended: CutOff) -> None:
        """Say that the connection is lost, and open another for as long as that takes."""
        lost = time.monotonic()
        self._begin_anew_if_settled()
        wait = self._next_wait(ended)
        _report("Docket is cut off from Slack", ended, wait)
        told = (ended.why, ended.after)
        while not self._stopping.wait(wait):
            try:
                self._take_over(self._open())
            except CutOff as still:
                wait = self._next_wait(still)
                if (still.why, still.after) != told:
                    _report("Docket is still cut off from Slack", still, wait)
                    told = (still.why, still.after)
            else:
                gone = time.monotonic() - lost
                log.info("Docket answers Slack over Socket Mode again, after %.1f s", gone)
                return

    def _begin_anew_if_settled(self) -> None:
        if time.monotonic() - self._since >= self._pace.settled:
            self._tries = 0

    def _next_wait(self, failure: CutOff) -> float:
        """Return the seconds to the next try: none before the first since a connection settled."""
        wait = self._pace.wait(self._tries - 1, failure) if self._tries else 0.0
        self._tries += 1
        return wait

    def _heard(self, line: Line, envelope: Body) -> None:
        send = partial(self._send, line, envelope)
        self._answers.give(envelope, then=send)

    def _send(self, line: Line, envelope: Body, answer: Body | None) -> None:
        """Acknowledge an envelope, by the next connection where its own is gone."""
        said: Body = {"envelope_id": envelope["envelope_id"]}
        if answer is not None and envelope.get("accepts_response_payload") is not False:
            said["payload"] = answer
        if line.send(said):
            return
        other = self._other_than(line)
        if other is None or not other.send(said):
            log.warning("an answer did not reach Slack: the connection was lost meanwhile")

    def _other_than(self, lost: Line) -> Line | None:
        """Return the connection that took the place of a lost one, waiting for it as long as is of use."""
        with self._replaced:
            self._replaced.wait_for(
                lambda: self._line is not lost or self._stopping.is_set(),
                timeout=self._pace.patience,
            )
            return None if self._line is lost else self._line


class Answers:
    """Answers every envelope once: what Slack sends again gets the answer that it got before."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="socket mode")
        self._given: TTLCache[str, Future[Body | None]] = TTLCache(
            MOST_REMEMBERED, REMEMBERED_SECONDS
        )
        self._lock = threading.Lock()

    def give(self, envelope: Body, *, then: Callable[[Body | None], None]) -> None:
        """Work out the answer to an envelope, unless that was done before, `then` hand it over.

        What Docket could not answer is handed over to nobody, and is worked out anew when it comes
        again.
        """
        key = _key(envelope)
        with self._lock:
            given = self._given.get(key)
            if given is None:
                with suppress(RuntimeError):  # it comes too late: Docket is told to stop
                    given = self._given[key] = self._threads.submit(self._work_out, envelope)
        if given is not None:
            given.add_done_callback(partial(self._hand_over, key, then))

    def close(self) -> None:
        """Finish what is under way, and take nothing more."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _work_out(self, envelope: Body) -> Body | None:
        """Return the body of Bolt's answer, None where that is empty. Raises Malformed."""
        response = self._answer(envelope["payload"])
        if response.status != HTTPStatus.OK:
            raise Malformed(f"it was answered with {response.status}")
        if not response.body:
            return None
        if response.first_headers().get("content-type", "").startswith("application/json"):
            body: Body = json.loads(response.body)
            return body
        return {"text": response.body}

    def _hand_over(
        self, key: str, then: Callable[[Body | None], None], given: Future[Body | None]
    ) -> None:
        if given.cancelled():
            return
        error = given.exception()
        if error is None:
            then(given.result())
            return
        with self._lock:
            self._given.pop(key, None)
        if isinstance(error, Malformed):
            log.warning("Slack sent something that was turned away: %s", error)
        else:
            log.error("Slack sent something that Docket failed at", exc_info=error)


def _key(envelope: Body) -> str:
    """Return what stays the same when Slack sends something again: an event has an id of its own."""
    event = envelope["payload"].get("event_id") if envelope.get("type") == "events_api" else None
    return f"event {event}" if event else f"envelope {envelope['envelope_id']}"


def _report(what: str, failure: CutOff, wait: float) -> None:
    """Log an outage and when it is tried again: as an error where only a person can mend it."""
    level = logging.ERROR if failure.lasting else logging.WARNING
    log.log(level, "%s: %s. Docket keeps trying, next in %.1f s", what, failure.why, wait)
