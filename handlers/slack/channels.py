"""What Slack says of a channel (`conversations.info`), remembered for those who may take it from before."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cachetools import TTLCache

from bot.scheduling.model.failures import ProviderFailure, Refused
from handlers.slack import deadline
from handlers.slack.web_api import SlackApi

REMEMBER_CHANNELS = 10_000
REMEMBER_SECONDS = 60
# Nobody waits longer for what somebody else has asked.
LONGEST_SECONDS = 5

Description = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """A description, and when it was asked for, in seconds of the running clock."""

    description: Description
    asked: float


class Channels:
    """Asks Slack about channels; what it says is known for a minute, or until something happens there."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take a clock that runs in seconds."""
        self._clock = clock
        self._known: TTLCache[str, _Known] = TTLCache(
            REMEMBER_CHANNELS, REMEMBER_SECONDS, timer=clock
        )
        self._under_way: dict[str, Future[Description]] = {}
        self._forgotten = float("-inf")
        self._lock = threading.Lock()

    def ask(self, channel: str, *, slack: SlackApi) -> Description:
        """Ask Slack now, by this client. Raises a ProviderFailure."""
        asked = self._clock()
        try:
            found = slack.call("conversations.info", channel=channel).get("channel")
        except ProviderFailure as failure:
            if will_not_say(failure):
                self._remember(channel, _Known({}, asked))
            raise
        known = _Known(found if isinstance(found, dict) else {}, asked)
        self._remember(channel, known)
        return known.description

    def recent(self, channel: str, *, slack: SlackApi, within: timedelta) -> Description:
        """Return what Slack said at most so long ago, else ask it, once for all who ask at that time.

        Raises a ProviderFailure.
        """
        with self._lock:
            known = self._known.get(channel)
            if (
                known
                and known.description
                and self._clock() - known.asked <= within.total_seconds()
            ):
                return known.description
            asked_by_another = self._under_way.get(channel)
            if asked_by_another is None:
                answer = self._under_way[channel] = Future()
        if asked_by_another is not None:
            return self._awaited(asked_by_another, channel, slack=slack)
        try:
            answer.set_result(self.ask(channel, slack=slack))
        except BaseException as error:
            answer.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._under_way[channel]
        return answer.result()

    def _awaited(
        self, answer: Future[Description], channel: str, *, slack: SlackApi
    ) -> Description:
        """Wait for the answer to another's question; where none came, ask."""
        try:
            return answer.result(deadline.remaining(LONGEST_SECONDS))
        except (TimeoutError, ProviderFailure):
            return self.ask(channel, slack=slack)

    def known(self, channel: str) -> Description | None:
        """Return what Slack said in the last minute, empty where it would not say; else None."""
        with self._lock:
            known = self._known.get(channel)
        return known.description if known else None

    def forget(self, channel: str) -> None:
        """Forget what was said of a channel, also in answers under way: something has happened to it."""
        with self._lock:
            self._known.pop(channel, None)
            self._forgotten = self._clock()

    def _remember(self, channel: str, known: _Known) -> None:
        with self._lock:
            last = self._known.get(channel)
            # The answer to an earlier question may come later: it must not undo a newer one.
            if known.asked > self._forgotten and (last is None or last.asked <= known.asked):
                self._known[channel] = known


def will_not_say(failure: ProviderFailure) -> bool:
    """Return whether Slack has answered, and does not let Docket know."""
    return isinstance(failure, Refused) or failure.reason == "missing_scope"
